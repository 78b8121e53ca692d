"""The two that do what an exchange asks for: one blocks its thread, the other awaits.

These and neto_client.testing are all that knows httpx2, which is imported with the first call.

Long, because what threads and what tasks do stands side by side.
"""

from __future__ import annotations

import inspect
import os
import re
import sys
import time
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ._call import Ask, Departure, Send, Wait
from ._courses import CANCELLATION, CancelledRequest
from ._decompress import CodingError, unpacking
from ._errors import ConfigurationError
from ._interrupts import let_through, origins
from ._locks import ForkLock
from ._options import shown
from ._redact import MaskedHeaders, Sealed, Secrets
from ._retry import Answer, TransportFailure

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping

    import httpx2

_CONNECTIONS = 100
# Time-outs of steps are reported before that of the whole call: they know what was going on.
_GRACE = 0.05
_LOWEST_STATUS, _HIGHEST_STATUS = 100, 999
# Events of httpcore2: from here on, a request's bytes may be on their way; and a response has arrived.
_LEAVES = frozenset({"http11.send_request_headers.started", "http2.send_request_headers.started"})
# ... and its rest follows: a request that has begun is traced until its end.
_BODY_LEAVES = "http11.send_request_body.started"
_ANSWERED = frozenset(
    {"http11.receive_response_headers.complete", "http2.receive_response_headers.complete"}
)
_ENVIRONMENT = re.compile(r"(SSL_CERT_(FILE|DIR)|(HTTPS?|ALL|NO)_PROXY)", re.IGNORECASE)
_USER_OF_URL = re.compile(r"//[^/\s]*@")


class SyncHttp:
    """Sends over an httpx2.Client: one that it is given, or its own, opened when first needed."""

    def __init__(
        self, given: httpx2.Client | httpx2.BaseTransport | None, *, http2: bool = False
    ) -> None:
        if given is not None:
            import httpx2  # noqa: PLC0415 - whoever passes one has imported it

            _check_given(given, (httpx2.Client, httpx2.BaseTransport), "httpx2.Client")
        self._given = given
        self._http2 = http2
        self._may_leave_again = http2 or given is not None
        # The process that opened it: after a fork, connections are not shared.
        self._lock = ForkLock()
        self._opened: tuple[int, httpx2.Client] | None = None

    def close(self) -> None:
        """Close the connections, but not a client that was given."""
        opened, self._opened = self._opened, None
        if opened is not None and opened[0] == os.getpid() and opened[1] is not self._given:
            from . import _http_logs  # noqa: PLC0415 - imported by now

            with _http_logs.masked({}, Secrets(())):
                opened[1].close()

    def do(self, step: Wait | Ask | Send) -> object:
        """Carry out a step of a call."""
        ending = CANCELLATION.get()
        if ending is not None and ending.is_set():
            raise CancelledRequest
        if isinstance(step, Send):
            return self._send(step)
        if isinstance(step, Ask):
            return Sealed(step.supplier())
        if ending is None:
            time.sleep(step.seconds)
        elif ending.wait(step.seconds):
            raise CancelledRequest
        return None

    def _client(self) -> httpx2.Client:
        opened = self._opened
        if opened is None or opened[0] != os.getpid():
            opened = self._open()
        return opened[1]

    def _open(self) -> tuple[int, httpx2.Client]:
        import httpx2  # noqa: PLC0415 - only the first call needs it, not the import

        process = os.getpid()
        with self._lock:
            opened = self._opened
            if opened is None or opened[0] != process:
                if opened is not None:
                    _check_may_fork(self._given, (httpx2.Client, httpx2.HTTPTransport))
                if isinstance(self._given, httpx2.Client):
                    opened = process, self._given
                else:
                    with _as_configuration_error():
                        settings = _settings(self._given, http2=self._http2)
                        opened = process, httpx2.Client(**settings)
                self._opened = opened
            return opened

    def _send(self, send: Send) -> Answer | TransportFailure:
        http = self._client()
        from . import _http_logs  # noqa: PLC0415 - only the first call needs it, not the import

        departure = send.departure
        with _http_logs.masked(send.headers, send.secrets):
            request = _request(http, send, _note(departure, to_its_end=self._may_leave_again))
            departure.is_told = self._given is None
            if send.deadline is not None and time.monotonic() >= send.deadline:
                return _late(send, sent=False)
            return self._exchanged(http, request, send)

    def _exchanged(
        self, http: httpx2.Client, request: httpx2.Request, send: Send
    ) -> Answer | TransportFailure:
        before = sys.exception()
        try:
            response = http.send(request, stream=True, follow_redirects=False)
            try:
                return self._receive(response, send)
            finally:
                response.close()
        except Exception as error:  # noqa: BLE001 - a call ends with a response or a NetoError
            return failure_of(error, send, self._given, before)

    @staticmethod
    def _receive(response: httpx2.Response, send: Send) -> Answer:
        body = Body(send, response)
        if response.is_stream_consumed:  # a transport in process, say: it is whole
            body.add_unpacked(response.content)
        else:
            for piece in response.iter_raw():
                for _ in body.add(piece):
                    pass
        return body.answer(response)


