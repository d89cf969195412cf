"""The analysis as lists for a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext

from ..bank.item import TYPE_NAMES, Item, ItemType
from ..bank.markup import plain
from ..bank.queries import StoredItem
from ..core.i18n import N_
from ..core.workbook import Sheet
from ..papers.uses import UseKind
from ..web.filters import moment, points
from . import words
from .figures import Figures
from .listing import Line
from .reading import PaperAnalysis, PaperItem

_ITEM = (N_("编号"), N_("题型"), N_("主题"), N_("题目"), N_("人次"))
ITEMS = (
    *_ITEM,
    *(N_("得分率"), N_("区分度"), N_("一半的人用时（秒）"), N_("提示")),
    *(N_("竞赛用过（场）"), N_("现场用过（场）"), N_("练习（份）"), N_("最近用于竞赛")),
)
PAPER = (
    *_ITEM,
    *(N_("得分率"), N_("区分度"), N_("高低分组差"), N_("未答"), N_("平均用时（秒）")),
    *(N_("一半的人用时（秒）"), N_("提示")),
)
OPTIONS = (N_("编号"), N_("题目"), N_("选项"), N_("内容"), N_("正确"), N_("人次"), N_("高分组"), N_("低分组"))


def of_items(lines: Iterable[Line]) -> list[Sheet]:
    """Return the table of a bank."""
    return [Sheet(gettext("题目分析"), _words(ITEMS), [_line(one) for one in lines])]


def _words(headings: Iterable[str]) -> list[str]:
    return [gettext(one) for one in headings]


def _item(stored: StoredItem, persons: int) -> list[str]:
    item = stored.item
    return [item.id, gettext(TYPE_NAMES[item.type]), item.topic, plain(item.stem), str(persons)]


def _line(line: Line) -> list[str]:
    row = line.row
    figures = ["", "", "", ""]
    if row is not None and not line.silent:
        figures = [
            *("" if row.facility is None else f"{row.facility:.3f}",),
            *("" if row.discrimination is None else f"{row.discrimination:.3f}",),
            *("" if row.median_s is None else f"{row.median_s:g}",),
            "；".join(words.stored_warning(line.stored.item, one) for one in row.warnings),
        ]
    uses = [line.uses.get(kind) for kind in (UseKind.CONTEST, UseKind.LIVE, UseKind.PRACTICE)]
    last = max((one.last_at for one in uses[:2] if one), default=None)
    return [
        *_item(line.stored, row.persons if row else 0),
        *figures,
        *(str(one.times) if one else "0" for one in uses),
        moment(last) if last else "",
    ]


def of_paper(found: PaperAnalysis, unit: str) -> list[Sheet]:
    """Return a contest's paper: the whole, its items, their options."""
    return [
        Sheet(gettext("试卷"), [gettext("项目"), gettext("数值")], _whole(found, unit)),
        Sheet(gettext("各题"), _words(PAPER), [_paper_item(one) for one in found.items]),
        Sheet(gettext("选项"), _words(OPTIONS), [row for one in found.items for row in _options(one)]),
    ]


def _whole(found: PaperAnalysis, unit: str) -> list[list[str]]:
    paper = found.paper
    if paper is None:
        return []
    rows = [[gettext("人数"), str(paper.persons)]]
    if paper.silent:
        return [*rows, [gettext("说明"), words.too_few(paper.persons)]]
    amounts: Sequence[tuple[str, float | None]] = (
        (N_("满分"), float(paper.maximum)),
        (N_("平均分"), paper.mean),
        (N_("标准差"), paper.sd),
        (N_("测量误差"), paper.error),
    )
    rows.append([gettext("题数"), str(paper.items)])
    rows += [
        [gettext(name), f"{points(round(value))} {unit}"] for name, value in amounts if value is not None
    ]
    if paper.reliability is not None:
        name = gettext("信度（KR-20）") if paper.dichotomous else gettext("信度（α）")
        rows.append([name, f"{paper.reliability:.3f}"])
    return [*rows, *([gettext("说明"), one] for one in words.paper_sentences(paper, unit))]


def _paper_item(one: PaperItem) -> list[str]:
    figures = one.figures
    start = _item(one.stored, figures.persons)
    if figures.silent:
        return [*start, *[""] * 6, words.too_few(figures.persons)]
    return [
        *start,
        *(words.share(figures.facility), words.number(figures.discrimination), words.number(figures.index)),
        str(figures.outcomes[3]),
        *(_seconds(figures, mean=True), _seconds(figures, mean=False)),
        "；".join(words.warning(one.stored.item, warned) for warned in figures.warnings),
    ]


def _seconds(figures: Figures, *, mean: bool) -> str:
    measure = figures.mean_s if mean else figures.median_s
    return "" if measure is None or measure.value is None else f"{measure.value:.1f}"


def _options(one: PaperItem) -> list[list[str]]:
    item = one.stored.item
    return [
        [
            *(item.id, plain(item.stem), words.letters_of(item, [option.letter]), _text(item, option.text)),
            *(gettext("是") if option.right else "", str(option.count), str(option.upper), str(option.lower)),
        ]
        for option in one.figures.options
    ]


def _text(item: Item, text: str) -> str:
    """Return an option's text; true and false are the program's words."""
    return gettext(text) if item.type is ItemType.BOOLEAN else plain(text)
