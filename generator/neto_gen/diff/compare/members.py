"""Compare an element or an attribute that is on both sides, and what it holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neto_gen.contract.model import Element
from neto_gen.diff.compare import simple_types
from neto_gen.diff.compare.align import alike_names, renamed
from neto_gen.diff.compare.change import Change
from neto_gen.diff.compare.comparison import Step, Subject, record_of, simple_of, text_of
from neto_gen.diff.inclusion.lexical_spaces import accepts_text, value_of
from neto_gen.diff.rules.checks import Check, Effect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neto_gen.contract.model import Attribute, DerivedType, Record, SimpleType
    from neto_gen.contract.schema_text import SchemaText
    from neto_gen.diff.compare.comparison import Comparison, Places, RecordPair
    from neto_gen.problems import Location


_SURE_DERIVED = 1.0
_PRESETS = {
    "default": (Check.DEFAULT_ADDED, Check.DEFAULT_CHANGED, Check.DEFAULT_REMOVED),
    "fixed": (Check.FIXED_ADDED, Check.FIXED_CHANGED, Check.FIXED_REMOVED),
}


class MemberComparison:
    """Compares the members of a pair of records."""

    def __init__(self, comparison: Comparison, pair: RecordPair) -> None:
        self.comparison = comparison
        self.add = comparison.add
        self.pair = pair
        self.old, self.new = pair.old, pair.new
        self.at = (self.old.location, self.new.location)
        self.sides = (pair.old_definitions, pair.new_definitions)

    def element(self, old: Element, new: Element) -> None:
        """Add the facts about an element that is on both sides."""
        subject = Subject(self.pair, "element", old.name.untrusted, new.name.untrusted)
        at = (old.location, new.location)
        self.namespaces(old, new, subject)
        if old.nillable != new.nillable:
            check = Check.NILLABLE_ADDED if new.nillable else Check.NILLABLE_REMOVED
            shown = ["nillable" if e.nillable else "not nillable" for e in (old, new)]
            self.add(Change(check, *shown), subject, at)
        self.holds(old, new, subject)
        types = [
            simple_of(side, element) or text_of(side, element)
            for side, element in zip(self.sides, (old, new), strict=True)
        ]
        self.preset(old, new, subject, (types[0], types[1]))
        before, after = ({c.words.untrusted for c in element.constraints} for element in (old, new))
        for constraint in sorted(before - after):
            self.add(Change(Check.IDENTITY_CONSTRAINT_REMOVED, constraint, None), subject, at)
        for constraint in sorted(after - before):
            self.add(Change(Check.IDENTITY_CONSTRAINT_ADDED, None, constraint), subject, at)
        self.documentation(old.documentation, new.documentation, subject.new or "", at)

    def namespaces(
        self, old: Element | Attribute, new: Element | Attribute, subject: Subject
    ) -> None:
        """Add the facts about names in another namespace; that of the whole schema is reported once."""
        namespaces = [e.namespace.untrusted if e.namespace is not None else "" for e in (old, new)]
        targets = [side.namespace for side in self.sides]
        before, after = (
            "(target)" if n == t and n else n for n, t in zip(namespaces, targets, strict=True)
        )
        if before == after or (targets[0] != targets[1] and "" in targets):
            return
        at = (old.location, new.location)
        forms = {"": "unqualified", "(target)": "qualified"}
        if before in forms and after in forms:
            attribute = subject.kind == "attribute"
            defaults = [s.attribute_form if attribute else s.element_form for s in self.sides]
            change, name = Change(Check.FORM_CHANGED, forms[before], forms[after]), None
            if defaults == [forms[before], forms[after]]:
                elements = Check.ELEMENT_FORM_DEFAULT_CHANGED
                check = Check.ATTRIBUTE_FORM_DEFAULT_CHANGED if attribute else elements
                change, name, at = replace(change, check=check), "", (self.top(0), self.top(1))
            self.add(change, subject, at, name=name)
        else:
            self.add(Change(Check.MEMBER_NAMESPACE_CHANGED, *namespaces), subject, at)

    def top(self, side: int) -> Location | None:
        """Return the location of the beginning of the schema."""
        roots = self.sides[side].roots()
        found = roots[0].location if roots else None
        return None if found is None else found._replace(line=1, column=1)

    def holds(self, old: Element, new: Element, subject: Subject) -> None:
        """Add the facts about an element's content: a text, a record, one of several, or anything."""
        records = (record_of(self.sides[0], old), record_of(self.sides[1], new))
        types = (simple_of(self.sides[0], old), simple_of(self.sides[1], new))
        at = (old.location, new.location)
        shown = [
            simple_types.described(t) if t is not None else "elements" if r is not None else "any"
            for t, r in zip(types, records, strict=True)
        ]
        self.derived(old, new, subject)
        if (old.type is None) != (new.type is None):
            check = Check.TYPE_MADE_ABSTRACT if new.type is None else Check.TYPE_MADE_CONCRETE
            self.add(Change(check, old.name.untrusted, new.name.untrusted), subject, at)
        elif records[0] is not None and records[1] is not None:
            self.comparison.enter(self.pair, Step(old, new), records[0], records[1])
        elif types[0] is not None and types[1] is not None:
            self.simple(types[0], types[1], subject, at)
        elif types[0] is not None and records[1] is not None:
            self.became_object(types[0], records[1], subject, at, shown)
        elif records[0] is not None and types[1] is not None:
            self.became_scalar(records[0], types[1], subject, at, shown)
        elif old.type is not None and shown[0] != shown[1]:
            check = Check.TYPE_OPENED if shown[1] == "any" else Check.TYPE_CLOSED
            self.add(Change(check, *shown), subject, at)

    def became_object(
        self, old: SimpleType, new: Record, subject: Subject, at: Places, shown: list[str]
    ) -> None:
        """Add the facts about a text that has attributes now."""
        if new.text is None:
            self.add(Change(Check.SIMPLE_BECAME_COMPLEX, shown[0], "elements"), subject, at)
            return
        words, required = _with_attributes(new)
        effect = Effect.of(narrower=required, wider=True)
        change = Change(
            Check.SCALAR_BECAME_OBJECT, shown[0], words, effect=effect, json_effect=Effect.BOTH
        )
        self.add(change, subject, at)
        self.simple(old, new.text, subject, at)

    def became_scalar(
        self, old: Record, new: SimpleType, subject: Subject, at: Places, shown: list[str]
    ) -> None:
        """Add the facts about a text that had attributes."""
        if old.text is None:
            self.add(Change(Check.COMPLEX_BECAME_SIMPLE, "elements", shown[1]), subject, at)
            return
        words, required = _with_attributes(old)
        effect = Effect.of(narrower=True, wider=required)
        change = Change(
            Check.OBJECT_BECAME_SCALAR, words, shown[1], effect=effect, json_effect=Effect.BOTH
        )
        self.add(change, subject, at)
        self.simple(old.text, new, subject, at)

    def derived(self, old: Element, new: Element, subject: Subject) -> None:
        """Add the facts about the types that an element may name with `xsi:type`."""
        before, after = (
            {d.name.untrusted: (d, side.records[d.record.index]) for d in e.derived}
            for side, e in zip(self.sides, (old, new), strict=True)
        )
        own = [_own_members({name: r for name, (_, r) in e.items()}) for e in (before, after)]
        found = renamed(
            [name for name in before if name not in after],
            [name for name in after if name not in before],
            lambda a, b: _alike((a, b), own[0][a], own[1][b]),
            self.comparison.effort,
        )
        names = {name: name for name in before if name in after}
        for name, (other, confidence) in found.items():
            names[name] = other
            at = (before[name][1].location, after[other][1].location)
            change = Change(Check.DERIVED_TYPE_RENAMED, name, other, confidence=confidence)
            self.add(change, subject, at)
        for name, (_, record) in before.items():
            if name not in names:
                at = (record.location, None)
                self.add(Change(Check.DERIVED_TYPE_REMOVED, name, None), subject, at)
        for name, (_, record) in after.items():
            if name not in names.values():
                at = (None, record.location)
                self.add(Change(Check.DERIVED_TYPE_ADDED, None, name), subject, at)
        for name, other in sorted(names.items()):
            types = (_type_name(before[name][0]), _type_name(after[other][0]))
            step = Step(old, new, types[0], types[1] if name != other else None)
            self.comparison.enter(self.pair, step, before[name][1], after[other][1])

    def simple(self, old: SimpleType, new: SimpleType, subject: Subject, at: Places) -> None:
        """Add the differences of two simple types, at the types' locations if they have any."""
        if old is new:
            return
        comparison = self.comparison
        for found in simple_types.type_changes(
            old,
            new,
            tokens=comparison.policy.tokens,
            effort=comparison.effort,
            most=comparison.most_values,
        ):
            places = at
            if found.check not in {Check.JSON_TOKEN_CHANGED, Check.PYTHON_ANNOTATION_CHANGED}:
                places = (old.location or at[0], new.location or at[1])
            self.add(found, replace(subject, types=(old, new)), places)

    def preset(
        self,
        old: Element | Attribute,
        new: Element | Attribute,
        subject: Subject,
        types: tuple[SimpleType | None, SimpleType | None],
    ) -> None:
        """Add the facts about defaults and fixed values; with one, an element may always be empty."""
        at = (old.location, new.location)
        effects: dict[str, Effect] = {}
        if subject.kind == "element" and not any(t is None or accepts_text(t, "") for t in types):
            had, has = (e.default is not None or e.fixed is not None for e in (old, new))
            if had != has:
                effects = {
                    "default": Effect.WIDEN if has else Effect.NARROW,
                    "fixed": Effect.BOTH,
                }
        for kind in ("default", "fixed"):
            before: SchemaText | None = getattr(old, kind)
            after: SchemaText | None = getattr(new, kind)
            if _same_value(before, after, types):
                continue
            added, changed, removed = _PRESETS[kind]
            check = added if before is None else removed if after is None else changed
            texts = [None if v is None else v.untrusted for v in (before, after)]
            name = new.name.untrusted.casefold()
            if check is Check.FIXED_CHANGED and "version" in name:
                check = Check.VERSION_MARKER_CHANGED
            self.add(Change(check, *texts, effect=effects.get(kind)), subject, at)

    def attribute(self, old: Attribute, new: Attribute) -> None:
        """Add the facts about an attribute that is on both sides."""
        subject = Subject(self.pair, "attribute", old.name.untrusted, new.name.untrusted)
        at = (old.location, new.location)
        self.namespaces(old, new, subject)
        if old.required != new.required:
            tightened = new.required
            check = Check.ATTRIBUTE_USE_TIGHTENED if tightened else Check.ATTRIBUTE_USE_RELAXED
            words = ["required" if a.required else "optional" for a in (old, new)]
            self.add(Change(check, *words), subject, at, name=f"@{subject.new}")
        self.simple(old.type, new.type, subject, at)
        self.preset(old, new, subject, (old.type, new.type))
        self.documentation(old.documentation, new.documentation, f"@{subject.new}", at)

    def documentation(
        self, old: SchemaText | None, new: SchemaText | None, name: str, at: Places
    ) -> None:
        """Add the facts about changed documentation."""
        before, after = (
            "" if text is None else " ".join(text.untrusted.split()) for text in (old, new)
        )
        if before == after:
            return
        subject = Subject(self.pair, "documentation")
        marks = ["deprecated" in text.casefold() for text in (before, after)]
        if marks[0] != marks[1]:
            check = Check.DEPRECATED_ANNOUNCED if marks[1] else Check.DEPRECATION_WITHDRAWN
        elif self.comparison.policy.documentation:
            check = Check.DOCUMENTATION_CHANGED
        else:
            return
        self.add(Change(check, before or None, after or None), subject, at, name=name)


