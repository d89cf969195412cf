"""The year of study of the demo's branches: a plan, what fills it, training outside; and what is to be warned of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import func, select

from ..activities.kinds import ActivityKind, Way
from ..activities.models import Activity
from ..contests.models import Contest
from ..contests.window import ContestState
from ..core import clock
from ..extensions import db
from ..hours import service as hours
from ..plans import facts, queries, service, warning
from ..plans.models import PlanItem, StudyPlan
from ..plans.reading import Draft
from ..study.models import Reading
from .diary import Calendar
from .founding import Cast, Troupe
from .script import Script

#: A year as branches plan it: month, title, way, who is responsible, 学时.
_W = Way
ITEMS: tuple[tuple[int, str, Way, str, int], ...] = (
    (1, "传达学习上级全会精神，部署全年学习", _W.LEADERS, "支部书记", 2),
    (2, "学习《中国共产党章程》", _W.TOGETHER, "组织委员", 2),
    (3, "自学《中国共产党支部工作条例（试行）》", _W.SELF, "各党小组组长", 2),
    (3, "学雷锋志愿服务前的应急救护学习", _W.TOGETHER, "宣传委员", 2),
    (4, "参观红色教育基地", _W.BASE, "组织委员", 4),
    (5, "青年党员讲微党课", _W.LECTURES, "宣传委员", 2),
    (5, "自学《中国共产党纪律处分条例》", _W.SELF, "纪检委员", 2),
    (6, "党章党规知识竞赛", _W.CONTESTS, "宣传委员", 2),
    (7, "重温入党誓词，书记讲党课", _W.LECTURES, "支部书记", 2),
    (8, "学习《中国共产党党员教育管理工作条例》", _W.TOGETHER, "组织委员", 2),
    (9, "应急救护知识竞赛", _W.CONTESTS, "宣传委员", 2),
    (10, "红色教育基地现场学习", _W.BASE, "组织委员", 4),
    (11, "领导干部带头学、带头讲", _W.LEADERS, "支部书记", 2),
    (11, "自学规章制度，写心得", _W.SELF, "各党小组组长", 2),
    (12, "全年学习交流，读书班", _W.LECTURES, "支部书记", 4),
    (12, "总结全年学习，商量明年计划", _W.TOGETHER, "支部书记", 2),
)
PAPER = "本系统启用前完成，签到表和照片在支部档案盒。"
CHECKED = "支部逐人检查了自学笔记，没有读完的已经补学。"
#: Self-study that is so long past has been looked through.
LOOKED_THROUGH = timedelta(days=100)
SCHOOL = ("党校党支部书记培训班", "市直机关基层党务干部培训")


def plan_year(script: Script, cast: Cast, calendar: Calendar) -> None:
    """Bring every branch's plan into the script: drawn up on the second day, filled at the end by what was held."""
    drawn = calendar.at(calendar.day(calendar.days - 1), 16 * 60)
    for troupe in cast.troupes:
        script.add(drawn, partial(_draw_up, troupe, calendar))
        script.add(drawn + timedelta(days=9), partial(_train_outside, troupe, calendar))
        script.add(calendar.now - timedelta(minutes=4), partial(_fill, troupe, calendar))


def _draw_up(troupe: Troupe, calendar: Calendar, now: datetime) -> None:
    """Write the plan of the running year and publish it."""
    actor = troupe.organisers[0].me
    plan = service.open_plan(troupe.branch_id, calendar.today.year, actor=actor, now=now)
    service.save_note(plan, "全年集中学习不少于 12 次，党员集中学习不少于 32 学时。", actor=actor, now=now)
    for month, title, way, responsible, asked in ITEMS:
        draft = Draft(month, title, way, responsible, minutes=asked * 45)
        service.add_item(plan, draft, actor=actor, now=now)
    service.publish(plan, on=True, actor=actor, now=now)


