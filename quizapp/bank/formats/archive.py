"""Zip archives before they are trusted: sizes, numbers and names of what is in them."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

from ...core.archives import BROKEN
from ...core.i18n import N_
from .source import MOST_RATIO, MOST_UNPACKED, FormatError

MOST_ENTRIES = 20_000


class Archive:
    """The parts of an archive by name; each is unpacked when asked for, and no more than may be in all."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except BROKEN as broken:
            raise FormatError(N_("这个压缩包已经损坏，请重新保存后再试。")) from broken
        total = sum(entry.file_size for entry in entries)
        if len(entries) > MOST_ENTRIES or total > min(MOST_UNPACKED, MOST_RATIO * max(len(data), 10_000)):
            raise FormatError(N_("这个文件解开后大得不正常，不能读取。"))
        for entry in entries:
            path = PurePosixPath(entry.filename.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts or ":" in path.parts[:1]:
                raise FormatError(
                    N_("压缩包里的路径“%(path)s”指向包外，不能读取。"), path=entry.filename[:60]
                )
        self.names = frozenset(entry.filename for entry in entries)
        self._left = MOST_UNPACKED

    def read(self, name: str) -> bytes | None:
        """Return a part, or None when there is none of that name."""
        if name not in self.names:
            return None
        try:
            with self._zip.open(name) as part:
                content = part.read(self._left + 1)
        except BROKEN as broken:
            raise FormatError(N_("这个压缩包已经损坏，请重新保存后再试。")) from broken
        self._left -= len(content)
        if self._left < 0:
            raise FormatError(N_("这个文件解开后大得不正常，不能读取。"))
        return content
