"""Verbs of the activities."""

from .drafts import (
    Draft,
    copy_activity,
    create_activity,
    delete_draft,
    draft_of,
    edit_activity,
    months_later,
    repeat_activity,
)
from .signing_in import check_code, check_open, mark, near, sign_in
from .signing_up import join, withdraw
from .steps import correct, renew_screen, set_late_open, take_step

__all__ = [
    "Draft",
    "check_code",
    "check_open",
    "copy_activity",
    "correct",
    "create_activity",
    "delete_draft",
    "draft_of",
    "edit_activity",
    "join",
    "mark",
    "months_later",
    "near",
    "renew_screen",
    "repeat_activity",
    "set_late_open",
    "sign_in",
    "take_step",
    "withdraw",
]
