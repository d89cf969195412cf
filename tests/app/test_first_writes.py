"""Two taps at the same instant, both the first of their kind: the second waits for the first and finds its row there."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import func, select

from quizapp.accounts.models import Branch, Member
from quizapp.accounts.service.site import set_setting
from quizapp.activities.models import CalendarFeed
from quizapp.activities.service.feeds import open_feed
from quizapp.community.models import CommunityChoice, VoiceLike, VoiceReport
from quizapp.community.service import birthdays, voices
from quizapp.contests.models import Contest
from quizapp.core import clock
from quizapp.core.errors import TooMany
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import Model, db
from quizapp.notices.mail import service as mail
from quizapp.notices.mail.models import MailAddress
from quizapp.notices.mail.schedule import Often
from quizapp.notices.models import Notice
from quizapp.partners import guests
from quizapp.partners import service as partners
from quizapp.partners.models import GuestWish, Partner, Shared, SubjectKind

AsIdentity = Callable[[Member], Identity]
Verb = Callable[[], object]
pytestmark = pytest.mark.several_writers


@pytest.fixture
def taps(app: Flask) -> Callable[[Verb], list[Exception]]:
    """Run a verb twice, the second while the first is written and not committed yet; return what either raised."""

    def both(verb: Verb) -> list[Exception]:
        raised, written = list[Exception](), Event()

        def tap(*, first: bool) -> None:
            with app.app_context():
                try:
                    with unit_of_work():
                        if first:
                            verb()
                            written.set()
                            sleep(0.3)
                        else:
                            written.wait(5)
                            verb()
                except Exception as error:
                    raised.append(error)
                finally:
                    written.set()
                    db.session.remove()

        db.session.commit()
        tabs = [Thread(target=tap, kwargs={"first": first}) for first in (True, False)]
        for tab in tabs:
            tab.start()
        for tab in tabs:
            tab.join(10)
        db.session.rollback()
        return raised

    return both


@pytest.fixture
def partner(branch: Branch, organiser: Member, as_identity: AsIdentity) -> Partner:
    with unit_of_work():
        return partners.agree(
            "街道党支部", "", host_id=branch.id, actor=as_identity(organiser), now=clock.now()
        )


def rows(table: type[Model]) -> int:
    return db.session.scalars(select(func.count()).select_from(table)).one()


def test_what_is_shared_twice_is_shared_once_and_told_once(
    taps: Callable[[Verb], list[Exception]],
    partner: Partner,
    contest: Contest,
    organiser: Member,
    make_member: Callable[..., Member],
    as_identity: AsIdentity,
) -> None:
    unit, contest_id, actor = partner.branch_id, contest.id, as_identity(organiser)
    make_member(branch=db.session.get_one(Branch, unit))

    def share() -> None:
        row = db.session.get_one(Partner, unit)
        partners.share(row, SubjectKind.CONTEST, contest_id, actor=actor, now=clock.now())

    assert taps(share) == []
    told = select(func.count()).where(Notice.kind == "partner.shared")
    assert (rows(Shared), db.session.scalar(told)) == (1, 1)


def test_a_calendar_gets_one_address(
    taps: Callable[[Verb], list[Exception]], member: Member, as_identity: AsIdentity
) -> None:
    own = as_identity(member)
    assert taps(lambda: open_feed(member=own, now=clock.now())) == []
    assert rows(CalendarFeed) == 1


def test_a_guest_wishes_once(
    taps: Callable[[Verb], list[Exception]],
    partner: Partner,
    make_member: Callable[..., Member],
    as_identity: AsIdentity,
) -> None:
    own = as_identity(make_member(branch=db.session.get_one(Branch, partner.branch_id)))
    guests.look_again()
    assert taps(lambda: partners.wish(True, member=own, now=clock.now())) == []
    assert rows(GuestWish) == 1


def test_a_first_mail_address_is_asked_for_once_and_the_second_tap_is_told_so(
    taps: Callable[[Verb], list[Exception]], member: Member, as_identity: AsIdentity
) -> None:
    own, now = as_identity(member), clock.now()
    (second,) = taps(
        lambda: mail.ask_address("xl@example.org", Often.DAILY, site="http://x", member=own, now=now)
    )
    assert isinstance(second, TooMany)
    assert (rows(MailAddress), db.session.scalar(select(MailAddress.wanted))) == (1, "xl@example.org")


def test_choices_likes_reports_and_settings_are_begun_once(
    taps: Callable[[Verb], list[Exception]],
    member: Member,
    make_member: Callable[..., Member],
    as_identity: AsIdentity,
) -> None:
    with unit_of_work():
        voice = voices.write(voices.Draft("一起学习"), actor=as_identity(make_member()), now=clock.now())
    reader, now, voice_id = as_identity(member), clock.now(), voice.id

    def first_look() -> None:
        seen = db.session.get_one(type(voice), voice_id)
        birthdays.choose_shown(reader.member_id, False)
        voices.like(seen, True, actor=reader, now=now)
        voices.report(seen, "跑题了", actor=reader, now=now)
        set_setting("unit", "一个单位")

    assert taps(first_look) == []
    assert [rows(table) for table in (CommunityChoice, VoiceLike, VoiceReport)] == [1, 1, 1]
