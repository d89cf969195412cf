"""Verbs on a branch's draft of a points sheet: start, change, drop, publish as the next version."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from ..core import audit, local
from ..core.errors import DomainError, Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Identity
from ..extensions import db
from ..record import queries as record
from ..record.models import PointsSheet
from ..record.publishing import publish as store
from ..record.sheet import parse_sheet, sheet_to_mapping
from ..record.shipped import shipped_sheets
from . import telling
from .editing import Content, problems_of
from .models import SheetDraft

CURRENT = "current"
_AMOUNT = re.compile(r"-?\d+\.\d\d", re.ASCII)
T = TypeVar("T")


def draft_of(branch_id: int) -> SheetDraft | None:
    """Return the branch's draft."""
    return db.session.get(SheetDraft, branch_id)


def start(source: str, *, branch_id: int, actor: Identity, now: datetime) -> SheetDraft:
    """Begin a draft from what holds now or from a shipped template; one that was there is replaced."""
    content = _content_from(source, branch_id, now)
    for name in ("version", "valid_from"):
        content.pop(name, None)
    row = draft_of(branch_id) or SheetDraft(branch_id=branch_id, revision=0)
    _write(row, content, actor, now)
    db.session.add(row)
    db.session.flush()
    audit.note(
        actor,
        "points.draft_started",
        "sheet_draft",
        branch_id,
        at=now,
        branch_id=branch_id,
        after={"from": source},
    )
    return row


def change(branch_id: int, act: Callable[[Content], T], *, actor: Identity, now: datetime) -> T:
    """Change a draft by `act`; return what it returns."""
    row = db.session.get(SheetDraft, branch_id, with_for_update=True)
    if row is None:
        raise NotFound
    content = copy.deepcopy(row.content)
    result = act(content)
    _write(row, content, actor, now)
    db.session.flush()
    return result


def discard(branch_id: int, *, actor: Identity, now: datetime) -> None:
    """Drop a draft."""
    row = draft_of(branch_id)
    if row is not None:
        db.session.delete(row)
        db.session.flush()
        audit.note(actor, "points.draft_discarded", "sheet_draft", branch_id, at=now, branch_id=branch_id)


def publish(branch_id: int, revision: int, *, actor: Identity, now: datetime) -> PointsSheet:
    """Publish a draft as the branch's next version, from its day on; `revision` is the one that was looked at."""
    row = db.session.get(SheetDraft, branch_id, with_for_update=True)
    if row is None:
        raise NotFound
    if row.revision != revision:
        raise DomainError(N_("草稿刚刚有人改过，请再看一遍再发布。"), code="points.draft_moved")
    if problems_of(row.content):
        raise DomainError(N_("草稿还有要改的地方，不能发布。"), code="points.draft_faulty")
    sheet = parse_sheet(row.content)
    today = local.day_of(now)
    if sheet.valid_from is None or sheet.valid_from < today:
        raise Invalid(N_("请填写从哪一天起执行，不能早于今天：已经记下的分不变。"), field="valid_from")
    made = store(sheet, sheet.valid_from, branch_id=branch_id, actor=actor, now=now)
    db.session.delete(row)
    db.session.flush()
    telling.published(made, sheet.title, sheet.valid_from, now)
    return made


def _content_from(source: str, branch_id: int, now: datetime) -> dict[str, Any]:
    if source != CURRENT:
        sheet = shipped_sheets().get(source)
        if sheet is None:
            raise NotFound
        return dict(_plain(sheet_to_mapping(sheet)))
    today = local.day_of(now)
    return dict(_plain(sheet_to_mapping(record.sheet_for(branch_id, today)[1])))


def _plain(value: Any) -> Any:
    """Return a mapping with its amounts as people write them: "30.00" is 30."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, str) and _AMOUNT.fullmatch(value):
        return value.rstrip("0").rstrip(".")
    return value


def _write(row: SheetDraft, content: Content, actor: Identity, now: datetime) -> None:
    row.content, row.author_id, row.updated_at = content, actor.member_id, now
    row.revision = (row.revision or 0) + 1
