"""The wall in a browser: every picture at every size, what comes over the line, a lost line, sound, playing again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
from flask import render_template
from playwright.sync_api import Browser, Page, expect

from quizapp import create_app
from quizapp.config import Settings
from quizapp.extensions import db
from quizapp.live.engine.events import Command
from quizapp.live.engine.game import apply, begin
from quizapp.live.engine.reading import builtin
from quizapp.live.engine.setup import Setup
from quizapp.live.engine.state import State
from tests.browser.conftest import Seeded, open_context
from tests.browser.looks import violations
from tests.browser.seed import PASSWORD
from tests.browser.steps import sign_in
from tests.support.wall import states, view_of

SIZES = ((1280, 720), (1920, 1080), (3840, 2160), (1024, 768))
#: Questions so long that only smaller letters keep every word; in hundredths of the height, as all sizes here.
CROWDED, SMALLEST, SMALL = ("long", "matching"), 4.0, 2.8
#: One of each kind of picture, for the colours.
LOOKED_AT = [
    "lobby-teams",
    "card-duel",
    "turn",
    "buzz-taken",
    "paused",
    "choosing-later",
    "duel",
    "ladder",
    "phone-revealed",
    "revealed-matching",
    "standings",
    "standings-frozen",
    "uncover-3",
    "podium",
    "break-counted",
]

_MOUNT = "async ([html]) => { const stage = await import('/static/js/live/stage.js'); stage.mount(document.querySelector('[data-wall]'), html); }"
_CUT = """() => {
  const found = [], page = document.scrollingElement;
  if (page.scrollWidth > innerWidth || page.scrollHeight > innerHeight) found.push(`page ${page.scrollWidth} × ${page.scrollHeight}`);
  for (const e of document.querySelectorAll('[data-wall] *')) {
    if (e.closest('svg, .sr')) continue;
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    if (box.width && (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)) found.push(`outside: ${e.outerHTML.slice(0, 100)}`);
    const shut = /hidden|clip/.test(style.overflow), line = style.whiteSpace === 'nowrap';
    if (shut && ((!line && e.scrollHeight > e.clientHeight + 2) || e.scrollWidth > e.clientWidth + 2)) found.push(`cut: ${e.outerHTML.slice(0, 100)}`);
  }
  return found;
}"""
#: A cable to pull: what is open breaks, and nothing new comes through until it is plugged in.
_CABLE = """
  const open = new Set(), Real = window.EventSource, real = window.fetch;
  let pulled = false;
  window.EventSource = class extends Real {
    constructor(url) { super(url); if (pulled) { this.close(); setTimeout(() => this.dispatchEvent(new Event('error'))); } else { open.add(this); } }
  };
  window.fetch = (...asked) => (pulled ? Promise.reject(new TypeError('cut')) : real(...asked));
  window.pull = () => { pulled = true; for (const one of open) { one.close(); one.dispatchEvent(new Event('error')); } open.clear(); };
  window.plug = () => { pulled = false; };
