"""The bus of several processes: each has a local bus, and a line carries the messages between them.

What is published here is heard here at once, whatever the line does; a thread (a greenlet under gevent)
sends it on, another one hears what others send. A line that is down costs wake-ups, never a page: it is
tried again and again, and once it is back everyone looks again, since something may have been missed.
"""

from __future__ import annotations

import json
import logging
import queue
import secrets
import threading
import time
from collections.abc import Generator
from contextlib import closing, suppress
from typing import Protocol

from .bus import LocalBus, Subscription, Watcher

log = logging.getLogger(__name__)

MAX_WAITING = 2_000
RETRY_SECONDS = (0.2, 5.0)  # the first and the longest wait before a line is tried again
BEAT_SECONDS = 10.0  # a silent line is asked for a sign of life; after three without one it is laid anew
FLUSH_SECONDS = 2.0  # how long a process that ends waits for what it has still to send


class Line(Protocol):
    """What carries texts between processes; both calls raise when the line is down."""

    name: str

    def send(self, text: str) -> None:
        """Send a text to every process that listens, this one included."""

    def listen(self) -> Generator[str | None, None, None]:
        """Yield None once it listens, then each text, and None after each moment of silence."""

    def close(self) -> None:
        """Leave the line."""


class RelayBus:
    """A local bus with a line to those of other processes."""

    def __init__(self, line: Line, *, beat_seconds: float = BEAT_SECONDS) -> None:
        self._line = line
        self._beat_seconds = beat_seconds
        self._local = LocalBus()
        self._origin = secrets.token_hex(8)
        self._outbox: queue.Queue[str | None] = queue.Queue(MAX_WAITING)
        self._lost = threading.Event()  # messages of ours did not leave: the others must look again
        self._stopped = threading.Event()
        self._starting = threading.Lock()
        self._sender: threading.Thread | None = None
        self._listener: threading.Thread | None = None

    def publish(self, channel: str, message: str) -> None:
        self._local.publish(channel, message)
        self._post(self._text(channel, message))

    def subscribe(self, channel: str) -> Subscription:
        place = self._local.subscribe(channel)
        self.start()
        return place

    def watch(self, channel: str, call: Watcher) -> None:
        self._local.watch(channel, call)

    def start(self) -> None:
        with self._starting:
            if self._listener is None and not self._stopped.is_set():
                self._listener = threading.Thread(target=self._listen, name="bus-listener", daemon=True)
                self._listener.start()

    def let_go(self) -> None:
        self._stopped.set()
        self._local.let_go()

    def close(self) -> None:
        self.let_go()
        with self._starting:
            sender, listener = self._sender, self._listener
        if sender:
            with suppress(queue.Full):
                self._outbox.put_nowait(None)  # a full one belongs to a line that is down: nothing can leave
            sender.join(FLUSH_SECONDS)
        self._line.close()
        if listener:
            listener.join(FLUSH_SECONDS)

    def _text(self, channel: str, message: str) -> str:
        return json.dumps([self._origin, channel, message], ensure_ascii=False, separators=(",", ":"))

    def _post(self, text: str) -> None:
        """Leave a text to the sender; for one that finds no room everyone is told to look again."""
        self._ensure_sender()
        try:
            self._outbox.put_nowait(text)
        except queue.Full:
            self._lost.set()

    def _ensure_sender(self) -> None:
        if self._sender:
            return
        with self._starting:
            if not self._sender:
                self._sender = threading.Thread(target=self._send_waiting, name="bus-sender", daemon=True)
                self._sender.start()

    def _send_waiting(self) -> None:
        down = _Outage(f"{self._line.name} takes no messages")
        while (text := self._outbox.get()) is not None:
            wait = RETRY_SECONDS[0]
            while not self._sent(text, down):
                if self._stopped.wait(wait):
                    return
                wait = min(wait * 2, RETRY_SECONDS[1])

    def _sent(self, text: str, down: _Outage) -> bool:
        if self._lost.is_set():
            self._lost.clear()
            self._drop_waiting()
            text = self._text("", "")
        try:
            self._line.send(text)
        except Exception as error:  # whatever the driver raises: the line is down
            self._lost.set()
            down.begins(error)
            return False
        down.is_over()
        return True

    def _drop_waiting(self) -> None:
        """Empty the outbox: one message that tells everyone to look again says it all."""
        with suppress(queue.Empty):
            while self._outbox.get_nowait() is not None:
                pass
            self._outbox.put_nowait(None)  # the end was asked for meanwhile

    def _listen(self) -> None:
        down, wait = _Outage(f"{self._line.name} is not heard"), RETRY_SECONDS[0]
        while not self._stopped.is_set():
            try:
                with closing(self._line.listen()) as heard:
                    next(heard)
                    down.is_over()
                    wait = RETRY_SECONDS[0]
                    self._local.wake_all()
                    self._follow(heard)
            except Exception as error:  # whatever the driver raises: the line is down
                if self._stopped.is_set():
                    return
                down.begins(error)
                self._stopped.wait(wait * (1 + secrets.randbelow(100) / 100))
                wait = min(wait * 2, RETRY_SECONDS[1])

    def _follow(self, heard: Generator[str | None, None, None]) -> None:
        last = asked = time.monotonic()
        for text in heard:
            if self._stopped.is_set():
                return
            now = time.monotonic()
            if text is not None:
                last = asked = now
                self._deliver(text)
            elif now - last > 3 * self._beat_seconds:
                raise ConnectionError("no sign of life")
            elif now - asked > self._beat_seconds:
                asked = now
                self._post(json.dumps(["beat", "", ""]))

    def _deliver(self, text: str) -> None:
        try:
            origin, channel, message = json.loads(text)
        except ValueError:
            log.warning("the bus heard something that is not its own: %.80r", text)
            return
        if origin in (self._origin, "beat"):
            return
        if channel:
            self._local.publish(channel, message)
        else:
            self._local.wake_all()


class _Outage:
    """Tells the log once that something is down and once that it is back."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._lasts = False

    def begins(self, error: Exception) -> None:
        if not self._lasts:
            log.warning("bus: %s (%s); other processes' screens follow late", self._what, error)
        self._lasts = True

    def is_over(self) -> None:
        if self._lasts:
            log.warning("bus: %s is over", self._what)
        self._lasts = False
