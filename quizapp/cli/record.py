"""`quizapp record`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import yaml

from ..evaluation import sealing
from ..extensions import db
from ..record import totals
from ..record.shipped import builtin_sheet
from ..record.simulate import SimulateError, simulate
from .context import opened, print_json, refuse

LARGEST = 5_000_000


@click.group()
def record() -> None:
    """The ledger of points."""


@record.command("simulate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def simulate_file(file: Path, as_json: bool) -> None:
    """Play a file of events on the real points rules; needs no data folder and writes nothing."""
    try:
        result = simulate(_document(file), builtin_sheet)
    except SimulateError as error:
        refuse("\n".join(f"{file}：{problem.where}：{problem.text}" for problem in error.problems))
    if as_json:
        print_json(result)
        return
    for entry in result["entries"]:
        click.echo("{member}  {rule}  {key}  {earned} → {counted}  {why}".format(**{"why": "", **entry}))
    for member, total in result["totals"].items():
        click.echo(f"{member}：{total}  {result['levels'].get(member, '')}")
    for refused in result["refused"]:
        click.echo(f"未记：{refused}", err=True)


def _document(file: Path) -> object:
    """Return what a YAML file holds, or leave with exit 2."""
    if file.stat().st_size > LARGEST:
        refuse(f"{file}：文件超过 {LARGEST // 1_000_000} MB。")
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        refuse(f"{file}：不能读取（{error.strerror}）。")
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a ValueError too: 2026-13-45 is no date
        refuse(f"{file}：不是可读的 YAML：{error}")


@record.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def verify(as_json: bool) -> None:
    """Rebuild every total from the ledger and compare, check every seal; exit 1 on any difference."""
    with opened():
        _read_as_of_one_moment()
        differences, reversals = totals.differences(), totals.bad_reversals()
        faults = sealing.faults()
    if as_json:
        print_json(
            {
                "differences": [
                    {"total": list(map(str, found.key)), "stored": found.stored, "rebuilt": found.rebuilt}
                    for found in differences
                ],
                "bad_reversals": reversals,
                "seals": [
                    {"evaluation": fault.evaluation_id, "title": fault.title, "fault": fault.code}
                    for fault in faults
                ],
            }
        )
    else:
        for found in differences:
            click.echo(f"{found.key}: stored {found.stored}, ledger says {found.rebuilt}")
        for entry_id in reversals:
            click.echo(f"entry {entry_id} does not take back what it names")
        for fault in faults:
            click.echo(f"评比“{fault.title}”：{sealing.FAULTS[fault.code]}")
        click.echo("不一致" if differences or reversals or faults else "一致")
    if differences or reversals or faults:
        sys.exit(1)


def _read_as_of_one_moment() -> None:
    """Let ledger and totals be read as they stand at one moment, though the server goes on writing."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":  # a reading transaction of SQLite does so by itself
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
