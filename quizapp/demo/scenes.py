"""What else happens in the demo's branches: own items, a material, big screens, people who come and go, a correction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from ..accounts import queries as people
from ..accounts import service as accounts
from ..accounts.models import Member
from ..bank import native
from ..bank import queries as banks
from ..bank import service as bank
from ..core.permissions import Identity, Role
from ..display import service as display
from ..extensions import db
from ..record import queries as record_queries
from ..record import service as record
from ..record.periods import Period, Span
from ..study import service as study
from . import own_content as own
from .diary import Calendar
from .founding import Troupe, enter
from .learner import Learner
from .learning import begin_only
from .library import Library
from .people import Fate
from .script import Script

#: So long must a period have run before a screen shows it by default.
RUN_DAYS = 4
DEVICES = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) MicroMessenger/8.0.50",
    "Mozilla/5.0 (Linux; Android 14; HarmonyOS) AppleWebKit/537.36 Chrome/114.0 Mobile MicroMessenger/8.0.49",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0",
    "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
)


def share(calendar: Calendar, of_days: float, minutes: int) -> datetime:
    """Return a moment at a share of the days told of, counted back from today; never a future one."""
    at = calendar.at(calendar.day(round(of_days * calendar.days)), minutes)
    return min(at, calendar.now - timedelta(hours=1))


def write_content(script: Script, troupe: Troupe, library: Library, calendar: Calendar) -> None:
    """The first branch writes its own bank and material, mends an item and takes one out of use."""
    by = troupe.organisers[-1].me
    written, mended = share(calendar, 0.34, 600), share(calendar, 0.12, 640)
    script.add(written, partial(_write, troupe.branch_id, library, by))
    script.add(mended, partial(_mend, troupe.branch_id, by))


def _write(branch_id: int, library: Library, by: Identity, now: datetime) -> None:
    made = bank.create_bank(own.BANK, description=own.BANK_ABOUT, branch_id=branch_id, actor=by, now=now)
    parsed = native.parse(list(own.ITEMS))
    for item in parsed.items:
        bank.add_item(made, item, actor=by, now=now)
    ids = tuple(stored.item_id for stored in banks.all_items(made.id))
    written = study.Draft(own.MATERIAL_TITLE, own.TOPIC, own.MATERIAL, own.MATERIAL_SUMMARY, 5, (), ids)
    material = study.create_material(written, branch_id=branch_id, actor=by, now=now, publish=True)
    library.publish(branch_id, material.id, now)
    draft = study.Draft(own.DRAFT_TITLE, "支部工作", own.DRAFT, own.DRAFT_SUMMARY, 3)
    study.create_material(draft, branch_id=branch_id, actor=by, now=now + timedelta(minutes=25))


def _mend(branch_id: int, by: Identity, now: datetime) -> None:
    found = banks.find_bank(branch_id, own.BANK)
    assert found is not None
    first, retired = banks.items_of([found.id], [str(own.ITEMS[0]["id"]), own.RETIRED])
    options = tuple(own.BETTER_OPTIONS.items())
    better = replace(first.item, stem=own.BETTER_STEM, options=options)
    bank.edit_item(first.item_id, better, actor=by, now=now, comment=own.WHY_BETTER)
    bank.retire_item(retired.item_id, True, actor=by, now=now, reason=own.WHY_RETIRED)


def set_up_screens(script: Script, troupe: Troupe, calendar: Calendar) -> None:
    """Two screens: one for the meeting room, a bright one for the hall."""
    by, at = troupe.organisers[0].me, share(calendar, 0.7, 570)
    screens = (
        ("会议室大屏", display.Options(("groups", "members", "branches"), _period(calendar), 15, "dark")),
        ("一楼大厅", display.Options(("branches", "groups"), "quarter", 30, "light")),
    )
    for name, options in screens:
        script.add(at, partial(_set_up_screen, name, options, by))


def _set_up_screen(name: str, options: display.Options, by: Identity, now: datetime) -> None:
    display.create_screen(name, options, actor=by, now=now)


def _period(calendar: Calendar) -> str:
    """Return the shortest period from a month on that has something to show; a new month begins empty."""
    for span in (Span.MONTH, Span.QUARTER, Span.WEEK):
        if (calendar.today - Period.of(span, calendar.today).first).days >= RUN_DAYS:
            return span.value
    return Span.MONTH.value


def move_people(script: Script, troupe: Troupe, calendar: Calendar) -> None:
    """Somebody leaves, somebody comes back, one changes the group, and some are invited."""
    by = troupe.organisers[0].me
    left, back = share(calendar, 0.3, 605), share(calendar, 0.14, 615)
    for learner in troupe.fated(Fate.LEAVES):
        learner.until = left
        script.add(left, partial(_leave, learner, by, "工作调动，组织关系已转出"))
    for learner in troupe.fated(Fate.RETURNS):
        learner.away = (left, back)
        script.add(left, partial(_leave, learner, by, "借调外单位"))
        script.add(back, partial(_come_back, learner, by))
    for number, learner in enumerate(troupe.fated(Fate.INVITED), 1):
        at = calendar.now - timedelta(days=2 * number, hours=1)
        script.add(at, partial(_invite, learner, troupe, by))
    if len(troupe.group_ids) > 1:
        moved = share(calendar, 0.22, 980)
        script.add(moved, partial(_change_group, troupe, by))


def _leave(learner: Learner, by: Identity, reason: str, now: datetime) -> None:
    accounts.leave(db.session.get_one(Member, learner.member_id), actor=by, now=now, reason=reason)


def _come_back(learner: Learner, by: Identity, now: datetime) -> None:
    accounts.come_back(db.session.get_one(Member, learner.member_id), actor=by, now=now)


def _invite(learner: Learner, troupe: Troupe, by: Identity, now: datetime) -> None:
    learner.member_id = enter(learner.person, troupe.branch_id, troupe.group_ids, actor=by, now=now)
    accounts.issue_link(db.session.get_one(Member, learner.member_id), actor=by, now=now)


def _change_group(troupe: Troupe, by: Identity, now: datetime) -> None:
    staying = [one for one in troupe.fated(Fate.STAYS) if one.person.role is Role.MEMBER]
    mover = staying[-1]
    others = [group for group in troupe.group_ids if group != mover.me.group_id]
    accounts.move_members(troupe.branch_id, [mover.member_id], others[0], actor=by, now=now)
    mover.identity = people.identity_of_member(mover.member_id)


def correct(script: Script, troupe: Troupe, calendar: Calendar) -> None:
    """An organiser takes back an entry of the printed member, at whose own wish."""
    by, learner = troupe.organisers[0].me, troupe.named("member")
    at = calendar.now - timedelta(days=1, hours=2)
    script.add(at, partial(_reverse, learner, by))


def _reverse(learner: Learner, by: Identity, now: datetime) -> None:
    entries = record_queries.entries(1, member_id=learner.member_id, rule="practice").rows
    if entries:
        wrong = entries[min(2, len(entries) - 1)]
        record.reverse(wrong.id, actor=by, now=now, reason="手机借给同事试用，本人申请撤销")


def leave_open(script: Script, troupe: Troupe, calendar: Calendar, rng: Random) -> None:
    """The printed member has a practice half-way, and a token for a script; the organiser too."""
    at = calendar.now - timedelta(minutes=25)
    script.add(at, partial(begin_only, troupe.named("member"), 10, 3, rng))
    made = share(calendar, 0.2, 655)
    script.add(made, partial(_make_token, troupe.organisers[0]))


def _make_token(learner: Learner, now: datetime) -> None:
    member = db.session.get_one(Member, learner.member_id)
    accounts.create_token(member, "read", 365, now, name="统计脚本", actor=learner.me)


def note_visit(learner: Learner, number: int, at: datetime) -> None:
    """Have a browser's session of a member, last seen then; its token is known to nobody."""
    agent = DEVICES[number % len(DEVICES)]
    accounts.open_session(learner.member_id, address=f"192.0.2.{number % 250 + 1}", user_agent=agent, now=at)
