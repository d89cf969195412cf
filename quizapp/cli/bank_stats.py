"""`quizapp bank stats`: how a branch's items measure, on paper or for a script; and counting everything anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from ..accounts.models import Branch
from ..analysis import listing, words
from ..analysis.gathering import gather_all, rebuild
from ..analysis.listing import ANSWERED, Line, Wanted
from ..bank import queries as bank
from ..core import clock
from ..extensions import db
from ..papers.uses import UseKind
from .context import branch_named, opened, print_json, refuse

SORTS = (*listing.SORTS, *(f"-{name}" for name in listing.SORTS))


@click.command("stats")
@click.option("--branch", "branch_name", default="", help="Branch by name; needed where there are several.")
@click.option("--bank", "bank_name", default="", help="Only this bank, by id or name.")
@click.option("--sort", default="-warned", show_default=True, type=click.Choice(SORTS))
@click.option("--warned", is_flag=True, help="Only items with a warning.")
@click.option(
    "--rebuild", "anew", is_flag=True, help="Throw all sums away first and count every answer anew."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def bank_stats(branch_name: str, bank_name: str, sort: str, warned: bool, anew: bool, as_json: bool) -> None:
    """Print how often a branch's items were answered, how well, and what is remarkable. Silent below ten people."""
    with opened():
        branch = branch_named(branch_name) if branch_name else _only_branch()
        bank_ids = _banks(branch.id, bank_name)
        now = clock.now()
        if anew:
            rebuild(now)
        else:
            gather_all(now)
        lines = listing.all_lines(
            Wanted(branch.id, bank_ids, warning="any" if warned else "", which=ANSWERED, sort=sort)
        )
        if as_json:
            print_json({"branch": branch.name, "items": [_line(one) for one in lines]})
        else:
            _print(lines)


def _only_branch() -> Branch:
    found = db.session.query(Branch).filter_by(archived_at=None).order_by(Branch.id).all()
    if len(found) != 1:
        names = "、".join(row.name for row in found)
        refuse(f"请用 --branch 指明支部。现有：{names or '（还没有支部）'}")
    return found[0]


def _banks(branch_id: int, name: str) -> tuple[int, ...]:
    visible = bank.visible_bank_ids(branch_id)
    if not name:
        return visible
    found = bank.find_bank(branch_id, name)
    if found is None:
        refuse(f"没有题库“{name}”。")
    return (found.id,)


def _line(line: Line) -> Mapping[str, Any]:
    """Return a line for a script; figures are None below ten people."""
    row, item = line.row, line.stored.item
    heard = None if line.silent else row
    return {
        "id": item.id,
        "item": line.stored.item_id,
        "persons": row.persons if row else 0,
        "facility": heard.facility if heard else None,
        "discrimination": heard.discrimination if heard else None,
        "median_s": heard.median_s if heard else None,
        "warnings": [words.stored_warning(item, one) for one in heard.warnings] if heard else [],
        "uses": {
            str(kind): {"times": one.times, "last_at": one.last_at.isoformat()}
            for kind in UseKind
            if (one := line.uses.get(kind))
        },
    }


def _print(lines: list[Line]) -> None:
    click.echo("人次\t得分率\t区分度\t用时\t编号\t提示")
    for line in lines:
        one = _line(line)
        if line.silent:
            click.echo(f"{one['persons']}\t\t\t\t{one['id']}\t{words.too_few(one['persons'])}")
            continue
        figures = (
            _shown(one["facility"], ".0%"),
            _shown(one["discrimination"], ".2f"),
            _shown(one["median_s"], "g"),
        )
        click.echo("\t".join((str(one["persons"]), *figures, one["id"], "；".join(one["warnings"]))))


def _shown(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)
