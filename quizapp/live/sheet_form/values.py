"""One field of the rules form: a value of the document ↔ the text that stands for it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...core.i18n import N_
from .field import Field

_NUMBER = re.compile(r"[+-]?\d{1,6}(\.\d{1,2})?", re.ASCII)
_SPLIT = re.compile(r"[、，,;；/\s]+")
_OUT = ("出局", "out")

#: What is said of a text that cannot be read, by the kind of input.
WANTED = {
    "text": N_("太长，请删减。"),
    "whole": N_("请填写整数。"),
    "points": N_("请填写分数，例如 10、2.5 或 -10。"),
    "price": N_("请选择扣分方式；扣固定分的，写清扣几分。"),
    "seconds": N_("请填写秒数，例如 30。"),
    "values": N_("请写分值，用顿号隔开，例如 10、20、30。"),
    "seats": N_("请写席位号，用顿号隔开，例如 1、2。"),
    "pairs": N_("请按“分值：数目”写，用逗号隔开，例如 10：30，20：60。"),
    "fouls": N_("请按“第几次：扣分”写，例如 2：-20，3：出局。"),
    "choice": N_("请从列表中选一项。"),
    "truth": N_("请从列表中选一项。"),
    "flag": N_("请从列表中选一项。"),
}


def read_text(one: Field, values: Mapping[str, str]) -> Any:
    """Return what a field's text is in the document; raises ValueError."""
    text = values.get(one.name, "")
    if one.input == "flag":
        return True if text else None
    if not text:
        return None
    if one.input in ("choice", "truth", "price") and text not in [key for key, _ in one.choices]:
        raise ValueError(text)
    match one.input:
        case "whole":
            return _whole(text)
        case "points" | "seconds":
            return _amount(text)
        case "price":
            return _price(text, values.get(f"{one.name}_by", ""))
        case "truth":
            return text == "yes"
        case "values":
            return [_amount(part) for part in _SPLIT.split(text) if part]
        case "seats":
            return [_whole(part) for part in _SPLIT.split(text) if part]
        case "pairs":
            return {key: _amount(value) for key, value in _pairs(text) if _amount(key) is not None}
        case "fouls":
            return [_foul(nth, value) for nth, value in _pairs(text)]
    return text


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII):
        raise ValueError(text)
    return int(text)


def _amount(text: str) -> int | float:
    text = text.replace("−", "-")  # the minus sign as people type it
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return int(text) if "." not in text else float(text)


def _price(choice: str, by: str) -> int | float | str:
    if choice == "fixed":
        return -abs(_amount(by))
    return 0 if choice == "0" else choice


def _pairs(text: str) -> list[tuple[str, str]]:
    found = []
    for part in _SPLIT.split(text):
        if part:
            key, mark, value = part.replace("：", ":").replace("=", ":").partition(":")
            if not mark:
                raise ValueError(part)
            found.append((key.strip(), value.strip()))
    return found


def _foul(nth: str, value: str) -> dict[str, Any]:
    if value in _OUT:
        return {"nth": _whole(nth), "exclude_from_round": True}
    return {"nth": _whole(nth), "points": _amount(value)}


def figure(value: Any) -> str:
    """Return a number without its sign, as the field beside a fixed price shows it."""
    return "" if value is None else f"{abs(value):g}"


def show(one: Field, value: Any) -> str:
    """Return what a field shows of a document's value."""
    if value is None and one.default:
        return one.default
    if value is None or (value is False and one.input == "flag"):
        return ""
    if one.input == "price":
        text = str(value).rstrip("?")
        return text if text in ("0", "-v", "-v/2") else "fixed"
    if one.input == "truth":
        return {True: "yes", False: "no"}.get(value, "")
    if isinstance(value, bool):
        return "y" if value else ""
    if isinstance(value, list) and one.input == "fouls":
        return "，".join(f"{row['nth']}：{_foul_text(row)}" for row in value)
    if isinstance(value, list | tuple):
        return "、".join(f"{part:g}" for part in value)
    if isinstance(value, Mapping):
        return "，".join(f"{key}：{part:g}" for key, part in value.items())
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _foul_text(row: Mapping[str, Any]) -> str:
    return "出局" if row.get("exclude_from_round") else f"{row.get('points') or 0:g}"