class AsyncHttp:
    """Sends over an httpx2.AsyncClient: one that it is given, or its own for each event loop."""

    def __init__(
        self, given: httpx2.AsyncClient | httpx2.AsyncBaseTransport | None, *, http2: bool = False
    ) -> None:
        if given is not None:
            import httpx2  # noqa: PLC0415 - whoever passes one has imported it

            kinds = (httpx2.AsyncClient, httpx2.AsyncBaseTransport)
            _check_given(given, kinds, "httpx2.AsyncClient")
        self._given = given
        self._http2 = http2
        self._may_leave_again = http2 or given is not None
        self._process = os.getpid()
        self._opened: dict[asyncio.AbstractEventLoop, httpx2.AsyncClient] = {}

    async def close(self) -> None:
        """Close the connections of this event loop, but not a client that was given."""
        http = self._opened.pop(_event_loop(), None)
        if http is not None and http is not self._given and self._process == os.getpid():
            from . import _http_logs  # noqa: PLC0415 - imported by now

            with _http_logs.masked({}, Secrets(())):
                await http.aclose()

    async def do(self, step: Wait | Ask | Send) -> object:
        """Carry out a step of a call."""
        import asyncio  # noqa: PLC0415 - only the first call needs it, not the import

        _event_loop()  # raises if there is none
        if isinstance(step, Send):
            return await self._send(step)
        if isinstance(step, Ask):
            given: Sealed[Any] = Sealed(step.supplier())
            if not inspect.isawaitable(given.reveal()):
                return given
            left = None if step.deadline is None else max(0.0, step.deadline - time.monotonic())
            total = asyncio.timeout(left)
            try:
                async with total:
                    return Sealed(await given.reveal())
            except TimeoutError:
                if not total.expired():
                    raise
                return TransportFailure("did not answer in time", sent=False, timed_out=True)
        await asyncio.sleep(step.seconds)
        return None

    def _client(self) -> httpx2.AsyncClient:
        loop = _event_loop()
        http = self._opened.get(loop) if self._process == os.getpid() else None
        return self._open(loop) if http is None else http

    def _open(self, loop: asyncio.AbstractEventLoop) -> httpx2.AsyncClient:
        import httpx2  # noqa: PLC0415 - only the first call needs it, not the import

        if self._process != os.getpid():
            if self._opened:
                _check_may_fork(self._given, (httpx2.AsyncClient, httpx2.AsyncHTTPTransport))
            self._process, self._opened = os.getpid(), {}
        for other in list(self._opened):
            if other.is_closed():  # nobody can use its connections any more
                self._opened.pop(other, None)
        if isinstance(self._given, httpx2.AsyncClient):
            http = self._given
        else:
            with _as_configuration_error():
                http = httpx2.AsyncClient(**_settings(self._given, http2=self._http2))
        self._opened[loop] = http
        return http

    async def _send(self, send: Send) -> Answer | TransportFailure:
        http = self._client()
        from . import _http_logs  # noqa: PLC0415 - only the first call needs it, not the import

        with _http_logs.masked(send.headers, send.secrets):
            note = _async_note(send.departure, to_its_end=self._may_leave_again)
            request = _request(http, send, note)
            send.departure.is_told = self._given is None
            return await self._exchanged(http, request, send)

    async def _exchanged(
        self, http: httpx2.AsyncClient, request: httpx2.Request, send: Send
    ) -> Answer | TransportFailure:
        import asyncio  # noqa: PLC0415 - imported by now

        left = None if send.deadline is None else send.deadline - time.monotonic()
        if left is not None and left <= 0:
            return _late(send, sent=False)
        before = sys.exception()
        total = asyncio.timeout(None if left is None else left + _GRACE)
        try:
            async with total:
                response = await http.send(request, stream=True, follow_redirects=False)
                try:
                    return await self._receive(response, send)
                finally:
                    await response.aclose()
        except Exception as error:  # noqa: BLE001 - a call ends with a response or a NetoError
            if total.expired() and isinstance(error, TimeoutError):
                return _late(send, sent=send.departure.may_have_left())
            return failure_of(error, send, self._given, before)

    @staticmethod
    async def _receive(response: httpx2.Response, send: Send) -> Answer:
        import asyncio  # noqa: PLC0415 - imported by now

        body = Body(send, response)
        if response.is_stream_consumed:  # a transport in process, say: it is whole
            body.add_unpacked(response.content)
        else:
            async for piece in response.aiter_raw():
                for is_more in body.add(piece):
                    if is_more:  # lets other tasks run between the steps
                        await asyncio.sleep(0)
        return body.answer(response)


