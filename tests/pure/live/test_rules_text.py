"""The rules as sentences: what the sheet says, once, in words a team understands; nothing of what it does not say."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.live.engine.gaps import settle
from quizapp.live.engine.reading import builtin, load, read_sheet
from quizapp.live.engine.sheet import Round, RuleSheet
from quizapp.live.regulations.pages import LINES, pages
from quizapp.live.regulations.text import Section, ranking, regulations, round_title, sentences


def one(kind: str = "required_team", **fields: Any) -> Round:
    return read_sheet({"rounds": [{"kind": kind, **fields}]}).rounds[0]


def sections(name: str) -> list[Section]:
    return regulations(*settle(load(name), {}))


def titled(found: list[Section], title: str) -> list[str]:
    return list(next(section.sentences for section in found if section.title == title))


@pytest.mark.parametrize(
    ("round", "sentence"),
    [
        (one(points=10, wrong=0, timeout=0), "答对得 10 分，答错、超时不扣分。"),
        (one(points=2.5, wrong=-1), "答对得 2.5 分，答错扣 1 分。"),
        (one(points=10, wrong="-v/2"), "答对得 10 分，答错扣这道题分值的一半。"),
        (one(points=10, wrong="-30%"), "答对得 10 分，答错扣这道题分值的百分之 30。"),
        (one(points=10, wrong=-10, incomplete=5), "答对得 10 分，答错扣 10 分，回答不完整得 5 分。"),
        (one(points=10, right=8), "答对得 8 分。"),
        (one("risk", values=[10, 20], wrong="-v"), "答对得所选分值，答错扣这道题的分值。"),
        (one("ladder", values=[10, 20, 30]), "各级答对依次得 10、20、30 分。"),
        (one("assign", values=[10, 20]), "分值有 10、20 分，答对得这道题的分值。"),
        (one(), "分值由主持人说明。"),
        (one("all_answer", points=1000, scoring="speed"), "答对得 500 到 1000 分，越快越多。"),
        (one(per_member=2), "每名队员 2 题。"),
        (one(per_team=3, count=12), "共 12 题。"),
        (one("speed", per_team=15), "每队最多 15 题。"),
        (one(answer_s=1.5, starts="host_go"), "答题时间 1.5 秒。"),
        (one(answer_s=30, starts="after_read"), "读完题起计时。"),
        (one(by_value_s={"10": 30, "20": 60}), "答题时间：10 分题 30 秒，20 分题 60 秒。"),
        (one(start_within_s=10), "10 秒内要开始作答。"),
        (one(on_stage=[1, 2]), "由 1、2 号队员上场。"),
        (one(order="member"), "先由各队 1 号队员依次作答，再到 2 号，以此类推。"),
        (one(help={"per_duel": 1}), "每场对战可以用“求助” 1 次。"),
        (one(help={"per_duel": 1, "restarts_clock": True}), "求助后重新计时。"),
        (one("arena", pass_to_opponent=1), "免答权 1 次：题目转给对手。"),
        (one(floor=0), "本环节总分扣到 0 分为止。"),
        (one(notes="题组抽签。"), "题组抽签。"),
        (one("risk", values=[10], distinct_values=True), "各次所选的分值必须不同。"),
        (one("risk", values=[10], decline=False), "不能放弃。"),
        (one("risk", values=[10], decline=0), "可以放弃，放弃不扣分。"),
        (one("risk", values=[10], may_exceed=False), "所选分值不能高于现有得分。"),
        (one("risk", stock={"10": 2, "20": 1}), "题数：10 分 2 题，20 分 1 题。"),
        (one("risk"), "先选分值再看题，分值由主持人说明。"),
        (one("duel", set_of=5, pair="draw", odd="bye"), "队数是单数时，最后一队轮空。"),
        (one("buzz", early={"points": -10, "question": "void"}), "抢先按键后，这道题作废。"),
        (one("buzz", early={"exclude": "round"}), "违例的队退出本环节。"),
        (one("buzz", fouls=[{"nth": 3, "exclude_from_round": True}]), "第 3 次抢先按键，退出本环节。"),
        (one("buzz", fouler_may_press=True), "抢先按键的队还可以再抢这道题。"),
        (one("buzz", attempts=2), "一道题最多 2 队作答。"),
        (one("buzz", attempts=99), "答错后其他队可以接着抢。"),
        (one("buzz", no_press={"after_s": 15, "to": "audience"}), "15 秒内没有队按键，题目交给观众。"),
        (one("buzz", blurt=-10), "没有轮到就抢着说话扣 10 分。"),
        (one("buzz", starts="named"), "主持人叫到队名后才能作答。"),
        (one("all_answer", streak=[1, 2]), "连续答对，从第二题起另加 1、2 分。"),
        (one("all_answer", team="sum"), "分队时，一队的得分是队员得分之和。"),
        (one("audience", branch_best=3), "得分计给本人所在单位：取得分最高的 3 人的平均数。"),
    ],
)
def test_a_field_is_told_in_one_sentence(round: Round, sentence: str) -> None:
    assert sentence in sentences(round)


def test_a_partly_right_answer_that_counts_as_wrong_is_not_told_twice() -> None:
    found = sentences(one(points=10, wrong=-10, incomplete="wrong"))
    assert "答对得 10 分，答错扣 10 分。" in found


def test_a_round_without_presses_says_nothing_of_them() -> None:
    assert not [text for text in sentences(one(points=10)) if "按键" in text]
    assert not [text for text in sentences(one("buzz", open="during_read")) if "抢先" in text]


def test_a_round_is_called_by_its_sheet_or_by_its_kind() -> None:
    assert round_title(one(title="共同必答")) == "共同必答"
    assert round_title(one("buzz")) == "抢答"


def test_the_regulations_go_from_the_teams_to_the_assumptions() -> None:
    found = sections("R1")
    assert [section.title for section in found] == [
        "“不忘初心”知识竞赛",
        "必答题",
        "抢答题",
        "PK 对战",
        "风险题",
        "名次",
        "其他约定",
        "原规程没有写明，本次这样执行",
    ]
    assert titled(found, "“不忘初心”知识竞赛") == ["参赛 4 队。", "每队 6 人。", "基础分 100 分。"]
    assert "只有前两名同分时才加赛。" in titled(found, "名次")
    assert "作废的题不补。" in titled(found, "其他约定")
    assumed = titled(found, "原规程没有写明，本次这样执行")
    assert "风险题：答错扣多少分？按扣这道题的分值。" in assumed
    assert "加赛题的得分计入总分吗？不计入，只决定名次。" in assumed


def test_advancement_and_a_range_of_teams_are_told() -> None:
    assert "分 12 场，每场前 2 名晋级。" in titled(sections("R10"), "名次")
    assert titled(sections("relay")[:1], "车轮战")[0] == "参赛 2 到 12 队。"


def test_a_sheet_without_assumptions_has_no_section_for_them() -> None:
    assert [section.title for section in sections("party-speed")] == ["同答题", "名次", "其他约定"]


@pytest.mark.parametrize("sheet", builtin(), ids=lambda found: found.id)
def test_no_sentence_comes_twice_in_a_round_or_with_a_hole(sheet: RuleSheet) -> None:
    settled, assumed = settle(sheet, {})
    for section in regulations(settled, assumed):
        assert len(set(section.sentences)) == len(section.sentences)
        assert all(text.strip().endswith("。") and "%(" not in text for text in section.sentences)


@pytest.mark.parametrize("sheet", builtin(), ids=lambda one: one.id)
def test_the_pages_of_the_wall_have_every_sentence_once_and_in_order(sheet: RuleSheet) -> None:
    found = pages(sheet)
    said = [sentence for page in found for sentence in page.sentences]
    assert said == [one for rules in sheet.rounds for one in sentences(rules)] + ranking(sheet)
    assert all(page.sentences and len(page.sentences) <= LINES for page in found)


@pytest.mark.parametrize(("times", "most"), [(110, 2), (200, 3)])
def test_a_long_round_is_told_on_several_pages(times: int, most: int) -> None:
    found = pages(read_sheet({"rounds": [{"kind": "buzz", "points": 10, "notes": "须知" * times}]}))
    assert [page.title for page in found] == ["抢答"] * most + ["名次"]
    assert sum("".join(page.sentences).count("须知") for page in found) >= times - most
