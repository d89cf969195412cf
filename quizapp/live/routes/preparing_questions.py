"""Questions of a contest that is being prepared: drawn, picked by hand, put in order, looked at as slides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...bank import queries as bank
from ...bank.item import TYPE_NAMES, ItemType
from ...bank.queries import ItemFilter
from ...core import clock
from ...core.errors import Invalid, NotFound
from ...core.ids import new_seed
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...papers.blueprint import Row
from ...papers.uses import resting
from ...web.access import me, requires
from ...web.forms import accepted
from ...web.intake import row_id
from ..drafts import RESERVE, all_chosen, chosen
from ..engine.events import Refused
from ..engine.scoring import amount_of
from ..forms import DrawForm
from ..models import LiveContest
from ..queries import preparing as queries
from ..service import questions as service
from . import sight
from .blueprint import blueprint

SEARCH_PAGE = 12


@blueprint.route("/live/manage/<int:contest_id>/questions", methods=["GET", "POST"])
@requires(Permission.MANAGE_LIVE)
def questions(contest_id: int) -> ResponseReturnValue:
    """Show all rounds with what they need and have; POST draws whatever is missing at once."""
    contest = sight.managed(contest_id)
    form = _draw_form(contest)
    if form.validate_on_submit() and accepted(form, lambda: _draw_all(contest, form)):
        return redirect(url_for("live.questions", contest_id=contest.id))
    return (
        render_template(
            "live/questions.html",
            contest=contest,
            form=form,
            plans=queries.plans(contest),
            reserve=queries.reserve_plan(contest),
        ),
        422 if form.errors else 200,
    )


def _draw_all(contest: LiveContest, form: DrawForm) -> None:
    drawn, tired, seed = 0, 0, new_seed()
    with unit_of_work():
        for plan in queries.plans(contest):
            orders = [
                _order(form, (need.count or 0) - have, need.value)
                for need, have in plan.needs
                if (need.count or 0) > have
            ]
            came = _draw(contest, plan.rules.key, orders, form, seed)
            drawn, tired = drawn + came[0], tired + came[1]
        have, wanted = queries.reserve_plan(contest)
        came = _draw(contest, RESERVE, [_order(form, wanted - have, None)], form, seed)
    missing = sum(one.missing for one in queries.plans(contest))
    _say_drawn(drawn + came[0], missing, tired + came[1])


def _say_drawn(drawn: int, missing: int, tired: int) -> None:
    if missing:
        flash(
            gettext("抽到 %(n)d 题，还缺 %(missing)d 题：请放宽条件或手动挑选。", n=drawn, missing=missing),
            "warn",
        )
    else:
        flash(gettext("抽到 %(n)d 题。", n=drawn), "ok")
    if tired:
        flash(gettext("歇过的题不够，其中 %(n)d 题最近在竞赛里用过，标着“在歇”。", n=tired), "info")


@blueprint.get("/live/manage/<int:contest_id>/questions/<key>")
@requires(Permission.MANAGE_LIVE)
def round_questions(contest_id: int, key: str) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    return _round_page(contest, key, _draw_form(contest))


def _round_page(contest: LiveContest, key: str, form: DrawForm) -> ResponseReturnValue:
    plan = _plan(contest, key)
    wanted = _wanted(contest)
    lines = queries.questions(contest, key)
    return (
        render_template(
            "live/questions_round.html",
            contest=contest,
            key=key,
            plan=plan,
            reserve=queries.reserve_plan(contest),
            lines=lines,
            gone=queries.gone(contest, key),
            marks_itself=plan is not None and queries.suits_everyone(plan.rules),
            form=form,
            wanted=wanted,
            found=bank.search(wanted, page_number(request.args.get("page")), SEARCH_PAGE),
            taken={one for ids in all_chosen(contest.draft).values() for one in ids},
            used=queries.used_before(contest),
            resting=_resting(contest),
            banks=bank.visible_banks(contest.branch_id),
            topics=bank.topics_of(wanted.bank_ids),
            types=TYPE_NAMES,
            args={
                name: request.args[name] for name in ("q", "topic", "type", "bank") if request.args.get(name)
            },
            rounds=queries.sheet_of(contest).rounds,
        ),
        422 if form.errors or form.form_errors else 200,
    )


def _plan(contest: LiveContest, key: str) -> queries.RoundPlan | None:
    """Return the round that an address names; None for the reserve."""
    plan = queries.plan(contest, key)
    if plan is None and key != RESERVE:
        raise NotFound
    return plan


@blueprint.post("/live/manage/<int:contest_id>/questions/<key>/draw")
@requires(Permission.MANAGE_LIVE)
def draw_questions(contest_id: int, key: str) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    plan, form = _plan(contest, key), _draw_form(contest)
    values: list[int | None] = [need.value for need, _ in plan.needs] if plan else [None]
    if form.validate() and accepted(form, lambda: _draw_one(contest, key, form, values)):
        return redirect(url_for("live.round_questions", contest_id=contest.id, key=key))
    return _round_page(contest, key, form)


def _draw_one(contest: LiveContest, key: str, form: DrawForm, values: list[int | None]) -> None:
    asked = [count.data or 0 for count in form.counts]
    if not sum(asked):
        raise Invalid(gettext("请写要抽几题。"), field="counts")
    orders = [_order(form, count, value) for count, value in zip(asked, values, strict=False) if count]
    with unit_of_work():
        drawn, tired = _draw(contest, key, orders, form, new_seed())
    _say_drawn(drawn, sum(one.count for one in orders) - drawn, tired)


def _draw(
    contest: LiveContest, key: str, orders: list[service.Order], form: DrawForm, seed: str
) -> tuple[int, int]:
    """Draw into a place; return how many came, and how many of them should rest."""
    without = queries.used_before(contest) if form.fresh.data else ()
    before = set(chosen(contest.draft, key))
    drawn = service.draw_questions(
        contest, key, orders, seed=seed, without=without, actor=me(), now=clock.now()
    )
    return drawn, len(_resting(contest) & (set(chosen(contest.draft, key)) - before))


def _resting(contest: LiveContest) -> frozenset[int]:
    return resting(contest.branch_id, clock.now(), service.source_of(contest))


def _order(form: DrawForm, count: int, value: int | None) -> service.Order:
    row = Row(
        1,
        0,
        tuple(form.topics.data or ()),
        tuple(ItemType(one) for one in form.types.data or ()),
        tuple(form.difficulties.data or ()),
    )
    return service.Order(tuple(form.bank_ids.data or ()), count, row, value)


def _draw_form(contest: LiveContest) -> DrawForm:
    banks = bank.visible_banks(contest.branch_id)
    form = DrawForm()
    form.offer(
        [(one.id, one.name) for one in banks],
        list(dict.fromkeys(topic for one in banks for topic in one.topics)),
    )
    if not form.is_submitted():
        form.bank_ids.data = [one.id for one in banks]
        form.types.data = [ItemType.SINGLE.value, ItemType.MULTIPLE.value, ItemType.BOOLEAN.value]
    return form


def _wanted(contest: LiveContest) -> ItemFilter:
    """Read the search from the address; what it names wrongly is left out."""
    args, shown = request.args, bank.visible_bank_ids(contest.branch_id)
    bank_id, kind = args.get("bank", type=row_id), args.get("type", "")
    return ItemFilter(
        bank_ids=(bank_id,) if bank_id in shown and bank_id else shown,
        topic=args.get("topic", "")[:64],
        type=kind if kind in set(ItemType) else "",
        text=args.get("q", "")[:60].strip(),
    )


@blueprint.post("/live/manage/<int:contest_id>/questions/<key>/change")
@requires(Permission.MANAGE_LIVE)
def change_questions(contest_id: int, key: str) -> ResponseReturnValue:
    """Do one thing to a round's questions: add, remove, replace, up, down, order, clear, tidy."""
    contest = sight.managed(contest_id)
    _plan(contest, key)
    change = CHANGES.get(request.form.get("do", ""))
    if change is None:
        raise Invalid(field="do")
    with unit_of_work():
        change(contest, key)
    return redirect(_back(contest, key))


