"""The editor: preview while one writes, pictures put in, somebody else's newer version, an old version again, undo."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from PIL import Image
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.bank import editing, queries
from quizapp.bank.item import ItemStatus
from quizapp.bank.media.models import Picture
from quizapp.bank.models import Bank, Item
from quizapp.bank.native import item_from_native
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, every_type, single

pytestmark = pytest.mark.pages


@pytest.fixture
def own(make_bank: MakeBank, branch: Branch) -> Bank:
    return make_bank([single(1), single(2)], slug="own", branch_id=branch.id)


def fields_of(native: dict[str, object]) -> dict[str, object]:
    return editing.from_item(item_from_native(native))


def first(bank: Bank) -> int:
    return db.session.scalars(select(Item.id).where(Item.bank_id == bank.id).order_by(Item.id)).first() or 0


def drawing() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "PNG")
    return io.BytesIO(out.getvalue()), "图.png"


def put_in(client: Client, bank: Bank, alt: str = "红旗") -> str:
    body = {"picture": drawing(), "alt": alt}
    reply = client.post(f"/bank/banks/{bank.id}/pictures", data=body, headers={"Accept": "application/json"})
    assert reply.status_code == 201, reply.text
    return str(reply.json["reference"])


@pytest.mark.parametrize("native", every_type(), ids=lambda native: native["type"])
def test_the_preview_shows_what_there_is_from_the_first_letter_on(
    client: Client, organiser: Member, own: Bank, native: dict[str, object]
) -> None:
    client.login(organiser)
    at = f"/bank/items/draft?type={native['type']}"
    empty = client.post(at, data={})
    assert empty.status_code == 200
    assert "<html" not in empty.text
    assert "题干" in empty.text.partition("还没有填")[2]
    half = client.post(
        at, data={"stem": f"{native['stem']}**要紧**", "option_A": "甲项", "left_1": "左项甲"}
    ).text
    assert "<strong>要紧</strong>" in half
    assert "还没有填" in half
    whole = client.post(at, data=fields_of(native)).text
    assert "内容齐全" in whole
    assert "《试题规则》" in whole


def test_what_is_near_is_named_while_one_writes(client: Client, organiser: Member, own: Bank) -> None:
    client.login(organiser)
    item = first(own)
    same = {"stem": "第1题，选哪一项？"}
    assert f"/bank/items/{item}" in client.post("/bank/items/draft?type=single", data=same).text
    assert (
        f'/bank/items/{item}"'
        not in client.post(f"/bank/items/draft?type=single&item={item}", data=same).text
    )


def test_a_picture_is_put_in_and_seen_in_the_preview_and_after_saving(
    client: Client, organiser: Member, own: Bank
) -> None:
    client.login(organiser)
    reference = put_in(client, own)
    assert reference.startswith("![红旗](media:")
    fields = {**fields_of(single(9)), "stem": f"看图。\n{reference}"}
    draft = client.post("/bank/items/draft?type=single", data=fields).text
    [address] = re.findall(r'src="(/media/[^"]+)"', draft)
    assert client.get(unescape(address)).status_code == 200
    saved = client.post(f"/bank/items/new?bank={own.id}&type=single", data=fields)
    assert saved.status_code == 302
    assert 'alt="红旗"' in client.get(saved.location).text
    assert db.session.scalars(select(Picture.used)).all() == [True]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"alt": "图"}, "选择一张图片"),
        ({"picture": (io.BytesIO(b"<svg/>"), "a.svg"), "alt": "图"}, "PNG"),
        ({"picture": (io.BytesIO(b"x"), "a.png"), "alt": " "}, "说明"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(
    client: Client, organiser: Member, own: Bank, body: dict[str, object], words: str
) -> None:
    client.login(organiser)
    reply = client.post(f"/bank/banks/{own.id}/pictures", data=body, headers={"Accept": "application/json"})
    assert reply.status_code == 422
    assert words in reply.json["detail"]


def test_without_scripts_a_button_puts_the_picture_in_and_another_shows_the_preview(
    client: Client, organiser: Member, own: Bank
) -> None:
    client.login(organiser)
    address = f"/bank/items/new?bank={own.id}&type=single"
    body = {**fields_of(single(9)), "act": "picture", "alt": "红旗", "into": "option_B", "picture": drawing()}
    page = client.post(address, data=body, content_type="multipart/form-data")
    assert page.status_code == 200
    assert "乙9 ![红旗](media:" in page.text
    assert 'alt="红旗"' in page.text
    wrong = client.post(address, data={**body, "picture": (io.BytesIO(b"no"), "a.png")})
    assert "不是完整的" in wrong.text
    shown = client.post(address, data={**fields_of(single(9)), "stem": "**看**一看", "act": "preview"})
    assert shown.status_code == 200
    assert "<strong>看</strong>" in shown.text
    assert db.session.scalar(select(Item.id).where(Item.code == "single-9")) is None


def test_somebody_else_s_newer_version_is_not_written_over_unseen(
    client: Client, organiser: Member, own: Bank
) -> None:
    client.login(organiser)
    item = first(own)
    edit = f"/bank/items/{item}/edit"
    assert 'name="base" type="hidden" value="1"' in client.get(edit).text
    mine, theirs = (
        {**fields_of(single(1)), "stem": stem, "base": "1"} for stem in ("我的题干？", "他的题干？")
    )
    assert client.post(edit, data=theirs).status_code == 302
    refused = client.post(edit, data=mine)
    assert refused.status_code == 422
    assert "第 2 版" in refused.text
    assert "我的题干？" in refused.text
    assert client.post(edit, data={**mine, "base": "2"}).status_code == 302
    assert [line.number for line in queries.history(item)] == [3, 2, 1]


def test_an_old_version_is_looked_at_and_comes_back_as_a_new_one(
    client: Client, organiser: Member, own: Bank, make_bank: MakeBank
) -> None:
    client.login(organiser)
    item = first(own)
    client.post(f"/bank/items/{item}/edit", data={**fields_of(single(1)), "stem": "第1题，改过的题干？"})
    page = client.get(f"/bank/items/{item}/versions/1").text
    assert "第1题，选哪一项？" in page
    assert "改过的题干</ins>" in page
    assert client.get(f"/bank/items/{item}/versions/3").status_code == 404
    assert client.post(f"/bank/items/{item}/versions/1").status_code == 302
    now = queries.stored_item(item)
    assert now is not None
    assert (now.number, now.item.stem) == (3, "第1题，选哪一项？")
    assert "恢复到第 1 版" in client.get(f"/bank/items/{item}").text
    shipped = first(make_bank([single(5)], slug="shipped"))
    assert client.get(f"/bank/items/{shipped}/versions/1").status_code == 200
    assert client.post(f"/bank/items/{shipped}/versions/1").status_code == 403


def test_what_was_taken_out_of_use_comes_back_by_the_button_in_the_message(
    client: Client, organiser: Member, own: Bank
) -> None:
    client.login(organiser)
    item = first(own)
    client.post(f"/bank/items/{item}/retire", data={"retired": "1", "reason": "旧"})
    page = client.get(f"/bank/items/{item}").text
    form = page.partition('class="banner__undo"')[2].partition("</form>")[0]
    assert f'action="/bank/items/{item}/retire"' in form
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    fields.pop("csrf_token")
    client.post(f"/bank/items/{item}/retire", data=fields)
    row = db.session.get(Item, item)
    assert row is not None
    assert row.status is ItemStatus.APPROVED
