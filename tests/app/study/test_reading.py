"""Reading counts once enough time was spent and the check at the end passed: once, and for nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.bank import service as bank_service
from quizapp.bank.models import Bank, ItemVersion
from quizapp.bank.queries import all_items
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.papers.models import Attempt, MemberItem, Purpose
from quizapp.record.models import LedgerEntry
from quizapp.study import figures, queries, service
from quizapp.study.models import Material, Reading
from tests.app.study.conftest import MakeMaterial, read_enough
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, every_type

AsIdentity = Callable[[Member], Identity]
pytestmark = pytest.mark.usefixtures("points_sheet")


def form_of(client: Client, material: Material, member: Identity, right: bool = True) -> dict[str, Any]:
    """The check's form as the page shows it to one who has read long enough, filled in: keys of the bank are B."""
    read_enough(material.id, member.member_id)
    db.session.expire_all()
    check = queries.check_for(material, member)
    assert check is not None
    page = client.get(f"/study/{material.id}").text
    assert check.token in page
    letter = "B" if right else "A"
    answers = {f"r{slot.position}": {text: id for id, text in slot.options}[letter] for slot in check.slots}
    assert all(f'value="{option}"' in page for option in answers.values())
    return {"token": check.token, **answers}


def entries(member: Member) -> list[LedgerEntry]:
    return list(db.session.scalars(select(LedgerEntry).where(LedgerEntry.member_id == member.id)))


def test_opening_gives_nothing(client: Client, member: Member, material: Material) -> None:
    client.login(member)
    for _ in range(2):
        assert client.get(f"/study/{material.id}").status_code == 200
    db.session.rollback()
    reading = db.session.get_one(Reading, (member.id, material.id))
    assert reading.checked_at is None
    assert entries(member) == []


def test_the_page_is_prose_with_sources_and_leaks_no_key(
    client: Client, member: Member, material: Material
) -> None:
    client.login(member)
    page = client.get(f"/study/{material.id}").text
    for text in (
        "<h2>小标题</h2>",
        "<td>一</td>",
        "《红十字会法》（2017）第七条",
        "约 4 分钟",
        "2 题，全对才算学完",
    ):
        assert text in page
    for word in ("因为如此。", "correct", "explanation"):
        assert word not in page


def test_all_right_counts_once(
    client: Client, member: Member, material: Material, as_identity: AsIdentity
) -> None:
    client.login(member)
    filled = form_of(client, material, as_identity(member))
    for _ in range(2):  # sent twice
        reply = client.post(f"/study/{material.id}/check", data=filled)
        assert reply.status_code == 302
    page = client.get(reply.location).text
    assert "学习积分 +2" in page
    assert "因为如此。" in page
    [entry] = entries(member)
    assert (entry.rule, entry.key, entry.title, entry.counted) == (
        "reading",
        f"material:{material.id}",
        "材料1",
        200,
    )
    assert entry.detail["topics"] == {"红十字会法": [2, 2]}
    [attempt] = db.session.scalars(select(Attempt)).all()
    assert (attempt.purpose, attempt.source_key) == (Purpose.CHECK, f"material:{material.id}")
    again = client.get(f"/study/{material.id}").text
    assert "这篇已学完" in again
    assert "token" not in re.findall(r'name="(\w+)"', again)


def test_an_error_explains_and_the_next_try_asks_other_items(
    client: Client, member: Member, material: Material, as_identity: AsIdentity
) -> None:
    client.login(member)
    me = as_identity(member)
    first = queries.check_for(material, me)
    reply = client.post(f"/study/{material.id}/check", data=form_of(client, material, me, right=False))
    page = client.get(reply.location).text
    assert "还没有全对" in page
    assert "因为如此。" in page
    assert entries(member) == []
    second = queries.check_for(material, me)
    assert first is not None
    assert second is not None
    assert {slot.item_id for slot in first.slots}.isdisjoint(slot.item_id for slot in second.slots)
    assert db.session.scalars(select(MemberItem).where(MemberItem.mistake_since.is_not(None))).all()
    client.post(f"/study/{material.id}/check", data=form_of(client, material, me))
    assert len(entries(member)) == 1


