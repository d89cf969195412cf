"""The discussion below a material: verbs. Each branch has its own, also of a shipped material."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, func, select, update

from ...accounts import queries as people
from ...accounts.service import set_branch_setting
from ...core import audit
from ...core.errors import DomainError, Invalid, NotFound, TooMany
from ...core.i18n import N_
from ...core.permissions import Identity, Permission, allowed
from ...extensions import db
from ...notices import service as notices
from ...record import correcting
from ...record import service as record
from ...record.correcting import Claim
from ...record.models import LedgerEntry
from ...record.service import Credit
from .. import queries
from ..models import Material
from .models import Comment, CommentReport, CommentState

MODERATION_SETTING = "discussion"
MODERATIONS = ("after", "before")  # others see a comment at once, or when an organiser has let it through
MOST_TEXT = 1000
EDIT_WITHIN = timedelta(minutes=10)
#: So many comments of one member in such a time.
AT_MOST, WITHIN = 5, timedelta(minutes=5)
_EXCERPT = 60
_RULE = "discussion"
#: Why points that were taken are given again, as the entry keeps it.
SHOWN_AGAIN = N_("发言已公开")


def moderation(branch_id: int) -> str:
    """Return when a branch's comments appear: `after` (they can be hidden later) or `before`."""
    chosen = people.branch_setting(branch_id, MODERATION_SETTING)
    return chosen if chosen in MODERATIONS else MODERATIONS[0]


def set_moderation(branch_id: int, chosen: str, *, actor: Identity, now: datetime) -> None:
    """Choose when comments appear."""
    if chosen not in MODERATIONS:
        raise Invalid(N_("没有这个选项。"), field="moderation")
    set_branch_setting(branch_id, MODERATION_SETTING, chosen, actor=actor, now=now)


