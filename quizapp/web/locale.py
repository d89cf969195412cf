"""Which language a request speaks, and its texts looked up at the price of a dictionary."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, current_app, g, has_request_context, request, session
from flask_babel import get_domain, get_locale
from flask_login import current_user
from markupsafe import Markup

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
    """Have templates read the catalogue of the request's language, looked up once in a request.

    A page asks for some fifty texts; going through the extension's context and a formatting for each would
    cost more than rendering them.
    """
    kept: dict[str, NullTranslations] = {}

    def catalogue() -> NullTranslations:
        found: NullTranslations | None = g.get("catalogue")
        if found is None:
            language = get_locale().language
            found = g.catalogue = kept.get(language) or kept.setdefault(
                language, get_domain().get_translations()
            )
        return found

    def gettext(text: str, /, **values: object) -> Markup:
        found = Markup(catalogue().ugettext(text))  # noqa: S704 - our own text; what is filled in is escaped
        return found % values if values or "%" in found else found

    def ngettext(one: str, many: str, n: int, /, **values: object) -> Markup:
        return Markup(catalogue().ungettext(one, many, n)) % {"num": n, **values}  # noqa: S704 - as above

    app.jinja_env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)
