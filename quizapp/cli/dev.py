"""`quizapp dev`: for those who change the program."""

from __future__ import annotations

import click
from flask_migrate import revision

from .. import resources
from .context import opened
from .preparing import bind_migrations


@click.group(hidden=True)
def dev() -> None:
    """For developers."""


@dev.command("revision")
@click.argument("message")
def make_revision(message: str) -> None:
    """Write a migration from the difference between the tables and the migrated database."""
    with opened() as app:
        bind_migrations(app)
        revision(directory=str(resources.MIGRATIONS), message=message, autogenerate=True)
