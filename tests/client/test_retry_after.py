"""What a store asks for with `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3)."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from neto_client import Retries, Timeouts
from neto_client._retry import Answer, TransportFailure, asked_pause, pause_before
from tests.client.calling import BOTH, Kind, send
from tests.client.misbehaving_store import MisbehavingStore, answer

NOW = datetime(2026, 11, 25, 12, 0, 0, tzinfo=UTC)


def asked(text: str) -> float | None:
    """Return the seconds that this header asks for."""
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


ODD = [
    *("", "soon", "-5", "1.5", "٣", "Wed, 99 Nov 2026 12:00:30 GMT", "1e9", "0x10", "NaN", ","),
    "Mon, 01 Jan 2026 00:00:00 +99999999999999999",
    "Mon, 01 Jan 2026 00:00:00 -2400",
    "Mon, 01 Jan " + "9" * 5000 + " 00:00:00 GMT",
    "Mon, 01 Jan 9999999 00:00:00 GMT",
    "Wed, 25 Nov 2026 99999999999:00:30 GMT",
    "Wed, 25 Nov 2026 " + ":" * 100,
]


@pytest.mark.parametrize("text", ODD)
def test_what_is_neither_is_not_asked(text: str) -> None:
    """What cannot be understood is not asked for: the usual pause is made, or a minute without any header."""
    assert asked(text) is None
    busy, down = (Answer(status, {"retry-after": text}, b"") for status in (429, 503))
    pause = pause_before(busy, Retries(first=0.5), 1, cool_down=7.0)
    assert 0 <= pause <= 0.5 if text else pause == 7.0
    assert 0 <= pause_before(down, Retries(first=0.5), 1) <= 0.5


@example("Mon, 01 Jan 2026 00:00:00 +" + "9" * 5000)
@example("Mon, 31 Dec 9999 23:59:59 -2359")
@example("Mon, 01 Jan 0001 00:00:00 +2359")
@given(
    st.one_of(
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
        st.from_regex(r"\w{3}, \d{1,4} (Jan|Nov|x) \d{1,9} \d{1,4}:\d{1,3}:\d{1,3} [+-]?\w{1,30}"),
    )
)
def test_whatever_is_asked_for_is_a_pause_or_nothing(text: str) -> None:
    """No text of a store breaks off a call: it is a number of seconds that can be waited for, or none."""
    found = asked(text)
    assert found is None or 0 <= found < float("inf")


@pytest.mark.parametrize("text", ["999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_an_absurd_pause_is_cut_where_a_call_has_no_time_out(text: str) -> None:
    """Without a time-out in all, the store cannot hold a call longer than the longest pause."""
    outcome = Answer(429, {"retry-after": text}, b"")
    retries = Retries(longest=7)
    assert pause_before(outcome, retries, 1, None) == 7
    assert pause_before(outcome, retries, 1, 600.0) > 600  # so that the call ends at once


@BOTH
def test_a_call_without_a_time_out_does_not_sleep_for_years(kind: Kind) -> None:
    """The call goes on after the longest pause, over a real socket and with a shared limit."""
    with MisbehavingStore() as rogue:
        rogue.script = [answer(b"", "429 Slow", retry_after="999999999") for _ in range(2)]
        found = send(
            *(kind, rogue.address),
            retries=Retries(limit=2, longest=0.05),
            timeout=Timeouts(total=None),
        )
        assert [tried.status for tried in found.tries] == [429, 429, 200]


@BOTH
def test_an_odd_pause_is_as_none(kind: Kind) -> None:
    """A date that no clock has ends no call with an error of its parser."""
    with MisbehavingStore() as rogue:
        odd = [text for text in ODD if text.isascii()]
        rogue.script = [answer(b"", "429 Slow", retry_after=text) for text in odd]
        found = send(kind, rogue.address, retries=Retries(limit=len(odd), first=0.0))
        assert len(found.tries) == len(odd) + 1


def test_a_failure_asks_for_nothing() -> None:
    """Without an answer there is no header."""
    assert asked_pause(TransportFailure("broken")) is None


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
