"""Which change a reason is due to: by what each fact is about, in the terms of the side that rejects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.diff.compare.comparison import record_of
from neto_gen.diff.rules.checks import Check
from neto_gen.diff.witness.reasons import TOGETHER, VALUES, Aspect
from neto_gen.diff.witness.tree import is_ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neto_gen.contract.definitions import Definitions
    from neto_gen.contract.model import Record
    from neto_gen.diff.compare.comparison import Finding, RecordPair, Subject
    from neto_gen.diff.rules.facts import Fact
    from neto_gen.diff.witness.reasons import Reason

_FACETS = {
    "length": (Aspect.LENGTH, Aspect.MIN_LENGTH, Aspect.MAX_LENGTH),
    "min-length": (Aspect.MIN_LENGTH,),
    "max-length": (Aspect.MAX_LENGTH,),
    "lower-bound": (Aspect.LOWER_BOUND,),
    "upper-bound": (Aspect.UPPER_BOUND,),
    "total-digits": (Aspect.TOTAL_DIGITS,),
    "fraction-digits": (Aspect.FRACTION_DIGITS,),
    "pattern": (Aspect.PATTERN,),
}
_ASPECTS = {
    "nillable": (Aspect.NIL,),
    "fixed": (Aspect.FIXED,),
    "version-marker": (Aspect.FIXED,),
    "derived-type": (Aspect.TYPE_NAME,),
    "form": (Aspect.NAMESPACE,),
    "member-namespace": (Aspect.NAMESPACE,),
    "json-token": (Aspect.TOKEN,),
    "attribute-use": (Aspect.MISSING,),
}
_OCCURRENCE = {
    Check.BECAME_REQUIRED: (Aspect.MISSING, Aspect.ABSENT),
    Check.BECAME_OPTIONAL: (Aspect.MISSING, Aspect.ABSENT),
    Check.LIST_MIN_RAISED: (Aspect.MISSING, Aspect.ABSENT),
    Check.LIST_MIN_LOWERED: (Aspect.MISSING, Aspect.ABSENT),
    Check.BECAME_LIST: (Aspect.MANY, Aspect.LIST, Aspect.SURPLUS),
    Check.BECAME_SINGLE: (Aspect.MANY, Aspect.LIST, Aspect.SURPLUS),
    Check.LIST_MAX_RAISED: (Aspect.MANY, Aspect.SURPLUS),
    Check.LIST_MAX_LOWERED: (Aspect.MANY, Aspect.SURPLUS),
}
_WHOLE_SCHEMA = frozenset(
    {
        Check.TARGET_NAMESPACE_CHANGED,
        Check.ELEMENT_FORM_DEFAULT_CHANGED,
        Check.ATTRIBUTE_FORM_DEFAULT_CHANGED,
    }
)
_ANY_VALUE = "any value"
_ANYTHING = "anything"
_TOGETHER = "together"

Key = tuple[int, str, str, str]
"""The record, the name of the member in the document, the aspect, and the value at fault."""


class Attribution:
    """The facts that explain why one side rejects documents of the other.

    `names` is what this side calls members that have another name on the other side, and `types` what
    it calls types that `xsi:type` names.
    """

    def __init__(self, findings: Iterable[Finding], *, rejecting: str) -> None:
        self.old = rejecting == "old"
        self.names: dict[tuple[int, str], str] = {}
        self.types: dict[str, str] = {}
        self._known: dict[Key, list[Finding]] = {}
        findings = [*findings]
        self._reshaping = _reshaping(findings)
        for finding in findings:
            self._add(finding)

    def reshapes(self, finding: Finding) -> bool:
        """Tell whether a change turns an object's members in JSON into a list, or the reverse."""
        return id(finding) in self._reshaping

    def of(self, reason: Reason) -> list[Finding]:
        """Return the facts that may cause a reason, by the most specific key."""
        holder = 0 if reason.holder is None else id(reason.holder)
        name, aspect = reason.name, reason.aspect
        keys: list[Key] = [(holder, name, aspect, reason.detail), (holder, name, aspect, "")]
        if aspect in VALUES:
            keys.append((holder, name, _ANY_VALUE, ""))
        keys.append((holder, name, _ANYTHING, ""))
        if name.startswith("@"):
            keys.append((holder, "@*", aspect, ""))
        elif aspect in TOGETHER:
            keys += [(holder, "*", aspect, ""), (holder, "", _TOGETHER, "")]
        keys.append((holder, "", _ANYTHING, ""))
        if aspect is Aspect.NAMESPACE:
            keys.append((0, "", aspect, ""))
        for key in keys:
            if key in self._known:
                return self._known[key]
        return []

    # Subjects of facts

    def _add(self, finding: Finding) -> None:
        fact, subject = finding.fact, finding.subject
        own, other = (subject.old, subject.new) if self.old else (subject.new, subject.old)
        for place in finding.subjects:
            pairs = finding.pairs if place is subject else [place.pair]
            for name, aspect, detail in self._claims(finding, place):
                for pair in pairs:
                    key = self._holder(pair), name, aspect, detail
                    if finding not in self._known.setdefault(key, []):
                        self._known[key].append(finding)
        for inner in self._inner(finding):
            self._known.setdefault((id(inner), "", _ANYTHING, ""), []).append(finding)
        if fact.check is Check.DERIVED_TYPE_RENAMED:
            before, after = (fact.new, fact.old) if self.old else (fact.old, fact.new)
            self.types[before or ""] = after or ""
        elif fact.id.endswith(("renamed", "renamed-case-only")) and own and other:
            sign = "@" if subject.kind == "attribute" else ""
            if subject.kind in {"element", "attribute"}:
                for pair in finding.pairs:
                    self.names[id(self._record(pair)), f"{sign}{other}"] = own

    def _record(self, pair: RecordPair) -> Record:
        return pair.old if self.old else pair.new

    def _holder(self, pair: RecordPair) -> int:
        return 0 if pair.step is None else id(self._record(pair))

    def _definitions(self, pair: RecordPair) -> Definitions:
        return pair.old_definitions if self.old else pair.new_definitions

    def _claims(self, finding: Finding, subject: Subject) -> Iterator[tuple[str, str, str]]:
        """Yield the names, aspects and values that a fact is about."""
        kind, check = subject.kind, finding.fact.check
        if check in _WHOLE_SCHEMA:
            yield "", Aspect.NAMESPACE, ""
        elif kind in {"element", "attribute"}:
            yield from self._of_member(finding, subject)
        elif kind == "text":
            yield from self._of_value(finding.fact, "")
        elif kind == "content":
            mixed = check.id.endswith("mixed")
            yield "", Aspect.TEXT if mixed else _TOGETHER, ""
            if check.id.startswith("content-became-") and not mixed:
                yield "", _ANYTHING, ""
        elif kind == "wildcard":
            yield "", Aspect.WILDCARD, ""
            for aspect in (Aspect.UNKNOWN, Aspect.MISSING, Aspect.MANY, Aspect.SURPLUS):
                yield "*", aspect, ""
        elif kind == "any_attributes":
            yield "@*", Aspect.UNKNOWN, ""
        elif kind == "kind":
            for sign in ("", "@"):
                yield from self._of_existence(finding, sign, subject.old, subject.old)
        if self.reshapes(finding):
            yield "", Aspect.SHAPE, ""

    def _of_member(self, finding: Finding, subject: Subject) -> Iterator[tuple[str, str, str]]:
        """Yield those of a fact about one element or attribute."""
        fact = finding.fact
        own, other = (subject.old, subject.new) if self.old else (subject.new, subject.old)
        base_id = fact.id.rpartition("-")[0]
        sign = "@" if subject.kind == "attribute" else ""
        # The document has the other side's name, except for what only this side has.
        name = f"{sign}{other or own}"
        aspects = _OCCURRENCE.get(fact.check) or _ASPECTS.get(base_id)
        if subject.types is not None:
            yield from self._of_value(finding.fact, name)
        elif aspects is not None:
            named = (fact.new if self.old else fact.old) or ""
            detail = named if base_id == "derived-type" else ""
            for aspect in aspects:
                yield name, aspect, detail
                yield f"{sign}{own}", aspect, detail
        elif base_id == "default":
            yield name, _ANY_VALUE, ""
        elif own is None or other is None or own != other:
            yield from self._of_existence(finding, sign, own, other)
        else:
            yield name, _ANYTHING, ""

    @staticmethod
    def _of_existence(
        finding: Finding, sign: str, own: str | None, other: str | None
    ) -> Iterator[tuple[str, str, str]]:
        """Yield those of a member that is on one side only, or has another name."""
        if finding.fact.check is Check.ELEMENT_MOVED:
            own = other = own or other
        for aspect in (Aspect.UNKNOWN, Aspect.RENAMED, Aspect.SURPLUS, Aspect.MANY):
            yield f"{sign}{other}", aspect, ""
        for aspect in (Aspect.MISSING, Aspect.ABSENT, Aspect.SURPLUS, Aspect.RENAMED):
            yield f"{sign}{own}", aspect, ""

    def _of_value(self, fact: Fact, name: str) -> Iterator[tuple[str, str, str]]:
        """Yield those of a fact about values."""
        base_id = fact.id.rpartition("-")[0]
        if fact.id.startswith("enum-value-"):
            value = fact.new if self.old else fact.old
            for aspect in (Aspect.LISTED, Aspect.VALUE):
                for detail in fact.values or (value or "",):
                    yield name, aspect, detail
        elif base_id in _FACETS or base_id in _ASPECTS:
            for known in _FACETS.get(base_id) or _ASPECTS[base_id]:
                yield name, known, ""
        elif fact.check is not Check.PYTHON_ANNOTATION_CHANGED:
            for word in (_ANY_VALUE, Aspect.SHAPE, Aspect.TOKEN):
                yield name, word, ""

    def _inner(self, finding: Finding) -> Iterator[Record]:
        """Yield the record of an element that held something else before."""
        if finding.fact.check not in _OTHER_CONTENT:
            return
        own = finding.subject.old if self.old else finding.subject.new
        for pair in finding.pairs:
            definitions = self._definitions(pair)
            for item in self._record(pair).content or (
                definitions.roots() if pair.step is None else ()
            ):
                if getattr(item, "name", None) is not None and item.name.untrusted == own:  # type: ignore[union-attr]
                    record = record_of(definitions, item)  # type: ignore[arg-type]
                    if record is not None:
                        yield record


