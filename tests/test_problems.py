"""What a failure says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_gen.problems import ExitCode, Failure, Location, Problem, printable


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
