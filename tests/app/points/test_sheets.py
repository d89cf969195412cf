"""The branch's own sheet: from a template through the editor's pages to a version that holds from a day on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.errors import DomainError, Invalid
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices.models import Notice
from quizapp.points import drafts
from quizapp.points.models import SheetDraft
from quizapp.record import queries as record
from quizapp.record.models import LedgerEntry, PointsSheet
from tests.fixtures.app import Client
from tests.fixtures.record import MakeEntry
from tests.support.html import words

As = Callable[[Member], Identity]
TEMPLATE = "yantai-trier-2024"


def start(actor: Identity, source: str = TEMPLATE) -> SheetDraft:
    with unit_of_work():
        return drafts.start(source, branch_id=actor.branch_id, actor=actor, now=clock.now())


def change(actor: Identity, **heads: Any) -> int:
    with unit_of_work():
        drafts.change(actor.branch_id, lambda content: content.update(heads), actor=actor, now=clock.now())
    draft = drafts.draft_of(actor.branch_id)
    assert draft
    return draft.revision


def publish(actor: Identity, revision: int) -> PointsSheet:
    with unit_of_work():
        return drafts.publish(actor.branch_id, revision, actor=actor, now=clock.now())


def test_a_draft_becomes_the_next_version_from_its_day_on_and_the_past_stays(
    member: Member, organiser: Member, make_entry: MakeEntry, as_identity: As
) -> None:
    actor, today = as_identity(organiser), clock.now().date()
    make_entry(member, "reading")
    start(actor)
    row = publish(actor, change(actor, valid_from=(today + timedelta(days=5)).isoformat()))
    assert (row.version, row.branch_id, drafts.draft_of(actor.branch_id)) == (2, actor.branch_id, None)
    assert record.sheet_for(actor.branch_id, today)[1].version == 1
    assert record.sheet_for(actor.branch_id, today + timedelta(days=5))[1].base == 6000
    assert db.session.scalars(select(LedgerEntry.counted)).all() == [200]
    told = db.session.scalars(select(Notice.member_id).where(Notice.kind == "sheet.published")).all()
    assert set(told) == {member.id, organiser.id}


def test_a_draft_is_published_as_it_was_looked_at_whole_and_not_for_the_past(
    organiser: Member, as_identity: As
) -> None:
    actor, today = as_identity(organiser), clock.now().date()
    first = start(actor).revision
    for day in (None, (today - timedelta(days=1)).isoformat()):
        with pytest.raises(Invalid):
            publish(actor, change(actor, valid_from=day))
    revision = change(actor, valid_from=today.isoformat())
    with pytest.raises(DomainError) as moved:
        publish(actor, first)
    assert moved.value.code == "points.draft_moved"
    with pytest.raises(DomainError) as faulty:
        publish(actor, change(actor, rules={}))
    assert faulty.value.code == "points.draft_faulty"
    assert revision < change(actor, title="x")


@pytest.mark.pages
def test_the_editor_from_template_to_publication(client: Client, organiser: Member, member: Member) -> None:
    client.login(organiser)
    assert "用它起草" in client.get(f"/points/sheet/templates/{TEMPLATE}").text
    assert client.get("/points/sheet/templates/none").status_code == 404
    assert client.get("/points/sheet/draft").status_code == 404
    client.post("/points/sheet/start", data={"from": TEMPLATE})
    assert "还要支部补上的" in client.get("/points/sheet/draft").text
    day = (clock.now().date() + timedelta(days=1)).isoformat()
    heads = {
        "title": "本支部积分办法",
        "valid_from": day,
        "period": "year",
        "base": "60",
        "floor": "0",
        "open": "",
    }
    asked = "先在“基本”里写明从哪天起执行"
    assert asked in client.get("/points/sheet/draft").text
    assert client.post("/points/sheet/draft/heads", data={**heads, "base": "x"}).status_code == 422
    long = client.post("/points/sheet/draft/heads", data={**heads, "open": "长" * 301})
    assert long.status_code == 422
    assert "最多 300 个字" in long.text
    assert client.post("/points/sheet/draft/heads", data=heads).status_code == 302
    assert asked not in client.get("/points/sheet/draft").text
    added = client.post("/points/sheet/draft/rules/add").location
    rule = {"title": "志愿服务", "how": "参加一次得 2 分。", "block": "加分", "way": "fixed", "points": "2"}
    rule |= {"caps-month": "6", "feeds": "activity.volunteer"}
    wrong = client.post(added, data={**rule, "points": "x", "caps-month": "-1"})
    assert wrong.status_code == 422
    assert "应当是一个数" in wrong.text
    assert "不能是负数" in wrong.text
    assert client.post(added, data={**rule, "feeds": "讲课"}).status_code == 422
    assert client.post(added, data=rule).status_code == 302
    name = added.rpartition("/")[2]
    client.post(f"{added}/move", data={"way": "up"})
    client.post("/points/sheet/draft/rules/minus/remove")
    draft = db.session.scalars(select(SheetDraft)).one()
    assert list(draft.content["rules"]) == ["plus", "appraisal", name]
    preview = words(client.get("/points/sheet/draft/preview").text)
    for shown in ("每次 +2 分", "每月最多 6 分", "60 分起", "合计最多 30 分", "自动计分"):
        assert shown in preview
    assert client.post("/points/sheet/draft/publish", data={"revision": draft.revision}).status_code == 302
    client.login(member)
    compared = words(client.get("/points/versions/compare").text)
    assert "原来：学习积分（本支部）" in compared
    assert "新增：" in compared
    assert "尚未执行" in client.get("/points/versions").text


@pytest.mark.pages
def test_nobody_is_to_award_points_to_himself(client: Client, organiser: Member, as_identity: As) -> None:
    actor = as_identity(organiser)
    start(actor)
    rule = {"title": "获奖", "way": "open", "claim": "1", "approve": "none"}
    refused = client.login(organiser).post("/points/sheet/draft/rules/plus", data=rule)
    assert refused.status_code == 422
    assert "逐次核定的分值要有人审核" in refused.text
    revision = change(
        actor,
        rules={"plus": {"title": "获奖", "claim": True, "approve": "none"}},
        valid_from=clock.now().date().isoformat(),
    )
    with pytest.raises(DomainError) as faulty:
        publish(actor, revision)
    assert faulty.value.code == "points.draft_faulty"


@pytest.mark.pages
def test_blocks_and_levels_are_written_row_by_row(client: Client, organiser: Member) -> None:
    client.login(organiser)
    client.post("/points/sheet/start", data={"from": "current"})
    url = "/points/sheet/draft/blocks"
    rows = {"was": ["加分", ""], "name": ["奖励", "扣分"], "cap": ["20", ""]}
    assert client.post(url, data={**rows, "then": "more"}).text.count('name="cap"') == 3
    assert client.post(url, data={**rows, "cap": ["x", ""]}).status_code == 422
    assert client.post(url, data=rows).status_code == 302
    url = "/points/sheet/draft/levels"
    levels = {"name": ["优秀", "合格", ""], "from": ["90", "", ""], "ratio": ["1/3", "", ""], "shrink": "5"}
    assert client.post(url, data={**levels, "ratio": ["3", "", ""]}).status_code == 422
    assert (
        client.post(url, data={**levels, "veto": "1", "veto-points": "0", "veto-level": "差"}).status_code
        == 422
    )
    assert client.post(url, data={**levels, "veto": "1", "veto-points": "0"}).status_code == 302
    content = db.session.scalars(select(SheetDraft)).one().content
    assert content["blocks"] == {"奖励": {"cap": "20"}, "扣分": {}}
    assert content["rules"]["extra"]["block"] == "奖励"
    assert content["levels"] == [{"name": "优秀", "from": "90", "ratio": "1/3"}, {"name": "合格"}]
    assert client.post("/points/sheet/discard").status_code == 302
    assert client.get("/points/sheet/draft").status_code == 404


@pytest.mark.pages
def test_members_read_the_rules_with_their_words_and_caps(client: Client, member: Member) -> None:
    client.login(member)
    page = words(client.get("/record/rules").text)
    for shown in (
        "加分事项",
        "合计最多 30 分",
        "每月最多 10 分",
        "自己申报，附材料",
        "党小组长确认后由支部审核",
    ):
        assert shown in page


@pytest.mark.pages
def test_what_the_branch_decides_of_days(client: Client, organiser: Member) -> None:
    client.login(organiser)
    for wrong in ({"late_days": "x", "answer_days": "7"}, {"late_days": "0", "answer_days": "0"}):
        assert client.post("/points/settings", data=wrong).status_code == 422
    assert client.post("/points/settings", data={"late_days": "30", "answer_days": "5"}).status_code == 302
    assert 'value="30"' in client.get("/points/settings").text
