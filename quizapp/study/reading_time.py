"""How long materials are and how far somebody has come, by what the branch asks of its readers."""

from __future__ import annotations

from ..accounts.queries import branch_setting
from .models import Material, Reading
from .progress import (
    PAGE_SECONDS,
    SHARES,
    USUAL_PAGE_SECONDS,
    USUAL_SHARE,
    Pace,
    Progress,
    length_ms,
    needed_ms,
)

SHARE_SETTING, PAGE_SETTING = "reading_share", "reading_page_seconds"


def pace(branch_id: int) -> Pace:
    """Return what the branch asks of its readers."""
    share, seconds = branch_setting(branch_id, SHARE_SETTING), branch_setting(branch_id, PAGE_SETTING)
    return Pace(
        share if share in SHARES else USUAL_SHARE,
        seconds if seconds in PAGE_SECONDS else USUAL_PAGE_SECONDS,
    )


def length_of(material: Material, of_branch: Pace) -> int:
    """Return how long a material is, in milliseconds; 0 where reading it cannot be seen."""
    return length_ms(
        material.kind, material.minutes, material.pages, material.seconds, of_branch.page_seconds
    )


def minutes_of(material: Material, of_branch: Pace) -> int:
    """Return how many minutes readers are told that a material takes."""
    return -(-length_of(material, of_branch) // 60_000) or material.minutes


def progress_of(
    material: Material, reading: Reading | None, of_branch: Pace, *, checked: bool | None = None
) -> Progress:
    """Return how far somebody has come with a material; `checked`: it has a check, else judged by its items."""
    length = length_of(material, of_branch)
    has_check = bool(material.item_ids) if checked is None else checked
    needed = needed_ms(length, of_branch.share, checked=has_check)
    return Progress(reading.counted_ms if reading else 0, length, needed)
