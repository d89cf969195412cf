"""Calls that must not stop the others: into a real OS thread when gevent runs the process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


def gevent_is_active() -> bool:
    """Say whether gevent has patched the process; asking does not load gevent."""
    monkey = sys.modules.get("gevent.monkey")
    return bool(monkey and monkey.is_module_patched("threading"))


def os_thread_runner() -> Callable[[Callable[[], Any]], Any]:
    """Return a function that runs calls, one after the other, in one OS thread of its own.

    Without gevent the calling thread already is a real one, and the call is made right there.
    """
    if not gevent_is_active():
        return lambda call: call()
    from gevent.threadpool import ThreadPool

    pool = ThreadPool(1)

    def run(call: Callable[[], Any]) -> Any:
        # An exception that leaves gevent's pool is printed whoever handles it, and lost with a full disk's log.
        result, error = pool.apply(_caught, (call,))
        if error:
            raise error
        return result

    return run


def _caught(call: Callable[[], Any]) -> tuple[Any, Exception | None]:
    try:
        return call(), None
    except Exception as error:
        return None, error


def call_in_pool(call: Callable[[], Any]) -> Any:
    """Run one costly call (a password hash) in gevent's thread pool, or right here without gevent."""
    if not gevent_is_active():
        return call()
    from gevent import get_hub

    result, error = get_hub().threadpool.apply(_caught, (call,))
    if error:
        raise error
    return result
