"""What ends a call from outside goes on its way: nothing is sent after it, and no result is lost."""

from __future__ import annotations

import asyncio
import ctypes
import logging
import signal
import socket
import threading
import time
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import httpx2
import pytest

from neto_client import (
    Batches,
    Bearer,
    ConfigurationError,
    NetoClient,
    OutcomeUnknown,
    RawResponse,
    RequestError,
    RequestTimedOut,
    ResponseError,
    Scheme,
    Secret,
    ServerFailure,
    Timeouts,
)
from neto_client.add_customer_log import AddCustomerLogResponse, CustomerLog
from neto_client.testing import FakeStore, http_error
from tests.client.calling import BOTH, LOG, SECRET, Kind, a_call, send
from tests.client.misbehaving_store import MisbehavingStore, answer, drip, drop, stall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CAN_ALARM = pytest.mark.skipif(
    not hasattr(signal, "pthread_kill"), reason="this system has no alarms"
)


class Limit(Exception):
    """The time limit of a worker, as task queues have it."""


class TimeLimit(TimeoutError):
    """One that an HTTP library takes for a time-out of its own."""


LIMITS: list[type[Exception]] = [
    Limit,
    TimeLimit,
    TimeoutError,
    ConnectionError,
    ValueError,
    KeyError,
]


@pytest.fixture
def rogue() -> Iterator[MisbehavingStore]:
    """Yield a store that does as its script says."""
    with MisbehavingStore() as store:
        yield store


@pytest.fixture
def alarm() -> Iterator[Callable[[type[Exception]], None]]:
    """Yield a function that makes a signal raise an error from now on."""
    before = signal.getsignal(signal.SIGALRM)

    def of(kind: type[Exception]) -> None:
        def ring(*_: object) -> None:
            message = "time is up"
            raise kind(message)

        signal.signal(signal.SIGALRM, ring)

    yield of
    signal.signal(signal.SIGALRM, before)


def interrupting(connection: socket.socket) -> None:
    """Send the signal to the main thread, and keep silent."""
    main = threading.main_thread().ident
    assert main is not None
    signal.pthread_kill(main, signal.SIGALRM)
    stall()(connection)


def ring() -> None:
    """Send the signal, and wait until it has come."""
    signal.raise_signal(signal.SIGALRM)


@CAN_ALARM
@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("reads", [False, True])
def test_a_signal_ends_a_call(
    rogue: MisbehavingStore, alarm: Any, limit: type[Exception], *, reads: bool
) -> None:
    """Whatever a signal handler raises while the store keeps silent comes out, and nothing is sent again."""
    rogue.script += [interrupting, stall(), stall()]
    alarm(limit)
    with pytest.raises(limit, match="time is up") as caught:
        send("threads", rogue.address, call=a_call(reads=reads))
    assert type(caught.value) is limit
    assert len(rogue.bodies) == 1


@CAN_ALARM
@pytest.mark.parametrize("limit", LIMITS)
def test_a_signal_while_the_request_is_sent(alarm: Any, limit: type[Exception]) -> None:
    """A request that the store does not take ends, too, although httpcore2 goes on after such an error."""
    alarm(limit)

    def interrupt(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(1)  # of many
            time.sleep(0.1)  # the buffers are full
            signal.pthread_kill(main or 0, signal.SIGALRM)
            done.wait(30)

    main, done = threading.main_thread().ident, threading.Event()
    call = replace(a_call(), request=Unchecked("x" * 20_000_000))
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        thread = threading.Thread(target=interrupt, args=(server,))
        thread.start()
        with pytest.raises(limit, match="time is up"):
            send("threads", f"http://127.0.0.1:{server.getsockname()[1]}", call=call)
        done.set()
        thread.join()


class Unchecked:
    """A request of any text."""

    def __init__(self, text: str) -> None:
        self._text = text.encode()

    def to_xml(self, *, checked: bool = True) -> bytes:  # noqa: ARG002 - as a record's
        """Return the text."""
        return self._text

    def to_json(self, *, checked: bool = True) -> bytes:  # noqa: ARG002 - as a record's
        """Return the same."""
        return self._text


@CAN_ALARM
def test_a_signal_that_was_handled_before_the_call_does_not_end_it(
    rogue: MisbehavingStore, alarm: Any
) -> None:
    """A call in an except block fails as any other, whatever is being handled there."""
    alarm(Limit)
    try:
        ring()
    except Limit:
        rogue.script.append(drop())
        with pytest.raises(OutcomeUnknown):
            send("threads", rogue.address)


def raise_in(thread: threading.Thread, kind: type[BaseException]) -> None:
    """Raise an error in a thread, wherever it is."""
    assert thread.ident is not None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(kind))


