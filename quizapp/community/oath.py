"""The oath of admission in its official wording: twelve clauses, eighty characters. Pure.

It is quoted, not translated: Constitution of the Communist Party of China (as amended on 22 October 2022), article 6.
"""

from __future__ import annotations

from ..core.i18n import N_

CLAUSES: tuple[str, ...] = (
    "我志愿加入中国共产党",
    "拥护党的纲领",
    "遵守党的章程",
    "履行党员义务",
    "执行党的决定",
    "严守党的纪律",
    "保守党的秘密",
    "对党忠诚",
    "积极工作",
    "为共产主义奋斗终身",
    "随时准备为党和人民牺牲一切",
    "永不叛党",
)
TEXT = "，".join(CLAUSES) + "。"
SOURCE = N_("《中国共产党章程》第六条（2022 年 10 月 22 日修正）")
