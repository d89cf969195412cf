"""Reads of the discussions: a material's threads as one member sees them, and what waits for an organiser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from ...accounts.models import Member
from ...core.paging import Page
from ...core.permissions import Identity
from ...extensions import db
from ..models import Material
from .discussion import EDIT_WITHIN
from .models import Comment, CommentReport, CommentState

PAGE = 20


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as one member sees it; of one that is out of sight only its place is left (`text` "")."""

    id: int
    author: str
    is_own: bool
    text: str
    state: CommentState
    created_at: datetime
    edited_at: datetime | None
    reason: str
    may_edit: bool
    answers: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment in the organisers' list, with what members said when they reported it."""

    id: int
    material_id: int
    title: str
    author: str
    text: str
    state: CommentState
    created_at: datetime
    reason: str
    reports: Sequence[str]


def _visible(member: Identity) -> ColumnElement[bool]:
    """What a member reads: what is shown, and the own contributions in whatever state but deleted."""
    return or_(
        Comment.state == CommentState.SHOWN,
        and_(Comment.member_id == member.member_id, Comment.state != CommentState.DELETED),
    )


def _threads(material_id: int, member: Identity) -> ColumnElement[bool]:
    """First comments of threads in which there is something to read for the member."""
    answer = Comment.__table__.alias("answer")
    answered = (
        select(answer.c.id)
        .where(answer.c.parent_id == Comment.id, answer.c.state == CommentState.SHOWN.value)
        .exists()
    )
    return and_(
        Comment.material_id == material_id,
        Comment.branch_id == member.branch_id,
        Comment.parent_id.is_(None),
        or_(_visible(member), answered),
    )


def count(material_id: int, member: Identity) -> int:
    """Return how many comments of a material the member can read."""
    here = (Comment.material_id == material_id, Comment.branch_id == member.branch_id, _visible(member))
    return db.session.scalar(select(func.count()).select_from(Comment).where(*here)) or 0


def page_of(
    material_id: int, member: Identity, number: int, *, now: datetime, size: int = PAGE
) -> Page[Said]:
    """Return one page of a discussion, the newest thread first, in each the answers as they came."""
    here = _threads(material_id, member)
    total = db.session.scalar(select(func.count()).select_from(Comment).where(here)) or 0
    firsts = db.session.execute(
        _with_names().where(here).order_by(Comment.id.desc()).limit(size).offset((number - 1) * size)
    ).all()
    answers: dict[int, list[Said]] = {}
    threads = [row.Comment.id for row in firsts]
    for row in db.session.execute(
        _with_names().where(Comment.parent_id.in_(threads), _visible(member)).order_by(Comment.id)
    ):
        answers.setdefault(row.Comment.parent_id, []).append(_said(row, member, now))
    shown = [replace(_said(row, member, now), answers=answers.get(row.Comment.id, ())) for row in firsts]
    return Page(shown, number, size, total)


def _with_names() -> Any:
    return select(Comment, Member.name).join(Member, Member.id == Comment.member_id)


def _said(row: Any, member: Identity, now: datetime) -> Said:
    one, own = row.Comment, row.Comment.member_id == member.member_id
    readable = one.state is CommentState.SHOWN or (own and one.state is not CommentState.DELETED)
    mine = own and one.state in (CommentState.SHOWN, CommentState.WAITING)
    return Said(
        one.id,
        row.name if readable else "",
        own,
        one.text if readable else "",
        one.state,
        one.created_at,
        one.edited_at,
        one.reason if own else "",
        mine and now <= one.created_at + EDIT_WITHIN,
    )


def page_with(comment_id: int, material_id: int, member: Identity) -> int:
    """Return on which page of a discussion a comment stands; 1 for one that is not there."""
    row = db.session.get(Comment, comment_id)
    if row is None or row.material_id != material_id:
        return 1
    newer = and_(_threads(material_id, member), Comment.id > (row.parent_id or row.id))
    before = db.session.scalar(select(func.count()).select_from(Comment).where(newer)) or 0
    return before // PAGE + 1


_REPORTED = (
    select(CommentReport.comment_id)
    .where(CommentReport.comment_id == Comment.id, CommentReport.settled_at.is_(None))
    .exists()
)
#: What an organiser's list shows, by the name in its address.
LISTS: dict[str, ColumnElement[bool]] = {
    "waiting": or_(
        Comment.state == CommentState.WAITING, and_(Comment.state == CommentState.SHOWN, _REPORTED)
    ),
    "shown": Comment.state == CommentState.SHOWN,
    "hidden": Comment.state == CommentState.HIDDEN,
}


def waiting_for(branch_id: int) -> int:
    """Return how many comments of a branch wait for an organiser: unpublished ones and reported ones."""
    wanted = select(func.count()).select_from(Comment).where(Comment.branch_id == branch_id, LISTS["waiting"])
    return db.session.scalar(wanted) or 0


def managed(branch_id: int, which: str, number: int, text: str = "") -> Page[Waiting]:
    """Return one page of a branch's comments for its organisers, the newest first."""
    where = [Comment.branch_id == branch_id, LISTS[which]]
    for word in text.split():
        columns = (Comment.text, Member.name, Material.title)
        where.append(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    wanted = (
        select(Comment, Member.name, Material.title)
        .join(Member, Member.id == Comment.member_id)
        .join(Material, Material.id == Comment.material_id)
        .where(*where)
    )
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = db.session.execute(
        wanted.order_by(Comment.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    ).all()
    said = _reasons([row.Comment.id for row in rows])
    return Page([_waiting(row, said.get(row.Comment.id, ())) for row in rows], number, PAGE, total)


def _waiting(row: Any, reports: Sequence[str]) -> Waiting:
    one = row.Comment
    return Waiting(
        one.id,
        one.material_id,
        row.title,
        row.name,
        one.text,
        one.state,
        one.created_at,
        one.reason,
        reports,
    )


def _reasons(comment_ids: Sequence[int]) -> dict[int, list[str]]:
    rows = db.session.execute(
        select(CommentReport.comment_id, CommentReport.reason)
        .where(CommentReport.comment_id.in_(comment_ids), CommentReport.settled_at.is_(None))
        .order_by(CommentReport.created_at)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.comment_id, []).append(row.reason)
    return found
