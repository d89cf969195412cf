"""Keys that stand together, after or before all questions: where they begin, and which question each belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ....core.i18n import N_
from ...fields import Fields
from .lines import Line
from .marks import Kind, Section, labels_in, option_at
from .question import Labelled, Question

_HEADING = re.compile(
    r"[\s#*=]*(?:附\s*件?\s*\d?\s*[.:、]?\s*)?(?:[一二三四五六七八九十]+\s*、\s*)?[\[【(]?\s*[^\s:。?]{0,16}?\s*"
    r"答案(?:[及与和]?(?:答案)?(?:解析|详解|说明|评分标准|提示))?(?:区|部分|表|一览表?|汇总|如下)?\s*[\]】)]?\s*(:?)[\s#*=]*"
)
_SHOWN = r"(?:[A-Z](?:[ ,、;]{0,2}[A-Z])*|[√×✓✗✔✘]|对|错|正确|错误|TRUE|FALSE|True|False)"
_RANGE = re.compile(r"(\d{1,4})\s*(?:[-–—−~]|至|到)\s*(\d{1,4})\s*题?\s*[.、:)]?\s*(?=[A-Z√×✓✗✔✘对错(])")
_PAIR = re.compile(
    rf"\s*(\d{{1,4}})\s*[.、:)\]】-]?\s*[(\[【]?\s*({_SHOWN})\s*[)\]】]?\s*[.。;,、|]?(?=\s|\d|$)"
)
_ENTRY = re.compile(
    r"\s*(?:第\s*)?[(\[【]?\s*(\d{1,4})\s*(?:题\s*[.、:)]?|[.、:)\]】](?!\d{1,3}(?:\D|$))|(?=\s))\s*"
)
_ONE = re.compile(r"[√×✓✗✔✘对错]|[A-Z]|TRUE|FALSE")


@dataclass(slots=True)
class Entry:
    """What the answers say of one question; `key` and the like by field."""

    number: int
    line: Line
    labels: dict[str, Labelled] = field(default_factory=dict)
    listed: int = 0  # the last number of a list within it


@dataclass(slots=True)
class Group:
    """Answers under one heading, or from one number 1 to the next."""

    kind: Kind | None
    line: Line
    entries: list[Entry] = field(default_factory=list)


def region_of(lines: Sequence[Line], sections: Mapping[int, Section]) -> tuple[int, int] | None:
    """Return where the answers stand as (index of the heading, index after them), or None where there are none."""
    for index, line in enumerate(lines):
        if "答案" not in line.seen or len(line.seen) > 60:
            continue
        heading = _HEADING.fullmatch(line.seen)
        direct = bool(re.match(r"\s*[\[【(]?[^\s:。]{0,8}答案\s*[\]】)]?\s*:\s*\d", line.seen)) and bool(
            _RANGE.search(line.seen)
        )
        if not direct and not (heading and _answers_follow(lines, index, sections, strict=bool(heading[1]))):
            continue
        first = any(option_at(earlier.seen) for earlier in lines[:index])
        return index, len(lines) if first else _end_of_leading(lines, index, sections)
    return None


def _answers_follow(
    lines: Sequence[Line], index: int, sections: Mapping[int, Section], *, strict: bool
) -> bool:
    """Tell whether what follows a heading is answers; after a colon only if none could be one question's own."""
    following = [at for at in range(index + 1, min(index + 9, len(lines))) if not lines[at].is_blank][:2]
    if not following:
        return False
    seen = lines[following[0]].seen
    if following[0] in sections or seen.strip().startswith(("题号", "题 号")) or _RANGE.match(seen.strip()):
        return True
    found = _ENTRY.match(seen)
    if not found:
        return bool(_PAIR.match(seen))
    if _PAIR.match(seen) or any(name == "key" for name, _, _ in labels_in(seen[found.end() :])):
        return True
    return not strict and found[1] == "1"


