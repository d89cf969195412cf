"""Forms of the talks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.fields import DateTimeLocalField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from ..web.forms import Text, at_most, choices
from ..web.intake import row_id
from .pairs import FLOOR, MOST_ROUNDS, PairKind
from .service import MOST_FOLLOW_UP, MOST_PLACE, MOST_TEXT

_GIVEN = InputRequired(_("请填写这一项。"))
_LOCAL = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class WhenForm(FlaskForm):
    """When and where a talk is."""

    at = DateTimeLocalField(_("时间"), [_GIVEN], format=_LOCAL)
    place = Text(_("地点"), [at_most(MOST_PLACE)])

    def moment(self, zone: ZoneInfo) -> datetime:
        """Return the moment that was filled in."""
        assert self.at.data  # the form asks for it
        return self.at.data.replace(tzinfo=zone).astimezone(UTC)


class ArrangeForm(WhenForm):
    """A new talk."""

    other_id = SelectField(_("和谁谈"), coerce=row_id, validate_choice=False)

    def with_people(self, people: Sequence[tuple[int, str]]) -> ArrangeForm:
        """Offer these people."""
        self.other_id.choices = choices(people)
        return self


class HeldForm(FlaskForm):
    held_on = DateField(_("谈话日期"), [_GIVEN])


class NoteForm(FlaskForm):
    text = TextAreaField(_("谈话记录"), [DataRequired(_("请写谈话记录。")), at_most(MOST_TEXT)])


class MoreForm(FlaskForm):
    text = TextAreaField(_("补充"), [DataRequired(_("请写要补充的内容。")), at_most(MOST_TEXT)])


class ConfirmForm(FlaskForm):
    seen = HiddenField()


class FollowUpForm(FlaskForm):
    text = Text(_("要做的事"), [DataRequired(_("请写清要做的事。")), at_most(MOST_FOLLOW_UP)])
    due_on = DateField(_("完成期限"), [Optional()])


class PlanForm(FlaskForm):
    """A pair of the plan."""

    first_id = SelectField(_("党员"), coerce=row_id, validate_choice=False)
    second_id = SelectField(_("与党员"), coerce=row_id, validate_choice=False)
    due_on = DateField(_("完成期限"), [_GIVEN])

    def with_people(self, people: Sequence[tuple[int, str]]) -> PlanForm:
        """Offer these people."""
        self.first_id.choices = choices(people)
        self.second_id.choices = choices(people)
        return self


class FillForm(FlaskForm):
    due_on = DateField(_("完成期限"), [_GIVEN])


_TIMES = [InputRequired(_("请填写次数。")), NumberRange(FLOOR, MOST_ROUNDS, _("请填 1 到 12 之间的整数。"))]


class AskedForm(FlaskForm):
    """How many talks a year the branch asks for."""

    committee = IntegerField(_("委员与委员"), _TIMES)
    mixed = IntegerField(_("委员与党员"), _TIMES)
    members = IntegerField(_("党员与党员"), _TIMES)

    def wanted(self) -> dict[PairKind, int]:
        """Return what was filled in, by kind."""
        return {kind: self[kind.value].data or 0 for kind in PairKind}
