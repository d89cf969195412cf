"""The life of the demo's first branch: birthdays kept, voices, pledges and plates, honours, people who move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from ..accounts import queries as people
from ..accounts import service as accounts
from ..accounts.models import Member
from ..community import queries, service
from ..community.anniversaries import anniversary
from ..community.models import Honour, Pledge, Voice
from ..community.wording import Progress
from ..core import clock
from ..core.permissions import Identity, Role
from ..display import service as display
from ..extensions import db
from . import life_texts as texts
from .diary import Calendar
from .founding import Cast, Troupe
from .learner import Learner
from .people import Fate
from .scenes import share
from .script import Script

#: How long the printed account of a member has been in the Party, on the very day of the demo.
YEARS = 18
PLEDGING = 18  # so many write a pledge
VANGUARD = 4


def live_together(script: Script, cast: Cast, calendar: Calendar, rng: Random) -> None:
    """Bring the first branch's life into the script."""
    troupe = cast.troupes[0]
    steady = [one for one in troupe.learners if one.identity and one.person.fate is Fate.STAYS]
    by = troupe.organisers[0].me
    member = troupe.named("member")
    script.add(share(calendar, 0.95, 620), partial(_know_the_day, member, by, calendar))
    _pledge(script, steady, by, calendar, rng)
    _speak(script, steady, by, calendar, rng)
    _honour(script, troupe, steady, by, calendar)
    script.add(calendar.now - timedelta(minutes=50), partial(_bless, steady, by, calendar))
    _move(script, cast, troupe, steady, calendar)
    options = display.Options(("birthday", "voices", "honours"), "month", 15, "dark")
    script.add(share(calendar, 0.6, 570), partial(_set_up_screen, options, by))


def _set_up_screen(options: display.Options, by: Identity, now: datetime) -> None:
    display.create_screen("党员活动室", options, actor=by, now=now)


def _know_the_day(member: Learner, by: Identity, calendar: Calendar, now: datetime) -> None:
    """Write down when the member joined: on the day of today, years ago."""
    row = db.session.get_one(Member, member.member_id)
    joined = anniversary(calendar.today, calendar.today.year - YEARS)
    details = replace(accounts.details_of(row), joined_party_on=joined)
    accounts.change_member(row, details, actor=by, now=now)


def _pledge(script: Script, steady: Sequence[Learner], by: Identity, calendar: Calendar, rng: Random) -> None:
    year = calendar.today.year
    for number, learner in enumerate(steady[:PLEDGING]):
        at = share(calendar, 0.97, 600 + 7 * number)
        items = tuple(rng.sample(texts.PROMISES, 3 + number % 2))
        draft = service.pledges.Draft(texts.POSTS[number % len(texts.POSTS)], items)
        script.add(at, partial(_promise, learner, draft, year, by, number))
        if number < PLEDGING - 2:
            script.add(share(calendar, 0.3, 600 + 7 * number), partial(_mark, learner, year, number))


def _promise(
    learner: Learner, draft: service.pledges.Draft, year: int, by: Identity, number: int, now: datetime
) -> None:
    row = service.pledges.write(draft, year, actor=_now(learner), now=now)
    if number < PLEDGING - 2:  # the last two wait
        service.pledges.acknowledge(row, actor=by, now=now + timedelta(hours=3))
        if number < VANGUARD:
            service.pledges.set_vanguard(row, True, actor=by, now=now + timedelta(hours=4))


def _mark(learner: Learner, year: int, number: int, now: datetime) -> None:
    row: Pledge | None = service.pledges.own(learner.member_id, year)
    assert row is not None
    states = (Progress.DONE, Progress.DOING, Progress.DONE if number % 3 else Progress.OPEN)
    marks = [
        service.pledges.Mark(item.position, state, texts.DONE[0] if state is Progress.DONE else "")
        for item, state in zip(row.items, states, strict=False)
    ]
    service.pledges.mark(row, marks, actor=_now(learner), now=now)


def _speak(script: Script, steady: Sequence[Learner], by: Identity, calendar: Calendar, rng: Random) -> None:
    step = 0.9 / len(texts.VOICES)
    for number, (topic, text) in enumerate(texts.VOICES):
        author, at = steady[(5 * number + 2) % len(steady)], share(calendar, 0.92 - step * number, 750)
        fans = rng.sample(steady, rng.randint(1, min(9, len(steady))))
        script.add(at, partial(_say, author, topic, text, by, fans))
    at = calendar.now - timedelta(hours=2)
    script.add(at, partial(_say_only, steady[1], "建议每季度开一次青年党员读书会，轮流领读。"))


def _say(
    author: Learner, topic: str, text: str, by: Identity, fans: Sequence[Learner], now: datetime
) -> None:
    if not author.is_there(now):
        return
    voice: Voice = service.voices.write(service.voices.Draft(text, topic), actor=_now(author), now=now)
    service.voices.publish(voice, actor=by, now=now + timedelta(hours=1))
    for number, fan in enumerate(fans):
        if fan is not author and fan.is_there(now):
            service.voices.like(voice, True, actor=fan.me, now=now + timedelta(hours=2 + number))


