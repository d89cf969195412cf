"""Every page, for everybody who may see it: axe in light and dark, no sideways scroll at 360 px, no complaint."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import HTTPException

from quizapp import create_app
from quizapp.config import Settings
from tests.browser.conftest import Look, Seeded, open_context
from tests.browser.looking import look_at
from tests.browser.looks import faults
from tests.browser.pages import NEW_PAGES, NOT_PAGES, NOT_PAGES_BLUEPRINT, PAGES, SCREENS
from tests.browser.steps import fill, ready
from tests.support.server import serving

#: The organiser's, half of all, have a file of their own: a file is what a worker takes.
EVERY = [(role, page) for role, pages in PAGES.items() if role != "organiser" for page in pages]


@pytest.mark.parametrize(("role", "pattern"), EVERY, ids=[f"{role} {pattern}" for role, pattern in EVERY])
def test_page(role: str, pattern: str, look_as: Look, seeded: Seeded) -> None:
    look_at(role, pattern, look_as, seeded)


def test_pages_of_a_new_installation(chrome: Browser) -> None:
    with serving(env={"QUIZAPP_DEBUG": "1"}) as server:
        setup = (server.data / "setup-link.txt").read_text(encoding="utf-8").strip().rpartition("/")[2]
        context, watch = open_context(chrome, server.base)
        page = context.new_page()
        for pattern in NEW_PAGES:
            page.goto(pattern.format(setup=setup))
            assert (pattern, faults(page) + watch.taken()) == (pattern, [])
        context.close()


def test_what_is_not_found_is_said_on_a_page(look_as: Look, seeded: Seeded) -> None:
    for role in ("visitor", "member"):
        page, watch = look_as(role)
        watch.expect("status of 404")
        answer = page.goto("/contests/999999" if role == "member" else "/nowhere")
        assert answer is not None
        assert answer.status == 404
        assert (role, faults(page) + watch.taken()) == (role, [])


def test_what_a_phone_sees_that_reaches_the_server(chrome: Browser, seeded: Seeded) -> None:
    context, watch = open_context(
        chrome, seeded.server.base, extra_http_headers={"X-Forwarded-For": "192.0.2.7"}
    )
    page = context.new_page()
    page.goto("/reach")
    assert faults(page) + watch.taken() == []
    context.close()


# ---- pages that answer a form


def test_invitations_to_hand_out(look_as: Look, seeded: Seeded) -> None:
    page, watch = look_as("organiser")
    page.goto("/members")
    page.get_by_label("勾选 党员00").check()
    page.get_by_role("button", name="打印勾选者的邀请单").click()
    page.locator(".slip").wait_for()
    assert faults(page) + watch.taken() == []
    page.goto(seeded.address("/members/{user01}"))
    page.get_by_role("button", name="生成邀请链接").click()
    page.locator(".linkcard").wait_for()
    assert faults(page) + watch.taken() == []


REFUSED = (
    (
        "visitor",
        "/sign-in",
        {"account": "nobody", "password": "wrong-password"},
        "main form button[type=submit]",
    ),
    ("organiser", "/contests/new", {"rows-0-count": "0", "title": ""}, '.head [value="publish"]'),
    ("organiser", "/members/new", {"phone": "12"}, "main form button[type=submit]"),
    ("organiser", "/bank/items/new", {"stem": ""}, ".itemform__acts .button--primary"),
    ("organiser", "/study/manage/new", {"title": ""}, "main form button[type=submit]"),
)


@pytest.mark.parametrize(("role", "address", "fields", "button"), REFUSED, ids=[one[1] for one in REFUSED])
def test_a_refused_form_says_what_is_wrong(
    role: str, address: str, fields: dict[str, str], button: str, look_as: Look
) -> None:
    page, watch = look_as(role)
    watch.expect("status of 4(01|22)")
    ready(page_at(page, address))
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    fill(page, **fields)
    with page.expect_navigation():
        page.locator(button).last.click()
    assert page.locator(".banner--wrong, .field__error").first.is_visible()
    assert faults(page) + watch.taken() == []


def page_at(page: Page, address: str) -> Page:
    page.goto(address)
    return page


# ---- completeness


@pytest.fixture
def routes(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    data = tmp_path_factory.mktemp("routes")
    return create_app(
        Settings(data=data, database_url=f"sqlite:///{data}/none.db", secret_key="for tests only")
    )


def test_every_get_route_is_a_page_looked_at_or_none(routes: Flask) -> None:
    router = routes.url_map.bind("localhost")
    seen = set()
    for pattern in (*(page for pages in PAGES.values() for page in pages), *NEW_PAGES, *SCREENS):
        path = urlsplit(pattern).path
        try:
            seen.add(router.match(_plain(path))[0])
        except HTTPException:
            pytest.fail(f"no route serves {pattern}")
    known = {
        rule.endpoint
        for rule in routes.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint.partition(".")[0] != NOT_PAGES_BLUEPRINT
    }
    assert known - seen - set(NOT_PAGES) == set()
    assert set(NOT_PAGES) - known == set()  # a route that is gone needs no reason
    assert set(NOT_PAGES) & seen == set()


def _plain(path: str) -> str:
    """Return a path with a number for each place: it serves as a token too."""
    return "/".join("1" if part.startswith("{") else part for part in path.split("/"))
