"""Joint study: a unit's people come in by a link, take part in what is shared, and are kept apart from all else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts import queries as people
from quizapp.accounts.models import Branch, LoginSession, Member
from quizapp.activities import service as activities
from quizapp.activities.attending import How
from quizapp.activities.kinds import ActivityKind, Invited
from quizapp.activities.kinds import Step as ActivityStep
from quizapp.activities.minutes import photos
from quizapp.activities.minutes import queries as minutes
from quizapp.activities.models import Activity
from quizapp.activities.service import leave
from quizapp.boards import queries as boards
from quizapp.contests import queries as contest_queries
from quizapp.contests import service as contests
from quizapp.contests.models import Contest, ContestResult
from quizapp.contests.window import Step
from quizapp.core import audit, clock
from quizapp.core.errors import DomainError
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.hours.models import HourEntry
from quizapp.notices.mail.models import MailAddress
from quizapp.notices.models import Notice
from quizapp.partners import queries, service
from quizapp.partners.models import Partner, PartnerLink, SubjectKind
from quizapp.record.models import LedgerEntry
from quizapp.record.periods import Period, Span
from tests.fixtures.app import Client
from tests.fixtures.contests import Take
from tests.support import uploads

pytestmark = pytest.mark.usefixtures("points_sheet")
AsIdentity = Callable[[Member], Identity]
FORM = {"name": "邻居", "username": "neighbour", "phone": "", "password": "一支很长的密码 2026", "agree": "y"}


@pytest.fixture
def partner(branch: Branch, organiser: Member, as_identity: AsIdentity) -> Partner:
    with unit_of_work():
        return service.agree(
            "街道党支部", "王强", host_id=branch.id, actor=as_identity(organiser), now=clock.now()
        )


@pytest.fixture
def make_guest(partner: Partner, organiser: Member, as_identity: AsIdentity) -> Callable[[str], Member]:
    def make(name: str) -> Member:
        with unit_of_work():
            token = service.make_link(partner, 1, 7, actor=as_identity(organiser), now=clock.now())
            newcomer = service.Newcomer(name, f"guest-{name}", "", "no password")
            member_id = service.come_in(token, newcomer, now=clock.now())
        return db.session.get_one(Member, member_id)

    return make


@pytest.fixture
def guest(make_guest: Callable[[str], Member]) -> Member:
    return make_guest("来宾甲")


def share(partner: Partner, kind: SubjectKind, subject_id: int, actor: Identity) -> None:
    with unit_of_work():
        service.share(partner, kind, subject_id, actor=actor, now=clock.now())


@pytest.mark.pages
def test_a_link_lets_in_so_many_and_none_once_it_is_revoked(
    client: Client, organiser: Member, partner: Partner
) -> None:
    client.login(organiser)
    page = client.post(f"/partners/{partner.branch_id}/links", data={"most": "1", "days": "7"}).text
    path = "/partners/join/" + page.split("/partners/join/")[1].split("<")[0].split('"')[0]
    visitor = client.application.test_client()
    assert "街道党支部" in visitor.get(path).get_data(as_text=True)
    weak = visitor.post(path, data={**FORM, "password": "12345678"})
    assert weak.status_code == 422
    assert visitor.post(path, data=FORM).headers["Location"] == "/partners/welcome"
    assert "机关党支部" in visitor.get("/partners/welcome").get_data(as_text=True)
    assert client.application.test_client().post(path, data={**FORM, "username": "second"}).status_code == 410
    page = client.post(f"/partners/{partner.branch_id}/links", data={"most": "9", "days": "7"}).text
    path = "/partners/join/" + page.split("/partners/join/")[1].split("<")[0].split('"')[0]
    link_id = db.session.scalars(select(PartnerLink.id).order_by(PartnerLink.id.desc())).first()
    client.post(f"/partners/{partner.branch_id}/links/{link_id}/revoke")
    assert client.application.test_client().get(path).status_code == 410


def test_a_link_that_expired_lets_nobody_in(
    partner: Partner, organiser: Member, as_identity: AsIdentity
) -> None:
    now = clock.now()
    with unit_of_work():
        token = service.make_link(partner, 3, 7, actor=as_identity(organiser), now=now)
    with pytest.raises(DomainError, match="已过期"), unit_of_work():
        service.come_in(token, service.Newcomer("迟到", "late", "", ""), now=now + timedelta(days=8))


def test_a_guest_takes_a_shared_contest_and_stands_in_it_with_the_unit(
    client: Client,
    organiser: Member,
    member: Member,
    partner: Partner,
    guest: Member,
    contest: Contest,
    take: Take,
    as_identity: AsIdentity,
) -> None:
    actor = as_identity(organiser)
    with pytest.raises(DomainError, match="没有邀请"):
        take(contest, guest, 10)
    share(partner, SubjectKind.CONTEST, contest.id, actor)
    assert db.session.scalars(select(Notice.kind).where(Notice.member_id == guest.id)).all() == [
        "partner.shared"
    ]
    take(contest, guest, 10)
    take(contest, member, 4)
    rows = contest_queries.standings(contest)
    assert [(row.rank, row.name, row.group) for row in rows] == [
        (1, "来宾甲", "街道党支部"),
        (2, member.name, ""),
    ]
    for step in (Step.CLOSE, Step.SETTLE):
        with unit_of_work():
            contests.take_step(contest, step, actor=actor, now=clock.now())
    assert len(db.session.scalars(select(ContestResult)).all()) == 2
    assert set(db.session.scalars(select(LedgerEntry.member_id))) == {member.id}
    client.login(member)
    assert "街道党支部" in client.get(f"/contests/{contest.id}/standings").text
    client.login(guest)
    assert member.name in client.get(f"/contests/{contest.id}/standings").text
    assert [card.id for card in contest_queries.cards(as_identity(guest), clock.now())] == [contest.id]


def test_only_a_guest_who_wants_it_gets_a_record(
    organiser: Member,
    partner: Partner,
    make_guest: Callable[[str], Member],
    contest: Contest,
    take: Take,
    as_identity: AsIdentity,
) -> None:
    actor, wants, does_not = as_identity(organiser), make_guest("要记录"), make_guest("不要记录")
    share(partner, SubjectKind.CONTEST, contest.id, actor)
    with unit_of_work():
        service.wish(True, member=as_identity(wants), now=clock.now())
    for one in (wants, does_not):
        take(contest, one, 10)
    for step in (Step.CLOSE, Step.SETTLE):
        with unit_of_work():
            contests.take_step(contest, step, actor=actor, now=clock.now())
    entries = db.session.execute(select(LedgerEntry.member_id, LedgerEntry.branch_id)).all()
    assert {tuple(row) for row in entries} == {(wants.id, partner.branch_id)}


def test_a_guest_signs_in_to_a_shared_activity_and_nothing_is_recorded(
    client: Client,
    branch: Branch,
    organiser: Member,
    partner: Partner,
    guest: Member,
    as_identity: AsIdentity,
) -> None:
    actor, now = as_identity(organiser), clock.now()
    draft = party_day(actor, now)
    with unit_of_work():
        activity_id = activities.create_activity(draft, branch_id=branch.id, actor=actor, now=now).id
    step_activity(activity_id, "announce", actor)
    client.login(guest)
    assert client.get(f"/activities/{activity_id}").status_code == 404
    share(partner, SubjectKind.ACTIVITY, activity_id, actor)
    assert "联合主题党日" in client.get("/activities/").text
    assert client.get(f"/activities/{activity_id}").status_code == 200
    step_activity(activity_id, "open", actor)
    activity = db.session.get_one(Activity, activity_id)
    activities.sign_in(activity, How.QR, member=as_identity(guest), now=now)
    client.login(organiser)
    page = client.get(f"/activities/{activity_id}/desk").text
    assert "来宾甲" in page
    assert "街道党支部" in page
    step_activity(activity_id, "close", actor)
    taken = (select(LedgerEntry.member_id), select(HourEntry.member_id))
    assert not any(guest.id in db.session.scalars(query).all() for query in taken)


@pytest.mark.pages
def test_a_guest_sees_an_activity_while_it_is_shared_and_not_confidential(
    client: Client,
    branch: Branch,
    organiser: Member,
    partner: Partner,
    guest: Member,
    as_identity: AsIdentity,
) -> None:
    actor, now = as_identity(organiser), clock.now()
    draft = party_day(actor, now)
    with unit_of_work():
        activity_id = activities.create_activity(draft, branch_id=branch.id, actor=actor, now=now).id
    for step in ("announce", "open"):
        step_activity(activity_id, step, actor)
    share(partner, SubjectKind.ACTIVITY, activity_id, actor)
    activity = db.session.get_one(Activity, activity_id)
    activities.sign_in(activity, How.QR, member=as_identity(guest), now=now)
    with unit_of_work():
        row = db.session.get_one(Activity, activity_id)
        photos.add(row, uploads.upload(uploads.photo(), "合影.jpg"), actor=actor, now=now)
    photo = f"/files/{minutes.photos(activity_id)[0].file.id}"
    for who, status in ((organiser, 200), (guest, 404)):
        with client.login(who).get(photo) as answer:
            assert answer.status_code == status

    def seen() -> list[bool]:
        pages = ("/activities/", "/partners/welcome")
        listed = ["联合主题党日" in client.get(path).text for path in pages]
        return [client.get(f"/activities/{activity_id}").status_code == 200, *listed]

    def set_confidential(on: bool) -> None:
        with unit_of_work():
            row = db.session.get_one(Activity, activity_id)
            changed = replace(draft, confidential=on)
            activities.edit_activity(row, changed, actor=actor, now=clock.now())

    assert seen() == [True] * 3
    set_confidential(True)
    assert seen() == [False] * 3
    set_confidential(False)
    assert seen() == [True] * 3
    with unit_of_work():
        service.unshare(partner, SubjectKind.ACTIVITY, activity_id, actor=actor, now=clock.now())
    assert seen() == [False] * 3


def party_day(host: Identity, now: datetime) -> activities.Draft:
    return activities.Draft(
        kind=ActivityKind.PARTY_DAY,
        title="联合主题党日",
        starts_at=now,
        ends_at=now + timedelta(hours=2),
        host_id=host.member_id,
        invited=Invited.MEMBERS,
    )


def step_activity(activity_id: int, step: str, actor: Identity) -> None:
    with unit_of_work():
        activity = db.session.get_one(Activity, activity_id)
        activities.take_step(activity, ActivityStep(step), actor=actor, now=clock.now())


def test_a_unit_is_no_branch_among_branches(
    client: Client, branch: Branch, partner: Partner, guest: Member, admin: Member
) -> None:
    assert [line.name for line in people.branches()] == [branch.name]
    board = boards.branches(Period.of(Span.MONTH, clock.now().date()))
    assert partner.branch_id not in [row.id for row in board]
    client.login(admin)
    assert "街道党支部" not in client.get("/branches").text


@pytest.mark.pages
def test_the_hosts_members_and_other_branches_do_not_see_the_unit(
    client: Client,
    member: Member,
    organiser: Member,
    partner: Partner,
    guest: Member,
    make_branch: Callable[[str], Branch],
    make_member: Callable[..., Member],
) -> None:
    stranger = make_member("别支部组织者", branch=make_branch("别的支部"), role=Role.ORGANISER)
    for who, status in ((member, 403), (stranger, 404)):
        client.login(who)
        assert client.get(f"/partners/{partner.branch_id}").status_code == status
    client.login(organiser)
    assert "来宾甲" in client.get(f"/partners/{partner.branch_id}").text
    for path in ("/members", "/boards/", "/audit"):
        assert "来宾甲" not in client.get(path).text
    assert client.get(f"/members/{guest.id}").status_code == 404
    client.login(guest)
    for path in ("/study/", "/practice/", "/record/", "/boards/", "/branch/", "/study/notes"):
        assert client.get(path).status_code == 404, path
    assert client.get("/").headers["Location"] == "/partners/welcome"


def test_the_end_closes_every_door_and_takes_the_names_out_on_request(
    client: Client,
    organiser: Member,
    partner: Partner,
    guest: Member,
    contest: Contest,
    take: Take,
    as_identity: AsIdentity,
) -> None:
    actor = as_identity(organiser)
    share(partner, SubjectKind.CONTEST, contest.id, actor)
    take(contest, guest, 10)
    client.login(guest)
    assert client.get(f"/contests/{contest.id}").status_code == 200
    with unit_of_work():
        db.session.add(MailAddress(member_id=guest.id, address="laibin@example.org"))
    with unit_of_work():
        service.end(partner, anonymise=True, actor=actor, now=clock.now())
    assert client.get(f"/contests/{contest.id}").headers["Location"].startswith("/sign-in")
    db.session.expire_all()
    page = client.login(organiser).get(f"/contests/{contest.id}/members/{guest.id}")
    assert f"联建成员{guest.id}" in page.text
    gone = db.session.get_one(Member, guest.id)
    assert (gone.name, gone.phone, gone.password_hash) == (f"联建成员{guest.id}", "", None)
    assert "来宾甲" not in gone.username
    assert db.session.get(MailAddress, guest.id) is None
    assert not any(
        row.address or row.user_agent
        for row in db.session.scalars(select(LoginSession).where(LoginSession.member_id == guest.id))
    )
    assert not db.session.scalars(
        select(LoginSession).where(LoginSession.member_id == guest.id, LoginSession.ended_at.is_(None))
    ).all()
    assert [row.name for row in contest_queries.standings(contest)] == [gone.name]
    assert queries.links_of(partner.branch_id, clock.now())[0].is_open is False
    with pytest.raises(DomainError, match="已经结束"), unit_of_work():
        service.make_link(partner, 3, 7, actor=actor, now=clock.now())


def test_who_was_taken_out_is_named_neither_in_the_log_nor_in_the_hosts_inbox(
    client: Client,
    admin: Member,
    organiser: Member,
    partner: Partner,
    make_guest: Callable[[str], Member],
    as_identity: AsIdentity,
) -> None:
    guest, stays, actor, now = make_guest("来宾甲"), make_guest("来宾乙"), as_identity(organiser), clock.now()
    with unit_of_work():
        draft = replace(party_day(actor, now), invited=Invited.SIGN_UP)
        activity = activities.create_activity(draft, branch_id=partner.host_id, actor=actor, now=now)
        activities.take_step(activity, ActivityStep.ANNOUNCE, actor=actor, now=now)
        service.share(partner, SubjectKind.ACTIVITY, activity.id, actor=actor, now=now)
    for one in (guest, stays):
        with unit_of_work():
            activities.join(activity, member=as_identity(one), now=now)
            leave.ask(activity, "出差", member=as_identity(one), now=now)
            audit.note(as_identity(one), "member.password_changed", "member", one.id, at=now)
            audit.note(
                actor, "member.changed", "member", one.id, at=now,
                before={"name": one.name, "phone": "13800000001"}, after={"name": f"{one.name}新", "phone": ""},
            )  # fmt: skip
    before = db.session.scalars(select(audit.AuditLine.id)).all()
    with unit_of_work():
        service.let_go(partner, guest.id, anonymise=True, actor=actor, now=now)
    new = f"联建成员{guest.id}"
    told = db.session.scalars(select(Notice).where(Notice.kind == "activity.leave").order_by(Notice.id)).all()
    assert [one.params["name"] for one in told] == [new, "来宾乙"]
    lines = db.session.scalars(
        select(audit.AuditLine).where(audit.AuditLine.object_id == str(guest.id))
    ).all()
    kept = str([(one.actor_name, one.before, one.after, one.reason) for one in lines])
    assert not [word for word in ("来宾甲", "guest-", "13800000001") if word in kept]
    assert new in {one.actor_name for one in lines}
    assert set(before) <= set(db.session.scalars(select(audit.AuditLine.id)))
    page = client.login(admin).get("/audit").text
    assert ("来宾甲" in page, "来宾乙" in page) == (False, True)
    client.login(organiser)
    assert "来宾甲" not in client.get("/notices/").text


def test_what_is_confidential_or_over_cannot_be_shared(
    organiser: Member, partner: Partner, contest: Contest, as_identity: AsIdentity
) -> None:
    actor = as_identity(organiser)
    assert [(line.kind, line.id) for line in queries.shareable(partner)] == [
        (SubjectKind.CONTEST, contest.id)
    ]
    with unit_of_work():
        contests.take_step(contest, Step.CLOSE, actor=actor, now=clock.now())
    with pytest.raises(DomainError), unit_of_work():
        service.share(partner, SubjectKind.CONTEST, contest.id, actor=actor, now=clock.now())
