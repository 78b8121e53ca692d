"""From an answer of the store to a record, or to the error that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast

from ._errors import (
    ApiError,
    Attempt,
    AuthenticationError,
    ConnectionFailed,
    HttpStatusError,
    NetoError,
    OutcomeUnknown,
    PermissionDenied,
    PreparedRequest,
    RateLimited,
    RequestTimedOut,
    ResponseError,
    ServerFailure,
    StoreMessage,
    UnknownAction,
    ValidationError,
)
from ._interrupts import origins
from ._redact import printable, without_userinfo
from ._retry import TOO_MANY_CALLS, UNKNOWN_OUTCOME, Answer, TransportFailure

if TYPE_CHECKING:
    from ._fields import Operation
    from ._problems import Problem, Unreadable

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

_LONGEST_REASON = 2000
_REFUSAL = re.compile(r"\s*(?:error|fail)", re.IGNORECASE)
_SUCCESS = range(200, 300)
_REDIRECT = range(300, 400)
_FAILURE = range(500, 600)
_BY_STATUS: dict[int, type[ApiError]] = {
    400: ValidationError,
    401: AuthenticationError,
    403: PermissionDenied,
    422: ValidationError,
    TOO_MANY_CALLS: RateLimited,
}
_UNKNOWN = (
    r"(unknown|invalid|unsupported|unrecogni[sz]ed|no such|not (found|known|supported|valid|exist))"
)
# What the store says, from the more to the less telling: compiled by the first refusal.
_BY_TEXT: tuple[tuple[str, type[ApiError]], ...] = (
    (r"too many (requests|calls)|rate limit|limit exceeded|throttl", RateLimited),
    (
        r"api ?key|authenticat|credential|log ?in|(access|invalid) token",
        AuthenticationError,
    ),
    (r"permission|denied|forbidden|not (allowed|authori[sz]ed)", PermissionDenied),
    # Not any action or method: items and payments have such, too.
    (
        (
            rf"\b{_UNKNOWN} (api )?(action|method)\b|netoapi_action"
            rf"|(^|; |\bapi )(the )?(requested )?(action|method)\b[^.;]{{0,60}}\b{_UNKNOWN}\b"
        ),
        UnknownAction,
    ),
    (r"\binternal\b|unexpected error|temporar|unavailable|time[d -]*out", ServerFailure),
    (
        (
            r"invalid|required|missing|must|cannot be|not (found|valid)|exist|too (long|short)"
            r"|duplicate|mandatory|without"
        ),
        ValidationError,
    ),
)
_HINTS: tuple[tuple[type[NetoError], str], ...] = (
    (
        AuthenticationError,
        (
            "known causes: the key has a typing or copying mistake; the key belongs to another store, or "
            "the address does; the key was replaced or deleted; the key is that of a staff user, and "
            "username is missing or another user's; the user may not use the API, or is not active"
        ),
    ),
    (PermissionDenied, "give the user of the key permission for this in the control panel"),
    (RateLimited, "the store allows 500 calls a minute: share one RateLimiter, or send batches"),
    (UnknownAction, "the store may not have this operation, or its schemas have changed"),
    (OutcomeUnknown, "it was not retried: check the store's records before you send it again"),
    (
        ServerFailure,
        "the store failed: try again later, and check its state before you send the request again",
    ),
    (ResponseError, "the store may have acted on the request; its response is in `body`"),
    (ConnectionFailed, "check the address of the store, the network, and any proxy"),
    (RequestTimedOut, "allow more time with timeout=, or send less at once"),
)


class RequestType(Protocol):
    """A record that can be sent."""

    def to_xml(self, *, checked: bool = True) -> bytes:
        """Return the request as an XML document."""
        ...

    def to_json(self, *, checked: bool = True) -> bytes:
        """Return the request as a JSON document."""
        ...


class ResponseType(Protocol[R_co]):
    """A class whose records can be read from an answer."""

    def from_xml(self, document: bytes | str, *, unreadable: Unreadable) -> R_co:
        """Read an XML document."""
        ...

    def from_json(self, document: bytes | str, *, unreadable: Unreadable) -> R_co:
        """Read a JSON document."""
        ...


@dataclass(frozen=True, slots=True)
class Call(Generic[R]):
    """One call: what is sent, and how its answer is read.

    `idempotent` says that it changes nothing, but where the request has `not_idempotent_with` in it. `ack`, `errors` and `warnings` are the names under
    which the response says how it went, where it does.
    """

    action: str
    request: RequestType
    response_type: ResponseType[R]
    idempotent: bool = field(kw_only=True)
    not_idempotent_with: str = field(default="", kw_only=True)
    ack: str = field(default="", kw_only=True)
    errors: str = field(default="", kw_only=True)
    warnings: str = field(default="", kw_only=True)
    unreadable: Unreadable = field(default="keep", kw_only=True)

    def read(self, body: bytes) -> R:
        """Read the record of a response. Raises ResponseError."""
        # By its first character, not its Content-Type: error pages come with any of them.
        start = body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if start in (b"<", b""):
            return self.response_type.from_xml(body, unreadable=self.unreadable)
        return self.response_type.from_json(body, unreadable=self.unreadable)

    def acknowledgement(
        self, response: R
    ) -> tuple[str, Sequence[StoreMessage], Sequence[StoreMessage]]:
        """Return a response's Ack, errors and warnings, in whatever form they came."""
        found: Any = getattr(response, self.ack) if self.ack else None
        ack = "" if found is None else str(found)
        errors: Sequence[StoreMessage] = getattr(response, self.errors) if self.errors else ()
        warnings: Sequence[StoreMessage] = getattr(response, self.warnings) if self.warnings else ()
        problems: Sequence[Problem] = getattr(response, "problems", ())
        if problems and self.ack:
            ack = ack or _kept_ack(problems)
            more = [_Kept(*kept) for kept in _kept_messages(problems, is_refused=is_refusal(ack))]
            errors = [*errors, *(kept for kept in more if kept.is_error)]
            warnings = [*warnings, *(kept for kept in more if not kept.is_error)]
        return ack, errors, warnings


