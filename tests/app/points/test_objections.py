"""Objections: to an own entry, answered by somebody else, by another entry and never by an edit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.errors import DomainError, Forbidden, Invalid, NotFound
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices.models import Notice
from quizapp.points import batches, objections
from quizapp.points.measuring import Measure
from quizapp.points.models import Answer, Objection
from quizapp.record import totals
from quizapp.record.models import LedgerEntry
from tests.app.points.conftest import DAY
from tests.fixtures.app import Client
from tests.fixtures.people import MakeMember
from tests.fixtures.record import MakeEntry
from tests.support.html import words

As = Callable[[Member], Identity]


def object_to(entry_id: int, who: Identity) -> Objection:
    with unit_of_work():
        return objections.object_to(entry_id, "应当是市级", actor=who, now=clock.now())


def prize(member: Member, organiser: Identity, key: str = "r") -> LedgerEntry:
    draft = batches.Draft("prize", DAY, "征文", Measure(outcome="区级"), (member.id,))
    with unit_of_work():
        batches.enter(draft, key, branch_id=member.branch_id, actor=organiser, now=clock.now())
    entry = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc())).first()
    assert entry
    return entry


def rows() -> list[tuple[int, int, int | None, int | None]]:
    found = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id))
    return [(row.earned, row.counted, row.reverses_id, row.corrects_id) for row in found]


def test_an_objection_waits_with_its_day_and_is_answered_with_a_correction(
    member: Member, organiser: Member, secretary: Member, as_identity: As
) -> None:
    actor = as_identity(organiser)
    entry = prize(member, actor)
    objection = object_to(entry.id, as_identity(member))
    assert objection.due_on == clock.now().date() + timedelta(days=7)
    with pytest.raises(DomainError):
        object_to(entry.id, as_identity(member))
    answer = {"actor": as_identity(secretary), "now": clock.now()}
    with pytest.raises(Invalid), unit_of_work():
        objections.correct(objection.id, Measure(outcome="区级"), "核实", **answer)
    with unit_of_work():
        objections.correct(objection.id, Measure(outcome="市级"), "看过证书", **answer)
    assert rows() == [(300, 300, None, None), (200, 200, None, entry.id)]
    assert (objection.answer, objection.reason, objection.answered_by) == (
        Answer.CORRECTED,
        "看过证书",
        secretary.id,
    )
    with pytest.raises(DomainError), unit_of_work():
        objections.keep(objection.id, "再答", **answer)
    kinds = db.session.scalars(select(Notice.kind).where(Notice.member_id == member.id)).all()
    assert "objection.answered" in kinds
    assert totals.differences() == []


def test_an_entry_is_taken_back_or_kept(member: Member, organiser: Member, as_identity: As) -> None:
    actor = as_identity(organiser)
    first, second = prize(member, actor), prize(member, actor, "s")
    for entry, act in ((first, objections.take_back), (second, objections.keep)):
        objection = object_to(entry.id, as_identity(member))
        with unit_of_work():
            act(objection.id, "核实过", actor=actor, now=clock.now())
    assert rows() == [(300, 300, None, None), (300, 300, None, None), (-300, -300, first.id, None)]
    with pytest.raises(DomainError):
        object_to(first.id, as_identity(member))  # it is taken back already


def test_only_the_own_entry_is_objected_to_and_nobody_answers_himself(
    member: Member, organiser: Member, make_member: MakeMember, as_identity: As
) -> None:
    actor = as_identity(organiser)
    with pytest.raises(NotFound):
        object_to(prize(member, actor).id, as_identity(make_member()))
    own = object_to(prize(organiser, actor, "s").id, actor)
    with pytest.raises(Forbidden), unit_of_work():
        objections.keep(own.id, "没有错", actor=actor, now=clock.now())
    with pytest.raises(NotFound), unit_of_work():
        objections.keep(own.id, "没有错", actor=as_identity(member), now=clock.now())


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(["kept", "reversed", "市级", "区级"]), max_size=4), st.uuids())
def test_whatever_is_answered_no_entry_is_edited(
    member: Member, organiser: Member, as_identity: As, answers: list[str], key: object
) -> None:
    actor = as_identity(organiser)
    entry = prize(member, actor, str(key))
    before = {
        row.id: (row.earned, row.counted, row.title, row.detail)
        for row in db.session.scalars(select(LedgerEntry))
    }
    for answer in answers:
        try:
            objection = object_to(entry.id, as_identity(member))
            with unit_of_work():
                if answer in ("kept", "reversed"):
                    act = objections.keep if answer == "kept" else objections.take_back
                    act(objection.id, "核实", actor=actor, now=clock.now())
                else:
                    objections.correct(
                        objection.id, Measure(outcome=answer), "核实", actor=actor, now=clock.now()
                    )
        except DomainError:
            break  # taken back already, or nothing to correct: the objection waits
    for row in db.session.scalars(select(LedgerEntry).where(LedgerEntry.id.in_(before))):
        assert (row.earned, row.counted, row.title, row.detail) == before[row.id]
    assert totals.differences() == []
    assert totals.bad_reversals() == []


@pytest.mark.pages
def test_an_entry_says_why_and_an_objection_is_answered_on_the_pages(
    client: Client, member: Member, organiser: Member, make_entry: MakeEntry
) -> None:
    for _ in range(4):
        entry = make_entry(member, "reading", at=clock.now() - timedelta(days=3))
    assert entry is not None
    entry.created_at = clock.now()  # reported three days later
    db.session.commit()
    client.login(member)
    page = words(client.get(f"/points/entries/{entry.id}").text)
    assert "每天最多 6 分" in page
    assert "当天上限 6.00 分" in page
    assert "晚了 3 天" in page
    url = f"/points/entries/{entry.id}/object"
    assert client.post(url, data={"text": ""}).status_code == 422
    assert client.post(url, data={"text": "那天只读了三篇"}).status_code == 302
    assert "前答复" in client.get(f"/points/entries/{entry.id}").text
    assert "那天只读了三篇" in client.get("/points/").text
    client.login(organiser)
    assert "那天只读了三篇" in client.get("/points/objections").text
    objection_id = db.session.scalar(select(Objection.id))
    url = f"/points/objections/{objection_id}"
    for data in ({"reason": "x"}, {"answer": "kept", "reason": ""}, {"answer": "corrected", "reason": "x"}):
        assert client.post(url, data=data).status_code == 422
    assert client.post(url, data={"answer": "reversed", "reason": "确实"}).status_code == 302
    assert "已撤销这条记录" in client.get("/points/objections?state=answered").text
    client.login(member)
    assert "更正后合计" in client.get(f"/points/entries/{entry.id}").text
