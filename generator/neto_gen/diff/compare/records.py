"""Compare two records: their attributes, their elements, and what each of them holds.

Long, because what of a record is compared is one case after the other.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from neto_gen.contract.model import AnyElements, Element
from neto_gen.diff.compare import simple_types
from neto_gen.diff.compare.align import alike_names, renamed
from neto_gen.diff.compare.change import Change
from neto_gen.diff.compare.comparison import (
    Apart,
    Subject,
    elements_of,
    is_object,
    record_of,
    simple_of,
)
from neto_gen.diff.compare.members import MemberComparison
from neto_gen.diff.compare.models import compare_models, effect_of_limits, places_of, requirement
from neto_gen.diff.inclusion.content_models import at_home
from neto_gen.diff.inclusion.lexical_spaces import remembered
from neto_gen.diff.rules.checks import Check, Effect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neto_gen.contract.definitions import Definitions
    from neto_gen.contract.model import Attribute, Record, SimpleType
    from neto_gen.diff.compare.comparison import Comparison, RecordPair

_SURE = 0.72
_SURE_WITH_OTHER_TYPE = 0.9
_SURE_RECORD = 1.1


def compare_records(comparison: Comparison, pair: RecordPair) -> None:
    """Find what changed between the two records of a pair."""
    RecordComparison(comparison, pair).run()


class RecordComparison(MemberComparison):
    """Compares the two records of a pair."""

    def run(self) -> None:
        """Find every change."""
        old, new = self.old, self.new
        elements = [elements_of(record) for record in (old, new)]
        attributes = [_attributes(record) for record in (old, new)]
        new_names = {name: name for name in elements[0] if name in elements[1]}
        removed = [name for name in elements[0] if name not in elements[1]]
        added = [name for name in elements[1] if name not in elements[0]]
        kinds = self.changed_kinds(elements, attributes)
        self.compare_attributes(attributes[0], attributes[1], kinds)
        if elements[0] and elements[1]:
            self.wrapped(elements, removed, added)
            for name, (other, confidence) in self.renamed(elements, removed, added).items():
                new_names[name] = other
                self.element_renamed(elements[0][name], elements[1][other], confidence)
        known = {*kinds, *new_names}, {*kinds, *new_names.values()}
        removed = [name for name in removed if name not in known[0]]
        added = [name for name in added if name not in known[1]]
        self.pair.names = new_names
        self.existence(elements, removed, added, new_names)
        compare_models(self.comparison, self.pair, new_names)
        for name, other in new_names.items():
            self.element(elements[0][name], elements[1][other])
        self.wildcards()
        self.text()
        self.mixed()
        self.documentation(old.documentation, new.documentation, "", self.at)

    # Members on one side only

    def changed_kinds(
        self, elements: list[dict[str, Element]], attributes: list[dict[str, Attribute]]
    ) -> set[str]:
        """Add the facts about attributes that became elements, or the reverse; return their names."""
        found: set[str] = set()
        before: Mapping[str, Element | Attribute]
        after: Mapping[str, Element | Attribute]
        for kind, other, before, after in (
            ("element", "attribute", elements[0], attributes[1]),
            ("attribute", "element", attributes[0], elements[1]),
        ):
            for name in before.keys() & after.keys():
                if all((name in elements[side]) != (name in attributes[side]) for side in (0, 1)):
                    change = Change(Check.ELEMENT_KIND_CHANGED, f"{kind} {name}", f"{other} {name}")
                    at = (before[name].location, after[name].location)
                    self.add(change, Subject(self.pair, "kind", name, name), at)
                    found.add(name)
        return found

    def wrapped(
        self, elements: list[dict[str, Element]], removed: list[str], added: list[str]
    ) -> None:
        """Add the facts about elements that got a parent, or lost one."""
        for lost, gained, one, other, check in (
            (removed, added, 0, 1, Check.ELEMENT_WRAPPED),
            (added, removed, 1, 0, Check.ELEMENT_UNWRAPPED),
        ):
            order = 1 if one == 0 else -1  # of the side without the parent and the one with it
            holders: dict[str, list[tuple[str, Element]]] = {}
            for outer in gained:
                record = record_of(self.sides[other], elements[other][outer])
                for inner, held in ({} if record is None else elements_of(record)).items():
                    holders.setdefault(inner, []).append((outer, held))
            for inner in [*lost]:
                for outer, held in holders.get(inner, ()):
                    holder = elements[other][outer]
                    if outer not in gained or not self.same_type(
                        one, elements[one][inner], other, held
                    ):
                        continue
                    change = Change(check, *(inner, f"{outer}/{inner}")[::order])
                    subject = Subject(self.pair, "element", *(inner, outer)[::order])
                    at = (elements[one][inner].location, holder.location)
                    self.add(change, subject, at if one == 0 else (at[1], at[0]), name=inner)
                    self.moved(elements[one][inner], held, outer, wrapped=one == 0)
                    lost.remove(inner)
                    gained.remove(outer)
                    break

    def moved(self, bare: Element, held: Element, outer: str, *, wrapped: bool) -> None:
        """Add the facts about an element that got a parent, or lost one."""
        steps = ((), (outer,)) if wrapped else ((outer,), ())
        elements = (bare, held) if wrapped else (held, bare)
        apart = Apart(elements, (self.pair, self.pair), steps)
        place = self.comparison.set_apart([self.pair], apart)
        MemberComparison(self.comparison, place).element(*elements)

    def same_type(self, one: int, first: Element, other: int, second: Element) -> bool:
        """Tell whether two elements hold the same."""
        records = (record_of(self.sides[one], first), record_of(self.sides[other], second))
        if records[0] is not None and records[1] is not None:
            return [*elements_of(records[0])] == [*elements_of(records[1])]
        types = (simple_of(self.sides[one], first), simple_of(self.sides[other], second))
        return types[0] is not None and types[0] == types[1]

    def renamed(
        self, elements: list[dict[str, Element]], removed: list[str], added: list[str]
    ) -> dict[str, tuple[str, float]]:
        """Return the new name and the score of renamed elements; those with records match only records."""
        records = [
            {name: record_of(side, own[name]) for name in names}
            for side, own, names in zip(self.sides, elements, (removed, added), strict=True)
        ]
        held = [
            {name: {*elements_of(r), *_attributes(r)} for name, r in own.items() if r is not None}
            for own in records
        ]
        types = [
            {name: simple_of(side, own[name]) for name in names if name not in inner}
            for side, own, names, inner in zip(
                self.sides, elements, (removed, added), held, strict=True
            )
        ]
        effort = self.comparison.effort
        return renamed(
            [*held[0]],
            [*held[1]],
            lambda one, other: _alike_records(one, held[0][one], other, held[1][other]),
            effort,
            least=_SURE_RECORD - 1,
        ) | renamed(
            [*types[0]],
            [*types[1]],
            lambda one, other: _alike_simple(one, types[0][one], other, types[1][other]),
            effort,
            least=_SURE,
        )

    def element_renamed(self, old: Element, new: Element, confidence: float) -> None:
        """Add the fact of a renamed element."""
        names = (old.name.untrusted, new.name.untrusted)
        case = names[0].casefold() == names[1].casefold()
        check = Check.ELEMENT_RENAMED_CASE_ONLY if case else Check.ELEMENT_RENAMED
        change = Change(check, *names, confidence=confidence)
        self.add(change, Subject(self.pair, "element", *names), (old.location, new.location))

    def existence(
        self,
        elements: list[dict[str, Element]],
        removed: list[str],
        added: list[str],
        common: dict[str, str],
    ) -> None:
        """Add the facts about elements that are on one side only."""
        old, new = elements
        places = places_of(self.old), places_of(self.new)
        if old and not new and removed == [*old] and not self.new.text:
            required = any(requirement(self.old, name, (), places[0]) == "required" for name in old)
            effect = Effect.of(narrower=True, wider=required)
            self.content(Change(Check.CONTENT_BECAME_EMPTY, ", ".join(old), "", effect=effect))
            return
        if new and not old and added == [*new] and not self.old.text:
            required = any(requirement(self.new, name, (), places[1]) == "required" for name in new)
            effect = Effect.of(narrower=required, wider=True)
            self.content(Change(Check.CONTENT_BECAME_NONEMPTY, "", ", ".join(new), effect=effect))
            return
        names = (set(common), set(common.values()))
        for name in removed:
            kind = requirement(self.old, name, names[0], places[0])
            self.removed(old[name], kind, stay=len(old) > len(removed))
        for name in added:
            kind = requirement(self.new, name, names[1], places[1])
            self.added(new[name], kind, stay=len(new) > len(added))

    def removed(self, element: Element, kind: str, *, stay: bool) -> None:
        """Add the fact of a removed element."""
        name = element.name.untrusted
        if element.head is not None:
            check = Check.SUBSTITUTION_MEMBER_REMOVED
        elif stay and name in _heads(self.old):
            check = Check.ELEMENT_MADE_ABSTRACT
        elif kind == "choice":
            check = Check.ELEMENT_REMOVED_FROM_CHOICE
        else:
            required = kind == "required"
            check = Check.ELEMENT_REMOVED_REQUIRED if required else Check.ELEMENT_REMOVED_OPTIONAL
        self.add(
            Change(check, self.summary(self.sides[0], element), None),
            Subject(self.pair, "element", name),
            (element.location, None),
        )

    def added(self, element: Element, kind: str, *, stay: bool) -> None:
        """Add the fact of a new element."""
        name = element.name.untrusted
        if element.head is not None and stay:
            check = Check.SUBSTITUTION_MEMBER_ADDED
        elif stay and name in _heads(self.new):
            check = Check.ELEMENT_MADE_CONCRETE
        elif kind == "choice":
            check = Check.ELEMENT_ADDED_TO_CHOICE
        elif kind == "required" and element.default is not None:
            check = Check.ELEMENT_ADDED_REQUIRED_WITH_DEFAULT
        else:
            required = kind == "required"
            check = Check.ELEMENT_ADDED_REQUIRED if required else Check.ELEMENT_ADDED_OPTIONAL
        self.add(
            Change(check, None, self.summary(self.sides[1], element)),
            Subject(self.pair, "element", new=name),
            (None, element.location),
        )

    def summary(self, side: Definitions, element: Element) -> str:
        """Return a short description of an element."""
        simple = simple_of(side, element)
        if simple is not None:
            return f"{element.name.untrusted}: {simple_types.described(simple)}"
        return element.name.untrusted

    # Attributes

    def compare_attributes(
        self, old: dict[str, Attribute], new: dict[str, Attribute], kinds: set[str]
    ) -> None:
        """Add the facts about all attributes."""
        removed = [name for name in old if name not in new and name not in kinds]
        added = [name for name in new if name not in old and name not in kinds]
        as_object = is_object(self.old) and is_object(self.new)
        pairs = renamed(
            removed,
            added,
            lambda one, other: _alike_simple(one, old[one].type, other, new[other].type),
            self.comparison.effort,
            least=_SURE,
        )
        for one, (other, confidence) in pairs.items():
            self.add(
                Change(Check.ATTRIBUTE_RENAMED, one, other, confidence=confidence),
                Subject(self.pair, "attribute", one, other),
                (old[one].location, new[other].location),
                name=f"@{other}",
            )
            self.attribute(old[one], new[other])
        taken = {other for other, _ in pairs.values()}
        for name in removed:
            if name not in pairs and as_object:
                required, optional = (
                    Check.ATTRIBUTE_REMOVED_REQUIRED,
                    Check.ATTRIBUTE_REMOVED_OPTIONAL,
                )
                change = Change(
                    required if old[name].required else optional, _summary(old[name]), None
                )
                subject = Subject(self.pair, "attribute", name)
                self.add(change, subject, (old[name].location, None), name=f"@{name}")
        for name in added:
            if name not in taken and as_object:
                required, optional = Check.ATTRIBUTE_ADDED_REQUIRED, Check.ATTRIBUTE_ADDED_OPTIONAL
                change = Change(
                    required if new[name].required else optional, None, _summary(new[name])
                )
                subject = Subject(self.pair, "attribute", new=name)
                self.add(change, subject, (None, new[name].location), name=f"@{name}")
        for name, attribute in old.items():
            if name in new:
                self.attribute(attribute, new[name])
        if self.old.any_attributes != self.new.any_attributes:
            check = Check.WILDCARD_ADDED if self.new.any_attributes else Check.WILDCARD_REMOVED
            shown = ["any attribute" if r.any_attributes else None for r in (self.old, self.new)]
            subject = Subject(self.pair, "any_attributes")
            self.add(Change(check, *shown), subject, self.at, name="@*")

    # Wildcards and text

    def wildcards(self) -> None:
        """Add the facts about wildcards for elements, which are paired in order."""
        new = at_home(self.new, self.sides[1].namespace, self.sides[0].namespace)
        before, after = (
            [item for item in record.content if isinstance(item, AnyElements)]
            for record in (self.old, new)
        )
        subject = Subject(self.pair, "wildcard")
        for one, other in zip_longest(before, after):
            if one is not None and other is not None:
                self.wildcard(one, other, subject)
            elif one is not None:
                effect = Effect.BOTH if one.min_occurs else None
                change = Change(Check.WILDCARD_REMOVED, _wildcard(one), None, effect=effect)
                self.add(change, subject, (one.location, None), name="*")
            elif other is not None:
                effect = Effect.BOTH if other.min_occurs else None
                change = Change(Check.WILDCARD_ADDED, None, _wildcard(other), effect=effect)
                self.add(change, subject, (None, other.location), name="*")

    def wildcard(self, old: AnyElements, new: AnyElements, subject: Subject) -> None:
        """Add the facts about a wildcard for elements."""
        at = (old.location, new.location)
        shown = (_wildcard(old), _wildcard(new))
        wider, narrower = _covers(new, old), _covers(old, new)
        if not (wider and narrower):
            effect = None if wider or narrower else Effect.BOTH
            check = Check.WILDCARD_NAMESPACE_WIDENED if wider else Check.WILDCARD_NAMESPACE_NARROWED
            self.add(Change(check, *shown, effect=effect), subject, at, name="*")
        order = ("skip", "lax", "strict")
        if old.process_contents != new.process_contents:
            relaxed = order.index(new.process_contents) < order.index(old.process_contents)
            check = Check.WILDCARD_PROCESS_RELAXED if relaxed else Check.WILDCARD_PROCESS_TIGHTENED
            change = Change(check, old.process_contents, new.process_contents)
            self.add(change, subject, at, name="*")
        limits = ((old.min_occurs, old.max_occurs), (new.min_occurs, new.max_occurs))
        if limits[0] != limits[1] and self.old.model is None and self.new.model is None:
            words = [_occurs(*limit) for limit in limits]
            effect = effect_of_limits(*limits)
            change = Change(Check.WILDCARD_OCCURS_CHANGED, *words, effect=effect)
            self.add(change, subject, at, name="*")

    def text(self) -> None:
        """Add the facts about the text of records without elements."""
        old, new = self.old.text, self.new.text
        subject = Subject(self.pair, "text")
        if old is not None and new is not None:
            self.simple(old, new, subject, self.at)
        elif old is not None:
            if self.new.content:
                change = Change(Check.SIMPLE_BECAME_COMPLEX, "text", "elements")
                self.add(change, subject, self.at)
            elif not self.new.mixed:
                self.content(Change(Check.CONTENT_BECAME_EMPTY, "text", ""))
        elif new is not None:
            if self.old.content:
                change = Change(Check.COMPLEX_BECAME_SIMPLE, "elements", "text")
                self.add(change, subject, self.at)
            else:
                self.content(Change(Check.CONTENT_BECAME_NONEMPTY, "", "text"))

    def mixed(self) -> None:
        """Add the fact that text may now occur between elements, or no longer may."""
        if self.old.mixed != self.new.mixed and self.old.text is None and self.new.text is None:
            mixed = self.new.mixed
            check = Check.CONTENT_BECAME_MIXED if mixed else Check.CONTENT_BECAME_UNMIXED
            shown = ["mixed" if r.mixed else "elements only" for r in (self.old, self.new)]
            self.content(Change(check, *shown))

    def content(self, change: Change) -> None:
        """Note a fact about all that the record holds."""
        self.add(change, Subject(self.pair, "content"), self.at)


def _alike_simple(name: str, old: SimpleType | None, other: str, new: SimpleType | None) -> float:
    """Return the similarity of two members with a text, 0 if they are no rename."""
    score = alike_names(name, other)
    if score < _SURE:
        return 0.0
    return score if score >= _SURE_WITH_OTHER_TYPE or old == new else 0.0


def _alike_records(name: str, old: set[str], other: str, new: set[str]) -> float:
    """Return the similarity of two elements, 0 if too low: by names and by what they hold."""
    score = alike_names(name, other)
    shared = len(old & new) / max(len(old | new), 1)
    return round(0.5 * score + 0.5 * shared, 2) if shared + score >= _SURE_RECORD else 0.0


@remembered
def _heads(record: Record) -> set[str]:
    """Return the heads of the record's substitution groups."""
    return {e.head.untrusted for e in elements_of(record).values() if e.head is not None}


def _summary(attribute: Attribute) -> str:
    return f"{attribute.name.untrusted}: {simple_types.described(attribute.type)}"


def _attributes(record: Record) -> dict[str, Attribute]:
    return {attribute.name.untrusted: attribute for attribute in record.attributes}


def _wildcard(item: AnyElements) -> str:
    names = ", ".join(n.untrusted or "no namespace" for n in item.namespaces)
    if not names:
        return "any element"
    return f"any element not in {names}" if item.excluded else f"any element in {names}"


def _occurs(least: int, most: int | None) -> str:
    return f"{least} to {'any number' if most is None else most}"


def _covers(outer: AnyElements, inner: AnyElements) -> bool:
    """Tell whether a wildcard allows every namespace that another allows."""
    outside, inside = set(outer.namespaces), set(inner.namespaces)
    if outer.excluded:
        return outside <= inside if inner.excluded else not outside & inside
    return not inner.excluded and inside <= outside
