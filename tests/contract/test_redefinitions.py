"""What a redefinition, a notation and an import must keep to."""

from __future__ import annotations

import pytest

from neto_gen.contract.resolve.messages import MessageReader
from neto_gen.contract.xsd.rules import check
from neto_gen.contract.xsd.schema import load
from neto_gen.problems import Failure
from tests.support import schema

BASE = schema(
    '<xs:simpleType name="S"><xs:restriction base="xs:string"/></xs:simpleType><xs:complexType name="C"/>'
    '<xs:group name="G"><xs:sequence/></xs:group><xs:attributeGroup name="A"/>',
    "",
)


def problems(declared: str, attributes: str = "") -> list[str]:
    """Return the problems of a schema that uses another."""
    files = {"X.xsd": schema(declared, attributes).encode(), "Base.xsd": BASE.encode()}
    try:
        check(load("X.xsd", files.get, str))
    except Failure as failure:
        return [f"{problem} | {problem.hint}" for problem in failure.problems]
    return []


def redefined(definition: str) -> list[str]:
    """Return the problems of a redefinition."""
    return problems(f'<xs:redefine schemaLocation="Base.xsd">{definition}</xs:redefine>')


def group(refs: str) -> str:
    """Return a group that refers to others."""
    return f'<xs:group name="G"><xs:sequence>{refs}</xs:sequence></xs:group>'


ATTRIBUTES = '<xs:attributeGroup ref="A"/>'
EXTENSION = '<xs:complexContent><xs:extension base="C"/></xs:complexContent>'
SELF = '<xs:group ref="G"{}/>'


@pytest.mark.parametrize(
    ("definition", "problem"),
    [
        (
            '<xs:simpleType name="S"><xs:restriction base="xs:int"/></xs:simpleType>',
            'a redefinition of type S extends or restricts it | its base is "S"',
        ),
        ('<xs:complexType name="C"/>', "a redefinition of type C extends or restricts it"),
        (
            group(SELF.format("") * 2),
            "a redefinition of group G refers to it once at most | remove one of the references",
        ),
        (
            group(SELF.format(' maxOccurs="2"')),
            "a redefinition of group G has it once | remove minOccurs and maxOccurs",
        ),
        (
            f'<xs:attributeGroup name="A">{ATTRIBUTES * 2}</xs:attributeGroup>',
            "a redefinition of attributeGroup A refers to it once at most",
        ),
    ],
)
def test_a_redefinition_of_something_else_is_told(definition: str, problem: str) -> None:
    """A type is redefined from itself, and a group refers to itself once at most."""
    (found,) = redefined(definition)
    assert problem in found


@pytest.mark.parametrize(
    "definition",
    [
        '<xs:simpleType name="S"><xs:restriction base="S"/></xs:simpleType>',
        f'<xs:complexType name="C">{EXTENSION}</xs:complexType>',
        group(SELF.format(' minOccurs="1"')),
        group(""),
    ],
)
def test_a_redefinition_of_itself_is_accepted(definition: str) -> None:
    """A redefinition may narrow, widen or replace what it redefines."""
    assert redefined(definition) == []


@pytest.mark.parametrize(
    ("definition", "name"),
    [
        ('<xs:simpleType name="S"><xs:restriction base="S"/></xs:simpleType>', 'simpleType "S"'),
        (f'<xs:complexType name="C">{EXTENSION}</xs:complexType>', 'complexType "C"'),
        (group(""), 'group "G"'),
    ],
)
@pytest.mark.parametrize("between", ["", '</xs:redefine><xs:redefine schemaLocation="Base.xsd">'])
def test_one_file_redefines_something_once(definition: str, name: str, between: str) -> None:
    """A second redefinition in the same file is told, with the place of the first."""
    (found,) = redefined(f"{definition}{between}{definition}")
    assert f"{name} is redefined twice, first at X.xsd:2:" in found
    assert "| remove one of them" in found


@pytest.mark.parametrize(
    ("notation", "problem"),
    [
        ('<xs:notation public="a"/>', "a notation has no name | add it, or remove the notation"),
        ('<xs:notation name="n"/>', "a notation has no public or system | add it, or remove"),
    ],
)
def test_a_notation_that_lacks_something_is_told(notation: str, problem: str) -> None:
    """A notation has a name, and says what it stands for."""
    (found,) = problems(notation)
    assert problem in found
    assert problems('<xs:notation name="n" system="a"/>') == []


