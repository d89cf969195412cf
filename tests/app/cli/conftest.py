"""The `quizapp` command in this process, on the same database as the test's own application."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
import yaml
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import text

from quizapp.cli import main
from quizapp.config import Settings, prepare_data_folder
from quizapp.extensions import db
from quizapp.web import migrations_state
from tests.pure.bank import examples


class Quizapp(Protocol):
    """Run a command and return its result; `exit` is the exit code it must have."""

    def __call__(self, *args: object, exit: int = 0, stdin: str | None = None) -> Result: ...


def run(*args: object, exit: int = 0, stdin: str | None = None) -> Result:
    """Run a command in this process; a traceback, or another exit code than expected, fails the test."""
    result = CliRunner().invoke(main, [str(arg) for arg in args], input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == exit, result.output
    return result


@pytest.fixture
def quizapp(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Quizapp]:
    """The command on the test's database, which stands at the newest migration."""
    prepare_data_folder(settings.data)
    monkeypatch.setenv("QUIZAPP_DATA", str(settings.data))
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", settings.database_url)
    db.session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    db.session.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": migrations_state.head()})
    db.session.commit()

    def call(*args: object, exit: int = 0, stdin: str | None = None) -> Result:
        db.session.rollback()  # the test reads afresh what the command saved
        return run(*args, exit=exit, stdin=stdin)

    yield call
    db.session.rollback()
    db.session.execute(text("DROP TABLE alembic_version"))
    db.session.commit()


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that is not there yet, chosen by the environment; other settings have their defaults."""
    for name in ("HOST", "PORT", "QUIZAPP_DATABASE_URL", "QUIZAPP_PUBLIC_URL", "QUIZAPP_LOCALE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path / "nowhere"))
    return tmp_path / "nowhere"


@pytest.fixture
def bank_file(tmp_path: Path) -> Path:
    """A YAML bank of one item of each type."""
    return write_bank(tmp_path / "bank.yaml", *examples.ALL)


def write_bank(path: Path, *items: dict[str, Any]) -> Path:
    """Write a bank of these items and return the file."""
    copied = json.loads(json.dumps(items))  # what the examples share would be written as YAML references
    data = {"bank": "sample", "name": "样例题库", "items": copied}
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path
