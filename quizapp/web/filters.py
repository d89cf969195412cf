"""Template filters and the variables that every page may use."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Flask, current_app
from flask_babel import format_date, format_datetime, get_locale, gettext, ngettext
from flask_login import current_user

from ..accounts import queries
from ..core import clock
from ..core.hundredths import shown, signed
from .locale import select_locale
from .markdown import markdown


def points(hundredths: int | None) -> str:
    """Show an amount in hundredths without needless zeros: 850 → 8.5."""
    return "–" if hundredths is None else shown(hundredths)


def mean(hundredths: int | None) -> str:
    """Show a mean with both decimals, so that a column of them lines up and no two places look alike: 2700 → 27.00."""
    if hundredths is None:
        return "–"
    whole, part = divmod(abs(hundredths), 100)
    return f"{'−' if hundredths < 0 else ''}{whole}.{part:02d}"


def moment(at: datetime | None) -> str:
    """Show a moment in local time, to the minute."""
    return str(format_datetime(at, "yyyy-MM-dd HH:mm")) if at else "–"


def day(value: date | None) -> str:
    """Show a day as people write it."""
    return str(format_date(value, "long")) if value else "–"


def duration(milliseconds: int | None) -> str:
    """Show a duration as minutes and seconds."""
    if milliseconds is None:
        return "–"
    minutes, seconds = divmod(milliseconds // 1000, 60)
    if minutes:
        return str(gettext("%(minutes)d 分 %(seconds)02d 秒", minutes=minutes, seconds=seconds))
    return str(gettext("%(seconds)d 秒", seconds=seconds))


def percent(share: float | None) -> str:
    """Show a share from 0 to 1 in whole percent."""
    return "–" if share is None else f"{round(share * 100)}%"


def month_name(number: int) -> str:
    """Show the short name of a month: 3 → 3月, Mar."""
    return str(get_locale().months["format"]["abbreviated"][number])


def translated(text: str) -> str:
    """Translate a text that comes with the program as data, such as a points sheet's; what others wrote stays."""
    return str(gettext(text)) if text else ""


def counted(text: str, n: int) -> str:
    """Translate a text that has a number, in the form the number asks for: Chinese has one form, English two."""
    return str(ngettext(text, text, n, n=n))


def _shared() -> dict[str, Any]:
    return {
        "identity": current_user._get_current_object() if current_user.is_authenticated else None,
        "site": queries.kept_site(),
        "locale": select_locale(),
        "server_now": clock.now(),
        "debug": current_app.debug,
    }


def init_app(app: Flask) -> None:
    """Register the filters and shared variables."""
    app.jinja_env.filters.update(
        points=points,
        mean=mean,
        signed_points=signed,
        moment=moment,
        day=day,
        duration=duration,
        percent=percent,
        month_name=month_name,
        translated=translated,
        markdown=markdown,
    )
    app.jinja_env.globals["counted"] = counted
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(_shared)
