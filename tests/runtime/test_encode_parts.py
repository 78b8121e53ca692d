"""Values as they go out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_client import _encode_parts, _lexical


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (_lexical.integer(-12), "-12"),
        (_lexical.decimal(Decimal("3.50")), "3.50"),
        (_lexical.decimal(Decimal("1E+3")), "1000"),
        (_lexical.decimal(Decimal("1E-7")), "0.0000001"),
        (_lexical.double(1.5), "1.5"),
        (_lexical.boolean(value=True), "True"),
        (_lexical.boolean(value=False), "False"),
        (_lexical.date(date(2026, 1, 2)), "2026-01-02"),
        (_lexical.date_time(datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)), "2026-01-02 03:04:05"),
        (_lexical.date_time(datetime(2026, 1, 2, 3, 4, 5)), "2026-01-02 03:04:05"),  # noqa: DTZ001
        (
            _lexical.date_time(datetime(2026, 1, 2, 3, tzinfo=timezone(timedelta(hours=10)))),
            "2026-01-01 17:00:00",
        ),
        (_lexical.date_time(datetime(999, 1, 2, tzinfo=UTC)), "0999-01-02 00:00:00"),
    ],
)
def test_values(text: str, written: str) -> None:
    """Numbers are plain digits, truth is True or False, times are in UTC without a zone."""
    assert text == written


@given(
    st.text(
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
        | st.sampled_from("&<>\"'\t\n\r")
    )
)
def test_escaped_text_reads_back(text: str) -> None:
    """Any text that XML can carry reads back as it was, carriage returns included."""
    assert (ET.fromstring(f"<X>{_encode_parts.escape(text)}</X>").text or "") == text
