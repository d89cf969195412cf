"""What every command shares: the opened application, and refusals that leave with exit 2."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click
from flask import Flask
from flask_babel import force_locale, gettext

from ..accounts.models import Branch, Member
from ..config import ConfigError, Settings, load
from ..core.errors import DomainError
from ..extensions import db


def settings() -> Settings:
    """Return the settings, or leave with exit 2 and the sentence that says which one is wrong."""
    try:
        return load()
    except ConfigError as error:
        refuse(str(error))


@contextmanager
def opened(*, migrate: bool = True) -> Iterator[Flask]:
    """Open the application on its data folder; what the rules refuse leaves with exit 2.

    With `migrate` a new data folder is made and an older database brought up to date first.
    """
    from .. import create_app
    from .preparing import prepare_database

    app = create_app(settings())
    with app.app_context(), force_locale(app.extensions["settings"].locale):
        try:
            if migrate:
                prepare_database()
            yield app
        except DomainError as error:
            refuse(str(gettext(error.message, **error.params)))
        finally:
            db.session.remove()
            app.extensions["services"].close()
            db.engine.dispose()


def refuse(sentence: str) -> NoReturn:
    """Say what is wrong on standard error and leave with exit 2."""
    click.echo(sentence, err=True)
    sys.exit(2)


def branch_named(name: str) -> Branch:
    """Return the branch of this name, or leave with exit 2 and the names there are."""
    branch = db.session.query(Branch).filter_by(name=name).one_or_none()
    if branch is None:
        names = "、".join(row.name for row in db.session.query(Branch).order_by(Branch.id))
        refuse(f"没有支部“{name}”。现有：{names or '（还没有支部）'}")
    return branch


def print_json(value: Any) -> None:
    """Print a report as JSON, readable."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def member_named(username: str) -> Member:
    """Return the member of this username, or leave with exit 2."""
    member = db.session.query(Member).filter_by(username=username.strip().lower()).one_or_none()
    if member is None:
        refuse(f"没有账号“{username}”。")
    return member
