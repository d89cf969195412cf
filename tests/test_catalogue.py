"""The interface speaks Chinese and English completely: every text is marked, translated, current and well-formed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tests.support import catalogue

ROOT = catalogue.ROOT
HANZI = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
PLACE = re.compile(r"%\((\w+)\)[-+ 0#]*\d*(?:\.\d+)?[a-z]|\{(\w+)\}")

#: Chinese words that an English text may hold.
CHINESE_IN_ENGLISH = (
    "四强学堂",  # the product's name
    "姓名 账号 手机号 党小组 入党日期 职务 类别",  # headings of the roster's template
    "题干 答案 题型 主题 难度 依据文件",  # headings of a question table
    "单选题 多选题 判断题 正确 错误",  # words of a question table
    "不正确",  # a word in a stem
    "中华人民共和国红十字会法 中国共产党章程 第七条",  # examples of a source
    "机关党支部 第一党小组",  # examples of names
)
WORDS = {word for line in CHINESE_IN_ENGLISH for word in line.split()}

#: Modules or packages whose Chinese is not for translation, and why.
NOT_INTERFACE = {
    "cli": "a command speaks Chinese to the person at the console; its help is English",
    "core/services.py": "what is missing for a service that a setting asks for, on the console",
    "config.py": "what a wrong setting is told, on the console before there is a language",
    "demo": "the fictional organisation and what its people write",
    "accounts/forms.py": "the languages call themselves by their own names",
    "accounts/queries/site.py": "the product's name, until the administrator gives another",
    "accounts/roster_cells.py": "headings and words that rosters use",
    "accounts/service/first_admin.py": "first names of a branch and its administrator, kept in the data",
    "accounts/sheets.py": "the roster's template is read in Chinese offices; headings are recognised in Chinese",
    "bank/boolean_words.py": "words that question tables use",
    "bank/formats": "headings, words, places and examples of the question tables",
    "bank/lint.py": "patterns sought in Chinese items",
    "bank/normalise.py": "tables of signs and numerals",
    "bank/duplicates/service.py": "the reason kept in the item's history",
    "bank/imports": "places that readers of files name, words of question tables, reasons kept in the history",
    "bank/markup.py": "what stands for a picture in plain text",
    "bank/service/retiring.py": "the reason kept in the item's history",
    "papers/printing/layout.py": "numerals of the sections of a printed paper",
    "home/patterns.py": "samples of the developers' portfolio, shown in development only",
    "contests/service/drafts.py": "the reason kept in the audit log",
    "live/simulating/compact.py": "the reasons kept in the log of a simulation",
    "live/engine/dry.py": "the reason kept in the log of a dry run",
    "live/engine/sandbox.py": "names of the teams of a dry run",
    "live/names.py": "words that a name may not be",
    "live/sheet_form/values.py": "a word that a rule sheet's form reads and writes",
    "live/simulating/script.py": "the source of a question that a script made up",
    "live/service/quick.py": "names of teams, kept in the data",
    "activities/minutes/service.py": "numerals before the points of an agenda",
    "activities/service/calling.py": "duties of members, as the roster keeps them",
    "boards/workdays.py": "words of the list of holidays, which is read and written",
    "committee/queries.py": "duties of members, as the roster keeps them",
    "committee/terms.py": "words that the name of a post begins or ends with",
    "community/oath.py": "the admission oath in its official wording",
    "community/plates.py": "a plate hangs in the office and is Chinese in every language",
    "community/queries/pledges.py": "the same",
    "community/service/pledges.py": "a title kept in the record",
    "core/word.py": "a font's name",
    "documents/layout.py": "the place for a date under a signature",
    "documents/word.py": "the same",
    "evaluation/forms.py": "a word that a list of deductions may end with",
    "hours/queries.py": "duties of members, as the roster keeps them",
    "partners/service.py": "the name that remains of a person, kept in the data",
    "plans/cells.py": "headings and words that plans use",
    "plans/reading.py": "words that plans use for everybody",
    "plans/sheets.py": "two lines of an example",
    "points/listed.py": "the heading of a list of names",
    "live/staging.py": "a character that many names of branches begin with",
}
MARKS = set(catalogue.KEYWORDS)


@pytest.fixture(scope="module")
def current() -> list[Message]:
    return catalogue.entries(catalogue.translated())


def test_every_text_in_use_is_in_the_catalogue_and_nothing_else() -> None:
    assert catalogue.is_current(catalogue.renewed()), "run `make catalogue` and translate what it names"


def test_every_text_has_its_translation(current: list[Message]) -> None:
    assert not [entry.id for entry in current if entry.fuzzy or not all(catalogue.forms(entry))]


def test_there_are_texts_to_translate(current: list[Message]) -> None:
    assert {"现在不能这样做。", "交卷"} <= {catalogue.key(entry) for entry in current}


def test_a_translation_has_the_places_of_its_source(current: list[Message]) -> None:
    wrong = [
        (entry.id, form)
        for entry in current
        for form in catalogue.forms(entry)
        if sorted(PLACE.findall(form)) != sorted(PLACE.findall(catalogue.key(entry)))
    ]
    assert not wrong


def test_no_chinese_is_left_in_a_translation(current: list[Message]) -> None:
    left = [
        form
        for entry in current
        for form in catalogue.forms(entry)
        if any(run not in WORDS for run in re.findall(f"{HANZI.pattern}+", form))
    ]
    assert not left


def unmarked(tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield the Chinese literals that are neither documentation nor inside a mark."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            skipped.update(inner for argument in node.args for inner in ast.walk(argument))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield from [node] if HANZI.search(node.value) else []


def chinese_in_code() -> dict[str, list[str]]:
    package = ROOT / "quizapp"
    found: dict[str, list[str]] = {}
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        for node in unmarked(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(name, []).append(f"quizapp/{name}:{node.lineno} {node.value!r}")
    return found


def covered(name: str) -> str | None:
    """Return the entry of NOT_INTERFACE that speaks for a module."""
    return next((place for place in NOT_INTERFACE if name == place or name.startswith(f"{place}/")), None)


def test_chinese_in_code_is_marked_for_translation() -> None:
    found = chinese_in_code()
    assert not [line for name, lines in found.items() if not covered(name) for line in lines]


def test_every_exception_is_still_needed() -> None:
    assert {covered(name) for name in chinese_in_code()} >= set(NOT_INTERFACE)


def blanked(pattern: str, text: str) -> str:
    """Return the text without what the pattern finds, its lines kept."""
    return re.sub(pattern, lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)


def lines_in_chinese(path: Path, text: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for number, line in enumerate(text.splitlines(), 1)
        if HANZI.search(line)
    ]


def templates() -> list[Path]:
    """Return the pages that people see; the pattern portfolio is shown in development only."""
    every = sorted((ROOT / "templates").rglob("*.html"))
    return [path for path in every if "patterns" not in (path.parent.name, path.stem)]


def test_chinese_in_templates_is_marked_for_translation() -> None:
    literal = r"""('[^']*'|"[^"]*")"""
    found: list[str] = []
    for path in templates():
        text = blanked(r"\{#.*?#\}", path.read_text(encoding="utf-8"))
        text = blanked(rf"\b({'|'.join(MARKS)})\(\s*{literal}(\s*,\s*{literal})?", text)
        text = text.replace(">中文</a>", "")  # the way back to Chinese
        found += lines_in_chinese(path, text)
    assert not found


def test_scripts_take_their_words_from_the_page() -> None:
    found: list[str] = []
    for path in sorted((ROOT / "static" / "js").rglob("*.js")):
        text = blanked(r"/\*.*?\*/|(?<!:)//[^\n]*", path.read_text(encoding="utf-8"))
        found += lines_in_chinese(path, text)
    assert not found
