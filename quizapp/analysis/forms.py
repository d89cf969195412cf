"""The form of the analysis pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel import lazy_ngettext
from flask_wtf import FlaskForm
from wtforms import RadioField

from ..papers.uses import REST_TO_CHOOSE
from ..web.forms import choices


class RestForm(FlaskForm):
    """For how many days an item rests after a contest."""

    days = RadioField(
        _("题目在竞赛里用过以后，歇多久再抽"),
        choices=choices(
            (str(days), lazy_ngettext("%(num)d 天", "%(num)d 天", days) if days else _("不歇"))
            for days in REST_TO_CHOOSE
        ),
    )
