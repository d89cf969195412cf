"""The process, the door, the first page, the interface's description."""

from __future__ import annotations

from tests.support.matrix import Row

from .expected import (
    ADMINS,
    ANYBODY,
    ANYBODYS,
    BOTH,
    BRANCH,
    GET,
    ORGANISERS,
    OWN_BRANCH,
    PEOPLE,
    PERSONAL,
    POST,
    PUT,
)

ROWS: list[Row] = [
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
]
