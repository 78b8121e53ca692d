"""HTTP/2, the extra: over TLS on a real socket, many calls over one connection."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest

from neto_client import AsyncNetoClient, ConfigurationError, NetoClient
from tests.client.calling import LOG
from tests.client.http2_store import Http2Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Http2Store]:
    """A store whose certificate this process trusts."""
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
