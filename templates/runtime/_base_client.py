"""What the clients have in common, and no operation."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ._auth import ENDPOINT, checked_headers, find_scheme, find_store, fixed_identity
from ._batches import Batch, Batches, Sending, gathered, interrupted
from ._errors import NetoError
from ._exchange import PreparedRequest, Setup, dry_run, exchange
from ._http import AsyncHttp, SyncHttp
from ._options import Options, Retries, Timeouts, Wire, checked_wire
from ._rate_limit import RateLimiter
from ._redact import Sealed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping
    from types import TracebackType
    from typing import Self

    import httpx2

    from ._answer import Call, RawResponse
    from ._auth import Scheme
    from ._errors import Try
    from ._pages import Pages

R = TypeVar("R")
H = TypeVar("H")
C = TypeVar("C")


class BaseClient(Generic[H]):
    """The settings of a client: see NetoClient for what each is."""

    _version = "0"  # of what has generated the client

    def __init__(
        self,
        store: str | None = None,
        *,
        username: str | None = None,
        key: str | None = None,
        auth: Scheme | None = None,
        wire: Wire = "json",
        timeout: float | Timeouts = 30.0,
        retries: int | Retries = 2,
        rate_limit: float | RateLimiter | None = 500,
        headers: Mapping[str, str] | None = None,
        user_agent: str | None = None,
        endpoint: str = ENDPOINT,
        allow_http: bool = False,
        max_answer: int = 100_000_000,
        log_bodies: bool = False,
        on_request: Callable[[PreparedRequest], object] | None = None,
        on_response: Callable[[PreparedRequest, Try], object] | None = None,
        http: H | None = None,
        http2: bool = False,
    ) -> None:
        # From here on no variable shows a secret to what prints tracebacks with variables.
        place, sealed_key, sealed_auth = Sealed(store), Sealed(key), Sealed(auth)
        sent = Sealed(headers)
        store = key = auth = headers = None
        scheme = find_scheme(username, sealed_key, sealed_auth)
        limiter = (
            rate_limit
            if rate_limit is None or isinstance(rate_limit, RateLimiter)
            else RateLimiter(rate_limit)
        )
        agent = f"{__package__}/{self._version} neto-gen" if user_agent is None else user_agent
        self._setup = Setup(
            store=find_store(place, allow_http=allow_http),
            endpoint=endpoint,
            scheme=scheme,
            identity=fixed_identity(scheme),
            wire=checked_wire(wire),
            timeouts=Timeouts.of(timeout),
            retries=Retries.of(retries),
            limiter=limiter,
            headers={
                **checked_headers(Sealed({"User-Agent": agent})),
                **checked_headers(Sealed(sent.reveal() or {})),
            },
            max_answer=max_answer,
            log_bodies=log_bodies,
            logger=logging.getLogger(__package__),
            on_request=on_request,
            on_response=on_response,
        )
        self.store = self._setup.store
        self.username: str | None = getattr(scheme.reveal(), "username", None)
        self.wire: Wire = self._setup.wire
        self._connect(http, http2=http2)

    def __repr__(self) -> str:
        if not hasattr(self, "wire"):  # reports print it when it could not be made
            return f"{type(self).__name__}()"
        return (
            f"{type(self).__name__}({self.store!r}, username={self.username!r}, wire={self.wire!r})"
        )

    def _connect(self, http: H | None, *, http2: bool) -> None:
        raise NotImplementedError


class SyncClient(BaseClient["httpx2.Client | httpx2.BaseTransport"]):
    """A connection to one store, without the methods for its operations: see NetoClient."""

    def _connect(self, http: httpx2.Client | httpx2.BaseTransport | None, *, http2: bool) -> None:
        self._http = SyncHttp(http, http2=http2)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections to the store; a later call opens new ones."""
        self._http.close()

    def _raw(self, call: Call[R], options: Options | None) -> RawResponse[R]:
        return self._http.run(exchange(call, self._setup, options))

    def _call(self, call: Call[R], options: Options | None) -> R:
        return self._raw(call, options).parsed

    def _pages(
        self,
        method: Callable[..., Any],
        pages: Pages,
        items: str,
        options: Options | None,
    ) -> Iterator[Any]:
        while pages.more:
            yield from pages.new(getattr(method(pages.request(), options=options), items))

    def _batches(
        self,
        method: Callable[..., Any],
        request: Any,  # noqa: ANN401 - every operation says which
        size: int,
        stop_at_error: bool,  # noqa: FBT001 - what a user says by name
        options: Options | None,
    ) -> Batches[Any, Any]:
        records: list[Any] = request._records()  # noqa: SLF001
        sending, done = Sending(records, size), list[Batch[Any, Any]]()
        try:
            for start, part in sending:
                done.append(self._batch(method, start, part, options))
                if stop_at_error and done[-1].error is not None:
                    return Batches(done, records[start + size :])
        except BaseException as error:
            gathered(error, done, records, size)
            raise
        return Batches(done)

    def _iter_batches(
        self, method: Callable[..., Any], sending: Sending[Any], options: Options | None
    ) -> Iterator[Batch[Any, Any]]:
        for start, part in sending:
            try:
                batch = self._batch(method, start, part, options)
            except BaseException as error:
                interrupted(error, start, part)
                raise
            yield batch

    def _batch(
        self, method: Callable[..., Any], start: int, part: list[Any], options: Options | None
    ) -> Batch[Any, Any]:
        try:
            return Batch(start, part, response=method(part, options=options))
        except NetoError as error:
            return Batch(start, part, error=error)


