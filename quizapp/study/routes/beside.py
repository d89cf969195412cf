"""What stands beside a material: the own notes and the newest of the discussion; and the clock of the courses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from flask import Flask
from flask.blueprints import BlueprintSetupState

from ...core import clock
from ...core.transaction import unit_of_work
from ...web.access import me
from ..models import Material
from ..social import course_reads, courses, discussion, notebook, threads
from ..social.forms import CommentForm, NoteForm
from ..social.marks import MARK_TITLES
from ..social.notebook import NoteLine
from ..social.threads import Said
from .blueprint import blueprint

COURSES_EVERY_S = 300
SHOWN = 3  # threads below a material


@dataclass(frozen=True, slots=True)
class Beside:
    """The notes and the discussion that one member sees with a material."""

    notes: Sequence[NoteLine]
    threads: Sequence[Said]
    said: int
    before: bool
    note_form: NoteForm
    comment_form: CommentForm


@blueprint.app_template_global("beside_of")
def beside_of(material: Material) -> Beside:
    """Return what the signed-in member has beside a material."""
    member, now = me(), clock.now()
    return Beside(
        notebook.of_material(material, member.member_id),
        threads.page_of(material.id, member, 1, now=now, size=SHOWN).rows,
        threads.count(material.id, member),
        discussion.moderation(member.branch_id) == "before",
        NoteForm(formdata=None),
        CommentForm(formdata=None),
    )


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {"MARK_TITLES": MARK_TITLES}


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    app.extensions.setdefault("jobs", []).append((COURSES_EVERY_S, partial(_complete_courses, app)))


def _complete_courses(app: Flask) -> None:
    """Complete the courses of those who did the last step and have not looked at the course since."""
    with app.app_context():
        if any(course_reads.ready(course) for course in course_reads.published()):
            with unit_of_work():
                courses.complete_due(clock.now())
