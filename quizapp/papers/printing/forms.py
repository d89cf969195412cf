"""What an organiser decides about a paper to print."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, TextAreaField
from wtforms.validators import NumberRange, Optional

from ...bank.item import ItemType
from ...web.amounts import Points, Whole
from ...web.forms import MUST, Text, at_most, choices
from ..blueprint import MOST_ITEMS, MOST_POINTS
from .layout import Arrangement
from .service import MAX_NOTE, MAX_TITLE, Look

ARRANGEMENTS = {
    Arrangement.SHUFFLED: _("一种，打乱题目和选项"),
    Arrangement.TWO: _("A、B 两种卷，题同序不同"),
    Arrangement.FOUR: _("A、B、C、D 四种卷，题同序不同"),
    Arrangement.WRITTEN: _("一种，按原来的顺序"),
}
#: So many items of a type, each worth so many hundredths, where nothing else was said: 100 points in all.
USUAL: Mapping[ItemType, tuple[int, int]] = {
    ItemType.SINGLE: (20, 200),
    ItemType.MULTIPLE: (10, 300),
    ItemType.BOOLEAN: (10, 100),
    ItemType.BLANK: (5, 400),
    ItemType.NUMERIC: (0, 200),
    ItemType.ORDERING: (0, 400),
    ItemType.MATCHING: (0, 400),
    ItemType.SHORT: (0, 1000),
}


class LookForm(FlaskForm):
    """How a paper is to look."""

    note = TextAreaField(_("卷首说明"), [at_most(MAX_NOTE)], render_kw={"rows": 2})
    arrangement = SelectField(_("卷型"), choices=choices(ARRANGEMENTS.items()), default=Arrangement.TWO)
    columns = SelectField(_("版面"), choices=choices([("1", _("一栏")), ("2", _("两栏"))]), default="1")

    def look(self, title: str) -> Look:
        """Return what was decided."""
        note = " ".join((self.note.data or "").split())
        return Look(title, Arrangement(self.arrangement.data), int(self.columns.data), note)


class PaperForm(LookForm):
    """A paper from the bank: its title, and of each type how many items, each worth how much."""

    title = Text(
        _("试卷名称"),
        [MUST, at_most(MAX_TITLE)],
    )

    def rows(self) -> dict[ItemType, tuple[int, int]]:
        """Return by type how many items, and the hundredths that each is worth."""
        return {kind: (self.count(kind).data or 0, self.worth(kind).data or 0) for kind in ItemType}

    def count(self, kind: ItemType) -> Field:
        """Return the field of how many items of a type there are to be."""
        found: Field = self[f"count_{kind}"]
        return found

    def worth(self, kind: ItemType) -> Field:
        """Return the field of what each item of a type is worth."""
        found: Field = self[f"points_{kind}"]
        return found


for _kind in ItemType:
    setattr(
        PaperForm,
        f"count_{_kind}",
        Whole(_("题数"), [Optional(), NumberRange(0, MOST_ITEMS, _("题数应当是 0 到 %(max)s。"))]),
    )
    setattr(
        PaperForm,
        f"points_{_kind}",
        Points(_("每题分"), [NumberRange(0, MOST_POINTS, _("每题最多 100 分。"))], default=USUAL[_kind][1]),
    )


def offered(counts: Mapping[ItemType, int], *, all_of_them: bool) -> dict[str, int]:
    """Return the numbers with which the form begins: everything that was chosen by hand, else the usual."""
    return {
        f"count_{kind}": count if all_of_them else min(count, USUAL[kind][0])
        for kind, count in counts.items()
    }