def test_a_missing_answer_is_asked_for_and_the_rest_is_kept(
    client: Client, member: Member, material: Material, as_identity: AsIdentity
) -> None:
    client.login(member)
    filled = form_of(client, material, as_identity(member))
    kept = filled["r1"]
    reply = client.post(f"/study/{material.id}/check", data={"token": filled["token"], "r1": kept})
    assert reply.status_code == 422
    assert "第 2 题还没有作答" in reply.text
    assert re.search(rf'value="{kept}" checked', reply.text)
    strange = client.post(f"/study/{material.id}/check", data={**filled, "r2": "nothing-known"})
    assert strange.status_code == 422
    assert db.session.scalars(select(Attempt)).all() == []


def test_a_check_of_older_items_is_not_taken(
    client: Client, member: Member, material: Material, as_identity: AsIdentity
) -> None:
    client.login(member)
    filled = form_of(client, material, as_identity(member))
    for version in db.session.scalars(select(ItemVersion).where(ItemVersion.item_id.in_(material.item_ids))):
        stored = queries.items_of(material)[0]
        with unit_of_work():
            changed = type(stored.item)(
                **{**_fields(stored.item), "explanation": f"新的解析{version.item_id}"}
            )
            bank_service.add_version(version.item_id, changed, actor=None, now=clock.now())
    reply = client.post(f"/study/{material.id}/check", data=filled)
    assert reply.status_code == 302
    assert "attempt=" not in reply.location
    assert entries(member) == []


def _fields(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__dataclass_fields__}


def test_two_members_are_asked_in_their_own_order(
    material: Material, member: Member, make_member: Callable[..., Member], as_identity: AsIdentity
) -> None:
    asked = set()
    for person in [member, *(make_member() for _ in range(6))]:
        check = queries.check_for(material, as_identity(person))
        assert check is not None
        asked.add(tuple(slot.item_id for slot in check.slots))
    assert len(asked) > 1


def test_the_daily_cap_still_marks_the_material_as_read(
    client: Client, member: Member, make_material: MakeMaterial, as_identity: AsIdentity
) -> None:
    client.login(member)
    for _ in range(4):
        material = make_material()
        reply = client.post(
            f"/study/{material.id}/check", data=form_of(client, material, as_identity(member))
        )
    assert sum(entry.counted for entry in entries(member)) == 600
    assert "已满" in client.get(reply.location).text
    assert "4</b> / 4" in client.get("/study/").text


def test_every_marked_type_can_be_asked(
    client: Client, member: Member, make_bank: MakeBank, make_material: MakeMaterial, as_identity: AsIdentity
) -> None:
    types = make_bank(every_type(), slug="types")
    client.login(member)
    for stored in all_items(types.id):
        material = make_material(item_ids=[stored.item_id])
        page = client.get(f"/study/{material.id}")
        assert page.status_code == 200
        asked = queries.check_for(material, as_identity(member))
        assert (asked is None) == (stored.item.id == "t-short")
    assert "没有配小题" in page.text


def test_the_branch_chooses_how_many_are_asked(
    client: Client, organiser: Member, member: Member, material: Material, as_identity: AsIdentity
) -> None:
    client.login(organiser)
    assert client.post("/study/manage/check", data={"size": "1"}).status_code == 302
    assert client.post("/study/manage/check", data={"size": "9"}).status_code == 404
    db.session.expire_all()
    check = queries.check_for(material, as_identity(member))
    assert check is not None
    assert len(check.slots) == 1


def test_all_items_can_be_practised(client: Client, member: Member, material: Material) -> None:
    client.login(member)
    for _ in range(2):
        reply = client.post(f"/study/{material.id}/practise", data={"request_id": "one"})
        assert reply.status_code == 302
    [attempt] = db.session.scalars(select(Attempt)).all()
    assert (attempt.purpose, len(attempt.paper), attempt.instant_feedback) == (Purpose.PRACTICE, 4, True)
    assert client.get(reply.location).status_code == 200


