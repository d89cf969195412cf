"""Which contest happens when and who takes it: the plans of the contests brought into the script."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from random import Random

from ..contests.window import Step
from ..core.permissions import Identity
from .contest_plans import ContestPlan, End
from .contesting import Contesting, Sheet
from .diary import Calendar
from .founding import Troupe
from .learner import Learner
from .people import STEADY, Fate
from .script import Script

OPENS, CLOSES = 9 * 60, 18 * 60
#: Begun so long ago, the one open attempt still has time.
BEGUN = timedelta(minutes=9)
#: Short answers that still wait: where people take part, and where the contest is to be settled.
LEFT_TO_MARK, TO_MARK = 6, 3
#: So long after the others' closing somebody may still begin by the organiser's leave.
LATE_HOURS = 24
RUNNING = (End.OPEN, End.TO_SETTLE, End.SETTLED, End.ARCHIVED)


def hold(script: Script, troupe: Troupe, plan: ContestPlan, calendar: Calendar, rng: Random) -> None:
    """Bring one contest into the script."""
    base = round(plan.share * calendar.days) if plan.share else 0
    opens_at = calendar.at(calendar.day(base + plan.opens), OPENS)
    closes_at = calendar.at(calendar.day(base + plan.closes), CLOSES)
    contest = Contesting(plan, opens_at, closes_at, rng)
    by = rng.choice(troupe.organisers).me
    _prepare(script, contest, troupe, by, calendar)
    if plan.end not in RUNNING:
        return
    script.add(opens_at, contest.follow_clock)
    sheets = _sheets(contest, troupe, calendar, rng)
    for _, of_day in groupby(sheets, key=lambda sheet: sheet.at.astimezone(calendar.zone).date()):
        _sit_together(script, contest, list(of_day))
    if plan.latecomer:
        _come_late(script, contest, troupe, by, {sheet.learner.member_id for sheet in sheets})
    if plan.end is End.OPEN:
        _still_open(script, contest, troupe, by, calendar)
    else:
        _conclude(script, contest, troupe, by, calendar)


def _sit_together(script: Script, contest: Contesting, sheets: list[Sheet]) -> None:
    """Bring those who take the contest on one day into the script, when the last of them is done."""
    script.add(max(one.at + one.used for one in sheets), lambda _now: contest.sit(sheets), alone=True)


def _prepare(script: Script, contest: Contesting, troupe: Troupe, by: Identity, calendar: Calendar) -> None:
    """Draft it five days before, publish it three days before; not before there is an organiser."""
    earliest = calendar.at(calendar.first, 15 * 60)
    latest = calendar.now - timedelta(hours=20)
    drafted = min(latest, max(earliest, contest.opens_at - timedelta(days=5, hours=-1)))
    published = max(drafted + timedelta(hours=1), min(latest, contest.opens_at - timedelta(days=3)))
    script.add(drafted, partial(contest.prepare, troupe.branch_id, by))
    if contest.plan.end is not End.DRAFT:
        script.add(published, partial(contest.take_step, Step.PUBLISH, by))


def _sheets(contest: Contesting, troupe: Troupe, calendar: Calendar, rng: Random) -> list[Sheet]:
    """Return who takes part and when, by the clock; of one paper for all, the two best reach everything alike."""
    takers = [one for one in troupe.learners if _takes(contest.plan, troupe, one, rng)]
    best = sorted(takers, key=lambda one: -one.person.skill)[:2] if contest.plan.same_paper else []
    tied = timedelta(seconds=rng.randint(380, 560))
    sheets = [_sheet(contest, one, calendar, rng, tied if one in best else None) for one in takers]
    there = [sheet for sheet in sheets if sheet and sheet.learner.is_there(sheet.at)]
    return sorted(there, key=lambda sheet: sheet.at)


def _takes(plan: ContestPlan, troupe: Troupe, learner: Learner, rng: Random) -> bool:
    if plan.end is End.OPEN and (
        learner.person.username in ("organiser", "member")  # whoever looks at the demo takes it
        or learner is _answering(troupe)
    ):
        return False
    if learner.person.username in STEADY:
        return True
    return rng.random() < plan.turnout * (0.6 + 0.6 * learner.person.diligence)


def _sheet(
    contest: Contesting, learner: Learner, calendar: Calendar, rng: Random, tied: timedelta | None
) -> Sheet | None:
    """Return one person's part; `tied` is the time of whoever reaches everything."""
    late = tied is None and learner.person.username not in STEADY and rng.random() < 0.04
    pace = rng.uniform(17, 44) * (1.1 - 0.25 * learner.person.skill)
    usual = timedelta(milliseconds=round(20 * pace * 1000))
    used = timedelta(minutes=contest.plan.limit_minutes) if late else tied or usual
    first, last = contest.opens_at, min(contest.closes_at, calendar.now)
    days = (last.astimezone(calendar.zone).date() - first.date()).days
    day = first.date() + timedelta(days=round(days * rng.betavariate(0.8, 0.8)))
    at = calendar.moment(rng, day, first) or calendar.moment(rng, calendar.day(1), first)
    if at is None:
        return None
    at = min(at, last - used - timedelta(minutes=rng.randint(3, 120)))
    return Sheet(learner, at, used, perfect=tied is not None, late=late)


