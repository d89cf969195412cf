"""Figures of the shipped materials: drawings beside the text, named in it by `figure:<folder>/<name>.svg`.

A file of a material says `![…](figures/<name>.svg)`; stored, the reference carries its folder, so that a
branch's copy of the material still shows the drawing.
"""

from __future__ import annotations

import re
from pathlib import Path

from flask import url_for

from ..bank.material import FIGURE
from ..resources import QUESTION_BANK

_STORED = re.compile(r"figure:([\w-]{1,64})/([\w-]{1,64})\.svg", re.ASCII)


def with_folder(body: str, folder: str) -> str:
    """Return a material's text with the folder in its references to figures."""
    return FIGURE.sub(rf"figure:{folder}/\1", body)


def address(reference: str) -> str | None:
    """Return the address of a figure that there is, else None."""
    found = _STORED.fullmatch(reference)
    if found is None or not path_of(found[1], found[2]).is_file():
        return None
    return url_for("study.figure", folder=found[1], name=found[2])


def path_of(folder: str, name: str) -> Path:
    """Return where a figure lies, if there is one."""
    return QUESTION_BANK / folder / "materials" / "figures" / f"{name}.svg"
