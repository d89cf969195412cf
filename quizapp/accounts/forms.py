"""Forms of the people's pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectField,
)
from wtforms.validators import DataRequired, Length, Optional

from ..core.permissions import Role
from ..web.forms import MUST, Secret, Text, at_most, choices
from .kinds import KIND_TITLES, ROLE_TITLES
from .policy import MAX_LENGTH

DAYS = ((30, _("30 天")), (90, _("90 天")), (365, _("一年")))


class SignInForm(FlaskForm):
    account = Text(_("账号或手机号"), [MUST, at_most(64)])
    password = Secret(_("密码"), [MUST, Length(max=MAX_LENGTH)])
    remember = BooleanField(_("30 天内免登录"), default=True)


class SetUpForm(FlaskForm):
    unit = Text(_("单位名称"), [MUST, at_most(80)])
    branch_name = Text(_("党支部名称"), [MUST, at_most(80)])
    name = Text(_("姓名"), [MUST, at_most(64)])
    username = Text(_("账号"), [MUST, at_most(32)])
    password = Secret(_("密码"), [MUST])


class LinkForm(FlaskForm):
    password = Secret(_("设置密码"), [MUST])
    agree = BooleanField(_("已阅读并同意隐私说明"), [DataRequired(_("请先阅读并同意隐私说明。"))])


class ConsentForm(FlaskForm):
    agree = BooleanField(_("已阅读并同意隐私说明"), [DataRequired(_("请先阅读并同意隐私说明。"))])


class PasswordForm(FlaskForm):
    current = Secret(_("当前密码"), [MUST])
    password = Secret(_("新密码"), [MUST])


class FirstPasswordForm(FlaskForm):
    password = Secret(_("新密码"), [MUST])


class ProfileForm(FlaskForm):
    name = Text(_("姓名"), [MUST, at_most(64)])
    phone = Text(_("手机号"), [at_most(32)])


class DisplayForm(FlaskForm):
    locale = SelectField(
        _("语言"),
        choices=choices([("", _("跟随系统设置")), ("zh_CN", "中文"), ("en", "English")]),
        default="",
    )
    theme = RadioField(
        _("外观"),
        choices=choices([("auto", _("自动")), ("light", _("浅色")), ("dark", _("深色"))]),
        default="auto",
    )
    large_type = BooleanField(_("大字"))


class TokenForm(FlaskForm):
    name = Text(_("用途"), [MUST, at_most(64)])
    scope = SelectField(
        _("权限范围"),
        choices=choices([("read", _("只读")), ("write", _("读写")), ("host", _("主持"))]),
    )
    days = SelectField(_("有效期"), choices=choices(DAYS), coerce=int, default=90)


class MemberForm(FlaskForm):
    name = Text(_("姓名"), [MUST, at_most(64)])
    phone = Text(_("手机号"), [at_most(32)])
    group_id = SelectField(_("党小组"), coerce=int, default=0)
    role = SelectField(
        _("角色"),
        choices=choices((role, _(title)) for role, title in ROLE_TITLES.items()),
        default=Role.MEMBER,
    )
    kind = SelectField(_("类别"), choices=choices((kind, _(title)) for kind, title in KIND_TITLES.items()))
    duty = Text(_("职务"), [at_most(64)])
    joined_party_on = DateField(_("入党日期"), [Optional()])
    exempt = BooleanField(_("不作硬性要求"))


class NewMemberForm(MemberForm):
    username = Text(_("账号"), [at_most(32)])


class LeaveForm(FlaskForm):
    reason = Text(_("原因"), [MUST, at_most(200)])


class NameForm(FlaskForm):
    name = Text(_("名称"), [MUST, at_most(80)])


class ImportForm(FlaskForm):
    file = FileField(_("名单文件"), [FileRequired(_("请选择文件。"))])


class SiteForm(FlaskForm):
    name = Text(_("系统名称"), [MUST, at_most(40)])
    unit = Text(_("单位名称"), [at_most(80)])
    filing_number = Text(_("备案号"), [at_most(64)])


class AddressForm(FlaskForm):
    """The address in links and QR codes: found by itself, one of this computer's, or one that is typed."""

    choice = RadioField(_("二维码和链接用的地址"))
    public_url = Text(_("其他地址"), [at_most(200)])


class LogoForm(FlaskForm):
    logo = FileField(_("单位标识"), [FileRequired(_("请选择文件。"))])
