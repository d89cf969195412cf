"""Marks by which a paper shows its structure: question numbers, section headings, labels, option letters.

All take folded text (see `lines.folded`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import ascii_uppercase

from ...item import ItemType
from ...normalise import chinese_number
from .lines import lettered

#: A section or an inline mark that leaves open whether one or several options are right.
CHOICE = "choice"
Kind = ItemType | str

_KINDS: dict[str, Kind] = {
    word: kind
    for kind, words in {
        ItemType.SINGLE: ("单项选择", "单选"),
        ItemType.MULTIPLE: ("多项选择", "多选"),
        CHOICE: ("不定项选择", "不定项", "选择"),
        ItemType.BOOLEAN: ("判断对错", "判断正误", "判断", "是非", "对错"),
        ItemType.BLANK: ("填空", "补全"),
        ItemType.NUMERIC: ("数值", "计算"),
        ItemType.ORDERING: ("排序",),
        ItemType.MATCHING: ("匹配", "连线", "配对"),
        ItemType.SHORT: (
            *("简答", "问答", "论述", "名词解释", "案例分析", "材料分析", "主观", "分析", "简述"),
        ),
    }.items()
    for word in words
}
_KIND = "(" + "|".join(sorted(_KINDS, key=len, reverse=True)) + ")"
_HAN = "[一二三四五六七八九十百]+"
_ORDINAL = (
    rf"(?:第?\s*{_HAN}\s*(?:部分|大题|题型|章|节|篇)?|第\s*\d+\s*(?:部分|大题|章|节|篇)|\d{{1,2}}|[IVXⅠ-Ⅻ]+)"
)
_OPEN, _CLOSE = r"[\[(【〔〖《<]", r"[\])】〕〗》>]"
# Atomic, as its parts could be cut in many ways.
_TAIL = (
    r"(?>[\s:。;,.=<>*#、]|\([^()]{0,80}\)|\[[^\[\]]{0,80}\]|【[^【】]{0,80}】|本?大?题?"
    r"[每共][^。]{0,24}?[分题道]|\d+(?:\.\d+)?分|\d+[道小]*题)*+"
)
_SECTION = re.compile(
    rf"[\s=<#*]*(?P<ordinal>{_OPEN}?\s*{_ORDINAL}\s*(?:[.、:]|{_CLOSE})?\s*)?"
    rf"(?P<bracket>{_OPEN})?\s*{_KIND}(?P<full>题)?\s*{_CLOSE}?(?P<tail>.*)",
    re.DOTALL,
)
_TAIL_ONLY = re.compile(_TAIL)
# 五、附加题: the type is left open. Explanations have points such as 一、存在的问题.
_OTHER_SECTION = re.compile(
    rf"[\s=<#*]*(?:第\s*)?{_HAN}\s*(?:部分|大题)?\s*[.、:]\s*[\u4e00-\u9fff]{{1,10}}(?<![问课难主专话标])题(?P<tail>.*)",
    re.DOTALL,
)
_INLINE_KIND = re.compile(rf"[\s_*]*{_OPEN}\s*{_KIND}题?(?:[\s,:].{{0,20}}?)?{_CLOSE}[\s_*:]*")
_TRAILING_KIND = re.compile(rf"\s*[\[(【〔]\s*{_KIND}题?\s*[\])】〕]\s*$")
_CHAPTER = re.compile(
    rf"\s*(?:第\s*(?:{_HAN}|\d+)\s*(?:部分|单元|章|节|篇)\s*[.、:]?\s*|{_HAN}\s*、\s*|\({_HAN}\)\s*)(\S.{{0,63}})"
)

#: Ways of numbering questions, surest first: (name, pattern with the number in group 1).
NUMBERINGS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("di", r"\s*第\s*(\d{1,4})\s*题\s*[.、:)]?\s*"),
        ("wenti", rf"\s*问题\s*({_HAN}|\d{{1,4}})\s*[.、:]\s*"),
        ("plain", r"\s*(\d{1,4})\s*[.、:](?!\d{1,3}(?:\D|$)|//)\s*"),
        ("bracket", r"\s*[\[【]\s*(\d{1,4})\s*[\]】]\s*[.、:]?\s*"),
        ("half", r"\s*(\d{1,4})\s*\)\s*"),
        ("round", r"\s*\(\s*(\d{1,4})\s*\)\s*[.、:]?\s*"),
        ("han", rf"\s*({_HAN})\s*[、.:]\s*"),
        ("bare", r"\s*(\d{1,3})(?:\s+(?=[^\s.])|(?=[\u4e00-\u9fff《“\"]))"),
    )
)
_NUMBERING = dict(NUMBERINGS)
_GLUED = re.compile(r"\s*(\d{1,4})\s*[.、]\s*(?=\d)")
#: A bracket in front of the number, as in （√）1. or （ A ）1、
_LEADING = re.compile(r"\s*\(\s*([A-Z]{1,8}|[√×✓✗✔✘对错])?\s*\)\s*(?=\d)")

_LABELS: dict[str, tuple[str, ...]] = {
    "key": ("正确答案", "参考答案", "标准答案", "试题答案", "正确选项", "答案", "答"),
    "explanation": ("答案解析", "试题解析", "题目解析", "解析", "解题思路", "详解", "说明", "分析"),
    "difficulty": ("难易程度", "难易度", "题目难度", "难度"),
    "tags": ("知识点名称", "知识点", "考点", "标签", "关键词"),
    "topic": ("所属章节", "章节", "主题", "分类"),
    "document": ("依据文件",),
    "source": ("法条依据", "依据", "出处", "来源"),
    "version": ("版本",),
    "article": ("条款",),
    "section": ("段落",),
    "id": ("题目编号", "试题编号", "编号", "ID"),
    "note": ("备注",),
    "as_of": ("核对时间",),
    "valid_until": ("有效期至",),
    "excludes": ("互斥题",),
    "unit": ("单位",),
    "tolerance": ("允许误差", "误差"),
    "type": ("题型",),
    "-": (*("你的答案", "我的答案", "学生答案", "考生答案", "难度系数", "分值", "得分", "分数"), "正确率"),
}
LABEL_FIELDS = {word: field for field, words in _LABELS.items() for word in words}
_NAMES = "|".join(sorted(LABEL_FIELDS, key=len, reverse=True))
_LABEL = re.compile(rf"[\[【]\s*({_NAMES})\s*[\]】]\s*:?\s*|(?:^|(?<=[\s。;)】]))({_NAMES})\s*:\s*", re.I)
_SHOWN_KEY = r"[A-Z](?:[\s,、;]*[A-Z])*|[A-Z]\s*[-至到~]\s*[A-Z]|[√×✓✗✔✘]|对|错|正确|错误|[TF]|TRUE|FALSE|全选|以上全选"
_GLUED_KEY = re.compile(
    rf"\s*(?:正确答案|参考答案|标准答案|答案)\s*[是为选]?\s*[,.]?\s*\(?\s*({_SHOWN_KEY})\s*\)?\s*[.。]?\s*$"
)
_STRONG = re.compile(r"\s*(?:[(\[【]\s*([A-Za-z])\s*[)\]】]\s*[.、:]?|([A-Za-z])\s*[.、:)\],。】])\s*")
_WEAK = re.compile(r"\s*([A-Z])(?:\s+(?=\S)|(?=[^\sA-Za-z]))")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of questions; `kind` None when it does not state their type."""

    kind: Kind | None


