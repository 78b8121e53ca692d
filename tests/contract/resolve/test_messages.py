"""From the declarations of a schema to a message of the contract."""

from __future__ import annotations

from decimal import Decimal

import pytest

from neto_gen.contract.model import (
    AnyElements,
    AnyType,
    Element,
    Enumeration,
    Facets,
    ListType,
    Message,
    Record,
    RecordRef,
    Scalar,
    UnionType,
)
from neto_gen.contract.resolve.messages import MessageReader
from neto_gen.contract.xsd.rules import check
from neto_gen.contract.xsd.schema import load
from neto_gen.problems import Failure
from tests.support import root, schema


def message(text: str, **files: str) -> Message:
    """Return the message with the root X of a schema; `files` are others, by name without suffix."""
    contents = {f"{name}.xsd": content.encode() for name, content in {"X": text, **files}.items()}
    loaded = load("X.xsd", contents.get, str)
    check(loaded)
    return MessageReader(loaded).message("X")


def elements(record: Record) -> dict[str, Element]:
    """Return the elements of a record, by name."""
    return {item.name.untrusted: item for item in record.content if isinstance(item, Element)}


def fields(text: str, **files: str) -> dict[str, Element]:
    """Return the elements of the root X of a schema, by name."""
    return elements(message(text, **files).root)


def of_type(content: str, others: str = "") -> Record:
    """Return the record of a root whose complex type has this content."""
    return message(
        schema(
            f'{others}<xs:element name="X"><xs:complexType>{content}</xs:complexType></xs:element>'
        )
    ).root


def restricted(base: str, facets: str) -> Facets:
    """Return the facets of a restriction, as the contract has them."""
    element = (
        f'<xs:element name="A"><xs:simpleType><xs:restriction base="{base}">{facets}'
        "</xs:restriction></xs:simpleType></xs:element>"
    )
    found = fields(schema(root("X", element)))["A"].type
    assert isinstance(found, Scalar)
    return found.facets


@pytest.mark.parametrize(
    ("base", "facets", "expected"),
    [
        ("xs:string", '<xs:length value="3"/>', Facets(length=3)),
        (
            "xs:token",
            '<xs:minLength value="1"/><xs:maxLength value="9"/>',
            Facets(min_length=1, max_length=9),
        ),
        ("xs:integer", "", Facets()),
        ("xs:short", "", Facets(min_inclusive=Decimal(-32768), max_inclusive=Decimal(32767))),
        (
            "xs:short",
            '<xs:minInclusive value="0"/><xs:maxExclusive value="10"/>',
            Facets(min_inclusive=Decimal(0), max_inclusive=Decimal(9)),
        ),
        (
            "xs:integer",
            '<xs:minExclusive value="0"/><xs:totalDigits value="3"/>',
            Facets(min_inclusive=Decimal(1), total_digits=3),
        ),
        (
            "xs:decimal",
            (
                '<xs:minExclusive value="0"/><xs:maxInclusive value="1.5"/>'
                '<xs:fractionDigits value="2"/>'
            ),
            Facets(min_exclusive=Decimal(0), max_inclusive=Decimal("1.5"), fraction_digits=2),
        ),
    ],
)
def test_facets(base: str, facets: str, expected: Facets) -> None:
    """Facets come with those of the built-in type; bounds of whole numbers are inclusive."""
    assert restricted(base, facets) == expected


def test_facets_of_all_steps_hold() -> None:
    """A facet of a base type holds beside those of the type derived from it."""
    text = schema(
        '<xs:simpleType name="T"><xs:restriction base="xs:string"><xs:minLength value="2"/>'
        '<xs:maxLength value="9"/></xs:restriction></xs:simpleType>'
        + root(
            "X",
            '<xs:element name="A"><xs:simpleType><xs:restriction base="T">'
            '<xs:maxLength value="5"/></xs:restriction></xs:simpleType></xs:element>'
            '<xs:element name="B" type="T"/>',
        )
    )
    found = fields(text)
    limits = [found[name].type for name in "AB"]
    assert [scalar.facets for scalar in limits if isinstance(scalar, Scalar)] == [
        Facets(min_length=2, max_length=5),
        Facets(min_length=2, max_length=9),
    ]


