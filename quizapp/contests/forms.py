"""The editor's form, and the small ones of the run page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import DateTimeLocalField
from wtforms.validators import DataRequired, InputRequired, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ..accounts.kinds import KIND_TITLES
from ..bank.item import ItemType
from ..papers.blueprint import MOST_ITEMS, MOST_POINTS, MOST_ROWS
from ..web.amounts import Points, Whole
from ..web.forms import MUST, Text, at_most, choices
from .service import Draft

_GIVEN = InputRequired(_("请填写这一项。"))
LOCAL = "%Y-%m-%dT%H:%M"

TYPE_TITLES = {
    ItemType.SINGLE: _("单选"),
    ItemType.MULTIPLE: _("多选"),
    ItemType.BOOLEAN: _("判断"),
    ItemType.BLANK: _("填空"),
    ItemType.NUMERIC: _("数值"),
    ItemType.ORDERING: _("排序"),
    ItemType.MATCHING: _("匹配"),
    ItemType.SHORT: _("简答"),
}
DIFFICULTY_TITLES = {1: _("1 易"), 2: _("2 较易"), 3: _("3 中"), 4: _("4 较难"), 5: _("5 难")}
COUNT_TITLES = {
    "highest": _("取最好一次"),
    "first": _("取第一次"),
    "last": _("取最后一次"),
    "average": _("取平均"),
}
REVIEW_TITLES = {
    "closed": _("截止后公布"),
    "submitted": _("交卷后即可查看"),
    "never": _("不公布"),
}


class Choices(SelectMultipleField):
    """Some of several, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RowForm(Form):
    """A row of the blueprint."""

    topics = Choices(_("主题"), validate_choice=True)
    types = Choices(_("题型"), choices=choices(TYPE_TITLES.items()))
    difficulties = Choices(_("难度"), coerce=int, choices=choices(DIFFICULTY_TITLES.items()))
    count = Whole(_("题数"), [_GIVEN, NumberRange(1, MOST_ITEMS, _("题数应当是 1 到 %(max)s。"))], default=10)
    points = Points(_("每题分"), [_GIVEN, NumberRange(0, MOST_POINTS, _("每题最多 100 分。"))], default=500)


class ContestForm(FlaskForm):
    """What an organiser decides about a contest; moments in the installation's time zone."""

    title = Text(_("竞赛名称"), [MUST, at_most(120)])
    notice = TextAreaField(_("竞赛说明"), [at_most(10_000)])
    opens_at = DateTimeLocalField(_("开始"), [_GIVEN], format=[LOCAL, "%Y-%m-%dT%H:%M:%S"])
    closes_at = DateTimeLocalField(_("截止"), [_GIVEN], format=[LOCAL, "%Y-%m-%dT%H:%M:%S"])
    limit_s = Whole(
        _("作答限时"), [_GIVEN, NumberRange(1, 360, _("作答限时应在 1 到 360 分钟之间。"))], default=15
    )
    attempts = Whole(
        _("可答次数"), [_GIVEN, NumberRange(1, 20, _("答题次数应在 1 到 20 次之间。"))], default=1
    )
    counts = SelectField(_("计分"), choices=choices(COUNT_TITLES.items()), default="highest")
    same_paper = SelectField(
        _("试卷"), choices=choices([("", _("每人抽到不同的题")), ("y", _("所有人同一份题"))]), default=""
    )
    review = SelectField(_("答案与解析"), choices=choices(REVIEW_TITLES.items()), default="closed")
    for_record = BooleanField(_("计入学习积分"), default=True)
    groups = Choices(_("党小组"), coerce=int)
    kinds = Choices(
        _("人员类别"), choices=choices((kind.value, _(title)) for kind, title in KIND_TITLES.items())
    )
    bank_ids = Choices(_("题库"), [DataRequired(_("请至少选择一个题库。"))], coerce=int)
    rows = FieldList(FormField(RowForm), _("试卷蓝图"), min_entries=1, max_entries=MOST_ROWS)

    def validate_opens_at(self, field: Field) -> None:
        _in_this_age(field.data)

    def validate_closes_at(self, field: Field) -> None:
        _in_this_age(field.data)
        if self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(str(_("截止时间必须晚于开始时间。")))

    def offer(
        self, banks: Sequence[tuple[int, str]], topics: Sequence[str], groups: Sequence[tuple[int, str]]
    ) -> None:
        """Say what can be chosen."""
        self.bank_ids.choices = choices(banks)
        self.groups.choices = choices(groups)
        for row in self.rows:
            row.form.topics.choices = choices((topic, topic) for topic in topics)

    def row_values(self) -> list[dict[str, Any]]:
        """Return the rows in the blueprint's JSON form; what cannot be read is left as None."""
        return [
            {
                "count": row.form.count.data,
                "points": row.form.points.data,
                "topics": list(row.form.topics.data or ()),
                "types": list(row.form.types.data or ()),
                "difficulties": list(row.form.difficulties.data or ()),
            }
            for row in self.rows
        ]

    def draft(self, zone: ZoneInfo, kept: Draft | None = None) -> Draft:
        """Return what was decided; call it on a form whose fields can be read.

        The fields say minutes: what was left as `kept` has it stays exact to the second.
        """
        assert self.opens_at.data and self.closes_at.data  # noqa: PT018 - required fields that were validated
        draft = Draft(
            title=self.title.data,
            notice=(self.notice.data or "").strip(),
            opens_at=_utc(self.opens_at.data, zone),
            closes_at=_utc(self.closes_at.data, zone),
            limit_s=(self.limit_s.data or 0) * 60,
            bank_ids=tuple(self.bank_ids.data or ()),
            blueprint={"rows": self.row_values()},
            attempts=self.attempts.data or 0,
            counts=self.counts.data,
            same_paper=bool(self.same_paper.data),
            review=self.review.data,
            eligible={"groups": list(self.groups.data or ()), "kinds": list(self.kinds.data or ())},
            for_record=self.for_record.data,
        )
        return _exact(draft, kept) if kept else draft


