"""`quizapp doctor`: what it looks at, what it advises, and that it only looks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.cli.conftest import Quizapp, run


def checks(stdout: str) -> dict[str, bool]:
    found = json.loads(stdout)
    assert all(set(check) == {"name", "well", "found", "advice"} for check in found)
    return {check["name"]: check["well"] for check in found}


def test_on_nothing_it_says_what_to_run_and_makes_nothing(nowhere: Path) -> None:
    assert "quizapp init" in run("doctor", exit=1).stdout
    assert checks(run("doctor", "--json", exit=1).stdout)["数据"] is False
    assert not nowhere.exists()


def test_a_sound_installation_needs_nothing(quizapp: Quizapp, bank_file: Path) -> None:
    assert checks(quizapp("doctor", "--json", exit=1).stdout)["题库"] is False
    quizapp("bank", "import", bank_file)
    assert all(checks(quizapp("doctor", "--json").stdout).values())


def test_a_secret_that_others_may_read_is_named(quizapp: Quizapp, tmp_path: Path) -> None:
    (tmp_path / "secret-key").chmod(0o644)
    said = quizapp("doctor", exit=1).stdout
    assert f"chmod 600 {tmp_path / 'secret-key'}" in said


def test_a_database_that_is_none_is_named(nowhere: Path) -> None:
    nowhere.mkdir()
    (nowhere / "secret-key").write_text("x" * 64)
    (nowhere / "quizapp.db").write_bytes(b"no database" * 500)
    assert checks(run("doctor", "--json", exit=1).stdout)["数据库"] is False
    assert "数据库不能用" in run("record", "verify", exit=2).stderr


def test_lan_says_how_phones_reach_this_computer(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = run("doctor", "--lan", exit=1).stdout
    assert "QUIZAPP_HOST=0.0.0.0" in said
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("PORT", "8017")
    monkeypatch.setattr("quizapp.cli.doctor.local_addresses", room)
    said = run("doctor", "--lan").stdout
    assert "http://192.168.3.7:8017" in said
    assert "172.17.0.1 docker0" in said
    for word in ("/reach", "防火墙", "隔离", "8017/tcp"):
        assert word in said
    assert all(checks(run("doctor", "--lan", "--json").stdout).values())
    assert not nowhere.exists()


def room() -> list[object]:
    from quizapp.cli.addresses import Address

    return [Address("172.17.0.1", "docker0"), Address("192.168.3.7", "wlan0"), Address("127.0.0.1", "lo")]
