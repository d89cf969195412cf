"""An organiser at the console: every step by its button or its key, and its dialogs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.hall_parties import LOST, Seen, Troubles, figure
from tests.browser.steps import ready

PATIENCE = 20.0  # seconds: two cores that do other work as well
LOOK = 40  # milliseconds between two looks
_HOST_SEES = """() => {
  const console_ = document.querySelector('.console'), said = document.querySelector('[data-said]');
  const totals = [...document.querySelectorAll('.total')].map((e) => [e.querySelector('.total__name b').textContent.trim(), e.querySelector('.total__points').textContent.trim()]);
  return { stage: console_.dataset.stage, phase: console_.dataset.phase, sequence: Number(console_.dataset.at), totals: Object.fromEntries(totals),
    main: document.querySelector('#main-act span')?.textContent.trim() || '', received: document.querySelector('[data-received]')?.textContent || '',
    said: said.hidden ? '' : said.textContent.trim(), asked: document.querySelector('dialog[open]')?.textContent.replace(/\\s+/g, ' ').trim().slice(0, 120) || '',
    line: document.querySelector('[data-line]').dataset.state || '', kept: Boolean(window.kept) };
}"""


class Host:
    """An organiser at the console."""

    def __init__(self, page: Page, contest: int) -> None:
        page.context.watch.expect(LOST)  # type: ignore[attr-defined]  # set by `visit`
        self.page, self.troubles = page, Troubles(page)
        page.goto(f"/live/manage/{contest}/host")
        ready(page).locator("[data-line][data-state=live]").wait_for()
        page.evaluate("window.kept = true")

    def sees(self) -> Seen:
        seen: Seen = self.page.evaluate(_HOST_SEES)
        return {**seen, "totals": {name: figure(shown) for name, shown in seen["totals"].items()}}

    # ---- steps: each waits until the console shows the contest after it

    def key(self, key: str, until: str = "") -> None:
        """Press a key of the console."""
        with self._step(until):
            self.page.keyboard.press(key)

    def go_on(self, until: str = "") -> None:
        """Do the next obvious step, by the space bar."""
        self.key("Space", until)

    def click(self, selector: str, until: str = "") -> None:
        """Press a button, opening the list that it stands in."""
        with self._step(until):
            self._press(selector)

    def twice(self, do: str, until: str = "") -> None:
        """A step that a single press must not do: by its key, or by its button."""
        with self._step(until):
            for _ in range(2):
                if len(do) == 1:
                    self.page.keyboard.press(do)
                else:
                    self._press(do)

    def _press(self, selector: str) -> None:
        inside = self.page.locator(f"details:not([open]):has({selector})")
        if inside.count() and not self.page.locator(f"{selector}:visible").count():
            inside.locator("summary").click()
        self.page.locator(f"{selector}:visible").click()

    @contextmanager
    def _step(self, until: str) -> Iterator[None]:
        before = self.sees()["sequence"]
        yield
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            seen = self.sees()
            if seen["sequence"] > before and until in ("", seen["phase"]):
                return
            self.page.wait_for_timeout(LOOK)
        raise AssertionError(
            f"the console waits for {until or 'the next step'} after {before}: {self.sees()}"
        )

    # ---- dialogs

    @property
    def dialog(self) -> Any:
        return self.page.locator("dialog[open]")

    def opens(self, key: str, text: str) -> None:
        """Open a dialog by its key."""
        self.page.keyboard.press(key)
        expect(self.dialog).to_contain_text(text)

    def shut(self) -> None:
        self.page.keyboard.press("Escape")
        self._let_go()

    def _let_go(self) -> None:
        """Wait until the dialog has closed and the keys belong to the console again."""
        expect(self.dialog).to_have_count(0)
        self.page.wait_for_function("!document.activeElement.closest('dialog')")

    def confirm(self, button: str, until: str = "", **fields: str) -> None:
        """Fill in the dialog that is open and carry it out."""
        for name, value in fields.items():
            field = self.dialog.locator(f'[name="{name}"]')
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        with self._step(until):
            self.dialog.get_by_role("button", name=button, exact=True).click()
        self._let_go()