def values_of(draft: Draft, zone: ZoneInfo) -> dict[str, Any]:
    """Return a draft as the form's values."""
    eligible = draft.eligible or {}
    return {
        "title": draft.title,
        "notice": draft.notice,
        "opens_at": draft.opens_at.astimezone(zone).replace(tzinfo=None),
        "closes_at": draft.closes_at.astimezone(zone).replace(tzinfo=None),
        "limit_s": _minutes(draft),
        "attempts": draft.attempts,
        "counts": draft.counts,
        "same_paper": "y" if draft.same_paper else "",
        "review": draft.review,
        "for_record": draft.for_record,
        "groups": list(eligible.get("groups") or ()),
        "kinds": list(eligible.get("kinds") or ()),
        "bank_ids": list(draft.bank_ids),
        "rows": [dict(row) for row in draft.blueprint["rows"]],
    }


def _exact(draft: Draft, kept: Draft) -> Draft:
    def moment(typed: datetime, before: datetime) -> datetime:
        return before if typed == before.replace(second=0, microsecond=0) else typed

    return replace(
        draft,
        opens_at=moment(draft.opens_at, kept.opens_at),
        closes_at=moment(draft.closes_at, kept.closes_at),
        limit_s=kept.limit_s if draft.limit_s == _minutes(kept) * 60 else draft.limit_s,
    )


def _minutes(draft: Draft) -> int:
    """Return a draft's time limit as the field shows it."""
    return -(-draft.limit_s // 60)


def _utc(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


def _in_this_age(at: datetime | None) -> None:
    if at is None or not 2000 <= at.year <= 2100:
        raise ValidationError(str(_("请填写 2000 到 2100 年之间的时间。")))


class StepForm(FlaskForm):
    """A step of the contest's life."""

    step = StringField()
    reason = Text(_("原因"), [at_most(300)])


class ExtendForm(FlaskForm):
    """More time for one attempt, or opening it again."""

    minutes = Whole(_("时间"), [_GIVEN, NumberRange(1, 360, _("应在 1 到 360 分钟之间。"))], default=10)
    reason = Text(_("原因"), [MUST, at_most(300)])


class AllowForm(FlaskForm):
    """One attempt more for one person."""

    hours = Whole(_("截止后再给"), [_GIVEN, NumberRange(0, 168, _("应在 0 到 168 小时之间。"))], default=24)
    reason = Text(_("原因"), [MUST, at_most(300)])


class MarkForm(FlaskForm):
    """Points for one short answer."""

    points = Points(_("得分"), [_GIVEN])


class ScoresForm(FlaskForm):
    """Scores of what was answered on paper; each stands in a field of its member."""

    reason = Text(_("更正原因"), [at_most(300)])
