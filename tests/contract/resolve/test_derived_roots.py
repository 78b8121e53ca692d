"""What the root of a document may hold whose type has derived types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.contract.model import Element
from neto_gen.problems import Failure
from tests.contract.resolve.test_messages import message
from tests.support import schema

if TYPE_CHECKING:
    from neto_gen.contract.model import Record

BASE = '<xs:complexType name="B" {}><xs:sequence><xs:element name="A" type="xs:int"/></xs:sequence></xs:complexType>'


def extension(name: str, content: str, base: str = "B") -> str:
    """Return a type that adds something to another."""
    return (
        f'<xs:complexType name="{name}"><xs:complexContent><xs:extension base="{base}">{content}'
        "</xs:extension></xs:complexContent></xs:complexType>"
    )


def element(name: str, type_: str = "xs:int") -> str:
    """Return what an extension adds."""
    return f'<xs:sequence><xs:element name="{name}" type="{type_}"/></xs:sequence>'


def root(types: str, attributes: str = "", base: str = "") -> Record:
    """Return the record of a root of the type B, beside which there are others."""
    return message(
        schema(f'<xs:element name="X" type="B" {attributes}/>{BASE.format(base)}{types}')
    ).root


def names(record: Record) -> list[str]:
    """Return the names of what a record holds; those of required elements end with "!"."""
    elements = [item for item in record.content if isinstance(item, Element)]
    found = [f"{e.name.untrusted}{'!' if e.required else ''}" for e in elements]
    return [*found, *(f"@{a.name.untrusted}" for a in record.attributes)]


def test_what_derived_types_add_is_optional() -> None:
    """A root has the elements and attributes of all types that it may name."""
    attribute = '<xs:attribute name="q" use="required"/>'
    types = extension("C", element("E") + attribute) + extension("D", element("F"), "C")
    found = root(types)
    assert names(found) == ["A!", "E", "F", "@q"]
    assert not found.attributes[0].required


def test_types_that_may_not_stand_there_add_nothing() -> None:
    """A root that blocks extensions has what its own type has."""
    assert names(root(extension("C", element("E")), 'block="extension"')) == ["A!"]


def test_a_type_that_contradicts_another_is_left_out() -> None:
    """Of two types that give an element or an attribute different types, the first counts."""
    types = extension("C", element("E")) + extension("D", element("E", "xs:date"))
    assert names(root(types)) == ["A!", "E"]
    types = "".join(
        extension(name, f'{element(name)}<xs:attribute name="q" type="xs:{type_}"/>')
        for name, type_ in (("C", "int"), ("D", "date"))
    )
    assert names(root(types)) == ["A!", "C", "@q"]


def test_an_abstract_type_needs_another() -> None:
    """A root of an abstract type is refused where no other type can be named in its place."""
    assert names(root(extension("C", element("E")), base='abstract="true"')) == ["A!", "E"]
    with pytest.raises(Failure) as caught:
        root("", base='abstract="true"')
    assert "the type of element X is abstract" in str(caught.value.problems[0])
    assert caught.value.problems[0].hint == "give it a type of its own"


def test_an_element_of_the_same_name_below_has_a_class_for_each_type() -> None:
    """Where a root stands in itself, what it holds is of the type that it names there."""
    base = BASE.format("").replace(
        "</xs:sequence>", '<xs:element ref="X" minOccurs="0"/></xs:sequence>'
    )
    types = extension("C", element("E"))
    found = message(schema(f'<xs:element name="X" type="B"/>{base}{types}'))
    below = [names(record) for record in found.records[1:]]
    assert names(found.root) == ["A!", "X", "E"]
    assert below == [["A!", "X"], ["A!", "X", "E!"]]
