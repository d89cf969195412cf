"""`--help` of every command and group: it answers, names its options, and touches no data."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp import __version__
from tests.app.cli.conftest import run
from tests.test_docs_commands import COMMANDS

GROUPS = sorted({"", *(name.rpartition(" ")[0] for name in COMMANDS)})


@pytest.mark.parametrize("name", [*COMMANDS, *GROUPS])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, option: str) -> None:
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path / "nowhere"))
    said = run(*name.split(), option).stdout
    assert said.startswith("Usage:")
    for parameter in COMMANDS[name].params if name in COMMANDS else ():
        assert parameter.opts[-1] in said or parameter.param_type_name == "argument"
    assert not (tmp_path / "nowhere").exists()


def test_an_unknown_command_is_bad_usage() -> None:
    assert "nonsense" in run("nonsense", exit=2).stderr
    run("bank", "nonsense", exit=2)
    run("serve", "--nonsense", exit=2)


def test_the_version_is_printed() -> None:
    assert __version__ in run("--version").stdout
