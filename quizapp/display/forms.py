"""The form of a big screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from ..boards.queries import BOARDS
from ..web.forms import choices
from .service import PERIODS, SCENES, SECONDS, THEMES

BOARD_NAMES = {
    "members": _("个人榜"),
    "groups": _("党小组榜"),
    "branches": _("支部榜"),
    "activity": _("支部活跃度"),
    "birthday": _("入党纪念日和誓词"),
    "voices": _("党员心声"),
    "honours": _("荣誉墙"),
}
PERIOD_NAMES = {"week": _("本周"), "month": _("本月"), "quarter": _("本季度"), "year": _("本年")}
THEME_NAMES = {"dark": _("深色（投影、暗处）"), "light": _("浅色（灯光下）")}


class ScreenForm(FlaskForm):
    """What one big screen shows."""

    name = StringField(_("名称"), validators=[DataRequired(_("请填写名称。")), Length(max=80)])
    boards = SelectMultipleField(
        _("榜单和画面"),
        choices=choices((name, BOARD_NAMES[name]) for name in (*BOARDS, *SCENES)),
        default=["groups", "members"],
        validators=[DataRequired(_("请至少选一个榜单或画面。"))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    period = SelectField(
        _("时间范围"), choices=choices((name, PERIOD_NAMES[name]) for name in PERIODS), default="month"
    )
    seconds = SelectField(
        _("每页停留（秒）"), choices=choices((n, str(n)) for n in SECONDS), coerce=int, default=15
    )
    theme = SelectField(
        _("底色"), choices=choices((name, THEME_NAMES[name]) for name in THEMES), default="dark"
    )
    live = BooleanField(_("现场竞赛开始时自动转到竞赛画面"), default=True)
