"""HTTP/2, the extra: over TLS on a real socket, many calls over one connection."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest

from neto_client import (
    AsyncNetoClient,
    ConfigurationError,
    ConnectionFailed,
    NetoClient,
    OutcomeUnknown,
    RequestTimedOut,
    Timeouts,
)
from tests.client.calling import BOTH, LOG, SECRET, Kind, a_call, send
from tests.client.http2_store import BREAKS, GOAWAY, Http2Store, frame

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHORT = Timeouts(read=0.5, total=20)


@pytest.fixture
def store(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Http2Store]:
    """Yield a store whose certificate this process trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with Http2Store(certificate) as found:
        yield found


def test_a_client_for_threads_speaks_http2(store: Http2Store) -> None:
    """Several calls go over one connection, with the headers of the API."""
    with NetoClient(store.address, key="k", http2=True) as neto:
        for _ in range(3):
            assert neto.add_customer_log([LOG]).customer_log[0].log_id == 1
    assert len(store.bodies) == 3
    assert store.connections == 1
    assert store.headers[0]["netoapi_action"] == "AddCustomerLog"
    assert store.headers[0]["netoapi_key"] == "k"


def test_a_client_for_tasks_speaks_http2(store: Http2Store) -> None:
    """Many tasks share one connection at the same time."""

    async def send() -> None:
        async with AsyncNetoClient(store.address, key="k", http2=True) as neto:
            await neto.add_customer_log([LOG])
            await asyncio.gather(*(neto.add_customer_log([LOG]) for _ in range(20)))

    asyncio.run(send())
    assert len(store.bodies) == 21
    assert store.connections == 1


@pytest.mark.parametrize("kind", ["threads", "tasks"])
def test_without_the_package_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """HTTP/2 needs a package that not everybody has."""
    monkeypatch.setitem(sys.modules, "h2", None)
    if kind == "threads":
        with (
            NetoClient("localhost", key="k", allow_http=True, http2=True) as neto,
            pytest.raises(ConfigurationError, match=r"pip install 'httpx2\[http2\]'"),
        ):
            neto.add_customer_log([LOG])
        return

    async def send() -> None:
        async with AsyncNetoClient("localhost", key="k", allow_http=True, http2=True) as neto:
            with pytest.raises(ConfigurationError, match=r"pip install 'httpx2\[http2\]'"):
                await neto.add_customer_log([LOG])

    asyncio.run(send())


@BOTH
@pytest.mark.parametrize("name", BREAKS)
def test_a_write_is_sent_once_however_its_answer_is_broken(
    store: Http2Store, kind: Kind, name: str
) -> None:
    """The store has acted, and nothing that it does then makes the client send the write again."""
    store.script += [BREAKS[name]] * 4
    with pytest.raises(
        OutcomeUnknown, match="it is not known whether the store acted on it"
    ) as caught:
        send(kind, store.address, http2=True, timeout=SHORT)
    assert len(store.bodies) == len(caught.value.tries) == 1


@BOTH
@pytest.mark.parametrize("name", ["says nothing", "is too short", "is reset as refused"])
def test_a_read_is_sent_again_when_its_answer_is_broken(
    store: Http2Store, kind: Kind, name: str
) -> None:
    """A request that changes nothing is repeated, over a connection that may be gone by then."""
    store.script += [BREAKS[name]] * 3
    with pytest.raises((ConnectionFailed, RequestTimedOut)) as caught:
        send(kind, store.address, call=a_call(reads=True), http2=True, timeout=SHORT)
    assert len(caught.value.tries) == 3
    assert 1 < len(store.bodies) <= 3


@BOTH
def test_a_store_that_denies_a_request_is_not_believed(store: Http2Store, kind: Kind) -> None:
    """When HTTP/2 says that a request was not seen, the library sends it again; the client does not let it."""
    first_only = frame(GOAWAY, (1).to_bytes(4) + bytes(4))
    store.script += [None, lambda _: first_only, None]

    def check(caught: pytest.ExceptionInfo[OutcomeUnknown]) -> None:
        assert len(store.bodies) == len(store.headers) == 2
        assert "the connection was ended without an answer" in str(caught.value)

    if kind == "threads":
        with NetoClient(store.address, key=SECRET, http2=True) as neto:
            neto.add_customer_log([LOG])
            with pytest.raises(OutcomeUnknown) as caught:
                neto.add_customer_log([LOG])
        check(caught)
        return

    async def in_tasks() -> None:
        async with AsyncNetoClient(store.address, key=SECRET, http2=True) as neto:
            await neto.add_customer_log([LOG])
            with pytest.raises(OutcomeUnknown) as caught:
                await neto.add_customer_log([LOG])
        check(caught)

    asyncio.run(in_tasks())
