"""The two that do what an exchange asks for: one blocks its thread, the other awaits.

These and neto_client.testing are all that knows httpx2, which is imported with the first call.
"""

from __future__ import annotations

import inspect
import time
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from ._errors import ConfigurationError
from ._exchange import Ask, Send, Wait
from ._redact import Headers, Sealed
from ._retry import Answer, Failure

if TYPE_CHECKING:
    from collections.abc import Generator

    import httpx2

R = TypeVar("R")
_CONNECTIONS = 100


class Body:
    """The body of an answer as it arrives, within its limits of size and time."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._chunks: list[bytes] = []
        self._size = 0

    def add(self, chunk: bytes) -> None:
        """Take a piece. Raises OverLimitError when it is one too many, or too late."""
        self._chunks.append(chunk)
        self._size += len(chunk)
        if self._size > self._send.max_answer:
            problem = f"the answer has more than {self._send.max_answer} bytes"
            raise OverLimitError(Failure(problem, unreadable=True))
        if self._send.deadline is not None and time.monotonic() > self._send.deadline:
            raise OverLimitError(_late(self._send))

    def answer(self, response: httpx2.Response) -> Answer:
        """The answer, now that it is whole."""
        return Answer(response.status_code, Headers(response.headers), b"".join(self._chunks))


class OverLimitError(Exception):
    """The answer is over a limit; `failure` says over which."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.problem)
        self.failure = failure


class SyncHttp:
    """Sends over an httpx2.Client: one that it is given, or its own, opened when first needed."""

    def __init__(
        self, given: httpx2.Client | httpx2.BaseTransport | None, *, http2: bool = False
    ) -> None:
        self._given = given
        self._http2 = http2
        self._lock = Lock()
        self._http: httpx2.Client | None = None

    def run(self, course: Generator[Wait | Ask | Send, Any, R]) -> R:
        """Do what a course asks for, up to its end."""
        done: object = None
        try:
            while True:
                step = course.send(done)
                done = None
                if isinstance(step, Send):
                    done = self._send(step)
                elif isinstance(step, Wait):
                    time.sleep(step.seconds)
                else:
                    done = Sealed(step.supplier())
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]

    def close(self) -> None:
        """Close the connections, but not a client that was given."""
        with self._lock:
            http, self._http = self._http, None
        if http is not None and http is not self._given:
            http.close()

    def _open(self) -> httpx2.Client:
        import httpx2  # noqa: PLC0415 - the first call pays for it, not the import

        with self._lock:
            if self._http is None:
                if isinstance(self._given, httpx2.Client):
                    self._http = self._given
                elif self._given is not None:
                    self._http = httpx2.Client(transport=self._given)
                else:
                    limits = httpx2.Limits(
                        max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS
                    )
                    with _extra_for_http2():
                        self._http = httpx2.Client(http2=self._http2, limits=limits)
            return self._http

    def _send(self, send: Send) -> Answer | Failure:
        http = self._http or self._open()
        import httpx2  # noqa: PLC0415 - as above

        from . import _http_logs  # noqa: PLC0415 - as above

        timeout = _timeout(send)
        begun = _http_logs.begin(send.headers, send.secrets)
        try:
            with http.stream(
                *("POST", _parsed(send.url)),
                content=send.body,
                headers=send.revealed(),
                timeout=timeout,
                follow_redirects=False,
            ) as response:
                body = Body(send)
                for chunk in response.iter_bytes():
                    body.add(chunk)
                return body.answer(response)
        except OverLimitError as error:
            return error.failure
        except httpx2.HTTPError as error:
            return failure_of(error, send)
        finally:
            _http_logs.end(begun)