def test_an_import_of_the_own_namespace_is_told() -> None:
    """A file of the same namespace is included, not imported."""
    (found,) = problems('<xs:import namespace="t"/>', 'targetNamespace="t"')
    assert (
        'an import of the namespace of this file, "t" | use xs:include for a file of the' in found
    )
    (found,) = problems("<xs:import/>")
    assert "an import of no namespace, as this file | use xs:include" in found


GROUP = schema(
    '<xs:attributeGroup name="A"><xs:attribute name="a"{}/><xs:attribute name="p" use="prohibited"/>'
    "</xs:attributeGroup>",
    "",
)


@pytest.mark.parametrize(
    ("use", "inner", "problem"),
    [
        ("", '<xs:attribute name="b"/>', "not a valid restriction: its base has no attribute b"),
        ("", '<xs:attribute name="p"/>', "not a valid restriction: its base has no attribute p"),
        (
            "",
            "<xs:anyAttribute/>",
            "not a valid restriction: its base does not allow any attribute",
        ),
        (
            ' use="required"',
            "",
            "not a valid restriction: attribute a is required in the redefined group",
        ),
        ("", '<xs:attributeGroup ref="A"/><xs:attribute name="b"/>', ""),
        ("", '<xs:attribute name="a" use="required"/>', ""),
    ],
)
def test_a_group_of_attributes_that_restricts_what_it_redefines(
    use: str, inner: str, problem: str
) -> None:
    """A group of attributes that does not refer to what it redefines allows no more than that."""
    text = schema(
        f'<xs:redefine schemaLocation="Base.xsd"><xs:attributeGroup name="A">{inner}</xs:attributeGroup>'
        '</xs:redefine><xs:element name="X"/>',
        "",
    )
    files = {"X.xsd": text.encode(), "Base.xsd": GROUP.format(use).encode()}
    loaded = load("X.xsd", files.get, str)
    check(loaded)
    try:
        MessageReader(loaded).require_consistent()
    except Failure as failure:
        found = [str(each) for each in failure.problems]
        assert problem
        assert any(problem in each for each in found), found
    else:
        assert problem == ""


ELEMENTS = '<xs:element name="A" type="xs:int" maxOccurs="{}"/>'


@pytest.mark.parametrize(
    ("inner", "problem"),
    [
        (ELEMENTS.format(2), ""),
        (f'{ELEMENTS.format(9)}<xs:group ref="G"/>', ""),
        (
            ELEMENTS.format(4),
            "X.xsd:2:72: not a valid restriction: its base does not allow A there",
        ),
        ("", "X.xsd:2:59: not a valid restriction: its base requires more elements"),
        (
            ELEMENTS.format(1).replace("int", "string"),
            "the type of element A is not a restriction of its type in the base",
        ),
    ],
)
def test_a_group_that_restricts_what_it_redefines(inner: str, problem: str) -> None:
    """A group of elements that does not refer to what it redefines allows no more than that."""
    original = f'<xs:group name="G"><xs:sequence>{ELEMENTS.format(3)}</xs:sequence></xs:group>'
    text = f'<xs:redefine schemaLocation="Base.xsd">{group(inner)}</xs:redefine>'
    files = {"X.xsd": schema(text, "").encode(), "Base.xsd": schema(original, "").encode()}
    loaded = load("X.xsd", files.get, str)
    check(loaded)
    try:
        MessageReader(loaded).require_consistent()
    except Failure as failure:
        (found,) = map(str, failure.problems)
        assert problem
        assert problem in found
    else:
        assert problem == ""


@pytest.mark.parametrize("is_imported", [True, False])
def test_names_of_other_namespaces_are_imported(*, is_imported: bool) -> None:
    """What a file refers to in another namespace is one that it imports itself, whatever others import."""
    own = '<xs:import namespace="u:b" schemaLocation="B.xsd"/>' if is_imported else ""
    files = {
        "X.xsd": schema(
            '<xs:import namespace="u:b" schemaLocation="B.xsd"/><xs:include schemaLocation="I.xsd"/>',
            'targetNamespace="u:a"',
        ),
        "I.xsd": schema(
            f'{own}<xs:element name="X" type="b:S" xmlns:b="u:b"/>', 'targetNamespace="u:a"'
        ),
        "B.xsd": schema(
            '<xs:simpleType name="S"><xs:restriction base="xs:int"/></xs:simpleType>',
            'targetNamespace="u:b"',
        ),
    }
    loaded = load("X.xsd", {name: text.encode() for name, text in files.items()}.get, str)
    if is_imported:
        check(loaded)
        return
    with pytest.raises(Failure) as caught:
        check(loaded)
    (found,) = caught.value.problems
    assert 'type "b:S" is of a namespace that this file does not import' in str(found)
    assert found.hint == 'import it: <xs:import namespace="u:b"/>'
