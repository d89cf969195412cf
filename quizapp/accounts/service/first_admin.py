"""The first administrator: from the settings, or by a one-time set-up link.

These two are called when the program starts, not by a view: each is a unit of work of its own, since it
hashes or writes a file before or after.
"""

from __future__ import annotations

import contextlib
import os
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from ...config import Settings
from ...core import clock
from ...core.errors import DomainError
from ...core.i18n import N_
from ...core.ids import new_token, token_hash
from ...core.permissions import Role
from ...core.transaction import unit_of_work
from ...extensions import db
from .. import queries
from ..models import Branch, Member
from ..passwords import hash_password
from ..queries import Site
from .branches import create_branch
from .members import create_member
from .site import save_site, set_setting

LINK_FILE = "setup-link.txt"
SETUP = "setup"  # the hash of the set-up link's token
DEFAULT_BRANCH = "本支部"


def ensure_admin_from_settings(settings: Settings) -> bool:
    """Make the administrator that the settings name, once, on an installation that has none.

    Belongs to a branch 本支部, has consented and need not change the password, so that no call waits.
    """
    if not settings.admin_username or not settings.admin_password or queries.has_admin():
        return False
    password_hash = hash_password(settings.admin_password)
    now = clock.now()
    with unit_of_work():
        if queries.has_admin():
            return False
        _make_admin(DEFAULT_BRANCH, "管理员", settings.admin_username, password_hash, now)
        set_setting(SETUP, None)
    forget_setup_link(settings)
    return True


def ensure_setup_link(settings: Settings, base_url: str = "") -> str | None:
    """Return the address of the set-up page while there is no administrator, else None.

    The link is written to setup-link.txt in the data folder (mode 0600) and stays the same over restarts.
    """
    if queries.has_admin():
        forget_setup_link(settings)
        return None
    path = settings.data / LINK_FILE
    token = _token_in(path)
    if token is None or token_hash(token) != queries.setting(SETUP):
        token = new_token()
        with unit_of_work():
            set_setting(SETUP, token_hash(token))
    base = base_url or settings.public_url or f"http://{_host(settings)}:{settings.port}"
    link = f"{base.rstrip('/')}/setup/{token}"
    _write_private(path, link + "\n")
    return link


def check_setup_token(token: str) -> None:
    """Refuse any token but the one of the open set-up link."""
    if queries.has_admin() or token_hash(token) != queries.setting(SETUP):
        raise DomainError(N_("设置链接已用过或不对。已有账号请直接登录。"), code="setup.spent", status=410)


def set_up(
    token: str,
    *,
    unit: str,
    branch_name: str,
    name: str,
    username: str,
    password_hash: str,
    now: datetime,
) -> Member:
    """Spend the set-up link: name the unit, make the branch and its administrator."""
    check_setup_token(token)
    admin = _make_admin(branch_name, name, username, password_hash, now)
    site = queries.site()
    face = Site(site.name, unit.strip(), site.filing_number, site.has_logo, site.public_url)
    save_site(face, actor=None, now=now)
    set_setting(SETUP, None)
    return admin


def forget_setup_link(settings: Settings) -> None:
    """Remove the file with the set-up link."""
    with contextlib.suppress(FileNotFoundError):
        (settings.data / LINK_FILE).unlink()


def _make_admin(branch_name: str, name: str, username: str, password_hash: str, now: datetime) -> Member:
    branch = db.session.scalar(select(Branch).where(Branch.name == branch_name.strip()))
    admin = create_member(
        branch or create_branch(branch_name, actor=None, now=now),
        username=username,
        name=name,
        actor=None,
        now=now,
        role=Role.ADMIN,
        password_hash=password_hash,
    )
    admin.consented_at = now
    return admin


def _host(settings: Settings) -> str:
    return "127.0.0.1" if settings.host in ("", "0.0.0.0", "::") else settings.host  # noqa: S104 - compared, not bound


def _token_in(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").strip().rpartition("/setup/")[2] or None
    except OSError:
        return None


def _write_private(path: Path, text: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
