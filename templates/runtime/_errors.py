"""Every error that the client raises on purpose.

NetoError
├── ConfigurationError      a setting of the client is invalid; nothing was sent
│   └── ArgumentError       an argument of a method is invalid; nothing was sent
├── RequestError            the request does not match its schema; nothing was sent
├── TransportError          no complete response arrived
│   ├── ConnectionFailed    the store could not be reached, or the connection broke
│   ├── RequestTimedOut     the store did not respond in time
│   └── OutcomeUnknown      a write was sent, and it is not known whether the store carried it out
├── ResponseError           the response cannot be read: HTML, empty, truncated, malformed
└── ApiError                the store refused the request (Ack is Error, or an HTTP error status)
    ├── AuthenticationError the key, the token or the user name is wrong
    ├── PermissionDenied    the user of the key may not do this
    ├── RateLimited         too many calls, HTTP 429
    ├── UnknownAction       the store does not know the operation
    ├── ValidationError     the store does not accept a value
    ├── ServerFailure       the store failed, HTTP 5xx
    └── HttpStatusError     any other HTTP status than 2xx
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from ._redact import printable

# What of an answer stands in a message: so many problems, of so many characters.
_MOST_PROBLEMS = 100
_LONGEST_PROBLEM = 1000
_PATH = re.compile(r"([A-Za-z_][^\s:]*): ")


@runtime_checkable
class StoreMessage(Protocol):
    """The fields that every error and warning of the store has."""

    @property
    def message(self) -> str | None:
        """The store's description of what went wrong."""
        ...

    @property
    def severity_code(self) -> str | None:
        """The severity, as the store names it."""
        ...


@dataclass(frozen=True, slots=True)
class PreparedRequest:
    """A request as it is sent, but for its secrets, which are masked.

    `number` is that of the attempt, from 1 on.
    """

    action: str
    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    number: int = 1


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a call: its number, and the HTTP status of the response or the problem.

    `milliseconds` is how long it took, and `received` the size of the response body in bytes.
    """

    number: int
    status: int | None
    problem: str
    milliseconds: float
    received: int


class NetoError(Exception):
    """The base class of every error of this client, with everything that is known about the call.

    `operation` is the action that was called, `tries` has its attempts, and `hint` says what may
    help. `status` and `body` are the last response, `response` is the record that was read from it,
    and `errors` and `warnings` are the store's messages. `request` is the last request, with secrets
    masked, or None if nothing was sent.
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
        """The path of the first problem in the document, "" if it is not in any element."""
        found = _PATH.match(self.problems[0]) if self.problems else None
        return found.group(1) if found else ""

    def __reduce__(self) -> tuple[Any, ...]:
        # Attributes are set last: they may refer to the error itself.
        return _blank, (type(self), self.args), self.__dict__


def _blank(kind: type[NetoError], args: tuple[Any, ...]) -> NetoError:
    """Return an unpickled error without its attributes, which are set later."""
    return kind.__new__(kind, *args)


class ConfigurationError(NetoError, ValueError):
    """A setting of the client, or an argument of a call, is invalid; nothing was sent."""


class ArgumentError(ConfigurationError, TypeError):
    """An argument of a method is invalid; nothing was sent."""


class RequestError(NetoError):
    """The request does not match its schema; nothing was sent.

    `problems` has one line for each problem, beginning with the path of the value:
    `AddCustomerLog.CustomerLogs.CustomerLog[0].Username: 30 characters, at most 25 are allowed`.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class TransportError(NetoError):
    """No complete response arrived."""


class ConnectionFailed(TransportError):
    """The store could not be reached, or the connection broke before the response was complete.

    Either the store has not carried out the request, or the request only reads.
    """


class RequestTimedOut(TransportError):
    """The store did not respond in time.

    Either the store has not carried out the request, or the request only reads.
    """


class OutcomeUnknown(TransportError):
    """A write was sent, and it is not known whether the store carried it out.

    The client has not sent it again. Check what the store has before you do.
    """


class ResponseError(NetoError):
    """The response cannot be read.

    `problems` has one line for each problem, beginning with the path of the value:
    `AddCustomerLogResponse.CustomerLog[0].LogID: 'abc' is not an integer`.
    `body` is the raw body of the response.
    """

    def __init__(self, problems: Sequence[str], body: bytes) -> None:
        self.problems = tuple(printable(problem, _LONGEST_PROBLEM) for problem in problems)
        shown = self.problems[:_MOST_PROBLEMS]
        more = len(self.problems) - len(shown)
        super().__init__("\n".join((*shown, f"and {more} more problems") if more else shown))
        self.body = body


class ApiError(NetoError):
    """The store refused the request.

    `errors` and `warnings` are the store's messages. `response` is the whole response, with the
    results of the part of the request that was carried out. If the store refused the request by an
    HTTP status other than 2xx, these are empty, and only `status` and `body` are known.
    """


class AuthenticationError(ApiError):
    """The store rejected the credentials: the key, the token or the user name is wrong."""


class PermissionDenied(ApiError):
    """The user of the key may not do this."""


class RateLimited(ApiError):
    """The store received too many calls, and did not carry out this one.

    `retry_after` is the number of seconds until the next call is allowed, if that is known. If
    another call has already reached the limit, this one was not sent.
    """

    retry_after: float | None = None


class UnknownAction(ApiError):
    """The store does not know the operation."""


class ValidationError(ApiError):
    """The store does not accept a value of the request."""


class ServerFailure(ApiError):
    """The store reported a failure of its own: HTTP 5xx, or a message that says so."""


class HttpStatusError(ApiError):
    """The store responded with an HTTP status other than 2xx that no other class covers."""
