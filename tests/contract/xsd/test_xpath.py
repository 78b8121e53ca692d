"""The paths of selectors and fields."""

from __future__ import annotations

import pytest

from neto_gen.contract.xsd.xpath import steps_of


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("a", (("a",),)),
        ("s:a/s:b", (("{urn:s}a", "{urn:s}b"),)),
        (".", ((),)),
        ("./a/.", (("a",),)),
        (".//s:*", (("//", "{urn:s}*"),)),
        (". // .", (("//",),)),
        ("child::a | attribute::s:b", (("a",), ("@{urn:s}b",))),
        ("a/@*|.", (("a", "@*"), ())),
    ],
)
def test_a_path_has_alternatives_of_steps(path: str, steps: tuple[tuple[str, ...], ...]) -> None:
    """Names have the namespaces of their prefixes, and no prefix means no namespace."""
    assert steps_of(path, {"s": "urn:s", "": "urn:default"}) == steps
