"""A limit on the calls to a store, for all threads and tasks together."""

from __future__ import annotations

import time
from bisect import insort
from collections.abc import Callable
from typing import NamedTuple

from ._locks import ForkLock
from ._options import checked_number

COOL_DOWN = 60.0
"""How many seconds nobody calls after too many calls, where the store does not say."""

_LONGEST_COOL_DOWN = 86_400.0


class Reservation(NamedTuple):
    """A place in the stream of calls: the seconds to wait for it, and when it is without bursts.

    `pauses` is how many pauses there had been; after another one the place is no more.
    """

    wait: float
    start: float
    pauses: int = 0


class RateLimiter:
    """Allow at most `per_minute` calls in any minute: a burst of a tenth of them, then even intervals.

    After an HTTP 429, all calls pause for the store's `Retry-After`, or for `cool_down` seconds.

    You can share a limiter between threads, tasks, and clients of the same store. A forked process
    has its own limit.
    """

    per_minute = 0.0  # also for one whose creation failed, which error reports print

    def __init__(
        self,
        per_minute: float = 500,
        *,
        cool_down: float = COOL_DOWN,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        what = "a rate limit is a number of calls a minute above 0"
        self.per_minute = checked_number(what, per_minute, least=0.001, most=1e9)
        what = "a cool-down is a number of seconds"
        self.cool_down = checked_number(what, cool_down, most=_LONGEST_COOL_DOWN)
        # A burst and the steady rate of a minute after it together are the limit of a minute.
        self._burst = per_minute / 10
        self._interval = 60 / (per_minute - self._burst)
        self._clock = clock
        self._lock = ForkLock()
        self._next = clock()  # when the next call would be sent if there were no bursts
        self._given_back: list[float] = []  # when unused places begin, in order
        self._pauses = 0
        self._paused_until = self._next

    def __repr__(self) -> str:
        return f"RateLimiter({self.per_minute!r})"

    def reserve(self, longest: float | None = None) -> float | None:
        """Reserve the next call, and return how many seconds to wait for it.

        Return None, and reserve nothing, if that is more than `longest`.
        """
        place = self.take(longest)
        return None if place is None else place.wait

    def take(self, longest: float | None = None) -> Reservation | None:
        """Reserve the next call, which can be given back; None if the wait exceeds `longest` seconds."""
        with self._lock:
            now = self._clock()
            while self._given_back and self._given_back[0] < now:
                del self._given_back[0]
            start = self._given_back[0] if self._given_back else max(self._next, now)
            wait = max(0.0, start - now - max(self._burst - 1, 0) * self._interval)
            if longest is not None and wait > longest:
                return None
            if self._given_back:
                del self._given_back[0]
            else:
                self._next = start + self._interval
            return Reservation(wait, start, self._pauses)

    def holds(self, place: Reservation) -> bool:
        """Return whether a reservation is still valid: a later pause ends all reservations."""
        return place.pauses == self._pauses

    @property
    def paused(self) -> float:
        """Return how many seconds the pause after an HTTP 429 still lasts."""
        return max(0.0, self._paused_until - self._clock())

    def give_back(self, place: Reservation) -> None:
        """Give back a reservation, because nothing was sent."""
        with self._lock:
            if not self.holds(place):
                return
            insort(self._given_back, place.start)
            # The last places are returned as if they had never been taken.
            while self._given_back and self._given_back[-1] + self._interval == self._next:
                self._next = self._given_back.pop()

    def pause(self, seconds: float) -> None:
        """Pause all calls for this many seconds, after an HTTP 429."""
        with self._lock:
            full = max(self._burst - 1, 0) * self._interval
            until = self._clock() + seconds
            if until > self._paused_until:
                self._paused_until = until
                self._next = until + full
                self._given_back.clear()
                self._pauses += 1
