"""Forms of the guided start."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from ..web.forms import Text

_MUST = DataRequired(_("请填写这一项。"))


class NamesForm(FlaskForm):
    unit = Text(_("单位名称"), [_MUST, Length(max=80)])
    branch_name = Text(_("党支部名称"), [_MUST, Length(max=80)])


class GroupsForm(FlaskForm):
    names = TextAreaField(_("党小组名称，一行一个"), [Length(max=2000)])
