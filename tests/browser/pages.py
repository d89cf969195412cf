"""Every page of the application: who looks at it, and where. Names in braces are places of the seed.

A GET route that is neither here nor among NOT_PAGES fails a test.
"""

from __future__ import annotations

#: The host's dialogs as pages of their own.
HOST_ASKS = (
    *("adjust", "ask", "break", "code", "end_round", "finish", "keys", "mark"),
    *("office", "pair", "people", "presses", "undo", "unmarked", "void"),
)

#: What is prepared of a contest in the room.
PREPARING = (
    *("", "rules", "questions", "questions/req", "questions/ladder", "questions/reserve", "teams", "options"),
    *("check", "preview", "preview?answer=1", "print/rules", "print/cards", "print/seats"),
)

#: By who looks. The same page stands under two roles where it differs for them.
PAGES: dict[str, tuple[str, ...]] = {
    "visitor": (
        "/sign-in",
        "/privacy",
        "/i/{invitation}",
        "/api/v1/docs",
        "/reach",
        "/join",
        "/join?pin=",
        "/join/{lobby_pin}",
        "/join/{locked_pin}",
        "/join/{members_only_pin}",
        "/join/{teams_pin}",
        "/join/{over_pin}",
        "/live/{teams_pin}/seat/{seat}",
    ),
    "phone": (
        "/live/{lobby_pin}",
        "/live/{question_pin}",
        "/live/{multiple_pin}",
        "/live/{revealed_pin}",
        "/live/{over_pin}",
        "/live/{reading_pin}",
        "/live/{pressed_pin}",
        "/live/after/{over_live}",
        "/live/after/{over_live}/why/p1",
    ),
    "newcomer": ("/consent",),
    "member": (
        "/",
        "/join/{teams_pin}",
        "/study/",
        "/study/?q=没有这样的材料",
        "/study/{material}",
        "/study/{checked_material}?attempt={check}",
        "/practice/",
        "/practice/progress",
        "/practice/mistakes",
        "/practice/favourites",
        *(f"/practice/{{open_practice}}?q={number}" for number in range(1, 9)),
        *(f"/practice/{{marked_practice}}?q={number}" for number in range(1, 9)),
        "/practice/{finished}/result",
        "/contests/",
        "/contests/{upcoming}",
        "/contests/{running}",
        "/contests/{settled}",
        "/contests/{settled}/result",
        "/contests/{settled}/standings",
        "/contests/{settled}/review?attempt={member_paper}",
        "/attempts/{open_paper}",
        "/attempts/{open_paper}#q6",
        "/attempts/{open_paper}/submit",
        "/attempts/{check}/review",
        "/record/",
        "/record/rules",
        "/boards/",
        "/boards/groups",
        "/boards/branches",
        "/profile",
        "/notices/",
        "/password",
    ),
    "leader": (
        "/contests/{running}",
        "/contests/{running}/run",
    ),
    "organiser": (
        "/",
        "/contests/manage",
        "/contests/manage?state=archived",
        "/contests/new",
        "/contests/{draft}/edit",
        "/contests/{running}/edit",
        "/contests/{draft}/preview",
        "/contests/{running}/run",
        "/contests/{running}/members/{member}",
        "/contests/{closed}/run",
        "/contests/{closed}/marking",
        "/contests/{closed}/settle",
        "/contests/{settled}/run",
        "/contests/{settled}/print",
        "/bank/",
        "/bank/?q=没有这样的题",
        "/bank/banks",
        "/bank/banks/{bank}/name",
        "/bank/review/",
        "/bank/review/?state=draft",
        "/bank/review/{item}",
        "/bank/import",
        "/bank/import/{items_file}",
        "/bank/items/new",
        "/bank/items/{item}",
        "/bank/items/{item}/edit",
        "/bank/items/{item}/versions/1",
        "/bank/items/{shipped_item}",
        "/study/manage",
        "/study/manage/new",
        "/study/manage/{material}",
        "/study/manage/{shipped_material}",
        "/members",
        "/members?q=没有这个人",
        "/members/new",
        "/members/{member}",
        "/members/{left}",
        "/members/import",
        "/members/import/{roster}",
        "/groups",
        "/groups/{group}/rename",
        "/audit",
        "/boards/manage",
        "/boards/print",
        "/record/entries",
        "/record/members/{member}",
        "/live/manage/",
        "/live/manage/?tab=draft&q=没有这场竞赛",
        "/live/manage/new",
        "/live/manage/quick",
        "/live/manage/quick?way=teams",
        "/live/manage/final",
        *(f"/live/manage/{{prepared_live}}/{page}" for page in PREPARING),
        "/live/manage/{prepared_live}/questions/risk?q=没有这样的题",
        "/live/manage/{over_live}/replay",
        *(
            f"/live/manage/{{over_live}}/after{page}"
            for page in ("", "/why/p1", "/protocol", "/questions", "/people", "/print")
        ),
        "/live/manage/{question_live}/after",
        "/live/manage/{alone_live}/",
        "/live/manage/{alone_live}/teams",
        "/live/manage/{pressed_live}/",
        "/live/manage/{pressed_live}/rules",
        "/live/manage/{pressed_live}/print/seats",
        *(
            f"/live/manage/{{{stage}_live}}/host"
            for stage in ("lobby", "teams", "question", "revealed", "reading", "pressed", "over")
        ),
        *(f"/live/manage/{{pressed_live}}/host/{what}" for what in HOST_ASKS),
        "/live/manage/{pressed_live}/host/person?player=p1",
        "/live/manage/{teams_live}/host/team?to=t1",
        "/live/manage/{revealed_live}/host/overrule?of=4",
        "/live/manage/{teams_live}/host/tie?order=t1&order=t2",
        "/live/manage/{question_live}/host/waiting",
        "/live/manage/{question_live}/host/answer?player=p1",
        "/display/",
        "/display/{screen}/edit",
        "/reach/guide",
    ),
    "admin": (
        "/",
        "/branches",
        "/branches/{other_branch}/rename",
        "/site",
        "/start/names",
        "/start/groups",
        "/start/members",
        "/start/banks",
        "/start/first",
        "/members?branch={other_branch}",
    ),
}

