"""`quizapp contest simulate`: a file alone, no data folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.cli.conftest import run

WORKED = Path(__file__).parents[2] / "fixtures" / "live"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path / "nowhere"))
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    return tmp_path / "nowhere"


def test_it_reports_as_json_and_writes_nothing(nowhere: Path) -> None:
    result = run("contest", "simulate", WORKED / "r01.yaml", "--json")
    report = json.loads(result.stdout)
    assert set(report) == {"standings", "events", "refused", "assumed", "unresolved"}
    assert report["standings"][0] == {"participant": "T4", "points": 250, "rank": 1}
    assert not nowhere.exists()


def test_it_reports_in_words() -> None:
    result = run("contest", "simulate", WORKED / "r05.yaml")
    assert "第 1 名  丁  140 分" in result.stdout
    assert "规程未写明" in result.stdout
    assert "第 5 步不成立：时间已到" in result.stderr


def test_json_and_yaml_are_told_apart_by_content(tmp_path: Path) -> None:
    document = {"rules": "party-accuracy", "participants": ["张", "王"], "actions": []}
    for name, text in (
        ("a.yaml", json.dumps(document)),
        ("b.json", "\ufeff" + json.dumps(document, ensure_ascii=False)),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert "张" in run("contest", "simulate", tmp_path / name).stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "participants"),
        (b"rules: [", "YAML"),
        (b"rules: R99\nparticipants: [a]\nactions: []", "R99"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[" * 100_000, "YAML"),
        (b"x: 2026-13-45", "YAML"),
        (b'{"ev": [["req"]], "sheet": "R1", "teams": ["a"]}', "ev[1]"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_with_two(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "script"
    path.write_bytes(content)
    result = run("contest", "simulate", path, "--json", exit=2)
    assert said in result.stderr
    assert result.stdout == ""


def test_a_missing_file_is_bad_usage(tmp_path: Path) -> None:
    assert "nothing" in run("contest", "simulate", tmp_path / "nothing", exit=2).stderr
