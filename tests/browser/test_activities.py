"""An activity from the organiser's form to points and hours: signed in on a phone by the digits and by a scan."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import select

from quizapp import create_app
from quizapp.accounts.models import Member
from quizapp.activities import codes
from quizapp.activities.models import Activity
from quizapp.config import Settings
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.record.models import PointsSheet
from quizapp.record.sheet import parse_sheet, sheet_to_mapping
from tests.browser.conftest import PHONE, Seeded, Visit
from tests.browser.looks import faults
from tests.browser.seed import PASSWORD
from tests.browser.steps import confirm, fill, ready, sign_in

TITLE = "走进革命纪念馆"


def test_from_the_form_to_points_and_hours(own: Seeded, visit: Visit) -> None:
    server = own.server
    _give_points(server.data)
    desk = sign_in(visit(server.base), "organiser", PASSWORD)
    _announce(desk)
    activity_id = int(re.findall(r"\d+", desk.url.rpartition("/activities/")[2])[0])
    desk.get_by_role("button", name="开始签到").click()
    expect(desk.locator("h1")).to_have_text("签到台")

    phone = sign_in(visit(server.base, **PHONE), "member", PASSWORD)
    phone.goto("/activities/")
    phone.get_by_role("link", name=TITLE).click()
    assert faults(phone) == []
    wall = desk.context.new_page()
    wall.goto(str(desk.get_by_role("link", name="投二维码").get_attribute("href")))
    digits = wall.locator("[data-digits]").inner_text().replace(" ", "")
    phone.get_by_label("六位签到码").fill(digits)
    phone.get_by_role("button", name="签到", exact=True).click()
    expect(phone.locator(".signed")).to_contain_text("你已签到")
    expect(wall.locator("[data-present]")).to_have_text("1")
    expect(desk.locator("[data-live=count] .kpis__value").first).to_contain_text("1")

    visitor = visit(server.base, **PHONE).new_page()
    visitor.goto(_scanned(server.data, activity_id))
    visitor.locator("[name=account]").fill("leader")
    visitor.locator("[name=password]").fill(PASSWORD)
    visitor.locator("main form button[type=submit]").click()
    expect(visitor.locator(".signed")).to_contain_text("扫码")

    confirm(desk, "结束活动")
    expect(desk.locator(".banner--ok")).to_contain_text("已记入")
    for page in (phone, visitor):
        page.goto("/record/")
        expect(page.locator("main")).to_contain_text(TITLE)
        page.goto("/hours/")
        expect(page.locator("main")).to_contain_text(TITLE)


def _announce(desk: Page) -> None:
    """Write an activity that begins now, and announce it."""
    desk.goto("/activities/new")
    local = datetime.fromisoformat(
        desk.evaluate("new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 16)")
    )
    form = ready(desk)
    form.get_by_label("活动类型").select_option(label="红色教育基地打卡")
    fill(
        form,
        title=TITLE,
        starts_at=f"{local:%Y-%m-%dT%H:%M}",
        ends_at=f"{local + timedelta(hours=2):%Y-%m-%dT%H:%M}",
        place="城东革命纪念馆",
    )
    assert faults(desk) == []
    form.get_by_role("button", name="保存并通知").click()
    expect(desk.locator(".banner--ok")).to_contain_text("已通知")
    assert faults(desk) == []


def _scanned(data: Path, activity_id: int) -> str:
    """Return what the code on the screen says now."""
    with _opened(data):
        activity = db.session.get_one(Activity, activity_id)
        code = codes.code_at(activity.code_key, activity.id, codes.step_at(clock.now()))
    return f"/activities/{activity_id}/in?c={code}"


def _give_points(data: Path) -> None:
    """Give the branch a sheet by which a day at a memorial counts."""
    rules = {"activity.base": {"title": "基地打卡", "points": 2}}
    found = parse_sheet(
        {"id": "t", "title": "t", "version": 9, "valid_from": date(2026, 1, 1), "rules": rules}
    )
    with _opened(data), unit_of_work():
        branch_id = db.session.scalars(select(Member.branch_id).where(Member.username == "organiser")).one()
        db.session.add(
            PointsSheet(
                branch_id=branch_id,
                version=99,
                valid_from=date(2026, 1, 1),
                content=sheet_to_mapping(found),
                created_at=clock.now(),
            )
        )


class _opened:  # noqa: N801 - reads as the verb it is
    """The application in this process on a server's folder, beside the server."""

    def __init__(self, data: Path) -> None:
        self.app = create_app(Settings(data=data, database_url=f"sqlite:///{data / 'quizapp.db'}"))

    def __enter__(self) -> None:
        self.context = self.app.app_context()
        self.context.push()

    def __exit__(self, *_error: object) -> None:
        db.session.remove()
        self.app.extensions["services"].close()
        db.engine.dispose()
        self.context.pop()
