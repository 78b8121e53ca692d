"""How many calls a minute a client makes."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_client import (
    Bearer,
    ConfigurationError,
    NetoClient,
    NetoError,
    RateLimited,
    RateLimiter,
    RequestTimedOut,
    Timeouts,
)
from neto_client.testing import FakeStore, no_connection
from tests.client.calling import BOTH, LOG, SECRET, Kind, send
from tests.client.misbehaving_store import MisbehavingStore, answer

if TYPE_CHECKING:
    from neto_client import Attempt, PreparedRequest
    from neto_client._rate_limit import Reservation


def starts(limiter: RateLimiter, count: int) -> list[float]:
    """Return when so many simultaneous calls may start."""
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
    waiting: list[tuple[float, Reservation]] = []
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
    """Fail to supply a token."""
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
    with pytest.raises(RequestTimedOut, match="the rate limit allows no call") as caught:
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


def test_a_place_that_was_given_back_too_late_is_lost() -> None:
    """A place whose time has passed is not used again: the calls after it keep their distance."""
    now = 0.0
    limiter = RateLimiter(60, clock=lambda: now)
    places = [place for _ in range(8) if (place := limiter.take()) is not None]
    limiter.give_back(places[1])
    now = places[-1].start
    late = limiter.take()
    assert late is not None
    assert late.start > places[-1].start


def test_a_place_that_was_given_back_in_time_goes_to_the_next_call() -> None:
    """Who gives up before his turn leaves it to the next caller, and those after that keep their distance."""
    limiter = RateLimiter(60, clock=lambda: 0.0)
    places = [place for _ in range(8) if (place := limiter.take()) is not None]
    limiter.give_back(places[3])
    following = [place for _ in range(2) if (place := limiter.take()) is not None]
    assert following[0].start == places[3].start
    assert following[1].start > places[-1].start


class _PausedWhileWaiting(RateLimiter):
    """A limit that another call pauses as soon as a call has its place."""

    until = 0.0

    def take(self, longest: float | None = None) -> Reservation | None:
        """Reserve a place, which the pause ends."""
        place = super().take(longest)
        if not self.until:
            self.until = time.monotonic() + 0.3
            self.pause(0.3)
        return place


@BOTH
def test_a_call_that_waits_when_the_store_has_had_too_many_calls_waits_anew(kind: Kind) -> None:
    """It goes out once, and not before the pause is over."""
    with MisbehavingStore() as rogue:
        limiter = _PausedWhileWaiting(60_000)
        assert send(kind, rogue.address, rate_limit=limiter).status == 200
        assert time.monotonic() >= limiter.until > 0
        assert len(rogue.bodies) == 1


def test_a_pause_ends_the_places_that_wait() -> None:
    """Whoever waits for his place when the store has had too many calls waits anew, and none goes out early."""
    now = 0.0
    limiter = RateLimiter(60, clock=lambda: now)
    places = [limiter.take() for _ in range(20)]
    waiting = places[-1]
    assert waiting is not None
    assert limiter.holds(waiting)
    limiter.pause(60)
    assert not limiter.holds(waiting)
    for place in places:
        assert place is not None
        limiter.give_back(place)
    assert limiter.paused == 60.0
    assert starts(limiter, 1) == [pytest.approx(60.0)]
    now = 61.0
    assert limiter.paused == 0.0
    # A shorter pause that is told later, by a call that was under way, changes nothing.
    limiter.pause(60)
    limiter.pause(1)
    assert starts(limiter, 1) == [pytest.approx(60.0)]


@pytest.mark.parametrize("cool_down", [-1, "60", float("nan"), 1e9])
def test_a_cool_down_is_a_number_of_seconds(cool_down: Any) -> None:
    """Anything else is refused when the limit is made."""
    what = r"^a cool-down is a number of seconds, not .+ \(from 0 to 86,400\)$"
    with pytest.raises(ConfigurationError, match=what):
        RateLimiter(cool_down=cool_down)


@BOTH
def test_after_too_many_calls_a_call_waits_and_is_sent_again(kind: Kind) -> None:
    """HTTP 429 that says no more lets nobody call for the cool-down, and then the call goes out again."""
    with MisbehavingStore() as rogue:
        rogue.script = [answer(b"", "429 Too Many Requests")]
        limiter = RateLimiter(60_000, cool_down=0.3)
        begin = time.monotonic()
        found = send(kind, rogue.address, rate_limit=limiter)
        assert time.monotonic() - begin >= 0.3
    assert [tried.status for tried in found.tries] == [429, 200]


@BOTH
@pytest.mark.parametrize("limited", [True, False])
def test_a_call_without_time_for_the_cool_down_says_for_how_long(
    kind: Kind, *, limited: bool
) -> None:
    """Where the whole call has less time than a minute, the error comes at once and says how long to wait."""
    with MisbehavingStore() as rogue:
        rogue.script = [answer(b"", "429 Too Many Requests")]
        limiter = RateLimiter() if limited else None
        how: dict[str, Any] = {"rate_limit": limiter, "timeout": Timeouts(total=20)}
        with pytest.raises(RateLimited) as caught:
            send(kind, rogue.address, **how)
        assert str(caught.value) == (
            "AddCustomerLog: HTTP status 429; the store asks for no calls for 60 seconds"
        )
        assert (caught.value.retry_after, caught.value.status) == (60.0, 429)
        assert len(caught.value.tries) == 1
        if limiter is not None:  # nobody else finds out for himself
            with pytest.raises(
                RateLimited, match=r"no calls for [56][0-9] seconds; nothing was sent"
            ) as told:
                send(kind, rogue.address, **how)
            assert 50 < (told.value.retry_after or 0) <= 60
            assert told.value.tries == ()
        assert len(rogue.bodies) == 1


@BOTH
def test_what_the_store_asks_for_wins_over_the_cool_down(kind: Kind) -> None:
    """A Retry-After is what is waited for, whatever the cool-down."""
    with MisbehavingStore() as rogue:
        rogue.script = [answer(b"", "429 Too Many Requests", retry_after="0")]
        found = send(kind, rogue.address, rate_limit=RateLimiter())
    assert [tried.status for tried in found.tries] == [429, 200]


@BOTH
def test_a_pause_that_comes_while_a_token_is_asked_for_is_kept(kind: Kind) -> None:
    """When others have had HTTP 429 in the meantime, a call waits, and then asks for a token that is fresh."""
    store = FakeStore(key=SECRET)
    store.on("AddCustomerLog", b"{}")
    limiter = RateLimiter(60_000)
    asked: list[float] = []

    def supply() -> str:
        if not asked:
            limiter.pause(0.2)
        asked.append(time.monotonic())
        return SECRET

    found = send(kind, "host", http=store, key=None, auth=Bearer(supply), rate_limit=limiter)
    assert (found.status, len(found.tries), len(store.requests)) == (200, 1, 1)
    first, second = asked
    assert second - first >= 0.15


def test_threads_that_wait_for_their_turn_keep_still_after_too_many_calls() -> None:
    """No thread that had its place in the stream before the 429 goes out within the cool-down."""
    with MisbehavingStore() as rogue:
        moments: list[float] = []

        def note(_: PreparedRequest, __: Attempt) -> None:
            moments.append(time.monotonic())

        limiter = RateLimiter(500, cool_down=1.0)
        client = NetoClient(rogue.address, key=SECRET, rate_limit=limiter, on_response=note)
        with client as neto, ThreadPoolExecutor(8) as pool:
            neto.add_customer_log([LOG])
            moments.clear()
            rogue.script = [answer(b"", "429 Too Many Requests")]
            while not limiter.reserve():
                pass  # from here on, all have to wait for their turn
            assert all(pool.map(lambda _: neto.add_customer_log([LOG]), range(8)))
    first, *others = sorted(moments)
    assert len(others) == 8
    assert min(others) - first >= 0.9


def test_a_client_has_the_limit_of_the_api() -> None:
    """Without further ado a client keeps to 500 calls a minute."""
    limiter = NetoClient("host", key="k")._setup.limiter
    assert limiter is not None
    assert limiter.per_minute == 500
