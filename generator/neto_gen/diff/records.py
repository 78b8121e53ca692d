"""What changed between two records: attributes, elements, and what each of them holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neto_gen.contract.model import AnyElements, AnyType, Element
from neto_gen.diff import simple_types
from neto_gen.diff.align import alike_names, renamed
from neto_gen.diff.checks import Effect
from neto_gen.diff.language import namespace_of
from neto_gen.diff.models import compare_models, requirement
from neto_gen.diff.values import compared
from neto_gen.diff.walk import Locus, Step, is_object, record_of, simple_of

if TYPE_CHECKING:
    from neto_gen.contract.model import Attribute, Record, SimpleType
    from neto_gen.contract.text import SchemaText
    from neto_gen.diff.sides import Definitions
    from neto_gen.diff.walk import Node, Walk
    from neto_gen.problems import Location

_SURE = 0.72


def compare_records(walk: Walk, node: Node) -> None:
    """Find what changed between the two records of a pair."""
    _Comparison(walk, node).run()


class _Comparison:
    def __init__(self, walk: Walk, node: Node) -> None:
        self.walk = walk
        self.node = node
        self.old, self.new = node.old, node.new
        self.at = (self.old.location, self.new.location)
        self.sides = (node.old_definitions, node.new_definitions)

    def run(self) -> None:
        old, new = self.old, self.new
        elements = [_elements(record) for record in (old, new)]
        attributes = [_attributes(record) for record in (old, new)]
        pairs = {name: (name, None) for name in elements[0] if name in elements[1]}
        removed = [name for name in elements[0] if name not in elements[1]]
        added = [name for name in elements[1] if name not in elements[0]]
        kinds = self.changed_kinds(elements, attributes)
        self.compare_attributes(*attributes, kinds)
        if elements[0] and elements[1]:
            self.wrapped(elements, removed, added)
            found = renamed(removed, added, lambda a, b: self.alike(elements[0][a], elements[1][b]))
            for name, (other, confidence) in found.items():
                pairs[name] = (other, confidence)
                self.element_renamed(elements[0][name], elements[1][other], confidence)
                removed.remove(name)
                added.remove(other)
        removed = [name for name in removed if name not in kinds]
        added = [name for name in added if name not in kinds]
        new_names = {name: other for name, (other, _) in pairs.items()}
        self.existence(elements, removed, added, new_names)
        compare_models(self.walk, self.node, new_names)
        for name, other in new_names.items():
            self.element(elements[0][name], elements[1][other])
        self.wildcards()
        self.text()
        self.mixed()
        self.documentation(old.documentation, new.documentation, "", self.at)

    # Members that are there on one side only

    def changed_kinds(
        self, elements: list[dict[str, Element]], attributes: list[dict[str, Attribute]]
    ) -> set[str]:
        """The names of attributes that became elements, and the other way round."""
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
        other = "attribute" if kind == "element" else "element"
        self.walk.add(
            "element-kind-changed",
            Locus(node=self.node, kind="kind", old=name, new=name),
            old=f"{kind} {name}",
            new=f"{other} {name}",
            at=(old.location, new.location),
        )

    def wrapped(
        self, elements: list[dict[str, Element]], removed: list[str], added: list[str]
    ) -> None:
        """Elements that now have a parent more or less."""
        for lost, gained, one, other, name in (
            (removed, added, 0, 1, "element-wrapped"),
            (added, removed, 1, 0, "element-unwrapped"),
        ):
            for inner in [*lost]:
                for outer in [*gained]:
                    holder = elements[other][outer]
                    record = record_of(self.sides[other], holder)
                    held = None if record is None else _elements(record).get(inner)
                    if held is None or not self.same_type(one, elements[one][inner], other, held):
                        continue
                    values = (inner, f"{outer}/{inner}")
                    places = (elements[one][inner].location, holder.location)
                    self.walk.add(
                        name,
                        Locus(
                            node=self.node,
                            kind="element",
                            old=inner if one == 0 else outer,
                            new=outer if one == 0 else inner,
                        ),
                        name=inner,
                        old=values[0] if one == 0 else values[1],
                        new=values[1] if one == 0 else values[0],
                        at=places if one == 0 else places[::-1],
                    )
                    lost.remove(inner)
                    gained.remove(outer)
                    break

    def same_type(self, one: int, first: Element, other: int, second: Element) -> bool:
        records = (record_of(self.sides[one], first), record_of(self.sides[other], second))
        if records[0] is not None and records[1] is not None:
            return [*_elements(records[0])] == [*_elements(records[1])]
        types = (simple_of(self.sides[one], first), simple_of(self.sides[other], second))
        return types[0] is not None and types[0] == types[1]

    def alike(self, old: Element, new: Element) -> float:
        """How much two elements look like one that was renamed, 0 when they do not."""
        score = alike_names(old.name.untrusted, new.name.untrusted)
        records = (record_of(self.sides[0], old), record_of(self.sides[1], new))
        if (records[0] is None) != (records[1] is None):
            return 0.0
        if records[0] is not None and records[1] is not None:
            names = [{*_elements(r), *_attributes(r)} for r in records if r is not None]
            shared = len(names[0] & names[1]) / max(len(names[0] | names[1]), 1)
            return (
                round(0.5 * score + 0.5 * shared, 2) if shared + score >= 1.1 else 0.0
            )  # noqa: PLR2004
        types = (simple_of(self.sides[0], old), simple_of(self.sides[1], new))
        same = types[0] == types[1]
        return score if score >= (_SURE if same else 0.9) else 0.0

    def element_renamed(self, old: Element, new: Element, confidence: float) -> None:
        names = (old.name.untrusted, new.name.untrusted)
        case = names[0].casefold() == names[1].casefold()
        self.walk.add(
            "element-renamed-case-only" if case else "element-renamed",
            Locus(node=self.node, kind="element", old=names[0], new=names[1]),
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
        old, new = elements
        if old and not new and removed == [*old]:
            required = any(requirement(self.old, name, set()) == "required" for name in old)
            effect = Effect.BOTH if required else Effect.NARROW
            if not self.new.text:
                self.content("content-became-empty", old=", ".join(old), new="", effect=effect)
                return
        if new and not old and added == [*new]:
            required = any(requirement(self.new, name, set()) == "required" for name in new)
            effect = Effect.BOTH if required else Effect.WIDEN
            if not self.old.text:
                self.content("content-became-nonempty", old="", new=", ".join(new), effect=effect)
                return
        for name in removed:
            kind = requirement(self.old, name, set(common))
            self.removed(old[name], kind, set(old) - set(removed))
        for name in added:
            kind = requirement(self.new, name, set(common.values()))
            self.added(new[name], kind, set(new) - set(added))

    def removed(self, element: Element, kind: str, stay: set[str]) -> None:
        name = element.name.untrusted
        heads = {e.head.untrusted for e in _elements(self.old).values() if e.head is not None}
        if element.head is not None:
            check = "substitution-member-removed"
        elif name in heads and stay:
            check = "element-made-abstract"
        elif kind == "choice":
            check = "element-removed-from-choice"
        else:
            check = f"element-removed-{kind}"
        self.walk.add(
            check,
            Locus(node=self.node, kind="element", old=name),
            old=self.summary(self.sides[0], element),
            new=None,
            at=(element.location, None),
        )

    def added(self, element: Element, kind: str, stay: set[str]) -> None:
        name = element.name.untrusted
        heads = {e.head.untrusted for e in _elements(self.new).values() if e.head is not None}
        if element.head is not None and stay:
            check = "substitution-member-added"
        elif name in heads and stay:
            check = "element-made-concrete"
        elif kind == "choice":
            check = "element-added-to-choice"
        elif kind == "required" and element.default is not None:
            check = "element-added-required-with-default"
        else:
            check = f"element-added-{kind}"
        self.walk.add(
            check,
            Locus(node=self.node, kind="element", new=name),
            old=None,
            new=self.summary(self.sides[1], element),
            at=(None, element.location),
        )

    def summary(self, side: Definitions, element: Element) -> str:
        simple = simple_of(side, element)
        if simple is not None:
            return f"{element.name.untrusted}: {simple_types.described(simple)}"
        return element.name.untrusted

    # Elements on both sides

    def element(self, old: Element, new: Element) -> None:
        locus = Locus(
            node=self.node, kind="element", old=old.name.untrusted, new=new.name.untrusted
        )
        at = (old.location, new.location)
        self.namespaces(old, new, locus)
        if old.nillable != new.nillable:
            word = "added" if new.nillable else "removed"
            self.walk.add(
                f"nillable-{word}",
                locus,
                old="nillable" if old.nillable else "not nillable",
                new="nillable" if new.nillable else "not nillable",
                at=at,
            )
        self.holds(old, new, locus)
        simple = simple_of(self.sides[0], old)
        self.preset(old, new, locus, simple)
        before, after = ({c.untrusted for c in element.constraints} for element in (old, new))
        for constraint in sorted(before - after):
            self.walk.add("identity-constraint-removed", locus, old=constraint, new=None, at=at)
        for constraint in sorted(after - before):
            self.walk.add("identity-constraint-added", locus, old=None, new=constraint, at=at)
        self.documentation(old.documentation, new.documentation, locus.new or "", at)

    def namespaces(self, old: Element | Attribute, new: Element | Attribute, locus: Locus) -> None:
        """Names that moved into another namespace; those of the whole schema are reported once."""
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
            attribute = locus.kind == "attribute"
            defaults = [s.attribute_form if attribute else s.element_form for s in self.sides]
            check = "form-changed"
            if defaults == [forms[before], forms[after]]:
                check = f"{'attribute' if attribute else 'element'}-form-default-changed"
                at = (self.top(0), self.top(1))
            self.walk.add(
                check,
                locus,
                name=None if check == "form-changed" else "",
                old=forms[before],
                new=forms[after],
                at=at,
            )
        else:
            self.walk.add(
                "member-namespace-changed", locus, old=namespaces[0], new=namespaces[1], at=at
            )

    def top(self, side: int) -> Location | None:
        """The beginning of the schema."""
        roots = self.sides[side].roots()
        found = roots[0].location if roots else None
        return None if found is None else replace(found, line=1, column=1)

    def holds(self, old: Element, new: Element, locus: Locus) -> None:
        """What an element holds: a text, a record, one of several, or anything."""
        records = (record_of(self.sides[0], old), record_of(self.sides[1], new))
        types = (simple_of(self.sides[0], old), simple_of(self.sides[1], new))
        at = (old.location, new.location)
        shown = [
            simple_types.described(t) if t is not None else "elements" if r is not None else "any"
            for t, r in zip(types, records, strict=True)
        ]
        self.derived(old, new, locus)
        if (old.type is None) != (new.type is None):
            check = "type-made-abstract" if new.type is None else "type-made-concrete"
            self.walk.add(check, locus, old=old.name.untrusted, new=new.name.untrusted, at=at)
        elif records[0] is not None and records[1] is not None:
            self.walk.enter(self.node, Step(old, new), records[0], records[1])
        elif types[0] is not None and types[1] is not None:
            self.simple(types[0], types[1], locus, at)
        elif types[0] is not None and records[1] is not None:
            self.became_object(types[0], records[1], locus, at, shown)
        elif records[0] is not None and types[1] is not None:
            self.became_scalar(records[0], types[1], locus, at, shown)
        elif old.type is not None and shown[0] != shown[1]:
            check = "type-opened" if shown[1] == "any" else "type-closed"
            self.walk.add(check, locus, old=shown[0], new=shown[1], at=at)

    def became_object(
        self,
        old: SimpleType,
        new: Record,
        locus: Locus,
        at: tuple[Location | None, Location | None],
        shown: list[str],
    ) -> None:
        if new.text is None:
            self.walk.add("simple-became-complex", locus, old=shown[0], new="elements", at=at)
            return
        names = ", ".join(a.name.untrusted for a in new.attributes) or "any attributes"
        required = any(attribute.required for attribute in new.attributes)
        effect = Effect.BOTH if required else Effect.WIDEN
        self.walk.add(
            "scalar-became-object",
            locus,
            old=shown[0],
            new=f"text with {names}",
            at=at,
            effect=effect,
            json_effect=Effect.BOTH,
        )
        self.simple(old, new.text, locus, at)

    def became_scalar(
        self,
        old: Record,
        new: SimpleType,
        locus: Locus,
        at: tuple[Location | None, Location | None],
        shown: list[str],
    ) -> None:
        if old.text is None:
            self.walk.add("complex-became-simple", locus, old="elements", new=shown[1], at=at)
            return
        names = ", ".join(a.name.untrusted for a in old.attributes) or "any attributes"
        required = any(attribute.required for attribute in old.attributes)
        self.walk.add(
            "object-became-scalar",
            locus,
            old=f"text with {names}",
            new=shown[1],
            at=at,
            effect=Effect.BOTH if required else Effect.NARROW,
            json_effect=Effect.BOTH,
        )
        self.simple(old.text, new, locus, at)

    def derived(self, old: Element, new: Element, locus: Locus) -> None:
        """The types that an element may name with xsi:type."""
        before, after = ({d.name.untrusted: d for d in e.derived} for e in (old, new))
        at = (old.location, new.location)
        for name in before.keys() - after.keys():
            self.walk.add("derived-type-removed", locus, old=name, new=None, at=at)
        for name in after.keys() - before.keys():
            self.walk.add("derived-type-added", locus, old=None, new=name, at=at)
        for name in sorted(before.keys() & after.keys()):
            records = (
                self.sides[0].records[before[name].record.index],
                self.sides[1].records[after[name].record.index],
            )
            namespace = before[name].namespace
            step = Step(old, new, (namespace.untrusted if namespace else "", name))
            self.walk.enter(self.node, step, *records)

    def simple(
        self,
        old: SimpleType,
        new: SimpleType,
        locus: Locus,
        at: tuple[Location | None, Location | None],
    ) -> None:
        """What changed between two simple types: at the types, where these have a place."""
        if old is new:
            return
        for found in simple_types.findings(old, new, tokens=self.walk.policy.tokens):
            places = at
            if found.id not in {"json-token-changed", "python-annotation-changed"}:
                places = (old.location or at[0], new.location or at[1])
            self.walk.add(
                found.id,
                replace(locus, types=(old, new)),
                old=found.old,
                new=found.new,
                at=places,
                effect=found.effect,
                json_effect=found.json_effect,
                python=found.python,
                confidence=found.confidence,
                note=found.note,
            )

    def preset(
        self,
        old: Element | Attribute,
        new: Element | Attribute,
        locus: Locus,
        simple: SimpleType | None,
    ) -> None:
        """Default and fixed values."""
        at = (old.location, new.location)
        for kind in ("default", "fixed"):
            before: SchemaText | None = getattr(old, kind)
            after: SchemaText | None = getattr(new, kind)
            if _same_value(before, after, simple):
                continue
            word = "added" if before is None else "removed" if after is None else "changed"
            check = f"{kind}-{word}"
            texts = [None if v is None else v.untrusted for v in (before, after)]
            name = new.name.untrusted.casefold()
            if check == "fixed-changed" and "version" in name:
                check = "version-marker-changed"
            self.walk.add(check, locus, old=texts[0], new=texts[1], at=at)

    # Attributes

    def compare_attributes(
        self, old: dict[str, Attribute], new: dict[str, Attribute], kinds: set[str]
    ) -> None:
        removed = [name for name in old if name not in new and name not in kinds]
        added = [name for name in new if name not in old and name not in kinds]
        as_object = is_object(self.old) and is_object(self.new)
        pairs = renamed(
            removed,
            added,
            lambda one, other: (
                score
                if old[one].type == new[other].type and (score := alike_names(one, other)) >= _SURE
                else 0.0
            ),
        )
        for one, (other, confidence) in pairs.items():
            self.walk.add(
                "attribute-renamed",
                Locus(node=self.node, kind="attribute", old=one, new=other),
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
                word = "required" if old[name].required else "optional"
                self.walk.add(
                    f"attribute-removed-{word}",
                    Locus(node=self.node, kind="attribute", old=name),
                    name=f"@{name}",
                    old=f"{name}: {simple_types.described(old[name].type)}",
                    new=None,
                    at=(old[name].location, None),
                )
        for name in added:
            if name not in taken and as_object:
                word = "required" if new[name].required else "optional"
                self.walk.add(
                    f"attribute-added-{word}",
                    Locus(node=self.node, kind="attribute", new=name),
                    name=f"@{name}",
                    old=None,
                    new=f"{name}: {simple_types.described(new[name].type)}",
                    at=(None, new[name].location),
                )
        for name in old:
            if name in new:
                self.attribute(old[name], new[name])
        if self.old.any_attributes != self.new.any_attributes:
            check = "wildcard-added" if self.new.any_attributes else "wildcard-removed"
            shown = ["any attribute" if r.any_attributes else None for r in (self.old, self.new)]
            self.walk.add(
                check,
                Locus(node=self.node, kind="any_attributes"),
                name="@*",
                old=shown[0],
                new=shown[1],
                at=self.at,
            )

    def attribute(self, old: Attribute, new: Attribute) -> None:
        locus = Locus(
            node=self.node, kind="attribute", old=old.name.untrusted, new=new.name.untrusted
        )
        at = (old.location, new.location)
        self.namespaces(old, new, locus)
        if old.required != new.required:
            check = f"attribute-use-{'tightened' if new.required else 'relaxed'}"
            words = ["required" if a.required else "optional" for a in (old, new)]
            self.walk.add(check, locus, name=f"@{locus.new}", old=words[0], new=words[1], at=at)
        self.simple(old.type, new.type, locus, at)
        self.preset(old, new, locus, old.type)
        self.documentation(old.documentation, new.documentation, f"@{locus.new}", at)

    # The rest

    def wildcards(self) -> None:
        """Places for any element: one on each side is the same one."""
        before, after = (
            [item for item in record.content if isinstance(item, AnyElements)]
            for record in (self.old, self.new)
        )
        for number in range(max(len(before), len(after))):
            locus = Locus(node=self.node, kind="wildcard")
            if number >= len(before) or number >= len(after):
                item = (before or after)[number] if number < len(before) else after[number]
                added = number >= len(before)
                required = item.min_occurs > 0
                effect = Effect.BOTH if required else None
                self.walk.add(
                    "wildcard-added" if added else "wildcard-removed",
                    locus,
                    name="*",
                    old=None if added else _wildcard(item),
                    new=_wildcard(item) if added else None,
                    at=(None, item.location) if added else (item.location, None),
                    effect=effect,
                )
                continue
            self.wildcard(before[number], after[number], locus)

    def wildcard(self, old: AnyElements, new: AnyElements, locus: Locus) -> None:
        at = (old.location, new.location)
        shown = (_wildcard(old), _wildcard(new))
        wider, narrower = _covers(new, old), _covers(old, new)
        if not (wider and narrower):
            effect = None if wider or narrower else Effect.BOTH
            check = f"wildcard-namespace-{'widened' if wider else 'narrowed'}"
            self.walk.add(check, locus, name="*", old=shown[0], new=shown[1], at=at, effect=effect)
        order = ("skip", "lax", "strict")
        if old.process_contents != new.process_contents:
            relaxed = order.index(new.process_contents) < order.index(old.process_contents)
            self.walk.add(
                f"wildcard-process-{'relaxed' if relaxed else 'tightened'}",
                locus,
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
            self.walk.add(
                "wildcard-occurs-changed",
                locus,
                name="*",
                old=_occurs(*limits[0]),
                new=_occurs(*limits[1]),
                at=at,
                effect=effect,
            )

    def text(self) -> None:
        """The text of records that hold no elements."""
        old, new = self.old.text, self.new.text
        locus = Locus(node=self.node, kind="text")
        if old is not None and new is not None:
            self.simple(old, new, locus, self.at)
        elif old is not None:
            if self.new.content:
                self.walk.add(
                    "simple-became-complex", locus, old="text", new="elements", at=self.at
                )
            elif not self.new.mixed:
                self.content("content-became-empty", old="text", new="")
        elif new is not None:
            if self.old.content:
                self.walk.add(
                    "complex-became-simple", locus, old="elements", new="text", at=self.at
                )
            else:
                self.content("content-became-nonempty", old="", new="text")

    def mixed(self) -> None:
        if self.old.mixed != self.new.mixed and self.old.text is None and self.new.text is None:
            word = "mixed" if self.new.mixed else "unmixed"
            shown = ["mixed" if r.mixed else "elements only" for r in (self.old, self.new)]
            self.content(f"content-became-{word}", old=shown[0], new=shown[1])

    def content(self, check: str, *, old: str, new: str, effect: Effect | None = None) -> None:
        self.walk.add(
            check,
            Locus(node=self.node, kind="content"),
            old=old,
            new=new,
            at=self.at,
            effect=effect,
        )

    def documentation(
        self,
        old: SchemaText | None,
        new: SchemaText | None,
        name: str,
        at: tuple[Location | None, Location | None],
    ) -> None:
        before, after = (
            "" if text is None else " ".join(text.untrusted.split()) for text in (old, new)
        )
        if before == after:
            return
        locus = Locus(node=self.node, kind="documentation")
        marks = ["deprecated" in text.casefold() for text in (before, after)]
        if marks[0] != marks[1]:
            check = "deprecated-announced" if marks[1] else "deprecation-withdrawn"
        elif self.walk.policy.documentation:
            check = "documentation-changed"
        else:
            return
        self.walk.add(check, locus, name=name, old=before or None, new=after or None, at=at)


def _elements(record: Record) -> dict[str, Element]:
    return {item.name.untrusted: item for item in record.content if isinstance(item, Element)}


def _attributes(record: Record) -> dict[str, Attribute]:
    return {attribute.name.untrusted: attribute for attribute in record.attributes}


def _same_value(old: SchemaText | None, new: SchemaText | None, simple: SimpleType | None) -> bool:
    if old is None or new is None or old == new:
        return old == new
    builtin = getattr(simple, "builtin", "")
    return compared(builtin, old.untrusted.strip(), new.untrusted.strip()) == 0


def _wildcard(item: AnyElements) -> str:
    names = ", ".join(n.untrusted or "no namespace" for n in item.namespaces)
    if not names:
        return "any element"
    return f"any element not in {names}" if item.excluded else f"any element in {names}"


def _occurs(least: int, most: int | None) -> str:
    return f"{least} to {'any number' if most is None else most}"


def _covers(outer: AnyElements, inner: AnyElements) -> bool:
    """Whether a wildcard allows every namespace that another does."""
    outside, inside = set(outer.namespaces), set(inner.namespaces)
    if outer.excluded:
        return outside <= inside if inner.excluded else not outside & inside
    return not inner.excluded and inside <= outside