def _train_outside(troupe: Troupe, calendar: Calendar, now: datetime) -> None:
    """Enter by hand where the committee was trained."""
    actor = troupe.organisers[0].me
    for number, title in enumerate(SCHOOL):
        day = calendar.day(calendar.days - 2 - 3 * number)
        proof = f"结业证书 {day.year}-{number + 7:03d}"
        asked = hours.Outside(title, day, 24 * 45, "上级调训，不在本系统签到", proof, f"demo-{number}")
        ids = [one.member_id for one in troupe.organisers]
        hours.enter_outside(asked, ids, branch_id=troupe.branch_id, actor=actor, now=now)


def _fill(troupe: Troupe, calendar: Calendar, now: datetime) -> None:
    """Link what was held to what was planned, say what was done before the program came, and warn."""
    plan = queries.plan_of(troupe.branch_id, calendar.today.year)
    assert plan is not None
    for item in queries.items_of(plan.id):
        if item.way is Way.SELF:
            _give_to_read(troupe, item, queries.last_day(item, plan.year), now)
        else:
            _fill_item(troupe, plan, item, calendar, now)
    warning.tell(troupe.branch_id, now=now)


def _fill_item(troupe: Troupe, plan: StudyPlan, item: PlanItem, calendar: Calendar, now: datetime) -> None:
    actor, last = troupe.organisers[0].me, queries.last_day(item, plan.year)
    contest = _contest(item, calendar) if item.way is Way.CONTESTS else None
    activity = None if contest else _held(item, calendar)
    if activity:
        service.link_activity(item, activity.id, actor=actor, now=now)
    elif contest:
        draft = service.draft_of(item)
        service.change_item(item, replace(draft, contest_id=contest.id), actor=actor, now=now)
    elif last < calendar.first:
        service.mark_done(item, PAPER, last, actor=actor, now=now)


def _give_to_read(troupe: Troupe, item: PlanItem, last: date, now: datetime) -> None:
    """Let an item be about the material that most of the branch have read and no other item is about."""
    actor, day = troupe.organisers[0].me, now.date()
    taken = {id for other in queries.items_of(item.plan_id) for id in other.material_ids}
    readers = func.count().label("readers")
    most = db.session.execute(
        select(Reading.material_id, readers)
        .where(
            Reading.member_id.in_([one.member_id for one in troupe.learners]),
            Reading.checked_at.is_not(None),
            Reading.material_id.not_in(taken),
        )
        .group_by(Reading.material_id)
        .order_by(readers.desc(), Reading.material_id)
    ).first()
    if most:
        draft = replace(service.draft_of(item), material_ids=(most.material_id,))
        service.change_item(item, draft, actor=actor, now=now)
    if last < day - LOOKED_THROUGH:
        service.mark_done(item, CHECKED, last, actor=actor, now=now)


def _held(item: PlanItem, calendar: Calendar) -> Activity | None:
    """Return an activity of the whole branch in the item's month that fills no other item, of its way if there is one."""
    rows = db.session.scalars(
        select(Activity)
        .where(
            Activity.branch_id == item.plan.branch_id,
            Activity.way.is_not(None),
            Activity.group_id.is_(None),
            Activity.plan_item_id.is_(None),
            Activity.confidential.is_(False),
            Activity.state.not_in(facts.UNSEEN),
        )
        .order_by(Activity.way != item.way, Activity.kind == ActivityKind.PARTY_DAY, Activity.starts_at)
    )
    return next((row for row in rows if _is_of(row.starts_at, item, calendar)), None)


def _contest(item: PlanItem, calendar: Calendar) -> Contest | None:
    """Return a contest that closes within a month of the item."""
    rows = db.session.scalars(
        select(Contest)
        .where(Contest.branch_id == item.plan.branch_id, Contest.state != ContestState.DRAFT)
        .order_by(Contest.closes_at)
    )
    near = date(item.plan.year, item.month, 15)
    return next((row for row in rows if abs((_day(row.closes_at, calendar) - near).days) < 31), None)


def _is_of(at: datetime, item: PlanItem, calendar: Calendar) -> bool:
    day = _day(at, calendar)
    return (day.year, day.month) == (item.plan.year, item.month)


def _day(at: datetime, calendar: Calendar) -> date:
    return clock.day_of(at, calendar.zone)
