"""The disk takes no more: every writer is told so, nothing acknowledged is lost, and writing goes on after."""

from __future__ import annotations

import resource
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from quizapp.extensions import db
from quizapp.papers.models import Answer
from tests.faults.branch import opened, seed
from tests.faults.phones import Phone, answer, enter
from tests.support.server import Server, serving

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(sys.platform != "linux", reason="limits of another process can be set on Linux alone"),
]


@contextmanager
def full_disk(server: Server) -> Iterator[None]:
    """No process of the server can make a file larger, as on a full disk."""
    processes = [server.process.pid, *_children(server.process.pid)] if server.process else []
    assert len(processes) > 1, "the server's workers are where it writes"
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in processes}
    for pid, (_soft, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_full_disk_is_told_plainly_and_is_got_over(tmp_path: Path) -> None:
    data = tmp_path / "data"
    seeded = seed(data, 3)
    with serving(data) as server, ExitStack() as lines:
        phone, other, third = (lines.enter_context(Phone(server.port, token)) for token in seeded.tokens)
        own, late = enter(phone, seeded.contest_id), enter(other, seeded.contest_id)
        for position in range(1, 6):
            answer(phone, own, position, own.options[position][0])
        with full_disk(server):
            body = {"response": own.options[6][0], "request_id": "kept"}
            refused = [
                phone.call("PUT", f"/attempts/{own.attempt}/answers/6", body),
                other.call("POST", f"/attempts/{late.attempt}/submit"),
                third.call("POST", "/attempts", {"contest": str(seeded.contest_id)}),
            ]
            for reply in refused:
                assert (reply.status, reply.body["code"]) == (503, "storage"), reply
                assert int(reply.headers["Retry-After"]) > 0
            assert "磁盘" in refused[0].body["detail"]
            with urllib.request.urlopen(f"{server.base}/healthz", timeout=5) as reply:
                assert reply.status == 200
            seen = phone.call("GET", f"/attempts/{own.attempt}").body["responses"]
            assert seen == {str(position): response for position, response in own.saved.items()}
        answer(phone, own, 6, own.options[6][0])
        assert other.insist("POST", f"/attempts/{late.attempt}/submit").status == 200
        enter(third, seeded.contest_id)
        server.kill()
    with opened(data):
        rows = db.session.scalars(select(Answer).where(Answer.attempt_id == int(own.attempt))).all()
        assert {row.position: row.response for row in rows} == own.saved
