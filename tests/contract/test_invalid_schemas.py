"""Schemas that break a rule which nothing that is made of them depends on, and are built as they are."""

from __future__ import annotations

import pytest

from neto_gen.contract import read_contract
from neto_gen.problems import Failure
from neto_gen.sources import MemoryFolder, MessageSource, OperationSource
from tests.support import root, schema

_MESSAGE = MessageSource("X.xsd", "X")
_SOURCE = OperationSource("Exchange", _MESSAGE, _MESSAGE)
A = '<xs:element name="A" type="xs:string"/>'
B = '<xs:element name="B" type="xs:string"/>'


def folder(text: str) -> MemoryFolder:
    """Return a folder with one schema."""
    return MemoryFolder("xsd", {"X.xsd": text.encode()})


def type_(content: str, attributes: str = 'name="T"') -> str:
    """Return a complex type."""
    return f"<xs:complexType {attributes}>{content}</xs:complexType>"


def restriction(content: str, attributes: str = "") -> str:
    """Return a restriction of the type T."""
    inner = f'<xs:restriction base="T">{content}</xs:restriction>'
    return type_(f"<xs:complexContent>{inner}</xs:complexContent>", f'name="R" {attributes}')


T = type_(f"<xs:sequence>{A}</xs:sequence>")
X = root("X", '<xs:element name="V" type="{}"/>')
ANNOTATION = "<xs:annotation><xs:documentation>A</xs:documentation></xs:annotation>"
IDS = '<xs:attribute name="i" type="xs:{}"/><xs:attribute name="j" type="xs:ID"/>'
KEY = '<xs:key name="K"><xs:selector xpath="V"/><xs:field xpath="@i"/></xs:key>'
PATTERN = (
    '<xs:simpleType name="T"><xs:restriction base="xs:string"><xs:pattern value="{}"/>'
    "</xs:restriction></xs:simpleType>"
)
FIXED = (
    '<xs:simpleType name="S"><xs:restriction base="xs:string"><xs:maxLength value="2" fixed="{}"/>'
    '</xs:restriction></xs:simpleType><xs:simpleType name="T"><xs:restriction base="S">'
    '<xs:maxLength value="1"/></xs:restriction></xs:simpleType>'
)


@pytest.mark.parametrize(
    ("wrong", "right", "rule"),
    [
        (
            restriction(f"<xs:sequence>{A}{B}</xs:sequence>") + T + X.format("R"),
            type_(f"<xs:sequence>{A}{B}</xs:sequence>", 'name="R"') + X.format("R"),
            "derivation-ok-restriction",
        ),
        (
            restriction(f'<xs:sequence>{A}</xs:sequence><xs:attribute name="a"/>')
            + (T + X.format("R")),
            type_(f'<xs:sequence>{A}</xs:sequence><xs:attribute name="a"/>', 'name="R"')
            + X.format("R"),
            "derivation-ok-restriction",
        ),
        (
            type_(f"<xs:choice>{A}{A}</xs:choice>") + X.format("T"),
            None,
            "cos-nonambig",
        ),
        (
            type_(IDS.format("ID")) + X.format("T"),
            None,
            "ct-props-correct",
        ),
        (
            type_(f"<xs:sequence>{A}</xs:sequence>", 'name="T" final="restriction"')
            + restriction(f"<xs:sequence>{A}</xs:sequence>")
            + X.format("R"),
            T + restriction(f"<xs:sequence>{A}</xs:sequence>") + X.format("R"),
            "derivation-ok-restriction",
        ),
        (
            FIXED.format("true") + X.format("T"),
            FIXED.format("false") + X.format("T"),
            "maxLength-valid-restriction",
        ),
        (
            '<xs:element name="H" type="xs:int"/>'
            '<xs:element name="M" type="xs:string" substitutionGroup="H"/>'
            + root("X", '<xs:element ref="H"/>'),
            None,
            "e-props-correct",
        ),
        (
            T + X.format("T").replace("</xs:complexType>", f"</xs:complexType>{KEY}{KEY}"),
            None,
            "sch-props-correct",
        ),
        (T + T + X.format("T"), T + X.format("T"), "sch-props-correct"),
        (
            T.replace("<xs:seq", '<xs:attribute name="a"/><xs:seq') + X.format("T"),
            T.replace("</xs:complexType", '<xs:attribute name="a"/></xs:complexType')
            + X.format("T"),
            "the schema for schemas",
        ),
        (
            T.replace("</xs:complexType", f"{ANNOTATION}</xs:complexType") + X.format("T"),
            T.replace("<xs:seq", f"{ANNOTATION}<xs:seq") + X.format("T"),
            "the schema for schemas",
        ),
        (
            X.format("T") + T + '<xs:import namespace="http://www.w3.org/XML/1998/namespace"/>',
            X.format("T") + T,
            "the schema for schemas",
        ),
        (
            T.replace("<xs:seq", f"{ANNOTATION}<xs:seq").replace(
                "<xs:documentation>", '<xs:documentation xml:lang="">'
            )
            + X.format("T"),
            T.replace("<xs:seq", f"{ANNOTATION}<xs:seq") + X.format("T"),
            "the schema for schemas",
        ),
        (PATTERN.format("[a-c-1]") + X.format("T"), None, "charRange"),
        (PATTERN.format("[a-z-[b-d-e]]") + X.format("T"), None, "charRange"),
        (PATTERN.format(r"\d(\s*\~\s*\d)?") + X.format("T"), None, "SingleCharEsc"),
        (PATTERN.format(r"[\w\-\/]*") + X.format("T"), None, "SingleCharEsc"),
        (
            (T + X.format("T")).replace("<xs:sequence", '<xs:sequence id="i"'),
            T + X.format("T"),
            "cvc-id",
        ),
    ],
    ids=lambda value: value if value and "<" not in value else "",
)
def test_a_schema_that_breaks_a_rule(wrong: str, right: str | None, rule: str) -> None:
    """It is refused with the setting that helps; with that, it is built as what it says."""
    text = schema(wrong)
    with pytest.raises(Failure) as caught:
        read_contract(folder(text), [_SOURCE])
    (problem,) = caught.value.problems
    assert problem.rule == rule
    setting = 'to build the schema as it is, set accept-invalid = ["X.xsd"] in [tool.neto-gen]'
    assert (problem.hint or "").endswith(setting)

    accepting = folder(text)
    accepting.accept_all()
    contract = read_contract(accepting, [_SOURCE])
    assert [p.rule for p in accepting.acceptance.accepted] == [rule]
    if right is not None:
        assert contract == read_contract(folder(schema(right)), [_SOURCE])


