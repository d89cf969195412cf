"""Counts, reads and draws the pages of a PDF; run as a process of its own, with little memory and time.

A PDF is a program from a stranger in a language that C++ interprets: what goes wrong in it must end with it.
Imports nothing of the product, so that it starts in a tenth of a second.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import pypdfium2

MEMORY, SECONDS = 1024**3, 30
MOST_SIDE = 4000


def main() -> None:
    """`count FILE` writes the number of pages, `text FILE MOST` their words with a form feed between two;
    `draw FILE WIDTH FIRST LAST TARGET` draws pages to TARGET<n>.webp.
    """
    _limit()
    verb, path, *rest = sys.argv[1:]
    document = pypdfium2.PdfDocument(path)
    if verb == "count":
        sys.stdout.write(f"{len(document)}\n")
        return
    if verb == "text":
        sys.stdout.buffer.write(_text(document, int(rest[0])).encode(errors="replace"))
        return
    width, first, last = (int(number) for number in rest[:3])
    for number in range(first, min(last, len(document)) + 1):
        _draw(document[number - 1], width, Path(f"{rest[3]}{number}.webp"))


def _text(document: pypdfium2.PdfDocument, most: int) -> str:
    pages, length = [], 0
    for number in range(len(document)):
        page = document[number]
        words = page.get_textpage().get_text_range().replace("\f", " ").replace("\0", "")
        page.close()
        pages.append("\n".join(" ".join(line.split()) for line in words.splitlines()).strip())
        length += len(pages[-1])
        if length > most:
            break
    return "\f".join(pages)[:most]


def _draw(page: pypdfium2.PdfPage, width: int, target: Path) -> None:
    across, down = page.get_size()
    scale = min(width / max(across, 1), MOST_SIDE / max(down, 1))
    image = page.render(scale=scale).to_pil().convert("RGB")
    page.close()
    partial = target.with_name(f".{target.name}")
    image.save(partial, "WEBP", quality=80, method=3)
    partial.replace(target)


def _limit() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    main()
