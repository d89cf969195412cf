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
from sqlalchemy.exc import DatabaseError, OperationalError

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
    from .preparing import prepare_database

    app = _application(settings())
    with app.app_context(), force_locale(app.extensions["settings"].locale):
        try:
            if migrate:
                prepare_database()
            yield app
        except DomainError as error:
            refuse(str(gettext(error.message, **error.params)))
        except DatabaseError as error:
            if type(error) not in (DatabaseError, OperationalError):
                raise  # a fault of the program, not of the database
            refuse(f"数据库不能用：{str(error.orig).splitlines()[0]}\n请运行 quizapp doctor 查看。")
        finally:
            db.session.remove()
            app.extensions["services"].close()
            db.engine.dispose()


def _application(chosen: Settings) -> Flask:
    from .. import create_app

    try:
        return create_app(chosen)
    except ConfigError as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"数据目录 {chosen.data} 不能用（{error.strerror}）。请改权限，或用 QUIZAPP_DATA 换一个目录。")


def has_data(chosen: Settings) -> bool:
    """Say whether the data folder was ever set up; a command that only looks must not set it up."""
    return (chosen.data / "secret-key").exists()


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
