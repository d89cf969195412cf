"""Samples for the page of components that developers look at; nothing here is stored or computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, NumberRange

from ..bank.item import ItemType
from ..core.paging import Page
from ..papers.questions import Question
from ..web.forms import choices

DAYS = ("一", "二", "三", "四", "五", "六", "日")
TOPICS = (("红十字会法", 92, 80), ("应急救护", 74, 78), ("无偿献血", 86, 71), ("人道传播", 63, 70))
PEOPLE = ((1, "周晓岚", 2, 28), (2, "罗勇", -1, 26), (2, "韦兰", 0, 26), (14, "沈牧云", None, 9))


class SampleForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types
    """A field of each kind, one with an error."""

    username = StringField("账号", [DataRequired()], default="zhouxl")
    password = PasswordField("密码")
    minutes = IntegerField("作答限时", [NumberRange(1, 360, "作答限时应在 1 到 360 分钟之间。")], default=999)
    group = SelectField("党小组", choices=choices([("1", "第一党小组"), ("2", "第二党小组")]))
    note = TextAreaField("说明")
    theme = RadioField("外观", choices=choices([("auto", "跟随系统"), ("dark", "深色")]), default="auto")
    keep = BooleanField("保持登录")
    shuffle = BooleanField("打乱题目顺序", default=True)


@dataclass(frozen=True, slots=True)
class Sample:
    """What the page shows where a component needs more than words."""

    form: SampleForm
    week: Sequence[Mapping[str, Any]]
    days: Mapping[str, Any]
    topics: Sequence[Mapping[str, Any]]
    standings: Sequence[Mapping[str, Any]]
    groups: Sequence[Mapping[str, Any]]
    page: Page[str]
    jump: Sequence[Mapping[str, Any]]
    questions: Sequence[Mapping[str, Any]]


def sample(today: date) -> Sample:
    """Return the samples, the year's picture ending today."""
    form = SampleForm(formdata=None)
    form.minutes.errors = ["作答限时应在 1 到 360 分钟之间。"]
    return Sample(
        form,
        [{"name": name, "done": number < 3, "today": number == 3} for number, name in enumerate(DAYS)],
        _year(today),
        [{"name": name, "mine": mine, "mean": mean} for name, mine, mean in TOPICS],
        [
            {
                "place": place,
                "name": name,
                "move": move,
                "figure": figure,
                "own": place == 14,
                "gap": place == 14,
            }
            for place, name, move, figure in PEOPLE
        ],
        [
            {
                "name": "第一党小组",
                "word": "达标",
                "kind": "ok",
                "taken": "11 / 11",
                "mean": "92",
                "own": True,
            },
            {"name": "第二党小组", "word": "缺 3 人", "kind": "warn", "taken": "8 / 11", "mean": "71"},
        ],
        Page(["一"] * 20, 2, 20, 57),
        [
            {"position": n, "url": f"#q{n}", "state": _state(n), "doubtful": n in (5, 16)}
            for n in range(1, 21)
        ],
        [
            {
                **asdict(_question(number, kind)),
                "given": given,
                "feedback": {
                    "key": key,
                    "verdict": "wrong",
                    "parts": (True, False) if kind is ItemType.BLANK else (),
                },
            }
            for number, (kind, given, key) in enumerate(_RESPONSES, 1)
        ],
    )


def _state(position: int) -> str:
    return "saved" if position < 13 else "waiting" if position == 13 else "open"


def _year(today: date) -> Mapping[str, Any]:
    first = today - timedelta(days=today.weekday() + 7 * 52)
    cells = [
        {
            "date": first + timedelta(days=7 * column + column % 5),
            "column": column,
            "row": column % 5,
            "level": 1 + column % 4,
            "amount": 100 * (1 + column % 4),
        }
        for column in range(0, 53, 2)
        if first + timedelta(days=7 * column + column % 5) <= today
    ]
    weeks = [{"first": cell["date"], "days": 1, "amount": cell["amount"]} for cell in cells[:3]]
    months = [(column, (first + timedelta(days=7 * column)).month) for column in range(0, 53, 13)]
    return {
        "whole_weeks": 52,
        "days_this_week": today.weekday() + 1,
        "cells": cells,
        "weeks": weeks,
        "months": months,
    }


_OPTIONS = (("o1", "人道"), ("o2", "中立"), ("o3", "独立"), ("o4", "志愿服务"))
#: kind, what was given, the key: each in the shape of the API
_RESPONSES: Sequence[tuple[ItemType, Any, Any]] = (
    (ItemType.SINGLE, "o2", "o1"),
    (ItemType.MULTIPLE, ["o1", "o2"], ["o1", "o3"]),
    (ItemType.ORDERING, ["o2", "o1", "o3", "o4"], ["o1", "o2", "o3", "o4"]),
    (ItemType.MATCHING, {"l1": "o2", "l2": "o1"}, {"l1": "o1", "l2": "o1"}),
    (ItemType.BLANK, ["一百", "六十"], [["100"], ["60", "六十"]]),
    (ItemType.NUMERIC, "30", {"value": "32", "tolerance": "0", "unit": "学时"}),
    (ItemType.SHORT, "先看环境是否安全。", "先确认现场安全，再判断意识和呼吸。"),
)


def _question(number: int, kind: ItemType) -> Question:
    return Question(
        position=number,
        item_id=number,
        type=kind,
        topic="应急救护",
        stem="国际红十字与红新月运动的七项基本原则中，居于首位的是哪一项？",
        points=200,
        options=_OPTIONS,
        left=(("l1", "首要原则"), ("l2", "行动基础")),
        blanks=2,
        unit="学时" if kind is ItemType.NUMERIC else "",
    )
