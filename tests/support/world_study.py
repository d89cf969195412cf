"""What the permission matrix's branches have beside their materials: notes, comments, a course."""

from __future__ import annotations

from datetime import datetime

from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.study.social import courses, discussion, notebook
from quizapp.study.social.marks import Mark


def beside(material_id: int, member: Identity, now: datetime) -> dict[str, int]:
    """Return a note and a comment of one person."""
    with unit_of_work():
        note = notebook.add(material_id, notebook.NoteDraft(Mark.KEY, "笔记"), member=member, now=now)
        said = discussion.post(material_id, "发言", member=member, now=now)
        return {"note_of_mine": note.id, "said": said.id}


def course(material_id: int, branch_id: int, actor: Identity, now: datetime) -> dict[str, int]:
    """Return a published course of a material and a practice."""
    with unit_of_work():
        row = courses.create(courses.CourseDraft("课程"), branch_id=branch_id, actor=actor, now=now)
        courses.add_material(row, material_id, actor=actor, now=now)
        step = courses.add_practice(row, courses.PracticeDraft(), actor=actor, now=now)
        courses.publish(row, actor=actor, now=now)
        return {"course": row.id, "course_step": step.id}
