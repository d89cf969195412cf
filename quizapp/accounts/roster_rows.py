"""One row of a member list: read, or refused with what is wrong in which column. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ..core.i18n import N_
from .kinds import MemberKind
from .roster_cells import PARTY_FOUNDED, Column, clean, clean_phone, clean_username, date_of, kind_of

_LENGTHS = {Column.NAME: 64, Column.GROUP: 80, Column.DUTY: 64}
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong or odd in a row; `message` is a source text whose %(value)s is `value`."""

    row: int
    column: Column | None
    message: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that could be read. `more` has the columns that the row fills, without name and username."""

    row: int
    name: str
    username: str
    phone: str
    more: Mapping[Column, str | date | MemberKind]


def read_row(row: int, cells: Mapping[Column, str], today: date) -> tuple[Entry | None, list[Problem]]:
    """Return what a row says, or None and every fault found in it."""
    texts = {column: cleaned for column, text in cells.items() if (cleaned := clean(text))}
    faults = {column: why for column, text in texts.items() if (why := _unfit(column, text))}
    if Column.NAME not in texts:
        faults[Column.NAME] = N_("没有填姓名。")
    values: dict[Column, str | date | MemberKind] = {}
    for column, text in texts.items():
        if column not in faults:
            value = _value(column, text, today)
            if value is None:
                faults[column] = _unknown(column, text)
            else:
                values[column] = value
    if faults:
        return None, [Problem(row, column, why, texts.get(column, "")[:40]) for column, why in faults.items()]
    name, username = str(values.pop(Column.NAME)), str(values.pop(Column.USERNAME, ""))
    return Entry(row, name, username, str(values.get(Column.PHONE, "")), values), []


def _unfit(column: Column, text: str) -> str | None:
    if _is_formula(column, text):
        return N_("是公式，不是文字：“%(value)s”。请粘贴为数值后再导入。")
    if len(text) > _LENGTHS.get(column, 200):
        return N_("太长：“%(value)s…”。")
    return None


def _value(column: Column, text: str, today: date) -> str | date | MemberKind | None:
    match column:
        case Column.USERNAME:
            return clean_username(text)
        case Column.PHONE:
            return clean_phone(text) or None
        case Column.KIND:
            return kind_of(text)
        case Column.JOINED_ON:
            joined = date_of(text)
            return joined if joined and PARTY_FOUNDED <= joined <= today else None
        case _:
            return text


def _unknown(column: Column, text: str) -> str:
    match column:
        case Column.USERNAME:
            return N_("账号“%(value)s”不能用：要 2–32 个字母、数字、汉字或 . _ - @，不含空格。")
        case Column.PHONE if _SCIENTIFIC.fullmatch(text):
            return N_("手机号成了科学计数“%(value)s”，请把这一列设为文本格式。")
        case Column.PHONE:
            return N_("手机号“%(value)s”认不出。")
        case Column.KIND:
            return N_("类别“%(value)s”认不出；可用：正式、预备、流动、退休、入党积极分子、群众。")
        case _:
            return N_("入党日期“%(value)s”认不出；请写成 2020-07-01。")


def _is_formula(column: Column, text: str) -> bool:
    if column is Column.PHONE and text.startswith("+"):
        return False
    return text.startswith(("=", "+", "@")) or (text.startswith("-") and len(text) > 1)
