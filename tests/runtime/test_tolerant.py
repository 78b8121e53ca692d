"""What cannot be read, in records of every construct: kept where a field may be None, refused elsewhere."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from neto_client.get_item import GetItemResponse
from neto_client.get_order import GetOrderResponse, OrderLine
from tests.support import build_and_import

SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:t" targetNamespace="urn:t"
    elementFormDefault="qualified">
<xs:complexType name="Base" abstract="true"><xs:sequence><xs:element name="Size" type="xs:int" minOccurs="0"/></xs:sequence></xs:complexType>
<xs:complexType name="Less"><xs:complexContent><xs:extension base="Base"/></xs:complexContent></xs:complexType>
<xs:complexType name="More"><xs:complexContent><xs:extension base="Base"/></xs:complexContent></xs:complexType>
<xs:element name="{name}"><xs:complexType><xs:sequence>
  <xs:element name="Count" type="xs:int" minOccurs="0"/>
  <xs:element name="Id" type="xs:int"/>
  <xs:element name="List" minOccurs="0"><xs:simpleType><xs:list itemType="xs:int"/></xs:simpleType></xs:element>
  <xs:element name="Numbers" type="xs:int" minOccurs="0" maxOccurs="unbounded"/>
  <xs:element name="Nils" type="xs:int" minOccurs="0" maxOccurs="unbounded" nillable="true"/>
  <xs:element name="Union" minOccurs="0"><xs:simpleType><xs:union memberTypes="xs:int xs:date"/></xs:simpleType></xs:element>
  <xs:element name="Bytes" type="xs:base64Binary" minOccurs="0"/>
  <xs:element name="Base" type="Base" minOccurs="0"/>
  <xs:element name="Part" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
    <xs:element name="Id" type="xs:int"/></xs:sequence><xs:anyAttribute processContents="lax"/></xs:complexType></xs:element>
  <xs:element name="Note" minOccurs="0"><xs:complexType><xs:sequence>
    <xs:element name="By" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
  <xs:element name="Steps" minOccurs="0"><xs:complexType><xs:choice minOccurs="0" maxOccurs="unbounded">
    <xs:element name="Go" type="xs:int"/><xs:element name="Ask" type="xs:string"/></xs:choice></xs:complexType></xs:element>
</xs:sequence><xs:attribute name="old" type="xs:int"/><xs:attribute name="most" type="xs:int" default="5"/>
</xs:complexType></xs:element></xs:schema>"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a client that follows XML Schema strictly."""
    files = {f"{name}.xsd": SCHEMA.format(name=name) for name in ("GetThing", "GetThingResponse")}
    return build_and_import(tmp_path_factory.mktemp("things"), files, dialect="xsd")


@pytest.fixture
def things(package: Any) -> Any:
    """Return the module of its operation."""
    return package.get_thing


def read(things: Any, inner: str, attributes: str = "") -> Any:
    """Return a document with this in it."""
    text = f'<GetThingResponse xmlns="urn:t" {attributes}>{inner}</GetThingResponse>'
    return things.GetThingResponse.from_xml(text)


@pytest.mark.parametrize(
    ("inner", "key", "raw", "expected"),
    [
        ("<Count>x</Count>", "Count", "x", "an integer"),
        ("<Count><a/></Count>", "Count", {"a": ""}, "an integer"),
        ("<List>1 x 3</List>", "List", "1 x 3", "an integer"),
        ("<Union>x</Union>", "Union", "x", "of any of its types"),
        ("<Bytes>?</Bytes>", "Bytes", "?", "base 64"),
    ],
)
def test_what_may_be_none_is_kept(
    things: Any, inner: str, key: str, raw: Any, expected: str
) -> None:
    """In the other dialect, too, a value that cannot be read is None and in `extra`, for every type."""
    before, after = ("", "<Id>1</Id>") if key == "Count" else ("<Id>1</Id>", "")
    found = read(things, before + inner + after)
    (value,) = {getattr(found, name, None) for name in (key.lower(), f"{key.lower()}_")}
    assert value is None
    assert found.extra == {key: raw}
    (problem,) = found.problems
    assert (problem.path, problem.raw) == (f"GetThingResponse.{key}", raw)
    assert problem.expected == expected


