"""Forms of the hours: training outside, what the branch asks, a reason."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, DecimalField, HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from ..web.forms import Text, choices
from .amounts import COMMITTEE, MEMBERS, MOST_A_YEAR, UNITS, Standard
from .service import MOST_REASON, MOST_TITLE, Outside

MOST_AT_ONCE = 80  # 学时 of one entry: ten days of eight


class OutsideForm(FlaskForm):
    """Training outside the program; the members are ticked beside it."""

    title = Text(_("参加了什么"), validators=[InputRequired(_("请写明参加了什么。")), Length(max=MOST_TITLE)])
    day = DateField(_("日期"), validators=[InputRequired(_("请填写日期，例如 2026-05-20。"))])
    hours = DecimalField(
        _("学时"),
        places=1,
        validators=[
            InputRequired(_("请填写学时，例如 4 或 1.5。")),
            NumberRange(0.1, MOST_AT_ONCE, _("学时要大于 0，一次不超过 80。")),
        ],
    )
    reason = TextAreaField(
        _("为什么由支部登记"), validators=[InputRequired(_("请写明原因。")), Length(max=MOST_REASON)]
    )
    evidence = TextAreaField(
        _("凭证"),
        validators=[
            InputRequired(_("请写明凭证，例如通知文号、证书编号或签到表存放处。")),
            Length(max=MOST_REASON),
        ],
    )
    token = HiddenField(validators=[Length(max=40)])

    def asked(self, unit: int) -> Outside:
        """Return what was filled in, in minutes of the branch's 学时."""
        assert self.day.data is not None  # it is required, and so is the next
        assert self.hours.data is not None
        return Outside(
            self.title.data,
            self.day.data,
            round(self.hours.data * unit),
            (self.reason.data or "").strip(),
            (self.evidence.data or "").strip(),
            self.token.data or "",
        )


class ReasonForm(FlaskForm):
    """Why an entry is taken back."""

    reason = Text(_("原因"), validators=[InputRequired(_("请写明原因。")), Length(max=MOST_REASON)])


def _hours(label: Any, low: int) -> IntegerField:
    words = _("要在 %(low)s 到 %(high)s 之间：不能低于规定的下限。", low=low, high=MOST_A_YEAR)
    return IntegerField(label, validators=[InputRequired(words), NumberRange(low, MOST_A_YEAR, words)])


class StandardForm(FlaskForm):
    """The branch's measure; its floors are the rules'."""

    unit = SelectField(_("1 学时是多少分钟"), choices=choices((n, str(n)) for n in UNITS), coerce=int)
    members = _hours(_("党员一年的学时"), MEMBERS.hours)
    committee = _hours(_("书记和支委一年的学时"), COMMITTEE.hours)

    def chosen(self) -> Standard:
        """Return what was filled in."""
        return Standard(self.unit.data, self.members.data or 0, self.committee.data or 0)
