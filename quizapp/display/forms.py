"""The form of a big screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from ..boards.queries import BOARDS
from .service import PERIODS, SECONDS, THEMES

BOARD_NAMES = {"members": _l("个人榜"), "groups": _l("党小组榜"), "branches": _l("支部榜")}
PERIOD_NAMES = {"week": _l("本周"), "month": _l("本月"), "quarter": _l("本季度"), "year": _l("本年")}
THEME_NAMES = {"dark": _l("深色（投影、暗处）"), "light": _l("浅色（灯光下）")}


class ScreenForm(FlaskForm):
    """What one big screen shows."""

    name = StringField(_l("名称"), validators=[DataRequired(_l("请填写名称。")), Length(max=80)])
    boards = SelectMultipleField(
        _l("榜单"),
        choices=[(name, BOARD_NAMES[name]) for name in BOARDS],
        default=["groups", "members"],
        validators=[DataRequired(_l("请至少选一个榜单。"))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    period = SelectField(
        _l("时间范围"), choices=[(name, PERIOD_NAMES[name]) for name in PERIODS], default="month"
    )
    seconds = SelectField(
        _l("每页停留（秒）"), choices=[(n, str(n)) for n in SECONDS], coerce=int, default=15
    )
    theme = SelectField(_l("底色"), choices=[(name, THEME_NAMES[name]) for name in THEMES], default="dark")
