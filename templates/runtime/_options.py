"""What a user may set, for a client or for a single call."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import random
from typing import TYPE_CHECKING, Literal

from ._errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

Wire = Literal["json", "xml"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How many seconds each step of a call may take; None for no limit.

    `pool` is the wait for a free connection. `total` is for the whole call: the wait for the rate
    limit, every try and the pauses between them.
    """

    connect: float | None = 10.0
    read: float | None = 30.0
    write: float | None = 30.0
    pool: float | None = 30.0
    total: float | None = 600.0

    @staticmethod
    def of(seconds: float | Timeouts) -> Timeouts:
        """These time-outs, or the same for each step of a call."""
        if isinstance(seconds, Timeouts):
            return seconds
        return Timeouts(connect=seconds, read=seconds, write=seconds, pool=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How often a request that may be sent again is, and how long the pauses are, in seconds.

    `limit` is how many times beyond the first; 0 for never. A pause lasts a random part of `first`,
    of twice as much after the next try, and so on, up to `longest`; or what the store asks for.
    """

    limit: int = 2
    first: float = 0.5
    longest: float = 30.0

    @staticmethod
    def of(retries: int | Retries) -> Retries:
        """These retries, or so many with the usual pauses."""
        return retries if isinstance(retries, Retries) else Retries(limit=retries)

    def pause(self, tries: int) -> float:
        """How long to wait after so many tries: a random part of what has doubled each time."""
        # No cryptography: it spreads the clients that have failed together.
        return random() * min(self.longest, self.first * 2.0 ** min(tries - 1, 60))  # noqa: S311


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is different for one call: what is None is as the client has it.

    `headers` are sent beside those of the client; one of the same name takes its place.
    """

    timeout: float | Timeouts | None = None
    retries: int | Retries | None = None
    wire: Wire | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


def checked_wire(wire: Wire) -> Wire:
    """The format, if it is one. Raises ConfigurationError."""
    if wire not in ("json", "xml"):
        message = f"wire is 'json' or 'xml', not {wire!r}"
        raise ConfigurationError(message)
    return wire