def test_an_attribute_and_the_items_of_lists_are_kept(things: Any) -> None:
    """An attribute is under its own key; of lists, the others stay, and so does what is nil."""
    nil = '<Nils xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'
    inner = (
        f"<Id>1</Id><Numbers>1</Numbers><Numbers>x</Numbers><Numbers>3</Numbers>{nil}<Nils>y</Nils>"
    )
    found = read(things, inner, 'old="z" most="?"')
    assert (found.numbers, found.nils, found.old, found.most) == ([1, 3], [None, None], None, None)
    assert found.extra == {"@old": "z", "@most": "?", "Numbers": ["x"], "Nils": ["y"]}
    assert {problem.path.partition(".")[2] for problem in found.problems} == {
        "@old",
        "@most",
        "Numbers[1]",
        "Nils[1]",
    }


def test_attributes_that_the_schema_does_not_name(things: Any) -> None:
    """Where any attribute may stand, each is read, and not among what cannot be read, in both wires."""
    found = read(things, '<Id>1</Id><Part new="a" other=""><Id>2</Id></Part>')
    again = things.GetThingResponse.from_json(found.to_json(checked=False))
    for one in (found, again):
        assert (one.part[0].id, one.part[0].any_attributes) == (2, {"new": "a", "other": ""})
        assert (one.extra, one.part[0].extra, one.problems) == ({}, {}, [])


def test_one_record_in_several_items_of_which_some_are_none(things: Any) -> None:
    """The record is read from those that are one, and the others are kept with their places."""
    items = json.dumps({"Id": 1, "Note": ["x", {"By": "a"}, 7]})
    found = things.GetThingResponse.from_json(items)
    assert found.note.by == "a"
    assert found.extra == {"Note": ["x", 7]}
    assert [problem.path for problem in found.problems] == [
        "GetThingResponse.Note[0]",
        "GetThingResponse.Note[2]",
    ]


def test_content_in_json_that_says_no_order(things: Any) -> None:
    """Each item that the schema knows is read once, in the order of the names."""
    steps = {"Go": [1, "2"], "New": "n", "Ask": "a", "@x": "1"}
    found = things.GetThingResponse.from_json(json.dumps({"Id": 1, "Steps": steps}))
    assert [(type(item).__name__, item.text) for item in found.steps.content] == [
        ("Ask", "a"),
        ("Go", 1),
        ("Go", 2),
    ]


def test_a_type_that_may_not_stand_there_is_kept(things: Any) -> None:
    """A record of a type that nobody knows is None, and all of it is in `extra`, and told once."""
    of = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Other"'
    found = read(things, f"<Id>1</Id><Base {of}><Size>x</Size></Base>")
    assert found.base is None
    assert found.extra["Base"]["Size"] == "x"
    (problem,) = found.problems
    assert problem.expected == "a record of one of the types Less, More"


@pytest.mark.parametrize(
    ("inner", "attributes", "problem"),
    [
        ("<Id>x</Id>", "", "GetThingResponse.Id: 'x' is not an integer"),
        ("", "", "GetThingResponse.Id: is required, but missing"),
        ("", 'old="x"', "GetThingResponse.@old: 'x' is not an integer"),
        (
            "<Id>1</Id><Part><Id>1</Id></Part><Part><a/></Part>",
            "",
            "GetThingResponse.Part[1].Id: is required",
        ),
    ],
)
def test_what_cannot_be_none_is_refused(
    package: Any, inner: str, attributes: str, problem: str
) -> None:
    """Where a record cannot do without a value, the answer is refused, with all that cannot be read."""
    with pytest.raises(package.ResponseError) as caught:
        read(package.get_thing, f"<Count>y</Count>{inner}", attributes)
    assert any(problem in told for told in caught.value.problems)
    assert "GetThingResponse.Count: 'y' is not an integer" in caught.value.problems


