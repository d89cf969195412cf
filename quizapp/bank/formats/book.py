"""A workbook opened for reading: checked and parsed once, whoever looks into it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from ...core.i18n import N_
from .source import FormatError, check_workbook

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


class Book:
    """The sheets of a workbook; every way to a damaged or locked one raises FormatError."""

    def __init__(self, data: bytes) -> None:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError

        check_workbook(data)
        self._sheets: dict[str, CalamineSheet] = {}
        try:
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        except PasswordError as locked:
            raise FormatError(N_("这个工作簿加了密码。请去掉密码后再试。")) from locked
        except CalamineError as broken:
            raise _damaged() from broken

    @property
    def visible(self) -> list[str]:
        """The names of the sheets that are not hidden."""
        from python_calamine import SheetVisibleEnum

        return [
            sheet.name for sheet in self._book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible
        ]

    def rows(self, name: str) -> Iterator[Sequence[object]]:
        """Yield the rows of a sheet from its first."""
        return iter(self._sheet(name).iter_rows())

    def top(self, count: int) -> list[list[object]]:
        """Return so many rows from the top of the first sheet."""
        return [list(row) for row in islice(self._sheet(self._first()).iter_rows(), count)]

    def first(self) -> list[list[object]]:
        """Return the first sheet, its rows from column A."""
        return [list(row) for row in self._sheet(self._first()).to_python(skip_empty_area=False)]

    def _first(self) -> str:
        names = self._book.sheet_names
        if not names:
            raise _damaged()
        return names[0]

    def _sheet(self, name: str) -> CalamineSheet:
        from python_calamine import CalamineError

        if name not in self._sheets:
            try:
                self._sheets[name] = self._book.get_sheet_by_name(name)
            except CalamineError as broken:
                raise _damaged() from broken
        return self._sheets[name]


def _damaged() -> FormatError:
    return FormatError(N_("这个工作簿已经损坏，请重新保存后再试。"))
