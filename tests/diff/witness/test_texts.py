"""What is said of a text that a type does not take, and which texts have one thing wrong alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from neto_gen.contract.model import Enumeration, Facets, ListType, Scalar, SimpleType
from neto_gen.contract.schema_text import SchemaText
from neto_gen.diff.inclusion.lexical_spaces import accepts_text
from neto_gen.diff.witness.reasons import Aspect
from neto_gen.diff.witness.texts import breaking, faults
from neto_gen.diff.witness.tree import shortened


def text_type(pattern: str | None = None, **limits: int) -> Scalar:
    """Return a type of texts with limits of their length, and a pattern."""
    patterns = () if pattern is None else (SchemaText(pattern),)
    facets = Facets(patterns=patterns, **limits)  # type: ignore[arg-type]
    return Scalar(builtin="string", facets=facets, white_space="preserve")


CODE = text_type("[A-Z]+[0-9]", max_length=5)
COLOURS = Enumeration(builtin="string", values=(SchemaText("red"), SchemaText("blue")))
PRICE = Scalar(builtin="decimal", facets=Facets(total_digits=4, fraction_digits=2))


@pytest.mark.parametrize(
    ("simple", "text", "said"),
    [
        (CODE, "ABCDE1", {"max-length": "6 characters, where at most 5 are allowed"}),
        (CODE, "abc", {"pattern": '"abc" does not match the pattern'}),
        (
            CODE,
            "a" * 50,
            {
                "max-length": "50 characters, where at most 5 are allowed",
                "pattern": f'"{"a" * 37}…" does not match the pattern',
            },
        ),
        (COLOURS, "green", {"listed": '"green" is none of the values'}),
        (PRICE, "1.234", {"fraction-digits": '"1.234" has more than 2 digits after the point'}),
        (PRICE, "much", {"value": '"much" is not a valid decimal'}),
        (
            ListType(item=PRICE, facets=Facets(max_length=2)),
            "1 2 3",
            {"max-length": "3 items, where at most 2 are allowed"},
        ),
        (CODE, "A1", {}),
    ],
)
def test_what_is_wrong(simple: SimpleType, text: str, said: dict[str, str]) -> None:
    """Each facet that a text does not keep is named, with its limit."""
    assert faults(simple, text) == said


@pytest.mark.parametrize(
    "facet", ["min_inclusive", "max_inclusive", "min_exclusive", "max_exclusive"]
)
def test_what_is_not_a_number_is_within_no_bounds(facet: str) -> None:
    """A type with any bound does not take NaN, and one without does."""
    facets = Facets(**{facet: Decimal(1)})  # type: ignore[arg-type]
    assert not accepts_text(Scalar(builtin="double", facets=facets), "NaN")
    assert accepts_text(Scalar(builtin="double"), "NaN")


@pytest.mark.parametrize(
    ("other", "aspect"),
    [
        (text_type("[A-Z]+[0-9]", max_length=5), Aspect.MAX_LENGTH),
        (text_type("[A-Z]+[0-9]", max_length=5), Aspect.PATTERN),
        (text_type("[a-z ]*", min_length=3, max_length=80), Aspect.MIN_LENGTH),
        (text_type("(ab)*", max_length=7), Aspect.MAX_LENGTH),
    ],
)
def test_one_thing_wrong(other: Scalar, aspect: Aspect) -> None:
    """Where a length and a pattern changed at once, there is a text that shows one of them alone."""
    own = text_type(max_length=200)
    text = breaking(own, other, {aspect})[0]
    assert accepts_text(own, text)
    assert faults(other, text).keys() == {aspect}


def test_long_values_are_told_by_their_length() -> None:
    """A long value of one character is shown by its beginning, and its length stands beside it."""
    document = f"<A>\n  <B>{'a' * 26}</B>\n  <C>{'ab' * 13}</C>\n</A>"
    assert shortened(document) == f"<A>\n  <B>aaa…</B>  (26 characters)\n  <C>{'ab' * 13}</C>\n</A>"
    assert shortened(f'{{"B":"{"9" * 30}"}}') == '{"B":"999…"}  (30 characters)'
