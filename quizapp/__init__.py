"""四强学堂 quizapp: study materials, timed contests and study-activity records for a Party branch."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from . import config, resources
from .config import Settings
from .extensions import babel, csrf, db, login_manager
from .web.rules import LateRule

__version__ = "0.1.0"

FEATURES = (
    "accounts",
    "notices",
    "notices.mail",
    "home",
    "bank",
    "bank.media",
    "bank.reviewing",
    "study",
    "papers",
    "papers.printing",
    "practice",
    "contests",
    "live",
    "analysis",
    "regrading",
    "files",
    "committee",
    "activities",
    "activities.minutes",
    "talks",
    "hours",
    "plans",
    "points",
    "community",
    "evaluation",
    "partners",
    "me",
    "boards",
    "display",
    "api",
)


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application: settings → extensions → features → errors."""
    settings = settings or config.load()
    app = Flask(__name__, template_folder=str(resources.TEMPLATES), static_folder=None)
    app.url_rule_class = LateRule
    app.config.from_mapping(_flask_config(settings))
    app.extensions["settings"] = settings
    if settings.proxies:
        # As many as there are and no more: an address that the caller wrote there himself is not believed.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the customary way to wrap it
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    _bind_extensions(app, settings)
    _bind_web(app)
    for feature in FEATURES:
        if find_spec(f"{__name__}.{feature}.routes") is None:
            continue
        module = import_module(f".{feature}.routes", __name__)
        if hasattr(module, "blueprint"):
            app.register_blueprint(module.blueprint)
    return app


def _flask_config(settings: Settings) -> dict[str, Any]:
    secret = settings.secret_key or config.prepare_data_folder(settings.data)
    return {
        "SECRET_KEY": secret,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings),
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": settings.public_url.startswith("https://"),
        "PERMANENT_SESSION_LIFETIME": 60 * 60 * 24 * 30,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": 24 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "WTF_CSRF_CHECK_DEFAULT": False,  # web.csrf checks, but not requests that carry a bearer token
        "WTF_CSRF_TIME_LIMIT": 60 * 60 * 12,
        "BABEL_DEFAULT_LOCALE": settings.locale,
        "BABEL_DEFAULT_TIMEZONE": settings.timezone,
        "BABEL_TRANSLATION_DIRECTORIES": str(resources.TRANSLATIONS),
        "DEBUG": settings.debug,
        "TESTING": settings.testing,
    }


def _engine_options(settings: Settings) -> dict[str, Any]:
    hidden = {"hide_parameters": True}  # an error names no values: what people wrote stays out of the log
    if settings.is_sqlite:
        return {"pool_size": 5, "max_overflow": 50, **hidden}
    return {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True, "pool_recycle": 1800, **hidden}


def _bind_extensions(app: Flask, settings: Settings) -> None:
    from .core import database
    from .core.services import check_packages
    from .web import identity, locale, sessions

    check_packages(settings)
    sessions.init_app(app)
    db.init_app(app)
    database.init_app(app)
    csrf.init_app(app)
    login_manager.init_app(app)
    identity.init_app(app)
    babel.init_app(app, locale_selector=locale.babel_locale, timezone_selector=lambda: settings.timezone)
    locale.init_app(app)


def _bind_web(app: Flask) -> None:
    from .core import identities, services
    from .web import access, assets, csrf_guard, errors, filters, health, intake, security

    for part in (services, identities, intake, csrf_guard, access, assets, filters, security, errors, health):
        part.init_app(app)
