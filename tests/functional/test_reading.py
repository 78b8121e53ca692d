"""What answers of a store that differ from the schema are read as, and where a problem is said to be."""

from __future__ import annotations

import json
from collections import deque
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import build_and_import, root, schema

if TYPE_CHECKING:
    from pathlib import Path

RESPONSE = """<xs:element name="Either" minOccurs="0"><xs:simpleType><xs:union>
<xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="all"/></xs:restriction></xs:simpleType>
<xs:simpleType><xs:restriction base="xs:int"/></xs:simpleType>
</xs:union></xs:simpleType></xs:element>
<xs:element name="Note" minOccurs="0"><xs:complexType mixed="true"><xs:sequence>
<xs:element name="B" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
</xs:sequence></xs:complexType></xs:element>
<xs:element name="Line" type="xs:normalizedString" minOccurs="0"/>
<xs:element name="Pet" type="Pet" minOccurs="0"/>"""
LISTS = """<xs:element name="Lists" minOccurs="0"><xs:complexType><xs:sequence>
<xs:element name="Item" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
<xs:element name="Id" type="xs:int" minOccurs="0"/>
</xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>"""
TYPES = """<xs:complexType name="Pet" abstract="true"><xs:sequence>
<xs:element name="Name" type="xs:string"/></xs:sequence></xs:complexType>
<xs:complexType name="Dog"><xs:complexContent><xs:extension base="Pet"/></xs:complexContent></xs:complexType>
<xs:complexType name="Cat"><xs:complexContent><xs:extension base="Pet"/></xs:complexContent></xs:complexType>"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a client of two operations."""
    folder: Path = tmp_path_factory.mktemp("reading")
    files = {
        "Get.xsd": schema(root("Get", "")),
        "GetResponse.xsd": schema(root("GetResponse", RESPONSE) + TYPES),
        "ListAll.xsd": schema(root("ListAll", "")),
        "ListAllResponse.xsd": schema(root("ListAllResponse", LISTS)),
    }
    return build_and_import(folder, files)


@pytest.fixture
def answer(package: Any) -> Any:
    """Return the class of a response with a union, mixed content, and a derived record."""
    return package.get.GetResponse


@pytest.mark.parametrize(("text", "value"), [("all", "all"), ("5", 5), ("5.0", 5), ("new", "new")])
def test_a_value_that_an_enumeration_does_not_list(answer: Any, text: str, value: object) -> None:
    """What another type of a union can read is of that type; only what none can is a new value of the enumeration."""
    for read in (
        answer.from_json(f'{{"Either": "{text}"}}'),
        answer.from_xml(f"<GetResponse><Either>{text}</Either></GetResponse>"),
    ):
        assert read.either == value
        assert isinstance(read.either, type(value))


def test_text_between_elements_keeps_its_place(answer: Any) -> None:
    """Mixed content reads the same from JSON as from XML: its texts and elements, in their order."""
    found = answer.from_json('{"Note": {"#content": ["a ", {"B": "1"}, " c"]}}')
    assert found.note.content[0] == "a "
    assert found.note.content[1].text == "1"
    assert found.note.content[2] == " c"
    assert found == answer.from_xml("<GetResponse><Note>a <B>1</B> c</Note></GetResponse>")


def test_white_space_that_a_type_replaces(answer: Any) -> None:
    """Tabs and line ends in a text whose type allows none are read as spaces."""
    assert answer.from_json(r'{"Line": "a\tb\nc"}').line == "a b c"


def test_a_type_is_known_with_any_prefix(answer: Any) -> None:
    """The name of a derived type may have a prefix, whatever it is."""
    for name in ("Dog", "n:Dog"):
        pet = answer.from_json(f'{{"Pet": {{"@xsi:type": "{name}", "Name": "Rex"}}}}').pet
        assert (type(pet).__name__, pet.name) == ("Dog", "Rex")


@pytest.mark.parametrize("wire", ["xml", "json"])
def test_a_problem_below_the_root_is_named_in_a_stream(package: Any, wire: str) -> None:
    """The path of what cannot be read leads through all that it stands in, however many come before it."""
    ids = ["1", "2", "three"]
    items = "".join(f"<Item><Id>{id_}</Id></Item>" for id_ in ids)
    documents = {
        "xml": f"<ListAllResponse><Lists>{items}</Lists></ListAllResponse>",
        "json": json.dumps({"Lists": {"Item": [{"Id": id_} for id_ in ids]}}),
    }
    read = getattr(package.list_all.ListAllResponse, f"iter_from_{wire}")
    with pytest.raises(package.ResponseError) as caught:
        deque(read([documents[wire].encode()], unreadable="raise"), maxlen=0)
    problem = "ListAllResponse.Lists.Item[2].Id: 'three' is not an integer"
    assert caught.value.problems == (problem,)
