"""What is known of terms and posts without looking anything up: titles, the due date, its warnings. Pure.

The frame of the rules is a term of three or of five years (villages and communities five, other branches as a
rule three); which of them holds for a branch is its setting. Warnings come six, three and one month before.
"""

from __future__ import annotations

from datetime import date

from ..core.dates import months_later
from ..core.i18n import N_

SECRETARY = N_("书记")
DEPUTY = N_("副书记")
#: The usual posts in the order of a list; a branch may write others.
TITLES = (
    SECRETARY,
    DEPUTY,
    N_("组织委员"),
    N_("宣传委员"),
    N_("纪检委员"),
    N_("青年委员"),
    N_("统战委员"),
)
YEARS = (3, 5)
USUAL_YEARS = 3
WARNED_MONTHS = (6, 3, 1)


def is_secretary(title: str) -> bool:
    """Say whether a title, or a duty in a member's own words, is that of the secretary and not of a deputy."""
    return "书记" in title and "副" not in title


def rank_of(title: str) -> int:
    """Return where a post stands in a list: the usual ones in their order, others behind them."""
    if is_secretary(title):
        return 0
    return TITLES.index(title) if title in TITLES else len(TITLES)


def warning_at(due_on: date, today: date) -> int | None:
    """Return the nearest warning that has come, in months before the due date, 0 once it is past; None before all."""
    if today >= due_on:
        return 0
    come = [months for months in WARNED_MONTHS if today >= months_later(due_on, -months)]
    return min(come, default=None)
