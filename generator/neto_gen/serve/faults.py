"""Make a store fail: at random, reproducibly by a seed, or when told to."""

from __future__ import annotations

import random
import time
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from neto_gen.problems import ExitCode, Failure, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER = "x-neto-serve-fault"
REAL_LIMIT = 500
MINUTE = 60.0
MOST_ORDERED = 1_000


class Fault(StrEnum):
    """Something that a store does instead of answering as it should."""

    RATE_LIMIT = "rate-limit"
    TIMEOUT = "timeout"
    TIMEOUT_AFTER = "timeout-after"
    RESET_BEFORE = "reset-before"
    RESET_AFTER = "reset-after"
    HTML = "html"
    HTML_AFTER = "html-after"
    TRUNCATED = "truncated"
    ERROR = "server-error"

    @property
    def acts(self) -> bool:
        """Whether the store carries out the request, and only its response is faulty."""
        return self in {Fault.RESET_AFTER, Fault.TRUNCATED, Fault.TIMEOUT_AFTER, Fault.HTML_AFTER}


class Chaos(NamedTuple):
    """Faults by chance: how often, from which seed, which, and the limit of requests a minute."""

    seed: int = 0
    rate: float = 0.1
    limit: int = REAL_LIMIT
    faults: tuple[Fault, ...] = tuple(Fault)

    def fault_of(self, number: int) -> Fault | None:
        """Return the fault for the request with this number, counted from 1."""
        chance = random.Random(f"{self.seed}:{number}")  # noqa: S311 - it has to be reproducible
        return chance.choice(self.faults) if chance.random() < self.rate else None


def chaos_of(text: str) -> Chaos:
    """Parse a text like `seed=7,rate=0.1,limit=500,faults=html+truncated`. Raises Failure."""
    found = Chaos()
    for part in filter(None, text.split(",")):
        name, _, value = part.strip().partition("=")
        try:
            match name:
                case "seed":
                    found = found._replace(seed=int(value))
                case "rate":
                    found = found._replace(rate=_rate(value))
                case "limit":
                    found = found._replace(limit=max(int(value), 0))
                case "faults":
                    found = found._replace(faults=tuple(Fault(one) for one in value.split("+")))
                case _:
                    hint = did_you_mean(
                        name, Chaos._fields, f"the options are {', '.join(Chaos._fields)}"
                    )
                    problem = Problem(f"--chaos has no option {name!r}", None, hint)
                    raise Failure(ExitCode.USAGE, problem)
        except ValueError:
            hint = (
                "for example seed=7,rate=0.1,limit=500,faults=html+truncated; rate is from 0 to 1, and "
                f"faults are {', '.join(Fault)}"
            )
            what = f"--chaos does not accept {part.strip()!r}"
            raise Failure(ExitCode.USAGE, Problem(what, None, hint)) from None
    return found


def _rate(text: str) -> float:
    rate = float(text)
    if not 0 <= rate <= 1:
        raise ValueError
    return rate


@dataclass(slots=True)
class Ordered:
    """A fault that was ordered, for so many requests, of one action or of any."""

    fault: Fault
    times: int = 1
    action: str = ""


@dataclass(slots=True)
class Faults:
    """Which request gets which fault."""

    chaos: Chaos | None = None
    clock: Callable[[], float] = time.monotonic
    ordered: list[Ordered] = field(default_factory=list[Ordered])
    _number: int = 0
    _limit: Limit | None = None

    def __post_init__(self) -> None:
        if self.chaos is not None and self.chaos.limit:
            self._limit = Limit(self.chaos.limit, self.clock)

    def order(self, fault: Fault, times: int = 1, action: str = "") -> None:
        """Let the next requests have a fault. Raises ValueError when there are too many orders."""
        if len(self.ordered) >= MOST_ORDERED:
            message = f"{MOST_ORDERED:,} faults are already scheduled"
            raise ValueError(message)
        self.ordered.append(Ordered(fault, times, action))

    def next(self, action: str, asked: str) -> Fault | None:
        """Return the fault for a request of an action, which may ask for one in a header.

        Raises ValueError when there is none of that name.
        """
        self._number += 1
        if asked:
            return Fault(asked)
        for order in self.ordered:
            if order.action in {"", action}:
                order.times -= 1
                if order.times <= 0:
                    self.ordered.remove(order)
                return order.fault
        if self._limit is not None and not self._limit.takes_one():
            return Fault.RATE_LIMIT
        return None if self.chaos is None else self.chaos.fault_of(self._number)


class Limit:
    """So many requests a minute; after one too many, none for a minute."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most = most
        self._clock = clock
        self._times: deque[float] = deque(maxlen=most)
        self._closed_until = 0.0

    def takes_one(self) -> bool:
        """Tell whether one more request is allowed, and count it."""
        now = self._clock()
        if now < self._closed_until:
            return False
        if len(self._times) == self._most and now - self._times[0] < MINUTE:
            self._closed_until = now + MINUTE
            return False
        self._times.append(now)
        return True
