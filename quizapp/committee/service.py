"""Verbs on the committee: begin a term, give and end posts, warn before the next election."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from ..accounts import queries as people
from ..accounts.service import set_branch_setting
from ..core import audit
from ..core.dates import months_later
from ..core.errors import Invalid
from ..core.i18n import N_
from ..core.permissions import Identity
from ..extensions import db
from ..notices import service as notices
from . import queries
from .models import Post, Term
from .terms import YEARS, warning_at

MOST_TITLE, MOST_DUTY = 32, 1000
LAST_YEAR = 2100


@dataclass(frozen=True, slots=True)
class PostDraft:
    """A post as it is written down; `to_on` None while it is held."""

    member_id: int
    title: str
    from_on: date
    duty: str = ""
    to_on: date | None = None


def set_years(branch_id: int, years: int, *, actor: Identity, now: datetime) -> None:
    """Keep how many years a term of the branch has."""
    if years not in YEARS:
        raise Invalid(N_("任期只能是三年或五年。"), field="years")
    set_branch_setting(branch_id, queries.YEARS_SETTING, years, actor=actor, now=now)


def begin_term(
    branch_id: int,
    began_on: date,
    *,
    actor: Identity,
    now: datetime,
    note: str = "",
    number: int | None = None,
) -> Term:
    """Begin a term; the one that ran ends that day, with the posts that were held in it."""
    if began_on.year > LAST_YEAR:
        raise Invalid(N_("请填写 2000 到 2100 年之间的时间。"), field="began_on")
    last = db.session.scalar(
        select(Term).where(Term.branch_id == branch_id, Term.ended_on.is_(None)).with_for_update()
    )
    if last is not None:
        if began_on <= last.began_on:
            raise Invalid(N_("新一届的当选日期要晚于上一届。"), field="began_on")
        _end(last, began_on)
    term = Term(
        branch_id=branch_id,
        number=_free_number(branch_id, number),
        began_on=began_on,
        due_on=months_later(began_on, 12 * queries.years_of(branch_id)),
        note=note.strip()[:300],
        created_at=now,
        created_by=actor.member_id,
    )
    db.session.add(term)
    db.session.flush()
    after = {"number": term.number, "began_on": began_on.isoformat(), "due_on": term.due_on.isoformat()}
    audit.note(actor, "term.begun", "term", term.id, at=now, branch_id=branch_id, after=after)
    return term


def _end(term: Term, day: date) -> None:
    term.ended_on = day
    for post in term.posts:
        if post.to_on is None:
            post.to_on = max(day, post.from_on)


def _free_number(branch_id: int, wanted: int | None) -> int:
    highest = db.session.scalar(select(func.max(Term.number)).where(Term.branch_id == branch_id)) or 0
    if wanted is None:
        return highest + 1
    taken = select(Term.id).where(Term.branch_id == branch_id, Term.number == wanted)
    if not 1 <= wanted <= 999 or db.session.scalar(taken):
        raise Invalid(N_("这个届次已经有了，或不是 1 到 999 的数。"), field="number")
    return wanted


def change_term(
    term: Term, began_on: date, due_on: date, note: str, *, actor: Identity, now: datetime
) -> None:
    """Correct a term's dates; `due_on` may be put off where the body above agreed, with a word about it."""
    if due_on <= began_on:
        raise Invalid(N_("应换届日期要晚于当选日期。"), field="due_on")
    if term.ended_on is not None and began_on >= term.ended_on:
        raise Invalid(N_("这一届的当选日期要早于下一届。"), field="began_on")
    before = {"began_on": term.began_on.isoformat(), "due_on": term.due_on.isoformat()}
    term.began_on, term.due_on, term.note = began_on, due_on, note.strip()[:300]
    after = {"began_on": began_on.isoformat(), "due_on": due_on.isoformat()}
    audit.note(
        actor, "term.changed", "term", term.id, at=now, branch_id=term.branch_id, before=before, after=after
    )


def appoint(term: Term, draft: PostDraft, *, actor: Identity, now: datetime) -> Post:
    """Write down who holds a post of a term."""
    clean = _checked(term, draft)
    post = Post(term_id=term.id, position=len(term.posts), **clean)
    term.posts.append(post)
    db.session.flush()
    _note(actor, "post.given", post, term, now)
    return post


def change_post(post: Post, draft: PostDraft, *, actor: Identity, now: datetime) -> None:
    """Correct a post, or end it by its last day."""
    for name, value in _checked(post.term, draft, post.member_id).items():
        setattr(post, name, value)
    _note(actor, "post.changed", post, post.term, now)


def remove_post(post: Post, *, actor: Identity, now: datetime) -> None:
    """Take out a post that was written down by mistake; one that was held is ended instead."""
    _note(actor, "post.removed", post, post.term, now)
    post.term.posts.remove(post)
    db.session.delete(post)


def _checked(term: Term, draft: PostDraft, holder_id: int | None = None) -> dict[str, object]:
    """Return a post's values; `holder_id` may keep it also after leaving the branch."""
    title = draft.title.strip()
    if not title or len(title) > MOST_TITLE:
        raise Invalid(N_("请填写职务，最多 32 个字。"), field="title")
    if draft.member_id != holder_id and draft.member_id not in dict(queries.eligible(term.branch_id)):
        raise Invalid(N_("请选择本支部的党员。"), field="member_id")
    if draft.to_on is not None and draft.to_on <= draft.from_on:
        raise Invalid(N_("卸任日期要晚于任职日期。"), field="to_on")
    if draft.from_on < term.began_on or (term.ended_on is not None and draft.from_on >= term.ended_on):
        raise Invalid(N_("任职日期要在这一届之内。"), field="from_on")
    return {
        "member_id": draft.member_id,
        "title": title,
        "duty": draft.duty.strip()[:MOST_DUTY],
        "from_on": draft.from_on,
        "to_on": draft.to_on or term.ended_on,
    }


def _note(actor: Identity, action: str, post: Post, term: Term, now: datetime) -> None:
    after = {"member_id": post.member_id, "title": post.title}
    audit.note(actor, action, "term", term.id, at=now, branch_id=term.branch_id, after=after)


def warn(today: date, *, now: datetime) -> None:
    """Tell secretary and organisers of each branch whose election is six, three or one month off, or overdue."""
    for term in db.session.scalars(select(Term).where(Term.ended_on.is_(None))):
        months = warning_at(term.due_on, today)
        if months is None:
            continue
        told = {*queries.secretaries(term.branch_id, today), *people.organisers_of(term.branch_id)}
        kind = "term.due" if months else "term.overdue"
        params = {"number": term.number, "day": term.due_on.isoformat(), "months": months}
        key = f"{term.id}:{term.due_on.isoformat()}:{months}"
        notices.tell(told, kind, params, "/committee/manage", key, now=now)
