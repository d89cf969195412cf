"""The services of one process, chosen by the settings and bound to the application."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import cast

from flask import Flask, current_app
from sqlalchemy import text

from ..config import ConfigError, Settings
from ..extensions import db
from ..infra.bus import Bus, make_bus
from ..infra.limits import Limits, make_limits
from ..infra.writer import DirectWriter, SqliteWriter, Writer


@dataclass(slots=True)
class Services:
    """What outlives a request."""

    writer: Writer
    bus: Bus
    limits: Limits

    def close(self) -> None:
        self.writer.close()
        self.bus.close()
        self.limits.close()


def check_packages(settings: Settings) -> None:
    """Refuse, in plain words, settings that ask for a service whose optional package is not installed."""
    for asked, package, what in (
        (not settings.is_sqlite, "psycopg", "QUIZAPP_DATABASE_URL 指向 PostgreSQL"),
        (bool(settings.redis_url), "redis", "设置了 QUIZAPP_REDIS_URL"),
    ):
        if asked and find_spec(package) is None:
            extra = "psycopg[binary]" if package == "psycopg" else package
            raise ConfigError(f'{what}，还要另装一个软件包：pip install "{extra}"')


def init_app(app: Flask) -> None:
    """Make the services that the settings ask for."""
    settings = cast(Settings, app.extensions["settings"])
    with app.app_context():
        engine = db.engine
    writer: Writer
    if engine.dialect.name == "sqlite":
        writer = SqliteWriter(str(engine.url.database))
    else:
        writer = DirectWriter(engine.begin, text)
    app.extensions["services"] = Services(
        writer=writer,
        bus=make_bus(settings.redis_url, settings.database_url),
        limits=make_limits(settings.redis_url),
    )


def services() -> Services:
    """Return the running application's services."""
    return cast(Services, current_app.extensions["services"])
