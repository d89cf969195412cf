"""The forms that a page shows: where each posts to, its fields, and the values a person would send untouched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass(slots=True)
class ShownForm:
    """A form as it stands on a page."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)

    def with_value(self, name: str, value: str) -> dict[str, str]:
        return {**self.fields, name: value}


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[ShownForm] = []
        self._page = page
        self._form: ShownForm | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: dict[str, Any] = dict(attrs)
        if tag == "form":
            self._form = ShownForm(self._address(found.get("action")))
            if (found.get("method") or "get").lower() == "post":
                self.forms.append(self._form)
        if self._form is None:
            return
        if found.get("formaction"):
            self.forms.append(ShownForm(self._address(found["formaction"]), self._form.fields))
        name, value = found.get("name"), found.get("value") or ""
        if tag == "select" and name:
            self._select = name
            self._form.fields.setdefault(name, "")
        elif (
            tag == "option" and self._select and (not self._form.fields[self._select] or "selected" in found)
        ):
            self._form.fields[self._select] = value
        elif tag in ("input", "textarea", "button") and name and name != "csrf_token":
            chosen = found.get("type") not in ("radio", "checkbox") or "checked" in found
            if chosen or name not in self._form.fields:
                self._form.fields[name] = value

    def _address(self, written: str | None) -> str:
        return (written or "").partition("#")[0] or self._page

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""


def posting_forms(page: str, html: str) -> Iterator[ShownForm]:
    """Yield the forms of a page that post."""
    reader = _Reader(page)
    reader.feed(html)
    yield from reader.forms
