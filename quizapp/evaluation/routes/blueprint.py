"""The blueprint on which the modules of this package register their views, and what their pages share."""

from __future__ import annotations

from collections.abc import Callable, Collection
from fractions import Fraction

from flask import Blueprint
from flask_babel import gettext

from ...accounts.queries import member_names
from ...core.i18n import N_
from ...record.amounts import print_amount
from ...web.access import me
from .. import queries, standing_in
from ..figures import fraction
from ..models import ANSWERED_TITLES, SHOWN_TITLES, STATE_TITLES, Answered, Evaluation, Shown, State
from ..periods import Stretch

blueprint = Blueprint("evaluation", __name__, url_prefix="/evaluation")

#: What the blocks of the shipped sheets are called; another block's name is its title.
BLOCK_TITLES = {
    "plus": N_("加分"),
    "minus": N_("扣分"),
    "review": N_("民主评议"),
    "base": N_("基础"),
    "": N_("其他"),
}


_TITLES = {
    str(key): text for titles in (STATE_TITLES, SHOWN_TITLES, ANSWERED_TITLES) for key, text in titles.items()
}


def asked(evaluation_id: int) -> Evaluation:
    """Return one of the caller's branch's evaluations."""
    return queries.of_branch(me().branch_id, evaluation_id)


def stretch_label(stretch: Stretch) -> str:
    """Return a period in words."""
    text, parts = stretch.label_parts
    return str(gettext(text, **parts))


def exact(written: str | Fraction | None) -> str:
    """Show an exact amount of hundredths with both decimals."""
    value = fraction(written) if isinstance(written, str) else written
    return "–" if value is None else print_amount(value)


def state_title(state: State | Shown | Answered) -> str:
    """Return a state in words."""
    return str(gettext(_TITLES[str(state)]))


def names_in(ids: Collection[int]) -> str:
    """Return the names of people, in one line."""
    return "、".join(member_names(ids).values())


def who_answers(branch_id: int, member_id: int) -> str:
    """Return in words who answers the own objection of this member."""
    charge = standing_in.in_charge(branch_id, member_id)
    return str(gettext(charge.words(), names=names_in(charge.ids)))


def block_title(name: str) -> str:
    """Return a block of a points sheet in words."""
    return str(gettext(BLOCK_TITLES.get(name, name))) if name in BLOCK_TITLES else name


FILTERS: dict[str, Callable[..., object]] = {
    "stretch": stretch_label,
    "exact": exact,
    "evaluation_state": state_title,
    "block_title": block_title,
}
for _name, _filter in FILTERS.items():
    blueprint.add_app_template_filter(_filter, _name)
