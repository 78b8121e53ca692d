"""From the declarations of a schema to a message of the contract: what one root element leads to.

Long, because what an element, a type and a group lead to refer to one another.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from neto_gen.contract.model import (
    AnyAttributes,
    AnyElements,
    AnyType,
    Attribute,
    DerivedType,
    Element,
    Message,
    NamedType,
    Record,
    RecordRef,
)
from neto_gen.contract.resolve.apart import named_apart, word_of
from neto_gen.contract.resolve.canonical import canonical
from neto_gen.contract.resolve.complex import TEXT, ComplexTypes, has_particles
from neto_gen.contract.resolve.content import Branch, Leaf, content_of, particle_of
from neto_gen.contract.resolve.declared import declared_attributes, declared_elements, is_assessed
from neto_gen.contract.resolve.derivation_steps import ANY_TYPE
from neto_gen.contract.resolve.derivations import Derivations
from neto_gen.contract.resolve.derived_roots import together
from neto_gen.contract.resolve.named_types import named_types
from neto_gen.contract.resolve.particles import Elements, Items, Particles
from neto_gen.contract.resolve.simple import SimpleTypes
from neto_gen.contract.resolve.size import Size, require_moderate
from neto_gen.contract.resolve.values import expanded, normalized, require_value
from neto_gen.contract.schema_text import SchemaText
from neto_gen.contract.xsd.declarations import (
    AttributeDeclaration,
    ElementDeclaration,
    QName,
    SimpleType,
    Wildcard,
    full_name,
)
from neto_gen.contract.xsd.reader import read_declarations
from neto_gen.contract.xsd.schema import Key
from neto_gen.problems import ExitCode, Failure, Problem, listed
from neto_gen.sources.acceptance import NONE_ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from neto_gen.contract import model
    from neto_gen.contract.resolve.complex import Effective
    from neto_gen.contract.resolve.content import Content
    from neto_gen.contract.xsd.schema import Schema
    from neto_gen.problems import Location
    from neto_gen.sources.acceptance import AcceptedSchemas

_ANY_TYPE = QName("", "(any type)")
Named = TypeVar("Named", NamedType, Attribute)


class MessageReader:
    """Reads messages from one schema that keeps the rules of `neto_gen.contract.xsd.rules`."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.components = read_declarations(schema)
        self.simple = SimpleTypes(self.components)
        self.size = sum(len(document.elements) for document in schema.documents)
        self.complex = ComplexTypes(self.components, self.simple, self.size)
        self.elements = Elements(self.components)

    def require_consistent(self, acceptance: AcceptedSchemas = NONE_ACCEPTED) -> None:
        """Raise Failure for definitions that contradict each other, whatever leads to them."""
        derivations = Derivations(self.components, self.complex, self.elements)
        acceptance.refuse(derivations.problems())

    def message(self, root: str) -> Message:
        """Return the message whose root element has the name `root`.

        Raises Failure when there is no such element, and for what has no meaning on the way.
        """
        schema = self.schema
        name = QName(schema.target_namespace, root)
        found = self.components.get(Key("element", name))
        where = schema.documents[0].root.location
        if not isinstance(found, ElementDeclaration):
            what = f"declares no element {root}"
            names = listed(self.global_elements())
            hint = f"it declares {names}: rename the file or the element"
            raise Failure(ExitCode.SCHEMA, Problem(what, where, hint))
        made = _Records(self)
        records = made.of(found)
        problems = [*self.simple.problems, *self.complex.problems]
        if problems:
            raise Failure(ExitCode.SCHEMA, *dict.fromkeys(problems))
        kept = named_apart(canonical(records), _text(schema.target_namespace))
        require_moderate(kept, found.location, self.size)
        assessed = is_assessed(kept)
        declared = declared_elements(self.components, self.complex, self.elements, made.attribute)
        attributes = declared_attributes(self.components, made.attribute)
        return Message(
            records=kept,
            namespace=_text(name.namespace),
            files=tuple(dict.fromkeys(d.name for d in schema.documents if not d.is_provided)),
            nillable=found.nillable,
            block=made.blocked(found),
            elements=self._declared("element", _wildcards_of_elements(kept)),
            attributes=self._declared("attribute", _wildcards_of_attributes(kept)),
            types=named_types(self.components, self.complex, kept, made.attribute),
            constraints=found.constraints,
            declared_elements=_by_name(declared) if assessed else (),
            declared_attributes=_by_name(attributes) if assessed else (),
        )

    def _declared(
        self, space: str, wildcards: Iterable[AnyElements | AnyAttributes]
    ) -> tuple[SchemaText, ...]:
        """Return the names of declared components that strict wildcards allow."""
        strict = [each for each in wildcards if each.process_contents == "strict"]
        names = (
            key.name
            for key, component in self.components.items()
            if key.space == space
            and not (isinstance(component, ElementDeclaration) and component.abstract)
        )
        found = {
            full_name(name)
            for name in names
            for each in strict
            if (SchemaText(name.namespace) in each.namespaces) is not each.excluded
        }
        return tuple(sorted(found))

    def global_elements(self) -> list[str]:
        """Return the names of the global elements of the schema, sorted."""
        return sorted(key.name.name for key in self.components if key.space == "element")

    def definitions(self, roots: Sequence[str] | None = None) -> tuple[Record, ...]:
        """Return all records that some root elements lead to; equal ones are not merged.

        The first record is none of the schema: it holds the root elements. Without `roots`, these
        are all global elements that can be the root of a document.
        """
        found = [
            component
            for key, component in self.components.items()
            if isinstance(component, ElementDeclaration)
            and key.name.namespace == self.schema.target_namespace
            and (not component.abstract if roots is None else key.name.name in roots)
        ]
        records = _Records(self).under(found)
        problems = [*self.simple.problems, *self.complex.problems]
        if problems:
            raise Failure(ExitCode.SCHEMA, *dict.fromkeys(problems))
        where = self.schema.documents[0].root.location
        require_moderate(records, where, self.size, in_python=False)
        return tuple(records)


