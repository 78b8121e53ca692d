"""Stores that misbehave, over real sockets: the right error, and nothing written twice."""

from __future__ import annotations

import asyncio
import gc
import gzip
import socket
import threading
import time
import tracemalloc
from typing import TYPE_CHECKING

import httpx2
import pytest

from neto_client import (
    AsyncNetoClient,
    ConnectionFailed,
    HttpStatusError,
    NetoClient,
    NetoError,
    OutcomeUnknown,
    RateLimited,
    RequestTimedOut,
    ResponseError,
    Retries,
    ServerFailure,
    Timeouts,
)
from tests.client.calling import AT_ONCE, BOTH, LOG, SECRET, Kind, a_call, send
from tests.client.misbehaving_store import (
    MisbehavingStore,
    answer,
    drip,
    drop,
    gzip_bomb,
    stall,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.client.misbehaving_store import Behaviour

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}   \r\n"
SHORT = Timeouts(read=0.2, total=5)

# What the store does, and what a write and a read then raise; a read is sent three times where
# that may help.
MISBEHAVIOURS: dict[str, tuple[Callable[[], Behaviour], type[NetoError], type[NetoError], int]] = {
    "drops before": (drop, OutcomeUnknown, ConnectionFailed, 3),
    "drops in the head": (lambda: drop(b"HTTP/1.1 200"), OutcomeUnknown, ConnectionFailed, 3),
    "drops in the body": (lambda: drop(HEAD + b"{"), OutcomeUnknown, ConnectionFailed, 3),
    "drops in a chunk": (lambda: drop(CHUNKED), OutcomeUnknown, ConnectionFailed, 3),
    "says nothing": (stall, OutcomeUnknown, RequestTimedOut, 3),
    "stalls in the body": (lambda: stall(HEAD + b"{"), OutcomeUnknown, RequestTimedOut, 3),
    "is too short": (lambda: drop(HEAD + b"{}"), OutcomeUnknown, ConnectionFailed, 3),
    "is no HTTP": (lambda: drop(b"SSH-2.0\r\n\r\n"), OutcomeUnknown, ConnectionFailed, 3),
    "is busy": (lambda: answer(b"", "503 Busy"), ServerFailure, ServerFailure, 3),
    "has no backend": (lambda: answer(b"", "504 Gateway"), OutcomeUnknown, ServerFailure, 3),
    "fails": (lambda: answer(b"oops", "500 Oops"), ServerFailure, ServerFailure, 1),
    "is not there": (lambda: answer(b"", "404 Not Found"), HttpStatusError, HttpStatusError, 1),
    "is a page": (lambda: answer(b"<html>Closed</html>"), ResponseError, ResponseError, 1),
    "is empty": (lambda: answer(b""), ResponseError, ResponseError, 1),
    "is half a document": (lambda: answer(b'{"Ack": '), ResponseError, ResponseError, 1),
    "is badly packed": (
        lambda: answer(b"no gzip", content_encoding="gzip"),
        *(ResponseError, ResponseError, 1),
    ),
}


@pytest.fixture
def rogue() -> Iterator[MisbehavingStore]:
    """A store that does as its script says."""
    with MisbehavingStore() as store:
        yield store


@BOTH
@pytest.mark.parametrize("name", MISBEHAVIOURS)
def test_a_write_is_sent_once_and_a_read_again(
    rogue: MisbehavingStore, kind: Kind, name: str
) -> None:
    """Whatever the store does, a write arrives once; a read is repeated where that may help."""
    behaviour, when_writing, when_reading, arrivals = MISBEHAVIOURS[name]
    rogue.script += [behaviour() for _ in range(1 + arrivals)]
    with pytest.raises(when_writing) as caught:
        send(kind, rogue.address, timeout=SHORT)
    assert type(caught.value) is when_writing
    assert len(rogue.bodies) == len(caught.value.tries) == 1
    assert caught.value.operation == "AddCustomerLog"

    with pytest.raises(when_reading) as caught:
        send(kind, rogue.address, call=a_call(reads=True), timeout=SHORT)
    assert type(caught.value) is when_reading
    assert len(rogue.bodies) - 1 == len(caught.value.tries) == arrivals
    assert all(tried.problem or tried.status for tried in caught.value.tries)


@BOTH
def test_a_read_succeeds_when_the_store_recovers(rogue: MisbehavingStore, kind: Kind) -> None:
    """After a break and a failure the third try of a read brings the answer."""
    rogue.script += [drop(), answer(b"", "503 Busy")]
    response = send(kind, rogue.address, call=a_call(reads=True))
    assert response.parsed.customer_log[0].log_id == 1
    assert [tried.status for tried in response.tries] == [None, 503, 200]


