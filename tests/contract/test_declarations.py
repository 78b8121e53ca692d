"""What single declarations of a schema mean, and what is said about those that mean nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.contract import read_contract
from neto_gen.contract.model import Element, Enumeration, Scalar, UnionType
from neto_gen.contract.resolve.unions import members_of
from neto_gen.problems import Failure
from neto_gen.sources import MemoryFolder, MessageSource, OperationSource
from tests.support import schema

if TYPE_CHECKING:
    from neto_gen.contract.model import Record

_MESSAGE = MessageSource("X.xsd", "X")


def record_of(content: str, components: str = "", attributes: str = "") -> Record:
    """Return the record of a root element with this content."""
    body = f'<xs:element name="X"><xs:complexType>{content}</xs:complexType></xs:element>'
    text = schema(body + components, f'targetNamespace="urn:x" xmlns="urn:x" {attributes}')
    folder = MemoryFolder("xsd", {"X.xsd": text.encode()})
    (operation,) = read_contract(folder, [OperationSource("Get", _MESSAGE, _MESSAGE)]).operations
    assert operation.request is not None
    return operation.request.records[0]


A, B, C = (f'<xs:element name="{name}" type="xs:string"/>' for name in "ABC")


def test_an_element_in_several_choices_comes_once() -> None:
    """An element that each of several alternatives holds once is no list."""
    one, other = f"<xs:sequence>{A}{B}</xs:sequence>", f"<xs:sequence>{C}{A}</xs:sequence>"
    found = {
        item.name.untrusted: (item.min_occurs, item.max_occurs)
        for item in record_of(f"<xs:choice>{one}{other}</xs:choice>").content
        if isinstance(item, Element)
    }
    assert found == {"A": (1, 1), "B": (0, 1), "C": (0, 1)}


@pytest.mark.parametrize(
    ("form", "default", "namespace"),
    [
        ("", "", None),
        ('form="qualified"', "", "urn:x"),
        ("", 'attributeFormDefault="qualified"', "urn:x"),
        ('form="unqualified"', 'attributeFormDefault="qualified"', None),
    ],
)
def test_the_form_of_an_attribute(form: str, default: str, namespace: str | None) -> None:
    """An attribute's own form says whether it has a namespace, and that of its file where it has none."""
    (found,) = record_of(f'<xs:attribute name="a" type="xs:int" {form}/>', "", default).attributes
    assert (found.namespace and found.namespace.untrusted) == namespace


@pytest.mark.parametrize(
    ("of_use", "of_declaration", "kept"),
    [("here", "there", "here"), ("here", "", "here"), ("", "there", "there")],
)
def test_the_documentation_of_an_attribute(of_use: str, of_declaration: str, kept: str) -> None:
    """A reference is documented as it says itself, or else as what it refers to."""
    use, declaration = (
        text and f"<xs:annotation><xs:documentation>{text}</xs:documentation></xs:annotation>"
        for text in (of_use, of_declaration)
    )
    (found,) = record_of(
        f'<xs:attribute ref="a">{use}</xs:attribute>',
        f'<xs:attribute name="a" type="xs:int">{declaration}</xs:attribute>',
    ).attributes
    assert found.documentation is not None
    assert found.documentation.untrusted == kept


def test_a_listed_value_that_is_too_long() -> None:
    """Values that the type's own lengths exclude are none of its values."""
    facets = '<xs:enumeration value="ab"/><xs:enumeration value="abc"/>'
    (found,) = record_of(
        '<xs:attribute name="a"><xs:simpleType><xs:restriction base="T">'
        '<xs:maxLength value="2"/></xs:restriction></xs:simpleType></xs:attribute>',
        f'<xs:simpleType name="T"><xs:restriction base="xs:string">{facets}</xs:restriction></xs:simpleType>',
    ).attributes
    assert isinstance(found.type, Enumeration)
    assert [value.untrusted for value in found.type.values] == ["ab"]


def test_the_values_of_a_union_belong_to_the_first_type_that_has_them() -> None:
    """A restricted union lists each of its values with the first of its types for which it is valid."""
    (found,) = record_of(
        '<xs:attribute name="a"><xs:simpleType><xs:restriction base="T"><xs:enumeration value="7"/>'
        '<xs:enumeration value="2026-01-02"/></xs:restriction></xs:simpleType></xs:attribute>',
        '<xs:simpleType name="T"><xs:union memberTypes="xs:int xs:date"/></xs:simpleType>',
    ).attributes
    assert isinstance(found.type, UnionType)
    assert [
        (member.builtin, [value.untrusted for value in member.facets.values])
        for member in members_of(found.type)
        if isinstance(member, Scalar)
    ] == [("int", ["7"]), ("date", ["2026-01-02"])]


@pytest.mark.parametrize(
    ("content", "what", "hint"),
    [
        (
            '<xs:attribute name="a" type="xs:strin"/>',
            "XML Schema has no type xs:strin",
            "did you mean xs:string?",
        ),
        (
            "<xs:sequens/>",
            "xs:sequens is not an element of XML Schema",
            "did you mean xs:sequence?",
        ),
    ],
)
def test_a_name_that_is_almost_right(content: str, what: str, hint: str) -> None:
    """A misspelt name is told with the prefix that it has, and so is the one that was meant."""
    with pytest.raises(Failure) as caught:
        record_of(content)
    assert [(problem.what, problem.hint) for problem in dict.fromkeys(caught.value.problems)] == [
        (what, hint)
    ]


@pytest.mark.parametrize("name", ["abstract", "mixed"])
def test_a_word_that_is_neither_true_nor_false(name: str) -> None:
    """An attribute that is true or false has no other value."""
    with pytest.raises(Failure) as caught:
        record_of("", f'<xs:complexType name="T" {name}="maybe"/>')
    (what,) = {problem.what for problem in caught.value.problems}
    assert what == f'{name} "maybe" is not one of 0, 1, false, true'
