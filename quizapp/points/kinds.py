"""What the program can count by itself, by the names under which it is reported, in Chinese source texts. Pure.

A rule feeds on such kinds; what stands here is offered in the editor. A sheet may feed on others that a later
program reports.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..core.i18n import N_

_ACTIVITIES: Mapping[str, str] = {
    "assembly": N_("支部党员大会"),
    "committee": N_("支委会"),
    "group": N_("党小组会"),
    "lecture": N_("党课"),
    "party_day": N_("主题党日"),
    "talk": N_("谈心谈话"),
    "life": N_("组织生活会"),
    "review": N_("民主评议党员"),
    "leaders": N_("领导带头学"),
    "together": N_("支部集中学"),
    "base": N_("红色教育基地打卡"),
    "micro_lecture": N_("微党课"),
    "reading_class": N_("读书班"),
    "volunteer": N_("志愿服务"),
    "other": N_("其他活动"),
}
#: What a member may have done at an activity, by the ending of the kind.
_PARTS: Mapping[str, str] = {
    "": N_("参加"),
    ".led": N_("主讲或主持"),
    ".late": N_("迟到"),
    ".absent": N_("无故缺席"),
}

#: Headings of the editor's choices, each with the kinds under it.
GROUPS: tuple[tuple[str, Mapping[str, str]], ...] = (
    (
        N_("学习、练习、竞赛"),
        {
            "reading": N_("读完材料并答对小题"),
            "course": N_("学完一门课程"),
            "discussion": N_("首次参加一篇材料的讨论"),
            "practice": N_("练习中首次答对"),
            "review": N_("清掉错题"),
            "contest_taken": N_("参加竞赛"),
            "contest_score": N_("竞赛得分"),
            "contest_place": N_("竞赛名次"),
        },
    ),
    (
        N_("支部生活"),
        {
            "voice": N_("发布的党员心声"),
            "pledge": N_("作出承诺"),
            "honour": N_("荣誉表彰"),
        },
    ),
    *(
        (part, {f"activity.{kind}{ending}": name for kind, name in _ACTIVITIES.items()})
        for ending, part in _PARTS.items()
    ),
)

#: Every kind that is offered.
KNOWN: frozenset[str] = frozenset(kind for _, kinds in GROUPS for kind in kinds)


def words(kind: str) -> tuple[str, str]:
    """Return the heading and the name of a kind; ("", the kind itself) for one that is not known here."""
    for heading, kinds in GROUPS:
        if kind in kinds:
            return heading, kinds[kind]
    return "", kind
