"""Printing papers from the bank: what is offered, what is kept, what each page and file holds and does not hold."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from PIL import Image

from quizapp.accounts.models import Member
from quizapp.bank.formats.word import read_docx
from quizapp.bank.item import ItemType
from quizapp.bank.media.service import keep_picture
from quizapp.bank.models import Bank
from quizapp.bank.models import Item as ItemRow
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.core.pictures import decode
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.papers.printing import queries
from quizapp.papers.printing.layout import Arrangement
from quizapp.papers.printing.models import PrintedPaper
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, every_type, single

pytestmark = pytest.mark.pages

AsIdentity = Callable[[Member], Identity]
EXPLAINED = "只有答案页才说的话"


@pytest.fixture
def rich_bank(make_bank: MakeBank) -> Bank:
    """Items of every type whose explanations cannot stand anywhere by chance."""
    kinds = [{**one, "explanation": f"{EXPLAINED}：{one['id']}"} for one in every_type()]
    more = [single(number, key="ABCD"[number % 4], explanation=EXPLAINED) for number in range(1, 13)]
    return make_bank([*kinds, *more])


def fields(**more: Any) -> dict[str, str]:
    counts = {f"count_{kind}": "1" for kind in ItemType}
    worth = {f"points_{kind}": "2" for kind in ItemType}
    return {
        "title": "三季度测试",
        "note": "",
        "arrangement": "two",
        "columns": "1",
        **counts,
        **worth,
        **more,
    }


def make(client: Client, address: str = "/bank/papers/new", **more: Any) -> PrintedPaper:
    reply = client.post(address, data=fields(**more))
    assert reply.status_code == 302, reply.get_data(as_text=True)
    db.session.rollback()
    row = db.session.get(PrintedPaper, int(reply.headers["Location"].strip("/").split("/")[-1]))
    assert row is not None
    return row


def seen(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)


def words_of(document: bytes) -> str:
    """Everything in a Word document's every part, marks taken out."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        whole = b"\n".join(archive.read(name) for name in archive.namelist())
    return seen(whole.decode())


def test_a_paper_is_made_from_the_bank_and_listed(client: Client, organiser: Member, rich_bank: Bank) -> None:
    client.login(organiser)
    offered = client.get("/bank/papers/new").get_data(as_text=True)
    assert "从 20 题里" in offered
    row = make(client, count_single="5")
    assert (row.title, len(row.items), row.arrangement) == ("三季度测试", 12, Arrangement.TWO)
    listed = client.get("/bank/papers/").get_data(as_text=True)
    assert row.title in listed
    assert row.seed in listed
    assert "A、B" in listed


def test_the_question_part_says_every_question_and_nothing_of_the_key(
    client: Client, organiser: Member, rich_bank: Bank
) -> None:
    client.login(organiser)
    row = make(client)
    for sheet in queries.sheets(row):
        page = client.get(f"/bank/papers/{row.id}/sheet?variant={sheet.variant}")
        document = client.get(f"/bank/papers/{row.id}/sheet.docx?variant={sheet.variant}")
        assert page.status_code == document.status_code == 200
        for said in (page.get_data(as_text=True), words_of(document.data)):
            for question in sheet.questions:
                assert f"{question.number}. {question.item.stem}" in said
                for letter, text in question.item.options:
                    assert f"{letter}. {text}" in said
            assert "一、单选题（每题 2 分，共 2 分）" in said
            assert "答题纸" in said
            assert f"{row.seed}-{sheet.variant}" in said
            assert not re.search(
                f"{EXPLAINED}|参考答案|解析|来源|试题规则|要点。|32", said.replace(row.seed, "")
            )


def test_the_key_sheet_has_every_key_with_explanation_and_source(
    client: Client, organiser: Member, rich_bank: Bank
) -> None:
    client.login(organiser)
    row = make(client)
    page = client.get(f"/bank/papers/{row.id}/key").get_data(as_text=True)
    document = words_of(client.get(f"/bank/papers/{row.id}/key.docx").data)
    for said in (page, document):
        assert said.count(EXPLAINED) == 16  # eight items, in A and in B
        assert said.count("《试题规则》（2026）第一条") == 16
        for sheet in queries.sheets(row):
            choice = next(one for one in sheet.questions if one.item.type is ItemType.SINGLE)
            assert f"{choice.number}. {choice.item.key}" in said
            ordered = next(one for one in sheet.questions if one.item.type is ItemType.ORDERING)
            assert f"{ordered.number}. {''.join(ordered.item.key_letters)}" in said
        for key in ("32 学时", "要点。", "正确", "甲 | 乙；已"):
            assert key in said


