"""The hot writer: acknowledged means on disk, one bad write harms no other, and nothing ends the writer."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from quizapp.infra import writer as module
from quizapp.infra.writer import SqliteWriter, WriterBusy, WriterFailed

INSERT = "INSERT INTO note (id, text) VALUES (:id, :text)"


@pytest.fixture
def path(tmp_path: Path) -> str:
    name = str(tmp_path / "notes.db")
    execute(name, "PRAGMA journal_mode=WAL")
    execute(name, "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    return name


@pytest.fixture
def writer(path: str) -> Iterator[SqliteWriter]:
    writer = SqliteWriter(path)
    yield writer
    writer.close()


def execute(path: str, sql: str) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        with connection:
            return connection.execute(sql).fetchall()
    finally:
        connection.close()


def note(number: int, text: str = "记下") -> list[module.Statement]:
    return [(INSERT, {"id": number, "text": text})]


def ids(path: str) -> list[int]:
    return [row[0] for row in execute(path, "SELECT id FROM note ORDER BY id")]


def test_what_is_acknowledged_can_be_read_by_others(writer: SqliteWriter, path: str) -> None:
    inserted, counted = writer.write([*note(1), ("SELECT count(*) FROM note", {})])
    assert (inserted.touched, counted.row) == (1, (1,))
    assert ids(path) == [1]


def test_many_at_once_are_all_written(writer: SqliteWriter, path: str) -> None:
    threads = [threading.Thread(target=writer.write, args=(note(number),)) for number in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ids(path) == list(range(64))


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"id": 1, "text": "第二次"}, sqlite3.IntegrityError),
        ({"id": 2, "text": None}, sqlite3.IntegrityError),
        ({"id": 2**70, "text": "太大"}, OverflowError),
        ({"id": 2, "text": "\ud800"}, UnicodeEncodeError),
        ({"id": 2, "text": object()}, sqlite3.Error),
        ({}, sqlite3.Error),
    ],
)
def test_a_write_that_cannot_be_harms_only_itself(
    writer: SqliteWriter, path: str, params: dict[str, Any], error: type[Exception]
) -> None:
    writer.write(note(1))
    with pytest.raises(error):
        writer.write([*note(5), (INSERT, params)])
    writer.write(note(3))
    assert ids(path) == [1, 3]


def test_a_faulty_one_does_not_take_its_batch_along(path: str) -> None:
    """Three wait while another process holds the file: they are one batch, and one of them is faulty."""
    writer, refused = SqliteWriter(path), []

    def write(number: int, text: str) -> None:
        try:
            writer.write(note(number, text))
        except UnicodeEncodeError:
            refused.append(number)

    with lock(path):
        threads = [
            threading.Thread(target=write, args=args) for args in ((1, "甲"), (2, "\ud800"), (3, "丙"))
        ]
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    writer.close()
    assert (ids(path), refused) == ([1, 3], [2])


class lock:  # noqa: N801 - reads as what it is: with lock(path)
    """Another process's write lock on the file."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_error: object) -> None:
        self._connection.execute("ROLLBACK")
        self._connection.close()


def test_the_first_write_waits_for_the_last_other_connection_to_close(tmp_path: Path) -> None:
    """Whoever closes a file last holds it alone for a moment: opening it then must wait, not fail."""
    for attempt in range(60):
        name = str(tmp_path / f"{attempt}.db")
        execute(name, "PRAGMA journal_mode=WAL")
        execute(name, "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        writer = SqliteWriter(name)
        with lock(name):
            threads = [threading.Thread(target=writer.write, args=(note(number),)) for number in range(3)]
            for thread in threads:
                thread.start()
        for thread in threads:
            thread.join()
        writer.close()
        assert ids(name) == [0, 1, 2]


def test_a_file_that_stays_locked_is_busy_and_writes_go_on_after(
    writer: SqliteWriter, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_TIMEOUT_MS", 50)
    with lock(path), pytest.raises(WriterBusy):
        writer.write(note(1))
    writer.write(note(2))
    assert ids(path) == [2]


def test_a_full_disk_is_told_and_what_was_acknowledged_stays(
    writer: SqliteWriter, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's own limit of pages gives the error of a full disk."""
    room = {"PRAGMA max_page_count=3"}
    real = module._connect

    def connect(path: str) -> sqlite3.Connection:
        connection = real(path)
        for pragma in room:
            connection.execute(pragma)
        return connection

    monkeypatch.setattr(module, "_connect", connect)
    writer.write(note(1))
    with pytest.raises(WriterFailed, match="full"):
        writer.write(note(2, "很长" * 20_000))
    writer.write(note(3))
    assert ids(path) == [1, 3]


def test_a_database_that_cannot_be_opened_is_told_and_tried_again(path: str, tmp_path: Path) -> None:
    place = tmp_path / "later"
    writer = SqliteWriter(str(place / "notes.db"))
    with pytest.raises(WriterFailed):
        writer.write(note(1))
    place.mkdir()
    Path(path).rename(place / "notes.db")
    writer.write(note(2))
    writer.close()
    assert ids(str(place / "notes.db")) == [2]


def test_a_full_queue_refuses_at_once(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_WAITING", 1)
    writer, started = SqliteWriter(path), []

    def write(number: int) -> None:
        started.append(number)
        writer.write(note(number))

    with lock(path):
        threads = [threading.Thread(target=write, args=(number,)) for number in (1, 2)]
        threads[0].start()
        wait_until(lambda: writer._jobs.unfinished_tasks > 0 and writer._jobs.empty())  # taken
        threads[1].start()
        wait_until(writer._jobs.full)
        with pytest.raises(WriterBusy, match="full"):
            writer.write(note(3))
    for thread in threads:
        thread.join()
    writer.write(note(4))
    writer.close()
    assert ids(path) == [1, 2, 4]


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(500):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it never came to that")


def test_a_write_that_waits_too_long_is_not_acknowledged(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_WAIT_SECONDS", 0.1)
    writer = SqliteWriter(path)
    with lock(path), pytest.raises(WriterBusy, match="too long"):
        writer.write(note(1))
    monkeypatch.setattr(module, "MAX_WAIT_SECONDS", 10.0)
    writer.write(note(2))
    writer.close()
    assert 2 in ids(path)


def test_closing_finishes_what_waits(path: str) -> None:
    writer = SqliteWriter(path)
    threads = [threading.Thread(target=writer.write, args=(note(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.close()
    assert ids(path) == list(range(8))
