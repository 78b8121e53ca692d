"""A store in process, for tests of code that uses the client: no socket, and no waiting.

    store = FakeStore()
    store.on("AddCustomerLog", AddCustomerLogResponse(customer_log=[…]))
    with store.client() as neto:
        function_of_yours(neto)
    assert store.requests[0].record.customer_logs.customer_log[0].username == "jsmith"

It checks what it gets as strictly as the schema is, and can misbehave as stores do. There is a
fixture for pytest in pytest_plugin. `for_cassettes` keeps secrets out of what vcrpy records.
"""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64decode
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import httpx2

from ._async_client import AsyncNetoClient
from ._auth import identity
from ._catalogue import OPERATIONS
from ._client import NetoClient
from ._errors import NetoError
from ._exchange import revealed
from ._locks import ForkLock
from ._model import Record
from ._rate_limit import RateLimiter
from ._redact import MASK, Headers, Sealed, Secret, Secrets, tells

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import Literal, TypeAlias

    from ._auth import Scheme

    Reply: TypeAlias = "Record | bytes | Misbehaviour"
    Function: TypeAlias = Callable[[Any], Reply]
    Quirk: TypeAlias = Literal[
        "one", "list", "empty", "zero_dates", "bare_dates", "numbers", "wrapped"
    ]

