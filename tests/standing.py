"""The store of `neto-gen serve` in this process, on a real socket, for tests that look at what it got.

Its application and its server are those of the command; around them, requests are written down as they
came, and answers that a test has prepared go out first.
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from neto_gen.serve.app import ENDPOINT as ENDPOINT  # noqa: PLC0414 - a name of this module
from neto_gen.serve.app import Served, make_app
from neto_gen.serve.client import client_in
from neto_gen.serve.faults import Faults
from neto_gen.serve.run import knows, server_of
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from starlette.types import Message, Receive, Scope, Send

KEY = "stand-in-key"
STORE_ID = "12345"
TOKEN = KEY
GATEWAY_ENDPOINT = f"/v1/stores/{STORE_ID}{ENDPOINT}"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it goes out."""

    body: bytes
    content_type: str = "application/json"
    status: int = 200


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request as it came in, and what was answered. Header names are in small letters."""

    headers: dict[str, str]
    body: bytes
    answer: Answer


@dataclass(slots=True)
class StandInStore:
    """A store on a free port of loopback, in use as a context manager.

    `exchanges` is everything that came in and went out. Answers put into `scripted` go out first,
    in their order, whatever is asked. `records` are in the store from the beginning, by their kinds.
    """

    exchanges: list[Exchange] = field(default_factory=list[Exchange])
    scripted: list[Answer] = field(default_factory=list[Answer])
    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, Any])
    _server: _Server | None = None

    @property
    def address(self) -> str:
        """The address of the store."""
        assert self._server is not None, "the store is closed"
        return self._server.address

    def answer(self, body: bytes) -> Answer | None:
        """Return what is answered in place of what the store would say, or None."""
        del body
        return self.scripted.pop(0) if self.scripted else None

    def __enter__(self) -> Self:
        self._server = _idle.pop() if _idle else _Server()
        self._server.open(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        _idle.append(self._server)
        self._server = None


class _Server:
    """A server that stays for other stores when one is closed: to start one takes a while."""

    def __init__(self) -> None:
        listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self._store: StandInStore | None = None
        self._client = client_in(REPOSITORY / "generated", "neto_client")
        self._app: Any = None
        server = server_of(self)
        ready = Event()

        async def run() -> None:
            asyncio.get_running_loop().call_soon(ready.set)
            await server.serve(sockets=[listening])

        Thread(target=lambda: asyncio.run(run()), daemon=True).start()
        ready.wait()

    def open(self, store: StandInStore) -> None:
        """Serve this store, without earlier requests."""
        engine = self._client.store.Store(self._client.operations, knows=knows(KEY))
        for kind, records in store.records.items():
            engine.seed(kind, records)
        self._app = make_app(Served(self._client, engine, Faults()))
        self._store = store

    def close(self) -> None:
        """Stop serving a store."""
        self._store = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and write it down."""
        store = self._store
        if scope["type"] != "http" or store is None:
            return
        parts: list[bytes] = []
        told: dict[str, Any] = {}
        answered: list[bytes] = []

        async def hear(message: Message) -> None:
            if message["type"] == "http.response.start":
                told.update(message)
                return  # a client may have an empty answer as soon as this is sent
            answered.append(message.get("body", b""))
            if not message.get("more_body", False):
                body = b"".join(answered)
                answer = Answer(body, _kind(told["headers"]), told["status"])
                store.exchanges.append(Exchange(_headers(scope), b"".join(parts), answer))
                await send(told)
                await send({"type": "http.response.body", "body": body})

        while True:
            message = await receive()
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                break
        answer = store.answer(b"".join(parts))
        if answer is not None:
            told_now = [
                (b"content-type", answer.content_type.encode()),
                (b"content-length", str(len(answer.body)).encode()),
            ]
            await hear(
                {"type": "http.response.start", "status": answer.status, "headers": told_now}
            )
            await hear({"type": "http.response.body", "body": answer.body})
            return

        async def again() -> Message:
            return {"type": "http.request", "body": b"".join(parts)}

        await self._app(scope, again, hear)


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _kind(headers: list[tuple[bytes, bytes]]) -> str:
    return dict(headers).get(b"content-type", b"").decode()


_idle: list[_Server] = []