@pytest.mark.parametrize("limit", [Limit, TimeLimit])
@pytest.mark.parametrize("reads", [False, True])
def test_an_error_that_another_thread_raises_in_that_of_the_call(
    rogue: MisbehavingStore, limit: type[Exception], *, reads: bool
) -> None:
    """An error of a class that no HTTP library knows ends the call, also when they have caught it."""
    rogue.script += [drip() for _ in range(3)]
    ended: list[BaseException] = []

    def call() -> None:
        try:
            send("threads", rogue.address, call=a_call(reads=reads))
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            ended.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    while not rogue.bodies:
        time.sleep(0.01)
    time.sleep(0.1)  # the answer has begun
    raise_in(thread, limit)
    thread.join(30)
    assert [type(error) for error in ended] == [limit]
    assert len(rogue.bodies) == 1


@CAN_ALARM
@pytest.mark.parametrize("limit", LIMITS)
def test_a_signal_ends_a_batch_which_carries_what_was_done(
    rogue: MisbehavingStore, alarm: Any, limit: type[Exception]
) -> None:
    """The batches before it are carried with their results, that under way as unknown, the rest as unsent."""
    alarm(limit)
    rogue.script += [answer(), interrupting]
    logs = [CustomerLog(notes=str(number)) for number in range(5)]
    with NetoClient(rogue.address, key=SECRET) as neto, pytest.raises(limit) as caught:
        neto.add_customer_log(logs, batch=1)
    found = Batches.carried_by(caught.value)
    assert found is not None
    assert [type(batch.error) for batch in found] == [type(None), OutcomeUnknown]
    assert found.unsent == logs[2:]
    assert len(rogue.bodies) == 2


@CAN_ALARM
@pytest.mark.parametrize("limit", LIMITS)
def test_a_signal_while_an_answer_is_read(alarm: Any, limit: type[Exception]) -> None:
    """It is no fault of the answer: it comes out, and carries what the store has said."""
    alarm(limit)
    store, rung = FakeStore(key=SECRET), list[bool]()
    store.on("AddCustomerLog", b'{"Ack": "Success"}')

    class Reading:
        """Reads an answer, the first time with an interruption."""

        from_xml = AddCustomerLogResponse.from_xml

        @staticmethod
        def from_json(
            document: bytes | str, *, unreadable: Literal["keep", "raise"]
        ) -> AddCustomerLogResponse:
            """Read a JSON document."""
            if not rung:
                rung.append(True)
                ring()
            return AddCustomerLogResponse.from_json(document, unreadable=unreadable)

    with pytest.raises(limit, match="time is up") as caught:
        send("threads", "host", http=store, call=replace(a_call(), response_type=Reading()))
    carried = RawResponse.carried_by(caught.value)
    assert isinstance(carried, RawResponse)
    assert carried.ack == "Success"


@CAN_ALARM
@BOTH
@pytest.mark.parametrize("limit", LIMITS)
def test_a_signal_in_what_a_user_has_written(
    alarm: Any, kind: Kind, limit: type[Exception]
) -> None:
    """In a hook, a log or a supplier of tokens, a signal ends the call too."""
    alarm(limit)
    store = FakeStore(key=SECRET)
    store.on("AddCustomerLog", b"{}")
    logger = logging.getLogger("neto_client")
    rings = Ringing()
    settings: list[dict[str, Any]] = [
        {"on_request": lambda *_: ring()},
        {"auth": Bearer(rung_token), "key": None},
        {"on_response": lambda *_: ring()},
    ]
    for one in settings:
        with pytest.raises(limit, match="time is up"):
            send(kind, "host", http=store, **one)
    logger.addFilter(rings)
    logger.setLevel(logging.INFO)
    try:
        with pytest.raises(limit, match="time is up") as caught:
            send(kind, "host", http=store)
    finally:
        logger.setLevel(logging.NOTSET)
        logger.removeFilter(rings)
    assert isinstance(RawResponse.carried_by(caught.value), RawResponse)


