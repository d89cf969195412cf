"""Verbs on contests over a window: prepare, step, enter, decide on one person's attempt, settle."""

from .attempts import allow_again, enter, extend_attempt, mark_answer
from .drafts import COUNTS, REVIEWS, Draft, copy_contest, create_contest, delete_draft, draft_of, edit_contest
from .settling import Expected, expected, report_credits
from .steps import any_due, follow_clock, follow_windows, take_step

__all__ = [
    "COUNTS",
    "REVIEWS",
    "Draft",
    "Expected",
    "allow_again",
    "any_due",
    "copy_contest",
    "create_contest",
    "delete_draft",
    "draft_of",
    "edit_contest",
    "enter",
    "expected",
    "extend_attempt",
    "follow_clock",
    "follow_windows",
    "mark_answer",
    "report_credits",
    "take_step",
]
