"""Two sides, compared: facts, with the operations and directions that each is reached from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neto_gen.contract.model import Element, RecordRef
from neto_gen.diff.compare.align import alike_names, renamed
from neto_gen.diff.compare.change import Change
from neto_gen.diff.compare.comparison import (
    TOP,
    Apart,
    Comparison,
    Finding,
    RecordPair,
    RootPair,
    Subject,
    element_of,
)
from neto_gen.diff.compare.members import MemberComparison
from neto_gen.diff.compare.records import compare_records
from neto_gen.diff.rules.checks import Check
from neto_gen.diff.rules.facts import REQUEST, RESPONSE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neto_gen.diff.compare.align import Effort
    from neto_gen.diff.rules.policy import Policy
    from neto_gen.diff.sides.side import Side, SideRoot

_SURE = 0.75
_CUT = (
    "too many names were removed and added to compare them all: some may have been renamed, but are "
    "reported as removed and added"
)
_GONE = frozenset(
    {
        Check.ELEMENT_REMOVED_OPTIONAL,
        Check.ELEMENT_REMOVED_REQUIRED,
        Check.ELEMENT_REMOVED_FROM_CHOICE,
    }
)
_COME = frozenset(
    {
        Check.ELEMENT_ADDED_OPTIONAL,
        Check.ELEMENT_ADDED_REQUIRED,
        Check.ELEMENT_ADDED_REQUIRED_WITH_DEFAULT,
        Check.ELEMENT_ADDED_TO_CHOICE,
    }
)


@dataclass(slots=True, eq=False)
class ComparisonResult:
    """The result of a comparison: findings with their places, and the pairs of root elements.

    `tops` are the pairs of records that hold them, where there is one on both sides, and `moved` those
    that stand for the holders of elements that have moved. `notes` say what was not looked for.
    """

    findings: list[Finding]
    root_pairs: list[RootPair]
    tops: list[RecordPair | None]
    moved: list[RecordPair]
    notes: list[str]


def compare(old: Side, new: Side, policy: Policy) -> ComparisonResult:
    """Find every change between two sides."""
    comparison = Comparison(policy)
    root_pairs = _pairs(old, new, comparison.effort)
    roots: list[tuple[RecordPair, int]] = []
    tops: list[RecordPair | None] = []
    single = old.operations is None
    for number, root_pair in enumerate(root_pairs):
        tops.append(None)
        if root_pair.old is not None and root_pair.new is not None:
            pair = tops[-1] = _root(root_pair.old, root_pair.new)
            roots.append((pair, 1 << number))
            _compare_root(comparison, pair, root_pair, root_pair.old, root_pair.new, single=single)
    compared = 0
    while compared < len(comparison.waiting):
        for pair in comparison.waiting[compared:]:
            compare_records(comparison, pair)
            compared += 1
        if compared == len(comparison.waiting):
            _join_moved(comparison)
    _operations(comparison, root_pairs, old)
    _reach(comparison, roots)
    findings = [*comparison.findings.values()]
    for finding in findings:
        _place(finding, root_pairs)
    return ComparisonResult(
        findings, root_pairs, tops, comparison.moved, [_CUT] if comparison.effort.is_cut else []
    )


def _root(old: SideRoot, new: SideRoot) -> RecordPair:
    """Return a pair of all root elements, for facts about one of them."""
    return RecordPair(TOP, TOP, old.definitions, new.definitions)


def _compare_root(
    comparison: Comparison,
    pair: RecordPair,
    root_pair: RootPair,
    old: SideRoot,
    new: SideRoot,
    *,
    single: bool,
) -> None:
    contracts = MemberComparison(comparison, pair)
    names = [root.element.name.untrusted for root in (old, new)]
    at = (old.element.location, new.element.location)
    subject = Subject(pair, "element", names[0], names[1])
    if names[0] != names[1]:
        if single or old.operation != new.operation:
            check = Check.ACTION_RENAMED
        elif root_pair.directions == (RESPONSE,) and names[0] in new.definitions.declared:
            check = Check.ACTION_PAIRED_DIFFERENTLY  # what it was before is still there
        else:
            asks = root_pair.directions[0] == REQUEST
            check = Check.REQUEST_ROOT_RENAMED if asks else Check.RESPONSE_ROOT_RENAMED
        confidence = round(alike_names(*names), 2) if single else None
        comparison.add(Change(check, names[0], names[1], confidence=confidence), subject, at)
    targets = [root.definitions.namespace for root in (old, new)]
    if targets[0] != targets[1]:
        comparison.add(
            Change(Check.TARGET_NAMESPACE_CHANGED, targets[0] or "none", targets[1] or "none"),
            subject,
            (contracts.top(0), contracts.top(1)),
            name="",
        )
    contracts.element(old.element, new.element)


def _pairs(old: Side, new: Side, effort: Effort) -> list[RootPair]:
    """Return the root elements that belong together, by operation and direction, or by name."""
    before, after = (
        {(root.operation, root.directions): root for root in side.roots} for side in (old, new)
    )
    root_pairs = [RootPair(key[0], key[1], root, after.get(key)) for key, root in before.items()]
    root_pairs += [
        RootPair(key[0], key[1], None, root) for key, root in after.items() if key not in before
    ]
    lost = [root_pair for root_pair in root_pairs if root_pair.new is None]
    fresh = [root_pair for root_pair in root_pairs if root_pair.old is None]
    names = renamed(
        [*dict.fromkeys(root_pair.operation for root_pair in lost)],
        [*dict.fromkeys(root_pair.operation for root_pair in fresh)],
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
                root_pairs[root_pairs.index(gone)] = RootPair(
                    other, gone.directions, gone.old, match.new
                )
                root_pairs.remove(match)
    return root_pairs


def _alike(old: Iterable[SideRoot | None], new: Iterable[SideRoot | None]) -> float:
    """Return the similarity of two operations, from 0 to 1."""
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


def _members(root: SideRoot) -> set[str]:
    """Return the names of the elements in a root element and one level further down."""
    found: set[str] = set()
    waiting: list[tuple[Element, int]] = [(root.element, 0)]
    for element, depth in waiting:  # grows on the way
        if isinstance(element.type, RecordRef) and depth < 3:  # noqa: PLR2004
            for item in root.definitions.records[element.type.index].content:
                if isinstance(item, Element):
                    found.add(item.name.untrusted)
                    waiting.append((item, depth + 1))
    return found


def _operations(comparison: Comparison, root_pairs: list[RootPair], old: Side) -> None:
    """Add the facts about operations that are on one side only."""
    single = old.operations is None
    seen: set[tuple[Check, str]] = set()
    for root_pair in root_pairs:
        root = root_pair.old or root_pair.new
        if root is None or (root_pair.old is not None and root_pair.new is not None):
            continue
        gone = root_pair.new is None
        whole = single or all(
            (p.new if gone else p.old) is None
            for p in root_pairs
            if p.operation == root_pair.operation
        )
        if whole:
            check = Check.ACTION_REMOVED if gone else Check.ACTION_ADDED
        else:
            check = Check.RESPONSE_REMOVED if gone else Check.RESPONSE_ADDED
        if (check, root_pair.operation) in seen:
            finding = next(
                e
                for e in comparison.findings.values()
                if e.fact.check == check and e.fact.subject == root_pair.operation
            )
            finding.fact.directions = (REQUEST, RESPONSE)
            continue
        seen.add((check, root_pair.operation))
        pair = RecordPair(TOP, TOP, root.definitions, root.definitions)
        name = root.element.name.untrusted
        subject = Subject(pair, "root", name if gone else None, None if gone else name)
        location = root.element.location
        comparison.add(
            Change(
                check, root_pair.operation if gone else None, None if gone else root_pair.operation
            ),
            subject,
            (location, None) if gone else (None, location),
            name=root_pair.operation,
        )
        finding = next(reversed(comparison.findings.values()))
        finding.fact.operations, finding.fact.directions = (
            root_pair.operation,
        ), root_pair.directions


def _join_moved(comparison: Comparison) -> None:
    """Join the removal of an element in one place and its addition in another to one move."""
    gone: dict[str, list[tuple[object, ...]]] = {}
    come: dict[str, list[tuple[object, ...]]] = {}
    for key, finding in comparison.findings.items():
        if finding.fact.check in _GONE:
            gone.setdefault(str(finding.fact.old), []).append(key)
        elif finding.fact.check in _COME:
            come.setdefault(str(finding.fact.new), []).append(key)
    for name, keys in gone.items():
        others = come.get(name, [])
        if len(keys) == len(others) == 1:
            old, new = comparison.findings[keys[0]], comparison.findings[others[0]]
            if old.subject.pair is new.subject.pair:
                continue
            comparison.add(
                Change(Check.ELEMENT_MOVED, old.fact.path, new.fact.path),
                Subject(old.subject.pair, "element", old.subject.old),
                (old.fact.old_location, new.fact.new_location),
                name=old.fact.subject,
            )
            moved = next(reversed(comparison.findings.values()))
            moved.pairs += new.pairs
            moved.subjects += new.subjects
            moved.fact.path = new.fact.path
            _compare_moved(comparison, old, new)
            del comparison.findings[keys[0]], comparison.findings[others[0]]


def _compare_moved(comparison: Comparison, old: Finding, new: Finding) -> None:
    """Find what changed about an element that is elsewhere now."""
    before = element_of(old.subject.pair.old, old.fact.subject)
    after = element_of(new.subject.pair.new, new.fact.subject)
    if before is not None and after is not None:
        apart = Apart((before, after), (old.subject.pair, new.subject.pair))
        place = comparison.set_apart([*old.pairs, *new.pairs], apart)
        MemberComparison(comparison, place).element(before, after)


def _reach(comparison: Comparison, roots: list[tuple[RecordPair, int]]) -> None:
    """Give every pair the bits of the root elements that lead to it."""
    for pair, bit in roots:
        pair.roots |= bit
    changed = True
    while changed:
        changed = False
        for pair in comparison.waiting:
            found = pair.roots
            for user in pair.uses:
                found |= user.roots
            if found != pair.roots:
                pair.roots = found
                changed = True


def _place(finding: Finding, root_pairs: list[RootPair]) -> None:
    """Set the operations and directions of a fact by the roots that lead to it."""
    bits = 0
    for pair in finding.pairs:
        bits |= pair.roots
    fact = finding.fact
    if not bits:
        return
    found = [root_pair for number, root_pair in enumerate(root_pairs) if bits >> number & 1]
    fact.operations = tuple(sorted({root_pair.operation for root_pair in found}))
    known = {direction for root_pair in found for direction in root_pair.directions}
    fact.directions = tuple(d for d in (REQUEST, RESPONSE) if d in known)
