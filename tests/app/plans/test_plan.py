"""The plan's items stand by what was really done: activities held, materials completed, or a word with its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts import queries as people
from quizapp.accounts import service as accounts
from quizapp.accounts.models import Branch, Group, Member
from quizapp.activities.kinds import ActivityKind, ActivityState, Way
from quizapp.activities.models import Activity
from quizapp.core import clock
from quizapp.core.errors import DomainError, Invalid, NotFound
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.plans import queries, service
from quizapp.plans.models import PlanItem, StudyPlan
from quizapp.plans.progress import ItemState
from quizapp.plans.reading import Draft
from quizapp.study.models import Material, Reading
from tests.app.plans.conftest import Hold, MakeItem
from tests.fixtures.people import MakeGroup, MakeMember

pytestmark = pytest.mark.pages


@pytest.fixture
def actor(organiser: Member, as_identity: Callable[[Member], Identity]) -> Identity:
    return as_identity(organiser)


def view(item: PlanItem, actor: Identity, day: date | None = None) -> queries.ItemView:
    db.session.rollback()
    fresh = db.session.get_one(PlanItem, item.id)
    return queries.item_view(fresh, actor, day or date(fresh.plan.year, 3, 15))


def link(item: PlanItem, activity: Activity, actor: Identity) -> None:
    with unit_of_work():
        service.link_activity(item, activity.id, actor=actor, now=clock.now())


def test_an_item_is_done_when_its_activity_was_held(
    plan: StudyPlan, make_item: MakeItem, hold: Hold, member: Member, make_member: MakeMember, actor: Identity
) -> None:
    item, other = make_item(), make_member()
    coming = hold(ActivityKind.TOGETHER, date(plan.year, 3, 10), state=ActivityState.ANNOUNCED)
    link(item, coming, actor)
    assert view(item, actor).state is ItemState.AHEAD
    assert view(item, actor, date(plan.year, 4, 1)).state is ItemState.LATE
    held = hold(ActivityKind.TOGETHER, date(plan.year, 3, 12), came=[member], missed=[other])
    link(item, held, actor)
    assert view(item, actor).state is ItemState.BEGUN
    with unit_of_work():
        service.unlink_activity(item, coming.id, actor=actor, now=clock.now())
    shown = view(item, actor)
    assert (shown.state, shown.progress.did, shown.progress.asked) == (ItemState.DONE, 1, 2)


def test_a_material_is_done_when_all_on_the_roll_completed_it(
    plan: StudyPlan,
    make_item: MakeItem,
    member: Member,
    organiser: Member,
    group: Group,
    make_member: MakeMember,
    branch: Branch,
    actor: Identity,
) -> None:
    exempt = make_member(exempt=True)
    member.group_id = group.id
    now = clock.now()
    material = Material(
        branch_id=branch.id,
        code="m",
        title="读本",
        topic="党章",
        body="正文",
        content_hash="",
        created_at=now,
        updated_at=now,
    )
    db.session.add(material)
    db.session.commit()
    item = make_item("自学读本", way=Way.SELF, material_ids=(material.id,))

    def complete(who: Member) -> None:
        db.session.add(Reading(member_id=who.id, material_id=material.id, opened_at=now, checked_at=now))
        db.session.commit()

    complete(member)
    shown = view(item, actor)
    assert (shown.state, shown.progress.percent) == (ItemState.BEGUN, 50)
    assert [(one.name, one.did, one.asked) for one in shown.groups] == [(group.name, 1, 1)]
    assert view(item, people.identity_of_member(member.id)).is_own_done
    assert view(item, people.identity_of_member(exempt.id)).own == (0, 0)
    complete(organiser)
    assert view(item, actor).state is ItemState.DONE


def test_an_item_for_one_group_asks_nobody_else(
    make_item: MakeItem, group: Group, make_group: Callable[[], Group], actor: Identity
) -> None:
    make_group()
    item = make_item(group_id=group.id)
    assert [one.id for one in view(item, actor).groups] == [group.id]


def test_a_group_that_a_plan_names_is_kept_when_it_is_given_up(
    make_item: MakeItem, make_group: Callable[[], Group], actor: Identity
) -> None:
    named, unnamed = make_group(), make_group()
    ids = [named.id, unnamed.id]
    make_item(group_id=named.id)
    with unit_of_work():
        for group in (named, unnamed):
            accounts.delete_group(group, actor=actor, now=clock.now())
    db.session.rollback()
    kept = db.session.scalars(select(Group.archived_at).where(Group.id.in_(ids))).all()
    assert len(kept) == 1
    assert kept[0] is not None


def test_a_word_that_it_is_done_needs_its_reason(
    make_item: MakeItem, actor: Identity, plan: StudyPlan
) -> None:
    item, day = make_item(), date(plan.year, 3, 2)
    with pytest.raises(Invalid), unit_of_work():
        service.mark_done(item, " ", day, actor=actor, now=clock.now())
    with unit_of_work():
        service.mark_done(item, "参加了机关党委的集中学习", day, actor=actor, now=clock.now())
    assert view(item, actor, date(plan.year, 6, 1)).state is ItemState.DONE
    with unit_of_work():
        service.unmark(item, actor=actor, now=clock.now())
    assert view(item, actor, date(plan.year, 6, 1)).state is ItemState.LATE


def test_only_announced_activities_of_the_branch_can_be_linked(
    make_item: MakeItem,
    hold: Hold,
    make_branch: Callable[[], Branch],
    actor: Identity,
    plan: StudyPlan,
) -> None:
    item, day = make_item(), date(plan.year, 3, 2)
    draft = hold(ActivityKind.TOGETHER, day, state=ActivityState.DRAFT)
    secret = hold(ActivityKind.LIFE, day, confidential=True)
    fine = hold(ActivityKind.TOGETHER, day)
    assert [one.id for one in queries.to_link(actor.branch_id, item)] == [fine.id]
    assert draft.id != fine.id
    with pytest.raises(NotFound), unit_of_work():
        service.link_activity(item, secret.id, actor=actor, now=clock.now())
    link(item, fine, actor)
    assert [part.id for part in view(item, actor).parts] == [fine.id]
    activity = db.session.get_one(Activity, fine.id)
    activity.branch_id = make_branch().id  # names the item all the same, as a forged form might
    db.session.commit()
    assert view(item, actor).parts == []
    with pytest.raises(NotFound), unit_of_work():
        service.link_activity(item, fine.id, actor=actor, now=clock.now())


def test_deleting_an_item_leaves_its_activity(
    make_item: MakeItem, hold: Hold, actor: Identity, plan: StudyPlan
) -> None:
    item = make_item()
    held = hold(ActivityKind.TOGETHER, date(plan.year, 3, 2))
    link(item, held, actor)
    with unit_of_work():
        service.delete_item(item, actor=actor, now=clock.now())
    db.session.rollback()
    assert db.session.get_one(Activity, held.id).plan_item_id is None
    assert queries.items_of(plan.id) == []


def test_last_years_plan_is_copied_with_its_days_shifted_and_nothing_done(
    plan: StudyPlan, make_item: MakeItem, actor: Identity, branch: Branch
) -> None:
    due = date(plan.year, 3, 20)
    item = make_item(due_on=due, responsible="张三", minutes=90)
    with unit_of_work():
        service.mark_done(item, "做了", due, actor=actor, now=clock.now())
        after = service.open_plan(branch.id, plan.year + 1, actor=actor, now=clock.now())
        assert service.copy_year(after, plan, actor=actor, now=clock.now()) == 1
        assert service.copy_year(after, plan, actor=actor, now=clock.now()) == 0  # again: nothing twice
    copied = queries.items_of(after.id)[0]
    assert (copied.due_on, copied.responsible, copied.minutes, copied.done_on) == (
        date(plan.year + 1, 3, 20),
        "张三",
        90,
        None,
    )
    assert after.published_at is None


def test_a_table_changes_what_it_names_and_keeps_the_rest(
    plan: StudyPlan, make_item: MakeItem, actor: Identity
) -> None:
    make_item("旧的一条", responsible="李四")
    drafts = [Draft(3, "旧的一条", Way.SELF, "王五"), Draft(4, "新的一条", Way.BASE)]
    with unit_of_work():
        assert service.take_in(plan, drafts, actor=actor, now=clock.now()) == (1, 1)
        assert service.take_in(plan, drafts, actor=actor, now=clock.now()) == (0, 0)
    stored = db.session.execute(select(PlanItem.title, PlanItem.responsible).order_by(PlanItem.month)).all()
    assert [tuple(row) for row in stored] == [("旧的一条", "王五"), ("新的一条", "")]
    wide = [Draft(4, "新的一条", Way.BASE), Draft(5, "学习《条例（试行）》，写心得", Way.SELF)]
    narrow = [Draft(5, "学习《条例(试行)》,写心得", Way.SELF)]
    with unit_of_work():
        assert service.take_in(plan, wide, actor=actor, now=clock.now()) == (1, 0)
        assert service.take_in(plan, narrow, actor=actor, now=clock.now()) == (0, 1)


def test_the_same_for_several_groups_stays_several_items(
    plan: StudyPlan, make_item: MakeItem, make_group: MakeGroup, actor: Identity
) -> None:
    groups = [make_group().id for _ in range(2)]
    for group_id in groups:
        make_item("小组学习", group_id=group_id)
    with unit_of_work():
        after = service.open_plan(plan.branch_id, plan.year + 1, actor=actor, now=clock.now())
        assert service.copy_year(after, plan, actor=actor, now=clock.now()) == 2
        drafts = [Draft(3, "小组学习", Way.TOGETHER, "组长", group_id) for group_id in reversed(groups)]
        assert service.take_in(after, drafts, actor=actor, now=clock.now()) == (0, 2)
    stored = [(item.group_id, item.responsible) for item in queries.items_of(after.id)]
    assert sorted(stored) == [(group_id, "组长") for group_id in sorted(groups)]


def test_an_empty_plan_is_not_published_and_a_draft_is_its_organisers(
    plan: StudyPlan,
    make_item: MakeItem,
    actor: Identity,
    member: Member,
    as_identity: Callable[[Member], Identity],
) -> None:
    with unit_of_work():
        service.publish(plan, on=False, actor=actor, now=clock.now())
    with pytest.raises(DomainError), unit_of_work():
        service.publish(plan, on=True, actor=actor, now=clock.now())
    item = make_item()
    assert queries.readable(plan.year, as_identity(member)) is None
    with pytest.raises(NotFound):
        queries.item_for(item.id, as_identity(member))
    assert queries.readable(plan.year, actor) is not None


def test_what_comes_next_leaves_out_what_one_has_done(
    plan: StudyPlan,
    make_item: MakeItem,
    hold: Hold,
    member: Member,
    actor: Identity,
    as_identity: Callable[[Member], Identity],
) -> None:
    today = date(plan.year, 3, 15)
    done, late, ahead = (
        make_item("做过的"),
        make_item("没赶上的", due_on=today - timedelta(days=3)),
        make_item("以后的", 9),
    )
    link(done, hold(ActivityKind.TOGETHER, date(plan.year, 3, 2), came=[member]), actor)
    coming = [one.title for one in queries.next_for(as_identity(member), today)]
    assert coming == [late.title, ahead.title]
