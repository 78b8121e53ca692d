"""Share what the clients have in common, apart from operations.

Long, because the two clients share their options, which are explained here once.
"""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from functools import partial, update_wrapper
from types import FunctionType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, NoReturn, ParamSpec, Self, TypeVar

from ._auth import (
    ENDPOINT,
    Scheme,
    checked_additions,
    checked_headers,
    find_scheme,
    find_store,
    fixed_identity,
    names_of,
    username_of,
)
from ._batches import (
    Batch,
    Batches,
    BatchQueue,
    How,
    Sending,
    interrupted,
)
from ._call import Setup, dry_run, run_call
from ._courses import run, run_async
from ._decompress import ACCEPTED
from ._errors import Attempt, ConfigurationError, PreparedRequest
from ._http import AsyncHttp, SyncHttp
from ._lazy_modules import show_public_names
from ._options import (
    Options,
    Retries,
    Timeouts,
    Wire,
    checked_count,
    checked_kind,
    checked_wire,
)
from ._pages import Pages
from ._problems import Unreadable, checked_unreadable
from ._rate_limit import RateLimiter
from ._redact import Sealed
from ._response import Call, RawResponse, call_of

if TYPE_CHECKING:
    from types import TracebackType

    import httpx2

    from ._fields import Operation

R = TypeVar("R")
P = ParamSpec("P")
H = TypeVar("H")
C = TypeVar("C")

# A path, perhaps with a query: a fragment is not part of a request, and a scheme or a host
# would belong to the store's address.
_LONGEST_LABEL = 63
# An address that does not need httpx2 to be parsed, which is slow to import.
_PLAIN_ADDRESS = re.compile(
    r"https?://(\[[0-9a-f:.]+\]|(?=.{1,253}[:/])([a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?)(:[0-9]+)?"
    r"(/[!$&'()*+,;=:@?/%A-Za-z0-9._~-]*){1,1000}"
)
_LONGEST_ADDRESS = 10_000
_ENDPOINT = re.compile(r"/[\x21\x22\x24-\x7e]*")


