"""A question of a paper → the native form: its type and key from what is written, nothing from what is likely."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from ....core.i18n import N_
from ...boolean_words import truth_of
from ...item import ItemType
from ...keys import GAP
from ...native import SOURCE_FIELDS
from ..cells import carries_own_letters
from ..columns import DIFFICULTY_WORDS
from ..drafts import Drafts
from ..unclear import Unclear
from .brackets import beyond_options, blanked, filled_gaps, key_in_stem, opened_gaps, without_last_bracket
from .keying import key_of, letters_in, same_key, truth_in
from .lines import folded
from .marks import CHOICE, Kind, kind_in
from .question import Labelled, Question, joined

CHOSEN = (ItemType.SINGLE, ItemType.MULTIPLE, CHOICE)
_LEFT = re.compile(r"\s*\(\s*([A-Za-z0-9]{1,8})\s*\)\s*(?=\S)")
_SOURCE = re.compile(r"《([^《》]+)》(?:（([^（）]*)）)?([^，]*)(?:，(.*))?", re.DOTALL)
_IN_EXPLANATION = re.compile(
    r"(?:^|故|因此|所以|综上)\s*,?\s*(?:本题)?(?:应|正确答案|答案)?[为是]?选\s*:?\s*([A-Z]+)"
)


def settle_question(question: Question, drafts: Drafts) -> None:
    """Add a question to the drafts, or say why it cannot be taken."""
    place = question.place
    for note in question.notes:
        drafts.warn(place, note)
    options: dict[str, str] = {}
    for option in question.options:
        if option.letter in options:
            drafts.keep(place, _unread(question, options))
            drafts.refuse(place, N_("选项字母 %(letter)s 写了两次，请改正。"), letter=option.letter)
            return
        options[option.letter] = option.text
    try:
        native = _native(question, dict(sorted(options.items())), drafts)
    except Unclear as unclear:
        drafts.keep(place, _unread(question, options))
        drafts.refuse(place, unclear.message, **unclear.params)
        return
    lines = {
        field: f"（{labelled.line.where}）"
        for field, labelled in question.labels.items()
        if labelled.line is not question.line
    }
    drafts.add(place, native, lines)


def _unread(question: Question, options: Mapping[str, str]) -> dict[str, object]:
    """Return what is known of a question that cannot be taken, so that little is left to put right by hand."""
    stem, labelled = question.text, question.labels.get("key")
    beyond = beyond_options(stem, options)
    if beyond.key:
        stem = blanked(stem, beyond)
    kind = {"type": ItemType(question.kind).value} if question.kind in set(ItemType) else {}
    key = {"key": labelled.text if labelled else beyond.key} if labelled or beyond.key else {}
    why = question.labels.get("explanation")
    return {
        **kind,
        "stem": stem,
        "options": dict(options),
        **key,
        **({"explanation": why.text} if why else {}),
    }


def _native(question: Question, options: dict[str, str], drafts: Drafts) -> dict[str, object]:
    _look_at_letters(question, options, drafts)
    stated = _stated_kind(question)
    stem = question.text
    answer, stem = _answer(question, stated, stem, options, drafts)
    kind = _kind(stated, stem, options, answer)
    if stated is ItemType.SINGLE and kind is ItemType.MULTIPLE:
        drafts.warn(question.place, N_("写的是单选题，答案却不止一个：按多选题收下，请核对。"))
    native: dict[str, object] = {"type": kind.value}
    left: dict[str, str] = {}
    if kind is ItemType.MATCHING:
        stem, left = _left_of(stem)
        native["left"] = left
    if kind is ItemType.BLANK:
        stem = opened_gaps(stem)
    native["stem"] = stem
    if options and kind is not ItemType.BOOLEAN:
        native["options"] = options
    key, remark = key_of(kind, answer, options, stem)
    native["key"] = key
    if kind is ItemType.NUMERIC:
        native["unit"], native["tolerance"] = remark, "0"
        remark = ""
    _add_labels(native, question, remark, drafts)
    return native


def _look_at_letters(question: Question, options: Mapping[str, str], drafts: Drafts) -> None:
    letters = sorted(options)
    missing = [
        chr(code) for code in range(ord("A"), ord(letters[-1]) if letters else 0) if chr(code) not in options
    ]
    if missing:
        drafts.warn(question.place, N_("选项缺少 %(letters)s，请核对。"), letters="、".join(missing))
    if carries_own_letters(options):
        drafts.warn(question.place, N_("选项的文字里又写了字母，已照原样保留，请核对。"))


def _stated_kind(question: Question) -> Kind | None:
    word = question.labels.pop("type", None)
    return (kind_in(folded(word.text)) if word else None) or question.kind


def _answer(
    question: Question, stated: Kind | None, stem: str, options: Mapping[str, str], drafts: Drafts
) -> tuple[str, str]:
    """Return the key as written, and the stem without it."""
    _look_at_second_key(question)
    labelled = question.labels.get("key")
    answer = labelled.text if labelled else ""
    if stated in (ItemType.SHORT, ItemType.NUMERIC, ItemType.MATCHING, ItemType.ORDERING):
        return (answer or _refuse_keyless(question)), stem
    found = key_in_stem(stem, options, is_boolean=_is_boolean(stated, options))
    if answer:
        if found.key and found.is_sure and not same_key(answer, found.key):
            raise Unclear(
                N_("题干括号里写的是“%(inner)s”，答案写的是“%(answer)s”，请改正。"),
                inner=found.key,
                answer=answer[:40],
            )
        return answer, blanked(stem, found) if found.key and same_key(answer, found.key) else stem
    if found.count > 1:
        raise Unclear(N_("题干里有几处像答案的括号，请在题目下面写“答案：”。"))
    if question.bracket and not found.key:
        return question.bracket, stem
    if found.key:
        if found.is_loose:
            drafts.warn(question.place, N_("答案“%(key)s”取自题干末尾，请核对。"), key=found.key)
        stem = blanked(stem, found)
        return found.key, without_last_bracket(stem) if truth_of(found.key) is not None else stem
    return _other_answer(question, stated, stem, options, drafts)


def _look_at_second_key(question: Question) -> None:
    """Raise Unclear where a second key says another thing, or may be that of a question whose number was not seen."""
    labelled, other = question.labels.get("key"), question.other_key
    answer = labelled.text if labelled else ""
    if answer and other and other.text and not same_key(answer, other.text):
        raise Unclear(
            N_("答案写了两次，说法不同：“%(one)s”和“%(other)s”（%(where)s），请改正。"),
            one=answer[:40],
            other=other.text[:40],
            where=other.line.where,
        )
    if other and question.runs_on:
        raise Unclear(
            N_("答案写了两次（%(where)s），中间还有别的文字：可能有一个题号没有认出来，请核对。"),
            where=other.line.where,
        )


def _other_answer(
    question: Question, stated: Kind | None, stem: str, options: Mapping[str, str], drafts: Drafts
) -> tuple[str, str]:
    if stated is ItemType.BLANK:
        gaps, opened = filled_gaps(stem)
        if gaps:
            drafts.warn(question.place, N_("答案取自题干括号里的文字，请核对。"))
            return "|".join(gaps), opened
    explanation = question.labels.get("explanation")
    said = _IN_EXPLANATION.search(folded(explanation.text)) if explanation and options else None
    if said:
        drafts.warn(question.place, N_("答案“%(key)s”取自解析，请核对。"), key=said[1])
        return said[1], stem
    return _refuse_keyless(question), stem


def _refuse_keyless(question: Question) -> str:
    standing_out = [option.letter for option in question.options if option.stands_out]
    if 0 < len(standing_out) < len(question.options):
        raise Unclear(
            N_(
                "没有写答案。选项 %(letters)s 用颜色、加粗或底纹标出，如果它就是答案，请写上“答案：%(letters)s”。"
            ),
            letters="".join(standing_out),
        )
    beyond = beyond_options(question.text, [option.letter for option in question.options])
    if beyond.key:
        raise Unclear(
            N_("题干括号里写的“%(inner)s”不都是选项的字母，请改正答案或补上选项。"), inner=beyond.key
        )
    raise Unclear(N_("没有答案，请在题目下面写“答案：”，或在答案表里补上。"))


def _is_boolean(stated: Kind | None, options: Mapping[str, str]) -> bool:
    return stated is ItemType.BOOLEAN or (stated is None and not options)


def _kind(stated: Kind | None, stem: str, options: Mapping[str, str], answer: str) -> ItemType:
    letters = letters_in(answer, options)
    if len(options) >= 2:
        truths = {truth_of(text) for text in options.values()}
        if truths == {True, False} and len(options) == 2 and stated in (None, CHOICE, ItemType.BOOLEAN):
            return ItemType.BOOLEAN
        if stated in (ItemType.ORDERING, ItemType.MATCHING, ItemType.MULTIPLE):
            return ItemType(stated)
        if stated in (ItemType.BOOLEAN, ItemType.BLANK, ItemType.NUMERIC, ItemType.SHORT):
            raise Unclear(N_("写的题型不应当有选项，请改正题型或选项。"))
        return ItemType.MULTIPLE if len(letters) > 1 else ItemType.SINGLE
    if options or stated in (*CHOSEN, ItemType.ORDERING, ItemType.MATCHING):
        raise Unclear(N_("选项不足：选择题至少要有两个选项，每个以“A.”这样的字母开头。"))
    if stated is not None:
        return ItemType(stated)
    if truth_in(answer)[0] is not None:
        return ItemType.BOOLEAN
    if GAP.search(opened_gaps(stem)) and not letters:
        return ItemType.BLANK
    raise Unclear(N_("看不出是什么题型：没有选项。请写上选项，或加上“二、判断题”这样的标题。"))


def _left_of(stem: str) -> tuple[str, dict[str, str]]:
    kept: list[str] = []
    left: dict[str, str] = {}
    for line in stem.split("\n"):
        found = _LEFT.match(folded(line))
        if found:
            if found[1] in left:
                raise Unclear(N_("左项“%(id)s”写了两次，请改正。"), id=found[1])
            left[found[1]] = line[found.end() :].strip()
        elif left:
            name = next(reversed(left))
            left[name] = f"{left[name]}\n{line}"
        else:
            kept.append(line)
    return joined(kept), left


def _add_labels(native: dict[str, object], question: Question, remark: str, drafts: Drafts) -> None:
    labels = {field: labelled for field, labelled in question.labels.items() if labelled.text}
    said = [labels["explanation"].text] if "explanation" in labels else []
    if remark:
        said.insert(0, remark)
    if said:
        native["explanation"] = "\n".join(said)
    for field in ("id", "note", "as_of", "valid_until"):
        if field in labels:
            native[field] = labels[field].text
    native["topic"] = labels["topic"].text if "topic" in labels else question.topic
    for field in ("tags", "excludes"):
        if field in labels:
            native[field] = [
                part.strip() for part in re.split("[;；,，、]", labels[field].text) if part.strip()
            ]
    if native["type"] == ItemType.NUMERIC:
        for field in ("unit", "tolerance"):
            if field in labels:
                native[field] = labels[field].text
    if "source" in labels:
        native["source"] = source_of(labels["source"].text)
    elif "document" in labels:
        native["source"] = {name: labels[name].text for name in SOURCE_FIELDS if name in labels}
    if "difficulty" in labels:
        _add_difficulty(native, labels["difficulty"], question.place, drafts)


def _add_difficulty(native: dict[str, object], labelled: Labelled, place: str, drafts: Drafts) -> None:
    word = unicodedata.normalize("NFKC", labelled.text).strip().strip("。.")
    stars = word.count("★")
    value = str(stars) if stars else DIFFICULTY_WORDS.get(word, word.removesuffix("级"))
    if re.fullmatch("[1-5]", value):
        native["difficulty"] = value
    else:
        drafts.warn(place, N_("难度“%(word)s”不认识，按 3。写 1 到 5，或易、中、难。"), word=word[:20])


def source_of(text: str) -> dict[str, object]:
    """Return the parts of a source such as 《红十字会法》（2017）第七条，第二款; other texts are a document's name."""
    found = _SOURCE.fullmatch(text)
    if not found:
        return {"document": text}
    parts = zip(("document", "version", "article", "section"), found.groups(), strict=True)
    return {name: value.strip() for name, value in parts if value and value.strip()}
