"""Lines of a paper → a bank: questions, the answers that stand apart, and which belongs to which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ....core.i18n import N_
from ...native import ParsedBank
from ..drafts import Drafts
from ..source import FormatError
from .answer_lines import read_answers
from .answers import assign, region_of
from .layout import sections_of
from .lines import Line
from .marks import Section, number_of, option_at
from .question import Question
from .settling import settle_question
from .walking import Walk

MOST_LINES = 400_000
MOST_QUESTIONS = 20_000
#: Characters of a line that are looked at; no field holds as many.
MOST_CHARACTERS = 20_000


def read_lines(lines: Sequence[Line]) -> ParsedBank:
    """Read the questions of a paper; raises FormatError when there are none."""
    if len(lines) > MOST_LINES:
        raise FormatError(N_("文件太长：最多 %(most)d 行。请分成几个文件。"), most=MOST_LINES)
    drafts = Drafts()
    lines = [line if len(line.text) <= MOST_CHARACTERS else line.cut(MOST_CHARACTERS) for line in lines]
    sections = sections_of(lines)
    questions: list[Question] = []
    topic = ""
    for block in _blocks(lines, sections):
        walk = Walk(block.lines, block.sections, drafts.fields, section=len(questions), topic=topic)
        found = walk.questions()
        topic = walk.topic
        groups = read_answers(block.answers, block.answer_sections, drafts.fields)
        if groups and found:
            assign(groups, found, drafts.fields)
        questions += found
    if not questions:
        raise FormatError(
            N_("没有读到题目。每道题要有题号（如“1.”）、题干、选项（如“A.”）和“答案：”，请对照说明里的样例。")
        )
    if len(questions) > MOST_QUESTIONS:
        raise FormatError(N_("题目太多：一个文件最多 %(most)d 题。请分成几个文件。"), most=MOST_QUESTIONS)
    for question in questions:
        settle_question(question, drafts)
    return drafts.bank()


@dataclass(frozen=True, slots=True)
class _Block:
    """Questions with the answers that stand apart from them, each with its headings by index."""

    lines: Sequence[Line]
    sections: dict[int, Section]
    answers: Sequence[Line]
    answer_sections: dict[int, Section]


def _blocks(lines: Sequence[Line], sections: dict[int, Section]) -> Iterator[_Block]:
    """Yield what belongs together: usually all, but a book has answers behind each of its chapters."""
    at = 0
    while at < len(lines):
        start, end = region_of(lines, sections, at) or (len(lines), len(lines))
        answers = _within(sections, start, end)
        if any(option_at(line.seen) or number_of(line.seen, "plain") for line in lines[at:start]):
            yield _Block(lines[at:start], _within(sections, at, start), lines[start:end], answers)
            at = end
            continue
        # Answers in front are those of everything behind them.
        behind = {index + start - at: one for index, one in _within(sections, end, len(lines)).items()}
        body = [*lines[at:start], *lines[end:]]
        yield _Block(body, {**_within(sections, at, start), **behind}, lines[start:end], answers)
        return


def _within(sections: dict[int, Section], start: int, end: int) -> dict[int, Section]:
    return {index - start: one for index, one in sections.items() if start <= index < end}
