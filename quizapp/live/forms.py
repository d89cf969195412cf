"""Forms of preparing: a new contest, its options, its teams, what to draw, the quick start, the final."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import DateTimeLocalField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ..bank.item import TYPE_NAMES
from ..core.i18n import N_
from ..web.forms import MUST, Text, at_most, choices
from .queries.preparing import ContestLine
from .service.preparing import MOST_SEATS, MOST_TEAMS, Options, TeamRow
from .service.questions import MOST_QUESTIONS

_GIVEN = InputRequired(_("请填写这一项。"))
_LOCAL = "%Y-%m-%dT%H:%M"
DIFFICULTIES = {1: _("1 易"), 2: _("2 较易"), 3: _("3 中"), 4: _("4 较难"), 5: _("5 难")}
QUICK_COUNTS = (5, 10, 15, 20)


class Whole(IntegerField):
    """A whole number; what is none is refused in our own words."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if not valuelist:
            return
        text = str(valuelist[0]).strip()
        self.data = None
        if text and not re.fullmatch(r"-?\d{1,6}", text, re.ASCII):
            raise ValueError(str(_("请填写整数。")))
        self.data = int(text) if text else None


class Choices(SelectMultipleField):
    """Some of several, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class NewForm(FlaskForm):
    """A new contest: its name, and whose rules it takes. A choice is sheet:<id>, of:<contest> or blank:."""

    title = Text(_("竞赛名称"), [MUST, at_most(120)])
    rules = RadioField(_("规程"), [InputRequired(_("请选一份规程。"))])

    def offer(self, sheets: Sequence[Any], earlier: Sequence[ContestLine]) -> None:
        """Say which rules can be chosen."""
        self.sheets, self.earlier = sheets, earlier
        self.rules.choices = choices(
            [
                *((f"sheet:{one.id}", one.title) for one in sheets),
                *((f"of:{one.id}", one.title) for one in earlier),
                ("blank:", _("自己写")),
            ]
        )


class OptionsForm(FlaskForm):
    """What an organiser decides beside the rules; the moment in the installation's time zone."""

    title = Text(_("竞赛名称"), [MUST, at_most(120)])
    planned_at = DateTimeLocalField(_("计划开始"), [Optional()], format=[_LOCAL, "%Y-%m-%dT%H:%M:%S"])
    individual = BooleanField(_("个人赛：每个人自己排名，不分队"))
    guests = BooleanField(_("没有账号的人也能参加"))
    approve = BooleanField(_("加入要经主持人同意"))
    for_record = BooleanField(_("计入学习积分"))
    fair_buzz = BooleanField(_("公平抢答"))
    manual_clock = BooleanField(_("主持人读完题再开始计时"))

    def validate_planned_at(self, field: Field) -> None:
        if field.data and not 2000 <= field.data.year <= 2100:
            raise ValidationError(str(_("请填写 2000 到 2100 年之间的时间。")))

    @staticmethod
    def values_of(options: Options, zone: ZoneInfo) -> dict[str, Any]:
        """Return options as the form's values."""
        at = options.planned_at
        return {
            "title": options.title,
            "planned_at": at.astimezone(zone).replace(tzinfo=None) if at else None,
            "individual": options.individual,
            "guests": options.guests,
            "approve": options.approve,
            "for_record": options.for_record,
            "fair_buzz": options.fair_buzz,
            "manual_clock": options.manual_clock,
        }

    def options(self, zone: ZoneInfo) -> Options:
        """Return what was decided."""
        return Options(
            self.title.data,
            guests=self.guests.data,
            approve=self.approve.data,
            for_record=self.for_record.data,
            fair_buzz=self.fair_buzz.data,
            manual_clock=self.manual_clock.data,
            individual=self.individual.data,
            planned_at=_utc(self.planned_at.data, zone),
        )


def _utc(local: datetime | None, zone: ZoneInfo) -> datetime | None:
    return local.replace(tzinfo=zone).astimezone(UTC) if local else None


class TeamForm(Form):
    """A row of the teams."""

    id = StringField()
    name = Text(_("队名"), [at_most(40)])
    unit = Text(_("单位"), [at_most(60)])
    seats = Whole(
        _("席位"), [_GIVEN, NumberRange(1, MOST_SEATS, _("席位数应在 1 到 %(max)d 之间。"))], default=3
    )


