"""The arrows of docs/ARCHITECTURE.md are law: who may import whom, no cycle, and pure modules stay pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "quizapp"

#: A feature and what it may import besides core, infra and its own modules.
ARROWS: dict[str, set[str]] = {
    "core": {"infra"},
    "infra": set(),
    "web": {"accounts"},
    "accounts": {"web"},
    "notices": {"accounts", "web"},
    "bank": {"accounts", "notices", "web"},
    "record": {"accounts"},
    "papers": {"bank", "accounts", "web"},
    "practice": {"papers", "bank", "record", "accounts", "web"},
    "contests": {"papers", "bank", "record", "accounts", "web"},
    "study": {"bank", "papers", "record", "hours", "files", "notices", "accounts", "web"},
    "live": {"papers", "bank", "record", "accounts", "web"},
    "files": {"accounts", "web"},
    "hours": {"committee", "accounts", "web"},
    "documents": {"web"},
    "committee": {"accounts", "notices", "web"},
    "activities": {"record", "hours", "files", "committee", "documents", "notices", "accounts", "web"},
    "talks": {"committee", "notices", "accounts", "web"},
    "plans": {
        "activities",
        "contests",
        "talks",
        "study",
        "hours",
        "committee",
        "record",
        "documents",
        "notices",
        "accounts",
        "web",
    },
    "points": {"record", "files", "committee", "notices", "accounts", "web"},
    "community": {
        *("points", "activities", "papers", "record", "hours", "files", "documents", "committee"),
        *("notices", "accounts", "web"),
    },
    "evaluation": {
        "points",
        "activities",
        "talks",
        "hours",
        "committee",
        "community",
        "papers",
        "record",
        "files",
        "documents",
        "notices",
        "accounts",
        "web",
    },
    "partners": {"activities", "contests", "notices", "accounts", "web"},
    "regrading": {
        *("live", "contests", "practice", "papers", "bank", "record", "notices", "accounts", "web"),
    },
    "analysis": {"live", "contests", "practice", "papers", "bank", "accounts", "web"},
    "boards": {"plans", "record", "accounts", "web"},
    "display": {"boards", "live", "activities", "community", "record", "accounts", "web"},
    "me": {"record", "papers", "boards", "accounts", "web"},
    "home": {
        "record",
        "papers",
        "contests",
        "live",
        "boards",
        "bank",
        "study",
        "practice",
        "activities",
        "plans",
        "points",
        "evaluation",
        "community",
        "committee",
        "talks",
        "hours",
        "notices",
        "accounts",
        "web",
    },
    "api": {"accounts", "bank", "papers", "practice", "contests", "live", "study", "record", "boards", "web"},
    "demo": {
        "accounts",
        "bank",
        "papers",
        "practice",
        "contests",
        "live",
        "study",
        "record",
        "boards",
        "display",
        "web",
    },
}
EDGES = {"cli", "demo"}  # may import everything
SHARED = {"core", "extensions", "config", "resources"}

#: What knows neither Flask, the database, real time nor chance.
PURE = (
    "core/archives.py",
    "core/collector.py",
    "core/dates.py",
    "core/hundredths.py",
    "core/ordering.py",
    "core/permissions.py",
    "core/paging.py",
    "core/pictures.py",
    "files/kinds.py",
    "files/office.py",
    "files/sniffing.py",
    "files/videos.py",
    "activities/also.py",
    "activities/attending.py",
    "activities/codes.py",
    "activities/ics.py",
    "activities/kinds.py",
    "activities/nearness.py",
    "accounts/audit_words.py",
    "accounts/devices.py",
    "accounts/kinds.py",
    "accounts/lockout.py",
    "accounts/logo.py",
    "accounts/policy.py",
    "accounts/roster.py",
    "accounts/roster_cells.py",
    "accounts/roster_rows.py",
    "notices/mail/schedule.py",
    "notices/words.py",
    "hours/amounts.py",
    "plans/absence.py",
    "plans/articles.py",
    "plans/cells.py",
    "plans/duties.py",
    "plans/ics.py",
    "plans/progress.py",
    "plans/reading.py",
    "hours/words.py",
    "bank/item.py",
    "bank/reviewing/workflow.py",
    "bank/marking.py",
    "bank/markup.py",
    "bank/wording.py",
    "bank/bulk.py",
    "bank/native.py",
    "bank/normalise.py",
    "bank/lint.py",
    "bank/formats/aiken.py",
    "bank/formats/archive.py",
    "bank/formats/cells.py",
    "bank/formats/cloze.py",
    "bank/formats/columns.py",
    "bank/formats/drafts.py",
    "bank/formats/foreign_cells.py",
    "bank/formats/gift.py",
    "bank/formats/gift_writing.py",
    "bank/formats/html_text.py",
    "bank/formats/losses.py",
    "bank/formats/moodle.py",
    "bank/formats/moodle_writing.py",
    "bank/formats/paper/answer_lines.py",
    "bank/formats/paper/answers.py",
    "bank/formats/paper/brackets.py",
    "bank/formats/paper/keying.py",
    "bank/formats/paper/layout.py",
    "bank/formats/paper/lines.py",
    "bank/formats/paper/marks.py",
    "bank/formats/paper/options.py",
    "bank/formats/paper/pages.py",
    "bank/formats/paper/question.py",
    "bank/formats/paper/reading.py",
    "bank/formats/paper/settling.py",
    "bank/formats/paper/walking.py",
    "bank/formats/paper/writing.py",
    "bank/formats/qti/bodies.py",
    "bank/formats/qti/flow.py",
    "bank/formats/qti/package.py",
    "bank/formats/qti/reading.py",
    "bank/formats/qti/version1.py",
    "bank/formats/qti/version2.py",
    "bank/formats/qti/writing.py",
    "bank/formats/recognising.py",
    "bank/formats/repeats.py",
    "bank/formats/table.py",
    "bank/formats/text.py",
    "bank/formats/unclear.py",
    "core/word.py",
    "core/xml_text.py",
    "bank/formats/word/numbering.py",
    "bank/formats/word/reading.py",
    "bank/formats/word/runs.py",
    "bank/formats/word/writing.py",
    "bank/formats/xml_tree.py",
    "bank/cube.py",
    "bank/duplicates/alike.py",
    "bank/imports/cells.py",
    "bank/imports/comparing.py",
    "bank/search/grams.py",
    "bank/search/hits.py",
    "analysis/measures.py",
    "analysis/tally.py",
    "analysis/figures.py",
    "study/kinds.py",
    "study/outlines.py",
    "study/progress.py",
    "study/words.py",
    "study/social/anchors.py",
    "study/social/marks.py",
    "papers/attempt.py",
    "papers/blueprint.py",
    "papers/draw.py",
    "papers/mistakes.py",
    "papers/pool.py",
    "papers/printing/layout.py",
    "papers/rulings.py",
    "papers/selection.py",
    "contests/standings.py",
    "live/afterwards/crediting.py",
    "live/afterwards/rejudging.py",
    "live/afterwards/reminders.py",
    "live/simulating/compact.py",
    "live/simulating/script.py",
    "live/simulating/simulated.py",
    "live/simulating/simulation.py",
    "live/echoes.py",
    "live/engine/answering.py",
    "live/engine/asking.py",
    "live/engine/clocking.py",
    "live/engine/events.py",
    "live/engine/everyone.py",
    "live/engine/explaining.py",
    "live/engine/finding.py",
    "live/engine/flow.py",
    "live/engine/game.py",
    "live/engine/helping.py",
    "live/engine/judged.py",
    "live/engine/lobby.py",
    "live/engine/opening.py",
    "live/engine/pressing.py",
    "live/engine/reading.py",
    "live/engine/reading_fields.py",
    "live/engine/reading_rounds.py",
    "live/engine/writing.py",
    "live/engine/gap_list.py",
    "live/engine/gaps.py",
    "live/engine/unsaid.py",
    "live/engine/warnings.py",
    "live/engine/dry.py",
    "live/engine/sandbox.py",
    "live/engine/refereeing.py",
    "live/engine/reopening.py",
    "live/engine/scoring.py",
    "live/engine/setup.py",
    "live/engine/sheet.py",
    "live/engine/standings.py",
    "live/engine/state.py",
    "live/engine/undoing.py",
    "live/engine/rounds/arena.py",
    "live/engine/rounds/assign.py",
    "live/engine/rounds/duel.py",
    "live/engine/rounds/everyone.py",
    "live/engine/rounds/ladder.py",
    "live/engine/rounds/press.py",
    "live/engine/rounds/risk.py",
    "live/engine/rounds/run.py",
    "live/engine/rounds/way.py",
    "live/drafts.py",
    "live/needs.py",
    "live/offices.py",
    "live/orders.py",
    "live/projecting/course.py",
    "live/projecting/deck.py",
    "live/projecting/office.py",
    "live/sheet_form/field.py",
    "live/sheet_form/fields.py",
    "live/sheet_form/form.py",
    "live/sheet_form/round_fields.py",
    "live/sheet_form/special_fields.py",
    "live/sheet_form/values.py",
    "live/slides.py",
    "live/projections.py",
    "live/projecting/console.py",
    "live/projecting/person.py",
    "live/projecting/places.py",
    "live/projecting/question.py",
    "live/projecting/telling.py",
    "partners/walls.py",
    "contests/window.py",
    "record/rules.py",
    "record/sheet.py",
    "record/sheet_rule.py",
    "points/claiming.py",
    "points/comparing.py",
    "points/comparing_totals.py",
    "points/editing.py",
    "points/measuring.py",
    "points/kinds.py",
    "points/replaying.py",
    "points/wording.py",
    "record/evaluate.py",
    "record/simulate.py",
    "record/periods.py",
    "boards/ranking.py",
    "boards/vitality.py",
    "boards/workdays.py",
    "documents/breaking.py",
    "documents/layout.py",
    "documents/marks.py",
    "documents/model.py",
    "documents/word.py",
    "evaluation/figures.py",
    "evaluation/periods.py",
    "evaluation/work.py",
    "community/anniversaries.py",
    "community/oath.py",
    "community/wording.py",
    "regrading/keying.py",
    "activities/minutes/ballots.py",
    "activities/minutes/levels.py",
    "committee/terms.py",
    "talks/pairs.py",
)
IMPURE = {"flask", "sqlalchemy", "redis", "time", "random", "os", "flask_babel", "gevent"}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path, tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Yield the full names of what a module imports from the product and from outside."""
    package = ["quizapp", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, *(node.module.split(".") if node.module else [])])
            if name == "quizapp" or not node.module:
                for alias in node.names:
                    yield f"{name}.{alias.name}", node
            else:
                yield name, node


