"""`quizapp bank lint`: files alone, no data folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp.resources import QUESTION_BANK
from tests.app.cli.conftest import run, write_bank
from tests.pure.bank import examples
from tests.support.server import ROOT

MATERIAL = """---
id: guidance
title: 指导关系
topic: 红十字会法
items: [{item}]
---
上级红十字会指导下级红十字会工作。
"""


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path / "nowhere"))
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    return tmp_path / "nowhere"


def test_what_ships_is_clean(nowhere: Path) -> None:
    report = json.loads(run("bank", "lint", QUESTION_BANK, "--json").stdout)
    assert (report["errors"], report["warnings"]) == ([], [])
    assert report["items"] >= 240
    assert report["materials"] >= 12
    assert sum(row["count"] for row in report["table"] if not row["topic"]) == report["items"]
    assert not nowhere.exists()


def test_a_sound_file_is_measured(tmp_path: Path) -> None:
    said = run("bank", "lint", write_bank(tmp_path / "bank.yaml", *examples.ALL)).stdout
    assert f"1 个题库 {len(examples.ALL)} 题，0 篇材料：错误 0，提醒 0" in said
    assert "单选题1" in said


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"key": "Z"}, "Z"),
        ({"type": "riddle"}, "riddle"),
        ({"explanation": ""}, "没有解析"),
        ({"source": None}, "没有依据"),
        ({"options": {"A": "指导", "B": "领导", "C": "委托", "D": "以上都对"}}, "以上都对"),
    ],
)
def test_an_item_against_the_rules_is_named(tmp_path: Path, changes: dict[str, object], says: str) -> None:
    path = write_bank(tmp_path / "bank.yaml", {**examples.GUIDANCE, **changes})
    report = json.loads(run("bank", "lint", path, "--json", exit=1).stdout)
    (found,) = [error for error in report["errors"] if says in error["message"]]
    assert found["where"].startswith("sample/")
    assert "law-07-guidance" in found["where"]
    assert f"× {found['where']}：" in run("bank", "lint", path, exit=1).stdout


def test_a_remark_alone_is_no_failure(tmp_path: Path) -> None:
    path = write_bank(tmp_path / "bank.yaml", {**examples.GUIDANCE, "explanation": "一,二"})
    report = json.loads(run("bank", "lint", path, "--json").stdout)
    assert (len(report["errors"]), len(report["warnings"])) == (0, 1)


def test_a_question_that_two_banks_have_is_found_over_a_folder(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_bank(tmp_path / name / "bank.yaml", examples.GUIDANCE)
    errors = json.loads(run("bank", "lint", tmp_path, "--json", exit=1).stdout)["errors"]
    assert any("重复" in error["message"] for error in errors)
    assert any("同一道题" in error["message"] for error in errors)


@pytest.mark.parametrize(("item", "code"), [("law-07-guidance", 0), ("gone", 1)])
def test_a_material_names_items_that_there_are(tmp_path: Path, item: str, code: int) -> None:
    write_bank(tmp_path / "bank.yaml", examples.GUIDANCE)
    (tmp_path / "materials").mkdir()
    (tmp_path / "materials" / "one.md").write_text(MATERIAL.format(item=item), encoding="utf-8")
    (tmp_path / "README.md").write_text("no material", encoding="utf-8")
    report = json.loads(run("bank", "lint", tmp_path, "--json", exit=code).stdout)
    assert report["materials"] == 1
    assert [error["where"] for error in report["errors"]] == ["guidance"] * code


@pytest.mark.parametrize("name", ["bank.yaml", "table.xlsx", "materials/one.md"])
@pytest.mark.parametrize("content", [b"", b"\x00\x01\xff", b"items: ["])
def test_a_file_that_cannot_be_read_is_found_at_its_name(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    for place in (path, tmp_path) if path.suffix != ".xlsx" else (path,):
        (error,) = json.loads(run("bank", "lint", place, "--json", exit=1).stdout)["errors"]
        assert path.stem in error["where"]


def test_a_path_without_anything_to_check_is_bad_usage(tmp_path: Path) -> None:
    assert "没有题库" in run("bank", "lint", tmp_path, exit=2).stderr
    run("bank", "lint", tmp_path / "none", exit=2)


def test_signs_that_a_console_lacks_do_not_stop_a_command(tmp_path: Path) -> None:
    path = write_bank(tmp_path / "bank.yaml", {**examples.GUIDANCE, "topic": "题🙂"})
    command = [sys.executable, "-m", "quizapp", "bank", "lint", str(path)]
    env = {**os.environ, "PYTHONIOENCODING": "gbk"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True)
    assert done.returncode == 0
    assert "题?：1 题" in done.stdout.decode("gbk")
