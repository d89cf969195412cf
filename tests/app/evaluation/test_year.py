"""A small branch's year through the services, held against a sheet of figures computed by other means.

Activities, readings, contests, claims, the review and a withdrawn article go in by the features' own doors; what
comes out is compared with plain arithmetic on a list of what happened, which knows nothing of rules, caps and levels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from quizapp.accounts.models import Branch, Group, Member
from quizapp.activities import service as activities
from quizapp.activities.attending import AttendanceState
from quizapp.activities.kinds import ActivityKind, Step
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.evaluation import service
from quizapp.evaluation.figures import fraction
from quizapp.evaluation.sealing import faults
from quizapp.extensions import db
from quizapp.points import batches, claims
from quizapp.points.measuring import Measure
from quizapp.record import service as record
from quizapp.record import totals
from quizapp.record.models import PointsSheet
from quizapp.record.sheet import parse_sheet, sheet_to_mapping
from tests.app.evaluation.conftest import NOW, YEAR

ZONE = ZoneInfo("Asia/Shanghai")
SHEET = {
    "base": 60,
    "floor": 0,
    "blocks": {"plus": {"cap": 24}, "review": {"cap": 10}, "minus": {}},
    "rules": {
        "reading": {"block": "plus", "points": 0.5, "caps": {"day": 1, "week": 2}},
        "contest_taken": {"block": "plus", "points": 1.5, "caps": {"month": 3}},
        "party_day": {
            "block": "plus",
            "points": 1,
            "feeds": ["activity.party_day", "activity.party_day.late"],
        },
        "absent": {"block": "minus", "points": -2, "feeds": ["activity.party_day.absent"]},
        "volunteer": {"block": "plus", "points": 1, "caps": {"year": 4}, "claim": True, "approve": "leader"},
        "review": {"block": "review", "batch": True},
    },
    "levels": [
        {"name": "优秀", "from": 90, "ratio": "1/3"},
        {"name": "合格", "from": 80},
        {"name": "基本合格", "from": 60},
        {"name": "不合格", "from": 0},
    ],
    "group": {"measure": "mean", "shrink": 5},
}


@dataclass
class Notebook:
    """What happened, in the order in which it was told: who, what, on which local day, with which figure."""

    lines: list[tuple[str, str, date, Fraction]] = field(default_factory=list)

    def note(self, who: str, what: str, day: date, figure: Fraction | int = 0) -> None:
        self.lines.append((who, what, day, Fraction(figure)))


class Spreadsheet:
    """The year's figures by hand: each kind of thing has its own few lines."""

    def __init__(self, notebook: Notebook, groups: dict[str, str], exempt: str) -> None:
        self.plus: dict[str, Fraction] = defaultdict(Fraction)
        self.minus: dict[str, Fraction] = defaultdict(Fraction)
        self.review: dict[str, Fraction] = defaultdict(Fraction)
        self._reading_day: dict[tuple[str, date], Fraction] = defaultdict(Fraction)
        self._reading_week: dict[tuple[str, date], Fraction] = defaultdict(Fraction)
        self._contests: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
        self._volunteering: dict[str, Fraction] = defaultdict(Fraction)
        for who, what, day, figure in notebook.lines:
            getattr(self, f"_{what}")(who, day, figure)
        self.totals = {
            who: 60 + min(self.plus[who], 24) + min(self.review[who], 10) + self.minus[who] for who in groups
        }
        judged = {who: total for who, total in self.totals.items() if who != exempt}
        self.levels = self._levels(judged)
        mean = sum(judged.values(), Fraction(0)) / len(judged)
        self.shrunk = {}
        for group in set(groups.values()):
            own = [judged[who] for who in judged if groups[who] == group]
            self.shrunk[group] = (sum(own, Fraction(0)) + 5 * mean) / (len(own) + 5)

    def _reading(self, who: str, day: date, figure: Fraction) -> None:
        monday = day - timedelta(days=day.weekday())
        left = min(1 - self._reading_day[who, day], 2 - self._reading_week[who, monday])
        got = min(Fraction(1, 2), max(left, Fraction(0)))
        self._reading_day[who, day] += got
        self._reading_week[who, monday] += got
        self.plus[who] += got

    def _withdrawn(self, who: str, day: date, figure: Fraction) -> None:
        self.plus[who] -= figure

    def _contest(self, who: str, day: date, figure: Fraction) -> None:
        got = min(Fraction(3, 2), 3 - self._contests[who, day.month])
        self._contests[who, day.month] += got
        self.plus[who] += got

    def _came(self, who: str, day: date, figure: Fraction) -> None:
        self.plus[who] += 1

    def _missed(self, who: str, day: date, figure: Fraction) -> None:
        self.minus[who] -= 2

    def _volunteered(self, who: str, day: date, figure: Fraction) -> None:
        got = min(Fraction(1), 4 - self._volunteering[who])
        self._volunteering[who] += got
        self.plus[who] += got

    def _reviewed(self, who: str, day: date, figure: Fraction) -> None:
        self.review[who] += figure

    def _levels(self, judged: dict[str, Fraction]) -> dict[str, str]:
        places = len(judged) // 3
        best = sorted((who for who in judged if judged[who] >= 90), key=lambda who: -judged[who])
        first = best[:places]
        if len(best) > places and judged[best[places - 1]] == judged[best[places]]:
            first = [who for who in first if judged[who] != judged[best[places]]]
        lower = {
            who: "合格" if total >= 80 else "基本合格" if total >= 60 else "不合格"
            for who, total in judged.items()
        }
        return lower | dict.fromkeys(first, "优秀")


