"""Contests in the room."""

from __future__ import annotations

from tests.support.matrix import Row

from .expected import ANYBODY, ANYBODYS, BOTH, GET, NOBODYS, ORGANISED, ORGANISERS, POST

ROWS: list[Row] = [
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
