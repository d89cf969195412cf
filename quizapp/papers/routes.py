"""The page on which a paper is answered against the clock, and its calls. Every one is the writer's own."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any, cast

from flask import Blueprint, Flask, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime, gettext

from ..core import clock
from ..core.errors import Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Permission
from ..core.transaction import unit_of_work
from ..web.access import me, requires
from ..web.errors import wants_json
from ..web.intake import takes_json
from . import answers, ending, queries, service
from .attempt import AttemptState, accepts, unanswered
from .models import Purpose
from .queries import AttemptHead
from .responses import from_form

blueprint = Blueprint("papers", __name__, url_prefix="/attempts")

#: Where a submitted attempt's result is shown, by the first word of its source: endpoint, name of the id.
RESULT_PAGES = {"contest": ("contests.result", "contest_id"), "material": ("study.result", "material_id")}
#: The same for the page with key and explanations, which is given the attempt too.
REVIEW_PAGES = {"contest": ("contests.review", "contest_id")}


#: A page's clock and the server's agree to within this.
CLOCKS_DIFFER = timedelta(seconds=5)


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    app.extensions.setdefault("jobs", []).append((ending.EVERY_S, partial(ending.submit_expired, app)))


def own(attempt_id: int, *, fresh: bool = True) -> AttemptHead:
    """Return the caller's own attempt; another's is not told from none."""
    head = queries.head(attempt_id, fresh=fresh)
    if head is None or head.member_id != me().member_id:
        raise NotFound
    return head


@blueprint.get("/<int:attempt_id>")
@requires(Permission.TAKE_PART)
def answer(attempt_id: int) -> ResponseReturnValue:
    head = own(attempt_id)
    if head.purpose is Purpose.PRACTICE:
        return redirect(url_for("practice.answer", attempt_id=head.id))
    if _over(head):
        return redirect(url_for("papers.result", attempt_id=head.id))
    given = queries.responses(head.id)
    return render_template(
        "papers/answer.html",
        head=head,
        questions=queries.questions(head),
        given=given,
        here=min(max(1, request.args.get("q", default=1, type=int)), len(head.slots)),
        doubtful=_doubtful(),
        seconds=(head.deadline - head.started_at).total_seconds() if head.deadline else None,
        ends=_ends(head),
    )


def _ends(head: AttemptHead) -> str:
    """Return when answering ends, for those without a running clock."""
    at = format_datetime(head.deadline, "HH:mm") if head.deadline else ""
    return str(gettext("%(at)s 截止", at=at))


def _over(head: AttemptHead) -> bool:
    """Say whether an attempt is submitted; one that the clock has ended is submitted now, not seconds later."""
    if head.state is AttemptState.SUBMITTED:
        return True
    now = clock.now()
    if accepts(now, head.deadline, head.grace_ms):
        return False
    with unit_of_work():
        ending.end_attempt(head.id, now)
    return True


def _doubtful() -> list[int]:
    """Return the positions that the writer marked, as they travel without scripts."""
    return sorted(
        {int(text) for text in request.values.getlist("doubtful") if text.isdecimal() and len(text) < 5}
    )


@blueprint.post("/<int:attempt_id>/answers")
@requires(Permission.TAKE_PART)
@takes_json
def save(attempt_id: int) -> ResponseReturnValue:
    now = clock.now()
    head = own(attempt_id, fresh=False)
    if head.instant_feedback:
        raise NotFound
    if request.is_json:
        given, request_id = _from_json(request.get_json())
        saved = answers.save_answers(head, given, now=now, request_id=request_id)
        return jsonify(saved=sorted(given), answered=saved.answered, at=now.isoformat())
    given = _from_fields(head)
    if given:
        answers.save_answers(head, given, now=now)
    else:
        answers.check_open(head, now)
    if request.form.get("then") == "submit":
        return redirect(url_for("papers.confirm", attempt_id=head.id, doubtful=_doubtful()))
    flash(gettext("答案已保存。"), "ok")
    return redirect(url_for("papers.answer", attempt_id=head.id, doubtful=_doubtful()))


def _from_fields(head: AttemptHead) -> dict[int, Any]:
    """Return what the posted page changed; a response that cannot be read is told of and left as it was."""
    before, given = queries.responses(head.id), {}
    for slot in head.slots:
        try:
            response = from_form(slot, request.form, f"r{slot.position}")
        except Invalid as refused:
            text = gettext(refused.message, **refused.params)
            flash(gettext("第 %(n)d 题没有保存：%(text)s", n=slot.position, text=text), "wrong")
            continue
        if response != before.get(slot.position):
            given[slot.position] = response
    return given


def _from_json(body: Any) -> tuple[dict[int, Any], str | None]:
    """Read {"answers": {position: response}, "request_id"?}; raises Invalid."""
    given = body.get("answers") if isinstance(body, dict) else None
    request_id = body.get("request_id") if isinstance(body, dict) else None
    if not isinstance(given, dict) or not given or not (request_id is None or isinstance(request_id, str)):
        raise Invalid(N_("答案的格式不对，请刷新后再试。"), field="answers")
    if not all(key.isdecimal() and len(key) < 5 for key in given) or not _can_be_kept(request_id or ""):
        raise Invalid(N_("答案的格式不对，请刷新后再试。"), field="answers")
    return {int(key): response for key, response in given.items()}, request_id


def _can_be_kept(request_id: str) -> bool:
    return len(request_id) <= 64 and request_id.isprintable()


@blueprint.get("/<int:attempt_id>/submit")
@requires(Permission.TAKE_PART)
def confirm(attempt_id: int) -> ResponseReturnValue:
    head = own(attempt_id)
    if head.purpose is Purpose.PRACTICE or _over(head):
        return redirect(url_for("papers.answer", attempt_id=head.id))
    missing = unanswered(len(head.slots), queries.responses(head.id))
    return render_template(
        "papers/confirm.html", head=head, missing=missing, doubtful=_doubtful(), ends=_ends(head)
    )


@blueprint.post("/<int:attempt_id>/submit")
@requires(Permission.TAKE_PART)
@takes_json
def submit(attempt_id: int) -> ResponseReturnValue:
    head = own(attempt_id)
    if head.purpose is Purpose.PRACTICE:
        raise NotFound
    if not _over(head):
        if _was_extended(head):
            return jsonify(url=url_for("papers.answer", attempt_id=head.id), goes_on=True)
        with unit_of_work():
            service.submit(head.id, now=clock.now())
    if wants_json():
        return jsonify(url=result_url(head))
    return redirect(result_url(head))


def _was_extended(head: AttemptHead) -> bool:
    """Say whether a page hands in because its time is up, while the attempt has been given more."""
    if not request.is_json or request.get_json() != {"by": "deadline"} or head.deadline is None:
        return False
    return head.deadline - clock.now() > CLOCKS_DIFFER


@blueprint.get("/<int:attempt_id>/result")
@requires(Permission.TAKE_PART)
def result(attempt_id: int) -> ResponseReturnValue:
    head = own(attempt_id)
    if not _over(head):
        return redirect(url_for("papers.answer", attempt_id=head.id))
    url = result_url(head)
    if url != request.path:
        return redirect(url)
    return render_template("papers/result.html", head=queries.head(head.id), result=queries.result(head.id))


@blueprint.get("/<int:attempt_id>/review")
@requires(Permission.TAKE_PART)
def review(attempt_id: int) -> ResponseReturnValue:
    head = own(attempt_id)
    if not _over(head):
        raise NotFound
    elsewhere = _page(REVIEW_PAGES, head, attempt=head.id)
    if elsewhere:
        return redirect(elsewhere)
    if head.purpose is Purpose.CONTEST:
        raise NotFound  # whether its answers may be seen is for the contest to say
    return render_template(
        "papers/review.html",
        head=head,
        reviewed=queries.review(head),
        result=queries.result(head.id),
        back=result_url(head),
    )


def result_url(head: AttemptHead) -> str:
    """Return where an attempt's result is shown: its source's own page where there is one."""
    if head.purpose is Purpose.PRACTICE:
        return url_for("practice.result", attempt_id=head.id)
    return _page(RESULT_PAGES, head) or url_for("papers.result", attempt_id=head.id)


def _page(pages: dict[str, tuple[str, str]], head: AttemptHead, **more: Any) -> str | None:
    kind, _, source_id = head.source_key.partition(":")
    endpoint, name = pages.get(kind, ("", ""))
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, **{name: source_id, **more})
