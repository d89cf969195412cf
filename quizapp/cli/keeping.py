"""`quizapp backup` and `quizapp restore`: one zip with everything, consistent while the server runs."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import click
from sqlalchemy import Date, LargeBinary, insert, inspect, select, text
from sqlalchemy.engine import make_url

from .. import __version__
from ..config import Settings
from ..core import clock
from ..core.archives import BROKEN
from ..core.types import UtcDateTime
from ..extensions import db
from ..files import store
from ..web import migrations_state
from .context import has_data, opened, refuse, settings
from .preparing import prepare_database

MANIFEST, DATABASE, SECRET = "manifest.json", "quizapp.db", "secret-key"
UPLOADED = "files"
_FILE = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{64}", re.ASCII)
CHUNK = 1_000
#: What a backup raises that is none, is damaged, or has another form than ours.
_NO_BACKUP = (*BROKEN, TypeError, AttributeError)


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def backup(out: Path) -> None:
    """Write a consistent copy of the data to OUT (a zip); the server may go on."""
    if not has_data(settings()):
        refuse(f"数据目录 {settings().data} 里还没有数据，没有可备份的内容。")
    if not out.absolute().parent.is_dir():
        refuse(f"没有目录 {out.absolute().parent}，请先建好。")
    with opened(migrate=False), tempfile.TemporaryDirectory() as name:
        if not migrations_state.is_current():
            refuse("数据库需要先升级：运行 quizapp init，再备份。")
        folder = Path(name)
        kind = "sqlite" if settings().is_sqlite else "rows"
        if settings().is_sqlite:
            _copy_sqlite(Path(str(db.engine.url.database)), folder / DATABASE)
        else:
            _export_rows(folder)
        secret = settings().data / SECRET
        if secret.exists():
            (folder / SECRET).write_bytes(secret.read_bytes())
        try:
            _pack(folder, out, kind, store.folder())
        except OSError as error:
            refuse(f"{out}：不能写入（{error.strerror}）。")
    click.echo(f"已备份到 {out}")


def _copy_sqlite(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as live, sqlite3.connect(target) as copy:
        live.backup(copy)
    copy.close()
    live.close()


def _export_rows(folder: Path) -> None:
    """Write each table as JSON lines, all from one snapshot of the database."""
    db.session.rollback()
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        for table in db.metadata.sorted_tables:
            with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8") as file:
                for row in connection.execute(select(table).execution_options(yield_per=CHUNK)):
                    file.write(json.dumps(_plain(row._mapping), ensure_ascii=False) + "\n")


def _plain(row: Any) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, bytes):
            return {"base64": b64encode(value).decode()}
        return value.isoformat() if isinstance(value, date) else value

    return {name: plain(value) for name, value in row.items()}


def _pack(folder: Path, out: Path, kind: str, uploaded: Path) -> None:
    """Pack what was copied, and every uploaded file: a row's file was there before the row, and stays a day after it."""
    files = {path.name: path for path in sorted(folder.iterdir())}
    sums = {name: _sum(path.open("rb")) for name, path in files.items()}
    manifest = {
        "product": "quizapp",
        "version": __version__,
        "revision": migrations_state.head(),
        "kind": kind,
        "made_at": clock.now().isoformat(),
        "files": sums,
    }
    partial = out.with_name(out.name + ".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files.items():
            archive.write(path, name)
        sums.update(_pack_uploaded(archive, uploaded))
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2))
    os.chmod(partial, 0o600)  # it holds the secret key and everybody's names
    partial.replace(out)


