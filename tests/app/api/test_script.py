"""A script's whole day through the API alone: sign in by token, practise, compete, read the record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from quizapp.bank.models import Bank
from quizapp.contests import service
from quizapp.contests.models import Contest
from quizapp.contests.window import Step
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from tests.fixtures.api import MakeScript, Script
from tests.fixtures.contests import MakeContest


def right_option(item: dict[str, Any]) -> str:
    """The bank of these tests has its keys in 乙."""
    return str(next(option["id"] for option in item["options"] if option["text"].startswith("乙")))


def answer_all(script: Script, paper: dict[str, Any]) -> dict[str, Any]:
    for answered, item in enumerate(paper["items"], 1):
        saved = script.put(
            f"/attempts/{paper['id']}/answers/{item['position']}", {"response": right_option(item)}
        )
        assert (saved.status_code, saved.json["answered"]) == (200, answered)
    submitted = script.post(f"/attempts/{paper['id']}/submit")
    assert submitted.status_code == 200
    return dict(submitted.json)


def test_a_script_practises_competes_and_reads_its_record(
    script: Script,
    script_of: MakeScript,
    bank: Bank,
    make_contest: MakeContest,
    organiser: Any,
    as_identity: Any,
) -> None:
    own = script.get("/me").json
    contest: Contest = make_contest(closes_at=clock.now() + timedelta(hours=1))
    before = {entry["id"] for entry in script.get("/ledger").json["data"]}

    (shelf,) = script.get("/banks").json["data"]
    paper = script.post("/attempts", {"mode": "practice", "bank": shelf["id"], "count": 20}).json
    assert len(paper["items"]) == 20
    result = answer_all(script, paper)
    assert (result["score"], result["right"], result["total"]) == (20, 20, 20)

    (offered,) = script.get("/contests").json["data"]
    assert (offered["id"], offered["may_start"]) == (str(contest.id), True)
    taken = answer_all(script, script.post("/attempts", {"contest": offered["id"]}).json)
    assert (taken["score"], taken["maximum"]) == (50, 50)

    with clock.frozen(clock.now() + timedelta(hours=2)), unit_of_work():
        row = db.session.get_one(Contest, contest.id)
        service.take_step(row, Step.SETTLE, actor=as_identity(organiser), now=clock.now())
    new = [entry for entry in script.get("/ledger").json["data"] if entry["id"] not in before]
    assert {entry["rule"]: entry["counted"] for entry in new} == {
        "practice": 10,  # of 20 earned; the sheet's cap of the day
        "contest_taken": 10,
        "contest_score": 4,
        "contest_place": 3,
    }
    assert next(entry for entry in new if entry["rule"] == "practice")["why"] == "cap_day"
    record = script.get(f"/members/{own['id']}/record").json
    assert record["total"] == sum(entry["counted"] for entry in new) == 27
    assert script.get(f"/contests/{contest.id}").json["place"] == 1
    (first,) = script.get("/boards/members").json["data"]
    assert (first["id"], first["points"], first["place"]) == (own["id"], 27, 1)
    assert script_of(organiser).get(f"/members/{own['id']}/record").json["total"] == 27
