"""`quizapp bank reindex`: the search index made anew from the items."""

from __future__ import annotations

import click

from ..bank.search import reindex
from ..core.transaction import unit_of_work
from .context import opened


@click.command("reindex")
def reindex_bank() -> None:
    """Make the search index of all items anew, a chunk at a time; the server may run meanwhile."""
    count, last = 0, 0
    with opened():
        while True:
            with unit_of_work():
                done = reindex(last)
            if done is None:
                break
            last, indexed = done
            count += indexed
    click.echo(f"已重建 {count} 题的检索索引")