def rung_token() -> str:
    """Return a token after raising a signal."""
    ring()
    return SECRET


class Ringing(logging.Filter):
    """A filter in which a signal comes."""

    def filter(self, record: logging.LogRecord) -> bool:  # noqa: ARG002 - of any
        """Send it."""
        ring()
        return True


class Broken(logging.Filter):
    """A filter, and a handler, that fails."""

    def __init__(self) -> None:
        super().__init__()
        self.met = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Fail, but for what asyncio logs by itself."""
        if record.name == "asyncio":
            return True
        self.met += 1
        message = f"cannot log {record.name}"
        raise OSError(message)


@BOTH
@pytest.mark.parametrize("name", ["neto_client", "httpx2", "httpcore2.http11", ""])
def test_a_log_that_fails_loses_no_result(rogue: MisbehavingStore, kind: Kind, name: str) -> None:
    """A write whose log fails, that of the client or of the HTTP libraries, ends with its answer."""
    logger, broken = logging.getLogger(name), Broken()
    handler = logging.NullHandler()
    handler.handle = broken.filter  # type: ignore[method-assign]
    level = logger.level
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    logger.addFilter(broken)
    try:
        response = send(
            *(kind, rogue.address),
            log_bodies=True,
            on_response=lambda *_: 1 // 0,
        )
    finally:
        logger.removeFilter(broken)
        logger.removeHandler(handler)
        logger.setLevel(level)
    assert response.parsed.customer_log[0].log_id == 1
    assert len(rogue.bodies) == 1
    assert broken.met > 0


ENDS: list[BaseException] = [SystemExit(3), KeyboardInterrupt(), asyncio.CancelledError()]


@pytest.mark.parametrize("end", ENDS, ids=repr)
def test_what_ends_the_program_in_a_hook_loses_no_answer(end: BaseException) -> None:
    """What a write was answered is on the error, and a batch carries it as done."""
    store, answered = FakeStore(key=SECRET), []
    store.on("AddCustomerLog", b'{"Ack": "Success"}')

    def leave(*_: object) -> None:
        answered.append(True)
        if len(answered) == 2:
            raise end

    logs = [CustomerLog(notes=str(number)) for number in range(3)]
    with NetoClient("host", key=SECRET, http=store, on_response=leave) as neto:
        with pytest.raises(type(end)) as caught:
            neto.add_customer_log(logs, batch=1)
        found = Batches.carried_by(caught.value)
        assert found is not None
        assert [str(response.ack) for response in found.responses] == ["Success"] * 2
        assert (found.failed, found.unsent) == ([], logs[2:])

        answered.pop()
        store.once("AddCustomerLog", http_error(500))
        with pytest.raises(type(end)) as caught:
            neto.add_customer_log(logs[:1])
        assert isinstance(RawResponse.carried_by(caught.value), ServerFailure)


def test_an_error_that_was_not_answered_carries_no_answer() -> None:
    """An interruption before anything was sent has nothing to carry."""

    def leave(*_: object) -> None:
        raise SystemExit

    with (
        NetoClient("host", key=SECRET, http=FakeStore(), on_request=leave) as neto,
        pytest.raises(SystemExit) as caught,
    ):
        neto.add_customer_log([LOG])
    assert RawResponse.carried_by(caught.value) is None


@BOTH
def test_what_may_be_a_time_limit_ends_a_batch(kind: Kind) -> None:
    """An unknown error of a supplier of tokens is the cause of the call's own, and no further batch is tried."""
    asked: list[bool] = []

    def supply() -> str:
        asked.append(True)
        raise Limit

    async def in_a_task() -> None:
        async with store.async_client(auth=Bearer(supply)) as neto:
            await neto.add_customer_log([LOG, LOG], batch=1)

    def in_a_thread() -> None:
        with store.client(auth=Bearer(supply)) as neto:
            neto.add_customer_log([LOG, LOG], batch=1)

    store = FakeStore(key=SECRET)
    with pytest.raises(ConfigurationError, match="the token supplier failed: Limit") as caught:
        asyncio.run(in_a_task()) if kind == "tasks" else in_a_thread()
    assert isinstance(caught.value.__cause__, Limit)
    found = Batches.carried_by(caught.value)
    assert found is not None
    assert [batch.error for batch in found] == [caught.value]
    assert len(found.unsent) == len(asked) == 1


