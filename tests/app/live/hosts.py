"""A host's browser at a contest, for tests of the console."""

from __future__ import annotations

import json
from typing import Any

from quizapp.live import room
from quizapp.live.models import LiveContest
from tests.fixtures.app import Client


class Host:
    """A host's browser at one contest."""

    def __init__(self, client: Client, contest: LiveContest) -> None:
        self.client, self.id = client, contest.id
        self.base = f"/live/manage/{contest.id}"

    def act(self, do: str, **fields: Any) -> Any:
        return self.client.post(
            f"{self.base}/act", json={"do": do, **fields}, headers={"Accept": "application/json"}
        )

    def did(self, do: str, **fields: Any) -> None:
        response = self.act(do, **fields)
        assert response.status_code == 200, response.text

    def press(self, **fields: Any) -> Any:
        """Press a button of the page, as without scripts."""
        return self.client.post(f"{self.base}/act", data={"act": json.dumps(fields)})

    @property
    def state(self) -> Any:
        return room.state_of(self.id)

    @property
    def page(self) -> str:
        response = self.client.get(f"{self.base}/host")
        assert response.status_code == 200
        return str(response.text)

    def dialog(self, what: str, **args: Any) -> str:
        response = self.client.get(f"{self.base}/host/{what}", query_string={"part": 1, **args})
        assert response.status_code == 200, response.text
        return str(response.text)


def asked(host: Host) -> None:
    """Begin the first round and put its first question."""
    host.did("start_round")
    host.did("ask")


def pressed(host: Host) -> None:
    """Put the first question and have the second team press."""
    asked(host)
    host.did("open_buzz")
    host.did("press_for", seat="t2")
