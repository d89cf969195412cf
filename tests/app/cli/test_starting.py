"""From nothing to serving: `init`, the set-up link, the administrator of the variables, and a real `serve`."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quizapp import config, create_app
from quizapp.extensions import db
from quizapp.infra.addresses import Address
from tests.app.cli.conftest import run
from tests.fixtures.app import Client
from tests.support.server import ROOT, Server, serving

SETUP = {
    "unit": "江岚省红十字会",
    "branch_name": "机关党支部",
    "name": "沈牧云",
    "username": "shen",
    "password": "a quiet river",
}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder that `init` made, and what it printed."""
    data = tmp_path_factory.mktemp("fresh") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUIZAPP_DATA", str(data))
        patch.delenv("QUIZAPP_DATABASE_URL", raising=False)
        return data, run("init").stdout


@pytest.fixture
def data(fresh: tuple[Path, str], nowhere: Path) -> Path:
    """A copy of it, chosen by the environment."""
    shutil.copytree(fresh[0], nowhere)
    return nowhere


@pytest.fixture
def browser() -> Iterator[Client]:
    """A client of the application on the chosen data folder, as the server would run it."""
    app = create_app(config.load())
    app.test_client_class = Client
    with app.app_context():
        yield app.test_client()  # type: ignore[misc]  # set by test_client_class
        db.session.remove()
        app.extensions["services"].close()
        db.engine.dispose()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_init_prints_a_link_that_is_private(fresh: tuple[Path, str]) -> None:
    data, said = fresh
    assert str(data) in said
    (link,) = re.findall(r"http://127\.0\.0\.1:8000/setup/\S+", said)
    assert (data / "setup-link.txt").read_text().strip() == link
    assert mode(data / "setup-link.txt") == mode(data / "secret-key") == 0o600


def test_the_link_makes_one_administrator_and_is_spent(data: Path, browser: Client) -> None:
    (link,) = re.findall(r"/setup/\S+", run("init").stdout)
    assert browser.post(link, data=SETUP).location == "/start/"
    assert browser.post(link, data={**SETUP, "username": "other"}).status_code == 410
    said = run("init").stdout
    assert "/setup/" not in said
    assert not (data / "setup-link.txt").exists()


