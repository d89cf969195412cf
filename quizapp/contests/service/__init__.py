"""Verbs on contests over a window: prepare, step, enter, decide on one person's attempt, settle."""

from .attempts import allow_again, enter, extend_attempt, mark_answer
from .drafts import COUNTS, REVIEWS, Draft, copy_contest, create_contest, delete_draft, draft_of, edit_contest
from .on_paper import Entered, enter_scores, print_paper
from .restating import Moved, Shift, claims, is_settled, note_regraded, shift
from .settling import Expected, expected, report_credits
from .steps import any_due, follow_clock, follow_windows, take_step

__all__ = [
    "COUNTS",
    "REVIEWS",
    "Draft",
    "Entered",
    "Expected",
    "Moved",
    "Shift",
    "allow_again",
    "any_due",
    "claims",
    "copy_contest",
    "create_contest",
    "delete_draft",
    "draft_of",
    "edit_contest",
    "enter",
    "enter_scores",
    "expected",
    "extend_attempt",
    "follow_clock",
    "follow_windows",
    "is_settled",
    "mark_answer",
    "note_regraded",
    "print_paper",
    "report_credits",
    "shift",
    "take_step",
]