class _Records:
    """Builds the records that one root leads to, each when something first refers to it.

    A record is known by the name of its element and by its type: by the name of the type, or by the
    simple type itself; and by the text that an empty element stands for.
    """

    def __init__(self, reader: MessageReader) -> None:
        self.reader = reader
        self.simple = reader.simple
        self.complex = reader.complex
        self.places: dict[tuple[object, ...], int] = {}
        self.waiting: list[tuple[ElementDeclaration, str, QName | model.SimpleType]] = []
        self.size = Size(reader.size)
        self.root_type: Effective | None = None  # where that is more than its own type
        self.root_types: list[QName] = []  # that the root may name
        self.particles = Particles(reader.elements, self.complex, self.complex.problems, self.size)

    def of(self, root: ElementDeclaration) -> list[Record]:
        if root.abstract:
            what = f"element {root.name.name} is abstract: no document has it as its root"
            self._add(what, root.location, "name one of the elements that can replace it")
        type_ = self._type_name(root)
        if isinstance(type_, QName) and self.complex.is_complex(type_):
            others = self.complex.derived(type_, root.block)
            if others:
                self.size.add("derived types", len(others), root.location)
                self.root_type = together(self.complex, self.reader.elements, type_, others)
                self.root_types = others
                # An element of the same name and type inside it has a class for each type.
                self.waiting.append((root, root.name.name, type_))
            else:
                if self.complex.effective(type_).abstract:
                    what = f"the type of element {root.name.name} is abstract"
                    self._add(what, root.location, "give it a type of its own")
                self._place(root, root.name.name, type_)
            text = self._text_of(type_) or self._text_between(type_)
        else:
            text = self._simple_type(type_, root) or TEXT
            self._place(root, root.name.name, self._simple_type(type_, root) or _ANY_TYPE)
        self._check_value(root.default if root.fixed is None else root.fixed, root, text)
        return self._all(root)

    def under(self, roots: Sequence[ElementDeclaration]) -> list[Record]:
        """Return a record that holds these elements, and all records that they lead to."""
        self.waiting += [(root, "", _ANY_TYPE) for root in roots[:1]]  # the place of that record
        content = tuple(self._element(root, Leaf(index)) for index, root in enumerate(roots))
        top = Record(name=SchemaText(""), content=content)
        return [top, *(self._all(roots[0], 1) if roots else ())]

    def _all(self, root: ElementDeclaration, first: int = 0) -> list[Record]:
        records: list[Record] = []
        for found, name, declared in islice(self.waiting, first, None):  # grows during the loop
            is_root = not records and not first
            record = self._record(found, name, declared, is_root=is_root)
            records.append(replace(record, types=self._types_of(declared, is_root=is_root)))
            self.size.add("records", 1, root.location)
        return records

    def _types_of(
        self, declared: QName | model.SimpleType, *, is_root: bool
    ) -> frozenset[SchemaText]:
        """Return the full names of the types that a record stands for."""
        if declared == _ANY_TYPE:
            return frozenset({full_name(ANY_TYPE)})
        if not isinstance(declared, QName):
            return frozenset()
        names = {*self.root_types} if is_root else set[QName]()
        own = self.complex.declared(declared)
        if own.name is not None and not own.abstract:
            names.add(own.name)
        return frozenset(map(full_name, names))

    def _place(
        self, found: ElementDeclaration, name: str, declared: QName | model.SimpleType
    ) -> RecordRef:
        """Return the record of an element with this name and type, after adding it if it is new."""
        key = (name, declared, found.default, found.fixed)
        place = self.places.setdefault(key, len(self.waiting))
        if place == len(self.waiting):
            self.waiting.append((found, name, declared))
        return RecordRef(place)

    def _record(
        self,
        found: ElementDeclaration,
        name: str,
        declared: QName | model.SimpleType,
        *,
        is_root: bool,
    ) -> Record:
        described = _text(found.documentation) if is_root else None
        if declared == _ANY_TYPE:
            anything = AnyElements(
                namespaces=(), excluded=True, min_occurs=0, max_occurs=None, process_contents="lax"
            )
            model_ = particle_of(Leaf(0, 0, None), {0: 0})
            return Record(
                name=SchemaText(name),
                content=(anything,),
                any_attributes=True,
                ordered=True,
                mixed=True,
                default=_value(found.default, TEXT, found.namespaces),
                fixed=_value(found.fixed, TEXT, found.namespaces),
                model=model_,
                documentation=described,
            )
        if not isinstance(declared, QName):
            return Record(
                name=SchemaText(name),
                text=declared,
                default=_value(found.default, declared, found.namespaces),
                fixed=_value(found.fixed, declared, found.namespaces),
                documentation=described,
            )
        effective = (self.root_type if is_root else None) or self.complex.effective(declared)
        where = self.complex.declared(declared).location
        self.size.add("attributes", len(effective.attributes), where)
        attributes = tuple(self.attribute(a) for a in effective.attributes.values())
        described = described or _text(effective.documentation)
        text = _text_in(effective)
        if text is not None:
            return Record(
                name=SchemaText(name),
                attributes=attributes,
                any_attributes=effective.wildcard is not None,
                attribute_wildcard=effective.any_attributes,
                text=text,
                default=_value(found.default, text, found.namespaces),
                fixed=_value(found.fixed, text, found.namespaces),
                documentation=described,
                location=where,
            )
        items = Items(self.particles)
        tree = (
            items.tree(effective.content) if effective.content else Branch(choice=False, members=())
        )
        wildcards = frozenset(i for i, item in enumerate(items.found) if isinstance(item, Wildcard))
        content = content_of(tree, wildcards, mixed=effective.mixed)
        found_ = [items.found[leaf.item] for leaf in content.items]
        names = self._record_names(found_) if content.ordered else {}
        places = {leaf.item: place for place, leaf in enumerate(content.items)}
        return Record(
            name=SchemaText(name),
            attributes=attributes,
            any_attributes=effective.wildcard is not None,
            attribute_wildcard=effective.any_attributes,
            content=tuple(
                self._item(item, leaf, names if content.ordered else None)
                for item, leaf in zip(found_, content.items, strict=True)
            ),
            ordered=content.ordered,
            mixed=effective.mixed,
            default=_value(found.default, TEXT if effective.mixed else None, found.namespaces),
            fixed=_value(found.fixed, TEXT if effective.mixed else None, found.namespaces),
            model=_model(effective, content, places),
            documentation=described,
            any_order=items.any_order,
            location=where,
        )

    def _record_names(
        self, items: Sequence[ElementDeclaration | Wildcard]
    ) -> dict[tuple[QName, QName | None], str]:
        """Return names for the records of elements that share a name.

        Where order counts, an element is known by its record alone: so each element has its own, and
        one of each type that is derived from its own.
        """
        elements = [item for item in items if isinstance(item, ElementDeclaration)]
        holders: dict[str, set[QName]] = {}
        derived: list[tuple[QName, QName]] = []
        for element in elements:
            holders.setdefault(element.name.name, set()).add(element.name)
            declared = self._type_name(element)
            if isinstance(declared, QName) and self.complex.is_complex(declared):
                for other in self.complex.derived(declared, element.block):
                    derived.append((element.name, other))
                    holders.setdefault(other.name, set()).add(element.name)
        taken = set(holders)
        found: dict[tuple[QName, QName | None], str] = {}
        names = {element.name: element.name.name for element in elements}
        counts = Counter(names.values())
        for own, name in names.items():
            if counts[name] > 1 and own.namespace != self.reader.schema.target_namespace:
                found[own, None] = _free(_apart(own, True), taken)  # noqa: FBT003 - inner function
        for own, other in derived:
            if len(holders[other.name]) > 1:
                name = found.get((own, None), own.name)
                found[own, other] = _free(f"{name}_{other.name}", taken)
        return found

    def _item(
        self,
        found: ElementDeclaration | Wildcard,
        leaf: Leaf,
        names: dict[tuple[QName, QName | None], str] | None,
    ) -> Element | AnyElements:
        if isinstance(found, Wildcard):
            return _any_elements(found, leaf)
        return self._element(found, leaf, names)

    def _element(
        self,
        found: ElementDeclaration,
        leaf: Leaf,
        names: dict[tuple[QName, QName | None], str] | None = None,
    ) -> Element:
        """Return an element of a record; `names` are those of its records, where order counts."""
        ordered = names is not None
        declared = self._type_name(found)
        name = (names or {}).get((found.name, None), found.name.name)
        type_: model.SimpleType | RecordRef | AnyType | None
        text: model.SimpleType | None
        derived: tuple[DerivedType, ...] = ()
        if isinstance(declared, QName) and self.complex.is_complex(declared):
            effective = self.complex.effective(declared)
            others = self.complex.derived(declared, found.block)
            self.size.add("derived types", len(others), found.location)
            counts = Counter(other.name for other in others)
            own = self.reader.schema.target_namespace
            derived = tuple(
                DerivedType(
                    name=SchemaText(other.name),
                    namespace=_text(other.namespace),
                    record=self._place(
                        found,
                        (names or {}).get((found.name, other))
                        or _apart(other, counts[other.name] > 1 and other.namespace != own),
                        other,
                    ),
                )
                for other in others
            )
            plain = _plain_text(effective)
            text = self._text_of(declared) or self._text_between(declared)
            if effective.abstract:
                type_ = None
            elif plain is not None and not derived and not ordered:
                type_ = plain
            else:
                type_ = self._place(found, name, declared)
        else:
            simple = self._simple_type(declared, found)
            text = simple or TEXT
            type_ = simple or AnyType()
            if ordered:
                type_ = self._place(found, name, simple or _ANY_TYPE)
        self._check_value(found.default if found.fixed is None else found.fixed, found, text)
        return Element(
            name=SchemaText(found.name.name),
            namespace=_text(found.name.namespace),
            type=type_,
            min_occurs=leaf.min_occurs,
            max_occurs=leaf.max_occurs,
            derived=derived,
            nillable=found.nillable,
            default=_value(found.default, text, found.namespaces),
            fixed=_value(found.fixed, text, found.namespaces),
            documentation=_text(found.documentation),
            location=found.location,
            constraints=found.constraints,
            block=self.blocked(found),
            vacant=found.vacant,
            head=SchemaText(found.heads[0].name) if found.heads else None,
        )

    def blocked(self, found: ElementDeclaration) -> frozenset[str]:
        """Return the derivations that an element blocks; those of a complex type have no records."""
        declared = self._type_name(found)
        if not isinstance(declared, QName) or not self.complex.is_complex(declared):
            return found.block & {"extension", "restriction"}
        return frozenset()

    def _text_of(self, name: QName) -> model.SimpleType | None:
        """Return the type of the text of a complex type, or None where it may hold elements."""
        return _text_in(self.complex.effective(name))

    def _text_between(self, name: QName) -> model.SimpleType | None:
        """Return the type of text in a complex type that may hold elements, if it may also hold only text."""
        effective = self.complex.effective(name)
        may_be_empty = effective.content is None or self.reader.elements.can_be_empty(
            effective.content
        )
        return TEXT if effective.mixed and may_be_empty else None

    def _type_name(self, found: ElementDeclaration) -> QName | SimpleType:
        """Return the type of an element: its own, that of the head of its substitution group, or any."""
        return self.reader.elements.type_of(found) or _ANY_TYPE

    def _simple_type(
        self, declared: QName | SimpleType, found: ElementDeclaration
    ) -> model.SimpleType | None:
        """Return a simple type, or None where any type is allowed."""
        if declared == _ANY_TYPE or (
            isinstance(declared, QName) and not self.simple.is_simple(declared)
        ):
            return None
        return self.simple.type_of(declared, found.location)

    def attribute(self, use: AttributeDeclaration) -> Attribute:
        """Return an attribute of a record."""
        declared = use
        if use.is_reference:
            found = self.reader.components[Key("attribute", use.name)]
            assert isinstance(found, AttributeDeclaration)  # noqa: S101 - its symbol space says so
            declared = found
        type_ = (
            TEXT if declared.type is None else self.simple.type_of(declared.type, declared.location)
        )
        own = use.default is not None or use.fixed is not None
        default, fixed = (use.default, use.fixed) if own else (declared.default, declared.fixed)
        namespaces = (use if own else declared).namespaces
        self._check_value(default if fixed is None else fixed, use if own else declared, type_)
        return Attribute(
            name=SchemaText(use.name.name),
            namespace=_text(use.name.namespace),
            type=type_,
            required=use.use == "required",
            default=_value(default, type_, namespaces),
            fixed=_value(fixed, type_, namespaces),
            documentation=_text(use.documentation or declared.documentation),
            location=use.location,
        )

    def _check_value(
        self,
        text: str | None,
        found: ElementDeclaration | AttributeDeclaration,
        type_: model.SimpleType | None,
    ) -> None:
        """Add a problem if a default or a fixed value is not valid for its type."""
        if text is None:
            return
        if type_ is None:
            what = (
                f'a default or fixed value, "{text}", for an element that is not of a simple type'
            )
            self._add(what, found.location, "remove it")
            return
        try:
            require_value(type_, expanded(type_, text, found.namespaces))
        except ValueError as error:
            self._add(f'the value "{text}" {error}', found.location, None)

    def _add(self, what: str, location: Location, hint: str | None) -> None:
        self.complex.problems.append(Problem(what, location, hint))


