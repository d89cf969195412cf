"""The points sheet of the demo's first branch, drawn up after a shipped template, and what its members claim. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TEMPLATE = "yantai-trier-2024"
TITLE = "机关党支部党员积分办法"
SOURCE = "参照烟台大学特里尔可持续发展技术学院 2024 年办法起草，支部党员大会通过"

_MEETINGS = ("assembly", "group", "lecture", "party_day", "life", "review")
_STUDIES = ("leaders", "together", "base", "reading_class", "micro_lecture")

#: What the branch made of 加分 ≤ 30: three blocks, 10 + 12 + 8.
BLOCKS: Mapping[str, Any] = {
    "学习": {"cap": 10},
    "组织生活": {"cap": 12},
    "作用发挥": {"cap": 8},
    "测评": {"cap": 10},
    "减分": {},
}

RULES: Mapping[str, Mapping[str, Any]] = {
    "meeting": {
        "title": "参加组织生活",
        "how": "参加一次支部党员大会、党小组会、党课、主题党日、组织生活会，得 0.5 分。",
        "block": "组织生活",
        "points": 0.5,
        "feeds": [f"activity.{kind}" for kind in _MEETINGS],
        "batch": True,
    },
    "together": {
        "title": "参加集中学习",
        "how": "参加一次集中学习、读书班、微党课、基地实践学，得 0.5 分。",
        "block": "组织生活",
        "points": 0.5,
        "feeds": [f"activity.{kind}" for kind in _STUDIES],
        "batch": True,
    },
    "lecturer": {
        "title": "讲党课、讲微党课",
        "how": "主讲一次得 1 分，全年最多 3 分。",
        "block": "作用发挥",
        "points": 1,
        "caps": {"year": 3},
        "feeds": ["activity.lecture.led", "activity.micro_lecture.led"],
    },
    "volunteer": {
        "title": "志愿服务",
        "how": "参加支部组织的志愿服务自动计 1 分；自己参加的可以申报，每月最多 2 分。",
        "block": "作用发挥",
        "points": 1,
        "caps": {"month": 2},
        "feeds": ["activity.volunteer"],
        "claim": True,
        "evidence": True,
    },
    "help": {
        "title": "帮扶群众",
        "how": "结对帮扶、上门服务一次得 1 分，每季度最多 2 分，由党小组长审核。",
        "block": "作用发挥",
        "points": 1,
        "caps": {"quarter": 2},
        "claim": True,
        "approve": "leader",
    },
    "article": {
        "title": "理论文章和信息",
        "how": "支部采用得 1 分，市级刊用得 3 分。",
        "block": "作用发挥",
        "outcomes": {"支部采用": 1, "市级刊用": 3},
        "claim": True,
        "evidence": True,
    },
    "honour": {
        "title": "荣誉表彰",
        "how": "受到表彰的，由支部按级别核定。",
        "block": "作用发挥",
        "feeds": ["honour"],
        "batch": True,
    },
    "appraisal": {
        "title": "民主测评",
        "how": "党员互评和群众评议后由支部录入，至多 10 分。",
        "block": "测评",
        "batch": True,
    },
    "late": {
        "title": "迟到",
        "how": "每次扣 0.5 分。",
        "block": "减分",
        "points": -0.5,
        "feeds": [f"activity.{kind}.late" for kind in (*_MEETINGS, *_STUDIES)],
    },
    "absent": {
        "title": "无故缺席",
        "how": "每次扣 1 分。",
        "block": "减分",
        "points": -1,
        "feeds": [f"activity.{kind}.absent" for kind in (*_MEETINGS, *_STUDIES)],
    },
    "task": {
        "title": "没有完成交办的任务",
        "how": "每次扣 2 分，由支部录入并写明原因。",
        "block": "减分",
        "points": -2,
        "batch": True,
    },
}

#: rule, result where it has several, and what was done.
CLAIMS: tuple[tuple[str, str, str], ...] = (
    ("volunteer", "", "周六上午在社区图书室值班四小时，整理图书、教老人用手机挂号。社区盖了章。"),
    ("help", "", "上门帮结对的独居老人换了水龙头，又陪他去医院复查。"),
    ("article", "支部采用", "写了一篇主题党日的信息，支部公众号采用。"),
    ("volunteer", "", "参加无偿献血宣传，发放资料、引导登记，活动由红十字会组织。"),
    ("help", "", "帮同楼的新职工协调孩子入托，联系了街道和园方。"),
    ("article", "市级刊用", "关于窗口服务“一次办好”的调研文章，市级内刊登载。"),
    ("volunteer", "", "清明期间在烈士陵园做讲解志愿者，共讲解六场。"),
)
BACK = "请补一张现场照片，并写明起止时间。"
MENDED = "周六上午九点到下午一点，在社区图书室值班，附值班登记照片。"
#: batches: rule, result or points in hundredths, what for, how many of the roll
BATCHES: tuple[tuple[str, int | None, str], ...] = (
    ("appraisal", 900, "上半年民主测评：好"),
    ("appraisal", 850, "上半年民主测评：较好"),
    ("task", None, "没有按时交学习笔记"),
)
OBJECTION = "那天我是请假了的，请假条交给了党小组长。"
ANSWER = "核对了请假登记，确实请过假，撤销这条扣分。"
EVIDENCE = (("服务证明", "兹证明该同志参加了本次服务。", "社区居民委员会"),)
