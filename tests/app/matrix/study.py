"""Materials, their files, what stands beside them."""

from __future__ import annotations

from tests.support.matrix import Row

from .expected import BOTH, BRANCH, GET, LEADERS, ORGANISED, ORGANISERS, OWN_BRANCH, PEOPLE, PERSONAL, POST

ROWS: list[Row] = [
    # study
    ("study.library", GET, PEOPLE),
    ("study.read", GET, OWN_BRANCH, {"material_id": "material"}),
    ("study.figure", GET, "s nnnn", {"folder": "firstaid", "name": "none"}),
    ("study.answer", POST, OWN_BRANCH, {"material_id": "material"}),
    ("study.beat", POST, OWN_BRANCH, {"material_id": "material"}),
    ("study.practise", POST, OWN_BRANCH, {"material_id": "material"}),
    ("study.result", GET, OWN_BRANCH, {"material_id": "material"}),
    ("study.manage", GET, ORGANISERS),
    ("study.new", GET, ORGANISERS),
    ("study.create", POST, ORGANISERS),
    ("study.find_items", POST, ORGANISERS),
    ("study.preview", POST, ORGANISERS),
    ("study.save_check_size", POST, ORGANISERS, {}, {"size": "2"}),
    ("study.save_mistake_days", POST, ORGANISERS, {}, {"days": "2"}),
    ("study.save_pace", POST, ORGANISERS, {}, {"share": "50", "page_seconds": "20"}),
    # uploaded files, here of a material: seen by whoever sees what they hang on
    ("files.serve", GET, BRANCH, {"file_id": "file"}),
    ("files.thumb", GET, BRANCH, {"file_id": "file"}),
    ("files.page", GET, BRANCH, {"file_id": "file", "number": 1}),
    ("study.edit", GET, ORGANISED, {"material_id": "material"}),
    ("study.save", POST, ORGANISED, {"material_id": "material"}),
    ("study.copy", POST, ORGANISED, {"material_id": "material"}),
    ("study.publish", POST, ORGANISED, {"material_id": "material"}),
    ("study.delete", POST, ORGANISED, {"material_id": "material"}),
    # beside the materials: notes that are their writer's alone, the branch's discussion, courses
    ("study.notes", GET, PEOPLE),
    ("study.export_notes", GET, PEOPLE, {"kind": "txt"}),
    ("study.add_note", POST, OWN_BRANCH, {"material_id": "material"}, {"mark": "key", "text": "笔记"}),
    ("study.note", GET, PERSONAL, {"note_id": "note_of_mine"}),
    ("study.save_note", POST, PERSONAL, {"note_id": "note_of_mine"}, {"mark": "key", "text": "笔记"}),
    ("study.delete_note", POST, PERSONAL, {"note_id": "note_of_mine"}),
    ("study.discuss", GET, OWN_BRANCH, {"material_id": "material"}),
    ("study.say", POST, OWN_BRANCH, {"material_id": "material"}, {"text": "发言"}),
    ("study.edit_comment", GET, PERSONAL, {"comment_id": "said"}),
    ("study.save_comment", POST, PERSONAL, {"comment_id": "said"}, {"text": "改"}),
    ("study.delete_comment", POST, PERSONAL, {"comment_id": "said"}),
    ("study.report_comment", POST, "s nnnn nnnn aaaa", {"comment_id": "said"}),  # others' alone
    ("study.comments", GET, ORGANISERS),
    ("study.save_moderation", POST, ORGANISERS, {}, {"moderation": "before"}),
    ("study.show_comment", POST, ORGANISED, {"comment_id": "said"}),
    ("study.hide_comment", POST, ORGANISED, {"comment_id": "said"}, {"reason": "跑题"}),
    ("study.course_list", GET, PEOPLE),
    ("study.course", GET, OWN_BRANCH, {"course_id": "course"}),
    ("study.practise_step", POST, OWN_BRANCH, {"course_id": "course", "step_id": "course_step"}),
    ("study.manage_courses", GET, ORGANISERS),
    ("study.new_course", BOTH, ORGANISERS),
    ("study.edit_course", GET, ORGANISED, {"course_id": "course"}),
    *(
        (f"study.{name}", POST, ORGANISED, {"course_id": "course"})
        for name in (
            "save_course",
            "add_course_material",
            "add_course_practice",
            "order_course",
            "copy_course",
        )
    ),
    (
        "study.change_course_step",
        POST,
        ORGANISED,
        {"course_id": "course", "step_id": "course_step", "what": "up"},
    ),
    ("study.step_course", POST, ORGANISED, {"course_id": "course", "what": "close"}),
    *(
        (f"study.{name}", GET, LEADERS, {"course_id": "course"})
        for name in ("course_progress", "print_course", "course_xlsx")
    ),
]
