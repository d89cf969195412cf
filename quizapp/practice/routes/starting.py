"""Where a practice begins, and how far one is by topic."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...bank.item import TYPE_NAMES, ItemType
from ...core import clock
from ...core.errors import Invalid
from ...core.ids import new_token
from ...core.local import today
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...papers.progress import mistakes_waiting
from ...papers.service import Started
from ...web.access import me, requires
from .. import queries, service, shelves
from ..forms import SIZES, StartForm
from .blueprint import blueprint

NAMED_TOPICS = 3  # in the title of a practice


@blueprint.get("/")
@requires(Permission.TAKE_PART)
def start() -> ResponseReturnValue:
    topics = request.args.getlist("topic")
    return _page(StartForm(formdata=None, topics=topics, request_id=new_token(16)))


@blueprint.post("/")
@requires(Permission.TAKE_PART)
def begin() -> ResponseReturnValue:
    form = StartForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        started = _begin(form)
    except Invalid as refused:
        form.form_errors.append(gettext(refused.message, **refused.params))
        return _page(form), refused.status
    if started.short_by:
        flash(gettext("符合条件的题只有 %(n)d 道。", n=int(form.size.data) - started.short_by), "info")
    return redirect(url_for("practice.answer", attempt_id=started.attempt_id))


def _begin(form: StartForm) -> Started:
    topics = tuple(form.topics.data or ())
    types = tuple(ItemType(kind) for kind in form.types.data or ())
    choice = service.Choice(int(form.size.data), topics, types)
    title, request_id = _title(topics), form.request_id.data or None
    with unit_of_work():
        return service.begin(choice, title, member=me(), now=clock.now(), request_id=request_id)


def _title(topics: tuple[str, ...]) -> str:
    if not topics:
        return str(gettext("随机练习"))
    named = "、".join(topics[:NAMED_TOPICS])
    if len(topics) > NAMED_TOPICS:
        return str(gettext("练习：%(topics)s等 %(n)d 个主题", topics=named, n=len(topics)))
    return str(gettext("练习：%(topics)s", topics=named))


def _page(form: StartForm) -> str:
    own = me()
    return render_template(
        "practice/start.html",
        form=form,
        banks=queries.progress(own.member_id, own.branch_id),
        types=[(kind.value, gettext(TYPE_NAMES[kind])) for kind in queries.types(own.branch_id)],
        sizes=SIZES,
        open=queries.open_practices(own.member_id, clock.now()),
        due=shelves.due_count(own.member_id, today()),
        mistakes=mistakes_waiting(own.member_id),
        favourites=sum(shelves.topics(shelves.Shelf.FAVOURITES, own.member_id).values()),
        once=new_token(16),
    )


@blueprint.get("/progress")
@requires(Permission.TAKE_PART)
def progress() -> ResponseReturnValue:
    own = me()
    banks = queries.progress(own.member_id, own.branch_id, with_branch=True)
    return render_template("practice/progress.html", banks=banks)
