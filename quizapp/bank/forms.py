"""Forms of the bank's pages."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, SelectMultipleField, TextAreaField

from ..web.forms import MUST, Text, at_most, choices
from ..web.intake import row_id
from . import editing
from .bulk import DEED_NAMES, Asked, Deed
from .item import Item, ItemType
from .problem import Problem

DIFFICULTIES = (
    (1, _("1 读过就会")),
    (2, _("2 较易")),
    (3, _("3 适中")),
    (4, _("4 较难")),
    (5, _("5 工作中才用到")),
)

SPARE = 4  # rows that a form keeps ready


class ItemForm(FlaskForm):
    """An item of any type; which fields count is the type's matter, whether they fit the native form's.

    What the native form finds wrong is put beside its field by `show`.
    """

    code = Text(_("编号"))
    topic = Text(_("主题"))
    stem = TextAreaField(_("题干"))
    key = Text(_("答案"))
    keys = SelectMultipleField(_("正确选项"), choices=choices((letter, letter) for letter in editing.LETTERS))
    gaps = TextAreaField(_("各空答案"))
    tolerance = Text(_("允许误差"))
    unit = Text(_("单位"))
    explanation = TextAreaField(_("解析"))
    document = Text(_("依据文件"))
    version = Text(_("版本"))
    article = Text(_("条款"))
    section = Text(_("段落"))
    difficulty = SelectField(_("难度"), choices=choices(DIFFICULTIES), default="3")
    as_of = Text(_("核对时间"))
    valid_until = Text(_("有效期至"))
    tags = Text(_("标签"))
    excludes = Text(_("互斥题"))
    note = Text(_("备注"))
    comment = Text(_("这次改了什么"), [at_most(200)])
    base = HiddenField(default="")  # the version that the form began with

    def values(self) -> dict[str, str]:
        """Return what was filled in, by field."""
        return {
            name: value.strip()
            for name, value in self.data.items()
            if isinstance(value, str) and name not in ("csrf_token", "comment", "base")
        }

    def native(self, kind: ItemType) -> dict[str, object]:
        """Return what was filled in as the native form."""
        return editing.to_native(kind, self.values(), self.keys.data or ())

    def show(self, problems: Iterable[Problem], kind: ItemType) -> None:
        """Put each error beside its field."""
        values = self.values()
        for problem in problems:
            name = editing.field_of(problem.where, kind, values)
            text = gettext(problem.message, **problem.params)
            if name in self:
                self[name].errors = [*self[name].errors, text]
            else:
                self.form_errors.append(text)

    def rows(self) -> list[str]:
        """Return the letters of the options to show: those in use and two more, at least four, at most all."""
        used = [n for n, letter in enumerate(editing.LETTERS, 1) if self[f"option_{letter}"].data]
        return list(editing.LETTERS[: max(4, min(len(editing.LETTERS), max(used, default=0) + 2))])

    def spare_rows(self) -> list[str]:
        """Return the letters of a few more options, hidden until they are wanted."""
        shown = len(self.rows())
        return list(editing.LETTERS[shown : shown + SPARE])

    def spare_lefts(self) -> list[int]:
        """Return the numbers of a few more left sides, by the same measure."""
        shown = len(self.lefts())
        return list(editing.LEFTS)[shown : shown + SPARE]

    def lefts(self) -> list[int]:
        """Return the numbers of the left sides to show, by the same measure."""
        used = [n for n in editing.LEFTS if self[f"left_{n}"].data]
        return list(editing.LEFTS)[: max(4, max(used, default=0) + 2)]


for _letter in editing.LETTERS:
    setattr(ItemForm, f"option_{_letter}", Text(_("选项 %(letter)s", letter=_letter)))
    setattr(ItemForm, f"place_{_letter}", Text(_("选项 %(letter)s 的位次", letter=_letter)))
for _n in editing.LEFTS:
    setattr(ItemForm, f"left_{_n}", Text(_("左项 %(n)d", n=_n)))
    setattr(ItemForm, f"leftid_{_n}", HiddenField())
    setattr(
        ItemForm,
        f"match_{_n}",
        SelectField(
            _("左项 %(n)d 的答案", n=_n),
            choices=choices([("", "–"), *((letter, letter) for letter in editing.LETTERS)]),
            default="",
        ),
    )


def form_of(item: Item, number: int) -> ItemForm:
    """Return the form that shows an item in its version of this number."""
    return ItemForm(formdata=None, data={**editing.from_item(item), "base": str(number)})


class ReasonForm(FlaskForm):
    reason = Text(_("原因"), [MUST, at_most(300)])


class BulkForm(FlaskForm):
    """One change for many items; what is left empty stays as it is in each."""

    topic = Text(_("主题"), [at_most(64)])
    difficulty = SelectField(
        _("难度"),
        choices=choices([("", _("不改")), *((str(n), text) for n, text in DIFFICULTIES)]),
        default="",
    )
    add_tags = Text(_("加上标签"), [at_most(200)])
    drop_tags = Text(_("去掉标签"), [at_most(200)])
    as_of = Text(_("核对时间"), [at_most(10)])
    valid_until = Text(_("有效期至"), [at_most(10)])
    deed = SelectField(
        _("去处"), choices=choices((deed.value, _(name)) for deed, name in DEED_NAMES.items()), default=""
    )
    bank = SelectField(_("题库"), choices=[], validate_choice=False)
    reason = Text(_("原因"), [at_most(200)])

    def asked(self) -> Asked:
        """Return what was asked."""
        level, deed = self.difficulty.data, Deed(self.deed.data or "")
        return Asked(
            topic=self.topic.data,
            difficulty=int(level) if level else None,
            add_tags=editing.words_of(self.add_tags.data),
            drop_tags=editing.words_of(self.drop_tags.data),
            as_of=self.as_of.data,
            valid_until=self.valid_until.data,
            deed=deed,
            bank_id=row_id(self.bank.data) if deed in (Deed.MOVE, Deed.COPY) else None,
            reason=self.reason.data,
        )


class BankForm(FlaskForm):
    name = Text(_("名称"), [MUST, at_most(120)])
    description = Text(_("介绍"), [at_most(300)])
