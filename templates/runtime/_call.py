"""The course of a call: wait, send, look, and perhaps again. What it takes is done by others.

It is a generator that yields what is to be done and is sent what came of it. So it is written once,
and driven by threads or by tasks: see _http.

Long, because a call is one course, which is read from its beginning to its end.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from ._auth import PADDED, Identity, checked_additions, identity, is_padded, supplier_of
from ._errors import (
    Attempt,
    ConfigurationError,
    NetoError,
    PreparedRequest,
    RequestError,
    RequestTimedOut,
    ResponseError,
)
from ._interrupts import guarded, let_signals_through, let_through
from ._options import Options, Retries, Timeouts, checked_kind, checked_wire
from ._problems import checked_unreadable
from ._rate_limit import COOL_DOWN
from ._redact import MASK, WITHHELD, Sealed, Secret, Secrets, Unseen, masked, printable
from ._response import carry_outcome, interpret, rate_limited, with_context
from ._retry import Answer, TransportFailure, has_had_too_many_calls, may_repeat, pause_before

if TYPE_CHECKING:
    import logging

    from ._auth import Scheme
    from ._options import Wire
    from ._problems import Problem, Unreadable
    from ._rate_limit import RateLimiter, Reservation
    from ._response import Call, RawResponse

R = TypeVar("R")
_DEBUG, _INFO, _WARNING, _ERROR = 10, 20, 30, 40  # levels of logging, which a client imports lazily
# The most characters of a body, and of an Ack, to log.
_LOGGED_BODY = 10_000
_LOGGED_ACK = 40
# The most unreadable values to name in the log.
_MOST_LOGGED = 5


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask for a token; sent is what was returned, sealed, or a TransportFailure if it is not there in time.

    A supplier that is not awaited takes the time that it takes.
    """

    supplier: Callable[[], object]
    deadline: float | None = None


class Departure:
    """Whether a request has left, as far as the HTTP library tells.

    If it does not tell, the request counts as sent.
    """

    __slots__ = ("has_left", "is_told")

    def __init__(self) -> None:
        self.has_left = self.is_told = False

    def may_have_left(self) -> bool:
        """Tell whether any of the request may have left."""
        return self.has_left or not self.is_told


@dataclass(frozen=True, slots=True)
class Send:
    """Post a request; sent is an Answer or a TransportFailure.

    `timeouts` are those of this attempt, `deadline` when it has to be over on the monotonic clock.
    `secrets` are what must not be shown of it, and `departure` is kept up to date by what sends it.
    """

    url: str
    headers: Mapping[str, str | Secret]
    body: bytes
    timeouts: Timeouts
    deadline: float | None
    max_answer: int
    secrets: Secrets
    departure: Departure = field(default_factory=Departure)

    def revealed(self) -> list[tuple[bytes, bytes]]:
        """Return the headers to send."""
        return revealed(self.headers)


