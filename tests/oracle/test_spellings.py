"""Values in every spelling that their type allows are read and written without loss, as others judge."""

from __future__ import annotations

import copy
import datetime as dt
import importlib
import pickle
import sys
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pytest
import xmlschema
from lxml import etree

from tests.support import build_and_import

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPES: Final = {
    "Hex": '<xs:union memberTypes="xs:hexBinary xs:string"/>',
    "Binary": '<xs:union memberTypes="TwoBytes xs:base64Binary"/>',
    "TwoBytes": '<xs:restriction base="xs:hexBinary"><xs:length value="2"/></xs:restriction>',
    "Digit": '<xs:restriction base="xs:boolean"><xs:pattern value="0|1"/></xs:restriction>',
    "DigitOrText": '<xs:union memberTypes="Digit xs:string"/>',
    "Cents": r'<xs:restriction base="xs:decimal"><xs:pattern value="\d+\.\d{2}"/></xs:restriction>',
    "Prices": '<xs:list itemType="Cents"/>',
    "Steps": '<xs:restriction base="xs:decimal"><xs:enumeration value="1.50"/>'
    '<xs:enumeration value="2"/></xs:restriction>',
    "Moments": '<xs:restriction base="xs:dateTime"><xs:enumeration value="2020-01-01T00:00:00Z"/>'
    '<xs:enumeration value="12021-01-01T00:00:00+02:00"/></xs:restriction>',
    "Days": '<xs:restriction base="xs:date"><xs:enumeration value="2020-01-01Z"/>'
    '<xs:enumeration value="12020-01-01"/></xs:restriction>',
    "NumberOrName": '<xs:union memberTypes="xs:int xs:NMTOKEN"/>',
    "Few": '<xs:restriction base="NumberOrName"><xs:enumeration value="1"/>'
    '<xs:enumeration value="a"/></xs:restriction>',
    "FewOrText": '<xs:union memberTypes="Few xs:date xs:string"/>',
    "Some": '<xs:restriction base="NumberOrName"><xs:pattern value="[0-9]+|b.*"/></xs:restriction>',
    "SomeOrText": '<xs:union memberTypes="Some xs:string"/>',
    "Codes": '<xs:list itemType="xs:hexBinary"/>',
    "Numbers": '<xs:list itemType="xs:int"/>',
    "NumberOrNumbers": '<xs:union memberTypes="xs:decimal Numbers xs:string"/>',
    "Pairs": '<xs:restriction base="Numbers"><xs:enumeration value="1\n 2"/>'
    '<xs:enumeration value="3"/></xs:restriction>',
    "Spaced": '<xs:restriction base="xs:normalizedString">'
    '<xs:enumeration value=" a b "/></xs:restriction>',
    "Collapsed": '<xs:restriction base="xs:string"><xs:whiteSpace value="collapse"/>'
    "</xs:restriction>",
    "Words": '<xs:restriction base="Collapsed"><xs:enumeration value="x\n  y"/></xs:restriction>',
    "Small": '<xs:restriction base="xs:hexBinary"><xs:pattern value="[0-9a-f]*"/></xs:restriction>',
    "InUtc": '<xs:restriction base="xs:time"><xs:pattern value="[0-9:]*Z"/></xs:restriction>',
    "Percent": r'<xs:restriction base="xs:float"><xs:pattern value="\d{1,3}\.\d"/></xs:restriction>',
    "Exponent": r'<xs:restriction base="xs:double"><xs:pattern value="\d(\.\d+)?e\d\d"/>'
    "</xs:restriction>",
    "Padded": '<xs:restriction base="xs:int"><xs:pattern value="[0-9]{3}"/></xs:restriction>',
    "Millis": r'<xs:restriction base="xs:dateTime"><xs:pattern value=".*\.\d{3}Z"/></xs:restriction>',
    "Era": '<xs:restriction base="xs:dateTime">'
    '<xs:minInclusive value="-0100-01-01T00:00:00Z"/>'
    '<xs:maxInclusive value="12000-01-01T00:00:00Z"/></xs:restriction>',
    "When": '<xs:union memberTypes="xs:date xs:gYear xs:gYearMonth xs:dateTime xs:duration"/>',
    "Whens": '<xs:list itemType="When"/>',
}
_BUILTIN: Final = (
    *("date", "dateTime", "time", "normalizedString", "token", "boolean", "double", "decimal"),
    *("base64Binary", "hexBinary", "integer", "gYear"),
)
_TEXTS: Final = (
    *("", "a", "ab", "AB", "aB cd", "abcd", "1", "0", "true", "false", "007", "+7", "7", "-0"),
    *("1.50", "1.5", "2.00", "12.34", "-3", "1 2", "\n 1\t2 ", "12.34 1.00", "5.", ".5", "99.9"),
    *("2020-01-01", "2020-01-01Z", "2020-01-01+00:00", "2020-01-01+14:00", "2020-01-01-05:00"),
    *("2020-01-01T00:00:00Z", "2020-01-01T02:00:00+02:00", "2020-01-01T00:00:00"),
    *("2020-01-01T24:00:00", "9999-12-31T24:00:00", "12020-01-01", "12020-12-31T22:00:00Z"),
    *("-0044-03-15", "-0044-03-15T12:00:00+01:00", "2020-01-01T00:00:00.1234567Z", "2020-02-30"),
    *("2020-01-01T00:00:00.000Z", "12:00:00", "12:00:00Z", "12:00:00+00:00", "24:00:00"),
    *("12:00:00.123456789", "12:00:00.100-05:00", "2020", "2020-01", "P1Y", "2020-01-01 P1D 1999"),
    *("1.5E3", "1e03", "INF", "-INF", "NaN", "AQID", "AQ ID", "0aff", " a b ", "a\tb", "x\n y"),
    *("x  y", "12\u00a0345", "a\u3000b c", "a\u2028b", "a\u0085b", "b1", "1" * 30, "0.00000001"),
)


