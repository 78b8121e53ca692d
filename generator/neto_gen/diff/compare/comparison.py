"""Two sides, compared: facts, with the operations and directions that each is reached from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neto_gen.contract.model import Element
from neto_gen.diff.compare.align import alike_names, renamed
from neto_gen.diff.compare.members import MemberComparison
from neto_gen.diff.compare.records import compare_records
from neto_gen.diff.compare.walk import TOP, Apart, Entry, Locus, Node, Pair, Walk
from neto_gen.diff.rules import checks
from neto_gen.diff.rules.facts import REQUEST, RESPONSE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neto_gen.contract.model import Record
    from neto_gen.diff.compare.align import Effort
    from neto_gen.diff.rules.policy import Policy
    from neto_gen.diff.sides.side import Root, Side

_SURE = 0.75
_CUT = (
    "more is gone and new than can be compared name by name: some of it may have been renamed, and is "
    "reported as removed and added"
)
_GONE = frozenset(
    {
        checks.ELEMENT_REMOVED_OPTIONAL,
        checks.ELEMENT_REMOVED_REQUIRED,
        checks.ELEMENT_REMOVED_FROM_CHOICE,
    }
)
_COME = frozenset(
    {
        checks.ELEMENT_ADDED_OPTIONAL,
        checks.ELEMENT_ADDED_REQUIRED,
        checks.ELEMENT_ADDED_REQUIRED_WITH_DEFAULT,
        checks.ELEMENT_ADDED_TO_CHOICE,
    }
)


@dataclass(slots=True, eq=False)
class Comparison:
    """What came of a comparison: facts with their places, and the pairs of root elements.

    `tops` are the pairs of records that hold them, where there is one on both sides, and `moved` those
    that stand for the holders of elements that have moved. `notes` say what was not looked for.
    """

    entries: list[Entry]
    pairs: list[Pair]
    tops: list[Node | None]
    moved: list[Node]
    notes: list[str]


def compare(old: Side, new: Side, policy: Policy) -> Comparison:
    """Find every change between two sides."""
    walk = Walk(policy)
    pairs = _pairs(old, new, walk.effort)
    roots: list[tuple[Node, int]] = []
    tops: list[Node | None] = []
    single = old.operations is None
    for number, pair in enumerate(pairs):
        tops.append(None)
        if pair.old is not None and pair.new is not None:
            node = tops[-1] = _root(pair.old, pair.new)
            roots.append((node, 1 << number))
            _compare_root(walk, node, pair, pair.old, pair.new, single=single)
    compared = 0
    while compared < len(walk.waiting):
        for node in walk.waiting[compared:]:
            compare_records(walk, node)
            compared += 1
        if compared == len(walk.waiting):
            _join_moved(walk)
    _operations(walk, pairs, old)
    _reach(walk, roots)
    entries = [*walk.entries.values()]
    for entry in entries:
        _place(entry, pairs)
    return Comparison(entries, pairs, tops, walk.moved, [_CUT] if walk.effort.is_cut else [])


def _root(old: Root, new: Root) -> Node:
    """The pair of all root elements, as a place for what is wrong with one of them."""
    return Node(TOP, TOP, old.definitions, new.definitions)


def _compare_root(
    walk: Walk, node: Node, pair: Pair, old: Root, new: Root, *, single: bool
) -> None:
    comparison = MemberComparison(walk, node)
    names = [root.element.name.untrusted for root in (old, new)]
    at = (old.element.location, new.element.location)
    locus = Locus(node=node, kind="element", old=names[0], new=names[1])
    if names[0] != names[1]:
        if single or old.operation != new.operation:
            check = checks.ACTION_RENAMED
        elif pair.directions == (RESPONSE,) and names[0] in new.definitions.declared:
            check = checks.ACTION_PAIRED_DIFFERENTLY  # what it was before is still there
        else:
            asks = pair.directions[0] == REQUEST
            check = checks.REQUEST_ROOT_RENAMED if asks else checks.RESPONSE_ROOT_RENAMED
        confidence = round(alike_names(*names), 2) if single else None
        walk.add(check, locus, old=names[0], new=names[1], at=at, confidence=confidence)
    targets = [root.definitions.namespace for root in (old, new)]
    if targets[0] != targets[1]:
        walk.add(
            checks.TARGET_NAMESPACE_CHANGED,
            locus,
            name="",
            old=targets[0] or "none",
            new=targets[1] or "none",
            at=(comparison.top(0), comparison.top(1)),
        )
    comparison.element(old.element, new.element)


def _pairs(old: Side, new: Side, effort: Effort) -> list[Pair]:
    """The root elements that belong together: by operation and direction, or by name."""
    before, after = (
        {(root.operation, root.directions): root for root in side.roots} for side in (old, new)
    )
    pairs = [Pair(key[0], key[1], root, after.get(key)) for key, root in before.items()]
    pairs += [Pair(key[0], key[1], None, root) for key, root in after.items() if key not in before]
    lost = [pair for pair in pairs if pair.new is None]
    fresh = [pair for pair in pairs if pair.old is None]
    names = renamed(
        [*dict.fromkeys(pair.operation for pair in lost)],
        [*dict.fromkeys(pair.operation for pair in fresh)],
        lambda one, other: _alike(
            [p.old for p in lost if p.operation == one],
            [p.new for p in fresh if p.operation == other],
        ),
        effort,
        least=2 * _SURE - 1,
    )
    for name, (other, _) in names.items():
        for gone in [p for p in lost if p.operation == name]:
            match = next(
                (p for p in fresh if p.operation == other and p.directions == gone.directions), None
            )
            if match is not None:
                pairs[pairs.index(gone)] = Pair(other, gone.directions, gone.old, match.new)
                pairs.remove(match)
    return pairs


def _alike(old: Iterable[Root | None], new: Iterable[Root | None]) -> float:
    """How much two operations look like one that was renamed."""
    score = 0.0
    for one, other in zip(old, new, strict=False):
        if one is None or other is None:
            continue
        shapes = [_members(root) for root in (one, other)]
        together = len(shapes[0] | shapes[1])
        shared = len(shapes[0] & shapes[1]) / together if together else 0.0
        names = alike_names(one.element.name.untrusted, other.element.name.untrusted)
        score = max(score, 0.5 * shared + 0.5 * names)
    return round(score, 2) if score >= _SURE else 0.0


def _members(root: Root) -> set[str]:
    """The names of the elements in a root element, and one level further down."""
    from neto_gen.contract.model import RecordRef  # noqa: PLC0415

    found: set[str] = set()
    waiting: list[tuple[Element, int]] = [(root.element, 0)]
    for element, depth in waiting:  # grows on the way
        if isinstance(element.type, RecordRef) and depth < 3:  # noqa: PLR2004
            for item in root.definitions.records[element.type.index].content:
                if isinstance(item, Element):
                    found.add(item.name.untrusted)
                    waiting.append((item, depth + 1))
    return found


def _operations(walk: Walk, pairs: list[Pair], old: Side) -> None:
    """Operations that are there on one side only."""
    single = old.operations is None
    seen: set[tuple[str, str]] = set()
    for pair in pairs:
        root = pair.old or pair.new
        if root is None or (pair.old is not None and pair.new is not None):
            continue
        gone = pair.new is None
        whole = single or all(
            (p.new if gone else p.old) is None for p in pairs if p.operation == pair.operation
        )
        if whole:
            check = checks.ACTION_REMOVED if gone else checks.ACTION_ADDED
        else:
            check = checks.RESPONSE_REMOVED if gone else checks.RESPONSE_ADDED
        if (check, pair.operation) in seen:
            entry = next(
                e
                for e in walk.entries.values()
                if e.fact.id == check and e.fact.subject == pair.operation
            )
            entry.fact.directions = (REQUEST, RESPONSE)
            continue
        seen.add((check, pair.operation))
        node = Node(TOP, TOP, root.definitions, root.definitions)
        name = root.element.name.untrusted
        locus = Locus(
            node=node, kind="root", old=name if gone else None, new=None if gone else name
        )
        location = root.element.location
        walk.add(
            check,
            locus,
            name=pair.operation,
            old=pair.operation if gone else None,
            new=None if gone else pair.operation,
            at=(location, None) if gone else (None, location),
        )
        entry = next(reversed(walk.entries.values()))
        entry.fact.operations, entry.fact.directions = (pair.operation,), pair.directions


def _join_moved(walk: Walk) -> None:
    """An element that is gone in one place and new in another has moved."""
    gone: dict[str, list[tuple[object, ...]]] = {}
    come: dict[str, list[tuple[object, ...]]] = {}
    for key, entry in walk.entries.items():
        if entry.fact.id in _GONE:
            gone.setdefault(str(entry.fact.old), []).append(key)
        elif entry.fact.id in _COME:
            come.setdefault(str(entry.fact.new), []).append(key)
    for name, keys in gone.items():
        others = come.get(name, [])
        if len(keys) == len(others) == 1:
            old, new = walk.entries[keys[0]], walk.entries[others[0]]
            if old.locus.node is new.locus.node:
                continue
            walk.add(
                checks.ELEMENT_MOVED,
                Locus(node=old.locus.node, kind="element", old=old.locus.old),
                name=old.fact.subject,
                old=old.fact.path,
                new=new.fact.path,
                at=(old.fact.old_location, new.fact.new_location),
            )
            moved = next(reversed(walk.entries.values()))
            moved.nodes += new.nodes
            moved.loci += new.loci
            moved.fact.path = new.fact.path
            _compare_moved(walk, old, new)
            del walk.entries[keys[0]], walk.entries[others[0]]


def _compare_moved(walk: Walk, old: Entry, new: Entry) -> None:
    """Find what changed about an element that is elsewhere now."""
    before = _member(old.locus.node.old, old.fact.subject)
    after = _member(new.locus.node.new, new.fact.subject)
    if before is not None and after is not None:
        apart = Apart((before, after), (old.locus.node, new.locus.node))
        place = walk.set_apart([*old.nodes, *new.nodes], apart)
        MemberComparison(walk, place).element(before, after)


def _member(record: Record, name: str) -> Element | None:
    return next(
        (e for e in record.content if isinstance(e, Element) and e.name.untrusted == name), None
    )


def _reach(walk: Walk, roots: list[tuple[Node, int]]) -> None:
    """Have every pair know the root elements that lead to it."""
    for node, bit in roots:
        node.roots |= bit
    changed = True
    while changed:
        changed = False
        for node in walk.waiting:
            found = node.roots
            for user in node.uses:
                found |= user.roots
            if found != node.roots:
                node.roots = found
                changed = True


def _place(entry: Entry, pairs: list[Pair]) -> None:
    """The operations and directions that a fact is reached from."""
    bits = 0
    for node in entry.nodes:
        bits |= node.roots
    fact = entry.fact
    if not bits:
        return
    found = [pair for number, pair in enumerate(pairs) if bits >> number & 1]
    fact.operations = tuple(sorted({pair.operation for pair in found}))
    known = {direction for pair in found for direction in pair.directions}
    fact.directions = tuple(d for d in (REQUEST, RESPONSE) if d in known)


def root_element(entry: Entry, *, old: bool) -> Element | None:
    """The root element of the document that leads to a fact."""
    chain = entry.locus.node.chain
    if len(chain) > 1 and chain[1].step is not None:
        step = chain[1].step
        return step.old if old else step.new
    return None
