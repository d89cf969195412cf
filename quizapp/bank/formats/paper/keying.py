"""A key as people write it → the key of the native form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ....core.i18n import N_
from ...boolean_words import truth_of
from ...item import ItemType
from ...keys import GAP
from ...normalise import plain
from ..cells import letters_of
from ..unclear import Unclear
from .lines import folded

_ALL = frozenset(("全选", "以上全选", "全部", "以上全部", "都选"))
_SPAN = re.compile(r"([A-Z])\s*(?:[-–—−~]|至|到)\s*([A-Z])")
_WITH_REMARK = re.compile(r"([A-Z](?:[ ,、;]{0,2}[A-Z])*)\s*(?:[。.;,]\s*|\s+|(?=\())(.+)", re.DOTALL)
_WITH_TEXT = re.compile(r"([A-Z])\s*[.、:)]\s*(.*)")
_NUMBERED = re.compile(r"(?:[①-⑳]|\(\s*\d{1,2}\s*\)|(?:^|(?<=[\s;]))\d{1,2}[.、](?!\d))\s*")
_PAIRS = re.compile(
    r"([A-Za-z0-9]{1,8}?)\s*(?:[-=:]|—+|–|→|->|=>)\s*([A-Z])(?![A-Za-z0-9])|(\d{1,2})\s*([A-Z])(?![A-Za-z0-9])"
)
_NUMBER = re.compile(r"([+-]?\d[\d,]*(?:\.\d+)?)\s*(.*)", re.DOTALL)


def letters_in(answer: str, options: Mapping[str, str]) -> list[str]:
    """Return the option letters an answer names in any usual way, or nothing."""
    word = _cleaned(answer)
    if not options:
        return letters_of(word)
    if word in _ALL:
        return list(options)
    span = _SPAN.fullmatch(folded(word).upper())
    if span and span[1] < span[2]:
        return [letter for letter in options if span[1] <= letter <= span[2]]
    return letters_of(word) or _by_text(word, options)


def same_key(one: str, other: str) -> bool:
    """Tell whether two writings of a key mean the same."""
    one, other = _cleaned(one.split("\n")[0]), _cleaned(other.split("\n")[0])
    letters = letters_of(one), letters_of(other)
    truths = truth_of(one), truth_of(other)
    if truths[0] is not None and truths[0] == truths[1]:
        return True
    return sorted(letters[0]) == sorted(letters[1]) if all(letters) else plain(one) == plain(other)


def key_of(kind: ItemType, answer: str, options: Mapping[str, str], stem: str) -> tuple[object, str]:
    """Return the native key and what else the answer said: a remark, or the unit of a number."""
    return _READERS[kind](answer.strip(), options, stem)


def _cleaned(text: str) -> str:
    text = text.strip().strip("。.;；，,").strip()
    while len(text) > 2 and text[0] in "(（[【" and text[-1] in ")）]】":
        text = text[1:-1].strip()
    return text.rstrip(")）") if not re.search("[(（]", text) else text


def _by_text(word: str, options: Mapping[str, str]) -> list[str]:
    """Return the letters of an answer that gives the options' texts, or letter and text together."""
    found = []
    for part in re.split(r"[;；\n]", word):
        lettered = _WITH_TEXT.fullmatch(folded(part.strip()))
        if lettered and plain(options.get(lettered[1], "")) == plain(lettered[2]):
            found.append(lettered[1])
            continue
        same = [letter for letter, text in options.items() if plain(text) == plain(part)]
        if len(same) != 1:
            return []
        found += same
    return found


def _chosen(answer: str, options: Mapping[str, str], _stem: str) -> tuple[list[str], str]:
    first, _, rest = answer.partition("\n")
    letters = letters_in(answer, options) if rest else []
    if letters:
        return letters, ""
    letters, remark = letters_in(first, options), ""
    if not letters:
        found = _WITH_REMARK.fullmatch(folded(first))
        if not found:
            raise Unclear(N_("看不懂答案“%(key)s”，请写选项的字母，例如 B 或 AC。"), key=first[:40])
        letters, remark = letters_of(found[1]), first[found.start(2) :].strip()
        contradicted = _WITH_TEXT.match(folded(first))
        if contradicted and len(letters) == 1:
            raise Unclear(
                N_("答案“%(key)s”的字母和文字对不上选项 %(letter)s，请改正。"),
                key=first[:40],
                letter=letters[0],
            )
    return letters, "\n".join(part for part in (remark, rest.strip()) if part)


