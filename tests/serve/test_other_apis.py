"""The store of a project whose schemas are not those of Neto: namespaces, attributes, to the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import etree

from tests.serve.running import serving
from tests.support import run, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.serve.running import Running

_N = 'xmlns="urn:things"'
SCHEMA = """\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:things" xmlns="urn:things"
    elementFormDefault="qualified">
  <xs:complexType name="Thing"><xs:sequence>
    <xs:element name="ThingID" type="xs:integer" minOccurs="0"/>
    <xs:element name="Label" type="xs:string"/>
    <xs:element name="Made" type="xs:dateTime" minOccurs="0"/>
    <xs:element name="Size" type="xs:decimal" minOccurs="0" maxOccurs="unbounded"/>
    <xs:element name="Note" minOccurs="0"><xs:complexType mixed="true"><xs:sequence>
      <xs:element name="b" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence><xs:attribute name="lang" type="xs:language"/></xs:complexType>
  <xs:complexType name="Things"><xs:sequence>
    <xs:element name="Thing" type="Thing" minOccurs="0" maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType>
  <xs:element name="AddThing" type="Things"/>
  <xs:element name="UpdateThing" type="Things"/>
  <xs:element name="Things" type="Things"/>
  <xs:element name="GetThing"><xs:complexType><xs:sequence><xs:element name="Filter"><xs:complexType>
    <xs:sequence>
      <xs:element name="ThingID" type="xs:integer" minOccurs="0" maxOccurs="unbounded"/>
      <xs:element name="Label" type="xs:string" minOccurs="0"/>
      <xs:element name="Page" type="xs:integer" minOccurs="0"/>
      <xs:element name="Limit" type="xs:integer" minOccurs="0"/>
    </xs:sequence>
  </xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
  <xs:element name="Order"><xs:complexType><xs:sequence>
    <xs:element name="Customer" type="xs:string"/><xs:element name="Quantity" type="xs:positiveInteger"/>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="Receipt"><xs:complexType><xs:sequence>
    <xs:element name="Number" type="xs:int"/><xs:element name="Quantity" type="xs:positiveInteger"/>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="Ping" type="Things"/>
  <xs:element name="Pong"><xs:complexType><xs:sequence>
    <xs:element name="Ack" type="xs:string"/>
    <xs:element name="Messages" minOccurs="0"><xs:complexType><xs:sequence>
      <xs:element name="Error" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
        <xs:element name="Message" type="xs:string"/><xs:element name="SeverityCode" type="xs:string"/>
      </xs:sequence></xs:complexType></xs:element>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>
"""
_OPERATIONS = {
    "AddThing": ("AddThing", "Things"),
    "UpdateThing": ("UpdateThing", "Things"),
    "GetThing": ("GetThing", "Things"),
    "PlaceOrder": ("Order", "Receipt"),
    "Ping": ("Ping", "Pong"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with a schema of its own."""
    folder = tmp_path_factory.mktemp("things")
    tables = "".join(
        f'[[tool.neto-gen.operation]]\nname = "{name}"\n'
        f'request = "things.xsd#{request}"\nresponse = "things.xsd#{response}"\n'
        for name, (request, response) in _OPERATIONS.items()
    )
    settings = f'[tool.neto-gen]\ndialect = "xsd"\n{tables}'
    return write_files(folder, {"pyproject.toml": settings, "schemas/things.xsd": SCHEMA})


@pytest.fixture(scope="module")
def things(project: Path) -> Iterator[Running]:
    """Yield the store of the project."""
    with serving(cwd=project) as running:
        yield running


def _answer(store: Running, action: str, body: str) -> etree._Element:
    """Return the answer to a request, which is valid by the schema as libxml2 judges it."""
    answer = store.ask(action, body)
    assert answer.status_code == 200, answer.text
    document = etree.fromstring(answer.content)
    etree.XMLSchema(etree.fromstring(SCHEMA)).assertValid(document)
    return document


def _texts(document: etree._Element, path: str) -> list[str | None]:
    return [one.text for one in document.iterfind(path, {"": "urn:things"})]


