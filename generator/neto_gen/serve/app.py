"""The store as an ASGI application: the endpoint of the API, and what controls it."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
import struct
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from neto_gen.serve.control import Control, refused
from neto_gen.serve.faults import HEADER, Fault, Faults
from neto_gen.serve.incoming import Incoming, ReadToTheEnd
from neto_gen.serve.log import Log

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from neto_gen.serve.client import Client
    from neto_gen.serve.proxy import Upstream
    from neto_gen.serve.recordings import Player

ENDPOINT = "/do/WS/NetoAPI"
# The address of the gateway, through which add-ons reach all stores.
_AT_GATEWAY = f"/v1/stores/{{store}}{ENDPOINT}"
MOST_BODY = 32 << 20
MOST_BODIES = 256 << 20
_LONGEST_SILENCE = 120.0
_HTML = b"<html><body><h1>Down for maintenance</h1></body></html>"
# Makes closing a connection reset it.
_AT_ONCE = struct.pack("ii", 1, 0)


class Served(NamedTuple):
    """The source of answers: a store with its faults, recordings, or another store behind a proxy."""

    client: Client
    store: Any
    faults: Faults
    player: Player | None = None
    upstream: Upstream | None = None


class _TooLong(Exception):
    """A body is longer than is taken."""


class _Gone(Exception):
    """The client has gone."""


class Endpoint:
    """The endpoint of the API."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self.log = Log(served.client)
        self._bytes = 0
        self._request = served.client.wire.Request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        began = time.perf_counter()
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        # Servers pass on "-" where some clients send "_", and some people write it so.
        if "netoapi-action" in headers:
            headers.setdefault("netoapi_action", headers["netoapi-action"])
        body = b""
        try:
            body = await self._body(headers, receive)
            request = self._request(headers, body, scope["method"], scope["path"])
            asked = headers.get(HEADER, "")
            try:
                fault = self._served.faults.next(request.action, asked)
            except ValueError:
                text = f"{HEADER} must be one of {', '.join(Fault)}".encode()
                await _send(send, 400, {"content-type": "text/plain"}, text)
                return
            status, answer = await self._exchange(request, fault, receive, send)
        except _TooLong:
            text = f"a body can have at most {MOST_BODY:,} bytes".encode()
            await _send(send, 413, {"content-type": "text/plain"}, text)
            return
        except _Gone:
            return
        finally:
            self._bytes -= len(body)
        milliseconds = (time.perf_counter() - began) * 1000
        self.log.add(request, status, answer, "" if fault is None else fault.value, milliseconds)

    async def _body(self, headers: dict[str, str], receive: Receive) -> bytes:
        length = headers.get("content-length", "0")
        if length.isascii() and length.isdigit() and int(length) > MOST_BODY:
            raise _TooLong
        parts: list[bytes] = []
        size = 0
        try:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise _Gone  # noqa: TRY301 - the memory that was counted is released
                part: bytes = message.get("body", b"")
                size += len(part)
                self._bytes += len(part)
                if size > MOST_BODY or self._bytes > MOST_BODIES:
                    raise _TooLong  # noqa: TRY301 - as above
                parts.append(part)
                if not message.get("more_body", False):
                    break
        except (_TooLong, _Gone):
            self._bytes -= size
            raise
        return b"".join(parts)

    async def _exchange(
        self, request: Any, fault: Fault | None, receive: Receive, send: Send  # noqa: ANN401
    ) -> tuple[int, bytes]:
        """Answer a request, or apply a fault, and return the status and the body for the log."""
        if request.method != "POST":
            text = b"use POST to call the API"
            await _send(send, 405, {"content-type": "text/plain", "allow": "POST"}, text)
            return 405, text
        if fault is None or fault.acts:
            status, headers, body = await self._answer(request)
        else:
            status, headers, body = 200, {"content-type": "text/html"}, _HTML
        match fault:
            case Fault.RESET_BEFORE | Fault.RESET_AFTER:
                await _reset(receive)
                return 0, body if fault.acts else b""
            case Fault.TIMEOUT | Fault.TIMEOUT_AFTER:
                await _stay_silent(receive)
                return 0, body if fault.acts else b""
            case Fault.TRUNCATED:
                await _truncate(receive, send, headers, body)
                return status, body[: len(body) // 2]
            case Fault.RATE_LIMIT:
                status = 429
            case Fault.ERROR:
                status = 503
            case Fault.HTML_AFTER:
                headers, body = {"content-type": "text/html"}, _HTML
            # The page is the body already. A fault that is not listed here is found by pyright.
            case Fault.HTML | None:
                pass
        await _send(send, status, headers, body)
        return status, body

    async def _answer(self, request: Any) -> tuple[int, dict[str, str], bytes]:  # noqa: ANN401
        served = self._served
        if served.upstream is not None:
            return await served.upstream.answer(request)
        if served.player is not None:
            if not served.store.knows(request):
                response = served.store.refusal(request, ["Invalid API Key"], 401)
            elif found := served.player.answer(request.headers, request.body):
                return found.status, {"content-type": found.kind}, (found.response or "").encode()
            else:
                response = served.store.refusal(request, ["no matching request was recorded"])
        else:
            try:
                response = served.store.handle(request)
            except sqlite3.Error as error:
                text = f"the file of the store cannot be used: {error}"
                return 507, {"content-type": "text/plain"}, text.encode()
            except Exception as error:  # noqa: BLE001 - later requests must still be answered
                text = f"a bug in neto-gen serve, please report it: {type(error).__name__}: {error}"
                return 500, {"content-type": "text/plain"}, text.encode()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return response.status, headers, response.body


async def _send(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    told = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    told.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": body})


def _transport(receive: Receive) -> Any:  # noqa: ANN401 - the server's own
    """Return the transport of a request's connection."""
    incoming: Incoming = receive.__self__  # type: ignore[attr-defined]  # pyright: ignore[reportFunctionMemberAccess]
    return incoming.transport


async def _reset(receive: Receive) -> None:
    """Break the connection, so that the client sees a reset."""
    transport = _transport(receive)
    with suppress(OSError, AttributeError):
        own = transport.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    transport.abort()
    await _until_gone(receive)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _stay_silent(receive: Receive) -> None:
    """Say nothing until the client has gone."""
    with suppress(TimeoutError):
        await asyncio.wait_for(_until_gone(receive), _LONGEST_SILENCE)
        return
    await _reset(receive)


async def _truncate(receive: Receive, send: Send, headers: dict[str, str], body: bytes) -> None:
    """Send the first half of an answer that says how long it is, and break the connection."""
    told = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    told.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": told})
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    _transport(receive).close()  # pending output is still sent
    await _until_gone(receive)


def make_app(served: Served) -> Starlette:
    """Return the application that serves these answers."""
    endpoint = Endpoint(served)
    control = Control(served.client, served.store, served.faults, endpoint.log)
    return Starlette(
        routes=[
            Route(ENDPOINT, endpoint),
            Route(_AT_GATEWAY, endpoint),
            Route("/", control.to_page),
            Mount("/control", control),
        ],
        middleware=[Middleware(ReadToTheEnd)],
        exception_handlers={HTTPException: refused},
    )
