"""Pictures in a contest in the room: on every phone, wall and console, the explanation's not before the reveal."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from PIL import Image

from quizapp.accounts.models import Branch, Member
from quizapp.bank.media.service import keep_picture
from quizapp.core import clock
from quizapp.core import pictures as decoding
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from tests.app.live.hosts import Host
from tests.app.live.phones import Phone, head_of
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, single
from tests.support import live

pytestmark = pytest.mark.pages

ADDRESS = re.compile(r'src=\\?"(/media/([0-9a-f]{32})\?s=[0-9a-f]+)\\?"')


def picture(colour: str, branch: Branch, actor: Identity) -> str:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    decoded = decoding.decode(out.getvalue())
    with unit_of_work():
        keep_picture(decoded, branch.id, actor=actor, now=clock.now())
    return decoded.name


def shown(page: str) -> set[str]:
    return {found[1] for found in ADDRESS.findall(page)}


def test_everybody_sees_the_pictures_and_nobody_the_explanation_s_too_early(
    app: Flask,
    client: Client,
    branch: Branch,
    organiser: Member,
    as_identity: Callable[[Member], Identity],
    make_bank: MakeBank,
) -> None:
    client.login(organiser)
    stem, option, why = (picture(one, branch, as_identity(organiser)) for one in ("red", "green", "blue"))
    raw = [
        single(
            number,
            stem=f"**看图**作答。\n![图{number}](media:{stem})",
            options={letter: f"{letter} ![项](media:{option})" for letter in "ABCD"},
            explanation=f"因为。\n![解](media:{why})",
        )
        for number in range(3)
    ]
    bank = make_bank(raw, slug="own", branch_id=branch.id)
    contest = live.make_contest(branch, organiser, bank.id)
    phone = Phone(app, head_of(contest), "周晓岚")
    host = Host(client, contest)
    wall = app.test_client()
    live.ask(contest.id)
    asked = [phone.look(), wall.get(f"/display/{contest.screen_token}").text]
    asked += [phone.client.get(f"/live/{contest.pin}/events").text]
    asked += [wall.get(f"/display/{contest.screen_token}/events").text]
    for page in asked:
        assert why not in page
        assert "![" not in re.sub(r'"(stem|text)":\s*"[^"]*"', "", page)
    for page in asked[:2]:
        assert shown(page) == {stem, option}
        assert "<strong>看图</strong>" in page
    assert shown(host.page) == {stem, option, why}
    live.host(contest.id, "close")
    live.host(contest.id, "reveal")
    revealed = [phone.look(), wall.get(f"/display/{contest.screen_token}").text]
    assert [shown(page) for page in revealed] == [{option, why}, {stem, option, why}]
    stranger = app.test_client()
    for address, _ in ADDRESS.findall(revealed[0]):
        assert stranger.get(unescape(address)).mimetype == "image/webp"
