"""Elements that are nil, from the schema to the document and back."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
import re
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.oracle.trees import differences
from tests.support import XS, build_and_import, pair

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = f"""
<xs:schema {XS}>
<xs:complexType name="Measure"><xs:simpleContent><xs:extension base="xs:double">
<xs:attribute name="uom" type="xs:token"/><xs:attribute name="nilReason" type="xs:token" use="required"/>
</xs:extension></xs:simpleContent></xs:complexType>
<xs:complexType name="Pair"><xs:sequence><xs:element name="X" type="xs:int"/></xs:sequence>
<xs:attribute name="nilReason"/></xs:complexType>
<xs:element name="{{name}}" nillable="true"><xs:complexType><xs:sequence>
<xs:element name="Measure" type="Measure" nillable="true" minOccurs="0" maxOccurs="9"/>
<xs:element name="Pair" type="Pair" nillable="true" minOccurs="0"/>
<xs:element name="Plain" type="Pair" minOccurs="0"/>
<xs:element name="Count" type="xs:int" default="7" nillable="true" minOccurs="0"/>
<xs:element name="Counts" type="xs:int" nillable="true" minOccurs="0" maxOccurs="9"/>
<xs:element name="Text" type="xs:anySimpleType" nillable="true" minOccurs="0"/>
<xs:element name="Any" nillable="true" minOccurs="0"/>
<xs:element name="Must" type="xs:int" default="7" nillable="true"/>
</xs:sequence><xs:attribute name="id"/></xs:complexType></xs:element>
</xs:schema>
"""
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
NIL = {"@xsi:nil": "true"}


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the module of that schema."""
    files = {f"{n}.xsd": SCHEMA.replace("{name}", n) for n in ("Thing", "ThingResponse")}
    return build_and_import(tmp_path_factory.mktemp("nil"), files, dialect="xsd").thing


def document(content: str, attributes: str = "") -> str:
    """Return a document with these elements before the one that must be there."""
    return f"<Thing {XSI}{attributes}>{content}<Must>1</Must></Thing>"


def inner(body: bytes) -> str:
    """Return what was written, without the beginning of the document and the last element."""
    text = re.sub('"></[A-Za-z]+>', '"/>', body.decode())
    return text.partition(">")[2].removesuffix("<Must>1</Must></Thing>")


@pytest.mark.parametrize(
    "content",
    [
        '<Measure uom="kt" nilReason="a">5.0</Measure><Measure xsi:nil="true" uom="N/A" nilReason="b"/>',
        '<Pair xsi:nil="true" nilReason="missing"/>',
        '<Pair xsi:nil="true"/>',
        '<Count xsi:nil="true"/>',
        '<Pair xsi:nil="true" nilReason="missing"/><Count>3</Count>',
    ],
)
def test_what_is_nil_stays_so(things: Any, content: str) -> None:
    """An element that is nil is written as it was read, with its attributes, and in JSON and copies, too."""
    read = things.Thing.from_xml(document(content), strict=True)
    assert inner(read.to_xml()) == content
    assert inner(read.to_xml(checked=False)) == content
    for copied in (
        things.Thing.from_json(read.to_json()),
        things.Thing.from_json(read.to_json(), strict=True),
        copy.deepcopy(read),
        pickle.loads(pickle.dumps(read)),  # noqa: S301 - our own
        read.copy_as(things.Thing),
    ):
        assert inner(copied.to_xml()) == content


def test_what_is_nil_can_be_told(things: Any) -> None:
    """A nil record has its attributes, and `extra` says that it is nil; so it does of optional values."""
    read = things.Thing.from_xml(
        document(
            '<Measure xsi:nil="1" nilReason="b"/><Pair xsi:nil="true"/><Count xsi:nil="true"/>'
        )
    )
    (measure,) = read.measure
    assert (measure.text, measure.nil_reason, measure.extra) == (None, "b", NIL)
    assert (read.pair, read.count, read.extra) == (None, None, {"Pair": NIL, "Count": NIL})
    read = things.Thing.from_xml(document('<Count xsi:nil="false">3</Count>'))
    assert (read.count, read.extra) == (3, {})


