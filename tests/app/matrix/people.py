"""Members, branches, the community, partners."""

from __future__ import annotations

from tests.support.matrix import Row

from .expected import (
    ADMINS,
    ANY_BRANCH,
    ANYBODYS,
    BOTH,
    BRANCH,
    GET,
    LEADERS,
    ORGANISED,
    ORGANISERS,
    OWN_BRANCH,
    PEOPLE,
    PERSONAL,
    POST,
    STAGED,
)

ROWS: list[Row] = [
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
]