KEY = "fake-store-key"
# What a field for dates or times is annotated with; classes of records have "Update" in their names.
_DATES = re.compile(r"\b(?:date|datetime)\b")


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

    `requests` are those that arrived, in their order: what does not fit the schema or is not in it
    is refused, unless it is not `strict`, and so is what has no header with its key, in whatever scheme of authentication. With `as_seen`, answers that are records look as those of real stores do, in any of
    these ways: `one`, a list of one is an object; `list`, an object is a list of one; `empty`, what
    is not set is there and empty; `zero_dates`, a date that is not set is 0000-00-00 00:00:00;
    `bare_dates`, times are cut off; `numbers`, JSON has numbers and not texts; `wrapped`, JSON has
    the root around it. True stands for `one`, `empty` and `zero_dates`.
    """

    def __init__(
        self,
        *,
        key: str = KEY,
        auth: Scheme | None = None,
        as_seen: bool | Collection[Quirk] = False,
        strict: bool = True,
    ) -> None:
        self.strict = strict
        self.key = key
        self.auth = auth
        usual: tuple[Quirk, ...] = ("one", "empty", "zero_dates")
        self.as_seen = (usual if as_seen else ()) if isinstance(as_seen, bool) else as_seen
        self.requests: list[Received] = []
        self._always: dict[str, Reply | Function] = {}
        self._once: dict[str, list[Reply | Function]] = {}
        self._lock = ForkLock()

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
        return NetoClient(**{**self._settings(settings), **settings})

    def async_client(self, **settings: Any) -> AsyncNetoClient:  # noqa: ANN401 - as above
        """A client of this store, for tasks."""
        return AsyncNetoClient(**{**self._settings(settings), **settings})

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request, as httpx2 asks for it."""
        return self._answer(request, request.read())

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request, as httpx2 asks for it."""
        return self._answer(request, await request.aread())

    def _settings(self, given: Collection[str]) -> dict[str, Any]:
        return {
            "store": "https://fake.store.test",
            **({} if "auth" in given else {"auth": self.auth} if self.auth else {"key": self.key}),
            "http": self,
            # A store in process takes any number of calls, and does not make a test wait.
            "rate_limit": RateLimiter(1e9, cool_down=0.0),
            "retries": 0,
        }

    @staticmethod
    def _known(action: str) -> None:
        if action not in OPERATIONS:
            message = f"{action!r} is no operation of this client: {', '.join(sorted(OPERATIONS))}"
            raise ValueError(message)

    def _knows(self, headers: Mapping[str, str]) -> bool:
        """Whether the headers say who asks."""
        if self.auth is None:
            return any(_brings(value, self.key) for value in headers.values())
        token = None if self.auth.fresh_token is None else Secret(self.key)
        expected = revealed(identity(Sealed(self.auth), token).headers)
        return all(headers.get(k.decode().lower()) == v.decode() for k, v in expected)

    def _answer(self, request: httpx2.Request, body: bytes) -> httpx2.Response:
        headers = Headers(request.headers)
        action = headers.get("netoapi_action", "")
        if not self._knows(headers):
            return _response(refused())
        if action not in OPERATIONS:
            return _response(refused(f"Unknown action: {action}"))
        module, request_class, _ = OPERATIONS[action]
        kind: Any = getattr(import_module(f"{__package__}.{module}"), request_class)
        in_json = "json" in headers.get("content-type", "")
        try:
            read = kind.from_json if in_json else kind.from_xml
            record = read(body, strict=self.strict)
            if self.strict:
                _ = record.to_json()  # checks it
        except NetoError as error:
            more = (
                "; FakeStore(strict=False) takes what is not in the schema" if self.strict else ""
            )
            return _response(refused(f"The request is invalid: {error}{more}"))
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
        if not self.as_seen:
            document: bytes = record.to_json() if json_wanted else record.to_xml()
            return document
        content = _as_seen(record, self.as_seen)
        root: Any = record
        name: str = root.Meta.name
        if json_wanted:
            return json.dumps({name: content} if "wrapped" in self.as_seen else content).encode()
        return _xml(name, content).encode()


def _brings(value: str, key: str) -> bool:
    """Whether the value of a header is the key, or ends with it after the name of a scheme."""
    _, _, credentials = value.rpartition(" ")
    if key in (value, credentials):
        return True
    try:
        pair = b64decode(credentials, validate=True).decode()
    except ValueError:
        return False
    return pair.endswith(f":{key}")


def for_cassettes(*secrets: str) -> dict[str, Any]:
    """Settings for vcrpy, which records calls in files: `use_cassette(path, **for_cassettes(key))`.

    These secrets and the headers with a telling name are not recorded, neither those of requests nor
    those of answers; a body that repeats a secret is not recorded where that cannot be cut out.
    """
    hidden = Secrets(map(Secret, secrets))

    def hide(name: str, value: str | bytes) -> str:
        text = value if isinstance(value, str) else value.decode("latin-1")
        return MASK if tells(name) else hidden.hide(text)

    def hide_in_request(request: Any) -> Any:  # noqa: ANN401 - vcrpy's
        request.headers = {name: hide(name, value) for name, value in request.headers.items()}
        request.uri = hidden.hide(request.uri)
        if request.body is not None and hidden.are_in(request.body):
            request.body = hidden.hidden(request.body)
        return request

    def hide_in_response(response: dict[str, Any]) -> dict[str, Any]:
        body: bytes = response["body"]["string"]
        headers: dict[str, list[str]] = response["headers"]
        return {
            **response,
            "headers": {n: [hide(n, value) for value in values] for n, values in headers.items()},
            "body": {"string": hidden.hidden(body) if hidden.are_in(body) else body},
        }

    return {
        "before_record_request": hide_in_request,
        "before_record_response": hide_in_response,
        "decode_compressed_response": True,
    }


def _response(reply: Misbehaviour) -> httpx2.Response:
    if reply.error is not None:
        raise reply.error("the fake store was told to")
    return httpx2.Response(reply.status, headers=dict(reply.headers), content=reply.body)


def _as_seen(record: Any, quirks: Collection[Quirk]) -> dict[str, Any]:  # noqa: ANN401
    """What a record holds, as real stores write it."""
    return _content(record, json.loads(record.to_json(checked=False)), quirks)


def _content(
    record: Any, written: dict[str, Any], quirks: Collection[Quirk]  # noqa: ANN401 - any
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for known in fields(record):
        name, value = known.metadata.get("name"), getattr(record, known.name)
        if name is None:
            continue
        if value is None or value == []:
            if "zero_dates" in quirks and _DATES.search(str(known.type)):
                found[name] = "0000-00-00 00:00:00"
            elif "empty" in quirks:
                found[name] = ""
            continue
        content = written[name]
        if isinstance(value, list):
            values: list[Any] = value  # pyright: ignore[reportUnknownVariableType]
            items = [_value(*both, quirks) for both in zip(values, content, strict=True)]
            found[name] = items[0] if len(items) == 1 and "one" in quirks else items
        else:
            one = _value(value, content, quirks)
            found[name] = [one] if isinstance(one, dict) and "list" in quirks else one
    return found


def _value(value: Any, content: Any, quirks: Collection[Quirk]) -> Any:  # noqa: ANN401 - any
    if isinstance(value, Record):
        return _content(value, content, quirks)
    if "bare_dates" in quirks and isinstance(value, datetime):
        return content[: len("2026-11-25")]
    if "numbers" in quirks and isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return int(value) if value == int(value) else float(value)
    return content


def _xml(name: str, content: Any) -> str:  # noqa: ANN401 - any
    if isinstance(content, list):
        items: list[Any] = content  # pyright: ignore[reportUnknownVariableType]
        return "".join(_xml(name, item) for item in items)
    inner = escape(str(content))
    if isinstance(content, dict):
        members: dict[str, Any] = content  # pyright: ignore[reportUnknownVariableType]
        inner = "".join(_xml(key, value) for key, value in members.items())
    return f"<{name}>{inner}</{name}>"
