"""A branch in which every page has something to show, and an administrator who may open all of them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from quizapp.accounts import queries as accounts
from quizapp.accounts.models import Branch, Member
from quizapp.bank.queries import all_items
from quizapp.contests.models import Contest
from quizapp.core import clock
from quizapp.core.permissions import Role
from quizapp.core.transaction import unit_of_work
from quizapp.display import service as display
from quizapp.extensions import db
from quizapp.live.service import lobby
from quizapp.papers.models import Purpose
from quizapp.study.models import Material
from tests.app.accounts.test_import import CSV, upload
from tests.fixtures.app import Client
from tests.fixtures.attempts import MakeAttempt
from tests.fixtures.items import MakeBank, every_type, single
from tests.fixtures.people import MakeGroup, MakeMember
from tests.fixtures.record import MakeEntry
from tests.support import live, world_study

ITEMS_FILE = "题型,题干,选项A,选项B,答案\n单选题,一个问题？,甲,乙,A\n"


@dataclass(frozen=True, slots=True)
class World:
    """The administrator's client, and a value for every name in an address."""

    client: Client
    admin: Member
    values: dict[str, Any]

    def counts(self) -> dict[str, int]:
        """Rows of each table; nothing half-saved means that they are the same afterwards."""
        return counts()


def counts() -> dict[str, int]:
    db.session.rollback()
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
    }


@pytest.fixture
def world(
    app: Flask,
    client: Client,
    make_member: MakeMember,
    make_group: MakeGroup,
    make_bank: MakeBank,
    make_attempt: MakeAttempt,
    make_entry: MakeEntry,
    contest: Contest,
    organiser: Member,
) -> World:
    admin = make_member("管理员", role=Role.ADMIN, group=make_group())
    own_bank = make_bank([single(99), *every_type()], slug="own", branch_id=admin.branch_id)
    client.login(admin)
    make_entry(admin)
    items = all_items(own_bank.id)
    values = {
        "attempt_id": make_attempt(admin, source_key=f"contest:{contest.id}").id,
        "practice_id": make_attempt(admin, "t-single", purpose=Purpose.PRACTICE, instant=True).id,
        "contest_id": contest.id,
        "bank_id": own_bank.id,
        "item_id": items[0].item_id,
        "material_id": _material(admin, [one.item_id for one in items]).id,
        "member_id": make_member("周晓岚").id,
        "group_id": make_group().id,
        "branch_id": admin.branch_id,
        "screen_id": 1,
        "entry_id": 1,
        "session_id": 1,
        "token_id": 1,
        "position": 1,
        "number": 1,
        **{f"{what}_id": 1 for what in ("change", "import", "notice", "paper", "regrade", "report")},
        "act": "submit",
        "folder": "firstaid",
        "kind": "xlsx",
        "slug": "members",
        "step": "names",
        "way": "up",
        "name": "app",
        "filename": "css/app.css",
    }
    values |= _beside(admin, values["material_id"])
    return World(client, admin, values | _live(admin, own_bank.id) | _tokens(client, admin))


def _beside(admin: Member, material_id: int) -> dict[str, int]:
    """A note, a comment and a course of the material."""
    me, now = accounts.identity_of_member(admin.id), clock.now()
    beside = world_study.beside(material_id, me, now)
    course = world_study.course(material_id, admin.branch_id, me, now)
    ids = {"course_id": course["course"], "step_id": course["course_step"]}
    return {**ids, "note_id": beside["note_of_mine"], "comment_id": beside["said"]}


def _live(admin: Member, bank_id: int) -> dict[str, Any]:
    """A contest in the room with a question under way, and one that is being prepared."""
    branch = db.session.get(Branch, admin.branch_id)
    assert branch is not None
    draft = live.make_contest(branch, admin, bank_id, live.BUZZERS, live.TEAMS, lobby_open=False)
    played = live.make_contest(branch, admin, bank_id, live.BUZZERS, live.TEAMS)
    live.enter(played.id, "王海宁", "t1", 1)
    live.ask(played.id)
    db.session.rollback()
    return {
        "draft_id": draft.id,
        "live_id": played.id,
        "pin": played.pin,
        "code": lobby.seat_code(played, "t1", 1),
        "key": "buzz",
        "contestant": "t1",
        "what": "keys",
        "action": "lock",
    }


def _material(admin: Member, item_ids: list[int]) -> Material:
    now = clock.now()
    row = Material(
        branch_id=admin.branch_id,
        code="material",
        title="材料",
        topic="应急救护",
        minutes=4,
        body="正文。",
        sources=[],
        item_ids=item_ids,
        content_hash="",
        published=True,
        created_at=now,
        updated_at=now,
    )
    db.session.add(row)
    db.session.commit()
    return row


def _tokens(client: Client, admin: Member) -> dict[str, str]:
    """The token of an address, by its endpoint's first word and what it is of."""
    with unit_of_work():
        screen = display.create_screen(
            "会场", display.Options(), actor=accounts.identity_of_member(admin.id), now=clock.now()
        )
    members = upload(client, CSV).location.rpartition("/")[2]
    file = {"file": (io.BytesIO(ITEMS_FILE.encode()), "题目.csv"), "bank": "new", "name": "新题库"}
    items = client.post("/bank/import", data=file).location.rpartition("/")[2]
    return {"display": screen.token, "accounts": members, "bank": items}
