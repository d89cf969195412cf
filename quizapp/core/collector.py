"""The garbage collector, kept out of the way while a process comes up."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def start_spared() -> Iterator[None]:
    """Have nothing collected while a program is loaded, and what was loaded never looked at again.

    Modules, classes and address rules live as long as the process; the collector goes over them a dozen times while
    they are made, a third of a start, and in every full round of the running server.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        atexit.register(gc.unfreeze)  # the end of the process takes apart what belongs together, in its order
        if was_on:
            gc.enable()
