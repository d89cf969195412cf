"""Imports: decided question by question, stored unseen, shown at once, taken back as a whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.bank import queries, service
from quizapp.bank.imports import running, staging, storing
from quizapp.bank.imports.comparing import Choice, Verdict
from quizapp.bank.imports.models import BankImport, StagedItem, State
from quizapp.bank.item import ItemStatus
from quizapp.bank.models import Bank, Item
from quizapp.bank.native import item_from_native, parse
from quizapp.bank.queries import ItemFilter
from quizapp.bank.reviewing import standing
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, single

AsIdentity = Callable[[Member], Identity]


@pytest.fixture
def bank(make_bank: MakeBank, branch: Branch) -> Bank:
    return make_bank([single(1), single(2)], slug="own", branch_id=branch.id)


@pytest.fixture
def actor(organiser: Member, as_identity: AsIdentity) -> Identity:
    return as_identity(organiser)


@pytest.fixture
def page(client: Client, organiser: Member) -> Client:
    return client.login(organiser)


def upload(page: Client, items: list[dict[str, Any]], bank: Bank | None = None, **more: str) -> str:
    content = json.dumps(items, ensure_ascii=False).encode()
    into = str(bank.id) if bank else "new"
    data = {"file": (BytesIO(content), "题.json"), "bank": into, **more}
    reply = page.post("/bank/import", data=data, content_type="multipart/form-data")
    assert reply.status_code == 302, reply.text
    return str(reply.location)


def keys(bank: Bank) -> dict[str, object]:
    return {stored.item.id: stored.item.key for stored in queries.all_items(bank.id)}


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        ("skip", {"single-1": "B", "single-2": "B"}),
        ("theirs", {"single-1": "C", "single-2": "B"}),
        ("both", {"single-1": "B", "single-2": "B", "x": "C"}),
    ],
)
def test_the_same_stem_with_another_key_is_shown_and_decided(
    page: Client, bank: Bank, choice: str, wanted: dict[str, str]
) -> None:
    theirs = single(1, id="x", key="C")
    address = upload(page, [theirs, single(2)], bank)
    text = page.get(address).text
    for said in ("题库里的", "文件里的", "保留题库里的", "改用文件里的", "两道都要"):
        assert said in text
    assert page.post(address).status_code == 422
    assert page.post(f"{address}/decide", data={"number": "1", "choice": choice}).status_code == 302
    reply = page.post(address)
    assert reply.status_code == (422 if choice == "skip" else 302)  # then nothing is left to import
    assert keys(bank) == wanted


def test_a_broken_question_is_put_right_in_the_preview(page: Client) -> None:
    address = upload(page, [single(1), single(2, key="Z"), single(3)])
    assert "第 2 题" in page.get(f"{address}?show=broken").text
    form = page.get(f"{address}/items/2").text
    assert 'value="Z"' in form
    fields = {
        "type": "single",
        "stem": "第2题，选哪一项？",
        "option_A": "甲",
        "option_B": "乙",
        "difficulty": "3",
    }
    assert page.post(f"{address}/items/2", data={**fields, "key": "Y"}).status_code == 422
    assert page.post(f"{address}/items/2", data={**fields, "key": "b", "topic": "试"}).status_code == 302
    assert page.post(address, data={"partial": "0"}).status_code == 302
    made = db.session.scalars(select(Bank)).one()
    assert keys(made) == {"single-1": "B", "single-2": "B", "single-3": "B"}


def test_a_question_with_characters_that_nothing_can_carry_is_shown_with_a_mark_in_their_place(
    page: Client,
) -> None:
    content = json.dumps([single(1), single(2, stem="半个\ud800字\0"), {"\ud800": "\ud800"}]).encode()
    data = {"file": (BytesIO(content), "题.json"), "bank": "new"}
    address = str(page.post("/bank/import", data=data, content_type="multipart/form-data").location)
    text = page.get(address).text
    assert "有不能显示的字符 U+D800，请删去。" in text
    assert "半个\ufffd字\ufffd" in text
    assert page.get(f"{address}/items/2").status_code == 200


def test_a_question_is_left_out_and_others_get_a_topic(page: Client, bank: Bank) -> None:
    address = upload(page, [single(3), single(4), single(5)], bank, topic="全都归这")
    page.post(f"{address}/decide", data={"number": "2", "choice": "skip"})
    page.post(f"{address}/decide", data={"number": ["3"], "topic": "只归这"})
    page.post(f"{address}/decide", data={"number": ["9"], "choice": "nonsense"})
    page.post(address)
    topics = {stored.item.id: stored.item.topic for stored in queries.all_items(bank.id)}
    assert topics == {
        "single-1": "红十字会法",
        "single-2": "红十字会法",
        "single-3": "全都归这",
        "single-5": "只归这",
    }


def test_only_a_file_that_can_be_read_takes_the_place_of_the_one_that_waits(page: Client) -> None:
    first = upload(page, [single(1)])
    for content, name in ((b"PK", "题.docx"), (b"[]", "题.json")):
        data = {"file": (BytesIO(content), name), "bank": "new"}
        assert page.post("/bank/import", data=data, content_type="multipart/form-data").status_code == 422
    assert "第1题" in page.get(first).text
    second = upload(page, [single(2)])
    assert page.get(first).status_code == 404
    assert "第2题" in page.get(second).text
    assert len(db.session.scalars(select(BankImport)).all()) == 1


def test_questions_that_were_repaired_stand_together_to_be_checked(page: Client) -> None:
    paper = "一、单选题\n1. 谁（AC）\nA. 甲\nB. 乙\nC. 丙\n2. 何（B）\nA. 甲\nB. 乙\n3. 哪\nA. 甲\nB. 乙"
    data = {"file": (BytesIO(paper.encode()), "题.txt"), "bank": "new"}
    address = str(page.post("/bank/import", data=data, content_type="multipart/form-data").location)
    assert "请核对<span>1</span>" in page.get(address).text
    text = page.get(f"{address}?show=remarked").text
    assert "按多选题收下" in text
    assert ('id="q1"' in text, 'id="q2"' in text, 'id="q3"' in text) == (True, False, False)


def test_dropping_a_file_from_an_old_page_drops_no_import_that_was_confirmed(page: Client) -> None:
    address = upload(page, [single(3)], name="新的")
    page.post(address)
    assert page.post(f"{address}/discard").status_code == 302
    assert "题.json" in page.get("/bank/imports").text
    assert (
        page.post(f"/bank/imports/{db.session.scalars(select(BankImport.id)).one()}/undo").status_code == 302
    )


def begin(bank: Bank, actor: Identity, items: list[dict[str, Any]]) -> BankImport:
    with unit_of_work():
        staging.stage_items(
            "题.json",
            bank_id=bank.id,
            name="",
            branch_id=actor.branch_id,
            parsed=parse(items),
            actor=actor,
            now=clock.now(),
        )
    return db.session.scalars(select(BankImport).order_by(BankImport.id.desc())).first() or pytest.fail(
        "none"
    )


def confirm(row: BankImport, actor: Identity) -> None:
    with unit_of_work():
        storing.confirm(row, partial=True, actor=actor, now=clock.now())


def chunk(row: BankImport, actor: Identity) -> bool:
    with unit_of_work():
        return storing.store_chunk(row, actor=actor, now=clock.now())


def test_nothing_is_seen_until_everything_is_and_a_stop_between_loses_nothing(
    app: Flask, bank: Bank, actor: Identity
) -> None:
    row = begin(
        bank,
        actor,
        [single(1, explanation="新解。"), *(single(n, stem=f"新题{n}？") for n in range(10, 260))],
    )
    confirm(row, actor)
    before = queries.bank_info(bank.id)
    assert chunk(row, actor)
    assert chunk(row, actor)
    wanted = ItemFilter(queries.visible_bank_ids(actor.branch_id), text="新题")
    assert queries.search(wanted, 1).total == 0
    assert queries.bank_info(bank.id) == before
    assert len(queries.all_banks(actor.branch_id)) == 1
    assert [stored.item.explanation for stored in queries.all_items(bank.id)] == ["因为如此。"] * 2
    running.store(row.id, actor, row.total)  # goes on where it stopped
    assert queries.search(wanted, 1).total == 250
    assert {stored.number for stored in queries.all_items(bank.id)} == {1, 2}
    assert db.session.scalars(select(Bank.id)).all() == [bank.id]
    row = db.session.get_one(BankImport, row.id)
    assert (row.state, row.counts) == (State.DONE, {"created": 250, "updated": 1, "left": 0})


def test_an_import_is_taken_back_as_a_whole(app: Flask, bank: Bank, actor: Identity) -> None:
    row = begin(bank, actor, [single(1, explanation="新解。"), single(3), single(4), single(5)])
    confirm(row, actor)
    running.store(row.id, actor, row.total)
    changed = db.session.scalars(select(Item).where(Item.code == "single-5")).one().id
    with unit_of_work():
        service.edit_item(
            changed, item_from_native(single(5, stem="后来又改了？")), actor=actor, now=clock.now()
        )
    assert running.undo(row.id, actor) == 2
    assert set(keys(bank)) == {"single-1", "single-2", "single-5"}
    assert {stored.item.explanation for stored in queries.all_items(bank.id)} == {"因为如此。"}
    assert db.session.get_one(BankImport, row.id).state is State.UNDONE


def test_the_page_of_past_imports_takes_one_back_once_and_not_after_thirty_days(
    page: Client, bank: Bank, actor: Identity
) -> None:
    rows = []
    for number in (7, 8):
        rows.append(begin(bank, actor, [single(number)]))
        confirm(rows[-1], actor)
        running.store(rows[-1].id, actor, 1)
    assert page.get("/bank/imports").text.count("撤销这次导入") == 2
    assert page.post(f"/bank/imports/{rows[0].id}/undo").status_code == 302
    assert page.post(f"/bank/imports/{rows[0].id}/undo").status_code == 409
    with clock.frozen(clock.now() + timedelta(days=31)):
        with unit_of_work():
            staging.purge(clock.now())
        assert "撤销这次导入" not in page.get("/bank/imports").text
        assert page.post(f"/bank/imports/{rows[1].id}/undo").status_code == 410
    assert db.session.scalars(select(StagedItem.id)).all() == []
    assert set(keys(bank)) == {"single-1", "single-2", "single-8"}


def test_where_two_persons_are_wanted_what_came_waits_for_the_other(
    app: Flask, bank: Bank, actor: Identity
) -> None:
    with unit_of_work():
        standing.set_two_persons(actor.branch_id, True, actor=actor, now=clock.now())
    row = begin(bank, actor, [single(1, explanation="新解。"), single(3)])
    confirm(row, actor)
    running.store(row.id, actor, row.total)
    new, old = (db.session.scalars(select(Item).where(Item.code == f"single-{n}")).one() for n in (3, 1))
    assert (new.status, new.bank_id) == (ItemStatus.REVIEW, bank.id)
    assert (old.status, old.pending_status) == (ItemStatus.APPROVED, ItemStatus.REVIEW)
    assert set(keys(bank)) == {"single-1", "single-2"}
    assert {stored.item.explanation for stored in queries.all_items(bank.id)} == {"因为如此。"}


def test_what_stopped_says_so_and_goes_on(page: Client, bank: Bank, actor: Identity) -> None:
    address = upload(page, [single(3), single(4)], bank)
    row = db.session.scalars(select(BankImport)).one()
    confirm(row, actor)
    state = page.get(f"{address}/state").json
    assert state == {"state": "storing", "done": 0, "total": 2, "busy": True}
    assert "正在导入" in page.get(address).text
    assert page.post(address).status_code == 409
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert page.get(f"{address}/state").json["busy"] is False
        assert "接着导入" in page.get(address).text
        assert page.post(address).status_code == 302
    assert set(keys(bank)) == {"single-1", "single-2", "single-3", "single-4"}


def test_an_id_that_was_given_away_meanwhile_makes_way(app: Flask, bank: Bank, actor: Identity) -> None:
    row = begin(bank, actor, [single(3), single(6)])
    confirm(row, actor)
    chunk(row, actor)
    with unit_of_work():
        service.add_item(
            db.session.get_one(Bank, bank.id),
            item_from_native(single(3, stem="抢先？")),
            actor=actor,
            now=clock.now(),
        )
    running.store(row.id, actor, 2)
    assert len(keys(bank)) == 5


def test_verdicts_are_decided_together_only_where_they_may(app: Flask, bank: Bank, actor: Identity) -> None:
    row = begin(bank, actor, [single(1, key="C"), single(2, key="C"), single(3, key="Z"), single(4)])
    with unit_of_work():
        assert staging.decide(row, Choice.THEIRS, verdict=Verdict.CONFLICT) == 2
        assert staging.decide(row, Choice.TAKE, verdict=Verdict.BROKEN) == 0
        assert staging.decide(row, Choice.THEIRS, numbers=[4]) == 0


def test_another_persons_file_is_not_there(
    page: Client, bank: Bank, make_member: Callable[..., Member], app: Flask
) -> None:
    address = upload(page, [single(3), single(4, key="Z")], bank)
    other: Client = app.test_client()  # type: ignore[assignment]  # set by test_client_class
    other.login(make_member(role="organiser"))
    for path in ("", "/state", "/items/2"):
        assert other.get(address + path).status_code == 404
    for path in ("", "/decide", "/discard"):
        assert other.post(address + path).status_code == 404
    assert page.post(f"{address}/discard").status_code == 302
    assert page.get(address).status_code == 404