@pytest.mark.parametrize("pattern", [r"\\~", r"\\\\/", r"[\^\-\]]", r"\p{L}~\.@"])
def test_escapes_that_are_needed(pattern: str) -> None:
    """A pattern whose backslashes stand for themselves, or before special characters, is accepted."""
    read_contract(folder(schema(PATTERN.format(pattern) + X.format("T"))), [_SOURCE])


@pytest.mark.parametrize(
    "pattern",
    [
        *("[a-z-]", "[-a-z]", "[^-a]", "[--a]", "[+--]", "[a-z--[b-z]]", "a-b-c", r"\[a-b-c\]"),
        *(r"[a\-b-z]", r"[\w-.]", r"[\p{L}-.]"),
    ],
)
def test_a_hyphen_where_it_may_stand(pattern: str) -> None:
    """A hyphen that is first, last, in a range or escaped is accepted, and so is one after a class."""
    read_contract(folder(schema(PATTERN.format(pattern) + X.format("T"))), [_SOURCE])


@pytest.mark.parametrize(
    "wrong",
    [
        T + T.replace('name="A"', 'name="B"') + X.format("T"),  # two meanings
        T.replace("xs:string", "xs:nothing") + X.format("T"),
        type_("<xs:sequence><xs:element/></xs:sequence>") + X.format("T"),
        T + X.format("T") + '<xs:complexType name="U"><xs:nothing/></xs:complexType>',
        T.replace("<xs:element", '<xs:element minOccurs="2"') + X.format("T"),
        T.replace("xs:string", "xs:int").replace("<xs:element", '<xs:element default="a"')
        + X.format("T"),
    ],
    ids=["two", "type", "name", "element", "occurs", "default"],
)
def test_a_schema_whose_meaning_is_open(wrong: str) -> None:
    """What leaves open what a schema means is refused whatever is set, and no setting is offered."""
    accepting = folder(schema(wrong))
    accepting.accept_all()
    with pytest.raises(Failure) as caught:
        read_contract(accepting, [_SOURCE])
    assert not any("accept-invalid" in (p.hint or "") for p in caught.value.problems)


def test_definitions_that_say_the_same_by_other_prefixes() -> None:
    """Two definitions of one name are one if they mean the same, and not if they look the same."""
    other = '<xs:complexType name="T" xmlns:o="{}"><xs:sequence><xs:element name="A" type="{}"/></xs:sequence></xs:complexType>'
    types = '<xs:simpleType name="string"><xs:restriction base="xs:int"/></xs:simpleType>'
    xs = "http://www.w3.org/2001/XMLSchema"
    same = other.format(xs, "o:string"), other.format(xs, "o:string")
    apart = other.format(xs, "o:string"), other.format("NetoAPI", "o:string")
    for definitions, is_read in ((same, True), (apart, False)):
        accepting = folder(schema("".join(definitions) + types + X.format("T")))
        accepting.accept_all()
        if is_read:
            read_contract(accepting, [_SOURCE])
            continue
        with pytest.raises(Failure, match="is defined twice"):
            read_contract(accepting, [_SOURCE])
