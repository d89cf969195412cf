"""Verbs on the installation's settings and face."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete

from ...core import audit
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.once import row_of
from ...core.permissions import Identity
from ...core.services import services
from ...core.transaction import after_commit
from ...extensions import db
from .. import logo, queries
from ..models import Logo, Setting
from ..queries import Site


def set_setting(key: str, value: Any) -> None:
    """Keep one setting of the installation; None forgets it."""
    row_of(Setting, key=key).value = value
    db.session.flush()
    bus = services().bus
    after_commit(lambda: bus.publish(queries.SITE_CHANNEL, ""))


def save_site(site: Site, *, actor: Identity | None, now: datetime) -> None:
    """Write the installation's face."""
    if not site.name.strip():
        raise Invalid(N_("请填写系统名称。"), field="name")
    if site.public_url and not _is_address(site.public_url):
        raise Invalid(
            N_("访问地址是 http:// 或 https:// 加主机和端口，例如 http://192.168.1.20:8000。"),
            field="public_url",
        )
    before, after = asdict(queries.site()), asdict(site)
    if before == after:
        return
    set_setting("site", after)
    changed = [key for key in after if after[key] != before[key]]
    audit.note(
        actor,
        "site.changed",
        "site",
        "site",
        at=now,
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
    )


def _is_address(url: str) -> bool:
    """Say whether this is a scheme, a host and at most a port: paths are put behind it."""
    try:
        parts = urlsplit(url)
        port_is_well = parts.port != 0
    except ValueError:
        return False
    plain = url == f"{parts.scheme}://{parts.netloc}" and url.isprintable() and " " not in url
    return plain and port_is_well and parts.scheme in ("http", "https") and bool(parts.hostname)


def save_logo(content: bytes, *, actor: Identity | None, now: datetime) -> None:
    """Replace the unit's logo by an uploaded picture (PNG, JPEG or WebP, at most 512 kB)."""
    picture = logo.examine(content)
    db.session.execute(delete(Logo))
    db.session.add(Logo(mimetype=picture.mimetype, content=content))
    _say_whether_there_is_a_logo(True)
    audit.note(actor, "site.logo_changed", "site", "logo", at=now, after={"bytes": len(content)})


def remove_logo(*, actor: Identity | None, now: datetime) -> None:
    """Take the unit's logo away."""
    db.session.execute(delete(Logo))
    _say_whether_there_is_a_logo(False)
    audit.note(actor, "site.logo_removed", "site", "logo", at=now)


def _say_whether_there_is_a_logo(has_logo: bool) -> None:
    set_setting("site", {**asdict(queries.site()), "has_logo": has_logo})
