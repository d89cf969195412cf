"""The rules for good items, measured over parsed banks.

| rule | judged | level |
|---|---|---|
| explanation, source with document, `as_of` are there | each item | error |
| a stem of more than 66 hanzi carries the tag `long` | each item | warning |
| no 以上都对, 以上都不对, 以上皆… among the options | each item | error |
| 不正确, 错误的是, 除外, 不属于, 不包括 in a stem stand in bold | each item | warning |
| multiple: at least two letters, never all | each item | error |
| ordering and matching keys are not in alphabetical order | each item | error |
| no half-width , ; : ? ! between hanzi | each item | warning |
| the key is not the only option with a figure in it | each item | warning |
| A–D each within 3 percentage points of a quarter | banks with 40 or more singles of four options | error |
| the key is the longest option in at most 35 % | banks with 20 or more singles | error |
| true and false even, within a tenth of all | banks with 10 or more booleans | error |
| ids are used once over all banks; no question twice | all banks | error |
| stems nearly the same that do not exclude each other | all banks | warning |
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..core.i18n import N_
from .item import Item, ItemType
from .material import Material
from .native import ParsedBank
from .normalise import plain
from .problem import Level
from .similar import near_pairs

LETTERS_FROM, LONGEST_FROM, BOOLEANS_FROM = 40, 20, 10
LETTER_TOLERANCE, LONGEST_SHARE = 3, 35  # percentage points, per cent
SCREEN_STEM = 66

_HANZI = re.compile(r"[\u3400-\u9fff]")
_CATCH_ALL = re.compile(
    "以上(?:都|皆|均|全)(?:不?对|不?是|正确|错误|不正确)|(?:都|皆|均)(?:不对|不是|不正确)$"
)
_NEGATIVE = re.compile("不正确|错误的是|除外|不属于|不包括")
_BOLD = re.compile(r"\*\*.+?\*\*")
_HALF_WIDTH = re.compile(r"(?<=[\u3400-\u9fff])[,;:?!](?=[\u3400-\u9fff]|$)")


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that does not hold; `where` is bank/item, or the bank."""

    level: Level
    where: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The message in its source language, filled in."""
        return self.message % self.params if self.params else self.message


@dataclass(frozen=True, slots=True)
class TopicMeasures:
    """What a topic, or a whole bank where `topic` is empty, holds. Letters count singles of four options."""

    bank: str
    topic: str
    count: int
    types: Counter[ItemType]
    difficulties: Counter[int]
    letters: Counter[str]
    singles: int
    longest: int  # singles whose key is longer than every other option
    true: int
    false: int
    reviewed: str = ""  # when the bank was last read against its sources, as written

    @property
    def longest_percent(self) -> int:
        """Share of singles whose key is the longest option, in whole per cent, rounded up."""
        return -(-100 * self.longest // self.singles) if self.singles else 0


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, and the table: for each bank its topics and then its sum."""

    findings: tuple[Finding, ...]
    table: tuple[TopicMeasures, ...]

    @property
    def passed(self) -> bool:
        """Whether there is no finding of level error."""
        return all(finding.level is not Level.ERROR for finding in self.findings)


def lint(banks: Sequence[ParsedBank]) -> Report:
    """Return what the rules say of the banks; problems of reading come first."""
    findings: list[Finding] = []
    table: list[TopicMeasures] = []
    for bank in banks:
        name = bank.slug or bank.name
        for problem in bank.problems:
            findings.append(
                Finding(problem.level, f"{name}/{problem.where}", problem.message, problem.params)
            )
        for item in bank.items:
            findings += _judge_item(name, item)
        for topic in bank.topics:
            table.append(measure(name, topic, [item for item in bank.items if item.topic == topic]))
            if not table[-1].count:
                findings.append(
                    Finding(Level.WARNING, name, N_("主题“%(topic)s”里没有题目。"), {"topic": topic})
                )
        last_read = max((review.date for review in bank.reviewed), default="")
        table.append(replace(measure(name, "", bank.items), reviewed=last_read))
        findings += _judge_measures(table[-1])
    return Report((*findings, *_judge_together(banks)), tuple(table))


def lint_materials(materials: Sequence[Material], banks: Sequence[ParsedBank]) -> tuple[Finding, ...]:
    """Return what is wrong with study materials: problems of reading, ids used twice, items that no bank has."""
    known = {item.id for bank in banks for item in bank.items}
    findings = []
    seen: set[str] = set()
    for material in materials:
        for problem in material.problems:
            findings.append(
                Finding(problem.level, f"{material.id}/{problem.where}", problem.message, problem.params)
            )
        if material.id in seen:
            findings.append(Finding(Level.ERROR, material.id, N_("编号与另一篇材料重复。")))
        seen.add(material.id)
        for missing in [one for one in material.items if one not in known]:
            findings.append(
                Finding(Level.ERROR, material.id, N_("题库里没有题目“%(id)s”。"), {"id": missing})
            )
    return tuple(findings)


def measure(bank: str, topic: str, items: Sequence[Item]) -> TopicMeasures:
    """Return the measures of some items."""
    singles = [item for item in items if item.type is ItemType.SINGLE]
    truths = Counter(item.key for item in items if item.type is ItemType.BOOLEAN)
    return TopicMeasures(
        bank,
        topic,
        len(items),
        Counter(item.type for item in items),
        Counter(item.difficulty for item in items),
        Counter(item.key_letters[0] for item in singles if len(item.options) == 4),
        len(singles),
        sum(_key_is_longest(item) for item in singles),
        truths[True],
        truths[False],
    )


