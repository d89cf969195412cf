"""Is a contest ready? Its steps, the gaps of its rules, what else to know, and how the rules play out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import gettext

from ...bank import queries as bank
from ...core import clock
from ...core.i18n import N_
from ...web.filters import counted
from .. import setups
from ..drafts import all_chosen
from ..engine import gaps as rule_gaps
from ..engine.gaps import Gap
from ..engine.reading import read_sheet
from ..engine.sandbox import Course, all_tie, everybody_misses, leader_leaves
from ..engine.sheet import EVERYONE, RuleSheet
from ..engine.warnings import sheet_warnings
from ..models import LiveContest
from ..regulations.text import round_title
from . import preparing


@dataclass(frozen=True, slots=True)
class Step:
    """A step of preparing: `state` ok, warn or wrong; only wrong stands in the way."""

    key: str
    title: str
    endpoint: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A tried course as a table: totals (hundredths) after each round and the place at the end, by team."""

    title: str
    about: str
    rounds: Sequence[str]
    rows: Sequence[tuple[str, Sequence[int], int]]
    remarks: Sequence[str]


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap as the check shows it: the answer that is chosen (its index; None: undecided), the default's index."""

    gap: Gap
    where: str
    chosen: int | None
    default: int


def open_gaps(contest: LiveContest) -> list[Gap]:
    """Return the gaps that nobody decided."""
    return setups.undecided(contest)


def gap_rows(contest: LiveContest, typed: Mapping[str, str] | None = None) -> list[GapRow]:
    """Return every gap of the rules with what was decided, or what is `typed` just now."""
    sheet = read_sheet(contest.draft["sheet"])
    made: Mapping[str, Any] = contest.draft.get("decisions") or {}
    rows = []
    for gap in rule_gaps.open_gaps(sheet):
        values = [value for value, _ in gap.options]
        given = typed.get(f"gap-{gap.name}", "") if typed is not None else None
        chosen = _index(values, made[gap.name]) if made.get(gap.name) is not None else None
        if given is not None:
            chosen = int(given) if given.isdecimal() and int(given) < len(values) else None
        rows.append(GapRow(gap, where_of(sheet, gap.round), chosen, _index(values, gap.default) or 0))
    return rows


def _index(values: Sequence[object], value: object) -> int | None:
    return next((n for n, one in enumerate(values) if str(one).lower() == str(value).lower()), None)


def where_of(sheet: RuleSheet, key: str) -> str:
    """Return the name of the round that something is about, "" for the whole contest."""
    rules = sheet.round(key) if key else None
    return round_title(rules) if rules else ""


