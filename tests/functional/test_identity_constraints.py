"""Keys, unique values, references, and values of the types ID and IDREF."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import build_and_import, pair, schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ORDER = """<xs:element name="Order"><xs:complexType><xs:sequence>
  <xs:element name="Line" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
    <xs:sequence><xs:element name="Sku" type="xs:string" minOccurs="0" maxOccurs="2"/></xs:sequence>
    <xs:attribute name="no" type="xs:int"/></xs:complexType></xs:element>
  <xs:element name="Note" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
    <xs:attribute name="line" type="xs:int"/><xs:attribute name="id" type="xs:ID"/>
    <xs:attribute name="after" type="xs:IDREFS"/></xs:complexType></xs:element>
</xs:sequence></xs:complexType>
<xs:key name="LineNo"><xs:selector xpath="n:Line"/><xs:field xpath="@no"/></xs:key>
<xs:unique name="OneSku"><xs:selector xpath=".//n:Line"/><xs:field xpath="n:Sku"/></xs:unique>
<xs:keyref name="NoteOf" refer="n:LineNo"><xs:selector xpath="n:Note"/><xs:field xpath="@line"/></xs:keyref>
</xs:element>"""
NAMESPACES = 'targetNamespace="NetoAPI" xmlns:n="NetoAPI" elementFormDefault="qualified"'


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    """Return a function that reads an order strictly."""
    files = {
        "Order.xsd": schema(ORDER, NAMESPACES),
        "OrderResponse.xsd": schema(ORDER.replace('"Order"', '"OrderResponse"'), NAMESPACES),
    }
    client = build_and_import(tmp_path_factory.mktemp("orders"), files, dialect="xsd")

    def read_strictly(inner: str) -> str:
        try:
            client.order.Order.from_xml(f'<Order xmlns="NetoAPI">{inner}</Order>', strict=True)
        except client.ResponseError as error:
            return str(error)
        return ""

    return read_strictly


@pytest.mark.parametrize(
    ("inner", "problem"),
    [
        ('<Line no="1"/><Line no="2"/><Note line="2"/><Note/>', ""),
        (
            '<Line no="1"/><Line no="01"/>',
            "Order.Line[1]: key LineNo: '01' is not unique, Order.Line[0] has the same",
        ),
        ('<Line no="1"/><Line/>', "Order.Line[1]: key LineNo: @no is missing"),
        (
            '<Line no="1"><Sku>a</Sku><Sku>b</Sku></Line>',
            "Order.Line[0]: unique OneSku: Sku leads to 2 values instead of one",
        ),
        ('<Line no="1"/><Note line="7"/>', "Order.Note[0]: keyref NoteOf: no LineNo is '7'"),
        ('<Note id="a" after="b"/><Note id="b" after=" a  b "/>', ""),
        (
            '<Note id="a"/><Note id="a"/>',
            "Order.Note[1].@id: the ID 'a' is not unique, Order.Note[0].@id has the same",
        ),
        ('<Note id="a"/><Note after="a b"/>', "Order.Note[1].@after[1]: nothing has the ID 'b'"),
    ],
)
def test_strict_reading_checks_what_has_to_be_unique(
    read: Callable[[str], str], inner: str, problem: str
) -> None:
    """The message has the place, the constraint and the value."""
    assert read(inner) == problem


def test_values_that_are_no_values_have_one_problem_each(read: Callable[[str], str]) -> None:
    """A number that is none is reported as that, and compared as a text."""
    assert "key" not in read('<Line no="x"/><Line no="y"/>')


def test_many_repeated_values_are_found_in_time(read: Callable[[str], str]) -> None:
    """Reading a document takes about as long for each problem, however many there are."""

    def seconds(count: int) -> float:
        start = time.process_time()
        read('<Line no="1"/>' * count)
        return time.process_time() - start

    seconds(100)
    few = min(seconds(1000) for _ in range(3))
    assert seconds(8000) < 40 * few


def test_a_client_without_constraints_has_none_to_check(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Modules have no function that nobody needs."""
    folder = tmp_path_factory.mktemp("plain")
    client = build_and_import(folder, pair("AddThing"), dialect="xsd")
    assert not hasattr(client.add_thing, "identity_constraints")


def test_references_may_lead_to_what_no_schema_types(tmp_path: Path) -> None:
    """A reference is no problem if the ID may stand for a wildcard or in an element that names its type."""
    body = """<xs:attribute name="key" type="xs:ID"/><xs:element name="Free"><xs:complexType><xs:sequence>
<xs:element name="In" type="xs:ID" minOccurs="0"/></xs:sequence><xs:attribute name="id" type="xs:ID"/></xs:complexType>
</xs:element><xs:complexType name="Named"><xs:simpleContent><xs:extension base="xs:string">
<xs:attribute name="id" type="xs:ID"/></xs:extension></xs:simpleContent></xs:complexType>
<xs:element name="{name}"><xs:complexType><xs:sequence>
<xs:element name="To" maxOccurs="2"><xs:complexType><xs:attribute name="ref" type="xs:IDREF"/>
<xs:anyAttribute processContents="lax"/></xs:complexType></xs:element>
<xs:element name="Text" type="xs:string" minOccurs="0"/><xs:element name="Open" type="xs:anyType" minOccurs="0"/>
<xs:element name="Either" minOccurs="0"><xs:simpleType><xs:union memberTypes="xs:int xs:ID"/></xs:simpleType></xs:element>
<xs:element name="More" minOccurs="0"><xs:complexType><xs:sequence><xs:any processContents="lax"/></xs:sequence>
</xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>"""
    names = "Holder", "HolderResponse"
    files = {f"{name}.xsd": schema(body.format(name=name), NAMESPACES) for name in names}
    client = build_and_import(tmp_path, files, dialect="xsd")

    def problem(inner: str, attribute: str = "") -> str:
        text = f"""<Holder xmlns="NetoAPI" xmlns:n="NetoAPI" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><To ref="k" {attribute}/>{inner}</Holder>"""
        try:
            client.holder.Holder.from_xml(text, strict=True)
        except client.ResponseError as error:
            return str(error)
        return ""

    assert problem("", 'n:key="k"') == problem("", 'xml:id="k"') == ""
    for inner in (
        '<Text xsi:type="xs:ID"> k </Text>',
        '<Text xsi:type="n:Named" id="k"/>',
        '<Open xsi:type="xs:ID">k</Open>',
        '<Open><Free id="k"/></Open>',
        "<Either>k</Either>",
        "<More><Free><In>k</In></Free></More>",
    ):
        assert problem(inner) == "", inner
    for inner in ("<Text>k</Text>", '<To ref="k"/>', '<More><Free id="j"/></More>'):
        assert "Holder.To[0].@ref: nothing has the ID 'k'" in problem(inner), inner
