"""A few items as authors write them, one of each way of answering."""

from __future__ import annotations

from quizapp.bank.item import Item
from quizapp.bank.native import item_from_native

GUIDANCE: dict[str, object] = {
    "id": "law-07-guidance",
    "type": "single",
    "topic": "红十字会法",
    "stem": "依据《中华人民共和国红十字会法》第七条，上级红十字会与下级红十字会的工作关系是什么？",
    "options": {"A": "指导", "B": "领导", "C": "委托", "D": "代理"},
    "key": "A",
    "explanation": "上级红十字会指导下级红十字会工作。“领导”常见于误传：各级红十字会由本级会员代表大会选举理事会、监事会。",
    "source": {"document": "中华人民共和国红十字会法", "version": 2017, "article": "第七条"},
    "difficulty": 2,
    "as_of": "2026-11",
}
WHO: dict[str, object] = {
    **GUIDANCE,
    "id": "blood-07-who",
    "type": "multiple",
    "stem": "依据1997年《献血法》第七条，国家鼓励哪些人率先献血？",
    "options": {"A": "国家工作人员", "B": "现役军人", "C": "高等学校在校学生", "D": "医疗机构住院患者的亲属"},
    "key": ["A", "B", "C"],
}
AED: dict[str, object] = {
    **GUIDANCE,
    "id": "aed-order",
    "type": "ordering",
    "stem": "把使用自动体外除颤器（AED）的步骤排成正确顺序。",
    "options": {"A": "插上接头", "B": "开机", "C": "确认无人接触后按提示放电", "D": "贴电极片"},
    "key": ["B", "D", "A", "C"],
}
PRINCIPLES: dict[str, object] = {
    **GUIDANCE,
    "id": "principles-match",
    "type": "matching",
    "stem": "把红十字运动的基本原则与它的要求对应起来。",
    "left": {1: "公正", 2: "中立", 3: "独立"},
    "options": {"A": "不参与政治争论", "B": "各国红会地位平等", "C": "只按需要给予救助", "D": "保持自主"},
    "key": {1: "C", 2: "A", 3: "D"},
}
_CLOSED = {name: value for name, value in GUIDANCE.items() if name != "options"}
HOURS: dict[str, object] = {
    **_CLOSED,
    "id": "training-hours",
    "type": "numeric",
    "stem": "党员每年集中学习培训时间一般不少于多少学时？",
    "key": 32,
    "tolerance": 0,
    "unit": "学时",
}
DISCIPLINE: dict[str, object] = {
    **_CLOSED,
    "id": "discipline-kinds",
    "type": "blank",
    "stem": "对党员的纪律处分有五种：警告、____、撤销党内职务、____、开除党籍。",
    "key": [["严重警告"], ["留党察看"]],
}
SAMARITAN: dict[str, object] = {
    **_CLOSED,
    "id": "good-samaritan",
    "type": "boolean",
    "stem": "因自愿实施紧急救助行为造成受助人损害的，救助人不承担民事责任。",
    "key": True,
}
TALK: dict[str, object] = {
    **_CLOSED,
    "id": "aed-talk",
    "type": "short",
    "stem": "请用三句话告诉同事什么时候用AED、怎么用、最要紧的注意事项是什么。",
    "key": "要点：一，呼救并取AED；二，开、贴、插、电；三，放电时谁都不碰患者。",
}
ALL = (GUIDANCE, WHO, AED, PRINCIPLES, HOURS, DISCIPLINE, SAMARITAN, TALK)


def item(raw: dict[str, object], **changes: object) -> Item:
    """The item of an example, with some fields changed."""
    return item_from_native({**raw, **changes})
