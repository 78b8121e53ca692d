"""The page about XML Schema names everything that the generator knows of it."""

from __future__ import annotations

import pytest

from neto_gen.contract import vocabulary
from tests.support import REPOSITORY

PAGE = (REPOSITORY / "docs" / "schemas.md").read_text(encoding="utf-8")
UNDERSTOOD, REFUSED = PAGE.split("## Refused")


@pytest.mark.parametrize("name", sorted({*vocabulary.ELEMENTS} - vocabulary.DOCUMENTATION))
def test_every_construct_is_documented(name: str) -> None:
    """The tables say what becomes of every element of XML Schema that is understood."""
    assert f"`xs:{name}`" in UNDERSTOOD or f"`xs:{name} " in UNDERSTOOD


@pytest.mark.parametrize("name", sorted(vocabulary.BUILTIN_TYPES))
def test_every_built_in_type_is_documented(name: str) -> None:
    """The tables say what Python type every built-in type becomes."""
    assert f"`{name}`" in UNDERSTOOD or f"`xs:{name}`" in UNDERSTOOD


@pytest.mark.parametrize("name", sorted(vocabulary.UNSUPPORTED_ELEMENTS))
def test_every_refused_construct_is_documented(name: str) -> None:
    """The table of what is refused names every element that is."""
    assert f"`xs:{name}`" in REFUSED


@pytest.mark.parametrize("name", sorted(vocabulary.UNSUPPORTED_TYPES))
def test_every_refused_type_is_documented(name: str) -> None:
    """The table of what is refused names every built-in type that is."""
    assert f"`{name}`" in REFUSED
