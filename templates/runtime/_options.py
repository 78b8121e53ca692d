"""Define the options that a user may set, for a client or for a single call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypeGuard, TypeVar

from ._errors import ConfigurationError
from ._problems import Unreadable  # noqa: TC001 - for get_type_hints
from ._redact import printable

Wire = Literal["json", "xml"]
_WIRES: tuple[Wire, ...] = ("json", "xml")
T = TypeVar("T")
# More than this, 24 days in milliseconds, is more than a system's clocks and sockets can wait for.
_LONGEST = 2_000_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Limit how many seconds each step of a call may take; None means no limit.

    `pool` is the wait for a free connection. `total` applies to the whole call: the wait for the rate
    limit, every attempt and the delays between them.
    """

    connect: float | None = 10.0
    read: float | None = 30.0
    write: float | None = 30.0
    pool: float | None = 30.0
    total: float | None = 600.0

    def __post_init__(self) -> None:
        for step in fields(self):
            seconds: float | None = getattr(self, step.name)
            if seconds is not None:
                what = (
                    f"a timeout ({step.name}) is a number of seconds above 0, or None for no limit"
                )
                checked_number(what, seconds, least=0.001, most=_LONGEST)

    @staticmethod
    def of(seconds: float | Timeouts) -> Timeouts:
        """Return the timeouts; a single number applies to each step of a call."""
        if isinstance(seconds, Timeouts):
            return seconds
        return Timeouts(connect=seconds, read=seconds, write=seconds, pool=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """Set how often a request is retried, if that is safe, and the delays between attempts in seconds.

    `limit` is the number of retries; 0 means none. The first delay is a random part of `first`, and
    the maximum doubles after each attempt, up to `longest`. If the store sends `Retry-After`, that is
    the delay, but at most `longest` if the call has no `total` timeout.
    """

    limit: int = 2
    first: float = 0.5
    longest: float = 30.0

    def __post_init__(self) -> None:
        checked_count("retries are a whole number", self.limit, least=0)
        checked_number("the first pause is a number of seconds", self.first, most=_LONGEST)
        checked_number("the longest pause is a number of seconds", self.longest, most=_LONGEST)

    @staticmethod
    def of(retries: int | Retries) -> Retries:
        """Return the retries; a number is the limit, with the default delays."""
        return retries if isinstance(retries, Retries) else Retries(limit=retries)

    def pause(self, tries: int) -> float:
        """Return the delay after this many attempts: a random part of a maximum that doubles each time."""
        from random import random  # noqa: PLC0415 - only a call that failed needs it

        # Not for cryptography: it spreads the retries of clients that failed together.
        return random() * min(self.longest, self.first * 2.0 ** min(tries - 1, 60))  # noqa: S311


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Set options for one call; None means the setting of the client.

    `headers` are added to those of the client, and replace headers of the same name. `unreadable`
    says what to do with a value that cannot be read: `keep` its raw form, or `raise` an error. With
    `checked=False`, values that do not match the schema are sent anyway, unless they cannot be
    written.
    """

    timeout: float | Timeouts | None = None
    retries: int | Retries | None = None
    wire: Wire | None = None
    unreadable: Unreadable | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    checked: bool = True

    def __post_init__(self) -> None:
        checked_kind("checked", self.checked, bool, "True or False")


def checked_wire(wire: Wire) -> Wire:
    """Return the wire format if it is valid. Raises ConfigurationError."""
    kind: type[Any] = type(wire)
    text = str.__str__(wire) if issubclass(kind, str) else None
    for known in _WIRES:
        if text == known:
            return known
    problem = shown(wire) if text is None else repr(printable(text, 40))
    message = f"wire is 'json' or 'xml', not {problem}"
    raise ConfigurationError(message)


def checked_number(what: str, value: object, *, least: float = 0.0, most: float) -> float:
    """Return the number if it is in this range. Raises ConfigurationError."""
    if _is_number(value) and least <= value <= most:  # which NaN is not
        return value
    message = f"{what}, not {shown(value)} (from {least:g} to {most:,.0f})"
    raise ConfigurationError(message)


def checked_count(what: str, value: object, *, least: int) -> int:
    """Return the integer if it is at least this. Raises ConfigurationError."""
    if _is_number(value) and isinstance(value, int) and value >= least:
        return value
    message = f"{what} from {least} on, not {shown(value)}"
    raise ConfigurationError(message)


def _is_number(value: object) -> TypeGuard[float]:
    """Tell whether it is a number; True and False do not count."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def checked_kind(name: str, value: T, kind: type[Any], what: str) -> T:
    """Return the value if it is an instance of this class. Raises ConfigurationError."""
    if isinstance(value, kind):
        return value
    message = f"{name} is {what}, not {shown(value)}"
    raise ConfigurationError(message)


def shown(value: object) -> str:
    """Return a wrong value for a message, which may only show its type: it may be a key."""
    if value is None or isinstance(value, (bool, float)):
        return repr(value)
    if isinstance(value, int):
        return repr(value) if abs(value) < 10**20 else "a number of more than 20 digits"
    kind = type(value)
    return f"a value of the type {kind.__module__}.{kind.__qualname__}".replace("builtins.", "")
