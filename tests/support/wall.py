"""Every picture that the wall can show, from contests played through the engine: states by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from quizapp.bank.item import Item, ItemType, Source
from quizapp.live import projections
from quizapp.live.engine.events import Command
from quizapp.live.engine.game import apply, begin
from quizapp.live.engine.setup import Contestant, Question, Setup
from quizapp.live.engine.sheet import (
    FULL,
    MINUS_FULL,
    NOTHING,
    Buzz,
    Clock,
    Duel,
    Early,
    Effect,
    Kind,
    Phone,
    Risk,
    Round,
    RuleSheet,
    Tie,
    Verdict,
)
from quizapp.live.engine.state import State
from quizapp.live.projections import places
from quizapp.live.views import wall_of

T0 = 1_792_000_000_000  # milliseconds: a morning in 2026
TEAMS = ("第一党小组", "第二党小组", "血液中心联队", "第四党小组", "第三党小组", "志愿者联队")
NAMES = [
    "夏知秋", "汪晴", "温如玉", "梁书宁", "冯以安", "程砚", "邓知夏", "谢明澈", "罗文远", "周晓岚",
    "白露", "江一帆", "秦怀瑾", "叶清扬", "孟繁星", "何嘉树", "方以宁", "顾长青", "苏婉清", "陆明轩",
    "韩予安", "陈思源", "唐若溪", "沈牧云", "林知远", "许听澜", "高远", "郑安歌", "宋时雨", "傅青山",
]  # fmt: skip
SOURCE = Source("国际红十字与红新月运动章程", section="序言")
WHY = "为了继续得到所有人的信任，红十字运动在冲突双方之间不采取立场，任何时候也不参与带有政治、种族、宗教或意识形态性质的争论。"


def choice(number: int, kind: ItemType = ItemType.SINGLE, **more: Any) -> Item:
    """A question with options; the key is B, or B and D."""
    fields: dict[str, Any] = {
        "id": f"i{number}",
        "type": kind,
        "topic": "红十字运动",
        "stem": "红十字运动七项基本原则中，要求在任何情况下都不得参与政治、种族、宗教或意识形态争论的是哪一项？",
        "options": (("A", "人道"), ("B", "中立"), ("C", "独立"), ("D", "志愿服务")),
        "key": ("B", "D") if kind is ItemType.MULTIPLE else "B",
        "explanation": WHY,
        "source": SOURCE,
    }
    return Item(**{**fields, **more})


LONG = choice(
    91,
    ItemType.MULTIPLE,
    stem="根据《中华人民共和国红十字会法》，下列关于红十字会工作人员在武装冲突、自然灾害、事故灾难、公共卫生事件等突发事件中"
    "执行救援救助任务并标有红十字标志时所享有的权利和应当承担的义务，以及各级人民政府应当给予的支持和保障，说法正确的有哪些？"
    "请选出所有正确的项。",
    options=(
        ("A", "执行救援、救助任务并标有红十字标志的人员、物资和交通工具有优先通行的权利"),
        ("B", "任何组织和个人都可以根据工作需要自行使用红十字标志，无须经过批准"),
        (
            "C",
            "在自然灾害、事故灾难、公共卫生事件等突发事件中，红十字会可以向当地人民政府申请所需的物资与场地",
        ),
        (
            "D",
            "阻碍红十字会工作人员依法履行救援、救助、救护职责，构成违反治安管理行为的，由公安机关依法给予治安管理处罚",
        ),
        ("E", "红十字会的财产使用情况应当接受人民政府审计等部门的监督，并向社会公开捐赠款物的收入和使用情况"),
    ),
    key=("A", "D", "E"),
)
SHORT_ONE = choice(
    92, ItemType.BOOLEAN, stem="中国红十字会是中华人民共和国统一的红十字组织。", options=(), key=True
)
WRITTEN = choice(
    93,
    ItemType.BLANK,
    stem="中国红十字会成立于____年，总会设在____。",
    options=(),
    key=(("1904",), ("北京",)),
)
MATCHING = choice(
    94,
    ItemType.MATCHING,
    stem="把急救情形与首要处置对应起来。",
    options=(
        ("A", "立即胸外按压"),
        ("B", "腹部冲击"),
        ("C", "直接压迫止血"),
        ("D", "流动清水冲洗"),
    ),
    left=(("1", "心脏骤停"), ("2", "气道异物梗阻"), ("3", "外伤大出血"), ("4", "热液烫伤")),
    key=(("1", "A"), ("2", "B"), ("3", "C"), ("4", "D")),
)
ORDERING = choice(
    95,
    ItemType.ORDERING,
    stem="按先后排列成人心肺复苏的步骤。",
    options=(("A", "判断意识与呼吸"), ("B", "拨打 120"), ("C", "胸外按压"), ("D", "开放气道")),
    key=("A", "B", "C", "D"),
)
NUMBER = choice(
    96,
    ItemType.NUMERIC,
    stem="成人胸外按压的频率不低于每分钟多少次？",
    options=(),
    key=Decimal(100),
    unit="次",
)

SPOKEN = {Verdict.RIGHT: FULL, Verdict.WRONG: MINUS_FULL}
GAIN = {Verdict.RIGHT: FULL, Verdict.WRONG: NOTHING}


def _round(key: str, kind: Kind, title: str, **more: Any) -> Round:
    return Round(**{"key": key, "kind": kind, "values": (2000,), "effects": SPOKEN, "title": title, **more})


ROUNDS = (
    _round("required", Kind.REQUIRED_TEAM, "团队必答", count=12, effects=GAIN, clock=Clock(30_000)),
    _round(
        "buzz",
        Kind.BUZZ,
        "抢答题",
        count=10,
        buzz=Buzz(early=Early(points=-1000, exclude="question", question="continue"), attempts=2),
        clock=Clock(15_000),
    ),
    _round(
        "risk",
        Kind.RISK,
        "风险题",
        values=(1000, 2000, 3000),
        order="score_asc",
        risk=Risk(picks=2, distinct=True),
        clock=Clock(60_000),
    ),
    _round("duel", Kind.DUEL, "PK 对战", duel=Duel(set_of=3), effects=GAIN),
    _round("arena", Kind.ARENA, "擂台赛", effects=GAIN),
    _round(
        "ladder",
        Kind.LADDER,
        "步步高",
        values=tuple(range(500, 5500, 500)),
        effects=GAIN,
        stop_at_first_miss=True,
    ),
    _round("speed", Kind.SPEED, "限时速答", effects=GAIN, per_team=20, clock=Clock(90_000)),
    _round(
        "everyone",
        Kind.ALL_ANSWER,
        "全员答题",
        values=(1000,),
        effects={Verdict.RIGHT: FULL},
        count=20,
        clock=Clock(30_000),
        phone=Phone(scoring="speed"),
    ),
    _round("audience", Kind.AUDIENCE, "观众题", values=(500,), effects={Verdict.RIGHT: Effect(percent=100)}),
)
SHEET = RuleSheet("wall", "现场知识竞赛", ROUNDS, base=10000, tie=Tie(mode="sudden_death"))


class Play:
    """A contest under way: `do` carries a command out at the next second."""

    def __init__(self, setup: Setup) -> None:
        self.state, self.at = begin(setup), T0

    def do(self, do: str, /, *, after: int = 1000, **fields: Any) -> Play:
        """Carry a command out `after` milliseconds after the one before."""
        self.at += after
        self.state, _ = apply(self.state, Command(do, fields), self.at)
        return self

    def join(self, count: int, seats: int = 3) -> Play:
        """People come in, the first ones on the teams' seats."""
        teams = list(self.state.contestants)
        for index in range(count):
            team = teams[index % len(teams)] if teams and index < seats * len(teams) else None
            seat = index // len(teams) + 1 if team else None
            self.do("join", player=f"p{index}", name=NAMES[index], team=team, seat=seat)
        return self


