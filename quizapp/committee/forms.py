"""Forms of the committee's pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from ..web.forms import MUST, Text, at_most, choices
from ..web.intake import row_id
from .service import MOST_DUTY, MOST_TITLE, PostDraft
from .terms import YEARS

_DAY = InputRequired(_("请填写日期。"))


class YearsForm(FlaskForm):
    years = RadioField(
        _("每届任期"),
        choices=choices((str(years), {3: _("三年"), 5: _("五年")}[years]) for years in YEARS),
    )


class TermForm(FlaskForm):
    """A new term."""

    number = IntegerField(_("届次"), [Optional(), NumberRange(1, 999, _("请填 1 到 999 之间的整数。"))])
    began_on = DateField(_("当选日期"), [_DAY])
    note = Text(_("选举情况"), [at_most(300)])


class TermDatesForm(FlaskForm):
    """The dates of a term that is written down."""

    began_on = DateField(_("当选日期"), [_DAY])
    due_on = DateField(_("应换届日期"), [_DAY])
    note = Text(_("选举情况"), [at_most(300)])


class PostForm(FlaskForm):
    """Who holds which post."""

    member_id = SelectField(_("党员"), coerce=row_id, validate_choice=False)
    title = Text(
        _("职务"),
        [MUST, at_most(MOST_TITLE)],
    )
    from_on = DateField(_("任职日期"), [_DAY])
    to_on = DateField(_("卸任日期"), [Optional()])
    duty = TextAreaField(_("分工"), [at_most(MOST_DUTY)])

    def with_people(self, people: Sequence[tuple[int, str]]) -> PostForm:
        """Offer these people."""
        self.member_id.choices = choices(people)
        return self

    def draft(self) -> PostDraft:
        """Return what was filled in."""
        return PostDraft(
            self.member_id.data,
            self.title.data,
            self.from_on.data or date.min,
            self.duty.data or "",
            self.to_on.data,
        )
