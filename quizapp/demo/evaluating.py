"""The first branch evaluates: one period sealed, the next published with objections; committee members are marked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import product

from sqlalchemy import select

from ..accounts import queries as accounts
from ..accounts.kinds import MemberKind
from ..core.permissions import Identity, Role
from ..evaluation import judging, monthly, service
from ..evaluation.models import Evaluation, ResultObjection, Shown, WorkMonth
from ..evaluation.periods import PeriodKind, Stretch
from ..evaluation.work import DEFAULT_ITEMS, DEFAULT_WEIGHTS
from ..extensions import db
from ..points import batches
from ..points.measuring import Measure
from ..record.queries import sheet_for
from .diary import Calendar
from .founding import Troupe
from .learner import Learner
from .script import Script

OBJECTIONS = (
    ("有一次集中学习没有记上，签到表上有我的名字。", "核对了签到表，确实参加了，支部已在积分里补记。", True),
    ("主题党日迟到是因为值班，请不要扣分。", "按办法，值班要事先请假；这一次不改。", False),
    ("知识竞赛的名次分好像没有算进来。", "", False),
)
#: What the branch enters for the objection that it upholds, and why; so many days before the period's end.
MISSED = ("together", "补记评比异议核实的一次集中学习，签到表上有本人", 3)


def evaluate(script: Script, troupe: Troupe, calendar: Calendar) -> None:
    """Bring two evaluations and two months of committee work into the script."""
    past, last = _periods(calendar)
    book = Book(troupe)
    sealed_on = past.last + timedelta(days=2)
    script.add(calendar.at(sealed_on, 9 * 60), partial(book.open, past))
    script.add(calendar.at(sealed_on + timedelta(days=7), 9 * 60), partial(book.seal, past))
    script.add(calendar.at(calendar.day(3), 16 * 60), partial(book.open, last))
    for at in range(len(OBJECTIONS)):
        script.add(calendar.at(calendar.day(2), 20 * 60 + at), partial(book.object, last, at))
    script.add(calendar.at(calendar.day(1), 9 * 60), partial(book.answer, last))
    for ago in (31, 2) if calendar.days > 40 else (2,):
        day = calendar.day(ago)
        script.add(calendar.at(day, 10 * 60), partial(book.mark, day, ago > 30))


def _periods(calendar: Calendar) -> tuple[Stretch, Stretch]:
    """Return two periods that are over and of which the demo tells: quarters or months, thirds of a short one."""
    for kind in (PeriodKind.QUARTER, PeriodKind.MONTH):
        last = Stretch.of(kind, calendar.day(4)).previous()
        past = last.previous()
        if past.last > calendar.first + timedelta(days=7):
            return past, last
    third = timedelta(days=calendar.days // 3)
    middle, day = calendar.first + third, timedelta(days=1)
    return (
        Stretch(PeriodKind.DATES, calendar.first, middle - day),
        Stretch(PeriodKind.DATES, middle, middle + third - day),
    )


@dataclass
class Book:
    """The evaluations of a branch as its first organiser keeps them."""

    troupe: Troupe
    kept: dict[date, int] = field(default_factory=dict)
    objections: list[int] = field(default_factory=list)

    @property
    def actor(self) -> Identity:
        return self.troupe.organisers[0].me

    def open(self, stretch: Stretch, at: datetime) -> None:
        """Make an evaluation, compute it, settle ties, and publish it."""
        sheet_id, _ = sheet_for(self.troupe.branch_id, stretch.last)
        draft = service.Draft(f"{stretch.label}党员积分评比", stretch, sheet_id, Shown.LEVELS, 5)
        row = service.create(draft, self.troupe.branch_id, actor=self.actor, now=at)
        self._compute(row, at)
        service.publish(row, actor=self.actor, now=at)
        self.kept[stretch.first] = row.id

    def _compute(self, row: Evaluation, at: datetime) -> None:
        service.compute(row, actor=self.actor, now=at)
        while row.result["ties"]:
            tie = row.result["ties"][0]
            chosen = tie["members"][: tie["room"]]
            judging.rule(row, tie["level"], chosen, "支部党员大会举手表决", actor=self.actor, now=at)

    def seal(self, stretch: Stretch, at: datetime) -> None:
        """Settle an evaluation to which nobody objected, and seal it."""
        row = self._row(stretch)
        service.compute(row, actor=self.actor, now=at)
        service.settle(row, actor=self.actor, now=at)
        service.seal(row, actor=self.actor, now=at)

    def object(self, stretch: Stretch, number: int, at: datetime) -> None:
        """Have one of those in it object."""
        row = self._row(stretch)
        inside = {one["id"] for one in row.result["rows"]}
        people = [
            one for one in self._there(at) if one.member_id in inside and one.person.role is Role.MEMBER
        ]
        if number < len(people):
            me = accounts.identity_of_member(people[-1 - number].member_id)
            self.objections.append(judging.object_to(row, OBJECTIONS[number][0], actor=me, now=at).id)

    def answer(self, stretch: Stretch, at: datetime) -> None:
        """Answer all objections but the last; what is upheld is entered first, and counts in the figures."""
        row = self._row(stretch)
        for objection, (_, said, upheld) in zip(self.objections[:-1], OBJECTIONS, strict=False):
            if upheld:
                self._put_right(db.session.get_one(ResultObjection, objection), stretch, at)
                self._compute(row, at)
            judging.answer(row, objection, upheld, said, actor=self.actor, now=at)

    def _put_right(self, objection: ResultObjection, stretch: Stretch, at: datetime) -> None:
        """Enter what was missed, on its day."""
        rule, reason, before_end = MISSED
        day = stretch.last - timedelta(days=before_end)
        draft = batches.Draft(rule, day, reason, Measure(), (objection.member_id,))
        key = f"demo-objection-{objection.id}"
        batches.enter(draft, key, branch_id=self.troupe.branch_id, actor=self.actor, now=at)

    def mark(self, day: date, closes: bool, at: datetime) -> None:
        """Open a month of committee work and fill in its sheets; a closed one is complete."""
        raters = [one for one in self._there(at) if one.person.kind is not MemberKind.MASSES]
        people = [one.member_id for one in self.troupe.organisers][:3]
        row = monthly.open_month(
            self.troupe.branch_id, day, people, DEFAULT_ITEMS, DEFAULT_WEIGHTS, actor=self.actor, now=at
        )
        for (number, rater), source in product(enumerate(raters), DEFAULT_WEIGHTS):
            self._fill(row, rater, source, number, at)
        if closes and all(line.total is not None for line in monthly.results(row)):
            monthly.close(row, actor=self.actor, now=at)

    def _fill(self, row: WorkMonth, rater: Learner, source: str, number: int, at: datetime) -> None:
        for member_id in row.people:
            me = accounts.identity_of_member(rater.member_id)
            if (source != "colleagues" or number < 6) and monthly.may_mark(row, member_id, source, me):
                times = [(number + item + member_id) % 7 == 0 for item in range(len(row.items))]
                monthly.mark(row, member_id, source, [int(one) for one in times], actor=me, now=at)

    def _there(self, at: datetime) -> list[Learner]:
        return [one for one in self.troupe.learners if one.is_there(at)]

    def _row(self, stretch: Stretch) -> Evaluation:
        return db.session.scalars(select(Evaluation).where(Evaluation.id == self.kept[stretch.first])).one()
