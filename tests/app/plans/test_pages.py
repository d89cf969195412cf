"""Pages of the plan: what members read, what organisers write, the table in and out."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest

from quizapp.accounts import service as accounts
from quizapp.accounts.models import Branch, Member
from quizapp.activities.kinds import ActivityKind, Way
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.core.workbook import Sheet, workbook
from quizapp.documents import word
from quizapp.documents.model import Document, Table
from quizapp.extensions import db
from quizapp.plans import queries
from quizapp.plans.models import StudyPlan
from tests.app.bad_input.forms_on_pages import posting_forms
from tests.app.plans.conftest import Hold, MakeItem
from tests.fixtures.app import Client
from tests.fixtures.people import MakeGroup

pytestmark = pytest.mark.pages

AsIdentity = Callable[[Member], Identity]
HEADINGS = ["月份", "学习内容", "学习形式", "责任人"]
ROWS = [["一月", "学习全会精神", "支部集中学", "书记"], ["", "读原著", "个人自学", "全体党员"]]


def titles(branch: Branch, year: int) -> list[tuple[int, str, Way]]:
    db.session.rollback()
    plan = queries.plan_of(branch.id, year)
    return [(item.month, item.title, item.way) for item in queries.items_of(plan.id)] if plan else []


def test_members_read_what_is_published(
    client: Client, plan: StudyPlan, make_item: MakeItem, member: Member
) -> None:
    item = make_item("学习全会精神", month=12)
    client.login(member)
    for path in ("", f"{plan.year}/12", f"items/{item.id}", f"{plan.year}/print"):
        assert "学习全会精神" in client.get(f"/plans/{path}").text
    assert client.get(f"/plans/{plan.year}/13").status_code == 404
    assert f"DTSTART;VALUE=DATE:{plan.year}1231" in client.get(f"/plans/{plan.year}.ics").text
    client.post("/activities/feed")
    feed = re.search(r"/activities/feed/[\w-]+\.ics", client.get("/activities/feed").text)
    assert feed
    assert "SUMMARY:学习全会精神" in client.get(feed[0]).text
    plan.published_at = None
    db.session.commit()
    assert "还没有发布" in client.get("/plans/").text
    assert "学习全会精神" not in client.get(feed[0]).text
    for path in (f"{plan.year}/12", f"items/{item.id}", f"{plan.year}.ics", f"{plan.year}.xlsx"):
        assert client.get(f"/plans/{path}").status_code == 404


def test_an_organiser_writes_changes_and_deletes_an_item(
    client: Client, organiser: Member, branch: Branch
) -> None:
    client.login(organiser)
    sent = {"month": "3", "title": "学习全会精神", "way": "together", "hours": "2", "due_on": "2026-03-20"}
    assert client.post("/plans/2026/items/new", data={**sent, "title": ""}).status_code == 422
    wrong = client.post("/plans/2026/items/new", data={**sent, "due_on": "2025-03-20"})
    assert "要在 2026 年内" in wrong.text
    assert client.post("/plans/2026/items/new", data=sent).status_code == 302
    plan = queries.plan_of(branch.id, 2026)
    assert plan is not None
    item = queries.items_of(plan.id)[0]
    assert (item.minutes, item.due_on) == (90, date(2026, 3, 20))
    assert 'value="2.0"' in client.get(f"/plans/items/{item.id}/edit").text
    client.post(f"/plans/items/{item.id}/edit", data={**sent, "month": "5", "way": "self"})
    assert titles(branch, 2026) == [(5, "学习全会精神", Way.SELF)]
    client.post(f"/plans/items/{item.id}/delete")
    assert titles(branch, 2026) == []


def test_an_item_keeps_a_group_that_was_given_up_when_its_note_is_changed(
    client: Client, organiser: Member, make_item: MakeItem, make_group: MakeGroup, as_identity: AsIdentity
) -> None:
    group = make_group()
    item = make_item(group_id=group.id)
    with unit_of_work():
        accounts.delete_group(group, actor=as_identity(organiser), now=clock.now())
    client.login(organiser)
    page = f"/plans/items/{item.id}"
    assert group.name in client.get(page).text
    form = next(posting_forms(page, client.get(f"{page}/edit").text))
    assert form.fields["group_id"] == str(group.id)
    assert client.post(f"{page}/edit", data=form.with_value("note", "改了备注")).status_code == 302
    db.session.refresh(item)
    assert (item.group_id, item.note) == (group.id, "改了备注")


def test_a_plan_is_published_and_taken_back(
    client: Client, organiser: Member, plan: StudyPlan, make_item: MakeItem
) -> None:
    client.login(organiser)
    client.post(f"/plans/{plan.year}/publish", data={"on": "0"})
    assert "草稿" in client.get("/plans/manage").text
    client.post(f"/plans/{plan.year}/publish", data={"on": "1"})
    assert "还是空的" in client.get("/plans/manage").text
    make_item()
    client.post(f"/plans/{plan.year}/publish", data={"on": "1"})
    assert "已发布" in client.get("/plans/manage").text


def test_an_activity_is_linked_from_the_items_page(
    client: Client, organiser: Member, make_item: MakeItem, hold: Hold, plan: StudyPlan, member: Member
) -> None:
    item = make_item()
    held = hold(ActivityKind.TOGETHER, date(plan.year, 3, 2), came=[member])
    client.login(organiser)
    assert "关联一项活动" in client.get(f"/plans/items/{item.id}").text
    client.post(f"/plans/items/{item.id}/activities", data={"activity": str(held.id)})
    assert "1 / 1 人完成" in client.get(f"/plans/items/{item.id}").text
    assert client.post(f"/plans/items/{item.id}/activities", data={"activity": "x"}).status_code == 404
    client.post(f"/plans/items/{item.id}/activities/remove", data={"activity": str(held.id)})
    assert "还没有关联" in client.get(f"/plans/items/{item.id}").text


def upload(client: Client, content: bytes, name: str) -> str:
    sent = {"file": (io.BytesIO(content), name)}
    answer = client.post("/plans/2026/import", data=sent, content_type="multipart/form-data")
    return str(answer.text)


def xlsx(*rows: list[str]) -> bytes:
    return workbook([Sheet("计划", HEADINGS, rows)])


def docx() -> bytes:
    return word.render(Document("年度学习计划", "", [Table(HEADINGS, ROWS)]))


def sent_cells(page: str) -> str:
    value = page.split('name="cells" value="')[1].split('"')[0]
    return value.replace("&#34;", '"').replace("&amp;", "&")


@pytest.mark.parametrize("content", [xlsx(*ROWS), docx()], ids=["xlsx", "docx"])
def test_a_table_is_looked_at_and_then_taken_in(
    content: bytes, client: Client, organiser: Member, branch: Branch
) -> None:
    client.login(organiser)
    page = upload(client, content, "计划.docx" if b"word/" in content else "计划.xlsx")
    assert "读到 2 条" in page
    assert titles(branch, 2026) == []  # only looked at
    for _ in range(2):
        client.post("/plans/2026/import/confirm", data={"cells": sent_cells(page)})
        assert titles(branch, 2026) == [(1, "学习全会精神", Way.TOGETHER), (1, "读原著", Way.SELF)]


def test_one_fault_and_nothing_is_stored(client: Client, organiser: Member, branch: Branch) -> None:
    client.login(organiser)
    page = upload(client, xlsx(*ROWS, ["二月", "又一条", "随便", ""]), "计划.xlsx")
    assert "第 4 行" in page
    assert "认不出学习形式" in page
    assert 'name="cells"' not in page
    lines = [[1, HEADINGS], [2, ["一月", "好的", "自学", ""]], [3, ["二月", "坏的", "随便", ""]]]
    client.post("/plans/2026/import/confirm", data={"cells": json.dumps(lines)})
    assert titles(branch, 2026) == []
    strange = [[1, HEADINGS], [2, ["一月", "半个字\ud800", "自学", ""]]]
    for cells in ("[", "[" * 100_000, "[[1e999, []]]", json.dumps(strange)):
        assert client.post("/plans/2026/import/confirm", data={"cells": cells}).status_code == 422


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")
    return out.getvalue()


def torn() -> bytes:
    """Return a document whose index is whole and whose text is not."""
    whole = docx()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        entry = archive.getinfo("word/document.xml")
    start = entry.header_offset + 30 + len(entry.filename)
    return whole[:start] + b"\xff" * entry.compress_size + whole[start + entry.compress_size :]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", torn()),
        *(("a.docx", b"PK\x03\x04 broken"), ("a.docx", xlsx()), ("a.docx", bomb())),
        *(("a.docx", word.render(Document("没有表格"))), ("a.xlsx", b""), ("a.xlsx", b"%PDF-1.7")),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(
    name: str, content: bytes, client: Client, organiser: Member
) -> None:
    page = upload(client.login(organiser), content, name)
    assert "需要修改" in page


def test_the_plan_goes_out_as_a_table_that_comes_in_again(
    client: Client, organiser: Member, plan: StudyPlan, make_item: MakeItem
) -> None:
    make_item("学习全会精神", due_on=date(plan.year, 3, 20), minutes=90, responsible="书记", note="写心得")
    client.login(organiser)
    content = client.get(f"/plans/{plan.year}.xlsx").data
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    shown = [cell or "" for cell in rows[1][:8]]
    assert shown == ["3月", "学习全会精神", "支部集中学", "书记", "", f"{plan.year}-03-20", "2", "写心得"]
    sent = {"file": (io.BytesIO(content), "计划.xlsx")}
    page = client.post(f"/plans/{plan.year}/import", data=sent, content_type="multipart/form-data").text
    client.post(f"/plans/{plan.year}/import/confirm", data={"cells": sent_cells(page)})
    assert "新增 0 条，更新 0 条" in client.get("/plans/manage").text
    assert client.get("/plans/template.xlsx").data[:2] == b"PK"
    assert client.get(f"/plans/{plan.year}/print?form=docx").data[:2] == b"PK"


def test_last_years_plan_is_copied_from_the_page(
    client: Client, organiser: Member, plan: StudyPlan, make_item: MakeItem, branch: Branch
) -> None:
    make_item()
    client.login(organiser)
    after = plan.year + 1
    assert f"复制 {plan.year} 年的计划" in client.get(f"/plans/manage?year={after}").text
    client.post(f"/plans/{after}/copy", data={"from": str(plan.year)})
    assert len(titles(branch, after)) == 1
    assert client.post(f"/plans/{after}/copy", data={"from": "1999"}).status_code == 404
    client.post(f"/plans/{after}/note", data={"note": "抓实全年"})
    assert "抓实全年" in client.get(f"/plans/manage?year={after}").text
