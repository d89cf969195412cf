"""Pictures of items: taken in, named, held, given out only by signed addresses, dropped when nobody names them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.bank import markup, service
from quizapp.bank.item import Item
from quizapp.bank.media import addresses
from quizapp.bank.media.models import Picture
from quizapp.bank.media.service import MOST_WAITING, drop_unused, keep_picture
from quizapp.bank.models import Bank
from quizapp.bank.native import parse_item
from quizapp.core import clock
from quizapp.core import pictures as decoding
from quizapp.core.errors import Invalid
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, single

AsIdentity = Callable[[Member], Identity]


def drawing(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    return out.getvalue()


def keep(branch_id: int | None, actor: Identity, colour: str = "red") -> str:
    decoded = decoding.decode(drawing(colour))
    with unit_of_work():
        keep_picture(decoded, branch_id, actor=actor, now=clock.now())
    return decoded.name


def kept() -> list[tuple[str, bool]]:
    return [(row.name, row.used) for row in db.session.execute(select(Picture.name, Picture.used))]


def item_of(raw: dict[str, object]) -> Item:
    item, problems = parse_item(raw)
    assert item, problems
    return item


@pytest.fixture
def own(make_bank: MakeBank, branch: Branch) -> Bank:
    return make_bank([single(1)], slug="own", branch_id=branch.id)


def with_picture(name: str, number: int = 2, alt: str = "图") -> dict[str, object]:
    return single(number, stem=f"看图。\n![{alt}](media:{name})")


def test_an_address_is_only_good_with_its_signature_and_for_some_weeks(
    app: Flask, client: Client, organiser: Member, as_identity: AsIdentity, own: Bank
) -> None:
    name = keep(own.branch_id, as_identity(organiser))
    with app.test_request_context():
        good = addresses.address(name)
        other = addresses.address("f" * 32)
    reply = client.get(good)
    assert (reply.status_code, reply.mimetype) == (200, "image/webp")
    assert reply.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in reply.headers["Cache-Control"]
    assert "private" in reply.headers["Cache-Control"]
    for bad in (
        f"/media/{name}",
        f"/media/{name}?s=",
        good[:-1],
        good + "0",
        other,
        f"/media/{name}?s=%C3%A9",
    ):
        assert client.get(bad).status_code == 404, bad
    signature = good.rpartition("=")[2]
    later = clock.now() + timedelta(seconds=addresses.PERIOD_S)
    assert addresses.is_signed(name, signature, later)
    assert not addresses.is_signed(name, signature, later + timedelta(seconds=addresses.PERIOD_S))


def test_a_named_picture_stays_and_a_forgotten_one_goes_after_a_day(
    app: Flask, organiser: Member, as_identity: AsIdentity, own: Bank
) -> None:
    actor = as_identity(organiser)
    used, forgotten = keep(own.branch_id, actor), keep(own.branch_id, actor, "blue")
    now = clock.now()
    with unit_of_work():
        item = item_of(with_picture(used))
        service.add_item(db.session.get_one(Bank, own.id), item, actor=actor, now=now)
        assert drop_unused(now + timedelta(hours=23)) == 0
    assert sorted(kept()) == sorted([(used, True), (forgotten, False)])
    with unit_of_work():
        assert drop_unused(now + timedelta(hours=25)) == 1
    assert kept() == [(used, True)]


def test_uploading_again_begins_the_day_anew_and_keeps_one(
    app: Flask, organiser: Member, as_identity: AsIdentity, own: Bank
) -> None:
    actor = as_identity(organiser)
    name = keep(own.branch_id, actor)
    db.session.execute(Picture.__table__.update().values(created_at=clock.now() - timedelta(days=3)))  # type: ignore[attr-defined]
    db.session.commit()
    assert keep(own.branch_id, actor) == name
    with unit_of_work():
        assert drop_unused(clock.now()) == 0
    assert kept() == [(name, False)]


@pytest.mark.parametrize("field", ["stem", "option_B", "explanation"])
def test_a_picture_that_is_not_there_is_refused_at_its_field(
    app: Flask,
    organiser: Member,
    as_identity: AsIdentity,
    own: Bank,
    make_branch: Callable[[], Branch],
    field: str,
) -> None:
    actor = as_identity(organiser)
    elsewhere = keep(make_branch().id, actor)
    for name in ("0" * 32, elsewhere):
        raw = single(2)
        mark = f"![图](media:{name})"
        if field == "option_B":
            raw["options"]["B"] = mark
        else:
            raw[field] = mark
        item = item_of(raw)
        with pytest.raises(Invalid) as refused, unit_of_work():
            service.add_item(db.session.get_one(Bank, own.id), item, actor=actor, now=clock.now())
        assert refused.value.field == field


def test_a_picture_needs_words(app: Flask, organiser: Member, as_identity: AsIdentity, own: Bank) -> None:
    actor = as_identity(organiser)
    item = item_of(with_picture(keep(own.branch_id, actor), alt=""))
    with pytest.raises(Invalid, match="说明"), unit_of_work():
        service.add_item(db.session.get_one(Bank, own.id), item, actor=actor, now=clock.now())


def test_a_branch_cannot_fill_the_database_with_what_it_does_not_use(
    app: Flask, organiser: Member, as_identity: AsIdentity, own: Bank
) -> None:
    rows = [
        {
            "name": f"{number:032x}",
            "branch_id": own.branch_id,
            "data": b"x",
            "width": 1,
            "height": 1,
            "created_at": clock.now(),
            "used": False,
        }
        for number in range(MOST_WAITING)
    ]
    db.session.execute(Picture.__table__.insert(), rows)
    db.session.commit()
    with pytest.raises(Invalid, match="太多"):
        keep(own.branch_id, as_identity(organiser))


def test_the_filters_show_a_text_safely(app: Flask) -> None:
    with app.test_request_context():
        shown = app.jinja_env.from_string("{{ text|rich }}|{{ text|plain }}").render(text="**甲**<i>\n乙")
        assert shown == "<strong>甲</strong>&lt;i&gt;<br>乙|甲&lt;i&gt;\n乙"
        name = "a" * 32
        assert f'src="{addresses.address(name)}"' in addresses.rich(markup.reference(name, "图"))
