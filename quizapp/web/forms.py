"""What every form view shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from ..core.errors import Invalid

MUST = DataRequired(_("请填写这一项。"))


def at_most(length: int) -> Length:
    """Refuse a text of more characters."""
    return Length(max=length, message=_("最多 %(max)d 个字。"))


def accepted(form: FlaskForm, act: Callable[[], object]) -> bool:
    """Run `act` and say whether it went through; what it finds `Invalid` is put beside its field."""
    try:
        act()
    except Invalid as error:
        text = gettext(error.message, **error.params)
        if error.field in form:
            field = form[error.field]
            field.errors = [*field.errors, text]
        else:
            form.form_errors.append(text)
        return False
    return True


def choices(pairs: Iterable[tuple[object, object]]) -> list[Any]:
    """Return the choices of a select field from pairs of value and label."""
    return [SelectChoice(value, label) for value, label in pairs]


class Text(StringField):
    """A line of text, without blanks around it; "" when it was left empty."""

    data: str

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""


class Secret(PasswordField):
    """A password, exactly as typed."""

    data: str
