"""A store in process behind a port of this machine, for code that does not take a transport."""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import TYPE_CHECKING

import httpx2

from ._redact import MaskedHeaders
from ._store_wire import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

MOST_BYTES = 64 << 20
_LONGEST_WAIT = 30.0
# Makes closing a connection reset it.
_AT_ONCE = struct.pack("ii", 1, 0)


class Port:
    """A port that answers with a function, in use as a context manager. `address` is where it is.

    The function may raise an error of httpx2: the connection is reset, or stays silent.
    """

    def __init__(self, answer: Callable[[Request], Response]) -> None:
        self._answer = answer
        self._server: ThreadingHTTPServer | None = None
        self._closed = Event()

    @property
    def address(self) -> str:
        """The address of the store. Raises RuntimeError when it is closed."""
        if self._server is None:
            message = "the port is closed"
            raise RuntimeError(message)
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._closed.clear()
        self._server = _Server(("127.0.0.1", 0), _handler(self._answer, self._closed))
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closed.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128


def _drop_body(handler: BaseHTTPRequestHandler, size: str) -> None:
    """Read a body to its end: a connection that is closed before is reset, and the answer lost."""
    handler.wfile.flush()
    handler.connection.settimeout(_LONGEST_WAIT)
    left = int(size) if size.isascii() and size.isdigit() else 0
    with suppress(OSError):
        while left > 0 and (part := handler.rfile.read(min(left, 1 << 20))):
            left -= len(part)


def _handler(answer: Callable[[Request], Response], closed: Event) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Otherwise the second part of a response waits for the client to acknowledge the first.
        disable_nagle_algorithm = True
        wbufsize = 1 << 16

        def do_POST(self) -> None:
            size = self.headers.get("Content-Length", "")
            if not (size.isascii() and size.isdigit()) or int(size) > MOST_BYTES:
                self.close_connection = True
                self.send_error(411 if not size else 413)
                _drop_body(self, size)
                return
            body = self.rfile.read(int(size))
            request = Request(
                MaskedHeaders({name.lower(): value for name, value in self.headers.items()}),
                body,
                self.command,
                self.path,
            )
            try:
                response = answer(request)
            except httpx2.TimeoutException:
                closed.wait()
                self._reset()
            except httpx2.TransportError:
                self._reset()
            except AssertionError as error:  # an error in the test, which its own process reports
                self._send(Response(500, {"Content-Type": "text/plain"}, str(error).encode()))
            else:
                self._send(response)

        def _send(self, response: Response) -> None:
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            self.wfile.write(response.body)

        def _reset(self) -> None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            self.close_connection = True
            self.connection.close()

        def finish(self) -> None:
            with suppress(OSError, ValueError):  # it is closed
                super().finish()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as there
            """Print nothing: the store has a list of its requests."""

    return Handler
