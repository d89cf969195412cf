"""The blueprint, who may regrade what, and the job that finishes what was interrupted."""

from __future__ import annotations

from functools import partial
from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from ...bank import queries as bank_queries
from ...bank.queries import BankInfo, StoredItem
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...web.access import check, me
from .. import running
from ..docket import regrade_of
from ..models import Regrade

blueprint = Blueprint("regrading", __name__, url_prefix="/regrades")


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    app.extensions.setdefault("jobs", []).append((running.EVERY_S, partial(running.finish_interrupted, app)))


def item_of(item_id: int) -> tuple[StoredItem, BankInfo]:
    """Return an item whose papers in the caller's branch the caller may regrade: an own one, or the installation's."""
    stored = bank_queries.stored_item(item_id)
    bank = bank_queries.bank_info(stored.bank_id) if stored else None
    if stored is None or bank is None:
        raise NotFound
    if bank.branch_id is not None:
        check(Permission.MANAGE_BANK, branch_id=bank.branch_id)
    return stored, bank


def may_change_key(bank: BankInfo) -> bool:
    """Say whether the caller may change the keys of a bank: its branch's organisers, of the installation's the administrators."""
    return me().is_admin if bank.branch_id is None else True


def branch_of(bank: BankInfo) -> int:
    """Return in which branch papers are regraded: the bank's own, else the caller's."""
    return bank.branch_id or me().branch_id


def seen(regrade_id: int) -> Regrade:
    """Return a regrade of a branch whose contests the caller manages."""
    regrade = regrade_of(regrade_id)
    check(Permission.MANAGE_CONTESTS, branch_id=regrade.branch_id)
    return regrade
