"""Importing a file of items: upload, look, decide, confirm; and imports of the past."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from flask import Flask, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from ...core import clock
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import check, me, requires
from ...web.forms import accepted, choices
from ...web.intake import row_id
from .. import formats, queries
from ..imports import looking, running, staging, storing
from ..imports.cells import cells_of
from ..imports.comparing import CHOICE_NAMES, CHOICES, OURS, VERDICT_NAMES, Choice, Verdict
from ..imports.forms import ConfirmForm, ImportForm, mend_form
from ..imports.models import BankImport, State
from ..item import TYPE_NAMES
from ..preview import preview
from .blueprint import blueprint, own_bank

NEW = "new"
REMARKED = "remarked"  # shown: questions of which something is to be checked
PURGE_EVERY_S = 3600
SHOWN = 100  # remarks on the whole file


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    app.extensions.setdefault("jobs", []).append((PURGE_EVERY_S, partial(_purge, app)))


def _purge(app: Flask) -> None:
    with app.app_context(), unit_of_work():
        staging.purge(clock.now())


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.MANAGE_BANK)
def import_file() -> ResponseReturnValue:
    form = _form()
    token: list[str] = []
    if form.validate_on_submit() and accepted(form, lambda: token.append(_begin(form))):
        return redirect(url_for("bank.import_preview", token=token[0]))
    page = render_template(
        "bank/import.html", form=form, most_mb=formats.MOST_BYTES // 1024**2, suffixes=formats.SUFFIXES
    )
    return page, 422 if form.errors else 200


def _form() -> ImportForm:
    form = ImportForm()
    own = [bank for bank in queries.all_banks(me().branch_id) if bank.branch_id is not None]
    form.bank.choices = choices([(NEW, gettext("新题库")), *((str(bank.id), bank.name) for bank in own)])
    return form


def _begin(form: ImportForm) -> str:
    """Take the file and have it read; raise for one that is seen at once to be of no use."""
    file: FileStorage = form.file.data
    name, content = (file.filename or "")[-200:], file.stream.read(formats.MOST_BYTES + 1)
    if len(content) > formats.MOST_BYTES:
        most = formats.MOST_BYTES // 1024**2
        raise Invalid(N_("文件太大，最多 %(most)d MB。请分成几个文件。"), field="file", most=most)
    bank_id = None if form.bank.data == NEW else own_bank(int(form.bank.data)).id
    with unit_of_work():
        import_id, token = staging.begin(
            name,
            bank_id=bank_id,
            name=form.name.data if bank_id is None else "",
            topic=form.topic.data,
            branch_id=me().branch_id,
            actor=me(),
            now=clock.now(),
        )
    running.read(import_id, content, name)
    row = _own(token)
    if row.state is State.FAILED:
        raise _refusal(row)
    return token


def _refusal(row: BankImport) -> Invalid:
    """Drop a file of which nothing could be read, and return why."""
    first = next(iter(looking.said(row.problems)), None)
    taken = bool(row.problems) and "name" in row.problems[0][2]
    where, why = (first.where, first.message) if first else (row.filename, gettext("文件里没有题目。"))
    with unit_of_work():
        staging.discard(row.id)
    if taken:
        return Invalid(N_("%(why)s"), field="name", why=why)
    return Invalid(
        N_("没有可以导入的题目。%(where)s：%(why)s"),
        field="file",
        code="bank.format",
        where=where or row.filename,
        why=why,
    )


def _own(token: str) -> BankImport:
    return looking.own_import(token, actor=me(), now=clock.now())


@blueprint.get("/import/<token>")
@requires(Permission.MANAGE_BANK)
def import_preview(token: str) -> ResponseReturnValue:
    row = _own(token)
    if row.state is State.DONE:
        return redirect(url_for("bank.items", bank=row.bank_id, sort="newest"))
    if row.state is not State.READY:
        return render_template("bank/import_running.html", token=token, **_standing(row))
    verdict = request.args.get("show", "")
    chosen = Verdict(verdict) if verdict in set(Verdict) else None
    remarked = verdict == REMARKED
    page = looking.lines(row, chosen, page_number(request.args.get("page")), remarked=remarked)
    return render_template(
        "bank/import_preview.html",
        row=row,
        token=token,
        verdict=verdict if chosen or remarked else None,
        counts=looking.counts(row),
        page=page,
        shown=[(line, preview(line.item) if line.item else None, _ours(line)) for line in page.rows],
        said=looking.said(row.problems)[:SHOWN],
        choices=CHOICES,
        choice_names=CHOICE_NAMES,
        ours_kept=OURS,
        verdicts=VERDICT_NAMES,
        form=ConfirmForm(formdata=None),
        types=TYPE_NAMES,
        args={"token": token, **({"show": verdict} if chosen or remarked else {})},
    )


def _ours(line: looking.Line) -> Any:
    return preview(line.ours) if line.ours and line.verdict in (Verdict.CONFLICT, Verdict.CHANGED) else None


def _standing(row: BankImport) -> dict[str, Any]:
    return {
        "row": row,
        "silent": looking.is_silent(row, clock.now()),
        "said": looking.said(row.problems)[:SHOWN],
    }


@blueprint.get("/import/<token>/state")
@requires(Permission.MANAGE_BANK)
def import_state(token: str) -> ResponseReturnValue:
    row = _own(token)
    busy = row.state in (State.READING, State.STORING) and not looking.is_silent(row, clock.now())
    return jsonify({"state": row.state, "done": row.done, "total": row.total, "busy": busy})


@blueprint.post("/import/<token>")
@requires(Permission.MANAGE_BANK)
def import_confirm(token: str) -> ResponseReturnValue:
    row = _own(token)
    if row.state is State.DONE:  # pressed twice
        return redirect(url_for("bank.items", bank=row.bank_id))
    if not looking.is_silent(row, clock.now()):  # one that stopped while it stored goes on where it was
        with unit_of_work():
            row = _own(token)
            partial = ConfirmForm().partial.data == "1"
            storing.confirm(row, partial=partial, actor=me(), now=clock.now())
    running.store(row.id, me(), row.total)
    row = _own(token)
    if row.state is not State.DONE:  # it goes on, or did not begin: the page says which
        return redirect(url_for("bank.import_preview", token=token))
    flash(_done_words(row), "ok")
    return redirect(url_for("bank.items", bank=row.bank_id))


def _done_words(row: BankImport) -> str:
    words: str = gettext(
        "已导入：新增 %(created)d 题，更新 %(updated)d 题。30 天内可以在“导入记录”里整批撤销。",
        created=row.counts["created"],
        updated=row.counts["updated"],
    )
    return words


@blueprint.post("/import/<token>/decide")
@requires(Permission.MANAGE_BANK)
def import_decide(token: str) -> ResponseReturnValue:
    """Choose what becomes of some questions or of all of a kind, or give those ticked a topic."""
    choice, every = request.form.get("choice", ""), request.form.get("all", "")
    numbers = request.form.getlist("number", type=row_id)
    with unit_of_work():
        row = _ready(token)
        if "topic" in request.form:
            staging.set_topic(row, request.form["topic"], numbers)
        elif choice in set(Choice):
            verdict = Verdict(every) if every in set(Verdict) else None
            staging.decide(row, Choice(choice), numbers=numbers, verdict=verdict)
    return redirect(url_for("bank.import_preview", token=token, **_kept()))


def _ready(token: str) -> BankImport:
    row = _own(token)
    if row.state is not State.READY:
        abort(409)
    return row


def _kept() -> dict[str, Any]:
    """Return where in the preview one was."""
    return {name: request.values[name] for name in ("show", "page") if request.values.get(name)}


@blueprint.route("/import/<token>/items/<int:number>", methods=["GET", "POST"])
@requires(Permission.MANAGE_BANK)
def import_mend(token: str, number: int) -> ResponseReturnValue:
    row = _ready(token)
    line = looking.line(staging.staged_item(row, number))
    form = mend_form(cells_of(line.content))
    if form.validate_on_submit():
        with unit_of_work():
            problems = staging.mend(_ready(token), number, form.cells())
        if not problems:
            flash(gettext("已改好第 %(n)d 题。", n=number), "ok")
            return redirect(url_for("bank.import_preview", token=token, **_kept()))
        form.show(problems)
    page = render_template("bank/import_mend.html", form=form, line=line, token=token, row=row, kept=_kept())
    return page, 422 if form.errors else 200


@blueprint.post("/import/<token>/discard")
@requires(Permission.MANAGE_BANK)
def import_discard(token: str) -> ResponseReturnValue:
    with unit_of_work():
        row = _own(token)
        if row.state not in (State.STORING, State.DONE, State.UNDONE):  # those one goes back to are kept
            staging.discard(row.id)
    return redirect(url_for("bank.import_file"))


@blueprint.get("/imports")
@requires(Permission.MANAGE_BANK)
def imports() -> ResponseReturnValue:
    page = looking.past_imports(me().branch_id, page_number(request.args.get("page")), clock.now())
    return render_template("bank/imports.html", page=page)


@blueprint.post("/imports/<int:import_id>/undo")
@requires(Permission.MANAGE_BANK)
def import_undo(import_id: int) -> ResponseReturnValue:
    row = looking.past_import(import_id)
    check(Permission.MANAGE_BANK, branch_id=row.branch_id)
    count = running.undo(row.id, me())
    flash(gettext("已撤销这次导入，停用了 %(n)d 题；改动过的题没有动。", n=count), "ok")
    return redirect(url_for("bank.imports"))