def section_of(seen: str) -> Section | None:
    """Return what a heading such as 一、单选题（每题2分） says, or None for any other line."""
    if len(seen) > 160:
        return None
    found = _SECTION.fullmatch(seen)
    if not found:
        other = _OTHER_SECTION.fullmatch(seen)
        return Section(None) if other and _TAIL_ONLY.fullmatch(other["tail"]) else None
    tail, ordinal = found["tail"], (found["ordinal"] or "").strip()
    arabic = bool(re.search(r"\d", ordinal)) and not ordinal.startswith("第")
    if arabic and found["bracket"]:
        return None  # 1.【单选题】 begins a question
    plain = _TAIL_ONLY.fullmatch(tail)
    sentence = tail.lstrip().startswith((":", "(", "。")) and bool(ordinal) and not arabic
    if not plain and not sentence:
        return None
    if not (found["full"] or found["bracket"] or ordinal or seen.strip() == found[3]):
        return None
    return Section(_KINDS[found[3]])


def is_bare_kind(seen: str) -> bool:
    """Tell whether a line is nothing but a word such as 判断."""
    return seen.strip() in _KINDS


def chapter_of(seen: str) -> re.Match[str] | None:
    """Return the match of a heading such as 第二章 组织制度 or 三、支部工作, its title in group 1."""
    return _CHAPTER.fullmatch(seen.rstrip())


