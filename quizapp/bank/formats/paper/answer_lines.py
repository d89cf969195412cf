"""Lines of answers → entries: ranges, pairs, rows of a table, and entries with explanations of several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ....core.i18n import N_
from ...fields import Fields
from .lines import Line
from .marks import Kind, Section, labels_in
from .question import Labelled

_SHOWN = r"(?:[A-Z](?:[ ,、;]{0,2}[A-Z])*|[√×✓✗✔✘]|对|错|正确|错误|TRUE|FALSE|True|False)"
RANGE = re.compile(r"(\d{1,4})\s*(?:[-–—−~]|至|到)\s*(\d{1,4})\s*题?\s*[.、:)]?\s*(?=[A-Z√×✓✗✔✘对错(])")
PAIR = re.compile(
    rf"\s*(\d{{1,4}})\s*[.、:)\]】-]?\s*[(\[【]?\s*({_SHOWN})\s*[)\]】]?\s*[.。;,、|]?(?=\s|\d|$)"
)
ENTRY = re.compile(
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
    ranges = list(RANGE.finditer(text))
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
    numbered = ENTRY.match(text)
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
    keyed = is_keyed(rest)
    if last.listed and number == last.listed + 1:
        return keyed and number == last.number + 1
    return number == last.number + 1 or (number > last.number and keyed)


def _pairs(text: str) -> Iterator[tuple[int, str]]:
    """Yield (number, key) of a line that is nothing but those: 1.A 2.B or 1A2B."""
    at, found = 0, []
    while at < len(text) and text[at:].strip():
        pair = PAIR.match(text, at)
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


def is_keyed(rest: str) -> bool:
    """Tell whether a key stands right behind a number."""
    return bool(re.match(rf"\(?{_SHOWN}\)?(?:[\s.。;,]|$)", rest)) or any(
        name == "key" and at == 0 for name, at, _ in labels_in(rest)
    )
