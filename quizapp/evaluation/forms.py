"""Forms of the evaluation pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from ..core.errors import Invalid
from ..core.i18n import N_
from ..record.amounts import AmountError, parse_amount
from ..record.periods import YEARS
from ..web.filters import points
from ..web.forms import MUST, Text, at_most, choices
from ..web.intake import row_id
from .models import SHOWN_TITLES, Evaluation, Shown
from .periods import KIND_TITLES, PeriodKind, Stretch
from .service import MOST_DAYS, Draft
from .work import SOURCES

_DAY = _("请填日期，例如 2026-06-30。")
_WEIGHT = _("请填 0 到 100 之间的整数。")


class EvaluationForm(FlaskForm):
    """An evaluation; the period is any day in it, or first and last day."""

    title = Text(_("名称"), [MUST, at_most(120)])
    kind = SelectField(_("评比周期"), coerce=PeriodKind)
    first = DateField(_("从哪天开始"), [DataRequired(_DAY)])
    last = DateField(_("到哪天结束"), [Optional()])
    sheet_id = SelectField(_("积分办法"), coerce=row_id)
    shown = RadioField(_("公示内容"), coerce=Shown, default=Shown.LEVELS)
    days = IntegerField(
        _("公示天数"),
        [InputRequired(_("请填写天数。")), NumberRange(1, MOST_DAYS, _("请填 1 到 30 之间的整数。"))],
        default=5,
    )

    def draft(self) -> Draft:
        """Return what was asked for; raises Invalid for days that make no period."""
        kind, first = self.kind.data, self.first.data
        if first is None or first.year not in YEARS:
            raise Invalid(N_("请填写日期。"), field="first")
        if kind is PeriodKind.DATES:
            if self.last.data is None or self.last.data.year not in YEARS:
                raise Invalid(N_("自定日期要写到哪天结束。"), field="last")
            stretch = Stretch(kind, first, self.last.data)
        else:
            stretch = Stretch.of(kind, first)
        return Draft(self.title.data, stretch, self.sheet_id.data, self.shown.data, self.days.data or 0)


def evaluation_form(sheets: list[tuple[int, str]], row: Evaluation | None, today: date) -> EvaluationForm:
    """Return the form, filled with an evaluation or with the period that ended last."""
    before = Stretch.of(PeriodKind.HALF, today).previous()
    form = EvaluationForm(
        title=row.title if row else _("%(period)s党员积分评比", period=before.label),
        kind=row.kind if row else before.kind,
        first=row.first if row else before.first,
        last=row.last if row else before.last,
        sheet_id=row.sheet_id if row else None,
        shown=row.shown if row else Shown.LEVELS,
        days=row.days if row else 5,
    )
    form.kind.choices = choices((kind.value, _(KIND_TITLES[kind])) for kind in PeriodKind)
    form.sheet_id.choices = choices(sheets)
    form.shown.choices = choices((shown.value, _(SHOWN_TITLES[shown])) for shown in Shown)
    return form


class VetoForm(FlaskForm):
    """一票否决 of somebody."""

    member_id = SelectField(_("姓名"), coerce=row_id)
    day = DateField(_("事情发生的日期"), [DataRequired(_DAY)])
    reason = Text(_("原因"), [MUST, at_most(300)])
    evidence = Text(_("依据（文件、记录）"), [at_most(300)])


class ReasonForm(FlaskForm):
    """Why something is done."""

    reason = Text(_("原因"), [MUST, at_most(300)])


class TieForm(FlaskForm):
    """Who of a tie gets the level."""

    members = SelectMultipleField(_("得到这一等次的人"), coerce=row_id, validate_choice=False)
    level = Text(_("等次"), [MUST, at_most(32)])
    reason = Text(_("怎样决定的"), [MUST, at_most(300)])


class ObjectionForm(FlaskForm):
    """A member's objection."""

    text = TextAreaField(_("哪里不对"), [MUST, at_most(500)])


class AnswerForm(FlaskForm):
    """The answer to an objection."""

    upheld = RadioField(
        _("处理结果"),
        choices=choices([("yes", _("采纳，已在积分里更正")), ("no", _("不采纳"))]),
        default="no",
    )
    answer = TextAreaField(_("答复"), [MUST, at_most(500)])


class ProbationForm(FlaskForm):
    """The branch's lines for probationary members; both empty: none."""

    on_time = Text(_("按期转正（分）"), [at_most(8)])
    delayed = Text(_("延长预备期（分）"), [at_most(8)])


class MonthForm(FlaskForm):
    """A month of committee work to be marked."""

    month = Text(
        _("月份"),
        [MUST, Regexp(r"(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])", message=_("请填月份，例如 2026-03。"))],
    )
    people = SelectMultipleField(
        _("给谁评分"), coerce=row_id, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    items = TextAreaField(_("扣分项"), [MUST, at_most(2000)])
    leader = IntegerField(_("党小组组长"), [InputRequired(_WEIGHT), NumberRange(0, 100, _WEIGHT)])
    committee = IntegerField(_("支部委员会"), [InputRequired(_WEIGHT), NumberRange(0, 100, _WEIGHT)])
    colleagues = IntegerField(_("群众（同事）"), [InputRequired(_WEIGHT), NumberRange(0, 100, _WEIGHT)])

    @property
    def weights(self) -> dict[str, int]:
        """The weight of each sheet."""
        return {source: self[source].data or 0 for source in SOURCES}


def read_items(text: str) -> list[dict[str, Any]]:
    """Return the deductions of a list, one a line with its points last; raises Invalid naming the line."""
    items = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        title, _space, points = line.replace("　", " ").rpartition(" ")
        try:
            amount = abs(parse_amount(points.removesuffix("分").replace("−", "-")))
        except AmountError:
            amount = 0
        if not title.strip() or not amount:
            raise Invalid(
                N_("第 %(n)d 行看不出扣多少分，请写成“缺席集中学习 3”这样。"), field="items", n=number
            )
        items.append({"title": title.strip()[:60], "points": amount})
    return items


def written_items(items: Iterable[Mapping[str, Any]]) -> str:
    """Return deductions as the form's text."""
    return "\n".join(f"{gettext(item['title'])} {points(item['points'])}" for item in items)
