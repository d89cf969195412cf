"""A PostgreSQL server for the tests: the one given, the system's, or the one from the dev requirements."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from quizapp.config import normalise_database_url


def _system_binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Yield the address of an empty database; each process of xdist has its own."""
    given = os.environ.get("QUIZAPP_TEST_POSTGRES_URL")
    binaries = _system_binaries()
    if given:
        with _own_database(given) as url:
            yield url
    elif binaries:
        with _system_server(binaries) as url:
            yield url
    else:
        with _packaged_server() as url:
            yield url


@contextlib.contextmanager
def _own_database(given: str) -> Iterator[str]:
    """Make a database beside the one that was given, and drop it afterwards."""
    name = f"quizapp_test_{secrets.token_hex(6)}"
    engine = create_engine(normalise_database_url(given), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
    try:
        yield engine.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


@contextlib.contextmanager
def _system_server(binaries: Path) -> Iterator[str]:
    folder = tempfile.mkdtemp(prefix="quizapp-pg-")
    drop: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "nobody")
        drop = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    os.chmod(folder, 0o700)

    def run(name: str, *args: str) -> None:
        subprocess.run([*drop, str(binaries / name), *args], check=True, stdout=subprocess.DEVNULL, cwd="/")

    run(
        "initdb",
        "-D",
        f"{folder}/d",
        "-U",
        "app",
        "-A",
        "trust",
        "--no-sync",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    )
    options = f"-p 5599 -k {folder} -c fsync=off -c listen_addresses='' -c max_connections=200"
    run("pg_ctl", "-D", f"{folder}/d", "-w", "-l", f"{folder}/log", "-o", options, "start")
    try:
        yield f"postgresql://app@/postgres?host={folder}&port=5599"
    finally:
        run("pg_ctl", "-D", f"{folder}/d", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _packaged_server() -> Iterator[str]:
    try:
        import pgserver
    except ImportError:
        pytest.fail(
            "PostgreSQL is needed: install it (Debian: apt install postgresql) or set QUIZAPP_TEST_POSTGRES_URL"
        )
    folder = tempfile.mkdtemp(prefix="quizapp-pg-")
    running = pgserver.get_server(folder)
    try:
        yield running.get_uri()
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
