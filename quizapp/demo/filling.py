"""Filling an empty data folder with the demo: the cast, the script of half a year, and playing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random

from ..bank import queries as banks
from ..config import Settings
from ..core.transaction import unit_of_work
from ..display import queries as displays
from ..study import queries as study
from . import mark, scenes
from .activities import hold_activities
from .beside import study_beside
from .contest_plans import PLANS
from .diary import Calendar, Deed, Sitting, sittings
from .evaluating import evaluate
from .founding import Cast, found
from .learner import Learner
from .learning import do_practice, do_read, do_review, look_at
from .library import Library
from .life import live_together
from .live_contests import hold_live
from .mark import Mark, State
from .materials import hand_out
from .minuting import keep_books
from .people import SIZES, Sizes, organisation
from .points import keep_points
from .programme import hold
from .script import Script
from .year import plan_year

#: The same organisation and the same half year for everyone; only the draws of papers differ.
SEED = 2026


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a demo is; the contests need three weeks at least."""

    sizes: Sizes = SIZES
    days: int = 182


FULL = Scale()


def calendar_of(settings: Settings, now: datetime, scale: Scale = FULL) -> Calendar:
    """Return the days that the demo tells of, ending now."""
    return Calendar(now.astimezone(settings.zone), settings.zone, scale.days)


def fill(
    settings: Settings,
    calendar: Calendar,
    password: str,
    *,
    scale: Scale = FULL,
    tell: Callable[[int, int], object] = lambda played, of: None,
) -> None:
    """Fill an empty data folder whose shipped content is loaded; only at the very end is it marked whole."""
    password_hash = mark.hashed(password)
    mark.write_password(settings, password)
    begun = Mark(State.FILLING, password_hash, calendar.now.isoformat(), scale.days)
    with unit_of_work():
        mark.keep(begun)
    rng = Random(SEED)  # noqa: S311 - the same story each time
    plans = organisation(rng, calendar.today, scale.sizes)
    cast = found(plans, password_hash, calendar, rng, settings)
    _script(cast, calendar, rng).run(tell)
    with unit_of_work():
        screens = displays.screens(cast.troupes[0].branch_id)
        mark.keep(Mark(State.WHOLE, password_hash, begun.made_at, begun.days, screens[-1].token))


def _script(cast: Cast, calendar: Calendar, rng: Random) -> Script:
    """Write down everything that happens after the founding."""
    script = Script()
    shipped = [card.id for shelf in study.library(cast.admin.me) for card in shelf.cards]
    library, first = Library(shipped), cast.troupes[0]
    for troupe, plans in zip(cast.troupes, PLANS, strict=True):
        scenes.move_people(script, troupe, calendar)
        for plan in plans:
            of_contest = Random(f"{SEED}/{plan.title}")  # noqa: S311 - the same story each time
            hold(script, troupe, plan, calendar, of_contest)
    scenes.write_content(script, first, library, calendar)
    scenes.set_up_screens(script, first, calendar)
    scenes.correct(script, first, calendar)
    hand_out(script, first, calendar, Random(f"{SEED}/materials"))  # noqa: S311 - the same story each time
    hold_live(script, first, calendar, Random(f"{SEED}/live"))  # noqa: S311 - the same story each time
    hold_activities(script, cast, calendar, Random(f"{SEED}/activities"))  # noqa: S311 - the same story each time
    keep_books(script, cast, calendar, Random(f"{SEED}/books"))  # noqa: S311 - the same story each time
    plan_year(script, cast, calendar)
    keep_points(script, first, calendar, Random(f"{SEED}/points"))  # noqa: S311 - the same story each time
    evaluate(script, first, calendar)
    live_together(script, cast, calendar, Random(f"{SEED}/life"))  # noqa: S311 - the same story each time
    study_beside(script, cast, shipped, calendar)
    scenes.leave_open(script, first, calendar, rng)
    topics = [topic for bank in banks.shipped_banks() for topic in bank.topics]
    for number, learner in enumerate(cast.learners):
        _let_learn(script, learner, number, topics, library, calendar)
    return script


def _let_learn(
    script: Script, learner: Learner, number: int, topics: list[str], library: Library, calendar: Calendar
) -> None:
    """Bring one person's sittings into the script, and a visit with the last of them."""
    rng = Random(f"{SEED}/{learner.person.username}")  # noqa: S311 - the same story each time
    mine = [one for one in sittings(learner.person, calendar, rng) if learner.is_there(one.at)]
    for sitting in mine:
        alone = sitting.deed is Deed.LOOK  # it passes the hot writer
        script.add(sitting.at, partial(_do, learner, sitting, topics, library, rng), alone=alone)
    if mine:
        script.add(mine[-1].at, partial(scenes.note_visit, learner, number))


def _do(
    learner: Learner, sitting: Sitting, topics: list[str], library: Library, rng: Random, at: datetime
) -> None:
    """Play one sitting."""
    material_id = library.choose(learner, at, rng) if sitting.deed in (Deed.READ, Deed.LOOK) else None
    if sitting.deed is Deed.REVIEW:
        do_review(learner, rng, at)
    elif sitting.deed is Deed.LOOK:
        if material_id:
            look_at(learner, material_id, at)
    elif material_id:
        library.note_read(learner, material_id)
        do_read(learner, material_id, rng, at)
    else:
        chosen = (rng.choice(topics),) if rng.random() < 0.6 else ()
        do_practice(learner, chosen, sitting.size, rng, at)
