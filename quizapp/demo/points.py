"""The first branch's own points sheet and half a year of claims, entries for many and objections."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from ..core.permissions import Role
from ..extensions import db
from ..points import access, batches, claims, drafts, objections
from ..points.claiming import WAITING
from ..points.editing import Content
from ..points.measuring import Measure
from ..points.models import PointsClaim
from ..record.models import LedgerEntry
from ..record.publishing import publish
from ..record.sheet import parse_sheet
from ..record.shipped import builtin_sheet
from . import points_texts as texts
from .diary import Calendar
from .founding import Troupe
from .handouts import pdf
from .learner import Learner
from .script import Script

#: A claim every so many days; a leader looks a day later, the branch two days later.
EVERY = 5
LOOKED, AGREED = timedelta(days=1, hours=2), timedelta(days=2, hours=5)
#: The last ones still wait, so that both have something to do.
FRESH = timedelta(days=14)


@dataclass(slots=True)
class Claiming:
    """One claim on its way."""

    claimer: Learner
    leader: Learner | None
    organiser: Learner
    rule: str
    outcome: str
    text: str
    day: date
    claim_id: int = field(default=0)

    def declare(self, at: datetime) -> None:
        """Declare it, with a certificate where the rule wants one."""
        if self.claimer.me.branch_id != self.organiser.me.branch_id:
            return  # moved to another branch
        draft = claims.Draft(self.rule, self.day, self.text, Measure(outcome=self.outcome))
        uploads = [] if self.rule == "help" else [_certificate()]
        made = claims.declare(draft, uploads, f"demo-{self.day}-{self.rule}", actor=self.claimer.me, now=at)
        self.claim_id = made.id

    def claim(self) -> PointsClaim | None:
        """Return the claim once it is declared."""
        return db.session.get(PointsClaim, self.claim_id) if self.claim_id else None

    def look(self, at: datetime) -> None:
        """Have the group leader confirm it."""
        claim = self.claim()
        if claim and self.leader and access.judge_of(claim, self.leader.me):
            claims.agree(self.claim_id, actor=self.leader.me, now=at)

    def agree(self, at: datetime) -> None:
        """Have the branch agree, where the leader's yes was not enough."""
        claim = self.claim()
        if claim and claim.state in WAITING:
            claims.agree(self.claim_id, actor=self.organiser.me, now=at)

    def send_back(self, at: datetime) -> None:
        """Have it sent back for what is missing."""
        if self.claim_id:
            claims.send_back(self.claim_id, texts.BACK, actor=self.organiser.me, now=at)

    def mend(self, at: datetime) -> None:
        """Have it put right and handed in again."""
        if not self.claim_id:
            return
        draft = claims.Draft(self.rule, self.day, texts.MENDED, Measure(outcome=self.outcome))
        claims.resubmit(self.claim_id, draft, [_certificate()], actor=self.claimer.me, now=at)


def keep_points(script: Script, troupe: Troupe, calendar: Calendar, rng: Random) -> None:
    """Bring the sheet, the claims, the entries for many and an objection into the script."""
    founded = calendar.at(calendar.first, 9 * 60 + 30)
    script.add(founded, partial(_publish, troupe, calendar.first - timedelta(days=366)))
    days = range(calendar.days - 8, 0, -EVERY)
    for number, ago in enumerate(days):
        _claim(script, troupe, calendar, calendar.day(ago), number, rng)
    _waiting(script, troupe, calendar)
    half = calendar.days // 2
    for number, (rule, points, title) in enumerate(texts.BATCHES):
        at = calendar.at(calendar.day(half - number), 15 * 60)
        script.add(at, partial(_enter, troupe, rule, points, title, number))
    _object(script, troupe, calendar, half)
    script.add(calendar.at(calendar.day(3), 16 * 60), partial(_draft, troupe))


def _publish(troupe: Troupe, valid_from: date, at: datetime) -> None:
    content = dict(builtin_sheet(texts.TEMPLATE))
    learning = {name: {**rule, "block": "学习"} for name, rule in builtin_sheet("default")["rules"].items()}
    content |= {
        "title": texts.TITLE,
        "source": texts.SOURCE,
        "open": [],
        "blocks": texts.BLOCKS,
        "rules": {**learning, **texts.RULES},
    }
    author = troupe.organisers[0].me
    publish(parse_sheet(content), valid_from, branch_id=troupe.branch_id, actor=author, now=at)


