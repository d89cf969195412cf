"""Forms of the guided start."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length

from ..web.forms import MUST, Text


class NamesForm(FlaskForm):
    unit = Text(_("单位名称"), [MUST, Length(max=80)])
    branch_name = Text(_("党支部名称"), [MUST, Length(max=80)])


class GroupsForm(FlaskForm):
    names = TextAreaField(_("党小组名称，一行一个"), [Length(max=2000)])
