"""The types that elements name by `xsi:type`: which may stand for which, and what is a value of one.

A type may stand for another that it is derived from. Fields say what their type is, and not how it is
called: so a field is of each type that is the same as its own in all that it allows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _builtin
from ._explain import allows
from ._raw_document import NIL, attribute_key, claims_nil
from ._simple_types import reader
from ._whitespace import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterator
    from xml.etree.ElementTree import Element

    from ._fields import Declaration, Field, NamedType
    from ._simple_types import NameResolver

_XML_SCHEMA = "http://www.w3.org/2001/XMLSchema"
_ANYTHING = "anyType"
_ANY_SIMPLE = "anySimpleType"
_ANY_TYPE = f"{{{_XML_SCHEMA}}}{_ANYTHING}"
_BOOLEANS = frozenset({"true", "1", "false", "0"})
_MOST_STEPS = 1000  # steps of a derivation


def nil_problem(element: Element, *, nillable: bool) -> str | None:
    """Return what is wrong with the `xsi:nil` of an element, or None."""
    said = element.get(NIL)
    if said is not None and said.strip(SPACE) not in _BOOLEANS:
        return f"xsi:nil is {said!r:.80}, and a boolean is expected"
    if said is not None and not nillable:
        return "has xsi:nil, but is not nillable"
    return None


class NamedTypes:
    """The types that the elements of a document may name."""

    def __init__(self, declared: Declaration) -> None:
        make: Callable[[], dict[str, NamedType]] | None = declared.names.get("named_types")
        self._types: dict[str, NamedType] = {} if make is None else make()
        self._declared = declared
        make = declared.names.get("declared_elements")
        self._elements: dict[str, NamedType] = {} if make is None else make()
        make_attributes = declared.names.get("declared_attributes")
        self._attributes: dict[str, Field] = {} if make_attributes is None else make_attributes()

    def is_known(self, name: str) -> bool:
        """Tell whether there is a type of this name."""
        built_in = _builtin.named(name)
        return built_in in _builtin.NAMES if built_in else name in self._types

    def is_of(self, name: str, record: type[Any]) -> bool:
        """Tell whether a class of records stands for a type."""
        return name in self._types and record.__name__ in self._types[name].classes

    def is_anything(self, record: type[Any]) -> bool:
        """Tell whether a class of records stands for any type at all."""
        return self.is_of(f"{{{_XML_SCHEMA}}}{_ANYTHING}", record)

    def may_stand_for(
        self, name: str, declared: Declaration, field: Field, block: Collection[str] = ()
    ) -> bool:
        """Tell whether a type is that of a field, or derived from it in ways that nothing blocks."""
        if not self.is_known(name):
            return False
        if field.kind == "raw" or field.is_text:
            is_of_kind = not field.is_text or self._has_text(name)
            return is_of_kind and not (block and self._is_derived(name, block))
        own = _form(declared, field)
        for step, ways in self._bases(name):
            if not ways.isdisjoint(block):
                return False
            if not self.is_known(step):
                continue
            if built_in := _builtin.named(step):
                is_own = _builtin.may_stand_for(built_in, field)
                if is_own and "restriction" in block:
                    found = _builtin.type_of(built_in)
                    is_own = found is not None and own == _form(self._declared, found)
            else:
                type_ = self._types[step]  # an element with attributes would be a record
                text = None if type_.attributes or type_.any_attributes else type_.text
                is_own = text is not None and own == _form(self._declared, text)
            if is_own:
                return True
        # A member of a union may stand for it as what restricts it does.
        members = field.parts if field.kind == "union" and "restriction" not in block else ()
        return any(self.may_stand_for(name, declared, member, block) for member in members)

    def _is_derived(self, name: str, block: Collection[str]) -> bool:
        """Tell whether a type is derived from any type in one of these ways."""
        if _builtin.named(name) in {_ANYTHING, _ANY_SIMPLE}:
            return False
        return any(not ways.isdisjoint(block) for _, ways in self._bases(name))

    def _has_text(self, name: str) -> bool:
        built_in = _builtin.named(name)
        return built_in != _ANYTHING if built_in else self._types[name].text is not None

    def _bases(self, name: str) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield a type and the types that it is derived from, each with the ways that lead to it."""
        ways: frozenset[str] = frozenset()
        for _ in range(_MOST_STEPS):
            yield name, ways
            if not name:  # any type
                return
            type_ = self._types.get(name)
            ways |= {"restriction"} if type_ is None else {*type_.ways}
            name = "" if type_ is None else type_.base

    def text_of(self, name: str) -> Field | None:
        """Return the type of the text of a type; None if it allows any, or has none."""
        if built_in := _builtin.named(name):
            return _builtin.type_of(built_in)
        found: Field | None = self._types[name].text if name in self._types else None
        return found

    def judge_attributes(
        self, name: str, element: Element, resolve: NameResolver
    ) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with the attributes that an element has by its type, by their keys."""
        yield from self._judge_attributes(self._types.get(name), element, resolve)

    def _judge_attributes(
        self, type_: NamedType | None, element: Element, resolve: NameResolver
    ) -> Iterator[tuple[str, str]]:
        known = {} if type_ is None else {field.key: field for field in type_.attributes}
        others = None if type_ is None else type_.any_attributes
        found: set[str] = set()
        for name, text in element.attrib.items():
            key = attribute_key(name)
            if key is None or key.startswith("@xsi:"):
                continue
            found.add(key)
            if key in known:
                if not self.is_value(known[key], text, resolve):
                    yield key, f"{text!r:.80} is not a value of its type"
            elif others is None or not allows(others, name):
                yield key, "is not in the schema"
            elif not others.is_skipped:
                yield from self.judge_attribute(name, key, text, resolve)
        for key, field in known.items():
            if field.must_occur and key not in found:
                yield key, "is required, but missing"

    def judge_attribute(
        self, name: str, key: str, text: str, resolve: NameResolver
    ) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with an attribute that may stand where the schema names none."""
        field = self._attributes.get(name)
        if field is not None and not self.is_value(field, text, resolve):
            yield key, f"{text!r:.80} is not a value of its type"

    def assess(
        self, element: Element, resolve: NameResolver, named: str | None
    ) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with an element that may stand where the schema names none, by its keys.

        `named` is the type that the element names. Elements are judged whose type is simple, or that hold
        only a text. https://www.w3.org/TR/xmlschema-1/#cvc-assess-elt
        """
        declared = self._elements.get(element.tag)
        built_in = "" if named is None else _builtin.named(named)
        if built_in and built_in not in _builtin.NAMES:
            yield "", f"xs:{built_in:.80} is not a type"
        elif built_in and not self._may_be(f"{named}", declared):
            yield "", f"xs:{built_in:.80} is not one of the allowed types"
        elif built_in:
            yield from self._assess(None, _builtin.type_of(built_in), element, resolve)
        else:
            type_ = declared if named is None else self._types.get(named)
            yield from self._assess(type_, type_ and type_.text, element, resolve)
        if problem := nil_problem(element, nillable=declared is None or declared.nillable):
            yield "", problem

    def _may_be(self, built_in: str, declared: NamedType | None) -> bool:
        """Tell whether an element that is declared so, or not at all, may name a built-in type."""
        text = declared and declared.text
        return text is None or self.may_stand_for(built_in, self._declared, text)

    def _assess(
        self, type_: NamedType | None, text: Field | None, element: Element, resolve: NameResolver
    ) -> Iterator[tuple[str, str]]:
        if text is not None:
            yield from self._judge_attributes(type_, element, resolve)
            if problem := self._text_problem(text, element, resolve):
                yield "", problem
        elif element.tag not in self._elements:
            for name, value in element.attrib.items():
                key = attribute_key(name)
                if key is not None and not key.startswith("@xsi:"):
                    yield from self.judge_attribute(name, key, value, resolve)

    def _text_problem(self, field: Field, element: Element, resolve: NameResolver) -> str:
        text = element.text or ""
        if len(element):
            return "contains elements, but a value is expected"
        if claims_nil(element):
            return "is nil, but not empty" if text else ""
        return (
            ""
            if self.is_value(field, text, resolve)
            else f"{text!r:.80} is not a value of its type"
        )

    def holds_anything(self, element: Element, named: str | None) -> bool:
        """Tell whether an element may hold anything: neither a declaration nor `xsi:type` says what."""
        return element.tag not in self._elements and named in {None, _ANY_TYPE}

    def is_value(self, field: Field, text: str, resolve: NameResolver) -> bool:
        """Tell whether a text is a value of a type."""
        try:
            reader(self._declared, field)(text, resolve)
        except ValueError:
            return False
        return True


def _form(declared: Declaration, field: Field) -> Hashable:
    """Return what is the same of types that allow the same texts."""
    facets: dict[str, Any] = dict(field.facets)
    kind = field.kind
    if kind == "enumeration":
        facets["values"] = [member.text for member in declared.class_of(field.of)]
    if kind in {"enumeration", "token"}:
        kind = "string"
    if "values" in facets:
        facets["values"] = frozenset(facets["values"])
    parts = tuple(_form(declared, part) for part in field.parts)
    return kind, field.space, frozenset(facets.items()), parts
