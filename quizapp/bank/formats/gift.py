"""GIFT, Moodle's text format, read: `::name:: stem {=right ~wrong #feedback ####general feedback}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from string import ascii_uppercase

from ...core.i18n import N_
from ..item import ItemType
from ..native import ParsedBank
from .drafts import Drafts
from .html_text import text_of_html
from .moodle import topic_of
from .source import FormatError, decode_text
from .unclear import Unclear

_NAME = re.compile(r"\s*::((?:\\.|[^\\:]|:(?!:))*)::", re.DOTALL)
_CATEGORY = re.compile(r"\s*\$CATEGORY:[ \t]*(.*)")
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"\s*%(-*[0-9]{1,2}\.?[0-9]*)%")
_ID = re.compile(r"\[id:((?:\\\]|[^\]\x00-\x1f\x7f])+)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]<>`\x00-\x1f\x7f])+)\]")
_ESCAPED = re.compile(r"\\([:#={}~\\n])")
_GENERAL = "####"


@dataclass(frozen=True, slots=True)
class _Record:
    """The lines of one question, with what comments before it say."""

    text: str
    line: int
    comments: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer within the braces: its mark, weight in percent or None, text and feedback."""

    mark: str
    weight: Decimal | None
    text: str
    feedback: str

    @property
    def share(self) -> Decimal:
        return self.weight if self.weight is not None else Decimal(100 if self.mark == "=" else 0)


def read_gift(data: bytes) -> ParsedBank:
    """Read a text file of questions in GIFT."""
    text = decode_text(data).removeprefix("\ufeff")
    drafts = Drafts()
    topic, count = "", 0
    for record in _records(text):
        body, category = record.text, _CATEGORY.match(record.text)
        while category:
            topic = topic_of(_plain(category[1]))
            body = body[category.end() :]
            category = _CATEGORY.match(body)
        if not body.strip():
            continue
        count += 1
        place = f"第{count}题（第{record.line}行）"
        try:
            native = _native(body, record.comments)
        except Unclear as unclear:
            drafts.turn_away(place, unclear)
            continue
        if native is None:
            drafts.warn(place, N_("没有答案部分（{…}），或是没有参考答案的问答题，已略去。"))
            continue
        drafts.add(place, {"topic": topic, **native})
    if not count or ("{" not in text and "｛" in text):
        raise FormatError(N_("没有读到 GIFT 题目。花括号、等号、波浪号要用半角：{=正确 ~错误}。"))
    return drafts.bank()


def _records(text: str) -> Iterator[_Record]:
    lines: list[str] = []
    comments: list[str] = []
    start = 0
    for number, line in enumerate([*re.split("\r\n|\r|\n", text), ""], 1):
        if line.strip().startswith("//"):
            comments.append(line)
        elif line.strip():
            start = start or number
            lines.append(line)
        elif lines:
            yield _Record("\n".join(lines), start, "\n".join(comments))
            lines, comments, start = [], [], 0


def _native(text: str, comments: str) -> dict[str, object] | None:
    """Return the native form of a question, or None for one without a key of its own."""
    name = _NAME.match(text)
    rest = text[name.end() :] if name else text
    opened = _find(rest, "{")
    closed = _find(rest, "}", opened + 1 if opened >= 0 else 0)
    if opened < 0 and closed < 0:
        return None
    if opened < 0 or closed < 0:
        raise Unclear(N_("花括号不成对。"))
    after = rest[closed + 1 :].strip()
    form = _FORMAT.match(rest)
    stem = rest[form.end() if form else 0 : opened].rstrip() + (f" ____ {after}" if after else "")
    inner, explanation = rest[opened + 1 : closed], ""
    general = inner.rfind(_GENERAL)
    if general >= 0:
        explanation, inner = inner[general + len(_GENERAL) :], inner[:general]
    shown = form[1] if form else "moodle"
    found = _answers(inner.strip(), shown)
    if found is None:
        return None
    identity, tags = _ID.search(comments), _TAG.findall(comments)
    native = {
        "stem": _shown(stem, shown),
        "explanation": _shown(explanation, shown) or found.pop("feedback", ""),
        **found,
    }
    if identity:
        native["id"] = identity[1].replace("\\]", "]")
    if tags:
        native["tags"] = [tag.replace("\\]", "]") for tag in tags]
    return native


def _answers(inner: str, form: str) -> dict[str, object] | None:
    """Return type, options and key of what stands within the braces, by the order in which Moodle decides."""
    if not inner:
        return None
    if inner.startswith("#"):
        return _numeric(inner[1:])
    if _find(inner, "~") >= 0:
        return _choice(_split(inner, form))
    if _find(inner, "=") >= 0 and "->" in inner:
        return _matching(_split(inner, form))
    head, *feedback = _cut(inner, "#")
    if head.strip() in ("T", "TRUE", "F", "FALSE"):
        said = [_shown(text, form) for text in feedback]
        return {
            "type": "boolean",
            "key": head.strip() in ("T", "TRUE"),
            "feedback": "\n".join(filter(None, said)),
        }
    return _words(_split(inner, form))


