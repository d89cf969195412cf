"""Beginning an attempt: what a caller orders, and the service that begins it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from ..bank.item import ItemType
from ..contests import service as contests
from ..contests.routes import sight
from ..core import clock
from ..core.errors import Invalid
from ..core.i18n import N_
from ..core.transaction import unit_of_work
from ..papers.blueprint import MOST_ITEMS
from ..practice import service as practice
from ..web.access import me
from . import asked
from .banks import bank_called

USUAL_COUNT = 20
LARGEST_COUNT = 10_000  # more than any paper holds; what is missing is told
NAMED_TOPICS = 3  # in the title of a practice


def begin_contest(body: dict[str, Any]) -> int:
    """Enter the contest that the body names, or find the open attempt; return the attempt."""
    if body.get("mode") not in (None, "contest"):
        raise Invalid(N_("写了 contest，就不要再写别的 mode。"), field="mode")
    wanted = body["contest"]
    if not isinstance(wanted, str):
        raise Invalid(N_("contest 应当是竞赛的编号。"), field="contest")
    contest_id, once = asked.number_of(wanted), asked.request_id(body)
    sight.announced(contest_id)
    with unit_of_work():
        contest = sight.announced(contest_id)
        return contests.enter(contest, member=me(), now=clock.now(), request_id=once).attempt_id


def begin_practice(body: dict[str, Any]) -> tuple[int, int]:
    """Begin the practice that the body orders; return the attempt and how many items were ordered."""
    if body.get("mode") != "practice":
        raise Invalid(N_('mode 应当是 "practice"，或者写明 contest。'), field="mode")
    count, topics, once = _count(body), asked.texts(body, "topics"), asked.request_id(body)
    bank = bank_called("" if body.get("bank") is None else asked.plain(body["bank"], "bank", 120))
    ids, named = ((bank.id,), (bank.name,)) if bank else ((), ())
    choice = practice.Choice(min(count, MOST_ITEMS), topics, _types(body), ids)
    title = _title(topics or named)
    with unit_of_work():
        started = practice.begin(choice, title, member=me(), now=clock.now(), request_id=once)
    return started.attempt_id, count


def _count(body: dict[str, Any]) -> int:
    count = body.get("count", USUAL_COUNT)
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= LARGEST_COUNT:
        raise Invalid(N_("count 应当是 1 到 %(most)d 的整数。"), field="count", most=LARGEST_COUNT)
    return count


def _types(body: dict[str, Any]) -> tuple[ItemType, ...]:
    try:
        return tuple(ItemType(kind) for kind in asked.texts(body, "types"))
    except ValueError:
        raise Invalid(N_("没有这种题型。"), field="types") from None


def _title(subjects: tuple[str, ...]) -> str:
    if not subjects:
        return str(gettext("随机练习"))
    return str(gettext("练习：%(topics)s", topics="、".join(subjects[:NAMED_TOPICS])))
