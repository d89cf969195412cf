"""How far the demo of a data folder is, and the password of its accounts."""

from __future__ import annotations

import os
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import exists, select

from ..accounts import queries as people
from ..accounts import service as accounts
from ..accounts.models import Branch, Member
from ..accounts.passwords import hash_password
from ..config import Settings
from ..extensions import db

SETTING = "demo"
#: The password of a demo that only this computer reaches.
LOCAL_PASSWORD = "nanping-demo"  # noqa: S105 - printed for everyone who starts the demo
PASSWORD_FILE = "demo-password.txt"  # noqa: S105 - the name of a file
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class State(StrEnum):
    """What a data folder is to the demo."""

    EMPTY = "empty"
    FOREIGN = "foreign"  # it holds somebody's real data
    FILLING = "filling"  # a demo was begun and not finished
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is kept of a demo. `password_hash` is that of the accounts that still have the demo's password."""

    state: State
    password_hash: str
    made_at: str = ""
    days: int = 0
    screen: str = ""


def state() -> State:
    """Return what the data folder is."""
    kept = mark()
    if kept:
        return kept.state
    taken = db.session.scalar(select(exists(select(Branch.id)))) or people.has_admin()
    return State.FOREIGN if taken else State.EMPTY


def mark() -> Mark | None:
    """Return what is kept of the demo."""
    kept = people.setting(SETTING)
    return Mark(**{**kept, "state": State(kept["state"])}) if kept else None


def keep(mark: Mark) -> None:
    """Keep how far the demo is."""
    accounts.set_setting(SETTING, asdict(mark))


def choose_password(settings: Settings) -> str:
    """Return the password for the accounts: a fixed one, or a random one where others can reach the server."""
    return LOCAL_PASSWORD if settings.host in LOOPBACK else secrets.token_urlsafe(9)


def read_password(settings: Settings) -> str:
    """Return the password that the demo was made with, "" when its file is gone."""
    try:
        return _file(settings).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def write_password(settings: Settings, password: str) -> None:
    """Write the password down beside the data, for its owner alone."""
    _file(settings).unlink(missing_ok=True)
    handle = os.open(_file(settings), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(password + "\n")


def needs_new_password(settings: Settings) -> bool:
    """Say whether the password is lost, or is the one that everybody knows while others can reach the server."""
    known = read_password(settings)
    return not known or (known == LOCAL_PASSWORD and settings.host not in LOOPBACK)


def change_password(old: Mark, password_hash: str, *, now: datetime) -> None:
    """Give a new password to every account that still has the demo's."""
    for member in db.session.scalars(select(Member).where(Member.password_hash == old.password_hash)):
        accounts.set_password(member, password_hash, actor=None, now=now)
    keep(Mark(old.state, password_hash, old.made_at, old.days, old.screen))


def hashed(password: str) -> str:
    """Return the one hash that all of the demo's accounts share, so that it is computed once."""
    return hash_password(password)


def _file(settings: Settings) -> Path:
    return settings.data / PASSWORD_FILE
