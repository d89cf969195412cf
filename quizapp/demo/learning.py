"""How the demo's people practise, read, and keep favourites: through the services, each at its own moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from ..bank import queries as banks
from ..bank.item import ItemType
from ..core import local
from ..core.transaction import unit_of_work
from ..extensions import db
from ..papers import queries as papers
from ..papers.queries import AttemptHead
from ..practice import service as practice
from ..practice import shelves
from ..study import queries as library
from ..study import reading_time
from ..study import service as study
from ..study.models import Material, Reading
from .answering import respond, short_answer
from .learner import Learner

#: A practice of the book of mistakes takes so many at most, and needs so many to be worth it.
REVIEWED = 6
WORTH_REVIEWING = 3
FAVOURED = 0.05  # of the items met in practice
READ_CAREFULLY = 0.2  # what having just read adds to the chance


def do_practice(learner: Learner, topics: tuple[str, ...], size: int, rng: Random, at: datetime) -> None:
    """Practise some topics, or any."""
    title = f"练习：{'、'.join(topics)}" if topics else "随机练习"
    started = practice.begin(practice.Choice(size, topics), title, member=learner.me, now=at)
    head = papers.head(started.attempt_id)
    assert head is not None
    _finish(learner, head, at, rng)


def do_review(learner: Learner, rng: Random, at: datetime) -> None:
    """Practise what waits in the book of mistakes, where enough does."""
    day = local.day_of(at)
    due = shelves.waiting(shelves.Shelf.MISTAKES, learner.member_id, day)
    if len(due) < WORTH_REVIEWING:
        return
    started = practice.begin_with("wrong", due[:REVIEWED], "错题重练", member=learner.me, now=at)
    head = papers.head(started.attempt_id)
    assert head is not None
    _finish(learner, head, at, rng, gained=0.15)


def begin_only(learner: Learner, size: int, answered: int, rng: Random, at: datetime) -> None:
    """Begin a practice and leave it half-way."""
    started = practice.begin(practice.Choice(size), "随机练习", member=learner.me, now=at)
    head = papers.head(started.attempt_id)
    assert head is not None
    _answer(learner, head, answered, at, rng, 0.0)


def _finish(learner: Learner, head: AttemptHead, at: datetime, rng: Random, gained: float = 0.0) -> None:
    """Answer a practice to its end and hand it in."""
    end = _answer(learner, head, len(head.slots), at, rng, gained)
    practice.finish(head.id, now=end)


def _answer(
    learner: Learner, head: AttemptHead, count: int, at: datetime, rng: Random, gained: float
) -> datetime:
    """Answer the first so many questions, half a minute each; return when that was done."""
    stored = banks.versions(slot.version_id for slot in head.slots)
    for slot in head.slots[:count]:
        item = stored[slot.version_id].item
        chance = learner.chance(slot.item_id, item, gained)
        at += timedelta(seconds=rng.randint(8, 40))
        if item.type is ItemType.SHORT:
            text, share = short_answer(rng, item, chance)
            practice.answer(head, slot.position, text, now=at)
            practice.mark_own(head, slot.position, slot.points * (share > 0.7), now=at)
        else:
            practice.answer(head, slot.position, respond(rng, slot, item, chance), now=at)
        if rng.random() < FAVOURED:
            practice.set_favourite(head, slot.position, on=True, now=at)
    return at


def do_read(learner: Learner, material_id: int, rng: Random, at: datetime) -> None:
    """Read a material and answer the items at its end, a second time when the first went wrong."""
    material = library.readable(material_id, learner.me)
    spend_time(learner, material, rng.uniform(0.6, 1.0), at)
    for _ in range(2):
        at += timedelta(minutes=material.minutes, seconds=rng.randrange(60))
        check = library.check_for(material, learner.me)
        if check is None:
            return
        stored = banks.versions(slot.version_id for slot in check.slots)
        responses = []
        for slot in check.slots:
            item = stored[slot.version_id].item
            responses.append(respond(rng, slot, item, learner.chance(slot.item_id, item, READ_CAREFULLY)))
        attempt_id = study.answer_check(material_id, check.token, responses, member=learner.me, now=at)
        result = papers.result(attempt_id)
        if result and result.right == result.total:
            return


def look_at(learner: Learner, material_id: int, at: datetime) -> None:
    """Open a material and leave it after a while."""
    study.note_opened(material_id, learner.member_id, now=at)
    with unit_of_work():
        material = library.readable(material_id, learner.me)
        spend_time(learner, material, (learner.member_id % 5) / 10, at)


def spend_time(learner: Learner, material: Material, seen: float, now: datetime) -> None:
    """Have a person seen a share of a material's length, as its open page would have counted it."""
    key = (learner.member_id, material.id)
    row = db.session.get(Reading, key) or Reading(
        member_id=key[0], material_id=key[1], opened_at=now, counted_ms=0
    )
    length = reading_time.length_of(material, reading_time.pace(learner.me.branch_id))
    row.counted_ms = max(row.counted_ms, round(length * seen))
    db.session.add(row)
    db.session.flush()
