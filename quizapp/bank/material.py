"""Study materials as files: Markdown under a front matter that names id, title, topic, sources and items."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..core.i18n import N_
from .fields import Fields
from .formats.source import FormatError
from .formats.yaml_json import load_yaml
from .item import Source
from .native import SOURCE_FIELDS
from .problem import Problem

FIELDS = ("id", "title", "topic", "summary", "minutes", "sources", "items")
MOST_CHARACTERS = 60_000
#: A drawing beside the file, as its text names it; group 1 is the file's name.
FIGURE = re.compile(r"(?<=\]\()figures/([\w-]+\.svg)(?=\))", re.ASCII)

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Material:
    """An article: `body` is Markdown, `items` are ids of the items offered at its end, `minutes` of reading."""

    id: str
    title: str
    topic: str
    summary: str = ""
    minutes: int = 5
    sources: tuple[Source, ...] = ()
    items: tuple[str, ...] = ()
    body: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems for which the material cannot be taken."""
        return tuple(problem for problem in self.problems if problem.is_error)


def parse_material(text: str) -> Material:
    """Read a material; what is wrong stands in its `problems`, each at its field."""
    front = _FRONT.match(text)
    if front is None:
        return _unreadable(N_("文件开头没有 --- 之间的说明（id、title、topic…）。"))
    try:
        raw = load_yaml(front[1])
    except FormatError as error:
        return _unreadable(error.message, dict(error.params))
    if not isinstance(raw, Mapping):
        return _unreadable(N_("开头的说明应当是“名字: 值”的分组。"))
    fields = Fields(raw)
    for name in raw:
        if name not in FIELDS:
            fields.warn(
                str(name)[:40], N_("不认识的字段，已略去。认识的有：%(known)s。"), known="、".join(FIELDS)
            )
    if raw.get("id") is None:
        fields.fail("id", N_("没有编号，请补上。"))
    body = fields.as_text("body", text[front.end() :], MOST_CHARACTERS)
    if not body and not fields.failed:
        fields.fail("body", N_("没有正文。"))
    material = Material(
        id=fields.identifier("id", raw["id"]) if raw.get("id") is not None else "",
        title=fields.text("title", "name", required=True),
        topic=fields.text("topic", required=True),
        summary=fields.text("summary", "description"),
        minutes=_minutes(fields),
        sources=_sources(fields),
        items=fields.texts("items", "id"),
        body=body,
    )
    return replace(material, problems=tuple(fields.problems))


def _minutes(fields: Fields) -> int:
    value = fields.raw.get("minutes", 5)
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 120:
        return value
    fields.fail("minutes", N_("阅读时间应当是 1 到 120 的整数（分钟）。"))
    return 5


def _sources(fields: Fields) -> tuple[Source, ...]:
    """Read sources written as names of documents or as the mapping that items use."""
    value = fields.raw.get("sources")
    if not value:
        fields.warn("sources", N_("没有写依据，请补上文件名称和条款。"))
        return ()
    sources = []
    for index, entry in enumerate(value if isinstance(value, list) else [value]):
        inner = Fields(entry if isinstance(entry, Mapping) else {"document": entry})
        texts = [inner.text(name, "source", required=name == "document") for name in SOURCE_FIELDS]
        fields.problems += [
            Problem(f"sources[{index}].{problem.where}", problem.message, problem.params, problem.level)
            for problem in inner.problems
        ]
        if not inner.failed:
            sources.append(Source(*texts))
    return tuple(sources)


def _unreadable(message: str, params: Mapping[str, object] | None = None) -> Material:
    return Material("", "", "", problems=(Problem("", message, params or {}),))
