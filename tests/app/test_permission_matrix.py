"""Who reaches what: every route as a visitor and in every role, at the own branch's things and at another's.

A route without a row fails, and so does a row without a route. Each request is judged by what it
answered and then undone, so that all of them meet the same world.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from quizapp.accounts import service as accounts
from quizapp.core import clock
from quizapp.core.permissions import Role
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.partners import walls
from quizapp.partners.models import Shared, SubjectKind
from tests.fixtures.items import MakeBank
from tests.fixtures.people import MakeBranch, MakeMember
from tests.pure.accounts.test_policy import png
from tests.support import world_partners
from tests.support.matrix import Browser, Row, walk
from tests.support.world import ROLES, BranchWorld

pytestmark = pytest.mark.pages

# What is expected, in this order: visitor, then member leader organiser admin at what is their own or
# their branch's, then the same four at what is another branch's, then at what is a colleague's.
# a allowed · s sent to sign-in (401 for scripts) · f forbidden · n not found
ANYBODY = "a aaaa"
ANYBODYS = "a aaaa aaaa"
NOBODYS = "n nnnn nnnn"
PEOPLE = "s aaaa"
PERSONAL = "s aaaa nnnn nnnn"
OWN_BRANCH = "s aaaa nnnn"  # what even an administrator takes part in at home alone
STAGED = "s ffaa ffnn ffnn"  # organisers' uploads, each the uploader's own
BRANCH = "s aaaa nnna"
LEADERS = "s faaa fnna"
ORGANISERS = "s ffaa"
ORGANISED = "s ffaa ffna"
ADMINS = "s fffa"
ANY_BRANCH = "s fffa fffa"

COLLEAGUE = {
    Role.MEMBER: Role.LEADER,
    Role.LEADER: Role.MEMBER,
    Role.ORGANISER: Role.ADMIN,
    Role.ADMIN: Role.ORGANISER,
}
GET, POST, PUT, BOTH = "GET", "POST", "PUT", "GET POST"

#: endpoint, methods, expected, values of the address by kind in `BranchWorld` (or literal), fields of the body
TABLE: list[Row] = [
    # the process, files, the interface's description
    ("health.healthz", GET, ANYBODY),
    ("health.readyz", GET, ANYBODY),
    ("health.metrics", GET, ANYBODY),
    ("static", GET, ANYBODY, {"filename": "css/app.bundle"}),
    ("assets.bundle", GET, ANYBODY, {"name": "app"}),
    ("home.patterns", GET, ANYBODY),
    ("api.openapi", GET, ANYBODY),
    ("api.docs", GET, ANYBODY),
    # entering and leaving
    ("accounts.sign_in", GET, ANYBODY),
    ("accounts.sign_in_post", POST, ANYBODY),
    ("accounts.privacy", GET, ANYBODY),
    ("accounts.logo", GET, ANYBODY),
    ("accounts.setup", BOTH, ANYBODY, {"token": "spent"}),
    ("accounts.invitation", BOTH, ANYBODYS, {"token": "link"}),
    ("accounts.consent", BOTH, PEOPLE),
    ("accounts.change_password", BOTH, PEOPLE),
    ("accounts.logout", POST, "s ssss"),  # which leads everybody to the sign-in page
    # home, the own record and profile
    ("home.index", GET, PEOPLE),
    ("home.branch", GET, PEOPLE),
    ("record.me", GET, PEOPLE),
    ("record.rules", GET, PEOPLE),
    ("accounts.profile", GET, PEOPLE),
    ("accounts.save_profile", POST, PEOPLE),
    ("accounts.save_display", POST, PEOPLE),
    ("accounts.end_session", POST, PERSONAL, {"session_id": "session"}),
    ("accounts.end_other_sessions", POST, PEOPLE),
    ("accounts.add_token", POST, PEOPLE),
    ("accounts.revoke_token", POST, PERSONAL, {"token_id": "token"}),
    ("notices.index", GET, PEOPLE),
    ("notices.read_all", POST, PEOPLE),
    ("notices.follow", POST, PERSONAL, {"notice_id": "notice"}),
    ("mail.choice", GET, PEOPLE),
    *((f"mail.{name}", POST, PEOPLE) for name in ("save_address", "save_often", "forget")),
    ("mail.confirm", BOTH, ANYBODYS, {"code": "mail_code"}),
    ("mail.unsubscribe", BOTH, ANYBODYS, {"token": "unsubscribe"}),
    ("mail.log", GET, ADMINS),
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
    # members, groups, branches, the installation
    ("accounts.members", GET, ORGANISED, {"branch": "branch"}),
    ("accounts.new_member", BOTH, ORGANISED, {"branch": "branch"}),
    ("accounts.member", GET, ORGANISED, {"member_id": "member"}),
    ("accounts.save_member", POST, ORGANISED, {"member_id": "member"}),
    ("accounts.leave", POST, ORGANISED, {"member_id": "member"}),
    ("accounts.come_back", POST, ORGANISED, {"member_id": "member"}),
    ("accounts.member_link", POST, ORGANISED, {"member_id": "member"}),
    ("accounts.move_members", POST, ORGANISED, {"branch": "branch"}),
    ("accounts.invitation_sheet", POST, ORGANISED, {"branch": "branch"}),
    ("accounts.import_members", BOTH, ORGANISED, {"branch": "branch"}),
    ("accounts.import_template", GET, ORGANISERS),
    ("accounts.import_preview", GET, STAGED, {"token": "roster"}),
    ("accounts.import_confirm", POST, STAGED, {"token": "roster"}),
    ("accounts.groups", GET, ORGANISED, {"branch": "branch"}),
    ("accounts.add_group", POST, ORGANISED, {"branch": "branch"}),
    ("accounts.rename_group", BOTH, ORGANISED, {"group_id": "group"}),
    ("accounts.shift_group", POST, ORGANISED, {"group_id": "group", "way": "up"}),
    ("accounts.delete_group", POST, ORGANISED, {"group_id": "group"}),
    ("accounts.audit", GET, ORGANISERS),
    ("accounts.branches", GET, ADMINS),
    ("accounts.add_branch", POST, ADMINS),
    ("accounts.rename_branch", BOTH, ANY_BRANCH, {"branch_id": "branch"}),
    ("accounts.archive_branch", POST, ANY_BRANCH, {"branch_id": "branch"}),
    ("accounts.reopen_branch", POST, ANY_BRANCH, {"branch_id": "branch"}),
    ("accounts.site", GET, ADMINS),
    ("accounts.save_site", POST, ADMINS),
    ("accounts.save_address", POST, ADMINS),
    ("accounts.save_logo", POST, ADMINS),
    ("accounts.remove_logo", POST, ADMINS),
    ("home.start.index", GET, ADMINS),
    ("home.start.step", GET, ADMINS, {"step": "first"}),
    *((f"home.start.{name}", POST, ADMINS) for name in ("save_names", "save_groups", "save_members")),
    *((f"home.start.{name}", POST, ADMINS) for name in ("save_banks", "finish")),
    # the community: birthdays, voices, pledges, honours, transfers
    ("community.birthday", GET, PEOPLE),
    ("community.choose_birthday_shown", POST, PEOPLE),
    ("community.print_birthday", GET, "s annn"),  # whose day has come this year
    ("community.bless", BOTH, "s naaa nnnn", {"member_id": "member"}),
    ("community.birthday_desk", GET, ORGANISED, {"branch": "branch"}),
    ("community.save_birthday_way", POST, ORGANISED, {"branch": "branch"}, {"way": "day"}),
    *(
        (f"community.{name}", methods, ORGANISED, {"member_id": "member", "year": "year", "branch": "branch"})
        for name, methods in (("hold_birthday", BOTH), ("take_birthday_back", POST))
    ),
    ("community.voices", GET, PEOPLE),
    ("community.my_voices", GET, PEOPLE),
    ("community.new_voice", BOTH, PEOPLE),
    ("community.edit_voice", BOTH, PERSONAL, {"voice_id": "own_voice"}),
    ("community.discard_voice", POST, PERSONAL, {"voice_id": "own_voice"}),
    ("community.like_voice", POST, OWN_BRANCH, {"voice_id": "voice"}, {"on": "1"}),
    ("community.report_voice", BOTH, OWN_BRANCH, {"voice_id": "voice"}),
    ("community.voice_desk", GET, ORGANISED, {"branch": "branch"}),
    ("community.export_voices", GET, ORGANISED, {"branch": "branch"}),
    *(
        ("community.judge_voice", POST, ORGANISED, {"voice_id": "voice", "act": act}, {"reason": "不妥"})
        for act in ("publish", "return", "keep")
    ),
    ("community.pledges", GET, PEOPLE),
    ("community.write_pledge", BOTH, PEOPLE),
    ("community.pledge", GET, "s aaaa nnna aaaa", {"pledge_id": "own_pledge"}),
    ("community.mark_pledge", POST, PERSONAL, {"pledge_id": "own_pledge"}),
    ("community.check_pledge", POST, PERSONAL, {"pledge_id": "own_pledge"}),
    ("community.own_plate", GET, PERSONAL, {"pledge_id": "own_pledge"}),
    ("community.pledge_desk", GET, ORGANISED, {"branch": "branch"}),
    ("community.plates", GET, ORGANISED, {"branch": "branch"}),
    *(
        ("community.judge_pledge", POST, ORGANISED, {"pledge_id": "own_pledge", "act": act})
        for act in ("acknowledge", "award", "unaward")
    ),
    ("community.honours", GET, PEOPLE),
    ("community.honour", GET, BRANCH, {"honour_id": "honour"}),
    ("community.new_honour", BOTH, PEOPLE),
    ("community.honour_desk", GET, ORGANISED, {"branch": "branch"}),
    ("community.add_honour", BOTH, ORGANISED, {"branch": "branch"}),
    ("community.edit_honour", BOTH, ORGANISED, {"honour_id": "honour"}),
    *(
        ("community.judge_honour", POST, ORGANISED, {"honour_id": "honour", "act": act}, {"reason": "有误"})
        for act in ("confirm", "return")
    ),
    ("community.remove_honour_file", POST, ORGANISED, {"honour_id": "honour", "file_id": "honour_file"}),
    ("community.transfers", GET, "s faaa"),
    ("community.new_transfer", BOTH, ORGANISED, {"member": "member"}),
    ("community.transfer", GET, LEADERS, {"transfer_id": "transfer"}),
    *(
        (
            "community.step_transfer",
            POST,
            LEADERS,
            {"transfer_id": "transfer", "act": act},
            {"reason": "有事"},
        )
        for act in ("release", "refuse")
    ),
    ("community.step_transfer", POST, "s ffaa fnna", {"transfer_id": "transfer", "act": "cancel"}),
    (
        "community.print_farewell",
        GET,
        "s fnnn fnnn",
        {"transfer_id": "transfer"},
    ),  # not before it is released
    ("community.welcome", GET, PEOPLE),
    ("community.put_welcome_away", POST, PEOPLE),
    ("community.member_life", GET, ORGANISED, {"member_id": "member"}),
    # the bank
    *(
        (f"bank.{name}", GET, ORGANISERS)
        for name in ("items", "banks", "imports", "duplicates", "template", "new")
    ),
    ("bank.create_bank", POST, ORGANISERS),
    ("bank.save_shown", POST, ORGANISERS),
    ("bank.import_file", BOTH, ORGANISERS),
    ("bank.import_preview", GET, STAGED, {"token": "items"}),
    ("bank.import_state", GET, STAGED, {"token": "items"}),
    ("bank.import_confirm", POST, STAGED, {"token": "items"}),
    ("bank.import_decide", POST, STAGED, {"token": "items"}),
    ("bank.import_mend", BOTH, STAGED, {"token": "items", "number": 1}),
    ("bank.import_discard", POST, STAGED, {"token": "items"}),
    ("bank.similar", POST, ORGANISERS),
    ("bank.decide_duplicates", POST, ORGANISED, {}, {"retire": "item"}),
    ("bank.import_undo", POST, ORGANISED, {"import_id": "import"}),
    ("bank.rename_bank", BOTH, ORGANISED, {"bank_id": "bank"}),
    ("bank.export", GET, ORGANISED, {"bank_id": "bank", "kind": "yaml"}),
    ("bank.create", POST, ORGANISED, {"bank": "bank"}),
    ("bank.show", GET, ORGANISED, {"item_id": "item"}),
    ("bank.edit", GET, ORGANISED, {"item_id": "item"}),
    ("bank.save", POST, ORGANISED, {"item_id": "item"}),
    ("bank.copy", POST, ORGANISED, {"item_id": "item"}, {"bank": "bank"}),
    ("bank.retire", POST, ORGANISED, {"item_id": "item"}),
    # papers to print
    ("printing.index", GET, ORGANISERS),
    ("printing.new", BOTH, ORGANISERS),
    ("printing.choose", POST, ORGANISERS, {}, {"item": "item"}),
    ("printing.choose", POST, ORGANISERS, {}, {"item": "item"}),
    *(
        (f"printing.{name}", GET, ORGANISED, {"paper_id": "paper"})
        for name in ("show", "sheet", "key", "sheet_docx", "key_docx")
    ),
    # how items and papers measure
    *((f"analysis.{name}", GET, ORGANISERS) for name in ("items", "items_xlsx")),
    ("analysis.save_rest", POST, ORGANISERS, {}, {"days": "90"}),
    ("analysis.item", GET, ORGANISED, {"item_id": "item"}),
    *(
        (f"analysis.{name}", GET, ORGANISED, {"contest_id": "contest"})
        for name in ("contest", "contest_xlsx")
    ),
    *((f"analysis.{name}", GET, ORGANISED, {"contest_id": "over"}) for name in ("live", "live_xlsx")),
    ("bank.draft", POST, ORGANISERS),
    ("bank.picture", POST, ORGANISED, {"bank_id": "bank"}),
    ("bank.bulk", POST, ORGANISERS),
    ("bank.bulk_list", GET, ORGANISERS),
    ("bank.bulk_undo", POST, ORGANISED, {"change_id": "bulk"}),
    ("bank.version", GET, ORGANISED, {"item_id": "item", "number": "1"}),
    ("bank.restore_version", POST, ORGANISED, {"item_id": "item", "number": "1"}),
    ("media.picture", GET, "n nnnn", {"name": "0" * 32}),  # no right of one's own: an address is signed
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
    # joint study: the host's organisers alone, and the doors of its guests
    ("partners.index", GET, ORGANISERS),
    ("partners.new", BOTH, ORGANISERS),
    ("partners.show", GET, ORGANISED, {"branch_id": "partner"}),
    ("partners.add_link", POST, ORGANISED, {"branch_id": "partner"}, {"most": "3", "days": "7"}),
    ("partners.revoke_link", POST, ORGANISED, {"branch_id": "partner", "link_id": "partner_link"}),
    ("partners.share", POST, ORGANISED, {"branch_id": "partner"}),
    (
        "partners.unshare",
        POST,
        ORGANISED,
        {"branch_id": "partner", "kind": "shared_kind", "subject_id": "contest"},
    ),
    ("partners.let_go", POST, ORGANISED, {"branch_id": "partner", "member_id": "guest"}),
    ("partners.end", POST, ORGANISED, {"branch_id": "partner"}),
    ("partners.door", BOTH, ANYBODYS, {"token": "partner_door"}),
    ("partners.welcome", GET, "s nnnn"),  # guests' alone
    ("partners.save_wish", POST, "s nnnn"),
    ("reviewing.index", GET, ORGANISERS),
    ("reviewing.show", GET, ORGANISED, {"item_id": "item"}),
    *(
        ("reviewing.step", POST, ORGANISED, {"item_id": "item", "act": act})
        for act in ("submit", "approve", "return", "discard")
    ),
    ("reviewing.comment", POST, ORGANISED, {"item_id": "item"}, {"text": "意见"}),
    ("reviewing.approve_all", POST, ORGANISERS, {}, {"until": "1"}),
    ("reviewing.save_persons", POST, ORGANISERS),
    ("reviewing.report", GET, "s aaaa aaaa", {"token": "reportable"}),
    ("reviewing.send_report", POST, "s aaaa aaaa", {"token": "reportable"}, {"kind": "key"}),
    ("reviewing.reports", GET, ORGANISERS),
    ("reviewing.show_report", GET, ORGANISED, {"report_id": "report"}),
    ("reviewing.answer_report", POST, ORGANISED, {"report_id": "report"}, {"outcome": "edited"}),
    (
        "reviewing.hide",
        POST,
        "s ffnn",
        {"item_id": "item"},
    ),  # there are none of the installation in this world
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
    # practice and papers: one's own alone
    ("practice.start", GET, PEOPLE),
    ("practice.begin", POST, PEOPLE),
    ("practice.progress", GET, PEOPLE),
    ("practice.mistakes", GET, PEOPLE),
    ("practice.practise_mistakes", POST, PEOPLE),
    ("practice.remove", POST, OWN_BRANCH, {"item_id": "shelved"}),
    ("practice.favourites", GET, PEOPLE),
    ("practice.practise_favourites", POST, PEOPLE),
    ("practice.unfavourite", POST, OWN_BRANCH, {"item_id": "shelved"}),
    ("practice.answer", GET, PERSONAL, {"attempt_id": "practice"}),
    ("practice.save", POST, PERSONAL, {"attempt_id": "practice", "position": 1}),
    ("practice.favourite", POST, PERSONAL, {"attempt_id": "practice", "position": 1}),
    ("practice.mark_own", POST, PERSONAL, {"attempt_id": "practice", "position": "essay"}, {"share": "half"}),
    ("practice.finish", POST, PERSONAL, {"attempt_id": "practice"}),
    ("practice.result", GET, PERSONAL, {"attempt_id": "practice"}),
    ("papers.answer", GET, PERSONAL, {"attempt_id": "attempt"}),
    ("papers.save", POST, PERSONAL, {"attempt_id": "attempt"}),
    ("papers.confirm", GET, PERSONAL, {"attempt_id": "attempt"}),
    ("papers.submit", POST, PERSONAL, {"attempt_id": "attempt"}),
    ("papers.result", GET, PERSONAL, {"attempt_id": "attempt"}),
    ("papers.review", GET, PERSONAL, {"attempt_id": "attempt"}),
    # contests
    ("contests.index", GET, PEOPLE),
    ("contests.show", GET, BRANCH, {"contest_id": "contest"}),
    ("contests.enter", POST, BRANCH, {"contest_id": "contest"}),
    ("contests.result", GET, BRANCH, {"contest_id": "contest"}),
    ("contests.standings", GET, BRANCH, {"contest_id": "contest"}),
    ("contests.review", GET, BRANCH, {"contest_id": "contest", "attempt": "attempt"}),
    *(
        (f"contests.{name}", GET, LEADERS, {"contest_id": "contest"})
        for name in ("run", "pulse", "stream", "absentees_xlsx")
    ),
    ("contests.manage", GET, ORGANISED, {"branch": "branch"}),
    ("contests.create", BOTH, ORGANISED, {"branch": "branch"}),
    ("contests.availability", POST, ORGANISED, {"branch": "branch"}),
    *(
        (f"contests.{name}", GET, ORGANISED, {"contest_id": "contest"})
        for name in ("preview", "settlement", "marking", "results_xlsx", "print_results")
    ),
    ("contests.edit", BOTH, ORGANISED, {"contest_id": "contest"}),
    ("contests.step", POST, ORGANISED, {"contest_id": "contest"}),
    ("contests.copy", POST, ORGANISED, {"contest_id": "contest"}),
    ("contests.delete", POST, ORGANISED, {"contest_id": "contest"}),
    ("contests.on_paper", GET, ORGANISED, {"contest_id": "contest"}),
    ("contests.print_paper", POST, ORGANISED, {"contest_id": "contest"}),
    ("contests.enter_scores", POST, ORGANISED, {"contest_id": "contest"}),
    ("contests.person", GET, ORGANISED, {"contest_id": "contest", "member_id": "member"}),
    ("contests.allow", POST, ORGANISED, {"contest_id": "contest", "member_id": "member"}),
    ("contests.extend", POST, ORGANISED, {"contest_id": "contest", "attempt_id": "taken"}),
    (
        "contests.mark",
        POST,
        ORGANISED,
        {"contest_id": "contest", "attempt_id": "taken", "position": "short"},
        {"points": "1"},
    ),
    # regrading
    ("regrading.index", GET, ORGANISED, {"branch": "branch"}),
    ("regrading.preview", GET, ORGANISED, {"item_id": "item"}),
    ("regrading.begin", POST, ORGANISED, {"item_id": "item"}, {"way": "full", "reason": "题目有歧义"}),
    ("regrading.show", GET, ORGANISED, {"regrade_id": "regrade"}),
    ("regrading.undo_preview", GET, ORGANISED, {"regrade_id": "regrade"}),
    ("regrading.undo", POST, ORGANISED, {"regrade_id": "regrade"}, {"reason": "弄错了"}),
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
    # can you reach me?
    ("home.reach.phone", GET, ANYBODY),
    ("home.reach.seen", GET, ANYBODY),  # on the server's own computer, where the tests stand
    ("home.reach.guide", GET, ORGANISERS),
    ("home.reach.stream", GET, ORGANISERS),
    # the API
    ("api.profile", GET, PEOPLE),
    ("api.banks", GET, PEOPLE),
    ("api.items", GET, OWN_BRANCH, {"bank": "bank"}),
    ("api.start", POST, PEOPLE),
    ("api.show", GET, PERSONAL, {"id": "attempt"}),
    ("api.save", PUT, PERSONAL, {"id": "attempt", "position": 1}),
    ("api.submit", POST, PERSONAL, {"id": "attempt"}),
    ("api.contests", GET, PEOPLE),
    ("api.contest", GET, BRANCH, {"id": "contest"}),
    ("api.standings", GET, BRANCH, {"id": "contest"}),
    ("api.ledger", GET, PEOPLE),
    ("api.member_record", GET, BRANCH, {"id": "member"}),
    ("api.board", GET, PEOPLE, {"slug": "members"}),
    # live contests being prepared
    ("live.manage", GET, ORGANISED, {"branch": "branch"}),
    ("live.new_contest", BOTH, ORGANISED, {"branch": "branch"}),
    ("live.quick", BOTH, ORGANISED, {"branch": "branch"}),
    ("live.final", BOTH, ORGANISED, {"branch": "branch"}),
    *(
        (f"live.{name}", BOTH, ORGANISED, {"contest_id": "draft"})
        for name in ("rules", "questions", "teams", "options", "check")
    ),
    *(
        (f"live.{name}", GET, ORGANISED, {"contest_id": "draft"})
        for name in ("prepare", "preview", "print_rules", "print_cards", "print_seats")
    ),
    *(
        (f"live.{name}", POST, ORGANISED, {"contest_id": "draft"})
        for name in ("open_contest", "rehearse", "copy_contest", "cancel_contest", "delete_contest")
    ),
    ("live.round_questions", GET, ORGANISED, {"contest_id": "draft", "key": "all"}),
    ("live.draw_questions", POST, ORGANISED, {"contest_id": "draft", "key": "all"}),
    ("live.change_questions", POST, ORGANISED, {"contest_id": "draft", "key": "all"}),
    # live contests by their pages: the door, and what a phone that is nobody there reaches
    ("live.join", GET, ANYBODY),
    ("live.join_pin", GET, ANYBODYS, {"pin": "pin"}),
    ("live.enter", POST, ANYBODYS, {"pin": "pin"}),
    ("live.seat", GET, NOBODYS, {"pin": "pin", "code": "1-1-wrongone"}),
    ("live.take_seat", POST, NOBODYS, {"pin": "pin", "code": "1-1-wrongone"}),
    ("live.play", GET, ANYBODYS, {"pin": "pin"}),  # which leads to the door
    *(
        (f"live.{name}", POST, ANYBODYS, {"pin": "pin"}) for name in ("answer", "buzz", "act_own")
    ),  # so do these
    *((f"live.{name}", GET, NOBODYS, {"pin": "pin"}) for name in ("player_stream", "player_events")),
    *((f"live.{name}", POST, NOBODYS, {"pin": "pin"}) for name in ("echo", "leave")),
    *((f"live.{name}", GET, ORGANISED, {"contest_id": "live"}) for name in ("replay", "replay_pictures")),
    # live contests while they are hosted
    *(
        (f"live.{name}", GET, ORGANISED, {"contest_id": "live"})
        for name in ("host", "host_stream", "host_events")
    ),
    ("live.ask", GET, ORGANISED, {"contest_id": "live", "what": "people"}),
    ("live.act", POST, ORGANISED, {"contest_id": "live"}, {"do": "lock"}),
    ("live.take_office", POST, ORGANISED, {"contest_id": "live"}),
    # live contests when they are over
    *(
        (f"live.{name}", GET, ORGANISED, {"contest_id": "over"})
        for name in (
            *("after", "after_protocol", "after_questions", "after_people", "after_print", "after_xlsx"),
        )
    ),
    ("live.after_why", GET, ORGANISED, {"contest_id": "over", "contestant": "player"}),
    ("live.settle", POST, ORGANISED, {"contest_id": "over"}),
    ("live.unsettle", POST, ORGANISED, {"contest_id": "over"}, {"reason": "更正"}),
    ("live.result", GET, "n aaaa nnna", {"contest_id": "over"}),
    ("live.result_why", GET, "n aaaa nnna", {"contest_id": "over", "contestant": "player"}),
    ("live.reminders", GET, "n aaaa nnna", {"contest_id": "over"}),
    # live contests by the API; who comes in by the first of these is in for the next ones
    ("api.live_create", POST, ORGANISERS),
    ("api.live_join", POST, ANYBODYS, {"pin": "pin"}),
    ("api.live_echo", POST, ANYBODYS, {"pin": "pin"}),
    *((f"api.live_{name}", GET, "s aaaa aaaa", {"pin": "pin"}) for name in ("show", "stream", "events")),
    *((f"api.live_{name}", POST, "s aaaa aaaa", {"pin": "pin"}) for name in ("answer", "buzz")),
    ("api.live_act", POST, "s aaaa aaaa", {"pin": "pin"}, {"do": "pass"}),
    ("api.live_host", POST, ORGANISED, {"pin": "pin", "action": "lock"}, {"on": True}),
]


@pytest.fixture
def worlds(
    app: Flask, points_sheet: None, make_branch: MakeBranch, make_member: MakeMember, make_bank: MakeBank
) -> tuple[BranchWorld, BranchWorld]:
    """The own branch and another, in an installation that has a logo."""
    accounts.save_logo(png(64, 64), actor=None, now=clock.now())
    db.session.commit()
    return (
        BranchWorld(make_branch("甲支部"), make_member, make_bank),
        BranchWorld(make_branch("乙支部"), make_member, make_bank),
    )


@pytest.fixture
def undone(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, a unit of work is carried out up to its commit and then rolled back."""

    def flush_and_undo() -> None:
        db.session.flush()
        db.session.rollback()

    return lambda: monkeypatch.setattr(db.session, "commit", flush_and_undo)


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    routes = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    rows = {(row[0], method) for row in TABLE for method in row[1].split()}
    assert routes - rows == set(), "routes without a row"
    assert rows - routes == set(), "rows without a route"