def team_setup(*items: Item, **more: Any) -> Setup:
    """Six teams; every round has the given questions, or enough single choices."""
    questions: dict[str, Question] = {}
    rounds: dict[str, list[str]] = {}
    for rules in ROUNDS:
        for index, item in enumerate(items or [choice(n) for n in range(30)]):
            id = f"{rules.key}-{index}"
            pairs = tuple((f"o{place}", letter) for place, (letter, _) in enumerate(item.choices))
            questions[id] = Question(id, item, pairs)
            rounds.setdefault(rules.key, []).append(id)
    contestants = tuple(Contestant(f"t{n}", name, n) for n, name in enumerate(TEAMS, start=1))
    setup = Setup(SHEET, contestants, questions, rounds, seed="wall")
    return replace(setup, **more)


def people_setup(*items: Item) -> Setup:
    """Everybody for themselves."""
    return replace(team_setup(*items), contestants=(), individual=True)


def _spread(play: Play) -> Play:
    for team, points in zip(play.state.contestants, (90, 60, 20, 20, -10, -60), strict=True):
        play.do("adjust", to=team, points=points, reason="前几轮")
    return play


def _everyone(*items: Item, setup: Setup | None = None) -> Play:
    return Play(setup or people_setup(*items)).join(28).do("start_round", round="everyone").do("ask")


