"""Forms of notes, of the discussion and of courses."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from ...web.forms import MUST, Text, at_most, choices
from ...web.intake import row_id
from .anchors import MOST_QUOTED, Anchor
from .discussion import MOST_TEXT as MOST_COMMENT
from .marks import MARK_TITLES, Mark
from .notebook import MOST_TEXT, NoteDraft


class NoteForm(FlaskForm):
    """A note; the passage comes from the page's script, and is empty for a note to the whole."""

    mark = RadioField(
        _("标记"),
        choices=choices((mark.value, _(title)) for mark, title in MARK_TITLES.items()),
        default=Mark.KEY.value,
    )
    text = TextAreaField(_("笔记"), [at_most(MOST_TEXT)])
    quote = HiddenField(validators=[at_most(MOST_QUOTED)])
    before = HiddenField()
    after = HiddenField()
    place = HiddenField()

    def draft(self) -> NoteDraft:
        """Return what was written."""
        place = self.place.data or ""
        anchor = Anchor(
            (self.quote.data or "").strip(),
            self.before.data or "",
            self.after.data or "",
            int(place) if place.isascii() and place.isdecimal() and len(place) < 8 else 0,
        )
        return NoteDraft(Mark(self.mark.data), self.text.data or "", anchor)


class CommentForm(FlaskForm):
    """A contribution to a discussion."""

    text = TextAreaField(_("说说你的想法"), [MUST, at_most(MOST_COMMENT)])


class ReasonForm(FlaskForm):
    """Why a comment is reported or hidden."""

    reason = Text(_("理由"), [MUST, at_most(200)])


class ModerationForm(FlaskForm):
    """When what members write appears to the others."""

    moderation = RadioField(
        _("讨论的审核"),
        choices=choices(
            (("after", _("先发布，组织者随时可以隐藏")), ("before", _("组织者看过才发布"))),
        ),
    )


class CourseForm(FlaskForm):
    """What a course is called and until when it is to be completed."""

    title = Text(_("名称"), [MUST, at_most(120)])
    summary = Text(_("一句话介绍"), [at_most(300)])
    due_on = DateField(_("完成期限"), [Optional()])


class MaterialStepForm(FlaskForm):
    """A material that becomes a step."""

    material = SelectField(_("材料"), coerce=row_id)


class PracticeStepForm(FlaskForm):
    """A practice that becomes a step."""

    bank = SelectField(_("题库"), coerce=int)
    topic = SelectField(_("主题"), validate_choice=False)
    size = IntegerField(
        _("题数"),
        [InputRequired(_("请填写题数。")), NumberRange(1, 50, _("请填 1 到 50 之间的整数。"))],
        default=10,
    )
    least = IntegerField(
        _("至少答对"),
        [InputRequired(_("请填写百分比。")), NumberRange(1, 100, _("请填 1 到 100 之间的整数。"))],
        default=60,
    )
