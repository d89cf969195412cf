"""One question a screen, its verdict, and what the practice brought.

A page's module asks for the same addresses with the header X-Fragment and gets the question alone.
"""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import DomainError, Invalid, NotFound
from ...core.local import today
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...papers import answers
from ...papers import queries as papers_queries
from ...papers.attempt import AttemptState, accepts
from ...papers.models import Purpose
from ...papers.queries import AttemptHead
from ...papers.responses import from_form
from ...papers.standing import days_needed
from ...web.access import me, requires
from .. import queries, service, shelves
from .blueprint import blueprint

SHARES = {"none": 0, "half": 50, "full": 100}  # of a short answer, by the writer's own judgement


def own(attempt_id: int) -> AttemptHead:
    """Return the caller's own practice; anything else is not told from nothing."""
    head = papers_queries.head(attempt_id, fresh=True)
    if head is None or head.member_id != me().member_id or head.purpose is not Purpose.PRACTICE:
        raise NotFound
    return head


def _over(head: AttemptHead) -> bool:
    """Say whether a practice is finished; one left for a day is finished now."""
    now = clock.now()
    if head.state is AttemptState.SUBMITTED:
        return True
    if accepts(now, head.deadline, head.grace_ms):
        return False
    with unit_of_work():
        service.finish(head.id, now=now)
    return True


@blueprint.get("/<int:attempt_id>")
@requires(Permission.TAKE_PART)
def answer(attempt_id: int) -> ResponseReturnValue:
    head = own(attempt_id)
    if _over(head):
        return _to("practice.result", head)
    marked = answers.feedback(head)
    first = next((slot.position for slot in head.slots if slot.position not in marked), len(head.slots))
    here = request.args.get("q", default=first, type=int)
    return _question(head, min(max(1, here), len(head.slots)))


def _question(head: AttemptHead, here: int, error: str = "", status: int = 200) -> ResponseReturnValue:
    marked = answers.feedback(head)
    shown = marked.get(here)
    questions = papers_queries.questions(head)
    item_id = head.slots[here - 1].item_id
    template = "practice/_question.html" if "X-Fragment" in request.headers else "practice/answer.html"
    page = render_template(
        template,
        head=head,
        q=questions[here - 1],
        here=here,
        states=[marked[slot.position].verdict if slot.position in marked else None for slot in head.slots],
        feedback=shown,
        given=shown.response if shown else None,
        left=[slot.position for slot in head.slots if slot.position not in marked],
        standing=shelves.standings(me().member_id, [item_id]).get(item_id, shelves.Standing()),
        needed=days_needed(head.branch_id),
        error=error,
    )
    return page, status


def _to(endpoint: str, head: AttemptHead, **more: Any) -> ResponseReturnValue:
    """Send the browser on; a page's module is told where, since a redirect would be followed unseen."""
    url = url_for(endpoint, attempt_id=head.id, **more)
    if "X-Fragment" in request.headers:
        return "", 204, {"X-Location": url}
    return redirect(url, 303)


@blueprint.post("/<int:attempt_id>/<int:position>")
@requires(Permission.TAKE_PART)
def save(attempt_id: int, position: int) -> ResponseReturnValue:
    head, now = own(attempt_id), clock.now()
    slot = head.slot(position)
    if slot is None:
        raise NotFound
    if _over(head):
        return _to("practice.result", head)
    try:
        response = from_form(slot, request.form, "response")
        if response is None:
            raise Invalid(gettext("先作答，再提交。"))
        with unit_of_work():
            service.answer(head, position, response, now=now, request_id=request.form.get("request_id"))
    except Invalid as refused:
        return _question(head, position, gettext(refused.message, **refused.params), refused.status)
    except DomainError as refused:
        if refused.code != "attempt.answered":
            raise  # answered in another tab: its verdict is shown
    return _shown(head, position)


def _shown(head: AttemptHead, position: int) -> ResponseReturnValue:
    if "X-Fragment" in request.headers:
        return _question(head, position)
    return redirect(url_for("practice.answer", attempt_id=head.id, q=position), 303)


@blueprint.post("/<int:attempt_id>/<int:position>/mark")
@requires(Permission.TAKE_PART)
def mark_own(attempt_id: int, position: int) -> ResponseReturnValue:
    head = own(attempt_id)
    slot, share = head.slot(position), SHARES.get(request.form.get("share", ""))
    if slot is None or share is None:
        raise NotFound
    with unit_of_work():
        service.mark_own(head, position, slot.points * share // 100, now=clock.now())
    return _shown(head, position)


@blueprint.post("/<int:attempt_id>/<int:position>/favourite")
@requires(Permission.TAKE_PART)
def favourite(attempt_id: int, position: int) -> ResponseReturnValue:
    head = own(attempt_id)
    with unit_of_work():
        service.set_favourite(head, position, on=request.form.get("on") == "1", now=clock.now())
    if head.state is AttemptState.SUBMITTED:
        return _to("practice.result", head)
    return _shown(head, position)


@blueprint.post("/<int:attempt_id>/finish")
@requires(Permission.TAKE_PART)
def finish(attempt_id: int) -> ResponseReturnValue:
    head = own(attempt_id)
    if not answers.feedback(head) and not _over(head):
        flash(gettext("还没有作答，先做一题吧。"), "info")
        return redirect(url_for("practice.answer", attempt_id=head.id), 303)
    with unit_of_work():
        service.finish(head.id, now=clock.now())
    return redirect(url_for("practice.result", attempt_id=head.id), 303)


@blueprint.get("/<int:attempt_id>/result")
@requires(Permission.TAKE_PART)
def result(attempt_id: int) -> ResponseReturnValue:
    head = own(attempt_id)
    if not _over(head):
        return redirect(url_for("practice.answer", attempt_id=head.id))
    head = own(attempt_id)
    found = papers_queries.result(head.id)
    if found is None:
        raise NotFound
    reviewed = papers_queries.review(head)
    member = me()
    return render_template(
        "practice/result.html",
        head=head,
        result=found,
        reviewed=reviewed,
        topics=papers_queries.topics_of(head, found),
        earned=queries.earned(head.id, member.member_id, member.branch_id, today()),
        standings=shelves.standings(member.member_id, [slot.item_id for slot in head.slots]),
    )