@dataclass
class Life:
    """The branch and its people, and the notebook in which the test writes down what it does."""

    branch: Branch
    organiser: Identity
    leaders: dict[str, Identity]
    people: dict[str, Member]
    groups: dict[str, str]
    identity: Callable[[Member], Identity]
    notebook: Notebook
    chance: Random

    def month(self, number: int) -> None:
        """One theme day, some readings every week, now and then a contest."""
        first = datetime(2026, number, 1, 8, 0, tzinfo=ZONE)
        self.theme_day(first + timedelta(days=4))
        for day in range(28):
            at = first + timedelta(days=day)
            for zeal, name in enumerate(self.people):
                if self.chance.random() * 16 < zeal:
                    for _ in range(self.chance.choice([1, 1, 3])):
                        self.read(name, at + timedelta(seconds=self.chance.choice([0, 57_599, 57_540])))
                if self.chance.random() < 0.06:
                    self.contest(name, at)

    def theme_day(self, at: datetime) -> None:
        draft = activities.Draft(
            ActivityKind.PARTY_DAY, "主题党日", at, at + timedelta(hours=2), self.organiser.member_id
        )
        states = [AttendanceState.PRESENT] * 6 + [
            AttendanceState.LATE,
            AttendanceState.ABSENT,
            AttendanceState.EXCUSED,
        ]
        with unit_of_work():
            row = activities.create_activity(draft, branch_id=self.branch.id, actor=self.organiser, now=at)
            for step in (Step.ANNOUNCE, Step.OPEN):
                activities.take_step(row, step, actor=self.organiser, now=at)
            for name, member in self.people.items():
                state = self.chance.choice(states)
                activities.mark(row, [member.id], state, actor=self.organiser, now=at)
                what = {AttendanceState.ABSENT: "missed", AttendanceState.EXCUSED: ""}.get(state, "came")
                if what:
                    self.notebook.note(name, what, at.date())
            activities.take_step(row, Step.CLOSE, actor=self.organiser, now=at + timedelta(hours=3))

    def read(self, name: str, at: datetime) -> int:
        entry = self._report(name, "reading", at)
        self.notebook.note(name, "reading", at.date())
        return entry

    def contest(self, name: str, at: datetime) -> None:
        self._report(name, "contest_taken", at)
        self.notebook.note(name, "contest", at.date())

    def _report(self, name: str, rule: str, at: datetime) -> int:
        key = f"{rule}:{len(self.notebook.lines)}"
        credit = record.Credit(self.people[name].id, rule, key, at.astimezone(UTC), "学习")
        with unit_of_work():
            entry = record.report(credit, now=at.astimezone(UTC))
        assert entry is not None
        return entry.id

    def withdraw(self, name: str, at: datetime) -> None:
        """An article that counted is taken back the same evening."""
        entry_id = self.read(name, at)
        with unit_of_work():
            back = record.reverse(entry_id, actor=self.organiser, now=at + timedelta(hours=1), reason="撤回")
        self.notebook.note(name, "withdrawn", at.date(), Fraction(-back.counted, 100))

    def volunteer(self, name: str, day: date) -> None:
        """The member declares it, the leader of the group agrees."""
        now = datetime(day.year, day.month, day.day, 12, 0, tzinfo=ZONE)
        draft = claims.Draft("volunteer", day, "社区志愿服务", Measure())
        me = self.identity(self.people[name])
        with unit_of_work():
            claim = claims.declare(draft, [], f"claim-{name}-{day}", actor=me, now=now)
            claims.agree(claim.id, actor=self.leaders[self.groups[name]], now=now)
        self.notebook.note(name, "volunteered", day)

    def review(self) -> None:
        """The democratic review of December, entered for one after the other."""
        day = date(2026, 12, 20)
        for name, member in self.people.items():
            points = self.chance.choice([700, 850, 925, 1000])
            draft = batches.Draft("review", day, "民主评议", Measure(points=points), (member.id,))
            now = datetime(2026, 12, 20, 20, 0, tzinfo=ZONE)
            with unit_of_work():
                batches.enter(
                    draft, f"review-{name}", branch_id=self.branch.id, actor=self.organiser, now=now
                )
            self.notebook.note(name, "reviewed", day, Fraction(points, 100))


