"""The course of a call: wait, send, look, and perhaps again. What it takes is done by others.

It is a generator that yields what is to be done and is sent what came of it. So it is written once,
and driven by threads or by tasks: see _http.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from ._answer import explained, verdict
from ._auth import MASK, Secret, checked_headers, fresh_token, masked
from ._errors import NetoError, RequestTimedOut, Try
from ._options import Options, Retries, Timeouts, checked_wire
from ._retry import TOO_MANY_CALLS, Answer, Failure, asked_pause, may_repeat, pause_before

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Generator, Mapping

    from ._answer import Call, RawResponse
    from ._auth import ApiKey, Bearer, OAuth
    from ._options import Wire
    from ._rate_limit import RateLimiter

R = TypeVar("R")
# What is shorter stands in any text by chance.
_SHORTEST_SECRET = 6


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask for a token; sent is what was returned."""

    supplier: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Send:
    """Post a request; sent is an Answer or a Failure.

    `timeouts` are those of this try, `deadline` when it has to be over on the monotonic clock.
    """

    url: str
    headers: Mapping[str, str | Secret]
    body: bytes
    timeouts: Timeouts
    deadline: float | None
    max_answer: int

    def revealed(self) -> dict[str, str]:
        """The headers as they are sent."""
        return {
            name: value if isinstance(value, str) else value.reveal()
            for name, value in self.headers.items()
        }


