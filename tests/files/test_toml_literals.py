"""Values as they are written in TOML."""

from __future__ import annotations

import datetime as dt
import tomllib

import pytest

from neto_gen.files.toml_literals import toml_literal


@pytest.mark.parametrize(
    "value",
    [
        *("", 'a "b" \\c', "\x7f\x00\x1f\n", "😀 é\u2028"),
        *(1, True, [], ["a", {"b": "c", "d": False}], {"x": ["\x7f"]}),
        dt.date(2026, 11, 29),
    ],
)
def test_what_is_written_is_read_back(value: object) -> None:
    """Every value that neto-gen puts into a TOML file is read from it as it was."""
    assert tomllib.loads(f"x = {toml_literal(value)}")["x"] == value
