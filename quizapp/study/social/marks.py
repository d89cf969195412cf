"""The ways in which a passage can be marked: each a colour, a line of its own and a word. Pure."""

from __future__ import annotations

from enum import StrEnum

from ...core.i18n import N_


class Mark(StrEnum):
    """What a mark means to who set it."""

    KEY = "key"  # 重点
    DOUBT = "doubt"  # 疑问
    THOUGHT = "thought"  # 心得
    QUOTE = "quote"  # 摘抄


MARK_TITLES: dict[Mark, str] = {
    Mark.KEY: N_("重点"),
    Mark.DOUBT: N_("疑问"),
    Mark.THOUGHT: N_("心得"),
    Mark.QUOTE: N_("摘抄"),
}
