"""What a guest reaches: the shared things, the own account, and nothing else of the program. Pure."""

from __future__ import annotations

#: Endpoints that a guest may ask for besides those open to everybody; each looks at the thing itself too.
OPEN = frozenset(
    {
        *(f"accounts.{name}" for name in ("logout", "consent", "change_password", "profile", "save_profile")),
        *(f"accounts.{name}" for name in ("save_display", "end_session", "end_other_sessions")),
        *(f"notices.{name}" for name in ("index", "read_all", "follow")),
        *(f"mail.{name}" for name in ("choice", "save_address", "save_often", "forget")),
        *(f"activities.{name}" for name in ("index", "month", "show", "join", "withdraw", "event_file")),
        *(f"activities.{name}" for name in ("ask_leave", "take_leave_back")),
        *(f"activities.{name}" for name in ("sign_in_scanned", "sign_in_by_code", "sign_in_by_place")),
        *(f"contests.{name}" for name in ("index", "show", "enter", "result", "standings", "review")),
        *(f"papers.{name}" for name in ("answer", "save", "confirm", "submit", "result", "review")),
        *(f"files.{name}" for name in ("serve", "thumb")),
        *(f"partners.{name}" for name in ("welcome", "save_wish")),
    }
)


def lets_in(endpoint: str, *, is_public: bool) -> bool:
    """Say whether a guest may ask for an endpoint."""
    return is_public or endpoint in OPEN