class BaseClient(Generic[H]):
    """The settings of a client: see NetoClient for what each is."""

    # The representation of a client whose creation failed.
    store = ""
    username: str | None = None
    wire: Wire = "json"

    def __init_subclass__(cls, **more: object) -> None:
        """Show public names in the signatures of the clients of this package."""
        super().__init_subclass__(**more)
        if cls.__module__.rpartition(".")[0] == __package__:
            show_public_names(vars(cls).values())

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
        unreadable: Unreadable = "keep",
        log_bodies: bool = False,
        on_request: Callable[[PreparedRequest], object] | None = None,
        on_response: Callable[[PreparedRequest, Attempt], object] | None = None,
        http: H | None = None,
        http2: bool = False,
    ) -> None:
        # From here on no variable reveals a secret in tracebacks that show variables.
        place, sealed_key, sealed_auth = Sealed(store), Sealed(key), Sealed(auth)
        sent = Sealed(headers)
        store = key = auth = headers = None
        scheme = find_scheme(username, sealed_key, sealed_auth)
        limiter = (
            rate_limit
            if rate_limit is None or isinstance(rate_limit, RateLimiter)
            else RateLimiter(rate_limit)
        )
        flags = {"allow_http": allow_http, "log_bodies": log_bodies, "http2": http2}
        for name, flag in flags.items():
            checked_kind(name, flag, bool, "True or False")
        for name, hook in {"on_request": on_request, "on_response": on_response}.items():
            _check_hook(name, hook)
        endpoint = str.__str__(checked_kind("endpoint", endpoint, str, "a path"))
        if not _ENDPOINT.fullmatch(endpoint):
            message = "endpoint is a path that begins with /, without a fragment and spaces"
            raise ConfigurationError(message)
        agent = f"{__package__} neto-gen" if user_agent is None else user_agent
        identity, of_scheme = fixed_identity(scheme), names_of(scheme)
        theirs = {} if sent.reveal() is None else checked_additions(sent, of_scheme)
        ours = checked_headers(Sealed({"User-Agent": agent, "Accept-Encoding": ACCEPTED}))
        lower = {name.lower() for name in theirs}
        self._setup = Setup(
            store=find_store(place, allow_http=allow_http),
            endpoint=endpoint,
            scheme=scheme,
            identity=identity,
            of_scheme=of_scheme,
            wire=checked_wire(wire),
            timeouts=Timeouts.of(timeout),
            retries=Retries.of(retries),
            limiter=limiter,
            headers={**{n: v for n, v in ours.items() if n.lower() not in lower}, **theirs},
            max_answer=checked_count("max_answer is a number of bytes", max_answer, least=1),
            unreadable=checked_unreadable(unreadable),
            log_bodies=log_bodies,
            logger=logging.getLogger(__package__),
            on_request=on_request,
            on_response=on_response,
        )
        _check_address(self._setup.store + endpoint)
        self.store = self._setup.store
        self.username = username_of(scheme)
        self.wire = self._setup.wire
        self._connect(http, http2=http2)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({self.store!r}, username={self.username!r}, wire={self.wire!r})"
        )

    def __reduce__(self) -> NoReturn:
        message = "a client cannot be pickled, because the pickle would contain its key: create one in each process"
        raise TypeError(message)

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
        return run(run_call(call, self._setup, options), self._http.do)

    def _send(
        self, operation: Operation[R], given: object, options: Options | None, /, **fields: object
    ) -> R:
        return self._call(call_of(operation, given, **fields), options)

    def _call(self, call: Call[R], options: Options | None) -> R:
        return self._raw(call, options).parsed

    def _pages(
        self,
        method: Callable[..., Any],
        operation: Operation[Any],
        given: object,
        limit: int,
        options: Options | None,
        /,
        **fields: object,
    ) -> Iterator[Any]:
        pages = Pages(operation.of(given, **fields), limit, operation.keys, operation.items)
        return self._iter_pages(method, pages, options)

    def _iter_pages(
        self, method: Callable[..., Any], pages: Pages, options: Options | None
    ) -> Iterator[Any]:
        while pages.more:
            yield from pages.new(method(pages.request(), options=options))

    def _send_all(
        self,
        method: Callable[..., Any],
        operation: Operation[R],
        given: object,
        how: How,
        options: Options | None,
    ) -> R | Batches[Any, R]:
        if how.batch is None:
            return self._send(operation, given, options)
        work = BatchQueue[Any, R](Sending(operation.of(given), how.batch), how)
        send = partial(method, options=options)
        if how.concurrency > 1:
            from ._concurrent import in_threads  # noqa: PLC0415 - rarely needed

            return in_threads(work, send, how.concurrency)
        try:
            run(work.course(), send)
        except BaseException as error:
            work.gather(error)
            raise
        return work.result()

    def _iter_batches(
        self, method: Callable[..., Any], sending: Sending[Any], options: Options | None
    ) -> Iterator[Batch[Any, Any]]:
        send = partial(method, options=options)
        for start, part in sending:
            try:
                batch = run(sending.course(start, part), send)
            except BaseException as error:
                interrupted(error, start, part)
                raise
            yield batch


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
        return await run_async(run_call(call, self._setup, options), self._http.do)

    async def _send(
        self, operation: Operation[R], given: object, options: Options | None, /, **fields: object
    ) -> R:
        return await self._call(call_of(operation, given, **fields), options)

    async def _call(self, call: Call[R], options: Options | None) -> R:
        return (await self._raw(call, options)).parsed

    def _pages(
        self,
        method: Callable[..., Any],
        operation: Operation[Any],
        given: object,
        limit: int,
        options: Options | None,
        /,
        **fields: object,
    ) -> AsyncIterator[Any]:
        pages = Pages(operation.of(given, **fields), limit, operation.keys, operation.items)
        return self._iter_pages(method, pages, options)

    async def _iter_pages(
        self, method: Callable[..., Any], pages: Pages, options: Options | None
    ) -> AsyncIterator[Any]:
        while pages.more:
            for record in pages.new(await method(pages.request(), options=options)):
                yield record

    async def _send_all(
        self,
        method: Callable[..., Any],
        operation: Operation[R],
        given: object,
        how: How,
        options: Options | None,
    ) -> R | Batches[Any, R]:
        if how.batch is None:
            return await self._send(operation, given, options)
        work = BatchQueue[Any, R](Sending(operation.of(given), how.batch), how)
        send = partial(method, options=options)
        if how.concurrency > 1:
            from ._concurrent import in_tasks  # noqa: PLC0415 - rarely needed

            return await in_tasks(work, send, how.concurrency)
        try:
            await run_async(work.course(), send)
        except BaseException as error:
            work.gather(error)
            raise
        return work.result()

    async def _iter_batches(
        self, method: Callable[..., Any], sending: Sending[Any], options: Options | None
    ) -> AsyncIterator[Batch[Any, Any]]:
        send = partial(method, options=options)
        for start, part in sending:
            try:
                batch = await run_async(sending.course(start, part), send)
            except BaseException as error:
                interrupted(error, start, part)
                raise
            yield batch