@dataclass(frozen=True)
class Spellings:
    """The module of the client, and two judges."""

    module: Any
    root: Any
    libxml2: Any
    xmlschema: Any

    def is_valid(self, document: bytes) -> bool:
        """Tell whether both validators call a document valid."""
        element = etree.fromstring(document)
        return bool(self.libxml2.validate(element)) and bool(self.xmlschema.is_valid(element))

    def values(self, document: bytes) -> str:
        """Return the values that a validator reads in a document."""
        element = etree.fromstring(document)
        found = self.xmlschema.decode(element, datetime_types=True, keep_empty=True)
        return str({name: value for name, value in found.items() if not name.startswith("@xmlns")})

    def read(self, name: str, text: str) -> Any:
        """Return the value of an element that holds a text."""
        record = self.root.from_xml(f"<Spell><{name}>{text}</{name}></Spell>")
        return getattr(record, self.names[name])

    def write(self, name: str, value: object) -> str:
        """Return the text of an element with a value, as it is in a valid document."""
        written = self.root(**{self.names[name]: value}).to_xml()
        self.libxml2.assertValid(etree.fromstring(written))
        return str(etree.fromstring(written).findtext(name))

    @property
    def names(self) -> dict[str, str]:
        """The names of fields by those of elements."""
        return {field.name: name for name, field in self.root._declared.fields}


