"""Resolve a union that is a member of another union.

A union of unions is one of all their members, of which each is limited as its own union was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neto_gen.contract.model import Enumeration, ListType, Scalar, space_of
from neto_gen.contract.resolve.values import compile_pattern, is_valid_text
from neto_gen.contract.schema_text import SchemaText, spaced
from neto_gen.contract.xsd import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.contract.model import UnionType

    Member = Scalar | Enumeration | ListType


def members_of(union: UnionType) -> Iterator[Member]:
    """Yield the members of a union, each restricted by the union's own facets."""
    texts = [value.untrusted for value in union.facets.values]
    for member in union.members:
        limited = _matching(member, union.facets.patterns)
        if union.facets.values and limited is not None:
            taken = [text for text in texts if is_valid_text(limited, text)]
            texts = [text for text in texts if text not in taken]
            limited = _listing(limited, taken)
        if limited is not None:
            yield limited


def _matching(member: Member, patterns: tuple[SchemaText, ...]) -> Member | None:
    """Return a member restricted by these patterns, or None if no value is left."""
    if not patterns:
        return member
    if isinstance(member, Enumeration):
        forms = [compile_pattern(pattern.untrusted) for pattern in patterns]
        kept = tuple(
            value for value in member.values if all(form.matches(value.untrusted) for form in forms)
        )
        return replace(member, values=kept) if kept else None
    facets = member.facets
    return replace(member, facets=replace(facets, patterns=(*facets.patterns, *patterns)))


def _listing(member: Member, texts: list[str]) -> Member | None:
    """Return a member restricted to these values, or None if no value is left."""
    if not texts:
        return None
    space = "collapse" if isinstance(member, ListType) else member.space
    values = tuple(SchemaText(spaced(space, text)) for text in texts)
    if isinstance(member, Enumeration):
        return replace(member, values=values)
    if isinstance(member, Scalar) and member.builtin in {
        *vocabulary.STRINGS,
        *vocabulary.LEXICALS,
    }:
        return Enumeration(
            builtin=member.builtin,
            values=values,
            white_space="" if member.space == space_of(member.builtin) else member.space,
            location=member.location,
        )
    return replace(member, facets=replace(member.facets, values=values))
