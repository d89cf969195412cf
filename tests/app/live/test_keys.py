"""No key before the reveal: every byte that a player and a screen receive, for every type of item.

The same contest is played twice, its items alike but for what is right. Before the reveal the two must not differ
in one byte, by whatever way it came: page, stream, polling, API.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from quizapp.accounts.models import Branch, Member
from quizapp.bank.item import ItemType
from quizapp.core import clock
from quizapp.extensions import db
from quizapp.live import room
from quizapp.live.models import LiveContest
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank
from tests.support import live
from tests.support.sse import Listening

pytestmark = pytest.mark.pages

NAMES = re.compile(r"\b(key|correct|is_correct|explanation|solution)\b")
OPTIONS = {"A": "第一项", "B": "第二项", "C": "第三项", "D": "第四项"}
#: What only a key, an explanation or a source says.
TOLD = (
    "独有甲",
    "独有乙",
    "48271",
    "48272",
    "要点子丑",
    "要点寅卯",
    "解析辰巳",
    "解析午未",
    "出处申酉",
    "出处戌亥",
)
AT = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


def items(kind: str, way: int) -> list[dict[str, Any]]:
    """One item of this type, with the one key or the other."""
    base = {
        "id": f"k-{kind}",
        "type": kind,
        "topic": "应急救护",
        "difficulty": 1,
        "stem": "填____和____。" if kind == "blank" else "这一题问什么？",
        "explanation": ("解析辰巳", "解析午未")[way],
        "source": {"document": ("出处申酉", "出处戌亥")[way], "version": "2026", "article": "第一条"},
    }
    more: dict[str, Any] = {
        "single": {"options": OPTIONS, "key": "AD"[way]},
        "multiple": {"options": OPTIONS, "key": (["A", "C"], ["B", "C", "D"])[way]},
        "boolean": {"key": (True, False)[way]},
        "blank": {"key": ([["独有甲"], ["独有乙"]], [["独有乙"], ["独有甲", "48271"]])[way]},
        "numeric": {"key": (48271, 48272)[way], "tolerance": 0, "unit": "人"},
        "ordering": {"options": OPTIONS, "key": (["A", "B", "C", "D"], ["A", "C", "B", "D"])[way]},
        "matching": {
            "left": {"1": "左一", "2": "左二"},
            "options": {"A": "右一", "B": "右二", "C": "右三"},
            "key": ({"1": "A", "2": "B"}, {"1": "C", "2": "A"})[way],
        },
        "short": {"key": ("要点子丑", "要点寅卯")[way]},
    }[kind]
    return [{**base, **more}]


def responses(view: dict[str, Any]) -> list[Any]:
    """Return two answers: in one of the two contests one of them is right, in the other the other."""
    question = view["question"]
    ids = {one["text"]: one["id"] for one in question["options"]}
    listed = list(ids.values())
    match question["type"]:
        case "single":
            return [ids["第一项"], ids["第四项"]]
        case "boolean":
            return listed
        case "multiple":
            return [[ids["第一项"], ids["第三项"]], [ids["第二项"], ids["第三项"], ids["第四项"]]]
        case "ordering":
            way = ["第一项", "第二项", "第三项", "第四项"]
            return [[ids[one] for one in way], [ids[way[n]] for n in (0, 2, 1, 3)]]
        case "matching":
            return [{"1": ids["右一"], "2": ids["右二"]}, {"1": ids["右三"], "2": ids["右一"]}]
        case "blank":
            return [["独有甲", "独有乙"], ["独有乙", "独有甲"]]
        case "numeric":
            return ["48271", "48272"]
        case _:
            return ["我的答案", "另一个答案"]


@dataclass
class Hall:
    """A contest with two phones, a member who only watches, and the wall; keeps every byte they receive."""

    app: Flask
    contest: LiveContest
    watcher: Member

    def __post_init__(self) -> None:
        self.phones = [live.enter(self.contest.id, name) for name in ("安", "白")]
        self.bytes: list[str] = []
        self._browser: Client = self.app.test_client()  # type: ignore[assignment]  # set by test_client_class
        self._browser.login(self.watcher)
        self._script = self.app.test_client(use_cookies=False)
        self.streams = [Listening(self._get(path, token)) for path, token in self._streams()]
        for stream in self.streams:
            stream.next()

    @property
    def api(self) -> str:
        return f"/api/v1/live/{self.contest.pin}"

    def _streams(self) -> Iterator[tuple[str, str]]:
        yield f"{self.api}/stream", self.phones[0].token
        yield f"/live/{self.contest.pin}/stream?html=1", self.phones[1].token
        yield f"/display/{self.contest.screen_token}/stream", ""
        yield f"{self.api}/stream", "member"

    def _get(self, path: str, token: str) -> Any:
        if token == "member":
            return self._browser.get(path)
        if path.startswith("/api/"):
            return self._script.get(path, headers={"Authorization": f"Bearer {token}"})
        phone = self.app.test_client()
        if token:
            phone.set_cookie(f"live_{self.contest.id}", token)
        return phone.get(path)

    def look(self) -> None:
        """Receive whatever can be asked for at this moment."""
        pin, screen = self.contest.pin, self.contest.screen_token
        paths = [(f"/display/{screen}", ""), (f"/display/{screen}/events", ""), (self.api, "member")]
        for phone in self.phones:
            paths += [(self.api, phone.token), (f"{self.api}/events", phone.token)]
            paths += [(f"{self.api}/events?after=0", phone.token), (f"/live/{pin}", phone.token)]
            paths += [(f"/live/{pin}/events?html=1", phone.token)]
        for path, token in paths:
            answer = self._get(path, token)
            assert answer.status_code == 200, (path, answer.status_code)
            self.bytes.append(answer.text)

    def post(self, path: str, phone: int, body: dict[str, Any]) -> int:
        """Send something from a phone and receive the answer."""
        headers = {"Authorization": f"Bearer {self.phones[phone].token}"}
        answer = self._script.post(f"{self.api}/{path}", json=body, headers=headers, no_csrf=True)
        self.bytes.append(answer.text)
        return int(answer.status_code)

    def received(self, n: int) -> str:
        """Return the bytes since the last time, without what differs between any two contests made the same."""
        for stream in self.streams:
            stream.until(n)
        text = "\n".join([*self.bytes, *(stream.received for stream in self.streams)])
        self.bytes.clear()
        for stream in self.streams:
            stream.received = ""
        pin = str(self.contest.pin)
        secrets = (
            self.contest.screen_token,
            pin,
            f"{pin[:3]} {pin[3:]}",
            f"{pin[:3]}<span></span>{pin[3:]}",
            *(one.token for one in self.phones),
        )
        for value in secrets:
            text = text.replace(value, "…")
        text = re.sub(r"retry: \d+|csrf[-_]token\W+(value|content)=\"[^\"]+\"|nonce=\"[^\"]+\"", "…", text)
        text = re.sub(r"<svg[^>]*class=\W*qr.*?</svg>", "…", text)
        own = self.contest.id
        return re.sub(rf'"id":"{own}","pin"|live_{own}\b|data-player="{own}"', "…", text)

    def view(self) -> dict[str, Any]:
        return dict(self._get(self.api, self.phones[0].token).json)

    def close(self) -> None:
        for stream in self.streams:
            stream.close()


MakeHall = Callable[..., Hall]


@pytest.fixture
def make_hall(
    app: Flask, branch: Branch, organiser: Member, member: Member, make_bank: MakeBank
) -> Iterator[MakeHall]:
    opened: list[Hall] = []

    def make(kind: str, way: int, **more: Any) -> Hall:
        bank = make_bank(items(kind, way), slug=f"{kind}-{way}")
        contest = live.make_contest(branch, organiser, bank.id, count=1, **more)
        opened.append(Hall(app, contest, member))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def play_everybodys(hall: Hall) -> tuple[str, str]:
    """Play one question; return what was received up to the reveal, and what the reveal brought."""
    contest_id = hall.contest.id
    live.ask(contest_id)
    hall.look()
    for phone, response in enumerate(responses(hall.view())):
        body = {"question": "q1", "response": response}
        assert hall.post("answers", phone, body) == 200
        assert hall.post("answers", phone, body) == 200
    assert hall.post("answers", 0, {"question": "q1", "response": ["nonsense"]}) in (409, 422)
    hall.look()
    live.host(contest_id, "extend", seconds=5)
    live.host(contest_id, "pause")
    hall.look()
    live.host(contest_id, "resume")
    state = live.host(contest_id, "close").state
    hall.look()
    before = hall.received(state.n)
    state = live.host(contest_id, "reveal").state
    hall.look()
    return before, hall.received(state.n)


def clean(text: str, given: tuple[str, ...] = ()) -> None:
    """Fail where a text names or tells a key; `given` is what the phones themselves have sent."""
    found = NAMES.search(text)
    assert not found, text[max(0, found.start() - 200) : found.end() + 100]
    for word in TOLD:
        assert word in given or word not in text, text[max(0, text.index(word) - 200) : text.index(word) + 60]


SENT = {"blank": ("独有甲", "独有乙"), "numeric": ("48271", "48272")}


@pytest.mark.parametrize("kind", list(ItemType))
def test_nothing_told_before_the_reveal_depends_on_the_key(make_hall: MakeHall, kind: ItemType) -> None:
    received = []
    with clock.frozen(AT):
        for way in (0, 1):
            before, after = play_everybodys(make_hall(str(kind), way))
            clean(before, SENT.get(str(kind), ()))
            assert "explanation" in after
            assert ("解析辰巳", "解析午未")[way] in after
            received.append(before)
    first, second = received
    same = next(
        (at for at, (one, other) in enumerate(zip(first, second, strict=False)) if one != other), None
    )
    assert first == second, (
        (first[same - 200 : same + 60], second[same - 200 : same + 60]) if same else "length"
    )


@pytest.mark.parametrize("kind", list(ItemType))
def test_a_pressed_question_tells_nothing_either(make_hall: MakeHall, kind: ItemType) -> None:
    hall = make_hall(str(kind), 0, sheet=live.BUZZERS, teams=live.TEAMS[:2])
    contest_id = hall.contest.id
    for phone, team in zip(hall.phones, ("t1", "t2"), strict=True):
        live.host(contest_id, "move", player=phone.player, team=team)
    live.ask(contest_id)
    hall.look()
    assert hall.post("buzz", 1, {"question": "q1"}) == 200  # an early one
    live.host(contest_id, "open_buzz")
    hall.look()
    assert hall.post("buzz", 0, {"question": "q1"}) == 200
    assert hall.post("answers", 0, {"question": "q1", "response": "x"}) == 409
    hall.look()
    state = live.host(contest_id, "answer", by="t1", right=False).state
    hall.look()
    clean(hall.received(state.n))


def test_the_place_of_the_key_tells_nothing(app: Flask, branch: Branch, organiser: Member, bank: Any) -> None:
    """Thirty items whose key is always the author's B: where it is shown, and under what id, follows no rule."""
    contest = live.make_contest(branch, organiser, bank.id, count=30)
    live.host(contest.id, "start_round", round=1)
    places, ids = [], set()
    for _ in range(30):
        state = live.host(contest.id, "ask").state
        assert state.question is not None
        shown = [id for id, _ in state.question.options]
        places.append(shown.index(live.option(state)))
        ids.update(shown)
        live.host(contest.id, "close")
    assert set(places) == {0, 1, 2, 3}
    assert max(places.count(place) for place in range(4)) < 20
    assert len(ids) == 120
    assert all(re.fullmatch(r"[a-z2-7]{10}", one) for one in ids)


def test_points_streaks_and_places_wait_for_the_reveal(
    app: Flask, everybody: LiveContest, member: Member
) -> None:
    hall = Hall(app, everybody, member)
    live.ask(everybody.id)
    view = hall.view()
    right = live.option(room.state_of(everybody.id))
    wrong = next(one["id"] for one in view["question"]["options"] if one["id"] != right)
    hall.post("answers", 0, {"question": "q1", "response": right})
    hall.post("answers", 1, {"question": "q1", "response": wrong})
    live.host(everybody.id, "close")
    parts = [hall._get(hall.api, phone.token).json["mine"] for phone in hall.phones]
    for mine in parts:
        assert (mine["points"], mine["rank"], mine["result"], mine["streak"]) == (0, 1, None, None)
    assert [one["points"] for one in hall.view()["standings"]] == [0, 0]
    live.host(everybody.id, "reveal")
    parts = [hall._get(hall.api, phone.token).json["mine"] for phone in hall.phones]
    assert [(one["points"], one["rank"], one["streak"]) for one in parts] == [(10, 1, 1), (0, 2, 0)]
    db.session.rollback()
    hall.close()
