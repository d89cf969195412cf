"""Forms of the digest e-mail."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField

from ...web.forms import MUST, Text, at_most, choices
from .schedule import Often

OFTEN = (
    (Often.DAILY.value, _("每天早上 8 点")),
    (Often.WEEKLY.value, _("每周一早上 8 点")),
    (Often.NEVER.value, _("不发")),
)


class AddressForm(FlaskForm):
    """An address that a confirmation goes to."""

    address = Text(
        _("邮箱"),
        [MUST, at_most(200)],
    )


class OftenForm(FlaskForm):
    """How often the digest comes."""

    often = RadioField(_("多久发一次"), choices=choices(OFTEN), default=Often.WEEKLY.value)
