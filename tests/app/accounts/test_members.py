"""Members: adding, changing, moving, leaving, coming back; links; groups and branches."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from quizapp.accounts import queries, service
from quizapp.accounts.models import Branch, Group, Member, Membership
from quizapp.accounts.passwords import hash_password
from quizapp.core import clock
from quizapp.core.audit import AuditLine
from quizapp.core.permissions import Role
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeGroup, MakeMember

pytestmark = pytest.mark.pages


def form_of(member: Member, **more: Any) -> dict[str, Any]:
    fields = {
        "name": member.name,
        "phone": member.phone,
        "group_id": member.group_id or 0,
        "role": member.role.value,
        "kind": member.kind.value,
        "duty": member.duty,
    }
    return {**fields, **more}


def last_audit() -> AuditLine:
    line = db.session.query(AuditLine).order_by(AuditLine.id.desc()).first()
    assert line
    return line


def test_the_list_is_searched_and_narrowed(
    client: Client, organiser: Member, make_member: MakeMember, group: Group
) -> None:
    make_member("林知远", group=group, phone="13800000001")
    make_member("许静仪", kind="retired")
    client.login(organiser)
    for query, shown, hidden in [
        ("q=林", "林知远", "许静仪"),
        ("q=138000", "林知远", "许静仪"),
        ("q=%25", "没有符合条件", "林知远"),
        (f"group={group.id}", "林知远", "许静仪"),
        ("group=0", "许静仪", "林知远"),
        ("kind=retired", "许静仪", "林知远"),
        ("role=organiser", "罗勇", "林知远"),
        ("state=left", "没有符合条件", "林知远"),
        ("kind=nonsense&role=x&page=-1&group=abc", "林知远", "没有符合条件"),
    ]:
        page = client.get(f"/members?{query}").text
        assert shown in page
        assert hidden not in page


def test_adding_a_member(client: Client, organiser: Member, group: Group) -> None:
    client.login(organiser)
    wanted = {
        "name": "林知远",
        "phone": "138 0000 0001",
        "group_id": group.id,
        "role": "leader",
        "kind": "formal",
    }
    reply = client.post("/members/new", data=wanted)
    made = db.session.query(Member).filter_by(name="林知远").one()
    assert reply.location == f"/members/{made.id}"
    assert (made.username, made.phone, made.group_id, made.role) == (
        "13800000001",
        "13800000001",
        group.id,
        Role.LEADER,
    )
    again = client.post("/members/new", data={**wanted, "username": "lin"})
    assert again.status_code == 422
    assert "已用这个手机号" in again.text


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": "甲" * 65},
        {"phone": "电话"},
        {"group_id": 99999},
        {"role": "admin"},
        {"role": "leader"},
        {"kind": "guest"},
        {"username": "a b"},
        {"joined_party_on": "2026-13-45"},
    ],
)
def test_bad_fields_come_back_with_a_reason(client: Client, organiser: Member, bad: dict[str, Any]) -> None:
    client.login(organiser)
    good = {"name": "甲", "username": "jia", "group_id": 0, "role": "member", "kind": "formal"}
    reply = client.post("/members/new", data={**good, **bad})
    assert reply.status_code == 422
    assert "处需要修改" in reply.text
    assert db.session.query(Member).count() == 1


def test_changes_are_written_with_what_was_before(
    client: Client, organiser: Member, member: Member, group: Group
) -> None:
    client.login(organiser)
    changed = form_of(member, group_id=group.id, duty="宣传委员", exempt="y", joined_party_on="2001-07-01")
    assert client.post(f"/members/{member.id}", data=changed).status_code == 302
    db.session.rollback()
    assert (member.group_id, member.duty, member.exempt) == (group.id, "宣传委员", True)
    line = last_audit()
    assert (line.action, line.before["duty"], line.after["duty"]) == ("member.changed", "", "宣传委员")
    assert "name" not in line.after
    spans = db.session.query(Membership).filter_by(member_id=member.id).order_by(Membership.id).all()
    assert [(span.group_id, span.to_at is None) for span in spans] == [(None, False), (group.id, True)]


def test_a_change_reaches_the_running_session_at_once(
    client: Client, admin: Member, member: Member, app: Any
) -> None:
    theirs = app.test_client().login(member)
    assert theirs.get("/members").status_code == 403
    client.login(admin).post(f"/members/{member.id}", data=form_of(member, role="organiser"))
    assert theirs.get("/members").status_code == 200


def test_an_organiser_makes_no_admin_and_touches_none(
    client: Client, organiser: Member, admin: Member, member: Member
) -> None:
    client.login(organiser)
    assert client.post(f"/members/{member.id}", data=form_of(member, role="admin")).status_code == 422
    assert client.post(f"/members/{admin.id}", data=form_of(admin, name="改名")).status_code == 403
    assert client.post(f"/members/{admin.id}/link").status_code == 403
    assert client.post(f"/members/{admin.id}/leave", data={"reason": "转出"}).status_code == 403
    assert client.get(f"/members/{admin.id}").status_code == 200
    db.session.rollback()
    assert (admin.name, admin.left_at, member.role) == ("管理员", None, Role.MEMBER)


def test_the_last_admin_stays(client: Client, admin: Member, make_member: MakeMember) -> None:
    client.login(admin)
    assert client.post(f"/members/{admin.id}", data=form_of(admin, role="member")).status_code == 409
    assert client.post(f"/members/{admin.id}/leave", data={"reason": "转出"}).status_code == 409
    make_member("另一位管理员", role=Role.ADMIN)
    assert client.post(f"/members/{admin.id}", data=form_of(admin, role="member")).status_code == 302


@pytest.mark.parametrize("path", ["", "/link", "/leave", "/come-back"])
def test_members_of_another_branch_are_not_found(
    client: Client, organiser: Member, make_member: MakeMember, make_branch: MakeBranch, path: str
) -> None:
    stranger = make_member("外人", branch=make_branch())
    client.login(organiser)
    assert client.post(f"/members/{stranger.id}{path}", data={"reason": "x"}).status_code == 404
    assert client.get(f"/members?branch={stranger.branch_id}").status_code == 404


def test_leaving_and_coming_back_keeps_the_person(client: Client, organiser: Member, member: Member) -> None:
    client.login(organiser)
    assert client.post(f"/members/{member.id}/leave", data={"reason": ""}).status_code == 422
    assert client.post(f"/members/{member.id}/leave", data={"reason": "组织关系转出"}).status_code == 302
    db.session.rollback()
    assert member.left_at
    assert (last_audit().action, last_audit().reason) == ("member.left", "组织关系转出")
    assert member.name in client.get("/members?state=left").text
    assert client.post(f"/members/{member.id}/link").status_code == 409
    assert client.post(f"/members/{member.id}/come-back").status_code == 302
    db.session.rollback()
    assert member.left_at is None
    assert db.session.query(Membership).filter_by(member_id=member.id).count() == 2


def test_several_are_moved_at_once_and_only_within_the_branch(
    client: Client,
    organiser: Member,
    make_member: MakeMember,
    make_branch: MakeBranch,
    make_group: MakeGroup,
    group: Group,
) -> None:
    two = [make_member() for _ in range(2)]
    stranger = make_member(branch=make_branch())
    client.login(organiser)
    chosen = {"member": [m.id for m in two] + [stranger.id], "group_id": group.id}
    assert client.post("/members/move", data=chosen).status_code == 302
    foreign = make_group(branch=stranger.branch)
    assert client.post("/members/move", data={**chosen, "group_id": foreign.id}).status_code == 422
    db.session.rollback()
    assert [m.group_id for m in two] == [group.id, group.id]
    assert stranger.group_id is None


def link_in(text: str) -> str:
    found = re.search(r"/i/[\w-]+", text)
    assert found
    return found[0]


def test_an_invitation_opens_once_and_a_new_one_ends_the_old(
    client: Client, organiser: Member, make_member: MakeMember
) -> None:
    fresh = make_member("新人", consented=False)
    client.login(organiser)
    old = link_in(client.post(f"/members/{fresh.id}/link").text)
    page = client.post(f"/members/{fresh.id}/link")
    assert "<svg" in page.text
    link = link_in(page.text)
    guest = client.application.test_client()
    assert guest.get(old).status_code == 410
    assert "新人" in guest.get(link).text
    assert guest.post(link, data={"password": "a quiet river"}).status_code == 422
    assert guest.post(link, data={"password": "12345678", "agree": "y"}).status_code == 422
    assert guest.post(link, data={"password": "a quiet river", "agree": "y"}).location == "/"
    assert guest.get("/profile").status_code == 200
    assert guest.get(link).status_code == 410
    assert guest.post(link, data={"password": "another river", "agree": "y"}).status_code == 410


def test_a_reset_link_ends_the_sessions_and_expires(
    client: Client, organiser: Member, make_member: MakeMember
) -> None:
    known = make_member("周", password_hash=hash_password("an old password"))
    theirs = client.application.test_client().login(known)  # type: ignore[attr-defined]  # set by the fixture
    client.login(organiser)
    start = clock.now()
    link = link_in(client.post(f"/members/{known.id}/link").text)
    guest = client.application.test_client()
    with clock.frozen(start + timedelta(days=4)):
        assert guest.get(link).status_code == 410
    assert guest.post(link, data={"password": "a quiet river"}).status_code == 302
    assert theirs.get("/profile").status_code == 302


def test_the_sheet_invites_who_has_no_password(
    client: Client, organiser: Member, make_member: MakeMember
) -> None:
    waiting = [make_member(f"待邀{n}") for n in range(3)]
    make_member("已有", password_hash="x")
    client.login(organiser)
    page = client.post("/members/sheet").text
    assert page.count("<svg") == 4  # the organiser of the fixtures has none either
    assert "已有" not in page
    assert client.post("/members/sheet", data={"member": [waiting[0].id]}).text.count("<svg") == 1


def test_groups(client: Client, organiser: Member, make_member: MakeMember, branch: Branch) -> None:
    client.login(organiser)
    for name in ("甲组", "乙组", "丙组"):
        assert client.post("/groups", data={"name": name}).status_code == 302
    assert client.post("/groups", data={"name": " 甲组 "}).status_code == 422
    first, second, third = (line.id for line in queries.groups_of(branch.id))
    client.post(f"/groups/{third}/up")
    assert [line.id for line in queries.groups_of(branch.id)] == [first, third, second]
    client.post(f"/groups/{first}/up")
    assert client.post(f"/groups/{second}/rename", data={"name": "甲组"}).status_code == 422
    assert client.post(f"/groups/{second}/rename", data={"name": "丁组"}).status_code == 302
    someone = make_member(group=db.session.get(Group, second))
    assert client.post(f"/groups/{second}/delete").status_code == 409
    client.post(f"/members/{someone.id}", data=form_of(someone, group_id=0))
    assert client.post(f"/groups/{second}/delete").status_code == 302
    assert client.post(f"/groups/{third}/delete").status_code == 302
    assert [line.name for line in queries.groups_of(branch.id)] == ["甲组"]
    assert db.session.get(Group, second)  # kept for its history
    assert db.session.get(Group, third) is None
    assert client.post("/groups", data={"name": "丁组"}).status_code == 302
    assert [line.id for line in queries.groups_of(branch.id)] == [first, second]


def test_groups_of_another_branch_are_not_found(
    client: Client, organiser: Member, make_branch: MakeBranch, make_group: MakeGroup
) -> None:
    foreign = make_group(branch=make_branch())
    client.login(organiser)
    for way in ("rename", "up", "delete"):
        assert client.post(f"/groups/{foreign.id}/{way}", data={"name": "x"}).status_code == 404


def test_branches(client: Client, admin: Member, branch: Branch) -> None:
    client.login(admin)
    assert client.post("/branches", data={"name": "第二支部"}).status_code == 302
    assert client.post("/branches", data={"name": "第二支部"}).status_code == 422
    second = db.session.query(Branch).filter_by(name="第二支部").one()
    assert client.post(f"/branches/{second.id}/rename", data={"name": "第三支部"}).status_code == 302
    assert client.post(f"/branches/{branch.id}/archive").status_code == 409
    assert client.post(f"/branches/{second.id}/archive").status_code == 302
    assert "已停用" in client.get("/branches").text
    assert client.post(f"/branches/{second.id}/reopen").status_code == 302
    assert client.get(f"/members?branch={second.id}").status_code == 200


def test_the_audit_log_of_a_branch_stays_in_the_branch(
    client: Client, organiser: Member, admin: Member, make_branch: MakeBranch, as_identity: Any
) -> None:
    other = make_branch("别处")
    with unit_of_work():
        service.rename_branch(other, "远方", actor=as_identity(admin), now=clock.now())
    client.login(organiser)
    assert "远方" not in client.get("/audit").text
    client.login(admin)
    assert "远方" in client.get("/audit").text
    assert "没有记录" in client.get("/audit?q=xyzzy").text
    assert "远方" in client.get("/audit?q=支部改名").text
