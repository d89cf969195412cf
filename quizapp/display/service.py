"""Verbs on the big screens."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from ..boards.queries import BOARDS
from ..core import audit
from ..core.errors import Invalid
from ..core.i18n import N_
from ..core.ids import new_token
from ..core.permissions import Identity
from ..core.services import services
from ..core.transaction import after_commit
from ..extensions import db
from ..record.queries import channel
from .models import Screen

#: What a screen shows of the branch besides boards; left out while there is nothing to show.
SCENES = ("activity", "birthday", "voices", "honours")
PERIODS = ("week", "month", "quarter", "year")
SECONDS = (8, 15, 30, 60)
THEMES = ("dark", "light")


@dataclass(frozen=True, slots=True)
class Options:
    """What a screen shows: boards and scenes in rotation, each for so many seconds; `live`: it turns to a running contest."""

    boards: tuple[str, ...] = ("groups", "members")
    period: str = "month"
    seconds: int = 15
    theme: str = "dark"
    live: bool = True

    def check(self) -> None:
        """Refuse options that no screen can have."""
        known = set(self.boards) <= {*BOARDS, *SCENES} and self.boards
        if not known or self.period not in PERIODS or self.seconds not in SECONDS or self.theme not in THEMES:
            raise Invalid(N_("大屏的设置不对，请重新选择。"), field="boards")


def create_screen(name: str, options: Options, *, actor: Identity, now: datetime) -> Screen:
    """Make a screen of the actor's branch, with an address that nobody can guess."""
    options.check()
    screen = Screen(
        branch_id=actor.branch_id,
        name=name.strip(),
        token=new_token(18),
        options=asdict(options),
        created_at=now,
        created_by=actor.member_id,
    )
    db.session.add(screen)
    db.session.flush()
    audit.note(actor, "screen.created", "screen", screen.id, at=now, after={"name": screen.name})
    return screen


def change_screen(screen: Screen, name: str, options: Options, *, actor: Identity, now: datetime) -> None:
    """Change what a screen shows; screens that are open follow at once."""
    options.check()
    before = {"name": screen.name, **screen.options}
    screen.name, screen.options = name.strip(), asdict(options)
    after = {"name": screen.name, **screen.options}
    audit.note(actor, "screen.changed", "screen", screen.id, at=now, before=before, after=after)
    _wake(screen)


def revoke_screen(screen: Screen, *, actor: Identity, now: datetime) -> None:
    """End a screen's address; whoever has it open sees that it ended."""
    screen.revoked_at = now
    audit.note(actor, "screen.revoked", "screen", screen.id, at=now)
    _wake(screen)


def _wake(screen: Screen) -> None:
    bus, wake = services().bus, channel(screen.branch_id)
    after_commit(lambda: bus.publish(wake, "screen"))
