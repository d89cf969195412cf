"""An item of QTI 1.2, as Canvas and Common Cartridge write it → the native form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from string import ascii_uppercase

from ....core.i18n import N_
from ...boolean_words import truth_of
from ...item import ItemType
from ..html_text import text_of_html
from ..unclear import Unclear
from ..xml_tree import Node


def native_of_old_item(node: Node, notes: list[str]) -> dict[str, object] | str:
    """Return the native form, or the name of what is not supported; raise for an item without a usable key."""
    presentation = node.find("presentation")
    if presentation is None:
        return N_("没有题干")
    kind = _stated_kind(node)
    native: dict[str, object] = {"stem": _stem(presentation, notes), "explanation": _explanation(node, notes)}
    lists = list(presentation.within("response_lid"))
    words = list(presentation.within("response_str", "response_num"))
    if list(presentation.within("response_xy", "response_grp", "render_hotspot", "render_slider")):
        return kind or "response_grp"
    if len(lists) > 1 and not words:
        if "fill_in_multiple_blanks" in kind:
            return native | _blanks(node, lists, str(native["stem"]), notes)
        return native | _matching(node, lists, notes) if "matching" in kind else kind or "response_lid × n"
    if len(lists) == 1 and not words:
        return native | _choice(node, lists[0], kind, notes) if "calculated" not in kind else kind
    if len(words) == 1 and not lists:
        if "essay" in kind or "file_upload" in kind or "calculated" in kind:
            return kind
        return native | (_number(node) if "numerical" in kind else _words(node, words[0]))
    return kind or N_("没有作答部分")


def _stated_kind(node: Node) -> str:
    """Return the type that the metadata state: multiple_choice_question, cc.true_false.v0p1."""
    for entry in node.within("qtimetadatafield"):
        label, value = entry.find("fieldlabel"), entry.find("fieldentry")
        if label and value and label.text.strip() in ("question_type", "cc_profile", "qmd_itemtype"):
            return value.text.strip()
    return ""


def _material(node: Node, notes: list[str]) -> str:
    """Return the text of the materials right within an element."""
    texts = []
    for material in node.every("material"):
        for text in material.within("mattext"):
            plain = text.get("texttype", "text/plain") == "text/plain" and not re.search(
                r"<\w+[^>]*>", text.text
            )
            shown, more = (text.text.strip(), []) if plain else text_of_html(text.text)
            notes += [note for note in more if note not in notes]
            texts.append(shown)
    return "\n".join(text for text in texts if text)


def _stem(presentation: Node, notes: list[str]) -> str:
    """Return the text of the presentation apart from its responses."""
    texts = [_material(presentation, notes)]
    texts += [_material(flow, notes) for flow in presentation.within("flow")]
    return "\n".join(text for text in texts if text)


def _explanation(node: Node, notes: list[str]) -> str:
    for feedback in node.every("itemfeedback"):
        if feedback.get("ident") in ("general_fb", "general", "Solution", "correct_fb"):
            holder = next(
                (
                    one
                    for one in (feedback, *feedback.within("flow_mat", "solutionmaterial"))
                    if one.find("material")
                ),
                None,
            )
            if holder is not None:
                return _material(holder, notes)
    return ""


def _labels(response: Node, notes: list[str]) -> dict[str, str]:
    """Return the choices of a response as text by identifier."""
    labels = {}
    for label in response.within("response_label"):
        holder = label if label.find("material") else next(iter(label.within("flow_mat")), label)
        labels[label.get("ident")] = _material(holder, notes)
    return labels


def _rewarded(node: Node) -> Iterator[Node]:
    """Yield the conditions that add to the score."""
    for condition in node.within("respcondition"):
        conditions = condition.find("conditionvar")
        if conditions is not None and any(_value(setvar.text) > 0 for setvar in condition.every("setvar")):
            yield conditions


def _value(text: str) -> Decimal:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return Decimal(0)


def _wanted(node: Node) -> Iterator[tuple[str, str]]:
    """Yield (response, value) of what a condition wants, leaving out what it forbids."""
    for child in node.elements:
        if child.name == "varequal":
            yield child.get("respident"), child.text.strip()
        elif child.name in ("and", "or"):
            yield from _wanted(child)


def _choice(node: Node, response: Node, kind: str, notes: list[str]) -> dict[str, object]:
    labels = _labels(response, notes)
    if len(labels) > len(ascii_uppercase):
        raise Unclear(N_("选项太多，最多 26 个。"))
    letters = dict(zip(labels, ascii_uppercase, strict=False))
    multiple = response.get("rcardinality").casefold() == "multiple"
    conditions = [[value for _, value in _wanted(one)] for one in _rewarded(node)]
    right = list(dict.fromkeys(value for values in conditions for value in values if value in letters))
    if not right:
        raise Unclear(N_("没有标准答案：没有哪个选项得分。"))
    if not multiple and len(right) > 1:
        raise Unclear(N_("单选题有 %(count)d 个标准答案。"), count=len(right))
    texts = {letters[name]: text for name, text in labels.items()}
    truths = {letter: truth_of(text) for letter, text in texts.items()}
    if len(texts) == 2 and set(truths.values()) == {True, False}:
        return {"type": ItemType.BOOLEAN.value, "key": truths[letters[right[0]]]}
    keys = [letters[name] for name in right]
    return {
        "type": (ItemType.MULTIPLE if multiple else ItemType.SINGLE).value,
        "options": texts,
        "key": keys if multiple else keys[0],
    }


def _words(node: Node, response: Node) -> dict[str, object]:
    values = [
        value for one in _rewarded(node) for name, value in _wanted(one) if name == response.get("ident")
    ]
    if not values:
        raise Unclear(N_("没有标准答案：没有哪个答案得分。"))
    return {"type": ItemType.BLANK.value, "key": [list(dict.fromkeys(values))]}


def _blanks(node: Node, responses: list[Node], stem: str, notes: list[str]) -> dict[str, object]:
    """Return a blank whose stem names its gaps in brackets: 红十字会是[kind]组织。"""
    groups = []
    places = []
    for response in responses:
        name = response.find("material")
        word = name.text.strip() if name else ""
        labels = _labels(response, notes)
        wanted = {
            value
            for one in _rewarded(node)
            for ident, value in _wanted(one)
            if ident == response.get("ident")
        }
        groups.append([text for ident, text in labels.items() if ident in wanted or text in wanted])
        places.append((stem.find(f"[{word}]"), f"[{word}]"))
    if any(at < 0 for at, _ in places) or not all(groups):
        raise Unclear(N_("题干里的空和答案对不上。"))
    order = sorted(range(len(places)), key=lambda index: places[index][0])
    for _, mark in places:
        stem = stem.replace(mark, "____", 1)
    return {"type": ItemType.BLANK.value, "stem": stem, "key": [groups[index] for index in order]}


def _matching(node: Node, responses: list[Node], notes: list[str]) -> dict[str, object]:
    options: dict[str, str] = {}
    left: dict[str, str] = {}
    key: dict[str, str] = {}
    wanted = {name: value for one in _rewarded(node) for name, value in _wanted(one)}
    for at, response in enumerate(responses, 1):
        left[str(at)] = _material(response, notes)
        labels = _labels(response, notes)
        for text in labels.values():
            options.setdefault(text, ascii_uppercase[min(len(options), 25)])
        answer = labels.get(wanted.get(response.get("ident"), ""))
        if answer is None:
            raise Unclear(N_("左项“%(left)s”没有标准答案。"), left=left[str(at)][:40])
        key[str(at)] = options[answer]
    if len(options) > len(ascii_uppercase):
        raise Unclear(N_("选项太多，最多 26 个。"))
    return {
        "type": ItemType.MATCHING.value,
        "left": left,
        "options": {letter: text for text, letter in options.items()},
        "key": key,
    }


def _number(node: Node) -> dict[str, object]:
    for conditions in _rewarded(node):
        exact = [value for _, value in _wanted(conditions)]
        low = [_value(one.text) for one in conditions.within("vargte", "vargt")]
        high = [_value(one.text) for one in conditions.within("varlte", "varlt")]
        spread = (high[0] - low[0]) / 2 if low and high else Decimal(0)
        if exact or (low and high):
            value = exact[0] if exact else f"{low[0] + spread:f}"
            return {"type": ItemType.NUMERIC.value, "key": value, "tolerance": f"{spread:f}"}
    raise Unclear(N_("没有标准答案：没有哪个答案得分。"))
