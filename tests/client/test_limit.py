"""How many calls a minute a client makes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from neto_client import NetoClient, RateLimiter, RequestTimedOut, Timeouts
from neto_client.testing import FakeStore
from tests.client.calling import BOTH, SECRET, Kind, send


def starts(limiter: RateLimiter, count: int) -> list[float]:
    """When so many calls that come at the same time may start."""
    return [limiter.reserve() or 0.0 for _ in range(count)]


@pytest.mark.parametrize("per_minute", [1, 5, 60, 500])
def test_no_minute_has_more_calls_than_allowed(per_minute: int) -> None:
    """A burst goes out at once and the rest in an even stream, so that every minute keeps the limit."""
    found = starts(RateLimiter(per_minute, clock=lambda: 0.0), per_minute * 3)
    assert sum(start < 1e-6 for start in found) == max(1, per_minute // 10)
    for first in found:
        assert sum(first <= start < first + 59.999 for start in found) <= per_minute


def test_threads_share_the_places() -> None:
    """No two threads get the same place."""
    limiter = RateLimiter(60, clock=lambda: 0.0)
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(lambda _: limiter.reserve() or 0.0, range(200)))
    assert len({round(start, 6) for start in found if start}) == 200 - 6


def test_after_too_many_calls_all_wait() -> None:
    """When the store has had too many calls, everybody waits as long as it asks."""
    limiter = RateLimiter(500, clock=lambda: 0.0)
    limiter.pause(7)
    assert limiter.reserve() == pytest.approx(7)
    assert limiter.reserve(longest=1) is None
    assert repr(limiter) == "RateLimiter(500)"


@BOTH
def test_a_place_that_comes_too_late_is_not_taken(kind: Kind) -> None:
    """A call that the limit leaves no place for in its time is not sent, and says so."""
    store = FakeStore(key=SECRET)
    limiter = RateLimiter(1)
    limiter.reserve()
    with pytest.raises(RequestTimedOut, match="the rate limit leaves no place") as caught:
        send(kind, "host", http=store, rate_limit=limiter, timeout=Timeouts(total=1))
    assert (store.requests, caught.value.tries) == ([], ())
    assert "Timeouts.total" in caught.value.hint


@BOTH
def test_a_call_waits_for_its_turn(kind: Kind) -> None:
    """A call over the limit is sent later, and not refused."""
    store = FakeStore(key=SECRET)
    store.on("AddCustomerLog", b"{}")
    limiter = RateLimiter(60_000)
    limiter.pause(0.05)
    assert send(kind, "host", http=store, rate_limit=limiter).status == 200


def test_a_client_has_the_limit_of_the_api() -> None:
    """Without further ado a client keeps to 500 calls a minute."""
    limiter = NetoClient("host", key="k")._setup.limiter
    assert limiter is not None
    assert limiter.per_minute == 500
