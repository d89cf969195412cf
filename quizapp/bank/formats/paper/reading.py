"""Lines of a paper → a bank: questions, the answers that stand apart, and which belongs to which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ....core.i18n import N_
from ...fields import Fields
from ...native import ParsedBank
from ..drafts import Drafts
from ..source import FormatError
from .answer_lines import read_answers
from .answers import assign, region_of
from .layout import sections_of
from .lines import Line
from .marks import Section, number_of, option_at
from .pages import page_marks, unwrap, without_marks
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
    questions = _questions(lines, drafts.fields)
    marks = page_marks(lines, questions)
    if marks:
        drafts = Drafts()
        questions = _of_pages(lines, marks, drafts)
    if not questions:
        raise FormatError(
            N_("没有读到题目。每道题要有题号（如“1.”）、题干、选项（如“A.”）和“答案：”，请对照说明里的样例。")
        )
    if len(questions) > MOST_QUESTIONS:
        raise FormatError(N_("题目太多：一个文件最多 %(most)d 题。请分成几个文件。"), most=MOST_QUESTIONS)
    for question in questions:
        settle_question(question, drafts)
    return drafts.bank()


def _questions(lines: Sequence[Line], fields: Fields) -> list[Question]:
    """Return the questions with the answers that stand apart from them."""
    questions: list[Question] = []
    topic = ""
    for block in _blocks(lines, sections_of(lines)):
        walk = Walk(block.lines, block.sections, fields, section=len(questions), topic=topic)
        found = walk.questions()
        topic = walk.topic
        groups = read_answers(block.answers, block.answer_sections, fields)
        if groups and found:
            assign(groups, found, fields)
        questions += found
    return questions


def _of_pages(lines: Sequence[Line], marks: Mapping[str, Sequence[Line]], drafts: Drafts) -> list[Question]:
    """Return the questions of lines that stood on pages, without what only the pages had; says what that was."""
    for text, those in marks.items():
        drafts.warn(
            those[0].where,
            N_("“%(text)s”这样的行有 %(count)d 行，看来是页眉或页脚，已略去；折断的行已接上。"),
            text=text[:60],
            count=len(those),
        )
    questions = _questions(list(without_marks(lines, marks)), drafts.fields)
    for question in questions:
        unwrap(question)
    return questions


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
