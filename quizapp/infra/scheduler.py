"""Background work of the serving process: jobs that run every so many seconds.

A job must be safe to run twice at once: with several processes on PostgreSQL each runs its own.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

log = logging.getLogger(__name__)

Job = tuple[float, Callable[[], object]]


class Scheduler:
    """One thread (a greenlet under gevent) that runs each job when its time has come."""

    def __init__(self, context: Callable[[], AbstractContextManager[Any]], jobs: Sequence[Job]) -> None:
        self._context = context
        self._jobs = list(jobs)
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; a job's first run is one interval away."""
        if self._jobs:
            self._thread = threading.Thread(target=self._run, name="scheduler", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Let the running job finish and begin no other."""
        self._stopped.set()
        if self._thread:
            self._thread.join(5)

    def _run(self) -> None:
        due = [time.monotonic() + seconds for seconds, _ in self._jobs]
        while True:
            if self._stopped.wait(max(0.0, min(due) - time.monotonic())):
                return
            for index, (seconds, call) in enumerate(self._jobs):
                if time.monotonic() >= due[index]:
                    self._call(call)
                    due[index] = time.monotonic() + seconds

    def _call(self, call: Callable[[], object]) -> None:
        try:
            with self._context():
                call()
        except Exception:  # a job that fails must not take the others with it
            log.exception("a background job failed")
