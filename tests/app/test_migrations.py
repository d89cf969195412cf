"""The migrations lead to exactly the tables that the code declares, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, make_url, text

from quizapp import create_app, resources
from quizapp.bank.search.tables import is_declared
from quizapp.cli.preparing import bind_migrations, prepare_content, prepare_database
from quizapp.config import Settings, prepare_data_folder
from quizapp.extensions import db
from quizapp.web import migrations_state


@pytest.fixture
def empty_database(settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a database without any table."""
    data = tmp_path / "fresh"
    if settings.is_sqlite:
        yield replace(settings, data=data, database_url=f"sqlite:///{data / 'quizapp.db'}", secret_key="")
        return
    server = create_engine(settings.database_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE migrated"))
    url = make_url(settings.database_url).set(database="migrated").render_as_string(hide_password=False)
    yield replace(settings, data=data, database_url=url, secret_key="")
    with server.connect() as connection:
        connection.execute(text("DROP DATABASE migrated WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def fresh_app(empty_database: Settings) -> Iterator[Flask]:
    prepare_data_folder(empty_database.data)
    app = create_app(empty_database)
    with app.app_context():
        yield app
        db.session.remove()
        app.extensions["services"].close()
        db.engine.dispose()


def test_an_empty_database_is_led_to_the_declared_tables(fresh_app: Flask) -> None:
    assert prepare_database()
    assert migrations_state.is_current()
    assert not prepare_database()
    with db.engine.connect() as connection:
        compared = {"compare_type": True, "render_as_batch": True, "include_name": is_declared}
        context = MigrationContext.configure(connection, opts=compared)
        assert compare_metadata(context, db.metadata) == []


def test_the_shipped_content_loads_into_it(fresh_app: Flask) -> None:
    prepare_database()
    prepare_content()
    stored = db.session.scalar(text("SELECT count(*) FROM item"))
    prepare_content()
    db.session.rollback()
    assert stored
    assert db.session.scalar(text("SELECT count(*) FROM item")) == stored
    assert db.session.scalar(text("SELECT count(*) FROM item_version")) == stored


def test_items_out_of_use_stay_out_of_use_when_the_flag_becomes_a_status(fresh_app: Flask) -> None:
    bind_migrations(fresh_app)
    upgrade(directory=str(resources.MIGRATIONS), revision="0003")
    db.session.execute(
        text(
            "INSERT INTO bank (id, slug, name, description, revision, created_at) VALUES (1, 'a', 'a', '', 0, :at)"
        ),
        {"at": datetime(2026, 1, 1, tzinfo=UTC)},
    )
    for item_id, retired in ((1, False), (2, True)):
        db.session.execute(
            text(
                "INSERT INTO item (id, bank_id, code, type, topic, difficulty, stem, version_id, retired, excludes)"
                " VALUES (:id, 1, :code, 'single', 't', 3, 's', 0, :retired, '[]')"
            ),
            {"id": item_id, "code": f"c{item_id}", "retired": retired},
        )
        db.session.execute(
            text(
                "INSERT INTO item_version (item_id, number, content, content_hash, created_at, comment)"
                " VALUES (:id, 1, '{}', '', :at, '')"
            ),
            {"id": item_id, "at": datetime(2026, 1, 1, tzinfo=UTC)},
        )
    db.session.commit()
    assert prepare_database()
    found = db.session.execute(text("SELECT id, status FROM item ORDER BY id")).all()
    assert [tuple(row) for row in found] == [(1, "approved"), (2, "retired")]
    assert db.session.scalar(text("SELECT count(*) FROM item_version")) == 2
