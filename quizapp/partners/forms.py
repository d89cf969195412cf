"""Forms of joint study."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel import lazy_ngettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from ..web.forms import MUST, Secret, Text, at_most, choices
from .service import LINK_DAYS, MOST_GUESTS


class PartnerForm(FlaskForm):
    """A unit with which to study."""

    name = Text(_("单位名称"), [MUST, at_most(80)])
    contact = Text(_("联系人和电话"), [at_most(120)])


class LinkForm(FlaskForm):
    """A way in for so many people."""

    most = IntegerField(
        _("最多几人"),
        [InputRequired(_("请填写人数。")), NumberRange(1, MOST_GUESTS, _("请填 1 到 200 之间的整数。"))],
        default=30,
    )
    days = SelectField(
        _("有效期"),
        choices=choices((str(days), lazy_ngettext("%(num)d 天", "%(num)d 天", days)) for days in LINK_DAYS),
        default="30",
    )


class ShareForm(FlaskForm):
    """What to share, as kind:id."""

    what = SelectField(_("活动或竞赛"))


class EndForm(FlaskForm):
    anonymise = BooleanField(_("同时抹去对方人员的姓名和手机号（成绩保留，不再能认出是谁）"))


class DoorForm(FlaskForm):
    """What somebody of the unit fills in at the door."""

    name = Text(_("姓名"), [MUST, at_most(64)])
    username = Text(_("登录账号"), [MUST, at_most(32)])
    phone = Text(_("手机号（可不填，填了可以用它登录）"), [at_most(32)])
    password = Secret(_("设置密码"), [MUST])
    agree = BooleanField(_("已阅读并同意隐私说明"), [DataRequired(_("请先阅读并同意隐私说明。"))])


class WishForm(FlaskForm):
    wanted = BooleanField(_("把我在这里的成绩记入我自己的学习记录"))
