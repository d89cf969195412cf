"""Loading what ships: once, quickly, by versions, and whole files or nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from quizapp.bank import formats
from quizapp.bank.item import ItemStatus, ItemType
from quizapp.bank.lint import lint, lint_materials
from quizapp.bank.loading import ShippedBankError, bank_files, load_shipped_banks, read_bank
from quizapp.bank.material import parse_material
from quizapp.bank.models import Bank, Item, ItemVersion
from quizapp.core import clock
from quizapp.extensions import db
from quizapp.resources import QUESTION_BANK
from quizapp.study.loading import load_shipped_materials
from quizapp.study.models import Material

BANK = """
bank: small
name: 小题库
items:
- {id: one, type: boolean, topic: 试, stem: 对的。, key: true, explanation: 因为。, source: {document: 规}, as_of: 2026}
- {id: two, type: boolean, topic: 试, stem: 错的。, key: false, explanation: 因为。, source: {document: 规}, as_of: 2026}
"""
ARTICLE = """---
id: article
title: 一篇
topic: 试
sources: [规]
items: [two, one]
---
正文。
"""


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    (folder / "small" / "materials").mkdir(parents=True)
    (folder / "small" / "bank.yaml").write_text(BANK, encoding="utf-8")
    (folder / "small" / "materials" / "article.md").write_text(ARTICLE, encoding="utf-8")
    return folder


def load(folder: Path) -> tuple[list[tuple[int, int, int]], int]:
    now = clock.now()
    banks = load_shipped_banks(now, folder)
    return [(done.created, done.updated, done.unchanged) for done in banks], load_shipped_materials(
        now, folder
    )


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_the_real_folder_keeps_its_promises() -> None:
    banks = [formats.read(path.read_bytes(), path.name) for path in bank_files()]
    materials = [
        parse_material(path.read_text(encoding="utf-8"))
        for path in sorted(QUESTION_BANK.glob("*/materials/*.md"))
    ]
    assert not [problem.text for bank in banks for problem in bank.errors]
    assert not [problem.text for material in materials for problem in material.errors]
    assert sum(len(bank.items) for bank in banks) >= 240
    assert len({topic for bank in banks for topic in bank.topics}) >= 6
    assert len(materials) >= 12
    assert [finding.text for finding in lint(banks).findings if finding.level == "error"] == []
    assert [finding.text for finding in lint_materials(materials, banks) if finding.level == "error"] == []
    assert all(
        path.parent.name == read_bank(path).slug for path in bank_files()
    )  # materials find their bank by it


def test_the_real_folder_loads_once(app: Flask) -> None:
    first, materials = load(QUESTION_BANK)
    assert sum(created for created, _, _ in first) == count(Item) == count(ItemVersion)
    assert materials == count(Material)
    assert all(row.item_ids for row in db.session.scalars(select(Material)))
    assert load(QUESTION_BANK) == ([], 0)


def test_a_second_load_writes_nothing_and_a_change_is_a_version(shipped: Path, app: Flask) -> None:
    assert load(shipped) == ([(2, 0, 0)], 1)
    assert load(shipped) == ([], 0)
    path = shipped / "small" / "bank.yaml"
    path.write_text(BANK.replace("对的。", "真的。"), encoding="utf-8")
    assert load(shipped) == ([(0, 1, 1)], 0)
    one = db.session.scalars(select(Item).where(Item.code == "one")).one()
    numbers = db.session.scalars(select(ItemVersion.number).where(ItemVersion.item_id == one.id)).all()
    assert (one.stem, sorted(numbers)) == ("真的。", [1, 2])


def test_what_leaves_its_file_goes_out_of_use_and_comes_back(shipped: Path, app: Flask) -> None:
    load(shipped)
    path, article = shipped / "small" / "bank.yaml", shipped / "small" / "materials" / "article.md"
    path.write_text("\n".join(BANK.splitlines()[:-1]), encoding="utf-8")
    article.unlink()
    load(shipped)
    two = db.session.scalars(select(Item).where(Item.code == "two")).one()
    assert two.status is ItemStatus.RETIRED
    assert not db.session.scalars(select(Material)).one().published
    path.write_text(BANK, encoding="utf-8")
    article.write_text(ARTICLE, encoding="utf-8")
    load(shipped)
    db.session.refresh(two)
    assert two.status is ItemStatus.APPROVED
    assert db.session.scalars(select(Material)).one().published


def test_a_materials_items_stand_in_its_order(shipped: Path, app: Flask) -> None:
    load(shipped)
    codes = {row.id: row.code for row in db.session.scalars(select(Item))}
    assert [codes[item_id] for item_id in db.session.scalars(select(Material)).one().item_ids] == [
        "two",
        "one",
    ]


def test_a_wrong_file_is_named_with_its_place_and_nothing_of_it_is_stored(shipped: Path, app: Flask) -> None:
    shutil.copytree(shipped / "small", shipped / "wrong")
    wrong = shipped / "wrong" / "bank.yaml"
    text = (
        BANK.replace("bank: small", "bank: wrong")
        .replace("小题库", "错题库")
        .replace("key: false", "key: 也许")
    )
    wrong.write_text(text, encoding="utf-8")
    with pytest.raises(ShippedBankError, match=r"wrong.bank\.yaml: items\[1\] \(two\)\.key"):
        load_shipped_banks(clock.now(), shipped)
    assert db.session.scalars(select(Bank.slug)).all() == ["small"]


def test_every_type_is_shipped() -> None:
    types = {item.type for path in bank_files() for item in read_bank(path).items}
    assert types == set(ItemType)