@pytest.mark.parametrize(
    ("occurs", "expected"),
    [
        ("", (1, 1)),
        ('minOccurs="0"', (0, 1)),
        ('maxOccurs="unbounded"', (1, None)),
        ('minOccurs="2" maxOccurs="5"', (2, 5)),
        ('minOccurs=" 0 " maxOccurs=" 5 "', (0, 5)),
    ],
)
def test_occurs(occurs: str, expected: tuple[int, int | None]) -> None:
    """How often an element occurs is as the schema says."""
    element = fields(schema(root("X", f'<xs:element name="A" type="xs:string" {occurs}/>')))["A"]
    assert (element.min_occurs, element.max_occurs) == expected


def test_an_optional_sequence_makes_its_elements_optional() -> None:
    """What stands in a sequence that may be left out may be left out."""
    inner = '<xs:sequence minOccurs="0"><xs:element name="A" type="xs:string"/></xs:sequence>'
    assert not fields(schema(root("X", inner)))["A"].required


def test_the_values_of_an_enumeration_are_as_they_stand() -> None:
    """Values keep their order, their case and the blanks in them."""
    values = ["b", "a", "A", " x  y ", "", "&amp;", "é", "{{ 1 }}"]
    facets = "".join(f'<xs:enumeration value="{value}"/>' for value in values)
    element = (
        '<xs:element name="A"><xs:simpleType><xs:restriction base="xs:string">'
        f"{facets}</xs:restriction></xs:simpleType></xs:element>"
    )
    found = fields(schema(root("X", element)))["A"].type
    assert isinstance(found, Enumeration)
    assert [value.untrusted for value in found.values] == [
        value.replace("&amp;", "&") for value in values
    ]


def test_documentation_comes_along() -> None:
    """The documentation of an element is that of its field."""
    element = (
        '<xs:element name="A" type="xs:string"><xs:annotation><xs:documentation>What it is.'
        "</xs:documentation></xs:annotation></xs:element>"
    )
    documentation = fields(schema(root("X", element)))["A"].documentation
    assert documentation is not None
    assert documentation.untrusted == "What it is."


def test_places_are_right_after_markup_in_documentation() -> None:
    """Elements in a documentation do not shift the places of what comes after them."""
    text = schema(
        root(
            "X",
            "<xs:annotation><xs:documentation>a <b>b</b> <i/></xs:documentation></xs:annotation>\n"
            '<xs:element name="A" type="xs:string"/>',
        )
    )
    assert str(fields(text)["A"].location) == "X.xsd:4:1"


def test_a_type_that_contains_itself() -> None:
    """A type may hold elements of itself: its record leads back to itself."""
    found = message(
        schema(
            '<xs:element name="X" type="T"/><xs:complexType name="T"><xs:sequence>'
            '<xs:element ref="X" minOccurs="0"/></xs:sequence></xs:complexType>'
        )
    )
    assert elements(found.root)["X"].type == RecordRef(0)


OF_Z = '<xs:sequence><xs:element name="Z" type="xs:string"/></xs:sequence>'
OF_Y = '<xs:element name="Y" type="xs:string"/>'


def test_a_type_called_as_the_root_is_not_the_root() -> None:
    """An element and a type may share a name: the root holds what its element says."""
    text = schema(f'<xs:complexType name="X">{OF_Z}</xs:complexType>{root("X", OF_Y)}')
    assert [*fields(text)] == ["Y"]


def test_a_type_called_as_an_element_is_not_that_element() -> None:
    """A reference is to the element of that name, and not to a type of the same name."""
    text = schema(
        f'<xs:complexType name="Item">{OF_Z}</xs:complexType>{root("Item", OF_Y)}'
        + root("X", '<xs:element ref="Item"/><xs:element name="Other" type="Item"/>')
    )
    found = message(text)
    for name, inner in (("Item", "Y"), ("Other", "Z")):
        reference = elements(found.root)[name].type
        assert isinstance(reference, RecordRef)
        assert [*elements(found.records[reference.index])] == [inner]


