"""Cli: the `quizapp` command, thin over the services.

Each command opens the application, calls one service inside one unit of work, and prints. Exit 0: done;
1: a check found something; 2: bad usage or bad input, and nothing was saved. Groups are loaded when used,
so that `--help` and the start of the server stay quick.
"""

from __future__ import annotations

import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Any, ClassVar

import click

from .. import __version__


class LazyGroup(click.Group):
    """A group whose commands live in modules that are loaded when one of them is asked for."""

    #: command → (module of this package, name in it)
    LAZY: ClassVar[dict[str, tuple[str, str]]] = {
        "serve": ("running", "serve"),
        "init": ("running", "init"),
        "doctor": ("doctor", "doctor"),
        "user": ("people", "user"),
        "members": ("people", "members"),
        "token": ("people", "token"),
        "bank": ("bank", "bank"),
        "contest": ("contest", "contest"),
        "record": ("record", "record"),
        "backup": ("keeping", "backup"),
        "restore": ("keeping", "restore"),
        "demo": ("demo", "demo"),
        "dev": ("dev", "dev"),
    }

    def main(self, *args: Any, **kwargs: Any) -> Any:
        # A console or a pipe in GBK lacks a few of our signs; a command must not fail over one of them.
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")
        return super().main(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.LAZY)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.LAZY:
            return None
        module, name = self.LAZY[cmd_name]
        command: click.Command = getattr(import_module(f".{module}", __name__), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="quizapp")
def main() -> None:
    """四强学堂: study materials, timed contests and study-activity records for a Party branch."""
