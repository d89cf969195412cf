"""What each kind of notice says: Chinese source texts, translated when they are shown. Pure.

A feature that has something new to tell adds its kind here; a parameter that is itself one of our texts
is translated too.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..core.i18n import N_


@dataclass(frozen=True, slots=True)
class Wording:
    """A kind's title, its sentence, and what the button to its link says."""

    title: str
    text: str
    action: str = N_("查看")


KINDS: dict[str, Wording] = {
    "item.waiting": Wording(N_("有题目等待审核"), N_("%(author)s 提交：%(stem)s"), N_("去审核")),
    "items.waiting": Wording(N_("有一批题目等待审核"), N_("题库“%(bank)s”导入了 %(n)d 题"), N_("去审核")),
    "item.approved": Wording(N_("题目已通过审核"), N_("%(by)s 已通过：%(stem)s")),
    "item.returned": Wording(N_("题目被退回修改"), N_("%(stem)s 退回原因：%(reason)s"), N_("去修改")),
    "item.comment": Wording(N_("题目有新的意见"), N_("%(by)s：%(text)s（%(stem)s）")),
    "item.expired": Wording(N_("题目已过有效期，不再出题"), N_("%(stem)s 有效期至 %(day)s。"), N_("去更新")),
    "items.expired": Wording(
        N_("有题目已过有效期，不再出题"), N_("共 %(n)d 题，例如：%(stem)s"), N_("去更新")
    ),
    "report.new": Wording(N_("有人报告题目有错"), N_("%(kind)s：%(stem)s"), N_("去处理")),
    "report.answered": Wording(N_("你报告的题目有了答复"), N_("%(outcome)s。%(answer)s 题目：%(stem)s")),
    "regrade.score": Wording(
        N_("你的得分有更正"),
        N_("“%(title)s”：得分由 %(before)s 改为 %(after)s。原因：%(reason)s"),
        N_("查看成绩"),
    ),
    "regrade.place": Wording(
        N_("你的名次有更正"),
        N_("“%(title)s”：名次由第 %(before)s 改为第 %(after)s。原因：%(reason)s"),
        N_("查看成绩"),
    ),
    "regrade.practice": Wording(
        N_("练习的一道题答案有更正"),
        N_("%(stem)s “%(title)s”的得分由 %(before)s 改为 %(after)s。原因：%(reason)s"),
        N_("查看"),
    ),
    "regrade.live": Wording(
        N_("现场竞赛的判定有更正"),
        N_("“%(title)s”：你答对的题由 %(before)s 道改为 %(after)s 道。原因：%(reason)s"),
        N_("查看结果"),
    ),
    "regrade.waiting": Wording(
        N_("系统题库更正了答案"),
        N_("%(stem)s 本支部有答卷用的是原来的答案，可以重判。原因：%(reason)s"),
        N_("去重判"),
    ),
}

#: For a kind that a newer or older version of the program told.
UNKNOWN = Wording(N_("通知"), "")


def wording(kind: str) -> Wording:
    """Return what a kind says."""
    return KINDS.get(kind, UNKNOWN)