def _check_address(url: str) -> None:
    """Check that httpx2 can send to an address. Raises ConfigurationError."""
    if len(url) <= _LONGEST_ADDRESS and _PLAIN_ADDRESS.fullmatch(url):
        return
    import httpx2  # noqa: PLC0415 - only for unusual addresses

    try:
        host = httpx2.URL(url).raw_host.decode("ascii")
        is_fit = ":" in host or all(
            0 < len(part) <= _LONGEST_LABEL for part in host.removesuffix(".").split(".")
        )
    except (ValueError, httpx2.InvalidURL):
        is_fit = False
    if not is_fit:
        message = "the store is a host name or a URL, and this host name is not valid"
        raise ConfigurationError(message)


def _check_hook(name: str, hook: object) -> None:
    """Check that a hook can be called, and that nothing is lost by not awaiting it."""
    if hook is not None and (not callable(hook) or inspect.iscoroutinefunction(hook)):
        message = f"{name} must be a plain function: it is called, not awaited"
        raise ConfigurationError(message)


class View(Generic[C]):
    """A client seen in another way: its methods are those of the client, with another result."""

    def __init__(self, client: C) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._client!r})"

    def _send(
        self, operation: Operation[R], given: object, options: Options | None, /, **fields: object
    ) -> Any:  # noqa: ANN401 - each view declares its own
        raise NotImplementedError

    def _send_all(
        self,
        _: Callable[..., Any],
        operation: Operation[Any],
        given: object,
        how: How,
        options: Options | None,
    ) -> Any:  # noqa: ANN401 - each view declares its own
        if how.batch is not None:
            message = f"{type(self).__name__} sends no batches"
            raise TypeError(message)
        return self._send(operation, given, options)


class RawView(View[SyncClient]):
    """Methods that return the response in its raw form."""

    def _send(
        self, operation: Operation[R], given: object, options: Options | None, /, **fields: object
    ) -> RawResponse[R]:
        raw = self._client._raw  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        return raw(call_of(operation, given, **fields), options)


class AsyncRawView(View[AsyncClient]):
    """Methods that return the response in its raw form."""

    async def _send(
        self, operation: Operation[R], given: object, options: Options | None, /, **fields: object
    ) -> RawResponse[R]:
        raw = self._client._raw  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        return await raw(call_of(operation, given, **fields), options)


class DryView(View[BaseClient[Any]]):
    """Methods that send nothing, and return what would be sent."""

    def _send(
        self, operation: Operation[Any], given: object, options: Options | None, /, **fields: object
    ) -> PreparedRequest:
        setup = self._client._setup  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        return dry_run(call_of(operation, given, **fields), setup, options)


def raw(method: Callable[Concatenate[Any, P], R]) -> Callable[Concatenate[Any, P], RawResponse[R]]:
    """Return a client's method as a method of a view that returns raw responses."""
    found: Callable[Concatenate[Any, P], RawResponse[R]] = _seen(method, _raw_response)
    return found


def async_raw(
    method: Callable[Concatenate[Any, P], Coroutine[Any, Any, R]],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, RawResponse[R]]]:
    """Return a client's method as a method of a view that returns raw responses, awaited."""
    found: Callable[Concatenate[Any, P], Coroutine[Any, Any, RawResponse[R]]]
    found = _seen(method, _raw_response)
    return found


def dry(
    method: Callable[Concatenate[Any, P], object],
) -> Callable[Concatenate[Any, P], PreparedRequest]:
    """Return a client's method as a method of a view that sends nothing."""
    found: Callable[Concatenate[Any, P], PreparedRequest] = _seen(method, lambda _: PreparedRequest)
    return found


def _seen(method: Any, result: Callable[[str], object]) -> Any:  # noqa: ANN401 - a method
    """Return a copy of a method with another result, for a view that sends in another way."""
    found = FunctionType(method.__code__, method.__globals__, argdefs=method.__defaults__)
    update_wrapper(found, method)
    del vars(found)["__wrapped__"]  # it has the same arguments, and another result
    found.__kwdefaults__ = method.__kwdefaults__
    # A text, unless somebody has put the types themselves there, as beartype does.
    returned = str(method.__annotations__["return"]).partition(" | ")[0]
    found.__annotations__ = {**method.__annotations__, "return": result(returned)}
    return found


def _raw_response(returned: str) -> object:
    kind: Any = RawResponse
    return kind[returned]
