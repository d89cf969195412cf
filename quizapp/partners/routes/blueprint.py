"""The blueprint, the wall around guests, and the seams at which activities and contests ask what is shared."""

from __future__ import annotations

from functools import partial
from typing import cast

from flask import Blueprint, Flask, current_app, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ...activities import access as activities
from ...contests import sharing as contests
from ...core.errors import NotFound
from .. import guests, queries, walls
from ..models import SubjectKind

blueprint = Blueprint("partners", __name__, url_prefix="/partners")


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    guests.init_app(cast(Flask, state.app))
    activities.shared_ids = partial(queries.shared_with, kind=SubjectKind.ACTIVITY)
    activities.is_guest = guests.is_partner
    activities.keeps_record = queries.keeps_record
    contests.shared_ids = partial(queries.shared_with, kind=SubjectKind.CONTEST)
    contests.keeps_record = queries.keeps_record


@blueprint.app_template_global("is_guest")
def is_guest() -> bool:
    """Say whether whoever asks belongs to a partner unit."""
    person = current_user._get_current_object() if current_user else None
    return bool(person and person.is_authenticated and guests.is_partner(person.branch_id))


@blueprint.before_app_request
def _wall() -> ResponseReturnValue | None:
    """Let guests no further than to what is shared; the home page of members is not theirs."""
    endpoint = request.endpoint
    if endpoint is None or not is_guest():
        return None
    if endpoint == "home.index":
        return redirect(url_for("partners.welcome"))
    access = getattr(current_app.view_functions[endpoint], "access", None)
    if not walls.lets_in(endpoint, is_public=bool(access and access.public)):
        raise NotFound
    return None
