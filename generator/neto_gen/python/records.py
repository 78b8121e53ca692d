"""The records and enumerations of one module, as its template prints them.

Long, because a record is the meeting place of all kinds of fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from neto_gen.contract.model import AnyElements, AnyType, Element, Enumeration, RecordRef
from neto_gen.contract.resolve.size import MOST_REPEATED
from neto_gen.contract.schema_text import SchemaText
from neto_gen.python import names
from neto_gen.python.code import Code, docstring, literal, paragraphs, prose
from neto_gen.python.fields import (
    declared_any,
    declared_element,
    view_any_attributes,
    view_any_elements,
    view_attribute,
    view_content,
    view_element,
    view_text,
)
from neto_gen.python.package import (
    EnumerationView,
    FieldView,
    ListView,
    RecordView,
    TypeChoice,
)
from neto_gen.python.scope import enumeration_key, text_name
from neto_gen.python.tags import type_key
from neto_gen.python.types import (
    DECIMAL,
    IMPORTED,
    QNAME,
    SimpleView,
    enumerations,
    is_anything,
    view_type,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from neto_gen.contract.model import Attribute, Particle, Record, SimpleType
    from neto_gen.python.package import RootView
    from neto_gen.python.scope import PlannedMessage, Scope

_CLASS_INDENT = 4


def field_names(record: Record) -> dict[SchemaText, Code]:
    """Return the names of a record's fields by key: elements by name, attributes with an `@`.

    Elements come first, and an attribute that has the name of one says that it is one.
    """
    elements = {
        item.key: names.field_name(names.element_text(item))
        for item in record.content
        if isinstance(item, Element) and not record.ordered
    }
    if any(isinstance(item, AnyElements) for item in record.content) and not record.ordered:
        elements[SchemaText("")] = Code("any_elements")
    found = names.unique(elements.items())
    taken = set(found.values())
    if record.text is not None:
        taken.add(Code("text"))
    if record.ordered:
        taken.add(Code("content"))
    if record.any_attributes:
        taken.add(Code("any_attributes"))
    attributes = names.unique(
        (attribute_text(attribute), names.field_name(attribute.name))
        for attribute in record.attributes
    )
    for text, name in attributes.items():
        candidate = Code(f"{name}_attribute") if name in taken else name
        while candidate in taken:
            candidate = Code(f"{candidate}_")
        taken.add(candidate)
        found[text] = candidate
    return found


def only_element(record: Record) -> Element | None:
    """Return a record's element if it holds nothing else."""
    if record.attributes or record.any_attributes or record.ordered or len(record.content) != 1:
        return None
    element = record.content[0]
    return (
        None if isinstance(element, AnyElements) or element.derived or element.nillable else element
    )


def attribute_text(attribute: Attribute) -> SchemaText:
    """Return the key of an attribute among a record's fields."""
    namespace = attribute.namespace.untrusted if attribute.namespace is not None else ""
    return SchemaText(f"@{attribute.name.untrusted}@{namespace}")


