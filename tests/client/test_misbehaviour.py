"""Stores that misbehave, over real sockets: the right error, and nothing written twice."""

from __future__ import annotations

import asyncio
import gc
import gzip
import os
import re
import socket
import ssl
import threading
import time
import tracemalloc
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from neto_client import (
    AsyncNetoClient,
    Bearer,
    ConfigurationError,
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
    raw,
    stall,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.client.misbehaving_store import Behaviour

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}   \r\n"
# Answers that break HTTP/1.1, each in its own way.
BROKEN: dict[str, bytes] = {
    "has no status": b"HTTP/1.1\r\n\r\n",
    "has a status of words": b"HTTP/1.1 two OK\r\n\r\n",
    "has a status of 5,000 digits": b"HTTP/1.1 " + b"2" * 5000 + b" OK\r\n\r\n",
    "has a length of 5,000 digits": b"HTTP/1.1 200 OK\r\nContent-Length: "
    + b"9" * 5000
    + b"\r\n\r\n{}",
    "has a length below nothing": b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}",
    "has two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
    "has a chunk of 5,000 digits": CHUNKED + b"f" * 5000 + b"\r\n{}\r\n",
    "has a chunk of words": CHUNKED + b"many\r\n{}\r\n",
    "has a chunk that goes on": CHUNKED + b"2\r\n{}xx\r\n0\r\n\r\n",
    "is sent in ways unknown": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: pigeon\r\n\r\n{}",
    "has a header of no name": b"HTTP/1.1 200 OK\r\n: x\r\nContent-Length: 2\r\n\r\n{}",
    "has a header with nothing in it": b"HTTP/1.1 200 OK\r\nx\r\nContent-Length: 2\r\n\r\n{}",
    "has a header with NUL": b"HTTP/1.1 200 OK\r\nx: a\x00b\r\nContent-Length: 2\r\n\r\n{}",
    "has headers without end": b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 50_000,
    "only promises": b"HTTP/1.1 100 Continue\r\n\r\n" * 100,
    "is binary": bytes(range(256)) * 4,
}
_ENVIRONMENT = {
    *("SSL_CERT_FILE", "SSL_CERT_DIR"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
}
# Of a store that falls silent, and of any other, however busy the machine is.
SHORT, LONG = Timeouts(read=0.1, total=10), Timeouts(total=60)

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
    "is not HTTP": (lambda: drop(b"SSH-2.0\r\n\r\n"), OutcomeUnknown, ConnectionFailed, 3),
    **{
        name: (partial(raw, sent), OutcomeUnknown, ConnectionFailed, 3)
        for name, sent in BROKEN.items()
    },
    "is packed with what nobody asked for": (
        lambda: answer(b"x", content_encoding="br"),
        *(ResponseError, ResponseError, 1),
    ),
    "is packed twice": (
        lambda: answer(gzip.compress(gzip.compress(b"{}")), content_encoding="gzip, gzip"),
        *(ResponseError, ResponseError, 1),
    ),
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
    """Yield a store that does as its script says."""
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
    timeout = SHORT if when_reading is RequestTimedOut else LONG
    with pytest.raises(when_writing) as caught:
        send(kind, rogue.address, timeout=timeout)
    assert type(caught.value) is when_writing
    assert len(rogue.bodies) == len(caught.value.tries) == 1
    assert caught.value.operation == "AddCustomerLog"

    with pytest.raises(when_reading) as caught:
        send(kind, rogue.address, call=a_call(reads=True), timeout=timeout)
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
    with pytest.raises(OutcomeUnknown, match="it is not known whether the store acted on it"):
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
    # Two seconds, so that the request leaves before, also where much else runs.
    with pytest.raises(OutcomeUnknown, match=r"did not answer within 2 seconds in total"):
        send(kind, rogue.address, timeout=Timeouts(total=2))


@BOTH
def test_the_whole_call_has_a_deadline(rogue: MisbehavingStore, kind: Kind) -> None:
    """The time for the whole call also limits each step of it."""
    rogue.script.append(stall())
    with pytest.raises(OutcomeUnknown, match=r"did not answer within 2 seconds"):
        send(kind, rogue.address, timeout=Timeouts(total=2))
    rogue.script.append(stall())
    with pytest.raises(OutcomeUnknown, match=r"did not answer within 0\.2 seconds"):
        send(kind, rogue.address, timeout=Timeouts(read=0.2, total=None))


@BOTH
def test_a_connection_that_is_not_free_in_time(rogue: MisbehavingStore, kind: Kind) -> None:
    """Waiting for a connection of the pool has a time-out of its own, after which nothing was sent."""
    rogue.script.append(stall())
    limits = httpx2.Limits(max_connections=1)
    options = Timeouts(pool=0.1, read=1)
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
        with pytest.raises(ResponseError, match="the response has more than 1000000 bytes"):
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
        assert f"which is not followed: '{other.address}/do'" in caught.value.hint


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
    gc.freeze()  # what is searched for from here on is only what these calls make
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


@contextmanager
def not_speaking_tls() -> Iterator[str]:
    """Yield the https address of a port that answers in plain text."""

    def refuse(server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                with connection:
                    connection.recv(4096)
                    connection.sendall(b"HTTP/1.1 400 Speak plainly\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=refuse, args=(server,))
        thread.start()
        yield f"https://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@contextmanager
def not_shaking_hands() -> Iterator[str]:
    """Yield the https address of a port that accepts connections and does nothing else."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"https://127.0.0.1:{server.getsockname()[1]}"


@contextmanager
def behind_a_proxy_that_refuses() -> Iterator[str]:
    """Yield the https address of a store to which the environment's proxy refuses to connect."""
    with MisbehavingStore() as proxy, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HTTPS_PROXY", proxy.address)
        proxy.script += [answer(b"", "403 Forbidden") for _ in range(3)]
        yield "https://store.example"
        assert proxy.bodies == [b""] * 3  # of CONNECT


# What says for certain that nothing was sent; PoolTimeout has a test of its own.
NEVER_SENT = {
    "ConnectError": (not_speaking_tls, ConnectionFailed, "SSL"),
    "ConnectTimeout": (
        not_shaking_hands,
        RequestTimedOut,
        "did not accept a connection within 0.2",
    ),
    "ProxyError": (behind_a_proxy_that_refuses, ConnectionFailed, "403 Forbidden"),
}


@BOTH
@pytest.mark.parametrize("name", NEVER_SENT)
def test_a_write_that_was_never_sent_is_tried_again(kind: Kind, name: str) -> None:
    """Without a connection nothing can have been sent, so a write is tried as often as a read."""
    place, error, message = NEVER_SENT[name]
    seconds = 0.2 if name == "ConnectTimeout" else 20
    with place() as address, pytest.raises(error, match=re.escape(message)) as caught:
        send(kind, address, timeout=Timeouts(connect=seconds, total=60))
    assert type(caught.value) is error
    assert len(caught.value.tries) == 3


@BOTH
def test_a_call_that_is_late_before_it_is_sent_was_not_sent(kind: Kind) -> None:
    """When the time for the whole call ends while it is connected, its outcome is known."""
    with not_shaking_hands() as address, pytest.raises(RequestTimedOut, match=r"within 0\.2"):
        send(kind, address, timeout=Timeouts(total=0.2))


@BOTH
def test_what_a_library_does_not_expect_ends_as_an_error_too(
    rogue: MisbehavingStore, kind: Kind
) -> None:
    """Whatever a transport raises, the call ends with a NetoError, and a write is not repeated."""

    class Odd(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            httpx2.post(request.url, content=request.read())
            message = "nobody has thought of this"
            raise KeyError(message)

        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            return self.handle_request(request)

    with pytest.raises(OutcomeUnknown, match="KeyError: 'nobody has thought of this'"):
        send(kind, rogue.address, http=Odd())
    assert len(rogue.bodies) == 1


@BOTH
def test_no_cookie_is_kept(rogue: MisbehavingStore, kind: Kind) -> None:
    """A cookie of the store is not sent back: each call is like the first."""
    cookies: list[str | None] = []

    class Watched(httpx2.HTTPTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            cookies.append(request.headers.get("cookie"))
            return super().handle_request(request)

    class WatchedInTasks(httpx2.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            cookies.append(request.headers.get("cookie"))
            return await super().handle_async_request(request)

    rogue.script += [answer(b"", "429 Slow", set_cookie="session=1; Path=/")] * 2
    send(kind, rogue.address, http=Watched() if kind == "threads" else WatchedInTasks())
    assert cookies == [None] * 3


@BOTH
def test_a_hook_that_fails_changes_nothing(
    rogue: MisbehavingStore, kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer to a write is not lost to a mistake in a hook, which is in the log."""

    def fail(*_: object) -> None:
        message = "a mistake in a hook"
        raise ZeroDivisionError(message)

    response = send(kind, rogue.address, on_request=fail, on_response=fail)
    assert response.parsed.customer_log[0].log_id == 1
    said = [record for record in caplog.records if "a hook failed" in record.getMessage()]
    assert len(said) == 2
    assert "a mistake in a hook" in caplog.text


@BOTH
def test_what_supplies_tokens_may_fail(rogue: MisbehavingStore, kind: Kind) -> None:
    """A supplier of tokens that raises ends the call as a NetoError, with its own error as the cause."""

    def fail() -> str:
        message = "no network"
        raise OSError(message)

    with pytest.raises(ConfigurationError, match="the token supplier failed: OSError") as caught:
        send(kind, rogue.address, key=None, auth=Bearer(fail))
    assert isinstance(caught.value.__cause__, OSError)
    assert rogue.bodies == []


@BOTH
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SSL_CERT_FILE", "/no/such/file.pem"),
        ("HTTP_PROXY", "ftp://user:pass-word@proxy"),
        ("HTTP_PROXY", "http://[::1"),
        ("ALL_PROXY", "socks5://127.0.0.1:1"),
    ],
)
def test_an_environment_that_cannot_be_used(
    rogue: MisbehavingStore,
    monkeypatch: pytest.MonkeyPatch,
    kind: Kind,
    name: str,
    value: str,
) -> None:
    """A wrong certificate or proxy in the environment is named, and nothing is sent."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match="no connection can be set up") as caught:
        send(kind, rogue.address)
    assert name in caught.value.hint
    assert caught.value.operation == "AddCustomerLog"
    assert "pass-word" not in str(caught.value) + caught.value.hint
    assert rogue.connections == 0


@BOTH
def test_certificates_of_the_system_that_are_broken(
    rogue: MisbehavingStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: Kind
) -> None:
    """Where nothing in the environment can be the cause, no name of it is given as a hint."""
    broken = tmp_path / "certificates.pem"
    broken.write_text("-----BEGIN CERTIFICATE-----\nnone\n")
    paths = ssl.get_default_verify_paths()._replace(openssl_cafile=str(broken))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    for name in [name for name in os.environ if name.upper() in _ENVIRONMENT]:
        monkeypatch.delenv(name)
    with pytest.raises(ConfigurationError, match="no connection can be set up: SSLError") as caught:
        send(kind, rogue.address)
    assert (caught.value.hint, rogue.connections) == ("", 0)


@BOTH
def test_a_client_of_httpx2_that_is_closed_says_so(rogue: MisbehavingStore, kind: Kind) -> None:
    """A call over a client that its owner has closed is not sent, and says why."""
    http: Any = httpx2.Client() if kind == "threads" else httpx2.AsyncClient()
    if kind == "threads":
        http.close()
    else:
        asyncio.run(http.aclose())
    with pytest.raises(ConfigurationError, match="the httpx2 client that was given is closed"):
        send(kind, rogue.address, http=http)
    assert rogue.connections == 0
