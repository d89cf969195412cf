"""Moodle's embedded answers: {1:SHORTANSWER:=严重警告~=严重警告处分} within the stem."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...core.i18n import N_
from ..keys import GAP
from .unclear import Unclear

_EMBEDDED = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^\\}])*)\}", re.DOTALL)
_WORDS = frozenset(("SHORTANSWER", "SHORTANSWER_C", "SA", "SAC", "MW", "MWC"))
_SPECIAL = re.compile(r"([\\~#}/\"=%])")


def gaps_of_cloze(text: str) -> tuple[str, list[list[str]]]:
    """Return the stem with ____ for each embedded answer, and the accepted texts of each; raise for other kinds."""
    gaps: list[list[str]] = []
    for _, kind, body in _EMBEDDED.findall(text):
        if kind not in _WORDS:
            raise Unclear(N_("完形填空里的“%(kind)s”不支持，只支持填写文字的空（SHORTANSWER）。"), kind=kind)
        answers = [re.split(r"(?<!\\)#", part)[0] for part in re.split(r"(?<!\\)~", body)]
        full = [re.sub("^(?:=|%100%)", "", answer) for answer in answers if re.match("=|%100%", answer)]
        gaps.append([re.sub(r"\\(.)", r"\1", answer).strip() for answer in full])
    if not gaps:
        raise Unclear(N_("完形填空里没有空。"))
    return _EMBEDDED.sub("____", text), gaps


def cloze_of(stem: str, groups: Sequence[Sequence[str]]) -> str:
    """Return a stem with its gaps as embedded answers."""
    bodies = iter("~".join("=" + _SPECIAL.sub(r"\\\1", text) for text in group) for group in groups)
    return GAP.sub(lambda _: f"{{1:SHORTANSWER:{next(bodies)}}}", stem)