def feature_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0].removesuffix(".py")


def arrows() -> set[tuple[str, str, str]]:
    found = set()
    for path, tree in modules():
        for name, _ in imported(path, tree):
            parts = name.split(".")
            if parts[0] == "quizapp" and len(parts) > 1:
                found.add((feature_of(path), parts[1], str(path.relative_to(PACKAGE))))
    return found


def test_every_import_follows_an_arrow() -> None:
    wrong = [
        f"{where} imports {target}"
        for source, target, where in sorted(arrows())
        if source != target
        and source in ARROWS
        and source not in EDGES
        and target not in SHARED | {"infra"} | ARROWS[source]
    ]
    assert not wrong, "\n".join(wrong)


def test_infra_knows_neither_flask_nor_a_feature() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path, tree in modules()
        if feature_of(path) == "infra"
        for name, _ in imported(path, tree)
        if name.split(".")[0] == "flask"
        or (name.startswith("quizapp.") and not name.startswith("quizapp.infra"))
    ]
    assert not wrong, "\n".join(wrong)


def test_features_form_no_cycle() -> None:
    """`web` is left out: it shows who is signed in, and the features' routes use it."""
    graph: dict[str, set[str]] = {name: set() for name in ARROWS}
    for source, target, _ in arrows():
        if source != target and "web" not in (source, target) and source in ARROWS and target in ARROWS:
            graph[source].add(target)
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"cycle: {error.args[1]}")


@pytest.mark.parametrize("name", PURE)
def test_pure_modules_stay_pure(name: str) -> None:
    path = PACKAGE / name
    tree = ast.parse(path.read_text(encoding="utf-8"))
    # `from random import Random` is a type for a generator that was handed in
    allowed = {
        node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "random"
    }
    wrong = [
        found for found, node in imported(path, tree) if found.split(".")[0] in IMPURE and node not in allowed
    ]
    assert not wrong


def test_each_package_states_its_law() -> None:
    silent = [
        path.parent.name
        for path in sorted(PACKAGE.glob("*/__init__.py"))
        if path.parent.name not in ("migrations", "translations")
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_no_module_is_a_drawer() -> None:
    assert not [
        path.name for path, _ in modules() if path.stem in ("util", "utils", "helpers", "misc", "common")
    ]
