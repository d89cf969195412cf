"""Texts brought to a form in which equal answers compare equal. For comparing only: stored text stays as written."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_DIGITS = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0,
    "○": 0,
    "两": 2,
    "貳": 2,
    "參": 3,
    "陸": 6,
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SECTIONS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

_DIGIT_CLASS = "".join(_DIGITS)
_NUMERAL_CLASS = _DIGIT_CLASS + "".join(_UNITS) + "".join(_SECTIONS)
# 1.5万 is one run, and so is 二0二四; 点 joins only digits written in Chinese, so that 8点30 stays a time.
_RUN = re.compile(rf"\d+(?:\.\d+)?[万萬亿億]+|[\d{_NUMERAL_CLASS}]*[{_NUMERAL_CLASS}][\d{_NUMERAL_CLASS}]*")
_CHINESE_POINT = re.compile(rf"(?<=[{_NUMERAL_CLASS}])点(?=[{_DIGIT_CLASS}]+(?![{_NUMERAL_CLASS}时分\d]))")
_INVISIBLE = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]+"
)
_PERCENT = re.compile(r"百分之([\d.]+)")
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)")
_LEADING_ZERO = re.compile(r"(?<![\d.])0(?=\d(?!\d))")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
#: Signs that mean something beside a digit: 3.14, 1-5, 2/3, 8:30, 50%; 1、2 is written 1,2.
_SIGNS = frozenset(".,-/:%~+")
_SAME_SIGN = str.maketrans({**dict.fromkeys("−–—﹣", "-"), "、": ",", ";": ","})


def chinese_number(text: str) -> int | Decimal | None:
    """Return the number that a run of Chinese numerals (digits may be mixed in) stands for, or None.

    十二 is 12, 二〇二四 is 2024, 三千零五 is 3005, 一万二 is 12000, 1.5万 is 15000.
    """
    scaled = re.fullmatch(r"(\d+(?:\.\d+)?)([万萬亿億]+)", text)
    if scaled:
        value = Decimal(scaled[1])
        for section in scaled[2]:
            value *= _SECTIONS[section]
        return value
    digits = [int(char) if char.isdecimal() else _DIGITS.get(char) for char in text]
    if text and all(digit is not None for digit in digits):
        return int("".join(str(digit) for digit in digits))
    return _read_units(text)


def _read_units(text: str) -> int | None:
    """Read numerals with 十百千万亿, or None when they do not follow one another as a number does."""
    total = section = 0
    number: int | None = None  # the digits waiting for their unit
    last = 10  # the unit before: a digit right after it is a tenth of it (三百二 is 320)
    for token in re.findall(r"\d+|.", text):
        digit = int(token) if token.isdecimal() else _DIGITS.get(token)
        if digit is not None:
            if number not in (None, 0):
                return None
            number, last = digit, (10 if digit == 0 or number == 0 else last)
        elif token in _UNITS:
            unit = _UNITS[token]
            if number is None and unit != 10:
                return None
            section += (number or 1) * unit
            number, last = None, unit
        else:
            if number is None and not section and not total:
                return None
            last = _SECTIONS[token]
            total = (
                (total + section + (number or 0)) * last
                if total < last
                else total + (section + (number or 0)) * last
            )
            section, number = 0, None
    return total + section + (number or 0) * (last // 10 or 1)


def _arabic(text: str) -> str:
    """Rewrite Chinese numerals as digits; a run that is no number stays."""
    text = _CHINESE_POINT.sub(".", text)

    def replace(run: re.Match[str]) -> str:
        value = chinese_number(run[0])
        if value is None:
            return run[0]
        # A run of mere digits is read one by one: a year or a decimal fraction keeps each of its zeros.
        if isinstance(value, int) and all(char in _DIGITS or char.isdecimal() for char in run[0]):
            return "".join(str(_DIGITS.get(char, char)) for char in run[0])
        return (
            f"{value:f}".rstrip("0").rstrip(".")
            if isinstance(value, Decimal) and value % 1
            else f"{int(value)}"
        )

    return _PERCENT.sub(r"\1%", _RUN.sub(replace, text))


def plain(text: str) -> str:
    """Return `text` half width, in one case, without spaces and invisible characters."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).casefold())


def _plain(text: str) -> str:
    """The same with no commas between thousands, and one sign for what means the same."""
    return _THOUSANDS.sub(lambda found: found[0].replace(",", ""), plain(text)).translate(_SAME_SIGN)


def comparable(text: str) -> str:
    """Return `text` as blanks are compared: width, case, spaces, punctuation and the writing of numbers do not count.

    Signs that carry a number's meaning stay: 3.14 is not 314, 1-5 is not 15, -5 is not 5.
    """
    text = _LEADING_ZERO.sub("", _arabic(_plain(text)))
    kept = "".join(char for index, char in enumerate(text) if _counts(text, index))
    # An answer of nothing but punctuation is compared as it stands.
    return kept or text


def _counts(text: str, index: int) -> bool:
    """Tell whether the character at `index` distinguishes answers: all but punctuation, and a sign beside a digit."""
    char = text[index]
    if char not in _SIGNS:
        return not unicodedata.category(char).startswith("P")
    before = index > 0 and text[index - 1].isdecimal()
    after = index + 1 < len(text) and text[index + 1].isdecimal()
    if char == "%":
        return before
    return after and (before or (char in "-+" and index == 0))


def number_of(text: str, unit: str = "") -> Decimal | None:
    """Return the number a person wrote, with or without its unit, or None where it is no single number.

    Takes full-width digits, thousands commas, Chinese numerals, 负 and 百分之.
    """
    suffix = _plain(unit)
    plain = _arabic(_plain(text).removesuffix(suffix)).removesuffix(suffix)  # 百分之三十 shows its % only now
    if plain.startswith("负"):
        plain = "-" + plain[1:]
    return Decimal(plain) if _NUMBER.fullmatch(plain) and plain.isascii() else None
