"""What the demo's branches write of what they hold: committee, minutes, decisions, tasks, the review; and their talks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy import select

from ..activities import queries as activities
from ..activities.kinds import ActivityKind, ActivityState
from ..activities.minutes import deciding, queries, reviewing, service, tasks
from ..activities.minutes.ballots import Ballot
from ..activities.minutes.deciding import Decided
from ..activities.minutes.levels import Level
from ..activities.minutes.models import Minutes
from ..activities.minutes.reviewing import Judgement
from ..activities.models import Activity
from ..committee import service as committee
from ..core.permissions import Identity
from ..extensions import db
from ..talks import planning
from ..talks import queries as talks_queries
from ..talks import service as talks
from .diary import Calendar
from .founding import Cast, Troupe
from .learner import Learner
from .people import Fate
from .said import AGENDAS, DECISIONS, OPINIONS, POSTS, SAID, SELF, TALKED, TASKS
from .script import Script

#: The first branch's committee was elected so long ago that its next election comes near.
ELECTED = 1010
#: So often somebody sits down and writes up what was held.
EVERY = 14
#: Of the planned pairs so many have talked.
TALKED_SHARE = 0.6


def keep_books(script: Script, cast: Cast, calendar: Calendar, rng: Random) -> None:
    """Bring committees, minutes and talks of every branch into the script."""
    start = calendar.at(calendar.first, 15 * 60)
    for number, troupe in enumerate(cast.troupes):
        script.add(start, partial(_elect, troupe, calendar.today - timedelta(days=ELECTED - 300 * number)))
        for ago in range(calendar.days - 2, 0, -EVERY):
            at = calendar.at(calendar.day(ago), 17 * 60)
            script.add(at, partial(_write_up, troupe, calendar, rng, whole=number == 0))
    _talk(script, cast.troupes[0], calendar, rng)


def _elect(troupe: Troupe, day: date, now: datetime) -> None:
    """Write down the committee: the organisers, and the first leaders with them."""
    by = troupe.organisers[0].me
    term = committee.begin_term(
        troupe.branch_id, day, actor=by, now=now, note="党员大会选举产生，上级党委批复"
    )
    people = [one for one in troupe.learners if one.person.duty][: len(POSTS)]
    for learner, (title, duty) in zip(people, POSTS, strict=False):
        draft = committee.PostDraft(learner.member_id, title, day, duty)
        committee.appoint(term, draft, actor=by, now=now)


def _write_up(troupe: Troupe, calendar: Calendar, rng: Random, now: datetime, *, whole: bool) -> None:
    """Write the minutes of what was closed and has none yet; the last one waits for the chair."""
    written = select(Minutes.activity_id)
    query = select(Activity).where(
        Activity.branch_id == troupe.branch_id,
        Activity.state == ActivityState.HELD,
        Activity.id.not_in(written),
    )
    for activity in db.session.scalars(query.order_by(Activity.starts_at, Activity.id)).all():
        if whole or activity.kind in DECISIONS:
            Book(activity, troupe, rng, now).write(calendar)


class Book:
    """The minutes of one activity in the making."""

    def __init__(self, activity: Activity, troupe: Troupe, rng: Random, now: datetime) -> None:
        self.activity, self.troupe, self.rng, self.now = activity, troupe, rng, now
        people = {one.member_id: one for one in troupe.learners}
        self.chair = people[activity.host_id].me
        others = [one.me for one in troupe.organisers if one.member_id != activity.host_id]
        self.recorder = others[0] if others else self.chair

    def write(self, calendar: Calendar) -> None:
        """Set down agenda, text, decision and a task, and have both confirm."""
        ids = (self.recorder.member_id, self.chair.member_id)
        service.set_people(self.activity, *ids, "", actor=self.recorder, now=self.now)
        for title in AGENDAS.get(self.activity.kind, AGENDAS[ActivityKind.OTHER]):
            service.add_item(self.activity, title, "", actor=self.recorder, now=self.now)
        texts = {item.id: self.rng.choice(SAID) for item in queries.agenda(self.activity.id)}
        self._decide()
        service.write(self.activity, texts, 0, actor=self.recorder, now=self.now)
        if self.activity.kind is ActivityKind.REVIEW:
            self._review(calendar)
        self._give_task()
        for who in dict.fromkeys((self.recorder, self.chair)):
            service.confirm(self.activity, 1, actor=who, now=self.now)

    def _decide(self) -> None:
        words = DECISIONS.get(self.activity.kind)
        if not words:
            return
        count = activities.count_of(self.activity.id)
        present = count.voters_present
        against = 1 if present > 9 and self.rng.random() < 0.3 else 0
        ballot = Ballot(count.voters, present, present - against, against, 0) if present else None
        decided = Decided(self.rng.choice(words), "举手", ballot)
        deciding.decide(self.activity, decided, actor=self.recorder, now=self.now)

    def _give_task(self) -> None:
        staying = [one for one in self.troupe.fated(Fate.STAYS) if one.is_there(self.now)]
        if self.activity.kind not in DECISIONS or not staying:
            return
        owner, due_on = self.rng.choice(staying), self.now.date() + timedelta(days=self.rng.randint(6, 20))
        words = self.rng.choice(TASKS)
        task = tasks.give(self.activity, owner.member_id, words, due_on, actor=self.recorder, now=self.now)
        if self.rng.random() < 0.7:
            tasks.finish(task, "已办", now=self.now + timedelta(minutes=30))

    def _review(self, calendar: Calendar) -> None:
        """A third at most is excellent; most are qualified."""
        lines = activities.lines_of(self.activity, self.chair)
        year = self.activity.starts_at.astimezone(calendar.zone).year
        excellent = {line.member_id for line in self.rng.sample(lines, len(lines) // 3)}
        for line in lines:
            level = Level.EXCELLENT if line.member_id in excellent else Level.QUALIFIED
            votes = {level: len(lines) - 4, Level.BASIC: 1}
            points = self.rng.choice((900, 950, 1000) if level is Level.EXCELLENT else (750, 800, 850))
            opinion = self.rng.choice(OPINIONS)
            judged = Judgement(votes, opinion, level, points)
            learner = next((one for one in self.troupe.learners if one.member_id == line.member_id), None)
            if learner is not None and learner.identity is not None:
                reviewing.write_self(self.activity, year, SELF, member=learner.me, now=self.now)
            reviewing.judge(self.activity, line.member_id, year, judged, actor=self.chair, now=self.now)


def _talk(script: Script, troupe: Troupe, calendar: Calendar, rng: Random) -> None:
    """Plan who talks with whom; many have talked by now, and the printed member keeps a note of one talk."""
    planned = calendar.at(calendar.day(calendar.days - 3), 10 * 60)
    script.add(planned, partial(_plan, troupe, calendar))
    for ago in range(calendar.days - 10, 3, -7):
        script.add(calendar.at(calendar.day(ago), 16 * 60), partial(_have_talked, troupe, calendar, rng))
    at = calendar.now - timedelta(days=4, hours=3)
    script.add(at, partial(_with_note, troupe.named("member"), troupe.organisers[0], calendar))
    open_at = calendar.now - timedelta(hours=5)
    script.add(open_at, partial(_arrange_one, troupe.named("leader"), troupe.named("member")))


def _plan(troupe: Troupe, calendar: Calendar, now: datetime) -> None:
    due_on, today = date(calendar.today.year, 12, 31), now.date()
    planning.fill_up(troupe.branch_id, due_on, actor=troupe.organisers[0].me, now=now, today=today)


def _have_talked(troupe: Troupe, calendar: Calendar, rng: Random, now: datetime) -> None:
    """Let two or three of the planned pairs have talked this week."""
    by_id = {one.member_id: one for one in troupe.learners if one.is_there(now)}
    day = now.astimezone(calendar.zone).date()
    if day.year != calendar.today.year:
        return
    had = talks_queries.held_pairs(troupe.branch_id, date(day.year, 1, 1), day)
    pairs = [(line.first_id, line.second_id) for line in talks_queries.planned(troupe.branch_id, day.year)]
    waiting = [pair for pair in pairs if pair not in had and set(pair) <= by_id.keys()]
    if len(had) > TALKED_SHARE * len(pairs):
        return
    for first, second in waiting[: rng.randint(1, 3)]:
        _held(by_id[first].me, second, day, now)


def _held(me: Identity, other_id: int, day: date, now: datetime) -> int:
    talk = talks.arrange(other_id, now - timedelta(hours=1), "", actor=me, now=now - timedelta(days=1))
    talks.hold(talk, day, actor=me, today=day, now=now)
    return talk.id


def _with_note(learner: Learner, other: Learner, calendar: Calendar, now: datetime) -> None:
    day = now.astimezone(calendar.zone).date()
    talk_id = _held(other.me, learner.member_id, day, now)
    talk = talks_queries.talk_of(talk_id, learner.member_id)
    note = talks.write_note(talk, TALKED, actor=other.me, now=now)
    talks.confirm(talk, note.written_at, actor=learner.me, now=now + timedelta(minutes=20))
    talks.follow_up(talk, "把急救包清单再对一遍", day + timedelta(days=10), actor=learner.me, now=now)


def _arrange_one(learner: Learner, other: Learner, now: datetime) -> None:
    talks.arrange(other.member_id, now + timedelta(days=2), "二楼会客室", actor=learner.me, now=now)
