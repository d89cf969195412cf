"""Records, boards, walls, evaluations, points."""

from __future__ import annotations

from tests.support.matrix import Row

from .expected import (
    ADMINS,
    ANYBODYS,
    BOTH,
    BRANCH,
    GET,
    LEADERS,
    NOBODYS,
    ORGANISED,
    ORGANISERS,
    OWN_BRANCH,
    PEOPLE,
    POST,
)

ROWS: list[Row] = [
    # records, boards, big screens
    ("record.of_member", GET, BRANCH, {"member_id": "member"}),
    ("record.entries", GET, ORGANISERS),
    ("record.reverse", POST, ORGANISED, {"entry_id": "entry"}, {"reason": "记错了"}),
    # evaluations, committee work, how active the branches are
    ("evaluation.index", GET, PEOPLE),
    ("evaluation.mine", GET, OWN_BRANCH, {"evaluation_id": "evaluation"}),
    ("evaluation.object_to", POST, OWN_BRANCH, {"evaluation_id": "evaluation"}),
    (
        "evaluation.sheet",
        GET,
        "s anaa nnnn",
        {"evaluation_id": "evaluation", "member_id": "member"},
    ),
    ("evaluation.manage", GET, ORGANISERS),
    ("evaluation.new", BOTH, ORGANISERS),
    ("evaluation.set_probation", POST, ORGANISERS, {}, {"on_time": "85", "delayed": "70"}),
    *(
        (f"evaluation.{name}", methods, "s ffaa ffnn", {"evaluation_id": "evaluation"})
        for name, methods in (
            *(("show", GET), ("edit", BOTH), ("printed", GET), ("exported", GET), ("discard", POST)),
            *(("veto", POST), ("rule_tie", POST)),
        )
    ),
    ("evaluation.take_step", POST, "s ffaa ffnn", {"evaluation_id": "evaluation", "step": "compute"}),
    (
        "evaluation.withdraw_veto",
        POST,
        "s ffaa ffnn",
        {"evaluation_id": "evaluation", "veto_id": "veto"},
        {"reason": "有误"},
    ),
    (
        "evaluation.answer",
        POST,
        "s ffaa ffnn",
        {"evaluation_id": "evaluation", "objection_id": "objection_to_result"},
        {"upheld": "no", "answer": "查过了"},
    ),
    (
        "evaluation.objection",
        BOTH,
        ORGANISED,
        {"objection_id": "objection_to_result"},
        {"upheld": "no", "answer": "查过了"},
    ),
    ("evaluation.work", GET, PEOPLE),
    (
        "evaluation.mark",
        BOTH,
        "s naaa nnnn",
        {"month_id": "work_month", "source": "colleagues", "member_id": "member"},
    ),
    ("evaluation.manage_work", BOTH, ORGANISERS),
    ("evaluation.work_month", GET, "s ffaa ffnn", {"month_id": "work_month"}),
    ("evaluation.printed_work", GET, "s ffaa ffnn", {"month_id": "work_month"}),
    ("evaluation.close_work", POST, "s ffaa ffnn", {"month_id": "work_month"}),
    ("boards.activity", GET, PEOPLE),
    ("boards.weights", BOTH, ADMINS),
    ("boards.calendar_year", BOTH, ORGANISERS, {"year": 2026}),
    ("boards.index", GET, PEOPLE),
    ("boards.index", GET, PEOPLE, {"slug": "groups"}),
    ("boards.manage", GET, ORGANISERS),
    ("boards.printed", GET, ORGANISERS),
    ("boards.share", POST, ORGANISERS),
    ("display.show", GET, ANYBODYS, {"token": "display"}),
    ("display.part", GET, ANYBODYS, {"token": "display"}),
    ("display.stream", GET, ANYBODYS, {"token": "display"}),
    *((f"display.{name}", GET, ANYBODYS, {"token": "wall"}) for name in ("show", "stream", "events")),
    ("display.part", GET, NOBODYS, {"token": "wall"}),
    ("display.manage", GET, ORGANISERS),
    ("display.create", POST, ORGANISERS),
    ("display.edit", BOTH, ORGANISED, {"screen_id": "screen"}),
    ("display.revoke", POST, ORGANISED, {"screen_id": "screen"}),
    # points: claims, judging them, entries for many, objections, the branch's sheet
    ("points.index", GET, PEOPLE),
    *((f"points.{name}", GET, PEOPLE) for name in ("sheet_versions", "compare")),
    ("points.version", GET, BRANCH, {"sheet_id": "sheet"}),
    ("points.new", GET, PEOPLE, {"name": "extra"}),
    ("points.declare", POST, PEOPLE, {"name": "extra"}),
    ("points.show", GET, BRANCH, {"claim_id": "claim"}),
    *(
        (f"points.{name}", "GET" if name == "mend" else POST, "s annn nnnn", {"claim_id": "returned_claim"})
        for name in ("mend", "resubmit", "withdraw")
    ),
    ("points.remove_evidence", POST, "s nnnn nnnn", {"claim_id": "claim", "file_id": "1"}),  # it is handed in
    ("points.waiting", GET, "s faaa"),
    ("points.agree_to_all", POST, "s faaa"),
    ("points.agree", POST, LEADERS, {"claim_id": "claim"}),
    ("points.send_back", POST, LEADERS, {"claim_id": "claim"}, {"reason": "请补材料"}),
    ("points.entry", GET, BRANCH, {"entry_id": "entry"}),
    ("points.object_to", POST, "s annn nnnn", {"entry_id": "claim_entry"}, {"text": "少记了"}),
    *((f"points.{name}", GET, ORGANISERS) for name in ("batches", "new_batch", "objections", "settings")),
    *((f"points.{name}", POST, ORGANISERS) for name in ("enter_batch", "save_settings")),
    ("points.batch", GET, ORGANISED, {"batch_id": "batch"}),
    ("points.undo_batch", POST, ORGANISED, {"batch_id": "batch"}, {"reason": "弄错了"}),
    ("points.objection", GET, ORGANISED, {"objection_id": "objection"}),
    ("points.answer", POST, ORGANISED, {"objection_id": "objection"}, {"answer": "kept", "reason": "属实"}),
    *(
        (f"points.{name}", GET, ORGANISERS)
        for name in ("sheet", "draft", "preview_draft", "heads", "blocks", "levels")
    ),
    *((f"points.{name}", GET, ORGANISERS) for name in ("trial", "trial_state", "trial_xlsx")),
    *((f"points.{name}", POST, ORGANISERS) for name in ("save_heads", "save_blocks", "save_levels")),
    *((f"points.{name}", POST, ORGANISERS) for name in ("discard_draft", "add_rule", "try_draft")),
    ("points.publish_draft", POST, ORGANISERS, {}, {"revision": "1"}),
    ("points.start_draft", POST, ORGANISERS, {}, {"from": "default"}),
    ("points.sheet_template", GET, ORGANISERS, {"name": "default"}),
    ("points.rule", GET, ORGANISERS, {"name": "extra"}),
    *(
        (f"points.{name}", POST, ORGANISERS, {"name": "extra"})
        for name in ("save_rule", "move_rule", "remove_rule")
    ),
]
