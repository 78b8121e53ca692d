"""The two operations that are measured: their schemas, and records of any number."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from types import ModuleType

_XSD: Final = {
    "text": 'type="xs:string"',
    "integer": 'type="xs:integer"',
    "decimal": 'type="xs:decimal"',
    "boolean": 'type="xs:boolean"',
    "moment": 'type="xs:dateTime"',
}
_STATUS: Final = ("New", "Pick", "Pack", "Pending Dispatch", "Dispatched", "On Hold")

Fields = tuple[tuple[str, str], ...]
"""Names of elements, and the kinds of their values: a key of _XSD, or `status`."""


def _fields(*kinds: tuple[str, str, int]) -> Fields:
    """Return this many fields of each kind, mixed evenly, as in real records."""
    found = [
        ((number + 0.5) / count, f"{stem}{number + 1}", kind)
        for kind, stem, count in kinds
        for number in range(count)
    ]
    return tuple((name, kind) for _, name, kind in sorted(found))


@dataclass(frozen=True, slots=True)
class Shape:
    """A message that is a list of records, each with these fields, and lines below it if any.

    `wrapper` is an element around the list, if there is one; `lines` how many each record has.
    """

    operation: str
    root: str
    wrapper: str
    record: str
    fields: Fields
    line: str = ""
    line_fields: Fields = ()
    lines: int = 0

    @property
    def title(self) -> str:
        """The name of the shape in the report."""
        if not self.lines:
            return f"{self.root}: records of {len(self.fields)} fields"
        return (
            f"{self.root}: records of {len(self.fields)} fields, "
            f"each with {self.lines} lines of {len(self.line_fields)}"
        )

    def schemas(self) -> dict[str, str]:
        """Return the schema files of the operation, by name."""
        record = _element(self.record, self._columns(), repeated=True)
        body = _element(self.wrapper, record) if self.wrapper else record
        other = f"{self.operation}Response" if self.root == self.operation else self.operation
        return {
            f"{self.root}.xsd": _schema(self.root, body),
            f"{other}.xsd": _schema(other, '<xs:element name="X" type="xs:string" minOccurs="0"/>'),
        }

    def _columns(self) -> str:
        own = "".join(_leaf(*field) for field in self.fields)
        if not self.lines:
            return own
        return own + _element(
            self.line, "".join(_leaf(*f) for f in self.line_fields), repeated=True
        )

    def message(self, module: ModuleType, count: int) -> Any:
        """Return a message with this many records, of a generated module's classes."""
        records = [self._record(module, number) for number in range(count)]
        listed = {self.record: records}
        if self.wrapper:
            listed = {self.wrapper: _make(getattr(module, self.wrapper), listed)}
        return _make(getattr(module, self.root), listed)

    def _record(self, module: ModuleType, number: int) -> object:
        values = {name: _value(module, name, kind, number) for name, kind in self.fields}
        if self.lines:
            values[self.line] = [
                _make(
                    getattr(module, self.line),
                    {n: _value(module, n, k, number + line) for n, k in self.line_fields},
                )
                for line in range(self.lines)
            ]
        return _make(getattr(module, self.record), values)


SMALL: Final = Shape(
    operation="AddCustomerLog",
    root="AddCustomerLog",
    wrapper="CustomerLogs",
    record="CustomerLog",
    fields=(
        ("AllocatedTo", "text"),
        ("FollowUpType", "text"),
        ("Username", "text"),
        ("CustomerName", "text"),
        ("LastContacted", "moment"),
        ("DateRequiredFollowUp", "moment"),
        ("Status", "status"),
        ("Notes", "text"),
    ),
)
LARGE: Final = Shape(
    operation="GetOrder",
    root="GetOrderResponse",
    wrapper="",
    record="Order",
    fields=_fields(
        ("text", "Text", 38),
        ("decimal", "Amount", 10),
        ("integer", "Count", 4),
        ("moment", "Date", 4),
        ("boolean", "Flag", 3),
        ("status", "Status", 1),
    ),
    line="OrderLine",
    line_fields=_fields(
        ("text", "LineText", 13),
        ("decimal", "LineAmount", 7),
        ("integer", "LineCount", 4),
        ("boolean", "LineFlag", 1),
    ),
    lines=2,
)
SHAPES: Final = (SMALL, LARGE)


def field_names(record: type) -> dict[str, str]:
    """Return the names of a generated record's fields, by those of their elements."""
    return {f.metadata["name"]: f.name for f in fields(record) if "name" in f.metadata}


def _make(record: Any, values: dict[str, Any]) -> Any:
    names = field_names(record)
    return record(**{names[name]: value for name, value in values.items()})


def _value(module: ModuleType, name: str, kind: str, number: int) -> Any:
    match kind:
        case "text":
            return f"{name} of record {number}"
        case "integer":
            return number % 100
        case "decimal":
            return Decimal(f"{number % 1000}.50")
        case "boolean":
            return number % 2 == 0
        case "moment":
            start = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - xsdata reads them without a zone
            return start + dt.timedelta(minutes=number)
        case _:
            status = next(c for n, c in vars(module).items() if n.startswith("Status"))
            return status(_STATUS[number % len(_STATUS)])


def _leaf(name: str, kind: str) -> str:
    if kind != "status":
        return f'<xs:element name="{name}" {_XSD[kind]} minOccurs="0"/>'
    values = "".join(f'<xs:enumeration value="{value}"/>' for value in _STATUS)
    restriction = f'<xs:restriction base="xs:string">{values}</xs:restriction>'
    return (
        f'<xs:element name="{name}" minOccurs="0">'
        f"<xs:simpleType>{restriction}</xs:simpleType></xs:element>"
    )


def _element(name: str, inner: str, *, repeated: bool = False) -> str:
    most = ' maxOccurs="unbounded"' if repeated else ""
    return (
        f'<xs:element name="{name}" minOccurs="0"{most}>'
        f"<xs:complexType><xs:sequence>{inner}</xs:sequence></xs:complexType></xs:element>"
    )


def _schema(root: str, inner: str) -> str:
    return (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="NetoAPI">'
        f'<xs:element name="{root}"><xs:complexType><xs:sequence>{inner}</xs:sequence>'
        "</xs:complexType></xs:element></xs:schema>\n"
    )
