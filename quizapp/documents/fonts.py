"""The Chinese font with which PDFs are set: the one that is named, else one of those a machine usually has.

No font comes with the program. `QUIZAPP_PDF_FONT` names a file, with `#n` the face in a collection.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from ..core.errors import DomainError
from ..core.i18n import N_

#: Where fonts lie, on Linux, macOS and Windows.
FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)
#: Names of files, the best first: Song faces as official papers have them, then Hei, then what is left.
FILES = (
    "NotoSerifCJK-Regular.ttc",
    "NotoSerifCJKsc-Regular.otf",
    "SourceHanSerifSC-Regular.otf",
    "SourceHanSerifCN-Regular.otf",
    "SourceHanSerif.ttc",
    "Songti.ttc",
    "simsun.ttc",
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "SourceHanSansCN-Regular.otf",
    "SourceHanSans.ttc",
    "msyh.ttc",
    "Deng.ttf",
    "simhei.ttf",
    "STHeiti Light.ttc",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "uming.ttc",
    "DroidSansFallbackFull.ttf",
)
#: Fonts for single characters that the chosen one lacks; read only when one does.
OTHERS = ("HanaMinB.ttf", "HanaMinA.ttf", "simsunb.ttf", "DejaVuSans.ttf", "seguisym.ttf")


class FontMissing(DomainError):
    """No font for Chinese is on this machine; the page can be printed by the browser instead."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "这台服务器上没有中文字体，不能生成 PDF，请改用“打印”。管理员可安装字体或设置 QUIZAPP_PDF_FONT。"
            ),
            code="documents.no_font",
        )


@dataclass(frozen=True, slots=True)
class Font:
    """A face: its file and, in a collection, its number; `others` are files that may have what it lacks."""

    path: Path
    number: int = 0
    others: tuple[Path, ...] = ()


def find(named: str) -> Font:
    """Return the font to set PDFs with, the one that the settings name if any; raises FontMissing."""
    font = look(named)
    if font is None:
        raise FontMissing
    return font


@lru_cache(maxsize=4)
def look(named: str, folders: Sequence[str] = FOLDERS) -> Font | None:
    """Return the font that is named, or without a name the best one in the folders; None when there is none."""
    files = _files(folders)
    found = [files[name.lower()] for name in FILES if name.lower() in files]
    others = [files[name.lower()] for name in OTHERS if name.lower() in files]
    if named:
        path, _, number = named.partition("#")
        if not Path(path).is_file() or not (number or "0").isdigit():
            return None
        chosen = Font(Path(path), int(number) if number else face(Path(path)))
    elif found:
        chosen = Font(found[0], face(found[0]))
    else:
        return None
    return replace(chosen, others=tuple(path for path in (*found, *others) if path != chosen.path))


def _files(folders: Sequence[str]) -> dict[str, Path]:
    wanted = {name.lower() for name in (*FILES, *OTHERS)}
    return {path.name.lower(): path for path in _all(folders) if path.name.lower() in wanted}


def _all(folders: Sequence[str]) -> Iterator[Path]:
    for folder in folders:
        for where, _, names in os.walk(Path(folder).expanduser()):
            yield from (Path(where) / name for name in names)


def face(path: Path) -> int:
    """Return the face of a collection that is for simplified Chinese and of usual weight, the first without one."""
    if path.suffix.lower() != ".ttc":
        return 0
    from fontTools.ttLib import TTCollection

    with TTCollection(path, lazy=True) as faces:
        names = [str(face["name"].getDebugName(4) or "") for face in faces]
    return max(range(len(names)), key=lambda at: (_fitness(names[at]), -at))


def _fitness(name: str) -> int:
    words = name.replace("-", " ").split()
    simplified = 4 if {"SC", "CN", "SimSun", "YaHei"} & set(words) else 0
    plain = 2 if "Regular" in words else 0
    return simplified + plain - (3 if {"Mono", "Black", "Bold", "Light", "UI"} & set(words) else 0)
