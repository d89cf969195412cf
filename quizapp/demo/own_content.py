"""What the first branch wrote by itself: a few items, a study material and a draft. Pure data, all invented."""

from __future__ import annotations

from typing import Any

BANK = "机关党支部自编题"
BANK_ABOUT = "本支部自己出的题：办公楼的应急安排。内容为演示而虚构。"
TOPIC = "本单位应急"
_SOURCE = {"document": "办公楼应急手册（演示）", "version": "第二版"}


def _item(
    id: str, type: str, stem: str, key: Any, explanation: str, section: str, **more: Any
) -> dict[str, Any]:
    return {
        "id": id,
        "type": type,
        "topic": TOPIC,
        "stem": stem,
        "key": key,
        "explanation": explanation,
        "source": {**_SOURCE, "section": section},
        "difficulty": 2,
        **more,
    }


ITEMS: tuple[dict[str, Any], ...] = (
    _item(
        "own-aed-place",
        "single",
        "办公楼里的自动体外除颤器（AED）放在哪里？",
        "C",
        "一层大厅服务台右侧的白色壁柜，柜门不上锁，取用时会响铃。",
        "急救点",
        options={"A": "二层会议室门口", "B": "地下车库值班室", "C": "一层大厅服务台右侧", "D": "顶层设备间"},
    ),
    _item(
        "own-lift",
        "boolean",
        "办公楼火警响起后，行动不便的同事可以乘电梯下楼。",
        False,
        "火警时电梯停用。行动不便的同事由结对的两位同事协助，从东侧楼梯下楼。",
        "疏散",
    ),
    _item(
        "own-meeting-point",
        "single",
        "办公楼疏散后的集合点是哪里？",
        "B",
        "南门外停车场中间的绿岛，离楼体远，也不挡消防车道。",
        "疏散",
        options={"A": "北门岗亭", "B": "南门外停车场绿岛", "C": "一层大厅", "D": "马路对面公交站"},
    ),
    _item(
        "own-count-minutes",
        "numeric",
        "到集合点后，各组应在多少分钟内向值班负责人报清人数？",
        10,
        "十分钟内报清：在场几人、外出几人、没有联系上的几人。",
        "清点人数",
        unit="分钟",
    ),
    _item(
        "own-kit",
        "multiple",
        "办公楼急救箱里常备下列哪几样？",
        ["A", "B", "D"],
        "急救箱备敷料、三角巾和一次性手套；药品因人而异，箱里不放。",
        "急救点",
        options={"A": "无菌敷料", "B": "三角巾", "C": "退烧药", "D": "一次性手套"},
    ),
    _item(
        "own-order",
        "ordering",
        "发现有人倒在走廊，请把本单位约定的做法按先后排好。",
        ["B", "D", "A", "C"],
        "先看环境再靠近，随后呼救分工，一人取 AED，一人到楼下接急救人员。",
        "急救点",
        options={
            "A": "指定一人去一层取 AED",
            "B": "看清现场是否安全",
            "C": "指定一人到楼下接急救人员",
            "D": "判断有无反应并呼救",
        },
    ),
)
#: What was put more precisely later on: a new version of the first item.
BETTER_STEM = "办公楼里的自动体外除颤器（AED）放在一层的什么位置？"
BETTER_OPTIONS = {"A": "东侧楼梯口", "B": "值班室里", "C": "大厅服务台右侧", "D": "西侧茶水间"}
WHY_BETTER = "选项都改成一层的位置，免得一眼看出"
#: Taken out of use.
RETIRED, WHY_RETIRED = "own-lift", "与材料重复，改在演练时讲"

MATERIAL_TITLE = "办公楼疏散和急救点：五分钟看懂"
MATERIAL_SUMMARY = "往哪里走、在哪里集合、急救箱和 AED 在哪里，看完就能带路。"
MATERIAL = """## 听到火警

放下手里的事，从**最近的楼梯**下楼，不乘电梯。靠门的同事顺手看一眼房间里还有没有人，把门带上。

行动不便的同事由结对的两位同事陪同，走东侧楼梯，那里的扶手是连续的。

## 在哪里集合

集合点是**南门外停车场中间的绿岛**。各组到齐后清点三个数：

| 要报的数 | 谁来报 |
| --- | --- |
| 在场几人 | 党小组组长 |
| 外出几人 | 党小组组长 |
| 没有联系上的几人 | 党小组组长，同时说清最后见到的地方 |

到集合点后**十分钟内**报给值班负责人。

## 急救点

- AED 在一层大厅服务台右侧的白色壁柜里，柜门不上锁，打开会响铃。
- 急救箱每层一个，在茶水间门后：敷料、三角巾、一次性手套。药品因人而异，箱里不放。

## 有人倒下时

1. 看清现场是否安全；
2. 判断有无反应，大声呼救；
3. 指定一人去取 AED；
4. 指定一人到楼下接急救人员。

> 本文为演示而写，单位和地点都是虚构的。
"""
DRAFT_TITLE = "主题党日学习提纲"
DRAFT_SUMMARY = "一次一小时的主题党日怎么安排：学一篇、答一组、议一题。"
DRAFT = """## 一小时怎么用

1. **学一篇**（20 分钟）：从材料库选一篇，轮流领读。
2. **答一组**（15 分钟）：各自用手机练十题，当场看解析。
3. **议一题**（25 分钟）：挑错得最多的一题，请经办的同志讲一讲。

待补充：发言提纲和签到办法。
"""
