"""Contests worked out by hand from the rule sheets' texts, replayed exact to the point."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from quizapp.live.engine.reading import builtin, load
from quizapp.live.simulating.simulation import simulate

FOLDER = Path(__file__).parents[2] / "fixtures" / "live"
FILES = sorted(FOLDER.glob("*.yaml"))


def played(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a file's document and what playing it comes to."""
    document = yaml.safe_load(path.read_text("utf-8"))
    return document, simulate(document, load)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_totals_ranks_and_refusals_are_as_worked_out(path: Path) -> None:
    document, result = played(path)
    expected = document["end"]
    assert {row["participant"]: row["points"] for row in result["standings"]} == expected["points"]
    assert {row["participant"]: row["rank"] for row in result["standings"]} == expected["ranks"]
    assert [[row["action"], row["code"]] for row in result["refused"]] == expected.get("refused", [])
    assert result["unresolved"] == expected.get("unresolved", [])


def test_every_sheet_of_the_collection_has_a_worked_example() -> None:
    used = {str(yaml.safe_load(path.read_text("utf-8")).get("sheet")) for path in FILES}
    used |= {str(yaml.safe_load(path.read_text("utf-8")).get("rules")) for path in FILES}
    assert {sheet.number for sheet in builtin() if sheet.number} <= used