def test_null_is_nil_and_not_the_default(things: Any) -> None:
    """In JSON, nil is null, of what must be there and of what need not, and no default takes its place."""
    read = things.Thing.from_json('{"Must": null, "Count": null}', strict=True)
    assert (read.must, read.count) == (None, None)
    assert json.loads(read.to_json()) == {"Must": None, "Count": None}
    assert things.Thing.from_json('{"Must": ""}').must == 7
    assert b'<Count xsi:nil="true"/><Must xsi:nil="true"/>' in read.to_xml()


def test_a_root_may_be_nil(things: Any) -> None:
    """The root of a document may be nil, and keeps its attributes."""
    text = f'<Thing {XSI} xsi:nil="true" id="a"/>'
    read = things.Thing.from_xml(text, strict=True)
    assert (read.id, read.must, read.extra) == ("a", None, NIL)
    for written in (read.to_xml(), things.Thing.from_json(read.to_json(), strict=True).to_xml()):
        assert etree.tostring(etree.fromstring(written)) == text.encode()


def test_records_that_are_nil_can_be_made(things: Any) -> None:
    """A record is nil that says so in `extra`; no value stands in it, and not every element may be nil."""
    package = __import__(things.__name__.partition(".")[0])
    made = things.Thing(must=1, pair=things.Pair(x=None, nil_reason="why", extra=NIL))
    assert inner(made.to_xml()) == '<Pair xsi:nil="true" nilReason="why"/>'
    made.pair.x = 1
    for write in (made.to_xml, made.to_json):
        with pytest.raises(
            package.RequestError, match=r"Thing\.Pair\.X: is set, but the record is nil"
        ):
            write()
    made = things.Thing(must=1, plain=things.Plain(x=1, extra=NIL))
    for write in (made.to_xml, made.to_json):
        with pytest.raises(package.RequestError, match="'@xsi:nil' is not the name of an element"):
            write()
    made = things.Thing(must=1, count=3, extra={"Count": NIL})
    with pytest.raises(package.RequestError, match="Count: stands in a field of the record, too"):
        made.to_xml()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('<Plain xsi:nil="true"/>', "Thing.Plain: has xsi:nil, but is not nillable"),
        ('<Pair xsi:nil="true"><X>1</X></Pair>', "Thing.Pair: is nil, but contains elements"),
        ('<Count xsi:nil="true">3</Count>', "Thing.Count: is nil, but not empty"),
        ('<Pair xsi:nil="true"> </Pair>', "Thing.Pair: is nil, but not empty"),
        (
            '<Pair xsi:nil="true" nilReason="x"> </Pair>',
            "Thing.Pair: ' ' is not allowed: it must be empty",
        ),
        ('<Text xsi:nil="true">3</Text>', "Thing.Text: is nil, but not empty"),
        ('<Text xsi:nil="true" xsi:type="xs:int">3</Text>', "Thing.Text: is nil, but not empty"),
        ('<Any xsi:nil="true" a="1"><b/></Any>', "Thing.Any: is nil, but not empty"),
        ('<Any xsi:nil="true">\n</Any>', "Thing.Any: is nil, but not empty"),
        ('<Count xsi:nil="yes">3</Count>', "Thing.Count: xsi:nil is 'yes', and a boolean"),
        ('<Any><b xsi:nil="yes"/></Any>', "Thing.Any.b: xsi:nil is 'yes', and a boolean"),
        ('<Measure xsi:nil="true"/>', "Thing.Measure[0].@nilReason: is required, but missing"),
    ],
)
def test_what_cannot_be_nil_is_told(things: Any, content: str, problem: str) -> None:
    """Strict reading says where something is nil that cannot be, or is not as what is nil has to be."""
    package = __import__(things.__name__.partition(".")[0])
    with pytest.raises(package.ResponseError) as caught:
        things.Thing.from_xml(document(content, f" {XS}"), strict=True)
    assert problem in str(caught.value)


