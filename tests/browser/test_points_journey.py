"""A claim's way on phones from the member over the leader to the branch, the answer to an objection, a new sheet."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Seeded, Visit
from tests.browser.looks import faults
from tests.browser.seed import PASSWORD
from tests.browser.steps import confirm, fill, ready, sign_in
from tests.support.uploads import photo

WORDS = "周六上午在社区图书室值班四小时"


def test_a_claim_from_the_member_over_the_leader_to_the_branch(own: Seeded, visit: Visit) -> None:
    member, leader, organiser = (
        sign_in(visit(own.server.base, **PHONE), name, PASSWORD) for name in ("keys", "leader", "organiser")
    )
    claim = declare(member)
    follow(leader, "去审核")
    expect(leader.locator("main")).to_contain_text(WORDS)
    fill(leader, points="2.5")
    leader.get_by_role("button", name="确认，交支部").click()
    expect(leader.locator(".banner--ok")).to_contain_text("已通过")

    organiser.goto("/points/waiting")
    organiser.get_by_label("选中 沈牧云 的申报").check()
    confirm(organiser, "通过选中的")
    expect(organiser.locator(".banner--ok")).to_contain_text("已通过 1 份申报")

    member.goto(claim)
    expect(member.locator("main")).to_contain_text("已计入")
    member.get_by_role("link", name="看这条积分").click()
    expect(member.locator(".figure")).to_contain_text("+2.5")
    fill(member, text="应当是三分")
    member.get_by_role("button", name="提出异议").click()
    expect(member.locator("main")).to_contain_text("前答复")

    follow(organiser, "去答复")
    organiser.get_by_label("更正为下面的内容").check()
    fill(organiser, points="3", reason="核对了值班登记")
    organiser.get_by_role("button", name="答复").click()
    expect(organiser.locator(".banner--ok")).to_contain_text("已答复")
    member.reload()
    expect(member.locator("main")).to_contain_text("更正后合计 3 分")
    assert faults(member) == []


def declare(phone: Page) -> str:
    """Declare something with a photo; return the claim's address."""
    phone.goto("/points/")
    phone.get_by_role("link", name="加分事项").first.click()
    fill(ready(phone), text=WORDS, points="2")
    phone.locator('input[type="file"]').set_input_files(
        {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    phone.get_by_role("button", name="提交").click()
    expect(phone.locator("main")).to_contain_text("等待党小组长")
    return phone.url


def follow(phone: Page, action: str) -> None:
    """Open what the newest notice with this action is about."""
    phone.goto("/notices/")
    phone.get_by_role("button", name=action).first.click()


def test_a_sheet_is_changed_tried_and_published_by_keyboard(own: Seeded, visit: Visit) -> None:
    desk = sign_in(visit(own.server.base), "organiser", PASSWORD)
    desk.goto("/points/sheet/draft/rules/extra")
    box = ready(desk).get_by_label("每月最多")
    box.focus()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("4")
    desk.keyboard.press("Enter")
    expect(desk.locator(".banner--ok")).to_contain_text("草稿已保存")
    desk.get_by_role("link", name="试算").click()
    desk.get_by_role("button", name="试算").click()
    expect(desk.locator("main")).to_contain_text("哪些规则带来变化")
    desk.goto("/points/sheet/draft/heads")
    fill(desk, valid_from="2099-01-01", title="新办法")
    desk.get_by_role("button", name="保存").click()
    confirm(desk, "发布")
    expect(desk.locator(".banner--ok")).to_contain_text("已发布新版")
    desk.goto("/points/versions/compare")
    expect(desk.locator("main")).to_contain_text("每月最多 4 分")


def test_a_group_is_ticked_at_once(own: Seeded, visit: Visit) -> None:
    phone = sign_in(visit(own.server.base, **PHONE), "organiser", PASSWORD)
    phone.goto("/points/batches/new")
    fill(ready(phone), points="1.5", title="抗洪值守")
    group = phone.locator("fieldset", has_text="第一党小组")
    group.get_by_label("全选").check()
    phone.get_by_role("button", name="看看会记多少").click()
    expect(phone.locator("main")).to_contain_text("确认录入")
    expect(group.locator("[name=member]:not(:checked)")).to_have_count(0)
    expect(group.locator("[name=member]").first).to_be_checked()
    assert faults(phone) == []
