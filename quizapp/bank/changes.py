"""What a version changed of the one before: the native form's fields, each as a line of text. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.i18n import N_
from .native import ITEM_FIELDS
from .wording import Piece, laid_over

FIELD_NAMES: dict[str, str] = {
    "id": N_("编号"),
    "type": N_("题型"),
    "topic": N_("主题"),
    "stem": N_("题干"),
    "left": N_("左项"),
    "options": N_("选项"),
    "key": N_("答案"),
    "unit": N_("单位"),
    "tolerance": N_("误差"),
    "explanation": N_("解析"),
    "source": N_("依据"),
    "difficulty": N_("难度"),
    "as_of": N_("核对时间"),
    "valid_until": N_("有效期至"),
    "note": N_("备注"),
    "tags": N_("标签"),
    "excludes": N_("互斥题"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after; "" where it was not stated. `name` is a Chinese source text."""

    field: str
    name: str
    before: str
    after: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Both wordings laid over one another."""
        return laid_over(self.before, self.after)


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Change, ...]:
    """Return the fields in which two native forms differ, in the order of the form."""
    changes: list[Change] = []
    for field in ITEM_FIELDS:
        old, new = before.get(field), after.get(field)
        if old == new:
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping) and field in ("options", "left"):
            changes += _entries(field, old, new)
        else:
            changes.append(Change(field, FIELD_NAMES[field], as_text(old), as_text(new)))
    return tuple(changes)


def _entries(field: str, old: Mapping[str, object], new: Mapping[str, object]) -> list[Change]:
    """Return the options, or left sides, that differ, each for itself."""
    return [
        Change(f"{field}.{name}", FIELD_NAMES[field], _entry(name, old), _entry(name, new))
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _entry(name: str, entries: Mapping[str, object]) -> str:
    return f"{name} {entries[name]}" if name in entries else ""


def as_text(value: object) -> str:
    """Return a native value in one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return N_("正确") if value else N_("错误")
    if isinstance(value, Mapping):
        return "；".join(f"{name} {as_text(entry)}" for name, entry in value.items())
    if isinstance(value, (list, tuple)):
        return "；".join(
            "、".join(map(str, one)) if isinstance(one, (list, tuple)) else str(one) for one in value
        )
    return str(value)