@dataclass(frozen=True, slots=True)
class _Kept:
    """A message of the store in a form that is not that of one."""

    message: str
    is_error: bool = field(repr=False)
    severity_code: str | None = None


def is_refusal(ack: str) -> bool:
    """Tell whether Ack means that the store refused the request."""
    return _REFUSAL.match(ack) is not None


def _kept_ack(problems: Sequence[Problem]) -> str:
    """Return an Ack that is not a single text: a refusal, if any of its texts is one."""
    texts = [text for p in problems if _steps(p) == ["Ack"] for text in _texts(p.raw)]
    return next(filter(is_refusal, texts), texts[0] if texts else "")


def _kept_messages(problems: Sequence[Problem], *, is_refused: bool) -> Iterator[tuple[str, bool]]:
    """Yield the texts of unreadable messages, and whether they are errors."""
    for problem in problems:
        steps = _steps(problem)
        if steps[:1] != ["Messages"] or steps[2:] not in ([], ["Message"], ["Description"]):
            continue
        text = "; ".join(_texts(problem.raw))
        if text:
            yield text, (steps[1] == "Error" if steps[1:] else is_refused)


def _steps(problem: Problem) -> list[str]:
    """Return the names of the elements below the root that lead to an unreadable value."""
    return [step.partition("[")[0] for step in problem.path.split(".")[1:]]


def _texts(raw: object) -> Iterator[str]:
    """Yield the texts in a raw value."""
    if isinstance(raw, dict):
        raw = list(cast("dict[str, object]", raw).values())
    if isinstance(raw, list):
        for item in cast("list[object]", raw):
            yield from _texts(item)
    elif isinstance(raw, str) and raw.strip():
        yield raw.strip()


def call_of(operation: Operation[R], given: object, /, **fields: object) -> Call[R]:
    """Return the call of an operation with a method's arguments."""
    response: Any = operation.response
    return Call(
        operation.action,
        operation.of(given, **fields),
        response,
        idempotent=operation.idempotent,
        not_idempotent_with=operation.not_idempotent_with,
        ack=operation.ack,
        errors="errors" if hasattr(response, "errors") else "",
        warnings="warnings" if hasattr(response, "warnings") else "",
    )


@dataclass(frozen=True, slots=True)
class RawResponse(Generic[R]):
    """A response in its raw form, and the records that were read from it.

    Names of `headers` are in lower case. `content` is the decompressed body. `request` is the
    request of the last attempt, and `tries` are all attempts. Nothing is masked: if a successful
    response repeats a secret, the secret is in `content`.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    parsed: R = field(repr=False)
    ack: str
    tries: tuple[Attempt, ...] = field(repr=False)
    request: PreparedRequest | None = field(default=None, repr=False)

    @staticmethod
    def carried_by(error: BaseException) -> RawResponse[Any] | NetoError | None:
        """Return the response to a call that an external error, such as KeyboardInterrupt, ended.

        Returns None if no complete response had arrived.
        """
        for found in origins(error):
            outcome: RawResponse[Any] | NetoError | None = found.__dict__.get("_neto_outcome")
            if outcome is not None:
                return outcome
        return None


def carry_outcome(error: BaseException, outcome: RawResponse[Any] | NetoError | None) -> None:
    """Attach to an error the store's answer to the call, or that there was none."""
    BaseException.__setattr__(error, "_neto_outcome", outcome)


