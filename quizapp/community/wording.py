"""What the states, topics and levels of this package are called, and how a text that people typed is tidied. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

from ..core.i18n import N_


class VoiceKind(StrEnum):
    """What was written."""

    VOICE = "voice"  # 党员心声, on the wall
    BLESSING = "blessing"  # to a colleague on the political birthday


class Standing(StrEnum):
    """Where something that an organiser looks at first stands."""

    WAITING = "waiting"
    PUBLIC = "public"  # published, acknowledged or confirmed
    RETURNED = "returned"  # with a reason; its author may change it


class Progress(StrEnum):
    """How far one promise of a pledge is."""

    OPEN = "open"
    DOING = "doing"
    DONE = "done"


class HonourLevel(StrEnum):
    """Who stands behind an honour."""

    BRANCH = "branch"
    UNIT = "unit"
    CITY = "city"
    REGION = "region"
    NATION = "nation"


class TransferState(StrEnum):
    """Where a transfer stands: asked for, let go, received; or it came to nothing."""

    ASKED = "asked"
    RELEASED = "released"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"


VOICE_STATES = {
    Standing.WAITING: N_("待审核"),
    Standing.PUBLIC: N_("已发布"),
    Standing.RETURNED: N_("已退回"),
}
PLEDGE_STATES = {
    Standing.WAITING: N_("待确认"),
    Standing.PUBLIC: N_("已公开"),
    Standing.RETURNED: N_("已退回"),
}
HONOUR_STATES = {
    Standing.WAITING: N_("待核实"),
    Standing.PUBLIC: N_("已上墙"),
    Standing.RETURNED: N_("已退回"),
}
TRANSFER_STATES = {
    TransferState.ASKED: N_("待转出方确认"),
    TransferState.RELEASED: N_("待转入方确认"),
    TransferState.DONE: N_("已完成"),
    TransferState.REFUSED: N_("未同意"),
    TransferState.CANCELLED: N_("已取消"),
}
PROGRESS_NAMES = {
    Progress.OPEN: N_("未开始"),
    Progress.DOING: N_("进行中"),
    Progress.DONE: N_("已做到"),
}
LEVEL_NAMES = {
    HonourLevel.BRANCH: N_("支部"),
    HonourLevel.UNIT: N_("本单位"),
    HonourLevel.CITY: N_("市县级"),
    HonourLevel.REGION: N_("省（自治区）级"),
    HonourLevel.NATION: N_("国家级"),
}
TOPICS = {
    "study": N_("学习体会"),
    "work": N_("工作感悟"),
    "people": N_("身边榜样"),
    "volunteer": N_("志愿服务"),
    "advice": N_("建议和心愿"),
    "other": N_("其他"),
}

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u2028\u2029\ufeff]")
_GAPS = re.compile(r"\n{3,}")


def tidy(text: str) -> str:
    """Return a text as it is kept: no control characters, lines ended alike, one empty line at most."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _GAPS.sub("\n\n", _UNPRINTABLE.sub("", lines)).strip()
