"""How reading counts: what one heartbeat adds, how long a material is, when enough of it was read. Pure.

A beat says: this page was seen (this film was played) for so many milliseconds until now. It counts a stretch
that ends with the server's now; stretches of one person never overlap, whatever tabs and materials they come
from. So nobody's counted time runs faster than the server's clock, and what is sent twice counts once.

| a material | is as long as |
|---|---|
| article | the minutes that its author gave |
| PDF, slides | its pages times the seconds for a page, a setting of the branch |
| film | its file says, or else its author |
| link, PDF that cannot be drawn | not known: it is read elsewhere, and nothing is counted |
"""

from __future__ import annotations

from dataclasses import dataclass

from .kinds import MaterialKind

BEAT_S = 15
MOST_A_BEAT_MS = 30_000  # one beat may be lost on the way and come with the next
SHARES = (0, 50, 80, 100)  # per cent of the length that completing asks for
USUAL_SHARE = 50
PAGE_SECONDS = (10, 20, 30, 60)
USUAL_PAGE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Pace:
    """What a branch asks of its readers."""

    share: int = USUAL_SHARE
    page_seconds: int = USUAL_PAGE_SECONDS


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody has come: counted, whole and needed milliseconds."""

    counted: int
    length: int
    needed: int

    @property
    def enough(self) -> bool:
        """Whether the time suffices; it does where none can be counted."""
        return self.counted >= self.needed

    @property
    def percent(self) -> int:
        """How much of the needed time is there, 100 for enough."""
        return 100 if self.enough else 100 * self.counted // self.needed

    @property
    def minutes(self) -> int:
        """The whole minutes that count as hours of study."""
        return self.counted // 60_000

    @property
    def seconds_left(self) -> int:
        """What is missing, in whole seconds."""
        return -(-max(0, self.needed - self.counted) // 1000)


def gain(claim: int, now: int, until: int, since: int) -> int:
    """Return what a beat adds: of the claimed stretch before `now`, what lies after `until` and `since`.

    `until` is the end of the person's last counted stretch, `since` when the page was given out.
    """
    return max(0, min(claim, MOST_A_BEAT_MS, now - max(until, since)))


def counted_after(counted: int, gained: int, length: int) -> int:
    """Return the counted time with a gain; it does not grow beyond the length, nor shrink with it."""
    return max(counted, min(counted + gained, length))


def length_ms(
    kind: MaterialKind, minutes: int, pages: int | None, seconds: int | None, page_seconds: int
) -> int:
    """Return how long a material is; 0 where reading it cannot be seen."""
    if kind is MaterialKind.ARTICLE:
        return minutes * 60_000
    if kind in (MaterialKind.PDF, MaterialKind.SLIDES):
        return (pages or 0) * page_seconds * 1000
    if kind is MaterialKind.VIDEO:
        return (seconds or minutes * 60) * 1000
    return 0


def needed_ms(length: int, share: int, *, checked: bool) -> int:
    """Return how much time completing asks for; where no check stands at the end, time alone must tell."""
    return length * (share if checked else max(share, USUAL_SHARE)) // 100
