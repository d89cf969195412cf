"""`quizapp contest replay`."""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import Any

import click

from ..live.queries import finding
from ..live.queries.finding import Head
from ..live.replaying import Replayed, replay
from .context import opened, print_json, refuse


@click.command("replay")
@click.argument("contest")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def replay_contest(contest: str, as_json: bool) -> None:
    """Rebuild CONTEST (an id or a PIN) from its log and compare with what is stored; exit 1 on any difference."""
    with opened():
        report = replay(_found(contest))
    if as_json:
        print_json(_json(report))
    else:
        _print(report)
    if report.differences:
        sys.exit(1)


def _found(given: str) -> Head:
    """Return the contest meant, or leave with exit 2."""
    head = finding.by_pin(given)
    if head is None and given.isascii() and given.isdecimal() and len(given) < 16:
        head = finding.by_id(int(given))
    if head is None:
        refuse(f"没有现场竞赛“{given}”。请给出编号，或正在进行的竞赛的 PIN 码。")
    if head.opened_at is None:
        refuse(f"现场竞赛“{given}”还没有开放，没有记录可以重放。")
    return head


def _json(report: Replayed) -> dict[str, Any]:
    return {
        "contest": str(report.head.id),
        "title": report.head.title,
        "pin": report.head.pin,
        "state": str(report.head.state),
        "events": report.events,
        "standings": [
            {"participant": one["name"], "points": _points(one["points"]), "rank": one["rank"]}
            for one in report.places
        ],
        "differences": [
            {"what": one.what, "stored": one.stored, "rebuilt": one.rebuilt} for one in report.differences
        ],
    }


def _points(hundredths: int) -> int | float:
    whole, rest = divmod(hundredths, 100)
    return float(Decimal(hundredths) / 100) if rest else whole


def _print(report: Replayed) -> None:
    click.echo(f"{report.head.title}：{report.events} 条记录")
    for one in report.places:
        click.echo(f"第 {one['rank']} 名  {one['name']}  {_points(one['points'])} 分")
    for found in report.differences:
        click.echo(f"{found.what}: stored {found.stored}, log says {found.rebuilt}")
    click.echo("不一致" if report.differences else "一致")