@BOTH
def test_a_get_that_changes_something_is_not_repeated(rogue: MisbehavingStore, kind: Kind) -> None:
    """A read whose request says that it updates what it finds is a write."""
    rogue.script.append(drop())
    log = type(LOG)(notes="UpdateResults")
    with pytest.raises(OutcomeUnknown, match="whether the store acted on it is not known"):
        send(kind, rogue.address, call=a_call(reads=True, log=log))
    assert len(rogue.bodies) == 1


@BOTH
@pytest.mark.parametrize("headers", [{}, {"retry_after": "0"}, {"retry_after": "whenever"}])
def test_too_many_calls_are_tried_again(
    rogue: MisbehavingStore, kind: Kind, headers: dict[str, str]
) -> None:
    """HTTP 429 says that nothing was done, so that a write is sent again too."""
    rogue.script += [answer(b"", "429 Too Many", **headers)] * 2
    response = send(kind, rogue.address)
    assert [tried.status for tried in response.tries] == [429, 429, 200]


@BOTH
def test_a_pause_beyond_the_deadline_is_not_waited_for(rogue: MisbehavingStore, kind: Kind) -> None:
    """When the store asks for more time than there is, the error comes at once."""
    rogue.script.append(answer(b"", "429 Too Many", retry_after="3600"))
    with pytest.raises(RateLimited) as caught:
        send(kind, rogue.address)
    assert "share one RateLimiter" in caught.value.hint
    assert len(caught.value.tries) == 1


