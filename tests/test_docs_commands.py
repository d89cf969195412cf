"""docs/COMMANDS.md names every command, every option and every variable there is, and none that is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from quizapp.cli import main

ROOT = Path(__file__).parent.parent
DOCUMENT = (ROOT / "docs" / "COMMANDS.md").read_text(encoding="utf-8")
VARIABLES = set(
    re.findall(r'"((?:QUIZAPP_[A-Z_]+)|HOST|PORT)"', (ROOT / "quizapp" / "config.py").read_text("utf-8"))
)


def commands(
    command: click.Command = main, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    """Yield every command that is shown, with its name after `quizapp`."""
    if not isinstance(command, click.Group):
        yield " ".join(path), command
        return
    context = click.Context(command, info_name=path[-1] if path else "quizapp")
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        if inner and not inner.hidden:
            yield from commands(inner, (*path, name))


COMMANDS = dict(commands())


def section(name: str) -> str:
    """Return what the document says of a command."""
    found = re.search(rf"^### {name}\n(.*?)(?=^##|\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert found, f"docs/COMMANDS.md has no section of its own for {name}"
    return found[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_described_with_its_options(name: str) -> None:
    said = section(name)
    assert f"quizapp {name}" in said
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Argument):
            assert parameter.make_metavar(click.Context(COMMANDS[name])) in said
        else:
            assert [option for option in parameter.opts if f"`{option}" not in said] == []
            choices = parameter.type.choices if isinstance(parameter.type, click.Choice) else ()
            assert [choice for choice in choices if f"`{choice}`" not in said + DOCUMENT] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_no_option_is_described_that_is_not_there(name: str) -> None:
    known = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", section(name))) - known <= {"--help"}


def test_no_command_is_described_that_is_not_there() -> None:
    assert set(re.findall(r"^### (.+)$", DOCUMENT, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not isinstance(parameter.type, click.Choice):
            assert parameter.help or parameter.required, parameter.name


def test_each_variable_is_named_and_no_other() -> None:
    assert len(VARIABLES) >= 13
    assert set(re.findall(r"`((?:QUIZAPP_[A-Z_]+)|HOST|PORT)`", DOCUMENT)) == VARIABLES


def test_make_passes_every_variable_on() -> None:
    exported = re.findall(r"^export (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert VARIABLES - set(" ".join(exported).split()) <= {"QUIZAPP_DEBUG"}
