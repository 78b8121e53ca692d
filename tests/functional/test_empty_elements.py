"""Elements that are empty and have their value from the schema: they stay empty until the value is another."""

from __future__ import annotations

import pickle
from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from lxml import etree

from tests.oracle.trees import differences
from tests.support import XS, build_and_import

if TYPE_CHECKING:
    from pathlib import Path

XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA_NAMESPACE = "http://www.w3.org/2001/XMLSchema"
TYPES = """
<xs:simpleType name="Numbers"><xs:list itemType="xs:int"/></xs:simpleType>
<xs:simpleType name="Any"><xs:union memberTypes="xs:int xs:date xs:token"/></xs:simpleType>
<xs:simpleType name="Either"><xs:union memberTypes="xs:int xs:boolean"/></xs:simpleType>
<xs:simpleType name="Letter"><xs:restriction base="xs:token"><xs:enumeration value="a"/>
<xs:enumeration value="b"/></xs:restriction></xs:simpleType>
<xs:complexType name="Money"><xs:simpleContent><xs:extension base="xs:decimal"><xs:attribute name="currency"/>
</xs:extension></xs:simpleContent></xs:complexType>
<xs:complexType name="Mixed" mixed="true"><xs:sequence minOccurs="0"><xs:element name="b"/></xs:sequence>
</xs:complexType>
"""
# Of each element its name, its type, and the rest of its declaration.
SINGLE = [
    ("Path", "xs:string", 'default="../pom.xml"'),
    ("Token", "xs:token", 'default="x"'),
    ("Number", "xs:int", 'default="7"'),
    ("Nil", "xs:int", 'default="7" nillable="true"'),
    ("Always", "xs:decimal", 'fixed="007.50"'),
    ("When", "xs:dateTime", 'default="2026-01-31T10:00:00Z"'),
    ("Flag", "xs:boolean", 'default="true"'),
    ("Bytes", "xs:base64Binary", 'default="AAAA"'),
    ("Numbers", "Numbers", 'default="1 2"'),
    ("Any", "Any", 'default="2026-01-31"'),
    ("Either", "Either", 'default="1"'),
    ("Letter", "Letter", 'default="b"'),
    ("Name", "xs:QName", 'default="local"'),
    ("Free", "xs:anyType", 'default="f"'),
    ("Simple", "xs:anySimpleType", 'default="s"'),
    ("Money", "Money", 'default="5"'),
    ("Mixed", "Mixed", 'default="m"'),
    ("NilMixed", "Mixed", 'default="m" nillable="true"'),
]
REPEATED = [
    ("Many", "xs:int", 'default="7" nillable="true"'),
    ("Frees", "xs:anyType", 'default="f"'),
    ("Names", "xs:QName", 'default="local"'),
    ("Sums", "Money", 'fixed="5"'),
]


def elements(declared: list[tuple[str, str, str]], most: int) -> str:
    """Return the declarations of these elements."""
    return "".join(
        f'<xs:element name="{name}" type="{of}" {more} minOccurs="0" maxOccurs="{most}"/>'
        for name, of, more in declared
    )


# One record with a field for each element, one in which the sender orders them, and one with ordered content.
CONTENT = {
    "fields": f"<xs:sequence>{elements(SINGLE, 1)}{elements(REPEATED, 9)}</xs:sequence>",
    "any order": f"<xs:all>{elements(SINGLE, 1)}</xs:all>",
    "content": (
        '<xs:choice minOccurs="0" maxOccurs="99">'
        f"{elements(SINGLE, 1)}{elements(REPEATED, 9)}</xs:choice>"
    ),
}


class Client(NamedTuple):
    """The class of a root, and its schema."""

    root: Any
    schema: etree.XMLSchema

    def kept(self, inner: str) -> Any:
        """Assert that a valid document is the same after reading and writing both formats; return its record."""
        text = document(inner)
        assert self.schema.validate(etree.fromstring(text)), self.schema.error_log.last_error
        record = self.root.from_xml(text, strict=True)
        again = self.root.from_json(record.to_json(), strict=True)
        assert again == record
        for each in (
            record,
            again,
            deepcopy(record),
            pickle.loads(pickle.dumps(record)),  # noqa: S301 - its own
        ):
            for checked in (True, False):
                written = each.to_xml(checked=checked)
                assert list(differences(etree.fromstring(text), etree.fromstring(written))) == []
                assert self.schema.validate(etree.fromstring(written))
        assert record.copy_as(self.root) == record
        return record


