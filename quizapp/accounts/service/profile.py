"""Verbs by which a member changes what is his or her own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ...config import LOCALES
from ...core import audit, identities
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ..models import Member
from .members import checked_name, free_phone

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class Profile:
    """What a member may change alone."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Display:
    """How a member wants the pages: language (None: the installation's), theme, large type."""

    locale: str | None
    theme: str
    large_type: bool


def change_profile(profile: Profile, *, actor: Identity, now: datetime) -> None:
    """Write a member's own name and phone; the branch's list follows, so the audit log says so."""
    member = db.session.get_one(Member, actor.member_id)
    before = {"name": member.name, "phone": member.phone}
    member.name = checked_name(profile.name)
    member.phone = free_phone(profile.phone, member.branch_id, member.id)
    after = {"name": member.name, "phone": member.phone}
    if after != before:
        audit.note(actor, "member.changed", "member", member.id, at=now, before=before, after=after)
    identities.forget(member.id)


def change_display(display: Display, *, actor: Identity) -> None:
    """Write how a member wants the pages."""
    if display.theme not in THEMES or display.locale not in (None, *LOCALES):
        raise Invalid(N_("没有这个选项。"))
    member = db.session.get_one(Member, actor.member_id)
    member.locale, member.theme, member.large_type = display.locale, display.theme, display.large_type
    identities.forget(member.id)
