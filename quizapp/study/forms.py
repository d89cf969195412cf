"""Forms of the study pages."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_babel import lazy_ngettext
from flask_wtf import FlaskForm
from wtforms import FileField, HiddenField, IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from ..bank.material import MOST_CHARACTERS
from ..papers.mistakes import DAYS_TO_CHOOSE
from ..web.forms import MUST, Text, at_most, choices
from ..web.intake import row_id
from . import article
from .check import SIZES
from .kinds import MaterialKind, kind_of
from .models import Material
from .progress import PAGE_SECONDS, SHARES
from .service import Draft
from .words import MOST_ADDRESS


class MaterialForm(FlaskForm):
    """A material as its author writes it; the items are chosen from what a search found.

    Which fields count depends on its kind; the others keep what they are given.
    """

    kind = HiddenField(default=MaterialKind.ARTICLE.value, validators=[Length(max=16)])
    title = Text(_("标题"), [MUST, at_most(120)])
    topic = Text(_("主题"), [MUST, at_most(64)])
    summary = Text(_("一句话介绍"), [at_most(300)])
    minutes = IntegerField(
        _("阅读时间"),
        [InputRequired(_("请填写分钟数。")), NumberRange(1, 120, _("请填 1 到 120 之间的整数。"))],
        default=5,
    )
    url = Text(_("网址"), [at_most(MOST_ADDRESS)])
    file = FileField(_("文件"))
    poster = FileField(_("封面"))
    body = TextAreaField(_("正文"), [at_most(MOST_CHARACTERS)])
    sources = TextAreaField(_("依据"), [at_most(4000)])
    items = SelectMultipleField(_("文末题目"), coerce=row_id, validate_choice=False)
    find = Text(_("查找题目"), [at_most(60)])

    @property
    def of_kind(self) -> MaterialKind:
        """The kind of material that the form writes."""
        return kind_of(self.kind.data or "")

    def name_body(self) -> None:
        """Call the words what they are beside a link or a file."""
        if self.of_kind is MaterialKind.LINK:
            self.body.label.text = _("为什么读")
        elif self.of_kind is not MaterialKind.ARTICLE:
            self.body.label.text = _("导读（可以不写）")

    def draft(self, item_ids: Sequence[int]) -> Draft:
        """Return what was written, with the chosen items that may be used."""
        return Draft(
            self.title.data,
            self.topic.data,
            (self.body.data or "").replace("\r\n", "\n").strip(),
            self.summary.data,
            self.minutes.data or 1,
            tuple(article.sources_from_text(self.sources.data or "")),
            tuple(item_ids),
            self.of_kind,
            self.url.data if self.of_kind is MaterialKind.LINK else "",
        )


def form_of(material: Material) -> MaterialForm:
    """Return the form that shows a material."""
    return MaterialForm(
        formdata=None,
        kind=material.kind.value,
        url=material.url,
        title=material.title,
        topic=material.topic,
        summary=material.summary,
        minutes=material.minutes,
        body=material.body,
        sources=article.sources_to_text(material.sources),
        items=list(material.item_ids),
    )


class CheckSizeForm(FlaskForm):
    size = RadioField(
        _("每篇材料末尾"),
        choices=choices(
            (str(size), lazy_ngettext("%(num)d 道小题", "%(num)d 道小题", size)) for size in SIZES
        ),
    )


class PaceForm(FlaskForm):
    share = RadioField(
        _("学完要读够"),
        choices=choices(
            (str(share), _("%(share)d%% 的时间", share=share) if share else _("不计时间")) for share in SHARES
        ),
    )
    page_seconds = RadioField(
        _("PDF 和课件每页按"),
        choices=choices((str(seconds), _("%(n)d 秒", n=seconds)) for seconds in PAGE_SECONDS),
    )


class MistakeDaysForm(FlaskForm):
    days = RadioField(
        _("答对多少个不同的日子后移出"),
        choices=choices(
            (str(days), lazy_ngettext("%(num)d 天", "%(num)d 天", days)) for days in DAYS_TO_CHOOSE
        ),
    )


class PractiseForm(FlaskForm):
    request_id = HiddenField(validators=[Length(max=64)])