def _pack_uploaded(archive: zipfile.ZipFile, uploaded: Path) -> dict[str, str]:
    """Pack the uploaded files as they are, for they do not get smaller; return the sum of each by its name."""
    sums = {}
    for path in store.contents(uploaded):
        name = f"{UPLOADED}/{path.parent.name}/{path.name}"
        with contextlib.suppress(FileNotFoundError):  # swept meanwhile
            archive.write(path, name, zipfile.ZIP_STORED)
            sums[name] = _sum(path.open("rb"))
    return sums


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Restore a backup into an empty data folder."""
    chosen = settings()
    manifest = _manifest(file)
    if (manifest["kind"] == "sqlite") != chosen.is_sqlite:
        refuse(f"这份备份来自另一种数据库（{manifest['kind']}），请恢复到同一种数据库。")
    if manifest["revision"] not in migrations_state.revisions():
        refuse("这份备份来自更新的版本，请先升级程序。")
    _make_empty(chosen.data)
    places = _places(chosen, manifest)
    try:
        _unpack(file, places)
        with opened(), zipfile.ZipFile(file) as archive:
            if manifest["kind"] == "rows":
                _import_rows(archive)
    except BaseException:  # whatever it was: half a restored folder must not stay
        _clear([*chosen.data.iterdir(), *places.values()])
        raise
    click.echo(f"已恢复到 {chosen.data}")


def _make_empty(data: Path) -> None:
    """Make the data folder; leave with exit 2 when there is something in it."""
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(f"数据目录 {data} 不能用（{error.strerror}）。")
    if any(data.iterdir()):
        refuse(f"数据目录 {data} 不是空的。请换一个空目录（QUIZAPP_DATA），以免盖掉现有数据。")


def _places(chosen: Settings, manifest: dict[str, Any]) -> dict[str, Path]:
    """Return where each file of the backup goes; leave with exit 2 when a database is there already."""
    places = {SECRET: chosen.data / SECRET}
    if chosen.is_sqlite:
        places[DATABASE] = Path(str(make_url(chosen.database_url).database))
        if places[DATABASE].exists():
            refuse(f"数据库 {places[DATABASE]} 已经存在，没有恢复任何内容。")
    known = {name: place for name, place in places.items() if name in manifest["files"]}
    for name in filter(_FILE.fullmatch, manifest["files"]):
        place = chosen.files_folder / name.removeprefix(f"{UPLOADED}/")
        if not place.exists():  # under one name lies one content
            known[name] = place
    return known


def _unpack(file: Path, places: dict[str, Path]) -> None:
    with zipfile.ZipFile(file) as archive:
        for name, place in places.items():
            try:
                if _FILE.fullmatch(name):
                    place.parent.mkdir(parents=True, exist_ok=True)
                _place(archive.open(name), place)
            except OSError as error:
                refuse(f"{place}：不能写入（{error.strerror}），没有恢复任何内容。")


def _clear(paths: Iterable[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _manifest(file: Path) -> dict[str, Any]:
    """Return the manifest of a backup that is whole, or leave with exit 2."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            whole = manifest["product"] == "quizapp" and all(
                _sum(archive.open(name)) == digest for name, digest in manifest["files"].items()
            )
            whole = whole and manifest["kind"] in ("sqlite", "rows") and "revision" in manifest
    except _NO_BACKUP:
        whole = False
    if not whole:
        refuse(f"{file} 不是完整的备份文件，没有恢复任何内容。")
    return manifest


def _sum(file: Any) -> str:
    with file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _place(content: IO[bytes], path: Path) -> None:
    # O_BINARY: Windows would write each line end as two characters
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with content, os.fdopen(os.open(path, flags, 0o600), "wb") as target:
        shutil.copyfileobj(content, target)


def _import_rows(archive: zipfile.ZipFile) -> None:
    prepare_database()
    known = set(inspect(db.engine).get_table_names())
    with db.engine.begin() as connection:
        for table in db.metadata.sorted_tables:
            if connection.execute(select(table).limit(1)).first() is not None:
                refuse("数据库不是空的，没有恢复任何内容。")
        for table in db.metadata.sorted_tables:
            if table.name in known and f"{table.name}.jsonl" in archive.namelist():
                _fill(connection, table, archive.read(f"{table.name}.jsonl").decode())


def _fill(connection: Any, table: Any, lines: str) -> None:
    rows = [_typed(table, json.loads(line)) for line in lines.splitlines()]
    for start in range(0, len(rows), CHUNK):
        connection.execute(insert(table), rows[start : start + CHUNK])
    if rows and "id" in table.c and connection.dialect.name == "postgresql":
        sequence = connection.execute(
            text("SELECT pg_get_serial_sequence(:t, 'id')"), {"t": table.name}
        ).scalar()
        if sequence:
            connection.execute(
                text("SELECT setval(:s, :last)"), {"s": sequence, "last": max(row["id"] for row in rows)}
            )


def _typed(table: Any, row: dict[str, Any]) -> dict[str, Any]:
    def typed(name: str, value: Any) -> Any:
        kind = table.c[name].type
        if isinstance(kind, LargeBinary) and value is not None:
            return b64decode(value["base64"])
        if isinstance(kind, UtcDateTime) and value is not None:
            return datetime.fromisoformat(value)
        if isinstance(kind, Date) and value is not None:
            return date.fromisoformat(value)
        return value

    return {name: typed(name, value) for name, value in row.items()}
