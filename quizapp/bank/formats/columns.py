"""Columns of question tables: which header means which field, in the words that are found in use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from string import ascii_uppercase

from ..item import ItemType

#: Field → header that is written; further headers that are read. An empty header is not written.
FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("ID", "题目ID", "试题ID", "试题编码"),
    "type": ("题型", "类型", "试题类型", "题目类型"),
    "stem": ("题干", "题目", "试题", "问题", "题目内容", "试题内容", "问题描述", "试题题干"),
    "left": ("左项",),
    "options": ("选项", "选择项", "备选答案", "备选项", "选项内容"),
    "key": ("答案", "正确答案", "参考答案", "标准答案", "正确答案H", "试题答案"),
    "explanation": ("解析", "答案解析", "试题解析", "题目解析", "说明"),
    "difficulty": ("难度", "难易度", "难易程度", "题目难度", "试题难度"),
    "topic": ("主题", "章节", "分类", "题目分类", "题库", "所属范围"),
    "tags": ("标签", "知识点", "知识点名称", "考点"),
    "document": ("依据文件", "依据", "出处", "来源"),
    "version": ("版本",),
    "article": ("条款",),
    "section": ("段落",),
    "unit": ("单位",),
    "tolerance": ("误差",),
    "as_of": ("核对时间",),
    "valid_until": ("有效期至",),
    "note": ("备注",),
    "excludes": ("互斥题",),
}
#: Columns that other programs write and that say nothing about the item.
IGNORED = frozenset(
    ("序号", "题号", "编号", "分值", "分数", "得分", "你的答案", "得分1", "得分2", "是否正确")
)

TYPE_WORDS: dict[str, ItemType] = {
    word: kind
    for kind, words in {
        ItemType.SINGLE: ("单选题", "单选", "单项选择题", "单项选择", "single"),
        ItemType.MULTIPLE: ("多选题", "多选", "多项选择题", "多项选择", "不定项选择题", "不定项", "multiple"),
        ItemType.BOOLEAN: ("判断题", "判断", "是非题", "对错题", "boolean"),
        ItemType.BLANK: ("填空题", "填空", "blank"),
        ItemType.NUMERIC: ("数值题", "数值", "计算题", "numeric"),
        ItemType.ORDERING: ("排序题", "排序", "ordering"),
        ItemType.MATCHING: ("匹配题", "匹配", "连线题", "连线", "配对题", "matching"),
        ItemType.SHORT: ("简答题", "简答", "问答题", "问答", "论述题", "short"),
    }.items()
    for word in words
}
DIFFICULTY_WORDS = {
    **dict.fromkeys(("易", "低", "简单", "容易", "一级"), "1"),
    **dict.fromkeys(("较易", "二级"), "2"),
    **dict.fromkeys(("中", "中等", "一般", "适中", "三级"), "3"),
    **dict.fromkeys(("较难", "四级"), "4"),
    **dict.fromkeys(("难", "高", "困难", "五级"), "5"),
}

_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_OPTION = re.compile(
    r"(?:选项|选择项|答案选项|答案)?([a-z])(?:选项)?(?:内容)?|(?:选项|选择项)(\d{1,2}|[一二三四五六七八九十])(?:内容)?"
)
_MARK = re.compile(r"(.+)是否(?:正确|为?正确答案)")
_KEY_PART = re.compile(r"答案(\d)")
_NUMERALS = {numeral: str(number) for number, numeral in enumerate("一二三四五六七八九十", 1)}


def bare(header: object) -> str:
    """Return a header without width, case, spaces, line breaks and bracketed remarks."""
    text = unicodedata.normalize("NFKC", str(header)).casefold()
    return _REMARK.sub("", re.sub(r"[\s*＊:]", "", text))


_BY_HEADER = {bare(header): field for field, headers in FIELDS.items() for header in headers}
_IGNORED = frozenset(map(bare, IGNORED))


def field_of(header: object) -> str:
    """Return the field a header means, "-" for what is ignored, "" for a stranger.

    `option.A` is an option, `mark.A` whether that option is right, `key.1` a part of the key.
    """
    word = bare(header)
    if word in _BY_HEADER:
        return _BY_HEADER[word]
    if letter := _letter_of(word):
        return f"option.{letter}"
    mark, part = _MARK.fullmatch(word), _KEY_PART.fullmatch(word)
    if mark and (letter := _letter_of(mark[1])):
        return f"mark.{letter}"
    if part:
        return f"key.{part[1]}"
    return "-" if word in _IGNORED or not word else ""


def _letter_of(word: str) -> str:
    """Return the letter of the option that a header without remarks names, "" for none."""
    found = _OPTION.fullmatch(word)
    if found is None or found[1]:
        return found[1].upper() if found else ""
    number = int(_NUMERALS.get(found[2], found[2]))
    return ascii_uppercase[number - 1] if 1 <= number <= len(ascii_uppercase) else ""


def fields_of(row: Sequence[object]) -> list[str] | None:
    """Return the fields of a header row, or None for a row that is none: it names the stem and where the key is."""
    fields = [field_of(cell) for cell in row]
    says_key = any(field == "key" or field.startswith(("key.", "mark.")) for field in fields)
    return fields if "stem" in fields and says_key else None