class TeamsForm(FlaskForm):
    """The teams in their order, and a list to paste."""

    rows = FieldList(FormField(TeamForm), _("队伍"), max_entries=MOST_TEAMS)
    paste = TextAreaField(_("粘贴名单"), [at_most(4000)])

    def team_rows(self) -> list[TeamRow]:
        """Return the teams that have a name."""
        rows = [row.form for row in self.rows]
        return [
            TeamRow(row.name.data, row.unit.data, row.seats.data or 0, (row.id.data or "")[:16])
            for row in rows
            if row.name.data or row.unit.data
        ]

    def pasted(self, seats: int) -> list[TeamRow]:
        """Return the teams of the pasted list: one a line, the unit and the seats behind a comma or a tab."""
        found = []
        for line in (self.paste.data or "").splitlines():
            parts = [part.strip() for part in re.split(r"[,，\t]", line)]
            if parts[0]:
                given = parts[2] if len(parts) > 2 else ""
                found.append(
                    TeamRow(
                        parts[0],
                        parts[1] if len(parts) > 1 else "",
                        int(given) if given.isdecimal() and len(given) < 3 else seats,
                    )
                )
        return found


class DrawForm(FlaskForm):
    """What to draw from the banks."""

    bank_ids = Choices(_("题库"), [DataRequired(_("请至少选择一个题库。"))], coerce=int)
    topics = Choices(_("主题"))
    types = Choices(_("题型"), choices=choices((kind.value, _(title)) for kind, title in TYPE_NAMES.items()))
    difficulties = Choices(_("难度"), coerce=int, choices=choices(DIFFICULTIES.items()))
    fresh = BooleanField(_("避开以前竞赛用过的题"), default=True)
    counts = FieldList(
        Whole(_("题数"), [Optional(), NumberRange(0, MOST_QUESTIONS, _("题数应在 0 到 %(max)d 之间。"))]),
        max_entries=20,
    )

    def offer(self, banks: Sequence[tuple[int, str]], topics: Sequence[str]) -> None:
        """Say what can be drawn from."""
        self.bank_ids.choices = choices(banks)
        self.topics.choices = choices((topic, topic) for topic in topics)


class QuickForm(FlaskForm):
    """The quick start: everybody answers, or a rule sheet and teams."""

    way = RadioField(
        _("怎么玩"), choices=choices([("party", _("全员答题")), ("teams", _("分队竞赛"))]), default="party"
    )
    topic = RadioField(_("主题"), default="")
    count = RadioField(_("题数"), coerce=int, choices=choices((n, str(n)) for n in QUICK_COUNTS), default=10)
    rules = RadioField(_("规程"), [Optional()])
    teams = TextAreaField(_("队伍"), [at_most(1000)])
    guests = BooleanField(_("没有账号的人也能参加"), default=True)

    def offer(self, topics: Sequence[tuple[str, int]], sheets: Sequence[Any]) -> None:
        """Say what can be chosen; every topic with how many questions it has."""
        self.topic.choices = choices([("", _("全部主题")), *((name, name) for name, _n in topics)])
        self.rules.choices = choices((one.id, one.title) for one in sheets)

    def team_names(self) -> list[str]:
        """Return the teams, one a line or parted by commas."""
        return [name for part in re.split(r"[\n,，、]", self.teams.data or "") if (name := part.strip())]

    def validate_teams(self, field: Field) -> None:
        if self.way.data == "teams" and len(self.team_names()) == 1:
            raise ValidationError(gettext(N_("请至少写两支队伍，或空着按规程的队数。")))

    def validate_rules(self, field: Field) -> None:
        if self.way.data == "teams" and not field.data:
            raise ValidationError(gettext(N_("请选一份规程。")))


class FinalForm(FlaskForm):
    """From heats to the final."""

    title = Text(_("决赛名称"), [MUST, at_most(120)])
    heats = Choices(_("预赛场次"), [DataRequired(_("请选择预赛场次。"))], coerce=int)
    top = Whole(_("每场取前"), [_GIVEN, NumberRange(1, MOST_TEAMS, _("应在 1 到 %(max)d 之间。"))], default=2)
    rules = RadioField(_("决赛规程"), [InputRequired(_("请选一份规程。"))])
