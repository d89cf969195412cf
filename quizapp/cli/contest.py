"""`quizapp contest`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import yaml

from ..live.engine.reading import load
from ..live.simulating.script import ScriptError
from ..live.simulating.simulation import simulate
from .contest_replay import replay_contest
from .context import print_json, refuse

LARGEST = 5_000_000


@click.group()
def contest() -> None:
    """Contests in the room."""


contest.add_command(replay_contest)


@contest.command("simulate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def simulate_file(file: Path, as_json: bool) -> None:
    """Play a scripted contest, or the log of one, on the real engine; needs no data folder and writes nothing."""
    try:
        result = simulate(_document(file), load)
    except ScriptError as error:
        refuse("\n".join(f"{file}：{problem.where}：{problem.text}" for problem in error.problems))
    if as_json:
        print_json(result)
    else:
        _print(result)


def _print(result: dict[str, Any]) -> None:
    for row in result["standings"]:
        click.echo(f"第 {row['rank']} 名  {row['participant']}  {row['points']} 分")
    for assumed in result["assumed"]:
        place = f"{assumed['round']}：" if assumed["round"] else ""
        click.echo(f"规程未写明，{place}{assumed['text']}")
    for group in result["unresolved"]:
        click.echo(f"并列未分先后：{'、'.join(group)}")
    for refused in result["refused"]:
        click.echo(f"第 {refused['action']} 步不成立：{refused['why']}", err=True)


def _document(file: Path) -> object:
    """Return what a YAML or JSON file holds, or leave with exit 2."""
    if file.stat().st_size > LARGEST:
        refuse(f"{file}：文件超过 {LARGEST // 1_000_000} MB。")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        refuse(f"{file}：不能读取（{error.strerror}）。")
    except ValueError as error:
        refuse(f"{file}：不是 UTF-8 文本：{error}")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass  # YAML, then
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        refuse(f"{file}：不是可读的 YAML 或 JSON：{error}")
