"""Under gevent, as `quizapp serve` sets the process up, one writing unit waits for the other and stops nobody."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.app.cli.conftest import run
from tests.support.server import ROOT

SCRIPT = """
from quizapp.cli import running, server
server.make_cooperative()
import gevent
from quizapp import create_app
from quizapp.core.transaction import unit_of_work

app = create_app()
steps = []

def write(name):
    with app.app_context(), unit_of_work():
        steps.append(f"{name} in")
        gevent.sleep(0.2)
        steps.append(f"{name} out")

def tick():
    for _ in range(10):
        gevent.sleep(0.02)
    steps.append("ticked")

gevent.joinall([gevent.spawn(write, "a"), gevent.spawn(write, "b"), gevent.spawn(tick)], raise_error=True)
print(*steps, sep=", ")
"""


def test_writing_units_wait_for_each_other(nowhere: Path) -> None:
    run("init")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True
    )
    steps = done.stdout.strip().split(", ")
    assert [step for step in steps if step != "ticked"] == ["a in", "a out", "b in", "b out"]
    assert steps.index("ticked") < steps.index("b out")
