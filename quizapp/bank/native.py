"""The native form of banks and items: plain mappings and lists, as YAML and JSON files hold them.

A bank is `{"bank": slug, "name", "description", "topics": [...], "items": [...]}` or a bare list of
items. The fields of an item are those of `question_bank/README.md`. Reading names each problem's
place (`items[3] (law-07).key`, counted from 0) and never guesses.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ..core.i18n import N_
from .fields import Fields
from .item import Item, ItemType, Source
from .keys import read_key, read_left, read_options
from .normalise import plain
from .problem import Problem

BANK_FIELDS = ("bank", "name", "description", "topics", "reviewed", "items")
ITEM_FIELDS = (
    *("id", "type", "topic", "stem", "left", "options", "key", "unit", "tolerance", "explanation", "source"),
    *("difficulty", "as_of", "valid_until", "note", "tags", "excludes"),
)
SOURCE_FIELDS = ("document", "version", "article", "section")
REVIEW_FIELDS = ("date", "by", "found")
_TYPES = {kind.value: kind for kind in ItemType}
_COMPACT = json.JSONEncoder(separators=(",", ":"))
_YEAR = re.compile(r"[1-9]\d{0,8}", re.ASCII)
#: The difficulty of an item that states none.
USUAL_DIFFICULTY = 3


@dataclass(frozen=True, slots=True)
class Review:
    """A reading of a whole file against its sources: when, by whom (not the writer), and what it changed."""

    date: str
    by: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class ParsedBank:
    """What a file says; `items` are those without an error, and `problems` tell of the rest."""

    slug: str = ""
    name: str = ""
    description: str = ""
    topics: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    reviewed: tuple[Review, ...] = ()
    problems: tuple[Problem, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)  # item id → where it stands
    broken: Mapping[str, Mapping[str, object]] = field(default_factory=dict)  # where → what was read there

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems for which something could not be taken."""
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that someone should look at."""
        return tuple(problem for problem in self.problems if not problem.is_error)


def parse(data: object) -> ParsedBank:
    """Read a bank, or a bare list of items."""
    if isinstance(data, (list, tuple)):
        data = {"items": data}
    if not isinstance(data, Mapping):
        return ParsedBank(
            problems=(Problem("", N_("文件里没有题目：最外层应当是题库（bank、name、items）或一列题目。")),)
        )
    fields = Fields(data)
    slug = fields.identifier("bank", data["bank"], limit="slug") if data.get("bank") is not None else ""
    name = fields.text("name")
    description = fields.text("description")
    topics = fields.texts("topics", "topic")
    reviewed = _reviews(fields)
    _name_strangers(fields, BANK_FIELDS)
    raw = data.get("items")
    if not isinstance(raw, (list, tuple)):
        fields.fail("items", N_("没有题目，请写 items 并逐题列出。"))
        raw = []
    entries = []
    for index, entry in enumerate(raw):
        item, problems = parse_item(entry, topics)
        place = f"items[{index}]"
        identity = entry.get("id") if isinstance(entry, Mapping) else None
        if isinstance(identity, (str, int)):
            place += f" ({str(identity)[:40]})"
        fields.problems += _placed(problems, place)
        if item is None and isinstance(entry, Mapping):
            fields.broken[place] = entry
        entries.append((place, item))
    items = settle(fields, entries)
    return ParsedBank(
        slug,
        name,
        description,
        topics or tuple(dict.fromkeys(item.topic for item in items)),
        items,
        reviewed,
        tuple(fields.problems),
        fields.places,
        fields.broken,
    )


def _reviews(fields: Fields) -> tuple[Review, ...]:
    value = fields.raw.get("reviewed") or []
    reviews = []
    for index, entry in enumerate(value if isinstance(value, list) else [value]):
        inner = Fields(entry if isinstance(entry, Mapping) else {"date": entry})
        day = inner.day("date")
        if not day and not inner.failed:
            inner.fail("date", N_("没有填写，请补上。"))
        texts = (inner.text("by", "name"), inner.text("found", "explanation"))
        _name_strangers(inner, REVIEW_FIELDS)
        fields.problems += _placed(inner.problems, f"reviewed[{index}]")
        reviews += [] if inner.failed else [Review(day, *texts)]
    return tuple(reviews)


def parse_item(raw: object, topics: Sequence[str] = ()) -> tuple[Item | None, list[Problem]]:
    """Read one item; problems name the field. The item is None when one of them is an error.

    With `topics` the item's topic must be one of them.
    """
    if not isinstance(raw, Mapping):
        return None, [Problem("", N_("这里应当是一道题（id、type、stem…）。"))]
    fields = Fields(raw)
    kind = _type(fields)
    if kind is None:
        return None, fields.problems
    if raw.get("id") is None:
        fields.fail("id", N_("没有编号，请补上；编号在一个题库里不能重复。"))
    item = Item(
        id=fields.identifier("id", raw["id"]) if raw.get("id") is not None else "",
        type=kind,
        topic=fields.text("topic", required=True),
        stem=fields.text("stem", required=True),
        options=read_options(fields, kind),
        explanation=fields.text("explanation"),
        source=_source(fields),
        difficulty=_difficulty(fields),
        as_of=fields.day("as_of"),
        valid_until=fields.day("valid_until"),
        note=fields.text("note"),
        tags=fields.texts("tags", "tag"),
        left=read_left(fields, kind),
        excludes=fields.texts("excludes", "id"),
    )
    if topics and item.topic and item.topic not in topics:
        fields.fail("topic", N_("主题“%(topic)s”不在题库的 topics 之中。"), topic=item.topic)
    unit, tolerance = _numeric_fields(fields, kind)
    item = replace(item, key=read_key(fields, item), unit=unit, tolerance=tolerance)
    _name_strangers(fields, ITEM_FIELDS)
    return (None if fields.failed else item), fields.problems


def settle(fields: Fields, entries: Iterable[tuple[str, Item | None]]) -> tuple[Item, ...]:
    """Return the items that can stand in one bank: ids are unique, and what is excluded exists.

    What stands in another bank is named `bank/id`; whether it exists is not seen from here.
    """
    first: dict[str, str] = {}
    kept: list[tuple[str, Item]] = []
    for place, item in entries:
        if item is None:
            continue
        if item.id in first:
            fields.fail(
                f"{place}.id",
                N_("编号“%(id)s”已被 %(other)s 用过，请换一个。"),
                id=item.id,
                other=first[item.id],
            )
            fields.broken[place] = item_to_native(item)
            continue
        first[item.id] = place
        kept.append((place, item))
    fit = []
    for place, item in kept:
        strange = [one for one in item.excludes if one == item.id or not (one in first or "/" in one)]
        for other in strange:
            fields.fail(f"{place}.excludes", N_("“%(id)s”不是本题库里的另一道题。"), id=other)
        if strange:
            fields.broken[place] = item_to_native(item)
        else:
            fields.places[item.id] = place
            fit.append(item)
    return tuple(fit)


def _placed(problems: Iterable[Problem], place: str) -> list[Problem]:
    return [
        replace(problem, where=f"{place}.{problem.where}" if problem.where else place) for problem in problems
    ]


def _name_strangers(fields: Fields, known: Sequence[str]) -> None:
    for name in fields.raw:
        if name not in known:
            fields.warn(
                str(name)[:40], N_("不认识的字段，已略去。认识的有：%(known)s。"), known="、".join(known)
            )


def _type(fields: Fields) -> ItemType | None:
    value = fields.raw.get("type")
    kind = _TYPES.get(value.strip()) if isinstance(value, str) else None
    if kind is not None:
        return kind
    fields.fail(
        "type", N_("题型“%(type)s”不认识，应当是 %(known)s 之一。"), type=value, known="、".join(ItemType)
    )
    return None


def _difficulty(fields: Fields) -> int:
    value = fields.raw.get("difficulty")
    if value is None:
        fields.warn("difficulty", N_("没有写难度，先按 %(value)d。"), value=USUAL_DIFFICULTY)
        return USUAL_DIFFICULTY
    if not isinstance(value, bool) and str(value).strip() in ("1", "2", "3", "4", "5"):
        return int(str(value))
    fields.fail("difficulty", N_("难度应当是 1 到 5 的整数，不是“%(value)s”。"), value=value)
    return USUAL_DIFFICULTY


def _source(fields: Fields) -> Source | None:
    if fields.raw.get("source") is None:
        fields.warn("source", N_("没有写依据，请补上文件名称和条款。"))
        return None
    raw = fields.mapping("source")
    if raw is None:
        return None
    inner = Fields(raw)
    values = [inner.text(name, "source", required=name == "document") for name in SOURCE_FIELDS]
    _name_strangers(inner, SOURCE_FIELDS)
    fields.problems += _placed(inner.problems, "source")
    return Source(*values)


def _numeric_fields(fields: Fields, kind: ItemType) -> tuple[str, Decimal]:
    if kind is not ItemType.NUMERIC:
        for name in ("unit", "tolerance"):
            if fields.raw.get(name):
                fields.warn(name, N_("只有数值题用得到，已略去。"))
        return "", Decimal(0)
    tolerance = fields.number("tolerance") if fields.raw.get("tolerance") is not None else None
    if tolerance is not None and tolerance < 0:
        fields.fail("tolerance", N_("误差不能小于 0。"))
    unit = fields.text("unit")
    if re.match(r"[\d.,+-]", plain(unit)):
        fields.fail("unit", N_("单位“%(unit)s”不能以数字或正负号开头，会和答案混在一起。"), unit=unit)
    return unit, tolerance or Decimal(0)


def item_to_native(item: Item) -> dict[str, object]:
    """Return the native form; fields without a value are left out. `item_from_native` gives the item back."""
    native: dict[str, object] = {
        "id": item.id,
        "type": item.type.value,
        "topic": item.topic,
        "stem": item.stem,
    }
    if item.left:
        native["left"] = dict(item.left)
    if item.options:
        native["options"] = dict(item.options)
    native["key"] = _native_key(item)
    if item.type is ItemType.NUMERIC:
        native["tolerance"] = _native_number(item.tolerance)
    if item.source:
        native["source"] = _native_source(item.source)
    optional = ("unit", "explanation", "as_of", "valid_until", "note", "tags", "excludes")
    values = {name: getattr(item, name) for name in optional}
    native |= {
        name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if value
    }
    native["difficulty"] = item.difficulty
    return {name: native[name] for name in ITEM_FIELDS if name in native}


def item_from_native(raw: Mapping[str, object]) -> Item:
    """Return the item of a native form that was stored; raises ValueError when it does not hold together."""
    item, problems = parse_item(raw)
    if item is None:
        raise ValueError("; ".join(f"{problem.where}: {problem.text}" for problem in problems))
    return item


def content_hash(item: Item) -> str:
    """Return 64 hex digits that change whenever anything the item says changes; its id is not part of it."""
    return native_hash(item_to_native(item))


def native_hash(native: Mapping[str, object]) -> str:
    """Return the `content_hash` of the item of this native form."""
    native = {name: value for name, value in native.items() if name != "id"}
    return hashlib.sha256(_COMPACT.encode(native).encode()).hexdigest()


def _native_key(item: Item) -> object:
    if item.type is ItemType.MATCHING:
        return {pair[0]: pair[1] for pair in item.key_groups}
    if item.type is ItemType.BLANK:
        return [list(variants) for variants in item.key_groups]
    if isinstance(item.key, Decimal):
        return _native_number(item.key)
    return list(item.key) if isinstance(item.key, tuple) else item.key


def _native_number(value: Decimal) -> int | float | str:
    """An int or float where it stands for exactly this number, else its digits."""
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else f"{value:f}"


def _native_source(source: Source) -> dict[str, object]:
    native: dict[str, object] = {
        name: getattr(source, name) for name in SOURCE_FIELDS if getattr(source, name)
    }
    if _YEAR.fullmatch(source.version):
        native["version"] = int(source.version)  # years stand without quotes, as people write them
    return native
