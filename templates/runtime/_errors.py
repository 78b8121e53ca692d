"""Every error that the client raises on purpose.

NetoError
├── ConfigurationError      the client cannot be made, or the call not be sent, with what it was given
│   └── ArgumentError       ... because of an argument of a method
├── RequestError            the request does not fit its schema; nothing was sent
├── TransportError          no whole answer arrived
│   ├── ConnectionFailed    the store could not be reached, or the connection broke
│   ├── RequestTimedOut     the store did not answer in time
│   └── OutcomeUnknown      a write was sent, and nothing says whether the store acted on it
├── ResponseError           the answer cannot be read: HTML, empty, cut off, not understood
└── ApiError                the store answered, and refused (Ack is Error, or the HTTP status says so)
    ├── AuthenticationError the store does not know who asks
    ├── PermissionDenied    the store knows, and does not allow it
    ├── RateLimited         too many calls, HTTP 429
    ├── UnknownAction       the store does not know the operation
    ├── ValidationError     the store does not accept what was sent
    ├── ServerFailure       the store failed, HTTP 5xx
    └── HttpStatusError     any other status than 2xx
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ._redact import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._call import PreparedRequest

# What of an answer stands in a message: so many problems, of so many characters.
_MOST_PROBLEMS = 100
_LONGEST_PROBLEM = 1000
_PATH = re.compile(r"([A-Za-z_][^\s:]*): ")


class StoreMessage(Protocol):
    """What every error and warning of the store has."""

    @property
    def message(self) -> str | None:
        """What went wrong, in the store's words."""
        ...

    @property
    def severity_code(self) -> str | None:
        """How bad it is, in the store's words."""
        ...


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sending of a request: its number, and the answer's HTTP status or what went wrong.

    `milliseconds` is how long it took, and `received` how many bytes the body of the answer had.
    """

    number: int
    status: int | None
    problem: str
    milliseconds: float
    received: int


class NetoError(Exception):
    """The base of every error of this client: whatever is known of the call.

    `operation` is the action that was called, `tries` how often it was sent and what came of it,
    and `hint` what helps, where that is known. `status` and `body` are the last answer, `response`
    the record that was read from it, as far as it was, with `errors` and `warnings` of the store.
    `request` is what was sent last, its secrets masked; None where nothing was.
    """

    operation: str = ""
    hint: str = ""
    tries: tuple[Attempt, ...] = ()
    problems: tuple[str, ...] = ()
    status: int | None = None
    body: bytes = b""
    errors: tuple[StoreMessage, ...] = ()
    warnings: tuple[StoreMessage, ...] = ()
    response: object = None
    request: PreparedRequest | None = None

    @property
    def path(self) -> str:
        """Where in the document the first problem is; empty where it is in no place of it."""
        found = _PATH.match(self.problems[0]) if self.problems else None
        return found.group(1) if found else ""

    def __reduce__(self) -> tuple[Any, ...]:
        # What it holds is set last: it may hold the error itself.
        return _blank, (type(self), self.args), self.__dict__


def _blank(kind: type[NetoError], args: tuple[Any, ...]) -> NetoError:
    """An error from its pickle, before what it holds is set."""
    return kind.__new__(kind, *args)


class ConfigurationError(NetoError, ValueError):
    """The client cannot be made, or the call not be sent, with what it was given."""


class ArgumentError(ConfigurationError, TypeError):
    """An argument of a method cannot be used; nothing was sent."""


class RequestError(NetoError):
    """The request does not fit its schema; nothing was sent.

    `problems` has one line for each problem, beginning with the path of the value:
    `AddCustomerLog.CustomerLogs.CustomerLog[0].Username: 30 characters, at most 25 are allowed`.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class TransportError(NetoError):
    """No whole answer arrived."""


class ConnectionFailed(TransportError):
    """The store could not be reached, or the connection broke before the answer was complete.

    The store has not acted on the request, or it is one that changes nothing.
    """


class RequestTimedOut(TransportError):
    """The store did not answer in time.

    The store has not acted on the request, or it is one that changes nothing.
    """


class OutcomeUnknown(TransportError):
    """A request that changes something was sent, and nothing says whether the store acted on it.

    It was not sent again. Ask the store what it has before you do.
    """


class ResponseError(NetoError):
    """The answer cannot be read.

    `problems` has one line for each problem, beginning with the path of the value:
    `AddCustomerLogResponse.CustomerLog[0].LogID: 'abc' is not an integer`.
    `body` is the answer as it came.
    """

    def __init__(self, problems: Sequence[str], body: bytes) -> None:
        self.problems = tuple(printable(problem, _LONGEST_PROBLEM) for problem in problems)
        shown = self.problems[:_MOST_PROBLEMS]
        more = len(self.problems) - len(shown)
        super().__init__("\n".join((*shown, f"and {more} more problems") if more else shown))
        self.body = body


class ApiError(NetoError):
    """The store answered, and refused.

    `errors` and `warnings` are the store's messages; `response` is the whole answer, with the
    results of whatever part of the request was carried out. Where the refusal is an HTTP status
    other than 2xx, there are none of these, and `status` and `body` say all that there is.
    """


class AuthenticationError(ApiError):
    """The store does not know who asks: a wrong key, or a wrong user."""


class PermissionDenied(ApiError):
    """The store knows who asks, and does not allow it."""


class RateLimited(ApiError):
    """The store has had too many calls, and did not act on this one.

    `retry_after` is how many seconds nobody should call, where that is known. Where the rate limit
    knows of it from another call, nothing was sent.
    """

    retry_after: float | None = None


class UnknownAction(ApiError):
    """The store does not know the operation."""


class ValidationError(ApiError):
    """The store does not accept what was sent."""


class ServerFailure(ApiError):
    """The store failed, and says so itself."""


class HttpStatusError(ApiError):
    """The store answered with an HTTP status other than 2xx that says no more."""
