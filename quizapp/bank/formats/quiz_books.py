"""Workbooks of two quiz games, Kahoot and ClassQuiz: a question, two to four answers, the numbers of the right ones."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from string import ascii_uppercase

from ...core.i18n import N_
from ..boolean_words import truth_of
from ..item import BOOLEAN_OPTIONS, Item, ItemType
from ..native import ParsedBank
from ..problem import Problem
from .book import Book
from .cells import neutralised, restored
from .columns import bare
from .drafts import Drafts
from .html_text import text_of_html
from .losses import Written, left_out, reduced, relettered
from .source import FormatError
from .workbook import grid_bytes

_KINDS = frozenset((ItemType.SINGLE, ItemType.MULTIPLE, ItemType.BOOLEAN))
_HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Game:
    """How a game's workbook is laid out: rows before the header, the header, the longest texts, stems in HTML."""

    lead: tuple[tuple[str, ...], ...]
    header: tuple[str, ...]
    stem: int
    answer: int
    seconds: int
    is_html: bool = False

    def stem_of(self, item: Item) -> str:
        """Return the stem as the game stores it."""
        return html.escape(item.stem, quote=False) if self.is_html else item.stem


KAHOOT = Game(
    (
        (),
        ("", "Quiz template"),
        (
            "",
            "Add questions, at least two answer alternatives, time limit and choose correct answers (at least one).",
        ),
        ("", "Remember: questions have a limit of 120 characters and answers can have 75 characters max."),
        (),
        ("", "See an example question below."),
        (),
    ),
    (
        *(
            "",
            "Question - max 120 characters",
            "Answer 1 - max 75 characters",
            "Answer 2 - max 75 characters",
        ),
        *("Answer 3 - max 75 characters", "Answer 4 - max 75 characters"),
        "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
        "Correct answer(s) - choose at least one",
    ),
    stem=120,
    answer=75,
    seconds=20,
)
CLASSQUIZ = Game(
    ((), (), (), (), ("", "Title", "{title}"), ("", "Description", "{title}"), (), (), (), (), (), ()),
    (
        *("", "Question", "1st Answer", "2nd Answer", "3rd Answer", "4th Answer"),
        *("Time Limit (max. 120)", "Correct Answers"),
    ),
    stem=300,
    answer=150,
    seconds=20,
    is_html=True,
)
_STEM = re.compile(r"(?:question|问题|题目).*")
_ANSWER = re.compile(r"(?:answer|答案|选项)([1-6])\D*.*|([1-6])(?:st|nd|rd|th)answer.*")
# ClassQuiz counts its answers so, and lets these tags into its stems.
_ORDINAL = re.compile(r"[1-6](?:st|nd|rd|th)answer.*")
_TAG = re.compile(r"</?(?:b|strong|i|em|small|mark|del|su[bp])>")
_RIGHT = re.compile(r"(?:correct|正确答案).*")


def is_quiz_book(book: Book) -> bool:
    """Tell whether a workbook's first sheet has a header of one of the games."""
    try:
        return _header(book.top(_HEADER_WITHIN)) is not None
    except FormatError:
        return False


def read_quiz_book(data: bytes) -> ParsedBank:
    """Read the first sheet of a game's workbook."""
    return read_book(Book(data))


def read_book(book: Book) -> ParsedBank:
    """Read a game's workbook that is open."""
    rows = book.first()
    found = _header(rows)
    if found is None:
        raise FormatError(N_("找不到表头：要有 Question、Answer 1、Answer 2 和 Correct answer(s) 这几列。"))
    at, stem, answers, right = found
    is_html = bool(_ORDINAL.fullmatch(bare(rows[at][answers[0]])))
    drafts = Drafts()
    for number, row in enumerate(rows[at + 1 :], at + 2):
        texts = [_text(cell) for cell in row]
        cells = {
            column: texts[column] for column in (stem, *answers) if column < len(texts) and texts[column]
        }
        if stem not in cells and not cells:
            continue
        question = _plain(cells.get(stem, "")) if is_html else cells.get(stem, "")
        options = [cells.get(column, "") for column in answers]
        _read_row(drafts, f"第{number}行", question, options, row, right)
    bank = drafts.bank()
    if not bank.items and not bank.errors:
        raise FormatError(N_("表头下面没有题目。"))
    return bank


