"""What is confidential is known by its kind alone to whoever was not called."""

from __future__ import annotations

import pytest

from quizapp.accounts.models import Group, Member
from quizapp.activities import service
from quizapp.activities.attending import How
from quizapp.activities.kinds import ActivityKind, Invited, Step
from quizapp.core import clock
from tests.app.activities.conftest import AsIdentity, MakeActivity, Walk
from tests.fixtures.app import Client
from tests.fixtures.people import MakeMember

pytestmark = pytest.mark.pages


def test_an_entry_of_what_is_confidential_tells_a_leader_its_kind_alone(
    client: Client,
    make_activity: MakeActivity,
    make_member: MakeMember,
    walk: Walk,
    as_identity: AsIdentity,
    leader: Member,
    group: Group,
) -> None:
    chosen = make_member(group=group)
    activity = make_activity(
        Step.ANNOUNCE,
        Step.OPEN,
        kind=ActivityKind.COMMITTEE,
        title="缇萦一事的处理",
        confidential=True,
        invited=Invited.CHOSEN,
        invited_ids=(chosen.id,),
    )
    service.sign_in(activity, How.LIST, member=as_identity(chosen), now=clock.now())
    walk(activity, Step.CLOSE)
    assert client.login(leader).get(f"/activities/{activity.id}").status_code == 404
    page = client.get(f"/hours/members/{chosen.id}?year=2026").text
    assert "支委会" in page
    assert "缇萦" not in page
