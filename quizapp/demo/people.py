"""The fictional organisation: a unit, three branches, their groups and sixty members. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ..accounts.kinds import MemberKind
from ..core.permissions import Role

UNIT = "南屏省红十字会（演示单位）"
FILING = "演示备案号 0000-0000"

SURNAMES = "周罗韦陈林苏唐江顾韩孟何沈梁黄覃莫蒋邓谢杨刘赵吴郑冯许曹彭萧田董潘袁蔡贾丁魏薛叶"
GIVEN = (  # noqa: SIM905 - sixty names read better on three lines than on sixty
    "晓岚 勇 兰 思源 知远 婉清 若溪 一帆 长青 予安 繁星 嘉树 牧云 明哲 静宜 文博 雅琴 志强 海燕 国栋 "
    "春晖 立新 雨桐 子墨 佳怡 建华 秋实 永康 慧敏 浩然 云舒 景行 怀瑾 若水 向阳 清扬 书宁 德馨 致远 沐阳 "
    "晨曦 采薇 思齐 弘毅 安澜 听雨 敏行 承志 望舒 星河 念慈 修远 锦程 伯言 芷若 光启 梓萱 鹏程 初阳 映雪"
).split()


@dataclass(frozen=True, slots=True)
class Person:
    """A member to be made. `diligence` from 0 to 1 says how often he or she learns, `skill` how well."""

    username: str
    name: str
    role: Role
    kind: MemberKind
    group: int
    duty: str
    joined: date | None
    exempt: bool
    diligence: float
    skill: float


@dataclass(frozen=True, slots=True)
class BranchPlan:
    """A branch with its groups and people."""

    name: str
    groups: tuple[str, ...]
    people: tuple[Person, ...]


SIZES = (
    ("机关党支部", ("第一党小组", "第二党小组", "第三党小组", "第四党小组"), 30),
    ("备灾救灾中心党支部", ("物资组", "救援队组"), 16),
    ("捐献服务中心党支部", ("宣传动员组", "服务保障组"), 14),
)
DUTIES = ("支部书记", "组织委员", "宣传委员", "纪检委员")


def organisation(rng: Random, today: date) -> list[BranchPlan]:
    """Return the branches with their people; the same for the same seed and day."""
    given = list(GIVEN)
    rng.shuffle(given)
    names = (rng.choice(SURNAMES) + one for one in given)
    plans = []
    for number, (branch, groups, size) in enumerate(SIZES):
        people = tuple(
            _person(rng, next(names), number, index, index % len(groups), len(groups), today)
            for index in range(size)
        )
        plans.append(BranchPlan(branch, groups, people))
    return plans


def _person(rng: Random, name: str, branch: int, index: int, group: int, groups: int, today: date) -> Person:
    role, duty = Role.MEMBER, ""
    if index < 2:
        role, duty = Role.ORGANISER, DUTIES[index]
    elif index < 2 + groups:
        role, duty = Role.LEADER, "党小组长"
    kind = MemberKind.FORMAL if index < 8 else rng.choices(list(MemberKind), (70, 8, 4, 8, 6, 4))[0]
    joined = None
    if kind not in (MemberKind.ACTIVIST, MemberKind.MASSES):
        joined = today - timedelta(days=rng.randrange(400, 365 * 30))
    retired = kind is MemberKind.RETIRED
    usual = rng.betavariate(2.5, 2)
    diligence = 0.2 * usual if retired else usual
    return Person(
        f"demo{branch}{index:02d}",
        name,
        role,
        kind,
        group,
        duty,
        joined,
        retired,
        diligence,
        rng.uniform(0.55, 0.95),
    )


#: Accounts that the demo prints, by role; each leads to one of the people above or to the administrator.
ACCOUNTS = (("admin", "管理员"), ("organiser", "支部书记"), ("leader", "党小组长"), ("member", "党员"))
