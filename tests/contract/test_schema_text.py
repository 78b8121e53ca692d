"""Text from a schema cannot be printed by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.contract.schema_text import SchemaText

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    "accident",
    [
        str,
        lambda text: f"{text}",
        lambda text: f"{text:>5}",
        "".join,
        lambda text: "a" + text,
        lambda text: "%s" % text,  # noqa: UP031 - one more way to print
    ],
)
def test_it_is_not_printed(accident: Callable[[SchemaText], str]) -> None:
    """No way of turning a value into text turns this one into text."""
    with pytest.raises(TypeError):
        accident(SchemaText("x"))


def test_it_is_compared_by_its_text() -> None:
    """Two of the same text are the same, and they sort by it."""
    assert SchemaText("a") == SchemaText("a") != SchemaText("b")
    assert sorted({SchemaText("b"), SchemaText("a"), SchemaText("a")}) == [
        SchemaText("a"),
        SchemaText("b"),
    ]
    assert SchemaText("a").untrusted == "a"
    assert SchemaText("a") != "a"
