"""Every simple type, from a schema to the wire and back."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from neto_gen.contract.xsd import vocabulary
from tests.support import build_and_import, pair

if TYPE_CHECKING:
    from pathlib import Path

VALUES: dict[str, tuple[Any, str]] = {
    "string": ("a & b", "a & b"),
    "normalizedString": ("a b", "a b"),
    "token": ("a", "a"),
    "language": ("en-AU", "en-AU"),
    "Name": ("a:b", "a:b"),
    "NCName": ("a", "a"),
    "NMTOKEN": ("1", "1"),
    "ID": ("a", "a"),
    "IDREF": ("a", "a"),
    "ENTITY": ("a", "a"),
    "anyURI": ("https://example.org/?a=1&b=2", "https://example.org/?a=1&b=2"),
    "integer": (10**20, "1" + "0" * 20),
    "long": (-(2**63), str(-(2**63))),
    "int": (2**31 - 1, str(2**31 - 1)),
    "short": (-1, "-1"),
    "byte": (127, "127"),
    "nonNegativeInteger": (0, "0"),
    "positiveInteger": (1, "1"),
    "nonPositiveInteger": (0, "0"),
    "negativeInteger": (-1, "-1"),
    "unsignedLong": (2**64 - 1, str(2**64 - 1)),
    "unsignedInt": (5, "5"),
    "unsignedShort": (5, "5"),
    "unsignedByte": (255, "255"),
    "decimal": (Decimal("7.00"), "7.00"),
    "float": (1.5, "1.5"),
    "double": (0.1, "0.1"),
    "boolean": (False, "False"),
    "dateTime": (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02 03:04:05"),
    "date": (date(2026, 1, 2), "2026-01-02"),
    "dateTimeStamp": (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02 03:04:05"),
    "time": (time(3, 4, 5), "03:04:05"),
    "base64Binary": (b"ab", "YWI="),
    "hexBinary": (b"\xab", "AB"),
    "duration": ("P1DT2H", "P1DT2H"),
    "dayTimeDuration": ("P1D", "P1D"),
    "yearMonthDuration": ("P1Y", "P1Y"),
    "gYear": ("2026", "2026"),
    "gYearMonth": ("2026-01", "2026-01"),
    "gMonth": ("--01", "--01"),
    "gMonthDay": ("--01-02", "--01-02"),
    "gDay": ("---02", "---02"),
}
ELSEWHERE = {
    "anySimpleType": "in test_types_in_documents: what it holds may say its type",
    "anyAtomicType": "in test_documented_types",
    "NOTATION": "in test_qualified_names: it has a namespace",
    "QName": "in test_qualified_names, as that",
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a client whose one operation has a field and a list of every built-in type."""
    elements = "".join(
        f'<xs:element name="One_{name}" type="xs:{name}" minOccurs="0"/>'
        f'<xs:element name="Many_{name}" type="xs:{name}" minOccurs="0" maxOccurs="unbounded"/>'
        for name in VALUES
    )
    folder = tmp_path_factory.mktemp("types")
    return build_and_import(folder, pair("Save", request=elements, response=elements))


def save(package: Any, **values: object) -> Any:
    """Return a request with these values, by the names of their elements."""
    names = {field.metadata.get("name"): field.name for field in fields(package.save.Save)}
    return package.save.Save(**{names[name]: value for name, value in values.items()})


def test_every_type_has_a_value() -> None:
    """A built-in type that is added is tried here, or somewhere else for a reason."""
    assert {*VALUES} | {*ELSEWHERE} == vocabulary.SCALARS
    assert not VALUES.keys() & ELSEWHERE.keys()


@pytest.mark.parametrize("name", VALUES)
def test_a_value_travels(package: Any, name: str) -> None:
    """A value of each built-in type is sent in the API's spelling, and reads back the same."""
    value, text = VALUES[name]
    record = save(package, **{f"One_{name}": value, f"Many_{name}": [value, value]})

    escaped = text.replace("&", "&amp;")
    one, many = f"<One_{name}>{escaped}</One_{name}>", f"<Many_{name}>{escaped}</Many_{name}>"
    assert record.to_xml().decode() == f"<Save>{one}{many}{many}</Save>"
    assert json.loads(record.to_json()) == {f"One_{name}": text, f"Many_{name}": [text, text]}
    assert package.save.Save.from_xml(record.to_xml()) == record
    assert package.save.Save.from_json(record.to_json()) == record


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("byte", 128),
        ("byte", -129),
        ("unsignedInt", -1),
        ("unsignedLong", 2**64),
        ("positiveInteger", 0),
        ("negativeInteger", 0),
        ("long", 2**63),
    ],
)
def test_the_bounds_of_whole_numbers(package: Any, name: str, value: int) -> None:
    """A number outside its built-in type is refused before it is sent."""
    problem = f"Save.One_{name}: {value} is (less|more) than"
    with pytest.raises(package.RequestError, match=problem):
        save(package, **{f"One_{name}": value}).to_json()


def test_true_and_false_are_a_boolean(tmp_path: Path) -> None:
    """The vendor's enumeration of True and False is a bool."""
    field = """
      <xs:element name="Active"><xs:simpleType><xs:restriction base="xs:string">
        <xs:enumeration value="True"/><xs:enumeration value="False"/>
      </xs:restriction></xs:simpleType></xs:element>"""
    module = build_and_import(tmp_path, pair("Save", request=field)).save
    assert module.Save(active=True).to_json() == b'{"Active":"True"}'
    assert module.Save.from_json('{"Active": "n"}').active is False
