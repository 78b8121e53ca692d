"""Requests that go out unchecked: whatever stands in whichever field, it stays in that field."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import fields
from decimal import Decimal
from functools import partial
from importlib import import_module
from itertools import product
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from neto_client import RequestError
from neto_client.update_item import Item, UpdateItem
from tests.soak import IS_LONG
from tests.support import build_and_import, schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KINDS = ("string", "token", "integer", "decimal", "double", "boolean", "dateTime", "base64Binary")
TYPES = """
  <xs:simpleType name="Colour">
    <xs:restriction base="xs:string">
      <xs:enumeration value="red"/><xs:enumeration value="black &amp; &lt;white&gt;"/>
    </xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="Either"><xs:union memberTypes="xs:integer Colour xs:boolean"/></xs:simpleType>
"""
SCHEMA = schema(
    f"""{TYPES}
  <xs:complexType name="Price"><xs:simpleContent><xs:extension base="xs:decimal">
    <xs:attribute name="Currency" type="xs:string"/><xs:attribute name="Tax" type="xs:integer"/>
  </xs:extension></xs:simpleContent></xs:complexType>
  <xs:complexType name="Limited"><xs:sequence>
    <xs:element name="Wanted" type="xs:string"/>
    """
    + "".join(
        f'<xs:element name="{name}" minOccurs="0"><xs:simpleType>'
        f'<xs:restriction base="xs:{base}">{facet}</xs:restriction></xs:simpleType></xs:element>'
        for name, base, facet in (
            ("Text", "string", '<xs:maxLength value="3"/>'),
            ("Pattern", "string", '<xs:pattern value="a+"/>'),
            ("Number", "integer", '<xs:maxInclusive value="10"/>'),
            ("Price", "decimal", '<xs:fractionDigits value="2"/>'),
            ("Moment", "dateTime", '<xs:minInclusive value="2027-01-01T00:00:00Z"/>'),
        )
    )
    + """
    <xs:element name="Fixed" type="xs:string" fixed="it" minOccurs="0"/>
    <xs:element name="Colours" type="Colour" minOccurs="0" maxOccurs="2"/>
  </xs:sequence></xs:complexType>
  <xs:element name="SaveThing"><xs:complexType><xs:sequence>
    <xs:element name="Price" type="Price" minOccurs="0"/>
    <xs:element name="Colour" type="Colour" minOccurs="0"/>
    <xs:element name="Either" type="Either" minOccurs="0"/>
    <xs:element name="Raw" minOccurs="0"/>
    <xs:element name="Limited" type="Limited" minOccurs="0"/>
    """
    + "".join(
        f'<xs:element name="{kind}" type="xs:{kind}" minOccurs="0"/>'
        f'<xs:element name="{kind}s" type="xs:{kind}" minOccurs="0" maxOccurs="unbounded"/>'
        f'<xs:element name="{kind}_list" minOccurs="0"><xs:simpleType>'
        f'<xs:list itemType="xs:{kind}"/></xs:simpleType></xs:element>'
        for kind in KINDS
    )
    + """
    <xs:any namespace="##other" minOccurs="0" maxOccurs="unbounded"/>
  </xs:sequence>"""
    + "".join(f'<xs:attribute name="a_{kind}" type="xs:{kind}"/>' for kind in KINDS)
    + """
    <xs:attribute name="a_either" type="Either"/>
    <xs:anyAttribute namespace="##other"/>
  </xs:complexType></xs:element>"""
)
RESPONSE = schema('<xs:element name="SaveThingResponse" type="xs:string"/>')
EVIL = (
    "5</RestockQty><Evil>1</Evil><RestockQty>",
    '5" Evil="1',
    "5'/><Evil/>",
    "1E5]]><!--<Evil>&Evil;&#0;",
    'E<Evil a="b"/>\t\r\n',
)
UNWRITABLE = ("\0", "a\x0b", "\x1f", "\ufffe", "a\uffff", "\ud800", "\udfffa")


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a client of one operation, which has a field of every kind."""
    folder = tmp_path_factory.mktemp("unchecked")
    files = {"SaveThing.xsd": SCHEMA, "SaveThingResponse.xsd": RESPONSE}
    return build_and_import(folder, files).save_thing


