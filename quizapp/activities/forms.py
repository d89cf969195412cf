"""Forms of the activities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import DateTimeLocalField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ..web.amounts import Whole
from ..web.forms import MUST, Text, at_most, choices
from ..web.intake import row_id
from . import nearness
from .attending import SETTABLE
from .attending import STATE_TITLES as ATTENDANCE_TITLES
from .kinds import INVITED_TITLES, KINDS, WAY_TITLES, ActivityKind, Invited, Way
from .service import Draft

_GIVEN = InputRequired(_("请填写这一项。"))
_LOCAL = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
MOST_AGENDA = 10_000


class People(SelectMultipleField):
    """Some people, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ActivityForm(FlaskForm):
    """What is decided about an activity; moments in the installation's time zone."""

    kind = SelectField(
        _("活动类型"), choices=choices((kind.value, _(rule.title)) for kind, rule in KINDS.items())
    )
    title = Text(_("活动名称"), [MUST, at_most(120)])
    starts_at = DateTimeLocalField(_("开始"), [_GIVEN], format=_LOCAL)
    ends_at = DateTimeLocalField(_("结束"), [_GIVEN], format=_LOCAL)
    place = Text(_("地点"), [at_most(120)])
    host_id = SelectField(_("主持人"), coerce=int)
    group_id = SelectField(_("举行单位"), coerce=int, default=0)
    way = SelectField(
        _("学习方式"),
        choices=choices(
            [("", _("不计入六种学习方式")), *((way.value, _(t)) for way, t in WAY_TITLES.items())]
        ),
        default="",
    )
    invited = SelectField(
        _("参加范围"), choices=choices((who.value, _(title)) for who, title in INVITED_TITLES.items())
    )
    invited_ids = People(_("指定人员"), coerce=int)
    lecturer_ids = People(_("主讲人"), coerce=int)
    guest_lecturer = Text(_("外请主讲人"), [at_most(120)])
    agenda = TextAreaField(_("议程或内容"), [at_most(MOST_AGENDA)])
    confidential = BooleanField(_("只有受邀人员能看到"))
    seats = Whole(_("名额"), [Optional(), NumberRange(1, 10_000, _("请填 1 到 10000 之间的整数。"))])
    late_after = Whole(
        _("开始后多久算迟到"), [_GIVEN, NumberRange(0, 240, _("请填 0 到 240 之间的整数。"))], default=10
    )
    position = Text(_("地点坐标"), [at_most(60)])
    radius = SelectField(
        _("签到范围"),
        coerce=int,
        choices=choices((n, _("%(n)d 米以内", n=n)) for n in nearness.RADII),
        default=300,
    )
    plan_item_id = HiddenField(default="")

    def offer(self, people: Sequence[tuple[int, str]], groups: Sequence[tuple[int, str]]) -> None:
        """Say who and which groups can be chosen; without the whole branch, 0, only what a group may hold."""
        if all(group_id for group_id, _name in groups):
            held = [(kind.value, _(rule.title)) for kind, rule in KINDS.items() if rule.in_group]
            self.kind.choices = choices(held)
        self.host_id.choices = choices(people)
        self.invited_ids.choices = choices(people)
        self.lecturer_ids.choices = choices(people)
        self.group_id.choices = choices(groups)

    def validate_starts_at(self, field: Field) -> None:
        if field.data and not 2000 <= field.data.year <= 2100:
            raise ValidationError(str(_("请填写 2000 到 2100 年之间的时间。")))

    def validate_ends_at(self, field: Field) -> None:
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(str(_("结束时间必须晚于开始时间。")))

    def validate_position(self, field: Field) -> None:
        if field.data and self._position() is None:
            raise ValidationError(str(_("请写成“纬度,经度”，例如 22.8170,108.3669。")))

    def validate_plan_item_id(self, field: Field) -> None:
        try:
            field.data = str(row_id(field.data)) if field.data else ""
        except ValueError:
            field.data = ""

    def _position(self) -> tuple[float, float] | None:
        north, _comma, east = (self.position.data or "").replace("，", ",").partition(",")
        return nearness.position(north.strip(), east.strip())

    def draft(self, zone: ZoneInfo) -> Draft:
        """Return what was decided; call it on a form that was validated."""
        assert self.starts_at.data and self.ends_at.data  # noqa: PT018 - required fields that were validated
        place = self._position()
        kind, invited = ActivityKind(self.kind.data), Invited(self.invited.data)
        return Draft(
            kind=kind,
            title=self.title.data,
            starts_at=_utc(self.starts_at.data, zone),
            ends_at=_utc(self.ends_at.data, zone),
            host_id=self.host_id.data,
            place=self.place.data,
            way=Way(self.way.data) if self.way.data else None,
            group_id=self.group_id.data or None,
            plan_item_id=int(self.plan_item_id.data) if self.plan_item_id.data else None,
            confidential=self.confidential.data,
            agenda=(self.agenda.data or "").replace("\r\n", "\n").strip(),
            lecturer_ids=tuple(self.lecturer_ids.data or ()),
            guest_lecturer=self.guest_lecturer.data,
            invited=invited,
            invited_ids=tuple(self.invited_ids.data or ()) if invited is Invited.CHOSEN else (),
            seats=self.seats.data if invited is Invited.SIGN_UP else None,
            late_after=self.late_after.data or 0,
            latitude=place[0] if place else None,
            longitude=place[1] if place else None,
            radius=self.radius.data,
        )


def values_of(draft: Draft, zone: ZoneInfo) -> dict[str, Any]:
    """Return a draft as the form's values."""
    place = f"{draft.latitude},{draft.longitude}" if draft.latitude is not None else ""
    same = ("title", "host_id", "place", "confidential", "agenda", "guest_lecturer", "seats", "late_after")
    return {
        **{name: getattr(draft, name) for name in same},
        "kind": draft.kind.value,
        "starts_at": draft.starts_at.astimezone(zone).replace(tzinfo=None),
        "ends_at": draft.ends_at.astimezone(zone).replace(tzinfo=None),
        "way": draft.way.value if draft.way else "",
        "group_id": draft.group_id or 0,
        "plan_item_id": str(draft.plan_item_id or ""),
        "invited": draft.invited.value,
        "invited_ids": list(draft.invited_ids),
        "lecturer_ids": list(draft.lecturer_ids),
        "position": place,
        "radius": draft.radius,
    }


def _utc(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


class StepForm(FlaskForm):
    """A step of an activity's life."""

    step = StringField()
    reason = Text(_("原因"), [at_most(300)])


class LeaveForm(FlaskForm):
    """Why somebody cannot come."""

    reason = Text(_("请假原因"), [MUST, at_most(300)])


class CodeForm(FlaskForm):
    """The six digits on the screen."""

    code = Text(_("签到码"), [MUST, at_most(32)])


class CorrectionForm(FlaskForm):
    """How somebody's attendance is corrected after the end."""

    member = HiddenField()
    state = SelectField(
        _("更正为"), choices=choices((state.value, _(ATTENDANCE_TITLES[state])) for state in SETTABLE)
    )
    reason = Text(_("更正原因"), [MUST, at_most(300)])


class RepeatForm(FlaskForm):
    """For how many months an activity is repeated."""

    months = Whole(_("往后几个月"), [_GIVEN, NumberRange(1, 12, _("请填 1 到 12 之间的整数。"))], default=1)
