"""An item of QTI 2.1, 2.2 or 3.0, its names those of version 2 → the native form.

The key comes from the correct response, else from the mapping; response processing is not run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from string import ascii_uppercase

from ....core.i18n import N_
from ...boolean_words import truth_of
from ...item import ItemType
from ...keys import GAP
from ..unclear import PassedOver, Unclear
from ..xml_tree import Node
from .flow import GAP_MARK, flow_text

#: The name under which this program signs its items: only then an item's label is its id here.
TOOL = "quizapp"
_TRUTHS = {"richtig": True, "wahr": True, "vrai": True, "falsch": False, "faux": False}
_CHOSEN = ("correct", "explanation", "general", "solution")


@dataclass(slots=True)
class _Response:
    """A response declaration: the correct values, and what each value is worth."""

    base: str = ""
    cardinality: str = "single"
    correct: list[str] = field(default_factory=list)
    worth: dict[str, Decimal] = field(default_factory=dict)

    def best(self) -> list[str]:
        """Return the values that are right: those declared correct, else those worth most."""
        if self.correct:
            return self.correct
        positive = {value: worth for value, worth in self.worth.items() if worth > 0}
        if self.cardinality == "single":
            most = max(positive.values(), default=Decimal(0))
            return [value for value, worth in positive.items() if worth == most]
        return list(positive)

    def variants(self) -> list[str]:
        """Return every text that earns as much as the correct one."""
        most = max(self.worth.values(), default=Decimal(0))
        full = [value for value, worth in self.worth.items() if worth == most and worth > 0]
        return list(dict.fromkeys([*self.correct, *full]))


@dataclass(slots=True)
class _Item:
    node: Node
    responses: dict[str, _Response]
    notes: list[str]

    @property
    def is_own(self) -> bool:
        """Whether this program wrote it."""
        return self.node.get("toolName") == TOOL

    def response(self, interaction: Node) -> _Response:
        return self.responses.get(interaction.get("responseIdentifier"), _Response())

    def text(self, node: Node) -> str:
        return flow_text(node, self.notes)


def native_of_item(node: Node, notes: list[str]) -> dict[str, object] | str:
    """Return the native form, or the name of what is not supported; raise for an item without a usable key."""
    body = node.find("itemBody")
    if body is None or any(True for _ in node.within("templateDeclaration", "printedVariable")):
        return N_("带变量的题目") if body is not None else N_("没有题干")
    found = [one for one in body.within(*_INTERACTIONS) if one.name in _INTERACTIONS]
    item = _Item(node, _responses(node), notes)
    kinds = {one.name for one in found}
    if not found or not kinds <= set(_READERS) or (len(found) > 1 and kinds != {"textEntryInteraction"}):
        unknown = sorted(kinds - set(_READERS)) or sorted(kinds)
        more = f" × {len(found)}" if len(found) > 1 and len(kinds) == 1 else ""
        return "、".join(unknown) + more or N_("没有作答部分")
    native: dict[str, object] = {"stem": item.text(body), "explanation": _explanation(item)}
    native |= _READERS[found[0].name](item, found)
    native["stem"] = _with_gaps(str(native["stem"]), len(found), is_own=item.is_own)
    if item.is_own and node.get("label"):
        native["id"] = node.get("label")
    return native


def _responses(node: Node) -> dict[str, _Response]:
    found = {}
    for one in node.every("responseDeclaration"):
        response = _Response(one.get("baseType"), one.get("cardinality", "single"))
        correct, mapping = one.find("correctResponse"), one.find("mapping")
        response.correct = [value.text.strip() for value in correct.every("value")] if correct else []
        for entry in mapping.every("mapEntry") if mapping else ():
            try:
                response.worth[entry.get("mapKey").strip()] = Decimal(entry.get("mappedValue"))
            except InvalidOperation:
                continue
        found[one.get("identifier")] = response
    return found


def _explanation(item: _Item) -> str:
    feedback = item.node.every("modalFeedback")
    if len(feedback) > 1:
        feedback = [
            one for one in feedback if any(word in one.get("identifier").casefold() for word in _CHOSEN)
        ]
        feedback = [one for one in feedback if "incorrect" not in one.get("identifier").casefold()][:1]
    return item.text(feedback[0]) if feedback else ""


def _lettered(choices: list[Node]) -> dict[str, str]:
    """Return a letter for each choice's identifier: its own where all are letters, else by order."""
    names = [choice.get("identifier") for choice in choices]
    if len(names) > len(ascii_uppercase):
        raise Unclear(N_("选项太多，最多 26 个。"))
    if all(name in ascii_uppercase and len(name) == 1 for name in names):
        return {name: name for name in names}
    return dict(zip(names, ascii_uppercase, strict=False))


def _keys(values: list[str], letters: dict[str, str]) -> list[str]:
    if not values:
        raise Unclear(N_("没有标准答案（correctResponse）。"))
    strangers = [value for value in values if value not in letters]
    if strangers:
        raise Unclear(N_("标准答案“%(key)s”不在选项之中。"), key=strangers[0][:40])
    return [letters[value] for value in values]


