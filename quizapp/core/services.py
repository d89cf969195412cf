"""The services of one process, chosen by the settings and bound to the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app
from sqlalchemy import text

from ..config import Settings
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
