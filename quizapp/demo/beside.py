"""What the demo's people do beside their reading: notes, a discussion, a course; and a unit that studies with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy import select

from ..accounts import queries as people
from ..accounts.models import Member
from ..bank import queries as banks
from ..contests import service as contest_service
from ..contests.models import Contest
from ..contests.window import ContestState
from ..core.permissions import Identity
from ..core.transaction import unit_of_work
from ..extensions import db
from ..papers import answers
from ..papers import queries as papers
from ..papers import service as paper_service
from ..partners import queries as partner_queries
from ..partners import service as partners
from ..partners.models import SubjectKind
from ..study import queries as reads
from ..study.article import article
from ..study.models import Material
from ..study.social import courses, discussion, notebook
from ..study.social.anchors import MOST_AROUND, Anchor, words_of
from ..study.social.marks import Mark
from ..study.social.models import Comment
from .answering import respond
from .diary import Calendar
from .founding import Cast, Troupe
from .learner import Learner
from .learning import do_read
from .script import Script

UNIT = "滨江街道社区卫生服务中心党支部"
GUESTS = ("李秋实", "何雨桐", "孟凡")
SKILL = 0.7
STEPS = 3  # materials of the course
SAID = (
    (0, None, "去年在社区做应急救护普及，来的老人比预想的多，这一条用上了。"),
    (1, 0, "那次我也在，后来我们把步骤印成了一张卡片，可以再发一次。"),
    (2, None, "第二部分的时间要求容易记混，我做了个对照表贴在学习角。"),
    (3, 2, "对照表很清楚，我们小组也用上了。"),
)
NOTED = (
    (Mark.KEY, ""),
    (Mark.DOUBT, "和去年培训讲的不一样？下次问一问。"),
    (Mark.THOUGHT, "支部开展活动时可以照着做。"),
)


def study_beside(script: Script, cast: Cast, materials: Sequence[int], calendar: Calendar) -> None:
    """Bring all of it into the script; the course opens in the middle, the unit comes at the end."""
    first, middle = cast.troupes[0], calendar.at(calendar.day(calendar.days // 2), 10 * 60)
    script.add(middle, partial(_open_course, first, materials, calendar))
    for number, (who, answered, text) in enumerate(SAID):
        at = middle + timedelta(days=2, hours=3 * number)
        script.add(at, partial(_say, first, materials[0], who, answered, text))
    script.add(middle + timedelta(days=4), partial(_note, first, materials[:2]))
    for number, learner in enumerate(first.learners[1:6]):
        for step, material_id in enumerate(materials[:STEPS]):
            at = middle + timedelta(days=3, hours=5 * step, minutes=7 * number)
            script.add(at, partial(_read, learner, material_id))
    script.add(calendar.now - timedelta(minutes=52), partial(_begin_together, first))
    for number in range(len(GUESTS)):
        at = calendar.now - timedelta(minutes=40 - 9 * number)
        script.add(at, partial(_take_part, number), alone=True)
    script.add(calendar.now - timedelta(minutes=2), courses.complete_due)


def _open_course(troupe: Troupe, materials: Sequence[int], calendar: Calendar, now: datetime) -> None:
    by = troupe.organisers[0].me
    due = calendar.today + timedelta(days=21)
    draft = courses.CourseDraft("新党员入门", "从章程到条例，学完再练一组", due)
    short = courses.create(draft, branch_id=troupe.branch_id, actor=by, now=now)
    for material_id in materials[:STEPS]:
        courses.add_material(short, material_id, actor=by, now=now)
    courses.publish(short, actor=by, now=now)
    later = courses.create(courses.CourseDraft("应急救护进阶"), branch_id=troupe.branch_id, actor=by, now=now)
    courses.add_material(later, materials[-1], actor=by, now=now)
    courses.add_practice(later, courses.PracticeDraft(size=10, least=80), actor=by, now=now)


def _read(learner: Learner, material_id: int, now: datetime) -> None:
    """Have somebody read a step of the course carefully, who has not read it before."""
    if learner.is_there(now) and reads.reading(material_id, learner.member_id) is None:
        rng = Random(f"course/{learner.member_id}/{material_id}")  # noqa: S311 - the same story each time
        do_read(learner, material_id, rng, now)


def _say(troupe: Troupe, material_id: int, who: int, answered: int | None, text: str, now: datetime) -> None:
    """Have somebody say something; an answer goes to what was said `answered`th."""
    speakers = [one for one in troupe.learners if one.is_there(now)]
    here = (Comment.material_id == material_id, Comment.branch_id == troupe.branch_id)
    earlier = db.session.scalars(select(Comment.id).where(*here).order_by(Comment.id)).all()
    parent = earlier[answered] if answered is not None and answered < len(earlier) else None
    discussion.post(material_id, text, parent, member=speakers[3 * who % len(speakers)].me, now=now)


def _note(troupe: Troupe, materials: Sequence[int], now: datetime) -> None:
    """Keep some notes of the member whose account is printed, each to a sentence of the text."""
    me = troupe.named("member").me
    for material_id in materials:
        words = words_of(article(db.session.get_one(Material, material_id).body, lambda _name: "#"))
        sentences = [one for one in words.split("。")[1:] if 12 <= len(one) <= 60]
        for (mark, text), sentence in zip(NOTED, sentences, strict=False):
            place = words.index(sentence)
            end = place + len(sentence)
            around = words[max(0, place - MOST_AROUND) : place], words[end : end + MOST_AROUND]
            draft = notebook.NoteDraft(mark, text, Anchor(sentence, *around, place))
            notebook.add(material_id, draft, member=me, now=now)


def _begin_together(troupe: Troupe, now: datetime) -> None:
    """Agree with a unit, let its people in, and share the contest that is open and what is coming."""
    by = troupe.organisers[0].me
    unit = partners.agree(UNIT, "王强 13900000000", host_id=troupe.branch_id, actor=by, now=now)
    token = partners.make_link(unit, 20, 30, actor=by, now=now)
    password = db.session.get_one(Member, by.member_id).password_hash or ""
    for number, name in enumerate(GUESTS, 1):
        partners.come_in(token, partners.Newcomer(name, f"partner{number}", "", password), now=now)
    for line in partner_queries.shareable(unit):
        partners.share(unit, line.kind, line.id, actor=by, now=now)


def _take_part(number: int, now: datetime) -> None:
    """Have a guest take the contest that was shared."""
    me = _guest(number)
    shared = partner_queries.shared_with(me.branch_id, SubjectKind.CONTEST)
    running = (Contest.id.in_(shared), Contest.state == ContestState.RUNNING)
    contest = db.session.scalars(select(Contest).where(*running)).first()
    if contest is None:
        return
    with unit_of_work():
        attempt_id = contest_service.enter(contest, member=me, now=now).attempt_id
    head = papers.head(attempt_id, fresh=True)
    assert head is not None
    rng = Random(f"partner/{number}")  # noqa: S311 - the same story each time
    stored = banks.versions(slot.version_id for slot in head.slots)
    given = {slot.position: respond(rng, slot, stored[slot.version_id].item, SKILL) for slot in head.slots}
    answers.save_answers(head, given, now=now + timedelta(minutes=5))
    with unit_of_work():
        paper_service.submit(attempt_id, now=now + timedelta(minutes=6))


def _guest(number: int) -> Identity:
    named = select(Member.id).where(Member.username == f"partner{number + 1}")
    return people.identity_of_member(db.session.scalars(named).one())
