"""A store on a real socket that misbehaves as it is told, and counts what it has acted on."""

from __future__ import annotations

import gzip
import socket
import time
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    Behaviour = Callable[[socket.socket], None]

GOOD = b'{"Ack": "Success", "CustomerLog": {"LogID": "1"}}'


def answer(body: bytes = GOOD, status: str = "200 OK", **headers: str) -> Behaviour:
    """Answer so, and keep the connection."""

    def behave(connection: socket.socket) -> None:
        given = {"content_length": str(len(body)), **headers}
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items()]
        head = "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""])
        connection.sendall(head.encode() + body)

    return behave


def drop(sent: bytes = b"") -> Behaviour:
    """Send so much of an answer and close."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_RDWR)

    return behave


def stall(sent: bytes = b"") -> Behaviour:
    """Send so much of an answer and then nothing until the other side closes."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(sent)
        while connection.recv(4096):
            pass

    return behave


def raw(sent: bytes) -> Behaviour:
    """Send these bytes, whatever they are, and then nothing more."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass

    return behave


def endless(piece: bytes, coding: str, begin: bytes = b"") -> Behaviour:
    """Send a body without end, of what always unpacks to the same."""

    def behave(connection: socket.socket) -> None:
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: 999999999999\r\n\r\n"
        )
        connection.sendall(head.encode() + begin)
        while True:
            connection.sendall(piece)

    return behave


def drip(seconds: float = 0.02) -> Behaviour:
    """Send the body byte by byte, for ever."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            connection.sendall(b" ")
            time.sleep(seconds)

    return behave


def gzip_bomb(size: int = 50_000_000) -> Behaviour:
    """Send little that unpacks to much."""
    return answer(gzip.compress(b" " * size), content_encoding="gzip")


@dataclass(slots=True)
class MisbehavingStore:
    """A store on a free port of loopback, in use as a context manager.

    `script` are the behaviours for the next requests; after them it answers well, or what `reply`
    makes of the body. `bodies` are the
    requests that it has read whole: a store may have acted on each of them.
    """

    script: list[Behaviour] = field(default_factory=list["Behaviour"])
    bodies: list[bytes] = field(default_factory=list[bytes])
    reply: Callable[[bytes], bytes] | None = None
    connections: int = 0
    open: int = 0
    _lock: Lock = field(default_factory=Lock)
    _server: socket.socket | None = None

    @property
    def address(self) -> str:
        """The address of the store."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._server = socket.create_server(("127.0.0.1", 0), backlog=600)
        Thread(target=self._accept, args=(self._server,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _usual(self, body: bytes) -> Behaviour:
        return answer() if self.reply is None else answer(self.reply(body))

    def _accept(self, server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with self._lock:
            self.connections += 1
            self.open += 1
        try:
            with connection, connection.makefile("rb") as stream:
                while True:
                    length = 0
                    line = stream.readline()
                    if not line:
                        return
                    while line.strip():
                        name, _, value = line.partition(b":")
                        if name.lower() == b"content-length":
                            length = int(value)
                        line = stream.readline()
                    body = stream.read(length)
                    with self._lock:
                        self.bodies.append(body)
                        behaviour = self.script.pop(0) if self.script else self._usual(body)
                    behaviour(connection)
        except OSError:
            pass
        finally:
            with self._lock:
                self.open -= 1
