"""The limit for streams: one asyncio process without a framework that writes given bytes to whoever listens.

GET /stream listens; POST /publish sends its body to all listeners and then answers; anything else gets one reply.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: keep-alive\r\n\r\nevent: snapshot\ndata: 1\n\n"
REPLY = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
listeners: set[asyncio.StreamWriter] = set()


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            if head.startswith(b"GET /stream"):
                listeners.add(writer)
                writer.write(HEAD)
            elif head.startswith(b"POST /publish"):
                body = await reader.readexactly(_length(head))
                for listener in listeners:
                    listener.write(body)
                writer.write(REPLY)
            else:
                await reader.readexactly(_length(head))
                writer.write(REPLY)
    listeners.discard(writer)
    writer.close()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def main(port: int) -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", port, backlog=2048)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