def test_records_are_kept_in_their_namespace(things: Running) -> None:
    """What is added is found, paged and updated, with attributes, lists and texts between elements."""
    assert things.control("POST", "reset") == {}
    first = (
        '<Thing lang="en"><Label>x</Label><Made>2026-01-01T00:00:00Z</Made><Size>1.50</Size>'
        "<Size>2</Size><Note>a <b>bold</b> word</Note></Thing>"
    )
    body = f"<AddThing {_N}>{first}<Thing><Label>y</Label></Thing></AddThing>"
    assert _texts(_answer(things, "AddThing", body), "Thing/ThingID") == ["1001", "1002"]
    wanted = f"<GetThing {_N}><Filter><Label>x</Label></Filter></GetThing>"
    (found,) = _answer(things, "GetThing", wanted)
    shown = etree.tostring(found).decode()
    assert shown == first.replace("<Label>", "<ThingID>1001</ThingID><Label>").replace(
        '<Thing lang="en">', f'<Thing {_N} lang="en">'
    )
    second = f"<GetThing {_N}><Filter><Page>1</Page><Limit>1</Limit></Filter></GetThing>"
    assert _texts(_answer(things, "GetThing", second), "Thing/Label") == ["y"]
    changed = (
        f"<UpdateThing {_N}><Thing><ThingID>1001</ThingID><Label>z</Label></Thing></UpdateThing>"
    )
    assert _texts(_answer(things, "UpdateThing", changed), "Thing/Size") == ["1.50", "2"]
    assert len(_answer(things, "GetThing", wanted)) == 0


def test_both_wires_have_the_same_records(things: Running) -> None:
    """What came as JSON is found as XML."""
    things.control("POST", "reset")
    given = '{"Thing": [{"@lang": "de", "Label": "y"}]}'
    added = things.ask("AddThing", given, Accept="application/json").json()
    assert added == {"Thing": [{"@lang": "de", "ThingID": "1001", "Label": "y"}]}
    (found,) = _answer(things, "GetThing", f"<GetThing {_N}><Filter/></GetThing>")
    assert found.get("lang") == "de"


def test_what_is_no_verb_of_records_has_an_example_for_an_answer(things: Running) -> None:
    """An operation of any other meaning has what its schema requires, and repeats what was said."""
    order = f"<Order {_N}><Customer>jo</Customer><Quantity>3</Quantity></Order>"
    receipt = _answer(things, "PlaceOrder", order)
    assert (receipt.tag, _texts(receipt, "Quantity")) == ("{urn:things}Receipt", ["3"])
    assert _texts(_answer(things, "Ping", f"<Ping {_N}/>"), "Ack") == ["Success"]


@pytest.mark.parametrize(
    ("action", "body", "status", "said"),
    [
        ("PlaceOrder", f"<Order {_N}><Customer/><Quantity>0</Quantity></Order>", 400, "0 is less"),
        ("AddThing", "{", 400, "The request is invalid: "),
        ("UpdateThing", '{"Thing": [{"ThingID": "7", "Label": "x"}]}', 404, "Thing not found: "),
        ("Order", "{}", 404, "Unknown action: Order"),
        ("", "{}", 400, "No action: the header NETOAPI_ACTION says which one is meant"),
    ],
)
def test_refusals_are_told_by_status(
    things: Running, action: str, body: str, status: int, said: str
) -> None:
    """Where a schema has no place for messages, the status tells that it failed, and a text why."""
    answer = things.ask(action, body)
    assert (answer.status_code, said in answer.text) == (status, True), answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_refusals_are_in_the_answer_where_it_has_a_place_for_them(things: Running) -> None:
    """A schema with Ack and Messages has refusals as Neto has them."""
    answer = _answer(things, "Ping", f"<Ping {_N}><Nothing/></Ping>")
    assert _texts(answer, "Ack") == ["Error"]
    assert "is not in the schema" in str(_texts(answer, "Messages/Error/Message"))


def test_looks_of_neto_are_no_looks_of_other_apis(project: Path) -> None:
    """What real stores of Neto do to their answers is refused for an API to the letter."""
    said = run("serve", "--port", "0", "--as-seen", cwd=project)
    assert said.returncode == 2
    assert "--as-seen only works for Neto" in said.stderr