def revealed(headers: Mapping[str, str | Secret]) -> list[tuple[bytes, bytes]]:
    """Return headers to send, whose secrets tracebacks do not show."""
    return [
        (
            name.encode("ascii"),
            value.encode("ascii") if isinstance(value, str) else Unseen(value.reveal(), "ascii"),
        )
        for name, value in headers.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The checked options of a client."""

    store: str
    endpoint: str
    scheme: Sealed[Scheme]
    identity: Identity | None
    of_scheme: frozenset[str]
    wire: Wire
    timeouts: Timeouts
    retries: Retries
    limiter: RateLimiter | None
    headers: Mapping[str, str | Secret]
    max_answer: int
    unreadable: Unreadable
    log_bodies: bool
    logger: logging.Logger
    on_request: Callable[[PreparedRequest], object] | None
    on_response: Callable[[PreparedRequest, Attempt], object] | None
    hinted: set[str] = field(default_factory=set[str])  # the actions that a hint was given for


def prepare(
    call: Call[Any], setup: Setup, options: Options | None
) -> tuple[bytes, dict[str, str | Secret]]:
    """Return a request's body, and its headers without authentication."""
    if options is not None:
        checked_kind("options", options, Options, "Options, or None")
        if options.unreadable is not None:
            checked_unreadable(options.unreadable)
    if not (call.action.isascii() and call.action.isprintable()):
        message = f"{call.action!a}: a name of an operation that is not allowed in an HTTP header"
        raise ConfigurationError(message)
    wire = setup.wire if options is None or options.wire is None else checked_wire(options.wire)
    checked = options is None or options.checked
    try:
        write = call.request.to_json if wire == "json" else call.request.to_xml
        body = write() if checked else write(checked=False)
    except NetoError:
        raise
    except Exception as error:  # an unforeseen value; nothing was sent
        let_signals_through(error)
        problem = f"cannot be written: {type(error).__name__}: {error}"
        raise RequestError([f"{call.action}: {problem}"]) from error
    headers = {
        **setup.headers,
        "NETOAPI_ACTION": call.action,
        "Content-Type": f"application/{wire}",
        "Accept": f"application/{wire}",
    }
    if options is not None and options.headers:
        theirs = checked_additions(Sealed(options.headers), setup.of_scheme)
        lower = {name.lower() for name in theirs}
        headers = {name: value for name, value in headers.items() if name.lower() not in lower}
        headers.update(theirs)
    return body, headers


def dry_run(call: Call[Any], setup: Setup, options: Options | None) -> PreparedRequest:
    """Return the request as it would be sent."""
    body, headers = prepare(call, setup, options)
    who = setup.identity or identity(setup.scheme, Secret(MASK))
    shown = {**masked(who.headers), **masked(headers)}
    return PreparedRequest(call.action, setup.store + setup.endpoint, shown, body)


def run_call(
    call: Call[R], setup: Setup, options: Options | None
) -> Generator[Wait | Ask | Send, Any, RawResponse[R]]:
    """Run a call: yield its steps, and return its response. Raises NetoError."""
    begin = time.monotonic()
    tries: list[Attempt] = []
    call_run: _CallRun | None = None
    try:
        call_run = _CallRun(call, setup, options, begin, tries)
        outcome = yield from call_run.run()
        ended = call_run.ended(outcome)
        call_run.log(ended, outcome)
        call_run.log_problems(ended)
    except NetoError as error:
        with_context(error, call.action, tuple(tries))
        error.request = None if call_run is None else call_run.told()
        raise
    except BaseException as error:  # an interruption must not lose the store's response
        answer = None if call_run is None else call_run.answer
        carry_outcome(error, call_run.ended(answer) if call_run and answer else None)
        raise
    if isinstance(ended, NetoError):
        ended.request = call_run.told()
        raise ended
    return replace(ended, request=call_run.sent)


def _secret_values(headers: Mapping[str, str | Secret]) -> list[Secret]:
    return [value for value in headers.values() if isinstance(value, Secret)]


def _asked(
    supplier: Callable[[], object], deadline: float | None
) -> Generator[Ask, Any, Sealed[Any]]:
    """Ask a supplier for a token. Raises ConfigurationError when it fails, and RequestTimedOut."""
    try:
        token: Sealed[Any] | TransportFailure = yield Ask(supplier, deadline)
    except NetoError:
        raise
    except Exception as error:
        let_signals_through(error)
        message = f"the token supplier failed: {type(error).__name__}"
        raise ConfigurationError(message) from error
    if isinstance(token, TransportFailure):
        message = f"the token supplier {token.problem}; the request was not sent"
        late = RequestTimedOut(message)
        late.hint = "raise Timeouts.total, or check what the supplier waits for"
        raise late
    return token


def _judged(
    call: Call[R],
    store: str,
    outcome: Answer | TransportFailure,
    tries: tuple[Attempt, ...],
    pause: float | None,
) -> RawResponse[R] | NetoError:
    """Return the result of a call, even if its response cannot be interpreted."""
    try:
        return interpret(call, store, outcome, tries, pause)
    except Exception as error:  # noqa: BLE001 - the store's response must not be lost
        let_through(error)
        problem = printable(f"the response cannot be read: {type(error).__name__}: {error}")
        answer = outcome if isinstance(outcome, Answer) else Answer(0, {}, b"")
    unreadable = ResponseError([f"{call.action}: {problem}"], answer.body)
    unreadable.status = answer.status
    return with_context(unreadable, call.action, tries)


class _CallRun:
    """One call on its way."""

    def __init__(
        self,
        call: Call[Any],
        setup: Setup,
        options: Options | None,
        begin: float,
        tries: list[Attempt],
    ) -> None:
        self.setup, self.begin, self.tries = setup, begin, tries
        self.answer: Answer | None = None  # before the last attempt
        self.sent: PreparedRequest | None = None  # last attempt
        self.pause: float | None = None  # requested by the store after too many calls
        self.body, self.headers = prepare(call, setup, options)
        changes = call.not_idempotent_with and call.not_idempotent_with.encode() in self.body
        chosen = options or Options()
        unreadable = chosen.unreadable or setup.unreadable
        self.call = replace(call, idempotent=call.idempotent and not changes, unreadable=unreadable)
        self.timeouts = setup.timeouts if chosen.timeout is None else Timeouts.of(chosen.timeout)
        self.retries = setup.retries if chosen.retries is None else Retries.of(chosen.retries)
        total = self.timeouts.total
        self.deadline = None if total is None else begin + total
        self.secrets = Secrets(_secret_values(self.headers))
        self.hint()

    def hint(self) -> None:
        """Say what may have been forgotten, once for each operation of a client."""
        action, hint = self.call.action, getattr(self.call.request, "_hint", str)()
        if hint and action not in self.setup.hinted:
            self.setup.hinted.add(action)
            self.say(_WARNING, "%s: %s", action, hint)

    def left(self) -> float | None:
        """Return the seconds that are left for the whole call."""
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def run(self) -> Generator[Wait | Ask | Send, Any, Answer | TransportFailure]:
        """Send until there is an answer, or no sense or time in another try."""
        while True:
            outcome = yield from self.in_turn()
            if not may_repeat(outcome, idempotent=self.call.idempotent):
                return outcome
            left = self.left()
            pause = self.pause_after(outcome, left)
            if len(self.tries) > self.retries.limit or (left is not None and pause >= left):
                return outcome
            self.say(_DEBUG, "%s: next try in %.3f seconds", self.call.action, pause)
            yield Wait(pause)

    def in_turn(self) -> Generator[Wait | Ask | Send, Any, Answer | TransportFailure]:
        """Send once when it is this call's turn, which goes to another if nothing is sent."""
        limiter, place, send = self.setup.limiter, None, None
        has_left = False
        try:
            while send is None:
                if limiter is not None:
                    place = self.place(limiter)
                    if place.wait:
                        yield Wait(place.wait)
                    if not limiter.holds(place):
                        continue
                send = yield from self.next_send()
                if limiter is not None and place is not None and not limiter.holds(place):
                    send = None  # another call was refused while the token was requested
            outcome = yield from self.attempt(send)
            has_left = isinstance(outcome, Answer) or outcome.sent
        except BaseException:  # cancelled, for example: the rate limit counts what may have left
            has_left = send is not None and send.departure.may_have_left()
            raise
        finally:
            if limiter is not None and place is not None and not has_left:
                limiter.give_back(place)
        return outcome

    def place(self, limiter: RateLimiter) -> Reservation:
        """Take this call's place in the rate limit. Raises RequestTimedOut, or RateLimited."""
        place = limiter.take(self.left())
        if place is None and limiter.paused:
            begin = f"{self.call.action}: the store received too many calls, and asks for"
            raise rate_limited(begin, limiter.paused, "" if self.tries else "; nothing was sent")
        if place is None:
            message = f"{self.call.action}: the rate limit allows no call within the timeout"
            error = RequestTimedOut(message if self.tries else f"{message}; nothing was sent")
            error.hint = "raise Timeouts.total, send batches, or make fewer concurrent calls"
            raise error
        return place

    def next_send(self) -> Generator[Ask, Any, Send]:
        """Return the next attempt to send, with a fresh token."""
        who = self.setup.identity
        if who is None:
            supplier = supplier_of(self.setup.scheme)
            token: Sealed[Any] | None = None
            if supplier is not None:
                token = yield from _asked(supplier, self.deadline)
                if is_padded(token):
                    self.say(_WARNING, "%s: the token %s", self.call.action, PADDED)
            who = identity(self.setup.scheme, token)
        self.secrets.add((*_secret_values(who.headers), *who.secrets))
        return Send(
            self.setup.store + self.setup.endpoint,
            {**self.headers, **who.headers},
            self.body,
            self.timeouts,
            self.deadline,
            self.setup.max_answer,
            self.secrets,
        )

    def attempt(self, send: Send) -> Generator[Send, Any, Answer | TransportFailure]:
        """Send once, and tell those who want to know."""
        setup, call = self.setup, self.call
        number = len(self.tries) + 1
        prepared = self.sent = PreparedRequest(
            call.action, send.url, masked(send.headers), send.body, number
        )
        if setup.on_request:
            self.tell(setup.on_request, prepared)
        if setup.log_bodies:
            self.log_body("sends", send.body)
        begin = time.monotonic()
        self.answer = None
        outcome: Answer | TransportFailure = yield send
        self.answer = outcome if isinstance(outcome, Answer) else None
        milliseconds = (time.monotonic() - begin) * 1000
        if isinstance(outcome, TransportFailure):
            problem = printable(self.secrets.hide(outcome.problem))
            outcome = TransportFailure(problem, outcome.sent, outcome.timed_out, outcome.unreadable)
            tried = Attempt(number, None, problem, milliseconds, 0)
        else:
            tried = Attempt(number, outcome.status, "", milliseconds, len(outcome.body))
            if setup.log_bodies:
                self.log_body("received", outcome.body)
        self.tries.append(tried)
        self.say(
            _DEBUG,
            "%s try=%d status=%s ms=%.1f sent=%d received=%d %s",
            *(call.action, number, tried.status, milliseconds, len(send.body), tried.received),
            tried.problem,
        )
        if setup.on_response:
            self.tell(setup.on_response, prepared, tried)
        return outcome

    def told(self) -> PreparedRequest | None:
        """Return the last request for an error, without a body that contains a secret."""
        sent = self.sent
        if sent is None or not self.secrets.are_in(sent.body):
            return sent
        return replace(sent, body=self.secrets.hidden(sent.body))

    def tell(self, hook: Callable[..., object], *what: object) -> None:
        """Call a hook. Should it fail, the call goes on, and the log says so."""
        error = guarded(hook, *what)
        if error is not None:
            self.say(_ERROR, "%s: a hook failed", self.call.action, exc_info=error)

    def say(self, level: int, message: str, *values: object, **named: object) -> None:
        """Log something. Should that fail, the call goes on."""
        guarded(self.setup.logger.log, level, message, *values, **named)

    def ended(self, outcome: Answer | TransportFailure) -> RawResponse[Any] | NetoError:
        """Return the result of the call."""
        ended = _judged(self.call, self.setup.store, outcome, tuple(self.tries), self.pause)
        return self.without_secrets(ended, outcome)

    def pause_after(self, outcome: Answer | TransportFailure, left: float | None) -> float:
        """Return the seconds to wait, and tell the rate limiter if there were too many calls."""
        limiter = self.setup.limiter
        cool_down = limiter.cool_down if limiter else COOL_DOWN
        pause = pause_before(outcome, self.retries, len(self.tries), left, cool_down=cool_down)
        self.pause = None
        if has_had_too_many_calls(outcome):
            self.pause = pause
            if limiter:  # a store cannot make all calls wait for longer than that
                limiter.pause(min(pause, max(cool_down, COOL_DOWN)))
        return pause

    def without_secrets(
        self, ended: RawResponse[R] | NetoError, outcome: Answer | TransportFailure
    ) -> RawResponse[R] | NetoError:
        """Return the result without secrets, should the store have repeated one.

        What else the store sent is kept if the secret can be cut out, and withheld otherwise.
        """
        if not isinstance(ended, NetoError) or not self.is_told_by(ended):
            return ended
        body = self.secrets.hidden(ended.body)
        if isinstance(outcome, Answer) and body != WITHHELD.encode():
            location = self.secrets.hide(outcome.headers.get("location", ""))
            cleaned = Answer(outcome.status, {"location": location}, body)
            again = _judged(self.call, self.setup.store, cleaned, ended.tries, self.pause)
            if isinstance(again, NetoError) and not self.is_told_by(again):
                return again
        return self.withheld(ended)

    def withheld(self, ended: NetoError) -> NetoError:
        """Return an error of the same class without what the store sent."""
        problems: tuple[str, ...] = (f"{self.call.action}: the store's message is {WITHHELD}",)
        words = (*ended.args, *ended.problems)
        if not self.secrets.can_search(ended.body) and not self.secrets.are_in(repr(words)):
            problems = ended.problems or (str(ended),)
        if isinstance(ended, ResponseError):
            error: NetoError = ResponseError(problems, b"")
        else:
            error = type(ended)(*problems)
        error.status, error.body = ended.status, WITHHELD.encode()
        return with_context(error, self.call.action, ended.tries)

    def is_told_by(self, error: NetoError) -> bool:
        """Tell whether an error contains a secret."""
        told = (error.args, error.problems, error.hint, error.response, error.errors)
        return self.secrets.are_in(error.body) or self.secrets.are_in(repr((told, error.warnings)))

    def log_body(self, does: str, body: bytes) -> None:
        """Log the beginning of a body."""
        text = self.secrets.hide(body.decode("utf-8", "replace"))
        self.say(_DEBUG, "%s %s %s", self.call.action, does, printable(text, _LOGGED_BODY))

    def log_problems(self, ended: RawResponse[Any] | NetoError) -> None:
        """Log one line about what could not be read, without the values, which may be confidential."""
        response = ended.response if isinstance(ended, NetoError) else ended.parsed
        problems: list[Problem] = getattr(response, "problems", [])
        if not problems:
            return
        places = "; ".join(f"{p.path} is not {p.expected}" for p in problems[:_MOST_LOGGED])
        more = len(problems) - _MOST_LOGGED
        self.say(
            _WARNING,
            "%s: values that cannot be read are kept unchanged: %s%s",
            *(self.call.action, places, f"; and {more} more" if more > 0 else ""),
        )

    def log(self, ended: RawResponse[Any] | NetoError, outcome: Answer | TransportFailure) -> None:
        """Log one line for the call."""
        if not self.setup.logger.isEnabledFor(_INFO):
            return
        ack = None if isinstance(ended, NetoError) else self.secrets.hide(ended.ack)
        self.say(
            _INFO,
            "%s status=%s ack=%s tries=%d ms=%.1f sent=%d received=%d%s",
            self.call.action,
            outcome.status if isinstance(outcome, Answer) else None,
            printable(ack, _LOGGED_ACK) if ack else None,
            len(self.tries),
            (time.monotonic() - self.begin) * 1000,
            len(self.body),
            self.tries[-1].received,
            f" error={type(ended).__name__}" if isinstance(ended, NetoError) else "",
        )