def _choice(answers: list[_Answer]) -> dict[str, object]:
    single = any(answer.mark == "=" for answer in answers)
    right = [at for at, one in enumerate(answers) if (one.share >= 100 if single else one.share > 0)]
    if len(answers) < 2:
        raise Unclear(N_("选择题至少要有两个选项。"))
    if len(answers) > len(ascii_uppercase):
        raise Unclear(N_("选项太多，最多 26 个。"))
    if not right or (single and len(right) > 1):
        raise Unclear(N_("单选题要有一个、且只有一个“=”开头的答案；多选题用“~%50%”这样的分数标出正确答案。"))
    letters = [ascii_uppercase[at] for at in right]
    return {
        "type": (ItemType.SINGLE if single else ItemType.MULTIPLE).value,
        "options": dict(zip(ascii_uppercase, (one.text for one in answers), strict=False)),
        "key": letters[0] if single else letters,
        "feedback": answers[right[0]].feedback,
    }


def _words(answers: list[_Answer]) -> dict[str, object]:
    full = [one for one in answers if one.share >= 100]
    variants = [one.text.replace("\\*", "*") for one in full if not re.search(r"(?<!\\)\*", one.text)]
    if not variants:
        raise Unclear(N_("没有可用的答案：得满分的答案要写明，不能只有通配符“*”。"))
    return {"type": ItemType.BLANK.value, "key": [variants], "feedback": full[0].feedback}


def _numeric(inner: str) -> dict[str, object]:
    answers = (
        _split(inner, "plain") if _find(inner, "=") >= 0 else [_answer("=", _cut(inner, "~")[0], "plain")]
    )
    full = [one for one in answers if one.share >= 100 and one.text]
    if len(full) != 1:
        raise Unclear(N_("数值题应当有一个得满分的答案，这里有 %(count)d 个。"), count=len(full))
    value, tolerance = full[0].text, "0"
    try:
        if ".." in value:
            low, high = (Decimal(part.strip()) for part in value.split("..", 1))
            value, tolerance = f"{(low + high) / 2:f}", f"{(high - low) / 2:f}"
        elif ":" in value:
            value, tolerance = (part.strip() for part in value.split(":", 1))
    except InvalidOperation as error:
        raise Unclear(N_("“%(value)s”不是数。"), value=full[0].text[:40]) from error
    return {
        "type": ItemType.NUMERIC.value,
        "key": value,
        "tolerance": tolerance,
        "feedback": full[0].feedback,
    }


def _matching(answers: list[_Answer]) -> dict[str, object]:
    left: dict[str, str] = {}
    right: list[str] = []
    key: dict[str, str] = {}
    for one in answers:
        asked, _, answer = (part.strip() for part in one.text.partition("->"))
        if answer not in right:
            right.append(answer)
        if asked and len(right) <= len(ascii_uppercase):
            name = str(len(left) + 1)
            left[name], key[name] = asked, ascii_uppercase[right.index(answer)]
    if len(right) > len(ascii_uppercase):
        raise Unclear(N_("选项太多，最多 26 个。"))
    options = dict(zip(ascii_uppercase, right, strict=False))
    return {"type": ItemType.MATCHING.value, "left": left, "options": options, "key": key}


def _split(inner: str, form: str) -> list[_Answer]:
    """Return the answers that = and ~ begin."""
    starts = [at for at, char in _unescaped(inner) if char in "=~"]
    ends = [*starts[1:], len(inner)]
    return [_answer(inner[at], inner[at + 1 : end], form) for at, end in zip(starts, ends, strict=False)]


def _answer(mark: str, text: str, form: str) -> _Answer:
    shown, *feedback = _cut(text, "#")
    weight = _WEIGHT.match(shown)
    value = Decimal(weight[1].replace("--", "").rstrip(".") or "0") if weight else None
    shown = shown[weight.end() :] if weight else shown
    return _Answer(mark, value, _shown(shown, form), _shown("#".join(feedback), form))


def _cut(text: str, mark: str) -> list[str]:
    """Return the parts of a text between unescaped marks."""
    places = [at for at, char in _unescaped(text) if char == mark]
    starts, ends = [0, *(at + 1 for at in places)], [*places, len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _find(text: str, mark: str, start: int = 0) -> int:
    return next((at for at, char in _unescaped(text) if at >= start and char == mark), -1)


def _unescaped(text: str) -> Iterator[tuple[int, str]]:
    """Yield the special characters that no backslash takes their meaning."""
    for found in re.finditer(r"\\.|[={}~#]", text, re.DOTALL):
        if found[0][0] != "\\":
            yield found.start(), found[0]


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text).strip()


def _shown(text: str, form: str) -> str:
    """Return a text as it is meant: its own format counts, else that of the question; only HTML is taken apart."""
    own = _FORMAT.match(text)
    plain = _plain(text[own.end() :] if own else text)
    return text_of_html(plain)[0] if (own[1] if own else form) == "html" else plain
