"""The rules of keys, unique values and references to them."""

from __future__ import annotations

import re

import pytest

from neto_gen.contract.xsd.rules import check
from neto_gen.contract.xsd.schema import load
from neto_gen.problems import Failure
from tests.support import schema

PARTS = '<xs:selector xpath="a"/><xs:field xpath="@id"/>'
KEY = f'<xs:key name="k">{PARTS}</xs:key>'


def problems(constraints: str) -> list[str]:
    """Return the problems of a schema whose root has these constraints."""
    text = schema(f'<xs:element name="X">\n{constraints}\n</xs:element>', 'xmlns:k="urn:k"')
    try:
        check(load("X.xsd", {"X.xsd": text.encode()}.get, str))
    except Failure as failure:
        return [f"{problem} | {problem.hint}" for problem in failure.problems]
    return []


@pytest.mark.parametrize(
    ("constraints", "problem"),
    [
        (
            '<xs:key name="k"><xs:selector xpath="a"/></xs:key>',
            (
                "xs:key has one xs:selector, and then one xs:field or more"
                " | say which elements it is about, and which values of theirs"
            ),
        ),
        (
            '<xs:unique name="u"><xs:field xpath="@id"/></xs:unique>',
            (
                "xs:unique has one xs:selector, and then one xs:field or more"
                " | say which elements it is about, and which values of theirs"
            ),
        ),
        (
            '<xs:key name="k"><xs:field xpath="@id"/><xs:selector xpath="a"/></xs:key>',
            (
                "xs:key has one xs:selector, and then one xs:field or more"
                " | say which elements it is about, and which values of theirs"
            ),
        ),
        (
            f"<xs:key>{PARTS}</xs:key>",
            "xs:key has no name | add the attribute name",
        ),
        (
            f'<xs:keyref name="r">{PARTS}</xs:keyref>',
            "xs:keyref has no refer | add the attribute refer",
        ),
        (
            f'<xs:unique name="u" refer="u">{PARTS}</xs:unique>',
            "xs:unique has no attribute refer | remove it, or make it an xs:keyref",
        ),
        (
            f'{KEY}<xs:keyref name="r" refer="q">{PARTS}</xs:keyref>',
            'key "q" is not defined | name an xs:key or an xs:unique',
        ),
        (
            f'{KEY}<xs:keyref name="r" refer="k:k">{PARTS}</xs:keyref>',
            'key "k:k" is not defined | name an xs:key or an xs:unique',
        ),
        (
            f'{KEY}<xs:keyref name="r" refer="k">{PARTS}<xs:field xpath="b"/></xs:keyref>',
            '"k" has 1 field, and this reference has 2 | give both the same number of fields',
        ),
        (
            f'{KEY}<xs:unique name="k">{PARTS}</xs:unique>',
            'the key "k" is defined twice, first at X.xsd:3:1 | rename one of them',
        ),
    ],
)
def test_what_is_no_constraint(constraints: str, problem: str) -> None:
    """What is wrong with a key is said with its place."""
    (found,) = problems(constraints)
    assert found.startswith("X.xsd:3:")
    assert found.endswith(f": {problem}")


@pytest.mark.parametrize("part", ["selector", "field"])
def test_a_part_that_looks_nowhere(part: str) -> None:
    """A selector or a field without a path is refused."""
    parts = re.sub(rf'(<xs:{part}) xpath="[^"]*"', r"\1", PARTS)
    assert problems(f'<xs:key name="k">{parts}</xs:key>') == [
        f"X.xsd:3:{18 if part == 'selector' else 42}: xs:{part} has no xpath | say where it looks"
    ]


def test_constraints_that_are_in_order() -> None:
    """Keys of several fields, with annotations, and references to keys and unique values pass."""
    note = "<xs:annotation><xs:documentation>which</xs:documentation></xs:annotation>"
    two = f'{note}<xs:selector xpath=".//a|b"/><xs:field xpath="@id"/><xs:field xpath="c"/>'
    assert (
        problems(
            f'<xs:key name="k">{two}</xs:key><xs:unique name="u">{PARTS}</xs:unique>'
            f'<xs:keyref name="r" refer="k">{two}</xs:keyref>'
            f'<xs:keyref name="s" refer="u">{PARTS}</xs:keyref>'
        )
        == []
    )
