"""What is held together: the kinds with their rules, the six ways of learning, the states. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..core.i18n import N_


class ActivityKind(StrEnum):
    """What an activity is; the points sheet knows it as `activity.<kind>`."""

    ASSEMBLY = "assembly"  # 支部党员大会
    COMMITTEE = "committee"  # 支委会
    GROUP = "group"  # 党小组会
    LECTURE = "lecture"  # 党课
    PARTY_DAY = "party_day"  # 主题党日
    TALK = "talk"  # 谈心谈话
    LIFE = "life"  # 组织生活会
    REVIEW = "review"  # 民主评议党员
    LEADERS = "leaders"  # 领导带头学
    TOGETHER = "together"  # 支部集中学
    BASE = "base"  # 红色教育基地打卡
    MICRO_LECTURE = "micro_lecture"  # 微党课
    READING_CLASS = "reading_class"  # 读书班
    VOLUNTEER = "volunteer"  # 志愿服务
    OTHER = "other"


class Way(StrEnum):
    """The six ways of learning of a yearly plan."""

    LEADERS = "leaders"
    TOGETHER = "together"
    SELF = "self"
    BASE = "base"
    LECTURES = "lectures"
    CONTESTS = "contests"


class Invited(StrEnum):
    """Whom an activity calls together."""

    MEMBERS = "members"  # formal and probationary members of the branch
    ALL = "all"  # everybody of the Party on the branch's roll
    COMMITTEE = "committee"
    GROUP = "group"
    CHOSEN = "chosen"
    SIGN_UP = "sign_up"  # whoever signs up


class ActivityState(StrEnum):
    """The life of an activity."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"  # signing in
    HELD = "held"
    CANCELLED = "cancelled"


class Voting(StrEnum):
    """Whose presence a valid vote asks for."""

    NONE = "none"
    MEMBERS = "members"  # more than half of the members with a vote
    COMMITTEE = "committee"  # more than half of the committee


@dataclass(frozen=True, slots=True)
class KindRule:
    """What is usual for a kind. `in_group`: a group may hold it by itself; `led`: somebody lectures."""

    title: str
    invited: Invited
    way: Way | None = None
    voting: Voting = Voting.NONE
    in_group: bool = False
    led: bool = False


_K, _I, _W = ActivityKind, Invited, Way
KINDS: dict[ActivityKind, KindRule] = {
    _K.ASSEMBLY: KindRule(N_("支部党员大会"), _I.MEMBERS, voting=Voting.MEMBERS),
    _K.COMMITTEE: KindRule(N_("支委会"), _I.COMMITTEE, voting=Voting.COMMITTEE),
    _K.GROUP: KindRule(N_("党小组会"), _I.GROUP, in_group=True),
    _K.LECTURE: KindRule(N_("党课"), _I.MEMBERS, _W.LECTURES, led=True),
    _K.PARTY_DAY: KindRule(N_("主题党日"), _I.MEMBERS, _W.TOGETHER, in_group=True),
    _K.TALK: KindRule(N_("谈心谈话"), _I.CHOSEN),
    _K.LIFE: KindRule(N_("组织生活会"), _I.ALL),
    _K.REVIEW: KindRule(N_("民主评议党员"), _I.ALL),
    _K.LEADERS: KindRule(N_("领导带头学"), _I.MEMBERS, _W.LEADERS, led=True),
    _K.TOGETHER: KindRule(N_("支部集中学"), _I.MEMBERS, _W.TOGETHER, in_group=True),
    _K.BASE: KindRule(N_("红色教育基地打卡"), _I.MEMBERS, _W.BASE, in_group=True),
    _K.MICRO_LECTURE: KindRule(N_("微党课"), _I.MEMBERS, _W.LECTURES, in_group=True, led=True),
    _K.READING_CLASS: KindRule(N_("读书班"), _I.MEMBERS, _W.LECTURES, in_group=True),
    _K.VOLUNTEER: KindRule(N_("志愿服务"), _I.SIGN_UP, in_group=True),
    _K.OTHER: KindRule(N_("其他活动"), _I.ALL, in_group=True),
}

WAY_TITLES: dict[Way, str] = {
    Way.LEADERS: N_("领导带头学"),
    Way.TOGETHER: N_("支部集中学"),
    Way.SELF: N_("平台自主学"),
    Way.BASE: N_("基地实践学"),
    Way.LECTURES: N_("微党课和读书班分享学"),
    Way.CONTESTS: N_("知识竞答比赛学"),
}
STATE_TITLES: dict[ActivityState, str] = {
    ActivityState.DRAFT: N_("草稿"),
    ActivityState.ANNOUNCED: N_("已通知"),
    ActivityState.OPEN: N_("签到中"),
    ActivityState.HELD: N_("已结束"),
    ActivityState.CANCELLED: N_("已取消"),
}
INVITED_TITLES: dict[Invited, str] = {
    Invited.MEMBERS: N_("全体正式党员和预备党员"),
    Invited.ALL: N_("全体党员，含流动党员和退休党员"),
    Invited.COMMITTEE: N_("支部委员会成员"),
    Invited.GROUP: N_("所选党小组"),
    Invited.CHOSEN: N_("指定人员"),
    Invited.SIGN_UP: N_("自愿报名"),
}


class Step(StrEnum):
    """A step of an activity's life."""

    ANNOUNCE = "announce"
    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"


_S = ActivityState
#: From which states a step leads, and where to.
STEPS: dict[Step, tuple[tuple[ActivityState, ...], ActivityState]] = {
    Step.ANNOUNCE: ((_S.DRAFT,), _S.ANNOUNCED),
    Step.OPEN: ((_S.ANNOUNCED,), _S.OPEN),
    Step.CLOSE: ((_S.OPEN,), _S.HELD),
    Step.REOPEN: ((_S.HELD,), _S.OPEN),
    Step.CANCEL: ((_S.ANNOUNCED, _S.OPEN), _S.CANCELLED),
}
#: What asks for a reason.
REASONED = (Step.REOPEN, Step.CANCEL)
EDITABLE = (_S.DRAFT, _S.ANNOUNCED, _S.OPEN)


def titles() -> dict[ActivityKind, str]:
    """Return the kinds' titles, source texts in the order offered."""
    return {kind: rule.title for kind, rule in KINDS.items()}
