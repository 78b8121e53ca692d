"""What a store asks for with `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3)."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from neto_client import Retries
from neto_client._retry import Answer, Failure, asked_pause, pause_before
from tests.client.calling import BOTH, Kind, send
from tests.client.misbehaving_store import MisbehavingStore, answer

NOW = datetime(2026, 11, 25, 12, 0, 0, tzinfo=UTC)


def asked(text: str) -> float | None:
    """The seconds that this header asks for."""
    return asked_pause(Answer(429, {"retry-after": text}, b""), NOW)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        (" 17 ", 17.0),
        ("123456789012345", 123456789.0),
        ("Wed, 25 Nov 2026 12:00:30 GMT", 30.0),
        ("Wed, 25 Nov 2026 13:00:30 +0100", 30.0),
        ("Wed, 25 Nov 2026 12:00:30 -0000", 30.0),
        ("Wednesday, 25-Nov-26 12:00:30 GMT", 30.0),
        ("Wed Nov 25 12:00:30 2026", 30.0),
        ("Wed, 25 Nov 2026 11:00:00 GMT", 0.0),
    ],
)
def test_seconds_and_dates(text: str, seconds: float) -> None:
    """Seconds are taken as they are, and of a date what is left; a date that has passed is now."""
    assert asked(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "-5", "1.5", "٣", "Wed, 99 Nov 2026 12:00:30 GMT"])
def test_what_is_neither_is_not_asked(text: str) -> None:
    """What cannot be understood is as if it were not there: the usual pause is made."""
    assert asked(text) is None
    outcome = Answer(429, {"retry-after": text}, b"")
    assert 0 <= pause_before(outcome, Retries(first=0.5), 1) <= 0.5


def test_a_failure_asks_for_nothing() -> None:
    """Without an answer there is no header."""
    assert asked_pause(Failure("broken")) is None


@BOTH
def test_the_client_waits_until_the_date(kind: Kind) -> None:
    """A date in the near future is waited for, over a real socket; one in the past is not."""
    with MisbehavingStore() as rogue:
        moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
        past = format_datetime(moment - timedelta(hours=1), usegmt=True)
        busy = "429 Too Many Requests"
        rogue.script = [
            answer(b"", busy, retry_after=past),
            answer(b"", busy, retry_after=format_datetime(moment, usegmt=True)),
        ]
        begin = time.time()
        found = send(kind, rogue.address, retries=Retries(limit=2, first=30.0))
        assert time.time() >= moment.timestamp()
        assert time.time() - begin < 20
        assert [tried.status for tried in found.tries] == [429, 429, 200]
