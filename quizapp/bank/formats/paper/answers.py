"""Keys that stand together, after or before all questions: where they begin, and which question each belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ....core.i18n import N_
from ...fields import Fields
from .answer_lines import ENTRY, PAIR, RANGE, Group, is_keyed
from .lines import Line
from .marks import Section, chain_in, labels_in, option_at
from .question import Question

_HEADING = re.compile(
    r"[\s#*=]*(?:附\s*件?\s*\d?\s*[.:、]?\s*)?(?:[一二三四五六七八九十]+\s*、\s*)?[\[【(]?\s*[^\s:。?]{0,16}?\s*"
    r"答案(?:[及与和]?(?:答案)?(?:解析|详解|说明|评分标准|提示))?(?:区|部分|表|一览表?|汇总|如下)?\s*[\]】)]?\s*(:?)[\s#*=]*"
)
_CHAPTER = re.compile(r"\s*#*\s*第\s*[一二三四五六七八九十\d]+\s*[章部单节篇]")


def region_of(
    lines: Sequence[Line], sections: Mapping[int, Section], start: int = 0
) -> tuple[int, int] | None:
    """Return where answers stand from `start` on: (index of the heading, index after them), or None."""
    for index in range(start, len(lines)):
        line = lines[index]
        if "答案" not in line.seen or len(line.seen) > 60:
            continue
        heading = _HEADING.fullmatch(line.seen)
        direct = bool(re.match(r"\s*[\[【(]?[^\s:。]{0,8}答案\s*[\]】)]?\s*:\s*\d", line.seen)) and bool(
            RANGE.search(line.seen)
        )
        if direct or (heading and _answers_follow(lines, index, sections, strict=bool(heading[1]))):
            return index, _end_of(lines, index, sections)
    return None


def _answers_follow(
    lines: Sequence[Line], index: int, sections: Mapping[int, Section], *, strict: bool
) -> bool:
    """Tell whether what follows a heading is answers; after a colon only if none could be one question's own."""
    following = [at for at in range(index + 1, min(index + 9, len(lines))) if not lines[at].is_blank][:2]
    if not following:
        return False
    seen = lines[following[0]].seen
    if following[0] in sections or seen.strip().startswith(("题号", "题 号")) or RANGE.match(seen.strip()):
        return True
    found = ENTRY.match(seen)
    if not found:
        return bool(PAIR.match(seen))
    if PAIR.match(seen) or any(name == "key" for name, _, _ in labels_in(seen[found.end() :])):
        return True
    return not strict and found[1] == "1"


def _end_of(lines: Sequence[Line], start: int, sections: Mapping[int, Section]) -> int:
    """Return where questions begin behind answers: at the headings above the number above an option."""
    for index in range(start + 1, len(lines)):
        if not _is_first_option(lines, index):
            continue
        at = index - 1
        while at > start and (lines[at].is_blank or not ENTRY.match(lines[at].seen)):
            at -= 1
        found = ENTRY.match(lines[at].seen)
        if at == start or not found or is_keyed(lines[at].seen[found.end() :]):
            continue  # an option that an explanation speaks of
        while at - 1 > start and (
            lines[at - 1].is_blank or at - 1 in sections or _CHAPTER.match(lines[at - 1].seen)
        ):
            at -= 1
        return at
    return len(lines)


def _is_first_option(lines: Sequence[Line], index: int) -> bool:
    found = option_at(lines[index].seen)
    if not found or found[0] not in "Aa" or PAIR.fullmatch(lines[index].seen):
        return False
    if chain_in(lines[index].seen):
        return True
    after = next((line for line in lines[index + 1 : index + 4] if not line.is_blank), None)
    following = option_at(after.seen) if after else None
    return bool(following and following[0] in "Bb")


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
