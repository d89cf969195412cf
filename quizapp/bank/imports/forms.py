"""Forms of imports: a file, its confirmation, a question of it that is put right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, RadioField, SelectField, TextAreaField

from ...web.forms import Text, at_most, choices
from ..forms import DIFFICULTIES
from ..item import TYPE_NAMES
from ..problem import Problem
from .cells import LETTERS


class ImportForm(FlaskForm):
    file = FileField(_("题目文件"), [FileRequired(_("请选择文件。"))])
    bank = SelectField(_("导入到"), choices=[])
    name = Text(_("新题库名称"), [at_most(120)])
    topic = Text(_("主题"), [at_most(64)])


class ConfirmForm(FlaskForm):
    partial = RadioField(choices=choices([("0", "0"), ("1", "1")]), default="0")


class MendForm(FlaskForm):
    """A question of a file, in the words of a table: what the readers of tables take, this takes."""

    type = SelectField(_("题型"), choices=choices((kind.value, title) for kind, title in TYPE_NAMES.items()))
    stem = TextAreaField(_("题干"))
    left = Text(_("左项"))
    key = Text(_("答案"))
    explanation = TextAreaField(_("解析"))
    topic = Text(_("主题"))
    difficulty = SelectField(_("难度"), choices=choices(DIFFICULTIES), default="3")
    document = Text(_("依据文件"))
    article = Text(_("条款"))

    def cells(self) -> dict[str, str]:
        """Return what was filled in as the cells of a table's row."""
        return {
            name.replace("option_", "option."): value
            for name, value in self.data.items()
            if isinstance(value, str) and name != "csrf_token"
        }

    def options(self) -> list[Field]:
        """Return the fields of the options."""
        return [self[f"option_{letter}"] for letter in LETTERS]

    def show(self, problems: Iterable[Problem]) -> None:
        """Put each error beside its field."""
        for problem in problems:
            root, _dot, inner = problem.where.partition(".")
            root = root.partition("[")[0]
            name = f"option_{inner or 'A'}" if root == "options" else root
            field = self[name if name in self else "stem"]
            field.errors = [*field.errors, gettext(problem.message, **problem.params)]


for _letter in LETTERS:
    setattr(MendForm, f"option_{_letter}", Text(_("选项 %(letter)s", letter=_letter)))


def mend_form(cells: Mapping[str, str]) -> MendForm:
    """Return the form that shows a question by its cells, or what was sent of it."""
    return MendForm(data={name.replace(".", "_"): text for name, text in cells.items()})
