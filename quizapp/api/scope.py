"""What a token may do: read, write, host; each includes the ones before it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from ..accounts.service import SCOPES
from ..core.errors import Forbidden
from ..core.i18n import N_
from ..web.access import me

View = TypeVar("View", bound=Callable[..., Any])

_RANKS = {name: rank for rank, name in enumerate(SCOPES)}


def check_scope(needed: str) -> None:
    """Refuse with 403 a token whose scope is narrower than `needed`."""
    if _RANKS[me().scope] < _RANKS[needed]:
        raise Forbidden(N_("这个令牌的权限范围不够，需要 %(scope)s。"), code="scope", scope=needed)


def scope(needed: str) -> Callable[[View], View]:
    """Refuse with 403 a token whose scope is narrower than `needed`; a browser's session has all."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            check_scope(needed)
            return view(*args, **kwargs)

        guarded.scope = needed  # type: ignore[attr-defined]  # a mark the document reads
        return cast(View, guarded)

    return mark


def scope_of(view: Callable[..., Any]) -> str:
    """Return the scope that a view asks of a token."""
    return str(getattr(view, "scope", SCOPES[0]))