def document(inner: str) -> str:
    """Return a document with this in its root."""
    return f'<Root xmlns:xsi="{XSI}" xmlns:xs="{SCHEMA_NAMESPACE}">{inner}</Root>'


def made(folder: Path, root: str) -> Client:
    """Return the client of a schema with this root."""
    text = f"<xs:schema {XS}>{TYPES}{root}</xs:schema>"
    files = {"Root.xsd": text, "RootResponse.xsd": text.replace('"Root"', '"RootResponse"')}
    module = build_and_import(folder, files, dialect="xsd").root
    return Client(module.Root, etree.XMLSchema(etree.fromstring(text)))


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Client]:
    """Return the clients of one schema for each form of content."""
    return {
        form: made(
            tmp_path_factory.mktemp("empty"),
            f'<xs:element name="Root"><xs:complexType>{content}</xs:complexType></xs:element>',
        )
        for form, content in CONTENT.items()
    }


@pytest.fixture(scope="module")
def client(clients: dict[str, Client]) -> Client:
    """Return the client with a field for each element."""
    return clients["fields"]


@pytest.mark.parametrize("form", CONTENT)
def test_an_empty_element_stays_empty(clients: dict[str, Client], form: str) -> None:
    """Whatever its type, an element that is empty in a document is empty in what is written, in both formats."""
    for name, of, more in SINGLE:
        clients[form].kept(f"<{name}/>")
        clients[form].kept(f"<{name}></{name}>")
        if of != "Money" and "fixed" not in more:
            clients[form].kept(f"<{name}><!-- nothing --></{name}>")
    clients[form].kept("".join(f"<{name}/>" for name, _, _ in SINGLE))


def test_the_value_is_the_one_of_the_schema(client: Client) -> None:
    """The field of an empty element has the default, and `extra` says that the element is empty."""
    record = client.kept("<Path/><Number/><Numbers/><Free/><Money currency='EUR'/><Mixed/>")
    assert (record.path, record.number, record.numbers, record.free) == (
        "../pom.xml",
        7,
        [1, 2],
        "f",
    )
    assert record.extra == dict.fromkeys(("Path", "Number", "Numbers", "Free"), "")
    assert (record.money.text, record.money.extra) == (Decimal(5), {"#text": ""})
    assert (record.mixed.content, record.mixed.extra) == (["m"], {"#content": ""})
    assert record.to_json() == (
        b'{"Path":"","Number":"","Numbers":"","Free":"","Money":{"@currency":"EUR","#text":""},'
        b'"Mixed":{"#content":[]}}'
    )


def test_what_is_not_empty_is_written_out(client: Client) -> None:
    """An element that has the default as its text keeps it, and nothing is noted of it."""
    record = client.kept("<Path>../pom.xml</Path><Number>7</Number><Mixed>m</Mixed><Many>7</Many>")
    assert record.extra == record.mixed.extra == {}
    assert b"<Path>../pom.xml</Path><Number>7</Number>" in record.to_xml()
    assert record != client.root.from_xml(document("<Path/><Number/><Mixed/><Many/>"))


def test_another_value_is_written(client: Client) -> None:
    """Whoever changes a value gets it written, also in a record and in content; None removes the element."""
    record = client.kept("<Path/><Number/><Nil/><Free/><Money/><Mixed/>")
    record.path, record.number, record.nil, record.free = "a", 8, None, "g"
    record.money.text, record.mixed.content = 6, ["n"]
    assert record.to_xml().endswith(
        b"<Path>a</Path><Number>8</Number><Free>g</Free><Money>6</Money><Mixed>n</Mixed></Root>"
    )
    assert client.root.from_json(record.to_json()).number == 8
    record.path = record.number = record.money = record.mixed = None
    assert record.to_xml().endswith(b"><Free>g</Free></Root>")


@pytest.mark.parametrize(
    "inner",
    [
        '<Many/><Many>3</Many><Many/><Many xsi:nil="true"/><Many>7</Many>',
        "<Many/>",
        "<Frees/><Frees>x</Frees><Frees/>",
        '<Names/><Names xmlns:p="urn:b">p:x</Names>',
        '<Sums/><Sums currency="EUR"/><Sums>5</Sums>',
    ],
)
@pytest.mark.parametrize("form", ["fields", "content"])
def test_each_of_several_elements_stays_as_it_is(
    clients: dict[str, Client], form: str, inner: str
) -> None:
    """Of elements that repeat, those that are empty stay empty, and the others keep their texts."""
    clients[form].kept(inner)


