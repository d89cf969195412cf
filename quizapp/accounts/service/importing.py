"""Verbs of importing a member list: look first, then in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from ...core import audit, identities
from ...core.audit import AuditLine
from ...core.errors import DomainError, NotFound
from ...core.i18n import N_
from ...core.ids import new_token, token_hash
from ...core.permissions import Identity, Role
from ...extensions import db
from .. import roster
from ..models import Branch, Group, Member, Membership, StagedImport
from ..roster import Action, Existing, Plan, Step
from ..roster_cells import Column
from ..sheets import Row
from .branches import create_group

KEPT = timedelta(hours=2)
CHUNK = 500
_FIELDS = {
    Column.NAME: "name",
    Column.USERNAME: "username",
    Column.PHONE: "phone",
    Column.JOINED_ON: "joined_party_on",
    Column.DUTY: "duty",
    Column.KIND: "kind",
}


@dataclass(frozen=True, slots=True)
class Staged:
    """A list that waits to be confirmed."""

    token: str
    filename: str
    rows: tuple[Row, ...]


def plan_import(branch_id: int, rows: Sequence[Row], *, today: date) -> Plan:
    """Return what importing the rows into the branch would do now; writes nothing."""
    found = db.session.execute(
        select(
            Member.id,
            Member.username,
            Member.name,
            Member.phone,
            Group.name.label("group"),
            Member.joined_party_on,
            Member.duty,
            Member.kind,
            Member.left_at,
        )
        .outerjoin(Group, Group.id == Member.group_id)
        .where(Member.branch_id == branch_id)
    )
    existing = [
        Existing(
            row.id,
            row.username,
            row.name,
            row.phone,
            row.group or "",
            row.joined_party_on,
            row.duty,
            row.kind,
            row.left_at is not None,
        )
        for row in found
    ]
    taken = db.session.scalars(select(Member.username).where(Member.branch_id != branch_id))
    groups = db.session.scalars(
        select(Group.name).where(Group.branch_id == branch_id, Group.archived_at.is_(None))
    )
    cells = [(row.number, row.cells) for row in rows]
    return roster.plan(cells, existing, list(groups), list(taken), today)


def import_members(
    branch: Branch,
    rows: Sequence[Row],
    *,
    actor: Identity | None,
    now: datetime,
    today: date,
    filename: str = "",
) -> Plan:
    """Do what `plan_import` says and return it; with a problem in the list, nothing is done."""
    plan = plan_import(branch.id, rows, today=today)
    if plan.problems:
        return plan
    for name in plan.new_groups:
        create_group(branch, name, actor=actor, now=now)
    groups = {group.name: group.id for group in _groups_of(branch.id)}
    _add([action for action in plan.actions if action.step is Step.ADD], branch.id, groups, actor, now)
    for action in plan.actions:
        if action.step is Step.CHANGE:
            _change(action, branch.id, groups, actor, now)
    audit.note(
        actor,
        "members.imported",
        "branch",
        branch.id,
        at=now,
        branch_id=branch.id,
        after={"file": filename, **{step: plan.count(step) for step in Step}},
    )
    identities.forget()
    return plan


def stage_import(
    branch_id: int, rows: Sequence[Row], filename: str, *, actor: Identity, now: datetime
) -> str:
    """Keep an uploaded list until it is confirmed, for two hours; return its token."""
    db.session.execute(
        delete(StagedImport).where(
            (StagedImport.expires_at < now) | (StagedImport.actor_id == actor.member_id)
        )
    )
    token = new_token()
    db.session.add(
        StagedImport(
            actor_id=actor.member_id,
            branch_id=branch_id,
            token_hash=token_hash(token),
            filename=filename[-200:],
            rows=[[row.number, {column.value: text for column, text in row.cells.items()}] for row in rows],
            created_at=now,
            expires_at=now + KEPT,
        )
    )
    return token


def staged_import(token: str, branch_id: int, *, actor: Identity, now: datetime) -> Staged:
    """Return one's own staged list; raise when it was confirmed, replaced or has expired."""
    row = db.session.scalar(
        select(StagedImport).where(
            StagedImport.token_hash == token_hash(token),
            StagedImport.actor_id == actor.member_id,
            StagedImport.branch_id == branch_id,
        )
    )
    if row is None:
        raise NotFound(N_("这份名单已导入或已被新上传的替换，请重新上传。"))
    if row.expires_at < now:
        raise DomainError(N_("上传的名单已过期，请重新上传。"), code="import.expired", status=410)
    rows = tuple(
        Row(number, {Column(column): text for column, text in cells.items()}) for number, cells in row.rows
    )
    return Staged(token, row.filename, rows)


