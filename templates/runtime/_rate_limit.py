"""A limit on the calls to a store, for all threads and tasks together."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING

from ._errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable


class RateLimiter:
    """At most `per_minute` calls in any minute, in a steady stream after a burst of a tenth of it.

    Safe to share between threads, tasks, and clients of the same store.
    """

    def __init__(
        self, per_minute: float = 500, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.per_minute = per_minute  # first, as reports print what could not be made, too
        if not per_minute > 0:
            message = f"a rate limit is a number of calls a minute above 0, not {per_minute!r}"
            raise ConfigurationError(message)
        # A burst and a minute of the stream after it are together what a minute may have.
        self._burst = per_minute / 10
        self._interval = 60 / (per_minute - self._burst)
        self._clock = clock
        self._lock = Lock()
        self._next = clock()  # when the next call would go out if there were no bursts

    def __repr__(self) -> str:
        return f"RateLimiter({self.per_minute!r})"

    def reserve(self, longest: float | None = None) -> float | None:
        """Take the next place, and return how many seconds to wait for it.

        None, and no place is taken, if that is more than `longest`.
        """
        with self._lock:
            now = self._clock()
            start = max(self._next, now)
            wait = max(0.0, start - now - max(self._burst - 1, 0) * self._interval)
            if longest is not None and wait > longest:
                return None
            self._next = start + self._interval
            return wait

    def pause(self, seconds: float) -> None:
        """Let nobody start for so many seconds: the store has had too many calls."""
        with self._lock:
            full = max(self._burst - 1, 0) * self._interval
            self._next = max(self._next, self._clock() + seconds + full)
