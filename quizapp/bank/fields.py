"""Reading the fields of one item or bank: a value of the wanted kind, or a problem that names the field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from ..core.i18n import N_
from .item import last_day
from .problem import Level, Problem

#: Longest text of each field in characters.
LIMITS = {
    "id": 120,
    "topic": 64,
    "stem": 2000,
    "option": 500,
    "left": 500,
    "explanation": 4000,
    "note": 500,
    "unit": 16,
    "tag": 32,
    "gap": 100,
    "model": 4000,
    "source": 200,
    "name": 120,
    "description": 300,
    "slug": 64,
}

_LINE_END = re.compile("\r\n|[\r\u2028\u2029\u0085\v\f]")
# Controls, halves of surrogate pairs and non-characters: no spreadsheet or page can carry them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
_ID = re.compile(r"\w[\w.:\-]*")


def printable(value: object) -> object:
    """Return what a file said, however nested, with a mark in place of each character that nothing can carry."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {printable(name): printable(one) for name, one in value.items()}
    return [printable(one) for one in value] if isinstance(value, (list, tuple)) else value


class Fields:
    """The fields of a mapping, read one by one; what is wrong gathers in `problems`, each at its field."""

    def __init__(self, raw: Mapping[str, object]) -> None:
        self.raw = raw
        self.problems: list[Problem] = []
        #: Of a file: where each item stands, by its id; and where what cannot be taken, in the native form so far.
        self.places: dict[str, str] = {}
        self.broken: dict[str, Mapping[str, object]] = {}

    def fail(self, field: str, message: str, **params: object) -> None:
        """Record why the item cannot be taken."""
        self.problems.append(Problem(field, message, params))

    def warn(self, field: str, message: str, **params: object) -> None:
        """Record what someone should look at."""
        self.problems.append(Problem(field, message, params, Level.WARNING))

    @property
    def failed(self) -> bool:
        """Whether any problem so far is an error."""
        return any(problem.is_error for problem in self.problems)

    def text(self, field: str, limit: str = "", *, required: bool = False) -> str:
        """Return the text of `field`, or "" when there is none."""
        value = self.raw.get(field)
        text = self.as_text(field, value, LIMITS[limit or field]) if value is not None else ""
        if required and not text and not any(problem.where == field for problem in self.problems):
            self.fail(field, N_("没有填写，请补上。"))
        return text

    def as_text(self, where: str, value: object, limit: int) -> str:
        """Return `value` as stored text: lines end in one way, nothing around it, nothing unprintable in it."""
        if isinstance(value, bool) or value is None:
            self.fail(where, N_("读到的是空值或真假值，不是文字；要写“true”“null”这样的字，请加引号。"))
            return ""
        if isinstance(value, float):
            self.fail(where, N_("读到的是小数 %(value)s，写法可能已经走样；请加引号当文字写。"), value=value)
            return ""
        if isinstance(value, (date, int)):
            value = str(value)
        if not isinstance(value, str):
            self.fail(where, N_("应当是一段文字，不是列表或分组。"))
            return ""
        plain = value.isprintable()  # then it holds neither line ends nor what cannot be shown
        text = value.strip() if plain else _LINE_END.sub("\n", value).strip()
        if len(text) > limit:
            self.fail(
                where, N_("太长：%(length)d 个字，最多 %(limit)d 个。请删减。"), length=len(text), limit=limit
            )
            return ""
        bad = None if plain else _UNPRINTABLE.search(text)
        if bad:
            self.fail(where, N_("有不能显示的字符 %(code)s，请删去。"), code=f"U+{ord(bad[0]):04X}")
            return ""
        return text

    def identifier(self, field: str, value: object, *, limit: str = "id") -> str:
        """Return an id: letters of any script, digits, and . : - _ after the first."""
        text = self.as_text(field, value, LIMITS[limit])
        if text and not _ID.fullmatch(text):
            self.fail(field, N_("“%(id)s”不能作编号：只用文字、数字和 . : - _，中间不留空格。"), id=text)
            return ""
        return text

    def texts(self, field: str, limit: str) -> tuple[str, ...]:
        """Return a list of different texts, in the order written; a single text is a list of one."""
        value = self.raw.get(field)
        if value is None:
            return ()
        if not isinstance(value, (list, tuple)):
            value = [value]
        texts = [self.as_text(f"{field}[{index}]", text, LIMITS[limit]) for index, text in enumerate(value)]
        return tuple(dict.fromkeys(text for text in texts if text))

    def mapping(self, field: str) -> Mapping[str, object] | None:
        """Return a mapping with its keys as text, or None with a problem recorded."""
        value = self.raw.get(field)
        if not isinstance(value, Mapping):
            self.fail(field, N_("应当写成“字母: 文字”的分组，例如 {A: 甲, B: 乙}。"))
            return None
        named: dict[str, object] = {}
        for key, entry in value.items():
            if isinstance(key, (bool, float)) or key is None or not isinstance(key, (str, int)):
                self.fail(field, N_("“%(key)s”不能作分组里的名字，请加引号。"), key=key)
            elif str(key).strip() in named:
                self.fail(field, N_("“%(key)s”写了两次，请删去一个。"), key=key)
            else:
                named[str(key).strip()] = entry
        return named

    def number(self, field: str) -> Decimal | None:
        """Return a plain decimal number below 10^15 with at most nine places, or None with a problem recorded."""
        value = self.raw.get(field)
        try:
            number = Decimal(str(value).strip()) if isinstance(value, (str, int, float, Decimal)) else None
        except InvalidOperation:
            number = None
        if number is None or isinstance(value, bool) or not number.is_finite():
            self.fail(field, N_("应当是一个数，例如 32 或 0.5。"))
            return None
        if abs(number) >= 10**15 or number != round(number, 9):
            self.fail(field, N_("这个数太大或小数位太多：要小于一千万亿，小数最多九位。"))
            return None
        return number.quantize(1) if number == number.to_integral_value() else number.normalize()

    def day(self, field: str) -> str:
        """Return a year, month or day as written: 2026, 2026-11 or 2026-11-24."""
        value = self.raw.get(field)
        if value is None or value == "":
            return ""
        text = self.as_text(field, value, 32)
        try:
            last_day(text)
        except ValueError:
            self.fail(field, N_("“%(value)s”不是日期，请写成 2026-11 或 2026-11-24。"), value=text)
            return ""
        return text