#: On a new installation in development: there is nobody yet, and the components are shown.
NEW_PAGES = ("/setup/{setup}", "/_patterns")

#: The big screen, in the themes it has.
SCREENS = (
    "/display/{screen_dark}",
    "/display/{screen_light}",
    "/display/{screen_ended}",
    *(
        f"/display/{{{name}_wall}}"
        for name in ("lobby", "locked", "teams", "question", "pressed", "revealed", "over")
    ),
    "/display/{question_wall}?theme=light",
)

#: Endpoints that answer GET and are no pages, with the reason.
NOT_PAGES: dict[str, str] = {
    "accounts.import_template": "a file",
    "accounts.logo": "an image",
    "assets.bundle": "a stylesheet",
    "bank.export": "a file",
    "bank.template": "a file",
    "contests.absentees_xlsx": "a file",
    "contests.pulse": "JSON",
    "contests.results_xlsx": "a file",
    "contests.stream": "an event stream",
    "display.events": "JSON",
    "display.part": "the inside of a screen, taken in by its page",
    "display.stream": "an event stream",
    "health.healthz": "JSON",
    "health.metrics": "Prometheus",
    "health.readyz": "JSON",
    "home.reach.seen": "an event stream",
    "home.reach.stream": "an event stream",
    "home.start.index": "leads to the step that is due",
    "live.after_xlsx": "a file",
    "live.host_events": "JSON",
    "live.host_stream": "an event stream",
    "live.player_events": "JSON",
    "live.player_stream": "an event stream",
    "live.reminders": "a file",
    "live.replay_pictures": "JSON",
    "media.picture": "an image",
    "study.figure": "an image",
    "papers.result": "leads to the page of the attempt's source",
    "static": "a file",
    "study.result": "leads to the material",
}
#: The API answers JSON; its one page is among PAGES.
NOT_PAGES_BLUEPRINT = "api"
