"""A network cable between one party and the server: an address of its own that can be pulled and plugged in.

A browser's offline mode lets streams that are open go on; a pulled cable does not.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

PIECE = 65536


class Cable:
    """Carries bytes between its own port and the server's. It waits for a server that is not there."""

    def __init__(self, port: int) -> None:
        self._server = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self._in = threading.Event()
        self._in.set()
        self._lines: set[socket.socket] = set()
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._door.getsockname()[1]}"

    def pull(self, *, silent: bool = False) -> None:
        """Let nothing through. `silent`: what is open hangs, as when the cable is pulled far away; else it breaks."""
        self._in.clear()
        for line in () if silent else tuple(self._lines):
            _hang_up(line)

    def plug(self) -> None:
        """Let everything through again, also what waited on a line that hangs."""
        self._in.set()

    def close(self) -> None:
        self._door.close()
        self.pull()
        self._in.set()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                line, _ = self._door.accept()
                threading.Thread(target=self._carry, args=(line,), daemon=True).start()

    def _carry(self, line: socket.socket) -> None:
        self._in.wait()
        try:
            server = socket.create_connection(("127.0.0.1", self._server))
        except OSError:
            _hang_up(line)
            return
        self._lines |= {line, server}
        back = threading.Thread(target=self._pump, args=(server, line), daemon=True)
        back.start()
        self._pump(line, server)
        back.join()
        self._lines -= {line, server}

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(PIECE):
                self._in.wait()
                target.sendall(piece)
        _hang_up(source)
        _hang_up(target)


def _hang_up(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()


@contextlib.contextmanager
def cable(port: int) -> Iterator[Cable]:
    """Lay a cable to a server, and take it away afterwards."""
    laid = Cable(port)
    try:
        yield laid
    finally:
        laid.close()
