"""Tables of the study materials and of who has read what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.types import BigId, Json, Name, UtcDateTime
from ..extensions import Model
from .kinds import MaterialKind


class Material(Model):
    """What is read or watched: an article, shipped (branch_id None) or written in a branch, or a file or link of a branch.

    `body` are an article's words, or what leads to a file or link. `outline`, `pages` and `seconds` come from
    the file.
    """

    __tablename__ = "material"
    __table_args__ = (UniqueConstraint("branch_id", "code"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    bank_id: Mapped[int | None] = mapped_column(ForeignKey("bank.id"))  # the bank it was shipped with
    kind: Mapped[MaterialKind] = mapped_column(
        Name(MaterialKind), default=MaterialKind.ARTICLE, server_default=MaterialKind.ARTICLE.value
    )
    code: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120))
    topic: Mapped[str] = mapped_column(String(64), index=True)
    summary: Mapped[str] = mapped_column(String(300), default="")
    minutes: Mapped[int] = mapped_column(default=3)
    body: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(String(500), default="", server_default="")
    outline: Mapped[str] = mapped_column(Text, default="", server_default="")
    pages: Mapped[int | None]
    seconds: Mapped[int | None]
    sources: Mapped[Any] = mapped_column(Json, nullable=False, default=list)
    item_ids: Mapped[Any] = mapped_column(Json, nullable=False, default=list)  # in the order offered
    content_hash: Mapped[str] = mapped_column(String(64))
    published: Mapped[bool] = mapped_column(default=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Reading(Model):
    """A member opened a material.

    `passed_at`: the check at its end was passed. `checked_at`: it is finished, with the time it asks for and its
    check; from then on it counts.
    """

    __tablename__ = "reading"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("material.id"), primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    passed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    counted_ms: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")


class ReadingClock(Model):
    """Until when a member's time was counted, for any material: milliseconds of the server's clock."""

    __tablename__ = "reading_clock"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    counted_until: Mapped[int] = mapped_column(BigInteger)


class ReadingSitting(Model):
    """A page of a material that was given out, and the number of the last beat that it counted."""

    __tablename__ = "reading_sitting"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    beat: Mapped[int]
    since: Mapped[int] = mapped_column(BigInteger, index=True)  # milliseconds, to be swept by
