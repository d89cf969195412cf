"""Storing items, reports of imports, and what goes out of use."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from quizapp.accounts.models import Branch, Member
from quizapp.bank import formats, queries, service
from quizapp.bank.formats import Format
from quizapp.bank.item import ItemStatus
from quizapp.bank.models import Bank, Item, ItemVersion
from quizapp.bank.native import parse
from quizapp.core import clock
from quizapp.core.errors import Invalid
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from tests.fixtures.items import MakeBank, every_type, single

AsIdentity = Callable[[Member], Identity]
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def as_json(*items: dict[str, object]) -> bytes:
    return json.dumps(list(items), ensure_ascii=False).encode()


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_an_import_says_what_it_did_and_does_it_once(app: Flask) -> None:
    data = as_json(*every_type())
    dry = service.import_items(data, "题.json", bank="新库", dry_run=True, actor=None, now=NOW)
    assert (dry.items, dry.created, count(Bank)) == (8, 8, 0)
    first = service.import_items(data, "题.json", bank="新库", actor=None, now=NOW)
    again = service.import_items(data, "题.json", bank="新库", actor=None, now=NOW)
    assert (first.format, first.bank, first.created, first.errors) == ("json", "新库", 8, ())
    assert (again.created, again.updated, again.unchanged, count(ItemVersion)) == (0, 0, 8, 8)


def test_a_changed_item_is_updated_and_keeps_its_first_version(app: Flask) -> None:
    service.import_items(as_json(single(1), single(2)), "a.json", bank="库", actor=None, now=NOW)
    report = service.import_items(
        as_json(single(1, key="C"), single(2)), "a.json", bank="库", actor=None, now=NOW
    )
    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
    item = db.session.scalars(select(Item).where(Item.code == "single-1")).one()
    lines = queries.history(item.id)
    assert [line.number for line in lines] == [2, 1]
    assert [(change.field, change.before, change.after) for change in lines[0].changes] == [("key", "B", "C")]


@pytest.mark.parametrize("partial", [False, True])
def test_with_an_error_nothing_is_stored_unless_partial(app: Flask, partial: bool) -> None:
    data = as_json(single(1), single(2, key="Z"), single(3))
    report = service.import_items(data, "a.json", bank="库", partial=partial, actor=None, now=NOW)
    assert [error.where for error in report.errors] == ["items[1] (single-2).key"]
    assert (report.items, report.created, report.skipped) == ((3, 2, 1) if partial else (3, 0, 3))
    assert count(Item) == (2 if partial else 0)
    assert report.items == report.created + report.updated + report.unchanged + report.skipped


def test_without_a_name_the_file_names_the_bank(app: Flask) -> None:
    named = json.dumps({"bank": "law", "name": "法规", "items": [single(1)]}).encode()
    assert service.import_items(named, "x.json", actor=None, now=NOW).bank == "法规"
    assert service.import_items(as_json(single(1)), "消防题.json", actor=None, now=NOW).bank == "消防题"
    assert service.import_items(named, "y.json", actor=None, now=NOW).unchanged == 1


@pytest.mark.parametrize("format", list(Format))
def test_what_goes_out_comes_back_unchanged(app: Flask, make_bank: MakeBank, format: Format) -> None:
    bank = make_bank(every_type())
    info = queries.bank_info(bank.id)
    assert info is not None
    exported = service.export_items(info, format)
    report = service.import_items(exported.content, f"题.{format}", bank=bank.slug, actor=None, now=NOW)
    assert (report.errors, report.items) == ((), exported.count)
    if not exported.lost:
        assert report.unchanged == 8


def test_what_was_taken_out_of_use_stays_out_when_imported_again(
    app: Flask, branch: Branch, organiser: Member, make_bank: MakeBank, as_identity: AsIdentity
) -> None:
    bank = make_bank([single(1)], branch_id=branch.id)
    item_id = db.session.scalars(select(Item.id)).one()
    with unit_of_work():
        service.retire_item(item_id, True, actor=as_identity(organiser), now=NOW, reason="条文已修订")
    service.import_items(
        as_json(single(1, key="C")),
        bank=bank.slug,
        branch_id=branch.id,
        actor=as_identity(organiser),
        now=NOW,
    )
    assert db.session.get_one(Item, item_id).status is ItemStatus.RETIRED
    assert queries.all_items(bank.id) == []


def test_an_item_goes_out_of_use_after_its_last_day(
    app: Flask, branch: Branch, organiser: Member, make_bank: MakeBank, as_identity: AsIdentity
) -> None:
    bank = make_bank([single(1, valid_until="2026-11"), single(2)], branch_id=branch.id)
    for day, left in ((datetime(2026, 11, 30, tzinfo=UTC), 2), (datetime(2026, 12, 1, tzinfo=UTC), 1)):
        with unit_of_work():
            service.retire_outdated(day.date(), now=day)
        assert len(queries.pool_rows([bank.id])) == left
    item_id = db.session.scalars(select(Item.id).where(Item.code == "single-1")).one()
    with unit_of_work(), pytest.raises(Invalid, match="有效期已过"):
        service.retire_item(
            item_id, False, actor=as_identity(organiser), now=datetime(2026, 12, 2, tzinfo=UTC), reason="再用"
        )


def test_names_and_slugs_are_a_branchs_own(app: Flask, make_branch: Callable[[], Branch]) -> None:
    one, other = make_branch(), make_branch()
    for branch in (one, other):
        service.create_bank("题库", branch_id=branch.id, actor=None, now=NOW)
    with pytest.raises(Invalid):
        service.create_bank("题库", branch_id=one.id, actor=None, now=NOW)
    db.session.rollback()
    service.create_bank("共有", branch_id=None, actor=None, now=NOW)
    with pytest.raises(Invalid):
        service.create_bank("共有", branch_id=one.id, actor=None, now=NOW)


def test_the_branchs_own_bank_is_found_before_the_installations(app: Flask, branch: Branch) -> None:
    own = service.create_bank("题库", branch_id=branch.id, actor=None, now=NOW)
    service.ensure_bank("题库", "题库", branch_id=None, actor=None, now=NOW)
    found = queries.find_bank(branch.id, "题库")
    assert found is not None
    assert found.id == own.id


def test_more_items_than_one_statement_takes(app: Flask) -> None:
    items = parse([single(n) for n in range(1, 1501)]).items
    data = formats.write(items, Format.JSON)
    report = service.import_items(data, "多.json", bank="多", actor=None, now=clock.now())
    assert (report.created, count(Item)) == (1500, 1500)
    assert not db.session.scalars(select(Item.id).where(Item.version_id == 0)).all()
