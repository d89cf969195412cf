"""Fields for numbers and points, which refuse in our own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, IntegerField
from wtforms.widgets import TextInput

_AMOUNT = re.compile(r"\d{1,4}(\.\d{1,2})?", re.ASCII)


def hundredths(text: str) -> int | None:
    """Return points as people write them (5 or 2.5) in hundredths; None for what is no amount."""
    if not _AMOUNT.fullmatch(text):
        return None
    whole, _dot, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


class Whole(IntegerField):
    """A whole number; what is none is refused in our own words."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if not valuelist:
            return
        text = str(valuelist[0]).strip()
        self.data = None
        if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
            raise ValueError(str(_("请填写整数。")))
        self.data = int(text)


class Points(Field):
    """Points as people write them (5 or 2.5), in hundredths inside."""

    widget = TextInput()
    data: int | None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if not valuelist:  # not on the page: what is usual stays
            return
        self.data = hundredths(str(valuelist[0]).strip())
        if self.data is None:
            raise ValueError(str(_("请填写分值，例如 5 或 2.5。")))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        whole, part = divmod(self.data, 100)
        return f"{whole}.{part:02d}".rstrip("0") if part else str(whole)
