"""Elements that a schema does not name, beside those that it does."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.oracle.trees import differences
from tests.support import XS, build_and_import

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ANY = '<xs:any processContents="skip"/>'
SEVERAL = '<xs:any processContents="skip" minOccurs="0" maxOccurs="2"/>'
OTHER = '<xs:any namespace="##other" processContents="skip" minOccurs="0" maxOccurs="2"/>'
A = '<xs:element name="a" type="xs:int"/>'
MODELS = {
    "last": f"{A}{ANY}",
    "first": f"{ANY}{A}",
    "between": f"{A}{ANY}{A}",
    "around": f"{ANY}{A}{ANY}",
    "several": f"{A}{SEVERAL}",
    "repeated": f'<xs:sequence maxOccurs="2">{ANY}{A}</xs:sequence>',
    "chosen": f'<xs:choice>{A}<xs:sequence><xs:element name="b"/>{SEVERAL}</xs:sequence></xs:choice>',
    "foreign": f'{A}<xs:element ref="o:a"/>{OTHER}',
    "alike": f'<xs:element name="a" type="xs:int" minOccurs="0"/>{OTHER}',
}
FOREIGN = f"""<xs:schema {XS} targetNamespace="urn:o"><xs:element name="a" type="xs:string"/></xs:schema>"""


def schema(namespace: str, root: str = "Thing") -> str:
    """Return a schema with an element for each of the models, in this namespace."""
    space = f'targetNamespace="{namespace}" elementFormDefault="qualified"' if namespace else ""
    types = "".join(
        f'<xs:element name="{name}"><xs:complexType><xs:sequence>{parts}</xs:sequence></xs:complexType></xs:element>'
        for name, parts in MODELS.items()
    )
    return (
        f'<xs:schema {XS} xmlns:o="urn:o" {space}>'
        '<xs:import namespace="urn:o" schemaLocation="foreign.xsd"/>'
        f'<xs:element name="{root}"><xs:complexType><xs:choice>{types}</xs:choice></xs:complexType>'
        "</xs:element></xs:schema>"
    )


class Built:
    """A client of such a schema, and libxml2's judge of the same."""

    def __init__(self, folder: Path, namespace: str) -> None:
        names = ("Thing", "ThingResponse")
        files = {f"{name}.xsd": schema(namespace, name) for name in names}
        package: Any = build_and_import(folder, {**files, "foreign.xsd": FOREIGN}, dialect="xsd")
        self.refusal = package.ResponseError
        self.thing: Any = package.thing.Thing
        self.judge = etree.XMLSchema(etree.parse(folder / "schemas" / "Thing.xsd"))
        self.tag = f"{{{namespace}}}" if namespace else ""

    def documents(self, model: str) -> Iterator[etree._Element]:
        """Yield every short document of a model."""
        tags = (f"{self.tag}a", f"{self.tag}b", "{urn:o}a", "a")
        for length in range(5):
            for chosen in product(dict.fromkeys(tags), repeat=length):
                root = etree.Element(f"{self.tag}Thing")
                record = etree.SubElement(root, f"{self.tag}{model}")
                for number, tag in enumerate(chosen):
                    etree.SubElement(record, tag).text = str(number)
                yield root

    def is_accepted(self, data: bytes) -> bool:
        """Tell whether strict reading accepts a document."""
        try:
            self.thing.from_xml(data, strict=True)
        except self.refusal:
            return False
        return True


@pytest.fixture(scope="module", params=["", "urn:t"])
def built(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Built:
    """Return a client of a schema with a namespace, or without one."""
    return Built(tmp_path_factory.mktemp("places"), request.param)


@pytest.mark.parametrize("model", MODELS)
def test_an_element_is_what_its_place_says(built: Built, model: str) -> None:
    """Every valid document is written as it was read, in XML and JSON, and strict reading accepts no others."""
    valid = 0
    for document in built.documents(model):
        data = etree.tostring(document)
        is_valid = built.judge.validate(document)
        assert built.is_accepted(data) is is_valid, data
        if is_valid:
            record = built.thing.from_xml(data)
            from_json = built.thing.from_json(record.to_json())
            assert from_json == record
            for written in (record.to_xml(), from_json.to_xml()):
                assert not [*differences(document, etree.fromstring(written))], written
            valid += 1
    assert valid > 1


def test_elements_of_documents_that_are_not_valid_are_kept(built: Built) -> None:
    """Where too many elements have a name for its field, the others are those that the schema does not name."""
    tag = built.tag
    root = etree.Element(f"{tag}Thing")
    record = etree.SubElement(root, f"{tag}several")
    for number in range(5):
        etree.SubElement(record, f"{tag}a").text = str(number)
    found = built.thing.from_xml(etree.tostring(root)).several
    assert found.a == 0
    assert [(each.name, each.value) for each in found.any_elements] == [
        (f"{tag}a", str(number)) for number in range(1, 5)
    ]


def test_json_tells_elements_of_one_name_apart(tmp_path: Path) -> None:
    """In JSON, braces stand before the name of an element that the schema names too, but not at its place."""
    thing = Built(tmp_path, "").thing
    record = thing.from_xml("<Thing><first><a>0</a><a>1</a></first></Thing>")
    assert record.to_json() == b'{"first":{"{}a":"0","a":"1"}}'
    ordered = thing.from_xml("<Thing><between><a>0</a><a>1</a><a>2</a></between></Thing>")
    assert ordered.to_json() == (
        b'{"between":{"#content":[{"a":{"#text":"0"}},{"{}a":"1"},{"a":{"#text":"2"}}]}}'
    )


def test_many_elements_find_their_places_in_one_pass(built: Built) -> None:
    """What has a place in a repeated group is told for thousands of elements as for a few."""
    places = __import__(f"{built.thing.__module__.partition('.')[0]}._places", fromlist=["placed"])
    group = ("sequence", (("*", 0, None), ("a", 1, 2)), 0, None)
    choices = [("*",), ("a",)] * 5_000
    assert places.placed(group, choices) == [place for (place,) in choices]
    assert places.placed(group, [*choices, ("*",)]) is None
    empty = ("sequence", (("sequence", (("a", 0, 1),), 0, 10**9),), 10**9, 10**9)
    assert places.placed(empty, [("a", "*")] * 100) == ["a"] * 100