def _key_is_longest(item: Item) -> bool:
    texts = dict(item.options)
    key = item.key_letters[0]
    return all(len(texts[key]) > len(text) for letter, text in item.options if letter != key)


def _judge_item(bank: str, item: Item) -> Iterable[Finding]:
    where = f"{bank}/{item.id}"
    for missing, message in (
        (not item.explanation, N_("没有解析。")),
        (item.source is None, N_("没有依据。")),
        (not item.as_of, N_("没有核对时间（as_of）。")),
        (any(_CATCH_ALL.search(text) for _, text in item.options), N_("选项里有“以上都对”一类的说法。")),
        (item.type is ItemType.MULTIPLE and len(item.key_letters) < 2, N_("多选题的答案至少两个。")),
        (
            item.type is ItemType.MULTIPLE and len(item.key_letters) == len(item.options),
            N_("多选题的答案不能是全部选项。"),
        ),
        (_is_alphabetical(item), N_("答案正好是字母顺序，请打乱选项。")),
    ):
        if missing:
            yield Finding(Level.ERROR, where, message)
    hanzi = len(_HANZI.findall(item.stem))
    if hanzi > SCREEN_STEM and "long" not in item.tags:
        yield Finding(
            Level.WARNING,
            where,
            N_("题干有 %(count)d 个字，大屏幕上最多 %(most)d 个；请缩短或加标签 long。"),
            {"count": hanzi, "most": SCREEN_STEM},
        )
    if _NEGATIVE.search(_BOLD.sub("", item.stem)) and item.type in (ItemType.SINGLE, ItemType.MULTIPLE):
        yield Finding(Level.WARNING, where, N_("反着问的字眼要加粗（**不正确**），或改成正着问。"))
    if _HALF_WIDTH.search("\n".join((item.stem, item.explanation, *(text for _, text in item.options)))):
        yield Finding(Level.WARNING, where, N_("汉字之间有半角标点，请改成全角。"))
    if item.type is ItemType.SINGLE and _key_alone_has_figures(item):
        yield Finding(Level.WARNING, where, N_("只有正确选项带数字，一眼可见。"))


def _is_alphabetical(item: Item) -> bool:
    if item.type is ItemType.ORDERING:
        return list(item.key_letters) == sorted(item.key_letters)
    if item.type is ItemType.MATCHING:
        letters = [pair[1] for pair in item.key_groups]
        return letters == sorted(letters)
    return False


def _key_alone_has_figures(item: Item) -> bool:
    with_figures = [letter for letter, text in item.options if re.search(r"\d", text)]
    return with_figures == list(item.key_letters)


def _judge_measures(whole: TopicMeasures) -> Iterable[Finding]:
    four = whole.letters.total()
    if four >= LETTERS_FROM:
        for letter in "ABCD":
            count = whole.letters[letter]
            if abs(100 * count - 25 * four) > LETTER_TOLERANCE * four:
                yield Finding(
                    Level.ERROR,
                    whole.bank,
                    N_(
                        "单选题答案是 %(letter)s 的有 %(count)d 道，共 %(all)d 道；应在四分之一上下 3 个百分点之内。"
                    ),
                    {"letter": letter, "count": count, "all": four},
                )
    if whole.singles >= LONGEST_FROM and 100 * whole.longest > LONGEST_SHARE * whole.singles:
        yield Finding(
            Level.ERROR,
            whole.bank,
            N_("正确选项最长的单选题有 %(count)d 道，共 %(all)d 道；最多 35%%。"),
            {"count": whole.longest, "all": whole.singles},
        )
    booleans = whole.true + whole.false
    if booleans >= BOOLEANS_FROM and 10 * abs(whole.true - whole.false) > booleans + 10 * (booleans % 2):
        yield Finding(
            Level.ERROR,
            whole.bank,
            N_("判断题对 %(true)d 道、错 %(false)d 道，请配平。"),
            {"true": whole.true, "false": whole.false},
        )


def _judge_together(banks: Sequence[ParsedBank]) -> Iterable[Finding]:
    placed = [(f"{bank.slug or bank.name}/{item.id}", item) for bank in banks for item in bank.items]
    ids: dict[str, int] = {}
    questions: dict[object, int] = {}
    for n, (where, item) in enumerate(placed):
        first = ids.setdefault(item.id, n)
        if first != n:
            yield Finding(Level.ERROR, where, N_("编号与 %(other)s 重复。"), {"other": placed[first][0]})
        question = (item.type, plain(item.stem), frozenset(plain(text) for _, text in item.options))
        first = questions.setdefault(question, n)
        if first != n:
            yield Finding(Level.ERROR, where, N_("与 %(other)s 是同一道题。"), {"other": placed[first][0]})
    places = {where for where, _ in placed}
    for where, item in placed:
        for strange in [code for code in item.excludes if "/" in code and code not in places]:
            yield Finding(Level.ERROR, where, N_("没有“%(id)s”这道题，excludes 写错了。"), {"id": strange})
    for one, other in near_pairs([plain(item.stem) for _, item in placed]):
        (where, item), (elsewhere, near) = placed[one], placed[other]
        if (
            plain(item.stem) != plain(near.stem)
            and not {near.id, elsewhere} & set(item.excludes)
            and not {item.id, where} & set(near.excludes)
        ):
            yield Finding(
                Level.WARNING,
                elsewhere,
                N_("题干与 %(other)s 很像；若问的是同一件事，请删去一道或写 excludes。"),
                {"other": where},
            )