def test_everybody_reaches_what_the_table_says_and_nothing_else(
    app: Flask, worlds: tuple[BranchWorld, BranchWorld], undone: Callable[[], None]
) -> None:
    own, other = ({role: side.of(role) for role in ROLES} for side in worlds)
    colleagues = {role: own[COLLEAGUE[role]] for role in ROLES}
    browsers = {role: Browser(app, own[role]["sid"]) for role in ROLES}
    undone()
    wrong: list[str] = []
    for row in TABLE:
        visitor, *of_sides = row[2].split()
        wrong += [f"visitor {one}" for one in walk(app, row, Browser(app), own[Role.MEMBER], visitor)]
        for expected, values in zip(of_sides, (own, other, colleagues), strict=False):
            for role, letter in zip(ROLES, expected, strict=True):
                wrong += [f"{role} {one}" for one in walk(app, row, browsers[role], values[role], letter)]
    assert not wrong, "\n".join(wrong)


def test_a_guest_reaches_what_is_shared_and_nothing_else_of_the_program(
    app: Flask, worlds: tuple[BranchWorld, BranchWorld], undone: Callable[[], None]
) -> None:
    values = worlds[0].of(Role.MEMBER)
    guest = Browser(app, world_partners.signed_in(values["guest"]))
    undone()
    wrong: list[str] = []
    for row in TABLE:
        endpoint, named = row[0], row[3] if len(row) > 3 else {}
        if app.view_functions[endpoint].access.public or endpoint.startswith(
            ("partners.", "accounts.logout")
        ):
            continue
        things = {"contest_id", "activity_id", "attempt_id", "notice_id", "session_id", "file_id"}
        is_open = endpoint == "home.index" or (endpoint in walls.OPEN and not things & set(named))
        refused = "f" if row[2].split()[1][0] == "f" else "n"
        wrong += walk(app, row, guest, values, "a" if is_open else refused)
    assert not wrong, "\n".join(wrong)


def test_a_shared_contest_is_open_to_the_guests_of_its_branch_alone(
    app: Flask, worlds: tuple[BranchWorld, BranchWorld]
) -> None:
    own, other = (world.of(Role.MEMBER) for world in worlds)
    shared = {"branch_id": own["partner"], "kind": SubjectKind.CONTEST, "subject_id": own["contest"]}
    with unit_of_work():
        db.session.add(Shared(**shared, created_by=own["member"], created_at=clock.now()))
    for values, expected in ((own, "a"), (other, "n")):
        guest = Browser(app, world_partners.signed_in(values["guest"]))
        for name in ("show", "standings"):
            row = (f"contests.{name}", GET, "", {"contest_id": "contest"})
            assert walk(app, row, guest, own, expected) == []
        row = ("contests.show", GET, "", {"contest_id": "contest"})
        assert walk(app, row, guest, other, "n") == []