def test_a_simple_type_called_as_the_root_is_no_circle() -> None:
    """An enumeration that has the name of the root can be the type of an element in it."""
    enumeration = (
        '<xs:simpleType name="X"><xs:restriction base="xs:string"><xs:enumeration value="a"/>'
        "</xs:restriction></xs:simpleType>"
    )
    text = schema(enumeration + root("X", '<xs:element name="A" type="X"/>'))
    assert isinstance(fields(text)["A"].type, Enumeration)


@pytest.mark.parametrize(
    ("facet", "expected"),
    [
        ("", Scalar),
        ('<xs:maxLength value="5"/>', Scalar),
        ('<xs:enumeration value="a"/>', Enumeration),
    ],
)
def test_a_reference_to_an_element_of_a_simple_type(facet: str, expected: type) -> None:
    """A reference to a global element that holds a value is as good as the element in place."""
    simple = (
        f'<xs:simpleType><xs:restriction base="xs:string">{facet}</xs:restriction></xs:simpleType>'
    )
    text = schema(
        f'<xs:element name="A">{simple}</xs:element><xs:element name="B" type="xs:int"/>'
        + root("X", '<xs:element ref="A" minOccurs="0"/><xs:element ref="B"/>')
    )
    assert isinstance(fields(text)["A"].type, expected)
    assert isinstance(fields(text)["B"].type, Scalar)


def test_an_enumeration_of_an_enumeration_in_place_keeps_its_values() -> None:
    """Values are listed however deep the types that restrict one another are written in place."""
    element = (
        '<xs:element name="A"><xs:simpleType><xs:restriction><xs:simpleType>'
        '<xs:restriction base="xs:string"><xs:enumeration value="a"/><xs:enumeration value="b"/>'
        '</xs:restriction></xs:simpleType><xs:enumeration value="a"/></xs:restriction>'
        "</xs:simpleType></xs:element>"
    )
    found = fields(schema(root("X", element)))["A"].type
    assert isinstance(found, Enumeration)
    assert [value.untrusted for value in found.values] == ["a"]


def test_one_name_with_two_types_is_refused() -> None:
    """Elements of one name in one record have one type; otherwise one of the two would be lost."""
    text = schema(
        root(
            "X",
            '<xs:element name="A" type="xs:string"/>\n<xs:element name="A" type="xs:int"/>',
        )
    )
    with pytest.raises(
        Failure, match=r"^X\.xsd:4:1: element A occurs twice in this content, with two types"
    ):
        fields(text)


STRING = Scalar(builtin="string", white_space="preserve")
INTEGER = Scalar(builtin="integer")


def test_attributes() -> None:
    """Attributes come in the order of the schema, those of groups after it."""
    group = (
        '<xs:attributeGroup name="G"><xs:attribute name="c" type="xs:string"/>'
        "<xs:anyAttribute/></xs:attributeGroup>"
    )
    found = of_type(
        '<xs:attributeGroup ref="G"/><xs:attribute name="a" type="xs:integer" use="required"/>'
        '<xs:attribute name="b" default="x"/><xs:attribute name="d" use="prohibited"/>',
        group,
    )
    assert [(a.name.untrusted, a.type, a.required) for a in found.attributes] == [
        ("a", INTEGER, True),
        ("b", STRING, False),
        ("c", STRING, False),
    ]
    assert found.any_attributes


@pytest.mark.parametrize(
    ("derivation", "own", "left"),
    [
        ("restriction", '<xs:attribute name="a" use="prohibited"/>', ["b"]),
        ("restriction", '<xs:attributeGroup ref="Without"/>', ["a", "b"]),
        ("extension", '<xs:attribute name="a" use="prohibited"/>', ["a", "b"]),
    ],
)
def test_prohibited_attributes(derivation: str, own: str, left: list[str]) -> None:
    """Only a restriction itself takes an attribute away: no group of it does, and no extension."""
    found = of_type(
        f'<xs:complexContent><xs:{derivation} base="Base">{own}</xs:{derivation}></xs:complexContent>',
        '<xs:complexType name="Base"><xs:attribute name="a"/><xs:attribute name="b"/></xs:complexType>'
        '<xs:attributeGroup name="Without"><xs:attribute name="a" use="prohibited"/></xs:attributeGroup>',
    )
    assert [attribute.name.untrusted for attribute in found.attributes] == left


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ('fixed="x"', 'fixed="x"', (None, "x", False)),
        ('fixed="x"', 'fixed="y"', (None, None, False)),
        ('fixed="x"', "", (None, None, False)),
        ('default="x"', 'default="y"', (None, None, False)),
        ('default="x"', 'default="x" nillable="true"', ("x", None, True)),
    ],
)
def test_an_element_that_is_declared_twice(
    first: str, second: str, expected: tuple[str | None, str | None, bool]
) -> None:
    """An element that a content model declares twice accepts what either declaration does."""
    one = '<xs:element name="A" type="xs:string" {}/>'
    found = fields(schema(root("X", one.format(first) + one.format(second))))["A"]
    default, fixed = (value and value.untrusted for value in (found.default, found.fixed))
    assert (default, fixed, found.nillable) == expected


