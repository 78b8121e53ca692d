"""A store in process, for tests of code that uses the client: no socket, and no waiting.

    store = FakeStore()
    store.on("AddCustomerLog", AddCustomerLogResponse(customer_log=[…]))
    with store.client() as neto:
        function_of_yours(neto)
    assert store.requests[0].record.customer_logs.customer_log[0].username == "jsmith"

It checks what it gets as strictly as the schema is, and can misbehave as stores do. There is a
fixture for pytest in pytest_plugin.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any

import httpx2

from ._async_client import AsyncNetoClient
from ._catalogue import OPERATIONS
from ._client import NetoClient
from ._errors import NetoError
from ._model import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    Reply: TypeAlias = "Record | bytes | Misbehaviour"
    Function: TypeAlias = Callable[[Any], Reply]

KEY = "fake-store-key"


@dataclass(frozen=True, slots=True)
class Received:
    """A request as the store got it. Names of headers are in small letters."""

    action: str
    record: Any
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """An answer as it should not be: a status, headers and bytes, or an error of the connection."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    error: type[httpx2.TransportError] | None = None


def http_error(status: int, *, retry_after: str | None = None) -> Misbehaviour:
    """A status other than 2xx, with an HTML page; with `Retry-After` if it is given."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Misbehaviour(status, headers, b"<html><body>Sorry</body></html>")


def html_page() -> Misbehaviour:
    """A page for people, with status 200: the shop is closed for maintenance."""
    return Misbehaviour(body=b"<html><body>Down for maintenance</body></html>")


def empty() -> Misbehaviour:
    """Nothing at all, with status 200."""
    return Misbehaviour()


def cut_off() -> Misbehaviour:
    """The beginning of an answer."""
    return Misbehaviour(body=b'{"Ack": "Succ')


def refused(message: str = "Invalid API Key") -> Misbehaviour:
    """Ack is Error, with this message, and status 200."""
    said = {"Message": message, "SeverityCode": "Error"}
    body = json.dumps({"Ack": "Error", "Messages": {"Error": said}}).encode()
    return Misbehaviour(body=body)


def no_connection() -> Misbehaviour:
    """The connection is refused: the request does not arrive."""
    return Misbehaviour(error=httpx2.ConnectError)


def dropped() -> Misbehaviour:
    """The request arrives, and the connection breaks before the answer."""
    return Misbehaviour(error=httpx2.ReadError)


def stalled() -> Misbehaviour:
    """The request arrives, and the answer does not come in time."""
    return Misbehaviour(error=httpx2.ReadTimeout)


def compressed(body: bytes) -> Misbehaviour:
    """An answer in gzip."""
    return Misbehaviour(headers={"Content-Encoding": "gzip"}, body=gzip.compress(body))


class FakeStore(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A store in process: an httpx2 transport that answers from records or functions.

    `requests` are those that arrived, in their order. With `as_seen`, JSON answers look as those of
    real stores: a list of one is an object.
    """

    def __init__(self, *, key: str = KEY, as_seen: bool = False) -> None:
        self.key = key
        self.as_seen = as_seen
        self.requests: list[Received] = []
        self._always: dict[str, Reply | Function] = {}
        self._once: dict[str, list[Reply | Function]] = {}
        self._lock = Lock()

    def on(self, action: str, reply: Reply | Function) -> None:
        """Answer this action so from now on: a record, bytes, a function of the request, or worse."""
        self._known(action)
        self._always[action] = reply

    def once(self, action: str, *replies: Reply | Function) -> None:
        """Answer the next calls of this action so, one after the other."""
        self._known(action)
        self._once.setdefault(action, []).extend(replies)

    def client(self, **settings: Any) -> NetoClient:  # noqa: ANN401 - those of NetoClient
        """A client of this store."""
        return NetoClient(**{**self._settings(), **settings})

    def async_client(self, **settings: Any) -> AsyncNetoClient:  # noqa: ANN401 - as above
        """A client of this store, for tasks."""
        return AsyncNetoClient(**{**self._settings(), **settings})

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request, as httpx2 asks for it."""
        return self._answer(request, request.read())

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request, as httpx2 asks for it."""
        return self._answer(request, await request.aread())

    def _settings(self) -> dict[str, Any]:
        return {
            "store": "https://fake.store.test",
            "key": self.key,
            "http": self,
            "rate_limit": None,
            "retries": 0,
        }

    @staticmethod
    def _known(action: str) -> None:
        if action not in OPERATIONS:
            message = f"{action!r} is no operation of this client: {', '.join(sorted(OPERATIONS))}"
            raise ValueError(message)

    def _answer(self, request: httpx2.Request, body: bytes) -> httpx2.Response:
        headers = dict(request.headers)
        action = headers.get("netoapi_action", "")
        known_by = {headers.get("netoapi_key"), headers.get("x_secret_key")}
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if self.key not in known_by | {bearer}:
            return _response(refused())
        if action not in OPERATIONS:
            return _response(refused(f"Unknown action: {action}"))
        module, request_class, _ = OPERATIONS[action]
        kind: Any = getattr(import_module(f"{__package__}.{module}"), request_class)
        in_json = "json" in headers.get("content-type", "")
        try:
            record = kind.from_json(body) if in_json else kind.from_xml(body)
            _ = record.to_json()  # checks it
        except NetoError as error:
            return _response(refused(f"The request is invalid: {error}"))
        with self._lock:
            replies = self._once.get(action)
            reply = replies.pop(0) if replies else self._always.get(action)
            arrived = not (isinstance(reply, Misbehaviour) and reply.error is httpx2.ConnectError)
            if arrived:
                self.requests.append(Received(action, record, headers, body))
        if reply is None:
            message = f"the test does not say what the store answers to {action}: store.on(…)"
            raise AssertionError(message)
        if not isinstance(reply, Record | bytes | Misbehaviour):
            reply = reply(record)
        if isinstance(reply, Misbehaviour):
            return _response(reply)
        if isinstance(reply, Record):
            reply = self._document(reply, json_wanted="json" in headers.get("accept", ""))
        return _response(Misbehaviour(body=reply))

    def _document(self, record: Any, *, json_wanted: bool) -> bytes:  # noqa: ANN401 - any root
        document: bytes = record.to_json() if json_wanted else record.to_xml()
        if json_wanted and self.as_seen:
            return json.dumps(_as_seen(json.loads(document))).encode()
        return document


def _response(reply: Misbehaviour) -> httpx2.Response:
    if reply.error is not None:
        raise reply.error("the fake store was told to")
    return httpx2.Response(reply.status, headers=dict(reply.headers), content=reply.body)


def _as_seen(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        values: list[Any] = value  # pyright: ignore[reportUnknownVariableType]
        items = [_as_seen(item) for item in values]
        return items[0] if len(items) == 1 else items
    if isinstance(value, dict):
        members: dict[str, Any] = value  # pyright: ignore[reportUnknownVariableType]
        return {name: _as_seen(item) for name, item in members.items()}
    return value