@dataclass(slots=True)
class ModuleViews:
    """The views of all classes of a module but for those that it imports."""

    scope: Scope
    imported: frozenset[str] = frozenset()
    records: dict[Code, RecordView] = field(default_factory=dict[Code, RecordView])
    enumerations: dict[Code, EnumerationView] = field(default_factory=dict[Code, EnumerationView])
    used: dict[Code, None] = field(default_factory=dict[Code, None])
    lists: dict[tuple[Code, ...], ListView] = field(
        default_factory=dict[tuple[Code, ...], ListView]
    )

    def listed(self, items: Sequence[Code], classes: Sequence[Code]) -> ListView | None:
        """Return the list that a field refers to instead of repeating its items, if these are many."""
        if len(items) <= MOST_REPEATED:
            return None
        key = tuple(items)
        if key not in self.lists:
            name = f"_{next((c for c in classes if '.' not in c and c != 'str'), 'Raw')}"
            number = sum(known.name.rpartition("_")[0] == name for known in self.lists.values())
            self.lists[key] = ListView(
                name=Code(f"{name}_{number + 1}"),
                items=key,
                union=Code(f"{name}_Union{number + 1}"),
                classes=tuple(dict.fromkeys(classes)),
            )
        return self.lists[key]

    def add(self, planned: PlannedMessage) -> None:
        """Add the views of a message: of its root, then those that its elements lead to."""
        waiting = [0]
        seen: set[int] = set()
        while waiting:
            index = waiting.pop()
            if index in seen:
                continue
            seen.add(index)
            record = planned.message.records[index]
            found = _Fields(self, planned, record)
            if index or planned.is_document:
                name = self.scope.record_names[planned.key(index)]
                if name in self.imported:
                    self.used[name] = None
                    continue
                if name not in self.records:
                    self.records[name] = found.view(name)
            waiting += reversed(found.below())

    def with_root(self, name: Code, root: RootView) -> RecordView:
        """Return the view of a record that is the root of a document."""
        known = self.records[name]
        self.records[name] = known if known.root else replace(known, root=root)
        return replace(self.records[name], root=root)

    def as_filters(self, planned: PlannedMessage) -> None:
        """Take all records of a message, but for its root, as parts of a filter, where no limits hold."""
        for index in range(1, len(planned.message.records)):
            name = self.scope.record_names[planned.key(index)]
            if name in self.records:
                known = self.records[name]
                fields = tuple(replace(field, is_limited=False) for field in known.fields)
                self.records[name] = replace(known, fields=fields, is_filter=True)

    def imports(self, more: Iterable[str] = ()) -> tuple[tuple[Code, Code], ...]:
        """Return the standard library's modules and names that the fields need, and some more."""
        found: dict[Code, set[Code]] = {}
        fields = [field for view in self.records.values() for field in view.fields]
        needed = {need for field in fields if field.simple for need in field.simple.imports}
        names = {*more, *("Any" for field in fields if field.value_annotation == "Any")}
        names |= {"Iterable" for field in fields if "Iterable[" in field.annotation}
        names |= {"Literal", "TYPE_CHECKING"} if self.enumerations else set[str]()
        names |= {"TYPE_CHECKING"} if self.lists else set[str]()
        needed |= {(Code(IMPORTED[name]), Code(name)) for name in names}
        for module, name in needed:
            found.setdefault(module, set()).add(name)
        return tuple(
            (module, Code(", ".join(sorted(found[module]))))
            for module in sorted(found)
            if not module.startswith(".")
        )