def test_what_is_for_other_versions() -> None:
    """What a schema says only to other processors changes nothing, wherever it stands."""
    vc = 'xmlns:vc="http://www.w3.org/2007/XMLSchema-versioning" vc:minVersion="1.1"'
    later = f'<xs:element name="Later" type="xs:error" {vc}/>'
    old = vc.replace("minVersion", "maxVersion").replace("1.1", "2")
    facets = (
        f'<xs:enumeration value="a"/><xs:enumeration value="b" {vc}/><xs:enumeration value="c"/>'
    )
    facets += (
        f'<xs:maxLength value="9" {vc}><xs:annotation/></xs:maxLength><xs:maxLength value="8"/>'
    )
    simple = f'<xs:simpleType name="T"><xs:restriction base="xs:token">{facets}</xs:restriction></xs:simpleType>'
    content = f'{later}<xs:element name="A" type="T"/><xs:element name="B" type="xs:int" {old}/>'
    noted = "<xs:annotation><xs:documentation>Some <b>text</b></xs:documentation></xs:annotation>"
    included = f'<xs:include schemaLocation="nowhere.xsd" {vc}/>'
    found = fields(schema(included + noted + later + simple + root("X", content)))
    assert [*found] == ["A", "B"]
    assert isinstance(found["A"].type, Enumeration)
    assert [value.untrusted for value in found["A"].type.values] == ["a", "c"]
    assert isinstance(found["B"].type, Scalar)


def test_simple_content() -> None:
    """A text with attributes is a record with a text; a restriction of it limits the text."""
    base = (
        '<xs:complexType name="B"><xs:simpleContent><xs:extension base="xs:integer">'
        '<xs:attribute name="a"/></xs:extension></xs:simpleContent></xs:complexType>'
    )
    found = of_type(
        '<xs:simpleContent><xs:restriction base="B"><xs:maxInclusive value="5"/>'
        "</xs:restriction></xs:simpleContent>",
        base,
    )
    assert found.text == Scalar(builtin="integer", facets=Facets(max_inclusive=Decimal(5)))
    assert [a.name.untrusted for a in found.attributes] == ["a"]


@pytest.mark.parametrize(
    ("group", "type_"), [("sequence", Scalar), ('choice maxOccurs="unbounded"', RecordRef)]
)
def test_a_text_in_content_whose_order_counts(group: str, type_: type) -> None:
    """Simple content without attributes is a value, and a record where it has its place among others."""
    text = '<xs:simpleContent><xs:extension base="xs:int"/></xs:simpleContent>'
    typed = f'<xs:element name="A"><xs:complexType>{text}</xs:complexType></xs:element>'
    end = group.partition(" ")[0]
    record = of_type(f'<xs:{group}>{typed}<xs:element name="B" type="xs:int"/></xs:{end}>')
    assert [type(element.type) for element in elements(record).values()] == [type_, type_]


ANYTHING = AnyElements(namespaces=(), excluded=True, min_occurs=1, max_occurs=1)


@pytest.mark.parametrize(("occurs", "anything"), [(0, []), (1, [ANYTHING])])
def test_an_abstract_element_without_substitutes(occurs: int, anything: list[AnyElements]) -> None:
    """No message has it where it is optional; where it is required, other schemas say what it is."""
    head = '<xs:element name="H" abstract="true"/>'
    use = f'<xs:element name="A" type="xs:int"/><xs:element ref="H" minOccurs="{occurs}"/>'
    first, *others = message(schema(head + root("X", use))).root.content
    assert isinstance(first, Element)
    assert others == anything


