"""Where open pages send their heartbeats."""

from __future__ import annotations

from functools import partial
from typing import cast

from flask import Flask, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from ...core import clock
from ...core.errors import Invalid
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web.access import me, requires
from ...web.intake import takes_json
from .. import completing, queries, reading_time, timing
from .blueprint import blueprint

DROP_EVERY_S = 24 * 3600


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    app.extensions.setdefault("jobs", []).append((DROP_EVERY_S, partial(_drop_old, app)))


def _drop_old(app: Flask) -> None:
    with app.app_context(), unit_of_work():
        timing.drop_old(clock.now())


@blueprint.post("/<int:material_id>/beat")
@requires(Permission.TAKE_PART)
@takes_json
def beat(material_id: int) -> ResponseReturnValue:
    material, member, now = queries.readable(material_id, me()), me(), clock.now()
    token, number, claim = _beat()
    own = {"branch_id": member.branch_id, "member_id": member.member_id}
    timing.beat(material, token, number, claim, **own, now=now)
    db.session.rollback()  # what the hot writer wrote is seen from here on
    if completing.is_due(queries.readable(material_id, member), member):
        with unit_of_work():
            completing.complete(queries.readable(material_id, member), member, now=now)
    return _standing(material_id)


def _beat() -> tuple[str, int, int]:
    body = request.get_json(silent=True)
    body = body if isinstance(body, dict) else {}
    token, number, claim = body.get("sitting"), body.get("n"), body.get("ms")
    if not (isinstance(token, str) and isinstance(number, int) and isinstance(claim, int)):
        raise Invalid
    return token[:64], number, claim


def _standing(material_id: int) -> ResponseReturnValue:
    """Return what the page's clock shows."""
    material, found = queries.readable(material_id, me()), queries.reading(material_id, me().member_id)
    has_check, pace = queries.has_check(material), reading_time.pace(me().branch_id)
    progress = reading_time.progress_of(material, found, pace, checked=has_check)
    done = bool(found and found.checked_at)
    text = render_template(
        "study/_clock_words.html",
        material=material,
        progress=progress,
        read_at=done,
        has_check=has_check,
        passed=bool(found and found.passed_at),
    )
    return {
        "percent": progress.percent,
        "enough": progress.enough,
        "over": done or progress.counted >= progress.length,
        "text": text.strip(),
    }
