"""Content models whose elements go by the names that two releases have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neto_gen.contract.model import Element, Group, Particle, Record
from neto_gen.contract.resolve.content import Branch, Leaf, Tree, simplified
from neto_gen.contract.schema_text import SchemaText
from neto_gen.diff.inclusion.content_models import particle_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Limits = tuple[int, int | None]
"""How often something may stand there: at least, and at most."""
Named = tuple[Any, ...]
"""A content model with names: `("leaf", name, least, most)`, `("group", choice, parts, …)`."""


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
        return ("leaf", name, tree.min_occurs, tree.max_occurs)
    parts = [_from_tree(member, record, names) for member in tree.members]
    if tree.choice or record.any_order:
        parts.sort(key=repr)
    return ("group", tree.choice, tuple(parts), tree.min_occurs, tree.max_occurs)


def record_with(tree: Named, *, any_order: bool) -> Record:
    """Return a record with this content model."""
    items: list[Element] = []

    def particle(part: Named) -> Particle:
        if part[0] == "leaf":
            items.append(
                Element(
                    name=SchemaText(part[1]),
                    namespace=None,
                    type=None,
                    min_occurs=part[2],
                    max_occurs=part[3],
                )
            )
            return Particle(term=len(items) - 1, min_occurs=part[2], max_occurs=part[3])
        members = tuple(particle(member) for member in part[2])
        group = Group(choice=part[1], particles=members)
        return Particle(term=group, min_occurs=part[3], max_occurs=part[4])

    model = particle(tree)
    return Record(name=SchemaText(""), content=tuple(items), model=model, any_order=any_order)


def leaves(tree: Named) -> Iterator[tuple[str, int, int | None]]:
    """Yield the elements of a model, each with how often it may occur there."""
    if tree[0] == "leaf":
        yield tree[1], tree[2], tree[3]
    else:
        for part in tree[2]:
            yield from leaves(part)


def with_limits(tree: Named, limits: dict[str, Limits]) -> Named:
    """Return a model with these limits on how often its elements may occur."""
    if tree[0] == "leaf":
        return ("leaf", tree[1], *limits.get(tree[1], tree[2:]))
    parts = [with_limits(part, limits) for part in tree[2]]
    parts = sorted(parts, key=repr) if tree[1] else parts
    return ("group", tree[1], tuple(parts), *tree[3:])


def has_twice(tree: Named) -> bool:
    """Tell whether an element occurs in more than one place of a model."""
    names = [name for name, *_ in leaves(tree)]
    return len(names) > len({*names})


def groups(tree: Named) -> Iterator[tuple[int, int | None]]:
    """Yield how often each group of a model may occur."""
    if tree[0] == "group":
        yield tree[3], tree[4]
        for part in tree[2]:
            yield from groups(part)


def skeleton(tree: Named) -> Named:
    """Return a model without how often its elements may occur."""
    if tree[0] == "leaf":
        return ("leaf", tree[1])
    return ("group", tree[1], tuple(map(skeleton, tree[2])), *tree[3:])


def outline(tree: Named) -> Named:
    """Return a model without how often anything may occur."""
    if tree[0] == "leaf":
        return ("leaf", tree[1])
    return ("group", tree[1], tuple(map(outline, tree[2])))


def notation(tree: Named) -> str:
    """Return a model in the notation of a DTD."""
    least, most = tree[-2:]
    signs = {(1, 1): "", (0, 1): "?", (0, None): "*", (1, None): "+"}
    sign = signs.get((least, most), f"{{{least},{'' if most is None else most}}}")
    if tree[0] == "leaf":
        return f"{tree[1]}{sign}"
    return f"({(' | ' if tree[1] else ', ').join(map(notation, tree[2]))}){sign}"