def _claim(script: Script, troupe: Troupe, calendar: Calendar, day: date, number: int, rng: Random) -> None:
    rule, outcome, text = texts.CLAIMS[number % len(texts.CLAIMS)]
    declared = calendar.at(day, 20 * 60 + rng.randrange(60))
    claimer = _claimer(troupe, declared, rng)
    if claimer is None:
        return
    way = Claiming(
        claimer, _leader(troupe, claimer, declared), troupe.organisers[0], rule, outcome, text, day
    )
    script.add(declared, way.declare)
    waits = calendar.now - declared < FRESH
    if not waits or number % 2:
        script.add(declared + LOOKED, way.look)
    if waits:
        return
    if number % 9 == 4 and rule != "help" and calendar.now - declared > 2 * FRESH:
        script.add(declared + AGREED, way.send_back)
        script.add(declared + 2 * AGREED, way.mend)
        script.add(declared + 2 * AGREED + LOOKED, way.look)
        script.add(declared + 3 * AGREED, way.agree)
    else:
        script.add(declared + AGREED, way.agree)


def _waiting(script: Script, troupe: Troupe, calendar: Calendar) -> None:
    """Have somebody of the printed leader's group claim yesterday, so that the leader has something to do."""
    leader, at = troupe.named("leader"), calendar.at(calendar.day(1), 20 * 60)
    mates = [one for one in troupe.learners if one.person.group == leader.person.group]
    claimer = next(
        (one for one in mates if one.person.role is Role.MEMBER and one.identity and one.is_there(at)), None
    )
    if claimer is not None:
        rule, outcome, text = texts.CLAIMS[0]
        way = Claiming(claimer, leader, troupe.organisers[0], rule, outcome, text, calendar.day(1))
        script.add(at, way.declare)


def _claimer(troupe: Troupe, at: datetime, rng: Random) -> Learner | None:
    there = [
        one
        for one in troupe.learners
        if one.identity and one.person.role is not Role.ORGANISER and one.is_there(at)
    ]
    return rng.choice(there) if there else None


def _leader(troupe: Troupe, claimer: Learner, at: datetime) -> Learner | None:
    """Return the leader of the claimer's group; None where it is the claimer, or there is none yet."""
    return next(
        (
            one
            for one in troupe.learners
            if one.person.role is Role.LEADER
            and one.person.group == claimer.person.group
            and one is not claimer
            and one.identity
        ),
        None,
    )


def _certificate() -> FileStorage:
    return FileStorage(io.BytesIO(pdf(texts.EVIDENCE)), filename="服务证明.pdf", name="file")


def _enter(troupe: Troupe, rule: str, points: int | None, title: str, number: int, at: datetime) -> None:
    """Enter it for every third of the roll, or for two who forgot their notes."""
    there = [one.member_id for one in troupe.learners if one.member_id and one.is_there(at)]
    chosen = there[number::2] if points else there[-2:]
    organiser = troupe.organisers[0].me
    draft = batches.Draft(rule, at.date(), title, Measure(points=points), tuple(chosen))
    batches.enter(draft, f"demo-{number}", branch_id=troupe.branch_id, actor=organiser, now=at)


def _object(script: Script, troupe: Troupe, calendar: Calendar, half: int) -> None:
    """Have one of those object to his deduction, and have it taken back; the other's objection waits."""
    script.add(calendar.at(calendar.day(half - 4), 12 * 60), partial(_object_to, troupe, 0, answered=True))
    script.add(calendar.at(calendar.day(2), 12 * 60), partial(_object_to, troupe, 1, answered=False))


def _object_to(troupe: Troupe, number: int, at: datetime, *, answered: bool) -> None:
    own = select(LedgerEntry).where(
        LedgerEntry.branch_id == troupe.branch_id, LedgerEntry.rule == "task", LedgerEntry.counted < 0
    )
    found = db.session.scalars(own.order_by(LedgerEntry.id)).all()
    if len(found) <= number:
        return
    who = next(one for one in troupe.learners if one.member_id == found[number].member_id)
    made = objections.object_to(found[number].id, texts.OBJECTION, actor=who.me, now=at)
    if answered:
        by = troupe.organisers[0].me
        objections.take_back(made.id, texts.ANSWER, actor=by, now=at + timedelta(days=2))


def _draft(troupe: Troupe, at: datetime) -> None:
    """Leave a draft of next year's sheet, in which helping people counts more."""
    organiser = troupe.organisers[0].me
    drafts.start(drafts.CURRENT, branch_id=troupe.branch_id, actor=organiser, now=at)

    def more(content: Content) -> None:
        content["title"] = f"{texts.TITLE}（明年）"
        content["rules"]["help"] = {**content["rules"]["help"], "points": "2", "caps": {"quarter": "4"}}

    drafts.change(troupe.branch_id, more, actor=organiser, now=at)
