"""The sheet of links to hand out."""

from __future__ import annotations

from sqlalchemy import func, select

from quizapp.accounts.models import Member, OneTimeLink
from quizapp.extensions import db
from tests.fixtures.app import Client


def test_an_organiser_prints_the_branch_without_its_administrators(
    client: Client, organiser: Member, member: Member, admin: Member
) -> None:
    client.login(organiser)
    sheet = client.post("/members/sheet")
    assert sheet.status_code == 200
    assert member.username in sheet.text
    assert admin.username not in sheet.text
    assert db.session.scalar(select(func.count()).where(OneTimeLink.member_id == admin.id)) == 0
    assert client.post("/members/sheet", data={"member": [admin.id]}).status_code == 200
    assert db.session.scalar(select(func.count()).where(OneTimeLink.member_id == admin.id)) == 0


def test_an_administrator_prints_everybody(client: Client, member: Member, admin: Member) -> None:
    client.login(admin)
    sheet = client.post("/members/sheet").text
    assert member.username in sheet
    assert admin.username in sheet
