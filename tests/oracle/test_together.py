"""Documents in which constructs of XML Schema meet that are simple each for itself, as validators judge."""

from __future__ import annotations

import pytest

from tests.oracle.test_named_types import _folder as _folder  # noqa: PLC0414 - a fixture
from tests.oracle.test_named_types import assert_kept, document, made

ROOT = '<xs:element name="Root" nillable="true"><xs:complexType>{}</xs:complexType></xs:element>'
FREE = '<xs:anyAttribute namespace="##any" processContents="lax"/>'


def _root(content: str, rest: str = "") -> str:
    return ROOT.format(content) + rest


def test_nil_is_kept_beside_attributes_of_any_name() -> None:
    """A nil root and a nil element stay nil where the schema allows attributes of any name."""
    inner = '<xs:sequence><xs:element name="A" type="xs:int" minOccurs="2" maxOccurs="3"/>'
    client = made(
        _root(
            '<xs:sequence><xs:element name="Inner" type="Inner" nillable="true" maxOccurs="2"/>'
            f"</xs:sequence>{FREE}",
            f'<xs:complexType name="Inner">{inner}</xs:sequence>{FREE}</xs:complexType>',
        )
    )
    record = assert_kept(client, document("", 'xsi:nil="true" b:x="1"'))
    assert record.extra == {"@xsi:nil": "true"}
    nil, full = '<Inner xsi:nil="1" b:x="1"/>', "<Inner><A>1</A><A>2</A></Inner>"
    record = assert_kept(client, document(nil + full))
    assert record.inner[0].extra == {"@xsi:nil": "true"}
    assert record.inner[0].any_attributes == {"{urn:b}x": "1"}


@pytest.mark.parametrize("said", ['xsi:nil="false"', 'xsi:nil=" 0 "', 'xsi:schemaLocation="a b"'])
def test_an_empty_element_that_is_not_nil_has_the_default(said: str) -> None:
    """The default stands for what is empty, whatever else the element says of itself."""
    types = ("xs:decimal", "xs:string", "xs:anySimpleType", "Numbers", "Names")
    fields = "".join(
        f'<xs:element name="A{number}" type="{of}" default="1 " nillable="true" maxOccurs="3"/>'
        f'<xs:element name="B{number}" type="{of}" default="1 " nillable="true"/>'
        for number, of in enumerate(types)
    )
    client = made(
        _root(
            f"<xs:sequence>{fields}</xs:sequence>",
            '<xs:simpleType name="Numbers"><xs:list itemType="xs:int"/></xs:simpleType>'
            '<xs:simpleType name="Names"><xs:union memberTypes="xs:int xs:QName"/></xs:simpleType>',
        )
    )
    text = document(
        "".join(
            f'<A{n} {said}/><A{n} xsi:nil="true"/><A{n}></A{n}><B{n} {said}/>'
            for n in range(len(types))
        )
    )
    assert client.is_valid(text)
    record = client.root.from_xml(text, strict=True)
    for number, value in enumerate((1, "1 ", "1 ", [1], 1)):
        assert getattr(record, f"a{number}") == [value, None, value]
        assert getattr(record, f"b{number}") == value
    assert client.root.from_xml(record.to_xml()) == record
    assert client.root.from_json(record.to_json()) == record


PATTERN = '<xs:pattern value="[a-z0-9]\\S*"/>'
PATTERNED = (
    '<xs:simpleType name="Simple"><xs:union memberTypes="xs:int xs:boolean xs:QName xs:string"/>'
    "</xs:simpleType>"
    f'<xs:simpleType name="Formed"><xs:restriction base="Simple">{PATTERN}</xs:restriction>'
    '</xs:simpleType><xs:simpleType name="Outer"><xs:union memberTypes="Formed xs:hexBinary"/>'
    "</xs:simpleType>"
)


