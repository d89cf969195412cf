"""An item while it is being written: its preview, what is still missing, what is near it, its pictures."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core.errors import Invalid, NotFound
from ...core.permissions import Permission
from ...web.access import me, requires
from ...web.intake import row_id
from .. import editing, markup, queries
from ..forms import ItemForm
from ..item import ItemType
from ..media.addresses import address
from ..media.taking import take_in
from ..models import Bank
from ..native import parse_item
from ..preview import Preview, preview, unfinished
from ..problem import Problem
from ..search import Near, near_items
from .blueprint import blueprint, own_bank

SHORTEST = 6  # characters of a stem from which others are called near it


@dataclass(frozen=True, slots=True)
class Draft:
    """What an editor shows beside the form; `missing` and `wrong` are (field's id, its name, words)."""

    preview: Preview
    missing: tuple[tuple[str, str], ...]
    wrong: tuple[tuple[str, str, str], ...]
    near: tuple[Near, ...]


def draft_of(form: ItemForm, kind: ItemType, item_id: int | None) -> Draft:
    """Return the draft that a form holds."""
    raw = form.native(kind)
    item, problems = parse_item(raw)
    stem = str(raw["stem"])
    return Draft(
        preview(item) if item else unfinished(kind, raw),
        _missing(form, kind, problems),
        _wrong(form, kind, problems),
        tuple(_near(stem, item_id)) if len(markup.words(stem)) >= SHORTEST else (),
    )


def _near(stem: str, item_id: int | None) -> list[Near]:
    return near_items(stem, queries.visible_bank_ids(me().branch_id), but=item_id, most=3)


def _fields(form: ItemForm, kind: ItemType, problems: list[Problem]) -> list[tuple[str, Problem]]:
    values = form.values()
    placed = [(editing.field_of(one.where, kind, values), one) for one in problems if one.is_error]
    return [(name if name in form else "stem", one) for name, one in placed]


def _missing(form: ItemForm, kind: ItemType, problems: list[Problem]) -> tuple[tuple[str, str], ...]:
    found = [name for name, _ in _fields(form, kind, problems) if not form[name].data]
    return tuple((form[name].id, str(form[name].label.text)) for name in dict.fromkeys(found))


def _wrong(form: ItemForm, kind: ItemType, problems: list[Problem]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (form[name].id, str(form[name].label.text), gettext(one.message, **one.params))
        for name, one in _fields(form, kind, problems)
        if form[name].data
    )


def kind_asked() -> ItemType:
    """Return the type that the address names."""
    kind = request.args.get("type", ItemType.SINGLE.value)
    if kind not in set(ItemType):
        raise NotFound
    return ItemType(kind)


@blueprint.post("/items/draft")
@requires(Permission.MANAGE_BANK)
def draft() -> ResponseReturnValue:
    item_id = request.args.get("item", type=row_id)
    return render_template("bank/_draft.html", draft=draft_of(ItemForm(), kind_asked(), item_id))


@blueprint.post("/banks/<int:bank_id>/pictures")
@requires(Permission.MANAGE_BANK)
def picture(bank_id: int) -> ResponseReturnValue:
    name = take_in(own_bank(bank_id).branch_id, actor=me())
    reference = markup.reference(name, request.form.get("alt", ""))
    return {"reference": reference, "address": address(name)}, 201


def insert_picture(form: ItemForm, bank: Bank) -> bool:
    """Take in the form's picture and refer to it at the end of the field it was chosen for; say whether it went well."""
    field = request.form.get("into", "stem")
    if field not in form or not isinstance(form[field].data, str):
        field = "stem"
    try:
        name = take_in(bank.branch_id, actor=me())
    except Invalid as error:
        form[field].errors = [*form[field].errors, gettext(error.message, **error.params)]
        return False
    reference = markup.reference(name, request.form.get("alt", ""))
    joined = "\n" if field in ("stem", "explanation") else " "
    form[field].data = f"{form[field].data}{joined}{reference}".strip()
    return True
