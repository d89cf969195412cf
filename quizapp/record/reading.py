"""Reading a document field by field: a value of the wanted kind, or a problem that names its path."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from ..core.i18n import N_
from .amounts import AmountError, parse_amount

_FRACTION = re.compile(r"\d{1,18}(/[1-9]\d{0,9})?|\d{1,9}\.\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place; `message` is a Chinese source text whose `%(name)s` places `params` fill."""

    where: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The message in its source language, filled in."""
        return self.message % self.params if self.params else self.message


class DocumentError(ValueError):
    """A document that cannot be read; `problems` lists everything found wrong with it."""

    def __init__(self, problems: Collection[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{problem.where}：{problem.text}" for problem in self.problems))


class Fields:
    """One mapping of a document; problems of it and of all its parts gather in one list. Rows count from 1."""

    def __init__(self, raw: object, path: str = "", problems: list[Problem] | None = None) -> None:
        self.path = path
        self.problems: list[Problem] = [] if problems is None else problems
        self.raw = self._named(raw)

    def fail(self, name: str, message: str, /, **params: object) -> None:
        """Record a problem at field `name`, or with "" at the mapping itself."""
        self.problems.append(Problem(self._at(name) or "/", message, params))

    def only(self, *names: str) -> None:
        """Record every field but these as unknown: a misspelt cap must not pass for no cap."""
        for name in [name for name in self.raw if name not in names]:
            self.fail(name, N_("没有这个字段，请检查拼写。可用的有：%(names)s。"), names=", ".join(names))

    def text(self, name: str, limit: int = 200, *, required: bool = False) -> str:
        """Return a text, or ""; whole numbers and dates count as the text they were written as."""
        value = self.raw.get(name)
        if value is None or value == "":
            if required:
                self.fail(name, N_("没有填写，请补上。"))
            return ""
        text = _written(value)
        if text is None:
            self.fail(name, N_("应当是一段文字。"))
            return ""
        if len(text) > limit:
            self.fail(name, N_("太长，最多 %(limit)d 个字。"), limit=limit)
        return text

    def texts(self, name: str, limit: int = 200) -> list[str]:
        """Return the texts in the list `name`, empty when there is none."""
        value = self.raw.get(name)
        if value is None:
            return []
        if not isinstance(value, (list, tuple)):
            self.fail(name, N_("应当是一个列表。"))
            return []
        part = Fields({f"{n}": text for n, text in enumerate(value, 1)}, self._at(name), self.problems)
        return [part.text(n, limit, required=True) for n in part.raw]

    def flag(self, name: str) -> bool:
        """Return true or false; false when there is none."""
        value = self.raw.get(name)
        if value is not None and not isinstance(value, bool):
            self.fail(name, N_("应当是 true 或 false。"))
        return value is True

    def whole(self, name: str) -> int:
        """Return a whole number from 0, or 0."""
        value = self.raw.get(name)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.fail(name, N_("应当是一个不小于 0 的整数。"))
            return 0
        return value

    def amount(self, name: str, *, least: int | None = None) -> int | None:
        """Return points in hundredths, at least `least`, or None."""
        value = self.raw.get(name)
        if value is None:
            return None
        try:
            amount = parse_amount(value)
        except AmountError as error:
            self.fail(name, str(error))
            return None
        if least is not None and amount < least:
            self.fail(name, N_("不能是负数。"))
        return amount

    def fraction(self, name: str) -> Fraction | None:
        """Return a number from 0 such as 5, 0.3 or 1/3, exactly, or None."""
        value = self.raw.get(name)
        if value is None:
            return None
        text = repr(value) if isinstance(value, float) else _written(value)
        if text is None or not _FRACTION.fullmatch(text):
            self.fail(name, N_("应当是一个不小于 0 的数，例如 1/3 或 0.3。"))
            return None
        return Fraction(text)

    def choice(self, name: str, allowed: Collection[str]) -> str | None:
        """Return one of `allowed`, or None."""
        value = self.raw.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or value not in allowed:
            self.fail(name, N_("只能是其中之一：%(names)s。"), names=", ".join(allowed))
            return None
        return str(value)

    def day(self, name: str) -> date | None:
        """Return a date, or None."""
        value = self.raw.get(name)
        if value is None or type(value) is date:
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(name, N_("应当是日期，例如 2026-03-02。"))
            return None

    def part(self, name: str) -> Fields:
        """Return the mapping in field `name`, empty when there is none."""
        return Fields(self.raw.get(name), self._at(name), self.problems)

    def parts(self, name: str) -> dict[str, Fields]:
        """Return the named mappings in field `name`, in their order."""
        group = self.part(name)
        return {key: group.part(key) for key in group.raw}

    def rows(self, name: str) -> list[Fields]:
        """Return the mappings in the list `name`, empty when there is none."""
        value = self.raw.get(name)
        if value is None:
            return []
        if not isinstance(value, (list, tuple)):
            self.fail(name, N_("应当是一个列表。"))
            return []
        return [Fields(row, f"{self._at(name)}[{n}]", self.problems) for n, row in enumerate(value, 1)]

    def _at(self, name: str) -> str:
        return ".".join(part for part in (self.path, name) if part)

    def _named(self, raw: object) -> Mapping[str, object]:
        if raw is None:
            return {}
        if not isinstance(raw, Mapping):
            self.fail("", N_("应当是“名称: 内容”的一组字段。"))
            return {}
        named: dict[str, object] = {}
        for key, value in raw.items():
            name = _written(key)
            if name is None:
                self.fail("", N_("有一个字段名不是文字，请加引号。"))
            elif name in named:
                self.fail(name, N_("写了两次，请删去一个。"))
            else:
                named[name] = value
        return named


def _written(value: object) -> str | None:
    """Return a text, whole number or date as it was written; None for anything else, and for monstrous numbers."""
    if isinstance(value, bool) or not isinstance(value, (str, int, date)):
        return None
    return None if isinstance(value, int) and value.bit_length() > 64 else str(value).strip()
