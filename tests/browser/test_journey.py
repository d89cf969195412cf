"""From the set-up link to the board, as people do it: one installation, an administrator, two members with phones.

Zhou answers all ten questions right. Luo answers six, loses the network in the middle and goes on answering.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from quizapp.record.shipped import builtin_sheet
from tests.browser.conftest import PHONE, Visit
from tests.browser.steps import Keys, answer, confirm, fill, hand_in, keys_of
from tests.support.server import Server, serving

PASSWORD = "一支很长的密码 2026"
ROSTER = (
    ("姓名", "账号", "党小组"),
    ("周晓岚", "zhou", "第一党小组"),
    ("罗勇", "luo", "第二党小组"),
    ("韦兰", "wei", "第二党小组"),
)
CONTEST = "党纪学习竞赛"
ITEMS, ITEM_POINTS = 10, 5


@pytest.fixture
def server() -> Iterator[Server]:
    """A new installation that nobody has set up."""
    with serving() as server:
        yield server
        print(server.log)  # seen when the test fails


def test_from_the_set_up_link_to_the_board(server: Server, visit: Visit, tmp_path: Path) -> None:
    desk = set_up(server, visit)
    take_the_first_steps(desk)
    links = invite(desk, roster(tmp_path))
    keys = keys_of(server, "admin")
    publish(desk)
    address = desk.url

    zhou, luo = join(visit, server, links["周晓岚"]), join(visit, server, links["罗勇"])
    compete(zhou, keys, right=10)
    compete_off_the_line(luo, keys, right=6)
    screen = open_display(visit, server, desk)

    settle(desk, address)
    zhou_points, luo_points = earned(right=10, place=1), earned(right=6, place=2)
    assert (zhou_points, luo_points) == (17, 14.4)  # 10 + 4 + 3 and 10 + 2.4 + 2 by the shipped sheet
    check_display(screen, {"周晓岚": zhou_points, "罗勇": luo_points})
    check_record(zhou, zhou_points, right=10, place=1)
    check_record(luo, luo_points, right=6, place=2)
    check_boards(luo, zhou_points, luo_points)
    assert '"differences": []' in server.run("record", "verify", "--json")


def earned(right: int, place: int) -> float:
    """Return the points that the shipped sheet gives for a contest with so many right, and for the place."""
    rules = builtin_sheet("default")["rules"]
    score = rules["contest_score"]["points"] * right / ITEMS
    return float(rules["contest_taken"]["points"] + score + rules["contest_place"]["outcomes"][place])


# ---- the administrator


def set_up(server: Server, visit: Visit) -> Page:
    """Spend the set-up link that the server wrote into its data folder."""
    desk = visit(server.base).new_page()
    link = (server.data / "setup-link.txt").read_text(encoding="utf-8").strip()
    desk.goto(link)
    fill(
        desk,
        unit="某某市红十字会",
        branch_name="机关党支部",
        name="秦素",
        username="admin",
        password=PASSWORD,
    )
    desk.get_by_role("button", name="建立并开始").click()
    expect(desk).to_have_url(re.compile(r"/start/"))
    assert not (server.data / "setup-link.txt").exists()
    return desk


def take_the_first_steps(desk: Page) -> None:
    """Walk the five steps: left after the second and resumed where it was."""
    desk.goto("/start/names")
    expect(desk.locator('[name="unit"]')).to_have_value("某某市红十字会")
    desk.get_by_role("button", name="保存，下一步").click()
    fill(desk, names="第一党小组\n第二党小组")
    desk.get_by_role("button", name="保存，下一步").click()
    expect(desk).to_have_url(re.compile(r"/start/members$"))
    desk.get_by_role("link", name="以后再说").last.click()
    desk.locator("main").get_by_role("link", name="继续").click()
    expect(desk).to_have_url(re.compile(r"/start/members$"))
    desk.get_by_role("button", name="下一步").click()
    desk.get_by_role("button", name="保存，下一步").click()
    desk.get_by_role("button", name="完成").click()
    expect(desk.locator("main")).not_to_contain_text("开始使用的五步")


def roster(folder: Path) -> Path:
    book = Workbook()
    for row in ROSTER:
        book.active.append(row)
    path = folder / "名单.xlsx"
    book.save(path)
    return path


def invite(desk: Page, file: Path) -> dict[str, str]:
    """Import the list and return the invitation links of the sheet that is handed out, by name."""
    desk.goto("/members/import")
    desk.locator('[name="file"]').set_input_files(file)
    desk.get_by_role("button", name="上传并预览").click()
    expect(desk.locator("main")).to_contain_text("周晓岚")
    desk.get_by_role("button", name="确认导入").click()
    expect(desk.locator(".notices")).to_contain_text("新增 3 人")
    confirm(desk, "打印全部邀请单")
    expect(desk.locator(".slip")).to_have_count(3)
    slips = desk.locator(".slip").all()
    return {slip.locator("b").inner_text(): slip.locator("small").inner_text() for slip in slips}


def publish(desk: Page) -> None:
    """Make a contest of ten choices in the editor, open since an hour ago, and publish it."""
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    desk.goto("/contests/new")
    fill(desk, title=CONTEST, notice="请**独立**完成。")
    fill(desk, opens_at=f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    fill(desk, closes_at=f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}")
    fill(desk, **{"rows-0-count": str(ITEMS), "rows-0-points": str(ITEM_POINTS)})
    desk.locator("[data-picker]").nth(1).click()
    desk.locator('[name="rows-0-types"][value="single"]').check()
    desk.locator('[name="rows-0-types"][value="boolean"]').check()
    desk.keyboard.press("Escape")
    expect(desk.locator("[data-aside]")).to_contain_text("10 题")
    expect(desk.locator("[data-total]")).to_contain_text(str(ITEMS * ITEM_POINTS))
    desk.get_by_role("button", name="发布竞赛").click()
    expect(desk.locator(".notices")).to_contain_text("竞赛已发布")


def settle(desk: Page, address: str) -> None:
    """Close the contest before its time, settle it, and see that nothing is left to do."""
    desk.goto(address)
    confirm(desk, "提前结束")
    desk.get_by_role("link", name="结算").click()
    expect(desk.locator("main")).to_contain_text("2 人")
    confirm(desk, "确认结算")
    expect(desk.locator("main")).to_contain_text("已结算")


# ---- two members


def join(visit: Visit, server: Server, link: str) -> Page:
    """Open an invitation on a phone: consent, choose a password, stand on the home page."""
    phone = visit(server.base, **PHONE).new_page()
    phone.goto(link)
    fill(phone, password=PASSWORD)
    phone.locator('[name="agree"]').check()
    phone.get_by_role("button", name="设置密码并登录").click()
    expect(phone.get_by_role("heading", name=CONTEST)).to_be_visible()
    return phone


def enter(phone: Page) -> None:
    phone.get_by_role("link", name="进入竞赛").click()
    phone.get_by_role("button", name="开始答题").click()
    expect(phone.locator("[data-question]:visible")).to_have_count(1)


def compete(phone: Page, keys: Keys, *, right: int) -> None:
    enter(phone)
    for number in range(1, ITEMS + 1):
        answer(phone, keys, right=number <= right)
        if number < ITEMS:
            phone.locator('[data-step="1"]').click()
    expect(phone.locator("[data-state]")).to_have_text("已保存")
    hand_in(phone)
    expect(phone.locator(".figure")).to_have_text(re.compile(rf"^{right * ITEM_POINTS}\s*/ 50"))


def compete_off_the_line(phone: Page, keys: Keys, *, right: int) -> None:
    """Answer the first three, lose the network, answer the others, and be told what waits; it goes when back."""
    enter(phone)
    phone.context.watch.expect(r"net::ERR_INTERNET_DISCONNECTED")  # type: ignore[attr-defined]  # set by visit
    for number in range(1, ITEMS + 1):
        if number == 4:
            expect(phone.locator("[data-state]")).to_have_text("")
            phone.context.set_offline(True)
        answer(phone, keys, right=number <= right)
        expect(phone.locator("[data-state]")).to_have_text("已保存" if number < 4 else "待上传")
        if number < ITEMS:
            phone.locator('[data-step="1"]').click()
    expect(phone.locator("[data-lost]")).to_contain_text("7 题待上传")
    phone.locator('[data-step="1"]').click()
    phone.locator("[data-hand-in]").get_by_role("button", name="交卷").click()
    expect(phone.locator("[data-unsent]")).to_contain_text("还有 7 题没有上传")
    phone.get_by_role("dialog").get_by_role("button", name="继续作答").click()
    phone.context.set_offline(False)
    expect(phone.locator("[data-state]")).to_have_text("已保存")
    expect(phone.locator("[data-lost]")).to_be_hidden()
    hand_in(phone)
    expect(phone.locator(".figure")).to_have_text(re.compile(rf"^{right * ITEM_POINTS}\s*/ 50"))


# ---- what stands afterwards


def open_display(visit: Visit, server: Server, desk: Page) -> Page:
    """Make a screen with the members' board and open it as the meeting room does: without signing in."""
    desk.goto("/display/")
    fill(desk, name="三楼会议室")
    for box in desk.locator('[name="boards"]').all():
        box.set_checked(box.get_attribute("value") == "members")
    desk.get_by_role("button", name="新建大屏").click()
    address = desk.locator(".screenrow a.link").get_attribute("href")
    assert address is not None
    screen = visit(server.base, viewport={"width": 1920, "height": 1080}).new_page()
    screen.goto(address)
    expect(screen.locator(".stageempty")).to_be_visible()
    screen.evaluate("window.stoodAllTheTime = true")
    return screen


