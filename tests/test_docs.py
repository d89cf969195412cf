"""The documents say what is so: links lead somewhere, and what they name exists in the code."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PACKAGE = ROOT / "quizapp"
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
DOCUMENTS = sorted(
    [*READMES, ROOT / "CHANGELOG.md", ROOT / "question_bank" / "README.md", *DOCS.rglob("*.md")]
)
GUIDES = sorted((DOCS / "guides").glob("*.md"))
RECORDS = sorted((DOCS / "decisions").glob("[0-9]*.md"))

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
NAME = re.compile(r"[A-Za-z_]\w*")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def sources() -> dict[Path, str]:
    return {path: text_of(path) for path in PACKAGE.rglob("*.py") if "versions" not in path.parts}


def anchors(path: Path) -> set[str]:
    """Return the anchors of a Markdown file's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    dead = []
    for link in LINK.findall(text_of(document)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (document.parent / name) if name else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert not dead


def test_the_readmes_say_the_same_in_both_languages() -> None:
    english, chinese = (text_of(readme) for readme in READMES)
    for level in ("## ", "### "):
        counts = [len(re.findall(f"^{level}", text, re.MULTILINE)) for text in (english, chinese)]
        assert counts[0] == counts[1]
    for pattern in (r"^    \S.*$", r"^\|.*\|$", r"docs/images/\w+\.png", r"`(?:make|quizapp) [^`]+`"):
        counts = [len(re.findall(pattern, text, re.MULTILINE)) for text in (english, chinese)]
        assert counts[0] == counts[1], pattern


def test_every_package_is_named_in_the_architecture() -> None:
    named = set(CODE.findall(text_of(DOCS / "ARCHITECTURE.md")))
    packages = {path.name for path in PACKAGE.iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert not packages - named


def test_the_architecture_draws_the_arrows_that_are_law() -> None:
    """The table of packages says for each feature what `tests/test_architecture.py` lets it import."""
    from tests.test_architecture import ARROWS

    rows = re.findall(r"^\| `(\w+)` \| .* \| ([^|]*) \|$", text_of(DOCS / "ARCHITECTURE.md"), re.MULTILINE)
    drawn = {package: set(re.findall(r"\w+", targets)) for package, targets in rows}
    for package, targets in ARROWS.items():
        if package in ("core", "infra", "home", "api", "demo"):  # said in words
            continue
        assert drawn[package] == targets, package


def test_tests_that_are_named_as_proofs_exist() -> None:
    missing = []
    for document in DOCUMENTS:
        for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text_of(document)):
            file = ROOT / path
            functions = {
                node.name
                for node in (ast.walk(ast.parse(text_of(file))) if file.exists() else ())
                if isinstance(node, ast.FunctionDef)
            }
            if not file.exists() or (name and name not in functions):
                missing.append(f"{document.name}: {path}::{name}")
    assert not missing


def test_every_setting_is_explained() -> None:
    read = set(re.findall(r"\bQUIZAPP_[A-Z_]+\b", text_of(PACKAGE / "config.py")))
    assert "QUIZAPP_DATA" in read
    for readme in READMES:
        assert not read - set(re.findall(r"`(QUIZAPP_[A-Z_]+)`", text_of(readme))), readme.name


def test_every_target_of_make_is_explained() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", text_of(ROOT / "Makefile"), re.MULTILINE)
    assert "serve" in targets
    said = text_of(READMES[0]) + text_of(DOCS / "guides" / "developer.md")
    assert not [target for target in targets if not re.search(rf"\bmake {target}\b", said)]


def test_commands_of_make_and_quizapp_that_are_named_exist() -> None:
    from quizapp.cli import LazyGroup

    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    for document in (*READMES, *GUIDES, DOCS / "ARCHITECTURE.md"):
        text = text_of(document)
        code = "\n".join([*CODE.findall(text), *re.findall(r"^ {4}(.+)$", text, re.MULTILINE)])
        assert not set(re.findall(r"\bmake ([a-z][a-z-]*)\b", code)) - targets, document.name
        assert not set(re.findall(r"\bquizapp ([a-z]+)\b", code)) - set(LazyGroup.LAZY), document.name


def test_names_in_the_glossary_exist_in_the_code() -> None:
    code = sources()
    words = {word for text in code.values() for word in NAME.findall(text)}
    strange = []
    for line in text_of(DOCS / "GLOSSARY.md").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        for name in CODE.findall(cells[-1]) if len(cells) == 3 else ():
            owner, _, member = name.partition(".")
            if member:
                known = any(
                    f"class {owner}(" in text and re.search(rf"\b{member} = ", text) for text in code.values()
                )
            else:
                known = owner in words
            if not known:
                strange.append(name)
    assert not strange


def test_words_have_one_meaning_in_the_glossary() -> None:
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| [^|]+ \|$", text_of(DOCS / "GLOSSARY.md"), re.MULTILINE)
    words = [row for row in rows if row not in ("中文", "---")]
    assert len(words) > 60
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_guides_translate_names_as_the_interface_does(guide: Path) -> None:
    """Where a guide gives the English of a name, as in 结算 (Settle), it is the one of the catalogue."""
    catalogue = dict(
        re.findall(
            r'^msgid "([^"]+)"\nmsgstr "([^"]+)"$',
            text_of(PACKAGE / "translations" / "en" / "LC_MESSAGES" / "messages.po"),
            re.MULTILINE,
        )
    )
    wrong = []
    for chinese, english in re.findall(r"([\u4e00-\u9fff]+)(?:\*\*)? \(([A-Z][^)]+)\)", text_of(guide)):
        if english != catalogue.get(chinese, "").replace("’", "'"):
            wrong.append(f"{chinese}: {english!r}, the interface says {catalogue.get(chinese)!r}")
    assert not wrong


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem[:4])
def test_a_decision_is_short_and_complete(record: Path) -> None:
    text = text_of(record)
    assert len(text.splitlines()) <= 25
    assert re.findall(r"^\*\*(\w+?)[.*]", text, re.MULTILINE) == ["Context", "Choice", "Price", "Revisit"]
    assert text.startswith(f"# {int(record.name[:4])}. ")
    assert f"({record.name})" in text_of(DOCS / "decisions" / "README.md")


def test_every_dependency_has_earned_its_place() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    wanted = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    names = [re.split(r"[\[<>=;~! ]", line)[0] for line in wanted]
    said = "".join(text_of(record) for record in RECORDS)
    assert not [name for name in names if f"`{name}`" not in said]


def test_every_scenario_of_the_bench_has_its_budget() -> None:
    scenarios = {path.stem.removeprefix("scenario_") for path in (ROOT / "bench").glob("scenario_*.py")}
    named = set(CODE.findall(text_of(DOCS / "ARCHITECTURE.md")))
    assert scenarios
    assert not scenarios - named