def _single(answer: str, options: Mapping[str, str], stem: str) -> tuple[object, str]:
    letters, remark = _chosen(answer, options, stem)
    return (letters[0] if len(letters) == 1 else letters), remark


def _multiple(answer: str, options: Mapping[str, str], stem: str) -> tuple[object, str]:
    letters, remark = _chosen(answer, options, stem)
    return letters, remark


def truth_in(answer: str) -> tuple[bool | None, str]:
    """Return what an answer says of true and false, and the reason it may add: 对。因为……"""
    first, _, rest = answer.partition("\n")
    truth = truth_of(_cleaned(first))
    if truth is None:
        head = re.match(r"(正确|错误|对|错|√|×|✓|✗|✔|✘)\s*(?:[。.,;，；\s]|(?=[(（]))(.*)", first, re.DOTALL)
        if not head:
            return None, ""
        truth = truth_of(head[1])
        rest = f"{head[2].strip()}\n{rest}"
    return truth, rest.strip()


def _boolean(answer: str, options: Mapping[str, str], _stem: str) -> tuple[object, str]:
    first, _, rest = answer.partition("\n")
    letters = letters_of(_cleaned(first))
    if len(letters) == 1 and letters[0] in options:
        return truth_of(options[letters[0]]), rest.strip()
    truth, remark = truth_in(answer)
    if truth is None:
        raise Unclear(N_("看不懂判断题的答案“%(key)s”，请写“正确”或“错误”。"), key=first[:40])
    return truth, remark


def _blank(answer: str, _options: Mapping[str, str], stem: str) -> tuple[object, str]:
    gaps = len(GAP.findall(stem))
    if gaps <= 1 and not re.search("[|｜]", answer):
        return [_variants(answer)], ""
    for parts in _partings(answer):
        if len(parts) == gaps or (not gaps and len(parts) > 1):
            return [_variants(part) for part in parts], ""
    raise Unclear(
        N_("题干里有 %(gaps)d 个空，从答案里却分不出 %(gaps)d 个；请用“|”隔开各空的答案。"), gaps=gaps
    )


def _partings(answer: str) -> list[list[str]]:
    ways: tuple[Callable[[str], list[str]], ...] = (
        lambda text: re.split("[|｜]", text),
        _numbered,
        lambda text: text.split("\n"),
        lambda text: re.split("[;；]", text),
        lambda text: re.split(r"\s{2,}|\t|\u3000", text),
        lambda text: re.split("、", text),
        lambda text: re.split("[,，]", text),
        lambda text: text.split(),
    )
    return [[part.strip() for part in way(answer) if part.strip()] for way in ways]


def _numbered(text: str) -> list[str]:
    """Return the parts of （1）甲（2）乙 or ①甲 ②乙."""
    marks = list(_NUMBERED.finditer(folded(text)))
    if not marks or text[: marks[0].start()].strip():
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [text[mark.end() : end].strip(" 　;；,，、") for mark, end in zip(marks, ends, strict=True)]


def _variants(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;；]|\s/\s", text) if part.strip()]


def _numeric(answer: str, _options: Mapping[str, str], _stem: str) -> tuple[object, str]:
    found = _NUMBER.fullmatch(folded(answer))
    if not found:
        raise Unclear(N_("数值题的答案应当是一个数，不是“%(key)s”。"), key=answer[:40])
    return found[1].replace(",", ""), answer[found.start(2) :].strip().rstrip("。")


def _matching(answer: str, _options: Mapping[str, str], _stem: str) -> tuple[object, str]:
    pairs = {(one[0] or one[2]): (one[1] or one[3]) for one in _PAIRS.findall(folded(answer))}
    if not pairs:
        raise Unclear(N_("看不懂匹配题的答案“%(key)s”，请写成 1-C 2-A。"), key=answer[:40])
    return pairs, ""


def _short(answer: str, _options: Mapping[str, str], _stem: str) -> tuple[object, str]:
    return answer, ""


_READERS: dict[ItemType, Callable[[str, Mapping[str, str], str], tuple[object, str]]] = {
    ItemType.SINGLE: _single,
    ItemType.MULTIPLE: _multiple,
    ItemType.ORDERING: _multiple,
    ItemType.BOOLEAN: _boolean,
    ItemType.BLANK: _blank,
    ItemType.NUMERIC: _numeric,
    ItemType.MATCHING: _matching,
    ItemType.SHORT: _short,
}
