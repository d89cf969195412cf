"""Tables of the digest e-mail: addresses, what was sent, and which notices were in it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ...core.types import BigId, Name, UtcDateTime
from ...extensions import Model
from .schedule import Often


class MailAddress(Model):
    """Where a member wants the digest. `wanted` waits for its code to come back; `address` is confirmed."""

    __tablename__ = "mail_address"
    __table_args__ = (Index("ix_mail_address_due", "next_at"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(200), default="")
    wanted: Mapped[str] = mapped_column(String(200), default="")
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    often: Mapped[Often] = mapped_column(Name(Often), default=Often.WEEKLY)
    site: Mapped[str] = mapped_column(String(200), default="")  # under which address it was confirmed
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(default=0)  # in a row


class DigestState(StrEnum):
    """What became of a digest."""

    SENDING = "sending"
    SENT = "sent"  # the mail server took it
    FAILED = "failed"  # it certainly did not; its notices are for the next one
    UNKNOWN = "unknown"  # the line or the process broke off; its notices are not sent again


class Digest(Model):
    """One digest; kept as a log."""

    __tablename__ = "digest"
    __table_args__ = (Index("ix_digest_member", "member_id", "created_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    state: Mapped[DigestState] = mapped_column(Name(DigestState), default=DigestState.SENDING)
    notices: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(String(300), default="")


class DigestNotice(Model):
    """A notice that is in a digest: in one at most."""

    __tablename__ = "digest_notice"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id"), index=True)