def drop_staged(token: str, *, actor: Identity) -> None:
    """Forget a staged list."""
    db.session.execute(
        delete(StagedImport).where(
            StagedImport.token_hash == token_hash(token), StagedImport.actor_id == actor.member_id
        )
    )


def _add(
    actions: list[Action], branch_id: int, groups: dict[str, int], actor: Identity | None, now: datetime
) -> None:
    """Insert the new members many at a time, each with its standing and its audit line."""
    for start in range(0, len(actions), CHUNK):
        chunk = actions[start : start + CHUNK]
        db.session.execute(insert(Member), [_new_member(a, branch_id, groups, now) for a in chunk])
        usernames = [action.username for action in chunk]
        rows = db.session.execute(
            select(Member.id, Member.group_id, Member.name).where(Member.username.in_(usernames))
        ).all()
        db.session.execute(
            insert(Membership),
            [
                {"member_id": id, "branch_id": branch_id, "group_id": group_id, "from_at": now}
                for id, group_id, _ in rows
            ],
        )
        db.session.execute(
            insert(AuditLine),
            [
                _line(actor, "member.created", id, branch_id, now, None, {"name": name, "role": "member"})
                for id, _, name in rows
            ],
        )


def _new_member(action: Action, branch_id: int, groups: dict[str, int], now: datetime) -> dict[str, Any]:
    values = {field: action.values.get(column, "") for column, field in _FIELDS.items()}
    return {
        **values,
        "joined_party_on": action.values.get(Column.JOINED_ON),
        "branch_id": branch_id,
        "group_id": groups.get(str(action.values.get(Column.GROUP, ""))),
        "role": Role.MEMBER,
        "created_at": now,
    }


def _change(
    action: Action, branch_id: int, groups: dict[str, int], actor: Identity | None, now: datetime
) -> None:
    values: dict[str, Any] = {
        _FIELDS[column]: value for column, value in action.values.items() if column in _FIELDS
    }
    if Column.GROUP in action.values:
        values["group_id"] = groups[str(action.values[Column.GROUP])]
        db.session.execute(
            update(Membership)
            .where(Membership.member_id == action.member_id, Membership.to_at.is_(None))
            .values(to_at=now)
        )
        db.session.add(
            Membership(
                member_id=action.member_id, branch_id=branch_id, group_id=values["group_id"], from_at=now
            )
        )
    db.session.execute(update(Member).where(Member.id == action.member_id).values(values))
    before = {column.value: str(value) for column, value in action.before.items()}
    after = {column.value: str(value) for column, value in action.values.items()}
    line = _line(actor, "member.changed", action.member_id, branch_id, now, before, after)
    db.session.execute(insert(AuditLine), [line])


def _line(
    actor: Identity | None,
    action: str,
    member_id: int | None,
    branch_id: int,
    now: datetime,
    before: Any,
    after: Any,
) -> dict[str, Any]:
    return {
        "at": now,
        "actor_id": actor.member_id if actor else None,
        "actor_name": actor.name if actor else audit.PROGRAM,
        "branch_id": branch_id,
        "action": action,
        "object_kind": "member",
        "object_id": str(member_id),
        "before": before,
        "after": after,
        "address": audit.here(),
    }


def _groups_of(branch_id: int) -> list[Group]:
    return list(
        db.session.scalars(select(Group).where(Group.branch_id == branch_id, Group.archived_at.is_(None)))
    )
