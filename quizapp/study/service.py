"""Verbs of study: open, answer the check, practise, write. Opening gives nothing; passing the check gives once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select

from ..accounts.service import set_branch_setting
from ..core import audit
from ..core.errors import DomainError, Invalid
from ..core.i18n import N_
from ..core.ids import new_token
from ..core.permissions import Identity
from ..core.services import services
from ..extensions import db
from ..papers import answers
from ..papers import queries as papers_queries
from ..papers import service as papers
from ..papers.models import Purpose
from ..papers.orders import ITEM_POINTS, Order, practice_order
from ..papers.service import Started
from . import completing, material_files, queries, reading_time
from .check import SIZES
from .kinds import FILES, MaterialKind
from .models import Material, Reading
from .progress import PAGE_SECONDS, SHARES
from .words import is_address

MOST_ITEMS = 40
_OPENED = (
    "INSERT INTO reading (member_id, material_id, opened_at) VALUES (:member, :material, :at) "
    "ON CONFLICT (member_id, material_id) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What an author writes; `sources` as {"document", "version", "article", "section"}, `item_ids` in order.

    `url` is a link's address; a file is given to the material afterwards.
    """

    title: str
    topic: str
    body: str
    summary: str = ""
    minutes: int = 5
    sources: tuple[Mapping[str, str], ...] = ()
    item_ids: tuple[int, ...] = ()
    kind: MaterialKind = MaterialKind.ARTICLE
    url: str = ""


def note_opened(material_id: int, member_id: int, *, now: datetime) -> None:
    """Remember that a member looked at a material; the first time counts. A write of its own."""
    if queries.reading(material_id, member_id) is None:
        at = answers.bind(Reading.__table__.c.opened_at, now)
        services().writer.write([(_OPENED, {"member": member_id, "material": material_id, "at": at})])


def answer_check(
    material_id: int, token: str, responses: Sequence[Any], *, member: Identity, now: datetime
) -> int:
    """Answer the check of a material and return the attempt; all right, and enough time, is credited once.

    `token` is that of the check the member saw; when its items have changed since, nothing is taken. The
    same answer sent twice is one attempt.
    """
    material = queries.readable(material_id, member)
    check = queries.check_for(material, member)
    order = Order(
        Purpose.CHECK,
        queries.source_key(material_id),
        material.title,
        check.seed if check else "",
        instant_feedback=True,
    )
    picks = [(slot.item_id, slot.points) for slot in check.slots] if check else []
    if check is None or check.token != token:
        sent = _sent_before(material_id, token, member.member_id)
        if sent is not None:
            return sent
        raise DomainError(N_("小题刚刚有更新，请重新作答。"), code="study.check_changed")
    started = papers.start_with(order, picks, member=member, now=now, request_id=token)
    head = papers_queries.head(started.attempt_id, fresh=True)
    if started.found or head is None:
        return started.attempt_id  # sent twice at once
    for position, response in enumerate(responses, 1):
        answers.save_with_feedback(head, position, response, now=now)
    result = papers.submit(started.attempt_id, now=now)
    if result.right == result.total:
        completing.pass_check(material, member, now)
        completing.complete(material, member, now=now)
    return started.attempt_id


def _sent_before(material_id: int, token: str, member_id: int) -> int | None:
    attempts = papers_queries.attempts_at(queries.source_key(material_id), member_id)
    return next((attempt.id for attempt in attempts if attempt.request_id == token), None)


def practise(
    material_id: int, title: str, *, member: Identity, now: datetime, request_id: str | None = None
) -> Started:
    """Begin a practice of all items of a material."""
    material = queries.readable(material_id, member)
    picks = [(stored.item_id, ITEM_POINTS) for stored in queries.items_of(material)]
    order = practice_order("practice:material", title, now)
    return papers.start_with(order, picks, member=member, now=now, request_id=request_id)