@pytest.fixture(scope="module")
def spellings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spellings]:
    """Yield a client with an element of every type here."""
    names = [*((name, name) for name in _TYPES), *((f"xs:{name}", name) for name in _BUILTIN)]
    fields = "".join(
        f'<xs:element name="{name}" type="{of}" minOccurs="0"/>\n' for of, name in names
    )
    text = (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">\n'
        + "".join(
            f'<xs:simpleType name="{name}">{of}</xs:simpleType>\n' for name, of in _TYPES.items()
        )
        + '<xs:element name="Spell"><xs:complexType><xs:sequence>\n'
        + fields
        + '<xs:element name="Sevens" type="xs:int" default="7" minOccurs="0" maxOccurs="9"/>'
        '<xs:element name="Fixed" type="NumberOrName" fixed="7" minOccurs="0" maxOccurs="9"/>'
        '<xs:element name="Day" type="xs:date" default="2020-01-01+02:00" minOccurs="0"/>'
        '<xs:element name="Bytes" type="xs:hexBinary" fixed="0aff" minOccurs="0" maxOccurs="9"/>'
        '<xs:element name="Nils" type="xs:string" default="zz" nillable="true" minOccurs="0"'
        ' maxOccurs="9"/></xs:sequence><xs:attribute name="sign" type="Digit" default="1"/>'
        '<xs:attribute name="word" type="Words"/></xs:complexType></xs:element></xs:schema>\n'
    )
    folder = tmp_path_factory.mktemp("spellings")
    files = {"Spell.xsd": text, "SpellResponse.xsd": text.replace('"Spell"', '"SpellResponse"')}
    package = build_and_import(folder, files, dialect="xsd")
    path = str(folder / "schemas" / "Spell.xsd")
    module = importlib.import_module(f"{package.__name__}.spell")
    yield Spellings(
        module, module.Spell, etree.XMLSchema(etree.parse(path)), xmlschema.XMLSchema(path)
    )
    sys.modules.pop(package.__name__)


@pytest.mark.parametrize("name", [*_TYPES, *_BUILTIN])
def test_what_is_valid_is_read_and_written_with_its_value(spellings: Spellings, name: str) -> None:
    """Each text that is valid for a type goes through the client, its copies and JSON as the same value."""
    tried = 0
    for text in _TEXTS:
        element = etree.Element("Spell")
        etree.SubElement(element, name).text = text or None
        document = etree.tostring(element, encoding="utf-8")
        if not spellings.is_valid(document):
            continue
        tried += 1
        record = spellings.root.from_xml(document)
        assert record.problems == [], text
        written = record.to_xml()
        assert spellings.is_valid(written), (text, written)
        assert spellings.values(written) == spellings.values(document)
        assert record.to_xml(checked=False) == written
        assert pickle.loads(pickle.dumps(copy.deepcopy(record))).to_xml() == written  # noqa: S301
        assert spellings.root.from_json(record.to_json()).to_xml() == written
        assert repr(spellings.root.from_xml(written)) == repr(record)
    assert tried


def _through(spellings: Spellings, name: str, text: str) -> str:
    """Return a text after it was read and written."""
    record = spellings.root.from_xml(f"<Spell><{name}>{text}</{name}></Spell>")
    return str(etree.fromstring(record.to_xml()).findtext(name))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Padded", "007"),
        ("Cents", "01.00"),
        ("Steps", "1.5000"),
        ("Exponent", "1.50e03"),
        ("Small", "0aff"),
        ("Millis", "2020-01-01T00:00:00.100Z"),
        ("Prices", "1.00 02.50"),
        ("date", "2020-01-01+02:00"),
        ("dateTime", "2020-01-01T00:00:00.1234567-03:30"),
        ("dateTime", "2020-01-01T24:00:00Z"),
        ("dateTime", "-0044-03-15T12:00:00"),
        ("time", "24:00:00"),
        ("Whens", "2020-01-01T00:00:00Z 2020 2020-01-01Z"),
        ("FewOrText", "2020-01-01"),
        ("NumberOrName", "+07"),
        ("Hex", "0aFf"),
    ],
)
def test_a_text_is_kept_where_it_says_more_than_the_value(
    spellings: Spellings, name: str, text: str
) -> None:
    """A value that was read is written as it was read, where its type can tell spellings apart."""
    assert _through(spellings, name, text) == text


