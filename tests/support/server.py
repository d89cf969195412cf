"""A real server process on a data folder of its own: `python -m quizapp serve`, to be driven, killed and restarted."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).parents[2]
START_SECONDS = 90  # a new data folder on a slow and busy machine
STOP_SECONDS = 15


class Server:
    """A server on loopback; its data folder and its port stay the same over every restart.

    `process` is the one that was started: it and its children are one process group.
    """

    COMMAND: Sequence[str] = (sys.executable, "-m", "quizapp", "serve")

    def __init__(self, data: Path, env: Mapping[str, str], log: BinaryIO) -> None:
        self.data = data
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._env = {**_plain_environment(), **env, "QUIZAPP_DATA": str(data)}
        self._log = log

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What the server has printed so far, over all its lives."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def start(self) -> None:
        """Start, and return when it answers; raise with what it printed when it does not."""
        assert self.process is None, "already running"
        self.process = subprocess.Popen(
            self.COMMAND,
            cwd=ROOT,
            env={**self._env, "QUIZAPP_HOST": "127.0.0.1", "QUIZAPP_PORT": str(self.port)},
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        if not self._answers():
            self.kill()
            raise RuntimeError(f"the server did not answer at {self.base}:\n{self.log[-3000:]}")

    def stop(self) -> None:
        """Ask it to stop, as an operator does, and wait; one that does not stop is killed."""
        if self.process is None:
            return
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End the server and its children at once with SIGKILL; nothing of it can still write afterwards."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._wait_until_silent()
        self.process = None

    def run(self, *args: str, stdin: str | None = None) -> str:
        """Run a `quizapp` command on the same data and return what it printed; fail when it fails."""
        done = subprocess.run(
            [sys.executable, "-m", "quizapp", *args],
            cwd=ROOT,
            env=self._env,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (
            f"quizapp {' '.join(args)}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done.stdout

    def _answers(self) -> bool:
        give_up = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up and self.process is not None and self.process.poll() is None:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.base}/healthz", timeout=5):
                return True
            time.sleep(0.05)
        return False

    def _wait_until_silent(self) -> None:
        """Wait until the orphaned workers are gone as well: only then is the port free."""
        give_up = time.monotonic() + STOP_SECONDS
        while time.monotonic() < give_up:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)):
                    return
            time.sleep(0.02)
        raise RuntimeError(f"something still answers at {self.base}")


@contextlib.contextmanager
def serving(
    data: Path | None = None, env: Mapping[str, str] | None = None, first: Sequence[str] = ()
) -> Iterator[Server]:
    """Yield a running server on `data` (default: a new temporary folder); end it and all its children afterwards.

    `first` is a `quizapp` command that is run on the data before.
    """
    with contextlib.ExitStack() as stack:
        if data is None:
            folder = tempfile.TemporaryDirectory(prefix="quizapp-serve-", ignore_cleanup_errors=True)
            data = Path(stack.enter_context(folder)) / "data"
        server = Server(data, env or {}, stack.enter_context(tempfile.TemporaryFile()))
        if first:
            server.run(*first)
        stack.callback(server.kill)
        server.start()
        yield server


def _plain_environment() -> dict[str, str]:
    """Return this process's environment without settings of ours, so that a developer's cannot reach a test."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("QUIZAPP_") and name not in ("HOST", "PORT")
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