def places(module: Any) -> dict[str, Callable[[Any], Any]]:
    """Return how to put a value into each field, and into each part of those that hold more."""
    raw: Any = import_module(f"{module.__package__}._model").RawElement
    thing, price = module.SaveThing, module.Price
    own = {f.name: f for f in fields(thing) if f.name != "extra"}
    found: dict[str, Callable[[Any], Any]] = {
        "Price": lambda value: thing(price=price(text=value)),
        "Price.Currency": lambda value: thing(price=price(currency=value, text=1)),
        "Price.Tax": lambda value: thing(price=price(tax=value, text=1)),
        "any_elements": lambda value: thing(any_elements=[raw("{urn:a}b", value)]),
        "any_elements, part": lambda v: thing(any_elements=[raw("{urn:a}b", {"@a": v, "b": [v]})]),
        "any_elements, order": lambda v: thing(any_elements=[raw("{urn:a}b", {"#content": [v]})]),
        "any_elements, name": lambda value: thing(any_elements=[raw(value, "")]),
        "any_elements, inner name": lambda v: thing(any_elements=[raw("{urn:a}b", {v: ""})]),
        "any_elements, inner attribute": lambda v: thing(
            any_elements=[raw("{urn:a}b", {f"@{v}": ""})]
        ),
        "any_elements, inner name of xml": lambda v: thing(
            any_elements=[raw("{urn:a}b", {f"@xml:{{{v}}}a": "", f"xml:{{{v}}}a": ""})]
        ),
        "any_elements, namespace of name": lambda v: thing(any_elements=[raw(f"{{{v}}}b", "")]),
        "any_attributes, namespace of name": lambda v: thing(any_attributes={f"{{{v}}}b": ""}),
        "any_attributes": lambda value: thing(any_attributes={"{urn:a}b": value}),
        "any_attributes, name": lambda value: thing(any_attributes={value: ""}),
    }
    for name, one in own.items():
        if name not in {"any_elements", "any_attributes"}:
            found[name] = partial(_with, thing, name)
            if str(one.type).startswith("list"):
                found[f"{name}[0]"] = partial(_with_item, thing, name)
    return found


def _with(record: Any, name: str, value: Any) -> Any:
    return record(**{name: value})


def _with_item(record: Any, name: str, value: Any) -> Any:
    return record(**{name: [value]})


def forms(module: Any, place: str, text: str) -> Iterator[Any]:
    """Yield a text, and what else may hold it."""
    yield text
    yield type("Markup", (str,), {})(text)
    if place.endswith(("name", "name of xml", "inner attribute")):
        return
    yield module.Colour(text)
    yield module.SaveThing(string=text)
    if IS_LONG:
        yield from ([text], {text: text}, {"#text": text})


def structure(element: ET.Element) -> tuple[Any, ...]:
    """Return the names in a document, without their namespaces."""
    own = (name.rpartition("}")[2] for name in (element.tag, *element.attrib))
    return *own, *map(structure, element)


def test_a_text_cannot_leave_its_field(module: Any) -> None:
    """Sent unchecked, a text is in the document as it is and adds nothing to it, or is refused with its path."""
    package = import_module(module.__package__)
    written = 0
    refused: list[str] = []
    for (place, put), text in product(places(module).items(), EVIL):
        for value in forms(module, place, text):
            request = put(value)
            try:
                document = request.to_xml(checked=False)
            except package.RequestError as error:
                refused += error.problems
                continue
            written += 1
            found = ET.fromstring(document)
            assert "Evil" not in str(structure(found)), (place, document)
            texts = [
                *found.itertext(),
                *(text for e in found.iter() for text in (e.tag, *e.attrib, *e.attrib.values())),
            ]
            assert any(" ".join(text.split()) in " ".join(t.split()) for t in texts), (
                place,
                document,
            )
            assert isinstance(json.loads(request.to_json(checked=False)), dict)
    assert all(problem.startswith("SaveThing") for problem in refused)
    assert min(written, len(refused)) > len(EVIL) * 50