LINES: list[tuple[Any, list[OrderLine], Any]] = [
    (
        {"SKU": ["a", "b"], "Quantity": ["1", "2"]},
        [OrderLine(sku="a", quantity=1), OrderLine(sku="b", quantity=2)],
        {},
    ),
    (
        {"SKU": ["a", ""], "Quantity": ["1", "x"], "New": [5, 6], "Other": "o"},
        [
            OrderLine(sku="a", quantity=1, extra={"New": 5, "Other": "o"}),
            OrderLine(extra={"New": 6, "Quantity": "x"}),
        ],
        {},
    ),
    (
        {"SKU": ["a", "b", "c"], "Quantity": ["1", "2"]},
        [OrderLine(extra={"Quantity": ["1", "2"], "SKU": ["a", "b", "c"]})],
        {},
    ),
    (
        {"SKU": ["a", "b"], "Quantity": "1"},
        [OrderLine(quantity=1, extra={"SKU": ["a", "b"]})],
        {},
    ),
    ([{"SKU": "a"}, "x", ["y"], None, 7, {}], [OrderLine(sku="a")], {"OrderLine": ["x", ["y"], 7]}),
    ("x", [], {"OrderLine": "x"}),
    ([[["x"]]], [], {"OrderLine": [[["x"]]]}),
]


@pytest.mark.parametrize(("lines", "expected", "kept"), LINES)
def test_records_in_odd_shapes(lines: Any, expected: list[OrderLine], kept: Any) -> None:
    """Columns are records where all agree; what is none is kept beside the others."""
    found = GetOrderResponse.from_json(json.dumps({"Order": {"OrderID": "N", "OrderLine": lines}}))
    assert found.order[0].order_line == expected
    assert found.order[0].extra == kept


def test_several_records_where_there_is_one() -> None:
    """They are one where none says what another says; else all are kept, none of them garbled."""
    whole = {"VoucherProgram": [{"Title": "a"}, {"Title": "b"}]}
    images = [{"Image": {"URL": "a"}, "New": 1}, {"URL": "b"}, "junk"]
    found = GetItemResponse.from_json(json.dumps({"Item": [{"SKU": "A", "Images": images}, whole]}))
    assert found.item[0].images is not None
    assert [image.url for image in found.item[0].images.image] == ["a", "b"]
    assert found.item[0].images.extra == {"New": 1, "Image": ["junk"]}
    assert found.item[1].extra == whole


@pytest.mark.parametrize("others", [[], [{"URL": "c"}]])
def test_records_of_which_nothing_is_known_stay_apart(others: list[Any]) -> None:
    """Several without an element that the schema lists are records of their own, in both wires."""
    images = [{"New": "a"}, {"New": "b", "Other": "o"}, *others]
    answers = [GetItemResponse.from_json(json.dumps({"Item": [{"SKU": "A", "Images": images}]}))]
    inner = "".join(
        f"<Images>{''.join(f'<{name}>{text}</{name}>' for name, text in image.items())}</Images>"
        for image in images
    )
    answers.append(
        GetItemResponse.from_xml(
            f"<GetItemResponse><Item><SKU>A</SKU>{inner}</Item></GetItemResponse>"
        )
    )
    for found in answers:
        assert found.item[0].images is not None
        found_images = [{**image.to_dict("wire")} for image in found.item[0].images.image]
        assert found_images == images
        assert found.item[0].images.extra == {}


def test_a_wrapper_without_its_records_takes_time_in_proportion() -> None:
    """Ten times as many records, each where the element around them should be, take about ten times as long."""

    def seconds(count: int) -> float:
        images = json.dumps({"Item": [{"SKU": "A", "Images": [{"URL": "u"}] * count}]})
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            found = GetItemResponse.from_json(images)
            best = min(best, time.process_time() - start)
            assert found.item[0].images is not None
            assert len(found.item[0].images.image) == count
        return best

    assert seconds(10_000) < 40 * seconds(1_000)


def test_one_value_does_not_make_a_page_take_much_longer() -> None:
    """Records beside it are read as in any other answer: a page with one such value takes some times as long at most."""

    def seconds(last: str) -> float:
        lines = [{"SKU": f"{number}", "Quantity": "1"} for number in range(3)]
        orders = [{"OrderID": f"N{number}", "OrderLine": lines} for number in range(2_000)]
        orders.append({"OrderID": last, "OrderLine": [{"Quantity": last}]})
        document = json.dumps({"Order": orders})
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            found = GetOrderResponse.from_json(document)
            best = min(best, time.process_time() - start)
            assert [order.order_id for order in found.order] == [o["OrderID"] for o in orders]
            assert len(found.problems) == (last != "1")
        return best

    assert seconds("junk") < 6 * seconds("1")
