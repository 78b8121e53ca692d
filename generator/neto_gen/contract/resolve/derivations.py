"""Check the derivation of types: what a derived type must keep of its base.

https://www.w3.org/TR/xmlschema-1/#Complex_Type_Definitions has the rules for complex types, and
https://www.w3.org/TR/xmlschema-1/#Simple_Type_Definitions those for simple ones.

Long, because each way to derive a type has rules of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neto_gen.contract.resolve.complex import TEXT, Effective
from neto_gen.contract.resolve.derivation_steps import ANY_SIMPLE_TYPE, ANY_TYPE, DerivationSteps
from neto_gen.contract.resolve.determinism import ambiguity
from neto_gen.contract.resolve.facets import has_stray_hyphen, stray_escape
from neto_gen.contract.resolve.inclusion import Inclusion
from neto_gen.contract.resolve.simple import SimpleTypes
from neto_gen.contract.resolve.values import expanded, is_same
from neto_gen.contract.schema_text import spaced
from neto_gen.contract.xsd import vocabulary
from neto_gen.contract.xsd.declarations import (
    AttributeDeclaration,
    Attributes,
    ComplexType,
    ElementDeclaration,
    GroupReference,
    ModelGroup,
    Notation,
    QName,
    SimpleType,
    Wildcard,
)
from neto_gen.contract.xsd.document import XML_SCHEMA
from neto_gen.contract.xsd.schema import Key
from neto_gen.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neto_gen.contract import model
    from neto_gen.contract.resolve.complex import ComplexTypes
    from neto_gen.contract.resolve.particles import Elements
    from neto_gen.contract.resolve.wildcards import AttributeWildcard
    from neto_gen.contract.xsd.declarations import Facet, Particle
    from neto_gen.contract.xsd.reader import Component
    from neto_gen.problems import Location

    Type = QName | SimpleType

_ID: Final = QName(XML_SCHEMA, "ID")
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_OF_INSTANCES: Final = {"nil", "type", "schemaLocation", "noNamespaceSchemaLocation"}
# The specification's names for the rules of each kind of derivation.
_RULES: Final = {"extension": "cos-ct-extends", "restriction": "derivation-ok-restriction"}


class Derivations:
    """Judges the definitions of a schema."""

    def __init__(
        self, components: Mapping[Key, Component], complex_: ComplexTypes, elements: Elements
    ) -> None:
        self.components = components
        self.complex = complex_
        self.elements = elements
        self.derivation = DerivationSteps(components)
        # A separate reader, so that the problems of types that no message uses are reported only here.
        self.simple = SimpleTypes(components)
        # Anonymous types get a name here.
        self.names = {id(c): k.name for k, c in components.items() if isinstance(c, ComplexType)}

    def problems(self) -> Iterator[Problem]:
        """Yield the problems of the definitions, each on its own and against its bases."""
        for component in self.components.values():
            match component:
                case ElementDeclaration():
                    yield from self._element_problems(component)
                    yield from self._substitution_problems(component)
                case AttributeDeclaration():
                    yield from self._attribute_problems(component)
                case ComplexType():
                    yield from self._complex_problems(component)
                case SimpleType():
                    yield from self._simple_problems(component)
                case ModelGroup():
                    yield from self._particle_problems(component)
                case Attributes():
                    for use in component.uses:
                        if isinstance(use, AttributeDeclaration):
                            yield from self._attribute_problems(use)
                case Notation():
                    pass
        yield from self._redefined_groups()
        yield from self._redefined_attributes()
        yield from self.simple.problems

    def _final(self, type_: Type | None) -> frozenset[str]:
        found = self.components.get(Key("type", type_)) if isinstance(type_, QName) else type_
        return found.final if isinstance(found, ComplexType | SimpleType) else frozenset()

    def _is_id(self, type_: Type | None) -> bool:
        return type_ is not None and self.derivation.ways(type_, _ID) is not None

    # Elements and attributes

    def _element_problems(self, element: ElementDeclaration) -> Iterator[Problem]:
        if isinstance(element.type, SimpleType):
            yield from self._simple_problems(element.type)
        if _value(element) is not None and self._is_id(element.type):
            what = f"element {element.name.name} is an ID, and has a default or a fixed value"
            hint = "remove the value: each ID must be different"
            yield Problem(what, element.location, hint, rule="e-props-correct")

    def _substitution_problems(self, element: ElementDeclaration) -> Iterator[Problem]:
        """Yield the problems of an element that substitutes others."""
        own = self.elements.type_of(element)
        for name in element.heads:
            head = self.elements[name]
            ways = self.derivation.ways(own, self.elements.type_of(head))
            if ways is None:
                what = f"element {element.name.name} cannot substitute {name.name}"
                hint = "give it the type of the head, or one derived from it"
                yield Problem(
                    f"{what}: its type is not that of the head, or derived from it",
                    element.location,
                    hint,
                    rule="e-props-correct",
                )
            elif ways & head.final:
                way = min(ways & head.final)
                what = (
                    f"element {name.name} is final: no element whose type is {_a(way)} of its type"
                )
                hint = f'remove "{way}" there, or substitutionGroup here'
                yield Problem(
                    f"{what} can replace it", element.location, hint, rule="e-props-correct"
                )

    def _attribute_problems(self, attribute: AttributeDeclaration) -> Iterator[Problem]:
        if isinstance(attribute.type, SimpleType):
            yield from self._simple_problems(attribute.type)
        elif attribute.type is not None:
            self.simple.type_of(attribute.type, attribute.location)
        of_instances = attribute.name.namespace == _XSI and attribute.name.name not in _OF_INSTANCES
        if of_instances and not attribute.is_reference:
            what = f"attribute {attribute.name.name} is in the namespace {_XSI}"
            hint = "only XML Schema itself declares attributes in this namespace"
            yield Problem(what, attribute.location, hint)
        name, declared = attribute.name.name, self._declared(attribute)
        if _value(attribute) is not None and self._is_id(declared.type):
            what = f"attribute {name} is an ID, and has a default or a fixed value"
            hint = "remove the value: each ID must be different"
            yield Problem(what, attribute.location, hint, rule="a-props-correct")
        if declared is attribute or declared.fixed is None:
            return
        if attribute.default is not None or (
            attribute.fixed is not None and not self._is_same(attribute, declared)
        ):
            what = f'attribute {name} has the fixed value "{declared.fixed}" in its declaration'
            hint = "remove the value here"
            yield Problem(what, attribute.location, hint, rule="au-props-correct")

    def _declared(self, use: AttributeDeclaration) -> AttributeDeclaration:
        """Return the declaration of an attribute that is used."""
        found = self.components.get(Key("attribute", use.name)) if use.is_reference else use
        assert isinstance(found, AttributeDeclaration)  # noqa: S101 - its symbol space says so
        return found

    def _is_same(
        self,
        one: AttributeDeclaration | ElementDeclaration,
        other: AttributeDeclaration | ElementDeclaration,
    ) -> bool:
        """Tell whether fixed values may be equal."""
        if one.fixed is None or other.fixed is None:
            return False
        if spaced("collapse", one.fixed) == spaced("collapse", other.fixed):
            return True
        type_ = self._text_type(other.type, other.location)
        texts = [
            expanded(type_, text, of.namespaces)
            for text, of in ((one.fixed, one), (other.fixed, other))
        ]
        try:
            return is_same(type_, *texts)
        except ValueError:  # reported as a value that is not valid
            return True

    def _text_type(self, type_: Type | None, location: Location) -> model.SimpleType:
        """Return the type of the text of an element or an attribute of this type."""
        if isinstance(type_, QName) and self.complex.is_complex(type_):
            return self.complex.effective(type_).text or TEXT
        if type_ is None or type_ == ANY_TYPE:
            return TEXT
        return self.simple.type_of(type_, location)

    # Simple types

    def _simple_problems(self, declared: SimpleType) -> Iterator[Problem]:
        """Yield the problems of a simple type, and of the types inside it."""
        self.simple.type_of(declared, declared.location)
        for base in declared.bases:
            if isinstance(base, SimpleType):
                yield from self._simple_problems(base)
            if declared.variety in self._final(base):
                what = f"a {declared.variety}"
                yield self._final_problem(base, what, declared.location, "st-props-correct")
        if declared.variety == "restriction":
            restricted = next(iter(declared.bases), None)
            if restricted in {ANY_TYPE, ANY_SIMPLE_TYPE} and isinstance(restricted, QName):
                what = f"a simple type cannot be a restriction of xs:{restricted.name}"
                yield Problem(what, declared.location, "name another type, such as xs:string")
            yield from self._facet_problems(restricted, declared.facets)

    def _facet_problems(self, base: Type | None, own: tuple[Facet, ...]) -> Iterator[Problem]:
        """Yield the facets that change what a base type has fixed, and patterns that break a rule."""
        for facet in own:
            if facet.name != "pattern":
                continue
            escaped = stray_escape(facet.value)
            if escaped is not None:
                what = f'pattern "{facet.value}" has an escape that XML Schema does not know: \\{escaped}'
                hint = "write the character without the backslash"
                yield Problem(what, facet.location, hint, rule="SingleCharEsc")
            if has_stray_hyphen(facet.value):
                what = f'pattern "{facet.value}" has a hyphen in the middle of a character class'
                hint = "write it first or last there, or as \\-"
                yield Problem(what, facet.location, hint, rule="charRange")
        given = {facet.name: facet for facet in own}
        found = (
            self.components.get(Key("type", step)) if isinstance(step, QName) else step
            for step in (base, *(step for step, _ in self.derivation.steps(base)))
        )
        for step in found if given else ():
            inherited: tuple[Facet, ...] = ()
            if isinstance(step, SimpleType):
                inherited = step.facets
            elif isinstance(step, ComplexType) and step.simple is not None:
                inherited = step.simple.facets
            for facet in inherited:
                other = given.get(facet.name)
                if facet.fixed and other is not None and _differ(facet, other):
                    what = f'{facet.name} is fixed at "{facet.value}" in the base type'
                    hint = f"remove it, or fixed at {facet.location}"
                    yield Problem(
                        what, other.location, hint, rule=f"{facet.name}-valid-restriction"
                    )

    def _final_problem(self, base: Type, way: str, location: Location, rule: str) -> Problem:
        name = f"type {base.name}" if isinstance(base, QName) else "a type"
        what = f"{name} is final: no type can be {way} of it"
        hint = 'use another type, or remove "final" there'
        return Problem(what, location, hint, rule=rule)

    # Complex types

    def _complex_problems(self, declared: ComplexType) -> Iterator[Problem]:
        """Yield the problems of a complex type."""
        way = declared.derivation
        if declared.base is not None and way is not None and way in self._final(declared.base):
            rule = _RULES[way]
            yield self._final_problem(declared.base, _a(way), declared.location, rule)
        own = self.complex.own_attributes(declared.attributes)[0]
        for use in own.values():
            yield from self._attribute_problems(use)
        if declared.simple is not None:
            yield from (p for b in declared.simple.bases for p in self._inner_problems(b))
            yield from self._facet_problems(declared.base, declared.simple.facets)
        if declared.content is not None:
            yield from self._particle_problems(declared.content)
            yield from self._all_problems(declared.content)
        effective = self.complex.effective(self.names[id(declared)])
        identifiers = [
            name.name
            for name, use in effective.attributes.items()
            if self._is_id(self._declared(use).type)
        ]
        if len(identifiers) > 1:
            what = f"attributes {identifiers[0]} and {identifiers[1]} are both of type ID"
            hint = "a type can have at most one ID: change one of them"
            yield Problem(what, declared.location, hint, rule="ct-props-correct")
        yield from self._base_problems(declared)
        extends_anything = any(
            step == ANY_TYPE and way == "extension"
            for step, way in self.derivation.steps(declared.name)
        )
        if effective.content is not None and not extends_anything:
            problem = ambiguity(effective.content, self.elements)
            if problem is not None:
                yield problem

    def _inner_problems(self, type_: Type) -> Iterator[Problem]:
        if isinstance(type_, SimpleType):
            yield from self._simple_problems(type_)

    def _particle_problems(self, particle: Particle) -> Iterator[Problem]:
        """Yield the problems of the elements that a content model declares."""
        if isinstance(particle, ElementDeclaration) and not particle.is_reference:
            yield from self._element_problems(particle)
        elif isinstance(particle, ModelGroup):
            for child in particle.particles:
                yield from self._particle_problems(child)

    def _all_problems(self, particle: Particle, *, is_inner: bool = False) -> Iterator[Problem]:
        """Yield the uses of an xs:all, by a reference to a group, as a part of a content model."""
        if isinstance(particle, GroupReference):
            if self._is_all(particle) and (is_inner or particle.max_occurs != 1):
                name = particle.name.name
                what = f"group {name} is an xs:all, which must be the only content of a type, and occur once"
                yield Problem(what, particle.location, "use xs:sequence in it")
        elif isinstance(particle, ModelGroup):
            for child in particle.particles:
                yield from self._all_problems(child, is_inner=True)

    def _base_problems(self, declared: ComplexType) -> Iterator[Problem]:
        """Yield the problems of a type with the base that it extends or restricts."""
        base = declared.base
        if base is None or base == ANY_TYPE:
            return
        restricts = declared.derivation == "restriction"
        if not self.complex.is_complex(base):
            if restricts and declared.has_simple_content:
                what = f"xs:simpleContent cannot restrict {base.name}, which is a simple type"
                hint = "use xs:extension, or a simple type by xs:restriction"
                yield Problem(what, declared.location, hint)
            return
        inherited = self.complex.effective(base)
        if restricts:
            yield from self._restriction_problems(declared, inherited)
        elif declared.has_simple_content and inherited.text is None:
            what = "an extension with simple content must have a base with simple content"
            yield Problem(what, declared.location, "give it a base with simple content")
        elif declared.mixed or (declared.content is not None and not _is_empty(declared.content)):
            yield from self._extension_problems(declared, inherited)

    def _extension_problems(self, declared: ComplexType, base: Effective) -> Iterator[Problem]:
        if base.content is None or _is_empty(base.content):
            return
        if base.mixed != declared.mixed:
            what = "an extension must be mixed exactly if its base is mixed"
            yield Problem(what, declared.location, f'set mixed="{str(base.mixed).lower()}"')
        if any(self._is_all(content) for content in (declared.content, base.content)):
            what = "xs:all cannot be extended, and cannot extend elements"
            yield Problem(what, declared.location, "use xs:sequence in both types")

    def _is_all(self, particle: Particle | None) -> bool:
        if isinstance(particle, GroupReference):
            group = self.components.get(Key("group", particle.name))
            return isinstance(group, ModelGroup) and group.compositor == "all"
        return isinstance(particle, ModelGroup) and particle.compositor == "all"

    def _restriction_problems(self, declared: ComplexType, base: Effective) -> Iterator[Problem]:
        effective = self.complex.effective(self.names[id(declared)])
        yield from self._restricted_attributes(declared.attributes, base, declared.location)
        if base.text is not None and not declared.has_simple_content:
            what = "a restriction of a type with simple content must have simple content"
            yield Problem(what, declared.location, "use xs:simpleContent")
        if declared.has_simple_content or base.text is not None:
            yield from self._restricted_text(declared)
            return
        if declared.mixed and not base.mixed:
            what = "a restriction cannot be mixed if its base is not mixed"
            hint, rule = 'remove mixed="true"', _RULES["restriction"]
            yield Problem(what, declared.location, hint, rule=rule)
        yield from self._restricted_content(effective.content, base.content, declared.location)

    def _restricted_text(self, declared: ComplexType) -> Iterator[Problem]:
        """Yield the problem of a simple type that does not restrict that of the base."""
        own = None if declared.simple is None else next(iter(declared.simple.bases), None)
        inherited = None if declared.base is None else self._declared_text(declared.base)
        if (
            own is not None
            and inherited is not None
            and self.derivation.ways(own, inherited) is None
        ):
            what = (
                "not a valid restriction: its simple type is not a restriction of that of its base"
            )
            hint, rule = "restrict the type of the base's text", _RULES["restriction"]
            yield Problem(what, declared.location, hint, rule=rule)

    def _declared_text(self, type_: QName) -> Type | None:
        """Return the declared type of the text of a type with simple content."""
        for step in (type_, *(step for step, _ in self.derivation.steps(type_))):
            found = self.components.get(Key("type", step)) if isinstance(step, QName) else step
            if not isinstance(found, ComplexType):
                return step
            if found.simple is not None and found.simple.bases:
                return found.simple.bases[0]
        return None

    def _restricted_content(
        self, own: Particle | None, base: Particle | None, location: Location
    ) -> Iterator[Problem]:
        """Yield the problems of a content model with the one that it restricts."""
        inclusion = Inclusion(self.elements)
        excess = inclusion.excess(own, base)
        if excess is not None:
            what = "its base requires more elements"
            if excess.name is not None:
                what = f"its base does not allow {excess.name} there"
            where = excess.location or location
            hint = "allow no more than the base, or use xs:extension"
            yield Problem(
                f"not a valid restriction: {what}", where, hint, rule=_RULES["restriction"]
            )
        for one, other in inclusion.pairs:
            if isinstance(one, Wildcard) and isinstance(other, Wildcard):
                if _is_weaker(one, other):
                    what = "its xs:any is processed less strictly than that of its base"
                    hint, rule = f"see {other.location}", _RULES["restriction"]
                    yield Problem(f"not a valid restriction: {what}", one.location, hint, rule=rule)
            elif isinstance(one, ElementDeclaration) and isinstance(other, ElementDeclaration):
                yield from self._restricted_element(one, other)

    def _restricted_element(
        self, one: ElementDeclaration, other: ElementDeclaration
    ) -> Iterator[Problem]:
        """Yield the problems of an element with the one that it restricts."""
        own, base = (self.elements[e.name] if e.is_reference else e for e in (one, other))
        if own is base:
            return
        name, what = one.name.name, None
        if own.nillable and not base.nillable:
            what = f"element {name} cannot be nillable if that of the base is not"
        elif base.fixed is not None and not self._is_same(own, base):
            what = f'element {name} has the fixed value "{base.fixed}" in the base'
        elif blocked := ", ".join(sorted(base.block - own.block)):
            what = f"element {name} does not block {blocked}, as that of the base does"
        else:
            ways = self.derivation.ways(self.elements.type_of(own), self.elements.type_of(base))
            if ways is None or "extension" in ways:
                what = f"the type of element {name} is not a restriction of its type in the base"
        if what is not None:
            hint, rule = f"see {other.location}", _RULES["restriction"]
            yield Problem(f"not a valid restriction: {what}", one.location, hint, rule=rule)

    def _redefined_groups(self) -> Iterator[Problem]:
        """Yield the problems of groups that restrict what they redefine."""
        for key, component in self.components.items():
            base = QName(key.name.namespace, f"{key.name.name} (redefined)")
            original = self.components.get(Key("group", base))
            if (
                isinstance(component, ModelGroup)
                and isinstance(original, ModelGroup)
                and not _refers_to(component, base)
            ):
                yield from self._restricted_content(component, original, component.location)

    def _redefined_attributes(self) -> Iterator[Problem]:
        """Yield the problems of attribute groups that restrict what they redefine."""
        for key, component in self.components.items():
            base = QName(key.name.namespace, f"{key.name.name} (redefined)")
            original = self.components.get(Key("attributeGroup", base))
            if not (isinstance(component, Attributes) and isinstance(original, Attributes)):
                continue
            if any(use.name == base for use in component.uses):
                continue
            uses_, wildcard = self.complex.own_attributes(original)
            attributes = {name: use for name, use in uses_.items() if use.use != "prohibited"}
            inherited = Effective(attributes=attributes, wildcard=wildcard)
            uses = (*component.uses, *original.uses)
            where = next((use.location for use in uses), None)
            if where is None:
                continue
            yield from self._restricted_attributes(component, inherited, where)
            own = self.complex.own_attributes(component)[0]
            for name, use in attributes.items():
                if use.use == "required" and (name not in own or own[name].use == "prohibited"):
                    what = f"not a valid restriction: attribute {name.name} is required in the redefined group"
                    yield Problem(what, where, "allow no more than the original")

    def _restricted_attributes(
        self, declared: Attributes, base: Effective, location: Location
    ) -> Iterator[Problem]:
        """Yield the problems of the attributes of a restriction."""
        own, wildcard = self.complex.own_attributes(declared)
        if wildcard is not None and base.wildcard is None:
            what = "not a valid restriction: its base does not allow any attribute"
            hint = "remove xs:anyAttribute"
            yield Problem(what, location, hint, rule=_RULES["restriction"])
        elif wildcard is not None and base.wildcard is not None:
            is_weaker = _is_weaker(wildcard, base.wildcard)
            if is_weaker or not wildcard.is_within(base.wildcard):
                how = "is processed less strictly" if is_weaker else "allows more namespaces"
                what = f"not a valid restriction: its xs:anyAttribute {how} than that of its base"
                yield Problem(
                    what, location, "allow no more than the base", rule=_RULES["restriction"]
                )
        for name, use in own.items():
            inherited = base.attributes.get(name)
            narrowed: str | None = None
            if inherited is None:
                allowed = base.wildcard is not None and base.wildcard.allows(name.namespace)
                if use.use != "prohibited" and not allowed:
                    narrowed = f"its base has no attribute {name.name}"
            elif inherited.use == "required" and use.use != "required":
                narrowed = f"attribute {name.name} is required in its base"
            elif use.use != "prohibited":
                narrowed = self._narrowed(use, inherited)
            if narrowed is not None:
                hint, rule = "allow no more than the base", _RULES["restriction"]
                yield Problem(f"not a valid restriction: {narrowed}", use.location, hint, rule=rule)

    def _narrowed(self, use: AttributeDeclaration, base: AttributeDeclaration) -> str | None:
        """Return the problem of an attribute with the one that it restricts."""
        own, other = self._declared(use), self._declared(base)
        name = use.name.name
        fixed = base if base.fixed is not None else other
        if fixed.fixed is not None:
            given = use if use.fixed is not None else own
            if given.fixed is None or not self._is_same(given, fixed):
                return f'attribute {name} has the fixed value "{fixed.fixed}" in its base'
        named = isinstance(own.type, QName) and isinstance(other.type, QName | None)
        if named and self.derivation.ways(own.type, other.type or ANY_SIMPLE_TYPE) is None:
            return f"the type of attribute {name} is not a restriction of its type in its base"
        return None


def _a(way: str) -> str:
    return f"an {way}" if way == "extension" else f"a {way}"


def _value(declared: ElementDeclaration | AttributeDeclaration) -> str | None:
    return declared.default if declared.fixed is None else declared.fixed


def _differ(one: Facet, other: Facet) -> bool:
    values = [spaced("collapse", facet.value).lstrip("+0") for facet in (one, other)]
    is_number = one.name in vocabulary.LENGTH_FACETS | vocabulary.DIGIT_FACETS
    if is_number or one.name == "whiteSpace":
        return values[0] != values[1]
    return False  # bounds of one value have several spellings


def _refers_to(particle: Particle, group: QName) -> bool:
    """Tell whether a content model has a reference to a group."""
    if isinstance(particle, ModelGroup):
        return any(_refers_to(child, group) for child in particle.particles)
    return isinstance(particle, GroupReference) and particle.name == group


def _is_weaker(one: Wildcard | AttributeWildcard, other: Wildcard | AttributeWildcard) -> bool:
    """Tell whether what a wildcard allows is processed less strictly than by another."""
    order = ("skip", "lax", "strict").index
    return order(one.process_contents) < order(other.process_contents)


def _is_empty(particle: Particle) -> bool:
    """Tell whether a content model holds nothing."""
    if particle.max_occurs == 0:
        return True
    return (
        isinstance(particle, ModelGroup)
        and all(map(_is_empty, particle.particles))
        and not isinstance(particle, Wildcard)
    )
