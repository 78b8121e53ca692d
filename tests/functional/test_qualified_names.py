"""Values that are names in a namespace, from the schema to the document."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.contract.xsd.test_rules import in_root, restricted
from tests.support import XS, build_and_import, pair

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = f"""
<xs:schema {XS} targetNamespace="urn:t" xmlns:t="urn:t" xmlns:p="urn:p" elementFormDefault="qualified">
<xs:element name="{{name}}"><xs:complexType><xs:sequence>
<xs:element name="Name" type="xs:QName" minOccurs="0" maxOccurs="9"/>
<xs:element name="Names" minOccurs="0"><xs:simpleType><xs:list itemType="xs:QName"/></xs:simpleType>
</xs:element>
<xs:element name="Kind" minOccurs="0" default="p:a"><xs:simpleType><xs:restriction base="xs:QName">
<xs:enumeration value="p:a"/><xs:enumeration value="t:b"/></xs:restriction></xs:simpleType></xs:element>
<xs:element name="Form" minOccurs="0"><xs:simpleType><xs:restriction base="xs:NOTATION">
<xs:enumeration value="t:gif"/></xs:restriction></xs:simpleType></xs:element>
</xs:sequence><xs:attribute name="about" type="xs:QName"/><xs:attribute name="to" type="xs:QName"/>
</xs:complexType></xs:element>
<xs:notation name="gif" public="image/gif"/>
</xs:schema>
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a client of that schema."""
    names = ("Thing", "ThingResponse")
    files = {f"{name}.xsd": SCHEMA.replace("{name}", name) for name in names}
    return build_and_import(tmp_path_factory.mktemp("names"), files, dialect="xsd")


def test_prefixes_mean_what_is_declared_where_they_stand(package: Any) -> None:
    """A prefix may be declared on the element itself, anew, or be that of the default namespace."""
    thing = package.thing.Thing.from_xml(
        '<t:Thing xmlns:t="urn:t" xmlns:p="urn:p" about="p:o"><t:Name>p:a</t:Name>'
        '<t:Name xmlns:p="urn:other">p:a</t:Name><t:Name>b</t:Name>'
        '<Name xmlns="urn:t"> c </Name><t:Names xmlns:q="urn:q">p:x q:y z</t:Names></t:Thing>'
    )
    assert [str(name) for name in thing.name] == ["{urn:p}a", "{urn:other}a", "b", "{urn:t}c"]
    assert [name.prefix for name in thing.name] == ["p", "p", "", ""]
    assert (thing.name[0].name, thing.name[0].namespace) == ("a", "urn:p")
    assert thing.names == ["{urn:p}x", "{urn:q}y", "z"]
    assert thing.about == "{urn:p}o"
    assert package.thing.Thing.from_xml(thing.to_xml()) == thing


def test_names_without_a_prefix_keep_none(package: Any) -> None:
    """An element whose value is in the default namespace is written so, and one in no namespace stays there."""
    thing = package.thing.Thing.from_xml(
        '<t:Thing xmlns:t="urn:t" about="o"><t:Name xmlns="urn:d">a</t:Name><t:Name>b</t:Name>'
        '<t:Names xmlns="urn:d" xmlns:p="urn:p">c p:d</t:Names></t:Thing>'
    )
    root = etree.fromstring(thing.to_xml())
    assert [(child.text, child.nsmap.get(None)) for child in root[:2]] == [
        ("a", "urn:d"),
        ("b", None),
    ]
    assert (root.get("about"), root.nsmap.get(None)) == ("o", None)
    assert thing.names == ["{urn:d}c", "{urn:p}d"]
    assert package.thing.Thing.from_xml(thing.to_xml()) == thing


def test_a_document_keeps_its_default_namespace_for_names(package: Any) -> None:
    """Names without a prefix are written so, also in attributes, unless another name is in no namespace."""
    thing = package.thing.Thing.from_xml(
        '<t:Thing xmlns:t="urn:t" xmlns="urn:d" xmlns:p="urn:p" about="o" to="p:q"><t:Name>a</t:Name>'
        "<t:Names>b p:c</t:Names></t:Thing>"
    )
    text = thing.to_xml().decode()
    assert ' xmlns="urn:d"' in text
    assert ' about="o" to="p:q" xmlns:p="urn:p"><ns1:Name>a</ns1:Name>' in text
    assert ">b p:c</ns1:Names>" in text
    assert package.thing.Thing.from_xml(text) == thing
    thing.name.append("none")
    again = package.thing.Thing.from_xml(thing.to_xml())
    assert again.name == ["{urn:d}a", "none"]
    assert again == thing


def test_what_is_written_declares_its_prefixes(package: Any, tmp_path: Path) -> None:
    """Each element declares the prefixes of its values, whichever they have, and names keep theirs if they can."""
    module = package.thing
    name = module.QName
    thing = module.Thing(
        name=["{urn:a}x", name("y", "urn:b", "b"), name("z", "urn:c", "xsi"), "plain"],
        names=[name("x", "urn:1", "p"), name("y", "urn:2", "p"), name("z", "urn:1")],
        about=name("x", "urn:1", "p"),
        to=name("y", "urn:2", "p"),
        kind="{urn:t}b",
    )
    text = thing.to_xml().decode()
    assert '<ns1:Name xmlns="urn:a">x</ns1:Name><ns1:Name xmlns:b="urn:b">b:y<' in text
    assert '<ns1:Name xmlns:q1="urn:c">q1:z</ns1:Name><ns1:Name>plain</ns1:Name>' in text
    assert '<ns1:Names xmlns:p="urn:1" xmlns:q1="urn:2">p:x q1:y p:z</ns1:Names>' in text
    assert ' about="p:x" to="q1:y" xmlns:p="urn:1" xmlns:q1="urn:2">' in text
    root = etree.fromstring(text)
    assert root.nsmap == {"ns1": "urn:t", "p": "urn:1", "q1": "urn:2"}
    assert module.Thing.from_xml(text) == thing
    schema = SCHEMA.replace("{name}", "Thing").replace("xs:NOTATION", "xs:QName")
    (tmp_path / "thing.xsd").write_text(schema, encoding="utf-8")
    etree.XMLSchema(etree.parse(tmp_path / "thing.xsd")).assertValid(root)


def test_json_has_namespaces_in_braces(package: Any) -> None:
    """In JSON a name has its namespace in braces, which is read, too."""
    names = [package.thing.QName("b"), package.thing.QName("{urn:a}c")]
    thing = package.thing.Thing(name=["{urn:a}x"], names=names, about="{urn:o}d")
    assert (
        thing.to_json() == b'{"@about":"{urn:o}d","Name":["{urn:a}x"],"Names":"b {urn:a}c"}'
    ), thing.to_json()
    assert package.thing.Thing.from_json(thing.to_json()) == thing
    assert thing.to_dict(for_json=True) == {
        "about": "{urn:o}d",
        "name": ["{urn:a}x"],
        "names": ["b", "{urn:a}c"],
    }


def test_listed_names_are_compared_by_what_they_stand_for(package: Any) -> None:
    """The prefixes of a schema are its own: a listed name may have any other in a document."""
    thing = package.thing.Thing
    document = '<Thing xmlns="urn:t" xmlns:z="urn:{}"><Kind>z:a</Kind></Thing>'
    read = thing.from_xml(document.format("p"))
    assert read.kind == "{urn:p}a"
    assert thing.from_xml(read.to_xml()).kind == "{urn:p}a"
    assert thing.from_xml('<Thing xmlns="urn:t"><Kind/></Thing>').kind == "{urn:p}a"
    assert package.thing.Thing(form="{urn:t}gif").to_json() == b'{"Form":"{urn:t}gif"}'
    with pytest.raises(
        package.RequestError, match=r"Thing\.Kind: 'z:a' is not one of '\{urn:p\}a'"
    ):
        thing.from_xml(document.format("q")).to_xml()


def test_a_prefix_that_is_not_declared(package: Any) -> None:
    """What has a prefix that nothing declares is no name: it is kept as it came, and said."""
    document = '<Thing xmlns="urn:t"><Name>p:a</Name><Name>b</Name></Thing>'
    read = package.thing.Thing.from_xml(document)
    assert read.name == ["{urn:t}b"]
    assert read.extra == {"Name": ["p:a"]}
    with pytest.raises(
        package.ResponseError, match="'p:a' is not a name with a prefix that is decl"
    ):
        package.thing.Thing.from_xml(document, unreadable="raise")


def test_what_is_no_name_is_not_sent(package: Any) -> None:
    """A text that is no name, or a namespace that no document can have, is refused with its path."""
    name = package.thing.QName
    for value, problem in (
        (name("a b"), "'a b' is not a name in XML"),
        (name("a><b"), "'a><b' is not a name in XML"),
        (name("a", "\0"), "Name"),
        (7, "expected QName, got int"),
    ):
        thing = package.thing.Thing(name=[value])
        with pytest.raises(package.RequestError, match=problem):
            thing.to_xml()
    hostile = package.thing.Thing(name=[name("a", 'urn:"><evil/>', '"><evil/>')])
    parser = etree.XMLParser(recover=True)  # that is no URI
    assert len(etree.fromstring(hostile.to_xml(), parser)) == 1


def test_names_are_values(package: Any) -> None:
    """Names are equal by their namespace and name, and can be hashed, copied and pickled."""
    name = package.thing.QName
    one = name("a", "urn:p", "p")
    assert one == name("{urn:p}a") == "{urn:p}a"
    assert one != name("a")
    assert {one: 1}[name("a", "urn:p")] == 1
    assert repr(one) == "QName('{urn:p}a')"
    assert copy.deepcopy(one) == pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own


def test_names_of_a_schema_have_declared_prefixes() -> None:
    """A default or a listed name with a prefix that the schema does not declare is refused."""
    (problem,) = in_root('<xs:element name="A" type="xs:QName" default="p:a"/>')
    assert 'the value "p:a" is not a value of xs:QName, or its prefix is not declared' in problem
    (problem,) = restricted('<xs:enumeration value="p:a"/>', "xs:QName")
    assert 'enumeration "p:a" is not a value of xs:QName, or its prefix is not declared' in problem
    assert restricted('<xs:enumeration value="xs:a"/><xs:maxLength value="1"/>', "xs:QName") == []


def test_names_of_xml_itself(package: Any) -> None:
    """The prefix `xml` needs no declaration, and names of the namespace of declarations are refused."""
    names = __import__(f"{package.__name__}._qnames", fromlist=["prefixed"])
    scope = __import__(f"{package.__name__}._prefix_scopes", fromlist=["PrefixScope"]).PrefixScope(
        {}
    )
    found = names.prefixed("xml:lang", scope)
    assert str(found) == "{http://www.w3.org/XML/1998/namespace}lang"
    with pytest.raises(
        ValueError, match="names in the namespace of declarations cannot be written"
    ):
        names.checked(names.QName("a", "http://www.w3.org/2000/xmlns/"))


def test_a_pattern_sees_the_prefix_that_is_written(tmp_path: Path) -> None:
    """A name from JSON, which has no prefix, fits a pattern that requires one: it is written with one."""
    named = (
        '<xs:element name="Name"><xs:simpleType><xs:restriction base="xs:QName">'
        r'<xs:pattern value="\i\c*:\i\c*"/></xs:restriction></xs:simpleType></xs:element>'
    )
    thing = build_and_import(tmp_path, pair("Thing", named), dialect="xsd").thing.Thing
    record = thing.from_json('{"Name": "{urn:a}b"}', strict=True)
    assert b'<Name xmlns:q1="urn:a">q1:b</Name>' in record.to_xml()
    assert thing.from_xml(record.to_xml(), strict=True) == record