"""
#: Put up one of the pages that take turns.
_TURN = "(at) => document.querySelectorAll('[data-turn]').forEach((page, n) => { page.hidden = n !== at; })"
_LETTERS = """() => Math.min(...[...document.querySelectorAll('[data-wall] *')]
  .filter((e) => e.getClientRects().length && !e.closest('.sr, .badge') && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
  .map((e) => parseFloat(getComputedStyle(e).fontSize)))"""


@pytest.fixture(scope="module")
def draw(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Mapping[str, State]], dict[str, str]]:
    """Draw the wall of some states as HTML, by name."""
    data = tmp_path_factory.mktemp("wall")

    def drawn(shown: Mapping[str, State]) -> dict[str, str]:
        app = create_app(
            Settings(data, database_url=f"sqlite:///{data / 'wall.db'}", secret_key="for tests only")
        )
        with app.test_request_context():
            db.create_all()
            found = {
                name: render_template("live/_screen.html", view=view_of(state))
                for name, state in shown.items()
            }
            db.session.remove()
            db.engine.dispose()
        app.extensions["services"].close()
        return found

    return drawn


@pytest.fixture(scope="module")
def pictures(draw: Callable[[Mapping[str, State]], dict[str, str]]) -> dict[str, str]:
    """Every picture of the wall as HTML, by name."""
    return draw(states())


@pytest.fixture(scope="module")
def rule_pictures(draw: Callable[[Mapping[str, State]], dict[str, str]]) -> dict[str, str]:
    """The rules of every shipped sheet on the wall."""
    scene = Command("scene", {"scene": "rules"})
    return draw({one.id: apply(begin(Setup(one)), scene, 0)[0] for one in builtin()})


@pytest.fixture
def page(seeded: Seeded, chrome: Browser) -> Iterator[Page]:
    """A screen that nobody has signed in to, where motion is not wanted."""
    context, watch = open_context(chrome, seeded.server.base, reduced_motion="reduce")
    yield context.new_page()
    context.close()
    assert watch.complaints == []


@pytest.mark.parametrize("size", SIZES, ids=[f"{width}x{height}" for width, height in SIZES])
def test_every_picture_fits_and_is_read_from_the_last_row(
    size: tuple[int, int], page: Page, pictures: dict[str, str], seeded: Seeded
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(seeded.address("/display/{locked_wall}"))
    unit = min(size[1], size[0] * 9 / 16) / 100
    for name, html in pictures.items():
        page.evaluate(_MOUNT, [html])
        assert (name, page.evaluate(_CUT)) == (name, [])
        smallest = SMALL if any(word in name for word in CROWDED) else SMALLEST
        assert (name, page.evaluate(_LETTERS) >= smallest * unit - 0.02) == (name, True)


def test_the_rules_of_every_shipped_sheet_fit_page_by_page(
    page: Page, seeded: Seeded, rule_pictures: dict[str, str]
) -> None:
    page.goto(seeded.address("/display/{locked_wall}"))
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        unit = min(height, width * 9 / 16) / 100
        for name, html in rule_pictures.items():
            page.evaluate(_MOUNT, [html])
            for at in range(page.locator("[data-turn]").count()):
                page.evaluate(_TURN, at)
                assert (name, at, page.evaluate(_CUT)) == (name, at, [])
                assert (name, at, page.evaluate(_LETTERS) >= SMALLEST * unit - 0.02) == (name, at, True)


def test_the_rules_take_turns_by_the_servers_time(page: Page, seeded: Seeded) -> None:
    page.clock.install()
    page.goto(seeded.address("/display/{rules_wall}"))
    title = page.locator("[data-turn]:visible h1")
    expect(title).to_have_count(1)
    seen = set()
    for _ in range(2):
        seen.add(title.inner_text())
        page.clock.run_for(12_000)
    assert seen == {"抢答题", "名次"}


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_kind_of_picture_has_its_contrast_and_its_words(
    theme: str, page: Page, pictures: dict[str, str], seeded: Seeded
) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(seeded.address(f"/display/{{locked_wall}}?theme={theme}"))
    assert ("stage--light" in (page.locator("body").get_attribute("class") or "")) == (theme == "light")
    for name in LOOKED_AT:
        page.evaluate(_MOUNT, [pictures[name]])
        assert (name, violations(page)) == (name, [])


def act(host: Page, contest: str, **fields: object) -> None:
    """Do what the console's buttons do."""
    address = f"/live/manage/{contest}/act"
    status = host.evaluate(
        "async ([address, body]) => { const http = await import('/static/js/core/http.js'); await http.postJson(address, body); return 'done'; }",
        [address, fields],
    )
    assert status == "done"


def test_the_wall_follows_the_host_and_heals_a_lost_line(page: Page, chrome: Browser, seeded: Seeded) -> None:
    contest = seeded.places["stage_live"]
    desk, _ = open_context(chrome, seeded.server.base)
    host = sign_in(desk, "organiser", PASSWORD)
    page.add_init_script(_CABLE)
    page.goto(seeded.address("/display/{stage_wall}"))
    page.evaluate("() => { window.kept = true; }")
    act(host, contest, do="start_round", round=1)
    expect(page.locator(".wall--round h1")).to_contain_text("抢答题")
    act(host, contest, do="ask", limit=3600)
    expect(page.locator(".wall-state")).to_contain_text("听题")
    page.evaluate("() => window.pull()")
    act(host, contest, do="open_buzz")
    act(host, contest, do="press_for", seat="t2")
    page.wait_for_timeout(3500)
    expect(page.locator("[data-feed-lost]")).to_be_visible()
    expect(page.locator(".wall-state")).to_contain_text("听题")
    page.evaluate("() => window.plug()")
    expect(page.locator(".wall-state")).to_contain_text("乙队 抢到")
    expect(page.locator("[data-feed-lost]")).to_be_hidden()
    act(host, contest, do="answer", right=True)
    expect(page.locator(".wall-state")).to_contain_text("答对")
    expect(page.locator('[data-place="t2"] [data-number]')).to_have_text("110")
    assert page.evaluate("() => window.kept") is True
    desk.close()


def test_sound_waits_for_somebody_and_is_remembered(page: Page, seeded: Seeded) -> None:
    page.goto(seeded.address("/display/{locked_wall}"))
    button = page.locator("[data-sound]")
    expect(button).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("m")
    expect(button).to_have_attribute("aria-pressed", "true")
    page.reload()
    page.keyboard.press("Shift")
    expect(button).to_have_attribute("aria-pressed", "true")
    played = page.evaluate(
        "async () => { const sound = await import('/static/js/live/sound.js'); sound.names.forEach(sound.play); return sound.names.length; }"
    )
    assert played >= 9
    page.keyboard.press("m")
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_confetti_falls_once_and_only_where_motion_is_wanted(
    page: Page, chrome: Browser, pictures: dict[str, str], seeded: Seeded
) -> None:
    celebrate = (
        "async () => { const { celebrate } = await import('/static/js/live/confetti.js'); const canvas = document.querySelector('canvas'); "
        "const over = celebrate(canvas); const seen = !canvas.hidden; await over; return [seen, canvas.hidden]; }"
    )
    page.goto(seeded.address("/display/{locked_wall}"))
    assert page.evaluate(celebrate) == [False, True]
    context, watch = open_context(chrome, seeded.server.base, reduced_motion="no-preference")
    moving = context.new_page()
    moving.goto(seeded.address("/display/{locked_wall}"))
    assert moving.evaluate(celebrate) == [True, True]
    moving.evaluate(_MOUNT, [pictures["podium"]])
    expect(moving.locator(".wall--podium")).to_be_visible()
    context.close()
    assert watch.complaints == []


def test_a_contest_is_played_again_step_by_step_and_fast(chrome: Browser, seeded: Seeded) -> None:
    desk, watch = open_context(chrome, seeded.server.base, viewport={"width": 1280, "height": 720})
    page = sign_in(desk, "organiser", PASSWORD)
    page.goto(seeded.address("/live/manage/{over_live}/replay"))
    expect(page.locator(".wall--lobby")).to_be_visible()
    page.get_by_role("button", name="下一步").click()
    expect(page.locator(".wall--round")).to_be_visible()
    page.get_by_role("button", name="上一步").click()
    expect(page.locator(".wall--lobby")).to_be_visible()
    page.get_by_label("跳到").select_option(label="第 1 题")
    expect(page.locator(".wall--question")).to_be_visible()
    assert page.evaluate(_CUT) == []
    page.get_by_label("速度").select_option(value="20")
    page.get_by_role("button", name="播放").click()
    expect(page.locator(".wall--podium")).to_be_visible()
    desk.close()
    assert watch.complaints == []
