"""What nobody has judged yet: the spoken question over which no round ends, and open answers that wait for a judge."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext

from .. import words
from ..engine.everyone import question_id
from ..engine.sheet import Kind, Verdict
from ..engine.state import Asked as Question
from ..engine.state import Phase
from ..projecting.course import unmarked as left
from ..projecting.question import key_text
from .opened import MOST_SHOWN, Asked, Data

_VERDICTS = (Verdict.RIGHT, Verdict.WRONG, Verdict.LATE)


def unjudged(asked: Asked) -> Data:
    """Return the question under way and the steps that end it; none where phones answer, which closes by itself."""
    state, rules = asked.state, asked.state.rules
    question = state.asked
    if question is None or rules is None or not question.under_way or state.everyone:
        return {"open": None}
    prepared, who = state.question, question.answerer or question.to
    run = rules.kind in (Kind.SPEED, Kind.RELAY)
    return {
        "open": {
            "stem": prepared.item.stem if prepared else "",
            "who": words.name_of(state, who) if who else "",
            "acts": list(_ends(question, run)),
        }
    }


def _ends(question: Question, run: bool) -> Iterator[Data]:
    """Yield what ends one question: a verdict, that nobody pressed, that nobody chose; a run ends as a whole."""
    if run:
        yield {"do": "timeout", "label": gettext("结束作答")}
    elif question.phase is Phase.ANSWERING and question.answerer:
        whom = {"do": "answer", "by": question.answerer, "question": question_id(question)}
        for verdict in _VERDICTS:
            yield {**whom, "verdict": str(verdict), "label": words.verdict_word(verdict)}
    elif question.phase is Phase.OPEN:
        yield {"do": "timeout", "label": gettext("无人抢答")}
    elif question.phase is Phase.CHOOSING:
        yield {"do": "timeout", "label": gettext("放弃")}


def unmarked(asked: Asked) -> Data:
    """Return the open answers that a judge has yet to mark, in the order of coming in, with what they say."""
    state, found = asked.state, left(asked.state)
    graded = state.asked.graded if state.asked and found else {}
    people = [(state.players[id], one.response) for id, one in graded.items() if one.unmarked]
    return {
        "of": found["of"] if found else "",
        "key": key_text(state.question) if state.question else "",
        "people": people[:MOST_SHOWN],
        "found": len(people),
    }