@pytest.mark.parametrize(
    ("content", "names", "ordered"),
    [
        ("<xs:choice>{A}{B}</xs:choice>", ["A", "B"], False),
        ('<xs:choice maxOccurs="unbounded">{A}{B}</xs:choice>', ["A", "B"], True),
        ('<xs:sequence maxOccurs="2">{A}{B}</xs:sequence>', ["A", "B"], True),
        ('<xs:sequence maxOccurs="2">{A}</xs:sequence>', ["A"], False),
        ("<xs:sequence>{A}{B}{A}</xs:sequence>", ["A", "B"], True),
        ("<xs:all>{B}{A}</xs:all>", ["B", "A"], False),
        ('<xs:group ref="G"/>', ["B", "A"], False),
        ("<xs:sequence/>", [], False),
        ("", [], False),
    ],
)
def test_content(content: str, names: list[str], *, ordered: bool) -> None:
    """A record lists the elements of its groups; it keeps their order where that says something."""
    texts = {name: f'<xs:element name="{name}" type="xs:string"/>' for name in "AB"}
    group = '<xs:group name="G"><xs:sequence>{B}{A}</xs:sequence></xs:group>'.format(**texts)
    found = of_type(content.format(**texts), group)
    assert [*elements(found)] == names
    assert found.ordered == ordered


def test_mixed_content_keeps_its_order() -> None:
    """Where text stands between elements, all that an element holds is kept in its order."""
    text = (
        '<xs:element name="X"><xs:complexType mixed="true"><xs:sequence>'
        '<xs:element name="A" type="xs:string"/></xs:sequence></xs:complexType></xs:element>'
    )
    found = message(schema(text)).root
    assert (found.mixed, found.ordered) == (True, True)


def test_a_choice_makes_its_elements_optional() -> None:
    """Of a choice, no element must be there."""
    found = of_type(
        '<xs:choice><xs:element name="A" type="xs:string"/>'
        '<xs:element name="B" type="xs:string"/></xs:choice>'
    )
    assert not any(element.required for element in elements(found).values())
    assert found.model is not None


def test_a_wildcard() -> None:
    """`xs:any` is a place for elements of the namespaces that it names."""
    found = of_type('<xs:sequence><xs:any namespace="##other" minOccurs="0"/></xs:sequence>')
    (place,) = found.content
    assert isinstance(place, AnyElements)
    assert place.excluded
    assert [namespace.untrusted for namespace in place.namespaces] == ["", "NetoAPI"]


def test_an_extension_adds_to_its_base_and_a_restriction_replaces_it() -> None:
    """An extension holds what its base holds and more; a restriction only what it repeats."""
    base = (
        '<xs:complexType name="B"><xs:sequence><xs:element name="A" type="xs:string"/>'
        '<xs:element name="C" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType>'
    )
    derived = (
        '<xs:complexContent><xs:{0} base="B"><xs:sequence><xs:element name="{1}" type="xs:string"/>'
        "</xs:sequence></xs:{0}></xs:complexContent>"
    )
    assert [*elements(of_type(derived.format("extension", "D"), base))] == ["A", "C", "D"]
    assert [*elements(of_type(derived.format("restriction", "A"), base))] == ["A"]


def test_types_that_are_derived_can_stand_in_place_of_their_base() -> None:
    """An element of an abstract type names one that is derived from it."""
    text = (
        '<xs:complexType name="B" abstract="true"/>'
        '<xs:complexType name="D"><xs:complexContent><xs:extension base="B"><xs:sequence>'
        '<xs:element name="Z" type="xs:string"/></xs:sequence></xs:extension></xs:complexContent>'
        "</xs:complexType>"
    )
    found = fields(schema(text + root("X", '<xs:element name="A" type="B"/>')))["A"]
    assert found.type is None
    assert [derived.name.untrusted for derived in found.derived] == ["D"]