def _come_late(script: Script, contest: Contesting, troupe: Troupe, by: Identity, took: set[int]) -> None:
    """Let the first of those who missed the window take part the next morning."""
    allowed, at = contest.closes_at + timedelta(hours=14), contest.closes_at + timedelta(hours=16)
    missed = (one for one in troupe.fated(Fate.STAYS) if one.member_id not in took and one.is_there(at))
    learner = next(missed, None)
    if learner is not None:
        script.add(allowed, partial(contest.allow_again, learner, LATE_HOURS, "出差救灾，回来补答", by))
        _sit_together(script, contest, [Sheet(learner, at, timedelta(minutes=9, seconds=12))])


def _answering(troupe: Troupe) -> Learner:
    """Return who is answering while the demo is looked at: none of the printed accounts."""
    return [one for one in troupe.learners if one.person.fate is Fate.STAYS][-1]


def _still_open(
    script: Script, contest: Contesting, troupe: Troupe, by: Identity, calendar: Calendar
) -> None:
    """Mark some of what is there, and have one person answer right now, with more time by the organiser's leave."""
    if not contest.has_short_answers():
        return
    marked, began = calendar.now - timedelta(minutes=40), calendar.now - BEGUN
    script.add(marked, partial(contest.mark, by, LEFT_TO_MARK))
    learner, granted = _answering(troupe), calendar.now - BEGUN / 3
    sheet = Sheet(learner, began, BEGUN / 2, answered=6)
    _sit_together(script, contest, [sheet])
    script.add(granted, partial(contest.extend, learner, 60, "答题途中断网，换了手机", by))


def _conclude(script: Script, contest: Contesting, troupe: Troupe, by: Identity, calendar: Calendar) -> None:
    """Close it, mark it, settle it, put it away: as far as the plan says."""
    closed = contest.closes_at
    script.add(closed, contest.follow_clock)
    leaving = TO_MARK if contest.plan.end is End.TO_SETTLE else 0
    marked = closed + timedelta(hours=15, minutes=20)
    if contest.has_short_answers():
        script.add(marked, partial(contest.mark, by, leaving))
    if contest.plan.end is End.TO_SETTLE:
        return
    settled = min(closed + timedelta(hours=40, minutes=35), calendar.now - timedelta(minutes=20))
    script.add(settled, partial(contest.take_step, Step.SETTLE, by))
    if contest.plan.end is End.ARCHIVED:
        archived: datetime = min(settled + timedelta(days=30), calendar.now - timedelta(days=1))
        script.add(archived, partial(contest.take_step, Step.ARCHIVE, by))
