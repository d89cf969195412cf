"""Access marks on views, and the guard that lets no unmarked view answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ..core.errors import Forbidden, NotFound
from ..core.i18n import N_
from ..core.permissions import Identity, Permission, allowed, reach_of
from . import errors
from .csrf_guard import bearer_token

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """What a view asks of its caller. `permission` None with `public` False: anybody signed in."""

    public: bool = False
    permission: Permission | None = None
    unready: bool = False  # open before consent and password change


def public(view: View) -> View:
    """Open a view to everybody."""
    view.access = Access(public=True)  # type: ignore[attr-defined]  # a mark the guard reads
    return view


def signed_in(view: View) -> View:
    """Open a view to any signed-in member, also one who must still consent or change the password."""
    view.access = Access(unready=True)  # type: ignore[attr-defined]  # a mark the guard reads
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Open a view to those who hold `permission` at any reach; the view checks the object itself."""

    def mark(view: View) -> View:
        view.access = Access(permission=permission)  # type: ignore[attr-defined]  # a mark the guard reads
        return view

    return mark


def me() -> Identity:
    """Return the signed-in member's identity; only for views that are not public."""
    return cast(Identity, current_user._get_current_object())


def check(
    permission: Permission, *, branch_id: int, group_id: int | None = None, member_id: int | None = None
) -> None:
    """Refuse with 404 when the caller does not hold `permission` over the object: branches are walls."""
    if not allowed(me(), permission, branch_id=branch_id, group_id=group_id, member_id=member_id):
        raise NotFound


def guard(access: Access | None) -> ResponseReturnValue | None:
    """Refuse the request, send it to sign-in, or let it through (None)."""
    if access is None:
        raise RuntimeError(f"the view {request.endpoint!r} says nothing about access")
    if access.public:
        return None
    own = current_user._get_current_object()
    if not own.is_authenticated:
        return cast(ResponseReturnValue, current_app.login_manager.unauthorized())  # type: ignore[attr-defined]  # set by flask-login
    if access.permission and reach_of(own.role, access.permission) is None:
        raise Forbidden
    if not access.unready:
        return _first_things(own)
    return None


def _first_things(own: Identity) -> ResponseReturnValue | None:
    """Send a member to what comes before everything else: the privacy notice, then a password.

    A script with a token has no page to read; a page's own module is told, not sent.
    """
    if bearer_token() or (own.consented and not own.must_change_password):
        return None
    if errors.wants_json():
        raise Forbidden(N_("请先在网页上阅读隐私说明并设好密码。"), code="first_things")
    if not own.consented:
        return redirect(url_for("accounts.consent", next=request.full_path))
    return redirect(url_for("accounts.change_password"))


def init_app(app: Flask) -> None:
    """Install the guard before every request."""

    @app.before_request
    def _guard() -> ResponseReturnValue | None:
        endpoint = request.endpoint
        if endpoint is None:
            return None  # the router answers 404 or 405
        return guard(getattr(app.view_functions[endpoint], "access", None))
