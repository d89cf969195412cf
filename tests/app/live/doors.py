"""Coming in, for tests: with defaults, and the code of a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quizapp.core import clock
from quizapp.core.errors import DomainError
from quizapp.live.models import LiveContest
from quizapp.live.service import lobby


def refused(call: Callable[[], Any]) -> str:
    """Return the code with which a call is refused."""
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value.code


def join(contest: LiveContest, **fields: Any) -> lobby.Joined:
    """Let somebody in; a guest called 甲 unless the fields say otherwise."""
    given: dict[str, Any] = {"name": "甲", "member": None, "now": clock.now(), **fields}
    return lobby.join(contest, **given)
