"""The community's part of the matrix's world: a birthday, voices, pledges, honours, a transfer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app

from quizapp.accounts import queries as people
from quizapp.accounts.models import Member
from quizapp.community import service
from quizapp.community.anniversaries import anniversary
from quizapp.core import clock
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.files.kinds import Kind
from quizapp.files.models import StoredFile


def shared(persons: Mapping[Role, Member], group_id: int, actor: Identity, now: datetime) -> dict[str, Any]:
    """What the branch sees: the member's birthday today, a published voice, an honour, a transfer asked for."""
    member_id = persons[Role.MEMBER].id
    identity = people.identity_of_member(member_id)
    today = clock.day_of(now, current_app.extensions["settings"].zone)
    with unit_of_work():
        member = db.session.get_one(Member, member_id)
        member.joined_party_on = anniversary(today, today.year - 10)
        voice = service.voices.write(service.voices.Draft("心声"), actor=identity, now=now)
        service.voices.publish(voice, actor=actor, now=now)
        draft = service.honours.Draft("先进", today, member_id=member_id)
        honour = service.honours.propose(draft, member.branch_id, actor=identity, now=now)
        service.honours.confirm(honour, actor=actor, now=now)
        transfer = service.transfers.ask(
            member,
            to_branch_id=member.branch_id,
            to_group_id=group_id,
            day=today,
            reason="调整",
            actor=actor,
            now=now,
        )
        picture = _file(honour.id, member, now)
        return {
            "voice": voice.id,
            "honour": honour.id,
            "honour_file": picture.id,
            "transfer": transfer.id,
            "year": today.year,
        }


def _file(honour_id: int, member: Member, now: datetime) -> StoredFile:
    row = StoredFile(
        branch_id=member.branch_id,
        owner_id=member.id,
        subject_kind="honour",
        subject_id=honour_id,
        name="证书.png",
        mimetype="image/png",
        size=1,
        digest="0" * 64,
        kind=Kind.IMAGE,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def own(member: Identity, actor: Identity, now: datetime) -> dict[str, Any]:
    """What is one person's own: a voice that waits, and a pledge that the branch sees."""
    today = clock.day_of(now, current_app.extensions["settings"].zone)
    with unit_of_work():
        voice = service.voices.write(service.voices.Draft("还没发布"), actor=member, now=now)
        draft = service.pledges.Draft("岗位", ("一条", "两条", "三条"))
        pledge = service.pledges.write(draft, today.year, actor=member, now=now)
        service.pledges.acknowledge(pledge, actor=actor, now=now)
        return {"own_voice": voice.id, "own_pledge": pledge.id}