def _end_of_leading(lines: Sequence[Line], start: int, sections: Mapping[int, Section]) -> int:
    """Return where the questions begin behind answers that come first: at the last heading or number before an option."""
    for index in range(start + 1, len(lines)):
        if option_at(lines[index].seen) and not _PAIR.fullmatch(lines[index].seen):
            at = index - 1
            while at > start + 1 and (lines[at].is_blank or not _ENTRY.match(lines[at].seen)):
                at -= 1
            while at - 1 > start and (lines[at - 1].is_blank or at - 1 in sections):
                at -= 1
            return at
    return len(lines)


def read_answers(lines: Sequence[Line], sections: Mapping[int, Section], fields: Fields) -> list[Group]:
    """Return the answers of a region, group by group; `sections` are by index within `lines`."""
    groups: list[Group] = []
    numbers: list[int] = []
    for index, line in enumerate(lines):
        if index in sections:
            groups.append(Group(sections[index].kind, line))
            continue
        if line.is_blank:
            continue
        row = line.seen.strip()
        if row.startswith(("题号", "题 号")):
            numbers = [int(text) for text in re.findall(r"\d+", row)]
            continue
        if numbers and re.match(r"答\s*案", row):
            for entry in _of_table(line, numbers, fields):
                _place(groups, entry)
            numbers = []
            continue
        _read_line(line, groups, fields)
    return [group for group in groups if group.entries]


def _read_line(line: Line, groups: list[Group], fields: Fields) -> None:
    text = re.sub(
        r"^\s*[\[【(]?[^\s:。\d]{0,8}答案\s*[\]】)]?\s*:\s*(?=\d)",
        lambda found: " " * len(found[0]),
        line.seen,
    )
    ranges = list(_RANGE.finditer(text))
    if ranges and not text[: ranges[0].start()].strip():
        for found, after in zip(ranges, [*(one.start() for one in ranges[1:]), len(text)], strict=True):
            for entry in _of_range(line, found, text[found.end() : after], fields):
                _place(groups, entry)
        return
    pairs = list(_pairs(text))
    if pairs:
        for number, key in pairs:
            _place(groups, Entry(number, line, {"key": Labelled(line, [key])}))
        return
    last = groups[-1].entries[-1] if groups and groups[-1].entries else None
    numbered = _ENTRY.match(text)
    if numbered and (last is None or _goes_on(int(numbered[1]), last, text[numbered.end() :])):
        entry = Entry(int(numbered[1]), line)
        _fill(entry, line, numbered.end())
        _place(groups, entry)
    elif last is not None:
        if numbered and int(numbered[1]) == last.listed + 1:
            last.listed += 1
        _fill(last, line, 0)


def _goes_on(number: int, last: Entry, rest: str) -> bool:
    """Tell whether a number begins another answer, and not a point within the last one."""
    keyed = bool(re.match(rf"\(?{_SHOWN}\)?(?:[\s.。;,]|$)", rest)) or any(
        name == "key" and at == 0 for name, at, _ in labels_in(rest)
    )
    if last.listed and number == last.listed + 1:
        return keyed and number == last.number + 1
    return number == last.number + 1 or (number > last.number and keyed)


def _pairs(text: str) -> Iterator[tuple[int, str]]:
    """Yield (number, key) of a line that is nothing but those: 1.A 2.B or 1A2B."""
    at, found = 0, []
    while at < len(text) and text[at:].strip():
        pair = _PAIR.match(text, at)
        if not pair:
            return
        found.append((int(pair[1]), pair[2]))
        at = pair.end()
    yield from found


def _of_range(line: Line, found: re.Match[str], value: str, fields: Fields) -> Iterator[Entry]:
    first, last = int(found[1]), int(found[2])
    span = last - first + 1
    value = value.strip().strip(".。;,、()")
    parts = [part for part in re.split(r"[\s,、;|]+", value) if part]
    if len(parts) != span and all(re.fullmatch(r"(?:[√×✓✗✔✘对错]|[A-Z])+", part) for part in parts):
        parts = _ONE.findall("".join(parts))
    if span < 1 or len(parts) != span:
        fields.fail(
            line.where,
            N_(
                "“%(first)d-%(last)d”应有 %(want)d 个答案，读到 %(count)d 个；这几题的答案没有采用，请逐题写明。"
            ),
            first=first,
            last=last,
            want=max(span, 0),
            count=len(parts),
        )
        return
    for number, part in enumerate(parts, first):
        yield Entry(number, line, {"key": Labelled(line, [part])})


