"""gunicorn's gevent worker, which on a stop waits for work in progress alone and not for silent lines."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import gevent
from gunicorn.workers.ggevent import GeventWorker


class Worker(GeventWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Browsers keep their lines open between requests; without this every stop takes the whole grace time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._silent: set[gevent.Greenlet] = set()

    def timeout_ctx(self) -> AbstractContextManager[None]:
        """Wait for a line's next request; when the worker stops, no more."""
        if not self.alive:
            raise StopIteration("stopping")  # how gunicorn's loop is told to close the line
        return _Silence(self._silent, super().timeout_ctx())

    def handle_exit(self, sig: int, frame: Any) -> None:
        super().handle_exit(sig, frame)
        for one in list(self._silent):
            one.kill(block=False)


class _Silence(AbstractContextManager[None]):
    """The time between two requests of a line."""

    def __init__(self, silent: set[gevent.Greenlet], timeout: Any) -> None:
        self._silent = silent
        self._timeout = timeout

    def __enter__(self) -> None:
        self._silent.add(gevent.getcurrent())
        self._timeout.__enter__()

    def __exit__(self, *error: Any) -> Any:
        self._silent.discard(gevent.getcurrent())
        return self._timeout.__exit__(*error)