def test_an_item_that_is_no_value(tmp_path: Path) -> None:
    """None among the items of an element that repeats is refused, whatever type they have."""
    types = {
        **{kind: f'type="xs:{kind}"' for kind in ("string", "int", "double", "date", "QName")},
        **{kind: f'type="xs:{kind}"' for kind in ("decimal", "boolean", "hexBinary", "NMTOKENS")},
        "union": "",
    }
    union = '<xs:simpleType><xs:union memberTypes="xs:int xs:QName"/></xs:simpleType>'
    elements = "".join(
        f'<xs:element name="a{kind}" minOccurs="0" maxOccurs="2" {type_}>'
        f"{'' if type_ else union}</xs:element>"
        for kind, type_ in types.items()
    )
    package = build_and_import(tmp_path, pair("Thing", elements), dialect="xsd")
    thing = package.thing.Thing
    for field in dataclasses.fields(thing):
        if field.name == "extra":
            continue
        record = thing(**{field.name: [None]})
        for write in (record.to_xml, record.to_json):
            with pytest.raises(package.RequestError, match=r"Thing\.a\w+\[0\]: is required"):
                write()


def test_items_that_are_nil_in_json(things: Any) -> None:
    """In a list, an item is nil where JSON says so as XML would, and where it is null."""
    read = things.Thing.from_json(json.dumps({"Counts": [1, NIL, None, "2"], "Must": 1}))
    assert (read.counts, read.problems) == ([1, None, None, 2], [])
    assert inner(read.to_xml()).count('<Counts xsi:nil="true"/>') == 2


WILD = f"""
<xs:schema {XS}>
<xs:complexType name="Text"><xs:simpleContent><xs:extension base="xs:int">
<xs:anyAttribute processContents="lax"/></xs:extension></xs:simpleContent></xs:complexType>
<xs:complexType name="Mixed" mixed="true"><xs:sequence><xs:element name="X"/></xs:sequence>
<xs:anyAttribute processContents="lax"/></xs:complexType>
<xs:element name="Wild" nillable="true"><xs:complexType><xs:sequence>
<xs:element name="Text" type="Text" nillable="true" minOccurs="0"/>
<xs:element name="Mixed" type="Mixed" nillable="true" minOccurs="0" maxOccurs="2"/>
</xs:sequence><xs:anyAttribute processContents="lax"/></xs:complexType></xs:element>
<xs:element name="WildResponse" nillable="true"/>
</xs:schema>
"""


@pytest.mark.parametrize(
    ("root", "inside"),
    [
        ("Wild", f'<Wild {XSI} xsi:nil="true"/>'),
        ("Wild", f'<Wild {XSI} xsi:nil="true" a="1"/>'),
        ("Wild", f'<Wild {XSI}><Text xsi:nil="true" a="1"/></Wild>'),
        ("Wild", f'<Wild {XSI}><Mixed xsi:nil="true"/><Mixed xsi:nil="true" a="1"/></Wild>'),
        ("WildResponse", f'<WildResponse {XSI} xsi:nil="true"/>'),
        ("WildResponse", f'<WildResponse {XSI} xsi:nil="true" a="1"/>'),
    ],
)
def test_nil_with_any_attributes(tmp_path: Path, root: str, inside: str) -> None:
    """What is nil stays so beside attributes that the schema does not name, from XML and JSON."""
    files = {"Wild.xsd": WILD, "WildResponse.xsd": WILD}
    cls = getattr(build_and_import(tmp_path, files, dialect="xsd").wild, root)
    record = cls.from_xml(inside, strict=True)
    judge = etree.XMLSchema(etree.fromstring(WILD))
    for again in (record, cls.from_json(record.to_json(), strict=True), copy.deepcopy(record)):
        written = etree.fromstring(again.to_xml())
        assert [*differences(etree.fromstring(inside), written)] == []
        judge.assertValid(written)
