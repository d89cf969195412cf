"""Reads of the committee: who is in it on a day, who the secretary is, its terms, how the branch is built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ..accounts import queries as people
from ..accounts.kinds import PARTY
from ..accounts.models import Branch, Group, Member, Membership
from ..core import local
from ..core.permissions import Role
from ..extensions import db
from .models import Post, Term
from .terms import USUAL_YEARS, YEARS, is_secretary, rank_of, warning_at

YEARS_SETTING = "committee_years"


@dataclass(frozen=True, slots=True)
class PostView:
    """A post as a page shows it."""

    id: int
    member_id: int
    name: str
    title: str
    duty: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class TermView:
    """A term with its posts in the order of a list; `warning` as in `terms.warning_at`."""

    id: int
    number: int
    began_on: date
    due_on: date
    ended_on: date | None
    note: str
    posts: Sequence[PostView]
    warning: int | None

    @property
    def is_running(self) -> bool:
        return self.ended_on is None


@dataclass(frozen=True, slots=True)
class GroupBox:
    """A group in the chart: its leaders' names and its members'."""

    id: int
    name: str
    leaders: Sequence[str]
    members: Sequence[str]


@dataclass(frozen=True, slots=True)
class Chart:
    """How a branch is built on a day."""

    branch: str
    party: int
    posts: Sequence[PostView]
    groups: Sequence[GroupBox]
    without_group: Sequence[str]


def years_of(branch_id: int) -> int:
    """Return how many years a term of the branch has."""
    years = people.branch_setting(branch_id, YEARS_SETTING)
    return years if years in YEARS else USUAL_YEARS


def members_on(branch_id: int, day: date) -> list[int]:
    """Return who is in the branch's committee on a day, the secretary first."""
    return list(dict.fromkeys(post.member_id for post in _posts_on(branch_id, day)))


def secretaries(branch_id: int, day: date) -> list[int]:
    """Return who is the branch's secretary on a day.

    Where no committee is written down: those whose duty says so, else the branch's organisers.
    """
    named = [post.member_id for post in _posts_on(branch_id, day) if is_secretary(post.title)]
    return named or _by_duty(branch_id) or people.organisers_of(branch_id)


def _by_duty(branch_id: int) -> list[int]:
    rows = db.session.execute(
        select(Member.id, Member.duty)
        .where(Member.branch_id == branch_id, Member.left_at.is_(None), Member.duty.contains("书记"))
        .order_by(Member.id)
    )
    return [id for id, duty in rows if is_secretary(duty)]


def _posts_on(branch_id: int, day: date) -> list[Post]:
    """Return the posts held on a day by those who belong to the branch, or did so then, in the order of a list."""
    stood = exists().where(Membership.member_id == Member.id, people.stay_at(branch_id, local.end_of(day)))
    rows = db.session.scalars(
        select(Post)
        .join(Term)
        .join(Member, Member.id == Post.member_id)
        .where(
            Term.branch_id == branch_id,
            or_(and_(Member.branch_id == branch_id, Member.left_at.is_(None)), stood),
            Post.from_on <= day,
            or_(Post.to_on.is_(None), Post.to_on > day),
        )
        .options(joinedload(Post.member))
    )
    return sorted(rows, key=_place)


def _place(post: Post) -> tuple[int, int, int]:
    return rank_of(post.title), post.position, post.id


def running(branch_id: int, today: date) -> TermView | None:
    """Return the term that runs, None when none is written down."""
    row = db.session.scalar(_terms(branch_id).where(Term.ended_on.is_(None)).limit(1))
    return term_view(row, today) if row else None


def history(branch_id: int, today: date) -> list[TermView]:
    """Return the branch's terms, the newest first."""
    return [term_view(row, today) for row in db.session.scalars(_terms(branch_id))]


def _terms(branch_id: int) -> Select[Term]:
    return (
        select(Term)
        .where(Term.branch_id == branch_id)
        .order_by(Term.began_on.desc(), Term.id.desc())
        .options(selectinload(Term.posts).joinedload(Post.member))
    )


def term_view(row: Term, today: date) -> TermView:
    """Return one term as a page shows it."""
    posts = [_post(post) for post in sorted(row.posts, key=_place)]
    warning = None if row.ended_on else warning_at(row.due_on, today)
    return TermView(row.id, row.number, row.began_on, row.due_on, row.ended_on, row.note, posts, warning)


def _post(row: Post) -> PostView:
    return PostView(row.id, row.member_id, row.member.name, row.title, row.duty, row.from_on, row.to_on)


def chart(branch_id: int, today: date) -> Chart:
    """Return how the branch is built: the committee, the groups with their leaders, who is in none."""
    branch = db.session.get_one(Branch, branch_id)
    rows = list(
        db.session.scalars(
            select(Member)
            .where(Member.branch_id == branch_id, Member.left_at.is_(None))
            .order_by(Member.name, Member.id)
        )
    )
    boxes = [_box(group, rows) for group in branch.groups]
    shown = {box.id for box in boxes}
    return Chart(
        branch.name,
        sum(row.kind in PARTY for row in rows),
        [_post(post) for post in _posts_on(branch_id, today)],
        boxes,
        [row.name for row in rows if row.group_id not in shown],
    )


def _box(group: Group, rows: Sequence[Member]) -> GroupBox:
    here = [row for row in rows if row.group_id == group.id]
    leaders = [row.name for row in here if row.role is Role.LEADER]
    return GroupBox(group.id, group.name, leaders, [row.name for row in here if row.role is not Role.LEADER])


def eligible(branch_id: int) -> list[tuple[int, str]]:
    """Return who may be given a post: the branch's members who belong to the Party, by name."""
    rows = db.session.execute(
        select(Member.id, Member.name)
        .where(Member.branch_id == branch_id, Member.left_at.is_(None), Member.kind.in_(PARTY))
        .order_by(Member.name, Member.id)
    )
    return [(id, name) for id, name in rows]
