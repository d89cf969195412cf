"""The audit log: organisers see their branch's, administrators all."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ...core.paging import page_number
from ...core.permissions import Permission
from ...web.access import me, requires
from .. import queries
from .blueprint import blueprint


@blueprint.get("/audit")
@requires(Permission.MANAGE_MEMBERS)
def audit() -> ResponseReturnValue:
    text = request.args.get("q", "").strip()[:64]
    branch_id = None if me().is_admin else me().branch_id
    page = queries.audit_page(branch_id, page_number(request.args.get("page")), text)
    return render_template("accounts/audit.html", page=page, text=text)
