"""`quizapp record`: the points rules played on a file, and the kept totals held against the ledger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from quizapp.accounts.models import Member
from quizapp.extensions import db
from tests.app.cli.conftest import Quizapp, run
from tests.fixtures.record import MakeEntry
from tests.pure.record.test_worked_examples import WEEK

#: The example of the command's documentation, as it stands there.
CONTRACT = """
sheet:
  base: 60
  floor: 0
  blocks: {plus: {cap: 30}, review: {cap: 10}, minus: {}}
  rules:
    article: {block: plus, points: 2, caps: {day: 4, week: 20, year: 60}}
    duel:    {block: plus, outcomes: {win: 10, loss: 8}, first_of: day}
    review:  {block: review}
    absence: {block: minus, points: -3}
  levels: [{name: 优秀, from: 90, ratio: 1/3}, {name: 合格, from: 80}, {name: 基本合格, from: 60}, {name: 不合格, from: 0}]
  veto: {points: 0, level: 不合格}
  group: {measure: mean, shrink: 5}
timezone: Asia/Shanghai
members: [{id: M1, group: G1}, {id: M9, group: G2, exempt: true}]
events:
  - {at: "2026-03-02T08:00:00+08:00", member: M1, rule: article, key: a1}
  - {at: "2026-03-02T23:59:30+08:00", member: M1, rule: duel, outcome: loss, key: d1}
  - {at: "2026-03-05T09:00:00+08:00", member: M1, rule: review, points: 9.5, key: r1}
  - {at: "2026-03-08T10:00:00+08:00", member: M1, reverse: a1, reason: 撤回, by: 组织委员}
  - {at: "2026-11-01T09:00:00+08:00", member: M8, veto: 廉洁问题, by: 支委会}
evaluate: {from: 2026-01-01, to: 2026-12-31}
"""


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def test_the_example_of_the_contract_is_played_without_a_data_folder(nowhere: Path, tmp_path: Path) -> None:
    result = json.loads(run("record", "simulate", write(tmp_path / "year.yaml", CONTRACT), "--json").stdout)
    assert result["entries"] == [
        {"key": "a1", "member": "M1", "rule": "article", "earned": "2.00", "counted": "2.00"},
        {"key": "d1", "member": "M1", "rule": "duel", "earned": "8.00", "counted": "8.00"},
        {"key": "r1", "member": "M1", "rule": "review", "earned": "9.50", "counted": "9.50"},
        {
            **{"key": "reverse:a1", "member": "M1", "rule": "article", "earned": "-2.00", "counted": "-2.00"},
            **{"reason": "撤回", "by": "组织委员"},
        },
    ]
    assert result["totals"] == {"M1": "77.50", "M9": "60.00"}
    assert result["levels"] == {"M1": "基本合格"}
    assert result["groups"] == {"G1": {"mean": "77.50", "shrunk": "77.50"}}
    assert result["refused"] == [{"event": 5, "why": "unknown_member", "member": "M8"}]
    assert not nowhere.exists()


def test_the_week_of_caps_is_played_to_forty_points(nowhere: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "week.yaml", WEEK)
    result = json.loads(run("record", "simulate", path, "--json").stdout)
    counted = {entry["key"]: entry["counted"] for entry in result["entries"]}
    assert [counted[key] for key in ("mon1", "mon2", "mon3")] == ["2.00", "2.00", "0.00"]
    assert [counted[key] for key in ("d1", "d2", "d3")] == ["8.00", "10.00", "0.00"]
    assert [counted[key] for key in ("sat1", "sat2", "reverse:wed1")] == ["0.00", "0.00", "-2.00"]
    assert {"event": 5, "why": "repeat", "member": "M1", "rule": "daily", "key": "set1"} in result["refused"]
    assert result["totals"] == {"M1": "40.00"}

    said = run("record", "simulate", path)
    assert "M1：40.00" in said.stdout
    assert "repeat" in said.stderr


def test_a_built_in_sheet_is_named_by_its_id(nowhere: Path, tmp_path: Path) -> None:
    for sheet, code in (("default", 0), ("nowhere", 2)):
        content = f"sheet: {sheet}\nmembers: [{{id: M1}}]\nevents: []\n"
        run("record", "simulate", write(tmp_path / "sheet.yaml", content), "--json", exit=code)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"- 1",
        b"sheet: [",
        b"\xff\xfe\x00",
        b"sheet: {rules: {}}\nevents: 7",
        b"sheet: {rules: {}}\nevents: [{at: 2026-13-45}]",
        b"sheet: {rules: {a: {points: many}}}",
        b"[" * 2_000,
        b"sheet: !!python/object/apply:os.system [true]",
    ],
)
def test_only_a_file_that_cannot_be_read_is_bad_input(nowhere: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    assert "bad.yaml" in run("record", "simulate", path, "--json", exit=2).stderr
    run("record", "simulate", tmp_path / "none.yaml", exit=2)


def test_verify_is_silent_about_a_sound_ledger(
    quizapp: Quizapp, make_entry: MakeEntry, member: Member
) -> None:
    make_entry(member)
    report = json.loads(quizapp("record", "verify", "--json").stdout)
    assert report == {"differences": [], "bad_reversals": [], "seals": []}
    assert "一致" in quizapp("record", "verify").stdout


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE point_total SET counted = counted + 1 WHERE kind = 'year'",
        "DELETE FROM group_total WHERE kind = 'day'",
        "UPDATE ledger_entry SET counted = counted + 100",
    ],
)
def test_verify_finds_what_was_tampered_with(
    quizapp: Quizapp, make_entry: MakeEntry, member: Member, tamper: str
) -> None:
    make_entry(member)
    db.session.execute(text(tamper))
    db.session.commit()
    report = json.loads(quizapp("record", "verify", "--json", exit=1).stdout)
    assert report["differences"]
    assert {"total", "stored", "rebuilt"} == set(report["differences"][0])
    assert "不一致" in quizapp("record", "verify", exit=1).stdout
