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
# Something between the client and the store had no answer from it, or had no room.
_PASSING = frozenset({502, 503, 504})
# ... and these do not say whether the store acted on what it was sent.
UNKNOWN_OUTCOME = frozenset({502, 504})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from one try. Names of headers are in small letters."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TransportFailure:
    """Why no whole answer came back from one try.

    `sent` says whether any of the request may have gone out, and `timed_out` whether it was for time.
    With `unreadable`, an answer came that is none.
    """

    problem: str
    sent: bool = True
    timed_out: bool = False
    unreadable: bool = False


def may_repeat(outcome: Answer | TransportFailure, *, idempotent: bool) -> bool:
    """Whether what came of a try is worth another, and the request safe to send again.

    `idempotent` says of the request that it changes nothing. Any other is sent again only when the
    store has certainly not acted on it.
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
    """How long to wait before the next try: what the store asks for, or ever longer.

    After too many calls it is the `cool_down` where the answer has no `Retry-After`. One that cannot be
    read comes from something else than the store, whose pause nobody knows. Where no time is set for
    the whole call, a store cannot make it wait beyond the longest pause.
    """
    asked = asked_pause(outcome)
    if asked is None:
        is_silent = has_had_too_many_calls(outcome) and not _retry_after(outcome)
        return cool_down if is_silent else retries.pause(tries)
    return min(asked, retries.longest) if left is None else asked


def has_had_too_many_calls(outcome: Answer | TransportFailure) -> bool:
    """Whether the store refused a request for coming too soon after others."""
    return isinstance(outcome, Answer) and outcome.status == TOO_MANY_CALLS


def _retry_after(outcome: Answer | TransportFailure) -> str:
    return outcome.headers.get("retry-after", "").strip() if isinstance(outcome, Answer) else ""


def asked_pause(outcome: Answer | TransportFailure, now: datetime | None = None) -> float | None:
    """The seconds that the store asks to wait, as a number or as a date; None if it does not."""
    text = _retry_after(outcome)
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text[:9])
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - seldom needed

    try:
        moment = parsedate_to_datetime(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
    except (ArithmeticError, LookupError, TypeError, ValueError):
        # A zone, a year or a number beyond all bounds: the parser raises more than it says.
        return None