class Body:
    """The body of an answer as it arrives, within its limits of size and time."""

    def __init__(self, send: Send, response: httpx2.Response) -> None:
        self._send = send
        self._pieces: list[bytes] = []
        self._read = self._made = 0
        if not _LOWEST_STATUS <= response.status_code <= _HIGHEST_STATUS:
            raise UnfitAnswerError(TransportFailure("the response has an invalid HTTP status"))
        try:
            self._unpacking = unpacking(response.headers.get("content-encoding", ""))
        except CodingError as error:
            raise UnfitAnswerError(TransportFailure(str(error), unreadable=True)) from None

    def add(self, piece: bytes) -> Iterator[bool]:
        """Take a piece, in steps; of each, whether it is one of many.

        Raises UnfitAnswerError when it is one too many, or too late, or cannot be unpacked.
        """
        self._read += len(piece)
        self._check(self._read)
        if self._unpacking is None:
            self.add_unpacked(piece)
            return
        is_more = False
        try:
            for made in self._unpacking.steps(piece):
                self.add_unpacked(made)
                yield is_more
                is_more = True
        except CodingError as error:
            raise UnfitAnswerError(TransportFailure(str(error), unreadable=True)) from None

    def add_unpacked(self, piece: bytes) -> None:
        """Take a piece as it is. Raises UnfitAnswerError when it is one too many, or too late."""
        if piece:
            self._pieces.append(piece)
            self._made += len(piece)
        self._check(self._made)

    def answer(self, response: httpx2.Response) -> Answer:
        """Return the complete answer."""
        return Answer(response.status_code, MaskedHeaders(response.headers), b"".join(self._pieces))

    def _check(self, size: int) -> None:
        if size > self._send.max_answer:
            problem = f"the response has more than {self._send.max_answer} bytes"
            raise UnfitAnswerError(TransportFailure(problem, unreadable=True))
        if self._send.deadline is not None and time.monotonic() > self._send.deadline:
            raise UnfitAnswerError(_late(self._send, sent=True))


class UnfitAnswerError(Exception):
    """The answer is not taken: it is over a limit, say; `failure` says why."""

    def __init__(self, failure: TransportFailure) -> None:
        super().__init__(failure.problem)
        self.failure = failure


