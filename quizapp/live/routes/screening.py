"""The wall: what everybody in the room sees of a contest, and a finished one played again."""

from __future__ import annotations

from functools import lru_cache

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from ...core.errors import NotFound
from ...core.i18n import N_
from ...core.permissions import Permission
from ...web.access import requires
from ...web.links import qr_svg
from .. import pictures
from ..engine.events import Refused
from ..fitting import question_fit, reveal_fit
from ..models import LiveState
from ..queries import finding
from ..queries.finding import Head
from ..words import verdict_word
from .blueprint import blueprint
from .sight import managed

blueprint.add_app_template_filter(question_fit)
blueprint.add_app_template_filter(reveal_fit)
blueprint.add_app_template_filter(verdict_word)


@blueprint.app_template_filter()
@lru_cache(maxsize=32)
def qr_code(address: str) -> Markup:
    """Return an address as a code to scan, drawn once."""
    return qr_svg(address)


@blueprint.get("/live/manage/<int:contest_id>/replay")
@requires(Permission.MANAGE_LIVE)
def replay(contest_id: int) -> ResponseReturnValue:
    head = _finished(contest_id)
    return render_template("live/replay.html", head=head, course=pictures.course(head.id))


@blueprint.get("/live/manage/<int:contest_id>/replay/pictures")
@requires(Permission.MANAGE_LIVE)
def replay_pictures(contest_id: int) -> ResponseReturnValue:
    after = request.args.get("after", 0, type=int)
    return jsonify(pictures.pictures(_finished(contest_id), max(after, 0)))


def _finished(contest_id: int) -> Head:
    managed(contest_id)
    head = finding.by_id(contest_id)
    if head is None:
        raise NotFound
    if head.state not in (LiveState.FINISHED, LiveState.SETTLED):
        raise Refused(N_("竞赛结束后才能回放。"), code="not_finished")
    return head
