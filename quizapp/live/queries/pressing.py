"""Reads of the presses: every one as it arrived, also those that did not count."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from ...extensions import db
from ..models import LivePress


@dataclass(frozen=True, slots=True)
class PressLine:
    """A press as it was kept: `after` the opening and the phone's `rtt` and `reaction` in milliseconds.

    `outcome`: first, early, late (another one was first), out (the team may not press).
    """

    number: int
    player: str
    contestant: str
    at: int
    after: int | None
    rtt: int | None
    reaction: int | None
    outcome: str


def lines(contest_id: int, number: int | None = None) -> list[PressLine]:
    """Return the presses at a question, or at all of them, in the order of their arrival."""
    press = LivePress.__table__.c
    columns = [press[name] for name in PressLine.__dataclass_fields__]
    wanted = [press.contest_id == contest_id] + ([] if number is None else [press.number == number])
    with db.engine.connect() as connection:
        rows = connection.execute(select(*columns).where(*wanted).order_by(press.at, press.id)).all()
    return [PressLine(*row) for row in rows]
