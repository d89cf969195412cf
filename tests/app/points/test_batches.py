"""Entry for many: previewed with its caps, made in one unit, undone by reversals."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from html import unescape

import openpyxl
import pytest
from sqlalchemy import select

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.errors import DomainError, Invalid
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.points import batches, listed
from quizapp.points.measuring import Measure
from quizapp.record import service as record
from quizapp.record import totals
from quizapp.record.models import LedgerEntry
from quizapp.record.rules import Outcome
from tests.app.points.conftest import DAY
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeMember
from tests.support.html import words

As = Callable[[Member], Identity]


def draft_for(*members: Member, points: int = 700) -> batches.Draft:
    return batches.Draft("extra", DAY, "抗洪值守", Measure(points=points), tuple(one.id for one in members))


def enter(draft: batches.Draft, actor: Identity, request_id: str = "r") -> int:
    with unit_of_work():
        batch = batches.enter(draft, request_id, branch_id=actor.branch_id, actor=actor, now=clock.now())
        return batch.id


def counted() -> list[int]:
    return list(db.session.scalars(select(LedgerEntry.counted).order_by(LedgerEntry.id)))


def test_the_preview_says_what_comes_of_it_and_it_comes(
    member: Member, leader: Member, organiser: Member, as_identity: As
) -> None:
    actor, draft = as_identity(organiser), draft_for(member, leader)
    enter(draft_for(member), actor)
    outcomes = {
        line.member_id: line.outcome
        for line in batches.preview(draft, branch_id=member.branch_id, now=clock.now())
    }
    foreseen = {who: one.counted for who, one in outcomes.items() if isinstance(one, Outcome)}
    assert foreseen == {member.id: 300, leader.id: 700}  # ten a month
    first = enter(draft, actor, "s")
    assert enter(draft, actor, "s") == first  # sent twice
    assert counted() == [700, *(foreseen[line] for line in foreseen)]
    assert totals.differences() == []


def test_undoing_takes_back_what_still_stands(
    member: Member, leader: Member, organiser: Member, as_identity: As
) -> None:
    actor = as_identity(organiser)
    batch_id = enter(draft_for(member, leader), actor)
    first = db.session.scalars(select(LedgerEntry.id).order_by(LedgerEntry.id)).first()
    assert first
    with unit_of_work():
        record.reverse(first, actor=actor, now=clock.now(), reason="单独撤销")
    undo = {"branch_id": member.branch_id, "actor": actor, "now": clock.now()}
    with pytest.raises(Invalid), unit_of_work():
        batches.undo(batch_id, " ", **undo)
    with unit_of_work():
        assert batches.undo(batch_id, "名单有误", **undo) == 1
    with pytest.raises(DomainError), unit_of_work():
        batches.undo(batch_id, "再撤", **undo)
    assert counted() == [700, 700, -700, -700]
    last = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc())).first()
    assert last is not None
    assert (last.reason, last.actor_id) == ("名单有误", organiser.id)


def test_nobody_is_entered_when_one_cannot_be(
    member: Member, organiser: Member, make_member: MakeMember, make_branch: MakeBranch, as_identity: As
) -> None:
    elsewhere = make_member(branch=make_branch())
    with pytest.raises(Invalid):
        enter(draft_for(member, elsewhere), as_identity(organiser))
    assert counted() == []


def test_names_are_found_and_what_is_not_certain_is_said(
    member: Member, make_member: MakeMember, make_branch: MakeBranch
) -> None:
    twins = [make_member("王伟"), make_member("王伟")]
    make_member("外人", branch=make_branch())
    found = listed.named(f"周晓岚、王伟\n外人，周晓岚;{twins[0].username}", member.branch_id)
    assert found.member_ids == (member.id, twins[0].id)
    assert (found.unknown, found.doubtful) == (("外人",), ("王伟",))


def test_a_workbook_gives_its_column_of_names() -> None:
    book = openpyxl.Workbook()
    for row in (["序号", "姓名"], [1, "周晓岚"], [2, "罗勇"], [None, None]):
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    assert listed.names_in(out.getvalue()) == "周晓岚\n罗勇"
    with pytest.raises(Invalid):
        listed.names_in(b"no workbook")
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/unpacks_to_far_more", bytes(30_000_000))
    with pytest.raises(Invalid):
        listed.names_in(out.getvalue())


@pytest.mark.pages
def test_a_batch_on_the_pages(client: Client, organiser: Member, member: Member, leader: Member) -> None:
    client.login(organiser)
    form = {
        "rule": "prize",
        "day": DAY.isoformat(),
        "title": "征文",
        "outcome-prize": "市级",
        "request_id": "q",
    }
    url = "/points/batches/new"
    asked = re.search(r'data-batch="([^"]*)"', client.get(url).text)
    assert asked
    assert json.loads(unescape(asked[1])) == {
        "extra": "points",
        "prize": "outcome",
    }  # what the page shows for each
    assert client.post(url, data={**form, "then": "preview"}).status_code == 422  # nobody chosen
    wrong = client.post(url, data={**form, "then": "names", "names": "周晓岚\n没有的人"})
    assert wrong.status_code == 422
    assert "支部里没有：没有的人" in wrong.text
    data = {**form, "member": [str(member.id), str(leader.id)]}
    shown = words(client.post(url, data={**data, "then": "preview"}).text)
    assert "确认录入" in shown
    assert "+5" in shown
    done = client.post(url, data={**data, "then": "enter"})
    assert done.status_code == 302
    assert client.post(f"{done.location}/undo", data={"reason": ""}).status_code == 422
    assert client.post(f"{done.location}/undo", data={"reason": "弄错了"}).status_code == 302
    assert "弄错了" in client.get(done.location).text
    assert "已撤销" in client.get("/points/batches").text
    assert counted() == [500, 500, -500, -500]
