"""Content models whose elements go by the names that two releases have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from neto_gen.contract.model import Element, Group, Particle, Record
from neto_gen.contract.resolve.content import Branch, Leaf, Tree, simplified
from neto_gen.contract.schema_text import SchemaText
from neto_gen.diff.inclusion.content_models import particle_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Limits = tuple[int, int | None]
"""How often something may stand there: at least, and at most."""
_ONCE: Limits = (1, 1)


class NamedElement(NamedTuple):
    """An element of a content model, by its name, and how often it may stand there."""

    name: str
    least: int
    most: int | None


class NamedGroup(NamedTuple):
    """A sequence or a `choice` of parts of a content model, and how often it may stand there."""

    choice: bool
    parts: tuple[Named, ...]
    least: int
    most: int | None


Named: TypeAlias = "NamedElement | NamedGroup"
"""A content model with names."""


def named(record: Record, names: dict[str, str] | None) -> Named:
    """Return the content model of the elements that are on both sides; wildcards are `*`."""
    tree = simplified(_tree(particle_of(record), record, names))
    return _from_tree(tree, record, names)


def _tree(particle: Particle, record: Record, names: dict[str, str] | None) -> Tree:
    least, most = particle.min_occurs, particle.max_occurs
    if isinstance(particle.term, int):
        item = record.content[particle.term]
        gone = names is not None and isinstance(item, Element) and item.name.untrusted not in names
        return Leaf(particle.term, least, 0 if gone else most)
    members = [_tree(member, record, names) for member in particle.term.particles]
    kept = tuple(m for m in members if not (isinstance(m, Leaf) and m.max_occurs == 0))
    return Branch(particle.term.choice, kept, least, most)


def _from_tree(tree: Tree, record: Record, names: dict[str, str] | None) -> Named:
    if isinstance(tree, Leaf):
        item = record.content[tree.item]
        name = "*"
        if isinstance(item, Element):
            name = item.name.untrusted if names is None else names[item.name.untrusted]
        return NamedElement(name, tree.min_occurs, tree.max_occurs)
    parts = [_from_tree(member, record, names) for member in tree.members]
    if tree.choice or record.any_order:
        parts.sort(key=repr)
    return NamedGroup(tree.choice, tuple(parts), tree.min_occurs, tree.max_occurs)


def record_with(tree: Named, *, any_order: bool) -> Record:
    """Return a record with this content model."""
    items: list[Element] = []

    def particle(part: Named) -> Particle:
        term: int | Group = len(items)
        if isinstance(part, NamedElement):
            items.append(
                Element(
                    name=SchemaText(part.name),
                    namespace=None,
                    type=None,
                    min_occurs=part.least,
                    max_occurs=part.most,
                )
            )
        else:
            term = Group(choice=part.choice, particles=tuple(map(particle, part.parts)))
        return Particle(term=term, min_occurs=part.least, max_occurs=part.most)

    model = particle(tree)
    return Record(name=SchemaText(""), content=tuple(items), model=model, any_order=any_order)


def leaves(tree: Named) -> Iterator[NamedElement]:
    """Yield the elements of a model, each with how often it may occur there."""
    if isinstance(tree, NamedElement):
        yield tree
    else:
        for part in tree.parts:
            yield from leaves(part)


def with_limits(tree: Named, limits: dict[str, Limits]) -> Named:
    """Return a model with these limits on how often its elements may occur."""
    if isinstance(tree, NamedElement):
        return NamedElement(tree.name, *limits.get(tree.name, (tree.least, tree.most)))
    parts = [with_limits(part, limits) for part in tree.parts]
    return tree._replace(parts=tuple(sorted(parts, key=repr) if tree.choice else parts))


def has_twice(tree: Named) -> bool:
    """Tell whether an element occurs in more than one place of a model."""
    names = [name for name, *_ in leaves(tree)]
    return len(names) > len({*names})


def limits_of(tree: Named) -> Limits:
    """Return how often a whole model may occur, if it is a group."""
    return (tree.least, tree.most) if isinstance(tree, NamedGroup) else _ONCE


def groups(tree: Named) -> Iterator[tuple[int, int | None]]:
    """Yield how often each group of a model may occur."""
    if isinstance(tree, NamedGroup):
        yield tree.least, tree.most
        for part in tree.parts:
            yield from groups(part)


def skeleton(tree: Named) -> Named:
    """Return a model without how often its elements may occur."""
    if isinstance(tree, NamedElement):
        return NamedElement(tree.name, *_ONCE)
    return tree._replace(parts=tuple(map(skeleton, tree.parts)))


def outline(tree: Named) -> Named:
    """Return a model without how often anything may occur."""
    if isinstance(tree, NamedElement):
        return NamedElement(tree.name, *_ONCE)
    return NamedGroup(tree.choice, tuple(map(outline, tree.parts)), *_ONCE)


def notation(tree: Named) -> str:
    """Return a model in the notation of a DTD."""
    least, most = tree.least, tree.most
    signs = {(1, 1): "", (0, 1): "?", (0, None): "*", (1, None): "+"}
    sign = signs.get((least, most), f"{{{least},{'' if most is None else most}}}")
    if isinstance(tree, NamedElement):
        return f"{tree.name}{sign}"
    return f"({(' | ' if tree.choice else ', ').join(map(notation, tree.parts))}){sign}"
