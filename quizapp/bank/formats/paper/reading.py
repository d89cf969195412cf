"""Lines of a paper → a bank: questions, the answers that stand apart, and which belongs to which."""

from __future__ import annotations

from collections.abc import Sequence

from ....core.i18n import N_
from ...native import ParsedBank
from ..drafts import Drafts
from ..source import FormatError
from .answers import assign, read_answers, region_of
from .layout import sections_of
from .lines import Line
from .settling import settle_question
from .walking import Walk

MOST_LINES = 400_000
MOST_QUESTIONS = 20_000


def read_lines(lines: Sequence[Line]) -> ParsedBank:
    """Read the questions of a paper; raises FormatError when there are none."""
    if len(lines) > MOST_LINES:
        raise FormatError(N_("文件太长：最多 %(most)d 行。请分成几个文件。"), most=MOST_LINES)
    drafts = Drafts()
    sections = sections_of(lines)
    region = region_of(lines, sections)
    start, end = region or (len(lines), len(lines))
    body = [*lines[:start], *lines[end:]]
    headings = {
        at if at < start else at - (end - start): one for at, one in sections.items() if not start <= at < end
    }
    questions = Walk(body, headings, drafts.fields).questions()
    if region:
        inner = {at - start: one for at, one in sections.items() if start <= at < end}
        groups = read_answers(lines[start:end], inner, drafts.fields)
        if groups and questions:
            assign(groups, questions, drafts.fields)
    if not questions:
        raise FormatError(
            N_("没有读到题目。每道题要有题号（如“1.”）、题干、选项（如“A.”）和“答案：”，请对照说明里的样例。")
        )
    if len(questions) > MOST_QUESTIONS:
        raise FormatError(N_("题目太多：一个文件最多 %(most)d 题。请分成几个文件。"), most=MOST_QUESTIONS)
    for question in questions:
        settle_question(question, drafts)
    return drafts.bank()
