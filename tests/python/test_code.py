"""Literals and docstrings of whatever a schema says."""

from __future__ import annotations

import ast
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from neto_gen.contract.schema_text import SchemaText
from neto_gen.python.code import Code, docstring, literal, prose

NASTY = ['"""', "'''", "\\", '\\"""', "\n", "\r", "\x0c", "\0", "\u2028", "\u202e", "{{ 1 }}", "#"]


@given(st.text())
@example("".join(NASTY))
def test_a_literal_is_its_text(text: str) -> None:
    """Any text comes out of its literal as it went in, and the literal is one printable line."""
    code = literal(SchemaText(text))
    assert ast.literal_eval(code) == text
    assert code.isprintable()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (5, "5"),
        (-5, "-5"),
        (Decimal("1.50"), 'Decimal("1.50")'),
        (Decimal("1E+2"), 'Decimal("100")'),
    ],
)
def test_numbers(value: int | Decimal, code: str) -> None:
    """Whole numbers are themselves, decimal numbers exact."""
    assert literal(value) == code


@given(st.text())
@example("".join(NASTY))
@example('ends with a quote"')
@example("ends with a backslash\\")
def test_a_docstring_ends_where_it_should(text: str) -> None:
    """No text ends the docstring that it stands in, or runs anything."""
    code = docstring(Code("What it is."), prose(SchemaText(text)), indent=4)
    module = ast.parse(f"class X:\n    {code}\n")
    (definition,) = module.body
    assert isinstance(definition, ast.ClassDef)
    (statement,) = definition.body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)
    assert all(character == "\n" or character.isprintable() for character in code)


def test_prose_stays_readable() -> None:
    """Ordinary text stays as it is, on one line."""
    assert (
        prose(SchemaText("The customer's\n  name, “full” é.")) == "The customer's name, “full” é."
    )
    assert prose(SchemaText('A "quoted" path C:\\x')) == "A 'quoted' path C:\\\\x"


def test_long_docstrings_are_wrapped() -> None:
    """Long text is wrapped to the width of the module."""
    lines = docstring(Code("word " * 60), indent=8).splitlines()
    assert len(lines) > 3
    assert max(map(len, lines)) <= 100
