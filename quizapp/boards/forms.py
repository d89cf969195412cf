"""Forms of the boards' settings."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from ..web.forms import at_most

_WEIGHT = [
    InputRequired(_("请填 0 到 100 之间的整数。")),
    NumberRange(0, 100, _("请填 0 到 100 之间的整数。")),
]


class WeightsForm(FlaskForm):
    """How much each part of a branch's figure weighs."""

    active = IntegerField(_("活跃度"), _WEIGHT)
    taking_part = IntegerField(_("参与度"), _WEIGHT)
    duties = IntegerField(_("规定动作完成"), _WEIGHT)


class CalendarForm(FlaskForm):
    """The days of a year that are other than their weekday says."""

    days = TextAreaField(_("休息日和补班日"), [at_most(20_000)])
