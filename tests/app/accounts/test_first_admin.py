"""The first administrator: by set-up link or from the settings."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask

from quizapp.accounts import queries, service
from quizapp.accounts.models import Branch, Member
from quizapp.config import Settings
from quizapp.core.permissions import Role
from quizapp.extensions import db
from tests.fixtures.app import Client

FORM = {
    "unit": "江岚省红十字会",
    "branch_name": "机关党支部",
    "name": "沈牧云",
    "username": "Shen",
    "password": "a quiet river",
}


def link_file(settings: Settings) -> Path:
    return settings.data / "setup-link.txt"


def test_the_link_is_private_and_stays_the_same(app: Flask, settings: Settings) -> None:
    link = service.ensure_setup_link(settings)
    assert link
    assert link.startswith("http://127.0.0.1:8000/setup/")
    assert link_file(settings).read_text().strip() == link
    assert stat.S_IMODE(link_file(settings).stat().st_mode) == 0o600
    assert service.ensure_setup_link(settings) == link


def test_a_lost_file_makes_a_new_link_and_the_old_one_dies(
    app: Flask, client: Client, settings: Settings
) -> None:
    first = urlsplit(service.ensure_setup_link(settings) or "").path
    link_file(settings).unlink()
    second = urlsplit(service.ensure_setup_link(settings, "http://10.0.0.2:8000") or "").path
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


def test_set_up_makes_the_administrator_once(client: Client, settings: Settings) -> None:
    path = urlsplit(service.ensure_setup_link(settings) or "").path
    assert client.post(path, data={**FORM, "password": "12345678"}).status_code == 422
    assert client.post(path, data={**FORM, "unit": ""}).status_code == 422
    assert db.session.query(Member).count() == 0
    reply = client.post(path, data=FORM)
    assert (reply.status_code, reply.location) == (302, "/start/")
    admin = db.session.query(Member).one()
    assert (admin.username, admin.role, admin.branch.name) == ("shen", Role.ADMIN, "机关党支部")
    assert queries.site().unit == "江岚省红十字会"
    assert not link_file(settings).exists()
    assert client.get("/profile").status_code == 200
    assert client.get(path).status_code == 410
    assert client.post(path, data={**FORM, "username": "other"}).status_code == 410
    assert service.ensure_setup_link(settings) is None


def test_the_settings_make_an_administrator_who_can_start_at_once(client: Client, settings: Settings) -> None:
    named = replace(settings, admin_username="boss", admin_password="a quiet river")
    assert service.ensure_admin_from_settings(named)
    assert not service.ensure_admin_from_settings(named)
    assert service.ensure_setup_link(named) is None
    assert db.session.query(Branch.name).scalar() == "本支部"
    reply = client.post("/sign-in", data={"account": "boss", "password": "a quiet river"})
    assert reply.status_code == 302
    assert client.get("/members").status_code == 200


def test_a_wrong_set_up_token_opens_nothing(client: Client, settings: Settings) -> None:
    service.ensure_setup_link(settings)
    assert client.get("/setup/guess").status_code == 410
