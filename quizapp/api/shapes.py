"""What a caller receives: one function a shape, without a key before its time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from flask import Response, current_app

from ..bank.item import ItemType
from ..bank.markup import is_marked
from ..bank.media.addresses import rich
from ..papers.questions import Question, Reviewed
from ..record.periods import Period

T = TypeVar("T")


def reply(data: Any, status: int = 200, **headers: str) -> Response:
    """Answer with JSON."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, headers, mimetype="application/json")


def listing(rows: Iterable[Any], following: int | None, **more: Any) -> Response:
    """Answer with one page of a list and where it goes on."""
    return reply({"data": list(rows), "next": None if following is None else str(following), **more})


def part(rows: Sequence[T], start: int, size: int) -> tuple[Sequence[T], int | None]:
    """Cut a list that is short enough to be held; return the part and where the next one begins."""
    end = start + size
    return rows[start:end], end if end < len(rows) else None


def amount(hundredths: int) -> int | float:
    """Return points or scores as a JSON number with at most two decimals.

    The quotient is the double nearest to those decimals, so its shortest print, which JSON uses, is exact.
    """
    whole, rest = divmod(hundredths, 100)
    return hundredths / 100 if rest else whole


def amount_or_none(hundredths: int | None) -> int | float | None:
    """Return an amount, or null where there is none."""
    return None if hundredths is None else amount(hundredths)


def moment(at: datetime) -> str:
    """Return a moment in RFC 3339 with the installation's offset, to the millisecond."""
    return at.astimezone(current_app.extensions["settings"].zone).isoformat(timespec="milliseconds")


def moment_or_none(at: datetime | None) -> str | None:
    """Return a moment, or null where there is none."""
    return None if at is None else moment(at)


def span(period: Period) -> dict[str, str]:
    """Return a period by its name and its first and last day."""
    return {"name": str(period), "from": period.first.isoformat(), "to": period.last.isoformat()}


def question(shown: Question) -> dict[str, Any]:
    """Return a question as the one who answers sees it."""
    body: dict[str, Any] = {
        "type": str(shown.type),
        "topic": shown.topic,
        "stem": shown.stem,
        **in_html("stem_html", shown.stem),
        "options": _choices(shown.options),
    }
    if shown.left:
        body["left"] = _choices(shown.left)
    if shown.type is ItemType.BLANK:
        body["blanks"] = shown.blanks
    if shown.type is ItemType.NUMERIC:
        body["unit"] = shown.unit
    return body


def _choices(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"id": one, "text": text, **in_html("html", text)} for one, text in pairs]


def in_html(name: str, text: str) -> dict[str, str]:
    """Return a text as HTML under `name`, where it carries marks or pictures; nothing where it is plain."""
    return {name: str(rich(text))} if is_marked(text) else {}


def marked(shown: Reviewed) -> dict[str, Any]:
    """Return how a response stands, with the key; only where the policy lets it be seen."""
    body: dict[str, Any] = {
        "verdict": str(shown.verdict),
        "points": amount(shown.earned),
        "key": shown.key,
        "explanation": shown.explanation,
        **in_html("explanation_html", shown.explanation),
        "source": shown.source,
    }
    if shown.parts:
        body["parts"] = list(shown.parts)
    return body
