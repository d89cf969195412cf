"""What waits for approval: the list, one item after the other, many at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from ....core import clock
from ....core.errors import DomainError, Invalid, NotFound
from ....core.i18n import N_
from ....core.ids import new_token
from ....core.paging import page_number
from ....core.permissions import Permission
from ....core.transaction import unit_of_work
from ....web.access import me, requires
from ....web.intake import row_id
from ...item import STATUS_NAMES, TYPE_NAMES, ItemStatus, ItemType
from .. import queries, service, standing
from ..queries import WaitingFilter
from ..workflow import Act
from .blueprint import blueprint, on_a_phone, own_banks, way_of

FILTERS = ("bank", "topic", "type", "writer", "state")

_DONE = {
    Act.SUBMIT: N_("已提交审核。"),
    Act.APPROVE: N_("已通过，可以出题了。"),
    Act.RETURN: N_("已退回，并告诉了出题人。"),
    Act.DISCARD: N_("已放弃新版本，仍用原来的版本。"),
}


@blueprint.get("/bank/review/")
@requires(Permission.MANAGE_BANK)
def index() -> ResponseReturnValue:
    wanted, banks = _wanted(), own_banks()
    page = queries.waiting(wanted, page_number(request.args.get("page")), me().member_id)
    return render_template(
        "bank/reviewing/index.html",
        page=page,
        wanted=wanted,
        args=_args(),
        banks=banks,
        choices=queries.choices(tuple(banks), wanted.status),
        types=TYPE_NAMES,
        two_persons=standing.wants_two_persons(me().branch_id),
        until=queries.newest_waiting(wanted),
        most=service.MOST_AT_ONCE,
    )


def _wanted() -> WaitingFilter:
    """Read the filter from the address; what it names wrongly is left out."""
    args, banks = request.values, own_banks()
    bank_id, kind = args.get("bank", type=row_id), args.get("type", "")
    return WaitingFilter(
        bank_ids=(bank_id,) if bank_id in banks and bank_id else tuple(banks),
        topic=args.get("topic", "")[:64],
        type=kind if kind in set(ItemType) else "",
        writer=args.get("writer", type=row_id),
        status=ItemStatus.DRAFT if args.get("state") == ItemStatus.DRAFT else ItemStatus.REVIEW,
    )


def _args() -> dict[str, Any]:
    """Return the filters as they stand in the address, to be carried on."""
    return {name: request.values[name] for name in FILTERS if request.values.get(name)}


@blueprint.get("/bank/review/<int:item_id>")
@requires(Permission.MANAGE_BANK)
def show(item_id: int) -> ResponseReturnValue:
    return _page(item_id)


def _page(item_id: int, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    way, bank = way_of(item_id)
    two_persons = standing.wants_two_persons(bank.branch_id)
    page = render_template(
        "bank/reviewing/show.html",
        way=way,
        chosen=on_a_phone(way, bank),
        bank=bank,
        remarks=queries.remarks(item_id),
        place=queries.neighbours(_wanted(), item_id),
        args=_args(),
        statuses=STATUS_NAMES,
        is_own=way.writer_id == me().member_id,
        two_persons=two_persons,
        errors=errors or {},
        request_id=new_token()[:32],
    )
    return page, 422 if errors else 200


@blueprint.post("/bank/review/<int:item_id>/<any(submit, approve, return, discard):act>")
@requires(Permission.MANAGE_BANK)
def step(item_id: int, act: str) -> ResponseReturnValue:
    way_of(item_id)
    chosen, seen = Act(act), request.form.get("version", type=row_id)
    following = queries.neighbours(_wanted(), item_id).next
    try:
        with unit_of_work():
            text = request.form.get("text", "")
            service.take_step(item_id, chosen, actor=me(), now=clock.now(), text=text, seen=seen)
    except Invalid as error:
        return _page(item_id, {chosen.value: gettext(error.message, **error.params)})
    except DomainError as error:
        flash(gettext(error.message, **error.params), "warn")
        return redirect(url_for("reviewing.show", item_id=item_id, **_args()))
    flash(gettext(_DONE[chosen]), "ok")
    if chosen in (Act.APPROVE, Act.RETURN) and following and request.form.get("then") == "next":
        return redirect(url_for("reviewing.show", item_id=following, **_args()))
    return redirect(url_for("reviewing.show", item_id=item_id, **_args()))


@blueprint.post("/bank/review/<int:item_id>/comment")
@requires(Permission.MANAGE_BANK)
def comment(item_id: int) -> ResponseReturnValue:
    way_of(item_id)
    text, request_id = request.form.get("text", ""), request.form.get("request_id", "")
    try:
        with unit_of_work():
            service.comment(item_id, text, actor=me(), now=clock.now(), request_id=request_id)
    except Invalid as error:
        return _page(item_id, {"comment": gettext(error.message, **error.params)})
    return redirect(url_for("reviewing.show", item_id=item_id, **_args(), _anchor="remarks"))


@blueprint.post("/bank/review/approve")
@requires(Permission.MANAGE_BANK)
def approve_all() -> ResponseReturnValue:
    """Approve what the filter finds, of what stood there when the list was shown."""
    until = request.form.get("until", type=row_id)
    if not until:
        raise NotFound
    ids = queries.waiting_ids(replace(_wanted(), until=until), service.MOST_AT_ONCE)
    with unit_of_work():
        approved = service.approve_many(ids, actor=me(), now=clock.now())
    flash(ngettext("已通过 %(num)d 题。", "已通过 %(num)d 题。", approved.done), "ok")
    if approved.own:
        flash(
            ngettext(
                "有 %(num)d 题是自己写的，要由另一位组织者审核。",
                "有 %(num)d 题是自己写的，要由另一位组织者审核。",
                approved.own,
            ),
            "info",
        )
    return redirect(url_for("reviewing.index", **_args()))


@blueprint.post("/bank/review/persons")
@requires(Permission.MANAGE_BANK)
def save_persons() -> ResponseReturnValue:
    on = request.form.get("two_persons") == "1"
    with unit_of_work():
        standing.set_two_persons(me().branch_id, on, actor=me(), now=clock.now())
    flash(
        gettext("以后写的题和改的题，要由另一位组织者通过后才出题。")
        if on
        else gettext("以后保存即可出题。"),
        "ok",
    )
    return redirect(url_for("reviewing.index"))