def _read_row(
    drafts: Drafts, place: str, stem: str, answers: list[str], row: Sequence[object], right: int
) -> None:
    options = {letter: text for letter, text in zip(ascii_uppercase, answers, strict=False) if text}
    numbers = _numbers(row[right] if right < len(row) else None)
    if numbers is None:
        drafts.refuse(place, N_("看不懂正确答案的编号，请写成 1 或 1,3；这一格要设为文本格式。"))
        return
    if not numbers:
        drafts.refuse(place, N_("没有正确答案，请在最后一列写上编号。"))
        return
    letters = [ascii_uppercase[number - 1] for number in numbers]
    kind = ItemType.MULTIPLE if len(letters) > 1 else ItemType.SINGLE
    if _is_truth(list(options.values())):
        kind = ItemType.BOOLEAN
    key: object = letters if kind is ItemType.MULTIPLE or len(letters) > 1 else letters[0]
    drafts.add(place, {"type": kind.value, "stem": stem, "options": options, "key": key})


def _header(rows: Sequence[Sequence[object]]) -> tuple[int, int, list[int], int] | None:
    """Return row, column of the stem, columns of the answers and column of the right ones, or None."""
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        words = [bare(cell) for cell in row]
        stem = next((column for column, word in enumerate(words) if _STEM.fullmatch(word)), None)
        answers = [column for column, word in enumerate(words) if _ANSWER.fullmatch(word)]
        right = next((column for column, word in enumerate(words) if _RIGHT.fullmatch(word)), None)
        if stem is not None and right is not None and len(answers) >= 2:
            return at, stem, answers, right
    return None


def _numbers(cell: object) -> list[int] | None:
    """Return the numbers of the right answers; a spreadsheet may have taken 1,2 for 1.2. None when it is unclear."""
    if isinstance(cell, (date, bool)):
        return None
    text = f"{cell:g}" if isinstance(cell, (int, float)) else str(cell or "")
    found = [int(digits) for digits in re.findall(r"\d", text)]
    if re.search(r"[^\d\s,，.、;；]", text) or any(not 1 <= number <= 6 for number in found):
        return None
    return sorted(set(found))


def _plain(stem: str) -> str:
    """Return the text of a stem in HTML; `Game.stem_of` makes one without tags."""
    return text_of_html(stem)[0] if _TAG.search(stem) else html.unescape(stem)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool):
        return "正确" if cell else "错误"
    return restored(str(cell).strip()) if cell is not None else ""


def write_quiz_book(items: Sequence[Item], title: str, game: Game) -> Written:
    """Return a game's workbook of the items that fit its limits."""
    some, lost = reduced(items, _KINDS, frozenset(), ids=False)
    kept = []
    for item in map(relettered, some):
        texts = [text for _, text in item.choices]
        if (
            len(game.stem_of(item)) > game.stem
            or len(texts) > 4
            or any(len(text) > game.answer for text in texts)
        ):
            message = N_("题干超过 %(stem)d 字、选项超过四个或 %(answer)d 字，没有写出：%(text)s")
            params = {"stem": game.stem, "answer": game.answer, "text": item.stem[:30]}
            lost.append(Problem("", message, params))
        elif _changes_type(item):
            lost.append(left_out(item))
        else:
            kept.append(item)
    return Written(_book(kept, title or "Quiz", game), tuple(kept), tuple(lost))


def _changes_type(item: Item) -> bool:
    """Tell whether reading would make another type of an item: only its answers say what it is."""
    texts = [text for _, text in item.options]
    return _is_truth(texts) or (item.type is ItemType.MULTIPLE and len(item.key_letters) < 2)


def _is_truth(texts: Sequence[str]) -> bool:
    """Tell whether two answers are right and wrong, which makes the question a boolean."""
    return len(texts) == 2 and {truth_of(text) for text in texts} == {True, False}


def _book(items: Sequence[Item], title: str, game: Game) -> bytes:
    lead = [tuple(cell.format(title=neutralised(title)) for cell in row) for row in game.lead]
    rows = [_row(number, item, game) for number, item in enumerate(items, 1)]
    return grid_bytes("Sheet1", [*lead, game.header, *rows])


def _row(number: int, item: Item, game: Game) -> list[str | int]:
    texts = dict(item.options or BOOLEAN_OPTIONS)
    letters = list(texts)
    right = ",".join(str(letters.index(letter) + 1) for letter in item.key_letters)
    answers = [neutralised(text) for text in texts.values()]
    return [
        number,
        neutralised(game.stem_of(item)),
        *answers,
        *[""] * (4 - len(answers)),
        game.seconds,
        right,
    ]