def create_material(
    draft: Draft, *, branch_id: int, actor: Identity, now: datetime, publish: bool = False
) -> Material:
    """Write a material of a branch; it stays a draft unless `publish`."""
    row = Material(
        branch_id=branch_id,
        code=new_token(9),
        author_id=actor.member_id,
        created_at=now,
        published=publish,
    )
    _write(row, draft, now)
    db.session.add(row)
    db.session.flush()
    _note(row, "material.created", actor, now)
    if publish:
        _note(row, "material.published", actor, now)
    return row


def edit_material(material: Material, draft: Draft, *, actor: Identity, now: datetime) -> None:
    """Change a material; who has read it before keeps that."""
    before = material.content_hash
    _write(material, draft, now)
    if material.content_hash != before:
        _note(material, "material.edited", actor, now)


def _write(row: Material, draft: Draft, now: datetime) -> None:
    if draft.kind in (MaterialKind.ARTICLE, MaterialKind.LINK) and not draft.body.strip():
        raise Invalid(N_("没有正文。"), field="body")
    if draft.kind is MaterialKind.LINK and not is_address(draft.url):
        raise Invalid(N_("请填 https:// 开头的完整网址。"), field="url")
    if len(draft.item_ids) > MOST_ITEMS:
        raise Invalid(N_("一篇材料最多 %(most)d 道题。"), field="items", most=MOST_ITEMS)
    row.kind, row.url = draft.kind, draft.url
    row.title, row.topic, row.summary = draft.title, draft.topic, draft.summary
    row.minutes, row.body = draft.minutes, draft.body
    row.sources, row.item_ids = [dict(source) for source in draft.sources], list(draft.item_ids)
    row.updated_at = now
    row.content_hash = sha256(json.dumps(asdict(draft), sort_keys=True).encode()).hexdigest()


def set_published(material: Material, published: bool, *, actor: Identity, now: datetime) -> None:
    """Put a material into the library, or take it out; who has read it keeps that."""
    if published:
        material_files.check_complete(material)
    if material.published != published:
        material.published = published
        _note(material, "material.published" if published else "material.withdrawn", actor, now)


def copy_material(
    material: Material, title: str, *, branch_id: int, actor: Identity, now: datetime
) -> Material:
    """Make a branch's own draft of an article or a link."""
    if material.kind in FILES:
        raise DomainError(N_("带文件的材料不能复制，请新建一份再上传。"), code="study.has_file")
    draft = Draft(
        title[:120],
        material.topic,
        material.body,
        material.summary,
        material.minutes,
        tuple(material.sources),
        tuple(material.item_ids),
        material.kind,
        material.url,
    )
    return create_material(draft, branch_id=branch_id, actor=actor, now=now)


def delete_material(material: Material, *, actor: Identity, now: datetime) -> None:
    """Delete a draft that nobody has opened."""
    opened = select(func.count()).select_from(Reading).where(Reading.material_id == material.id)
    if material.published or db.session.scalar(opened):
        raise DomainError(N_("发布中或有人读过的材料不能删除，可以撤下。"), code="study.in_use")
    material_files.remove_all(material, actor=actor, now=now)
    _note(material, "material.deleted", actor, now)
    db.session.delete(material)


def set_check_size(branch_id: int, size: int, *, actor: Identity, now: datetime) -> None:
    """Choose how many items a branch asks at a material's end."""
    if size not in SIZES:
        raise Invalid(N_("文末小题是一道或两道。"), field="size")
    set_branch_setting(branch_id, queries.SIZE_SETTING, size, actor=actor, now=now)


def set_pace(branch_id: int, share: int, page_seconds: int, *, actor: Identity, now: datetime) -> None:
    """Choose how much of a material's time completing asks for, and how long a page takes."""
    if share not in SHARES or page_seconds not in PAGE_SECONDS:
        raise Invalid(field="share")
    set_branch_setting(branch_id, reading_time.SHARE_SETTING, share, actor=actor, now=now)
    set_branch_setting(branch_id, reading_time.PAGE_SETTING, page_seconds, actor=actor, now=now)


def _note(material: Material, action: str, actor: Identity, now: datetime) -> None:
    audit.note(
        actor,
        action,
        "material",
        material.id,
        at=now,
        branch_id=material.branch_id,
        after={"title": material.title},
    )
