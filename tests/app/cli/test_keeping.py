"""`quizapp backup` and `restore`: everything comes back, and nothing is ever written over."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url

from quizapp.accounts.models import Member
from quizapp.config import Settings
from quizapp.extensions import db
from quizapp.files import service as files
from quizapp.files import store
from quizapp.files.kinds import EVERY
from tests.app.cli.conftest import Quizapp, run
from tests.fixtures.record import MakeEntry
from tests.support import uploads

Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def elsewhere(
    quizapp: Quizapp, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Settings]]:
    """Move to an empty data folder, with an empty database of the same kind, when called."""
    target = tmp_path / "elsewhere"
    url = f"sqlite:///{target / 'quizapp.db'}"
    if not settings.is_sqlite:
        _on_server(settings, "CREATE DATABASE elsewhere")
        url = make_url(settings.database_url).set(database="elsewhere").render_as_string(hide_password=False)

    def move() -> Settings:
        monkeypatch.setenv("QUIZAPP_DATA", str(target))
        monkeypatch.setenv("QUIZAPP_DATABASE_URL", url)
        return Settings(data=target, database_url=url)

    yield move
    if not settings.is_sqlite:
        _on_server(settings, "DROP DATABASE elsewhere")


def _on_server(settings: Settings, statement: str) -> None:
    engine = create_engine(settings.database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def rows(url: str) -> Rows:
    """Return all rows of all tables."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in db.metadata.sorted_tables
        }
    engine.dispose()
    return found


@pytest.fixture
def backup(quizapp: Quizapp, make_entry: MakeEntry, member: Member, bank_file: Path, tmp_path: Path) -> Path:
    """A backup of a member, an entry in the ledger and a bank."""
    make_entry(member)
    quizapp("bank", "import", bank_file)
    out = tmp_path / "backup.zip"
    assert str(out) in quizapp("backup", out).stdout
    return out


def test_everything_comes_back(
    backup: Path, settings: Settings, elsewhere: Callable[[], Settings], make_entry: MakeEntry, member: Member
) -> None:
    before = rows(settings.database_url)
    assert before["ledger_entry"]
    assert before["item_version"]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    secret = (settings.data / "secret-key").read_text()
    place = elsewhere()
    assert str(place.data) in run("restore", backup).stdout
    assert rows(place.database_url) == before
    assert (place.data / "secret-key").read_text() == secret
    assert stat.S_IMODE((place.data / "secret-key").stat().st_mode) == 0o600
    run("record", "verify")
    run("user", "create", "--username", "after", "--name", "新来的", "--branch", member.branch.name)
    assert len(rows(place.database_url)["member"]) == len(before["member"]) + 1


