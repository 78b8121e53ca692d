"""Requests that are read to their end, also where the answer does not wait for it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LONGEST_WAIT = 30.0


class ReadToTheEnd:
    """An application that answers in full, and reads what is left of a request before it is done.

    A server that closes a connection on which something still arrives resets it, and the client may
    lose the answer with it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        incoming = Incoming(receive)
        # Its body is sent when it is read, and never after a response.
        waits = any(name == b"expect" for name, _ in scope["headers"])

        async def answer(message: Message) -> None:
            if not incoming.is_read:
                if waits and message["type"] == "http.response.start":
                    headers = [*message["headers"], (b"connection", b"close")]
                    message = {**message, "headers": headers}
                elif not waits and _is_last(message):
                    await send({**message, "more_body": True})
                    await incoming.skip()
                    message = {"type": "http.response.body"}
            await send(message)

        await self._app(scope, incoming.receive, answer)


class Incoming:
    """The incoming side of a connection, for one request."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.is_read = False

    @property
    def transport(self) -> Any:  # noqa: ANN401 - the server's own
        """The connection. ASGI has no way to break one: Uvicorn's cycle knows it."""
        return self._receive.__self__.transport  # type: ignore[attr-defined]  # pyright: ignore[reportFunctionMemberAccess]

    async def receive(self) -> Message:
        """Return the next message."""
        message = await self._receive()
        self.is_read = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return message

    async def skip(self) -> None:
        """Drop what still comes; what comes very late is not waited for."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._skip(), _LONGEST_WAIT)

    async def _skip(self) -> None:
        while not self.is_read:
            await self.receive()


def _is_last(message: Message) -> bool:
    return message["type"] == "http.response.body" and not message.get("more_body", False)
