"""The folder of files: each content once, under its digest, whole or not there at all.

ab/<digest>               a file as it is served
incoming/                 what is being written
derived/ab/<digest>-…     pictures of pages and thumbnails, which can be made anew
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from flask import current_app

from ..config import Settings
from ..core.errors import DomainError
from ..core.i18n import N_
from ..core.ids import new_token

CHUNK = 256 * 1024
SPARE = 256 * 1024 * 1024  # of the disk, which the database needs
KEPT_FOR = timedelta(days=1)  # without anybody naming it
INCOMING, DERIVED = "incoming", "derived"


class Kept(NamedTuple):
    """A content in the folder."""

    digest: str
    size: int


def folder() -> Path:
    """Return the folder of files."""
    return cast(Settings, current_app.extensions["settings"]).files_folder


def incoming() -> Path:
    """Return where files lie while they come in."""
    place = folder() / INCOMING
    place.mkdir(parents=True, exist_ok=True)
    return place


def path_of(digest: str) -> Path:
    """Return where a content lies."""
    return folder() / digest[:2] / digest


def derived(digest: str, name: str) -> Path:
    """Return where something made from a content lies; its folder is there."""
    place = folder() / DERIVED / digest[:2] / f"{digest}-{name}"
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def check_space(size: int) -> None:
    """Refuse a file that would leave the database too little of the disk."""
    if shutil.disk_usage(incoming()).free < size + SPARE:
        raise DomainError(N_("服务器的磁盘快满了，请告诉管理员。"), code="files.no_space", status=507)


def keep(stream: BinaryIO, root: Path) -> Kept:
    """Write a content into the folder at `root`, durably, in chunks; the same content is there once."""
    coming = root / INCOMING / new_token(16)
    coming.parent.mkdir(parents=True, exist_ok=True)
    try:
        kept = _write(stream, coming)
        place = root / kept.digest[:2] / kept.digest
        place.parent.mkdir(exist_ok=True)
        coming.replace(place)  # also over the same content, whose day then begins anew
        _sync_folder(place.parent)
    finally:
        coming.unlink(missing_ok=True)
    return kept


def _write(stream: BinaryIO, path: Path) -> Kept:
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as target:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return Kept(digest.hexdigest(), size)


def _sync_folder(path: Path) -> None:
    """Make a new name in a folder durable, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def contents(root: Path) -> Iterator[Path]:
    """Yield every content in the folder."""
    for place in sorted(root.glob("??")):
        yield from sorted(path for path in place.iterdir() if len(path.name) == 64)


def sweep(named: Callable[[str], set[str]], now: datetime) -> int:
    """Delete what nobody has named for a day; return how many contents. `named` tells digests by their first two letters."""
    root, old, gone = folder(), (now - KEPT_FOR).timestamp(), 0
    for place in sorted(root.glob("??")):
        known = named(place.name)
        for path in place.iterdir():
            if path.name not in known and path.stat().st_mtime < old:
                path.unlink(missing_ok=True)
                for made in (root / DERIVED / place.name).glob(f"{path.name}-*"):
                    made.unlink(missing_ok=True)
                gone += 1
    for path in incoming().iterdir():
        if path.stat().st_mtime < old:
            path.unlink(missing_ok=True)
    return gone
