"""Which language a request speaks, and its texts looked up at the price of a dictionary."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, current_app, has_request_context, request, session
from flask_babel import get_domain, get_locale
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


@lru_cache(maxsize=len(LOCALES))
def _parsed(name: str) -> Locale:
    return Locale.parse(name)


def babel_locale() -> Locale:
    """Return the request's language as babel knows it; parsed once in a process, not once a request."""
    return _parsed(select_locale())


def init_app(app: Flask) -> None:
    """Have templates read the catalogue of the request's language, kept by its name.

    A page asks for some fifty texts; going through the extension's context for each would cost more than
    rendering them.
    """
    kept: dict[str, NullTranslations] = {}

    def catalogue() -> NullTranslations:
        language = get_locale().language
        if language not in kept:
            kept[language] = get_domain().get_translations()
        return kept[language]

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # brought by the i18n extension
        gettext=lambda text: catalogue().ugettext(text),
        ngettext=lambda one, many, n: catalogue().ungettext(one, many, n),
        newstyle=True,
    )
