"""What a schema must keep to, rule by rule."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from neto_gen.contract.resolve.messages import MessageReader
from neto_gen.contract.xsd import vocabulary
from neto_gen.contract.xsd.rules import check
from neto_gen.contract.xsd.schema import load
from neto_gen.problems import Failure, printable
from tests.hostile.attack import IS_LONG
from tests.support import root, schema

TEXT = '<xs:element name="A" type="xs:string"/>'
OF_TEXT = f"<xs:complexType><xs:sequence>{TEXT}</xs:sequence></xs:complexType>"


def problems(text: str) -> list[str]:
    """Return the problems of a schema: the messages, each with its hint."""
    try:
        loaded = load("X.xsd", {"X.xsd": text.encode()}.get, str)
        check(loaded)
        reader = MessageReader(loaded)
        reader.require_consistent()
        reader.message("X")
    except Failure as failure:
        return [f"{problem} | {problem.hint}" for problem in failure.problems]
    return []


def in_root(fields: str) -> list[str]:
    """Return the problems of the elements of a root."""
    return problems(schema(root("X", fields)))


def restricted(facet: str, base: str = "xs:string") -> list[str]:
    """Return the problems of a facet."""
    return in_root(
        f'<xs:element name="A"><xs:simpleType><xs:restriction base="{base}">'
        f"{facet}</xs:restriction></xs:simpleType></xs:element>"
    )


@pytest.mark.parametrize("name", sorted(vocabulary.BUILTIN_TYPES))
def test_types_that_are_understood(name: str) -> None:
    """Every built-in type of the vocabulary is accepted."""
    assert in_root(f'<xs:element name="A" type="xs:{name}"/>') == []


@pytest.mark.parametrize("name", sorted(vocabulary.UNSUPPORTED_TYPES))
def test_types_that_are_not(name: str) -> None:
    """Every other built-in type is refused with what to use instead."""
    (problem,) = in_root(f'<xs:element name="A" type="xs:{name}"/>')
    assert problem.startswith(f"X.xsd:3:1: type xs:{name} is not supported | ")
    assert not problem.endswith("| None")


@pytest.mark.parametrize(
    ("outer", "name"),
    [
        ("schema", "defaultOpenContent"),
        ("element", "alternative"),
        *(("complexType", name) for name in ("assert", "openContent")),
        *(("restriction", name) for name in ("assertion", "explicitTimezone")),
    ],
)
def test_constructs_that_are_not_understood(outer: str, name: str) -> None:
    """A construct without a meaning here is refused where it stands, never dropped."""
    inner = f"<xs:{name}/>"
    text = {
        "schema": schema(f"{inner}{root('X', TEXT)}"),
        "element": schema(root("X", TEXT).replace("</xs:element>", f"{inner}</xs:element>")),
        "complexType": schema(
            root("X", TEXT).replace("</xs:complexType>", f"{inner}</xs:complexType>")
        ),
        "restriction": schema(
            f'<xs:simpleType name="S"><xs:restriction base="xs:string">{inner}</xs:restriction>'
            f"</xs:simpleType>{root('X', TEXT)}"
        ),
    }[outer]
    found = [problem for problem in problems(text) if f"xs:{name} " in problem]
    assert len(found) == 1
    assert f"xs:{name} is not supported | this is XML Schema 1.1" in found[0]


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("sequence", "all"),
        ("sequence", "attribute"),
        ("sequence", "simpleType"),
        ("choice", "complexType"),
        ("all", "sequence"),
        ("all", "any"),
        ("all", "group"),
    ],
)
def test_constructs_that_cannot_stand_there(outer: str, inner: str) -> None:
    """A construct in a place where XML Schema has none is refused there."""
    text = f'<xs:element name="X"><xs:complexType><xs:{outer}>\n<xs:{inner}/></xs:{outer}>'
    found = problems(schema(f"{text}</xs:complexType></xs:element>"))
    assert found == [f"X.xsd:3:1: xs:{inner} is not allowed in xs:{outer} | None"]


@pytest.mark.parametrize(
    ("attribute", "remedy"),
    [
        ('targetNamespace="Other"', "declare the component in a file of its namespace"),
        ('inheritable="true"', "this is XML Schema 1.1"),
    ],
)
def test_attributes_that_are_not_understood(attribute: str, remedy: str) -> None:
    """An attribute without a meaning here is refused, with what to write instead."""
    (problem,) = in_root(f'<xs:element name="A" type="xs:string" {attribute}/>')
    assert f"X.xsd:3:1: {attribute} is not supported" in problem
    assert remedy in problem


@pytest.mark.parametrize(
    "attribute",
    ['nillable="false"', 'id="a"', 'xml:lang="en"', 'form="unqualified"'],
)
def test_attributes_that_change_nothing(attribute: str) -> None:
    """An attribute that says what holds anyway is accepted."""
    assert in_root(f'<xs:element name="A" type="xs:string" {attribute}/>') == []


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (
            '<xs:element name="A" type="xs:string"><xs:complexType/></xs:element>',
            "an element has one type, by its attribute or inside it | remove one of them",
        ),
        (
            '<xs:element name="A" type="xs:string" default="a" fixed="a"/>',
            "an element has a default or a fixed value, not both",
        ),
        ('<xs:element name="A" type="xs:int" default="x"/>', '"x" is not a value of xs:int'),
        ('<xs:element name="A" type="xs:int" fixed=""/>', '"" is not a value of xs:int'),
        (f'<xs:element name="A" default="x">{OF_TEXT}</xs:element>', "not of a simple type"),
        ('<xs:element type="xs:string"/>', "an element has a name or a ref"),
        ('<xs:element ref="X" name="A"/>', "an element has a ref, or a name and a type"),
        ('<xs:element ref="Y"/>', 'element "Y" is not defined'),
        ('<xs:element ref="xs:string"/>', '"string" is not an element'),
        ('<xs:element name="A B" type="xs:string"/>', 'name "A B" is not a name in XML'),
        ('<xs:element name="1" type="xs:string"/>', 'name "1" is not a name in XML'),
        ('<xs:element name="" type="xs:string"/>', 'name "" is not a name in XML'),
        ('<xs:element name="A" type="xs:string" minOccurs="x"/>', 'minOccurs "x" is not a number'),
        ('<xs:element name="A" type="xs:string" minOccurs="-1"/>', '"-1" is not a number'),
        ('<xs:element name="A" type="xs:string" maxOccurs="many"/>', '"many" is not a number'),
        ('<xs:element name="A" type="xs:string" maxOccurs="0"/>', "less than minOcc"),
        ('<xs:element name="A" type="xs:string" minOccurs="3" maxOccurs="2"/>', "less than minOcc"),
        (f"{TEXT}<html/>", "<html> is not an element of XML Schema"),
        ('<xs:element name="A"><xs:simpleType/></xs:element>', "a simple type has one xs:restric"),
    ],
)
def test_declarations(fields: str, problem: str) -> None:
    """A declaration that says too little, too much or nonsense is named."""
    found = in_root(fields)
    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.parametrize(
    ("facet", "base", "problem"),
    [
        ('<xs:maxLength value="abc"/>', "xs:string", 'maxLength "abc" is not a number'),
        ('<xs:maxLength value="-1"/>', "xs:string", 'maxLength "-1" is not a number'),
        ("<xs:maxLength/>", "xs:string", "maxLength has no value"),
        ('<xs:maxLength value="5"/>', "xs:integer", "maxLength is not supported for xs:integer"),
        ('<xs:totalDigits value="5"/>', "xs:string", "totalDigits is not supported for xs:string"),
        ('<xs:minInclusive value="1"/>', "xs:date", '"1" is not a value of xs:date'),
        ('<xs:maxInclusive value="20240101"/>', "xs:date", "is not a value of xs:date"),
        ('<xs:maxInclusive value="2024-02-30"/>', "xs:date", "is not a value of xs:date"),
        ('<xs:maxInclusive value="2024-01-01"/>', "xs:dateTime", "not a value of xs:dateTime"),
        ('<xs:maxInclusive value="25:00:00"/>', "xs:time", "is not a value of xs:time"),
        ('<xs:minInclusive value="NaN"/>', "xs:double", '"NaN" is not a valid limit'),
        ('<xs:minInclusive value="1"/>', "xs:string", "is not supported for xs:string"),
        ('<xs:minInclusive value="1"/>', "xs:IDREFS", "is not supported for a list"),
        ('<xs:enumeration value="true"/>', "xs:boolean", "is not supported for xs:boolean"),
        ('<xs:enumeration value="a b"/>', "xs:NMTOKEN", "is not a value of xs:NMTOKEN"),
        ('<xs:whiteSpace value="none"/>', "xs:string", 'whiteSpace "none" is not one of'),
        ('<xs:whiteSpace value="preserve"/>', "xs:token", 'of xs:token is "collapse"'),
        ('<xs:fractionDigits value="2"/>', "xs:int", "fractionDigits of xs:int is 0"),
        ('<xs:totalDigits value="0"/>', "xs:int", "totalDigits is at least 1"),
        ('<xs:length value="1"/><xs:length value="1"/>', "xs:string", "length occurs twice"),
        (
            '<xs:minLength value="2"/><xs:maxLength value="1"/>',
            "xs:string",
            "minLength is more than maxLength",
        ),
        (
            '<xs:minInclusive value="2"/><xs:maxInclusive value="1"/>',
            "xs:decimal",
            "no value is at least 2 and at most 1",
        ),
        (
            '<xs:minExclusive value="2"/><xs:maxInclusive value="2"/>',
            "xs:int",
            "no value is more than 2 and at most 2",
        ),
        (
            '<xs:minInclusive value="2"/><xs:maxExclusive value="2"/>',
            "xs:decimal",
            "no value is at least 2 and less than 2",
        ),
        ('<xs:enumeration value="n"/>', "xs:NOTATION", 'there is no notation "n"'),
        (
            '<xs:totalDigits value="2"/><xs:fractionDigits value="3"/>',
            "xs:decimal",
            "fractionDigits is more than totalDigits",
        ),
        ('<xs:maxInclusive value="200"/>', "xs:byte", '200" is not at most 127'),
        ('<xs:minInclusive value="x"/>', "xs:decimal", '"x" is not a value of xs:decimal'),
        ('<xs:minInclusive value="NaN"/>', "xs:decimal", '"NaN" is not a value of xs:decimal'),
        ('<xs:minInclusive value="1e9"/>', "xs:decimal", '"1e9" is not a value of xs:decimal'),
        ('<xs:minInclusive value="1.5"/>', "xs:int", '"1.5" is not a value of xs:int'),
        ('<xs:enumeration value="x"/>', "xs:int", '"x" is not a value of xs:int'),
        ("", "Y", 'type "Y" is not defined'),
        ("", "X", 'type "X" is not defined'),
    ],
)
def test_facets(facet: str, base: str, problem: str) -> None:
    """A facet that makes no sense for its type is named."""
    (found,) = restricted(facet, base)
    assert problem in found


def test_a_name_without_its_namespace() -> None:
    """A type of the schema that is named without its namespace is told apart from one that is not."""
    simple = '<xs:simpleType name="T"><xs:restriction base="xs:string"/></xs:simpleType>'
    text = schema(
        simple + root("X", '<xs:element name="A" type="T"/>'), 'targetNamespace="NetoAPI"'
    )
    (problem,) = problems(text)
    what = 'type "T" is not defined | T is in the namespace "NetoAPI": declare a prefix for it'
    assert problem.endswith(what)


def test_a_type_that_is_its_own_base() -> None:
    """Types that go round in a circle are refused."""
    text = schema(
        '<xs:simpleType name="A"><xs:restriction base="B"/></xs:simpleType>'
        '<xs:simpleType name="B"><xs:restriction base="A"/></xs:simpleType>'
        + root("X", '<xs:element name="F" type="A"/>')
    )
    (problem,) = problems(text)
    assert "type A is its own base | give it a built-in type as base" in problem


def test_a_facet_of_a_base_type_is_checked_for_the_type_at_the_root() -> None:
    """Which facets apply depends on the built-in type, however many steps away."""
    text = schema(
        '<xs:simpleType name="A"><xs:restriction base="B"><xs:maxLength value="5"/>'
        '</xs:restriction></xs:simpleType><xs:simpleType name="B"><xs:restriction>'
        '<xs:simpleType><xs:restriction base="xs:decimal"/></xs:simpleType></xs:restriction>'
        "</xs:simpleType>" + root("X", '<xs:element name="F" type="A"/>')
    )
    (problem,) = problems(text)
    assert "maxLength is not supported for xs:decimal" in problem


@pytest.mark.parametrize("number", ["1_000", "&#x0665;", "+-1", "0x1F", ""])
def test_numbers_that_only_python_knows(number: str) -> None:
    """A bound is a number as XML Schema writes them."""
    (problem,) = restricted(f'<xs:minInclusive value="{number}"/>', "xs:decimal")
    assert "is not a value of xs:decimal" in problem


LATE = ["\uff26oo", "Foo\u2c00", "\U00010000", "\u1f00\u2070", "a\ud7cb"]


@pytest.mark.parametrize("kind", ["element", "attribute"])
@pytest.mark.parametrize("name", LATE)
def test_names_that_parsers_do_not_read(kind: str, name: str) -> None:
    """A name that XML got with its fifth edition is refused: no document with it could be read."""
    declared = f'<xs:{kind} name="{name}" type="xs:string"/>'
    fields = declared if kind == "element" else ""
    (problem,) = problems(
        schema(
            f'<xs:element name="X"><xs:complexType><xs:sequence>{fields}</xs:sequence>'
            f"{'' if fields else declared}</xs:complexType></xs:element>"
        )
    )
    assert f'name "{name}" cannot be read in a document by usual parsers of XML | use' in problem


@pytest.mark.parametrize(
    "name", ["\u00e9t\u00e9", "\u4ef7\u683c", "\u03b1.\u03b2-\u0661", "_\u0e01"]
)
def test_names_that_parsers_read(name: str) -> None:
    """Letters of other scripts, which XML had from the first, are names like others."""
    assert in_root(f'<xs:element name="{name}" type="xs:string"/>') == []


def test_every_name_that_is_accepted_can_be_read() -> None:
    """Whatever name of a schema is not refused, a parser reads a document with it."""
    codes = range(0x80, 0x20000, 1 if IS_LONG else 197)
    names = [f"a{chr(code)}" for code in codes if not 0xD7FF < code < 0xE000 and code < 0xFFFE]
    fields = "".join(f'<xs:element name="{name}" type="xs:string"/>' for name in names)
    refused = "\n".join(in_root(fields))
    accepted = [name for name in names if f'name "{printable(name)}" ' not in refused]
    assert accepted
    for name in accepted:
        assert ET.fromstring(f"<{name}/>").tag == name
    assert len(accepted) < len(names)


@pytest.mark.parametrize(
    "attributes",
    [
        *('maxOccurs="unbounded "', 'maxOccurs=" 5" minOccurs="&#9;2&#10;"', 'nillable=" true "'),
        *('form=" qualified "', 'minOccurs=" 0"', 'name=" Name "', 'type=" xs:string "'),
    ],
)
def test_white_space_around_words_and_numbers(attributes: str) -> None:
    """White space around a number, a word or a reference is as good as none."""
    given = {part.partition("=")[0] for part in attributes.split('"')[::2]}
    rest = "".join(
        f' {name}="{value}"'
        for name, value in (("name", "A"), ("type", "xs:string"))
        if name not in {key.strip() for key in given}
    )
    found = in_root(f"<xs:element{rest} {attributes}/>")
    assert found == []