def test_a_list_that_is_changed(client: Client) -> None:
    """Items can be added to a list and removed; what is said of the others stays with their places."""
    record = client.kept("<Many/><Many>3</Many><Many/>")
    assert record.extra == {"Many": ["", None, ""]}
    record.many.append(9)
    assert [each.text for each in etree.fromstring(record.to_xml())] == [None, "3", None, "9"]
    assert b'["","3","","9"]' in record.to_json()
    record.many[:] = [4]
    assert [each.text for each in etree.fromstring(record.to_xml())] == ["4"]


@pytest.mark.parametrize("form", CONTENT)
@pytest.mark.parametrize(
    "inner",
    [
        '<Number xsi:type="xs:short"/>',
        '<Number xsi:type="xs:short">7</Number>',
        '<Nil xsi:type="xs:short" xsi:nil="false"/>',
        '<Nil xsi:nil="false"/>',
        '<Nil xsi:nil="true"/>',
        '<NilMixed xsi:nil="true"/>',
        '<Money xsi:type="Money" currency="EUR"/>',
        '<Path xsi:type="xs:token"/>',
        '<Path xsi:schemaLocation="urn:a a.xsd"/>',
    ],
)
def test_what_else_is_said_of_an_empty_element(
    clients: dict[str, Client], form: str, inner: str
) -> None:
    """An empty element keeps the type that it names, too; one that is nil has no default."""
    clients[form].kept(inner)


def test_a_list_with_types_has_to_match(client: Client) -> None:
    """Where `extra` also names types of items, it still has to have an entry for each item."""
    record = client.kept('<Many xsi:type="xs:byte"/><Many/>')
    assert record.extra["Many"][0]["#text"] == ""
    record.many.append(1)
    with pytest.raises(Exception, match=r"Root\.Many: has 3 items, but extra describes 2"):
        record.to_xml()


@pytest.mark.parametrize(
    ("inner", "name", "value"),
    [
        ("<Path> </Path>", "path", " "),
        ("<Token> </Token>", "token", ""),
        ("<Numbers>\n</Numbers>", "numbers", []),
        ("<Bytes> </Bytes>", "bytes_", b""),
        ("<Any> </Any>", "any", ""),
    ],
)
def test_white_space_is_a_value(client: Client, inner: str, name: str, value: object) -> None:
    """White space alone is no default: an empty value that it stands for is written as a space."""
    record = client.kept(inner)
    assert getattr(record, name) == value
    assert etree.fromstring(record.to_xml())[0].text == " "
    assert getattr(client.root.from_xml(record.to_xml()), name) == value


def test_a_record_made_by_hand_can_say_that_it_is_empty(client: Client) -> None:
    """A new record writes its values; with `extra`, one that is the default is written as an empty element."""
    assert b"<Number>7</Number>" in client.root(number=7).to_xml()
    record = client.root(number=7, many=[7, 7], extra={"Number": "", "Many": [None, ""]})
    written = record.to_xml()
    assert [each.text for each in etree.fromstring(written)] == [None, "7", None]
    assert client.root.from_xml(written) == record
    with pytest.raises(Exception, match=r"Root\.extra\.Number: stands in a field of the record"):
        client.root(number=7, extra={"Number": "7"}).to_xml()


def test_a_value_of_another_type_than_the_default_is_written(client: Client) -> None:
    """In a value of several types, true is not the number 1."""
    record = client.kept("<Either/>")
    assert record.either == 1
    record.either = True
    assert etree.fromstring(record.to_xml())[0].text == "true"
    assert record.to_json() == b'{"Either":"true"}'


def test_dictionaries_have_the_values(client: Client) -> None:
    """`to_dict` has the default of an empty element, and nothing of its being empty."""
    record = client.kept("<Path/><Money/><Mixed/><Many/>")
    assert record.to_dict() == {
        "path": "../pom.xml",
        "many": [7],
        "money": {"text": Decimal(5)},
        "mixed": {"content": ["m"]},
    }
    assert record.to_dict("wire")["Path"] == "../pom.xml"


