"""The wall of honours on the phone: the people and their story, and proposing one."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from ...accounts import queries as people
from ...accounts.models import Member
from ...core import clock
from ...core.errors import NotFound
from ...core.local import today
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...files import queries as files
from ...files.intake import takes_files
from ...web.access import me, requires
from ...web.forms import accepted, choices
from ...web.intake import row_id
from .. import queries, service
from ..forms import HonourForm
from ..models import Honour
from ..wording import HonourLevel
from . import photos
from .blueprint import blueprint

KINDS = ("image", "pdf", "document")
MOST_FILES = 4


@blueprint.get("/honours/")
@requires(Permission.TAKE_PART)
def honours() -> ResponseReturnValue:
    wanted, args = _asked()
    page = queries.honours.wall(me().branch_id, wanted, page_number(request.args.get("page")))
    return render_template(
        "community/honours.html",
        page=page,
        photos=files.of_many(photos.HONOUR, [line.id for line in page.rows]),
        years=queries.honours.years(me().branch_id),
        proposed=queries.honours.proposed_by(me().member_id),
        wanted=wanted,
        args=args,
    )


def _asked() -> tuple[queries.honours.Wanted, dict[str, Any]]:
    level = None
    with suppress(ValueError):
        level = HonourLevel(request.args["level"]) if request.args.get("level") else None
    whose = request.args.get("whose", "")
    year = request.args.get("year", type=row_id)
    wanted = queries.honours.Wanted(
        text=request.args.get("q", "").strip()[:60],
        year=year if year and 1900 <= year <= today().year else None,
        level=level,
        whose=whose if whose in ("member", "group", "branch") else "",
    )
    args = {"q": wanted.text, "year": wanted.year, "level": level and level.value, "whose": wanted.whose}
    return wanted, {name: value for name, value in args.items() if value}


@blueprint.get("/honours/<int:honour_id>")
@requires(Permission.TAKE_PART)
def honour(honour_id: int) -> ResponseReturnValue:
    row = db.session.get(Honour, honour_id)
    if row is None or not photos.sees_honour(row, me()):
        raise NotFound
    return render_template(
        "community/honour.html",
        line=queries.honours.line(honour_id),
        files=files.of(photos.HONOUR, honour_id),
    )


@blueprint.route("/honours/new", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
@takes_files(*KINDS, count=MOST_FILES)
def new_honour() -> ResponseReturnValue:
    form = offer(HonourForm(whose=f"m{me().member_id}"), me().branch_id)
    if form.validate_on_submit() and accepted(form, lambda: _propose(form)):
        flash(gettext("已交给组织者核实，上墙后会告诉你。"), "ok")
        return redirect(url_for("community.honours"))
    page = render_template("community/honour_form.html", form=form)
    return page, 422 if form.errors or form.form_errors else 200


def offer(form: Any, branch_id: int, member_id: int | None = None) -> Any:
    """Fill in whose the honour may be: the branch, its groups, its members, and whose it is already."""
    here = (Member.branch_id == branch_id) & Member.left_at.is_(None)
    rows = db.session.execute(
        select(Member.id, Member.name).where(here | (Member.id == member_id)).order_by(Member.name)
    )
    form.whose.choices = choices(
        [
            ("b", gettext("本支部")),
            *((f"g{group.id}", group.name) for group in people.groups_of(branch_id)),
            *((f"m{id}", name) for id, name in rows),
        ]
    )
    return form


def draft_of(form: Any, points: int = 0) -> service.honours.Draft:
    """Return what a form says of an honour."""
    whose = str(form.whose.data or "b")
    number = int(whose[1:]) if whose[1:] else None
    return service.honours.Draft(
        title=form.title.data,
        awarded_on=form.awarded_on.data,
        awarded_by=form.awarded_by.data,
        level=HonourLevel(form.level.data),
        member_id=number if whose[0] == "m" else None,
        group_id=number if whose[0] == "g" else None,
        story=form.story.data or "",
        points=points,
    )


def _propose(form: HonourForm) -> None:
    with unit_of_work():
        row = service.honours.propose(draft_of(form), me().branch_id, actor=me(), now=clock.now())
        photos.keep(photos.HONOUR, row.id, row.branch_id, KINDS, only=False)