class AsyncHttp:
    """Sends over an httpx2.AsyncClient: one that it is given, or its own."""

    def __init__(
        self, given: httpx2.AsyncClient | httpx2.AsyncBaseTransport | None, *, http2: bool = False
    ) -> None:
        self._given = given
        self._http2 = http2
        self._http: httpx2.AsyncClient | None = None

    async def run(self, course: Generator[Wait | Ask | Send, Any, R]) -> R:
        """Do what a course asks for, up to its end."""
        import asyncio  # noqa: PLC0415 - the first call pays for it, not the import

        done: object = None
        try:
            while True:
                step = course.send(done)
                done = None
                if isinstance(step, Send):
                    done = await self._send(step)
                elif isinstance(step, Wait):
                    await asyncio.sleep(step.seconds)
                else:
                    given: Sealed[Any] = Sealed(step.supplier())
                    if inspect.isawaitable(given.reveal()):
                        given = Sealed(await given.reveal())
                    done = given
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]

    async def close(self) -> None:
        """Close the connections, but not a client that was given."""
        http, self._http = self._http, None
        if http is not None and http is not self._given:
            await http.aclose()

    def _open(self) -> httpx2.AsyncClient:
        import httpx2  # noqa: PLC0415 - the first call pays for it, not the import

        if isinstance(self._given, httpx2.AsyncClient):
            self._http = self._given
        elif self._given is not None:
            self._http = httpx2.AsyncClient(transport=self._given)
        else:
            limits = httpx2.Limits(
                max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS
            )
            with _extra_for_http2():
                self._http = httpx2.AsyncClient(http2=self._http2, limits=limits)
        return self._http

    async def _send(self, send: Send) -> Answer | Failure:
        http = self._http or self._open()
        import asyncio  # noqa: PLC0415 - as above

        import httpx2  # noqa: PLC0415 - as above

        from . import _http_logs  # noqa: PLC0415 - as above

        timeout = _timeout(send)
        begun = _http_logs.begin(send.headers, send.secrets)
        left = None if send.deadline is None else send.deadline - time.monotonic()
        try:
            async with (
                asyncio.timeout(left),
                http.stream(
                    *("POST", _parsed(send.url)),
                    content=send.body,
                    headers=send.revealed(),
                    timeout=timeout,
                    follow_redirects=False,
                ) as response,
            ):
                body = Body(send)
                async for chunk in response.aiter_bytes():
                    body.add(chunk)
                return body.answer(response)
        except OverLimitError as error:
            return error.failure
        except TimeoutError:
            return _late(send)
        except httpx2.HTTPError as error:
            return failure_of(error, send)
        finally:
            _http_logs.end(begun)


def failure_of(error: httpx2.HTTPError, send: Send) -> Failure:
    """What became of a request that httpx2 could not carry out."""
    import httpx2  # noqa: PLC0415 - it is there by now

    name = type(error).__name__
    text = str(error) or name
    not_sent = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
    sent = not isinstance(error, (*not_sent, httpx2.UnsupportedProtocol, httpx2.LocalProtocolError))
    if isinstance(error, httpx2.DecodingError):
        return Failure(f"the answer's compression is broken: {text}", unreadable=True)
    if not isinstance(error, httpx2.TimeoutException):
        return Failure(text, sent=sent)
    steps = {"ConnectTimeout": "connect", "WriteTimeout": "write", "PoolTimeout": "pool"}
    step = steps.get(name, "read")
    seconds = getattr(send.timeouts, step)
    total = send.timeouts.total
    if total is not None and (seconds is None or total < seconds):
        seconds = total
    did = {
        "connect": "could not be connected to",
        "write": "did not take the request",
        "pool": "had no connection free",
    }.get(step, "did not answer")
    return Failure(f"{did} within {seconds:g} seconds", sent=sent, timed_out=True)


@lru_cache(100)
def _parsed(url: str) -> httpx2.URL:
    """The address as httpx2 has it; a client has one, and calls it often."""
    import httpx2  # noqa: PLC0415 - it is there by now

    return httpx2.URL(url)


def _late(send: Send) -> Failure:
    return Failure(f"did not answer within {send.timeouts.total:g} seconds in all", timed_out=True)


def _timeout(send: Send) -> httpx2.Timeout:
    """The time-outs of each step, none longer than what is left for the whole call."""
    import httpx2  # noqa: PLC0415 - it is there by now

    steps = send.timeouts
    left = None if send.deadline is None else max(0.001, send.deadline - time.monotonic())

    def within(seconds: float | None) -> float | None:
        return seconds if left is None else left if seconds is None else min(seconds, left)

    return httpx2.Timeout(
        connect=within(steps.connect),
        read=within(steps.read),
        write=within(steps.write),
        pool=within(steps.pool),
    )


@contextmanager
def _extra_for_http2() -> Generator[None]:
    """Say what to install when HTTP/2 is asked for and not there."""
    try:
        yield
    except ImportError:
        message = "http2=True needs the package h2: pip install 'httpx2[http2]'"
        raise ConfigurationError(message) from None
