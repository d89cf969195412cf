"""The contests of the demo: which were held, run, wait to begin. Pure data; days are counted back from today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class End(StrEnum):
    """How far a contest has come."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OPEN = "open"  # its window is now
    TO_SETTLE = "to_settle"  # over, some short answers wait for marks
    SETTLED = "settled"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class ContestPlan:
    """A contest. `opens` and `closes` in days ago, or as a share of the half year where it lies far back."""

    title: str
    banks: tuple[str, ...]
    end: End
    opens: int
    closes: int
    share: float | None = None  # of the days told of; then `opens` and `closes` count from there
    turnout: float = 0.8
    limit_minutes: int = 30
    same_paper: bool = False
    latecomer: bool = False  # one who missed the window takes part by the organiser's leave
    review: str = "closed"
    rows: tuple[Mapping[str, Any], ...] = field(default=())
    notice: str = ""


def row(count: int, points: int, *types: str, topics: tuple[str, ...] = ()) -> Mapping[str, Any]:
    """Return a row of a blueprint: so many items of these types, each worth so many points."""
    return {
        "count": count,
        "points": points * 100,
        "types": list(types),
        "topics": list(topics),
        "difficulties": [],
    }


#: Twenty items, a hundred points.
USUAL = (row(10, 5, "single"), row(5, 6, "multiple"), row(5, 4, "boolean"))
WITH_SHORT = (row(8, 5, "single"), row(4, 8, "multiple"), row(4, 3, "boolean"), row(1, 16, "short"))
NOTICE = (
    "每人一次机会，限时 {minutes} 分钟，试卷共 100 分。\n\n- 从支部题库随机抽题，答案自动保存，断线后可接着答；\n"
    "- 截止后公布答案和解析；\n- 参加即得学习积分，重在人人参与。"
)

FIRST: tuple[ContestPlan, ...] = (
    ContestPlan("应急救护知识竞赛", ("firstaid",), End.ARCHIVED, 0, -4, share=0.82, turnout=0.78),
    ContestPlan(
        "党章党规党史知识竞赛",
        ("party", "members", "history"),
        End.SETTLED,
        0,
        -4,
        share=0.5,
        turnout=0.8,
        latecomer=True,
    ),
    ContestPlan(
        "红十字会法与标志使用测试",
        ("redcross",),
        End.SETTLED,
        0,
        -3,
        share=0.24,
        turnout=0.86,
        same_paper=True,
        rows=WITH_SHORT,
    ),
    ContestPlan(
        "无偿献血与生命捐献知识竞赛", ("donation",), End.TO_SETTLE, 8, 2, turnout=0.76, rows=WITH_SHORT
    ),
    ContestPlan(
        "应急救援与志愿服务知识竞赛",
        ("relief", "volunteer"),
        End.OPEN,
        3,
        -4,
        turnout=0.72,
        limit_minutes=45,
        rows=WITH_SHORT,
    ),
    ContestPlan("纪律与作风测试", ("discipline",), End.PUBLISHED, -3, -6, limit_minutes=20),
    ContestPlan(
        "综合知识竞赛（拟）",
        (
            "party",
            "members",
            "history",
            "redcross",
            "firstaid",
            "donation",
            "relief",
            "charity",
            "volunteer",
            "discipline",
        ),
        End.DRAFT,
        -14,
        -18,
        limit_minutes=40,
        notice="草稿：范围和分值待支委会讨论后确定。",
    ),
)
SECOND: tuple[ContestPlan, ...] = (
    ContestPlan(
        "灾害应对与救援知识测试", ("relief", "firstaid"), End.SETTLED, 0, -3, share=0.35, turnout=0.8
    ),
    ContestPlan("红十字运动知识竞赛", ("redcross",), End.OPEN, 2, -5, turnout=0.72),
)
THIRD: tuple[ContestPlan, ...] = (
    ContestPlan("无偿献血知识测试", ("donation",), End.SETTLED, 0, -3, share=0.3, turnout=0.78),
    ContestPlan("党的纪律知识测试", ("discipline",), End.OPEN, 1, -4, turnout=0.6, limit_minutes=20),
)
#: By branch, in the order of the branches.
PLANS = (FIRST, SECOND, THIRD)
