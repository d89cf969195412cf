"""What stands in a person's calendar besides activities: other packages give their days here. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

#: Returns such entries of a member's calendar, each as its lines in a calendar file; the plans put their own here.
entries_for: Callable[[int], Iterable[Iterable[str]]] = lambda _member_id: ()  # noqa: E731 - a seam
