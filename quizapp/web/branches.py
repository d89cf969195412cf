"""Which branch an organisers' page is about: one's own, or the one that an administrator's address names."""

from __future__ import annotations

from typing import Any

from flask import request

from ..accounts.models import Branch
from ..core.errors import NotFound
from ..core.permissions import Permission
from ..extensions import db
from .access import check, me
from .intake import row_id


def branch_in_question(permission: Permission) -> Branch:
    """Return the branch that the page is about, over which the caller holds `permission`."""
    branch_id = request.args.get("branch", default=me().branch_id, type=row_id)
    check(permission, branch_id=branch_id)
    branch = db.session.get(Branch, branch_id)
    if branch is None:
        raise NotFound
    return branch


def branch_args(branch_id: int) -> dict[str, Any]:
    """Return what a link carries to stay with the branch in question."""
    return {} if branch_id == me().branch_id else {"branch": branch_id}
