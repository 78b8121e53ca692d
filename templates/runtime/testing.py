"""A store in process, for tests of code that uses the client: no socket, and no waiting.

    store = FakeStore()
    store.seed("Item", factory(Item, sku="A1"))
    with store.client() as neto:
        function_of_yours(neto)
    store.assert_held("Item", SKU="A1", Name="Shirt")

It keeps what is added, finds and updates it, and answers otherwise where it is told to. It checks
what it gets as strictly as the schema is, and can misbehave as stores do. There is a fixture for
pytest in pytest_plugin. `for_cassettes` keeps secrets out of what vcrpy records.

Long, because all that tests call is in one module.
"""

from __future__ import annotations

import copy
import gzip
import json
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar, overload

import httpx2

from ._async_client import AsyncNetoClient
from ._auth import Scheme, identity
from ._call import revealed
from ._catalogue import OPERATIONS
from ._client import NetoClient
from ._factory import factory as factory  # noqa: PLC0414 - a name of this module
from ._factory import strategy as strategy  # noqa: PLC0414 - as above
from ._fields import Operation  # noqa: TC001 - for get_type_hints
from ._locks import ForkLock
from ._model import Record
from ._rate_limit import RateLimiter
from ._redact import MASK, MaskedHeaders, Sealed, Secret, Secrets, tells
from ._store import Refused, Store, Unanswerable
from ._store_kinds import Operations
from ._store_port import Port
from ._store_wire import QUIRKS, USUAL_QUIRKS, Quirk, Request, Response, content_of, document

R = TypeVar("R", bound=Record)
Q = TypeVar("Q")
F = TypeVar("F", bound="Function")

KEY = "fake-store-key"


@dataclass(frozen=True, slots=True)
class Received:
    """A request that the store received. Names of headers are in lower case."""

    action: str
    record: Any
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """A faulty response: a status, headers and bytes, or an error of the connection."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    error: type[httpx2.TransportError] | None = None


Reply: TypeAlias = Record | bytes | Misbehaviour
Function: TypeAlias = Callable[[Any], Reply]
TypedFunction: TypeAlias = Callable[[Any], R | bytes | Misbehaviour]


def http_error(status: int, *, retry_after: str | None = None) -> Misbehaviour:
    """Respond with an HTTP status other than 2xx and an HTML page, and with `Retry-After` if given."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Misbehaviour(status, headers, b"<html><body>Sorry</body></html>")


def html_page() -> Misbehaviour:
    """Respond with an HTML page about maintenance, with status 200."""
    return Misbehaviour(body=b"<html><body>Down for maintenance</body></html>")


def empty() -> Misbehaviour:
    """Respond with an empty body, with status 200."""
    return Misbehaviour()


def cut_off() -> Misbehaviour:
    """Respond with the beginning of a response only."""
    return Misbehaviour(body=b'{"Ack": "Succ')


def refused(message: str = "Invalid API Key") -> Misbehaviour:
    """Refuse the request with this message: `Ack` is Error, with status 200."""
    said = {"Message": message, "SeverityCode": "Error"}
    body = json.dumps({"Ack": "Error", "Messages": {"Error": said}}).encode()
    return Misbehaviour(body=body)


def no_connection() -> Misbehaviour:
    """Refuse the connection, so that the request does not arrive."""
    return Misbehaviour(error=httpx2.ConnectError)


def dropped() -> Misbehaviour:
    """Break the connection after the request has arrived, before the response."""
    return Misbehaviour(error=httpx2.ReadError)


def stalled() -> Misbehaviour:
    """Send no response in time, after the request has arrived."""
    return Misbehaviour(error=httpx2.ReadTimeout)


def compressed(body: bytes) -> Misbehaviour:
    """Compress a response with gzip."""
    return Misbehaviour(headers={"Content-Encoding": "gzip"}, body=gzip.compress(body))