def test_an_administrator_of_the_variables_may_do_everything_at_once(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("QUIZAPP_ADMIN_USERNAME", "root")
    monkeypatch.setenv("QUIZAPP_ADMIN_PASSWORD", "secret12")
    assert "/setup/" not in run("init").stdout
    assert not (nowhere / "setup-link.txt").exists()
    browser: Client = request.getfixturevalue("browser")
    assert browser.post("/sign-in", data={"account": "root", "password": "secret12"}).location == "/"
    assert browser.get("/").status_code == 200

    token = run("token", "create", "--username", "root", "--scope", "host").stdout.strip()
    bearer = {"Authorization": f"Bearer {token}"}
    db.session.rollback()  # the application reads afresh what the command saved
    me = browser.get("/api/v1/me", headers=bearer).json
    assert (me["role"], me["branch"]["name"]) == ("admin", "本支部")
    banks = browser.get("/api/v1/banks", headers=bearer).json["data"]
    assert len(banks) >= 6
    ask = {"mode": "practice", "bank": banks[0]["name"], "count": 20}
    paper = browser.post("/api/v1/attempts", json=ask, headers=bearer, no_csrf=True)
    assert paper.status_code == 201
    assert len(paper.json["items"]) == 20

    monkeypatch.setenv("QUIZAPP_ADMIN_PASSWORD", "another password")  # an old data folder stays as it is
    run("init")
    assert (
        browser.post("/sign-in", data={"account": "root", "password": "another password"}).status_code == 401
    )


def test_an_administrator_who_cannot_be_is_refused(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZAPP_ADMIN_USERNAME", "two words")
    monkeypatch.setenv("QUIZAPP_ADMIN_PASSWORD", "secret12")
    assert "账号" in run("init", exit=2).stderr


@pytest.fixture(scope="module")
def server(fresh: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server on a copy of the fresh folder."""
    data = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(fresh[0], data)
    with serving(data) as running:
        yield running


def get(url: str, **headers: str) -> tuple[int, str]:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as reply:
        return reply.status, reply.read().decode()


def test_serve_prints_where_it_is_and_how_to_sign_in(server: Server) -> None:
    assert f"四强学堂：{server.base}\n" in server.log
    (link,) = set(re.findall(rf"{server.base}/setup/\S+", server.log))
    assert (server.data / "setup-link.txt").read_text().strip() == link
    assert mode(server.data / "setup-link.txt") == 0o600
    assert get(f"{server.base}/healthz") == (200, '{"status":"ok"}\n')
    assert get(f"{server.base}/readyz")[0] == 200
    assert get(link)[0] == 200


def test_a_taken_port_is_refused_before_anything_is_made(server: Server, tmp_path: Path) -> None:
    env = {**os.environ, "QUIZAPP_DATA": str(tmp_path / "new"), "QUIZAPP_PORT": str(server.port)}
    env.pop("QUIZAPP_DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "quizapp", "serve"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert f"端口 {server.port} 已被占用" in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "new").exists()


def test_a_backup_while_answers_arrive_holds_each_that_was_saved_before(
    server: Server, nowhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZAPP_DATA", str(server.data))
    run("user", "create", "--username", "wei", "--name", "韦兰", "--branch", "机关党支部")
    token = run("token", "create", "--username", "wei", "--scope", "write").stdout.strip()
    attempt = _call(server, token, "POST", "attempts", {"mode": "practice", "bank": "party", "count": 60})
    sheet = [item for item in attempt["items"] if item["type"] == "single"]
    saved: list[int] = []

    def answer() -> None:
        for item in sheet:
            path = f"attempts/{attempt['id']}/answers/{item['position']}"
            _call(server, token, "PUT", path, {"response": item["options"][0]["id"]})
            saved.append(item["position"])

    writer = threading.Thread(target=answer)
    writer.start()
    while len(saved) < 3 and writer.is_alive():
        time.sleep(0.01)
    before = set(saved)
    run("backup", tmp_path / "live.zip")
    writer.join()
    assert len(saved) == len(sheet)

    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path / "restored"))
    run("restore", tmp_path / "live.zip")
    run("record", "verify")
    with contextlib.closing(sqlite3.connect(tmp_path / "restored" / "quizapp.db")) as restored:
        assert before <= {row[0] for row in restored.execute("SELECT position FROM answer")}


def _call(server: Server, token: str, method: str, path: str, body: dict[str, Any]) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(
        f"{server.base}/api/v1/{path}", json.dumps(body).encode(), headers, method=method
    )
    with urllib.request.urlopen(request, timeout=20) as reply:
        return json.load(reply)


def test_open_to_the_room_it_prints_the_address_there_and_a_code_of_it(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setattr("quizapp.cli.running.local_addresses", lambda: [Address("192.168.3.7", "wlan0")])
    served: list[int] = []
    monkeypatch.setattr("quizapp.cli.server.make_cooperative", lambda: None)  # not in the tests' own process
    monkeypatch.setattr("quizapp.cli.server.is_free", lambda host, port: True)
    monkeypatch.setattr("quizapp.cli.server.run", lambda settings, workers: served.append(workers))
    said = run("serve").stdout
    assert "四强学堂：http://192.168.3.7:8000\n" in said
    assert "http://192.168.3.7:8000/setup/" in said
    assert "/reach" in said
    assert sum("█" in line or "▀" in line for line in said.splitlines()) >= 12
    assert served == [1]


def test_a_second_start_works_with_the_same_link(server: Server) -> None:
    before = (server.data / "setup-link.txt").read_text()
    server.stop()
    server.start()
    assert get(f"{server.base}/healthz")[0] == 200
    assert (server.data / "setup-link.txt").read_text() == before
