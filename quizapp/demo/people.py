"""The fictional organisation: a unit, three branches, their groups and sixty members. Pure data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
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


class Fate(StrEnum):
    """What happens to a person besides learning."""

    STAYS = "stays"
    LEAVES = "leaves"
    RETURNS = "returns"  # leaves, and comes back
    INVITED = "invited"  # was added lately and has not signed in yet


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
    phone: str = ""
    fate: Fate = Fate.STAYS


@dataclass(frozen=True, slots=True)
class BranchPlan:
    """A branch with its groups and people."""

    name: str
    groups: tuple[str, ...]
    people: tuple[Person, ...]


#: Branch, its groups, and how many people it has.
Sizes = Sequence[tuple[str, tuple[str, ...], int]]
SIZES: Sizes = (
    ("机关党支部", ("第一党小组", "第二党小组", "第三党小组", "第四党小组"), 30),
    ("备灾救灾中心党支部", ("物资组", "救援队组"), 16),
    ("捐献服务中心党支部", ("宣传动员组", "服务保障组"), 14),
)
DUTIES = ("支部书记", "组织委员")

#: The administrator: not of the sixty, and with other things to do than to learn.
ADMIN = Person("admin", "方明", Role.ADMIN, MemberKind.FORMAL, 0, "信息管理员", None, False, 0.55, 0.8)

#: The accounts that the demo prints; the first of each role in the first branch bears its name.
ACCOUNTS = (("admin", "管理员"), ("organiser", "支部书记"), ("leader", "党小组组长"), ("member", "党员"))
#: How the printed accounts learn: steadily, so that their pages have something to show.
STEADY = {"organiser": (0.84, 0.86), "leader": (0.8, 0.8), "member": (0.9, 0.83)}


def organisation(rng: Random, today: date, sizes: Sizes = SIZES) -> list[BranchPlan]:
    """Return the branches with their people; the same for the same seed and day."""
    given = list(GIVEN)
    rng.shuffle(given)
    names = (rng.choice(SURNAMES) + one for one in given)
    plans = []
    for number, (branch, groups, size) in enumerate(sizes):
        people = tuple(
            _person(rng, next(names), number, index, len(groups), size, today) for index in range(size)
        )
        plans.append(BranchPlan(branch, groups, people))
    return plans


def _person(rng: Random, name: str, branch: int, index: int, groups: int, size: int, today: date) -> Person:
    role, duty = _office(index, groups)
    kind = _kind(rng, branch, index)
    fate = _fate(index, size) if role is Role.MEMBER and index > 2 + groups else Fate.STAYS
    username = _username(branch, index, groups)
    usual = rng.betavariate(2.2, 1.8)
    diligence, skill = STEADY.get(username, (usual, rng.uniform(0.58, 0.94)))
    return Person(
        username=username,
        name=name,
        role=role,
        kind=kind,
        group=index % groups,
        duty=duty,
        joined=_joined(rng, kind, today),
        exempt=kind is MemberKind.RETIRED,
        diligence=0.25 * diligence if kind is MemberKind.RETIRED else diligence,
        skill=skill,
        phone=f"1000000{branch}{index:03d}",  # no such number is given out
        fate=fate,
    )


def _office(index: int, groups: int) -> tuple[Role, str]:
    if index < len(DUTIES):
        return Role.ORGANISER, DUTIES[index]
    if index < len(DUTIES) + groups:
        return Role.LEADER, "党小组组长"
    return Role.MEMBER, ""


def _username(branch: int, index: int, groups: int) -> str:
    named = {0: "organiser", len(DUTIES): "leader", len(DUTIES) + groups: "member"}
    usual = f"demo{branch}{index:02d}"
    return named.get(index, usual) if branch == 0 else usual


def _kind(rng: Random, branch: int, index: int) -> MemberKind:
    """Return what the person is; among the first branch's members there is one of every kind."""
    if index < 8:
        return MemberKind.FORMAL
    kinds = list(MemberKind)
    if branch == 0 and index - 8 < len(kinds):
        return kinds[index - 8]
    return rng.choices(kinds, (70, 8, 4, 8, 6, 4))[0]


def _fate(index: int, size: int) -> Fate:
    """Return what happens to the last ones of a branch."""
    from_end = {1: Fate.LEAVES, 2: Fate.INVITED, 3: Fate.RETURNS, 4: Fate.INVITED}
    return from_end.get(size - index, Fate.STAYS)


def _joined(rng: Random, kind: MemberKind, today: date) -> date | None:
    if kind in (MemberKind.ACTIVIST, MemberKind.MASSES):
        return None
    if kind is MemberKind.PROBATIONARY:
        return today - timedelta(days=rng.randrange(60, 330))
    return today - timedelta(days=rng.randrange(400, 365 * 30))
