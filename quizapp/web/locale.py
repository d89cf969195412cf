"""Which language a request speaks."""

from __future__ import annotations

from flask import current_app, has_request_context, request, session
from flask_login import current_user

from ..config import LOCALES, Settings


def select_locale() -> str:
    """Return the member's language, else what was chosen on the sign-in page, else the installation's."""
    settings: Settings = current_app.extensions["settings"]
    if not has_request_context():
        return settings.locale
    asked = request.args.get("lang")
    if asked in LOCALES:
        return asked
    own = getattr(current_user, "locale", None)
    return own or session.get("locale") or settings.locale
