"""Compare two records: their attributes, their elements, and what each of them holds.

Long, because what of a record is compared is one case after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.contract.model import AnyElements, Element
from neto_gen.diff.compare import simple_types
from neto_gen.diff.compare.align import alike_names, renamed
from neto_gen.diff.compare.comparison import Apart, Subject, is_object, record_of, simple_of
from neto_gen.diff.compare.members import MemberComparison
from neto_gen.diff.compare.models import compare_models, places_of, requirement
from neto_gen.diff.inclusion.content_models import at_home
from neto_gen.diff.inclusion.lexical_spaces import remembered
from neto_gen.diff.rules.checks import Check, Effect

if TYPE_CHECKING:
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
        elements = [_elements(record) for record in (old, new)]
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
        for name in elements[0].keys() & attributes[1].keys():
            if name not in elements[1] and name not in attributes[0]:
                self.kind_changed(name, "element", elements[0][name], attributes[1][name])
                found.add(name)
        for name in attributes[0].keys() & elements[1].keys():
            if name not in elements[0] and name not in attributes[1]:
                self.kind_changed(name, "attribute", attributes[0][name], elements[1][name])
                found.add(name)
        return found

    def kind_changed(
        self, name: str, kind: str, old: Element | Attribute, new: Element | Attribute
    ) -> None:
        """Add the fact of an attribute that became an element, or the reverse."""
        other = "attribute" if kind == "element" else "element"
        self.comparison.add(
            Check.ELEMENT_KIND_CHANGED,
            Subject(pair=self.pair, kind="kind", old=name, new=name),
            old=f"{kind} {name}",
            new=f"{other} {name}",
            at=(old.location, new.location),
        )

    def wrapped(
        self, elements: list[dict[str, Element]], removed: list[str], added: list[str]
    ) -> None:
        """Add the facts about elements that got a parent, or lost one."""
        for lost, gained, one, other, name in (
            (removed, added, 0, 1, Check.ELEMENT_WRAPPED),
            (added, removed, 1, 0, Check.ELEMENT_UNWRAPPED),
        ):
            holders: dict[str, list[tuple[str, Element]]] = {}
            for outer in gained:
                record = record_of(self.sides[other], elements[other][outer])
                for inner, held in ({} if record is None else _elements(record)).items():
                    holders.setdefault(inner, []).append((outer, held))
            for inner in [*lost]:
                for outer, held in holders.get(inner, ()):
                    holder = elements[other][outer]
                    if outer not in gained or not self.same_type(
                        one, elements[one][inner], other, held
                    ):
                        continue
                    values = (inner, f"{outer}/{inner}")
                    places = (elements[one][inner].location, holder.location)
                    at = places if one == 0 else (places[1], places[0])
                    self.comparison.add(
                        name,
                        Subject(
                            pair=self.pair,
                            kind="element",
                            old=inner if one == 0 else outer,
                            new=outer if one == 0 else inner,
                        ),
                        name=inner,
                        old=values[0] if one == 0 else values[1],
                        new=values[1] if one == 0 else values[0],
                        at=at,
                    )
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
            return [*_elements(records[0])] == [*_elements(records[1])]
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
            {name: {*_elements(r), *_attributes(r)} for name, r in own.items() if r is not None}
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
        self.comparison.add(
            Check.ELEMENT_RENAMED_CASE_ONLY if case else Check.ELEMENT_RENAMED,
            Subject(pair=self.pair, kind="element", old=names[0], new=names[1]),
            old=names[0],
            new=names[1],
            at=(old.location, new.location),
            confidence=confidence,
        )

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
        if old and not new and removed == [*old]:
            required = any(requirement(self.old, name, (), places[0]) == "required" for name in old)
            effect = Effect.BOTH if required else Effect.NARROW
            if not self.new.text:
                self.content(Check.CONTENT_BECAME_EMPTY, old=", ".join(old), new="", effect=effect)
                return
        if new and not old and added == [*new]:
            required = any(requirement(self.new, name, (), places[1]) == "required" for name in new)
            effect = Effect.BOTH if required else Effect.WIDEN
            if not self.old.text:
                self.content(
                    Check.CONTENT_BECAME_NONEMPTY, old="", new=", ".join(new), effect=effect
                )
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
        self.comparison.add(
            check,
            Subject(pair=self.pair, kind="element", old=name),
            old=self.summary(self.sides[0], element),
            new=None,
            at=(element.location, None),
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
        self.comparison.add(
            check,
            Subject(pair=self.pair, kind="element", new=name),
            old=None,
            new=self.summary(self.sides[1], element),
            at=(None, element.location),
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
            self.comparison.add(
                Check.ATTRIBUTE_RENAMED,
                Subject(pair=self.pair, kind="attribute", old=one, new=other),
                name=f"@{other}",
                old=one,
                new=other,
                at=(old[one].location, new[other].location),
                confidence=confidence,
            )
            self.attribute(old[one], new[other])
        taken = {other for other, _ in pairs.values()}
        for name in removed:
            if name not in pairs and as_object:
                required = old[name].required
                self.comparison.add(
                    (
                        Check.ATTRIBUTE_REMOVED_REQUIRED
                        if required
                        else Check.ATTRIBUTE_REMOVED_OPTIONAL
                    ),
                    Subject(pair=self.pair, kind="attribute", old=name),
                    name=f"@{name}",
                    old=f"{name}: {simple_types.described(old[name].type)}",
                    new=None,
                    at=(old[name].location, None),
                )
        for name in added:
            if name not in taken and as_object:
                required = new[name].required
                self.comparison.add(
                    (
                        Check.ATTRIBUTE_ADDED_REQUIRED
                        if required
                        else Check.ATTRIBUTE_ADDED_OPTIONAL
                    ),
                    Subject(pair=self.pair, kind="attribute", new=name),
                    name=f"@{name}",
                    old=None,
                    new=f"{name}: {simple_types.described(new[name].type)}",
                    at=(None, new[name].location),
                )
        for name, attribute in old.items():
            if name in new:
                self.attribute(attribute, new[name])
        if self.old.any_attributes != self.new.any_attributes:
            check = Check.WILDCARD_ADDED if self.new.any_attributes else Check.WILDCARD_REMOVED
            shown = ["any attribute" if r.any_attributes else None for r in (self.old, self.new)]
            self.comparison.add(
                check,
                Subject(pair=self.pair, kind="any_attributes"),
                name="@*",
                old=shown[0],
                new=shown[1],
                at=self.at,
            )

    # Wildcards and text

    def wildcards(self) -> None:
        """Add the facts about wildcards for elements, which are paired in order."""
        new = at_home(self.new, self.sides[1].namespace, self.sides[0].namespace)
        before, after = (
            [item for item in record.content if isinstance(item, AnyElements)]
            for record in (self.old, new)
        )
        for number in range(max(len(before), len(after))):
            subject = Subject(pair=self.pair, kind="wildcard")
            if number >= len(before) or number >= len(after):
                item = (before or after)[number] if number < len(before) else after[number]
                added = number >= len(before)
                required = item.min_occurs > 0
                effect = Effect.BOTH if required else None
                self.comparison.add(
                    Check.WILDCARD_ADDED if added else Check.WILDCARD_REMOVED,
                    subject,
                    name="*",
                    old=None if added else _wildcard(item),
                    new=_wildcard(item) if added else None,
                    at=(None, item.location) if added else (item.location, None),
                    effect=effect,
                )
                continue
            self.wildcard(before[number], after[number], subject)

    def wildcard(self, old: AnyElements, new: AnyElements, subject: Subject) -> None:
        """Add the facts about a wildcard for elements."""
        at = (old.location, new.location)
        shown = (_wildcard(old), _wildcard(new))
        wider, narrower = _covers(new, old), _covers(old, new)
        if not (wider and narrower):
            effect = None if wider or narrower else Effect.BOTH
            check = Check.WILDCARD_NAMESPACE_WIDENED if wider else Check.WILDCARD_NAMESPACE_NARROWED
            self.comparison.add(
                check, subject, name="*", old=shown[0], new=shown[1], at=at, effect=effect
            )
        order = ("skip", "lax", "strict")
        if old.process_contents != new.process_contents:
            relaxed = order.index(new.process_contents) < order.index(old.process_contents)
            self.comparison.add(
                Check.WILDCARD_PROCESS_RELAXED if relaxed else Check.WILDCARD_PROCESS_TIGHTENED,
                subject,
                name="*",
                old=old.process_contents,
                new=new.process_contents,
                at=at,
            )
        limits = ((old.min_occurs, old.max_occurs), (new.min_occurs, new.max_occurs))
        if limits[0] != limits[1] and self.old.model is None and self.new.model is None:
            most = [m if m is not None else 10**9 for _, m in limits]
            narrower = limits[1][0] > limits[0][0] or most[1] < most[0]
            wider = limits[1][0] < limits[0][0] or most[1] > most[0]
            effect = (
                Effect.BOTH if narrower and wider else Effect.NARROW if narrower else Effect.WIDEN
            )
            self.comparison.add(
                Check.WILDCARD_OCCURS_CHANGED,
                subject,
                name="*",
                old=_occurs(*limits[0]),
                new=_occurs(*limits[1]),
                at=at,
                effect=effect,
            )

    def text(self) -> None:
        """Add the facts about the text of records without elements."""
        old, new = self.old.text, self.new.text
        subject = Subject(pair=self.pair, kind="text")
        if old is not None and new is not None:
            self.simple(old, new, subject, self.at)
        elif old is not None:
            if self.new.content:
                self.comparison.add(
                    Check.SIMPLE_BECAME_COMPLEX, subject, old="text", new="elements", at=self.at
                )
            elif not self.new.mixed:
                self.content(Check.CONTENT_BECAME_EMPTY, old="text", new="")
        elif new is not None:
            if self.old.content:
                self.comparison.add(
                    Check.COMPLEX_BECAME_SIMPLE, subject, old="elements", new="text", at=self.at
                )
            else:
                self.content(Check.CONTENT_BECAME_NONEMPTY, old="", new="text")

    def mixed(self) -> None:
        """Add the fact that text may now occur between elements, or no longer may."""
        if self.old.mixed != self.new.mixed and self.old.text is None and self.new.text is None:
            mixed = self.new.mixed
            check = Check.CONTENT_BECAME_MIXED if mixed else Check.CONTENT_BECAME_UNMIXED
            shown = ["mixed" if r.mixed else "elements only" for r in (self.old, self.new)]
            self.content(check, old=shown[0], new=shown[1])

    def content(self, check: Check, *, old: str, new: str, effect: Effect | None = None) -> None:
        """Note a fact about all that the record holds."""
        self.comparison.add(
            check,
            Subject(pair=self.pair, kind="content"),
            old=old,
            new=new,
            at=self.at,
            effect=effect,
        )


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
    return {e.head.untrusted for e in _elements(record).values() if e.head is not None}


def _elements(record: Record) -> dict[str, Element]:
    return {item.name.untrusted: item for item in record.content if isinstance(item, Element)}


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