def test_a_substitution_group() -> None:
    """Where the head of a group is referred to, any of its members may stand; an abstract one not."""
    text = (
        '<xs:element name="H" type="xs:string" abstract="true"/>'
        '<xs:element name="M" substitutionGroup="H"/>'
        '<xs:element name="N" type="xs:token" substitutionGroup="M"/>'
    )
    found = fields(schema(text + root("X", '<xs:element ref="H"/>')))
    assert [*found] == ["M", "N"]
    assert found["M"].type == STRING


@pytest.mark.parametrize(
    ("declaration", "attribute", "value"),
    [
        ('type="xs:integer" nillable="true"', "nillable", True),
        ('type="xs:integer" default="5"', "default", "5"),
        ('type="xs:integer" fixed="5"', "fixed", "5"),
    ],
)
def test_what_an_element_says(declaration: str, attribute: str, value: object) -> None:
    """What the schema says of nil, of a default and of a fixed value is in the contract."""
    found = getattr(
        fields(schema(root("X", f'<xs:element name="A" {declaration}/>')))["A"], attribute
    )
    assert getattr(found, "untrusted", found) == value


def test_lists_unions_and_any_type() -> None:
    """A list has the type of its items, a union those of its members, and no type is any type."""
    found = fields(
        schema(
            root(
                "X",
                '<xs:element name="L"><xs:simpleType><xs:list itemType="xs:integer"/>'
                '</xs:simpleType></xs:element><xs:element name="U"><xs:simpleType>'
                '<xs:union memberTypes="xs:integer xs:string"/></xs:simpleType></xs:element>'
                '<xs:element name="N"/>',
            )
        )
    )
    assert [found[name].type for name in "LUN"] == [
        ListType(item=INTEGER),
        UnionType(members=(INTEGER, STRING)),
        AnyType(),
    ]


@pytest.mark.parametrize("declared", ['type="xs:integer"/>', ">{}</xs:element>"])
def test_a_root_of_a_simple_type(declared: str) -> None:
    """A root that holds a value alone is a record with a text."""
    restriction = '<xs:simpleType><xs:restriction base="xs:integer"/></xs:simpleType>'
    text = f'<xs:element name="X" {declared.format(restriction)}'
    assert message(schema(text)).root.text == INTEGER


def test_imported_elements_are_in_their_namespace() -> None:
    """A reference to an element of another namespace keeps that namespace."""
    other = schema('<xs:element name="A" type="xs:string"/>', 'targetNamespace="Other"')
    text = schema(
        '<xs:import namespace="Other" schemaLocation="Y.xsd"/>'
        + root("X", '<xs:element ref="o:A"/><xs:element name="B" type="xs:string"/>'),
        'targetNamespace="NetoAPI" xmlns:o="Other"',
    )
    found = fields(text, Y=other)
    assert found["A"].namespace is not None
    assert found["A"].namespace.untrusted == "Other"
    assert found["B"].namespace is None


def test_a_redefined_type_is_based_on_the_one_before() -> None:
    """A redefinition extends the type of the included file, for all that name it."""
    included = schema(f'<xs:complexType name="T">{OF_Z}</xs:complexType>')
    text = schema(
        '<xs:redefine schemaLocation="Y.xsd"><xs:complexType name="T"><xs:complexContent>'
        f'<xs:extension base="T">{OF_Z.replace("Z", "W")}</xs:extension></xs:complexContent>'
        '</xs:complexType></xs:redefine><xs:element name="X" type="T"/>'
    )
    assert [*fields(text, Y=included)] == ["Z", "W"]


def test_an_override_replaces_a_type() -> None:
    """An override puts another type in the place of one of the included file."""
    included = schema(f'<xs:complexType name="T">{OF_Z}</xs:complexType>')
    text = schema(
        f'<xs:override schemaLocation="Y.xsd"><xs:complexType name="T">{OF_Z.replace("Z", "W")}'
        '</xs:complexType></xs:override><xs:element name="X" type="T"/>'
    )
    assert [*fields(text, Y=included)] == ["W"]