_OTHER_CONTENT = frozenset(
    {
        *(
            Check.SCALAR_BECAME_OBJECT,
            Check.OBJECT_BECAME_SCALAR,
            Check.TYPE_OPENED,
            Check.TYPE_CLOSED,
        ),
        *(Check.SIMPLE_BECAME_COMPLEX, Check.COMPLEX_BECAME_SIMPLE),
    }
)


def aspects_of(fact_id: str) -> frozenset[Aspect]:
    """Return the aspects of a value that a fact is about; none if it is about the whole type."""
    return frozenset(_FACETS.get(fact_id.rpartition("-")[0], ()))


def _reshaping(findings: Iterable[Finding]) -> set[int]:
    """Return the changes by which a record's content becomes a list in JSON, or stops being one."""
    whole: dict[int, list[Finding]] = {}
    members: dict[int, list[Finding]] = {}
    for finding in findings:
        for pair in finding.pairs:
            both = pair.old.content and pair.new.content
            if both and is_ordered(pair.old) != is_ordered(pair.new):
                kind, subject = finding.subject.kind, finding.subject
                if kind in {"content", "wildcard"}:
                    whole.setdefault(id(pair), []).append(finding)
                elif kind == "element" and (subject.old is None or subject.new is None):
                    members.setdefault(id(pair), []).append(finding)
    return {id(e) for pair in {**members, **whole} for e in whole.get(pair) or members[pair]}
