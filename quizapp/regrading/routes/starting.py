"""Choosing what is right, seeing whom it touches, and doing it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...bank.editing import from_item
from ...bank.item import Item, ItemType
from ...bank.queries import BankInfo, StoredItem
from ...core import clock
from ...core.errors import Forbidden, Invalid
from ...core.i18n import N_
from ...core.ids import new_token
from ...core.permissions import Permission
from ...papers.rulings import RulingKind
from ...web.access import check, me, requires
from ...web.intake import row_id
from .. import docket as dockets
from .. import keying, queries, running
from .. import preview as previews
from ..docket import Docket
from .blueprint import blueprint, branch_of, item_of, may_change_key

#: What a person may choose: the right key, the one that is in force by now, void with all the points, void with none.
WAYS = ("key", "current", "full", "none")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request asks for."""

    stored: StoredItem
    bank: BankInfo
    way: str
    docket: Docket | None
    problem: str = ""


@blueprint.get("/items/<int:item_id>")
@requires(Permission.MANAGE_CONTESTS)
def preview(item_id: int) -> ResponseReturnValue:
    return _page(_asked(item_id))


@blueprint.post("/items/<int:item_id>")
@requires(Permission.MANAGE_CONTESTS)
def begin(item_id: int) -> ResponseReturnValue:
    asked = _asked(item_id)
    if asked.docket is None:
        return _page(asked), 422
    now, form = clock.now(), request.form
    try:
        regrade_id = running.carry_out(
            asked.docket,
            previews.effects_of(asked.docket),
            actor=me(),
            now=now,
            reason=form.get("reason", ""),
            request_id=form.get("request_id") or None,
        )
    except Invalid as refused:
        return _page(asked, gettext(refused.message, **refused.params)), 422
    flash(gettext("已开始重判。"), "ok")
    return redirect(url_for("regrading.show", regrade_id=regrade_id))


def _asked(item_id: int) -> _Asked:
    stored, bank = item_of(item_id)
    branch_id = _branch(bank)
    way = request.values.get("way", "")
    if way not in WAYS:
        return _Asked(stored, bank, "", None)
    try:
        return _Asked(stored, bank, way, _docket(stored, bank, branch_id, way))
    except Invalid as refused:
        return _Asked(stored, bank, way, None, gettext(refused.message, **refused.params))


def _branch(bank: BankInfo) -> int:
    """Return in which branch; an administrator may name another one for an item of the installation."""
    branch_id = request.values.get("branch", default=branch_of(bank), type=row_id)
    check(Permission.MANAGE_CONTESTS, branch_id=branch_id)
    return branch_of(bank) if bank.branch_id is not None else branch_id


def _docket(stored: StoredItem, bank: BankInfo, branch_id: int, way: str) -> Docket:
    versions = [int(one) for one in request.values.getlist("versions") if one.isdecimal() and len(one) < 19]
    chosen = versions if "chosen" in request.values else None
    if way in ("full", "none"):
        docket = dockets.propose(stored, branch_id, RulingKind(way), version_ids=chosen)
        return replace(docket, retire=bool(request.values.get("retire")) and bank.branch_id is not None)
    key = stored.item if way == "current" else _key(stored.item)
    docket = dockets.propose(stored, branch_id, RulingKind.KEY, key, chosen)
    if docket.key is not None and not may_change_key(bank):
        raise Forbidden(N_("系统题库的答案由管理员更正；本支部可以先作废这道题。"))
    return docket


def _key(item: Item) -> Item:
    if item.type is ItemType.SHORT:
        raise Invalid(N_("简答题由人评分，没有可以更正的答案。"), field="key")
    values = request.values.to_dict()
    return keying.from_fields(item, values, request.values.getlist("keys"))


def _page(asked: _Asked, problem: str = "") -> str:
    docket, stored = asked.docket, asked.stored
    branch_id, now = _branch(asked.bank), clock.now()
    shown = None
    if docket is not None:
        shown = queries.proposed(previews.effects_of(docket), branch_id, now)
    offered = dockets.choices(stored.item_id, branch_id, docket.key if docket else None)
    return render_template(
        "regrading/preview.html",
        stored=stored,
        bank=asked.bank,
        way=asked.way,
        docket=docket,
        shown=shown,
        problem=problem or asked.problem,
        choices=offered,
        chosen=set(docket.rulings) if docket else {one.version_id for one in offered if one.alike},
        values=_values(stored.item),
        may_change=may_change_key(asked.bank) and stored.item.type is not ItemType.SHORT,
        stale=any(one.fits and one.item.key != stored.item.key for one in offered),
        past=queries.lines(branch_id, 1, stored.item_id),
        reason=request.values.get("reason", ""),
        request_id=new_token(),
        fields=[(name, value) for name in sorted(request.values) for value in request.values.getlist(name)],
        branch_id=branch_id,
    )


def _values(item: Item) -> dict[str, Any]:
    """Return what the form shows as the key: what was asked for, else what is in force."""
    shown: dict[str, Any] = {name: from_item(item)[name] for name in keying.key_fields(item)}
    if "way" in request.values:
        shown |= {name: request.values[name] for name in shown if name in request.values}
        if "keys" in shown:
            shown["keys"] = request.values.getlist("keys")
    return shown