@CAN_ALARM
def test_a_signal_while_a_request_is_written(alarm: Any) -> None:
    """It is not taken for a value that cannot be written."""
    alarm(ValueError)

    class Ringer(Unchecked):
        """A request in whose writing a signal comes."""

        def to_json(self, *, checked: bool = True) -> bytes:  # noqa: ARG002 - as a record's
            """Send it."""
            ring()
            return self.to_xml()

    call = replace(a_call(), request=Ringer(""))
    with pytest.raises(ValueError, match="time is up") as caught:
        send("threads", "host", http=FakeStore(), call=call)
    assert type(caught.value) is ValueError
    failing = replace(a_call(), request=object())  # type: ignore[arg-type]
    with pytest.raises(RequestError, match="cannot be written: AttributeError"):
        send("threads", "host", http=FakeStore(), call=failing)


def test_a_supplier_that_hangs_ends_with_the_time_for_the_whole_call() -> None:
    """A coroutine that supplies tokens, and what it waits for, is given up; nothing is sent."""
    store, left = FakeStore(key=SECRET), []

    async def supply() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            left.append(True)
        return SECRET

    with pytest.raises(
        RequestTimedOut, match="the token supplier did not answer in time"
    ) as caught:
        send(
            *("tasks", "host"),
            http=store,
            key=None,
            auth=Bearer(supply),
            timeout=Timeouts(total=0.2),
        )
    assert "not sent" in str(caught.value)
    assert (store.requests, left) == ([], [True])


class Renewed(Scheme):
    """A scheme of a user that asks for a token until it has one."""

    def __init__(self) -> None:
        self.token: str | None = None

    @property
    def fresh_token(self) -> Callable[[], str] | None:
        """The supplier of the token, as long as there is none."""
        return self.supply if self.token is None else None

    def supply(self) -> str:
        """Return the token, and keep it from now on."""
        self.token = SECRET
        return SECRET

    def headers(self, token: Secret | None) -> dict[str, str | Secret]:
        """Return the token that was requested, or the current one."""
        return {"Authorization": token or Secret(self.token or "none yet")}

    def secrets(self, token: Secret | None) -> tuple[Secret, ...]:
        """Return the token."""
        return () if token is None else (token,)


def test_a_scheme_that_needs_no_token_any_more_is_asked_for_none() -> None:
    """Whether a scheme has something that supplies tokens is looked at before each request."""
    seen: list[str] = []

    def answered(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers["Authorization"])
        return httpx2.Response(200, json={"Ack": "Success"})

    with NetoClient("host", auth=Renewed(), http=httpx2.MockTransport(answered)) as neto:
        for _ in range(2):
            neto.add_customer_log([LOG])
    assert seen == [SECRET, SECRET]


@BOTH
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TimeoutError(), "the token supplier failed: TimeoutError"),
        (ConfigurationError("no account"), "no account"),
    ],
)
def test_what_a_supplier_raises_says_why_nothing_was_sent(
    kind: Kind, error: Exception, said: str
) -> None:
    """A time-out of its own is none of the call's, and an error of another client stays as it is."""
    store = FakeStore(key=SECRET)

    def supply() -> str:
        raise error

    async def supply_later() -> str:
        raise error

    auth = Bearer(supply if kind == "threads" else supply_later)
    with pytest.raises(ConfigurationError) as caught:
        send(kind, "host", http=store, key=None, auth=auth, timeout=Timeouts(total=60))
    assert str(caught.value) == said
    assert store.requests == []


