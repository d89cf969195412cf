"""Forms of the minutes."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from ...web.amounts import Points
from ...web.forms import MUST, Text, at_most, choices
from ...web.intake import row_id
from . import deciding, reviewing, service, tasks
from .ballots import MOST, Ballot
from .deciding import Decided
from .levels import LEVEL_TITLES, Level
from .reviewing import Judgement

_COUNT = [Optional(), NumberRange(0, MOST, _("请填不小于 0 的整数。"))]
People = Sequence[tuple[int, str]]


class ItemForm(FlaskForm):
    """A point of the agenda."""

    title = Text(_("议题"), [MUST, at_most(service.MOST_TITLE)])
    speaker = Text(_("谁讲"), [at_most(service.MOST_SPEAKER)])


class PeopleForm(FlaskForm):
    """Who records and chairs, and who sat in."""

    chair_id = SelectField(_("主持人"), coerce=row_id, validate_choice=False)
    recorder_id = SelectField(_("记录人"), coerce=row_id, validate_choice=False)
    guests = Text(_("列席人员"), [at_most(service.MOST_GUESTS)])

    def with_people(self, people: People) -> PeopleForm:
        """Offer these people; 0 stands for nobody yet."""
        self.chair_id.choices = choices(people)
        self.recorder_id.choices = choices([(0, _("还没定")), *people])
        return self


class CorrectionForm(FlaskForm):
    text = TextAreaField(_("追加更正"), [MUST, at_most(service.MOST_TEXT)])


class DecisionForm(FlaskForm):
    """A decision; without figures when there was no vote."""

    text = TextAreaField(_("决议内容"), [MUST, at_most(deciding.MOST_TEXT)])
    way = Text(_("表决方式"), [at_most(deciding.MOST_WAY)])
    due = IntegerField(_("应到"), _COUNT)
    present = IntegerField(_("实到"), _COUNT)
    yes = IntegerField(_("赞成"), _COUNT)
    no = IntegerField(_("反对"), _COUNT)
    abstain = IntegerField(_("弃权"), _COUNT)
    voted = BooleanField(_("投了票"))
    adopted = BooleanField(_("通过"), default=True)

    def decided(self) -> Decided:
        """Return what was filled in."""
        ballot = None
        if self.voted.data:
            figures = (self.due, self.present, self.yes, self.no, self.abstain)
            ballot = Ballot(*(field.data or 0 for field in figures))
        return Decided(self.text.data or "", self.way.data, ballot, bool(self.adopted.data))


class TaskForm(FlaskForm):
    """Who is to do what by when."""

    text = Text(_("做什么"), [MUST, at_most(tasks.MOST_TEXT)])
    owner_id = SelectField(_("负责人"), coerce=row_id, validate_choice=False)
    due_on = DateField(_("期限"), [InputRequired(_("请填写日期。"))])

    def with_people(self, people: People) -> TaskForm:
        """Offer these people."""
        self.owner_id.choices = choices(people)
        return self


class DoneForm(FlaskForm):
    note = Text(_("怎样办的"), [at_most(tasks.MOST_NOTE)])


class ConfirmForm(FlaskForm):
    version = HiddenField()


class SelfForm(FlaskForm):
    text = TextAreaField(_("个人自评"), [DataRequired(_("请写个人自评。")), at_most(reviewing.MOST_SELF)])


class JudgeForm(FlaskForm):
    """The ballots' figures, the committee's opinion, level and points of one member."""

    excellent = IntegerField(_("优秀"), _COUNT)
    qualified = IntegerField(_("合格"), _COUNT)
    basic = IntegerField(_("基本合格"), _COUNT)
    unqualified = IntegerField(_("不合格"), _COUNT)
    opinion = TextAreaField(_("支部意见"), [at_most(reviewing.MOST_OPINION)])
    level = SelectField(
        _("等次"), choices=choices([("", _("还没定")), *((level, _(LEVEL_TITLES[level])) for level in Level)])
    )
    points = Points(_("评议得分"), [Optional()])

    def judgement(self) -> Judgement:
        """Return what was filled in."""
        votes = {level: self[level.value].data or 0 for level in Level}
        level = Level(self.level.data) if self.level.data else None
        return Judgement(votes, self.opinion.data or "", level, self.points.data)
