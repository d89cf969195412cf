"""The bank's pages: who may, what the filters find, writing every type, bad files."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from quizapp.accounts.models import Branch, Member
from quizapp.bank import editing, queries, service
from quizapp.bank.imports.models import BankImport, StagedItem
from quizapp.bank.item import ItemStatus
from quizapp.bank.models import Bank, Item, ItemVersion
from quizapp.bank.native import item_to_native, parse
from quizapp.core import clock
from quizapp.core.permissions import Role
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, every_type, single

pytestmark = pytest.mark.pages

GOOD = "题干,题型,选项A,选项B,选项C,选项D,答案,主题\n一题？,单选题,甲,乙,丙,丁,B,试\n二题,判断题,,,,,对,试\n"


@pytest.fixture
def own(make_bank: MakeBank, branch: Branch) -> Bank:
    return make_bank(every_type(), slug="own", branch_id=branch.id)


@pytest.fixture
def elsewhere(make_bank: MakeBank, make_branch: Callable[[], Branch]) -> Bank:
    return make_bank([single(1, stem="别处的题？")], slug="elsewhere", branch_id=make_branch().id)


def item_of(bank: Bank, code: str | None = None) -> Item:
    query = select(Item).where(Item.bank_id == bank.id).order_by(Item.id)
    return db.session.scalars(query.where(Item.code == code) if code else query).first() or pytest.fail(
        "no item"
    )


def upload(client: Client, content: bytes, name: str, **more: str) -> str:
    data = {"file": (io.BytesIO(content), name), "bank": "new", **more}
    reply = client.post("/bank/import", data=data, content_type="multipart/form-data")
    assert reply.status_code == 302, reply.text
    return str(reply.location)


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_members_see_nothing_of_the_bank(client: Client, member: Member, leader: Member, own: Bank) -> None:
    item = item_of(own)
    for who in (member, leader):
        client.login(who)
        for path in ("", "items/new", f"items/{item.id}", f"items/{item.id}/edit", "banks", "import"):
            assert client.get(f"/bank/{path}").status_code == 403
        assert client.post(f"/bank/items/{item.id}/retire").status_code == 403


def test_another_branchs_bank_is_not_there(client: Client, organiser: Member, elsewhere: Bank) -> None:
    client.login(organiser)
    item = item_of(elsewhere)
    for path in (
        f"items/{item.id}",
        f"items/{item.id}/edit",
        f"items/new?bank={elsewhere.id}",
        f"banks/{elsewhere.id}/name",
        f"banks/{elsewhere.id}/export/yaml",
    ):
        reply = client.get(f"/bank/{path}")
        assert reply.status_code == (302 if "new" in path else 404), path
    for path in (f"items/{item.id}/retire", f"items/{item.id}/copy", f"items/new?bank={elsewhere.id}"):
        assert client.post(f"/bank/{path}", data={"reason": "x", "retired": "1"}).status_code == 404
    listed = client.get(f"/bank/?bank={elsewhere.id}").text
    assert "别处的题" not in listed
    assert item.status is ItemStatus.APPROVED


def test_shipped_items_are_copied_not_changed(
    client: Client, organiser: Member, bank: Bank, own: Bank
) -> None:
    client.login(organiser)
    item = item_of(bank)
    assert client.get(f"/bank/items/{item.id}").status_code == 200
    assert client.get(f"/bank/items/{item.id}/edit").status_code == 403
    assert client.post(f"/bank/items/{item.id}/retire", data={"reason": "x"}).status_code == 403
    assert client.post(f"/bank/items/{item.id}/copy", data={"bank": bank.id}).status_code == 403
    for _ in range(2):
        assert client.post(f"/bank/items/{item.id}/copy", data={"bank": own.id}).status_code == 302
    codes = db.session.scalars(select(Item.code).where(Item.bank_id == own.id)).all()
    assert {"single-1", "single-1-2"} <= set(codes)


def test_filters_narrow_the_list_and_stay_in_the_address(
    client: Client, organiser: Member, bank: Bank, own: Bank
) -> None:
    client.login(organiser)
    everything = client.get("/bank/").text
    assert "38 题" in everything
    assert "简述。" not in everything  # on the second page
    assert "page=2" in everything
    for query, wanted, unwanted in (
        (f"bank={own.id}", "判断题。", "第1题"),
        ("topic=应急救护", "判断题。", "第1题"),
        ("type=boolean", "判断题。", "单选题？"),
        ("difficulty=2", "第1题", "判断题。"),
        ("q=第12题", "第12题", "第13题"),
        ("q=single-7", "第7题", "第8题"),
    ):
        page = client.get(f"/bank/?{query}").text
        assert wanted in page, query
        assert unwanted not in page, query
    page = client.get("/bank/?q=第&type=single&page=2").text
    assert "第30题" not in client.get("/bank/?q=第1&type=single").text
    assert "type=single" in page
    for bad in (
        "bank=x",
        "bank=999",
        "type=none",
        "difficulty=9",
        "page=-3",
        "page=99999",
        "item=x",
        "q=%25_",
    ):
        assert client.get(f"/bank/?{bad}").status_code == 200


def test_the_preview_shows_key_explanation_and_source_of_every_type(
    client: Client, organiser: Member, own: Bank
) -> None:
    client.login(organiser)
    for native in every_type():
        item = item_of(own, native["id"])
        part = client.get(f"/bank/items/{item.id}", headers={"X-Fragment": "preview"})
        assert part.status_code == 200
        for text in ("因为如此。", "《试题规则》（2026）第一条", "第 1 版"):
            assert text in part.text
        assert "<html" not in part.text
        assert client.get(f"/bank/?item={item.id}").status_code == 200


@pytest.mark.parametrize("native", every_type(), ids=lambda native: native["type"])
def test_every_type_is_written_and_changed_by_the_form(
    client: Client, organiser: Member, own: Bank, native: dict[str, object]
) -> None:
    client.login(organiser)
    item = parse([native]).items[0]
    fields = {**editing.from_item(item), "code": f"new-{native['type']}"}
    address = f"/bank/items/new?bank={own.id}&type={native['type']}"
    assert client.get(address).status_code == 200
    reply = client.post(address, data=fields)
    assert reply.status_code == 302, reply.text
    row = item_of(own, f"new-{native['type']}")
    stored = queries.stored_item(row.id)
    assert stored is not None
    assert item_to_native(stored.item) == {**item_to_native(item), "id": row.code}
    changed = {**fields, "stem": f"{native['stem']}（改）", "comment": "改了题干", "code": "ignored"}
    edit = f"/bank/items/{row.id}/edit"
    assert client.get(edit).status_code == 200
    assert client.post(edit, data=changed).status_code == 302
    again = queries.stored_item(row.id)
    assert again is not None
    assert (again.number, again.item.id, again.item.stem) == (2, row.code, f"{native['stem']}（改）")
    history = client.get(f"/bank/items/{row.id}").text
    assert "改了题干" in history
    assert "（改）</ins>" in history
    assert client.post(edit, data=changed).status_code == 302
    assert len(queries.history(row.id)) == 2  # nothing changed, no version


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"stem": ""}, "stem"),
        ({"topic": ""}, "topic"),
        ({"key": ""}, "key"),
        ({"option_B": "一"}, "option_A"),
        ({"valid_until": "明年"}, "valid_until"),
        ({"code": "有 空格"}, "code"),
        ({"code": "t-single"}, "code"),
        ({"excludes": "没有的题"}, "excludes"),
        ({"stem": "长" * 2001}, "stem"),
        ({"difficulty": "99"}, "difficulty"),
        ({"comment": "长" * 201}, "comment"),
    ],
)
def test_an_error_stands_at_its_field_and_nothing_is_stored(
    client: Client, organiser: Member, own: Bank, change: dict[str, str], field: str
) -> None:
    client.login(organiser)
    before = count(ItemVersion)
    item = parse([every_type()[0]]).items[0]
    fields = {**editing.from_item(item), "code": "", "source": "", **change}
    reply = client.post(f"/bank/items/new?bank={own.id}&type=single", data=fields)
    assert reply.status_code == 422
    assert f'href="#{field}"' in reply.text
    assert count(ItemVersion) == before


def test_an_item_goes_out_of_use_with_a_reason_and_back(client: Client, organiser: Member, own: Bank) -> None:
    client.login(organiser)
    item = item_of(own)
    path = f"/bank/items/{item.id}/retire"
    assert client.post(path, data={"retired": "1", "reason": " "}).status_code == 422
    assert client.post(path, data={"retired": "1", "reason": "条文已修订"}).status_code == 302
    db.session.refresh(item)
    assert item.status is ItemStatus.RETIRED
    assert item.id not in {row.item_id for row in queries.pool_rows([own.id])}
    assert client.post(path, data={"retired": "0", "reason": "仍可用"}).status_code == 302
    db.session.refresh(item)
    assert item.status is ItemStatus.APPROVED


def test_banks_are_made_renamed_hidden_and_exported(
    client: Client, organiser: Member, branch: Branch, bank: Bank
) -> None:
    client.login(organiser)
    assert client.post("/bank/banks", data={"name": bank.name}).status_code == 422
    assert client.post("/bank/banks", data={"name": "本支部题库"}).status_code == 302
    made = db.session.scalars(select(Bank).where(Bank.branch_id == branch.id)).one()
    assert client.post(f"/bank/banks/{made.id}/name", data={"name": "新名字"}).status_code == 302
    assert client.post(f"/bank/banks/{bank.id}/name", data={"name": "新名字"}).status_code == 403
    client.post("/bank/banks/shown", data={})
    assert queries.visible_bank_ids(branch.id) == (made.id,)
    client.post("/bank/banks/shown", data={"bank": [bank.id]})
    assert set(queries.visible_bank_ids(branch.id)) == {made.id, bank.id}
    for kind in ("yaml", "json", "xlsx", "csv"):
        reply = client.get(f"/bank/banks/{bank.id}/export/{kind}")
        assert (reply.status_code, "attachment" in reply.headers["Content-Disposition"]) == (200, True)
    assert client.get(f"/bank/banks/{bank.id}/export/exe").status_code == 404
    assert client.get("/bank/import/template.xlsx").data.startswith(b"PK")


def test_an_import_is_looked_at_and_then_stored_once(
    client: Client, organiser: Member, branch: Branch
) -> None:
    client.login(organiser)
    address = upload(client, GOOD.encode("gb18030"), "消防.csv")
    assert "一题" in client.get(address).text
    assert count(Item) == 0
    assert client.post(address, data={"partial": "0"}).status_code == 302
    made = db.session.scalars(select(Bank).where(Bank.name == "消防")).one()
    assert (made.branch_id, count(Item), made.incoming) == (branch.id, 2, False)
    assert client.post(address).status_code == 302  # pressed twice
    assert count(Item) == 2
    again = upload(client, GOOD.replace("乙", "乙乙").encode(), "再.csv", bank=str(made.id))
    text = client.get(again).text
    assert "没有变化" in text
    assert "答案不一致" in text
    assert client.post(again).status_code == 422
    assert client.post(f"{again}/decide", data={"all": "conflict", "choice": "both"}).status_code == 302
    client.post(again)
    assert count(Item) == 3  # ours beside theirs


def test_a_file_with_errors_is_stored_only_in_part_and_only_when_asked(
    client: Client, organiser: Member
) -> None:
    client.login(organiser)
    address = upload(client, GOOD.replace(",B,", ",E,").encode(), "错.csv")
    page = client.get(address).text
    assert "第2行" in page
    assert client.post(address, data={"partial": "0"}).status_code == 422
    assert count(Item) == 0
    assert client.post(address, data={"partial": "1"}).status_code == 302
    assert count(Item) == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.csv"),
        (b"PK\x03\x04" + b"\0" * 40, "broken.xlsx"),
        (bytes(range(256)) * 8, "binary.xlsx"),
        (b"\xff\xfe\x00\xd8" * 20, "wrong.csv"),
        (b"bank: x\nitems: [", "cut.yaml"),
        (b'{"items": [', "cut.json"),
        ("没有表头的一行\n又一行".encode(), "no.csv"),
        (GOOD.splitlines()[0].encode(), "header.csv"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    client: Client, organiser: Member, content: bytes, name: str
) -> None:
    client.login(organiser)
    data = {"file": (io.BytesIO(content), name), "bank": "new"}
    reply = client.post("/bank/import", data=data, content_type="multipart/form-data")
    assert reply.status_code == 422
    assert 'href="#file"' in reply.text
    assert (count(Bank), count(BankImport), count(StagedItem)) == (0, 0, 0)


def test_a_file_of_fifty_megabytes_is_refused(client: Client, organiser: Member) -> None:
    client.login(organiser)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="big.csv"\r\n\r\n'
    choice = b'\r\n--x\r\nContent-Disposition: form-data; name="bank"\r\n\r\nnew\r\n--x--\r\n'
    for size, status in ((21, 422), (50, 413)):
        body = head + b"x" * size * 1024 * 1024 + choice
        reply = client.post("/bank/import", data=body, content_type="multipart/form-data; boundary=x")
        assert reply.status_code == status
        assert "文件" in reply.text


def test_a_formula_stays_text(client: Client, organiser: Member) -> None:
    client.login(organiser)
    address = upload(client, GOOD.replace("一题？", '"=HYPERLINK(""http://x"",""题"")"').encode(), "f.csv")
    client.post(address)
    made = db.session.scalars(select(Bank)).one()
    exported = client.get(f"/bank/banks/{made.id}/export/csv").data.decode("utf-8-sig")
    assert "\"'=HYPERLINK" in exported


def test_staged_files_are_ones_own_and_expire(
    client: Client, organiser: Member, make_member: Callable[..., Member], app: Flask
) -> None:
    client.login(organiser)
    address = upload(client, GOOD.encode(), "a.csv")
    other: Client = app.test_client()  # type: ignore[assignment]  # set by test_client_class
    other.login(make_member(role=Role.ORGANISER))
    assert other.get(address).status_code == 404
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert client.get(address).status_code == 410
    assert client.get("/bank/import/nonsense").status_code == 404


def test_a_taken_name_is_refused_before_the_preview(client: Client, organiser: Member, bank: Bank) -> None:
    client.login(organiser)
    data = {"file": (io.BytesIO(GOOD.encode()), "a.csv"), "bank": "new", "name": bank.name}
    reply = client.post("/bank/import", data=data, content_type="multipart/form-data")
    assert reply.status_code == 422
    assert 'href="#name"' in reply.text


def test_an_administrator_may_open_another_branchs_bank(
    client: Client, admin: Member, elsewhere: Bank
) -> None:
    client.login(admin)
    assert client.get(f"/bank/items/{item_of(elsewhere).id}/edit").status_code == 200


def test_stored_items_survive_a_service_that_knows_no_request(app: Flask, branch: Branch) -> None:
    bank = service.create_bank("库", branch_id=branch.id, actor=None, now=clock.now())
    assert service.store_items(bank, parse([single(1)]).items, actor=None, now=clock.now()).created == 1


def test_what_was_searched_for_is_marked_where_it_stands(
    client: Client, organiser: Member, own: Bank
) -> None:
    client.login(organiser)
    stem = client.get("/bank/?q=单选").text
    assert '<mark class="hit">单选</mark>题？' in stem
    elsewhere = client.get("/bank/?q=试题规则&type=blank").text
    assert '《<mark class="hit">试题规则</mark>》（2026）第一条' in elsewhere
    assert '<mark class="hit">' not in client.get("/bank/").text


def test_further_filters_and_the_order_stay_in_the_address(
    client: Client, organiser: Member, own: Bank, bank: Bank
) -> None:
    client.login(organiser)
    for query in ("document=试题规则", "expires=soon", "reported=1", f"writer={organiser.id}", "sort=newest"):
        page = client.get(f"/bank/?{query}&topic=应急救护")
        assert page.status_code == 200
        assert f"{query.partition('=')[0]}=" in page.text.partition('<ul class="itemlist')[0]
    first = client.get(f"/bank/?bank={own.id}&sort=newest").text.partition("data-items")[2]
    assert first.index("简述。") < first.index("单选题？")
    for odd in ("sort=x", "expires=x", "writer=x", "writer=999", "reported=x", "document=没有"):
        assert client.get(f"/bank/?{odd}").status_code == 200
