"""Elements that share a name or a type, and are told apart all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.support import XS, build_and_import, pair, run, write_files

if TYPE_CHECKING:
    from pathlib import Path

OTHER = f"""
<xs:schema {XS} targetNamespace="http://example.com/2026/maths">
<xs:element name="Run" type="xs:int"/></xs:schema>
"""
TEXT = f"""
<xs:schema {XS} targetNamespace="urn:text" xmlns:t="urn:text" xmlns:m="http://example.com/2026/maths"
  elementFormDefault="qualified">
<xs:import namespace="http://example.com/2026/maths" schemaLocation="maths.xsd"/>
<xs:element name="Thing"><xs:complexType><xs:sequence>
<xs:element name="Run" type="xs:string"/>
<xs:element ref="m:Run" minOccurs="0"/>
</xs:sequence></xs:complexType></xs:element>
</xs:schema>
"""
FILES = {
    "Thing.xsd": TEXT,
    "ThingResponse.xsd": TEXT.replace('"Thing"', '"ThingResponse"'),
    "maths.xsd": OTHER,
}


def test_one_name_in_two_namespaces_is_two_fields(tmp_path: Path) -> None:
    """The element of another namespace is called after it, in Python and on the wire."""
    thing: Any = build_and_import(tmp_path, FILES, dialect="xsd").thing.Thing
    record = thing(run="a", run_maths=7)
    document = etree.fromstring(record.to_xml())
    assert etree.XMLSchema(etree.parse(tmp_path / "schemas" / "Thing.xsd")).validate(document)
    tags = ["{urn:text}Run", "{http://example.com/2026/maths}Run"]
    assert [child.tag for child in document] == tags
    assert record.to_json() == b'{"Run":"a","{http://example.com/2026/maths}Run":"7"}'
    assert repr(thing.from_xml(record.to_xml())) == repr(record)
    assert repr(thing.from_json(record.to_json())) == repr(record)


def test_prefixes_do_not_matter(tmp_path: Path) -> None:
    """Which of the two an element is depends on its namespace, whatever its prefix."""
    thing: Any = build_and_import(tmp_path, FILES, dialect="xsd").thing.Thing
    for text in (
        (
            '<t:Thing xmlns:t="urn:text"><t:Run>a</t:Run>'
            '<Run xmlns="http://example.com/2026/maths">7</Run></t:Thing>'
        ),
        (
            '<Thing xmlns="urn:text" xmlns:t="http://example.com/2026/maths"><t:Run>7</t:Run>'
            "<Run>a</Run></Thing>"
        ),
    ):
        record = thing.from_xml(text)
        assert (record.run, record.run_maths, record.extra) == ("a", 7, {})


def test_without_namespaces_they_cannot_be_told_apart(tmp_path: Path) -> None:
    """In a dialect whose documents have no namespaces, two elements of one name are refused."""
    write_files(tmp_path / "schemas", FILES)
    result = run("build", cwd=tmp_path)
    assert result.returncode == 3
    assert (
        "schemas/maths.xsd:3:1: elements of one name in two namespaces, in a dialect that has no"
        " namespaces" in result.stderr
    )


def test_a_derived_type_says_which_element_it_is_in(tmp_path: Path) -> None:
    """Where order counts, each element has a class of its own for each type, so that nothing else is said."""
    types = (
        '<xs:complexType name="Id"><xs:attribute name="a"/></xs:complexType>'
        '<xs:complexType name="Long"><xs:complexContent><xs:extension base="Id"/>'
        "</xs:complexContent></xs:complexType>"
    )
    fields = (
        '<xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element name="Own" type="Id"/>'
        '<xs:element name="Other" type="Id"/></xs:choice>'
    )
    files = {
        name: text.replace("</xs:schema>", f"{types}</xs:schema>")
        for name, text in pair("AddThing", request=fields).items()
    }
    module: Any = build_and_import(tmp_path, files, dialect="xsd").add_thing
    items = [module.OtherLong(a="1"), module.Own(a="2"), module.OwnLong(a="3")]
    record = module.AddThing(content=items)
    written = etree.fromstring(record.to_xml())
    assert [etree.QName(child).localname for child in written] == ["Other", "Own", "Own"]
    for again in (
        module.AddThing.from_xml(record.to_xml()),
        module.AddThing.from_json(record.to_json()),
    ):
        assert [type(item).__name__ for item in again.content] == ["OtherLong", "Own", "OwnLong"]


@pytest.mark.parametrize("removed", ["", 'minOccurs="0"'])
def test_they_are_compared(tmp_path: Path, removed: str) -> None:
    """What changes of one of them is told, and nothing where nothing has changed."""
    write_files(tmp_path / "old", FILES)
    new = {name: text.replace(removed, "") if removed else text for name, text in FILES.items()}
    write_files(tmp_path / "new", new)
    result = run("diff", "old", "new", cwd=tmp_path)
    assert result.returncode == (1 if removed else 0), result.stdout + result.stderr
    assert ("Run" in result.stdout) == bool(removed)
