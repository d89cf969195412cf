"""From draft to seal: what each step asks, objections that lead to corrections, ties that the branch decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from quizapp.accounts.models import Branch, Member
from quizapp.core.errors import DomainError, Forbidden, Invalid
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.evaluation import judging, queries, service
from quizapp.evaluation.models import Answered, Evaluation, ResultObjection, State
from quizapp.evaluation.periods import PeriodKind, Stretch
from quizapp.extensions import db
from quizapp.notices.models import Notice
from quizapp.record import service as record
from quizapp.record.models import PointsSheet
from tests.app.evaluation.conftest import NOW, YEAR, Give

AFTER = NOW + timedelta(days=6)


def levels(row: Evaluation) -> dict[str, str]:
    return {one["name"]: one["level"] for one in row.result["rows"]}


def totals(row: Evaluation) -> dict[str, int]:
    return {one["name"]: one["total"] for one in row.result["rows"]}


def published(row: Evaluation, actor: Identity) -> Evaluation:
    with unit_of_work():
        service.compute(row, actor=actor, now=NOW)
        service.publish(row, actor=actor, now=NOW)
    return row


def test_a_period_is_evaluated_once_by_a_sheet_of_its_own(
    year: Evaluation, branch: Branch, actor: Identity, sheet: PointsSheet
) -> None:
    draft = service.Draft("又一次", YEAR, sheet.id)
    for wrong, field in (
        (draft, "period"),
        (replace(draft, title=" "), "title"),
        (replace(draft, sheet_id=99), "sheet_id"),
        (replace(draft, days=0), "days"),
        (
            replace(draft, stretch=Stretch(PeriodKind.DATES, date(2026, 2, 1), date(2026, 1, 1))),
            "last",
        ),
    ):
        with pytest.raises(Invalid) as refused, unit_of_work():
            service.create(wrong, branch.id, actor=actor, now=NOW)
        assert refused.value.field == field
    half = replace(draft, stretch=Stretch.of(PeriodKind.HALF, date(2026, 3, 1)))
    with unit_of_work():
        assert service.create(half, branch.id, actor=actor, now=NOW).last == date(2026, 6, 30)


def test_the_steps_come_in_their_order(year: Evaluation, actor: Identity, member: Member, give: Give) -> None:
    give(member, 2500)
    for step in (service.publish, service.settle, service.seal):
        with pytest.raises(DomainError), unit_of_work():
            step(year, actor=actor, now=NOW)
    published(year, actor)
    assert year.objections_until == date(2027, 1, 10)
    with pytest.raises(DomainError, match="公示期还没有结束"), unit_of_work():
        service.settle(year, actor=actor, now=NOW)
    with pytest.raises(DomainError), unit_of_work():
        service.discard(year, actor=actor, now=NOW)
    with unit_of_work():
        service.settle(year, actor=actor, now=AFTER)
        service.seal(year, actor=actor, now=AFTER)
    assert (year.state, len(year.seal)) == (State.SEALED, 64)
    with pytest.raises(DomainError), unit_of_work():
        service.compute(year, actor=actor, now=AFTER)


def test_a_period_is_not_published_before_it_ends(year: Evaluation, actor: Identity) -> None:
    at = datetime(2026, 12, 31, 3, 0, tzinfo=UTC)
    with unit_of_work():
        service.compute(year, actor=actor, now=at)
    with pytest.raises(DomainError, match="还没有结束"), unit_of_work():
        service.publish(year, actor=actor, now=at)


def test_figures_that_the_ledger_no_longer_gives_are_not_published(
    year: Evaluation, actor: Identity, member: Member, give: Give
) -> None:
    with unit_of_work():
        service.compute(year, actor=actor, now=NOW)
    give(member, 500)
    with pytest.raises(DomainError, match="重新计算"), unit_of_work():
        service.publish(year, actor=actor, now=NOW)
    with unit_of_work():
        (changed,) = service.compute(year, actor=actor, now=NOW)
    assert (changed["name"], changed["total"]) == (member.name, [6000, 6500])
    assert year.history[-1]["changes"] == [changed]


def test_an_objection_leads_to_a_correction_in_the_ledger_and_never_to_an_edit(
    year: Evaluation,
    actor: Identity,
    member: Member,
    give: Give,
    as_identity: Callable[[Member], Identity],
) -> None:
    wrong = give(member, -1000, "minus")
    published(year, actor)
    with unit_of_work():
        row = judging.object_to(year, "那次请过假", actor=as_identity(member), now=NOW)
    with pytest.raises(Invalid), unit_of_work():
        judging.object_to(year, "再说一次", actor=as_identity(member), now=NOW)
    with pytest.raises(DomainError, match="异议没有答复"), unit_of_work():
        service.settle(year, actor=actor, now=AFTER)
    with unit_of_work():
        judging.answer(year, row.id, True, "确有请假，已更正", actor=actor, now=NOW)
    assert totals(year) == {member.name: 5000}
    with unit_of_work():  # dated in the new year, it belongs to what it takes back
        record.reverse(wrong.id, actor=actor, now=NOW, reason="请过假")
        service.compute(year, actor=actor, now=NOW)
    assert totals(year) == {member.name: 6000}
    assert db.session.get_one(ResultObjection, row.id).outcome is Answered.UPHELD
    with pytest.raises(DomainError, match="答复过"), unit_of_work():
        judging.answer(year, row.id, False, "改主意", actor=actor, now=NOW)
    kinds = set(db.session.query(Notice.kind, Notice.member_id).distinct())
    assert ("evaluation.answered", member.id) in kinds
    assert ("evaluation.objection", actor.member_id) in kinds


def test_only_those_in_it_object_and_only_in_time(
    year: Evaluation, actor: Identity, member: Member, as_identity: Callable[[Member], Identity]
) -> None:
    published(year, actor)
    with pytest.raises(Forbidden), unit_of_work():
        judging.object_to(year, "不对", actor=actor, now=NOW)
    with pytest.raises(DomainError, match="公示期已过"), unit_of_work():
        judging.object_to(year, "不对", actor=as_identity(member), now=AFTER)


def test_a_tie_at_the_edge_waits_for_the_branch(
    year: Evaluation, actor: Identity, make_member: Callable[..., Member], give: Give
) -> None:
    people = [make_member(name) for name in "甲乙丙丁戊己"]
    for member, points in zip(people, [3000, 3000, 3000, 500, 500, 500], strict=True):
        give(member, points)
    with unit_of_work():
        service.compute(year, actor=actor, now=NOW)
    assert set(levels(year).values()) == {"合格", "基本合格"}
    with pytest.raises(DomainError, match="同分"), unit_of_work():
        service.publish(year, actor=actor, now=NOW)
    ids = [member.id for member in people]
    for chosen in ([], ids[:3], [ids[0], ids[4]]):
        with pytest.raises(Invalid), unit_of_work():
            judging.rule(year, "优秀", chosen, "投票", actor=actor, now=NOW)
    with unit_of_work():
        judging.rule(year, "优秀", ids[:2], "支部党员大会表决", actor=actor, now=NOW)
        service.publish(year, actor=actor, now=NOW)
    assert levels(year) == dict(zip("甲乙丙丁戊己", ["优秀"] * 2 + ["合格"] + ["基本合格"] * 3, strict=True))


def test_a_tie_that_comes_before_the_seal_can_be_decided(
    year: Evaluation, actor: Identity, make_member: Callable[..., Member], give: Give
) -> None:
    people = [make_member(name) for name in "甲乙丙"]
    give(people[0], 3000)
    published(year, actor)
    with unit_of_work():
        service.settle(year, actor=actor, now=AFTER)
    give(people[1], 3000)  # late
    with unit_of_work():
        service.compute(year, actor=actor, now=AFTER)
        judging.rule(year, "优秀", [people[1].id], "表决", actor=actor, now=AFTER)
        service.seal(year, actor=actor, now=AFTER)
    assert levels(year) == {"甲": "合格", "乙": "优秀", "丙": "基本合格"}


def test_a_ruling_holds_for_its_tie_alone(
    year: Evaluation, actor: Identity, make_member: Callable[..., Member], give: Give
) -> None:
    people = [make_member(name) for name in "甲乙丙"]
    for member in people[:2]:
        give(member, 3000)
    with unit_of_work():
        service.compute(year, actor=actor, now=NOW)
        judging.rule(year, "优秀", [people[0].id], "表决", actor=actor, now=NOW)
    assert levels(year)["甲"] == "优秀"
    give(people[0], 100, "minus")  # no tie any more: the points decide
    give(people[1], 200, "minus")
    with unit_of_work():
        service.compute(year, actor=actor, now=NOW)
    assert (levels(year)["甲"], levels(year)["乙"]) == ("合格", "优秀")


def test_a_ruling_does_not_hold_for_whoever_joins_the_tie(
    year: Evaluation, actor: Identity, make_member: Callable[..., Member], give: Give
) -> None:
    first, second, third = (make_member(name) for name in "甲乙丙")
    for member in (first, second):
        give(member, 3000)
    with unit_of_work():
        service.compute(year, actor=actor, now=NOW)
        judging.rule(year, "优秀", [first.id], "表决", actor=actor, now=NOW)
    assert (levels(year)["甲"], year.result["ties"]) == ("优秀", [])
    give(third, 3000)
    with unit_of_work():
        service.compute(year, actor=actor, now=NOW)
    (tie,) = year.result["ties"]
    assert tie["members"] == [first.id, second.id, third.id]
    assert set(levels(year).values()) == {"合格"}
    with pytest.raises(DomainError, match="同分"), unit_of_work():
        service.publish(year, actor=actor, now=NOW)
    with unit_of_work():
        judging.rule(year, "优秀", [third.id], "重新表决", actor=actor, now=NOW)
        service.publish(year, actor=actor, now=NOW)
    assert levels(year) == {"甲": "合格", "乙": "合格", "丙": "优秀"}
    made = queries.rulings(year.id)
    assert [(one.among, one.names) for one in made] == [("甲、乙", "甲"), ("甲、乙、丙", "丙")]


def test_a_veto_has_a_reason_and_a_day_and_may_be_withdrawn(
    year: Evaluation, actor: Identity, member: Member, give: Give
) -> None:
    give(member, 2500)
    with unit_of_work():
        service.compute(year, actor=actor, now=NOW)
    for day, reason in ((date(2025, 12, 31), "违纪"), (date(2026, 5, 1), " ")):
        with pytest.raises(Invalid), unit_of_work():
            judging.veto(year, member.id, day, reason, actor=actor, now=NOW)
    with unit_of_work():
        made = judging.veto(year, member.id, date(2026, 5, 1), "违纪", actor=actor, now=NOW)
    assert (totals(year)[member.name], levels(year)[member.name]) == (0, "不合格")
    with unit_of_work():
        judging.withdraw(year, made.id, "查无此事", actor=actor, now=NOW)
    assert (totals(year)[member.name], levels(year)[member.name]) == (8500, "合格")


def test_a_draft_that_nobody_saw_can_be_given_up(year: Evaluation, actor: Identity, member: Member) -> None:
    with unit_of_work():
        service.compute(year, actor=actor, now=NOW)
        judging.veto(year, member.id, date(2026, 5, 1), "违纪", actor=actor, now=NOW)
        service.discard(year, actor=actor, now=NOW)
    assert db.session.query(Evaluation).count() == 0