def _with_attributes(record: Record) -> tuple[str, bool]:
    """Describe a text with its attributes, and tell whether one of them is required."""
    names = ", ".join(a.name.untrusted for a in record.attributes) or "any attributes"
    return f"text with {names}", any(attribute.required for attribute in record.attributes)


def _type_name(derived: DerivedType) -> tuple[str, str]:
    namespace = derived.namespace
    return (namespace.untrusted if namespace is not None else "", derived.name.untrusted)


def _alike(names: tuple[str, str], old: set[str], new: set[str]) -> float:
    """Return the similarity of two derived types, 0 if too low: by what they add, and by name."""
    together = len(old | new)
    shared = len(old & new) / together if together else 0.5
    score = alike_names(*names)
    return round(0.5 * shared + 0.5 * score, 2) if shared + score >= _SURE_DERIVED else 0.0


def _own_members(records: Mapping[str, Record]) -> dict[str, set[str]]:
    """Return the members of several derived types that not all of them have."""
    held = {
        name: {item.name.untrusted for item in record.content if isinstance(item, Element)}
        | {f"@{attribute.name.untrusted}" for attribute in record.attributes}
        for name, record in records.items()
    }
    base = set[str].intersection(*held.values()) if len(held) > 1 else set[str]()
    return {name: members - base for name, members in held.items()}


def _same_value(
    old: SchemaText | None,
    new: SchemaText | None,
    types: tuple[SimpleType | None, SimpleType | None],
) -> bool:
    """Tell whether two texts have the same value, however it is spelled."""
    if old is None or new is None or old == new:
        return old == new
    if types[0] is None or types[1] is None:
        return False
    return value_of(types[0], old.untrusted) == value_of(types[1], new.untrusted)