def post(
    material_id: int, text: str, parent_id: int | None = None, *, member: Identity, now: datetime
) -> Comment:
    """Say something about a material, or answer what somebody said; an answer to an answer joins its thread."""
    material = queries.readable(material_id, member)
    parent = _to_answer(parent_id, material_id, member) if parent_id is not None else None
    _not_too_many(member.member_id, now)
    waits = moderation(member.branch_id) == "before" and not _moderates(member)
    row = Comment(
        branch_id=member.branch_id,
        material_id=material_id,
        parent_id=(parent.parent_id or parent.id) if parent else None,
        member_id=member.member_id,
        text=_checked(text),
        state=CommentState.WAITING if waits else CommentState.SHOWN,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    if waits:
        _tell_organisers("comment.waiting", row, member, material, now)
    else:
        _appear(row, material, parent, member.name, now)
    return row


def _to_answer(comment_id: int, material_id: int, member: Identity) -> Comment:
    found = of_branch(comment_id, member)
    if found.material_id != material_id or found.state is not CommentState.SHOWN:
        raise NotFound
    return found


def of_branch(comment_id: int, member: Identity) -> Comment:
    """Return a comment of the member's branch; any other is not told from none."""
    row = db.session.get(Comment, comment_id)
    if row is None or row.branch_id != member.branch_id:
        raise NotFound
    return row


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid(N_("请写点什么。"), field="text")
    if len(text) > MOST_TEXT:
        raise Invalid(N_("最多 %(max)d 个字。"), field="text", max=MOST_TEXT)
    return text


def _not_too_many(member_id: int, now: datetime) -> None:
    lately = (Comment.member_id == member_id, Comment.created_at > now - WITHIN)
    if (db.session.scalar(select(func.count()).select_from(Comment).where(*lately)) or 0) >= AT_MOST:
        raise TooMany(N_("发得太快了，请过几分钟再说。"), code="study.comments_fast")


def _moderates(member: Identity) -> bool:
    return allowed(member, Permission.MANAGE_STUDY, branch_id=member.branch_id)


def _appear(row: Comment, material: Material, answered: Comment | None, name: str, now: datetime) -> None:
    """Credit what others can read from now on, and tell whom it answers."""
    _credit(row, material, now)
    if answered is None and row.parent_id is not None:
        answered = db.session.get(Comment, row.parent_id)
    if answered is not None and answered.member_id != row.member_id:
        params = {"by": name, "text": _excerpt(row.text), "title": material.title}
        notices.tell([answered.member_id], "comment.reply", params, link_to(row), f"{row.id}", now=now)


def _credit(row: Comment, material: Material, now: datetime) -> None:
    """Credit taking part in a material's discussion, once; what a hidden comment had lost is given again."""
    credit = Credit(row.member_id, _RULE, _key(row), row.created_at, material.title)
    if record.report(credit, now=now) is None:
        _restate(row, credit, SHOWN_AGAIN, None, now)


def _take_credit(row: Comment, actor: Identity, now: datetime) -> None:
    """Take what taking part was credited with, by an entry with the reason, unless another comment stands for it."""
    another = (
        Comment.member_id == row.member_id,
        Comment.material_id == row.material_id,
        Comment.state == CommentState.SHOWN,
        Comment.id != row.id,
    )
    if not db.session.scalar(select(exists().where(*another))):
        record.forget_unused(row.member_id, _key(row), _RULE)
        _restate(row, None, row.reason, actor, now)


def _restate(row: Comment, credit: Credit | None, reason: str, actor: Identity | None, now: datetime) -> None:
    """Bring what stands in the ledger in line; a repeat finds nothing to correct."""
    mine = (LedgerEntry.member_id == row.member_id, LedgerEntry.kind == _RULE)
    keys = LedgerEntry.key.endswith(f":{_key(row)}", autoescape=True)
    turns = db.session.scalar(select(func.count()).select_from(LedgerEntry).where(*mine, keys)) or 0
    claim = Claim(row.member_id, _RULE, _key(row), credit)
    correcting.restate(claim, f"comment:{row.id}.{turns}", actor=actor, now=now, reason=reason)


def _key(row: Comment) -> str:
    return f"discussion:{row.material_id}"


def link_to(row: Comment) -> str:
    """Return the path of a comment's place in its discussion."""
    return f"/study/{row.material_id}/discussion?comment={row.id}#c{row.id}"


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else line[:_EXCERPT] + "…"


def _tell_organisers(kind: str, row: Comment, by: Identity, material: Material, now: datetime) -> None:
    told = [one for one in people.organisers_of(row.branch_id) if one != by.member_id]
    params = {"by": by.name, "text": _excerpt(row.text), "title": material.title}
    notices.tell(told, kind, params, "/study/manage/discussion", f"{row.id}:{now:%Y%m%d%H%M%S}", now=now)


def edit(row: Comment, text: str, *, member: Identity, now: datetime) -> None:
    """Write an own comment anew within ten minutes; where comments wait for an organiser it waits again."""
    _own(row, member)
    if now > row.created_at + EDIT_WITHIN:
        raise DomainError(N_("发出十分钟后不能再改，可以删除后重发。"), code="study.comment_old")
    text = _checked(text)
    if text == row.text:
        return
    row.text, row.edited_at = text, now
    if moderation(row.branch_id) == "before" and not _moderates(member):
        row.state = CommentState.WAITING


def delete(row: Comment, *, member: Identity, now: datetime) -> None:
    """Take an own comment back; its text is gone, what others answered stays."""
    _own(row, member)
    row.state, row.text, row.edited_at = CommentState.DELETED, "", now
    _settle_reports(row.id, now)


def own(comment_id: int, member: Identity) -> Comment:
    """Return an own comment that is neither hidden nor taken back."""
    row = of_branch(comment_id, member)
    _own(row, member)
    return row


def _own(row: Comment, member: Identity) -> None:
    if row.member_id != member.member_id or row.state in (CommentState.HIDDEN, CommentState.DELETED):
        raise NotFound


def report(row: Comment, reason: str, *, member: Identity, now: datetime) -> None:
    """Ask the organisers to look at a comment; a second time says nothing new."""
    if row.state is not CommentState.SHOWN or row.member_id == member.member_id:
        raise NotFound
    if db.session.get(CommentReport, (row.id, member.member_id)) is not None:
        return
    db.session.add(
        CommentReport(
            comment_id=row.id, member_id=member.member_id, reason=reason.strip()[:200], created_at=now
        )
    )
    material = db.session.get_one(Material, row.material_id)
    _tell_organisers("comment.reported", row, member, material, now)


def let_through(row: Comment, *, actor: Identity, now: datetime) -> None:
    """Publish a comment that waited or was hidden, or settle its reports without hiding it."""
    if row.state is CommentState.DELETED:
        raise NotFound
    before, row.state = row.state, CommentState.SHOWN
    row.decided_at, row.decided_by, row.reason = now, actor.member_id, ""
    _settle_reports(row.id, now)
    _note(row, "comment.shown", actor, now)
    if before is CommentState.SHOWN:
        return
    material = db.session.get_one(Material, row.material_id)
    name = people.names_of([row.member_id])[str(row.member_id)]
    _appear(row, material, None, name, now)
    params = {"text": _excerpt(row.text), "title": material.title}
    notices.tell(
        [row.member_id], "comment.shown", params, link_to(row), f"{row.id}:{now:%Y%m%d%H%M%S}", now=now
    )


def hide(row: Comment, reason: str, *, actor: Identity, now: datetime) -> None:
    """Take a comment out of sight, and the points it brought; its author is told why."""
    if not reason.strip():
        raise Invalid(N_("请写明理由，作者会看到。"), field="reason")
    if row.state in (CommentState.DELETED, CommentState.HIDDEN):
        raise NotFound
    row.state, row.decided_at, row.decided_by = CommentState.HIDDEN, now, actor.member_id
    row.reason = reason.strip()[:200]
    _settle_reports(row.id, now)
    _take_credit(row, actor, now)
    _note(row, "comment.hidden", actor, now, reason=row.reason)
    material = db.session.get_one(Material, row.material_id)
    params = {"text": _excerpt(row.text), "title": material.title, "reason": row.reason}
    key = f"{row.id}:{now:%Y%m%d%H%M%S}"
    notices.tell([row.member_id], "comment.hidden", params, link_to(row), key, now=now)


def _settle_reports(comment_id: int, now: datetime) -> None:
    db.session.execute(
        update(CommentReport)
        .where(CommentReport.comment_id == comment_id, CommentReport.settled_at.is_(None))
        .values(settled_at=now)
    )


def _note(row: Comment, action: str, actor: Identity, now: datetime, reason: str = "") -> None:
    whose = {"material": row.material_id, "author": row.member_id}
    audit.note(actor, action, "comment", row.id, at=now, branch_id=row.branch_id, after=whose, reason=reason)
