"""Content models: which elements a complex type may hold, in which order, and what goes together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from neto_gen.contract import model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element or a wildcard of a content model, by its place among all of the model."""

    item: int
    min_occurs: int = 1
    max_occurs: int | None = 1


@dataclass(frozen=True, slots=True)
class Branch:
    """A group of a content model: its members one after the other, or with `choice` one of them."""

    choice: bool
    members: tuple[Tree, ...]
    min_occurs: int = 1
    max_occurs: int | None = 1


Tree = Leaf | Branch
"""A content model."""

_EMPTY = Branch(choice=False, members=())


@dataclass(frozen=True, slots=True)
class Content:
    """The elements of a content model, and how they may be arranged.

    `items` are the places of its elements in an order in which they can be written, each with the
    least and the most times that it may stand there. With `ordered` there is no such order: it is
    part of what a document says. `tree` is None where each element stands for itself.
    """

    items: tuple[Leaf, ...]
    ordered: bool
    tree: Tree | None


def content_of(tree: Tree, wildcards: frozenset[int], *, mixed: bool) -> Content:
    """Resolve a content model; `wildcards` are the places that any element may take."""
    tree = simplified(tree)
    leaves = [*_leaves(tree)]
    order = _order(tree)
    several = len({leaf.item for leaf in leaves} & wildcards) > 1
    ordered = mixed or order is None or several
    items = [*dict.fromkeys(leaf.item for leaf in leaves)] if order is None else order
    occurrences = _occurrences(tree)
    return Content(
        items=tuple(Leaf(item, *occurrences[item]) for item in items),
        ordered=ordered,
        tree=tree if ordered or not _is_plain(tree) else None,
    )


def particle_of(tree: Tree, places: dict[int, int]) -> model.Particle:
    """Return a content model for the contract; `places` maps items to their places in the record."""
    term: int | model.Group
    if isinstance(tree, Leaf):
        term = places[tree.item]
    else:
        members = tuple(particle_of(member, places) for member in tree.members)
        term = model.Group(tree.choice, members)
    return model.Particle(term=term, min_occurs=tree.min_occurs, max_occurs=tree.max_occurs)


def simplified(tree: Tree) -> Tree:
    """Return an equivalent content model without redundant groups."""
    if isinstance(tree, Leaf):
        return tree if tree.max_occurs != 0 else _EMPTY
    if tree.max_occurs == 0:
        return _EMPTY
    members: list[Tree] = []
    for member in map(simplified, tree.members):
        once = (member.min_occurs, member.max_occurs) == (1, 1)
        if isinstance(member, Branch) and once and member.choice == tree.choice and member.members:
            members += member.members
        else:
            members.append(member)
    kept = [member for member in members if member != _EMPTY]
    if tree.choice and len(kept) < len(members):  # a choice may be of nothing
        tree = replace(tree, min_occurs=0)
    if not kept:
        return _EMPTY
    tree = replace(tree, members=tuple(kept))
    return _merged(tree, kept[0]) if len(kept) == 1 else tree


def _merged(outer: Branch, inner: Tree) -> Tree:
    """Return a group of one member as that member, where that means the same."""
    least, most = outer.min_occurs, outer.max_occurs
    if inner.min_occurs > 1 and least != most:  # only multiples of it are allowed
        return outer
    unbounded = most is None or inner.max_occurs is None
    total = None if unbounded else (most or 0) * (inner.max_occurs or 0)
    return replace(inner, min_occurs=least * inner.min_occurs, max_occurs=total)


def _leaves(tree: Tree) -> Iterator[Leaf]:
    if isinstance(tree, Leaf):
        yield tree
    else:
        for member in tree.members:
            yield from _leaves(member)


def _is_plain(tree: Tree) -> bool:
    """Tell whether the occurrences of each element are independent of all others."""
    if isinstance(tree, Leaf):
        return True
    once = (tree.min_occurs, tree.max_occurs) == (1, 1)
    return once and not tree.choice and all(isinstance(member, Leaf) for member in tree.members)


def _order(tree: Tree) -> list[int] | None:
    """Return an order of the items in which every document can be written, or None if there is none."""
    if isinstance(tree, Leaf):
        return [tree.item]
    orders = [_order(member) for member in tree.members]
    known = [order for order in orders if order is not None]
    if len(known) < len(orders):
        return None
    items = [item for order in known for item in order]
    distinct = set(items)
    if tree.max_occurs != 1 and len(distinct) > 1:
        return None
    if len(distinct) == len(items):
        return items
    return _common_order(known, items) if tree.choice else None


def _common_order(orders: Sequence[Sequence[int]], items: Iterable[int]) -> list[int] | None:
    """Return an order that several orders have in common, or None if they contradict each other."""
    rank = {item: place for place, item in enumerate(dict.fromkeys(items))}
    sorter = TopologicalSorter[int](dict.fromkeys(rank, ()))
    for order in orders:
        for before, after in pairwise(order):
            sorter.add(after, before)
    result: list[int] = []
    try:
        sorter.prepare()
    except CycleError:
        return None
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=rank.__getitem__)
        result += ready
        sorter.done(*ready)
    return result


def _occurrences(tree: Tree) -> dict[int, tuple[int, int | None]]:
    """Return the minimum and the maximum number of times that each item may occur in a document."""
    if isinstance(tree, Leaf):
        return {tree.item: (tree.min_occurs, tree.max_occurs)}
    inner = [_occurrences(member) for member in tree.members]
    result: dict[int, tuple[int, int | None]] = {}
    for found in inner:
        for item, (least, most) in found.items():
            if item not in result:
                result[item] = (least, most)
            else:
                other_least, other_most = result[item]
                bounded = most is not None and other_most is not None
                if tree.choice:
                    total = max(most or 0, other_most or 0) if bounded else None
                    result[item] = (min(least, other_least), total)
                else:
                    total = (most or 0) + (other_most or 0) if bounded else None
                    result[item] = (least + other_least, total)
    for item, (least, most) in result.items():
        if tree.choice and any(item not in found for found in inner):
            least = 0  # noqa: PLW2901 - another member may be chosen
        unbounded = most is None or tree.max_occurs is None
        total = None if unbounded else (most or 0) * (tree.max_occurs or 0)
        result[item] = (least * tree.min_occurs, total)
    return result
