"""Importing a member list: upload, look, confirm; and every kind of bad file."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask import Flask

from quizapp.accounts import service, sheets
from quizapp.accounts.models import Branch, Group, Member, Membership, StagedImport
from quizapp.core import audit, clock
from quizapp.core.errors import Invalid
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeMember

pytestmark = pytest.mark.pages

CSV = "姓名,账号,手机号,党小组,入党日期,职务,类别\n林知远,lin,13800000001,第一党小组,2001/7/1,组长,正式\n许静仪,,,第二党小组,,,预备\n"


def xlsx(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(client: Client, content: bytes | str, name: str = "名单.csv") -> Any:
    body = content.encode() if isinstance(content, str) else content
    return client.post("/members/import", data={"file": (io.BytesIO(body), name)})


def imported(client: Client, content: bytes | str) -> Any:
    reply = upload(client, content)
    assert reply.status_code == 302, reply.text
    return client.post(reply.location)


def names() -> list[str]:
    db.session.rollback()
    return sorted(name for (name,) in db.session.query(Member.name))


def test_a_list_is_looked_at_first_and_then_written_whole(client: Client, organiser: Member) -> None:
    client.login(organiser)
    reply = upload(client, CSV)
    preview = client.get(reply.location).text
    assert "新增" in preview
    assert "第二党小组" in preview
    assert "自动" in preview
    assert names() == [organiser.name]
    assert client.post(reply.location).location == "/members"
    lin = db.session.query(Member).filter_by(username="lin").one()
    assert (lin.group.name, lin.duty, str(lin.joined_party_on)) == ("第一党小组", "组长", "2001-07-01")
    assert db.session.query(Membership).filter_by(member_id=lin.id).count() == 1
    actions = [line.action for line in db.session.query(audit.AuditLine)]
    assert actions.count("members.imported") == 1
    assert db.session.query(StagedImport).count() == 0
    assert client.post(reply.location).status_code == 404


def test_importing_again_updates_and_never_doubles(client: Client, organiser: Member) -> None:
    client.login(organiser)
    imported(client, CSV)
    imported(client, CSV)
    changed = CSV.replace("13800000001", "13800000002").replace(
        "lin,13800000002,第一", "lin,13800000002,第二"
    )
    imported(client, changed)
    assert names() == sorted([organiser.name, "林知远", "许静仪"])
    lin = db.session.query(Member).filter_by(username="lin").one()
    assert (lin.phone, lin.group.name) == ("13800000002", "第二党小组")
    spans = db.session.query(Membership).filter_by(member_id=lin.id).all()
    assert [span.to_at is None for span in spans] == [False, True]


def test_one_faulty_row_holds_everything_back(client: Client, organiser: Member) -> None:
    client.login(organiser)
    reply = upload(client, CSV + "王五,wang,电话,,,,\n")
    page = client.get(reply.location).text
    assert "第 4 行" in page
    assert "手机号“电话”认不出" in page
    assert client.post(reply.location).status_code == 422
    assert names() == [organiser.name]
    assert db.session.query(Group).count() == 0


def test_another_branch_and_another_person_cannot_use_a_staged_list(
    client: Client, organiser: Member, make_member: MakeMember, make_branch: MakeBranch
) -> None:
    client.login(organiser)
    path = upload(client, CSV).location
    client.login(make_member("另一位", role="organiser"))
    assert client.get(path).status_code == 404
    client.login(make_member("外人", branch=make_branch(), role="organiser"))
    assert client.post(path).status_code == 404
    assert client.get(f"/members/import?branch={organiser.branch_id}").status_code == 404


def test_an_account_of_another_branch_is_not_taken_over(
    client: Client, organiser: Member, make_member: MakeMember, make_branch: MakeBranch
) -> None:
    stranger = make_member("林知远", branch=make_branch(), phone="13800000001")
    stranger.username = "lin"
    db.session.commit()
    client.login(organiser)
    assert "已被使用" in client.get(upload(client, CSV).location).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_usual_encodings_are_read(encoding: str) -> None:
    rows = sheets.read_roster(CSV.encode(encoding))
    assert [row.cells["name"] for row in rows] == ["林知远", "许静仪"]
    assert [row.number for row in rows] == [2, 3]


def test_a_workbook_with_a_title_dates_and_numbers_is_read() -> None:

    content = xlsx(
        ["机关党支部名单"], ["姓名", "手机号", "入党日期"], ["林知远", 13800000001, date(2001, 7, 1)]
    )
    (row,) = sheets.read_roster(content)
    assert (row.number, dict(row.cells)) == (
        3,
        {"name": "林知远", "phone": "13800000001", "joined_on": "2001-07-01"},
    )


def test_the_template_is_a_list_without_rows(client: Client, organiser: Member) -> None:
    client.login(organiser)
    content = client.get("/members/import/template.xlsx").data
    with pytest.raises(Invalid, match="没有内容"):
        sheets.read_roster(content)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 80_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "空的"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "不是表格"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "旧的 .xls"),
        (b"\xff\xfe\x00", "编码"),
        (b"\xff" * 50, "编码"),
        (xlsx(["姓名"], ["甲"])[:-200], "损坏"),
        (b"PK\x03\x04" + b"\0" * 40, "损坏"),
        (bomb(), "太大"),
        (xlsx(["姓名", "职务"], ["甲", "=1+1"]), "B2"),
        (xlsx(["备注"], ["甲"]), "找不到“姓名”"),
        ("姓名,名字\n甲,乙\n".encode(), "两列"),
        (("姓名\n" + "甲" * 501 + "\n").encode(), "第 2 行"),
        (("姓名\n" + "甲\n" * 5_001).encode(), "5,000 行"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(
    client: Client, organiser: Member, content: bytes, why: str
) -> None:
    client.login(organiser)
    reply = upload(client, content, "名单.xlsx")
    assert reply.status_code == 422
    assert why in reply.text
    assert names() == [organiser.name]
    assert db.session.query(StagedImport).count() == 0


def test_a_file_that_is_too_large_is_not_even_read() -> None:
    with pytest.raises(Invalid, match="5 MB"):
        sheets.read_roster(b"x" * (sheets.MAX_BYTES + 1))


def test_no_file_at_all(client: Client, organiser: Member) -> None:
    client.login(organiser)
    assert client.post("/members/import").status_code == 422


def test_five_thousand_rows_go_in_at_once(app: Flask, branch: Branch) -> None:
    lines = "".join(f"成员{n},u{n},,第{n % 9}党小组\n" for n in range(5_000))
    rows = sheets.read_roster(f"姓名,账号,手机号,党小组\n{lines}".encode())
    now = clock.now()
    with unit_of_work():
        plan = service.import_members(branch, rows, actor=None, now=now, today=now.date())
    assert not plan.problems
    assert db.session.query(Member).count() == 5_000
    assert db.session.query(Membership).count() == 5_000
