"""A browser hears only the events that it names: the feed names every one of the engine's."""

from __future__ import annotations

import re
from pathlib import Path

from quizapp.live.engine import game

FEED = Path(__file__).parents[3] / "static" / "js" / "live" / "feed.js"


def test_the_feed_hears_every_event_of_the_log() -> None:
    listed = FEED.read_text(encoding="utf-8").split("KINDS = [")[1].split("]")[0]
    assert set(re.findall(r"'(\w+)'", listed)) == {*game._EVOLVE, "undone"}
