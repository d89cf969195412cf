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
}

#: For a kind that a newer or older version of the program told.
UNKNOWN = Wording(N_("通知"), "")


def wording(kind: str) -> Wording:
    """Return what a kind says."""
    return KINDS.get(kind, UNKNOWN)
