"""What the readers of documents share: native forms gathered with their places, problems put where a reader finds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...core.i18n import N_
from ..fields import LIMITS, Fields
from ..item import Item, ItemType
from ..native import USUAL_DIFFICULTY, ParsedBank, parse_item, settle
from .cells import made_id
from .repeats import Repeats
from .table import NO_TOPIC
from .unclear import PassedOver, Unclear

#: How a field of the native form is called in a problem's place.
TITLES = {
    "id": "编号",
    "type": "题型",
    "topic": "主题",
    "stem": "题干",
    "options": "选项",
    "left": "左项",
    "key": "答案",
    "unit": "单位",
    "tolerance": "误差",
    "explanation": "解析",
    "source": "依据",
    "difficulty": "难度",
    "as_of": "核对时间",
    "valid_until": "有效期至",
    "note": "备注",
    "tags": "标签",
    "excludes": "互斥题",
}


class Drafts:
    """Gathers the questions of a file one by one and becomes a bank of those that hold together."""

    def __init__(self) -> None:
        self.fields = Fields({})
        self._entries: list[tuple[str, Item | None]] = []
        self._repeats = Repeats()
        self._without: dict[str, int] = {}

    def add(self, place: str, raw: Mapping[str, object], lines: Mapping[str, str] | None = None) -> None:
        """Take the native form of a question; `lines` says where a field stands if not at `place`.

        Topic, difficulty and id are supplied where there are none.
        """
        native = dict(raw)
        self._supply(native, "topic", NO_TOPIC)
        self._supply(native, "difficulty", USUAL_DIFFICULTY)
        self._supply(native, "source", None)
        self._drop_long_tags(native, place)
        own = native.get("id") is not None
        if not own:
            options = native.get("options") if native.get("type") != ItemType.BOOLEAN else ()
            texts = options.values() if isinstance(options, Mapping) else ()
            native["id"] = made_id(str(native.get("stem", "")), map(str, texts))
        item, problems = parse_item(native)
        before = len(self.fields.problems)
        for problem in problems:
            if not problem.is_error and _is_usual(problem.where, native):
                continue
            root = problem.where.partition(".")[0].partition("[")[0]
            title = f"“{TITLES[root]}”" if root in TITLES else ""
            line = (lines or {}).get(root, "")
            placed = replace(problem, where=f"{place}{title}{line}")
            if placed not in self.fields.problems[before:]:
                self.fields.problems.append(placed)
        if item is None:
            self.fields.broken[place] = native
        if item is not None and not own and self._repeats.is_again(item, place, self.fields):
            return
        self._entries.append((place, item))

    def refuse(self, place: str, message: str, **params: object) -> None:
        """Record a question that cannot be taken at all."""
        self.fields.fail(place, message, **params)
        self._entries.append((place, None))

    def keep(self, place: str, read: Mapping[str, object]) -> None:
        """Keep what could be made out of a question that is going to be refused."""
        self.fields.broken[place] = read

    def turn_away(self, place: str, unclear: Unclear) -> None:
        """Refuse a question, or pass over one of a kind that the bank does not have."""
        if isinstance(unclear, PassedOver):
            self.fields.warn(place, unclear.message, **unclear.params)
        else:
            self.refuse(place, unclear.message, **unclear.params)

    def warn(self, place: str, message: str, **params: object) -> None:
        """Record what someone should look at."""
        self.fields.warn(place, message, **params)

    def bank(self, *, name: str = "") -> ParsedBank:
        """Return the bank; what many questions lack is said once."""
        total = len(self._entries)
        if total and self._without.get("topic", 0) >= total:
            self.fields.warn("", N_("没有写主题，都归入“%(topic)s”。"), topic=NO_TOPIC)
        if total and self._without.get("difficulty", 0) >= total:
            self.fields.warn("", N_("没有写难度，都按 %(value)d。"), value=USUAL_DIFFICULTY)
        if self._without.get("source"):
            self.fields.warn("", N_("有 %(count)d 道题没有依据。"), count=self._without["source"])
        items = settle(self.fields, self._entries)
        topics = tuple(dict.fromkeys(item.topic for item in items))
        return ParsedBank(
            name=name,
            topics=topics,
            items=items,
            problems=tuple(self.fields.problems),
            places=self.fields.places,
            broken=self.fields.broken,
        )

    def _drop_long_tags(self, native: dict[str, object], place: str) -> None:
        """Leave out tags that are too long, and say so: other programs write whole paths there."""
        tags = native.get("tags")
        if not isinstance(tags, list):
            return
        short = [tag for tag in tags if len(str(tag)) <= LIMITS["tag"]]
        native["tags"] = short
        for tag in tags:
            if tag not in short:
                self.fields.warn(place, N_("标签“%(tag)s”太长，没有导入。"), tag=tag)

    def _supply(self, native: dict[str, object], field: str, value: object) -> None:
        if not native.get(field):
            native.pop(field, None)
            self._without[field] = self._without.get(field, 0) + 1
            if value is not None:
                native[field] = value


def _is_usual(where: str, native: Mapping[str, object]) -> bool:
    """Tell whether a remark is about what these formats usually lack: a source, a mark for the only gap."""
    key = native.get("key")
    only_gap = native.get("type") == ItemType.BLANK and isinstance(key, list) and len(key) == 1
    return (where == "source" and "source" not in native) or (where == "stem" and only_gap)
