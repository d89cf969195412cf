"""The guided start of an installation: five steps, left and resumed at will.

The administrator names unit and branch, makes groups, brings members in, chooses the shipped banks, and
opens a first practice or contest. Nothing waits for it; the home page offers it until it is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from ..accounts import queries as people
from ..accounts import service as accounts
from ..accounts.models import Branch
from ..bank import queries as banks
from ..bank import service as bank
from ..core import clock
from ..core.errors import Invalid
from ..core.i18n import N_
from ..core.permissions import Permission
from ..core.transaction import unit_of_work
from ..extensions import db
from ..web.access import me, requires
from ..web.forms import accepted
from ..web.intake import row_id
from .forms import GroupsForm, NamesForm

blueprint = Blueprint("start", __name__, url_prefix="/start")
SETTING = "guide"


class Step(StrEnum):
    """The steps in their order; each is the last part of its address."""

    NAMES = "names"
    GROUPS = "groups"
    MEMBERS = "members"
    BANKS = "banks"
    FIRST = "first"


TITLES = {
    Step.NAMES: N_("单位与支部"),
    Step.GROUPS: N_("党小组"),
    Step.MEMBERS: N_("成员"),
    Step.BANKS: N_("题库"),
    Step.FIRST: N_("第一次活动"),
}


@dataclass(frozen=True, slots=True)
class Guide:
    """How far the guided start came."""

    done: frozenset[Step]
    is_over: bool

    @property
    def next_step(self) -> Step:
        return next((step for step in Step if step not in self.done), Step.FIRST)


def guide() -> Guide:
    """Return how far the guided start came."""
    kept = people.setting(SETTING) or {}
    done = {Step(name) for name in kept.get("done", ())}
    if people.site().unit:
        done.add(Step.NAMES)  # the set-up page asked for them
    return Guide(frozenset(done), bool(kept.get("over")))


@blueprint.app_template_global("guide_offer")
def offer() -> Guide | None:
    """Return the guided start while it may still be offered to the caller, else None."""
    state = guide() if me().is_admin else None
    return None if state is None or state.is_over else state


@blueprint.get("/")
@requires(Permission.MANAGE_SITE)
def index() -> ResponseReturnValue:
    return redirect(url_for(".step", step=guide().next_step))


@blueprint.get("/<any(names, groups, members, banks, first):step>")
@requires(Permission.MANAGE_SITE)
def step(step: str) -> ResponseReturnValue:
    return _page(Step(step))


@blueprint.post("/names")
@requires(Permission.MANAGE_SITE)
def save_names() -> ResponseReturnValue:
    form = NamesForm()
    if form.validate() and accepted(form, lambda: _save_names(form)):
        return _onward(Step.NAMES)
    return _page(Step.NAMES, form), 422


def _save_names(form: NamesForm) -> None:
    face = people.site()
    with unit_of_work():
        branch = db.session.get_one(Branch, me().branch_id)
        accounts.rename_branch(branch, form.branch_name.data, actor=me(), now=clock.now())
        wanted = people.Site(face.name, form.unit.data, face.filing_number, face.has_logo, face.public_url)
        accounts.save_site(wanted, actor=me(), now=clock.now())
        _note_done(Step.NAMES)


@blueprint.post("/groups")
@requires(Permission.MANAGE_SITE)
def save_groups() -> ResponseReturnValue:
    form = GroupsForm()
    if form.validate() and accepted(form, lambda: _save_groups(form)):
        return _onward(Step.GROUPS)
    return _page(Step.GROUPS, form), 422


def _save_groups(form: GroupsForm) -> None:
    names = dict.fromkeys(line.strip() for line in (form.names.data or "").splitlines() if line.strip())
    with unit_of_work():
        branch = db.session.get_one(Branch, me().branch_id)
        known = {group.name for group in branch.groups}
        for name in names:
            if name not in known:
                _create_group(branch, name)
        _note_done(Step.GROUPS)


def _create_group(branch: Branch, name: str) -> None:
    try:
        accounts.create_group(branch, name, actor=me(), now=clock.now())
    except Invalid as refused:
        refused.field = "names"  # one line of several
        raise


@blueprint.post("/members")
@requires(Permission.MANAGE_SITE)
def save_members() -> ResponseReturnValue:
    with unit_of_work():
        _note_done(Step.MEMBERS)
    return _onward(Step.MEMBERS)


@blueprint.post("/banks")
@requires(Permission.MANAGE_SITE)
def save_banks() -> ResponseReturnValue:
    chosen = request.form.getlist("bank", type=row_id)
    with unit_of_work():
        bank.set_shown(me().branch_id, chosen, actor=me(), now=clock.now())
        _note_done(Step.BANKS)
    return _onward(Step.BANKS)


@blueprint.post("/first")
@requires(Permission.MANAGE_SITE)
def finish() -> ResponseReturnValue:
    with unit_of_work():
        accounts.set_setting(SETTING, {"done": [step.value for step in Step], "over": True})
    return redirect(url_for("home.index"))


def _note_done(step: Step) -> None:
    done = guide().done | {step}
    accounts.set_setting(SETTING, {"done": [each.value for each in Step if each in done]})


def _onward(step: Step) -> ResponseReturnValue:
    steps = list(Step)
    return redirect(url_for(".step", step=steps[steps.index(step) + 1]))


def _page(step: Step, form: FlaskForm | None = None) -> str:
    own = me()
    context: dict[str, object] = {}
    if step is Step.NAMES:
        face = people.site()
        context["form"] = form or NamesForm(formdata=None, unit=face.unit, branch_name=own.branch_name)
    elif step is Step.GROUPS:
        context["form"] = form or GroupsForm(formdata=None)
        context["groups"] = people.groups_of(own.branch_id)
    elif step is Step.MEMBERS:
        context["count"] = people.members_page(own.branch_id, people.MemberFilter(), 1).total
        context["waiting"] = len(people.waiting_members(own.branch_id))
    elif step is Step.BANKS:
        context["banks"] = banks.shipped_banks()
        context["shown"] = set(banks.visible_bank_ids(own.branch_id))
    return render_template(
        f"home/start/{step}.html", step=step, steps=Step, titles=TITLES, guide=guide(), **context
    )
