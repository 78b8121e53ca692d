"""One schema file as a tree."""

from __future__ import annotations

import pytest

from neto_gen.contract.xsd.document import MAX_DEPTH, SchemaDocument, parse
from neto_gen.problems import Failure
from tests.support import XS, root, schema

PLAIN = schema(root("X", '<xs:element name="É" type="xs:string"/>'))


def parsed(content: bytes | str) -> SchemaDocument:
    """Return the tree of a file."""
    return parse("X.xsd", content.encode() if isinstance(content, str) else content, "in/X.xsd")


def test_elements_know_their_place() -> None:
    """Every element knows its line and column."""
    elements = parsed(PLAIN).elements
    assert [(e.name, str(e.location)) for e in elements[:3]] == [
        ("schema", "in/X.xsd:1:1"),
        ("element", "in/X.xsd:2:1"),
        ("complexType", "in/X.xsd:2:22"),
    ]


def test_prefixes_are_known_where_they_hold() -> None:
    """An element knows the prefixes in scope, and no others."""
    text = f'<xs:schema {XS}><xs:element xmlns:a="A" name="X"/><xs:element name="Y"/></xs:schema>'
    elements = parsed(text).elements
    assert elements[1].namespaces["a"] == "A"
    assert "a" not in elements[2].namespaces


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    """A file is read in the encoding that it declares or shows."""
    declared = (
        "" if encoding.startswith("utf-8") else f'<?xml version="1.0" encoding="{encoding}"?>'
    )
    assert parsed((declared + PLAIN).encode(encoding)).elements[4].attributes["name"] == "É"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"in/X\.xsd:1:1: not well-formed XML: no element found"),
        (b"<a>\n  <b></a>", r"in/X\.xsd:2:8: not well-formed XML: mismatched tag"),
        (b"<a>\xff</a>", r"in/X\.xsd:1:4: not well-formed XML: not well-formed \(invalid token\)"),
        (
            b'<?xml version="1.0" encoding="klingon"?><a/>',
            r'in/X\.xsd:1:1: the encoding "klingon" is not one that schemas are read in',
        ),
        (b"<schema/>", r"in/X\.xsd:1:1: <schema> is not an XML schema"),
        (f"<xs:element {XS}/>".encode(), "<element> is not an XML schema"),
        (
            b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
            r'in/X\.xsd:1:1: its document type is in a file of its own, "file:///etc/passwd"',
        ),
        (b'<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><a>&c;</a>', "<a> is not an XML sch"),
        (
            b"<!DOCTYPE a [\n <!ENTITY b 'b'>]>\n<a x='&b;&b;'>\n  &b;<b></a>",
            r"in/X\.xsd:4:11: not well-formed XML: mismatched tag",
        ),
        (
            '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE a []><a>é</a>'.encode("latin-1"),
            r"in/X\.xsd:1:51: the document type cannot be read as text",
        ),
    ],
)
def test_what_is_no_schema(content: bytes, message: str) -> None:
    """What is no schema is told with its place."""
    with pytest.raises(Failure, match=message):
        parsed(content)


DOCUMENT_TYPE = """\
<?xml version="1.0"?>
<!DOCTYPE xs:schema PUBLIC "-//W3C//DTD XMLSCHEMA 200102//EN" "XMLSchema.dtd" [
  <!ENTITY % p "xs:"> <!ATTLIST xs:schema version CDATA "1" id ID #IMPLIED>
  <!ENTITY type "xs:string"><!ENTITY one "<xs:element name='One' type='&type;'/>">
]>
"""


def test_a_document_type() -> None:
    """What a document type declares is in its place, and everything else is where it was."""
    text = DOCUMENT_TYPE + schema('&one;<xs:element name="Two" type="&type;"/> <xs:element x=""/>')
    document = parsed(text)
    assert document.root.attributes == {"version": "1", "targetNamespace": "NetoAPI"}
    assert [(e.attributes.get("type"), str(e.location)) for e in document.elements[1:]] == [
        ("xs:string", "in/X.xsd:7:1"),
        ("xs:string", "in/X.xsd:7:6"),
        (None, "in/X.xsd:7:45"),
    ]
    assert document.source == text.encode()
    assert b"DOCTYPE" not in document.content


VERSIONING = 'xmlns:vc="http://www.w3.org/2007/XMLSchema-versioning"'


@pytest.mark.parametrize(
    ("condition", "is_there"),
    [
        ('minVersion="1.0"', True),
        ('minVersion=" 1.1 "', False),
        ('maxVersion="1.1"', True),
        ('maxVersion="1.0"', False),
        ('typeAvailable="xs:int xs:token"', True),
        ('typeAvailable="xs:int xs:error"', False),
        ('typeAvailable="int"', False),
        ('typeUnavailable="xs:int xs:error"', True),
        ('typeUnavailable="xs:int xs:token"', False),
        ('typeUnavailable=""', True),
        ('facetAvailable="xs:pattern"', True),
        ('facetAvailable="xs:assertion"', False),
        ('facetUnavailable="xs:assertion"', True),
        ('facetUnavailable="xs:pattern"', False),
        ('somethingElse="xs:pattern"', True),
    ],
)
def test_elements_for_other_versions(condition: str, is_there: bool) -> None:  # noqa: FBT001
    """An element that is meant for other processors does not exist, nor does what is in it."""
    text = (
        f"<xs:schema {XS} {VERSIONING}><xs:element name='X' vc:{condition}><xs:complexType>"
        f"{'' if is_there else 'text'}</xs:complexType></xs:element><xs:element name='Y'/></xs:schema>"
    )
    names = [element.attributes.get("name") for element in parsed(text).elements]
    assert names == ([None, "X", None, "Y"] if is_there else [None, "Y"])


def test_files_for_another_version() -> None:
    """A file that says that it is for another version is read, and a version must be a number."""
    text = (
        f'<xs:schema {XS} {VERSIONING} vc:minVersion="1.1"><xs:element name="X" {{}}/></xs:schema>'
    )
    assert parsed(text.format("")).elements[1].attributes["name"] == "X"
    with pytest.raises(Failure) as caught:
        parsed(text.format('vc:minVersion="new"'))
    problem = 'in/X.xsd:1:131: vc:minVersion is "new", and a decimal number is expected'
    assert str(caught.value) == problem


def test_depth_is_bounded() -> None:
    """A file that nests without end is refused at the place where it goes too deep."""
    with pytest.raises(Failure, match=f"nested deeper than {MAX_DEPTH} elements"):
        parsed(f"<xs:schema {XS}>" + "<a>" * 100_000)


def test_prefixes_without_end_cost_little() -> None:
    """Many prefixes on one element are read in a moment."""
    many = " ".join(f'xmlns:p{number}="u"' for number in range(20_000))
    assert parsed(f"<xs:schema {XS} {many}/>").root.namespaces["p19999"] == "u"