def test_uploaded_files_come_back_wherever_they_lie(
    app: Flask,
    quizapp: Quizapp,
    elsewhere: Callable[[], Settings],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = [
        files.receive(uploads.upload(content), EVERY).kept for content in (uploads.pdf(1), uploads.pdf(2))
    ]
    out, shared = tmp_path / "with-files.zip", tmp_path / "shared"
    quizapp("backup", out)
    place = elsewhere()
    monkeypatch.setenv("QUIZAPP_FILES", str(shared))
    first = shared / kept[0].digest[:2] / kept[0].digest
    first.parent.mkdir(parents=True)
    first.write_bytes(uploads.pdf(1))  # another machine has brought it already
    run("restore", out)
    assert [path.name for path in store.contents(shared)] == sorted(one.digest for one in kept)
    assert (shared / kept[1].digest[:2] / kept[1].digest).read_bytes() == uploads.pdf(2)
    assert not (place.data / "files").exists()


def test_a_folder_with_something_in_it_is_left_alone(backup: Path, elsewhere: Callable[[], Settings]) -> None:
    place = elsewhere()
    place.data.mkdir()
    (place.data / "thesis.txt").write_text("years of work")
    assert "不是空的" in run("restore", backup, exit=2).stderr
    assert [path.name for path in place.data.iterdir()] == ["thesis.txt"]


def test_a_database_that_is_in_use_is_left_alone(
    backup: Path, settings: Settings, elsewhere: Callable[[], Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(settings.database_url)
    place = elsewhere()
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", settings.database_url)
    assert "没有恢复任何内容" in run("restore", backup, exit=2).stderr
    assert list(place.data.iterdir()) == []
    assert rows(settings.database_url) == before


def test_a_sqlite_database_outside_the_folder_goes_where_the_variable_says(
    nowhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", f"sqlite:///{tmp_path / 'first.db'}")
    run("user", "create", "--username", "wei", "--name", "韦兰", "--branch", "机关党支部")
    run("backup", tmp_path / "out.zip")
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path / "second"))
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", f"sqlite:///{tmp_path / 'no folder' / 'second.db'}")
    assert "不能写入" in run("restore", tmp_path / "out.zip", exit=2).stderr
    assert list((tmp_path / "second").iterdir()) == []
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", f"sqlite:///{tmp_path / 'second.db'}")
    run("restore", tmp_path / "out.zip")
    assert [path.name for path in (tmp_path / "second").iterdir()] == ["secret-key"]
    assert rows(f"sqlite:///{tmp_path / 'second.db'}") == rows(f"sqlite:///{tmp_path / 'first.db'}")


def changed(backup: Path, **more: Any) -> None:
    """Rewrite a backup with other words in its manifest; its files stay."""
    with zipfile.ZipFile(backup) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    manifest = {**json.loads(content["manifest.json"]), **more}
    content["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(backup, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-200]),
        lambda path: path.write_bytes(b"no zip at all"),
        lambda path: changed(path, product="another"),
        lambda path: changed(path, files={"manifest.json": hashlib.sha256(b"x").hexdigest()}),
        lambda path: changed(path, files=7),
        lambda path: changed(path, kind="poem"),
        lambda path: changed(path, revision="9999_future"),
    ],
    ids=["truncated", "foreign", "other product", "wrong sum", "no files", "no kind", "newer"],
)
def test_a_backup_that_cannot_be_used_restores_nothing(
    backup: Path, elsewhere: Callable[[], Settings], spoil: Callable[[Path], None]
) -> None:
    spoil(backup)
    place = elsewhere()
    assert run("restore", backup, exit=2).stderr.strip()
    assert not place.data.exists()


def test_a_restore_that_fails_half_way_leaves_the_folder_empty(
    backup: Path, elsewhere: Callable[[], Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = elsewhere()

    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("quizapp.create_app", fail)
    with pytest.raises(MemoryError):
        run("restore", backup)
    assert list(place.data.iterdir()) == []


def test_a_backup_needs_data_and_a_place(nowhere: Path, tmp_path: Path) -> None:
    assert "还没有数据" in run("backup", tmp_path / "out.zip", exit=2).stderr
    assert not nowhere.exists()
    assert not (tmp_path / "out.zip").exists()


def test_a_backup_into_a_missing_folder_is_refused(quizapp: Quizapp, tmp_path: Path) -> None:
    assert "没有目录" in quizapp("backup", tmp_path / "none" / "out.zip", exit=2).stderr
    assert not list(tmp_path.glob("*.partial"))


def test_data_of_a_newer_program_is_left_alone(quizapp: Quizapp) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = '9999_future'"))
    db.session.commit()
    assert "请先升级程序" in quizapp("init", exit=2).stderr
    assert db.session.scalar(text("SELECT version_num FROM alembic_version")) == "9999_future"


def test_a_database_of_another_program_is_left_alone(quizapp: Quizapp) -> None:
    db.session.execute(text("ALTER TABLE alembic_version RENAME TO something"))
    db.session.commit()
    assert "别的程序" in quizapp("init", exit=2).stderr
    db.session.execute(text("ALTER TABLE something RENAME TO alembic_version"))
    db.session.commit()
