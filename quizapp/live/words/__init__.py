"""A contest's log in words: every event as one plain sentence, and what an undo of it takes back.

For the host's log, the protocol and the dialogs. Knows the engine and the catalogue; texts are made in the
reader's language when asked for.
"""

from .sentences import sentence, sentences, undo_sentence
from .terms import doer, kind_title, name_of, phase_word, positions, round_title, scene_word, verdict_word

__all__ = [
    "doer",
    "kind_title",
    "name_of",
    "phase_word",
    "positions",
    "round_title",
    "scene_word",
    "sentence",
    "sentences",
    "undo_sentence",
    "verdict_word",
]
