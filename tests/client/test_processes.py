"""A client and its processes: after a fork, neither gets the other's answers."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

import neto_client
from neto_client import AsyncNetoClient, ConfigurationError, NetoClient, RateLimiter, _simple_xml
from neto_client._http import AsyncHttp, SyncHttp
from neto_client.add_customer_log import AddCustomerLogResponse
from neto_client.testing import FakeStore
from tests.client.calling import BOTH, LOG, SECRET, Kind, send
from tests.client.forking import CALLS, PROCESSES
from tests.client.misbehaving_store import MisbehavingStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from neto_client._locks import ForkLock

CAN_FORK = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


def echo(body: bytes) -> bytes:
    """Return what was sent, as a response."""
    notes = json.loads(body)["CustomerLogs"]["CustomerLog"][0]["Notes"]
    return json.dumps({"Ack": notes}).encode()


@CAN_FORK
@pytest.mark.parametrize("method", ["os.fork", "fork", "forkserver", "spawn"])
def test_each_process_gets_its_own_answers(method: str) -> None:
    """A client that was used before a fork uses connections of its own in the child."""
    with MisbehavingStore(reply=echo) as store:
        ended = subprocess.run(
            [sys.executable, "-m", "tests.client.forking", store.address, method],
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert (ended.stdout, ended.returncode) == ("0\n", 0), ended.stderr
        assert len(store.bodies) == len(set(store.bodies)) == CALLS * (PROCESSES + 2)
        assert store.connections == PROCESSES + 1


def in_child(what: Callable[[], object]) -> str:
    """Return the result in a forked process: nothing, or the type and text of an error."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            what()
        except BaseException as error:  # noqa: BLE001 - the parent looks at it
            os.write(write, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read) as stream:
        return stream.read()


@CAN_FORK
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("made", [httpx2.Client, httpx2.HTTPTransport])
def test_what_is_given_does_not_go_into_a_child(made: Callable[[], Any]) -> None:
    """A connection that a user gave and the parent has used is not used by the child, who says so."""
    with MisbehavingStore() as store, made() as http:
        neto = NetoClient(store.address, key=SECRET, http=http)
        neto.add_customer_log([LOG])
        said = in_child(lambda: neto.add_customer_log([LOG]))
        assert said.startswith("ConfigurationError: this process was forked")
        neto.add_customer_log([LOG])
        assert len(store.bodies) == 2


@CAN_FORK
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("made", [httpx2.AsyncClient, httpx2.AsyncHTTPTransport])
def test_what_was_given_and_not_used_may_go_into_a_child(made: Callable[[], Any]) -> None:
    """A connection that nothing was sent over is used by the child alone."""
    with MisbehavingStore() as store:
        neto = AsyncNetoClient(store.address, key=SECRET, http=made())
        assert in_child(lambda: in_another_loop(neto)) == ""
        assert len(store.bodies) == 1


@CAN_FORK
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("made", [httpx2.AsyncClient, httpx2.AsyncHTTPTransport])
def test_what_is_given_for_tasks_does_not_go_into_a_child(made: Callable[[], Any]) -> None:
    """The same of a client for tasks: its child has event loops of its own, and connections of its own only."""

    async def use() -> None:
        http = made()
        neto = AsyncNetoClient(store.address, key=SECRET, http=http)
        await neto.add_customer_log([LOG])
        said.append(in_child(lambda: in_another_loop(neto)))
        await neto.add_customer_log([LOG])
        await http.aclose()

    said: list[str] = []
    with MisbehavingStore() as store:
        asyncio.run(use())
        assert said[0].startswith("ConfigurationError: this process was forked")
        assert len(store.bodies) == 2


@CAN_FORK
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_client_for_tasks_goes_on_in_a_child() -> None:
    """A child has connections of its own, and leaves those of the parent alone."""

    async def use() -> None:
        async with AsyncNetoClient(store.address, key=SECRET) as neto:
            await neto.add_customer_log([LOG])
            said.append(in_child(lambda: in_another_loop(neto)))
            await neto.add_customer_log([LOG])

    said: list[str] = []
    with MisbehavingStore() as store:
        asyncio.run(use())
        assert said == [""]
        assert (len(store.bodies), store.connections) == (3, 2)


def in_another_loop(neto: AsyncNetoClient) -> None:
    """Call in a thread, as the loop of this one goes on in the child."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, neto.add_customer_log([LOG])).result()


def read_anew() -> None:
    """Read a document in which elements repeat that have not been seen before."""
    names = [f"E{os.urandom(8).hex()}" for _ in range(3)]
    record = f"<New>{''.join(f'<{name}>1</{name}>' for name in names)}</New>"
    AddCustomerLogResponse.from_xml(
        f"<AddCustomerLogResponse>{record * 40}</AddCustomerLogResponse>"
    )


def call_stand_in() -> None:
    """Call a store in memory."""
    STAND_IN.client().add_customer_log([LOG])


LIMITER = RateLimiter(60)
STAND_IN = FakeStore()
STAND_IN.on("AddCustomerLog", AddCustomerLogResponse())
HTTP = SyncHttp(None)


@CAN_FORK
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
@pytest.mark.parametrize(
    ("lock", "use"),
    [
        (LIMITER._lock, LIMITER.reserve),
        (STAND_IN._lock, call_stand_in),
        (HTTP._lock, HTTP._client),
        (_simple_xml._leaf_patterns._lock, read_anew),
    ],
)
def test_a_lock_that_is_held_does_not_stop_a_child(
    lock: ForkLock, use: Callable[[], object]
) -> None:
    """A fork while another thread counts a call, opens a connection or reads leaves the child free to do so."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            held.set()
            done.wait(100)

    def use_in_time() -> None:
        signal.alarm(20)  # kills what waits for ever
        use()
        os.write(end, b"done")

    use()  # what is imported on first use has been
    thread = threading.Thread(target=hold)
    begin, end = os.pipe()
    thread.start()
    held.wait(20)
    try:
        assert in_child(use_in_time) == ""
        os.close(end)
        assert os.read(begin, 10) == b"done"
    finally:
        done.set()
        thread.join()
        os.close(begin)


def test_every_lock_is_free_after_a_fork() -> None:
    """No module of the client makes a lock of another kind."""
    modules = Path(neto_client.__file__).parent.glob("*.py")
    assert [
        module.name
        for module in modules
        if re.search(
            r"\b(?:R?Lock|Semaphore|Condition|cached_property)\b", module.read_text("utf-8")
        )
    ] == ["_locks.py"]


@BOTH
@pytest.mark.parametrize("given", [object(), "http", httpx2.Client, 5])
def test_what_is_no_connection_is_refused(kind: Kind, given: Any) -> None:
    """What is no client of httpx2 is found when the client is made, and named by its type only."""
    with pytest.raises(ConfigurationError, match="or a transport of it, not"):
        send(kind, "host", http=given)


def test_a_client_of_the_other_kind_is_refused() -> None:
    """A client for tasks cannot be used by threads, and the other way round."""
    with pytest.raises(ConfigurationError, match=r"http is an httpx2\.Client or a transport of it"):
        SyncHttp(httpx2.AsyncClient())  # type: ignore[arg-type]
    with (
        httpx2.Client() as http,
        pytest.raises(ConfigurationError, match=r"http is an httpx2\.AsyncClient"),
    ):
        AsyncHttp(http)  # type: ignore[arg-type]


def test_a_client_does_not_travel() -> None:
    """A client cannot be pickled: each process makes its own."""
    with pytest.raises(TypeError, match="a client cannot be pickled"):
        pickle.dumps(NetoClient("host", key=SECRET))