@pytest.mark.parametrize(
    ("components", "fields_text", "problem"),
    [
        (
            '<xs:group name="G"><xs:sequence><xs:group ref="G"/></xs:sequence></xs:group>',
            '<xs:group ref="G"/>',
            "group G contains itself",
        ),
        (
            (
                '<xs:complexType name="T"><xs:complexContent><xs:extension base="T"/>'
                "</xs:complexContent></xs:complexType>"
            ),
            '<xs:element name="A" type="T"/>',
            "type T is its own base",
        ),
        (
            (
                '<xs:complexType name="T"><xs:simpleContent><xs:extension base="C"/>'
                f'</xs:simpleContent></xs:complexType><xs:complexType name="C">{OF_Z}</xs:complexType>'
            ),
            '<xs:element name="A" type="T"/>',
            "the base of simple content has no text",
        ),
        (
            (
                '<xs:simpleType name="L"><xs:list itemType="xs:int"/></xs:simpleType>'
                '<xs:simpleType name="M"><xs:list itemType="L"/></xs:simpleType>'
            ),
            '<xs:element name="A" type="M"/>',
            "a list of lists",
        ),
        (
            (
                '<xs:complexType name="T"><xs:attribute name="a"/><xs:attribute name="a"/>'
                "</xs:complexType>"
            ),
            '<xs:element name="A" type="T"/>',
            "attribute a occurs twice",
        ),
    ],
)
def test_what_has_no_meaning(components: str, fields_text: str, problem: str) -> None:
    """A schema that contradicts itself is refused with the place."""
    with pytest.raises(Failure) as caught:
        fields(schema(f"{components}{root('X', fields_text)}"))
    (found,) = caught.value.problems
    assert str(found).startswith("X.xsd:")
    assert problem in str(found)
    assert found.hint


def test_a_redefinition_is_redefined() -> None:
    """What redefines a redefinition is based on that, and not on what both change."""

    def extended(file: str, name: str) -> str:
        return schema(
            f'<xs:redefine schemaLocation="{file}.xsd"><xs:complexType name="T"><xs:complexContent>'
            f'<xs:extension base="T"><xs:sequence><xs:element name="{name}" type="xs:int"/>'
            "</xs:sequence></xs:extension></xs:complexContent></xs:complexType></xs:redefine>"
            + ('<xs:element name="X" type="T"/>' if name == "C" else "")
        )

    first = schema(f'<xs:complexType name="T">{OF_Z}</xs:complexType>')
    found = fields(extended("Y", "C"), Y=extended("W", "B"), W=first)
    assert [*found] == ["Z", "B", "C"]


def test_a_redefinition_may_have_the_name_of_something_else() -> None:
    """In a redefinition of a type, a group of the same name is that group."""
    first = schema(f'<xs:complexType name="T"/><xs:group name="T">{OF_Z}</xs:group>')
    text = schema(
        '<xs:redefine schemaLocation="Y.xsd"><xs:complexType name="T"><xs:complexContent>'
        '<xs:extension base="T"><xs:group ref="T"/></xs:extension></xs:complexContent>'
        '</xs:complexType></xs:redefine><xs:element name="X" type="T"/>'
    )
    assert [*fields(text, Y=first)] == ["Z"]


@pytest.mark.parametrize(
    ("outer", "inner", "mixed"),
    [
        ('mixed="true"', 'mixed="false"', False),
        ('mixed="false"', 'mixed="true"', True),
        ('mixed="true"', "", True),
        ("", "", False),
    ],
)
def test_complex_content_says_whether_it_is_mixed(outer: str, inner: str, *, mixed: bool) -> None:
    """What xs:complexContent says of text between elements takes precedence over what the type says."""
    content = (
        f'<xs:element name="X"><xs:complexType {outer}><xs:complexContent {inner}><xs:restriction '
        'base="xs:anyType"><xs:sequence><xs:element name="A" type="xs:int"/></xs:sequence>'
        "</xs:restriction></xs:complexContent></xs:complexType></xs:element>"
    )
    assert message(schema(content)).root.mixed is mixed


def test_a_type_without_values() -> None:
    """A type of integers may have bounds that no integer lies between."""
    facets = restricted("xs:int", '<xs:minExclusive value="9"/><xs:maxExclusive value="10"/>')
    assert facets == Facets(min_inclusive=Decimal(10), max_inclusive=Decimal(9))