def read_decisions(contest: LiveContest, form: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Return what a form decided, by gap, and the gaps of which it makes no sense.

    A form that takes the defaults fills what is not chosen in it.
    """
    found: dict[str, Any] = {}
    wrong: list[str] = []
    for gap in rule_gaps.open_gaps(read_sheet(contest.draft["sheet"])):
        given = form.get(f"gap-{gap.name}", "")
        if given.isdecimal() and given.isascii() and len(given) < 3 and int(given) < len(gap.options):
            found[gap.name] = gap.options[int(given)][0]
        elif given:
            wrong.append(gap.name)
        elif form.get("act") == "defaults":
            found[gap.name] = gap.default
    return found, wrong


def settled(contest: LiveContest) -> RuleSheet:
    """Return the rules as they would be played now, what is undecided at its default."""
    return setups.sheet_of(contest.draft["sheet"], contest.draft.get("decisions"))


def assumed(contest: LiveContest) -> list[str]:
    """Return what is taken for granted beside the gaps (prices, base, order), in words."""
    sheet, names = settled(contest), {gap.name for gap in open_gaps(contest)}
    found = []
    for one in setups.assumed(contest):
        if one.name not in names:
            where = where_of(sheet, one.round)
            said = {"question": gettext(one.question), "answer": gettext(one.answer)}
            text = gettext("%(question)s%(answer)s", **said)
            found.append(gettext("%(round)s：%(text)s", round=where, text=text) if where else text)
    return found


def warnings(contest: LiveContest) -> list[str]:
    """Return what an organiser should know although the contest could begin."""
    sheet = settled(contest)
    teams = None if contest.draft.get("individual") else len(contest.draft.get("teams") or ()) or None
    found = []
    for one in sheet_warnings(sheet, teams):
        where, text = where_of(sheet, one.round), gettext(one.message, **one.params)
        found.append(gettext("%(round)s：%(text)s", round=where, text=text) if where else text)
    if any(rules.per_member for rules in sheet.rounds) and teams and sheet.team_size:
        few = [one["name"] for one in contest.draft["teams"] if (one.get("seats") or 1) < sheet.team_size]
        if few:
            found.append(gettext("这些队的席位比每队人数少：%(names)s。", names="、".join(few)))
    return found


#: The courses that are tried: how it is called, what happens in it, who plays it.
TRIALS = (
    (N_("全都答错"), N_("每队每题都答错，风险题都选最高分值。"), everybody_misses),
    (N_("全部同分"), N_("各队答得一样好，看并列怎样分。"), all_tie),
    (N_("领先的队离场"), N_("赛到一半，领先的队离开，轮到它就超时。"), leader_leaves),
)


def courses(contest: LiveContest) -> list[Trial]:
    """Return how the rules play out for the prepared teams when everybody misses, all tie, the leader leaves."""
    sheet = settled(contest)
    if all(one.kind in EVERYONE for one in sheet.rounds):
        return []
    names = [str(one["name"]) for one in contest.draft.get("teams") or ()]
    teams = len(names) if len(names) > 1 else max(preparing.team_count(contest), 2)
    return [
        _trial(sheet, gettext(title), gettext(about), play(sheet, teams, names if len(names) > 1 else ()))
        for title, about, play in TRIALS
    ]


def _trial(sheet: RuleSheet, title: str, about: str, course: Course) -> Trial:
    totals = [{one.id: one.amount for one in run.standings} for run in course.rounds]
    rows = [
        (course.name(one.id), [found.get(one.id, 0) for found in totals], one.rank)
        for one in course.standings
    ]
    remarks = [
        gettext("%(names)s 到最后仍然并列，由主持人裁定。", names="、".join(course.name(id) for id in group))
        for group in course.undecided
    ]
    remarks += [
        gettext("“%(round)s”不会自己结束，由主持人决定何时结束。", round=where_of(sheet, key) or key)
        for key in dict.fromkeys(course.stuck)
    ]
    return Trial(
        title, about, [where_of(sheet, run.key) or gettext("加赛") for run in course.rounds], rows, remarks
    )


def steps(contest: LiveContest) -> list[Step]:
    """Return the steps of preparing with how far each is."""
    return [_rules(contest), _questions(contest), _teams(contest), _options(contest), _check(contest)]


def _rules(contest: LiveContest) -> Step:
    sheet = preparing.sheet_of(contest)
    note = gettext(
        "%(title)s · %(rounds)s", title=sheet.title, rounds=counted("%(n)d 个环节", len(sheet.rounds))
    )
    return Step("rules", N_("规程"), "live.rules", "ok", note)


def _questions(contest: LiveContest) -> Step:
    plans = preparing.plans(contest)
    missing, have = sum(one.missing for one in plans), sum(one.have for one in plans)
    kept, wanted = preparing.reserve_plan(contest)
    chosen = [one for ids in all_chosen(contest.draft).values() for one in ids]
    gone = len(chosen) - len(bank.items_by_id(chosen))
    state, note = "ok", gettext("%(n)d 题，备用 %(kept)d 题", n=have, kept=kept)
    if gone:
        state, note = "wrong", counted("有 %(n)d 道选好的题已不在题库，请换掉。", gone)
    elif not have:
        state, note = "warn", gettext("还没有选题")
    elif missing:
        state, note = "warn", counted("还缺 %(n)d 题", missing)
    elif kept < wanted:
        state, note = (
            "warn",
            gettext("%(n)d 题；备用题建议 %(wanted)d 道，现有 %(kept)d 道", n=have, wanted=wanted, kept=kept),
        )
    ending = bank.ending_among(chosen, _held_on(contest))
    if ending and state != "wrong":
        state, note = "warn", f"{note} · {counted('%(n)d 题在竞赛前到期，请核对依据', len(ending))}"
    return Step("questions", N_("题目"), "live.questions", state, note)


def _held_on(contest: LiveContest) -> date:
    """Return the day until which the questions have to hold: when it is planned, else a month ahead."""
    zone = current_app.extensions["settings"].zone
    if contest.planned_at:
        return clock.day_of(contest.planned_at, zone)
    return clock.day_of(clock.now(), zone) + bank.SOON


def _teams(contest: LiveContest) -> Step:
    teams = contest.draft.get("teams") or []
    if contest.draft.get("individual"):
        return Step("teams", N_("队伍"), "live.teams", "ok", gettext("个人赛，不分队"))
    if not teams:
        return Step("teams", N_("队伍"), "live.teams", "wrong", gettext("还没有参赛队"))
    sheet = preparing.sheet_of(contest)
    fits = not sheet.teams or sheet.teams[0] <= len(teams) <= sheet.teams[1]
    seats = sum(one.get("seats") or 1 for one in teams)
    note = gettext("%(teams)d 队，%(seats)d 个席位", teams=len(teams), seats=seats)
    if not fits:
        note = gettext("%(teams)d 队，与规程的队数不同", teams=len(teams))
    return Step("teams", N_("队伍"), "live.teams", "ok" if fits else "warn", note)


def _options(contest: LiveContest) -> Step:
    said = [
        gettext("访客可参加") if contest.guests else gettext("只限有账号的成员"),
        gettext("加入要同意") if contest.draft.get("approve") else "",
        gettext("计入学习积分") if contest.for_record else gettext("不计积分"),
        gettext("公平抢答") if contest.fair_buzz else "",
    ]
    return Step("options", N_("设置"), "live.options", "ok", " · ".join(one for one in said if one))


def _check(contest: LiveContest) -> Step:
    left = len(open_gaps(contest))
    if left:
        return Step("check", N_("规则体检"), "live.check", "wrong", counted("还有 %(n)d 条规则要定", left))
    found = len(warnings(contest))
    if found:
        return Step(
            "check", N_("规则体检"), "live.check", "warn", counted("都已定好，有 %(n)d 条提醒", found)
        )
    return Step("check", N_("规则体检"), "live.check", "ok", gettext("都已定好"))