def _choice(item: _Item, found: list[Node]) -> dict[str, object]:
    choices = list(found[0].within("simpleChoice"))
    response, letters = item.response(found[0]), _lettered(choices)
    keys = _keys(response.best(), letters)
    texts = {letters[choice.get("identifier")]: item.text(choice) for choice in choices}
    truths = {letter: _truth(text) for letter, text in texts.items()}
    if len(texts) == 2 and set(truths.values()) == {True, False} and len(keys) == 1:
        return {"type": ItemType.BOOLEAN.value, "key": truths[keys[0]]}
    if response.cardinality == "single":
        if len(keys) > 1:
            raise Unclear(N_("单选题有 %(count)d 个标准答案。"), count=len(keys))
        return {"type": ItemType.SINGLE.value, "options": texts, "key": keys[0]}
    return {"type": ItemType.MULTIPLE.value, "options": texts, "key": keys}


def _truth(text: str) -> bool | None:
    return _TRUTHS.get(text.casefold(), truth_of(text))


def _order(item: _Item, found: list[Node]) -> dict[str, object]:
    choices = list(found[0].within("simpleChoice"))
    letters = _lettered(choices)
    options = {letters[choice.get("identifier")]: item.text(choice) for choice in choices}
    return {
        "type": ItemType.ORDERING.value,
        "options": options,
        "key": _keys(item.response(found[0]).correct, letters),
    }


def _match(item: _Item, found: list[Node]) -> dict[str, object]:
    sets = [one.every("simpleAssociableChoice") for one in found[0].every("simpleMatchSet")]
    if len(sets) != 2:
        raise Unclear(N_("匹配题应当有左右两组。"))
    names = [one.get("identifier") for one in sets[0]]
    left = {name: name.removeprefix("L_") if item.is_own else str(at) for at, name in enumerate(names, 1)}
    letters = _lettered(sets[1])
    key: dict[str, str] = {}
    for value in item.response(found[0]).best():
        pair = value.split()
        if len(pair) == 2 and pair[0] in letters and pair[1] in left:
            pair.reverse()
        if len(pair) != 2 or pair[0] not in left or pair[1] not in letters:
            raise Unclear(N_("标准答案“%(key)s”不是左右两组里的一对。"), key=value[:40])
        if left[pair[0]] in key:
            raise Unclear(N_("有一个左项对应几个右项，这种匹配题不支持。"))
        key[left[pair[0]]] = letters[pair[1]]
    return {
        "type": ItemType.MATCHING.value,
        "left": {left[one.get("identifier")]: item.text(one) for one in sets[0]},
        "options": {letters[one.get("identifier")]: item.text(one) for one in sets[1]},
        "key": key,
    }


def _text_entry(item: _Item, found: list[Node]) -> dict[str, object]:
    responses = [item.response(one) for one in found]
    groups = [response.variants() for response in responses]
    if not all(groups):
        raise Unclear(N_("没有标准答案（correctResponse）。"))
    if len(found) == 1 and responses[0].base in ("float", "integer"):
        return {
            "type": ItemType.NUMERIC.value,
            "key": groups[0][0],
            "tolerance": _tolerance(item.node),
        }
    return {"type": ItemType.BLANK.value, "key": groups}


def _with_gaps(stem: str, entries: int, *, is_own: bool) -> str:
    """Return a stem with ____ where something is typed in, and nowhere else.

    What this program appends below a stem without a gap goes again; underscores that are not the gaps are shortened.
    """
    if is_own:
        stem = re.sub(f"(?:\n{GAP_MARK})+$", "", stem)
    drawn = len(GAP.findall(stem))
    if GAP_MARK not in stem or drawn == entries:
        return stem.replace(GAP_MARK, "").strip()
    return GAP.sub("_", stem).replace(GAP_MARK, "____")


def _tolerance(node: Node) -> str:
    equal = next(iter(node.within("equal")), None)
    if equal is None or equal.get("toleranceMode") != "absolute":
        return "0"
    return (equal.get("tolerance").split() or ["0"])[0]


def _extended(item: _Item, found: list[Node]) -> dict[str, object]:
    rubric = [one for one in item.node.within("rubricBlock") if "scorer" in one.get("view")]
    model = item.text(rubric[0]) if rubric else "\n".join(item.response(found[0]).correct)
    if not model:
        raise PassedOver(N_("简答题没有参考答案，已略去。"))
    return {"type": ItemType.SHORT.value, "key": model}


_READERS: dict[str, Callable[[_Item, list[Node]], dict[str, object]]] = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "textEntryInteraction": _text_entry,
    "extendedTextInteraction": _extended,
}
_INTERACTIONS = (
    *_READERS,
    *("inlineChoiceInteraction", "gapMatchInteraction", "hottextInteraction", "associateInteraction"),
    *("sliderInteraction", "uploadInteraction", "hotspotInteraction", "graphicOrderInteraction"),
    *("graphicAssociateInteraction", "graphicGapMatchInteraction", "selectPointInteraction"),
    *("positionObjectInteraction", "drawingInteraction", "mediaInteraction", "endAttemptInteraction"),
    *("customInteraction", "portableCustomInteraction"),
)
