"""The wheel, installed into an environment of its own outside the checkout, serves the same."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = pytest.mark.own_database

ROOT = Path(__file__).parents[2]
START_SECONDS = 90
#: Folder of the checkout → folder of the wheel.
CARRIED = {
    "templates": "quizapp/_data/templates",
    "static": "quizapp/_data/static",
    "question_bank": "quizapp/_data/question_bank",
    "quizapp/migrations": "quizapp/migrations",
    "quizapp/translations": "quizapp/translations",
    "quizapp/record/sheets": "quizapp/record/sheets",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built as anybody would."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)]
    installed = ["--no-build-isolation"] if find_spec("hatchling") else []
    done = subprocess.run([*command, *installed], capture_output=True, text=True)
    if done.returncode and "hatchling" in done.stderr and not installed:
        pytest.fail(
            "the build backend hatchling is needed: pip install hatchling, or a reachable package index"
        )
    assert done.returncode == 0, done.stderr
    (found,) = folder.glob("quizapp-*.whl")
    return found


@pytest.mark.parametrize("folder", CARRIED)
def test_the_wheel_carries_every_file_of_a_folder(wheel: Path, folder: str) -> None:
    wanted = {
        f"{CARRIED[folder]}/{path.relative_to(ROOT / folder).as_posix()}": path.read_bytes()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        carried = {name: archive.read(name) for name in wanted.keys() & set(archive.namelist())}
    assert wanted.keys() == carried.keys()
    assert [name for name in wanted if wanted[name] != carried[name]] == []


def test_the_wheel_carries_the_english_texts_compiled(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert "quizapp/translations/en/LC_MESSAGES/messages.mo" in archive.namelist()


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel alone, and finds this one's libraries (not the checkout)."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    paths = {"base": str(folder), "platbase": str(folder)}
    site = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(_program(folder, "python")), "install", "-q"]
    subprocess.run([*pip, "--no-deps", "--no-index", "--no-warn-script-location", str(wheel)], check=True)
    return folder


def _program(environment: Path, name: str) -> Path:
    found = shutil.which(name, path=environment / ("Scripts" if os.name == "nt" else "bin"))
    assert found, name
    return Path(found)


@pytest.fixture(scope="module")
def served(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `quizapp serve` run from the environment, in an empty folder."""
    place = tmp_path_factory.mktemp("place")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("QUIZAPP_", "PYTHON"))}
    env |= {"QUIZAPP_HOST": "127.0.0.1", "QUIZAPP_PORT": str(port)}
    with (place / "log").open("w") as log:
        process = subprocess.Popen(
            [str(_program(environment, "quizapp")), "serve"], cwd=place, env=env, stdout=log, stderr=log
        )
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", process, place / "log")
            assert (place / "instance" / "quizapp.db").exists()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < give_up:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"the installed wheel does not serve:\n{log.read_text(encoding='utf-8')}")


def test_the_installed_wheel_serves_its_pages_and_files(served: str) -> None:
    page = _read(f"{served}/sign-in")
    assert "登录" in page
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    assert any(".bundle.css" in name for name in files)
    assert any(".js" in name for name in files)
    for name in files:
        assert _read(served + name.replace("&amp;", "&")), name
    english = _read(f"{served}/sign-in?lang=en")
    assert 'lang="en"' in english
    assert "Sign in" in english


def _read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as reply:
        return str(reply.read().decode())


def test_the_installed_command_finds_its_banks(served: str, environment: Path, tmp_path: Path) -> None:
    env = {**os.environ, "QUIZAPP_DATA": str(tmp_path / "data")}
    env.pop("QUIZAPP_DATABASE_URL", None)

    def run(name: str, *args: str) -> str:
        done = subprocess.run(
            [str(_program(environment, name)), *args], cwd=tmp_path, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    where = Path(run("python", "-c", "import quizapp; print(quizapp.__file__)").strip())
    assert where.is_relative_to(environment.resolve())
    run("quizapp", "init")
    assert '"id": "party-const-probation-start"' in run(
        "quizapp", "bank", "show", "party-const-probation-start", "--json"
    )
    assert "题库：" in run("quizapp", "doctor")