class LeavesAgainError(Exception):
    """A request would leave a second time, without an answer to the first.

    When a store ends an HTTP/2 connection and says that it has not seen a request, httpcore2 sends
    it once more by itself. Whether to believe the store is not for it to decide.
    """


def failure_of(
    error: Exception, send: Send, given: object, before: BaseException | None = None
) -> TransportFailure:
    """Return how a request failed that could not be carried out.

    Errors from outside, such as a worker's time limit, are raised, although an HTTP library may
    have taken them for its own. `before` is the error that was being handled at the beginning.

    The request may have been sent, unless the error is one of the few that say for certain that
    there was no connection.
    """
    import httpx2  # noqa: PLC0415 - imported by now

    if isinstance(error, UnfitAnswerError):
        return error.failure
    let_through(error, origins(error, before))
    if isinstance(error, AssertionError) and given is not None:
        raise error
    no_connection = (
        httpx2.ConnectError,  # no connection was made, or no encrypted one
        httpx2.ConnectTimeout,  # ... in time
        httpx2.PoolTimeout,  # none was free
        httpx2.ProxyError,  # the proxy made none
    )
    sent = send.departure.has_left or not isinstance(error, no_connection)
    name = type(error).__name__
    if isinstance(error, LeavesAgainError):
        return TransportFailure("the connection was ended without an answer")
    if isinstance(error, httpx2.DecodingError):
        return TransportFailure(f"the response's compression is broken: {error}", unreadable=True)
    if isinstance(error, httpx2.TimeoutException):
        return _timed_out(name, send, sent=sent)
    if isinstance(error, httpx2.HTTPError):
        return TransportFailure(str(error) or name, sent=sent)
    return TransportFailure(f"{name}: {error}", sent=sent)


def _timed_out(name: str, send: Send, *, sent: bool) -> TransportFailure:
    steps = {"ConnectTimeout": "connect", "WriteTimeout": "write", "PoolTimeout": "pool"}
    step = steps.get(name, "read")
    limits = (getattr(send.timeouts, step), send.timeouts.total)
    seconds = min((limit for limit in limits if limit is not None), default=None)
    did = {
        "connect": "did not accept a connection",
        "write": "did not accept the request",
        "pool": "had no connection free",
    }.get(step, "did not answer")
    within = "in time" if seconds is None else f"within {seconds:g} seconds"
    return TransportFailure(f"{did} {within}", sent=sent, timed_out=True)


def _late(send: Send, *, sent: bool) -> TransportFailure:
    problem = f"did not answer within {send.timeouts.total:g} seconds in total"
    return TransportFailure(problem, sent=sent, timed_out=True)


def _request(
    http: httpx2.Client | httpx2.AsyncClient, send: Send, trace: Callable[..., object]
) -> httpx2.Request:
    """Return the complete request. Raises ConfigurationError; nothing has been sent then."""
    if http.is_closed:
        message = "the httpx2 client that was given is closed"
        raise ConfigurationError(message)
    try:
        return http.build_request(
            "POST",
            _parsed(send.url),
            content=send.body,
            headers=send.revealed(),
            extensions={"trace": trace, "timeout": _timeout(send)},
        )
    except Exception as error:  # noqa: BLE001 - whatever it is, nothing was sent
        let_through(error)
        problem = f"{type(error).__name__}: {error}"
    message = f"a request to {send.url} cannot be made: {problem}"
    raise ConfigurationError(message)


def _note(departure: Departure, *, to_its_end: bool) -> Callable[[str, Mapping[str, Any]], None]:
    """Return the callback for httpcore2's events of a request, until its end or until its body left.

    Each call takes time, and over HTTP/1.1 httpcore2 sends a request only once.
    """
    is_out = False
    ending = CANCELLATION.get()

    def note(event: str, info: Mapping[str, Any]) -> None:
        nonlocal is_out
        departure.is_told = True
        if event in _LEAVES and info["request"].method == b"POST":  # and not a proxy's CONNECT
            if is_out:
                raise LeavesAgainError
            if ending is not None and ending.is_set():
                raise CancelledRequest
            is_out = departure.has_left = True
        elif event == _BODY_LEAVES and not to_its_end:
            info["request"].extensions.pop("trace", None)
        elif event in _ANSWERED:
            is_out = False
        elif event.endswith(".failed"):  # httpcore2 may continue after a write error
            let_through(info["exception"])

    return note


