"""`quizapp bank`: items in from files and out to files, and the rules for good items."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from ..bank import formats, queries, service
from ..bank.formats import Format
from ..bank.native import item_to_native
from ..bank.service import ImportReport, Trouble
from ..core import clock
from .bank_check import check_bank
from .bank_index import reindex_bank
from .bank_regrade import regrade
from .bank_stats import bank_stats
from .context import opened, print_json, refuse

LONGEST_NAME = 120
FORMATS = click.Choice([known.value for known in Format])


@click.group()
def bank() -> None:
    """The question banks."""


bank.add_command(check_bank)
bank.add_command(reindex_bank)
bank.add_command(bank_stats)
bank.add_command(regrade)


def _known(_context: click.Context, _parameter: click.Parameter, name: str) -> Format | None:
    """Return the format of that name, None for auto."""
    return None if name == "auto" else Format(name)


def _short_enough(_context: click.Context, _parameter: click.Parameter, name: str) -> str:
    if len(name) > LONGEST_NAME:
        refuse(f"题库名称太长，最多 {LONGEST_NAME} 个字。")
    return name.strip()


@bank.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--bank", "into", default="", callback=_short_enough, help="Bank by id or name; made if there is none."
)
@click.option(
    "--format",
    "format_",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", *FORMATS.choices]),
    callback=_known,
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, save nothing.")
@click.option("--partial", is_flag=True, help="Take the items without an error and skip the others.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def import_bank(
    path: Path, into: str, format_: Format | None, dry_run: bool, partial: bool, as_json: bool
) -> None:
    """Import a file of items. Again updates, never doubles; with any error nothing is saved, unless --partial."""
    data = _read(path)
    with opened():
        report = service.import_items(
            data,
            path.name,
            bank=into,
            format=format_,
            dry_run=dry_run,
            partial=partial,
            actor=None,
            now=clock.now(),
        )
    if as_json:
        print_json(asdict(report))
    else:
        _print(report)
    if report.errors and not (partial and report.items):
        sys.exit(2)


def _read(path: Path) -> bytes:
    """Return the file's content; of one that is too large only so much that the formats refuse it."""
    try:
        with path.open("rb") as file:
            return file.read(formats.MOST_BYTES + 1)
    except OSError as error:
        refuse(f"{path}：不能读取（{error.strerror}）。")


def _print(report: ImportReport) -> None:
    click.echo(
        f"{report.bank}（{report.format}）：共 {report.items} 题，新增 {report.created}，更新 {report.updated}，"
        f"不变 {report.unchanged}，跳过 {report.skipped}"
    )
    _print_troubles("×", report.errors)
    _print_troubles("!", report.warnings)


def _print_troubles(mark: str, troubles: Iterable[Trouble]) -> None:
    for trouble in troubles:
        place = f"{trouble.where}：" if trouble.where else ""
        click.echo(f"{mark} {place}{trouble.message}", err=True)


@bank.command("export")
@click.option("--bank", "name", required=True, help="Bank by id or name.")
@click.option("--format", "format_", required=True, type=FORMATS, callback=_known)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="File to write; standard output without it.",
)
def export_bank(name: str, format_: Format, output: Path | None) -> None:
    """Write a bank's items to a file that `bank import` reads back; says what the format cannot carry."""
    if output is None and not formats.handling(format_).is_text and sys.stdout.isatty():
        refuse(f"{format_} 不能显示在终端里，请用 -o 写明文件。")
    with opened():
        bank_id = queries.bank_of_key(name.strip())
        found = queries.bank_info(bank_id) if bank_id is not None else None
        if found is None:
            refuse(f"没有题库“{name}”。")
        exported = service.export_items(found, format_)
    _print_troubles("!", exported.lost)
    if output is None:
        click.echo(exported.content, nl=False)
        return
    try:
        output.write_bytes(exported.content)
    except OSError as error:
        refuse(f"{output}：不能写入（{error.strerror}）。")
    click.echo(f"已导出 {exported.count} 题到 {output}", err=True)


@bank.command("show")
@click.argument("item_id", metavar="ID")
@click.option("--bank", "name", default="", help="Bank by id or name, where several have an item of this id.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def show(item_id: str, name: str, as_json: bool) -> None:
    """Print one item in the native form. ID is its author's, or the one that the API gives."""
    with opened():
        item = _item(item_id.strip(), name.strip()).item
    if as_json:
        print_json(item_to_native(item))
    else:
        click.echo(formats.write([item], Format.YAML), nl=False)


def _item(code: str, bank_name: str) -> queries.StoredItem:
    """Return the item of this id, or leave with exit 2."""
    found = queries.items_called(code)
    if not found and code.isdecimal() and len(code) < 19:
        stored = queries.stored_item(int(code))
        found = [stored] if stored else []
    if bank_name:
        bank_id = queries.bank_of_key(bank_name)
        found = [stored for stored in found if stored.bank_id == bank_id]
    if not found:
        refuse(f"没有题目“{code}”。")
    if len(found) > 1:
        banks = [queries.bank_info(stored.bank_id) for stored in found]
        names = "、".join(info.name for info in banks if info)
        refuse(f"几个题库都有题目“{code}”：{names}。请加 --bank 指明。")
    return found[0]
