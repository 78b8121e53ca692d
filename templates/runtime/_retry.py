"""Which calls are sent again, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ._rate_limit import COOL_DOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._options import Retries

TOO_MANY_CALLS = 429
# Something between the client and the store got no answer from it, or had no capacity.
_PASSING = frozenset({502, 503, 504})
# ... and these leave open whether the store acted on the request.
UNKNOWN_OUTCOME = frozenset({502, 504})


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one attempt. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TransportFailure:
    """A failure of one attempt, which got no complete answer.

    `sent` is false only if nothing of the request can have left, and `timed_out` is true for a
    time-out. With `unreadable`, an answer arrived that is not valid HTTP.
    """

    problem: str
    sent: bool = True
    timed_out: bool = False
    unreadable: bool = False


def may_repeat(outcome: Answer | TransportFailure, *, idempotent: bool) -> bool:
    """Tell whether another attempt makes sense after this outcome, and is safe.

    `idempotent` means that repeating the request changes nothing. Any other is sent again only when
    the store has certainly not acted on it.
    """
    if isinstance(outcome, TransportFailure):
        return not outcome.sent or (idempotent and not outcome.unreadable)
    return outcome.status == TOO_MANY_CALLS or (idempotent and outcome.status in _PASSING)


def pause_before(
    outcome: Answer | TransportFailure,
    retries: Retries,
    tries: int,
    left: float | None = None,
    *,
    cool_down: float = COOL_DOWN,
) -> float:
    """Return the seconds before the next attempt: as the store asks, or longer each time.

    After too many calls it is the `cool_down` if the answer has no `Retry-After`. An unreadable one
    does not come from the store, whose pause is unknown. Without a time limit for the whole call, a
    store cannot make it wait longer than the longest pause.
    """
    asked = asked_pause(outcome)
    if asked is None:
        is_silent = has_had_too_many_calls(outcome) and not _retry_after(outcome)
        return cool_down if is_silent else retries.pause(tries)
    return min(asked, retries.longest) if left is None else asked


def has_had_too_many_calls(outcome: Answer | TransportFailure) -> bool:
    """Tell whether the store refused a request because it came too soon after others."""
    return isinstance(outcome, Answer) and outcome.status == TOO_MANY_CALLS


def _retry_after(outcome: Answer | TransportFailure) -> str:
    return outcome.headers.get("retry-after", "").strip() if isinstance(outcome, Answer) else ""


def asked_pause(outcome: Answer | TransportFailure, now: datetime | None = None) -> float | None:
    """Return the seconds that the store asks to wait, given as a number or a date; None if it does not."""
    text = _retry_after(outcome)
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text[:9])
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - rarely needed

    try:
        moment = parsedate_to_datetime(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
    except (ArithmeticError, LookupError, TypeError, ValueError):
        # An extreme zone, year or number: the parser raises more than it documents.
        return None