@pytest.fixture
def life(
    branch: Branch,
    make_group: Callable[..., Group],
    make_member: Callable[..., Member],
    actor: Identity,
    as_identity: Callable[[Member], Identity],
) -> Life:
    groups = [make_group("一组"), make_group("二组")]
    leaders = [
        make_member(f"{group.name}组长", role=Role.LEADER, group=group, kind="masses") for group in groups
    ]
    people = {
        name: make_member(name, group=groups[at % 2], exempt=name == "庚")
        for at, name in enumerate("甲乙丙丁戊己庚")
    }
    content = sheet_to_mapping(parse_sheet(SHEET))
    db.session.add(
        PointsSheet(
            branch_id=branch.id, version=1, valid_from=date(2026, 1, 1), content=content, created_at=NOW
        )
    )
    db.session.execute(text("UPDATE membership SET from_at = '2025-12-01 00:00:00+00:00'"))
    db.session.commit()
    return Life(
        branch,
        actor,
        {group.name: as_identity(leader) for group, leader in zip(groups, leaders, strict=True)},
        people,
        {name: groups[at % 2].name for at, name in enumerate(people)},
        as_identity,
        Notebook(),
        Random(7),
    )


def test_a_year_comes_to_what_a_spreadsheet_makes_of_it(life: Life, actor: Identity) -> None:
    for number in (1, 5, 12):
        life.month(number)
    for at, name in enumerate([*"甲甲甲甲甲甲", *"乙丙丁"]):
        life.volunteer(name, date(2026, 5, 1 + at))
    life.withdraw("甲", datetime(2026, 11, 28, 9, 0, tzinfo=ZONE))
    life.review()

    sheet_id = db.session.query(PointsSheet.id).filter_by(branch_id=life.branch.id).scalar()
    with unit_of_work():
        draft = service.Draft("2026 年度", YEAR, sheet_id)
        row = service.create(draft, life.branch.id, actor=actor, now=NOW)
        service.compute(row, actor=actor, now=NOW)
        service.publish(row, actor=actor, now=NOW)
        service.settle(row, actor=actor, now=NOW + timedelta(days=6))
        service.seal(row, actor=actor, now=NOW + timedelta(days=6))

    figures = Spreadsheet(life.notebook, life.groups, exempt="庚")
    rows = {one["name"]: one for one in row.result["rows"]}
    assert {name: Fraction(one["total"], 100) for name, one in rows.items()} == figures.totals
    assert {name: one["level"] for name, one in rows.items() if not one["exempt"]} == figures.levels
    shrunk = {one["name"]: fraction(one["shrunk"]) for one in row.result["groups"]}
    assert {name: value / 100 for name, value in shrunk.items() if value} == figures.shrunk
    assert len(set(figures.totals.values())) > 3  # the year told them apart
    assert max(figures.plus.values()) > 24 > min(figures.plus.values())  # and the cap of the block mattered
    assert faults() == []
    assert totals.differences() == []
