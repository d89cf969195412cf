"""A year of what the demo's branches hold together: announced, signed in, closed; one open today, some to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random

from ..activities import queries, service
from ..activities.attending import AttendanceState, How
from ..activities.kinds import ActivityKind, Invited, Step, Way
from ..activities.models import Activity
from ..activities.service import leave
from ..extensions import db
from ..notices import service as notices
from .activity_plans import ActivityPlan, working, year_of
from .diary import Calendar
from .founding import Cast, Troupe
from .learner import Learner
from .script import Script

REASONS = ("出差在外", "参加上级培训", "家人住院", "值班走不开")
#: The notices that are older than this have been read.
FRESH = timedelta(days=2)
#: What was held before the program came was entered from the paper book on its second day.
ENTERED = 10 * 60


def hold_activities(script: Script, cast: Cast, calendar: Calendar, rng: Random) -> None:
    """Bring a year of activities of every branch into the script."""
    for number, troupe in enumerate(cast.troupes):
        for plan in year_of(calendar.today, len(troupe.group_ids), whole=number == 0):
            Holding(troupe, plan, calendar, rng).script(script)
    read_at = calendar.now - FRESH
    script.add(read_at, partial(_read_notices, cast))
    _today(script, cast.troupes[0], calendar)


def _read_notices(cast: Cast, now: datetime) -> None:
    for learner in cast.learners:
        if learner.identity:
            notices.mark_read(learner.member_id, now=now)


class Holding:
    """One activity being held."""

    def __init__(self, troupe: Troupe, plan: ActivityPlan, calendar: Calendar, rng: Random) -> None:
        self.troupe, self.plan, self.calendar, self.rng = troupe, plan, calendar, rng
        self.starts_at = calendar.at(working(plan.day), plan.at)
        self.host = self._host()
        self.activity_id = 0

    def _host(self) -> Learner:
        """A group's meeting is its leader's, all else the secretary's."""
        if self.plan.group is None:
            return self.troupe.organisers[0]
        office = len(self.troupe.organisers)
        leaders = [one for one in self.troupe.learners[office:] if one.person.duty]
        own = (one for one in leaders if one.person.group == self.plan.group)
        return next(own, self.troupe.organisers[0])

    def script(self, script: Script) -> None:
        """Bring it into the script: announced four days before, closed when it is over."""
        end = self.starts_at + timedelta(minutes=self.plan.minutes)
        if end > self.calendar.now - timedelta(hours=2):
            return
        entered = self.calendar.at(self.calendar.day(self.calendar.days - 1), ENTERED)
        script.add(max(self.starts_at - timedelta(days=4), entered), self.announce)
        script.add(max(end, entered + timedelta(minutes=30)), self.close)

    def draft(self) -> service.Draft:
        """Return what was decided."""
        plan, groups = self.plan, self.troupe.group_ids
        people = [one for one in self.troupe.learners if one.identity]
        return service.Draft(
            plan.kind,
            plan.title,
            self.starts_at,
            self.starts_at + timedelta(minutes=plan.minutes),
            self.host.member_id,
            place=plan.place,
            way=plan.way,
            group_id=None if plan.group is None else groups[plan.group % len(groups)],
            agenda=plan.agenda,
            lecturer_ids=tuple(people[place % len(people)].member_id for place in plan.lecturers),
            invited=plan.invited,
            seats=plan.seats,
        )

    def announce(self, now: datetime) -> None:
        """Write it down and announce it; who wants to help signs up."""
        actor = self.host.me
        made = service.create_activity(self.draft(), branch_id=self.troupe.branch_id, actor=actor, now=now)
        self.activity_id = made.id
        service.take_step(made, Step.ANNOUNCE, actor=actor, now=now)
        if self.plan.invited is Invited.SIGN_UP:
            for learner in self._willing(now):
                service.join(made, member=learner.me, now=now)

    def _willing(self, now: datetime) -> list[Learner]:
        there = [one for one in self.troupe.learners if one.identity and one is not self.host]
        return sorted(there, key=lambda one: self.rng.random() - one.person.diligence)[:13]

    def close(self, now: datetime) -> None:
        """Open it, tick who came, close it."""
        activity, actor = db.session.get_one(Activity, self.activity_id), self.host.me
        self._ask_for_leave(activity, now)
        service.take_step(activity, Step.OPEN, actor=actor, now=now)
        came, late = self._came(activity)
        service.mark(activity, came, AttendanceState.PRESENT, actor=actor, now=self.starts_at)
        if late:
            at = self.starts_at + timedelta(minutes=14)
            service.mark(activity, late, AttendanceState.LATE, actor=actor, now=at)
        service.take_step(activity, Step.CLOSE, actor=actor, now=now)

    def _ask_for_leave(self, activity: Activity, now: datetime) -> None:
        """Now and then somebody cannot come and says so."""
        people = [one for one in self.troupe.learners if one.identity and one is not self.host]
        for learner in self.rng.sample(people, min(2, len(people))):
            if self.rng.random() < 0.5 and queries.is_invited(activity.id, learner.member_id):
                leave.ask(activity, self.rng.choice(REASONS), member=learner.me, now=now)
                leave.decide(activity, learner.member_id, True, "", actor=self.host.me, now=now)

    def _came(self, activity: Activity) -> tuple[list[int], list[int]]:
        """Return who is on time and who is late; the more diligent are there more often."""
        by_id = {one.member_id: one for one in self.troupe.learners}
        came: list[int] = []
        late: list[int] = []
        for line in queries.lines_of(activity, self.host.me):
            learner = by_id.get(line.member_id)
            if line.state is not AttendanceState.INVITED:
                continue
            diligence = learner.person.diligence if learner else 0.8
            if learner is not self.host and self.rng.random() > self.plan.turnout + 0.15 * (diligence - 0.6):
                continue
            (late if self.rng.random() < 0.04 else came).append(line.member_id)
        return came or [self.host.member_id], late


