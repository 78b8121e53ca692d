"""Which patterns include which, as the runtime of a client reads them."""

from __future__ import annotations

import pytest

from neto_client._pattern import compile_pattern
from neto_gen.diff.inclusion.patterns import UndecidedPattern, examples, includes


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("[a-z]{1,5}", "[a-f]{2}"),
        (r"\w+", r"\d+"),
        (r"\p{L}", r"\p{Lu}"),
        (r"\p{IsGreek}+", "[\u0391-\u03a9]"),
        (r"\p{IsBasicLatin}*", r"[!-~]*"),
        (r"[a-z-[aeiou]]+", "[b-d]+"),
        (r"\i\c*", "[A-Za-z_][A-Za-z0-9.]*"),
        ("(ab|cd)*", "abcd(ab)?"),
        (r"[^\n]*", "[ -~]*"),
        ("a{2,}", "a{3,7}"),
    ],
)
def test_one_pattern_includes_another(outer: str, inner: str) -> None:
    """The wider of two patterns is found, of ranges, categories, blocks and differences alike."""
    assert includes([outer], [inner])
    assert not includes([inner], [outer])


@pytest.mark.parametrize(
    ("one", "other"), [("[0-9]", r"\d"), (r"\p{IsGreek}", r"\p{IsCyrillic}"), ("a|b", "b|c")]
)
def test_patterns_that_differ(one: str, other: str) -> None:
    """Of two patterns with texts of their own, or one with a character more, not both are included."""
    assert not (includes([one], [other]) and includes([other], [one]))


@pytest.mark.parametrize(
    "pattern",
    [r"\p{IsGreek}{2}", "[A-Z]{2}[0-9]{3,4}(-[a-z])?", r"\c+", r"[\w-[\d_]]{3}", r"\P{L}\S"],
)
def test_examples_match(pattern: str) -> None:
    """What is shown as an example of a pattern is accepted by the client."""
    found = [*examples([pattern], 0, 12)]
    assert found
    assert all(compile_pattern(pattern).matches(text) for text in found)


@pytest.mark.parametrize("pattern", ["(", "a{2,1}", r"\q", "a{3000}{3000}"])
def test_what_the_client_cannot_match_is_not_compared(pattern: str) -> None:
    """A pattern that is none, or is too large, has no answer."""
    with pytest.raises(UndecidedPattern):
        includes([pattern], ["a"])
