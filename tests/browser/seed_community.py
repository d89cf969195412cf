"""What the browser tests' branch has of the community: a birthday today, voices, pledges, honours, a transfer."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app

from quizapp.accounts.models import Branch, Member
from quizapp.community import service
from quizapp.community.anniversaries import anniversary
from quizapp.community.wording import HonourLevel
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.extensions import db

LONG = (
    "跟着救援队去了三天，才知道“人道”两个字在泥水里有多重。\n"
    "有位老人一直拉着我的手，说看到红马甲就放心了。回来以后把急救包的清单又对了一遍，少一样都不行。"
)
STORY = (
    "三年里参加应急救护普及四十一场，教会两千多人心肺复苏。去年夏天在商场遇到有人倒下，"
    "她跪在地上按压了十一分钟，直到救护车来。"
)
POST = "应急救护培训岗（兼社区志愿服务联络）"
ITEMS = (
    "每月参加一次志愿服务，全年不少于十二次",
    "接待群众不推诿，能办的当日办，不能办的说清楚为什么、找谁办",
    "读完四本规定书目，每季度写一篇体会",
    "带一名新党员，教会他组织一场救护普及",
)


def community_places(
    branch: Branch, member: Identity, organiser: Identity, colleague: Identity, now: datetime
) -> dict[str, int]:
    """Return where these things are; runs in a unit of work."""
    today = clock.day_of(now, current_app.extensions["settings"].zone)
    for identity, years in ((member, 20), (colleague, 7)):
        db.session.get_one(Member, identity.member_id).joined_party_on = anniversary(
            today, today.year - years
        )
    wish = service.voices.bless(
        member.member_id, "二十年如一日，向您学习，也请保重身体。", actor=colleague, now=now
    )
    service.voices.publish(wish, actor=organiser, now=now)
    voice = service.voices.write(service.voices.Draft(LONG, "volunteer"), actor=member, now=now)
    service.voices.publish(voice, actor=organiser, now=now)
    service.voices.like(voice, True, actor=colleague, now=now)
    service.voices.report(voice, "有一处写得不清楚", actor=colleague, now=now)
    waiting = service.voices.write(service.voices.Draft("还没有人看过的一段话。"), actor=member, now=now)
    pledge = service.pledges.write(service.pledges.Draft(POST, ITEMS), today.year, actor=member, now=now)
    service.pledges.acknowledge(pledge, actor=organiser, now=now)
    service.pledges.set_vanguard(pledge, True, actor=organiser, now=now)
    draft = service.pledges.Draft("宣传岗", ITEMS[:3])
    service.pledges.write(draft, today.year, actor=colleague, now=now)
    honour = service.honours.propose(
        service.honours.Draft(
            "自治区红十字系统先进工作者",
            today - timedelta(days=40),
            "自治区红十字会",
            HonourLevel.REGION,
            member.member_id,
            story=STORY,
        ),
        branch.id,
        actor=member,
        now=now,
    )
    service.honours.confirm(honour, actor=organiser, now=now)
    proposed = service.honours.propose(
        service.honours.Draft("先进党支部", today - timedelta(days=400), "机关党委"),
        branch.id,
        actor=member,
        now=now,
    )
    transfer = service.transfers.ask(
        db.session.get_one(Member, colleague.member_id),
        to_branch_id=branch.id,
        to_group_id=branch.groups[-1].id,
        day=today,
        reason="工作岗位变动",
        actor=organiser,
        now=now,
    )
    service.transfers.release(transfer, actor=organiser, now=now)
    return {
        "voice": voice.id,
        "waiting_voice": waiting.id,
        "pledge": pledge.id,
        "honour": honour.id,
        "proposed_honour": proposed.id,
        "transfer": transfer.id,
        "blessed": colleague.member_id,
        "this_year": today.year,
    }