def test_utc_is_written_as_z(spellings: Spellings) -> None:
    """The canonical form of the time zone of UTC is written, whatever it was read as."""
    for text in ("2020-01-01T00:00:00+00:00", "2020-01-01T00:00:00-00:00", "2020-01-01T00:00:00Z"):
        assert _through(spellings, "dateTime", text) == "2020-01-01T00:00:00Z"
    assert _through(spellings, "time", "12:00:00+00:00") == "12:00:00Z"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("When", "2007-12-31T12:30:40", dt.datetime(2007, 12, 31, 12, 30, 40)),  # noqa: DTZ001
        ("When", "2007-12-31", dt.date(2007, 12, 31)),
        ("When", "2007", "2007"),
        ("DigitOrText", "1", True),
        ("DigitOrText", "true", "true"),
        ("DigitOrText", " 1 ", True),
        ("Hex", "0aff", b"\x0a\xff"),
        ("Hex", "0af", "0af"),
        ("Binary", "0aff", b"\x0a\xff"),
        ("Binary", "AQID", b"\x01\x02\x03"),
        ("FewOrText", "1", 1),
        ("FewOrText", "2", "2"),
        ("SomeOrText", "12", 12),
        ("SomeOrText", "b", "b"),
        ("SomeOrText", " -12 ", " -12 "),
        ("NumberOrNumbers", "1 2", [1, 2]),
        ("NumberOrNumbers", "1.5", Decimal("1.5")),
        ("NumberOrNumbers", "1 x", "1 x"),
    ],
)
def test_a_union_is_of_the_first_type_that_takes_the_whole_text(
    spellings: Spellings, name: str, text: str, value: object
) -> None:
    """Form, bounds, patterns and listed values of each member decide, and so does its white space."""
    found = spellings.read(name, text)
    assert found == value
    assert isinstance(found, type(value))
    assert isinstance(found, dt.datetime) is isinstance(value, dt.datetime)
    assert spellings.read(name, spellings.write(name, found)) == value


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("Cents", Decimal(3), "3.00"),
        ("Prices", [Decimal(1), Decimal("2.5")], "1.00 2.50"),
        ("Padded", 7, "007"),
        ("Percent", 5.0, "5.0"),
        ("Exponent", 1500.0, "1.5e03"),
        ("Small", b"\xab", "ab"),
        ("InUtc", dt.time(12, tzinfo=dt.UTC), "12:00:00Z"),
        ("Millis", dt.datetime(2020, 1, 1, tzinfo=dt.UTC), "2020-01-01T00:00:00.000Z"),
        ("Digit", True, "1"),
        ("DigitOrText", False, "0"),
        ("Binary", b"\x01\x02", "0102"),
        ("Binary", b"abc", "YWJj"),
        ("Codes", [b"a", b"b"], "61 62"),
        ("Pairs", [1, 2], "1 2"),
        ("Moments", dt.datetime(2020, 1, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=2))), None),
    ],
)
def test_a_new_value_is_written_in_a_form_that_fits(
    spellings: Spellings, name: str, value: object, text: str | None
) -> None:
    """A value that was not read is spelled as the pattern of its type wants it."""
    assert spellings.write(name, value) == (text or "2020-01-01T02:00:00+02:00")


def test_a_value_that_was_changed_forgets_its_text(spellings: Spellings) -> None:
    """What is made of a value that was read is a plain value, in its usual spelling."""
    assert spellings.write("integer", spellings.read("Padded", "007") + 1) == "8"
    moment = spellings.read("dateTime", "2020-01-01T00:00:00.1234567Z")
    assert spellings.write("dateTime", moment.replace(microsecond=0)) == "2020-01-01T00:00:00Z"
    assert spellings.write("Codes", [spellings.read("Hex", "0aff")]) == "0AFF"