class FakeStore(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A fake store for tests, in process: an httpx2 transport that keeps and finds records.

    `on` and `once` set other responses for an action: a record, or a function of the request.
    Without `keeps_state`, there are no other responses than these.

    `requests` has all requests that arrived, in order. The store refuses requests that do not match
    the schema, unless `strict` is False, and requests without its key, in any authentication scheme.

    `as_seen` formats responses as real stores do, in these ways: `one`, a list of one is an object;
    `list`, an object is a list of one; `empty`, fields that are not set are present and empty;
    `zero_dates`, a date that is not set is 0000-00-00 00:00:00; `bare_dates`, times are cut off;
    `numbers`, JSON has numbers instead of strings; `wrapped`, JSON has the root element; `extra`,
    records have an element that is not in the schema. True means `one`, `empty` and `zero_dates`.
    """

    def __init__(
        self,
        *,
        key: str = KEY,
        auth: Scheme | None = None,
        as_seen: bool | Collection[Quirk] = False,
        strict: bool = True,
        keeps_state: bool = True,
    ) -> None:
        self.strict = strict
        self.key = key
        self.auth = auth
        self.as_seen = (USUAL_QUIRKS if as_seen else ()) if isinstance(as_seen, bool) else as_seen
        if unknown := {*self.as_seen} - {*QUIRKS}:
            message = f"as_seen has no {min(unknown)!r}: use any of {', '.join(QUIRKS)}"
            raise ValueError(message)
        self.keeps_state = keeps_state
        self.requests: list[Received] = []
        self._always: dict[str, Reply | Function] = {}
        self._once: dict[str, list[Reply | Function]] = {}
        self._lock = ForkLock()
        self._port: Port | None = None
        self._store = Store(Operations(str(__package__)), knows=self._knows)

    @overload
    def on(self, action: Operation[R], /) -> Callable[[Callable[[Q], R]], Callable[[Q], R]]: ...
    @overload
    def on(self, action: str, /) -> Callable[[F], F]: ...
    @overload
    def on(
        self, action: Operation[R], reply: R | bytes | Misbehaviour | TypedFunction[R]
    ) -> None: ...
    @overload
    def on(self, action: str, reply: Reply | Function) -> None: ...
    def on(self, action: Any, reply: Any = None) -> Any:
        """Set the response to all calls of an action: a record, bytes, a function or a Misbehaviour.

        Without a response, it is a decorator for the function that returns it:

            @store.on(get_order.OPERATION)
            def found(request: GetOrder) -> GetOrderResponse: ...
        """
        name = self._named(action)
        if reply is None:

            def register(function: F) -> F:
                self._always[name] = function
                return function

            return register
        self._always[name] = reply
        return None

    def once(self, action: str | Operation[Any], *replies: Reply | Function) -> None:
        """Set the responses to the next calls of an action, one after the other."""
        self._once.setdefault(self._named(action), []).extend(replies)

    def seed(self, kind: str, *records: Record | Mapping[str, Any]) -> None:
        """Add records of a kind, such as "Item": records of this client, or elements by name.

        Raises ValueError if there is no such kind or, unless the store is not strict, if a record fits no
        schema of it.
        """
        given = (content_of(r) if isinstance(r, Record) else r for r in records)
        with self._lock:
            self._settle()
            try:
                self._store.seed(kind, given)
            except Refused as refused:
                raise ValueError(str(refused)) from None

    def held(self, kind: str) -> list[dict[str, Any]]:
        """Return the records of a kind as dictionaries of strings, by the names of their elements.

        Raises ValueError if there is no such kind.
        """
        if kind not in self._store.kinds:
            message = f"there are no records called {kind}: {', '.join(sorted(self._store.kinds))}"
            raise ValueError(message)
        with self._lock:
            return [copy.deepcopy(record) for record in self._store.state.all(kind)]

    def received(self, action: str | Operation[Any]) -> list[Any]:
        """Return the requests of this action that arrived, as records."""
        name = self._named(action)
        return [request.record for request in self.requests if request.action == name]

    def assert_received(
        self,
        action: str | Operation[Any],
        *,
        times: int | None = None,
        where: Callable[[Any], bool] | None = None,
    ) -> Any:  # noqa: ANN401 - of the action
        """Fail unless this action was called, exactly `times` if given, and return the last request.

        With `where`, only requests for which the function returns True count.
        """
        __tracebackhide__ = True
        name = self._named(action)
        of_action = self.received(action)
        found = [record for record in of_action if where is None or where(record)]
        if not found if times is None else len(found) != times:
            expected = f"{'at least 1' if times is None else times} of {name}"
            such = "" if where is None else f", of {len(of_action)} for this action"
            raise AssertionError(f"expected {expected}, but got {len(found)}{such}: {self._told()}")
        return found[-1] if found else None

    def assert_nothing_received(self, action: str | Operation[Any] | None = None) -> None:
        """Fail if any request arrived, or any request of this action."""
        __tracebackhide__ = True
        if self.requests if action is None else self.received(action):
            what = "no request" if action is None else f"none of {self._named(action)}"
            raise AssertionError(f"expected {what}: {self._told()}")

    def assert_held(self, kind: str, **values: object) -> dict[str, Any]:
        """Fail unless the store has a record of this kind with these values, and return it.

        Name values by their elements: `store.assert_held("Item", SKU="A1")`.
        """
        __tracebackhide__ = True
        records = self.held(kind)
        for record in records:
            if all(str(record.get(name)) == str(value) for name, value in values.items()):
                return record
        shown = ", ".join(f"{name}={value}" for name, value in values.items())
        others = [{name: record.get(name) for name in values} for record in records[:5]]
        raise AssertionError(f"no {kind} with {shown} among {len(records)}: {others}")

    def _told(self) -> str:
        counts = Counter(request.action for request in self.requests)
        told = ", ".join(f"{count} of {name}" for name, count in counts.items())
        return f"the store received {told or 'nothing'}"

    @property
    def address(self) -> str:
        """The address of the store, inside `with store.listening()`. Raises RuntimeError otherwise."""
        if self._port is None:
            message = "the store is not listening: with store.listening(): ..."
            raise RuntimeError(message)
        return self._port.address

    @contextmanager
    def listening(self) -> Generator[str]:
        """Also listen on a port of this machine, and yield the address."""
        with Port(self._reply_to) as port:
            self._port = port
            try:
                yield port.address
            finally:
                self._port = None

    def client(self, **settings: Any) -> NetoClient:  # noqa: ANN401 - those of NetoClient
        """Return a client of this store."""
        return NetoClient(**{**self._settings(settings), **settings})

    def async_client(self, **settings: Any) -> AsyncNetoClient:  # noqa: ANN401 - as above
        """Return an asyncio client of this store."""
        return AsyncNetoClient(**{**self._settings(settings), **settings})

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response to a request; httpx2 calls this."""
        return self._answer(request, request.read())

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response to a request; httpx2 calls this."""
        return self._answer(request, await request.aread())

    def _settings(self, given: Collection[str]) -> dict[str, Any]:
        return {
            "store": "https://fake.store.test",
            **({} if "auth" in given else {"auth": self.auth} if self.auth else {"key": self.key}),
            "http": self,
            # A store in the same process has no limit on calls, and does not make a test wait.
            "rate_limit": RateLimiter(1e9, cool_down=0.0),
            "retries": 0,
        }

    @staticmethod
    def _named(action: str | Operation[Any]) -> str:
        name = action if isinstance(action, str) else action.action
        if name not in OPERATIONS:
            message = (
                f"{name!r} is not an operation of this client: {', '.join(sorted(OPERATIONS))}"
            )
            raise ValueError(message)
        return name

    def _knows(self, request: Request) -> bool:
        """Tell whether the headers authenticate a request."""
        headers = request.headers
        if self.auth is None:
            return any(_brings(value, self.key) for value in headers.values())
        token = None if self.auth.fresh_token is None else Secret(self.key)
        expected = revealed(identity(Sealed(self.auth), token).headers)
        return all(headers.get(k.decode().lower()) == v.decode() for k, v in expected)

    def _answer(self, request: httpx2.Request, body: bytes) -> httpx2.Response:
        asked = Request(MaskedHeaders(request.headers), body, request.method, request.url.path)
        found = self._reply_to(asked)
        return httpx2.Response(found.status, headers=dict(found.headers), content=found.body)

    def _settle(self) -> None:
        """Let the store be as strict as this one is now, and answer as it does."""
        self._store.strictness = "letter" if self.strict else "none"
        self._store.quirks = self.as_seen

    def _reply_to(self, request: Request) -> Response:
        """Return the response to a request. Raises an error of httpx2 if there should be none."""
        self._settle()
        store = self._store
        try:
            call = store.read(request)
        except Refused as refused:
            known = self.strict and request.action in OPERATIONS and self._knows(request)
            more = "; FakeStore(strict=False) accepts what is not in the schema" if known else ""
            return store.refusal(request, [f"{refused}{more}"], refused.status)
        action = call.operation.action
        with self._lock:
            replies = self._once.get(action)
            reply = replies.pop(0) if replies else self._always.get(action)
            arrived = not (isinstance(reply, Misbehaviour) and reply.error is httpx2.ConnectError)
            if arrived:
                received = Received(action, call.record, request.headers, request.body)
                self.requests.append(received)
            if reply is None and self.keeps_state:
                try:
                    return store.answer(call)
                except Refused as refused:
                    return store.refusal(request, refused.messages, refused.status)
                except Unanswerable:
                    pass
        if reply is None:
            message = f"no response is set for {action}: store.on(…)"
            raise AssertionError(message)
        if not isinstance(reply, Record | bytes | Misbehaviour):
            reply = _handled(action, reply, call.record)
        expected: type[Any] = call.operation.response
        if not isinstance(reply, (expected, bytes, Misbehaviour)):
            name = expected.__name__
            message = f"the response set for {action} is {reply!r:.100}, not a {name}, bytes or a Misbehaviour"
            raise AssertionError(message)  # noqa: TRY004 - an error in the test
        if isinstance(reply, Misbehaviour):
            if reply.error is not None:
                raise reply.error("simulated by FakeStore")
            return Response(reply.status, reply.headers, reply.body)
        if isinstance(reply, Record):
            reply = document(reply, as_json=request.wants_json, quirks=self.as_seen)
        return Response(body=reply)


def _handled(action: str, handler: Function, record: Record) -> Reply:
    """Return what a test's own function replies. What it raises by mistake ends the test."""
    try:
        return handler(record)
    except (AssertionError, httpx2.HTTPError):
        raise
    except Exception as error:
        message = f"the handler of {action} raised {type(error).__name__}: {error}"
        raise AssertionError(message) from error


def _brings(value: str, key: str) -> bool:
    """Tell whether a header's value is the key, or ends with it after the name of a scheme."""
    _, _, credentials = value.rpartition(" ")
    if key in (value, credentials):
        return True
    try:
        pair = b64decode(credentials, validate=True).decode()
    except ValueError:
        return False
    return pair.endswith(f":{key}")


def for_cassettes(*secrets: str) -> dict[str, Any]:
    """Return settings for vcrpy, which records calls: `use_cassette(path, **for_cassettes(key))`.

    These secrets, and headers whose name suggests a secret, are not recorded, neither in requests nor
    in responses. A body that repeats a secret is not recorded if the secret cannot be cut out.
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
