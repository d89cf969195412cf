"""The installation's settings and face."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from ...core.permissions import Role
from ...extensions import db
from ..models import Logo, Member, Setting

SITE_CHANNEL = "site"  # tells every process to read the face afresh
KEPT_SECONDS = 10.0  # how long another process may still show what was changed here


@dataclass(frozen=True, slots=True)
class Site:
    """The installation's face."""

    name: str = "四强学堂"
    unit: str = ""
    filing_number: str = ""
    has_logo: bool = False
    public_url: str = ""  # the address in links and QR codes, when the administrator set one


@dataclass(frozen=True, slots=True)
class LogoFile:
    """The unit's logo as it is sent out."""

    mimetype: str
    content: bytes


def setting(key: str, default: Any = None) -> Any:
    """Return one setting of the installation."""
    row = db.session.get(Setting, key)
    return default if row is None else row.value


def site() -> Site:
    """Return the installation's face."""
    return Site(**(setting("site") or {}))


def kept_site() -> Site:
    """Return the installation's face as it was at most ten seconds ago: every page shows it, and it hardly changes."""
    kept: tuple[float, Site] | None = current_app.extensions.get("site_kept")
    if kept is None or kept[0] < time.monotonic():
        kept = current_app.extensions["site_kept"] = (time.monotonic() + KEPT_SECONDS, site())
    return kept[1]


def forget_site(app: Flask) -> None:
    """Have the installation's face read afresh by this process."""
    app.extensions.pop("site_kept", None)


def logo() -> LogoFile | None:
    """Return the unit's logo, None when there is none."""
    row = db.session.execute(select(Logo.mimetype, Logo.content).limit(1)).one_or_none()
    return LogoFile(row.mimetype, row.content) if row else None


def has_admin() -> bool:
    """Say whether the installation has an administrator who has not left."""
    found = select(Member.id).where(Member.role == Role.ADMIN, Member.left_at.is_(None)).limit(1)
    return db.session.scalar(found) is not None