def test_the_library_is_found_by_topic_and_word(
    client: Client, member: Member, make_material: MakeMaterial
) -> None:
    make_material(title="救护入门", topic="应急救护", body="胸外按压的位置。")
    make_material(title="会法导读")
    make_material(title="草稿一篇", published=False)
    client.login(member)
    everything = client.get("/study/").text
    assert "救护入门" in everything
    assert "会法导读" in everything
    assert "草稿一篇" not in everything
    for query in ("q=胸外", "topic=应急救护", "q=入门+按压"):
        page = client.get(f"/study/?{query}").text
        assert "救护入门" in page
        assert "会法导读" not in page
    assert "没有找到材料" in client.get("/study/?q=没有的词").text


def test_what_a_member_may_not_read_is_not_there(
    client: Client,
    member: Member,
    branch: Branch,
    bank: Bank,
    organiser: Member,
    make_branch: Callable[[], Branch],
    make_material: MakeMaterial,
    as_identity: AsIdentity,
) -> None:
    client.login(member)
    other, draft = make_material(branch=make_branch()), make_material(published=False)
    shipped = make_material(branch=None)
    assert client.get(f"/study/{shipped.id}").status_code == 200
    with unit_of_work():
        bank_service.set_shown(branch.id, [], actor=as_identity(organiser), now=clock.now())
    for hidden in (other.id, draft.id, shipped.id, 9999):
        assert client.get(f"/study/{hidden}").status_code == 404
        assert client.get(f"/study/{hidden}/result").status_code == 404
        for act in ("check", "practise"):
            assert client.post(f"/study/{hidden}/{act}", data={"token": "x"}).status_code == 404


def test_the_result_of_a_check_is_shown_on_its_material(
    client: Client,
    member: Member,
    material: Material,
    make_member: Callable[..., Member],
    as_identity: AsIdentity,
    app: Flask,
) -> None:
    client.login(member)
    client.post(
        f"/study/{material.id}/check", data=form_of(client, material, as_identity(member), right=False)
    )
    [attempt] = db.session.scalars(select(Attempt)).all()
    assert f"attempt={attempt.id}" in client.get(f"/study/{material.id}/result").location
    stranger: Client = app.test_client()  # type: ignore[assignment]  # set by test_client_class
    stranger.login(make_member())
    assert "因为如此。" not in stranger.get(f"/study/{material.id}?attempt={attempt.id}").text


def test_markdown_of_an_organiser_can_do_no_harm(
    client: Client, member: Member, make_material: MakeMaterial
) -> None:
    material = make_material(
        body="<script>alert(1)</script>\n\n[坏](javascript:alert(1)) ![图](http://x/y.png)"
    )
    client.login(member)
    page = client.get(f"/study/{material.id}").text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert '<img src="http' not in page


def test_editing_takes_nothing_back(
    client: Client, member: Member, organiser: Member, material: Material, as_identity: AsIdentity
) -> None:
    client.login(member)
    client.post(f"/study/{material.id}/check", data=form_of(client, material, as_identity(member)))
    with unit_of_work():
        draft = service.Draft("新题目", "红十字会法", "新的正文。")
        row = db.session.get_one(Material, material.id)
        service.edit_material(row, draft, actor=as_identity(organiser), now=clock.now())
    assert sum(entry.counted for entry in entries(member)) == 200
    assert "已学完" in client.get(f"/study/{material.id}").text


def test_a_figure_of_a_shipped_folder_is_served_and_nothing_beside_it(
    client: Client, member: Member, material: Material, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.login(member)
    drawings = tmp_path / "small" / "materials" / "figures"
    drawings.mkdir(parents=True)
    (drawings / "press.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    (tmp_path / "small" / "bank.svg").write_text("<svg/>", encoding="utf-8")
    monkeypatch.setattr(figures, "QUESTION_BANK", tmp_path)
    material.body = "![按压](figure:small/press.svg)"
    db.session.commit()
    address = "/study/figures/small/press.svg"
    assert f'src="{address}"' in client.get(f"/study/{material.id}").text
    reply = client.get(address)
    assert (reply.status_code, reply.mimetype) == (200, "image/svg+xml")
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    reply.close()
    for wrong in ("small/none", "other/press", "../press", "small/..%2F..%2Fbank"):
        assert client.get(f"/study/figures/{wrong}.svg").status_code == 404