def check_display(screen: Page, points: dict[str, float]) -> None:
    """The settlement has reached the open screen by push: no reload, no new visit."""
    rows = screen.locator(".mrow")
    expect(rows).to_have_count(len(points), timeout=15_000)
    for row, (name, amount) in zip(rows.all(), points.items(), strict=True):
        expect(row).to_contain_text(name)
        expect(row.locator(".brow__n")).to_have_text(f"{amount:g}")
    assert screen.evaluate("window.stoodAllTheTime")


def check_record(phone: Page, points: float, *, right: int, place: int) -> None:
    """The record holds three entries, each with its reason, and their sum."""
    phone.goto("/record/")
    expect(phone.locator(".figure")).to_have_text(re.compile(rf"^{points:g}\s*分"))
    shown = {entry.locator("span").first.inner_text() for entry in phone.locator(".entry__text").all()}
    assert shown == {"参加竞赛", "竞赛得分", "竞赛名次"}
    amounts = [float(amount.inner_text()) for amount in phone.locator(".entry__points").all()]
    assert sorted(amounts) == sorted([10, 4 * right / ITEMS, 4 - place])
    expect(phone.locator(".facts")).to_contain_text(f"{place} / 4")


def check_boards(phone: Page, first: float, second: float) -> None:
    """Luo sees both on the members' board; the second group's mean counts the one who stayed away."""
    phone.goto("/boards/members")
    rows = phone.locator(".standing")
    expect(rows.nth(0)).to_contain_text("周晓岚")
    expect(rows.nth(0).locator(".standing__figure")).to_have_text(f"{first:g} 分")
    expect(rows.nth(1)).to_contain_text("罗勇")
    expect(rows.nth(1).locator(".standing__figure")).to_have_text(f"{second:g} 分")
    phone.goto("/boards/groups")
    expect(phone.locator(".standing").nth(0).locator(".standing__figure")).to_have_text(f"{first:.2f} 分")
    expect(phone.locator(".standing").nth(1).locator(".standing__figure")).to_have_text(
        f"{second / 2:.2f} 分"
    )