def kind_in(word: str) -> Kind | None:
    """Return the type that a word such as 单选题 states."""
    return _KINDS.get(word.strip().removesuffix("题"))


def inline_kind(seen: str) -> tuple[Kind | None, int, int]:
    """Return the type that a stem states in brackets, and where the stem itself begins and ends."""
    found = _INLINE_KIND.match(seen)
    if found:
        return _KINDS[found[1]], found.end(), len(seen)
    found = _TRAILING_KIND.search(seen[-20:])
    if found:
        return _KINDS[found[1]], 0, len(seen) - len(seen[-20:]) + found.start()
    return None, 0, len(seen)


def number_of(seen: str, style: str) -> tuple[int, int, str] | None:
    """Return the number of a question in this style, where its stem begins, and what a bracket before it holds."""
    lead = _LEADING.match(seen) if seen.lstrip().startswith("(") else None
    start = lead.end() if lead and lead[1] else 0
    found = _NUMBERING[style].match(seen, start)
    if not found:
        return None
    number = int(found[1]) if found[1].isdecimal() else chinese_number(found[1])
    if not isinstance(number, int):
        return None
    return number, found.end(), (lead[1] or "") if lead and start else ""


def glued_number(seen: str, expected: int) -> tuple[int, int, str] | None:
    """Return the number of a question whose stem begins with digits, as in 29.21世纪: only the one that is due."""
    found = _GLUED.match(seen)
    return (expected, found.end(), "") if found and int(found[1]) == expected else None


def labels_in(seen: str, *, strong_only: bool = False) -> list[tuple[str, int, int]]:
    """Return the labels of a line as (field, where it begins, where its value begins).

    With `strong_only` a label in the middle counts only in brackets, so that 答案： within an explanation is text.
    """
    found = []
    for match in _LABEL.finditer(seen):
        word = match[1] or match[2]
        field = LABEL_FIELDS[word.upper() if word.upper() == "ID" else word]
        if match.start() and not match[1] and (strong_only or word == "答"):
            continue
        found.append((field, match.start(), match.end()))
    if not found:
        glued = _GLUED_KEY.match(seen)
        if glued:
            found.append(("key", 0, glued.start(1)))
    return found


def option_at(seen: str) -> tuple[str, int] | None:
    """Return the letter that a line surely begins with (A. A、 (A) a)), and where the option's text begins."""
    found = _STRONG.match(lettered(seen))
    return ((found[1] or found[2]), found.end()) if found else None


def weak_option_at(seen: str) -> tuple[str, int] | None:
    """Return the letter that a line begins with where nothing but a space, or nothing at all, follows it."""
    found = _WEAK.match(lettered(seen))
    return (found[1], found.end()) if found else None


# Ways of marking options within a line; 、 and a mere space count only after a space. By letter, the first one apart.
_WAYS = (
    (r"{0}\s*\.\s*", False),
    (r"{0}\s*、\s*", True),
    (r"{0}\s*:\s*", False),
    (r"\(\s*{0}\s*\)\s*", False),
    (r"{0}\s*\)\s*", False),
    (r"[\[【]\s*{0}\s*[\]】]\s*", False),
    (r"{0}\s+(?=\S)", True),
)
_APART, _ANYWHERE = r"(?<!\S)", r"(?<![A-Za-z])"
_CHAINS = tuple(
    tuple(
        re.compile((_APART if spaced and letter != "A" else _ANYWHERE) + way.format(letter))
        for letter in ascii_uppercase
    )
    for way, spaced in _WAYS
)


def chain_in(seen: str, *, weak: bool = False) -> list[tuple[str, int, int]]:
    """Return the options in one line as (letter, where it begins, where its text begins), two at least.

    Letters follow one another from A and are all marked in the same way; `weak` allows a mere space for a mark.
    """
    text = lettered(seen)
    best: list[tuple[str, int, int]] = []
    for way in _CHAINS if weak else _CHAINS[:-1]:
        chain: list[tuple[str, int, int]] = []
        at = 0
        for letter, pattern in zip(ascii_uppercase, way, strict=True):
            found = pattern.search(text, at)
            if not found:
                break
            chain.append((letter, found.start(), found.end()))
            at = found.end()
        if len(chain) >= 2 and len(chain) > len(best):
            best = chain
    return best
