"""The result of an evaluation as it is kept and sealed: every figure, from the sheet and what the ledger counted. Pure.

Amounts are whole hundredths, means exact fractions written "75125/8", so that the same input gives the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..record import evaluate as rules
from ..record.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Head:
    """Somebody on the roll at the period's end."""

    id: int
    name: str
    group_id: int | None = None
    group: str = ""
    kind: str = "formal"
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class Sums:
    """What somebody's entries of the period come to: counted points by rule, how many entries, what came late.

    `gained`: what stands of what was earned, deductions left out; above zero for who took part (参与).
    """

    counted: Mapping[str, int]
    entries: int = 0
    carried: int = 0  # hundredths of it that belong to the period before, recorded after its seal
    gained: int = 0


NONE = Sums({})


def result_of(
    sheet: Sheet,
    heads: Sequence[Head],
    sums: Mapping[int, Sums],
    vetoed: Collection[int] = (),
    chosen: Mapping[str, rules.Choice[int]] | None = None,
    before: Mapping[int, int] | None = None,
) -> dict[str, Any]:
    """Return the whole result; `before` are the totals of the like period before, of those who had one."""
    people = [rules.Person(one.id, one.group_id, one.exempt) for one in heads]
    counted = {one.id: sums.get(one.id, NONE).counted for one in heads}
    made = rules.evaluate(sheet, people, counted, vetoed, chosen)
    before = before or {}
    rows = [_row(sheet, one, sums.get(one.id, NONE), made, one.id in vetoed, before) for one in heads]
    return {
        "rows": rows,
        "groups": _groups(heads, rows, made, before, {who for who, one in sums.items() if one.gained > 0}),
        "mean": _written(made.mean),
        "evaluated": sum(not one.exempt for one in heads),
        "levels": {level.name: _count(made, level.name) for level in sheet.levels},
        "ties": [
            {"level": tie.level, "total": tie.total, "room": tie.room, "members": sorted(tie.members)}
            for tie in made.ties
        ],
    }


def blocks_of(sheet: Sheet, counted: Mapping[str, int]) -> dict[str, list[int]]:
    """Return what each block of the sheet comes to: as counted by its rules, and what is left under its cap."""
    raw: dict[str, int] = dict.fromkeys(sheet.blocks, 0)
    for name, points in counted.items():
        block = sheet.rules[name].block if name in sheet.rules else ""
        raw[block] = raw.get(block, 0) + points
    caps = sheet.blocks
    return {
        name: [points, points if caps.get(name) is None else min(points, caps[name] or 0)]
        for name, points in raw.items()
    }


def fraction(written: str | None) -> Fraction | None:
    """Return a mean as it was before it was written."""
    return None if written is None else Fraction(written)


def changes(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return whose total or level another result changes: member, name, both totals and both levels."""
    was = {row["id"]: row for row in (old or {}).get("rows", [])}
    found = []
    for row in new["rows"]:
        earlier = was.get(row["id"], {})
        if (earlier.get("total"), earlier.get("level")) != (row["total"], row["level"]):
            found.append(
                {
                    "id": row["id"],
                    "name": row["name"],
                    "total": [earlier.get("total"), row["total"]],
                    "level": [earlier.get("level"), row["level"]],
                }
            )
    return found


def ranked(result: Mapping[str, Any]) -> list[tuple[int | None, dict[str, Any]]]:
    """Return the rows by total, each with its place; equal totals share one, the exempt stand last without any."""
    rows = sorted(result["rows"], key=lambda row: (row["exempt"], -row["total"], row["name"], row["id"]))
    placed: list[tuple[int | None, dict[str, Any]]] = []
    for at, row in enumerate(rows):
        tied = at > 0 and placed[-1][0] is not None and rows[at - 1]["total"] == row["total"]
        placed.append((None if row["exempt"] else placed[-1][0] if tied else at + 1, row))
    return placed


def _row(
    sheet: Sheet,
    head: Head,
    sums: Sums,
    made: rules.Evaluation[int],
    is_vetoed: bool,
    before: Mapping[int, int],
) -> dict[str, Any]:
    return {
        "id": head.id,
        "name": head.name,
        "group_id": head.group_id,
        "group": head.group,
        "kind": head.kind,
        "exempt": head.exempt,
        "vetoed": is_vetoed and sheet.veto is not None,
        "entries": sums.entries,
        "carried": sums.carried,
        "blocks": blocks_of(sheet, sums.counted),
        "total": made.totals[head.id],
        "level": made.levels.get(head.id),
        "before": before.get(head.id),
    }


def _groups(
    heads: Sequence[Head],
    rows: Sequence[Mapping[str, Any]],
    made: rules.Evaluation[int],
    before: Mapping[int, int],
    active: Collection[int],
) -> list[dict[str, Any]]:
    """Return each group's mean and shrunk mean, who took part in it, and what its people gained on the period before."""
    names = {one.group_id: one.group for one in heads}
    taking_part = Counter(row["group_id"] for row in rows if row["id"] in active and not row["exempt"])
    found = []
    for group_id, mean in made.groups.items():
        both = [
            row for row in rows if row["group_id"] == group_id and not row["exempt"] and row["id"] in before
        ]
        gained = Fraction(sum(row["total"] - before[row["id"]] for row in both), len(both)) if both else None
        found.append(
            {
                "id": group_id,
                "name": names[group_id],  # type: ignore[index]  # only groups have means
                "members": mean.members,
                "taking_part": taking_part[group_id],
                "mean": _written(mean.mean),
                "shrunk": _written(mean.shrunk),
                "improved": _written(gained),
            }
        )
    return sorted(found, key=lambda group: (-Fraction(group["shrunk"]), group["name"]))


def _count(made: rules.Evaluation[int], level: str) -> int:
    return sum(reached == level for reached in made.levels.values())


def _written(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
