"""Run the scenarios, print their table, write bench/results/latest.json."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path

from .harness import Result

HERE = Path(__file__).parent


def scenarios() -> list[str]:
    """Return the names of the scenarios, one file each."""
    return sorted(path.stem.removeprefix("scenario_") for path in HERE.glob("scenario_*.py"))


def main() -> int:
    only = os.environ.get("ONLY")
    names = [name for name in scenarios() if not only or name == only]
    if not names:
        print(f"no scenario {only!r}; there are: {', '.join(scenarios())}", file=sys.stderr)
        return 2
    results: list[Result] = []
    for name in names:
        print(f"… {name}", file=sys.stderr, flush=True)
        results += import_module(f"bench.scenario_{name}").run()
    print(table(results))
    target = HERE / "results" / "latest.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps([row.as_json() for row in results], indent=2) + "\n", encoding="utf-8")
    return 0


def table(results: list[Result]) -> str:
    """Return the results as a table; `budget` as the design writes it, `met` beside it."""
    rows = [("scenario", "ratio", "budget", "", "ours", "other side", "unit", "")]
    rows += [
        (
            row.scenario,
            f"{row.ratio:.2f}",
            row.budget,
            "met" if row.met else "MISSED",
            f"{row.ours:.4g}",
            f"{row.limit:.4g}",
            row.unit,
            row.note,
        )
        for row in results
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


if __name__ == "__main__":
    sys.exit(main())
