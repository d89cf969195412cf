"""Attempts: begin, look at, answer, submit. Each is its caller's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, url_for

from ..contests import queries as contests
from ..core import clock
from ..core.errors import Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Permission
from ..core.transaction import unit_of_work
from ..papers import answers, ending, service
from ..papers import queries as papers
from ..papers.attempt import AttemptState, accepts
from ..papers.models import Purpose
from ..papers.queries import AttemptHead
from ..practice import service as practice
from ..web.access import me, requires
from . import asked, orders, shapes
from .blueprint import blueprint
from .operation import describes
from .scope import scope

#: What is answered through these calls; a study material's check has its own page and its own credit.
OFFERED = (Purpose.PRACTICE, Purpose.CONTEST)


def own(attempt_id: int, *, fresh: bool = True) -> AttemptHead:
    """Return the caller's own attempt; another's is not told from none."""
    head = papers.head(attempt_id, fresh=fresh)
    if head is None or head.member_id != me().member_id or head.purpose not in OFFERED:
        raise NotFound
    return head


@blueprint.post("/attempts")
@requires(Permission.TAKE_PART)
@scope("write")
@describes(
    N_("开始练习或进入竞赛"),
    body="AttemptOrder",
    returns="Attempt",
    status=201,
    errors=(400, 404, 409, 422),
    about=N_("练习按题库里有的出题，不够时 short_by 写明还差几题。竞赛里没交的答卷会接着用。"),
)
def start() -> Response:
    body, ordered = asked.json_object(), None
    if body.get("contest") is not None:
        attempt_id = orders.begin_contest(body)
    else:
        attempt_id, ordered = orders.begin_practice(body)
    head = own(attempt_id)
    paper = _attempt(head, clock.now())
    if ordered is not None and ordered > len(head.slots):
        paper["short_by"] = ordered - len(head.slots)
    return shapes.reply(paper, 201, Location=url_for("api.show", id=head.id))


@blueprint.get("/attempts/<id>")
@requires(Permission.TAKE_PART)
@describes(
    N_("答卷：题目、已保存的答案、截止时间和状态"),
    returns="Attempt",
    errors=(404,),
    about=N_("断线或重开后从这里接着答。交卷以后带 result。"),
)
def show(id: str) -> Response:
    now = clock.now()
    return shapes.reply(_attempt(_ended_by_clock(own(asked.number_of(id)), now), now))


@blueprint.put("/attempts/<id>/answers/<int:position>")
@requires(Permission.TAKE_PART)
@scope("write")
@describes(
    N_("保存一题的答案"),
    body="Answer",
    returns="Saved",
    errors=(400, 404, 409, 422),
    about=N_(
        "写进磁盘后才回 200，可以重复。没答完的也能存，null 清空。截止或交卷后是 409。"
        "练习随即给出 feedback，看过以后换答案是 409，同样的答案是 200。"
    ),
)
def save(id: str, position: int) -> Response:
    now = clock.now()
    head = answers.check_open(own(asked.number_of(id), fresh=False), now)
    if head.slot(position) is None:
        raise NotFound
    body = asked.json_object()
    if "response" not in body:
        raise Invalid(N_("缺少 response。"), field="response")
    response, once = body["response"], asked.request_id(body)
    if not head.instant_feedback:
        saved = answers.save_answer(head, position, response, now=now, request_id=once)
        return shapes.reply({"saved": True, "answered": saved.answered})
    with unit_of_work():
        saved = practice.answer(head, position, response, now=now, request_id=once)
    shown = {"feedback": shapes.marked(saved.feedback)} if saved.feedback else {}
    return shapes.reply({"saved": True, "answered": saved.answered, **shown})


@blueprint.post("/attempts/<id>/submit")
@requires(Permission.TAKE_PART)
@scope("write")
@describes(
    N_("交卷"),
    returns="Result",
    errors=(404, 409),
    about=N_("再交一次得到同样的结果；已被截止时间收卷的也是。各题对错和解析按竞赛的公布办法给出。"),
)
def submit(id: str) -> Response:
    now = clock.now()
    head = _ended_by_clock(own(asked.number_of(id)), now)
    if head.state is AttemptState.OPEN:
        with unit_of_work():
            if head.purpose is Purpose.PRACTICE:
                practice.finish(head.id, now=now)
            else:
                service.submit(head.id, now=now)
        head = own(head.id)
    return shapes.reply(_result(head))


def _ended_by_clock(head: AttemptHead, now: datetime) -> AttemptHead:
    """Return an attempt as it stands at `now`: one whose time is up is submitted now, not seconds later."""
    if head.state is AttemptState.SUBMITTED or accepts(now, head.deadline, head.grace_ms):
        return head
    with unit_of_work():
        ending.end_attempt(head.id, now)
    return own(head.id)


def _attempt(head: AttemptHead, now: datetime) -> dict[str, Any]:
    given = papers.responses(head.id)
    body: dict[str, Any] = {
        "id": str(head.id),
        "mode": str(head.purpose),
        "contest": _contest_id(head),
        "title": head.title,
        "state": str(head.state),
        "started_at": shapes.moment(head.started_at),
        "deadline": shapes.moment_or_none(head.deadline),
        "now": shapes.moment(now),
        "items": [
            {"position": one.position, **shapes.question(one), "points": shapes.amount(one.points)}
            for one in papers.questions(head)
        ],
        "answered": len(given),
        "responses": {str(position): response for position, response in sorted(given.items())},
    }
    seen = answers.feedback(head)
    if seen:
        body["feedback"] = {str(position): shapes.marked(one) for position, one in sorted(seen.items())}
    if head.state is AttemptState.SUBMITTED:
        body["result"] = _result(head)
    return body


def _contest_id(head: AttemptHead) -> str | None:
    return head.source_key.partition(":")[2] if head.purpose is Purpose.CONTEST else None


def _result(head: AttemptHead) -> dict[str, Any]:
    found = papers.result(head.id)
    if found is None:
        raise NotFound
    body: dict[str, Any] = {
        "id": str(head.id),
        "state": str(head.state),
        "submitted_at": shapes.moment_or_none(head.submitted_at),
        "used_ms": head.used_ms,
        "score": shapes.amount(found.score),
        "maximum": shapes.amount(found.maximum),
        "right": found.right,
        "total": found.total,
    }
    if _may_review(head):
        body["items"] = [
            {"position": one.question.position, "response": one.response, **shapes.marked(one)}
            for one in papers.review(head)
        ]
    return body


def _may_review(head: AttemptHead) -> bool:
    """Say whether the policy lets the caller see how each position stands."""
    if head.purpose is Purpose.PRACTICE:
        return True
    contest = contests.get(int(_contest_id(head) or 0))
    return contest is not None and contests.may_review(contest, head.state, clock.now())