def _answers(play: Play, letter: str = "o1") -> dict[str, Any]:
    ids = ("o0", letter, letter, letter, "o2", letter, "o3")
    multiple = play.state.question is not None and play.state.question.item.type is ItemType.MULTIPLE
    return {
        f"p{n}": {
            "response": [ids[n % 7]] if multiple else ids[n % 7],
            "at": play.at + 900 + 300 * n,
        }
        for n in range(26)
    }


def _closed(play: Play) -> Play:
    return play.do("close", after=25_000, answers=_answers(play))


def _teams(*items: Item, setup: Setup | None = None) -> Play:
    return _spread(Play(setup or team_setup(*items)).join(18))


def states() -> dict[str, State]:
    """Return a state for every picture, by name."""
    found: dict[str, Play] = {
        "lobby-empty": Play(people_setup()),
        "lobby": Play(people_setup()).join(28),
        "lobby-teams": Play(team_setup()).join(24),
        "lobby-locked": Play(people_setup()).join(28).do("lock", on=True),
        "wait": Play(team_setup()).join(9).do("scene", scene="wait"),
        "card": _teams().do("start_round", round="required"),
        "card-duel": _teams().do("start_round", round="duel"),
        "card-arena": _teams().do("start_round", round="arena"),
        "turn": _teams().do("start_round", round="required").do("ask", to="t2"),
        "turn-judged": _teams()
        .do("start_round", round="required")
        .do("ask", to="t2")
        .do("answer", right=True),
        "turn-revealed": _teams()
        .do("start_round", round="required")
        .do("ask", to="t2")
        .do("answer", right=False)
        .do("reveal"),
        **_pressed(),
        **_risky(),
        **_met(),
        **_phones(),
        **_endings(),
        **_many(),
    }
    return {name: play.state for name, play in found.items()}


def _pressed() -> dict[str, Play]:
    def play() -> Play:
        return _teams().do("start_round", round="buzz").do("ask")

    return {
        "buzz-reading": play(),
        "buzz-armed": play().do("buzz", by="t6").do("open_buzz"),
        "buzz-taken": play().do("buzz", by="t6").do("open_buzz").do("buzz", by="t3", after=312),
        "buzz-passed": play()
        .do("open_buzz")
        .do("buzz", by="t3", after=312)
        .do("answer", right=False)
        .do("buzz", by="t1", after=188),
        "void": play().do("void", reason="题目有误"),
        "paused": play().do("open_buzz").do("buzz", by="t3", after=412).do("pause"),
    }


def _risky() -> dict[str, Play]:
    def play() -> Play:
        return _teams().do("start_round", round="risk").do("ask")

    def second() -> Play:
        first = play().do("choose_value", by="t6", value=30).do("answer", right=False).do("ask")
        return first.do("choose_value", by="t5", value=20).do("answer", right=True).do("ask")

    return {
        "choosing": play(),
        "choosing-later": second(),
        "risk-question": second().do("choose_value", by=second().state.asked.to, value=20),  # type: ignore[union-attr]  # asked just now
    }


def _met() -> dict[str, Play]:
    arena = _teams().do("start_round", round="arena")
    champion = arena.state.round.champion if arena.state.round else None
    other = next(one for one in arena.state.contestants if one != champion)
    ladder = _teams().do("start_round", round="ladder").do("ask")
    for _ in range(3):
        ladder.do("answer", right=True).do("ask", to=ladder.state.asked.to)  # type: ignore[union-attr]  # asked just now
    speed = _teams().do("start_round", round="speed").do("ask")
    for right in (True, True, False, True):
        speed.do("answer", right=right)
    return {
        "duel": _teams().do("start_round", round="duel").do("ask").do("answer", right=True).do("ask"),
        "arena": arena.do("pair", first=champion, second=other).do("ask"),
        "ladder": ladder,
        "speed": speed,
    }


