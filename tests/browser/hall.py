"""Everybody in a contest in the room, and what each of them should see.

`Hall.sees` waits until everybody sees what is said, and when somebody does not, tells what each one saw.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from tests.browser.hall_host import LOOK, PATIENCE, Host
from tests.browser.hall_parties import Party, Phone, Seen, Wall
from tests.browser.hall_seed import TEAMS
from tests.browser.looks import overflow, violations


class Hall:
    """Everybody: the host who leads, the wall, the phones by short names."""

    def __init__(self, host: Host, wall: Wall, phones: Mapping[str, Phone]) -> None:
        self.host, self.wall, self.phones = host, wall, dict(phones)
        self.more: dict[str, Host] = {}  # organisers who look on
        self.away: set[str] = set()  # whose line is pulled: nothing is expected of them

    @property
    def parties(self) -> dict[str, Party]:
        return {"host": self.host, "wall": self.wall, **self.more, **self.phones}

    def report(self) -> str:
        """Tell what each one sees."""
        lines = []
        for name, party in self.parties.items():
            lines += [f"{name}: {_looked(party)}", *(f"    {one}" for one in party.troubles.found[-5:])]
        return "\n".join(lines)

    def sees(self, wanted: Mapping[str, Mapping[str, Any]]) -> None:
        """Wait until each of those named sees this, the ones left out whose line is pulled."""
        self.sees_of({name: parts for name, parts in wanted.items() if name not in self.away})

    def sees_of(self, wanted: Mapping[str, Mapping[str, Any]]) -> None:
        """Wait until each of those named sees this; fail with what all of them saw."""
        give_up, missed = time.monotonic() + PATIENCE, [""]
        while missed and time.monotonic() < give_up:
            missed = [
                f"{name} should see {part} {value!r}, sees {seen.get(part)!r}"
                for name, parts in wanted.items()
                for seen in [_looked(self.parties[name])]
                for part, value in parts.items()
                if seen.get(part) != value
            ]
            if missed:
                self.host.page.wait_for_timeout(LOOK)
        assert not missed, "\n".join([*missed, "---", self.report()])

    def phones_are(self, rest: str = "", **situations: str) -> None:
        """Wait until each phone is in its situation, those not named in `rest`."""
        names = self.phones if rest else situations
        self.sees({name: {"situation": situations.get(name, rest)} for name in names})

    def totals(self, t1: float, t2: float, t3: float, *, frozen: bool = False) -> None:
        """Wait until console, wall and phones agree on what the teams have; a frozen hall is not told."""
        amounts = {"t1": t1, "t2": t2, "t3": t3}
        by_name = {"totals": {TEAMS[id]: amount for id, amount in amounts.items()}}
        wanted: dict[str, Seen] = dict.fromkeys(("host", *self.more), by_name)
        if not frozen:
            wanted["wall"] = {"totals": amounts}
            teams = {name: phone.team for name, phone in self.phones.items() if phone.team}
            wanted |= {name: {"score": amounts[team]} for name, team in teams.items()}
        self.sees(wanted)

    def looked_at(self, *names: str) -> None:
        """Find nothing that reaches out of a window, and nothing by axe."""
        pages = {name: self.parties[name].page for name in names}
        found = {name: [*overflow(page), *violations(page)] for name, page in pages.items()}
        faults = {name: lines for name, lines in found.items() if lines}
        assert faults == {}, "\n".join([f"{name}: {line}" for name in faults for line in faults[name]])


def _looked(party: Party) -> Seen:
    """Return what a party sees, or why it sees nothing: a page on its way to another one."""
    try:
        return party.sees()
    except Exception as error:
        return {"cannot look": str(error).splitlines()[0]}
