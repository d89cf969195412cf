"""Tables of the committee: its terms, and who held which post from when to when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Member
from ..core.types import UtcDateTime
from ..extensions import Model


class Term(Model):
    """A committee from its election to the next. `due_on`: by when the next election is to be held."""

    __tablename__ = "committee_term"
    __table_args__ = (UniqueConstraint("branch_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    number: Mapped[int]  # 第几届
    began_on: Mapped[date]
    due_on: Mapped[date]
    ended_on: Mapped[date | None]  # the day on which the next one began
    note: Mapped[str] = mapped_column(String(300), default="")  # of the election: assembly, approval
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int] = mapped_column(ForeignKey("member.id"))

    posts: Mapped[list[Post]] = relationship(back_populates="term", order_by="Post.position, Post.id")


class Post(Model):
    """A member in a post. It runs from `from_on` up to the day before `to_on`; None while it is held."""

    __tablename__ = "committee_post"
    __table_args__ = (
        Index("ix_committee_post_term", "term_id"),
        Index("ix_committee_post_member", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("committee_term.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    title: Mapped[str] = mapped_column(String(32))
    duty: Mapped[str] = mapped_column(Text, default="")  # 分工, in words
    position: Mapped[int] = mapped_column(default=0)
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    term: Mapped[Term] = relationship(back_populates="posts")
    member: Mapped[Member] = relationship()
