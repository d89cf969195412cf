"""Hours, the committee, talks, plans, activities and their minutes."""

from __future__ import annotations

from tests.support.matrix import Row

from .expected import ANYBODYS, BOTH, BRANCH, GET, LEADERS, ORGANISED, ORGANISERS, PEOPLE, PERSONAL, POST

ROWS: list[Row] = [
    # hours
    ("hours.mine", GET, PEOPLE),
    ("hours.member", GET, LEADERS, {"member_id": "member"}),
    ("hours.branch", GET, "s faaa"),
    ("hours.export", GET, "s faaa"),
    ("hours.new", BOTH, ORGANISED, {"branch": "branch"}),
    ("hours.settings", BOTH, ORGANISED, {"branch": "branch"}),
    ("hours.reverse", POST, ORGANISED, {"entry_id": "hours"}, {"reason": "误记"}),
    # the committee, and talks: an administrator is nobody special there
    ("committee.index", GET, PEOPLE),
    ("committee.printed", GET, PEOPLE),
    ("committee.manage", GET, ORGANISED, {"branch": "branch"}),
    ("committee.begin", POST, ORGANISED, {"branch": "branch"}),
    ("committee.save_years", POST, ORGANISED, {"branch": "branch"}, {"years": "5"}),
    ("committee.term", BOTH, ORGANISED, {"term_id": "term"}),
    ("committee.appoint", BOTH, ORGANISED, {"term_id": "term"}),
    ("committee.post", BOTH, ORGANISED, {"post_id": "post"}),
    ("committee.remove", POST, ORGANISED, {"post_id": "post"}),
    ("talks.index", GET, PEOPLE),
    ("talks.arrange", BOTH, PEOPLE),
    ("talks.show", GET, PERSONAL, {"talk_id": "talk"}),
    ("talks.move", BOTH, PERSONAL, {"talk_id": "talk"}),
    *(
        (f"talks.{name}", POST, PERSONAL, {"talk_id": "talk"})
        for name in ("cancel", "hold", "unhold", "write", "confirm", "add", "follow_up")
    ),
    ("talks.follow_up_done", POST, PERSONAL, {"talk_id": "talk", "row_id": "follow_up"}),
    *((f"talks.{name}", GET, ORGANISED, {"branch": "branch"}) for name in ("counts", "counts_print", "plan")),
    *(
        (f"talks.{name}", POST, ORGANISED, {"branch": "branch"})
        for name in ("plan_pair", "fill_up", "save_asked")
    ),
    ("talks.drop", POST, ORGANISED, {"plan_id": "talk_plan"}),
    # plans
    ("plans.index", GET, PEOPLE),
    ("plans.month", GET, PEOPLE, {"year": 2026, "number": 3}),
    ("plans.item", GET, BRANCH, {"item_id": "plan_item"}),
    ("plans.ics", GET, PEOPLE, {"year": 2026}),
    ("plans.export", GET, PEOPLE, {"year": 2026}),
    ("plans.printed", GET, PEOPLE, {"year": 2026}),
    ("plans.manage", GET, ORGANISED, {"branch": "branch"}),
    ("plans.import_template", GET, ORGANISERS),
    *(
        (f"plans.{name}", POST, ORGANISED, {"year": 2026, "branch": "branch"}, fields)
        for name, fields in (
            ("save_note", {"note": "x"}),
            ("publish", {"on": "1"}),
            ("copy", {"from": "2025"}),
            ("import_confirm", {"cells": "[]"}),
        )
    ),
    ("plans.new_item", BOTH, ORGANISED, {"year": 2026, "branch": "branch"}),
    ("plans.import_file", BOTH, ORGANISED, {"year": 2026, "branch": "branch"}),
    ("plans.edit_item", BOTH, ORGANISED, {"item_id": "plan_item"}),
    *((f"plans.{name}", POST, ORGANISED, {"item_id": "plan_item"}) for name in ("mark_done", "unmark")),
    ("plans.delete_item", POST, ORGANISED, {"item_id": "plan_item"}),
    ("plans.link", POST, ORGANISED, {"item_id": "plan_item"}, {"activity": "plan_activity"}),
    ("plans.unlink", POST, ORGANISED, {"item_id": "plan_item"}, {"activity": "plan_linked"}),
    ("plans.duties", GET, "s faaa"),
    ("plans.duties_print", GET, "s faaa"),
    ("plans.duties_settings", BOTH, ORGANISED, {"branch": "branch"}),
    ("plans.absent", GET, "s annn"),  # the secretary's alone: in the world that is the plain member
    # minutes: drafts are for who writes them, tasks for their owner too
    ("minutes.my_tasks", GET, PEOPLE),
    ("minutes.show", GET, BRANCH, {"activity_id": "activity"}),
    ("minutes.confirm", POST, BRANCH, {"activity_id": "activity"}),
    ("minutes.version", GET, "s nnaa nnna", {"activity_id": "activity", "number": 1}),
    ("minutes.record", GET, "s nnaa nnna", {"activity_id": "activity"}),
    *(
        (f"minutes.{name}", POST, "s nnaa nnna", {"activity_id": "activity"})
        for name in (
            "write",
            "save_people",
            "correct",
            "add_item",
            "add_photos",
            "describe_photos",
            "take_announced",
        )
    ),
    *(
        (f"minutes.{name}", BOTH, "s nnaa nnna", {"activity_id": "activity"})
        for name in ("decide", "give_task")
    ),
    ("minutes.change_item", BOTH, "s nnaa nnna", {"activity_id": "activity", "item_id": "agenda_item"}),
    (
        "minutes.shift_item",
        POST,
        "s nnaa nnna",
        {"activity_id": "activity", "item_id": "agenda_item", "way": "up"},
    ),
    ("minutes.take_back", POST, "s nnaa nnna", {"activity_id": "activity", "decision_id": "decision"}),
    (
        "minutes.set_photo",
        POST,
        "s nnaa nnna",
        {"activity_id": "activity", "file_id": "photo", "way": "up"},
    ),
    ("minutes.set_task", POST, "s anaa nnna", {"task_id": "task", "way": "done"}),
    ("minutes.set_task", POST, "s nnaa nnna", {"task_id": "task", "way": "drop"}),
    *(
        (f"minutes.{name}", GET, "s faaa fnna", {"branch": "branch"})
        for name in ("branch_tasks", "choose_book", "book")
    ),
    ("minutes.review", GET, BRANCH, {"activity_id": "review"}),
    ("minutes.write_self", POST, BRANCH, {"activity_id": "review"}),
    ("minutes.judge", BOTH, "s fnaa fnna", {"activity_id": "review", "member_id": "member"}),
    # activities; who runs one is an organiser, its group's leader or its host
    *((f"activities.{name}", GET, PEOPLE) for name in ("index", "month", "feed")),
    *((f"activities.{name}", POST, PEOPLE) for name in ("open_feed", "close_feed")),
    ("activities.feed_file", GET, ANYBODYS, {"token": "calendar"}),
    *((f"activities.{name}", GET, BRANCH, {"activity_id": "activity"}) for name in ("show", "event_file")),
    ("activities.scan", GET, ANYBODYS, {"activity_id": "activity"}),  # which judges the code, and leads on
    ("activities.arrive", GET, "s aaaa nnna", {"activity_id": "activity"}),
    *(
        (f"activities.{name}", POST, BRANCH, {"activity_id": "activity"})
        for name in ("sign_in_scanned", "sign_in_by_code", "sign_in_by_place")
    ),
    *(
        (f"activities.{name}", POST, "s aaaa nnnn", {"activity_id": "activity"}, {"reason": "出差"})
        for name in ("ask_leave", "take_leave_back")
    ),
    *((f"activities.{name}", POST, BRANCH, {"activity_id": "activity"}) for name in ("join", "withdraw")),
    ("activities.manage", GET, "s faaa fnna", {"branch": "branch"}),
    ("activities.new", GET, "s faaa fnna", {"branch": "branch"}),
    ("activities.create", POST, "s faaa fnna", {"branch": "branch"}),
    ("activities.edit", GET, "s fnaa fnna", {"activity_id": "activity"}),
    *(
        (f"activities.{name}", POST, "s fnaa fnna", {"activity_id": "activity"})
        for name in ("save", "copy", "repeat", "delete", "correct")
    ),
    *(
        (f"activities.{name}", GET, "s nnaa nnna", {"activity_id": "activity"})
        for name in ("desk", "desk_stream", "sheet", "attendance_xlsx")
    ),
    ("activities.step", POST, "s nnaa nnna", {"activity_id": "activity"}, {"step": "open"}),
    *(
        (f"activities.{name}", POST, "s nnaa nnna", {"activity_id": "activity"})
        for name in ("mark", "decide_leave", "set_late", "renew_screen", "add_file")
    ),
    ("activities.remove_file", POST, "s nnaa nnna", {"activity_id": "activity", "file_id": "activity_file"}),
    *(
        (f"activities.{name}", GET, ANYBODYS, {"token": "checkin"})
        for name in ("screen", "screen_code", "screen_stream")
    ),
]
