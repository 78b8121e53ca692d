"""Every error that the client raises on purpose.

NetoError
├── RequestError            the request does not fit its schema; nothing was sent
├── TransportError          no answer arrived
│   ├── ConnectionFailed    the store could not be reached, or the connection broke
│   └── RequestTimedOut     the store did not answer in time
├── HttpStatusError         the store answered with a status other than 2xx
├── ResponseError           the answer cannot be read: HTML, empty, cut off, not understood
└── ApiError                the store read the request and refused it (Ack is Error)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


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


class NetoError(Exception):
    """The base of every error of this client."""


class RequestError(NetoError):
    """The request does not fit its schema; nothing was sent.

    `problems` has one line for each problem, beginning with the path of the value:
    `AddCustomerLog.CustomerLogs.CustomerLog[0].Username: 30 characters, at most 25 are allowed`.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[type[RequestError], tuple[tuple[str, ...]]]:
        return type(self), (self.problems,)


class TransportError(NetoError):
    """No answer arrived, so whether the store acted on the request is not known."""


class ConnectionFailed(TransportError):
    """The store could not be reached, or the connection broke before the answer was complete."""


class RequestTimedOut(TransportError):
    """The store did not answer in time."""


class HttpStatusError(NetoError):
    """The store answered with an HTTP status other than 2xx.

    `status` is the status code, `body` what came with it.
    """

    def __init__(self, message: str, status: int, body: bytes) -> None:
        super().__init__(message)
        self.status = status
        self.body = body

    def __reduce__(self) -> tuple[type[HttpStatusError], tuple[str, int, bytes]]:
        return type(self), (str(self), self.status, self.body)


class ResponseError(NetoError):
    """The answer cannot be read.

    `problems` has one line for each problem, beginning with the path of the value:
    `AddCustomerLogResponse.CustomerLog[0].LogID: 'abc' is not an integer`.
    `body` is the answer as it came.
    """

    def __init__(self, problems: Sequence[str], body: bytes) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)
        self.body = body

    def __reduce__(self) -> tuple[type[ResponseError], tuple[tuple[str, ...], bytes]]:
        return type(self), (self.problems, self.body)


class ApiError(NetoError):
    """The store read the request and refused it.

    `errors` and `warnings` are the store's messages; `response` is the whole answer, with the
    results of whatever part of the request was carried out.
    """

    def __init__(
        self,
        operation: str,
        errors: Sequence[StoreMessage],
        warnings: Sequence[StoreMessage],
        response: object,
    ) -> None:
        reasons = "; ".join(error.message for error in errors if error.message)
        super().__init__(f"{operation}: {reasons or 'the store refused it and gave no reason'}")
        self.operation = operation
        self.errors = tuple(errors)
        self.warnings = tuple(warnings)
        self.response = response

    def __reduce__(
        self,
    ) -> tuple[
        type[ApiError], tuple[str, tuple[StoreMessage, ...], tuple[StoreMessage, ...], object]
    ]:
        return type(self), (self.operation, self.errors, self.warnings, self.response)
