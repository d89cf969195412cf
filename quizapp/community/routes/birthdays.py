"""The political birthday on the member's phone: the card, the choice, the colleagues' blessings."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext

from ...accounts.kinds import PARTY
from ...accounts.models import Member
from ...core import clock
from ...core.errors import NotFound
from ...core.local import today
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...documents.model import Block, Document, Heading, Paragraph, Space
from ...documents.responding import asked_form, respond
from ...extensions import db
from ...web.access import me, requires
from ...web.forms import accepted
from .. import oath, queries, service
from ..anniversaries import greeting, next_after
from ..forms import BlessingForm
from ..queries.birthdays import Mark
from .blueprint import blueprint


@blueprint.get("/birthday/")
@requires(Permission.TAKE_PART)
def birthday() -> ResponseReturnValue:
    member = db.session.get_one(Member, me().member_id)
    joined = member.joined_party_on if member.kind in PARTY else None
    mark = queries.birthdays.of_member(me().member_id, today())
    return render_template(
        "community/birthday.html",
        mark=mark,
        words=greeting(mark.years) if mark else "",
        coming=next_after(joined, today()) if joined else None,
        blessings=queries.voices.blessings(me().member_id, today().year),
        shown=queries.greeting(me().member_id, today(), clock.now()).shown,
        oath=oath,
    )


@blueprint.post("/birthday/shown")
@requires(Permission.TAKE_PART)
def choose_birthday_shown() -> ResponseReturnValue:
    shown = request.form.get("shown") == "1"
    with unit_of_work():
        service.birthdays.choose_shown(me().member_id, shown)
    flash(
        gettext("同事和大屏能看到你的入党纪念日。") if shown else gettext("只有你自己和组织者能看到。"), "ok"
    )
    return redirect(url_for("community.birthday"))


@blueprint.get("/birthday/print")
@requires(Permission.TAKE_PART)
def print_birthday() -> ResponseReturnValue:
    mark = _last_mark()
    back = (gettext("返回"), url_for("community.birthday"))
    return respond(_card(mark), asked_form(), gettext("入党纪念日贺卡"), back)


def _last_mark() -> Mark:
    """Return the member's anniversary of this year, once the day has come."""
    mark = queries.birthdays.of_year(me().branch_id, today().year, me().member_id)
    if mark is None or mark.day > today():
        raise NotFound
    return mark


def _card(mark: Mark) -> Document:
    wishes = queries.voices.blessings(mark.member_id, mark.day.year)
    blocks: list[Block] = [
        Space(6),
        Paragraph(gettext("%(name)s 同志：", name=mark.name), bold=True, indent=False),
        Paragraph(gettext(greeting(mark.years)) % {"years": mark.years}),
        Paragraph(str(format_date(mark.joined, "long")) + gettext(" 入党"), align="right"),
        Space(4),
        Heading(gettext("入党誓词")),
        Paragraph(oath.TEXT),
        Paragraph(gettext(oath.SOURCE), align="right"),
    ]
    if wishes:
        blocks += [Space(4), Heading(gettext("同志们的祝福"))]
        blocks += [
            Paragraph(gettext("%(text)s —— %(name)s", text=line.text, name=line.author)) for line in wishes
        ]
    blocks += [Space(8), Paragraph(me().branch_name, align="right")]
    title = gettext("入党 %(years)d 周年纪念", years=mark.years)
    return Document(title, str(format_date(mark.day, "long")), tuple(blocks), one_page=True)


@blueprint.route("/birthday/<int:member_id>", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def bless(member_id: int) -> ResponseReturnValue:
    mark = _of_colleague(member_id)
    form = BlessingForm()
    if form.validate_on_submit() and accepted(form, lambda: _bless(member_id, form)):
        flash(gettext("祝福已写好，组织者看过后送到。"), "ok")
        return redirect(url_for("home.branch"))
    page = render_template("community/bless.html", mark=mark, form=form)
    return page, 422 if form.errors else 200


def _of_colleague(member_id: int) -> Mark:
    """Return a colleague's anniversary when it is today and he or she wants it seen."""
    marks = queries.birthdays.on_day(me().branch_id, today())
    found = next((mark for mark in marks if mark.member_id == member_id and mark.shown), None)
    if found is None or member_id == me().member_id:
        raise NotFound
    return found


def _bless(member_id: int, form: BlessingForm) -> None:
    with unit_of_work():
        service.voices.bless(member_id, form.text.data, actor=me(), now=clock.now())
