"""Whose phone it is: the cookie by which a participant is known again, a guest and a member alike."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, current_app, request
from flask_login import current_user

from ...core.errors import NotFound
from ...core.i18n import N_
from ...core.permissions import Identity
from ..queries import finding
from ..queries.finding import Head, Participant

#: What is told to a phone whose token opens nothing.
GONE = N_("这部手机不在这场竞赛里：可能换到了别的手机，或被主持人请出。")
#: A contest is over in an afternoon; one with heats may go on for a few days.
KEPT_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a contest: the contest, and who it is in its log."""

    head: Head
    player: str


def _cookie(contest_id: int) -> str:
    return f"live_{contest_id}"


def participant(head: Head) -> Participant | None:
    """Return whose phone this is in the contest; None for a token that is forged or was ended."""
    token = request.cookies.get(_cookie(head.id), "")
    return finding.participant_of_token(head.id, token) if token else None


def was_here(pin: str) -> bool:
    """Say whether this phone holds a token that opens nothing any more."""
    head = finding.by_pin(pin)
    return head is not None and bool(request.cookies.get(_cookie(head.id))) and participant(head) is None


def here(pin: str) -> Person | None:
    """Return who this phone is in the contest with this PIN; no contest and no part in it are not told apart."""
    head = finding.by_pin(pin)
    found = participant(head) if head else None
    return Person(head, found.player) if head and found else None


def settled(pin: str) -> Head | None:
    """Return the contest that this phone was in, once it is settled: there is only its result to look at."""
    head = finding.settled_by_pin(pin)
    return head if head and participant(head) else None


def required(pin: str) -> Person:
    """Return who this phone is; raises NotFound."""
    found = here(pin)
    if found is None:
        raise NotFound(GONE, code="not_in_contest")
    return found


def account() -> Identity | None:
    """Return the account of a signed-in caller who may use it by now."""
    own: Identity = current_user._get_current_object()
    return own if own.is_authenticated and own.consented and not own.must_change_password else None


def remember(response: Response, contest_id: int, token: str) -> None:
    """Have the phone known again: after closing the browser, and whatever network it comes from."""
    response.set_cookie(
        _cookie(contest_id),
        token,
        max_age=KEPT_SECONDS,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def forget(response: Response, contest_id: int) -> None:
    """Let the phone be nobody again."""
    response.delete_cookie(_cookie(contest_id), path="/", httponly=True, samesite="Lax")