def _of_table(line: Line, numbers: Sequence[int], fields: Fields) -> Iterator[Entry]:
    cells = [cell.strip() for cell in line.text.split("\t")][1:]
    if len(cells) < len(numbers):
        cells = re.sub(r"^\s*答\s*案", "", line.seen).split()
    cells = cells[: len(numbers)] if not any(cells[len(numbers) :]) else cells
    if len(cells) != len(numbers):
        fields.fail(
            line.where,
            N_("答案表里有 %(want)d 个题号，读到 %(count)d 个答案；这几题的答案没有采用，请核对。"),
            want=len(numbers),
            count=len(cells),
        )
        return
    for number, cell in zip(numbers, cells, strict=True):
        if cell:
            yield Entry(number, line, {"key": Labelled(line, [cell])})


def _fill(entry: Entry, line: Line, start: int) -> None:
    """Take a line, from `start`, into an answer: its key first, then what labels say."""
    open_field = next(reversed(entry.labels), "key") if entry.labels else "key"
    strong = open_field == "explanation"
    labels = [
        (name, at + start, value + start)
        for name, at, value in labels_in(line.seen[start:], strong_only=strong)
    ]
    before = line.text[start : labels[0][1] if labels else len(line.text)]
    if before.strip():
        entry.labels.setdefault(open_field, Labelled(line, [])).texts.append(before)
    ends = [at for _, at, _ in labels[1:]] + [len(line.text)]
    for (name, _, value), end in zip(labels, ends, strict=False):
        entry.labels.setdefault(name, Labelled(line, [])).texts.append(line.text[value:end])


def _place(groups: list[Group], entry: Entry) -> None:
    """Add an answer to the last group; a number that is not above the last begins a group of its own."""
    if not groups or (groups[-1].entries and entry.number <= groups[-1].entries[-1].number):
        groups.append(Group(groups[-1].kind if groups and not groups[-1].entries else None, entry.line))
    groups[-1].entries.append(entry)


def assign(groups: Sequence[Group], questions: Sequence[Question], fields: Fields) -> None:
    """Give each answer to its question; where it is not clear to which, to none, and say so."""
    sections: dict[int, list[Question]] = {}
    for question in questions:
        sections.setdefault(question.section, []).append(question)
    numbers = [question.number for question in questions]
    if any(group.kind for group in groups):
        pairs = _by_heading(groups, list(sections.values()), fields)
    elif len(set(numbers)) == len(numbers):
        pairs = [(group, list(questions)) for group in groups]
    elif len(groups) == len(sections):
        pairs = list(zip(groups, sections.values(), strict=True))
    else:
        fields.fail(
            groups[0].line.where,
            N_("题号有重复，分不清哪个答案是哪一部分的；请在答案里也写上“一、单选题”这样的标题。"),
        )
        return
    for group, those in pairs:
        _give(group, those, fields)


def _by_heading(
    groups: Sequence[Group], sections: Sequence[list[Question]], fields: Fields
) -> list[tuple[Group, list[Question]]]:
    pairs = []
    left = list(sections)
    for group in groups:
        match = next((those for those in left if those[0].kind == group.kind), None)
        if match is None:
            fields.fail(group.line.where, N_("这一部分答案没有对应的题目，请核对标题里的题型。"))
            continue
        left.remove(match)
        pairs.append((group, match))
    return pairs


def _give(group: Group, questions: Sequence[Question], fields: Fields) -> None:
    by_number: dict[int, list[Question]] = {}
    for question in questions:
        if question.number is not None:
            by_number.setdefault(question.number, []).append(question)
    for entry in group.entries:
        those = by_number.get(entry.number, [])
        if not those:
            fields.warn(entry.line.where, N_("答案里的第 %(number)d 题没有对应的题目。"), number=entry.number)
        elif len(those) > 1:
            fields.fail(
                entry.line.where,
                N_("有 %(count)d 道第 %(number)d 题，分不清答案是哪一道的。"),
                count=len(those),
                number=entry.number,
            )
        else:
            those[0].take(entry.labels)
