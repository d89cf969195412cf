"""The pages of the draft: its head, its blocks, its levels, and one page for each rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from .. import drafts, editing
from ..kinds import GROUPS
from ..rule_form import Problems, heads_in, level_rows, levels_in, rows_in, rule_in, values_of
from ..wording import APPROVALS, CAPS, FIRST, SPANS
from .blueprint import blueprint
from .sheets import own_draft

MORE = "more"  # the button that gives another row


@blueprint.get("/sheet/draft/heads")
@requires(Permission.MANAGE_RECORD)
def heads() -> ResponseReturnValue:
    content = own_draft().content
    values = {**content, "open": "\n".join(content.get("open", ()))}
    return render_template("points/edit_heads.html", values=values, errors={})


@blueprint.post("/sheet/draft/heads")
@requires(Permission.MANAGE_RECORD)
def save_heads() -> ResponseReturnValue:
    wanted = heads_in(request.form)
    content = dict(own_draft().content)
    editing.put_heads(content, wanted)
    errors = {where.partition(".")[0]: text for where, text in _faults(content, tuple(wanted)).items()}
    if errors:
        return render_template("points/edit_heads.html", values=request.form, errors=errors), 422
    return _saved(lambda kept: editing.put_heads(kept, wanted))


@blueprint.get("/sheet/draft/blocks")
@requires(Permission.MANAGE_RECORD)
def blocks() -> ResponseReturnValue:
    found = own_draft().content.get("blocks") or {}
    rows = [editing.Row(name, name, str((block or {}).get("cap", ""))) for name, block in found.items()]
    return render_template("points/edit_blocks.html", rows=[*rows, editing.Row("", "", "")], errors={})


@blueprint.post("/sheet/draft/blocks")
@requires(Permission.MANAGE_RECORD)
def save_blocks() -> ResponseReturnValue:
    own_draft()
    rows = rows_in(request.form)
    if request.form.get("then") == MORE:
        return render_template("points/edit_blocks.html", rows=[*rows, editing.Row("", "", "")], errors={})
    errors = editing.faults_of_blocks(rows)
    if errors:
        return render_template("points/edit_blocks.html", rows=rows, errors=errors), 422
    return _saved(lambda kept: editing.put_blocks(kept, rows))


@blueprint.get("/sheet/draft/levels")
@requires(Permission.MANAGE_RECORD)
def levels() -> ResponseReturnValue:
    return _levels_page(level_rows(own_draft().content), {})


@blueprint.post("/sheet/draft/levels")
@requires(Permission.MANAGE_RECORD)
def save_levels() -> ResponseReturnValue:
    found = levels_in(request.form)
    if request.form.get("then") == MORE:
        own_draft()
        found["levels"] = [*found["levels"], {"name": "", "from": "", "ratio": ""}]
        return _levels_page(found, {})
    content = dict(own_draft().content)
    editing.put_levels(content, found["levels"], found["veto"], found["shrink"])
    errors = _faults(content, ("levels", "veto", "group"))
    if errors:
        return _levels_page(found, errors), 422
    return _saved(lambda kept: editing.put_levels(kept, found["levels"], found["veto"], found["shrink"]))


def _levels_page(found: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    return render_template("points/edit_levels.html", found=found, errors=errors)


@blueprint.post("/sheet/draft/rules/add")
@requires(Permission.MANAGE_RECORD)
def add_rule() -> ResponseReturnValue:
    if len(own_draft().content.get("rules", {})) >= editing.MOST_RULES:
        flash(gettext("规则太多了，请先删去不用的。"), "warn")
        return redirect(url_for("points.draft"))
    with unit_of_work():
        name = drafts.change(me().branch_id, editing.add_rule, actor=me(), now=clock.now())
    return redirect(url_for("points.rule", name=name))


@blueprint.get("/sheet/draft/rules/<name>")
@requires(Permission.MANAGE_RECORD)
def rule(name: str) -> ResponseReturnValue:
    found = own_draft().content.get("rules", {}).get(name)
    if found is None:
        raise NotFound
    return _rule_page(name, values_of(found), {})


@blueprint.post("/sheet/draft/rules/<name>")
@requires(Permission.MANAGE_RECORD)
def save_rule(name: str) -> ResponseReturnValue:
    content = dict(own_draft().content)
    if name not in content.get("rules", {}):
        raise NotFound
    wanted, problems = rule_in(request.form)
    content["rules"] = {**content["rules"], name: wanted}
    errors = {**_rule_faults(content, name), **problems}
    if errors:
        return _rule_page(name, values_of(wanted, request.form), errors), 422
    return _saved(lambda kept: editing.put_rule(kept, name, wanted))


@blueprint.post("/sheet/draft/rules/<name>/move")
@requires(Permission.MANAGE_RECORD)
def move_rule(name: str) -> ResponseReturnValue:
    steps = -1 if request.form.get("way") == "up" else 1
    _changed(lambda kept: editing.move_rule(kept, name, steps))
    return redirect(url_for("points.draft", _anchor="rules"))


@blueprint.post("/sheet/draft/rules/<name>/remove")
@requires(Permission.MANAGE_RECORD)
def remove_rule(name: str) -> ResponseReturnValue:
    _changed(lambda kept: editing.remove_rule(kept, name))
    flash(gettext("已从草稿里删去。"), "ok")
    return redirect(url_for("points.draft", _anchor="rules"))


def _rule_page(name: str, values: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    content = own_draft().content
    names = list(content.get("rules", {}))
    place = names.index(name)
    return render_template(
        "points/edit_rule.html",
        name=name,
        values=values,
        errors=errors,
        blocks=list(content.get("blocks") or {}),
        groups=GROUPS,
        caps=CAPS,
        spans=SPANS,
        first=FIRST,
        approvals=APPROVALS,
        place=place + 1,
        of=len(names),
        previous=names[place - 1] if place else None,
        next=names[place + 1] if place + 1 < len(names) else None,
    )


def _rule_faults(content: Mapping[str, Any], name: str) -> Problems:
    """Return what is wrong with one rule, by the field of its page."""
    found: Problems = {}
    for problem in editing.problems_of(content):
        head, _, rest = problem.where.removeprefix(f"rules.{name}").partition(".")
        if problem.where.startswith(f"rules.{name}.") and not head:
            field = rest if not rest.startswith("caps.") else f"caps-{rest.removeprefix('caps.')}"
            field = field.partition(".")[0] if field.startswith(("outcomes", "feeds")) else field
            found.setdefault(field, gettext(problem.message, **problem.params))
    return found


def _faults(content: Mapping[str, Any], heads_: tuple[str, ...]) -> Problems:
    """Return what is wrong with parts of the draft, by their paths."""
    return {
        problem.where: gettext(problem.message, **problem.params)
        for problem in editing.problems_of(content)
        if problem.where.partition(".")[0].partition("[")[0] in heads_
    }


def _saved(act: Any) -> ResponseReturnValue:
    _changed(act)
    flash(gettext("草稿已保存。"), "ok")
    then = request.form.get("then", "")
    if then.startswith("rule:"):
        return redirect(url_for("points.rule", name=then.removeprefix("rule:")))
    return redirect(url_for("points.draft"))


def _changed(act: Any) -> None:
    own_draft()
    with unit_of_work():
        drafts.change(me().branch_id, act, actor=me(), now=clock.now())
