"""Messages that offer to take back what they tell of."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash


def flash_undo(text: str, action: str, fields: Mapping[str, str]) -> None:
    """Tell what was done, with a button that posts `fields` to `action` and so takes it back."""
    flash({"text": text, "action": action, "fields": dict(fields)}, "undo")  # type: ignore[arg-type]  # any JSON will do
