"""`quizapp bank`: what it reports, what it saves, and how it leaves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook
from sqlalchemy import delete

from quizapp.bank import queries
from quizapp.bank.formats import Format
from quizapp.bank.search.tables import ItemText
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from tests.app.cli.conftest import Quizapp, run, write_bank
from tests.pure.bank import examples

pytestmark = pytest.mark.pages  # the same statements as elsewhere: files and words are what is tested

COUNTS = ("items", "created", "updated", "unchanged", "skipped")


def counts(report: dict[str, Any]) -> tuple[int, ...]:
    return tuple(report[name] for name in COUNTS)


def stored(bank: str) -> list[str]:
    bank_id = queries.bank_named(bank)
    return [found.item.id for found in queries.all_items(bank_id)] if bank_id else []


def test_an_import_reports_in_the_shape_of_the_contract(quizapp: Quizapp, bank_file: Path) -> None:
    report = json.loads(quizapp("bank", "import", bank_file, "--json").stdout)
    assert set(report) == {"format", "bank", *COUNTS, "errors", "warnings"}
    assert (report["format"], report["bank"]) == ("yaml", "样例题库")
    assert counts(report) == (len(examples.ALL), len(examples.ALL), 0, 0, 0)
    assert report["errors"] == report["warnings"] == []
    assert stored("样例题库") == [item["id"] for item in examples.ALL]


def test_importing_again_updates_and_never_doubles(quizapp: Quizapp, bank_file: Path) -> None:
    quizapp("bank", "import", bank_file)
    first, *rest = examples.ALL
    write_bank(bank_file, {**first, "explanation": "改写过的解析。"}, *rest)
    report = json.loads(quizapp("bank", "import", bank_file, "--json").stdout)
    assert counts(report) == (len(examples.ALL), 0, 1, len(rest), 0)
    assert len(stored("样例题库")) == len(examples.ALL)


def test_a_bank_is_named_by_name_or_id_and_made_when_there_is_none(quizapp: Quizapp, bank_file: Path) -> None:
    quizapp("bank", "import", bank_file, "--bank", "支部自编题")
    assert stored("样例题库") == []
    by_id = queries.bank_named("支部自编题")
    for key in ("支部自编题", by_id):
        report = json.loads(quizapp("bank", "import", bank_file, "--bank", key, "--json").stdout)
        assert (report["bank"], report["unchanged"]) == ("支部自编题", len(examples.ALL))
    assert "题库名称太长" in quizapp("bank", "import", bank_file, "--bank", "长" * 121, exit=2).stderr


def test_a_dry_run_says_the_same_and_saves_nothing(quizapp: Quizapp, bank_file: Path) -> None:
    dry = quizapp("bank", "import", bank_file, "--dry-run", "--json").stdout
    assert stored("样例题库") == []
    assert dry == quizapp("bank", "import", bank_file, "--json").stdout


def test_any_error_saves_nothing_unless_partial(quizapp: Quizapp, tmp_path: Path) -> None:
    good, bad = examples.ALL[0], {**examples.ALL[1], "key": ["Z"]}
    path = write_bank(tmp_path / "half.yaml", good, bad)
    report = json.loads(quizapp("bank", "import", path, "--json", exit=2).stdout)
    assert counts(report) == (2, 0, 0, 0, 2)
    (error,) = report["errors"]
    assert set(error) == {"where", "message"}
    assert str(bad["id"]) in error["where"]
    assert stored("样例题库") == []

    report = json.loads(quizapp("bank", "import", path, "--partial", "--json").stdout)
    assert counts(report) == (2, 1, 0, 0, 1)
    assert len(report["errors"]) == 1
    assert stored("样例题库") == [good["id"]]


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\xff", b"items: [", b"PK\x03\x04 no workbook"])
@pytest.mark.parametrize("partial", [(), ("--partial",)])
def test_a_file_that_cannot_be_read_is_an_error_at_its_name(
    quizapp: Quizapp, tmp_path: Path, content: bytes, partial: tuple[str, ...]
) -> None:
    path = tmp_path / "broken"
    path.write_bytes(content)
    report = json.loads(quizapp("bank", "import", path, "--json", *partial, exit=2).stdout)
    assert counts(report) == (0, 0, 0, 0, 0)
    assert report["errors"][0]["where"] == "broken"


@pytest.mark.parametrize(
    ("format_", "suffix"),
    [("json", ".json"), ("xlsx", ".xlsx"), ("csv", ".csv"), ("docx", ".docx"), ("txt", ".txt")],
)
def test_what_is_exported_comes_back_unchanged(
    quizapp: Quizapp, bank_file: Path, tmp_path: Path, format_: str, suffix: str
) -> None:
    quizapp("bank", "import", bank_file)
    out = tmp_path / f"out{suffix}"
    quizapp("bank", "export", "--bank", "样例题库", "--format", format_, "-o", out)
    for choice in ("auto", format_):
        command = ("bank", "import", out, "--bank", "样例题库", "--format", choice, "--json")
        report = json.loads(quizapp(*command).stdout)
        assert (report["format"], report["unchanged"]) == (format_, len(examples.ALL))


def test_without_a_file_the_export_alone_is_on_standard_output(quizapp: Quizapp, bank_file: Path) -> None:
    quizapp("bank", "import", bank_file)
    exported = yaml.safe_load(quizapp("bank", "export", "--bank", "sample", "--format", "yaml").stdout)
    assert exported["bank"] == "sample"
    assert [item["id"] for item in exported["items"]] == [item["id"] for item in examples.ALL]


def test_an_export_that_cannot_be_is_refused(quizapp: Quizapp, bank_file: Path, tmp_path: Path) -> None:
    assert "没有题库“别处”" in quizapp("bank", "export", "--bank", "别处", "--format", "yaml", exit=2).stderr
    quizapp("bank", "import", bank_file)
    into = tmp_path / "missing" / "out.yaml"
    assert (
        "不能写入"
        in quizapp("bank", "export", "--bank", "sample", "--format", "yaml", "-o", into, exit=2).stderr
    )


@pytest.mark.parametrize("format_", list(Format))
def test_every_format_goes_out_and_comes_in_and_says_what_it_cannot_carry(
    quizapp: Quizapp, bank_file: Path, tmp_path: Path, format_: str
) -> None:
    quizapp("bank", "import", bank_file)
    out = tmp_path / "out"
    done = quizapp("bank", "export", "--bank", "样例题库", "--format", format_, "-o", out)
    report = json.loads(quizapp("bank", "import", out, "--bank", "另一个", "--json").stdout)
    assert f"已导出 {report['created']} 题" in done.stderr
    assert report["errors"] == []
    assert report["created"] == len(examples.ALL) or "没有写出" in done.stderr


def test_a_format_that_carries_none_of_the_items_is_refused(quizapp: Quizapp, tmp_path: Path) -> None:
    path = write_bank(tmp_path / "short.yaml", examples.TALK)
    quizapp("bank", "import", path)
    said = quizapp("bank", "export", "--bank", "样例题库", "--format", "aiken", exit=2).stderr
    assert "都放不进这种格式" in said


def test_an_unknown_format_and_a_missing_file_are_bad_usage(nowhere: Path, tmp_path: Path) -> None:
    run("bank", "import", tmp_path / "none.yaml", exit=2)
    run("bank", "import", tmp_path, exit=2)
    run("bank", "export", "--bank", "sample", "--format", "pdf", exit=2)


def test_an_item_is_shown_in_the_native_form(quizapp: Quizapp, bank_file: Path) -> None:
    quizapp("bank", "import", bank_file)
    for item in examples.ALL[:2]:
        shown = json.loads(quizapp("bank", "show", item["id"], "--json").stdout)
        assert (shown["id"], shown["type"], shown["stem"]) == (item["id"], item["type"], item["stem"])
        (stored_item,) = queries.items_called(str(item["id"]))
        assert json.loads(quizapp("bank", "show", stored_item.item_id, "--json").stdout) == shown
        (as_yaml,) = yaml.safe_load(quizapp("bank", "show", item["id"]).stdout)
        assert as_yaml["id"] == item["id"]
    assert "没有题目“nobody”" in quizapp("bank", "show", "nobody", "--json", exit=2).stderr


def test_an_id_that_two_banks_have_asks_for_the_bank(quizapp: Quizapp, bank_file: Path) -> None:
    for name in ("甲题库", "乙题库"):
        quizapp("bank", "import", bank_file, "--bank", name)
    code = examples.ALL[0]["id"]
    said = quizapp("bank", "show", code, exit=2).stderr
    assert "甲题库、乙题库" in said
    assert json.loads(quizapp("bank", "show", code, "--bank", "乙题库", "--json").stdout)["id"] == code


def test_a_file_named_like_an_id_does_not_land_in_that_bank(quizapp: Quizapp, bank_file: Path) -> None:
    quizapp("bank", "import", bank_file)
    number = queries.bank_named("样例题库")
    table = bank_file.with_name(f"{number}.csv")
    quizapp("bank", "export", "--bank", number, "--format", "csv", "-o", table)
    report = json.loads(quizapp("bank", "import", table, "--json").stdout)
    assert (report["bank"], report["created"]) == (str(number), len(examples.ALL))


def test_a_table_without_ids_is_taken_once(quizapp: Quizapp, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["题型", "题干", "选项A", "选项B", "答案", "解析"])
    book.active.append(["单选题", "哪一项？", "这一项", "那一项", "A", "因为。"])
    path = tmp_path / "支部题目.xlsx"
    book.save(path)
    for expected in ((1, 1, 0, 0, 0), (1, 0, 0, 1, 0)):
        report = json.loads(quizapp("bank", "import", path, "--json").stdout)
        assert (report["format"], report["bank"], counts(report)) == ("xlsx", "支部题目", expected)
        assert report["warnings"]


def test_a_lost_search_index_is_made_anew(quizapp: Quizapp, bank_file: Path) -> None:
    quizapp("bank", "import", bank_file)
    with unit_of_work():
        db.session.execute(delete(ItemText))
    assert f"已重建 {len(examples.ALL)} 题" in quizapp("bank", "reindex").stdout
    bank_id = queries.bank_named("样例题库")
    assert bank_id is not None
    found = queries.search(queries.ItemFilter((bank_id,), text=examples.ALL[0]["id"]), 1)
    assert examples.ALL[0]["id"] in [row.item.id for row in found.rows]
