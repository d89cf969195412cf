"""Who the caller is."""

from __future__ import annotations

from flask import Response

from ..accounts.models import Group
from ..core import clock
from ..core.i18n import N_
from ..core.permissions import Permission
from ..extensions import db
from ..web.access import me, requires
from .blueprint import blueprint
from .operation import describes
from .shapes import moment, reply


@blueprint.get("/me")
@requires(Permission.TAKE_PART)
@describes(N_("我是谁"), returns="Me")
def profile() -> Response:
    own = me()
    group = db.session.get(Group, own.group_id) if own.group_id else None
    return reply(
        {
            "id": str(own.member_id),
            "name": own.name,
            "username": own.username,
            "role": str(own.role),
            "branch": {"id": str(own.branch_id), "name": own.branch_name},
            "group": {"id": str(group.id), "name": group.name} if group else None,
            "scope": own.scope,
            "now": moment(clock.now()),
        }
    )