class AsyncClient(BaseClient["httpx2.AsyncClient | httpx2.AsyncBaseTransport"]):
    """A connection to one store, without the methods for its operations: see AsyncNetoClient."""

    def _connect(
        self, http: httpx2.AsyncClient | httpx2.AsyncBaseTransport | None, *, http2: bool
    ) -> None:
        self._http = AsyncHttp(http, http2=http2)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections to the store; a later call opens new ones."""
        await self._http.close()

    async def _raw(self, call: Call[R], options: Options | None) -> RawResponse[R]:
        return await self._http.run(exchange(call, self._setup, options))

    async def _call(self, call: Call[R], options: Options | None) -> R:
        return (await self._raw(call, options)).parsed

    async def _pages(
        self,
        method: Callable[..., Any],
        pages: Pages,
        items: str,
        options: Options | None,
    ) -> AsyncIterator[Any]:
        while pages.more:
            answer = await method(pages.request(), options=options)
            for record in pages.new(getattr(answer, items)):
                yield record

    async def _batches(
        self,
        method: Callable[..., Any],
        request: Any,  # noqa: ANN401 - every operation says which
        size: int,
        stop_at_error: bool,  # noqa: FBT001 - what a user says by name
        options: Options | None,
    ) -> Batches[Any, Any]:
        records: list[Any] = request._records()  # noqa: SLF001
        sending, done = Sending(records, size), list[Batch[Any, Any]]()
        try:
            for start, part in sending:
                done.append(await self._batch(method, start, part, options))
                if stop_at_error and done[-1].error is not None:
                    return Batches(done, records[start + size :])
        except BaseException as error:
            gathered(error, done, records, size)
            raise
        return Batches(done)

    async def _iter_batches(
        self, method: Callable[..., Any], sending: Sending[Any], options: Options | None
    ) -> AsyncIterator[Batch[Any, Any]]:
        for start, part in sending:
            try:
                batch = await self._batch(method, start, part, options)
            except BaseException as error:
                interrupted(error, start, part)
                raise
            yield batch

    async def _batch(
        self, method: Callable[..., Any], start: int, part: list[Any], options: Options | None
    ) -> Batch[Any, Any]:
        try:
            return Batch(start, part, response=await method(part, options=options))
        except NetoError as error:
            return Batch(start, part, error=error)


class View(Generic[C]):
    """A client seen in another way: its methods are those of the client, with another result."""

    def __init__(self, client: C) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._client!r})"


class RawView(View[SyncClient]):
    """Methods that return the answer as it came."""

    def _call(self, call: Call[R], options: Options | None) -> RawResponse[R]:
        raw = self._client._raw  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        return raw(call, options)


class AsyncRawView(View[AsyncClient]):
    """Methods that return the answer as it came."""

    async def _call(self, call: Call[R], options: Options | None) -> RawResponse[R]:
        raw = self._client._raw  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        return await raw(call, options)


class DryView(View[BaseClient[Any]]):
    """Methods that send nothing, and return what would be sent."""

    def _call(self, call: Call[Any], options: Options | None) -> PreparedRequest:
        setup = self._client._setup  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        return dry_run(call, setup, options)
