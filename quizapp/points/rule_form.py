"""The fields of the editor's pages and the mapping of the sheet: there and back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from ..core.i18n import N_
from ..record.periods import Span
from ..record.sheet import Approve
from .editing import Row

Problems = dict[str, str]

#: How a rule gives its points, as the page asks it.
FIXED, ITEM, SCORE, OUTCOMES, OPEN = "fixed", "item", "score", "outcomes", "open"
HEADS = ("title", "valid_from", "period", "base", "floor", "source", "open")


Form = MultiDict[str, str]


def heads_in(form: Form) -> dict[str, str]:
    """Return the sheet's head as it was written."""
    return {name: str(form.get(name, "")).strip() for name in HEADS}


def rows_in(form: Form) -> list[Row]:
    """Return the blocks as they were written."""
    columns = (form.getlist("was"), form.getlist("name"), form.getlist("cap"))
    return [Row(was, name.strip(), cap.strip()) for was, name, cap in zip(*columns, strict=False)]


def level_rows(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return levels, veto and shrink as the page shows them, with a row to spare."""
    rows = [
        {name: str(level.get(name, "") or "") for name in ("name", "from", "ratio")}
        for level in content.get("levels", ())
    ]
    veto = content.get("veto")
    return {
        "levels": [*rows, {"name": "", "from": "", "ratio": ""}],
        "veto": None if veto is None else {name: str(veto.get(name, "")) for name in ("points", "level")},
        "shrink": str((content.get("group") or {}).get("shrink", "0")),
    }


def levels_in(form: Form) -> dict[str, Any]:
    """Return levels, veto and shrink as they were written."""
    columns = (form.getlist("name"), form.getlist("from"), form.getlist("ratio"))
    levels = [
        {"name": name.strip(), "from": start.strip(), "ratio": ratio.strip()}
        for name, start, ratio in zip(*columns, strict=False)
    ]
    veto = None
    if form.get("veto"):
        veto = {name: str(form.get(f"veto-{name}", "")).strip() for name in ("points", "level")}
    return {"levels": levels, "veto": veto, "shrink": str(form.get("shrink", "")).strip()}


def rule_in(form: Form) -> tuple[dict[str, Any], Problems]:
    """Return a rule as it was written, what is empty left out, and what could not even be put into a mapping."""
    problems: Problems = {}
    way = str(form.get("way", OPEN))
    texts = {name: str(form.get(name, "")).strip() for name in ("title", "how", "block", "first_of")}
    caps = {span.value: str(form.get(f"caps-{span}", "")).strip() for span in Span}
    rule: dict[str, Any] = {
        **texts,
        "caps": {span: cap for span, cap in caps.items() if cap},
        "feeds": [*form.getlist("feeds"), *_lines(str(form.get("more_feeds", "")))],
        **{name: True for name in ("claim", "evidence", "batch") if form.get(name)},
    }
    if form.get("approve") in list(Approve):
        rule["approve"] = form.get("approve")
    if way in (FIXED, ITEM, SCORE):
        rule["points"] = str(form.get("points", "")).strip().replace("−", "-")
        rule["per"] = way if way != FIXED else ""
        if not rule["points"]:
            problems["points"] = N_("请填写分值。")
    elif way == OUTCOMES:
        rule["outcomes"], wrong = outcomes_in(str(form.get("outcomes", "")))
        if wrong:
            problems["outcomes"] = wrong
    return {name: value for name, value in rule.items() if value not in ("", [], {})}, problems


def outcomes_in(text: str) -> tuple[dict[str, str], str]:
    """Return the results and their points from lines such as “获市级奖 3”, and what is wrong with them, if anything."""
    found: dict[str, str] = {}
    for line in _lines(text):
        name, _, points = line.replace("：", " ").replace("\t", " ").rpartition(" ")
        name = name.strip()
        if not name or name in found:
            return found, N_("每行写一种情况，后面空一格写分值，例如：获市级奖 3。同一种情况只写一次。")
        found[name] = points.replace("−", "-").replace("+", "")
    return found, "" if found else N_("请至少写一种情况。")


def values_of(rule: Mapping[str, Any], form: Form | None = None) -> dict[str, Any]:
    """Return a rule as the fields of its page hold it; `form` what was just written and could not be taken."""
    outcomes = "\n".join(f"{name} {points}" for name, points in rule.get("outcomes", {}).items())
    values: dict[str, Any] = {
        "way": _way(rule),
        "outcomes": outcomes,
        "caps": {},
        "feeds": [],
        "approve": Approve.BRANCH.value,
        **{name: value for name, value in rule.items() if name != "outcomes"},
    }
    if form is not None:
        values["way"] = form.get("way", OPEN)
        values.update({name: form.get(name, "") for name in ("points", "outcomes")})
    return values


def _way(rule: Mapping[str, Any]) -> str:
    if rule.get("outcomes"):
        return OUTCOMES
    if "points" not in rule:
        return OPEN
    return str(rule.get("per") or FIXED)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