@dataclass(slots=True)
class _Fields:
    """The views of one record's fields."""

    views: ModuleViews
    planned: PlannedMessage
    record: Record

    def view(self, name: Code) -> RecordView:
        record, scope = self.record, self.views.scope
        found = field_names(record)
        fields = [self.attribute(a, found[attribute_text(a)]) for a in record.attributes]
        if record.any_attributes:
            fields.append(view_any_attributes(record.attribute_wildcard))
        if record.text is not None:
            simple = self.simple(record.text, text_name(record))
            text = record.default if record.fixed is None else record.fixed
            default = None if text is None else simple.default(text, _member_of(record.text))
            taken = self.taken(simple)
            fields.append(
                view_text(record, simple, strict=self.planned.strict, default=default, taken=taken)
            )
        if record.ordered:
            fields.append(self.content())
        else:
            for item in record.content:
                if isinstance(item, Element):
                    fields.append(self.element(item, found[item.key]))
                else:
                    fields.append(view_any_elements(found[SchemaText("")], item))
        return RecordView(
            class_name=name,
            path=SchemaText(scope.paths[name]),
            docstring=docstring(
                Code(f"The element `{prose(scope.paths[name])}`."),
                *paragraphs(record.documentation),
                indent=_CLASS_INDENT,
            ),
            fields=tuple(fields),
            parts=self.parts() if record.ordered else (),
            model=None if record.model is None else self.model(record.model),
            root=None,
            any_order=record.any_order and self.planned.tags.qualified and len(record.content) > 1,
        )

    def content(self) -> FieldView:
        """Return the one field of a record whose order counts."""
        classes = [Code("str")] if self.record.mixed else []
        declared: list[Code] = []
        for item in self.record.content:
            if isinstance(item, Element):
                choices = self.choices(item)
                tag = self.planned.tags.element(item.name, item.namespace)
                part = declared_element(
                    *(item, tag),
                    simple=None,
                    choices=choices,
                    listed=self.listed(choices),
                    is_part=True,
                )
                classes += [choice.class_name for choice in choices]
            else:
                part = declared_any(item)
                classes.append(Code("_model.RawElement"))
            declared.append(part)
        annotation = Code(" | ".join(dict.fromkeys(classes)))
        listed = self.views.listed(declared, classes)
        empty = self.record.default if self.record.fixed is None else self.record.fixed
        is_fixed = self.record.fixed is not None
        return view_content(
            annotation,
            declared,
            mixed=self.record.mixed,
            empty=empty,
            is_fixed=is_fixed,
            listed=listed,
        )

    def parts(self) -> tuple[FieldView, ...]:
        """Return the fields of the elements that an ordered record may hold."""
        elements = [item for item in self.record.content if isinstance(item, Element)]
        own = names.numbered(
            (item.key, names.field_name(names.element_text(item))) for item in elements
        )
        return tuple(self.element(item, own[item.key]) for item in elements)

    def below(self) -> list[int]:
        """Return the indexes of the records that the elements hold, and view the enumerations of values."""
        for attribute in self.record.attributes:
            self.enumerations(attribute.type, attribute.name.untrusted)
        if self.record.text is not None:
            self.enumerations(self.record.text, text_name(self.record))
        found: list[int] = []
        for item in self.record.content:
            if isinstance(item, Element):
                if isinstance(item.type, RecordRef):
                    found.append(item.type.index)
                elif item.type is not None and not isinstance(item.type, AnyType):
                    self.enumerations(item.type, item.name.untrusted)
                found += [derived.record.index for derived in item.derived]
        return found

    def enumerations(self, simple_type: SimpleType, name: str) -> None:
        for enumeration in enumerations(simple_type):
            class_name = self.views.scope.enumeration_names[enumeration_key(enumeration, name)]
            if class_name in self.views.imported:
                self.views.used[class_name] = None
            elif class_name not in self.views.enumerations:
                self.views.enumerations[class_name] = view_enumeration(
                    class_name, self.views.scope, enumeration
                )

    def simple(self, simple_type: SimpleType, name: str) -> SimpleView:
        known = self.views.scope.enumeration_names
        return view_type(simple_type, lambda found: known[enumeration_key(found, name)])

    def taken(self, simple: SimpleView | None) -> Code | None:
        """Return the type that may be given for a value, if it is wider than the value's own."""
        if simple is None:
            return None
        if simple.class_name:
            return self.views.scope.like(simple.class_name)
        if simple.kind is QNAME:
            return Code("str")
        return Code("int") if simple.kind is DECIMAL else None

    def wrapped(self, element: Element) -> Code | None:
        """Return the type of the items if the element's record is only a list, else None."""
        if not isinstance(element.type, RecordRef) or element.derived or element.repeated:
            return None
        record = self.planned.message.records[element.type.index]
        inner = only_element(record)
        if inner is None or not inner.repeated or record.text is not None or record.mixed:
            return None
        if inner.type is None or isinstance(inner.type, AnyType):
            return None
        below = _Fields(self.views, self.planned, record).element(inner, Code("item"))
        return below.given

    def choices(self, element: Element) -> tuple[TypeChoice, ...]:
        """Return the records that an element may hold, by type."""
        tags, known = self.planned.tags, self.views.scope.record_names
        found: list[TypeChoice] = []
        if isinstance(element.type, RecordRef):
            class_name = known[self.planned.key(element.type.index)]
            found.append(TypeChoice(class_name=class_name, name=None, written=literal("")))
        for derived in element.derived:
            class_name = known[self.planned.key(derived.record.index)]
            written = literal(tags.type_name(derived))
            found.append(
                TypeChoice(
                    class_name=class_name,
                    name=literal(type_key(element, derived, self.planned.message.namespace)),
                    written=written,
                )
            )
        return tuple(found)

    def listed(self, choices: tuple[TypeChoice, ...]) -> ListView | None:
        """Return the list of the types of an element, but for its own, if these are many."""
        others = [choice for choice in choices if choice.name is not None]
        return self.views.listed(
            [choice.declared for choice in others], [choice.class_name for choice in others]
        )

    def attribute(self, found: Attribute, name: Code) -> FieldView:
        simple = self.simple(found.type, found.name.untrusted)
        text = found.default if found.fixed is None else found.fixed
        return view_attribute(
            found,
            name,
            self.planned.tags.attribute(found.name, found.namespace),
            simple=simple,
            strict=self.planned.strict,
            default=None if text is None else simple.default(text, _member_of(found.type)),
            taken=self.taken(simple),
        )

    def element(self, element: Element, name: Code) -> FieldView:
        simple: SimpleView | None = None
        if element.type is not None and not isinstance(element.type, RecordRef | AnyType):
            is_any = is_anything(element.type) and element.default is element.fixed is None
            if not (is_any and self.planned.tags.qualified):  # one that may say its type is raw
                simple = self.simple(element.type, element.name.untrusted)
        fixed: Code | None = None
        default: Code | None = None
        if isinstance(element.type, AnyType):
            fixed = None if element.fixed is None else literal(element.fixed)
            default = None if element.default is None else literal(element.default)
        if simple is not None:
            member = _member_of(simple.type)
            fixed = None if element.fixed is None else simple.default(element.fixed, member)
            default = None if element.default is None else simple.default(element.default, member)
        choices = self.choices(element)
        return view_element(
            element,
            name,
            self.planned.tags.element(element.name, element.namespace),
            simple=simple,
            choices=choices,
            listed=self.listed(choices),
            strict=self.planned.strict,
            fixed=fixed,
            default=default,
            taken=self.taken(simple),
            wrapped=self.wrapped(element),
        )

    def wildcard(self, place: int) -> Code:
        """Return the key of a wildcard for elements: "*", numbered if there are several."""
        number = sum(isinstance(item, AnyElements) for item in self.record.content[:place])
        return literal(SchemaText(f"*{number or ''}"))

    def model(self, particle: Particle) -> Code:
        """Return a content model as a literal for the runtime."""
        bounds = f"{particle.min_occurs}, {particle.max_occurs}"
        if isinstance(particle.term, int):
            item = self.record.content[particle.term]
            name = literal(item.key) if isinstance(item, Element) else self.wildcard(particle.term)
            return Code(f"({name}, {bounds})")
        inner = ", ".join(self.model(member) for member in particle.term.particles)
        comma = "," if len(particle.term.particles) == 1 else ""
        kind = "choice" if particle.term.choice else "sequence"
        return Code(f'("{kind}", ({inner}{comma}), {bounds})')


def view_enumeration(name: Code, scope: Scope, enumeration: Enumeration) -> EnumerationView:
    """Return the view of an enumeration."""
    path = scope.paths[name]
    values = dict.fromkeys(enumeration.values)
    members = names.unique((value, names.member_name(value)) for value in values)
    return EnumerationView(
        class_name=name,
        path=SchemaText(path),
        docstring=docstring(Code(f"The values of `{prose(path)}`."), indent=_CLASS_INDENT),
        members=tuple((members[value], literal(value)) for value in values),
        is_open=enumeration.open,
        like=scope.like(name),
    )


def _member_of(simple_type: SimpleType) -> Callable[[SchemaText], Code]:
    """Return a function that returns an enumeration's member for a value."""
    values = simple_type.values if isinstance(simple_type, Enumeration) else ()
    members = names.unique((value, names.member_name(value)) for value in dict.fromkeys(values))
    return members.__getitem__
