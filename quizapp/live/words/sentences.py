"""Any event as a sentence, and any step of the host as what its undo takes back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext

from ..engine.events import Logged
from ..engine.state import State
from . import answer, course, people, question, referee, undoing
from .teller import Tell, Teller

_TELL: dict[str, Tell] = {
    kind: tell for part in (people, course, question, answer, referee) for kind, tell in part.TELL.items()
}


def sentence(state: State, log: Logged) -> str:
    """Return an event as one sentence."""
    return sentences(state, (log,))[0]


def sentences(state: State, logs: Iterable[Logged]) -> list[str]:
    """Return events as one sentence each."""
    teller = Teller(state)
    return [_told(teller, log) for log in logs]


def undo_sentence(state: State, group: Sequence[Logged]) -> str:
    """Return what an undo of these events, the steps of one command, takes back."""
    return _taken_back(Teller(state), group)


def _told(teller: Teller, log: Logged) -> str:
    if log.kind == "undone":
        return _taken_back(teller, [one for one in teller.state.history if one.n in log.data["of"]])
    return _TELL[log.kind](teller, log)


def _taken_back(teller: Teller, group: Sequence[Logged]) -> str:
    steps = [undoing.UNDO.get(log.kind, _TELL[log.kind])(teller, log) for log in group]
    return str(gettext("撤销：%(steps)s", steps=str(gettext("、")).join(steps)))
