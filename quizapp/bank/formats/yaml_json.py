"""YAML and JSON: texts stay as they are written, nothing is written twice, nothing refers to anything."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import yaml

from ...core.i18n import N_
from ..item import Item
from ..native import ParsedBank, item_to_native, parse
from .source import FormatError, decode_text

#: Levels of lists and mappings within one another.
MOST_DEPTH = 12

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_INTEGER = re.compile(r"[-+]?(?:0|[1-9]\d{0,30})", re.ASCII)
_WORDS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}


def read_yaml(data: bytes) -> ParsedBank:
    """Read a bank from YAML."""
    return parse(load_yaml(decode_text(data)))


def read_json(data: bytes) -> ParsedBank:
    """Read a bank from JSON."""
    return parse(load_json(decode_text(data)))


def write(items: Sequence[Item], bank: Mapping[str, object], *, as_json: bool) -> bytes:
    """Return a bank, or a bare list where nothing is known of it; line ends are LF."""
    natives = [item_to_native(item) for item in items]
    data: object = {**bank, "items": natives} if bank else natives
    if as_json:
        return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
    text: str = yaml.dump(data, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=10**6)
    return text.encode()


def load_yaml(text: str) -> object:
    """Return the lists, mappings and scalars of one YAML document; raises FormatError with the line.

    Only whole numbers, true, false and null are more than text: 1.10, 12:30, 2026-11-24 and 是 stay as
    written. Anchors, tags and doubled names are refused.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(text.removeprefix("\ufeff"), Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FormatError(
            N_("第 %(line)d 行附近的 YAML 写法有误：%(why)s。"), line=line, why=error.problem
        ) from error
    except yaml.YAMLError as error:
        raise FormatError(N_("YAML 里有不能读取的字符。")) from error
    return builder.root


class _Builder:
    """Builds values from the parser's events, one level of nesting at a time."""

    def __init__(self) -> None:
        self.root: object = None
        self._documents = 0
        self._stack: list[Any] = []
        self._names: list[object] = []  # for each open mapping the name that waits for its value

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                _refuse(event, N_("第 %(line)d 行：一个文件只能有一份内容，不能用 --- 分成几份。"))
        elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            _refuse(event, N_("第 %(line)d 行：不支持 & 和 * 引用，请照原样写出。"))
        elif isinstance(event, yaml.ScalarEvent):
            self._place(_scalar(event), event)
        elif isinstance(event, yaml.CollectionStartEvent):
            if event.tag is not None:
                _refuse(event, N_("第 %(line)d 行：不支持 ! 标签，请删去。"))
            self._open([] if isinstance(event, yaml.SequenceStartEvent) else {}, event)
        elif isinstance(event, yaml.CollectionEndEvent) and isinstance(self._stack.pop(), dict):
            self._names.pop()

    def _open(self, collection: object, event: Any) -> None:
        if len(self._stack) >= MOST_DEPTH:
            _refuse(event, N_("第 %(line)d 行：层次太多。"))
        self._place(collection, event)
        self._stack.append(collection)
        if isinstance(collection, dict):
            self._names.append(_NONE)

    def _place(self, value: object, event: Any) -> None:
        if not self._stack:
            self.root = value
        elif isinstance(self._stack[-1], list):
            self._stack[-1].append(value)
        elif self._names[-1] is _NONE:
            if isinstance(value, (list, dict)):
                _refuse(event, N_("第 %(line)d 行：冒号前应当是一个名字。"))
            if value in self._stack[-1]:
                _refuse(event, N_("第 %(line)d 行：“%(name)s”写了两次，请删去一个。"), name=value)
            self._names[-1] = value
        else:
            self._stack[-1][self._names[-1]] = value
            self._names[-1] = _NONE


_NONE = object()


def _scalar(event: Any) -> object:
    if event.tag is not None:
        _refuse(event, N_("第 %(line)d 行：不支持 ! 标签，请删去。"))
    text: str = event.value
    if not event.implicit[0]:  # quoted, or a block of lines
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text


def _refuse(event: Any, message: str, name: object = "") -> NoReturn:
    raise FormatError(message, line=event.start_mark.line + 1, name=name)


def load_json(text: str) -> object:
    """Return the value of a JSON text; decimals stay text, so that 3.50 stays 3.50. Raises FormatError."""
    try:
        return json.loads(
            text.removeprefix("\ufeff"), object_pairs_hook=_once, parse_float=str, parse_constant=_no_constant
        )
    except json.JSONDecodeError as error:
        raise FormatError(
            N_("第 %(line)d 行第 %(column)d 列的 JSON 写法有误。"), line=error.lineno, column=error.colno
        ) from error
    except (RecursionError, ValueError) as error:
        raise FormatError(N_("JSON 里的层次太多，或有过长的数。")) from error


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made: dict[str, object] = {}
    for name, value in pairs:
        if name in made:
            raise FormatError(N_("JSON 里“%(name)s”在同一组里写了两次，请删去一个。"), name=name)
        made[name] = value
    return made


def _no_constant(word: str) -> NoReturn:
    raise FormatError(N_("JSON 里不能有 %(word)s。"), word=word)