@BOTH
def test_a_connection_that_was_never_made_is_tried_again(kind: Kind) -> None:
    """A write that certainly did not arrive is sent again, and every try is on the error."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(ConnectionFailed) as caught:
        send(kind, address)
    assert [tried.number for tried in caught.value.tries] == [1, 2, 3]
    assert sum("try 2: " in note for note in caught.value.__notes__) == 1


@BOTH
def test_slow_bytes_end_with_the_deadline(rogue: MisbehavingStore, kind: Kind) -> None:
    """An answer that trickles in for ever ends with the time for the whole call."""
    rogue.script.append(drip())
    with pytest.raises(OutcomeUnknown, match=r"did not answer within 0\.3 seconds in all"):
        send(kind, rogue.address, timeout=Timeouts(total=0.3))


@BOTH
def test_the_whole_call_has_a_deadline(rogue: MisbehavingStore, kind: Kind) -> None:
    """The time for the whole call also limits each step of it."""
    rogue.script.append(stall())
    with pytest.raises(OutcomeUnknown, match=r"did not answer within 0\.3 seconds"):
        send(kind, rogue.address, timeout=Timeouts(total=0.3))
    rogue.script.append(stall())
    with pytest.raises(OutcomeUnknown, match=r"did not answer within 0\.2 seconds"):
        send(kind, rogue.address, timeout=Timeouts(read=0.2, total=None))


@BOTH
def test_a_connection_that_is_not_free_in_time(rogue: MisbehavingStore, kind: Kind) -> None:
    """Waiting for a connection of the pool has a time-out of its own, after which nothing was sent."""
    rogue.script.append(stall())
    limits = httpx2.Limits(max_connections=1)
    options = Timeouts(pool=0.1, read=3)
    if kind == "threads":
        with (
            httpx2.Client(limits=limits) as http,
            NetoClient(rogue.address, key=SECRET, http=http, timeout=options, retries=0) as neto,
        ):
            thread = threading.Thread(target=swallow, args=(neto,))
            thread.start()
            wait_for(lambda: len(rogue.bodies) == 1)
            with pytest.raises(RequestTimedOut, match=r"no connection free within 0\.1"):
                neto.add_customer_log([LOG])
            thread.join()
        return

    async def in_tasks() -> None:
        async with (
            httpx2.AsyncClient(limits=limits) as http,
            AsyncNetoClient(
                rogue.address, key=SECRET, http=http, timeout=options, retries=0
            ) as neto,
        ):
            first = asyncio.create_task(neto.add_customer_log([LOG]))
            while not rogue.bodies:  # noqa: ASYNC110 - of another thread
                await asyncio.sleep(0.01)
            with pytest.raises(RequestTimedOut, match=r"no connection free within 0\.1"):
                await neto.add_customer_log([LOG])
            first.cancel()

    asyncio.run(in_tasks())


def swallow(neto: NetoClient) -> None:
    """Call, whatever comes of it."""
    with pytest.raises(NetoError):
        neto.add_customer_log([LOG])


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so, within reason."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


@BOTH
def test_a_gzip_bomb_is_given_up(rogue: MisbehavingStore, kind: Kind) -> None:
    """An answer that unpacks to more than allowed is an error, long before memory runs out."""
    rogue.script.append(gzip_bomb())
    tracemalloc.start()
    try:
        with pytest.raises(ResponseError, match="the answer has more than 1000000 bytes"):
            send(kind, rogue.address, max_answer=1_000_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100_000_000


@BOTH
def test_a_packed_answer_is_read(rogue: MisbehavingStore, kind: Kind) -> None:
    """Compression is asked for and undone."""
    body = gzip.compress(b'{"CustomerLog": {"LogID": "7"}}')
    rogue.script.append(answer(body, content_encoding="gzip"))
    assert send(kind, rogue.address).parsed.customer_log[0].log_id == 7


@BOTH
@pytest.mark.parametrize("status", ["301 Moved", "307 Temporary Redirect", "308 Permanent"])
def test_no_redirect_is_followed(rogue: MisbehavingStore, kind: Kind, status: str) -> None:
    """A redirect to another host gets neither the request nor the key, and is named."""
    with MisbehavingStore() as other:
        rogue.script.append(answer(b"", status, location=f"{other.address}/do?x=1"))
        with pytest.raises(HttpStatusError) as caught:
            send(kind, rogue.address)
        assert (other.connections, other.bodies) == (0, [])
        assert f"not followed there: '{other.address}/do'" in caught.value.hint


@BOTH
def test_nothing_is_left_behind(rogue: MisbehavingStore, kind: Kind) -> None:
    """After calls that fail in every way, no socket, thread or memory is left."""
    ways: list[Callable[[], Behaviour]] = [
        drop,
        lambda: drop(HEAD + b"{"),
        lambda: answer(b"", "500 Oops"),
        lambda: answer(b"<html>"),
        lambda: answer(b"no gzip", content_encoding="gzip"),
    ]

    def fail_often(times: int) -> None:
        for _ in range(times):
            for way in ways:
                rogue.script.append(way())
                with pytest.raises(NetoError):
                    send(kind, rogue.address, retries=0)

    fail_often(1)
    wait_for(lambda: rogue.open == 0)
    threads = threading.active_count()
    gc.collect()
    tracemalloc.start()
    try:
        fail_often(1)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        rogue.bodies.clear()
        fail_often(3)
        gc.collect()
        rogue.bodies.clear()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    wait_for(lambda: rogue.open == 0)
    assert threading.active_count() <= threads
    assert after - before < 400_000


def test_cancelling_leaves_the_pool_healthy(rogue: MisbehavingStore) -> None:
    """Tasks that are cancelled in the middle of a call do not take connections with them."""

    async def in_tasks() -> None:
        limits = httpx2.Limits(max_connections=2)
        async with (
            httpx2.AsyncClient(limits=limits) as http,
            AsyncNetoClient(rogue.address, key=SECRET, http=http, retries=0) as neto,
        ):
            for _ in range(5):
                rogue.script += [stall(), stall(HEAD + b"{")]
                arrived = len(rogue.bodies) + 2
                tasks = [asyncio.create_task(neto.add_customer_log([LOG])) for _ in range(4)]
                while len(rogue.bodies) < arrived:  # noqa: ASYNC110 - of another thread
                    await asyncio.sleep(0.005)
                for task in tasks:
                    task.cancel()
                ended = await asyncio.gather(*tasks, return_exceptions=True)
                assert all(isinstance(end, asyncio.CancelledError) for end in ended)
            rogue.script.clear()
            response = await neto.add_customer_log([LOG])
            assert response.customer_log[0].log_id == 1

    asyncio.run(in_tasks())


def test_a_pause_is_a_random_part_of_what_doubles() -> None:
    """Pauses spread over all of a range that doubles with each try, up to the longest."""
    retries = Retries(first=1.0, longest=4.0)
    for tries, most in [(1, 1.0), (2, 2.0), (3, 4.0), (4, 4.0), (5000, 4.0)]:
        pauses = [retries.pause(tries) for _ in range(500)]
        assert 0 <= min(pauses) < most / 10
        assert most * 0.9 < max(pauses) <= most
    assert AT_ONCE.pause(1) == 0
