"""How many calls a minute a client makes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_client import Bearer, NetoClient, NetoError, RateLimiter, RequestTimedOut, Timeouts
from neto_client.testing import FakeStore, no_connection
from tests.client.calling import BOTH, SECRET, Kind, send

if TYPE_CHECKING:
    from neto_client._rate_limit import Place


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


@given(
    st.sampled_from([1, 7, 60, 500]),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40), st.floats(0, 9)), max_size=40),
)
def test_places_that_are_given_back_do_not_lead_beyond_the_limit(
    per_minute: int, steps: list[tuple[int, int, float]]
) -> None:
    """However places are taken and given back, no minute has more calls than allowed."""
    now = 0.0
    limiter = RateLimiter(per_minute, clock=lambda: now)
    waiting: list[tuple[float, Place]] = []
    sent: list[float] = []
    for what, count, seconds in steps:
        if what == 0:  # some of those that wait give up
            for _ in range(min(count, len(waiting))):
                limiter.give_back(waiting.pop(count % len(waiting))[1])
        elif what == 1:
            now += seconds
            sent += [start for start, _ in waiting if start <= now]
            waiting = [each for each in waiting if each[0] > now]
        else:
            places = (limiter.take() for _ in range(count))
            waiting += [(now + place.wait, place) for place in places if place]
    sent = sorted(sent + [start for start, _ in waiting])
    for first in sent:
        assert sum(first <= start < first + 59.999 for start in sent) <= per_minute


@pytest.mark.parametrize("order", ["first", "last"])
def test_places_that_nobody_used_are_there_again(order: str) -> None:
    """When all who wait give up, in whatever order, the next has no more to wait than before."""
    now = 0.0
    limiter = RateLimiter(60, clock=lambda: now)
    places = [place for place in (limiter.take() for _ in range(100)) if place]
    assert limiter.reserve(longest=60) is None
    for place in places if order == "first" else reversed(places):
        limiter.give_back(place)
    assert starts(limiter, 6) == [0.0] * 6
    assert starts(limiter, 1)[0] > 0


def refuse() -> str:
    """A token that cannot be had."""
    raise OSError


@BOTH
@pytest.mark.parametrize(
    "settings",
    [
        {"store": "http://127.0.0.1:9"},
        {"key": None, "auth": Bearer(refuse)},
        {"http": FakeStore(key=SECRET), "call": no_connection()},
    ],
    ids=["unreachable", "no token", "never connected"],
)
def test_a_call_that_was_never_sent_takes_no_place(kind: Kind, settings: dict[str, Any]) -> None:
    """A call that fails before it is sent leaves the whole burst to the others."""
    limiter = RateLimiter(100)
    settings = {"store": "host", **settings}
    if misbehaviour := settings.pop("call", None):
        settings["http"].on("AddCustomerLog", misbehaviour)
    for _ in range(11):
        with pytest.raises(NetoError):
            send(kind, **settings, retries=0, rate_limit=limiter)
    assert [limiter.reserve(0) for _ in range(10)] == [0.0] * 10


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