@pytest.mark.parametrize(
    ("of", "text", "is_valid"),
    [
        *((of, text, True) for of in ("Formed", "Outer") for text in (" 7 ", " b:x ", "1x")),
        *(("Outer", "\n true\t", True), ("Formed", " y z ", False)),
    ],
)
def test_the_pattern_of_a_union_is_for_the_text_of_its_member(
    of: str, text: str, *, is_valid: bool
) -> None:
    """White space that a member type collapses does not count for a pattern of the whole union."""
    element = f'<xs:sequence><xs:element name="A" type="{of}"/></xs:sequence>'
    client = made(_root(f'{element}<xs:attribute name="b" type="{of}"/>', PATTERNED))
    for written in (document(f"<A>{text}</A>"), document("<A>1</A>", f'b="{text}"')):
        assert client.is_valid(written) is client.accepts(written) is is_valid
        if is_valid:
            assert_kept(client, written)


def test_a_text_that_breaks_the_pattern_of_a_union_is_named() -> None:
    """Strict reading shows the text and the pattern."""
    client = made(_root('<xs:attribute name="b" type="Formed"/>', PATTERNED))
    with pytest.raises(client.error, match=r"Root\.@b: ' y z ' does not match \[a-z0-9\]"):
        client.root.from_xml(document("", 'b=" y z "'), strict=True)


def test_fixed_and_default_values_may_be_among_names() -> None:
    """A union or a list with names in it has its default, and refuses all but its fixed value."""
    client = made(
        _root(
            '<xs:sequence><xs:element name="A" type="Names" default="p:x xs:y" minOccurs="0"/>'
            '<xs:element name="B" type="Either" fixed="p:x" minOccurs="0" maxOccurs="2"/>'
            '</xs:sequence><xs:attribute name="c" type="Either" fixed="1"/>'
            '<xs:attribute name="d" type="Names" default="p:x"/>',
            '<xs:simpleType name="Names"><xs:list itemType="xs:QName"/></xs:simpleType>'
            '<xs:simpleType name="Either"><xs:union memberTypes="xs:int xs:QName"/></xs:simpleType>',
        ).replace('nillable="true"', 'xmlns:p="urn:b"')
    )
    record = client.root.from_xml(document("<A/><B>b:x</B><B/>", 'c="01"'), strict=True)
    assert record.a == ["{urn:b}x", "{http://www.w3.org/2001/XMLSchema}y"]
    assert (record.b, record.c, record.d) == (["{urn:b}x"] * 2, 1, ["{urn:b}x"])
    assert client.root.from_xml(record.to_xml(), strict=True) == record
    assert client.root.from_json(record.to_json(), strict=True) == record
    for other in (document("<B>a:x</B>"), document("<B>1</B>"), document("", 'c="x"')):
        assert not client.is_valid(other)
        assert not client.accepts(other)
    with pytest.raises(client.refused, match=r"Root\.@c: 2 is not 1, the only value it can have"):
        client.root(c=2).to_xml()


# Types, a value that is listed, and another spelling of it.
LISTED = (
    ("dateTime", "2020-01-01T00:00:00Z", "2020-01-01T02:00:00+02:00"),
    ("dateTime", "2020-01-01T00:00:00.10", "2020-01-01T00:00:00.1"),
    ("hexBinary", "0AFF", "0aff"),
    ("base64Binary", "AQID", "AQ ID"),
    ("decimal", "1.50", "+1.5"),
    ("double", "1500", "1.5E3"),
)


