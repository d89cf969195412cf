"""One pass over the lines of a paper, which knows what a line may be from what came before it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ....core.i18n import N_
from ...fields import Fields
from .layout import numbering_of
from .lines import Line
from .marks import (
    Kind,
    Section,
    chain_in,
    chapter_of,
    glued_number,
    inline_kind,
    labels_in,
    number_of,
    option_at,
)
from .options import begins_options, options_at, weak_options_at
from .question import Labelled, Option, Question

_MATERIAL = re.compile(
    r"\s*[(【]?\s*(?:请?(?:根据|阅读|结合|依据|分析)[^。?]{0,30}?(?:材料|案例|资料|短文|情景|情境)[^。?]{0,20}?(?:回答|完成|作答)"
    r"[^\d。?]{0,8}(?:第\s*)?(\d{1,4})\s*题?\s*[-–—~～至到]\s*(?:第\s*)?(\d{1,4})\s*题?.{0,12}|材料[一二三四五六七八九十\d]*\s*:.*)"
)

# The bullet of the next option on the same line.
_BULLET = re.compile(r"\s[-*•·]\s*$")


class Walk:
    """Walks the lines; `_field` is where a line without a mark goes on: stem, options, or a label's field."""

    def __init__(
        self,
        lines: Sequence[Line],
        sections: Mapping[int, Section],
        fields: Fields,
        *,
        section: int = 0,
        topic: str = "",
    ) -> None:
        self.lines, self.sections, self.fields = lines, sections, fields
        self.found: list[Question] = []
        self.open: Question | None = None
        self._field = ""
        self._section = section
        self._kind: Kind | None = None
        self.topic = topic
        self._sublist = 0  # the last number of a list within the open question
        self._blank = False
        self._material: tuple[list[str], int, int] | None = None
        self._style: str | None = None

    def questions(self) -> list[Question]:
        usual: str | None = None
        bounds = [0, *sorted(self.sections), len(self.lines)]
        for begin, end in pairwise(bounds):
            inner = self.lines[begin + 1 if begin in self.sections else begin : end]
            self._style = numbering_of(inner, certain=begin in self.sections)
            if self._style is None:
                usual = usual or numbering_of(self.lines)
                self._style = usual
            if begin in self.sections:
                self._enter(self.sections[begin])
            for offset, line in enumerate(inner):
                self._take(end - len(inner) + offset, line)
            self._close()
        return self.found

    def _enter(self, section: Section) -> None:
        self._section += 1
        self._kind = section.kind
        self._material = None

    def _close(self) -> None:
        self.open, self._field, self._sublist = None, "", 0

    def _take(self, index: int, line: Line) -> None:
        if line.is_blank:
            self._blank = True
            if self.open is not None and self._field not in ("", "stem", "options"):
                self.open.labels[self._field].texts.append("")
            elif self.open is not None and self._field == "options":
                self.open.options[-1].texts.append("")
            elif self.open is not None:
                self.open.stem.append("")
            return
        if not (
            self._take_number(index, line)
            or self._take_heading(index, line)
            or self._take_labels(line)
            or self._take_options(index, line)
        ):
            self._take_rest(index, line)
        self._blank = False
        if self.open is not None:
            self.open.notes += [note for note in line.notes if note not in self.open.notes]
        else:
            for note in line.notes:
                self.fields.warn(line.where, note)

    # Question numbers

    def _take_number(self, index: int, line: Line) -> bool:
        found = number_of(line.seen, self._style) if self._style else None
        if not found and self.open is not None and self.open.is_complete and self._style == "plain":
            found = glued_number(line.seen, (self.open.number or 0) + 1)
        if not found:
            return False
        number, start, bracket = found
        if not self._begins(index, number):
            if number == self._sublist + 1:
                self._sublist = number
            return False
        self._begin(index, line, number, start, bracket)
        return True

    def _begins(self, index: int, number: int) -> bool:
        """Tell whether this number begins a question, and not a point of a list within the open one."""
        if self.open is None:
            return True
        last, within = self.open.number or 0, self._field in ("explanation", "key")
        if self._sublist and number == self._sublist + 1:
            return number == last + 1 and self.open.is_complete and self._evidence(index, sure=within)
        if number == last + 1:
            return True
        return self.open.is_complete and self._evidence(index, sure=within)

    def _evidence(self, index: int, *, sure: bool) -> bool:
        """Tell whether a question's options, key or, unless `sure`, a gap follow before the next number."""
        for at in range(index, min(index + 40, len(self.lines))):
            seen = self.lines[at].seen
            if at > index and (at in self.sections or (self._style and number_of(seen, self._style))):
                return False
            if at > index and (option_at(seen) or any(name == "key" for name, _, _ in labels_in(seen))):
                return True
            if chain_in(seen) or (not sure and re.search(r"\(\s*[A-Z√×✓✗✔✘对错]{0,6}\s*\)|_{2,}", seen)):
                return True
        return False

    def _begin(self, index: int, line: Line, number: int | None, start: int, bracket: str = "") -> None:
        kind, first, last = inline_kind(line.seen[start:])
        question = Question(line, number, self._section, kind or self._kind, self.topic, bracket=bracket)
        if self._material and number is not None and self._material[1] <= number <= self._material[2]:
            question.stem += self._material[0]
        self.open, self._field, self._sublist = question, "stem", 0
        self.found.append(question)
        self._take_stem(index, line, start + first, start + last)

    # Headings, material

    def _take_heading(self, index: int, line: Line) -> bool:
        material = _MATERIAL.fullmatch(line.seen.rstrip())
        if material and (self.open is None or self.open.is_complete):
            first, last = (int(material[1]), int(material[2])) if material[1] else (0, 9999)
            if not material[1]:
                self.fields.warn(
                    line.where, N_("这段材料没有写明用于哪几题，已放进后面这一部分的每一题，请核对。")
                )
            self._close()
            self._material, self._field = ([line.text.strip()], first, last), "material"
            return True
        chapter = chapter_of(line.seen)
        if (
            chapter
            and self._style != "han"
            and (self.open is None or (self.open.is_complete and self._blank))
        ):
            self._close()
            self.topic = line.text[chapter.start(1) :].strip()[:64]
            return True
        return False

    # Labels: 答案：, 解析： and the like

    def _take_labels(self, line: Line, start: int = 0) -> bool:
        if self.open is None:
            return False
        strong = self._field == "explanation"
        labels = labels_in(line.seen[start:], strong_only=strong)
        if (
            not labels
            or labels[0][1]
            or (labels[0][0] == "key" and self._field == "explanation" and "key" in self.open.labels)
        ):
            return False
        self._label(line, [(name, at + start, value + start) for name, at, value in labels])
        return True

    def _label(self, line: Line, labels: Sequence[tuple[str, int, int]]) -> None:
        assert self.open is not None
        ends = [at for _, at, _ in labels[1:]] + [len(line.text)]
        for (name, _, value), end in zip(labels, ends, strict=True):
            text = line.text[value:end]
            if name in self.open.labels and name != "-":
                if name == "key":
                    self.open.other_key = Labelled(line, [text])
                    self.open.runs_on = len(self.open.labels["key"].texts) > 1
                else:
                    self.open.labels[name].texts.append(text)
            else:
                self.open.labels[name] = Labelled(line, [text])
            self._field = name

    # Stems and options

    def _take_stem(self, index: int, line: Line, start: int, end: int) -> None:
        assert self.open is not None
        seen = line.seen[start:end]
        chain = [] if begins_options(self.lines, index + 1) else chain_in(seen)
        labels = [one for one in labels_in(seen) if one[1]]
        if labels and (not chain or labels[0][1] < chain[0][1]):
            chain = []
        cut = chain[0][1] if chain else labels[0][1] if labels else len(seen)
        self.open.stem.append(line.text[start : start + cut])
        if chain:
            self._chain(line, [(letter, at + start, text + start) for letter, at, text in chain], end)
        elif labels:
            self._label(line, [(name, at + start, value + start) for name, at, value in labels])

    def _take_options(self, index: int, line: Line) -> bool:
        if self.open is None or self._field == "explanation" or (self._field == "key" and self.open.options):
            return False
        chain = options_at(self.lines, index, [option.letter for option in self.open.options])
        if not chain and self.open.options:
            chain = weak_options_at(self.lines, index, self.open.options[-1])
        elif not chain:
            chain = weak_options_at(self.lines, index, None)
        if chain:
            self._chain(line, chain)
        return bool(chain)

    def _chain(self, line: Line, chain: Sequence[tuple[str, int, int]], end: int | None = None) -> None:
        assert self.open is not None
        last = len(line.text) if end is None else end
        labels = [one for one in labels_in(line.seen[:last]) if one[1] > chain[-1][2]]
        cut = labels[0][1] if labels else last
        ends = [at for _, at, _ in chain[1:]] + [cut]
        for (letter, _, start), stop in zip(chain, ends, strict=True):
            shown = line.emphasis[start:stop]
            stands_out = bool(shown) and all(
                mark == "1" or char.isspace()
                for mark, char in zip(shown, line.text[start:stop], strict=False)
            )
            self.open.options.append(
                Option(letter.upper(), [_BULLET.sub("", line.text[start:stop])], line, stands_out)
            )
        self._field = "options"
        if labels:
            self._label(line, labels)

    # Everything else goes on with what is open

    def _take_rest(self, index: int, line: Line) -> None:
        if self._field == "material" and self._material is not None:
            self._material[0].append(line.text)
            return
        question = self.open
        if question is None or (self._style is None and self._goes_to_new(question)):
            if self._style is None and self._evidence(index, sure=True):
                self._begin(index, line, None, 0)
            else:
                self._stray(line)
            return
        if self._field == "stem" and not question.options:
            question.stem.append(line.text)
            trailing = [one for one in labels_in(line.seen) if one[1]]
            chain = chain_in(line.seen)
            if trailing or chain:
                question.stem.pop()
                self._take_stem(index, line, 0, len(line.text))
        elif self._field == "options":
            question.options[-1].texts.append(line.text)
        else:
            question.labels[self._field].texts.append(line.text)

    def _goes_to_new(self, question: Question) -> bool:
        """Tell whether an unmarked line of a paper without numbers begins the next question."""
        if not question.is_complete:
            return False
        return self._blank or self._field not in ("explanation", "options", "stem")

    def _stray(self, line: Line) -> None:
        if self.found:
            self.fields.warn(
                line.where, N_("这一行不知道属于哪一题，已略去：%(text)s"), text=line.text.strip()[:40]
            )
