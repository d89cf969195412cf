"""Organisers write, publish and withdraw their branch's materials; the shipped ones they copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.bank.models import Bank
from quizapp.bank.queries import all_items
from quizapp.extensions import db
from quizapp.study.models import Material, Reading
from tests.app.study.conftest import MakeMaterial
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, single

pytestmark = pytest.mark.pages

WRITTEN = {
    "title": "新材料",
    "topic": "支部工作",
    "minutes": "3",
    "summary": "一句话",
    "body": "## 开头\r\n\r\n正文。",
    "sources": "中国共产党章程 | 2022 | 第七条\n《条例》",
}


def own(branch: Branch) -> Material:
    db.session.expire_all()
    return db.session.scalars(select(Material).where(Material.branch_id == branch.id)).one()


def test_members_do_not_write(client: Client, member: Member, leader: Member, material: Material) -> None:
    for who in (member, leader):
        client.login(who)
        for path in ("", "/new", f"/{material.id}"):
            assert client.get(f"/study/manage{path}").status_code == 403
        for path in (
            "/new",
            f"/{material.id}",
            f"/{material.id}/publish",
            f"/{material.id}/delete",
            "/preview",
        ):
            assert client.post(f"/study/manage{path}").status_code == 403


def test_another_branchs_material_is_not_there(
    client: Client, organiser: Member, make_branch: Callable[[], Branch], make_material: MakeMaterial
) -> None:
    other = make_material(branch=make_branch())
    client.login(organiser)
    assert client.get(f"/study/manage/{other.id}").status_code == 404
    for act in ("", "/publish", "/delete", "/copy"):
        assert client.post(f"/study/manage/{other.id}{act}", data=WRITTEN).status_code == 404
    assert other.title not in client.get("/study/manage").text


def test_a_draft_is_written_published_and_withdrawn(
    client: Client, organiser: Member, branch: Branch, bank: Bank
) -> None:
    client.login(organiser)
    items = [stored.item_id for stored in all_items(bank.id)[:3]]
    reply = client.post("/study/manage/new", data={**WRITTEN, "items": [items[2], items[0]], "then": "save"})
    assert reply.status_code == 302
    made = own(branch)
    assert (made.title, made.minutes, made.body, made.published) == ("新材料", 3, "## 开头\n\n正文。", False)
    assert made.item_ids == [items[2], items[0]]
    assert [source["document"] for source in made.sources] == ["中国共产党章程", "条例"]
    page = client.get(reply.location).text
    assert "中国共产党章程 | 2022 | 第七条" in page
    assert client.get(f"/study/{made.id}").status_code == 404
    assert client.post(f"/study/manage/{made.id}/publish", data={"published": "1"}).status_code == 302
    assert client.get(f"/study/{made.id}").status_code == 200
    client.post(f"/study/manage/{made.id}/publish", data={"published": "0"})
    assert client.get(f"/study/{made.id}").status_code == 404


def test_saving_can_publish_at_once(client: Client, organiser: Member, branch: Branch) -> None:
    client.login(organiser)
    client.post("/study/manage/new", data={**WRITTEN, "then": "publish"})
    made = own(branch)
    assert made.published
    client.post(f"/study/manage/{made.id}", data={**WRITTEN, "title": "改了标题"})
    assert own(branch).title == "改了标题"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 121}, "title"),
        ({"topic": ""}, "topic"),
        ({"body": ""}, "body"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "很久"}, "minutes"),
        ({"summary": "长" * 301}, "summary"),
    ],
)
def test_an_error_stands_at_its_field(
    client: Client, organiser: Member, bank: Bank, change: dict[str, str], field: str
) -> None:
    client.login(organiser)
    reply = client.post("/study/manage/new", data={**WRITTEN, **change})
    assert reply.status_code == 422
    assert f'href="#{field}"' in reply.text
    assert db.session.scalars(select(Material)).all() == []


def test_preview_and_search_work_without_scripts_and_with(
    client: Client, organiser: Member, bank: Bank
) -> None:
    client.login(organiser)
    page = client.post("/study/manage/new", data={**WRITTEN, "then": "preview"})
    assert (page.status_code, "<h2>开头</h2>" in page.text) == (200, True)
    found = client.post("/study/manage/new", data={**WRITTEN, "find": "第12题", "then": "find"})
    assert "第12题，选哪一项？" in found.text
    part = client.post("/study/manage/preview", data=WRITTEN).text
    assert "<h2>开头</h2>" in part
    assert "<html" not in part
    assert "第12题，选哪一项？" in client.post("/study/manage/items", data={"find": "第12题"}).text
    assert "没有找到别的题" in client.post("/study/manage/items", data={"find": "没有的词"}).text
    assert db.session.scalars(select(Material)).all() == []


def test_items_of_another_branch_cannot_be_chosen(
    client: Client, organiser: Member, branch: Branch, make_branch: Callable[[], Branch], make_bank: MakeBank
) -> None:
    foreign = make_bank([single(1)], slug="foreign", branch_id=make_branch().id)
    client.login(organiser)
    ids: list[Any] = [all_items(foreign.id)[0].item_id, 9999, "x"]
    client.post("/study/manage/new", data={**WRITTEN, "items": ids[:2]})
    assert own(branch).item_ids == []


def test_shipped_materials_are_copied_not_changed(
    client: Client, organiser: Member, branch: Branch, make_material: MakeMaterial
) -> None:
    shipped = make_material(branch=None, title="系统的一篇")
    client.login(organiser)
    assert "系统的一篇" in client.get("/study/manage?from=shipped").text
    assert "复制一份修改" in client.get(f"/study/manage/{shipped.id}").text
    for act in ("", "/publish", "/delete"):
        assert client.post(f"/study/manage/{shipped.id}{act}", data=WRITTEN).status_code == 403
    assert client.post(f"/study/manage/{shipped.id}/copy").status_code == 302
    made = own(branch)
    assert (made.title, made.item_ids, made.published) == ("系统的一篇（副本）", shipped.item_ids, False)


def test_only_a_draft_that_nobody_opened_is_deleted(
    client: Client, organiser: Member, member: Member, make_material: MakeMaterial
) -> None:
    client.login(organiser)
    public, opened, draft = make_material(), make_material(), make_material(published=False)
    client.get(f"/study/{opened.id}")
    client.post(f"/study/manage/{opened.id}/publish", data={"published": "0"})
    for material, status in ((public, 409), (opened, 409), (draft, 302)):
        assert client.post(f"/study/manage/{material.id}/delete").status_code == status
    db.session.expire_all()
    assert set(db.session.scalars(select(Material.id))) == {public.id, opened.id}
    assert db.session.scalars(select(Reading.material_id)).all() == [opened.id]


def test_an_administrator_writes_for_another_branch(
    client: Client,
    admin: Member,
    make_branch: Callable[[], Branch],
    make_bank: MakeBank,
    make_material: MakeMaterial,
) -> None:
    other = make_branch()
    items = [
        stored.item_id for stored in all_items(make_bank([single(1)], slug="own", branch_id=other.id).id)
    ]
    material = make_material(branch=other, item_ids=items)
    client.login(admin)
    assert client.post(f"/study/manage/{material.id}", data={**WRITTEN, "items": items}).status_code == 302
    assert own(other).item_ids == items