def _phones() -> dict[str, Play]:
    every = {
        "long": LONG,
        "boolean": SHORT_ONE,
        "blank": WRITTEN,
        "matching": MATCHING,
        "ordering": ORDERING,
        "numeric": NUMBER,
    }
    audience = _teams().join(0)
    for index in range(18, 28):
        audience.do("join", player=f"p{index}", name=NAMES[index])
    audience.do("start_round", round="audience").do("ask")
    given = {
        f"p{n}": {"response": "o1" if n % 3 else "o0", "at": audience.at + 500 * n} for n in range(18, 28)
    }
    helped = _everyone(choice(1))
    return {
        "phone": _everyone(choice(1)),
        "phone-closed": _closed(_everyone(choice(1))),
        "phone-revealed": _closed(_everyone(choice(1))).do("reveal"),
        "phone-teams": _everyone(setup=team_setup()),
        "phone-teams-revealed": _closed(_everyone(setup=team_setup())).do("reveal"),
        "audience": helped and audience.do("close", answers=given).do("reveal"),
        **{f"type-{name}": _everyone(item) for name, item in every.items()},
        "revealed-long": _closed(_everyone(LONG)).do("reveal"),
        **{
            f"revealed-{name}": _everyone(item).do("close", answers={}).do("reveal")
            for name, item in every.items()
            if name != "long"
        },
        "spoken-long": _teams(LONG)
        .do("start_round", round="buzz")
        .do("ask")
        .do("open_buzz")
        .do("buzz", by="t3"),
    }


def _many() -> dict[str, Play]:
    """Twelve and sixteen teams with long names, and six values to choose from."""
    sixteen = tuple(Contestant(f"t{n}", f"江岚省第{n}医院联队", n, "江岚省红十字会") for n in range(1, 17))
    twelve = sixteen[:12]
    values = tuple(range(1000, 7000, 1000))
    rounds = tuple(replace(one, values=values) if one.key == "risk" else one for one in ROUNDS)
    wide = team_setup(sheet=replace(SHEET, rounds=rounds))

    def play() -> Play:
        return Play(team_setup(contestants=twelve))

    return {
        "many-lobby": play().join(28),
        "many-card": play().do("start_round", round="duel"),
        "many-turn": play().do("start_round", round="required").do("ask", to="t11"),
        "many-choosing": play().do("start_round", round="risk").do("ask", to="t1"),
        "many-values": Play(wide).do("start_round", round="risk").do("ask", to="t1"),
        "many-standings": play().do("scene", scene="standings"),
        "many-uncover": play().do("scene", scene="reveal:8"),
        "sixteen": Play(team_setup(contestants=sixteen)).do("scene", scene="standings"),
        "made-up": Play(team_setup(questions={}, rounds={})).do("start_round", round="required").do("ask"),
    }


def _endings() -> dict[str, Play]:
    def over() -> Play:
        frozen = _teams().do("freeze", on=True).do("start_round", round="required").do("ask", to="t2")
        return frozen.do("answer", right=True).do("ask", to="t6").do("answer", right=True).do("finish")

    def alone() -> Play:
        return _closed(_everyone(choice(1))).do("reveal")

    tied = Play(team_setup()).join(18).do("start_round", round="required").do("ask", to="t1")
    return {
        "standings": _teams()
        .do("start_round", round="required")
        .do("ask", to="t5")
        .do("answer", right=True)
        .do("scene", scene="standings"),
        "standings-people": alone().do("scene", scene="standings"),
        "standings-frozen": _teams().do("freeze", on=True).do("scene", scene="standings"),
        "frozen-question": _teams().do("freeze", on=True).do("start_round", round="required").do("ask"),
        "between": _teams().do("start_round", round="required").do("end_round"),
        "break": _teams().do("scene", scene="break"),
        "break-counted": _teams().do("scene", scene="break:10"),
        "rules": _teams().do("start_round", round="risk").do("scene", scene="rules"),
        "thanks": _teams().do("finish").do("scene", scene="thanks"),
        "sealed": over(),
        "uncover-0": over().do("scene", scene="reveal:0"),
        "uncover-3": over().do("scene", scene="reveal:3"),
        "uncover-all": over().do("scene", scene="reveal:6"),
        "uncover-people": alone().do("finish").do("scene", scene="reveal:7"),
        "podium": over().do("scene", scene="podium"),
        "podium-people": alone().do("finish"),
        "podium-tied": tied.do("answer", right=True).do("finish"),
    }


def view_of(state: State) -> dict[str, Any]:
    """Return what the wall's partial is made from."""
    head = SimpleNamespace(id=1, pin="739204", title="迎七一现场知识竞赛", guests=True, rehearsal=True)
    found = places(state)
    now = datetime.fromtimestamp((state.history[-1].at if state.history else T0) / 1000, UTC)
    return {
        **projections.screen(state, head, now, 3, found=found),
        "branch": "江岚省红十字会机关党委",
        "join_url": "http://192.168.1.20:8000/join/739204",
        "wall": wall_of(state, found),
    }