def _today(script: Script, troupe: Troupe, calendar: Calendar) -> None:
    """Open one activity right now, a dozen people there already; announce what comes next."""
    now = calendar.now
    days = max(0, (now.astimezone(calendar.zone).date() - calendar.first).days)
    announced = now - min(timedelta(days=3), timedelta(days=days) / 2)
    host, organiser = troupe.organisers[0], troupe.organisers[0].me
    found: list[int] = []

    def announce(at: datetime) -> None:
        for number, (kind, title, begins, more) in enumerate(_coming(now, calendar)):
            values = {"place": "三楼会议室", "invited": Invited.MEMBERS, **more}
            length = timedelta(minutes=120)
            draft = service.Draft(kind, title, begins, begins + length, host.member_id, **values)  # type: ignore[arg-type]  # named fields
            made = service.create_activity(draft, branch_id=troupe.branch_id, actor=organiser, now=at)
            service.take_step(made, Step.ANNOUNCE, actor=organiser, now=at)
            if number == 0:
                found.append(made.id)

    def begin(at: datetime) -> None:
        service.take_step(db.session.get_one(Activity, found[0]), Step.OPEN, actor=organiser, now=at)

    script.add(announced, announce)
    script.add(now - timedelta(minutes=14), begin)
    script.add(now - timedelta(minutes=8), lambda at: _sign_in(found[0], _early(troupe), at), alone=True)


def _coming(now: datetime, calendar: Calendar) -> list[tuple[ActivityKind, str, datetime, dict[str, object]]]:
    def on(days: int, minutes: int = 14 * 60 + 30) -> datetime:
        return calendar.at(working(calendar.day(-days)), minutes)

    began = (now - timedelta(minutes=10)).replace(second=0, microsecond=0)
    agenda = "- 重温入党誓词\n- 学习《党员教育管理工作条例》\n- 讨论下月安排"
    return [
        (
            ActivityKind.PARTY_DAY,
            "本月主题党日：学条例、见行动",
            began,
            {"way": Way.TOGETHER, "agenda": agenda},
        ),
        (ActivityKind.LECTURE, "书记讲党课：把规矩挺在前面", on(6), {"way": Way.LECTURES}),
        (
            ActivityKind.VOLUNTEER,
            "周末社区急救培训志愿服务",
            on(9, 9 * 60),
            {"invited": Invited.SIGN_UP, "seats": 8, "place": "南湖社区"},
        ),
        (ActivityKind.BASE, "红色教育基地打卡", on(13, 9 * 60), {"way": Way.BASE, "place": "城东革命纪念馆"}),
    ]


def _early(troupe: Troupe) -> Sequence[Learner]:
    """Return who is there already: none of the printed accounts, so that one can sign in as these."""
    printed = ("organiser", "leader", "member")
    return [one for one in troupe.learners if one.identity and one.person.username not in printed][:12]


def _sign_in(activity_id: int, learners: Sequence[Learner], at: datetime) -> None:
    activity = db.session.get_one(Activity, activity_id)
    called = [one for one in learners if queries.is_invited(activity_id, one.member_id)]
    for number, learner in enumerate(called):
        moment = at + timedelta(seconds=20 * number)
        service.sign_in(activity, How.QR, member=learner.me, now=moment, device=f"demo-{learner.member_id}")