def test_a_default_is_one_of_the_listed_values_by_its_value() -> None:
    """Values are compared, however they are spelled, also in lists and unions."""
    attributes, types = "", ""
    for number, (of, listed, default) in enumerate(LISTED):
        values = f'<xs:enumeration value="{listed}"/>'
        own = {
            "Few": f'<xs:restriction base="xs:{of}">{values}</xs:restriction>',
            "Names": f'<xs:union memberTypes="xs:{of} xs:Name"/>',
            "FewNames": f'<xs:restriction base="Names{number}">{values}</xs:restriction>',
            "List": f'<xs:list itemType="xs:{of}"/>',
            "FewItems": f'<xs:restriction base="List{number}">{values}</xs:restriction>',
        }
        types += "".join(
            f'<xs:simpleType name="{name}{number}">{type_}</xs:simpleType>'
            for name, type_ in own.items()
        )
        for name in ("Few", "FewNames", "FewItems")[: 2 if " " in default else 3]:
            attributes += (
                f'<xs:attribute name="{name}{number}" type="{name}{number}" default=" {default} "/>'
            )
    client = made(_root(attributes, types))
    record = client.root.from_xml(document(""), strict=True)
    for number in range(len(LISTED)):
        assert getattr(record, f"few{number}") == getattr(record, f"few_names{number}")
    assert client.root.from_xml(record.to_xml(), strict=True) == record


def test_a_copy_keeps_what_was_read() -> None:
    """A record copied as its own class is written as the original: spellings, zones and empty lists, too."""
    patterns = {
        "Cents": ("decimal", r"\d+\.\d\d"),
        "Padded": ("int", "[0-9]{3}"),
        "Small": ("hexBinary", "[0-9a-f]*"),
        "Exponent": ("double", r"\d+e\d+"),
    }
    types = "".join(
        f'<xs:simpleType name="{name}"><xs:restriction base="xs:{of}"><xs:pattern value="{form}"/>'
        "</xs:restriction></xs:simpleType>"
        for name, (of, form) in patterns.items()
    )
    types += (
        '<xs:simpleType name="List"><xs:list itemType="Cents"/></xs:simpleType>'
        '<xs:simpleType name="Either"><xs:union memberTypes="xs:hexBinary xs:base64Binary '
        'xs:dateTime xs:string"/></xs:simpleType>'
    )
    fields = [*patterns, "List", "Either", "xs:date", "xs:time", "xs:dateTime", "xs:QName"]
    elements = "".join(
        f'<xs:element name="{name[-4:]}" type="{name}" minOccurs="0" maxOccurs="3"/>'
        for name in fields
    )
    attribute = '<xs:attribute name="list" type="List"/>'
    client = made(_root(f"<xs:sequence>{elements}</xs:sequence>{attribute}", types))
    texts = {
        "ents": ["01.50", "2.00"],
        "dded": ["007"],
        "mall": ["0aff", ""],
        "nent": ["15e2"],
        "List": ["1.50 2.00", ""],
        "ther": ["0aff", "AQID", "2020-01-01T00:00:00.000Z"],
        "date": ["2020-01-01+02:00", "12020-01-01"],
        "time": ["24:00:00", "12:00:00.1234567Z"],
        "Time": ["2020-01-01T24:00:00Z", "-0044-03-15T00:00:00"],
        "Name": ["b:x"],
    }
    inner = "".join(f"<{name}>{text}</{name}>" for name, own in texts.items() for text in own)
    record = assert_kept(client, document(inner, 'list=""'))
    left_out: list[str] = []
    copied = record.copy_as(client.root, left_out=left_out)
    assert left_out == []
    assert copied == record
    assert copied.to_xml() == record.to_xml()


def test_a_name_in_no_namespace_is_not_what_a_wildcard_allows() -> None:
    """An element that the schema names in its own namespace only is refused without one, in spite of ##other."""
    client = made(
        _root(
            '<xs:choice><xs:element name="A" type="xs:int"/><xs:any namespace="##other" '
            'processContents="lax"/></xs:choice>'
        )
    )
    for inner, is_valid in (("<A>1</A>", True), ("<b:A/>", True), ('<A xmlns="">1</A>', False)):
        text = document(inner)
        assert client.is_valid(text) is client.accepts(text) is is_valid
    with pytest.raises(client.error, match=r"Root\.A: is in no namespace, and the namespace"):
        client.root.from_xml(document('<A xmlns="">1</A>'), strict=True)