@dataclass(frozen=True, slots=True)
class PreparedRequest:
    """A request as it is sent, but for its secrets, which are masked."""

    action: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a client is made with, checked."""

    store: str
    endpoint: str
    credentials: ApiKey | OAuth | Bearer
    wire: Wire
    timeouts: Timeouts
    retries: Retries
    limiter: RateLimiter | None
    headers: Mapping[str, str | Secret]
    max_answer: int
    log_bodies: bool
    logger: logging.Logger
    on_request: Callable[[PreparedRequest], object] | None
    on_response: Callable[[PreparedRequest, Try], object] | None


def prepare(
    call: Call[Any], setup: Setup, options: Options | None
) -> tuple[bytes, dict[str, str | Secret]]:
    """The body of a request, and its headers but for those that say who asks."""
    wire = setup.wire if options is None or options.wire is None else checked_wire(options.wire)
    body = call.request.to_json() if wire == "json" else call.request.to_xml()
    headers = {
        **setup.headers,
        "NETOAPI_ACTION": call.action,
        "Content-Type": f"application/{wire}",
        "Accept": f"application/{wire}",
    }
    if options is not None and options.headers:
        theirs = checked_headers(options.headers)
        lower = {name.lower() for name in theirs}
        headers = {name: value for name, value in headers.items() if name.lower() not in lower}
        headers.update(theirs)
    return body, headers


def dry_run(call: Call[Any], setup: Setup, options: Options | None) -> PreparedRequest:
    """The request as it would be sent."""
    body, headers = prepare(call, setup, options)
    shown = {**masked(setup.credentials.headers(Secret(MASK))), **masked(headers)}
    return PreparedRequest(call.action, setup.store + setup.endpoint, shown, body)


def exchange(
    call: Call[R], setup: Setup, options: Options | None
) -> Generator[Wait | Ask | Send, Any, RawResponse[R]]:
    """The course of a call, which ends with an answer. Raises NetoError."""
    begin = time.monotonic()
    try:
        course = _Course(call, setup, options, begin)
    except NetoError as error:
        raise explained(error, call.action) from None
    outcome = yield from course.run()
    ended = course.without_secrets(verdict(course.call, setup.store, outcome, tuple(course.tries)))
    course.log(ended, outcome)
    if isinstance(ended, NetoError):
        raise ended
    return ended


class _Course:
    """One call on its way."""

    def __init__(
        self, call: Call[Any], setup: Setup, options: Options | None, begin: float
    ) -> None:
        self.setup, self.begin = setup, begin
        self.body, self.headers = prepare(call, setup, options)
        changes = call.unless and call.unless.encode() in self.body
        self.call = replace(call, repeatable=False) if changes else call
        chosen = options or Options()
        self.timeouts = setup.timeouts if chosen.timeout is None else Timeouts.of(chosen.timeout)
        self.retries = setup.retries if chosen.retries is None else Retries.of(chosen.retries)
        total = self.timeouts.total
        self.deadline = None if total is None else begin + total
        self.tries: list[Try] = []
        self.secrets = [value for value in self.headers.values() if isinstance(value, Secret)]

    def left(self) -> float | None:
        """The seconds that are left of the whole call's."""
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def run(self) -> Generator[Wait | Ask | Send, Any, Answer | Failure]:
        """Send until there is an answer, or no sense or time in another try."""
        while True:
            yield from self.turn()
            send = yield from self.next_send()
            outcome = yield from self.one_try(send)
            if not may_repeat(outcome, repeatable=self.call.repeatable):
                return outcome
            pause = pause_before(outcome, self.retries, len(self.tries))
            self.tell_limiter(outcome, pause)
            left = self.left()
            if len(self.tries) > self.retries.limit or (left is not None and pause >= left):
                return outcome
            self.setup.logger.debug("%s: next try in %.3f seconds", self.call.action, pause)
            yield Wait(pause)

    def turn(self) -> Generator[Wait, Any, None]:
        """Wait for this call's turn in the rate limit."""
        limiter = self.setup.limiter
        if limiter is None:
            return
        wait = limiter.reserve(self.left())
        if wait is None:
            message = f"{self.call.action}: the rate limit leaves no place in the time there is"
            error = RequestTimedOut(f"{message}; nothing was sent")
            error.hint = "raise Timeouts.total, send batches, or make fewer calls at a time"
            raise explained(error, self.call.action, tuple(self.tries))
        if wait:
            yield Wait(wait)

    def next_send(self) -> Generator[Ask, Any, Send]:
        """The next try, with a token that is fresh."""
        credentials = self.setup.credentials
        token: object = credentials.token
        if callable(token):
            token = yield Ask(token)
        try:
            secret = fresh_token(token)
        except NetoError as error:
            raise explained(error, self.call.action, tuple(self.tries)) from None
        who = credentials.headers(secret)
        self.secrets += [secret, *(value for value in who.values() if isinstance(value, Secret))]
        return Send(
            self.setup.store + self.setup.endpoint,
            {**self.headers, **who},
            self.body,
            self.timeouts,
            self.deadline,
            self.setup.max_answer,
        )

    def one_try(self, send: Send) -> Generator[Send, Any, Answer | Failure]:
        """Send once, and tell those who want to know."""
        setup, call = self.setup, self.call
        prepared = None
        if setup.on_request or setup.on_response:
            prepared = PreparedRequest(call.action, send.url, masked(send.headers), send.body)
        if prepared and setup.on_request:
            setup.on_request(prepared)
        if setup.log_bodies:
            setup.logger.debug("%s sends %s", call.action, self.hide(repr(send.body)))
        begin = time.monotonic()
        outcome: Answer | Failure = yield send
        milliseconds = (time.monotonic() - begin) * 1000
        number = len(self.tries) + 1
        if isinstance(outcome, Failure):
            problem = self.hide(outcome.problem)
            outcome = Failure(problem, outcome.sent, outcome.timed_out, outcome.unreadable)
            tried = Try(number, None, problem, milliseconds, 0)
        else:
            tried = Try(number, outcome.status, "", milliseconds, len(outcome.body))
            if setup.log_bodies:
                setup.logger.debug("%s received %s", call.action, self.hide(repr(outcome.body)))
        self.tries.append(tried)
        setup.logger.debug(
            "%s try=%d status=%s ms=%.1f sent=%d received=%d %s",
            *(call.action, number, tried.status, milliseconds, len(send.body), tried.received),
            tried.problem,
        )
        if prepared and setup.on_response:
            setup.on_response(prepared, tried)
        return outcome

    def tell_limiter(self, outcome: Answer | Failure, pause: float) -> None:
        """After too many calls, nobody else need find out for himself."""
        if self.setup.limiter and isinstance(outcome, Answer) and outcome.status == TOO_MANY_CALLS:
            asked = asked_pause(outcome)
            self.setup.limiter.pause(pause if asked is None else min(asked, 60.0))

    def hide(self, text: str) -> str:
        """The text without any secret."""
        for secret in self.secrets:
            if len(secret.reveal()) >= _SHORTEST_SECRET:
                text = text.replace(secret.reveal(), MASK)
        return text

    def without_secrets(self, ended: RawResponse[R] | NetoError) -> RawResponse[R] | NetoError:
        """An error must not tell what it was not told to: should the store repeat a secret, it goes."""
        if not isinstance(ended, NetoError):
            return ended
        told = repr((ended.args, ended.problems, ended.hint, ended.response, ended.errors))
        told += ended.body.decode("utf-8", "replace")
        if self.hide(told) == told:
            return ended
        body = self.hide(ended.body.decode("utf-8", "replace")).encode()
        outcome = Answer(ended.status or 200, {}, body)
        return verdict(self.call, self.setup.store, outcome, ended.tries)

    def log(self, ended: RawResponse[Any] | NetoError, outcome: Answer | Failure) -> None:
        """One line for the call."""
        self.setup.logger.info(
            "%s status=%s ack=%s tries=%d ms=%.1f sent=%d received=%d%s",
            self.call.action,
            outcome.status if isinstance(outcome, Answer) else None,
            None if isinstance(ended, NetoError) else ended.ack or None,
            len(self.tries),
            (time.monotonic() - self.begin) * 1000,
            len(self.body),
            self.tries[-1].received,
            f" error={type(ended).__name__}" if isinstance(ended, NetoError) else "",
        )