def _back(contest: LiveContest, key: str) -> str:
    """Return the round's page with the search as it stood."""
    kept: dict[str, Any] = {
        name: request.form[name] for name in ("q", "topic", "type", "bank", "page") if request.form.get(name)
    }
    anchor = "search" if request.form.get("do") == "add" else "chosen"
    return url_for("live.round_questions", contest_id=contest.id, key=key, _anchor=anchor, **kept)


def _item() -> int:
    try:
        return row_id(request.form.get("item", ""))
    except ValueError as error:
        raise Invalid(field="item") from error


def _value() -> int | None:
    given = request.form.get("value")
    if not given:
        return None
    try:
        return amount_of(given)
    except Refused as error:
        raise Invalid(error.message, field="value") from error


def _add(contest: LiveContest, key: str) -> None:
    reach = bank.visible_bank_ids(contest.branch_id)
    service.add_question(contest, key, _item(), value=_value(), reach=reach, actor=me(), now=clock.now())


def _replace(contest: LiveContest, key: str) -> None:
    service.replace_question(
        contest,
        key,
        _item(),
        bank_ids=bank.visible_bank_ids(contest.branch_id),
        seed=new_seed(),
        without=queries.used_before(contest),
        actor=me(),
        now=clock.now(),
    )


def _order_all(contest: LiveContest, key: str) -> None:
    ids = [int(one) for one in request.form.get("items", "").split(",") if one.isdecimal() and len(one) < 11]
    service.order_questions(contest, key, ids, actor=me(), now=clock.now())


def _tidy(contest: LiveContest, key: str) -> None:
    for one in queries.gone(contest, key):
        service.remove_question(contest, key, one, actor=me(), now=clock.now())


CHANGES: dict[str, Callable[[LiveContest, str], Any]] = {
    "add": _add,
    "replace": _replace,
    "order": _order_all,
    "tidy": _tidy,
    "remove": lambda contest, key: service.remove_question(
        contest, key, _item(), actor=me(), now=clock.now()
    ),
    "up": lambda contest, key: service.move_question(contest, key, _item(), -1, actor=me(), now=clock.now()),
    "down": lambda contest, key: service.move_question(contest, key, _item(), 1, actor=me(), now=clock.now()),
    "clear": lambda contest, key: service.clear_questions(contest, key, actor=me(), now=clock.now()),
}
