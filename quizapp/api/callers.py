"""Who calls about a live contest: a phone by its participant's token, or a member by account; and as what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, request
from flask_babel import gettext
from flask_login import current_user

from ..core import clock
from ..core.errors import Forbidden, NotFound
from ..core.i18n import N_
from ..core.permissions import Identity, Permission, allowed
from ..live.queries import finding
from ..live.queries.finding import Head
from ..live.service import pins
from ..web import errors
from ..web.access import Access, me
from ..web.csrf_guard import bearer_token
from ..web.identity import nobody
from .scope import check_scope

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever calls, at what moment: `player` in the contest, `identity` a member, `hosts` one who may lead it."""

    head: Head
    at: datetime
    player: str | None = None
    identity: Identity | None = None

    @property
    def hosts(self) -> bool:
        """Say whether the caller may lead the contest; never by knowing the PIN."""
        own = self.identity
        return (
            own is not None
            and own.scope == "host"
            and allowed(own, Permission.MANAGE_LIVE, branch_id=self.head.branch_id)
        )

    def own_player(self) -> str:
        """Return the player that the caller is; raises Forbidden for one who has not joined."""
        if self.player is None:
            raise Forbidden(N_("请先加入这场竞赛。"), code="not_joined")
        return self.player


def participants(needed: str) -> Callable[[View], View]:
    """Open a view to the contest's phones, and to members whose token has the scope `needed`.

    The view gets the caller in place of the PIN.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(pin: str, **more: Any) -> Any:
            at = clock.now()  # before anything that may take time: arrival decides
            who = _caller(pin, at)
            if who is None:
                return _unknown()
            if who.identity is not None:
                check_scope(needed)
            return view(who, **more)

        guarded.access = Access(public=True)  # type: ignore[attr-defined]  # a mark the guard reads
        guarded.scope = needed  # type: ignore[attr-defined]  # a mark the document reads
        guarded.participants = True  # type: ignore[attr-defined]  # a mark the document reads
        return cast(View, guarded)

    return mark


def _unknown() -> Any:
    """Answer one who carries no token, or one that opens nothing here: forged, let go, or its player sent out."""
    if _token() is None:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]  # set by flask-login
    why = gettext(N_("这个令牌不能用于这场竞赛：可能已被请出，或已换到别的手机。"))
    response = current_app.make_response(errors.answer(401, "unauthorized", why))
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _token() -> str | None:
    """Return the token of the running request; in the address only where nothing is written."""
    return bearer_token() or (request.args.get("token") if request.method == "GET" else None)


def newcomer(pin: str) -> Caller:
    """Return whoever wants to come in: a phone that is in already, a member, or a guest; raises for a wrong PIN."""
    at = clock.now()
    return _caller(pin, at) or Caller(pins.contest_of(pin), at)


def hosted(pin: str) -> Caller:
    """Return the caller as the host of a contest; another branch's is not found."""
    head = finding.by_pin(pin)
    who = Caller(head, clock.now(), identity=me()) if head else None
    if who is None or not who.hosts:
        raise NotFound
    return who


def _caller(pin: str, at: datetime) -> Caller | None:
    """Return who calls; None for one without a token or with one that is nobody's."""
    head = finding.by_pin(pin)
    token = _token()
    phone = finding.participant_of_token(head.id, token) if head and token else None
    if head and phone:
        nobody()
        return Caller(head, at, phone.player)
    head = pins.contest_of(pin)
    own = current_user._get_current_object()
    if not own.is_authenticated:
        return None
    joined = finding.participant_of_member(head.id, own.member_id)
    who = Caller(head, at, joined.player if joined else None, own)
    if not (head.guests or joined or head.branch_id == own.branch_id or who.hosts):
        raise NotFound
    return who
