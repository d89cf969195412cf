"""Drawing a paper of 50 from 100,000 items by a blueprint, against reading 50 rows by primary key."""

from __future__ import annotations

import os
import tempfile
import time
from itertools import count
from pathlib import Path

from sqlalchemy import select

from quizapp.bank import queries as bank
from quizapp.bank.models import Item
from quizapp.extensions import db
from quizapp.papers import queries as papers
from quizapp.papers.blueprint import Blueprint
from quizapp.papers.draw import draw

from . import data
from .harness import Result, interleaved

ITEMS = int(os.environ.get("BENCH_ITEMS", "100000"))
TIMES = 30
BLUEPRINT = {
    "rows": [
        {"count": 20, "points": 200, "topics": ["主题1", "主题2"]},
        {"count": 20, "points": 200, "topics": ["主题3", "主题4", "主题5"], "difficulties": [1, 2]},
        {"count": 10, "points": 200, "difficulties": [5]},
    ]
}


def run() -> list[Result]:
    with tempfile.TemporaryDirectory() as name, data.application(Path(name)):
        bank_id = data.store(ITEMS)
        blueprint, seeds = Blueprint.from_json(BLUEPRINT), count()
        ids = list(db.session.scalars(select(Item.id).limit(50)))

        def ours() -> float:
            start = time.perf_counter()
            for _ in range(TIMES):
                drawn = draw(blueprint, papers.pool([bank_id]), f"seed {next(seeds)}")
                bank.current_versions([pick.item_id for pick in drawn.picks])
                db.session.rollback()
            return (time.perf_counter() - start) * 1000 / TIMES

        def limit() -> float:
            start = time.perf_counter()
            for _ in range(TIMES):
                db.session.execute(select(Item.id, Item.version_id, Item.stem).where(Item.id.in_(ids))).all()
                db.session.rollback()
            return (time.perf_counter() - start) * 1000 / TIMES

        took, read = interleaved(ours, limit)
    return [Result(f"draw 50 of {ITEMS:,}", took / read, took, read, "ms", "<= 5")]
