"""Practice, papers, contests over a window, regrading."""

from __future__ import annotations

from tests.support.matrix import Row

from .expected import BOTH, BRANCH, GET, LEADERS, ORGANISED, OWN_BRANCH, PEOPLE, PERSONAL, POST

ROWS: list[Row] = [
    # practice and papers: one's own alone
    ("practice.start", GET, PEOPLE),
    ("practice.begin", POST, PEOPLE),
    ("practice.progress", GET, PEOPLE),
    ("practice.mistakes", GET, PEOPLE),
    ("practice.practise_mistakes", POST, PEOPLE),
    ("practice.remove", POST, OWN_BRANCH, {"item_id": "shelved"}),
    ("practice.favourites", GET, PEOPLE),
    ("practice.practise_favourites", POST, PEOPLE),
    ("practice.unfavourite", POST, OWN_BRANCH, {"item_id": "shelved"}),
    ("practice.answer", GET, PERSONAL, {"attempt_id": "practice"}),
    ("practice.save", POST, PERSONAL, {"attempt_id": "practice", "position": 1}),
    ("practice.favourite", POST, PERSONAL, {"attempt_id": "practice", "position": 1}),
    ("practice.mark_own", POST, PERSONAL, {"attempt_id": "practice", "position": "essay"}, {"share": "half"}),
    ("practice.finish", POST, PERSONAL, {"attempt_id": "practice"}),
    ("practice.result", GET, PERSONAL, {"attempt_id": "practice"}),
    ("papers.answer", GET, PERSONAL, {"attempt_id": "attempt"}),
    ("papers.save", POST, PERSONAL, {"attempt_id": "attempt"}),
    ("papers.confirm", GET, PERSONAL, {"attempt_id": "attempt"}),
    ("papers.submit", POST, PERSONAL, {"attempt_id": "attempt"}),
    ("papers.result", GET, PERSONAL, {"attempt_id": "attempt"}),
    ("papers.review", GET, PERSONAL, {"attempt_id": "attempt"}),
    # contests
    ("contests.index", GET, PEOPLE),
    ("contests.show", GET, BRANCH, {"contest_id": "contest"}),
    ("contests.enter", POST, BRANCH, {"contest_id": "contest"}),
    ("contests.result", GET, BRANCH, {"contest_id": "contest"}),
    ("contests.standings", GET, BRANCH, {"contest_id": "contest"}),
    ("contests.review", GET, BRANCH, {"contest_id": "contest", "attempt": "attempt"}),
    *(
        (f"contests.{name}", GET, LEADERS, {"contest_id": "contest"})
        for name in ("run", "pulse", "stream", "absentees_xlsx")
    ),
    ("contests.manage", GET, ORGANISED, {"branch": "branch"}),
    ("contests.create", BOTH, ORGANISED, {"branch": "branch"}),
    ("contests.availability", POST, ORGANISED, {"branch": "branch"}),
    *(
        (f"contests.{name}", GET, ORGANISED, {"contest_id": "contest"})
        for name in ("preview", "settlement", "marking", "results_xlsx", "print_results")
    ),
    ("contests.edit", BOTH, ORGANISED, {"contest_id": "contest"}),
    ("contests.step", POST, ORGANISED, {"contest_id": "contest"}),
    ("contests.copy", POST, ORGANISED, {"contest_id": "contest"}),
    ("contests.delete", POST, ORGANISED, {"contest_id": "contest"}),
    ("contests.on_paper", GET, ORGANISED, {"contest_id": "contest"}),
    ("contests.print_paper", POST, ORGANISED, {"contest_id": "contest"}),
    ("contests.enter_scores", POST, ORGANISED, {"contest_id": "contest"}),
    ("contests.person", GET, ORGANISED, {"contest_id": "contest", "member_id": "member"}),
    ("contests.allow", POST, ORGANISED, {"contest_id": "contest", "member_id": "member"}),
    ("contests.extend", POST, ORGANISED, {"contest_id": "contest", "attempt_id": "taken"}),
    (
        "contests.mark",
        POST,
        ORGANISED,
        {"contest_id": "contest", "attempt_id": "taken", "position": "short"},
        {"points": "1"},
    ),
    # regrading
    ("regrading.index", GET, ORGANISED, {"branch": "branch"}),
    ("regrading.preview", GET, ORGANISED, {"item_id": "item"}),
    ("regrading.begin", POST, ORGANISED, {"item_id": "item"}, {"way": "full", "reason": "题目有歧义"}),
    ("regrading.show", GET, ORGANISED, {"regrade_id": "regrade"}),
    ("regrading.undo_preview", GET, ORGANISED, {"regrade_id": "regrade"}),
    ("regrading.undo", POST, ORGANISED, {"regrade_id": "regrade"}, {"reason": "弄错了"}),
]
