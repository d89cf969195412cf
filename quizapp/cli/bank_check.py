"""`quizapp bank lint`: the files of banks and materials against the rules for good items; no data folder needed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import click

from ..bank import formats
from ..bank.formats.source import FormatError, decode_text
from ..bank.item import TYPE_NAMES
from ..bank.lint import Finding, TopicMeasures, lint, lint_materials
from ..bank.material import FIGURE, Material, parse_material
from ..bank.native import ParsedBank
from ..bank.problem import Level, Problem
from ..core.i18n import N_
from .context import print_json, refuse

MARKS = {Level.ERROR: "×", Level.WARNING: "!"}


@click.command("lint")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check_bank(path: Path, as_json: bool) -> None:
    """Check a file, or a folder's banks and materials: schema, keys, sources, duplicates. Exit 1 on any error."""
    banks = [_read_bank(file) for file in _files(path, "*.yaml")]
    materials = [_read_material(file) for file in _files(path, "*.md") if file.parent.name == "materials"]
    if not banks and not materials:
        refuse(f"{path} 里没有题库（*.yaml）。")
    report = lint(banks)
    findings = (*report.findings, *lint_materials(materials, banks))
    wrong = [finding for finding in findings if finding.level is Level.ERROR]
    if as_json:
        print_json(
            {
                "items": sum(len(bank.items) for bank in banks),
                "materials": len(materials),
                "errors": _lines(wrong),
                "warnings": _lines(finding for finding in findings if finding.level is Level.WARNING),
                "table": [_measures(row) for row in report.table],
            }
        )
    else:
        _print(findings, report.table, len(materials))
    if wrong:
        sys.exit(1)


def _files(path: Path, pattern: str) -> list[Path]:
    """Return the folder's files of this kind; a file stands for itself, whatever its format."""
    if path.is_dir():
        return sorted(path.rglob(pattern))
    is_material = path.suffix == ".md"
    return [path] if is_material == (pattern == "*.md") else []


def _read_bank(path: Path) -> ParsedBank:
    try:
        parsed = formats.read(path.read_bytes(), path.name)
    except OSError as error:
        refuse(f"{path}：不能读取（{error.strerror}）。")
    return parsed if parsed.slug or parsed.name else replace(parsed, name=path.stem)


def _read_material(path: Path) -> Material:
    try:
        material = _with_figures(parse_material(decode_text(path.read_bytes())), path.parent / "figures")
    except FormatError as error:
        material = Material("", "", "", problems=(Problem("", error.message, dict(error.params)),))
    except OSError as error:
        refuse(f"{path}：不能读取（{error.strerror}）。")
    return material if material.id else replace(material, id=path.stem)


def _with_figures(material: Material, folder: Path) -> Material:
    """Return the material with a problem for each drawing that its text names and the folder does not have."""
    missing = [name for name in FIGURE.findall(material.body) if not (folder / name).is_file()]
    problems = [Problem("body", N_("没有图 figures/%(name)s。"), {"name": name}) for name in missing]
    return replace(material, problems=(*material.problems, *problems))


def _lines(findings: Iterable[Finding]) -> list[dict[str, str]]:
    return [{"where": finding.where, "message": finding.text} for finding in findings]


def _measures(row: TopicMeasures) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _print(findings: Sequence[Finding], table: Sequence[TopicMeasures], materials: int) -> None:
    for row in table:
        click.echo(_row(row))
    for finding in findings:
        click.echo(f"{MARKS[finding.level]} {finding.where}：{finding.text}")
    levels = [finding.level for finding in findings]
    wholes = [row for row in table if not row.topic]
    click.echo(
        f"{len(wholes)} 个题库 {sum(row.count for row in wholes)} 题，{materials} 篇材料："
        f"错误 {levels.count(Level.ERROR)}，提醒 {levels.count(Level.WARNING)}"
    )


def _row(row: TopicMeasures) -> str:
    """Return the measures of a topic, or of a bank, in one line."""
    types = " ".join(f"{name}{row.types[kind]}" for kind, name in TYPE_NAMES.items() if row.types[kind])
    parts = [f"{row.count} 题", types]
    if row.letters:
        parts.append(" ".join(f"{letter}{row.letters[letter]}" for letter in "ABCD"))
    if row.singles:
        parts.append(f"正确项最长 {row.longest_percent}%")
    if row.true or row.false:
        parts.append(f"对{row.true} 错{row.false}")
    if row.reviewed:
        parts.append(f"通读 {row.reviewed}")
    name = f"  {row.topic}" if row.topic else row.bank
    return "；".join([f"{name}：{parts[0]}", *parts[1:]])
