"""Options and keys in the native form, each type by its own rule; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from string import ascii_uppercase

from ..core.i18n import N_
from .boolean_words import truth_of
from .fields import LIMITS, Fields
from .item import Item, ItemType, Key

#: Where a gap stands in the stem of a blank.
GAP = re.compile(r"_{2,}")
_LETTERS = frozenset(ascii_uppercase)
MOST_GAPS, MOST_VARIANTS = 10, 20

WITH_OPTIONS = frozenset((ItemType.SINGLE, ItemType.MULTIPLE, ItemType.ORDERING, ItemType.MATCHING))


def read_options(fields: Fields, kind: ItemType) -> tuple[tuple[str, str], ...]:
    """Return the options by letter, in the order of the letters; () for types without."""
    if kind not in WITH_OPTIONS:
        if kind is not ItemType.BOOLEAN and fields.raw.get("options"):
            fields.warn("options", N_("这种题型没有选项，已略去。"))
        return ()
    if fields.raw.get("options") is None:
        fields.fail("options", N_("没有选项，请写成 {A: …, B: …}。"))
        return ()
    raw = fields.mapping("options")
    options = []
    for letter, value in sorted((raw or {}).items()):
        if letter not in _LETTERS:
            fields.fail("options", N_("选项的字母“%(letter)s”应当是一个大写字母 A–Z。"), letter=letter)
        elif value is None or value == "":
            fields.fail(f"options.{letter}", N_("选项是空的，请填写或删去。"))
        else:
            options.append((letter, fields.as_text(f"options.{letter}", value, LIMITS["option"])))
    texts = [text for _, text in options if text]
    for text in sorted({text for text in texts if texts.count(text) > 1}):
        fields.fail("options", N_("有两个选项都是“%(text)s”，请改一个。"), text=text)
    if raw is not None and len(options) < 2 and not fields.failed:
        fields.fail("options", N_("至少要有两个选项。"))
    return tuple(options)


def read_left(fields: Fields, kind: ItemType) -> tuple[tuple[str, str], ...]:
    """Return the left side of a matching item as (id, text), in the order written."""
    if kind is not ItemType.MATCHING:
        if fields.raw.get("left"):
            fields.warn("left", N_("只有匹配题有左项，已略去。"))
        return ()
    if fields.raw.get("left") is None:
        fields.fail("left", N_("没有左项，请写成 {1: …, 2: …}。"))
        return ()
    raw = fields.mapping("left")
    left = []
    for name, value in (raw or {}).items():
        if not re.fullmatch(r"[A-Za-z0-9]{1,8}", name):
            fields.fail("left", N_("左项的编号“%(id)s”应当是数字或字母。"), id=name)
        else:
            left.append((name, fields.as_text(f"left.{name}", value, LIMITS["left"])))
    if raw is not None and len(left) < 2 and not fields.failed:
        fields.fail("left", N_("至少要有两个左项。"))
    return tuple(left)


def read_key(fields: Fields, item: Item) -> Key:
    """Return the key of `item`, whose type, stem, options and left side are read already."""
    if fields.raw.get("key") is None:
        fields.fail("key", N_("没有答案，请补上。"))
        return ""
    return {
        ItemType.SINGLE: _single,
        ItemType.MULTIPLE: _multiple,
        ItemType.BOOLEAN: _boolean,
        ItemType.BLANK: _blank,
        ItemType.NUMERIC: _numeric,
        ItemType.ORDERING: _ordering,
        ItemType.MATCHING: _matching,
        ItemType.SHORT: _short,
    }[item.type](fields, item)


def _letter(fields: Fields, where: str, value: object, item: Item) -> str:
    letter = value.strip() if isinstance(value, str) else ""
    if not item.options:
        return ""  # what is wrong with the options has been said
    if letter not in dict(item.options):
        fields.fail(
            where,
            N_("答案“%(key)s”不在选项 %(letters)s 之中。"),
            key=value,
            letters="、".join(letter for letter, _ in item.options),
        )
        return ""
    return letter


def _single(fields: Fields, item: Item) -> Key:
    value = fields.raw["key"]
    if isinstance(value, (list, tuple)) or (
        isinstance(value, str)
        and len(value.strip()) > 1
        and set(re.sub(r"[\s,，、;；]", "", value)) <= set(dict(item.options))
    ):
        fields.fail("key", N_("单选题只能有一个答案；若答案不止一个，请把题型改为多选题（multiple）。"))
        return ""
    return _letter(fields, "key", value, item)


def _letters(fields: Fields, item: Item) -> list[str]:
    value = fields.raw["key"]
    if not isinstance(value, (list, tuple)):
        fields.fail("key", N_("答案应当是一列字母，例如 [A, C]。"))
        return []
    letters = [_letter(fields, f"key[{index}]", letter, item) for index, letter in enumerate(value)]
    for letter in sorted({letter for letter in letters if letter and letters.count(letter) > 1}):
        fields.fail("key", N_("答案里“%(letter)s”写了两次。"), letter=letter)
    return letters


def _multiple(fields: Fields, item: Item) -> Key:
    letters = _letters(fields, item)
    if not letters and not fields.failed:
        fields.fail("key", N_("没有答案，请补上。"))
    if len(letters) == 1:
        fields.warn("key", N_("多选题只有一个答案，请核对。"))
    return tuple(sorted(letters))


def _ordering(fields: Fields, item: Item) -> Key:
    letters = _letters(fields, item)
    missing = [letter for letter, _ in item.options if letter not in letters]
    if missing and not fields.failed:
        fields.fail("key", N_("排序题的答案要排完所有选项，还缺 %(letters)s。"), letters="、".join(missing))
    return tuple(letters)


def _boolean(fields: Fields, item: Item) -> Key:
    value, options = fields.raw["key"], fields.raw.get("options")
    if isinstance(options, Mapping) and options:
        texts = {str(letter).strip(): truth_of(text) for letter, text in options.items()}
        if set(texts.values()) != {True, False} or len(texts) != 2:
            fields.fail("options", N_("判断题不用写选项；要写，只能是“正确”和“错误”各一个。"))
            return ""
        if isinstance(value, str) and value.strip() in texts:
            return bool(texts[value.strip()])
    truth = truth_of(value)
    if truth is None:
        fields.fail("key", N_("判断题的答案应当是 true（正确）或 false（错误），不是“%(key)s”。"), key=value)
    return bool(truth)


def _blank(fields: Fields, item: Item) -> Key:
    value, gaps = fields.raw["key"], len(GAP.findall(item.stem))
    if not isinstance(value, (list, tuple)) or not value:
        fields.fail("key", N_("填空题的答案按空来写，例如两个空：[[甲, 甲的另一种写法], [乙]]。"))
        return ""
    if len(value) > MOST_GAPS:
        fields.fail("key", N_("一道题最多 %(count)d 个空。"), count=MOST_GAPS)
        return ""
    groups = []
    for index, variants in enumerate(value):
        where = f"key[{index}]"
        if not isinstance(variants, (list, tuple)):
            fields.fail(where, N_("每个空的答案要放在一对方括号里，例如 [[甲], [乙]]。"))
            continue
        texts = [fields.as_text(f"{where}[{i}]", text, LIMITS["gap"]) for i, text in enumerate(variants)]
        groups.append(tuple(dict.fromkeys(text for text in texts if text)))
        if not fields.failed and not groups[-1]:
            fields.fail(where, N_("这个空没有答案，请补上。"))
        if len(texts) > MOST_VARIANTS:
            fields.fail(where, N_("一个空最多 %(count)d 种写法。"), count=MOST_VARIANTS)
    if gaps and gaps != len(value):
        fields.fail("key", N_("题干里有 %(gaps)d 个空，答案却有 %(keys)d 个。"), gaps=gaps, keys=len(value))
    elif not gaps and item.stem:
        fields.warn("stem", N_("题干里没有标出空的位置，请用 ____ 标出。"))
    return tuple(groups)


def _numeric(fields: Fields, item: Item) -> Key:
    return fields.number("key") or Decimal(0)


def _matching(fields: Fields, item: Item) -> Key:
    raw = fields.mapping("key")
    if raw is None:
        return ""
    left = dict(item.left)
    for name in raw:
        if name not in left:
            fields.fail("key", N_("答案里的“%(id)s”不是左项。"), id=name)
    for name in left:
        if name not in raw:
            fields.fail("key", N_("左项“%(id)s”没有答案。"), id=name)
    return tuple((name, _letter(fields, f"key.{name}", raw[name], item)) for name in left if name in raw)


def _short(fields: Fields, item: Item) -> Key:
    text = fields.as_text("key", fields.raw["key"], LIMITS["model"])
    if not text and not fields.failed:
        fields.fail("key", N_("没有答案，请补上。"))
    return text
