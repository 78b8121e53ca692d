"""What a failure says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_gen.problems import (
    MOST_SHOWN,
    ExitCode,
    Failure,
    Location,
    Problem,
    did_you_mean,
    listed,
    printable,
)


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (Location("schemas/X.xsd", 17, 9), "schemas/X.xsd:17:9: is wrong"),
        ("schemas/X.xsd", "schemas/X.xsd: is wrong"),
        (None, "is wrong"),
    ],
)
def test_a_problem_begins_with_its_place(where: Location | str | None, message: str) -> None:
    """A message begins with the place, in the form that editors open."""
    assert str(Problem("is wrong", where, "do something else")) == message


def test_places_sort_as_they_are_read() -> None:
    """Line 10 comes after line 9."""
    places = [Location("a", 10, 1), Location("a", 9, 2), Location("a", 9, 1), Location("A", 99, 1)]
    assert sorted(places) == places[::-1]


def test_a_failure_tells_every_problem() -> None:
    """The text of a failure has each problem on a line of its own, without what to do."""
    failure = Failure(ExitCode.SCHEMA, Problem("is wrong", "a", "mend it"), Problem("is gone", "b"))
    assert str(failure) == "a: is wrong\nb: is gone"
    assert failure.exit_code == 3


@given(st.text(st.characters()))
def test_nothing_that_a_terminal_obeys_is_printed(text: str) -> None:
    """Whatever a file says, a message about it is one printable line that UTF-8 can carry."""
    message = str(Problem(text, text))
    assert message.isprintable()
    assert message.encode()


@pytest.mark.parametrize("text", ["maxLength “é” 值 \\x", "two  blanks"])
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    """Letters of all languages, blanks and backslashes stay as they are."""
    assert printable(text) == text


def test_what_is_not_printable_is_shown_by_its_code() -> None:
    """A character that cannot be seen can be told from what is shown."""
    assert printable("a\x1b[31m\u202e\n") == "a\\x1b[31m\\u202e\\n"


@pytest.mark.parametrize("number", [0, 1, MOST_SHOWN, MOST_SHOWN + 1, 120_000])
def test_a_failure_with_many_problems(number: int) -> None:
    """However many problems there are, the text has the first of them, and says how many more."""
    failure = Failure(ExitCode.SOURCE, *(Problem(f"problem {n}") for n in range(number)))
    lines = str(failure).splitlines()
    assert lines[:MOST_SHOWN] == [f"problem {n}" for n in range(min(number, MOST_SHOWN))]
    more = number - MOST_SHOWN
    assert lines[MOST_SHOWN:] == ([f"and {more:,} more"] if more > 0 else [])
    assert len(failure.problems) == number


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], "none"),
        (["a"], "a"),
        ([*"abcdefghij"], "a, b, c, d, e, f, g, h, i, j"),
        ([*"abcdefghijkl"], "a, b, c, d, e, f, g, h, i, j and 2 more"),
        (["x" * 1000] * 2, f"{'x' * 100}…, {'x' * 100}…"),
        (map(str, range(200_000)), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 199,990 more"),
    ],
)
def test_names_in_a_line(names: list[str], text: str) -> None:
    """A line of names is short, however many there are and however long each is."""
    assert listed(names) == text


@pytest.mark.parametrize("size", [2_000, 1_000_000])
def test_a_long_text_is_cut(size: int) -> None:
    """A message of a million characters is cut where nobody would read on."""
    text = str(Problem("x" * size))
    assert text == "x" * size if size == 2_000 else len(text) == 2_001


def test_a_nearest_word_is_not_looked_for_without_end() -> None:
    """Neither a word that somebody made long nor many of them make the hint take long."""
    assert did_you_mean("Ad", ["Add", "x" * 1_000_000], "no") == "did you mean Add?"
    assert did_you_mean("x" * 1_000_000, ["x" * 100], "no") == "no"
    many = (f"{n:099}" for n in range(1_000_000_000))
    assert did_you_mean("Add", many, "no") == "no"