def _apart(name: QName, is_apart: bool) -> str:  # noqa: FBT001 - inner function
    """Return a name, with a word of its namespace if it has to be told apart from another."""
    return f"{name.name}_{word_of(name.namespace)}" if is_apart else name.name


def _free(name: str, taken: set[str]) -> str:
    """Return a name that is not taken yet, and take it."""
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _model(effective: Effective, content: Content, places: dict[int, int]) -> model.Particle | None:
    """Return what goes together in a record, and for one of elements that has none a group of nothing.

    There may be white space in the latter, unlike in a record that must be empty.
    """
    tree = content.tree
    if not (content.items or effective.mixed) and has_particles(effective.content):
        tree = Branch(choice=False, members=())
    return None if tree is None else particle_of(tree, places)


def _text_in(effective: Effective) -> model.SimpleType | None:
    """Return the type of the text of a complex type, or None where it may hold elements."""
    is_text = effective.mixed and effective.content is None
    return effective.text or (TEXT if is_text else None)


def _plain_text(effective: Effective) -> model.SimpleType | None:
    """Return the simple type of a complex type that holds only text, without attributes."""
    if effective.attributes or effective.wildcard or effective.content is not None:
        return None
    return effective.text or (TEXT if effective.mixed else None)


def _any_elements(found: Wildcard, leaf: Leaf) -> AnyElements:
    namespaces: tuple[str, ...] = ()
    excluded = True
    if found.namespaces == "##other":
        namespaces = ("", found.target_namespace) if found.target_namespace else ("",)
    elif not isinstance(found.namespaces, str):
        namespaces, excluded = tuple(found.namespaces), False
    return AnyElements(
        namespaces=tuple(map(SchemaText, namespaces)),
        excluded=excluded,
        min_occurs=leaf.min_occurs,
        max_occurs=leaf.max_occurs,
        process_contents=found.process_contents,
        vacant=found.vacant,
        location=found.location,
    )


def _by_name(found: Iterable[Named]) -> tuple[Named, ...]:
    return tuple(sorted(found, key=lambda each: each.name.untrusted))


def _wildcards_of_elements(records: Iterable[Record]) -> Iterator[AnyElements]:
    for record in records:
        yield from (item for item in record.content if isinstance(item, AnyElements))


def _wildcards_of_attributes(records: Iterable[Record]) -> Iterator[AnyAttributes]:
    for record in records:
        if record.attribute_wildcard is not None:
            yield record.attribute_wildcard


def _text(text: str | None) -> SchemaText | None:
    return SchemaText(text) if text is not None and text.strip() else None


def _value(
    text: str | None, type_: model.SimpleType | None, namespaces: Mapping[str, str]
) -> SchemaText | None:
    """Return a default or a fixed value, normalized as its type requires.

    None where it is no value of the type: that of an element need not be one of the types that are
    derived from the type of the element.
    """
    if text is None or type_ is None:
        return None
    text = expanded(type_, text, namespaces)
    try:
        require_value(type_, text)
    except ValueError:
        return None
    return SchemaText(normalized(type_, text))
