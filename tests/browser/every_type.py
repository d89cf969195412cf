"""Answering the seed's items, one of each type: what is right, and how it is given by keyboard or by plain fields."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page

#: By type, in the words that stand on the page (tests.fixtures.items.every_type).
CHOICES = {"single": ["三"], "multiple": ["一", "三"], "boolean": ["正确"]}
BLANKS, NUMBER, SHORT = ["甲", "乙"], "32", "要点。"
ORDER = ["二", "四", "一", "三"]
PAIRS = {"左一": "右二", "左二": "右一"}
MOST_TABS = 60


def option_texts(root: Locator) -> list[str]:
    return root.locator(".option__text").all_inner_texts()


# ---- without scripts


def answer_plainly(root: Locator) -> None:
    """Give the right answer in a question's own fields, as they work without scripts."""
    kind = root.get_attribute("data-type") or ""
    if kind in CHOICES:
        for option in root.locator(".options__item").all():
            if option.locator(".option__text").inner_text() in CHOICES[kind]:
                option.locator("input").check(force=True)
    elif kind == "ordering":
        for row in root.locator("[data-id]").all():
            row.locator("input").fill(str(ORDER.index(row.locator(".option__text").inner_text()) + 1))
    elif kind == "matching":
        letters = root.locator(".matching__choices li span:last-child").all_inner_texts()
        for field in root.locator(".field").all():
            wanted = PAIRS[field.locator("label").inner_text()]
            field.locator("select").select_option(index=letters.index(wanted) + 1)
    else:
        texts = {"blank": BLANKS, "numeric": [NUMBER], "short": [SHORT]}[kind]
        for field, text in zip(root.locator("input, textarea").all(), texts, strict=True):
            field.fill(text)


# ---- by keyboard alone


def tab_to(page: Page, selector: str) -> None:
    """Go on with the tabulator until the focus is there."""
    for _ in range(MOST_TABS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not lead to {selector}")


def answer_by_keyboard(page: Page) -> None:
    """Give the right answer to the one question that is shown, and hand it in."""
    root = page.locator("[data-response]")
    kind = root.get_attribute("data-type") or ""
    if kind in CHOICES:
        for index, text in enumerate(option_texts(root)):
            if text in CHOICES[kind]:
                page.keyboard.press(str(index + 1))
        page.keyboard.press("Enter")
        return
    _TYPED[kind](page, root)
    if kind not in ("blank", "numeric"):
        tab_to(page, "[data-when-empty]")
    page.keyboard.press("Enter")


def _blank(page: Page, root: Locator) -> None:
    tab_to(page, "[data-response] input")
    page.keyboard.type(BLANKS[0])
    page.keyboard.press("Tab")
    page.keyboard.type(BLANKS[1])


def _numeric(page: Page, root: Locator) -> None:
    tab_to(page, "[data-response] input")
    page.keyboard.type(NUMBER)


def _ordering(page: Page, root: Locator) -> None:
    for place, text in enumerate(ORDER):
        at = option_texts(root).index(text)
        if at == place:
            continue
        row = root.locator("[data-id]").nth(at).get_attribute("data-id")
        tab_to(page, f'[data-id="{row}"] [data-move="-1"]')
        for _ in range(at - place):
            page.keyboard.press("Enter")


def _matching(page: Page, root: Locator) -> None:
    letters = root.locator(".matching__choices li span:last-child").all_inner_texts()
    for field in root.locator(".field").all():
        wanted = PAIRS[field.locator("label").inner_text()]
        name = field.locator("select").get_attribute("name")
        tab_to(page, f'select[name="{name}"]')
        for _ in range(letters.index(wanted) + 1):
            page.keyboard.press("ArrowDown")


def _short(page: Page, root: Locator) -> None:
    tab_to(page, "[data-response] textarea")
    page.keyboard.type(SHORT)


_TYPED: dict[str, Callable[[Page, Locator], None]] = {
    "blank": _blank,
    "numeric": _numeric,
    "ordering": _ordering,
    "matching": _matching,
    "short": _short,
}
