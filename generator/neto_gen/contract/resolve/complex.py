"""Resolve a complex type to the attributes and the content of its whole chain of derivation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neto_gen.contract.model import Scalar
from neto_gen.contract.resolve.size import Size
from neto_gen.contract.resolve.wildcards import AttributeWildcard
from neto_gen.contract.xsd.declarations import (
    AttributeDeclaration,
    AttributeGroupReference,
    Attributes,
    ComplexType,
    ModelGroup,
    QName,
    Wildcard,
)
from neto_gen.contract.xsd.schema import Key, is_builtin
from neto_gen.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeGuard

    from neto_gen.contract import model
    from neto_gen.contract.resolve.simple import SimpleTypes
    from neto_gen.contract.xsd.declarations import Particle
    from neto_gen.contract.xsd.reader import Component
    from neto_gen.problems import Location

TEXT = Scalar(builtin="string", white_space="preserve")
"""Any text at all."""


@dataclass(slots=True)
class Effective:
    """The resolved attributes and content of a complex type. `text` is None where it may hold elements."""

    attributes: dict[QName, AttributeDeclaration] = field(
        default_factory=dict[QName, AttributeDeclaration]
    )
    wildcard: AttributeWildcard | None = None
    text: model.SimpleType | None = None
    content: Particle | None = None
    mixed: bool = False
    abstract: bool = False
    documentation: str | None = None

    @property
    def any_attributes(self) -> model.AnyAttributes | None:
        """The wildcard, as the contract has it."""
        return None if self.wildcard is None else self.wildcard.in_contract


def has_particles(content: Particle | None) -> TypeGuard[Particle]:
    """Tell whether content is of elements, even if there can be none of them.

    https://www.w3.org/TR/xmlschema-1/#declare-type says when content is empty.
    """
    if content is None or content.max_occurs == 0:
        return False
    if not isinstance(content, ModelGroup) or content.particles:
        return True
    return content.compositor == "choice" and content.min_occurs > 0  # nothing can be chosen


class ComplexTypes:
    """The complex types of a schema, whose files have so many `elements`.

    What is wrong with the types is collected in `problems`.
    """

    def __init__(
        self, components: Mapping[Key, Component], simple: SimpleTypes, elements: int = 0
    ) -> None:
        self.components = components
        self.simple = simple
        self.problems: list[Problem] = []
        self.known: dict[QName, Effective] = {}
        self._derived: dict[QName, list[QName]] | None = None
        self.size = Size(elements)

    def declared(self, name: QName) -> ComplexType:
        """Return the declaration of a complex type."""
        component = self.components[Key("type", name)]
        assert isinstance(component, ComplexType)  # noqa: S101 - asked for by what refers to it
        return component

    def is_complex(self, name: QName) -> bool:
        """Tell whether this is the name of a complex type that the schema declares."""
        return isinstance(self.components.get(Key("type", name)), ComplexType)

    def effective(self, name: QName) -> Effective:
        """Resolve the complex type of this name, with all types that it derives from."""
        chain: list[QName] = []
        while name not in self.known:
            declared = self.declared(name)
            chain.append(name)
            base = declared.base
            if base is None or not self.is_complex(base):
                break
            name = base
        for step in reversed(chain):
            if step not in self.known:
                self.known[step] = found = self._step(self.declared(step))
                where = self.declared(step).location
                self.size.add("attributes", len(found.attributes), where)
        return self.known[chain[0] if chain else name]

    def derived(self, name: QName, block: frozenset[str]) -> list[QName]:
        """Return the types that may replace a type: those derived from it, near ones first."""
        found: list[QName] = []
        queue, seen = [name], {name}
        for base in queue:  # grows on the way
            for child in self.children(base):
                declared = self.declared(child)
                if (
                    declared.derivation not in block | self.declared(name).block
                    and child not in seen
                ):
                    seen.add(child)
                    queue.append(child)
                    if declared.name is not None:
                        found.append(child)
        return [child for child in found if not self.declared(child).abstract]

    def children(self, name: QName) -> Sequence[QName]:
        """Return the types that are derived from a type in one step."""
        if self._derived is None:
            self._derived = {}
            for key, component in self.components.items():
                if isinstance(component, ComplexType) and component.base is not None:
                    self._derived.setdefault(component.base, []).append(key.name)
        return self._derived.get(name, ())

    def _step(self, declared: ComplexType) -> Effective:
        """Resolve a type whose base is already resolved."""
        own, wildcard = self.own_attributes(declared.attributes)
        base = self._base(declared)
        if base is None:
            base = Effective()
        restricts = declared.derivation == "restriction"
        if not restricts and base.wildcard is not None:
            wildcard = base.wildcard if wildcard is None else wildcard.either(base.wildcard)
        kept = {name: attribute for name, attribute in own.items() if attribute.use != "prohibited"}
        inherited = _inherited(base, own, kept) if restricts else base.attributes
        result = Effective(
            attributes={**inherited, **kept},
            wildcard=wildcard,
            abstract=declared.abstract,
            documentation=declared.documentation,
        )
        if declared.has_simple_content:
            result.text = self._text(declared, base)
            return result
        result.mixed = declared.mixed or (base.mixed and declared.content is None and not restricts)
        result.content = declared.content
        if declared.derivation == "extension":
            result.text = base.text
            result.mixed = declared.mixed or base.mixed
            parts = tuple(c for c in (base.content, declared.content) if has_particles(c))
            if len(parts) > 1:
                result.content = ModelGroup(
                    compositor="sequence", particles=parts, location=declared.location
                )
            else:
                result.content = next(iter(parts), base.content or declared.content)
            if base.text is not None and declared.content is not None:
                what = "elements cannot be added to a type that holds text"
                self._add(what, declared.location, "give it a base that holds elements")
        return result

    def _base(self, declared: ComplexType) -> Effective | None:
        """Return the resolved base of a type, or None where the base adds nothing."""
        base = declared.base
        if base is None or self.simple.is_simple(base):
            if base is not None and not declared.has_simple_content:
                what = f"the base of complex content, {base.name}, is a simple type"
                self._add(what, declared.location, "use xs:simpleContent")
            return None
        if is_builtin(base):  # xs:anyType
            extends = declared.derivation == "extension" and not declared.has_simple_content
            return _anything(declared.location) if extends else None
        return self.known[base]

    def _text(self, declared: ComplexType, base: Effective) -> model.SimpleType:
        """Return the type of the text in simple content."""
        text = base.text or (TEXT if base.mixed else None)
        if declared.base is not None and self.simple.is_simple(declared.base):
            text = self.simple.type_of(declared.base, declared.location)
        if declared.simple is not None:
            if declared.simple.bases:
                text = self.simple.type_of(declared.simple.bases[0], declared.location)
            if text is not None and declared.simple.facets:
                text = self.simple.restricted(text, declared.simple.facets, declared.location)
        if text is None:
            what = "the base of simple content has no text"
            self._add(
                what, declared.location, "give it a simple type, or a type with simple content"
            )
        return text or TEXT

    def own_attributes(
        self, declared: Attributes
    ) -> tuple[dict[QName, AttributeDeclaration], AttributeWildcard | None]:
        """Return the attributes that a type lists itself or through groups, and its wildcard."""
        found: dict[QName, AttributeDeclaration] = {}
        wildcard: AttributeWildcard | None = None
        seen: set[QName] = set()
        waiting = [declared]
        while waiting:
            attributes = waiting.pop(0)
            if attributes.wildcard is not None:
                other = AttributeWildcard.of(attributes.wildcard)
                wildcard = other if wildcard is None else wildcard.both(other)
            for use in attributes.uses:
                if isinstance(use, AttributeGroupReference):
                    if use.name not in seen:
                        seen.add(use.name)
                        group = self.components[Key("attributeGroup", use.name)]
                        assert isinstance(group, Attributes)  # noqa: S101 - by its symbol space
                        waiting.append(group)
                elif use.use == "prohibited" and attributes is not declared:
                    continue  # only one that a type itself lists removes what the type inherits
                elif use.name in found:
                    what = f"attribute {use.name.name} occurs twice"
                    self._add(
                        what, use.location, f"first at {found[use.name].location}: remove one"
                    )
                else:
                    found[use.name] = use
        return found, wildcard

    def _add(self, what: str, location: Location, hint: str | None) -> None:
        self.problems.append(Problem(what, location, hint))


def _anything(location: Location) -> Effective:
    """Return a resolved xs:anyType (https://www.w3.org/TR/xmlschema-1/#ur-type-itself)."""
    content = Wildcard(process_contents="lax", min_occurs=0, max_occurs=None, location=location)
    return Effective(wildcard=AttributeWildcard.of(content), content=content, mixed=True)


def _inherited(
    base: Effective,
    own: Mapping[QName, AttributeDeclaration],
    kept: Mapping[QName, AttributeDeclaration],
) -> dict[QName, AttributeDeclaration]:
    """Return the attributes that a restriction keeps of its base, in their order."""
    return {
        name: own.get(name, attribute)
        for name, attribute in base.attributes.items()
        if name not in own or name in kept
    }
