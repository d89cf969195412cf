"""Verbs on decisions: written down with the ballot's figures until the minutes are final."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ..kinds import KINDS, Voting
from ..models import Activity
from .ballots import Ballot, fault_of
from .models import Decision
from .service import reopen

MOST_TEXT, MOST_WAY = 2000, 40


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it is written down. `adopted` is the branch's word where the rules do not give it."""

    text: str
    way: str = ""
    ballot: Ballot | None = None
    adopted: bool = True


def decide(activity: Activity, decided: Decided, *, actor: Identity, now: datetime) -> Decision:
    """Write down what was decided; of an assembly's ballot the figures say whether it is adopted."""
    reopen(activity)
    clean, ballot = decided.text.strip(), decided.ballot
    if not clean or len(clean) > MOST_TEXT:
        raise Invalid(N_("请写决议内容，最多 2000 个字。"), field="text")
    if ballot is not None and (fault := fault_of(ballot)):
        raise Invalid(fault, field="due")
    figures = asdict(ballot) if ballot else {}
    row = Decision(
        activity_id=activity.id,
        text=clean,
        way=decided.way.strip()[:MOST_WAY],
        adopted=_adopted(activity, decided),
        author_id=actor.member_id,
        written_at=now,
        **figures,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _adopted(activity: Activity, decided: Decided) -> bool:
    if decided.ballot is not None and KINDS[activity.kind].voting is Voting.MEMBERS:
        return decided.ballot.passes
    return decided.adopted


def take_back(row: Decision, activity: Activity) -> None:
    """Take out a decision that was written down wrongly, as long as the minutes are not final."""
    reopen(activity)
    db.session.delete(row)


def ballot_of(row: Decision) -> Ballot | None:
    """Return the figures of a decision's ballot, None where there was none."""
    if row.due is None:
        return None
    return Ballot(row.due, row.present or 0, row.yes or 0, row.no or 0, row.abstain or 0)
