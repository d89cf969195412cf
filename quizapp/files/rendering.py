"""Pictures of files: thumbnails and the pages of a PDF, made when first asked for and kept beside the files.

A PDF is drawn by a process of its own (`pdf_pages`), one at a time. Where it cannot be, `count_pages` returns
None, and readers open the file itself.
"""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

from ..core.errors import NotFound
from ..infra.os_thread import call_in_pool
from . import store
from .kinds import Kind
from .queries import FileView

log = logging.getLogger(__name__)

SCRIPT = Path(__file__).with_name("pdf_pages.py")
THUMB, WIDE = 360, 1100  # pixels across
TOGETHER = 4  # pages drawn by one process: who reads one reads on
PATIENCE = 40  # seconds


def count_pages(digest: str) -> int | None:
    """Return how many pages a PDF has; None where it cannot be drawn."""
    said = _run("count", str(store.path_of(digest)))
    return int(said) if said and said.strip().isdecimal() else None


def text_of(digest: str, most: int) -> str:
    """Return the words of a PDF, a form feed between two pages, cut after `most` letters; "" where it has none."""
    return _run("text", str(store.path_of(digest)), str(most)) or ""


def page(file: FileView, number: int) -> Path:
    """Return the picture of a PDF's page, drawing it and its neighbours when it is not there yet."""
    if file.kind is not Kind.PDF or not 1 <= number <= (file.pages or 0):
        raise NotFound
    first = number - (number - 1) % TOGETHER
    draw = partial(_draw, file.digest, "p", WIDE, first, first + TOGETHER - 1)
    return _kept(store.derived(file.digest, f"p{number}.webp"), draw)


def thumb(file: FileView) -> Path:
    """Return a small picture of a picture or of a PDF's first page; raise `NotFound` for what has none."""
    if file.kind is Kind.IMAGE:
        made = store.derived(file.digest, "t.webp")
        return _kept(made, partial(call_in_pool, partial(_shrink, store.path_of(file.digest), made)))
    if file.kind is not Kind.PDF or not file.pages:
        raise NotFound
    return _kept(store.derived(file.digest, "t1.webp"), partial(_draw, file.digest, "t", THUMB, 1, 1))


def _kept(path: Path, make: Callable[[], object]) -> Path:
    """Return a picture that is there, or is there once it was made; one is made at a time.

    Raises `NotFound` when it cannot be made, also where the content itself has gone.
    """
    if not path.exists():
        with _turn(), contextlib.suppress(FileNotFoundError):
            if not path.exists():
                make()
    if not path.exists():
        raise NotFound
    return path


@lru_cache(maxsize=1)
def _turn() -> threading.Lock:
    """Return the process's one lock; made at its first use, when gevent has made waiting cooperative."""
    return threading.Lock()


def _draw(digest: str, name: str, width: int, first: int, last: int) -> None:
    target = store.derived(digest, name)
    _run("draw", str(store.path_of(digest)), str(width), str(first), str(last), str(target))


def _run(*words: str) -> str | None:
    """Return what the drawing process said; None when it failed, for whatever reason."""
    command = [sys.executable, "-I", str(SCRIPT), *words]
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell
            command, capture_output=True, encoding="utf-8", errors="replace", timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.warning("a PDF was not drawn: %s", error)
        return None
    if done.returncode:
        log.info("a PDF was not drawn: %s", done.stderr.strip().rpartition("\n")[2][:200])
        return None
    return done.stdout


def _shrink(source: Path, target: Path) -> None:
    from PIL import Image  # loaded with the first picture, not with the program

    with Image.open(source, formats=("WEBP",)) as opened:
        opened.thumbnail((THUMB, THUMB))
        partial = target.with_name(f".{target.name}")
        opened.convert("RGB").save(partial, "WEBP", quality=80)
        partial.replace(target)
