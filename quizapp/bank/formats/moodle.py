"""Moodle XML: the question types that the bank has too; others are named and passed over."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from string import ascii_uppercase

from ...core.i18n import N_
from ..item import ItemType
from ..native import ParsedBank
from .cloze import gaps_of_cloze
from .drafts import Drafts
from .html_text import NO_IMAGE, text_of_html
from .source import FormatError
from .unclear import PassedOver, Unclear
from .xml_tree import Node, parse_xml

_PARTIAL = N_("有只得部分分数的答案，没有带入。")


@dataclass(slots=True)
class _Question:
    """A question being read: its native form so far and what is to be said about it."""

    node: Node
    native: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def text(self, node: Node | None, *, inherits: str = "") -> str:
        """Return the text of an element such as questiontext, HTML taken apart."""
        inner = node.find("text") if node is not None else None
        if node is None or inner is None:
            return ""
        if node.find("file") is not None:
            self.note(NO_IMAGE)
        form = node.get("format", inherits)
        if form in ("plain_text", "markdown"):
            return inner.text.strip()
        raw = inner.text.replace("\n", "<br>") if form == "moodle_auto_format" else inner.text
        shown, notes = text_of_html(raw)
        for note in notes:
            self.note(note)
        return shown

    def note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def answers(self) -> list[tuple[Decimal, str, Node]]:
        """Return the answers as (fraction in percent, text, element)."""
        form = (self.node.find("questiontext") or self.node).get("format", "html")
        # An answer without a format of its own is plain in types that compare it.
        plain = self.node.get("type") in ("shortanswer", "numerical", "truefalse")
        return [
            (
                _number(node.get("fraction", "0")),
                self.text(node, inherits="plain_text" if plain else form),
                node,
            )
            for node in self.node.every("answer")
        ]


def read_moodle(data: bytes) -> ParsedBank:
    """Read a file of questions exported by Moodle."""
    root = parse_xml(data)
    if root.name != "quiz":
        raise FormatError(N_("这不是 Moodle 的题目文件：最外层应当是 <quiz>。"))
    drafts = Drafts()
    topic, count = "", 0
    for node in root.every("question"):
        kind = node.get("type")
        if kind == "category":
            path = node.find("category", "text")
            topic = topic_of(path.text if path else "")
            continue
        count += 1
        place = f"第{count}题（第{node.line}行）"
        if kind not in _READERS:
            drafts.warn(place, N_("题型“%(type)s”不支持，这道题已略去。"), type=kind[:40])
            continue
        _read_question(node, topic, place, drafts)
    if not count:
        raise FormatError(N_("文件里没有题目。"))
    return drafts.bank()


def _read_question(node: Node, topic: str, place: str, drafts: Drafts) -> None:
    question = _Question(node)
    stem = question.text(node.find("questiontext"))
    identity, tags = node.find("idnumber"), node.find("tags")
    question.native = {
        "topic": topic,
        "stem": stem,
        "explanation": question.text(node.find("generalfeedback")),
        "tags": [inner.text.strip() for tag in tags.every("tag") if (inner := tag.find("text"))]
        if tags
        else [],
    }
    if identity is not None and identity.text.strip():
        question.native["id"] = identity.text.strip()
    try:
        _READERS[node.get("type")](question)
    except Unclear as unclear:
        drafts.turn_away(place, unclear)
        return
    for note in question.notes:
        drafts.warn(place, note)
    drafts.add(place, {name: value for name, value in question.native.items() if value not in ("", [])})


def _choice(question: _Question) -> None:
    answers = question.answers()
    flag = question.node.find("single")
    single = flag is None or flag.text.strip() in ("true", "1")
    right = [
        at for at, (fraction, _, _) in enumerate(answers) if (fraction >= 100 if single else fraction > 0)
    ]
    if len(answers) > len(ascii_uppercase):
        raise Unclear(N_("选项太多，最多 26 个。"))
    if not right:
        raise Unclear(N_('没有标出正确答案（fraction="100"），请在 Moodle 里补上。'))
    if single and len(right) > 1:
        raise Unclear(N_("单选题有 %(count)d 个得满分的选项，分不清哪个是答案。"), count=len(right))
    if single and any(0 < fraction < 100 for fraction, _, _ in answers):
        question.note(_PARTIAL)
    letters = [ascii_uppercase[at] for at in right]
    question.native |= {
        "type": ItemType.SINGLE.value if single else ItemType.MULTIPLE.value,
        "options": dict(zip(ascii_uppercase, (text for _, text, _ in answers), strict=False)),
        "key": letters[0] if single else letters,
    }
    _explain(question, [answers[at][2] for at in right])


def _true_false(question: _Question) -> None:
    right = [text.casefold() for fraction, text, _ in question.answers() if fraction >= 100]
    if len(right) != 1 or right[0] not in ("true", "false"):
        raise Unclear(N_("判断题没有标出 true 和 false 哪个正确。"))
    question.native |= {"type": ItemType.BOOLEAN.value, "key": right[0] == "true"}
    _explain(question, [node for fraction, _, node in question.answers() if fraction >= 100])


def _short_answer(question: _Question) -> None:
    answers = question.answers()
    full = [text for fraction, text, _ in answers if fraction >= 100]
    wild = [text for text in full if re.search(r"(?<!\\)\*", text)]
    variants = [text.replace("\\*", "*") for text in full if text not in wild]
    if not variants:
        raise Unclear(N_("没有可用的答案：得满分的答案要写明，不能只有通配符“*”。"))
    if wild:
        question.note(N_("有带通配符“*”的答案，没有带入。"))
    if any(0 < fraction < 100 for fraction, _, _ in answers):
        question.note(_PARTIAL)
    question.native |= {"type": ItemType.BLANK.value, "key": [variants]}
    _explain(question, [node for fraction, _, node in answers if fraction >= 100])


def _numerical(question: _Question) -> None:
    full = [(text, node) for fraction, text, node in question.answers() if fraction >= 100]
    if len(full) != 1:
        raise Unclear(N_("数值题应当有一个得满分的答案，这里有 %(count)d 个。"), count=len(full))
    tolerance = full[0][1].find("tolerance")
    units = question.node.find("units")
    found = [
        (_number(value.text if (value := unit.find("multiplier")) else "1"), name.text.strip())
        for unit in (units.every("unit") if units else ())
        if (name := unit.find("unit_name"))
    ]
    if len(found) > 1 or any(multiplier != 1 for multiplier, _ in found):
        question.note(N_("有几种单位换算，只带入了第一种。"))
    question.native |= {
        "type": ItemType.NUMERIC.value,
        "key": full[0][0],
        "tolerance": (tolerance.text.strip() if tolerance else "") or "0",
        "unit": found[0][1] if found else "",
    }
    _explain(question, [full[0][1]])


def _matching(question: _Question) -> None:
    left: list[str] = []
    right: list[str] = []
    key: dict[str, str] = {}
    for node in question.node.every("subquestion"):
        asked, answer = question.text(node), question.text(node.find("answer"), inherits="plain_text")
        if answer not in right:
            right.append(answer)
        if len(right) > len(ascii_uppercase):
            raise Unclear(N_("选项太多，最多 26 个。"))
        if asked:
            left.append(asked)
            key[str(len(left))] = ascii_uppercase[right.index(answer)]
    question.native |= {
        "type": ItemType.MATCHING.value,
        "left": {str(at): text for at, text in enumerate(left, 1)},
        "options": dict(zip(ascii_uppercase, right, strict=False)),
        "key": key,
    }


def _ordering(question: _Question) -> None:
    texts = [text for _, text, _ in question.answers()]
    if len(texts) > len(ascii_uppercase):
        raise Unclear(N_("选项太多，最多 26 个。"))
    options = dict(zip(ascii_uppercase, texts, strict=False))
    question.native |= {"type": ItemType.ORDERING.value, "options": options, "key": list(options)}


def _essay(question: _Question) -> None:
    model = question.text(question.node.find("graderinfo"))
    if not model:
        raise PassedOver(N_("简答题没有参考答案（给评分人的信息），已略去。"))
    question.native |= {"type": ItemType.SHORT.value, "key": model}


def _cloze(question: _Question) -> None:
    stem, gaps = gaps_of_cloze(str(question.native["stem"]))
    question.native |= {"type": ItemType.BLANK.value, "stem": stem, "key": gaps}


def _explain(question: _Question, nodes: list[Node]) -> None:
    """Take the feedback of the right answers for an explanation where there is no general one."""
    if not question.native["explanation"]:
        texts = [question.text(node.find("feedback")) for node in nodes]
        question.native["explanation"] = "\n".join(dict.fromkeys(text for text in texts if text))


_READERS: dict[str, Callable[[_Question], None]] = {
    "multichoice": _choice,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": _cloze,
    "multianswer": _cloze,
}


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)


def topic_of(path: str) -> str:
    """Return the last name of a category's path: $course$/top/红十字会法; // within a name is a slash."""
    names = [name.replace("\0", "/").strip() for name in path.strip().replace("//", "\0").split("/")]
    return next(
        (name[:64] for name in reversed(names) if name and name not in ("$course$", "$system$", "top")), ""
    )
