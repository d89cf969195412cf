"""A member's own settings and tokens; the installation's settings and logo; the guided start."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest

from quizapp.accounts import queries, service
from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.errors import DomainError, Invalid
from quizapp.core.ids import token_hash
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.pure.accounts.test_policy import png

pytestmark = pytest.mark.pages


def test_a_member_changes_name_phone_and_display(client: Client, member: Member) -> None:
    client.login(member)
    assert client.post("/profile", data={"name": "周晓兰", "phone": "138-0000-0009"}).status_code == 302
    assert client.post("/profile", data={"name": "", "phone": ""}).status_code == 422
    assert client.post("/profile", data={"name": "周晓兰", "phone": "abc"}).status_code == 422
    display = {"locale": "en", "theme": "dark", "large_type": "y"}
    assert client.post("/profile/display", data=display).status_code == 302
    page = client.get("/profile").text
    assert '<html lang="en" data-theme="dark"' in page
    assert "large-type" in page
    assert client.post("/profile/display", data={"locale": "fr", "theme": "dark"}).status_code == 422
    db.session.rollback()
    assert (member.name, member.phone) == ("周晓兰", "13800000009")


def test_a_token_is_shown_once_and_can_be_revoked(client: Client, member: Member) -> None:
    client.login(member)
    page = client.post("/profile/tokens", data={"name": "导出", "scope": "read", "days": "30"}).text
    found = re.search(r"<code>([\w-]+)</code>", page)
    assert found
    key = token_hash(found[1])
    identity = queries.identity_of_token(key, clock.now())
    assert identity
    assert (identity.member_id, identity.scope) == (member.id, "read")
    assert found[1] not in client.get("/profile").text
    assert queries.identity_of_token(key, clock.now() + timedelta(days=31)) is None
    (line,) = queries.tokens_of(member.id, clock.now())
    assert client.post(f"/profile/tokens/{line.id}/revoke").status_code == 302
    assert queries.identity_of_token(key, clock.now()) is None


def test_tokens_of_others_are_not_found(client: Client, member: Member, organiser: Member) -> None:
    service.create_token(organiser, "host", None, clock.now())
    db.session.commit()
    (line,) = queries.tokens_of(organiser.id, clock.now())
    client.login(member)
    assert client.post(f"/profile/tokens/{line.id}/revoke").status_code == 404


@pytest.mark.parametrize(("scope", "days"), [("root", 1), ("read", 0), ("read", -1), ("read", 9999)])
def test_a_token_needs_a_scope_and_a_sensible_term(member: Member, scope: str, days: int) -> None:
    with pytest.raises(Invalid):
        service.create_token(member, scope, days, clock.now())


def test_tokens_are_not_without_number(member: Member) -> None:
    for _ in range(20):
        service.create_token(member, "read", 1, clock.now())
    with pytest.raises(DomainError) as refused:
        service.create_token(member, "read", 1, clock.now())
    assert refused.value.code == "token.too_many"


def test_site_settings_show_on_every_page(client: Client, admin: Member, organiser: Member) -> None:
    client.login(organiser)
    assert client.get("/site").status_code == 403
    client.login(admin)
    face = {
        "name": "学习与竞赛",
        "unit": "江岚省红十字会",
        "filing_number": "备 2026",
    }
    assert client.post("/site", data=face).status_code == 302
    assert client.post("/site", data={**face, "name": " "}).status_code == 422
    page = client.get("/sign-in", follow_redirects=False)
    assert page.status_code == 302
    assert "备 2026" in client.application.test_client().get("/sign-in").text


def logo_upload(client: Client, content: bytes) -> Any:
    return client.post("/site/logo", data={"logo": (io.BytesIO(content), "logo.svg")})


def test_the_logo_is_what_its_bytes_say(client: Client, admin: Member) -> None:
    client.login(admin)
    assert client.get("/logo").status_code == 404
    assert logo_upload(client, b"<svg onload='alert(1)'/>").status_code == 422
    assert logo_upload(client, png(64, 64)).status_code == 302
    reply = client.get("/logo")
    assert (reply.mimetype, reply.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert reply.data == png(64, 64)
    assert client.get("/logo", headers={"If-None-Match": reply.headers["ETag"]}).status_code == 304
    assert queries.site().has_logo
    client.post("/site", data={"name": "x"})
    assert queries.site().has_logo
    assert client.post("/site/logo/remove").status_code == 302
    assert not queries.site().has_logo


def test_the_guided_start_is_left_and_resumed(client: Client, admin: Member, organiser: Member) -> None:
    client.login(organiser)
    assert client.get("/start/").status_code == 403
    client.login(admin)
    assert client.get("/start/").location == "/start/names"
    assert client.post("/start/names", data={"unit": "", "branch_name": "x"}).status_code == 422
    names = {"unit": "江岚省红十字会", "branch_name": "第一支部"}
    assert client.post("/start/names", data=names).location == "/start/groups"
    assert client.get("/start/").location == "/start/groups"
    groups = {"names": "甲组\n\n乙组\n甲组\n"}
    assert client.post("/start/groups", data=groups).location == "/start/members"
    assert client.post("/start/groups", data=groups).location == "/start/members"
    assert [line.name for line in queries.groups_of(admin.branch_id)] == ["甲组", "乙组"]
    assert client.get("/start/members").status_code == 200
    assert client.post("/start/members").location == "/start/banks"
    assert client.get("/start/banks").status_code == 200
    assert client.post("/start/banks").location == "/start/first"
    assert client.get("/start/").location == "/start/first"
    assert client.get("/start/first").status_code == 200
    assert client.post("/start/first").location == "/"
    with unit_of_work():
        assert queries.setting("guide")["over"]