def _async_note(
    departure: Departure, *, to_its_end: bool
) -> Callable[[str, Mapping[str, Any]], Awaitable[None]]:
    """Return the same callback for a client that awaits it."""
    note = _note(departure, to_its_end=to_its_end)

    async def async_note(event: str, info: Mapping[str, Any]) -> None:
        note(event, info)

    return async_note


def _event_loop() -> asyncio.AbstractEventLoop:
    """Return the running event loop. Raises ConfigurationError if there is none of asyncio."""
    import asyncio  # noqa: PLC0415 - only the first call needs it, not the import

    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        message = "AsyncNetoClient needs an asyncio event loop, but none is running"
        error = ConfigurationError(message)
    error.hint = "with trio, use NetoClient in a thread: trio.to_thread.run_sync(neto.get_item, …)"
    raise error


def _check_given(given: object, kinds: tuple[type[Any], ...], name: str) -> None:
    """Check a client or a transport that a user gives. Raises ConfigurationError."""
    if not isinstance(given, kinds):
        message = f"http is an {name} or a transport of it, not {shown(given)}"
        raise ConfigurationError(message)


def _check_may_fork(given: object, kinds: tuple[type[Any], ...]) -> None:
    """Check that what is given has no connections of another process. Raises ConfigurationError."""
    if isinstance(given, kinds):
        message = "this process was forked, and must not use the connections of its parent"
        error = ConfigurationError(message)
        error.hint = "create a separate httpx2 client in each process, after the fork"
        raise error


def _settings(given: object, *, http2: bool) -> dict[str, Any]:
    """Return the arguments for an httpx2 client, which keeps no cookies, so that calls are independent."""
    from http.cookiejar import CookieJar, DefaultCookiePolicy  # noqa: PLC0415 - httpx2 needs it

    import httpx2  # noqa: PLC0415 - imported by now

    settings: dict[str, Any] = {"cookies": CookieJar(DefaultCookiePolicy(allowed_domains=()))}
    if given is not None:
        return {**settings, "transport": given}
    limits = httpx2.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS)
    return {**settings, "http2": http2, "limits": limits}


@lru_cache(100)
def _parsed(url: str) -> httpx2.URL:
    """Return the address parsed by httpx2, cached: a client calls one address often."""
    import httpx2  # noqa: PLC0415 - imported by now

    return httpx2.URL(url)


def _timeout(send: Send) -> dict[str, float | None]:
    """Return the time-outs of each step, none longer than what is left for the whole call."""
    steps = send.timeouts
    left = None if send.deadline is None else max(0.001, send.deadline - time.monotonic())

    def within(seconds: float | None) -> float | None:
        return seconds if left is None else left if seconds is None else min(seconds, left)

    return {
        "connect": within(steps.connect),
        "read": within(steps.read),
        "write": within(steps.write),
        "pool": within(steps.pool),
    }


@contextmanager
def _as_configuration_error() -> Generator[None]:
    """Say what to look at when httpx2 cannot set up connections."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - httpx2 raises errors of many kinds
        let_through(error)
        problem = _USER_OF_URL.sub("//***@", f"{type(error).__name__}: {error}")
        is_without_h2 = isinstance(error, ImportError) and "h2" in str(error)
    else:
        return
    if is_without_h2:
        message = "http2=True needs the package h2: pip install 'httpx2[http2]'"
        raise ConfigurationError(message)
    message = f"no connection can be set up: {problem}"
    failed = ConfigurationError(message)
    names = [name for name in sorted(os.environ) if _ENVIRONMENT.fullmatch(name)]
    if names:
        failed.hint = f"check these environment variables: {', '.join(names)}"
    raise failed
