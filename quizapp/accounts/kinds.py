"""类别: what a member is in the branch's book. Pure."""

from __future__ import annotations

from enum import StrEnum

from ..core.i18n import N_
from ..core.permissions import Role


class MemberKind(StrEnum):
    """类别: what a member is in the branch's book."""

    FORMAL = "formal"  # 正式党员
    PROBATIONARY = "probationary"  # 预备党员
    FLOATING = "floating"  # 流动党员
    RETIRED = "retired"  # 退休党员
    ACTIVIST = "activist"  # 入党积极分子
    MASSES = "masses"  # 群众


#: Who belongs to the Party, and so to the branch's roll.
PARTY = (MemberKind.FORMAL, MemberKind.PROBATIONARY, MemberKind.FLOATING, MemberKind.RETIRED)

KIND_TITLES: dict[MemberKind, str] = {
    MemberKind.FORMAL: N_("正式党员"),
    MemberKind.PROBATIONARY: N_("预备党员"),
    MemberKind.FLOATING: N_("流动党员"),
    MemberKind.RETIRED: N_("退休党员"),
    MemberKind.ACTIVIST: N_("入党积极分子"),
    MemberKind.MASSES: N_("群众"),
}

ROLE_TITLES: dict[Role, str] = {
    Role.MEMBER: N_("成员"),
    Role.LEADER: N_("党小组组长"),
    Role.ORGANISER: N_("支部组织者"),
    Role.ADMIN: N_("管理员"),
}
