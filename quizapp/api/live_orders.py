"""Making a live contest: what a caller orders, read strictly, and the service that opens it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..bank import queries
from ..bank.item import ItemType
from ..core import clock
from ..core.errors import Invalid
from ..core.i18n import N_
from ..core.transaction import unit_of_work
from ..live.rulebook import document_of
from ..live.service import quick
from ..live.service.preparing import TeamRow
from ..live.words import kind_title
from ..web.access import me
from ..web.csrf_guard import bearer_token
from . import asked
from .banks import bank_called

MOST = 300


def open_contest(body: dict[str, Any]) -> dict[str, Any]:
    """Open the contest that the body orders; return what the caller gets."""
    wanted = _wanted(body)
    with unit_of_work():
        opened = quick.open_contest(wanted, branch_id=me().branch_id, actor=me(), now=clock.now())
        contest = opened.contest
        return {
            "id": str(contest.id),
            "pin": contest.pin,
            "assumed": [one.as_json() for one in opened.assumed],
            "short": [
                {"round": one.rules.key, "title": kind_title(one.rules), "missing": one.missing}
                for one in opened.short
            ],
            "screen": f"/display/{contest.screen_token}",
        }


def own_token() -> str:
    """Return the token with which the caller came."""
    return bearer_token() or ""


def _wanted(body: Mapping[str, Any]) -> quick.Wanted:
    items = tuple(asked.number_of(one) for one in asked.texts(dict(body), "questions", MOST))
    if not items and body.get("bank") is None:
        raise Invalid(N_("请写明 bank，或用 questions 列出题目。"), field="bank")
    bank = bank_called("" if body.get("bank") is None else asked.plain(body["bank"], "bank", 120))
    return quick.Wanted(
        title=asked.plain(body.get("title"), "title", 120),
        sheet=_sheet(body.get("rules")),
        bank_ids=(bank.id,) if bank else tuple(queries.visible_bank_ids(me().branch_id)),
        count=_count(body),
        types=_types(body),
        items=items,
        teams=_teams(body),
        guests=_flag(body, "guests"),
    )


def _sheet(given: Any) -> Mapping[str, Any]:
    if isinstance(given, dict):
        return given
    if isinstance(given, str) and given:
        return document_of(asked.plain(given, "rules", 64))
    raise Invalid(N_("rules 应当是规程的编号，或者一份规程。"), field="rules")


def _count(body: Mapping[str, Any]) -> int | None:
    count = body.get("count")
    if count is not None and (
        isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST
    ):
        raise Invalid(N_("count 应当是 1 到 %(most)d 的整数。"), field="count", most=MOST)
    return count


def _types(body: Mapping[str, Any]) -> tuple[ItemType, ...]:
    try:
        return tuple(ItemType(kind) for kind in asked.texts(dict(body), "types")) or quick.USUAL_TYPES
    except ValueError:
        raise Invalid(N_("没有这种题型。"), field="types") from None


def _teams(body: Mapping[str, Any]) -> tuple[TeamRow, ...]:
    name = "teams" if body.get("teams") is not None else "participants"
    return tuple(TeamRow(one, seats=quick.SEATS) for one in asked.texts(dict(body), name))


def _flag(body: Mapping[str, Any], name: str) -> bool:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise Invalid(N_("%(name)s 应当是 true 或 false。"), field=name, name=name)
    return bool(value)
