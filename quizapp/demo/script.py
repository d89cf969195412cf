"""The acts of the demo in the order of their moments, played in few large units of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from ..core.transaction import unit_of_work

#: Acts in one unit of work: many, since each commit waits for the disk.
BATCH = 150


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """Something done at a moment, which `play` is told. `alone`: it opens units of work of its own."""

    at: datetime
    number: int
    play: Callable[[datetime], object] = field(compare=False)
    alone: bool = field(compare=False)


class Script:
    """What happens in the demo; acts of one moment are played in the order in which they were added."""

    def __init__(self) -> None:
        self._acts: list[Act] = []

    def add(self, at: datetime, play: Callable[[datetime], object], *, alone: bool = False) -> None:
        """Have `play` called at its turn."""
        self._acts.append(Act(at, len(self._acts), play, alone))

    def run(self, tell: Callable[[int, int], object]) -> None:
        """Play all acts; `tell` hears after each batch how many of how many were played."""
        played = 0
        for batch in self._batches():
            if batch[0].alone:
                batch[0].play(batch[0].at)
            else:
                with unit_of_work():
                    for act in batch:
                        act.play(act.at)
            played += len(batch)
            tell(played, len(self._acts))

    def _batches(self) -> Iterator[list[Act]]:
        for alone, run in groupby(sorted(self._acts), key=lambda act: act.alone):
            acts = list(run)
            size = 1 if alone else BATCH
            yield from (acts[start : start + size] for start in range(0, len(acts), size))
