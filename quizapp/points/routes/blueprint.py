"""The blueprint of points, and what its pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask import Blueprint
from flask_babel import gettext

from ...core.errors import Invalid
from ...core.hundredths import signed
from ...core.local import today
from ...core.permissions import Permission, reach_of
from ...record import queries as record
from ...record.sheet import Rule, Sheet
from ...web.access import me
from .. import queries, wording
from ..kinds import words
from ..wording import Phrase

blueprint = Blueprint("points", __name__, url_prefix="/points")


@blueprint.app_template_filter("phrase")
def phrase(one: Phrase) -> str:
    """Show a phrase in the reader's language; what people wrote stays."""
    return one.text if one.raw else str(gettext(one.text, **one.params))


@blueprint.app_template_filter("phrases")
def phrases(many: Iterable[Phrase]) -> str:
    """Show phrases one after the other."""
    return str(gettext("；").join(phrase(one) for one in many))


@blueprint.app_template_filter("rule_words")
def rule_words(rule: Rule) -> list[str]:
    """Return a rule in words."""
    return [phrase(one) for one in wording.in_words(rule)]


@blueprint.app_template_filter("measure_words")
def measure_words(measured: Any) -> str:
    """Show by what something was entered: the result, the number, the points."""
    if measured.outcome:
        return str(measured.outcome)
    if measured.count is not None:
        return str(gettext("%(n)d 项", n=measured.count))
    if measured.points is None:
        return ""
    return str(gettext("%(points)s 分", points=signed(measured.points)))


@blueprint.app_template_filter("kind_words")
def kind_words(kind: str) -> str:
    """Show what is counted by itself."""
    return str(gettext("·").join(gettext(part) for part in words(kind) if part))


@blueprint.app_context_processor
def _for_all() -> dict[str, Callable[..., object]]:
    return {"claims_waiting": lambda: queries.waiting_for(me()), "judges_claims": judges_claims}


def judges_claims() -> bool:
    """Tell whether the caller judges claims of others."""
    return reach_of(me().role, Permission.JUDGE_CLAIMS) is not None


def sheet_now() -> Sheet:
    """Return the sheet that holds in the caller's branch today."""
    return record.sheet_for(me().branch_id, today())[1]


def day_from(text: str) -> date:
    """Return the day that a date field holds; raises Invalid at `day`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(gettext("请选择日期。"), field="day") from None


def refused(act: Callable[[], object]) -> dict[str, str]:
    """Run `act`; return what it found invalid, by field, in words. Empty when it went through."""
    try:
        act()
    except Invalid as error:
        return {error.field: gettext(error.message, **error.params)}
    return {}