def interpret(
    call: Call[R],
    store: str,
    outcome: Answer | TransportFailure,
    tries: tuple[Attempt, ...],
    pause: float | None = None,
) -> RawResponse[R] | NetoError:
    """Return the result of a call: the response, or the error to raise.

    `pause` is how many seconds to wait after too many calls.
    """
    if isinstance(outcome, TransportFailure):
        error = _failed(call, store, outcome)
    elif outcome.status not in _SUCCESS:
        error = _by_status(call, outcome)
        if isinstance(error, RateLimited) and pause is not None:
            error = rate_limited(f"{error}; the store asks for", pause)
    else:
        try:
            response = call.read(outcome.body)
        except ResponseError as unreadable:
            error = ResponseError(unreadable.problems, unreadable.body)
        else:
            ack, found, warnings = call.acknowledgement(response)
            refused = is_refusal(ack) or (not ack.strip() and found)
            if not refused:
                return RawResponse(
                    outcome.status, outcome.headers, outcome.body, response, ack, tries
                )
            error = _refused(call, response, found, warnings)
    if isinstance(outcome, Answer):
        error.status, error.body = outcome.status, outcome.body
    return with_context(error, call.action, tries)


def with_context(error: NetoError, action: str, tries: tuple[Attempt, ...] = ()) -> NetoError:
    """Return the error with all that is known of the call, which is also shown below its traceback."""
    error.operation, error.tries = action, tries
    error.hint = error.hint or next((hint for kind, hint in _HINTS if isinstance(error, kind)), "")
    if error.hint:
        error.add_note(f"hint: {error.hint}")
    if len(tries) > 1:
        error.add_note("\n".join(_line(tried) for tried in tries))
    return error


def _line(tried: Attempt) -> str:
    came = tried.problem or f"HTTP status {tried.status}"
    return f"try {tried.number}: {came}, after {tried.milliseconds:.0f} ms"


def _failed(call: Call[Any], store: str, failure: TransportFailure) -> NetoError:
    if failure.unreadable:
        return ResponseError([f"{call.action}: {failure.problem}"], b"")
    message = f"{call.action}: no answer from {store}: {failure.problem}"
    if failure.timed_out:
        message = f"{call.action}: {store} {failure.problem}"
    if failure.sent and not call.idempotent:
        return OutcomeUnknown(f"{message}; it is not known whether the store acted on it")
    return (RequestTimedOut if failure.timed_out else ConnectionFailed)(message)


def _by_status(call: Call[Any], answer: Answer) -> NetoError:
    status = answer.status
    message = f"{call.action}: HTTP status {status}"
    if status in UNKNOWN_OUTCOME and not call.idempotent:
        return OutcomeUnknown(f"{message}; it is not known whether the store acted on it")
    if status in _FAILURE:
        return ServerFailure(message)
    error = _BY_STATUS.get(status, HttpStatusError)(message)
    if status in _REDIRECT:
        location = without_userinfo(answer.headers.get("location", "")).partition("?")[0]
        target = printable(location, 200)
        error.hint = f"the store redirects to another address, which is not followed: '{target}'"
    elif isinstance(error, HttpStatusError):
        error.hint = "check the address of the store: it does not respond like this API"
    return error


def rate_limited(begin: str, pause: float, end: str = "") -> RateLimited:
    """Return the error that tells for how long nobody should call."""
    error = RateLimited(f"{begin} no calls for {ceil(pause)} seconds{end}")
    error.retry_after = pause
    return error


def _refused(
    call: Call[R], response: R, found: Sequence[StoreMessage], warnings: Sequence[StoreMessage]
) -> NetoError:
    reasons = "; ".join(error.message for error in found if error.message)
    telling = reasons[:_LONGEST_REASON]
    matching = (kind for text, kind in _BY_TEXT if re.search(text, telling, re.IGNORECASE))
    kind = next(matching, ApiError)
    said = printable(reasons, _LONGEST_REASON) or "the store refused the request without a reason"
    error = kind(f"{call.action}: {said}")
    error.errors, error.warnings, error.response = tuple(found), tuple(warnings), response
    return error
