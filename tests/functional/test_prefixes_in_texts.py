"""Prefixes in texts whose type says nothing of them, such as paths of XPath."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from lxml import etree

from tests.support import XS, build_and_import


def schema(root: str) -> str:
    """Return a schema whose texts may be paths."""
    return f"""<xs:schema {XS} targetNamespace="urn:t" elementFormDefault="qualified">
<xs:element name="{root}"><xs:complexType><xs:sequence>
<xs:element name="path" type="xs:string" minOccurs="0" maxOccurs="9"/>
</xs:sequence><xs:attribute name="test"/><xs:attribute name="name" type="xs:QName"/></xs:complexType></xs:element>
</xs:schema>"""


@pytest.fixture(scope="module")
def thing(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the root of a client of that schema."""
    names = ("Thing", "ThingResponse")
    files = {f"{name}.xsd": schema(name) for name in names}
    package: Any = build_and_import(tmp_path_factory.mktemp("prefixes"), files, dialect="xsd")
    return package.thing.Thing


@pytest.mark.parametrize(
    ("document", "declared"),
    [
        ('<Thing xmlns="urn:t" xmlns:p="urn:p" test="/p:a[p:b=1]"/>', {"p": "urn:p"}),
        (
            '<Thing xmlns="urn:t"><path xmlns:p="urn:&amp;p">1 and p:b="3"</path></Thing>',
            {"p": "urn:&p"},
        ),
        (
            '<p:Thing xmlns:p="urn:t" xmlns:q="urn:q"><p:path>q:a/p:b</p:path></p:Thing>',
            {"p": "urn:t", "q": "urn:q"},
        ),
        ('<Thing xmlns="urn:t" xmlns:p="urn:p" name="p:n" test="p:a"/>', {"p": "urn:p"}),
        ('<Thing xmlns="urn:t" xmlns:s="urn:s"><path>s:a</path></Thing>', {"s": "urn:s"}),
        (
            '<ns2:Thing xmlns:ns2="urn:t" xmlns:ns3="urn:p" xmlns:q1="urn:q" test="ns2:a ns3:b q1:c"/>',
            {"ns2": "urn:t", "ns3": "urn:p", "q1": "urn:q"},
        ),
        ('<ns1:Thing xmlns:ns1="urn:t" test="ns1:a"/>', {}),
    ],
)
def test_prefixes_of_texts_stay_declared(
    thing: Any, document: str, declared: dict[str, str]
) -> None:
    """A document that is read and written declares the prefixes that occur in its texts, with their meaning."""
    record = thing.from_xml(document)
    pickled = pickle.loads(pickle.dumps(record))  # noqa: S301 - our own
    for same in (record, copy.copy(record), copy.deepcopy(record), pickled):
        assert same == record
        found: dict[str | None, str] = dict(etree.fromstring(same.to_xml()).nsmap)
        found.pop(None, None)
        assert found == {"ns1": "urn:t", **declared}


def test_prefixes_are_no_part_of_a_record(thing: Any) -> None:
    """Records with the same values are equal, whatever prefixes their documents declare."""
    one = thing.from_xml('<Thing xmlns="urn:t" xmlns:p="urn:p" test="p:a"/>')
    assert one == thing.from_xml('<Thing xmlns="urn:t" test="p:a"/>') == thing(test="p:a")
    assert one.extra == {}
    assert repr(one) == "Thing(test='p:a')"


def test_only_prefixes_that_mean_one_thing_are_declared(thing: Any) -> None:
    """A prefix that changes its meaning in a document, or that none of its texts has, is not declared again."""
    record = thing.from_xml(
        '<Thing xmlns="urn:t" xmlns:p="urn:p" xmlns:u="urn:u" xmlns:q="urn:q" test="p:a q:b http://u:8/">'
        '<path xmlns:p="urn:other">p:a</path></Thing>'
    )
    assert set(etree.fromstring(record.to_xml()).nsmap) - {None} == {"ns1", "q"}


def test_prefixes_stay_declared_beside_a_value_of_another_class(thing: Any) -> None:
    """A value of a class of one's own is written as what it is, and takes no prefix from the others."""

    class Own(str):
        __slots__ = ()

    record = thing.from_xml('<Thing xmlns="urn:t" xmlns:p="urn:p"><path>p:a</path></Thing>')
    expected = record.to_xml()
    assert b' xmlns:p="urn:p"' in expected
    record.path = [Own("p:a")]
    assert record.to_xml() == expected
    assert record.to_xml(checked=False) == expected
