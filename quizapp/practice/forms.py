"""What a practice is made of."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectMultipleField
from wtforms.validators import Length

from ..bank.item import ItemType
from ..web.forms import choices

SIZES = (5, 10, 20)


class StartForm(FlaskForm):
    """How many items, of which topics and types; nothing chosen means of any."""

    topics = SelectMultipleField(_("主题"), validate_choice=False)
    types = SelectMultipleField(_("题型"), choices=choices((kind.value, kind.value) for kind in ItemType))
    size = RadioField(_("题数"), choices=choices((str(size), str(size)) for size in SIZES), default="10")
    request_id = HiddenField(validators=[Length(max=64)])


class ShelfForm(FlaskForm):
    """A practice of what stands in the book of mistakes or among the favourites; of one topic or of all."""

    topic = HiddenField(validators=[Length(max=64)])
    request_id = HiddenField(validators=[Length(max=64)])
