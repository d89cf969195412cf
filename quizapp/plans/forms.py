"""Forms of the plans: an item, a word that it is done, the branch's own rules for the duties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, DecimalField, IntegerField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ..activities.kinds import WAY_TITLES, Way
from ..web.forms import Text, choices
from .cells import MOST_HOURS
from .duties import DUTIES, Rule, Setting, Span
from .gathering import MOST_LEAD
from .models import PlanItem
from .reading import MOST_NOTE, MOST_RESPONSIBLE, MOST_TITLE, Draft
from .service import MOST_PLAN_NOTE, MOST_REASON

SPAN_TITLES = {
    Span.MONTH: _("每月"),
    Span.QUARTER: _("每季度"),
    Span.HALF: _("每半年"),
    Span.YEAR: _("每年"),
}


def _row(value: str) -> int | None:
    return int(value) if value and value != "None" else None


class ItemForm(FlaskForm):
    """An item of a plan."""

    month = SelectField(_("月份"), coerce=int)
    title = Text(_("学习内容"), validators=[InputRequired(_("请填写学习内容。")), Length(max=MOST_TITLE)])
    way = SelectField(_("学习形式"))
    responsible = Text(_("责任人"), validators=[Length(max=MOST_RESPONSIBLE)])
    group_id = SelectField(_("参加范围"), coerce=_row)
    due_on = DateField(_("完成时限"), validators=[Optional()])
    hours = DecimalField(
        _("预计学时"),
        places=1,
        validators=[Optional(), NumberRange(0, MOST_HOURS, _("写成 0 到 80 的数，例如 2 或 1.5。"))],
    )
    note = TextAreaField(_("备注"), validators=[Length(max=MOST_NOTE)])
    material_ids = SelectMultipleField(
        _("学习材料"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    contest_id = SelectField(_("竞赛"), coerce=_row)

    def offer(
        self,
        groups: Mapping[str, int],
        materials: Iterable[tuple[int, str]],
        contests: Iterable[tuple[int, str]],
    ) -> None:
        """Set what can be chosen."""
        self.month.choices = choices((n, gettext("%(n)d 月", n=n)) for n in range(1, 13))
        self.way.choices = choices((way.value, gettext(title)) for way, title in WAY_TITLES.items())
        everybody = [("", gettext("全支部"))]
        self.group_id.choices = choices([*everybody, *((id, name) for name, id in groups.items())])
        self.material_ids.choices = choices(materials)
        self.contest_id.choices = choices([("", gettext("不关联竞赛")), *contests])

    def draft(self, unit: int) -> Draft:
        """Return what was filled in; hours as minutes of the branch's 学时."""
        return Draft(
            self.month.data,
            self.title.data,
            Way(self.way.data),
            self.responsible.data,
            self.group_id.data,
            self.due_on.data,
            round((self.hours.data or 0) * unit),
            (self.note.data or "").strip(),
            tuple(self.material_ids.data or ()),
            self.contest_id.data,
        )

    def show(self, item: PlanItem, unit: int) -> None:
        """Fill in what is stored."""
        for name in ("month", "title", "responsible", "group_id", "due_on", "note", "contest_id"):
            self[name].data = getattr(item, name)
        self.way.data = item.way.value
        self.hours.data = round(Decimal(item.minutes) / unit, 1) if item.minutes else None
        self.material_ids.data = list(item.material_ids)


class DoneForm(FlaskForm):
    """That an item is done, and how that can be known."""

    reason = TextAreaField(
        _("怎样完成的"),
        validators=[InputRequired(_("请写明怎样完成的，例如在哪里、凭证在哪。")), Length(max=MOST_REASON)],
    )
    day = DateField(_("完成日期"), validators=[InputRequired(_("请填写日期。"))])


class PlanNoteForm(FlaskForm):
    """What the year is about."""

    note = TextAreaField(_("年度要求"), validators=[Length(max=MOST_PLAN_NOTE)])


class FileForm(FlaskForm):
    """A table to take in."""

    file = FileField(_("文件"))


class DutiesForm(FlaskForm):
    """The branch's own rules; those of each duty are read by name, since there is one pair a duty."""

    left_out = SelectMultipleField(
        choices=choices((key, key) for key, duty in DUTIES.items() if duty.optional), validate_choice=False
    )
    lead_month = IntegerField(_("每月的"), validators=[InputRequired(_("请填写天数。"))])
    lead_quarter = IntegerField(_("每季度的"), validators=[InputRequired(_("请填写天数。"))])
    lead_half = IntegerField(_("每半年的"), validators=[InputRequired(_("请填写天数。"))])
    lead_year = IntegerField(_("每年的"), validators=[InputRequired(_("请填写天数。"))])

    def show(self, setting: Setting) -> None:
        """Fill in what is stored."""
        self.left_out.data = list(setting.left_out)
        for span in MOST_LEAD:
            self[f"lead_{span.value}"].data = setting.lead[span]

    def chosen(self, sent: Mapping[str, str]) -> Setting:
        """Return what was filled in; `sent` has a number and a span for each duty, "" where the floor is enough."""
        rules = {}
        for key in DUTIES:
            times, span = sent.get(f"{key}_times", "").strip(), sent.get(f"{key}_span", "")
            if times and key != "talk" and span in set(Span):
                rules[key] = Rule(int(times) if times.isdecimal() and len(times) < 4 else 0, Span(span))
        lead = {span: self[f"lead_{span.value}"].data or 0 for span in Span}
        left_out = tuple(key for key in self.left_out.data or () if key in DUTIES)
        return Setting(rules, left_out, lead)
