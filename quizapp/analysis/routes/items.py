"""The bank as a table of figures, an item's analysis, and how long items rest."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ...bank import queries as bank
from ...bank.item import TYPE_NAMES, ItemType
from ...core import clock
from ...core.errors import Invalid
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...papers.uses import rest_days, resting, set_rest_days
from ...web.access import me, requires
from ...web.intake import row_id
from ...web.workbooks import send_workbook
from .. import listing, sheets, words
from ..figures import FEWEST, RULES, SHORT, Warn
from ..forms import RestForm
from ..listing import ALL, ANSWERED, COUNTED, Wanted
from ..reading import item_analysis
from . import sight
from .blueprint import blueprint

FILTERS = ("bank", "topic", "type", "warning", "which", "sort", "page")
WHICH = (COUNTED, ANSWERED, ALL)
#: What the pages' parts need to put figures into words.
SHOWN: dict[str, Any] = {"rules": RULES, "short": SHORT, "words": words, "fewest": FEWEST}


@blueprint.get("/")
@requires(Permission.MANAGE_BANK)
def items() -> ResponseReturnValue:
    wanted, branch_id = _wanted(), me().branch_id
    return render_template(
        "analysis/items.html",
        page=listing.lines(wanted, page_number(request.args.get("page"))),
        wanted=wanted,
        choices=_choices(wanted),
        warnings=listing.warnings_count(wanted),
        args={name: request.args[name] for name in FILTERS if request.args.get(name)},
        resting=resting(branch_id, clock.now()),
        form=RestForm(formdata=None, days=str(rest_days(branch_id))),
        **SHOWN,
    )


def _choices(wanted: Wanted) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """Return the filters as (name, label, chosen value, choices)."""
    banks = bank.visible_banks(wanted.branch_id)
    topics = dict.fromkeys(topic for one in banks for topic in one.topics)
    chosen = str(wanted.bank_ids[0]) if request.args.get("bank") and len(wanted.bank_ids) == 1 else ""
    which = [
        (ANSWERED, gettext("有人答过的")),
        (COUNTED, gettext("够 %(n)d 人次的", n=FEWEST)),
        (ALL, gettext("全部题目")),
    ]
    return [
        (
            *("bank", gettext("题库"), chosen),
            [("", gettext("全部题库")), *((str(one.id), one.name) for one in banks)],
        ),
        (
            *("topic", gettext("主题"), wanted.topic),
            [("", gettext("全部主题")), *((one, one) for one in topics)],
        ),
        (
            *("type", gettext("题型"), wanted.type),
            [("", gettext("全部题型")), *((kind.value, gettext(name)) for kind, name in TYPE_NAMES.items())],
        ),
        ("which", gettext("范围"), wanted.which, which),
    ]


def _wanted() -> Wanted:
    """Read the filter from the address; what it names wrongly is left out."""
    args, shown = request.args, bank.visible_bank_ids(me().branch_id)
    bank_id, kind, sort = args.get("bank", type=row_id), args.get("type", ""), args.get("sort", "")
    warning, which = args.get("warning", ""), args.get("which", "")
    return Wanted(
        me().branch_id,
        (bank_id,) if bank_id in shown and bank_id else shown,
        args.get("topic", "")[:64],
        kind if kind in set(ItemType) else "",
        warning if warning in {*Warn, "any"} else "",
        which if which in WHICH else ANSWERED,
        sort if sort.removeprefix("-") in listing.SORTS else "-warned",
    )


@blueprint.get("/items.xlsx")
@requires(Permission.MANAGE_BANK)
def items_xlsx() -> Response:
    return send_workbook(sheets.of_items(listing.all_lines(_wanted())), f"{gettext('题目分析')}.xlsx")


@blueprint.post("/rest")
@requires(Permission.MANAGE_BANK)
def save_rest() -> ResponseReturnValue:
    form = RestForm()
    if not form.validate():
        raise Invalid(field="days")
    with unit_of_work():
        set_rest_days(me().branch_id, int(form.days.data), actor=me(), now=clock.now())
    flash(gettext("已保存，以后出题按新的间隔。"), "ok")
    return redirect(url_for("analysis.items"))


@blueprint.get("/items/<int:item_id>")
@requires(Permission.MANAGE_BANK)
def item(item_id: int) -> ResponseReturnValue:
    stored, info = sight.item_of(item_id)
    branch_id = me().branch_id
    return render_template(
        "analysis/item.html",
        found=item_analysis(branch_id, stored),
        bank=info,
        is_resting=item_id in resting(branch_id, clock.now()),
        **SHOWN,
    )
