"""The server that Windows gets: nothing of POSIX is imported or called from start to stop."""

from __future__ import annotations

import ast
import signal
import sys
import tempfile
import urllib.request
from pathlib import Path

from tests.support.server import ROOT, Server

#: Modules of the standard library that Windows lacks.
POSIX_ONLY = {"fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"}

#: The worker that gunicorn loads by its name; where there is no gunicorn nobody does.
OF_GUNICORN = ROOT / "quizapp" / "cli" / "worker.py"

#: Everything from outside is imported first, for it knows the real platform; then the platform changes.
AS_ON_WINDOWS = f"""
import asyncio, os, signal, socket, sqlite3, sys
import alembic, argon2, click, flask_babel, flask_login, flask_migrate, flask_sqlalchemy, flask_wtf
import gevent.monkey, gevent.pywsgi, gevent.subprocess, gevent.threadpool
import markdown_it, nh3, openpyxl, python_calamine, segno
import sqlalchemy.dialects.postgresql, sqlalchemy.dialects.sqlite, wtforms, yaml
for name in {sorted(POSIX_ONLY)!r} + ["gunicorn"]:
    sys.modules[name] = None
for name in ("chown", "geteuid", "getuid", "getpgid", "killpg", "setsid", "statvfs", "sysconf"):
    delattr(os, name)
for name in ("SIGHUP", "SIGKILL", "SIGQUIT", "SIGUSR1", "SIGUSR2"):
    delattr(signal, name)
sys.platform = "win32"
from quizapp.cli import main
main(["serve"])
"""


class WindowsServer(Server):
    """The server as it is started on Windows."""

    COMMAND = (sys.executable, "-c", AS_ON_WINDOWS)


def test_no_module_of_posix_is_imported_at_the_top() -> None:
    wrong = []
    for path in set((ROOT / "quizapp").rglob("*.py")) - {OF_GUNICORN}:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            wrong += [f"{path}: {name}" for name in names if name.split(".")[0] in POSIX_ONLY | {"gunicorn"}]
    assert wrong == []


def test_the_server_of_windows_starts_serves_and_stops(tmp_path: Path) -> None:
    with tempfile.TemporaryFile() as log:
        server = WindowsServer(tmp_path / "data", {}, log)
        try:
            server.start()
            assert f"四强学堂：{server.base}" in server.log
            with urllib.request.urlopen(f"{server.base}/sign-in", timeout=20) as reply:
                assert "登录" in reply.read().decode()
            assert server.process
            server.process.send_signal(signal.SIGINT)  # what Ctrl-C does
            assert server.process.wait(20) == 0
            assert "Traceback" not in server.log
        finally:
            server.kill()
