"""A store in a process of its own, as fast as Python can be, that counts what it gets.

    python -m benchmarks.store_process

Prints its port. It answers every POST with success, and a GET with what it got: how many requests,
and how many different ones.
"""

from __future__ import annotations

import asyncio
import json

ANSWER = b'{"CurrentTime":"2026-11-25 10:00:00","Ack":"Success","CustomerLog":[{"LogID":"1"}]}'


class _Store(asyncio.Protocol):
    bodies: set[bytes] = set()  # noqa: RUF012 - shared by all connections
    count = 0

    def __init__(self) -> None:
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].lower()
            _, found, rest = head.partition(b"content-length:")
            size = int(rest.split(b"\r\n", 1)[0]) if found else 0
            if len(self.buffer) < end + 4 + size:
                return
            body = self.buffer[end + 4 : end + 4 + size]
            self.buffer = self.buffer[end + 4 + size :]
            self.answer(head, body)

    def answer(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"get"):
            answer = json.dumps([_Store.count, len(_Store.bodies)]).encode()
        else:
            _Store.count += 1
            _Store.bodies.add(body)
            answer = ANSWER
        lines = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self.transport.write(lines % len(answer) + answer)


async def main() -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(_Store, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