@BOTH
def test_a_call_whose_time_a_hook_has_used_up_sends_nothing(
    rogue: MisbehavingStore, kind: Kind
) -> None:
    """The error says that time was up, and the store has seen no request."""
    timeout = Timeouts(total=0.05)
    with pytest.raises(RequestTimedOut, match=r"did not answer within 0\.05 seconds in total"):
        send(kind, rogue.address, timeout=timeout, on_request=lambda _: time.sleep(0.1))
    assert rogue.bodies == []


def test_a_transport_that_heeds_no_time_limit_is_given_up() -> None:
    """A write over an asynchronous transport of a user ends with the time for the whole call, its outcome unknown."""

    class Hanging(httpx2.AsyncBaseTransport):
        """One that does not look at the time-outs that it is told."""

        async def handle_async_request(self, _: httpx2.Request) -> httpx2.Response:
            await asyncio.Event().wait()
            raise AssertionError

    with pytest.raises(OutcomeUnknown, match=r"did not answer within 0\.1 seconds in total"):
        send("tasks", "host", http=Hanging(), timeout=Timeouts(total=0.1))


@BOTH
def test_an_answer_that_a_hook_cannot_unpack_is_unreadable(
    rogue: MisbehavingStore, kind: Kind
) -> None:
    """A hook of the user's own httpx2 client that reads a broken answer ends the call as the answer itself would."""
    rogue.script.append(answer(b"no gzip", content_encoding="gzip"))

    def read(response: httpx2.Response) -> None:
        response.read()

    async def read_later(response: httpx2.Response) -> None:
        await response.aread()

    http = (
        httpx2.Client(event_hooks={"response": [read]})
        if kind == "threads"
        else httpx2.AsyncClient(event_hooks={"response": [read_later]})
    )
    with pytest.raises(ResponseError, match="the response's compression is broken") as caught:
        send(kind, rogue.address, http=http)
    assert "the store may have acted" in caught.value.hint
    assert len(rogue.bodies) == 1
    if isinstance(http, httpx2.Client):
        http.close()


@BOTH
def test_a_request_that_cannot_be_made_says_why(kind: Kind) -> None:
    """What the user's own httpx2 client adds to each request may not fit into one: nothing is sent."""
    cookies = {"basket": "\N{EURO SIGN}"}
    http = (
        httpx2.Client(cookies=cookies) if kind == "threads" else httpx2.AsyncClient(cookies=cookies)
    )
    with pytest.raises(ConfigurationError, match="cannot be made: UnicodeEncodeError"):
        send(kind, "host", http=http)
    if isinstance(http, httpx2.Client):
        http.close()


def test_an_answer_that_nobody_has_thought_of_is_not_lost() -> None:
    """Where reading fails otherwise than reading does, the error still has the answer, its status and its tries."""
    store = FakeStore(key=SECRET)
    store.on("AddCustomerLog", b'{"Ack": "Success"}')

    class Reading:
        """Reads no answer."""

        @staticmethod
        def from_json(*_: object, **__: object) -> AddCustomerLogResponse:
            """Fail."""
            raise ZeroDivisionError("by nothing")

    with pytest.raises(ResponseError) as caught:
        send("threads", "host", http=store, call=replace(a_call(), response_type=Reading()))  # type: ignore[arg-type]
    assert str(caught.value).startswith(
        "AddCustomerLog: the response cannot be read: ZeroDivisionError: by nothing"
    )
    assert (caught.value.status, len(caught.value.tries)) == (200, 1)
    assert caught.value.body == b'{"Ack": "Success"}'


@BOTH
def test_a_fresh_token_with_a_line_feed_is_logged(
    kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    """Python's warnings may be errors, so a call warns in the log, and sends what is left."""
    store = FakeStore(key=SECRET)
    store.on("AddCustomerLog", b"{}")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        send(kind, "host", http=store, key=None, auth=Bearer(lambda: f"{SECRET}\n"))
    assert "the token has white space at its ends, which is not sent" in caplog.text
    assert store.requests[0].headers["authorization"] == f"Bearer {SECRET}"
