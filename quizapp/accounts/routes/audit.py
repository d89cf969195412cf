"""The audit log: organisers see their branch's, administrators all."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core.paging import page_number
from ...core.permissions import Permission
from ...web.access import me, requires
from .. import audit_words, queries
from .blueprint import blueprint

blueprint.add_app_template_filter(datetime.fromisoformat, "parsed_moment")


@blueprint.get("/audit")
@requires(Permission.MANAGE_MEMBERS)
def audit() -> ResponseReturnValue:
    text = request.args.get("q", "").strip()[:64]
    branch_id = None if me().is_admin else me().branch_id
    actions = [code for code, title in audit_words.ACTIONS.items() if text and text in gettext(title)]
    page = queries.audit_page(branch_id, page_number(request.args.get("page")), text, actions)
    ids = [int(line.object_id) for line in page.rows if line.object_kind == "member"]
    return render_template(
        "accounts/audit.html", page=page, text=text, words=audit_words, names=queries.names_of(ids)
    )
