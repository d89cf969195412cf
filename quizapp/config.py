"""Every setting, typed, read once from the environment (QUIZAPP_* variables)."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

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
    files: Path | None = None
    public_url: str = ""
    timezone: str = "Asia/Shanghai"
    locale: str = "zh_CN"
    proxies: int = 0
    admin_username: str = ""
    admin_password: str = field(default="", repr=False)
    smtp_url: str = field(default="", repr=False)  # it may hold a password
    mail_from: str = ""
    pdf_font: str = ""  # a file, with #n the face in a collection
    secret_key: str = field(default="", repr=False)
    debug: bool = False
    testing: bool = False

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def files_folder(self) -> Path:
        """Where uploaded files lie; several machines share one folder."""
        return self.files or self.data / "files"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raise `ConfigError` in plain words for one that cannot be used."""
    env = os.environ if environ is None else environ
    data = Path(env.get("QUIZAPP_DATA") or "instance").resolve()
    username, password = _admin(env.get("QUIZAPP_ADMIN_USERNAME", ""), env.get("QUIZAPP_ADMIN_PASSWORD", ""))
    return Settings(
        data=data,
        host=env.get("QUIZAPP_HOST") or env.get("HOST") or "127.0.0.1",
        port=_port(env.get("QUIZAPP_PORT") or env.get("PORT") or "8000"),
        database_url=_database_url(env.get("QUIZAPP_DATABASE_URL") or _sqlite_in(data)),
        redis_url=_redis_url(env.get("QUIZAPP_REDIS_URL", "")),
        files=Path(env["QUIZAPP_FILES"]).resolve() if env.get("QUIZAPP_FILES") else None,
        public_url=_public_url(env.get("QUIZAPP_PUBLIC_URL", "")),
        timezone=_timezone(env.get("QUIZAPP_TIMEZONE") or "Asia/Shanghai"),
        locale=_locale(env.get("QUIZAPP_LOCALE") or "zh_CN"),
        proxies=_proxies(env.get("QUIZAPP_PROXIES") or "0"),
        smtp_url=_smtp_url(env.get("QUIZAPP_SMTP_URL", "")),
        mail_from=_mail_from(env.get("QUIZAPP_MAIL_FROM", ""), env.get("QUIZAPP_SMTP_URL", "")),
        pdf_font=env.get("QUIZAPP_PDF_FONT", ""),
        admin_username=username,
        admin_password=password,
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


def _sqlite_in(data: Path) -> str:
    # not put together by hand: a folder's name may hold a question mark or a per cent sign
    return URL.create("sqlite", database=str(data / "quizapp.db")).render_as_string(hide_password=False)


def _database_url(url: str) -> str:
    known = normalise_database_url(url)
    try:
        backend = make_url(known).get_backend_name()
    except (ArgumentError, ValueError):
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        raise ConfigError(
            "QUIZAPP_DATABASE_URL 应当是 postgresql://用户:密码@主机/库名，或 sqlite:///文件路径。"
        )
    return known


def _redis_url(url: str) -> str:
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise ConfigError("QUIZAPP_REDIS_URL 应当是 redis://主机:端口/0 这样的地址。")
    return url


def _public_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = not url or (parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0)
    except ValueError:
        usable = False
    if not usable:
        raise ConfigError(f"QUIZAPP_PUBLIC_URL 应当是 http:// 或 https:// 开头的地址，不能是“{url}”。")
    return url.rstrip("/")


def _smtp_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = not url or (
            parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0 and not parts.query
        )
    except ValueError:
        usable = False
    if not usable:  # without the address: it may hold a password
        raise ConfigError(
            "QUIZAPP_SMTP_URL 应当是 smtp://用户:密码@主机:端口 或 smtps:// 这样的地址；密码里的特殊字符用 %XX 写。"
        )
    return url


def _mail_from(address: str, url: str) -> str:
    """Return the sender's address: what was set, else the account of the mail server where that is one."""
    chosen = address or (unquote(urlsplit(url).username or "") if url else "")
    if url and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", chosen):
        raise ConfigError("设置了 QUIZAPP_SMTP_URL，还要用 QUIZAPP_MAIL_FROM 写明发件人邮箱。")
    return chosen


def _admin(username: str, password: str) -> tuple[str, str]:
    if bool(username) != bool(password):
        raise ConfigError("QUIZAPP_ADMIN_USERNAME 和 QUIZAPP_ADMIN_PASSWORD 要一起设置。")
    return username, password


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= 65535):
        raise ConfigError(f"QUIZAPP_PORT（或 PORT）应当是 1 到 65535 的数字，不能是“{text[:40]}”。")
    return int(text)


def _proxies(text: str) -> int:
    if not (text.isdecimal() and len(text) == 1 and int(text) <= 5):
        raise ConfigError(
            f"QUIZAPP_PROXIES 应当是 0 到 5 的数字（前面有几层反向代理），不能是“{text[:40]}”。"
        )
    return int(text)


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(f"QUIZAPP_TIMEZONE：没有时区“{name}”，例如应写 Asia/Shanghai。") from error
    return name


def _locale(name: str) -> str:
    if name not in LOCALES:
        raise ConfigError(f"QUIZAPP_LOCALE 应当是 {'、'.join(LOCALES)} 之一，不能是“{name}”。")
    return name
