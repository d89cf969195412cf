"""A trial as a workbook: every member before and after, the groups, the rules, what was left out."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from ..core.hundredths import signed
from ..core.i18n import N_
from ..core.workbook import Sheet
from ..record.amounts import print_amount
from ..record.periods import Period
from ..record.rules import REASONS
from .comparing_totals import Trial
from .kinds import words

#: Why a happening could not be played again, where the record has no words of its own for it.
WHY: Mapping[str, str] = {
    "unknown_rule": N_("新办法里没有这一项，不再计分。"),
    "no_measure": N_("旧记录没有留下当时按什么计分，无法重算。"),
    "no_points": N_("新办法要逐次核定分值，旧记录没有。"),
    "bad_measure": N_("新办法按题数或得分计，旧记录没有。"),
    "unknown_outcome": N_("新办法没有旧记录的那种情况。"),
    "repeat": N_("同一件事归到了同一项，只计一次。"),
}


def reason_words(why: str) -> str:
    """Return in words why something was left out."""
    return str(gettext(WHY.get(why) or REASONS.get(why, why)))


def sheets(trial: Trial, period: Period, names: Mapping[int, str], groups: Mapping[int, str]) -> list[Sheet]:
    """Return the lists of the workbook."""
    return [_people(trial, period, names, groups), _groups(trial, groups), _rules(trial), _left_out(trial)]


def _people(trial: Trial, period: Period, names: Mapping[int, str], groups: Mapping[int, str]) -> Sheet:
    headings = [
        gettext(one)
        for one in (
            N_("姓名"),
            N_("党小组"),
            N_("现行办法"),
            N_("新办法"),
            N_("相差"),
            N_("现行等次"),
            N_("新等次"),
            N_("主要原因"),
        )
    ]
    rows = [
        [
            names.get(one.member_id, ""),
            groups.get(one.group_id or 0, ""),
            print_amount(one.before),
            print_amount(one.after),
            signed(one.after - one.before),
            one.level_before,
            one.level_after,
            gettext("；").join(f"{title} {signed(by)}" for title, by in one.drivers),
        ]
        for one in trial.people
    ]
    return Sheet(gettext("%(period)s 试算", period=period), headings, rows)


def _groups(trial: Trial, groups: Mapping[int, str]) -> Sheet:
    headings = [
        gettext(one)
        for one in (
            N_("党小组"),
            N_("人数"),
            N_("现行人均"),
            N_("新人均"),
            N_("现行（靠拢后）"),
            N_("新（靠拢后）"),
        )
    ]
    rows = [
        [
            groups.get(one.group_id, ""),
            str(one.members),
            *(
                print_amount(value)
                for value in (one.mean_before, one.mean_after, one.shrunk_before, one.shrunk_after)
            ),
        ]
        for one in trial.groups
    ]
    return Sheet(gettext("党小组"), headings, rows)


def _rules(trial: Trial) -> Sheet:
    rows = [
        [
            one.title,
            print_amount(one.before),
            print_amount(one.after),
            signed(one.after - one.before),
            str(one.members),
        ]
        for one in trial.rules
    ]
    return Sheet(
        gettext("各项"),
        [gettext(one) for one in (N_("项目"), N_("现行合计"), N_("新合计"), N_("相差"), N_("影响人数"))],
        rows,
    )


def _left_out(trial: Trial) -> Sheet:
    rows = [
        [
            gettext("·").join(gettext(part) for part in words(one.kind) if part),
            reason_words(one.why),
            str(one.number),
        ]
        for one in trial.left_out
    ]
    return Sheet(gettext("没有重算的"), [gettext(one) for one in (N_("事项"), N_("原因"), N_("条数"))], rows)
