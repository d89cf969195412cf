"""A phone in a contest, for tests of its page and its calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from quizapp.extensions import db
from quizapp.live.models import LiveAnswer, LiveContest
from quizapp.live.queries import finding
from quizapp.live.queries.finding import Head
from tests.fixtures.app import Client
from tests.support.live import enter


def head_of(contest: LiveContest) -> Head:
    """Return what is known of a contest without its log."""
    found = finding.by_id(contest.id)
    assert found is not None
    return found


class Phone:
    """A phone in a contest, with the cookie it got at the door."""

    def __init__(self, app: Flask, head: Head, name: str, team: str | None = None) -> None:
        self.head = head
        joined = enter(head.id, name, team)
        self.player = joined.player
        self.client: Client = app.test_client()  # type: ignore[assignment]  # set by test_client_class
        self.client.set_cookie(f"live_{head.id}", joined.token)

    def look(self) -> str:
        return self.client.get(f"/live/{self.head.pin}").get_data(as_text=True)

    def post(self, path: str, **body: Any) -> TestResponse:
        return self.client.post(
            f"/live/{self.head.pin}/{path}", json=body, headers={"Accept": "application/json"}
        )

    def form(self, path: str, **fields: Any) -> TestResponse:
        return self.client.post(f"/live/{self.head.pin}/{path}", data=fields)


MakePhone = Callable[..., Phone]


def code(response: TestResponse) -> str:
    """Return the code of a refusal, "" where there is none."""
    body = response.get_json(force=True)
    return "" if response.status_code == 200 else str(body["code"])


def stored(head: Head) -> int:
    """Return how many answers are stored."""
    db.session.rollback()
    count = select(func.count()).select_from(LiveAnswer).where(LiveAnswer.contest_id == head.id)
    return db.session.scalar(count) or 0


def situation(page: str) -> str:
    """Return what the phone is for, as its page says."""
    return page.split('data-situation="')[1].split('"')[0]


def verdict_shown(page: str) -> str:
    """Return the one verdict that the page does not hide."""
    [shown] = [one for one in page.split('data-verdict="')[1:] if not one.split(">")[0].endswith("hidden")]
    return shown.split('"')[0]
