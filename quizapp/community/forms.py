"""The forms of the community's pages."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, DecimalField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, NumberRange, Optional

from ..web.forms import MUST, Text, at_most, choices
from .service import honours, pledges, voices
from .wording import LEVEL_NAMES, TOPICS, HonourLevel


class VoiceForm(FlaskForm):
    text = TextAreaField(_("想说的话"), [MUST, at_most(voices.MOST_VOICE)])
    topic = SelectField(
        _("主题"), choices=choices((key, _(name)) for key, name in TOPICS.items()), default="study"
    )
    on_screen = BooleanField(_("可以在支部大屏上展示"), default=True)


class BlessingForm(FlaskForm):
    text = Text(_("祝福"), [MUST, at_most(voices.MOST_BLESSING)])


class ReportForm(FlaskForm):
    text = Text(_("哪里不妥"), [MUST, at_most(voices.MOST_REASON)])


class WayForm(FlaskForm):
    way = RadioField(
        _("提前一周提醒"), choices=choices([("day", _("按日：每人一条")), ("month", _("按月：下月名单"))])
    )


class HeldForm(FlaskForm):
    held_on = DateField(_("日期"), [DataRequired(_("请填写日期。"))])
    activity_id = SelectField(_("在哪次活动上"), coerce=int, default=0)
    note = Text(_("说明"), [at_most(200)])


class PledgeForm(FlaskForm):
    post = Text(_("岗位"), [at_most(pledges.MOST_POST)])
    item1 = Text(_("第 1 条"), [MUST, at_most(pledges.MOST_ITEM)])
    item2 = Text(_("第 2 条"), [MUST, at_most(pledges.MOST_ITEM)])
    item3 = Text(_("第 3 条"), [MUST, at_most(pledges.MOST_ITEM)])
    item4 = Text(_("第 4 条"), [at_most(pledges.MOST_ITEM)])
    item5 = Text(_("第 5 条"), [at_most(pledges.MOST_ITEM)])

    def items(self) -> tuple[str, ...]:
        """Return the promises as they were typed."""
        return tuple(self[f"item{number}"].data or "" for number in range(1, pledges.MOST + 1))


class CheckForm(FlaskForm):
    text = TextAreaField(_("年终自查"), [MUST, at_most(pledges.MOST_CHECK)])


class HonourForm(FlaskForm):
    whose = SelectField(_("谁的荣誉"))
    title = Text(_("荣誉名称"), [MUST, at_most(honours.MOST_TITLE)])
    awarded_by = Text(_("授予单位"), [MUST, at_most(80)])
    awarded_on = DateField(_("授予日期"), [DataRequired(_("请填写日期。"))])
    level = SelectField(
        _("级别"),
        choices=choices((key.value, _(name)) for key, name in LEVEL_NAMES.items()),
        default=HonourLevel.UNIT.value,
    )
    story = TextAreaField(_("背后的故事"), [at_most(honours.MOST_STORY)])


class HonourDeskForm(HonourForm):
    points = DecimalField(_("积分"), [Optional(), NumberRange(0, 100)], places=2, default=Decimal(0))


class TransferForm(FlaskForm):
    goal = SelectField(_("转到"))
    day = DateField(_("日期"), [DataRequired(_("请填写日期。"))])
    reason = Text(_("原因"), [MUST, at_most(200)])


class ReceiveForm(FlaskForm):
    group_id = SelectField(_("编入党小组"), coerce=int, default=0)
