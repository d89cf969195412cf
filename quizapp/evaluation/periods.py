"""The stretch of days that is evaluated: a month, quarter, half-year or year, or any days. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ..core.i18n import N_


class PeriodKind(StrEnum):
    """How long an evaluated period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    DATES = "dates"


KIND_TITLES: Mapping[PeriodKind, str] = {
    PeriodKind.MONTH: N_("月度"),
    PeriodKind.QUARTER: N_("季度"),
    PeriodKind.HALF: N_("半年"),
    PeriodKind.YEAR: N_("年度"),
    PeriodKind.DATES: N_("自定日期"),
}
_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}
_LABELS: Mapping[PeriodKind, str] = {
    PeriodKind.MONTH: N_("%(year)d年%(month)d月"),
    PeriodKind.QUARTER: N_("%(year)d年第%(number)d季度"),
    PeriodKind.HALF: N_("%(year)d年上半年"),
    PeriodKind.YEAR: N_("%(year)d年"),
    PeriodKind.DATES: N_("%(first)s 至 %(last)s"),
}
_SECOND_HALF = N_("%(year)d年下半年")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days from `first` to `last`, both counted."""

    kind: PeriodKind
    first: date
    last: date

    @classmethod
    def of(cls, kind: PeriodKind, day: date) -> Stretch:
        """Return the period of a kind that contains a day; raises ValueError for days of one's own choice."""
        months = _MONTHS.get(kind)
        if months is None:
            raise ValueError("any days have no kind")
        first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
        beyond = (first + timedelta(days=31 * months)).replace(day=1)
        return cls(kind, first, beyond - timedelta(days=1))

    def previous(self) -> Stretch:
        """Return the like period before this one: as many days where they are of one's own choice."""
        before = self.first - timedelta(days=1)
        if self.kind is PeriodKind.DATES:
            return Stretch(self.kind, before - (self.last - self.first), before)
        return Stretch.of(self.kind, before)

    @property
    def label_parts(self) -> tuple[str, Mapping[str, object]]:
        """A Chinese source text of the catalogue and what fills its places."""
        late = self.kind is PeriodKind.HALF and self.first.month > 6
        return _SECOND_HALF if late else _LABELS[self.kind], {
            "year": self.first.year,
            "month": self.first.month,
            "number": (self.first.month + 2) // 3,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
        }

    @property
    def label(self) -> str:
        """The period in Chinese."""
        text, parts = self.label_parts
        return text % parts
