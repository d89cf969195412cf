"""The blueprint on which the modules of this package register their views, and which bank a view may touch."""

from __future__ import annotations

from functools import partial
from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext

from ...core import clock
from ...core.errors import Forbidden, NotFound
from ...core.i18n import N_
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web.access import check
from .. import queries, service
from ..item import ItemStatus
from ..models import Bank
from ..queries import BankInfo, StoredItem
from ..reviewing import queries as reviewing

blueprint = Blueprint("bank", __name__, url_prefix="/bank")
OUTDATED_EVERY_S = 600


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    app.extensions.setdefault("jobs", []).append((OUTDATED_EVERY_S, partial(_retire_outdated, app)))


def _retire_outdated(app: Flask) -> None:
    with app.app_context():
        now = clock.now()
        with unit_of_work():
            service.retire_outdated(clock.day_of(now, app.extensions["settings"].zone), now=now)


def bank_of(bank_id: int) -> BankInfo:
    """Return a bank that the caller may look into: the installation's, or one of an own branch."""
    found = queries.bank_info(bank_id)
    if found is None:
        raise NotFound
    if found.branch_id is not None:
        check(Permission.MANAGE_BANK, branch_id=found.branch_id)
    return found


def own_bank(bank_id: int) -> Bank:
    """Return a bank that the caller may change; the installation's banks come with the program."""
    if bank_of(bank_id).branch_id is None:
        raise Forbidden(N_("系统题库随程序更新，不能在这里修改；可以把题目复制到本支部的题库再改。"))
    return db.session.get_one(Bank, bank_id)


def item_of(item_id: int) -> tuple[StoredItem, BankInfo]:
    """Return an item that the caller may look at, and its bank."""
    stored = queries.stored_item(item_id)
    if stored is None:
        raise NotFound
    return stored, bank_of(stored.bank_id)


def newest_of(item_id: int) -> tuple[StoredItem, BankInfo]:
    """Return an item as it was written last, though that version may still wait, and its bank."""
    stored = queries.newest_item(item_id)
    if stored is None:
        raise NotFound
    return stored, bank_of(stored.bank_id)


def way_words(item_id: int, in_use: str) -> str:
    """Return what to say of an item that was saved: `in_use` when it is asked so from now on."""
    way = reviewing.way_of(item_id)
    if way is None or way.stage is None:
        return in_use
    if way.stage is ItemStatus.DRAFT:
        return str(gettext("已存为草稿，还不会出题。"))
    return str(gettext("已提交审核，另一位组织者通过后才出题。"))
