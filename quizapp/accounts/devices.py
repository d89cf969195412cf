"""What a browser calls itself, in the words of its owner. Pure."""

from __future__ import annotations

from collections.abc import Callable

from ..core.i18n import N_

_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("MicroMessenger", N_("微信")),
    ("DingTalk", N_("钉钉")),
    ("wxwork", N_("企业微信")),
    ("QQBrowser", N_("QQ 浏览器")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_name(user_agent: str, translate: Callable[[str], str] = str) -> str:
    """Return system and browser of a User-Agent header, "" when neither is known."""
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    browser = next((translate(name) for mark, name in _BROWSERS if mark in user_agent), "")
    return " · ".join(part for part in (system, browser) if part)
