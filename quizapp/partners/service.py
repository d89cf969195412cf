"""Verbs of joint study: agree with a unit, let its people in, share, end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from ..accounts import service as accounts
from ..accounts.models import Branch, LoginSession, Member
from ..activities.models import Attendance
from ..activities.service.telling import forget_who_asked
from ..core import audit, identities
from ..core.errors import DomainError, Invalid, NotFound
from ..core.i18n import N_
from ..core.ids import new_token, token_hash
from ..core.once import insert_once
from ..core.permissions import Identity, Role
from ..extensions import db
from ..notices import service as notices
from ..notices.mail import service as mail
from . import guests, queries
from .models import GuestWish, Partner, PartnerLink, Shared, SubjectKind

MOST_GUESTS = 200
LINK_DAYS = (7, 30, 90)
#: In a guest branch's settings: no board compares it with branches.
SETTINGS = {"on_branch_board": False}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody of a unit says at the door; the password was checked and hashed before."""

    name: str
    username: str
    phone: str
    password_hash: str


def agree(name: str, contact: str, *, host_id: int, actor: Identity, now: datetime) -> Partner:
    """Begin joint study with a unit: a branch of its own is made, marked as guest."""
    branch = accounts.create_branch(name, actor=actor, now=now)
    branch.settings = {**SETTINGS, "partner_of": host_id}
    row = Partner(
        branch_id=branch.id,
        host_id=host_id,
        contact=contact.strip()[:120],
        created_by=actor.member_id,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _note(row, "partner.agreed", actor, now, after={"name": branch.name})
    guests.look_again()
    return row


def make_link(partner: Partner, most: int, days: int, *, actor: Identity, now: datetime) -> str:
    """Return the token of a new way in; it is not stored, so it can be shown now and never again."""
    _going_on(partner)
    if not 1 <= most <= MOST_GUESTS or days not in LINK_DAYS:
        raise Invalid(N_("请填 1 到 %(most)d 之间的人数。"), field="most", most=MOST_GUESTS)
    token = new_token()
    db.session.add(
        PartnerLink(
            branch_id=partner.branch_id,
            token_hash=token_hash(token),
            most=most,
            created_by=actor.member_id,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
    )
    _note(partner, "partner.link_issued", actor, now, after={"most": most, "days": days})
    return token


def revoke_link(partner: Partner, link_id: int, *, actor: Identity, now: datetime) -> None:
    """Close a way in; who came by it stays."""
    link = db.session.get(PartnerLink, link_id)
    if link is None or link.branch_id != partner.branch_id:
        raise NotFound
    if link.revoked_at is None:
        link.revoked_at = now
        _note(partner, "partner.link_revoked", actor, now)


def come_in(token: str, newcomer: Newcomer, *, now: datetime) -> int:
    """Take somebody in by a link, as a guest who has read the privacy notice; return the member's id."""
    open_door = queries.door(token, now)
    if open_door is None:
        raise closed()
    taken = db.session.execute(
        update(PartnerLink)
        .where(PartnerLink.id == open_door.link_id, PartnerLink.used < PartnerLink.most)
        .values(used=PartnerLink.used + 1)
        .returning(PartnerLink.id)
    )
    if taken.first() is None:
        raise closed()
    member = accounts.create_member(
        db.session.get_one(Branch, open_door.branch_id),
        username=newcomer.username,
        name=newcomer.name,
        phone=newcomer.phone,
        password_hash=newcomer.password_hash,
        role=Role.MEMBER,
        actor=None,
        now=now,
    )
    accounts.consent(member.id, now=now)
    return member.id


def closed() -> DomainError:
    """Return the error for a link that lets nobody in any more."""
    return DomainError(
        N_("这个邀请已用完、已过期或已撤回，请向邀请你的支部要一个新的。"), code="partner.closed", status=410
    )


def share(partner: Partner, kind: SubjectKind, subject_id: int, *, actor: Identity, now: datetime) -> None:
    """Open an activity or a contest of the host to the unit's people, and tell them; twice is once."""
    _going_on(partner)
    if db.session.get(Shared, (partner.branch_id, kind, subject_id)) is not None:
        return
    line = next((one for one in queries.shareable(partner) if (one.kind, one.id) == (kind, subject_id)), None)
    if line is None:
        raise NotFound
    own = {"branch_id": partner.branch_id, "kind": kind, "subject_id": subject_id}
    if not insert_once(Shared, **own, created_by=actor.member_id, created_at=now):
        return
    _note(partner, "partner.shared", actor, now, after={kind.value: subject_id})
    people = select(Member.id).where(Member.branch_id == partner.branch_id, Member.left_at.is_(None))
    params = {"title": line.title, "host": queries.name_of(partner.host_id)}
    told = db.session.scalars(people).all()
    notices.tell(
        told, "partner.shared", params, _PATHS[kind].format(subject_id), f"{kind}:{subject_id}", now=now
    )


_PATHS = {SubjectKind.ACTIVITY: "/activities/{}", SubjectKind.CONTEST: "/contests/{}"}


def unshare(partner: Partner, kind: SubjectKind, subject_id: int, *, actor: Identity, now: datetime) -> None:
    """Close it to the unit again; who took part stays in its results."""
    row = db.session.get(Shared, (partner.branch_id, kind, subject_id))
    if row is not None:
        db.session.delete(row)
        _note(partner, "partner.unshared", actor, now, after={kind.value: subject_id})


def wish(wanted: bool, *, member: Identity, now: datetime) -> None:
    """Choose whether what one reaches here from now on goes to a record of the own."""
    if not guests.is_partner(member.branch_id):
        raise NotFound
    if wanted:
        insert_once(GuestWish, member_id=member.member_id, since=now)
    else:
        db.session.execute(delete(GuestWish).where(GuestWish.member_id == member.member_id))


def let_go(partner: Partner, member_id: int, *, anonymise: bool, actor: Identity, now: datetime) -> None:
    """Close one guest's account; asked to, take the name and everything that leads to the person out."""
    member = db.session.get(Member, member_id)
    if member is None or member.branch_id != partner.branch_id:
        raise NotFound
    accounts.leave(member, actor=actor, now=now, reason=str(N_("联建结束")))
    if anonymise:
        _forget(member)
        _note(partner, "partner.anonymised", actor, now, after={"member": member_id})


def _forget(member: Member) -> None:
    """Leave of a person what results refer to, and nothing that tells who it was."""
    name = f"联建成员{member.id}"
    audit.forget(member.id, member.name, name)
    forget_who_asked(member.id, name)
    member.name, member.username = name, f"guest-{member.id}-{new_token(6)}".lower()[:32]
    member.phone, member.duty, member.password_hash, member.joined_party_on = "", "", None, None
    db.session.execute(delete(GuestWish).where(GuestWish.member_id == member.id))
    mail.forget(member.id)
    of = {"reason": "", "answer": "", "device": ""}
    db.session.execute(update(Attendance).where(Attendance.member_id == member.id).values(of))
    places = {"address": "", "user_agent": ""}
    db.session.execute(update(LoginSession).where(LoginSession.member_id == member.id).values(places))
    identities.forget(member.id)


def end(partner: Partner, *, anonymise: bool, actor: Identity, now: datetime) -> None:
    """End joint study: nothing is shared any more, every way in and every account is closed; results stay."""
    _going_on(partner)
    people = select(Member.id).where(Member.branch_id == partner.branch_id)
    if not anonymise:
        people = people.where(Member.left_at.is_(None))
    for member_id in db.session.scalars(people).all():
        let_go(partner, member_id, anonymise=anonymise, actor=actor, now=now)
    db.session.execute(delete(Shared).where(Shared.branch_id == partner.branch_id))
    db.session.execute(
        update(PartnerLink)
        .where(PartnerLink.branch_id == partner.branch_id, PartnerLink.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    db.session.flush()
    accounts.archive_branch(db.session.get_one(Branch, partner.branch_id), actor=actor, now=now)
    partner.ended_at = now
    _note(partner, "partner.ended", actor, now, after={"anonymised": anonymise})
    guests.look_again()


def _going_on(partner: Partner) -> None:
    if partner.ended_at is not None:
        raise DomainError(N_("这项联建已经结束。"), code="partner.ended")


def _note(partner: Partner, action: str, actor: Identity, now: datetime, after: object = None) -> None:
    audit.note(actor, action, "partner", partner.branch_id, at=now, branch_id=partner.host_id, after=after)
