"""The member's shelves: the book of mistakes and the favourites."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.ids import new_token
from ...core.local import today
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...papers.standing import days_needed, remove_mistake
from ...web.access import me, requires
from .. import service, shelves
from ..forms import ShelfForm
from ..shelves import Shelf
from .blueprint import blueprint

MOST_SEARCHED = 60  # characters of a search


@blueprint.get("/mistakes")
@requires(Permission.TAKE_PART)
def mistakes() -> ResponseReturnValue:
    due = shelves.due_count(me().member_id, today())
    return _page(
        "practice/mistakes.html", Shelf.MISTAKES, due=due, needed=days_needed(me().branch_id), today=today()
    )


@blueprint.get("/favourites")
@requires(Permission.TAKE_PART)
def favourites() -> ResponseReturnValue:
    return _page("practice/favourites.html", Shelf.FAVOURITES)


def _page(template: str, shelf: Shelf, **more: object) -> str:
    member_id = me().member_id
    topic, text = request.args.get("topic", "")[:64], request.args.get("text", "")[:MOST_SEARCHED].strip()
    number = page_number(request.args.get("page"))
    return render_template(
        template,
        page=shelves.page(shelf, member_id, number, topic=topic, text=text),
        topics=shelves.topics(shelf, member_id),
        topic=topic,
        text=text,
        form=ShelfForm(formdata=None, topic=topic, request_id=new_token(16)),
        size=service.SHELF_SIZE,
        **more,
    )


@blueprint.post("/mistakes")
@requires(Permission.TAKE_PART)
def practise_mistakes() -> ResponseReturnValue:
    return _begin(Shelf.MISTAKES, gettext("错题重练"))


@blueprint.post("/favourites")
@requires(Permission.TAKE_PART)
def practise_favourites() -> ResponseReturnValue:
    return _begin(Shelf.FAVOURITES, gettext("收藏练习"))


def _begin(shelf: Shelf, name: str) -> ResponseReturnValue:
    form, member = ShelfForm(), me()
    topic = form.topic.data or ""
    title = gettext("%(name)s：%(topic)s", name=name, topic=topic) if topic else name
    items = shelves.waiting(shelf, member.member_id, today(), topic, branch_id=member.branch_id)
    with unit_of_work():
        started = service.begin_with(
            str(shelf), items, title, member=member, now=clock.now(), request_id=form.request_id.data or None
        )
    return redirect(url_for("practice.answer", attempt_id=started.attempt_id))


@blueprint.post("/mistakes/<int:item_id>/remove")
@requires(Permission.TAKE_PART)
def remove(item_id: int) -> ResponseReturnValue:
    with unit_of_work():
        remove_mistake(me().member_id, item_id)
    flash(gettext("已从错题本移出。"), "ok")
    return redirect(url_for("practice.mistakes", **_place()))


@blueprint.post("/favourites/<int:item_id>/remove")
@requires(Permission.TAKE_PART)
def unfavourite(item_id: int) -> ResponseReturnValue:
    with unit_of_work():
        service.drop_favourite(me().member_id, item_id, now=clock.now())
    flash(gettext("已取消收藏。"), "ok")
    return redirect(url_for("practice.favourites", **_place()))


def _place() -> dict[str, Any]:
    """Return the place in the list to go back to."""
    return {name: value for name in ("topic", "text", "page") if (value := request.form.get(name, "")[:64])}