def test_a_word_paper_can_be_read_again_as_questions(
    client: Client, organiser: Member, rich_bank: Bank
) -> None:
    """The same reader that takes in people's papers finds our numbers, stems and options."""
    client.login(organiser)
    row = make(
        client,
        arrangement="written",
        count_single="5",
        **{f"count_{kind}": "0" for kind in ItemType if kind is not ItemType.SINGLE},
    )
    document = client.get(f"/bank/papers/{row.id}/sheet.docx").data
    parsed = read_docx(document)
    stems = [question.item.stem for question in queries.sheets(row)[0].questions]
    assert len(stems) == 5
    assert parsed.problems  # they have no key
    said = words_of(document)
    assert all(stem in said for stem in stems)


def test_items_chosen_by_hand_all_go_in_in_that_order(
    client: Client, organiser: Member, rich_bank: Bank
) -> None:
    client.login(organiser)
    ids = list(db.session.scalars(db.select(ItemRow.id).where(ItemRow.type == ItemType.SINGLE)))[::-1][:4]
    address = "/bank/papers/new?" + "&".join(f"item={one}" for one in ids)
    assert "选中的 4 题" in client.get(address).get_data(as_text=True)
    row = make(client, address, arrangement="written")
    assert [one.item_id for one in queries.sheets(row)[0].questions] == ids


def test_a_bank_of_few_types_is_printed_by_the_form_as_it_stands(
    client: Client, organiser: Member, make_bank: MakeBank
) -> None:
    make_bank([single(1), single(2)])
    client.login(organiser)
    form = client.get("/bank/papers/new").text
    asked = re.findall(r'name="((?:count|points)_\w+)"[^>]*value="([\d.]+)"', form)
    assert [name for name, _ in asked] == ["count_single", "points_single"]
    sent = {"title": "小卷", "arrangement": "two", "columns": "1", **dict(asked)}
    reply = client.post("/bank/papers/new", data=sent)
    assert reply.status_code == 302, seen(reply.text)


def test_items_ticked_in_the_list_lead_to_a_paper_of_them(
    client: Client, organiser: Member, rich_bank: Bank
) -> None:
    client.login(organiser)
    assert "/bank/papers/new?bank=" in client.get(f"/bank/?bank={rich_bank.id}").get_data(as_text=True)
    reply = client.post("/bank/papers/chosen", data={"item": ["1", "2"]}, follow_redirects=True)
    assert "选中的 2 题" in reply.get_data(as_text=True)
    nothing = client.post("/bank/papers/chosen", follow_redirects=True).get_data(as_text=True)
    assert "请先在列表里选中题目" in nothing


def test_a_filter_limits_what_is_drawn(client: Client, organiser: Member, rich_bank: Bank) -> None:
    client.login(organiser)
    address = "/bank/papers/new?topic=应急救护"
    assert "从 8 题里" in client.get(address).get_data(as_text=True)
    row = make(client, address)
    assert {one.item.topic for one in queries.entries(row)} == {"应急救护"}
    reply = client.post(address, data=fields(count_single="2"))
    assert reply.status_code == 422
    assert "还差 1 道" in reply.get_data(as_text=True)


def test_a_saved_paper_stays_as_it_was_printed(
    client: Client, organiser: Member, make_bank: MakeBank, as_identity: AsIdentity
) -> None:
    client.login(organiser)
    make_bank([single(number) for number in range(1, 6)])
    row = make(
        client, count_single="5", **{f"count_{kind}": "0" for kind in ItemType if kind is not ItemType.SINGLE}
    )
    address = f"/bank/papers/{row.id}/sheet?variant=B"
    before = client.get(address).get_data(as_text=True)
    make_bank([single(number, stem="全都改了？") for number in range(1, 6)])
    db.session.rollback()
    assert client.get(address).get_data(as_text=True) == before
    assert "全都改了" not in before


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "请填写这一项"),
        ({"title": "长" * 121}, "最多 120 个字"),
        ({"arrangement": "seven"}, "有 1 处需要修改"),
        ({"columns": "3"}, "有 1 处需要修改"),
        ({"count_single": "501"}, "题数应当是 0 到 500"),
        ({"points_single": "1000"}, "每题最多 100 分"),
        ({"points_single": "x"}, "请填写分值"),
        ({f"count_{kind}": "0" for kind in ItemType}, "请至少选一道题"),
    ],
)
def test_what_cannot_be_printed_is_refused_beside_its_field(
    client: Client, organiser: Member, rich_bank: Bank, wrong: dict[str, str], words: str
) -> None:
    client.login(organiser)
    reply = client.post("/bank/papers/new", data=fields(**wrong))
    assert reply.status_code == 422
    assert words in reply.get_data(as_text=True)
    assert db.session.query(PrintedPaper).count() == 0