def test_a_record_of_another_class_cannot_leave_its_field(module: Any) -> None:
    """The texts of a record that stands where another belongs are escaped as those of its own are."""
    package = import_module(module.__package__)
    other = type("Other", (module.Price,), {})
    for text, name in product(EVIL, ("text", "currency", "tax")):
        values = {"text": 1, name: text}
        document = module.SaveThing(price=other(**values)).to_xml(checked=False)
        assert "Evil" not in str(structure(ET.fromstring(document)))
    with pytest.raises(package.RequestError, match="SaveThing"):
        module.SaveThing(price=module.SaveThing()).to_xml(checked=False)


@pytest.mark.parametrize("text", UNWRITABLE)
def test_what_is_no_character_of_xml_is_refused(module: Any, text: str) -> None:
    """Unchecked, too, a character that XML cannot carry is refused with its path, in both wires the same."""
    package = import_module(module.__package__)
    for place, put in places(module).items():
        for value in forms(module, place, text):
            problems: list[Any] = []
            for write in ("to_xml", "to_json"):
                with pytest.raises(package.RequestError) as caught:
                    getattr(put(value), write)(checked=False)
                problems.append(caught.value.problems)
            assert problems[0] == problems[1], place
            assert all(problem.startswith("SaveThing.") for problem in problems[0]), problems[0]


def test_what_only_does_not_fit_is_written_at_once(
    module: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent unchecked, values of their own types need no copy, whether they fit or not; its bytes would be the same."""
    package = module.__package__
    plain, encode = (import_module(f"{package}.{name}") for name in ("_plain_copy", "_encode"))
    copies: list[object] = []

    class Counted(plain.PlainCopier):  # type: ignore[name-defined,misc]
        def copy(self, value: object, path: str) -> Any:
            copies.append(value)
            return super().copy(value, path)

    write = encode._write

    def only_copies(record: object, document: object, how: str, *, is_xml: bool) -> bytes:
        if record is request:
            raise TypeError
        written: bytes = write(record, document, how, is_xml=is_xml)
        return written

    monkeypatch.setattr(plain, "PlainCopier", Counted)
    limited = module.Limited
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for values in (
        {"text": "far & <too> long"},
        {"pattern": "b", "number": 11, "price": Decimal("1.234"), "moment": moment},
        {"colours": [module.Colours("mauve & pink")] * 5, "fixed": "other"},
    ):
        request = module.SaveThing(limited=limited(wanted="a", **values))
        with pytest.raises(import_module(package).RequestError, match=r"SaveThing\.Limited"):
            request.to_xml()
        copies.clear()
        written = [request.to_xml(checked=False), request.to_json(checked=False)]
        assert not copies
        with monkeypatch.context() as slow:
            slow.setattr(encode, "_write", only_copies)
            assert written[:2] == [request.to_xml(checked=False), request.to_json(checked=False)]
        assert copies


def test_a_list_in_pieces_keeps_texts_in_their_fields() -> None:
    """What is written record by record unchecked is what is written at once, and refused as that is."""
    for name, text in product(("restock_qty", "rrp", "virtual", "sku", "subtype"), EVIL):
        values: Any = {name: text}
        request = UpdateItem.of([Item(sku="A"), Item(**values)])
        assert b"".join(request.iter_to_xml(checked=False)) == request.to_xml(checked=False)
        assert b"".join(request.iter_to_json(checked=False)) == request.to_json(checked=False)
    for write, text in product(("iter_to_xml", "iter_to_json"), UNWRITABLE):
        request = UpdateItem.of([Item(sku="A"), Item(name=text)])
        with pytest.raises(RequestError, match=r"UpdateItem\.Item\[1\]\.Name: character U\+"):
            b"".join(getattr(request, write)(checked=False))
