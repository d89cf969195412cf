"""Server-Sent Events: a wake-up says "look again", the page then fetches what it shows."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator

from flask import Response

from ..core.services import services
from ..infra.bus import Subscription

#: Seconds between signs of life; each also finds out whether the other side is gone.
HEARTBEAT = 15
RETRY_MS = (1_000, 5_000)


def wake_ups(channel: str, event: str) -> Response:
    """Stream `event` at once and after every message on the bus channel; the data is the message.

    The first event lets a screen that comes back look at what it missed.
    """
    return respond(_wake_ups(services().bus.subscribe(channel), event))


def respond(frames: Iterator[str] | Iterator[bytes]) -> Response:
    """Answer with a stream that no proxy may hold back."""
    response = Response(frames, mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def frame(event: str, data: object, number: int | None = None) -> str:
    """Return one event in the wire's form."""
    first = f"id: {number}\n" if number is not None else ""
    return f"{first}event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _wake_ups(subscription: Subscription, event: str) -> Iterator[str]:
    # Screens that lost the line together must not all come back in the same instant.
    spread = RETRY_MS[0] + secrets.randbelow(RETRY_MS[1] - RETRY_MS[0])
    yield f"retry: {spread}\n" + frame(event, "")
    try:
        while not subscription.ended:
            message = subscription.next(HEARTBEAT + secrets.randbelow(1_000) / 1_000)
            if message is not None:
                yield frame(event, message)
            elif not subscription.ended:
                yield frame("heartbeat", None)
    finally:
        subscription.close()