def _say_only(author: Learner, text: str, now: datetime) -> None:
    service.voices.write(service.voices.Draft(text, "advice"), actor=_now(author), now=now)


def _bless(steady: Sequence[Learner], by: Identity, calendar: Calendar, now: datetime) -> None:
    """Colleagues wish well whoever has the day today; the birthdays of last month were kept together."""
    zone = calendar.zone
    for mark in queries.birthdays.on_day(by.branch_id, clock.day_of(now, zone)):
        others = [one for one in steady if one.member_id != mark.member_id]
        for learner, text in zip(others, texts.BLESSINGS, strict=False):
            wish = service.voices.bless(mark.member_id, text, actor=_now(learner), now=now)
            service.voices.publish(wish, actor=by, now=now)
    first = calendar.today.replace(day=1) - timedelta(days=1)
    for mark in queries.birthdays.in_month(by.branch_id, first.year, first.month):
        member = db.session.get_one(Member, mark.member_id)
        service.birthdays.mark_held(
            member, first.year, mark.day, activity_id=None, note="谈心、重温誓词、赠书", actor=by, now=now
        )


def _honour(
    script: Script, troupe: Troupe, steady: Sequence[Learner], by: Identity, calendar: Calendar
) -> None:
    n = len(steady)
    winners = [troupe.named("member"), troupe.organisers[-1], steady[3 % n], None, steady[5 % n]]
    for winner, (ago, title, awarded_by, level, points, story) in zip(winners, texts.HONOURS, strict=True):
        at = share(calendar, ago, 900)
        draft = service.honours.Draft(
            title,
            clock.day_of(at, calendar.zone),
            awarded_by,
            level,
            winner.member_id if winner else None,
            None if winner else troupe.group_ids[0],
            story,
            points,
        )
        script.add(at, partial(_award, draft, troupe.branch_id, by))
    proposal = service.honours.Draft(
        "优秀志愿者",
        clock.day_of(calendar.now, calendar.zone),
        "市红十字会",
        member_id=steady[7 % n].member_id,
    )
    script.add(calendar.now - timedelta(minutes=90), partial(_propose, proposal, steady[7 % n]))


def _award(draft: service.honours.Draft, branch_id: int, by: Identity, now: datetime) -> None:
    row: Honour = service.honours.propose(draft, branch_id, actor=by, now=now)
    service.honours.confirm(row, actor=by, now=now)


def _propose(draft: service.honours.Draft, learner: Learner, now: datetime) -> None:
    service.honours.propose(draft, _now(learner).branch_id, actor=_now(learner), now=now)


def _move(script: Script, cast: Cast, troupe: Troupe, steady: Sequence[Learner], calendar: Calendar) -> None:
    """One member changes the group with both sides' word; another is on the way to the second branch."""
    plain = [one for one in steady if one.person.role is Role.MEMBER and one.person.username != "member"]
    if len(plain) < 2 or len(troupe.group_ids) < 2 or len(cast.troupes) < 2:
        return  # a small demo has nobody to spare
    day = clock.day_of(share(calendar, 0.5, 600), calendar.zone)
    script.add(share(calendar, 0.5, 600), partial(_regroup, plain[0], troupe, day))
    at = calendar.now - timedelta(hours=5)
    script.add(at, partial(_leave_for, plain[-1], cast, clock.day_of(at, calendar.zone)))


def _regroup(learner: Learner, troupe: Troupe, day: date, now: datetime) -> None:
    member, by = db.session.get_one(Member, learner.member_id), troupe.organisers[0].me
    goal = next(one for one in troupe.group_ids if one != member.group_id)
    row = service.transfers.ask(
        member,
        to_branch_id=troupe.branch_id,
        to_group_id=goal,
        day=day,
        reason="岗位调整，便于参加组织生活",
        actor=by,
        now=now,
    )
    service.transfers.release(row, actor=by, now=now + timedelta(hours=1))
    service.transfers.receive(row, None, actor=by, now=now + timedelta(hours=2))
    learner.identity = people.identity_of_member(learner.member_id)


def _leave_for(learner: Learner, cast: Cast, day: date, now: datetime) -> None:
    member = db.session.get_one(Member, learner.member_id)
    row = service.transfers.ask(
        member,
        to_branch_id=cast.troupes[1].branch_id,
        to_group_id=None,
        day=day,
        reason="工作调动到备灾救灾中心",
        actor=cast.admin.me,
        now=now,
    )
    service.transfers.release(row, actor=cast.troupes[0].organisers[0].me, now=now + timedelta(hours=1))


def _now(learner: Learner) -> Identity:
    """Return who the learner is at present: a move changes the group."""
    return people.identity_of_member(learner.member_id)
