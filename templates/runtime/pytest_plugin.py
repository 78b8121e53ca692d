"""Fixtures for pytest: `pytest_plugins = ["neto_client.pytest_plugin"]` in your conftest.py."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

import httpx2
import pytest

from .testing import FakeStore

if TYPE_CHECKING:
    from collections.abc import Generator


@pytest.fixture
def neto_store() -> FakeStore:
    """Return a new fake store, in process."""
    return FakeStore()


@pytest.fixture
def neto_store_port() -> Generator[FakeStore]:
    """Return a new fake store that listens at its `address` on this machine."""
    store = FakeStore()
    with store.listening():
        yield store


@pytest.fixture
def neto_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that sends a request to another host than this machine, and name the host.

    This applies to everything that is sent with httpx2, except through your own transport.
    """
    send = httpx2.HTTPTransport.handle_request
    send_async = httpx2.AsyncHTTPTransport.handle_async_request

    def handle(self: httpx2.HTTPTransport, request: httpx2.Request) -> httpx2.Response:
        _require_loopback(request.url.host)
        return send(self, request)

    async def handle_async(
        self: httpx2.AsyncHTTPTransport, request: httpx2.Request
    ) -> httpx2.Response:
        _require_loopback(request.url.host)
        return await send_async(self, request)

    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", handle)
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", handle_async)


def _require_loopback(host: str) -> None:
    try:
        is_here = ip_address(host).is_loopback
    except ValueError:  # a name
        is_here = host == "localhost" or host.endswith(".localhost")
    if not is_here:
        pytest.fail(
            f"this test would have called {host}: use the fixture neto_store, or a server on this "
            "machine (respx, pytest-httpx and responses do not see httpx2)"
        )