def test_dates_have_their_zone_and_their_order(spellings: Spellings) -> None:
    """A date has the time zone behind it, and what Python has no year for comes before or after all else."""
    day = spellings.read("date", "2013-04-05+02:00")
    assert (day, str(day)) == (dt.date(2013, 4, 5), "2013-04-05+02:00")
    assert day.tzinfo == dt.timezone(dt.timedelta(hours=2))
    assert repr(day) == "Date('2013-04-05+02:00')"
    made = type(day).of("2020-01-01Z")
    assert spellings.write("Days", made) == "2020-01-01Z"
    with pytest.raises(ValueError, match="not of the form of a date"):
        type(day).of("2020-01-01T00:00:00Z")
    late = spellings.read("dateTime", "12020-01-01T00:00:00Z")
    early = spellings.read("dateTime", "-0044-03-15T12:00:00Z")
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert early < now < late
    assert str(late) == "12020-01-01T00:00:00Z"
    assert spellings.read("dateTime", "2019-12-31T24:00:00Z") == dt.datetime(
        2020, 1, 1, tzinfo=dt.UTC
    )


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("Cents", Decimal("1.234"), r"'1.234' does not match \d+\.\d{2}"),
        ("Days", dt.date(2020, 1, 1), "'2020-01-01' is not one of '2020-01-01Z', '12020-01-01'"),
        ("NumberOrName", "a b", "'a b' does not match any of its types"),
        ("Some", "a", "'a' does not match [0-9]+|b.*"),
        (
            "dateTime",
            dt.datetime(2020, 1, 1, tzinfo=dt.timezone(dt.timedelta(seconds=61))),
            "its time zone is 0:01:01 from UTC: whole minutes are sent, 14 hours at most",
        ),
    ],
)
def test_what_no_spelling_makes_fit_is_refused(
    spellings: Spellings, name: str, value: object, problem: str
) -> None:
    """A value that cannot be written in a form that its type allows is a problem that names it."""
    with pytest.raises(Exception, match="Spell") as caught:
        spellings.write(name, value)
    assert [*caught.value.problems] == [f"Spell.{name}: {problem}"]  # type: ignore[attr-defined]


def test_bounds_hold_beyond_the_years_of_python(spellings: Spellings) -> None:
    """Bounds of dates are compared by their true years."""
    assert _through(spellings, "Era", "11999-12-31T24:00:00Z") == "11999-12-31T24:00:00Z"
    late = spellings.read("Era", "12001-01-01T00:00:00Z")
    with pytest.raises(Exception, match="12001-01-01T00:00:00Z is after 12000-01-01T00:00:00Z"):
        spellings.write("Era", late)


def test_an_empty_item_holds_the_default(spellings: Spellings) -> None:
    """An element that is there and empty holds the default or the fixed value, in a list, too."""
    text = (
        "<Spell><Sevens/><Sevens>3</Sevens><Fixed/><Nils/><Nils>x</Nils>"
        '<Nils xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></Spell>'
    )
    record = spellings.root.from_xml(text)
    assert (record.sevens, record.fixed, record.nils) == ([7, 3], [7], ["zz", "x", None])
    written = record.to_xml()
    assert spellings.is_valid(written)
    assert repr(spellings.root.from_xml(written)) == repr(record)
    assert spellings.root.from_json(record.to_json()).to_xml() == written
    broken = spellings.root.from_xml(text.replace("<Sevens>3", "<Sevens>three"))
    assert (broken.sevens, broken.fixed, broken.nils) == ([7], [7], ["zz", "x", None])
    assert [problem.path for problem in broken.problems] == ["Spell.Sevens[1]"]


def test_dates_and_bytes_have_defaults_and_fixed_values(spellings: Spellings) -> None:
    """A value of the schema that Python has no literal for is a default, too, or the only one allowed."""
    assert str(spellings.read("Day", "")) == "2020-01-01+02:00"
    assert spellings.read("Bytes", "") == [b"\x0a\xff"]
    assert spellings.write("Bytes", spellings.read("Bytes", "0aff")) == "0aff"
    with pytest.raises(
        Exception, match=r"Spell.Bytes\[0\]: b'a' is not b'\\n\\xff', the only value"
    ):
        spellings.write("Bytes", [b"a"])


def test_white_space_is_that_of_xml(spellings: Spellings) -> None:
    """Four characters are white space; others that Python knows are part of a text."""
    for character in "\u00a0\u3000\u2028\u0085\u2003":
        text = f"12{character}345"
        assert spellings.read("token", f" {text}\n ") == text
        assert spellings.read("Whens", "2020 1999") == ["2020", "1999"]
        assert spellings.read("NumberOrNumbers", f"1{character}2") == f"1{character}2"
        assert spellings.root.from_xml(f'<Spell word="x{character}y"/>').word.is_known is False
    assert spellings.read("normalizedString", "a\tb\nc") == "a b c"
    assert spellings.read("Words", "\n x\t y ").is_known
    assert spellings.root.from_xml('<Spell word=" x  y "/>').word.text == "x y"
    assert spellings.read("Spaced", " a\tb ").is_known
    assert not spellings.read("Spaced", "a b").is_known
