"""The library, a material, and the check at its end."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import DomainError, Invalid
from ...core.ids import new_token
from ...core.paging import Page, page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...papers import queries as papers
from ...papers.queries import AttemptHead
from ...papers.responses import from_form
from ...web.access import me, requires
from ...web.intake import row_id
from .. import figures, material_files, outlines, queries, reading_time, service, timing
from ..forms import PractiseForm
from ..kinds import FILES, NAMES, MaterialKind
from ..models import Material
from ..queries import Check
from .blueprint import blueprint

A_DAY = 24 * 60 * 60
PAGES_SHOWN = 10


@blueprint.get("/")
@requires(Permission.TAKE_PART)
def library() -> ResponseReturnValue:
    text = request.args.get("q", "")[:60].strip()
    every = queries.library(me())
    topic, asked = request.args.get("topic", "")[:64], request.args.get("kind", "")
    kind = MaterialKind(asked) if asked in set(MaterialKind) else None
    return render_template(
        "study/library.html",
        every=every,
        shelves=queries.library(me(), text, topic, kind) if text or topic or kind else every,
        text=text,
        topic=topic,
        kind=kind,
        kinds=NAMES,
    )


@blueprint.get("/<int:material_id>")
@requires(Permission.TAKE_PART)
def read(material_id: int) -> ResponseReturnValue:
    material = queries.readable(material_id, me())
    service.note_opened(material_id, me().member_id, now=clock.now())
    return _page(material)


@blueprint.get("/figures/<folder>/<name>.svg")
@requires(Permission.TAKE_PART)
def figure(folder: str, name: str) -> Response:
    if figures.address(f"figure:{folder}/{name}.svg") is None:
        abort(404)
    drawing = send_file(figures.path_of(folder, name), "image/svg+xml", max_age=A_DAY)
    drawing.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return drawing


def _page(
    material: Material, given: dict[int, Any] | None = None, error: str = "", status: int = 200
) -> ResponseReturnValue:
    member = me()
    found = queries.reading(material.id, member.member_id)
    read_at = found.checked_at if found else None
    head = _attempt_shown(material.id)
    pace, has_check = reading_time.pace(member.branch_id), queries.has_check(material)
    page = render_template(
        "study/read.html",
        material=material,
        items=len(queries.items_of(material)),
        **_content(material),
        progress=reading_time.progress_of(material, found, pace, checked=has_check),
        minutes=reading_time.minutes_of(material, pace),
        passed=bool(found and found.passed_at),
        has_check=has_check,
        sitting=None if read_at else timing.sitting(material.id, member.member_id, now=clock.now()),
        read_at=read_at,
        check=None if read_at or head or (found and found.passed_at) else queries.check_for(material, member),
        head=head,
        reviewed=papers.review(head) if head else [],
        passed_now=bool(head and read_at and read_at == head.submitted_at),
        credited=queries.credited(material.id, member.member_id) if read_at else None,
        onward=queries.onward(material, member),
        given=given or {},
        error=error,
        form=PractiseForm(formdata=None, request_id=new_token(16)),
    )
    return page, status


def _content(material: Material) -> dict[str, Any]:
    """Return what is read or watched: the file, a few of its pages, the words of its slides."""
    if material.kind not in FILES:
        return {"file": None, "window": None, "slides": []}
    file = material_files.file_of(material.id)
    return {
        "file": file,
        "window": _window(file.pages) if file and file.pages else None,
        "slides": outlines.slides_of(material.outline),
        "poster": material_files.poster_of(material.id) if material.kind is MaterialKind.VIDEO else None,
    }


def _window(pages: int) -> Page[int]:
    """Return the numbers of the pages that are shown together."""
    most = -(-pages // PAGES_SHOWN)
    number = min(page_number(request.args.get("page")), most) or 1
    first = (number - 1) * PAGES_SHOWN + 1
    return Page(range(first, min(first + PAGES_SHOWN, pages + 1)), number, PAGES_SHOWN, pages)


def _attempt_shown(material_id: int) -> AttemptHead | None:
    """Return the caller's own check of this material that the address asks to see."""
    attempt_id = request.args.get("attempt", type=row_id)
    head = papers.head(attempt_id, fresh=True) if attempt_id else None
    if head and head.member_id == me().member_id and head.source_key == queries.source_key(material_id):
        return head
    return None


@blueprint.post("/<int:material_id>/check")
@requires(Permission.TAKE_PART)
def answer(material_id: int) -> ResponseReturnValue:
    material, token = queries.readable(material_id, me()), request.form.get("token", "")[:64]
    check = queries.check_for(material, me())
    try:
        responses = _responses(check) if check and check.token == token else []
        with unit_of_work():
            attempt_id = service.answer_check(material_id, token, responses, member=me(), now=clock.now())
    except Invalid as refused:
        return _page(material, _given(check), gettext(refused.message, **refused.params), refused.status)
    except DomainError as refused:
        if refused.code != "study.check_changed":
            raise
        flash(gettext(refused.message), "info")
        return redirect(url_for("study.read", material_id=material_id, _anchor="check"))
    return redirect(url_for("study.read", material_id=material_id, attempt=attempt_id, _anchor="check"))


def _responses(check: Check) -> list[Any]:
    """Return a response to each item; raise `Invalid` while one is missing or has the wrong shape."""
    found = []
    for slot in check.slots:
        response = from_form(slot, request.form, f"r{slot.position}")
        if response is None:
            raise Invalid(gettext("第 %(n)d 题还没有作答。", n=slot.position))
        found.append(response)
    return found


def _given(check: Check | None) -> dict[int, Any]:
    """Return what can be kept of a form that was refused."""
    given = {}
    for slot in check.slots if check else ():
        try:
            given[slot.position] = from_form(slot, request.form, f"r{slot.position}")
        except Invalid:
            continue
    return given


@blueprint.get("/<int:material_id>/result")
@requires(Permission.TAKE_PART)
def result(material_id: int) -> ResponseReturnValue:
    queries.readable(material_id, me())
    attempt_id = queries.last_check(material_id, me().member_id)
    return redirect(url_for("study.read", material_id=material_id, attempt=attempt_id, _anchor="check"))


@blueprint.post("/<int:material_id>/practise")
@requires(Permission.TAKE_PART)
def practise(material_id: int) -> ResponseReturnValue:
    material = queries.readable(material_id, me())
    title = gettext("随文练习：%(title)s", title=material.title)
    with unit_of_work():
        started = service.practise(
            material_id,
            title,
            member=me(),
            now=clock.now(),
            request_id=PractiseForm().request_id.data or None,
        )
    return redirect(url_for("practice.answer", attempt_id=started.attempt_id))
