"""Where minutes come from, in words. Pure."""

from __future__ import annotations

from ..core.i18n import N_

SOURCES: dict[str, str] = {
    "activity": N_("参加活动"),
    "material": N_("学习材料"),
    "course": N_("学完课程"),
    "outside": N_("外出培训"),
}
