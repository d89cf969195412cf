"""Tables of the question bank: banks, items and their versions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.types import BigId, Json, Name, UtcDateTime
from ..extensions import Model
from .item import ItemStatus, ItemType


class Bank(Model):
    """A set of items: of the whole installation (branch_id None: shipped, or brought in by command) or of one branch.

    Slugs and names are unique among the installation's banks and within each branch.
    """

    __tablename__ = "bank"
    __table_args__ = (UniqueConstraint("branch_id", "slug"), UniqueConstraint("branch_id", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(String(300), default="")
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    incoming: Mapped[bool] = mapped_column(default=False)  # an import is being written to it; nobody sees it
    revision: Mapped[int] = mapped_column(default=0)  # grows with every change of its items; caches key on it
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BankHidden(Model):
    """A shipped bank that a branch chose not to show."""

    __tablename__ = "bank_hidden"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"), primary_key=True)


class Item(Model):
    """A question; what it says stands in its versions, the fields here are for finding it."""

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("bank_id", "code"),
        Index("ix_item_cell", "bank_id", "status", "topic", "type", "difficulty"),
        Index("ix_item_pending", "pending_status", "bank_id"),
        Index("ix_item_last_day", "bank_id", "status", "last_day"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"))
    code: Mapped[str] = mapped_column(String(120))  # the author's id
    type: Mapped[ItemType] = mapped_column(Name(ItemType))
    topic: Mapped[str] = mapped_column(String(64))
    difficulty: Mapped[int]
    stem: Mapped[str] = mapped_column(Text)
    version_id: Mapped[int] = mapped_column(BigId, default=0)  # the one it is asked in
    status: Mapped[ItemStatus] = mapped_column(Name(ItemStatus), default=ItemStatus.APPROVED)
    approved_by: Mapped[int | None]  # the member who approved the version in force; None: the program
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: it never was
    pending_version_id: Mapped[int | None] = mapped_column(BigId)  # a newer version that waits beside it
    pending_status: Mapped[ItemStatus | None] = mapped_column(Name(ItemStatus))  # draft or in review
    last_day: Mapped[date | None]  # on which it still holds
    excludes: Mapped[Any] = mapped_column(Json, nullable=False, default=list)  # codes of the same bank

    bank: Mapped[Bank] = relationship()


class ItemVersion(Model):
    """What an item said from a moment on; never changed, so that what was answered stays."""

    __tablename__ = "item_version"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    number: Mapped[int]
    content: Mapped[Any] = mapped_column(Json, nullable=False)  # the native form
    content_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    comment: Mapped[str] = mapped_column(String(200), default="")


class BulkChange(Model):
    """A change of many items at once: what was asked, and what it did to each, so that it can be taken back as a whole."""

    __tablename__ = "bulk_change"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked: Mapped[Any] = mapped_column(Json, nullable=False)
    done: Mapped[Any] = mapped_column(Json, nullable=False)  # a list of `bulk.Step` as mappings
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