def test_another_branchs_paper_is_not_found(
    client: Client, organiser: Member, rich_bank: Bank, make_branch: Any, make_member: Any
) -> None:
    client.login(organiser)
    row = make(client)
    stranger = make_member("外人", branch=make_branch("外支部"), role=organiser.role)
    client.login(stranger)
    for page in ("", "sheet", "key", "sheet.docx", "key.docx"):
        assert client.get(f"/bank/papers/{row.id}/{page}").status_code == 404
    client.login(organiser)
    assert client.get(f"/bank/papers/{row.id}/sheet?variant=C").status_code == 404


def parts_of(document: bytes) -> dict[str, bytes]:
    """The parts of a Word document; each that says it is XML is well-formed, each that is named is there."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(content)
    named = re.findall(r'Target="([^"]+)"', parts["word/_rels/document.xml.rels"].decode())
    assert {f"word/{name}" for name in named} <= parts.keys()
    used = set(re.findall(r'r:(?:id|embed)="([^"]+)"', parts["word/document.xml"].decode()))
    assert used <= set(re.findall(r'Id="([^"]+)"', parts["word/_rels/document.xml.rels"].decode()))
    return parts


def test_pictures_and_marks_are_printed(
    client: Client, organiser: Member, make_bank: MakeBank, as_identity: AsIdentity
) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (900, 300), "red").save(drawn, "PNG")
    picture = decode(drawn.getvalue())
    with unit_of_work():
        keep_picture(picture, None, actor=as_identity(organiser), now=clock.now())
    shown = f"![一面红旗](media:{picture.name})"
    make_bank([single(1, stem=f"**看图**，面积多少 m^2^？\n{shown}")])
    client.login(organiser)
    row = make(
        client,
        arrangement="written",
        **{f"count_{kind}": "0" for kind in ItemType if kind is not ItemType.SINGLE},
    )
    page = client.get(f"/bank/papers/{row.id}/sheet").get_data(as_text=True)
    assert "<strong>看图</strong>" in page
    assert 'alt="一面红旗"' in page
    parts = parts_of(client.get(f"/bank/papers/{row.id}/sheet.docx").data)
    with Image.open(io.BytesIO(parts["word/media/p1.png"])) as image:
        assert image.size == (picture.width, picture.height)
    document = parts["word/document.xml"].decode()
    assert '<w:b/></w:rPr><w:t xml:space="preserve">看图' in document
    assert 'w:val="superscript"' in document
    assert 'descr="一面红旗"' in document


def test_word_documents_are_whole_with_columns_pages_and_questions_kept_together(
    client: Client, organiser: Member, rich_bank: Bank
) -> None:
    client.login(organiser)
    row = make(client, columns="2", arrangement="four", note="闭卷")
    for name in ("sheet.docx?variant=C", "key.docx"):
        parts = parts_of(client.get(f"/bank/papers/{row.id}/{name}").data)
        assert b'w:instr=" PAGE "' in parts["word/footer1.xml"]
        assert row.seed in parts["word/footer1.xml"].decode()
    document = parts_of(client.get(f"/bank/papers/{row.id}/sheet.docx?variant=C").data)[
        "word/document.xml"
    ].decode()
    assert '<w:cols w:num="2"' in document
    body = document[document.index("一、") :]
    options = re.findall(r"<w:p>(?:(?!</w:p>).)*?>A\. .*?</w:p>", body)
    assert options
    assert all("<w:keepLines/>" in one for one in options)


def test_the_text_of_an_item_is_text(
    client: Client, organiser: Member, make_bank: MakeBank, app: Flask
) -> None:
    make_bank([single(1, stem="<script>alert(1)</script> & “引号”？", explanation="<b>x</b>")])
    client.login(organiser)
    row = make(
        client,
        arrangement="written",
        **{f"count_{kind}": "0" for kind in ItemType if kind is not ItemType.SINGLE},
    )
    page = client.get(f"/bank/papers/{row.id}/sheet").get_data(as_text=True)
    assert "<script>alert" not in page
    document = client.get(f"/bank/papers/{row.id}/sheet.docx").data
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert b"&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in archive.read("word/document.xml")