def test_a_copy_of_some_fields_says_nothing_of_the_others(client: Client) -> None:
    """A copy as another class keeps what is empty of the fields that are copied."""
    record = client.kept("<Path/><Number/><Many/>")
    assert record.copy_as(client.root, include={"path"}).extra == {"Path": ""}


def test_a_copy_as_a_class_without_defaults_has_the_values(client: Client, tmp_path: Path) -> None:
    """A class whose elements have no default, or another, gets the values, and writes them."""
    fields = '<xs:element name="Path" type="xs:string"/><xs:element name="Number" type="xs:int" default="8"/>'
    root = f'<xs:element name="Root"><xs:complexType><xs:sequence>{fields}</xs:sequence></xs:complexType></xs:element>'
    other = made(tmp_path, root)
    copied = client.kept("<Path/><Number/>").copy_as(other.root)
    assert b"<Path>../pom.xml</Path><Number>7</Number>" in copied.to_xml()


def test_json_in_other_shapes(client: Client) -> None:
    """An empty text says the same in an object, beside `xsi:nil`, and alone where a list is expected."""
    for number in ('""', '{"#text":""}', '[""]'):
        record = client.root.from_json(f'{{"Number":{number}}}')
        assert (record.number, record.extra) == (7, {"Number": ""})
    record = client.root.from_json('{"Many":"","Nil":{"@xsi:nil":"false","#text":""}}')
    assert (record.many, record.nil, record.extra) == ([7], 7, {"Many": [""], "Nil": ""})


def test_what_cannot_be_read_is_told_as_before(client: Client) -> None:
    """Beside a value that cannot be read, an empty element is still empty."""
    record = client.root.from_xml(document("<Path/><Number>x</Number><Many>y</Many><Many/>"))
    assert [problem.path for problem in record.problems] == ["Root.Number", "Root.Many[0]"]
    assert (record.path, record.many[-1]) == ("../pom.xml", 7)
    assert record.extra == {"Path": "", "Number": "x", "Many": ["y"]}
    with pytest.raises(Exception, match=r"Root\.Number: 'x' is not an integer"):
        client.root.from_xml(document("<Path/><Number>x</Number>"), unreadable="raise")


@pytest.mark.parametrize(
    ("root", "texts"),
    [
        ('<xs:element name="Root" type="xs:int" default="3" nillable="true"/>', ["", "3", " 3 "]),
        ('<xs:element name="Root" type="Money" default="3"/>', ["", "3"]),
        ('<xs:element name="Root" type="Numbers" fixed="1 2"/>', ["", "1 2"]),
        ('<xs:element name="Root" type="Mixed" default="m"/>', ["", "m", " ", "<b/>"]),
        ('<xs:element name="Root" default="m"/>', ["", "m", "<x/>"]),
    ],
)
def test_roots_stay_empty(tmp_path: Path, root: str, texts: list[str]) -> None:
    """The root of a document stays empty, too."""
    client = made(tmp_path, root)
    for text in texts:
        assert bool(client.kept(text).extra) is not bool(text)


def test_substitutes_have_their_own_defaults(tmp_path: Path) -> None:
    """An element in the place of another is empty with its own default, and has none of the other's."""
    declared = (
        '<xs:element name="head" type="xs:string" default="h"/>'
        '<xs:element name="other" type="xs:token" substitutionGroup="head" default="o"/>'
        '<xs:element name="plain" type="xs:string" substitutionGroup="head"/>'
        '<xs:element name="Root"><xs:complexType><xs:sequence><xs:element ref="head" maxOccurs="9"/>'
        "</xs:sequence></xs:complexType></xs:element>"
    )
    record = made(tmp_path, declared).kept("<head/><other/><plain/><head>h</head>")
    assert [each.text for each in record.content] == ["h", "o", "", "h"]


def test_an_element_without_a_default_is_empty(tmp_path: Path) -> None:
    """Where the schema has no default, an empty element is an empty text, and nothing is said of it."""
    fields = '<xs:element name="A" type="xs:string"/>'
    root = f'<xs:element name="Root"><xs:complexType><xs:sequence>{fields}</xs:sequence></xs:complexType></xs:element>'
    client = made(tmp_path, root)
    record = client.kept("<A/>")
    assert (record.a, record.extra, record.to_json()) == ("", {}, b'{"A":""}')
    with pytest.raises(Exception, match=r"Root\.extra\.A: stands in a field of the record"):
        client.root(a="", extra={"A": ""}).to_xml()
