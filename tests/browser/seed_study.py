"""What the browser tests' branch has beside its materials: a note, a discussion, a course; an address for mails; a partner."""

from __future__ import annotations

from datetime import datetime, timedelta

from quizapp.accounts.models import Branch
from quizapp.core.permissions import Identity
from quizapp.extensions import db
from quizapp.notices.mail import service as mail
from quizapp.notices.mail.models import MailAddress
from quizapp.notices.mail.schedule import Often
from quizapp.partners import service as partners
from quizapp.partners.models import SubjectKind
from quizapp.study.social import courses, discussion, notebook
from quizapp.study.social.anchors import Anchor
from quizapp.study.social.marks import Mark

LONG = "读到这里想起去年支部在社区做应急救护普及的那个周末，来的老人比预想的多，我们准备的材料不够用。"


def study_places(
    branch: Branch, material_id: int, member: Identity, organiser: Identity, now: datetime
) -> dict[str, int]:
    """Return where these things are; runs in a unit of work."""
    passage = Anchor("正文一段，要点加粗", "第一节", "，见条例", 3)
    note = notebook.add(material_id, notebook.NoteDraft(Mark.THOUGHT, LONG, passage), member=member, now=now)
    lost = Anchor("后来改掉的一句话，很久以前写在这里", place=40)
    notebook.add(material_id, notebook.NoteDraft(Mark.DOUBT, "", lost), member=member, now=now)
    first = discussion.post(material_id, LONG, member=member, now=now - timedelta(minutes=9))
    discussion.post(material_id, "那次我也在。", first.id, member=organiser, now=now)
    comment = discussion.post(material_id, "第二条。\n有两行。", member=member, now=now)
    discussion.report(first, "跑题了", member=organiser, now=now)
    draft = courses.CourseDraft("新党员入门", "从章程到应急救护，四周学完", (now + timedelta(days=20)).date())
    course = courses.create(draft, branch_id=branch.id, actor=organiser, now=now)
    courses.add_material(course, material_id, actor=organiser, now=now)
    courses.add_practice(course, courses.PracticeDraft(size=5), actor=organiser, now=now)
    courses.publish(course, actor=organiser, now=now)
    return {"note": note.id, "comment": comment.id, "course": course.id}


def mail_places(member: Identity, now: datetime) -> dict[str, str]:
    """Return the links of mails to an address that is confirmed, and to a newer one that is not."""
    code = mail.ask_address("xl@example.org", Often.DAILY, site="", member=member, now=now)
    mail.confirm(code, now=now)
    token = mail.unsubscribe_token(db.session.get_one(MailAddress, member.member_id))
    later = now + mail.CODE_AGAIN
    code = mail.ask_address("zhou.xiaolan@example.org", Often.DAILY, site="", member=member, now=later)
    return {"mail_code": code, "unsubscribe": token}


def partner_places(
    branch: Branch, contest_id: int, password_hash: str, organiser: Identity, now: datetime
) -> dict[str, int | str]:
    """Return a unit with a way in, and have one of its people, `guest`, take part in a contest."""
    unit = partners.agree(
        "滨江街道社区卫生服务中心党支部", "王强 13800000009", host_id=branch.id, actor=organiser, now=now
    )
    token = partners.make_link(unit, 30, 30, actor=organiser, now=now)
    newcomer = partners.Newcomer("来宾", "guest", "", password_hash)
    guest = partners.come_in(token, newcomer, now=now)
    partners.share(unit, SubjectKind.CONTEST, contest_id, actor=organiser, now=now)
    return {"partner": unit.branch_id, "partner_door": token, "guest": guest}
