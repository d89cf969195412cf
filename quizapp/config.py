"""Every setting, typed, read once from the environment (QUIZAPP_* variables)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOCALES = ("zh_CN", "en")


class ConfigError(ValueError):
    """A setting cannot be used; the message names the variable and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The installation's settings; `load` reads them, tests build them directly."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str = ""
    redis_url: str = ""
    public_url: str = ""
    timezone: str = "Asia/Shanghai"
    locale: str = "zh_CN"
    admin_username: str = ""
    admin_password: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    debug: bool = False
    testing: bool = False

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raise `ConfigError` in plain words for one that cannot be used."""
    env = os.environ if environ is None else environ
    data = Path(env.get("QUIZAPP_DATA") or "instance").resolve()
    url = env.get("QUIZAPP_DATABASE_URL") or f"sqlite:///{data / 'quizapp.db'}"
    return Settings(
        data=data,
        host=env.get("QUIZAPP_HOST") or env.get("HOST") or "127.0.0.1",
        port=_port(env.get("QUIZAPP_PORT") or env.get("PORT") or "8000"),
        database_url=normalise_database_url(url),
        redis_url=env.get("QUIZAPP_REDIS_URL", ""),
        public_url=env.get("QUIZAPP_PUBLIC_URL", "").rstrip("/"),
        timezone=_timezone(env.get("QUIZAPP_TIMEZONE") or "Asia/Shanghai"),
        locale=_locale(env.get("QUIZAPP_LOCALE") or "zh_CN"),
        admin_username=env.get("QUIZAPP_ADMIN_USERNAME", ""),
        admin_password=env.get("QUIZAPP_ADMIN_PASSWORD", ""),
        debug=env.get("QUIZAPP_DEBUG", "") == "1",
    )


def normalise_database_url(url: str) -> str:
    """Choose the driver that this project ships for a plain postgres address."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def prepare_data_folder(data: Path) -> str:
    """Make the data folder and return its secret key, generated on first use (mode 0600)."""
    data.mkdir(parents=True, exist_ok=True)
    path = data / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_hex(32)
        file.write(key)
    return key


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise ConfigError(f"QUIZAPP_PORT must be a number from 0 to 65535, not {text!r}")
    return int(text)


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(f"QUIZAPP_TIMEZONE: {name!r} is not a known time zone") from error
    return name


def _locale(name: str) -> str:
    if name not in LOCALES:
        raise ConfigError(f"QUIZAPP_LOCALE must be one of {', '.join(LOCALES)}, not {name!r}")
    return name
