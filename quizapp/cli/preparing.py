"""Bringing a data folder to where the program can serve it: schema, shipped content, first administrator."""

from __future__ import annotations

import logging

from flask import Flask, current_app
from sqlalchemy import inspect

from .. import resources
from ..accounts import service as accounts
from ..bank.loading import load_shipped_banks
from ..bank.search import index_missing
from ..core import clock
from ..core.transaction import unit_of_work
from ..extensions import db
from ..record.shipped import load_default_sheet
from ..study.loading import load_shipped_materials
from ..web import migrations_state
from .context import refuse


def prepare_database() -> bool:
    """Create the schema or migrate it forward; say whether anything was done."""
    if migrations_state.is_current():
        return False
    found = inspect(db.engine).get_table_names()
    if found and "alembic_version" not in found:
        refuse("数据库里有别的程序的表，请换一个数据库（QUIZAPP_DATABASE_URL）。")
    if migrations_state.is_newer():
        refuse("数据来自更新的版本，请先升级程序。数据没有改动。")
    from flask_migrate import upgrade

    bind_migrations(current_app._get_current_object())  # type: ignore[attr-defined]  # what the proxy stands for
    logging.getLogger("alembic").setLevel(logging.WARNING)
    upgrade(directory=str(resources.MIGRATIONS))
    db.session.remove()
    return True


def bind_migrations(app: Flask) -> None:
    """Give the app what migrates it; loaded when there is something to migrate, not with every server."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(resources.MIGRATIONS), render_as_batch=True)


def prepare_content() -> None:
    """Load what ships with the program: points sheet, banks, materials. Quick when nothing changed."""
    now = clock.now()
    with unit_of_work():
        load_default_sheet(now=now)
    load_shipped_banks(now)
    while _index_some():
        pass
    load_shipped_materials(now)


def _index_some() -> int:
    """Bring a chunk of items into the index that came before there was one."""
    with unit_of_work():
        return index_missing()


def prepare_admin(base_url: str) -> str | None:
    """Make the administrator that the variables name, else return the one-time set-up link, else None."""
    settings = current_app.extensions["settings"]
    if accounts.ensure_admin_from_settings(settings):
        return None
    return accounts.ensure_setup_link(settings, base_url)
