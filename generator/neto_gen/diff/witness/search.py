"""Witnesses: small documents that one side accepts and the other rejects, for what a fact is about alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from neto_gen.diff.rules.facts import Witness
from neto_gen.diff.witness.attribution import Attribution
from neto_gen.diff.witness.candidates import Candidates
from neto_gen.diff.witness.json_judge import JsonJudge
from neto_gen.diff.witness.reasons import Aspect, Reason
from neto_gen.diff.witness.smallest import MOST_ELEMENTS, Documents
from neto_gen.diff.witness.tree import json_text, shortened, to_json, to_xml
from neto_gen.diff.witness.xml_judge import Judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from neto_gen.contract.definitions import Definitions
    from neto_gen.contract.model import Element
    from neto_gen.diff.compare.comparison import Finding, Subject
    from neto_gen.diff.rules.policy import Policy
    from neto_gen.diff.witness.tree import Item

_MOST_CANDIDATES = 300
# How many documents to try after the first for one that shows less besides the fact.
_PATIENCE = 20
# Limits the documents that are built: that takes time, too.
_MOST_ELEMENTS_OF_ALL = 200_000
# Judging a document takes as long as building so many elements.
_COST = 10
# The records to look at for all documents: the number of changes times the size of their records.
_MOST_PLACES_OF_ALL = 2_000_000
_MOST_REASONS = 100
# Stands for rejections that no fact explains.
_UNEXPLAINED = 1000


@dataclass(slots=True)
class _Best:
    """The best document so far: one that shows the least beside the fact."""

    make: Callable[[Item, Reason, tuple[Finding, ...]], Witness]
    beside: int = 2 * _UNEXPLAINED
    witness: Witness | None = None

    @property
    def is_alone(self) -> bool:
        """Whether it shows only the fact."""
        return self.witness is not None and not self.beside

    def offer(
        self, item: Item, finding: Finding, attribution: Attribution, reasons: Iterable[Reason]
    ) -> None:
        """Look at a document that is rejected for these reasons."""
        own: Reason | None = None
        first: Reason | None = None
        others: dict[int, Finding] = {}
        unexplained = 0
        for reason in islice(reasons, _MOST_REASONS):
            first = first or reason
            causes = attribution.of(reason)
            if finding in causes:
                own = own or reason
            elif causes:
                others[id(causes[0])] = causes[0]
            else:
                unexplained += 1
        if first is None:
            return
        beside = len(others) + unexplained
        if own is None:
            if others:
                return
            beside += _UNEXPLAINED
        if beside < self.beside:
            self.beside = beside
            self.witness = self.make(item, own or first, tuple(others.values()))


class Witnesses:
    """Finds the witnesses of facts."""

    def __init__(self, policy: Policy, findings: Iterable[Finding]) -> None:
        self.policy = policy
        findings = [*findings]
        self.attributions = {side: Attribution(findings, rejecting=side) for side in ("old", "new")}
        self.makers: dict[tuple[int, int], Documents] = {}
        self.judges: dict[tuple[int, str], Judge] = {}
        self.left = _MOST_ELEMENTS_OF_ALL
        self.places = _MOST_PLACES_OF_ALL
        self.gave_up = False

    def reshapes(self, finding: Finding) -> bool:
        """Tell whether a change turns an object's members in JSON into a list, or the reverse."""
        return self.attributions["new"].reshapes(finding)

    def find(self, finding: Finding, *, accepted_by: str) -> tuple[Witness | None, Witness | None]:
        """Return a witness as XML and one as JSON that this side accepts and the other rejects.

        With the one change undone, the other side would accept it, too, unless every document that
        shows the change shows others as well. If there is too much to look at, `gave_up` is set,
        though there may be one.
        """
        self.gave_up = self.left <= 0 or self.places <= 0
        if self.gave_up:
            return None, None
        try:
            return self._find(finding, accepted_by)
        except RecursionError:
            self.gave_up = True
            return None, None

    def _find(self, finding: Finding, accepted_by: str) -> tuple[Witness | None, Witness | None]:
        old = accepted_by == "old"
        pair = finding.subject.pair
        sides = (pair.old_definitions, pair.new_definitions)
        one, other = sides if old else sides[::-1]
        root, other_root = _roots(finding.subject, old=old)
        if root is None:
            return None, None
        rejected_by = "new" if old else "old"
        attribution = self.attributions[rejected_by]
        judge = self.judge(one, accepted_by)
        rejecting = self.judge(other, rejected_by)

        def as_xml(item: Item, reason: Reason, beside: tuple[Finding, ...]) -> Witness:
            return _witness(to_xml(item), accepted_by, reason, beside)

        def as_json(item: Item, reason: Reason, beside: tuple[Finding, ...]) -> Witness:
            value = to_json(one, root, item, self.policy)
            return _witness(json_text(value), accepted_by, reason, beside)

        xml, json = _Best(as_xml), _Best(as_json)
        make = self.of(one, other, rejected_by)
        make.left = MOST_ELEMENTS
        candidates = Candidates(make, finding, old=old)
        # Building and judging a document looks at every place of the records on the way.
        places = 1 + sum(len(pair.old.content) + len(pair.new.content) for pair in pair.chain)
        self.places -= places
        patience = _PATIENCE
        for item in islice(candidates.documents(root, other_root), _MOST_CANDIDATES):
            self.places -= places
            self.left -= MOST_ELEMENTS - max(make.left, 0) + _COST
            self.gave_up = self.gave_up or make.left < 0 or self.left <= 0 or self.places <= 0
            if self.left <= 0 or self.places <= 0:
                break
            make.left = MOST_ELEMENTS
            if not xml.is_alone and not any(judge.reasons(root, item)):
                found = (
                    _no_root(item) if other_root is None else rejecting.reasons(other_root, item)
                )
                xml.offer(item, finding, attribution, found)
            if not json.is_alone:
                found = self._json(one, rejecting, root, other_root, item, judge)
                json.offer(item, finding, attribution, found)
            if xml.is_alone and json.is_alone:
                break
            if xml.witness is not None and json.witness is not None:
                patience -= 1
                if not patience:
                    break
        return xml.witness, json.witness

    def _json(  # noqa: PLR0917 - both sides, and the document
        self,
        one: Definitions,
        rejecting: Judge,
        root: Element,
        other_root: Element | None,
        item: Item,
        judge: Judge,
    ) -> Iterable[Reason]:
        """Return why the other side rejects a document as JSON that this side accepts."""
        value = to_json(one, root, item, self.policy)
        if any(JsonJudge(judge, self.policy).reasons(root, value, item.name)):
            return ()
        if other_root is None:
            return _no_root(item)
        return JsonJudge(rejecting, self.policy).reasons(other_root, value, item.name)

    def of(self, definitions: Definitions, other: Definitions, other_side: str) -> Documents:
        """Return the maker of a side's documents."""
        key = id(definitions), id(other)
        found = self.makers.get(key)
        if found is None:
            names = self.attributions[other_side].names
            found = self.makers[key] = Documents(definitions, other, names)
        return found

    def judge(self, definitions: Definitions, side: str) -> Judge:
        """Return the judge of documents by a side's schema."""
        key = id(definitions), side
        found = self.judges.get(key)
        if found is None:
            known = self.attributions[side]
            found = self.judges[key] = Judge(definitions, known.names, known.types)
        return found


def _no_root(item: Item) -> Iterable[Reason]:
    yield Reason(None, item.name, Aspect.UNKNOWN, item.name, "there is no such root")


def _witness(
    document: str, accepted_by: str, reason: Reason, beside: tuple[Finding, ...]
) -> Witness:
    shown = tuple(f"{finding.fact.check.title} at {finding.fact.path}" for finding in beside)
    return Witness(
        document=document,
        shown=shortened(document),
        accepted_by=accepted_by,
        reason=str(reason),
        beside=shown,
    )


def _roots(subject: Subject, *, old: bool) -> tuple[Element | None, Element | None]:
    """Return the root elements of the accepting and of the rejecting side."""
    pair = subject.pair
    chain = pair.chain
    if len(chain) > 1 and chain[1].step is not None:
        step = chain[1].step
        return (step.old, step.new) if old else (step.new, step.old)
    if pair.apart is not None:
        before, after = pair.apart.elements
        return (before, after) if old else (after, before)
    found = (
        None if subject.old is None else pair.old_definitions.root(subject.old),
        None if subject.new is None else pair.new_definitions.root(subject.new),
    )
    return found if old else (found[1], found[0])
