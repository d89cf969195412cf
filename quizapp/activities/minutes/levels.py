"""The levels of the democratic review of members. Pure."""

from __future__ import annotations

from enum import StrEnum

from ...core.i18n import N_


class Level(StrEnum):
    """What a member is judged to be for a year."""

    EXCELLENT = "excellent"  # 优秀
    QUALIFIED = "qualified"  # 合格
    BASIC = "basic"  # 基本合格
    UNQUALIFIED = "unqualified"  # 不合格


LEVEL_TITLES: dict[Level, str] = {
    Level.EXCELLENT: N_("优秀"),
    Level.QUALIFIED: N_("合格"),
    Level.BASIC: N_("基本合格"),
    Level.UNQUALIFIED: N_("不合格"),
}
