"""`quizapp doctor`: what it looks at, what it advises, and that it only looks."""

from __future__ import annotations

import json
import socket
import threading
import urllib.request
from pathlib import Path

import pytest

from quizapp.infra.addresses import Address
from tests.app.cli.conftest import Quizapp, run
from tests.support.server import serving

pytestmark = pytest.mark.pages


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
    monkeypatch.setattr("quizapp.cli.reaching.local_addresses", room)
    monkeypatch.setattr("quizapp.cli.reaching.answers", lambda base: "127.0.0.1" in base)
    said = run("doctor", "--lan", exit=1).stdout
    assert "QUIZAPP_HOST=0.0.0.0" in said
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("PORT", "8017")
    monkeypatch.setattr("quizapp.cli.reaching.answers", lambda base: base == "http://192.168.3.7:8017")
    said = run("doctor", "--lan").stdout
    assert "http://192.168.3.7:8017" in said
    assert "172.17.0.1 docker0" in said
    for word in ("/reach", "防火墙", "隔离", "8017/tcp"):
        assert word in said
    assert all(checks(run("doctor", "--lan", "--json").stdout).values())
    assert not nowhere.exists()


def test_lan_says_that_the_server_does_not_run(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setattr("quizapp.cli.reaching.local_addresses", lambda: [Address("127.0.0.1", "lo")])
    found = checks(run("doctor", "--lan", "--json", exit=1).stdout)
    assert found == {"服务": False, "监听": True, "局域网地址": False}
    waited = checks(run("doctor", "--lan", "--wait", "1", "--json", exit=1).stdout)
    assert waited["手机"] is False


def test_lan_tries_the_address_that_the_codes_carry(
    quizapp: Quizapp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizapp.cli.reaching.local_addresses", room)
    monkeypatch.setattr("quizapp.cli.reaching.answers", lambda base: "192.168.3.7" in base)
    monkeypatch.setenv("QUIZAPP_PUBLIC_URL", "http://quiz.example.test:8000")
    assert checks(quizapp("doctor", "--lan", "--json", exit=1).stdout)["访问地址"] is False
    monkeypatch.setenv("QUIZAPP_PUBLIC_URL", "http://192.168.3.7:8000")
    assert checks(quizapp("doctor", "--lan", "--json").stdout)["访问地址"] is True


def test_lan_waits_for_a_phone_at_the_running_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A forwarded request stands for the phone: on loopback every other one comes from this computer."""
    with serving(env={"QUIZAPP_ADMIN_USERNAME": "boss", "QUIZAPP_ADMIN_PASSWORD": "a quiet river"}) as server:
        monkeypatch.setenv("PORT", str(server.port))
        monkeypatch.setenv("QUIZAPP_DATA", str(server.data))
        stop = threading.Event()

        def phone() -> None:
            while not stop.wait(0.2):
                asked = urllib.request.Request(f"{server.base}/reach", headers={"X-Forwarded-For": "x"})
                assert "连上了" in urllib.request.urlopen(asked, timeout=10).read().decode()

        opening = threading.Thread(target=phone)
        opening.start()
        monkeypatch.setattr("quizapp.cli.reaching.local_addresses", lambda: [])
        ran = run("doctor", "--wait", "30", "--json", exit=1)
        found = json.loads(ran.stdout)
        stop.set()
        opening.join()
    assert f"{server.base}/reach" in ran.stderr
    by_name = {check["name"]: check for check in found}
    assert by_name["服务"]["well"]
    assert not by_name["监听"]["well"]  # it serves on loopback alone
    assert by_name["手机"]["found"] == "127.0.0.1 连上了"


def room() -> list[Address]:
    return [Address("172.17.0.1", "docker0"), Address("192.168.3.7", "wlan0"), Address("127.0.0.1", "lo")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
