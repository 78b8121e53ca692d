"""An example of a request: the same values as Python, XML, JSON and curl.

Long, because an example is written in four forms side by side.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from neto_gen.catalogue import ACTION, ENDPOINT, STORE
from neto_gen.contract.model import Element, Enumeration
from neto_gen.contract.resolve.values import is_valid_text
from neto_gen.contract.schema_text import SchemaText
from neto_gen.diff.inclusion.samples import samples
from neto_gen.diff.rules.policy import policy_of
from neto_gen.diff.witness import tree as documents
from neto_gen.diff.witness.smallest import Documents
from neto_gen.problems import printable_lines
from neto_gen.python import types
from neto_gen.python.code import Code, literal

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from neto_gen.contract.definitions import Definitions
    from neto_gen.contract.model import Operation
    from neto_gen.dialect import Dialect
    from neto_gen.python.package import EnumerationView, FieldView, OperationView, RecordView
    from neto_gen.python.types import SimpleView

_LARGEST = 200
"""How many elements an example may have."""
_SCALARS = 3
_OUTPUTS = 2
_DEEPEST = 4
_ITEM = 2  # below the root: what a request is a list of
# Values that look like those of a shop, by how the name of an element ends.
_BY_NAME = {
    "AccountCode": "200",
    "City": "Brisbane",
    "Company": "Acme",
    "CompanyName": "Acme",
    "ContactName": "Jane Smith",
    "CustomerName": "Jane Smith",
    "Country": "AU",
    "CurrencyCode": "AUD",
    "Description": "Blue, size M",
    "Email": "jane@example.com",
    "EmailAddress": "jane@example.com",
    "FirstName": "Jane",
    "ItemURL": "blue-shirt",
    "Name": "Blue shirt",
    "Notes": "Rang about order N1234",
    "OrderID": "N1234",
    "Phone": "07 3000 0000",
    "PostCode": "4000",
    "RmaID": "R1001",
    "SKU": "SHIRT-BLUE",
    "State": "QLD",
    "StreetLine1": "1 Queen Street",
    "Surname": "Smith",
    "Title": "Blue shirt",
    "URL": "https://www.example.com/blue-shirt",
    "Username": "jsmith",
}
_BY_KIND = {
    types.BOOLEAN: ("True", "true", "False", "false"),
    types.INTEGER: ("1",),
    types.DECIMAL: ("19.95", "1"),
    types.DATE_TIME: ("2026-12-01T09:30:00Z", "2026-12-01T09:30:00"),
    types.DATE: ("2026-12-01",),
    types.TIME: ("09:30:00",),
}
_MOMENTS = {
    types.DATE_TIME: Code("datetime(2026, 12, 1, 9, 30, tzinfo=UTC)"),
    types.DATE: Code("date(2026, 12, 1)"),
    types.TIME: Code("time(9, 30)"),
}
_IMPORTS = {
    "Decimal": "from decimal import Decimal",
    "UTC": "from datetime import UTC, datetime",
    "date(": "from datetime import date",
    "time(": "from datetime import time",
}


class Example(NamedTuple):
    """A request in the forms that people copy."""

    python: str
    xml: str
    json: str
    curl: str


class _NotPlainError(Exception):
    """A request that takes more than values by their names."""


@dataclass(frozen=True, slots=True)
class _Value:
    """One value: as Python, and as its text in a document."""

    python: Code
    text: str


@dataclass(frozen=True, slots=True)
class _Made:
    """A record of the example."""

    class_name: Code
    members: tuple[_Member, ...]


@dataclass(frozen=True, slots=True)
class _Member:
    """What a field of the example holds."""

    field: FieldView
    values: tuple[_Value | _Made, ...]


def plain_example(view: OperationView, read: Operation, package: str) -> Example | None:
    """Return an example of a request; None where values by their names do not make one.

    `read` is the operation as its schemas have it.
    """
    if view.request is None or read.request is None:
        return None
    several = {
        item.name.untrusted
        for record in read.request.records
        for item in record.content
        if isinstance(item, Element) and item.min_occurs > 1
    }
    try:
        made = _Maker(view, several).record(view.request, ())
        python = _python(view, made, package)
        xml = "\n".join(_xml_lines(view.request.path.untrusted, made, ""))
    except _NotPlainError:
        return None
    return _example(view, python, xml, to_json(made))


def smallest_example(
    view: OperationView, definitions: Definitions, dialect: Dialect, package: str
) -> Example | None:
    """Return the smallest request that a schema accepts, for an API that is not ours."""
    if view.request is None or view.method is None:
        return None
    root = definitions.root(view.request.path.untrusted)
    if root is None:
        return None
    item = Documents(definitions, definitions, {}).item(root, root)
    if item.size > _LARGEST:
        return None
    xml = printable_lines(documents.to_xml(item))
    name, request = view.method.name, view.request.class_name
    text = (
        f"from {package} import NetoClient\nfrom {package}.{view.module} import {request}\n\n"
        f'request = {request}.from_xml(open("request.xml", "rb").read())\n'
        f'with NetoClient("{STORE}", key="…") as neto:\n'
        f"    response = neto.{name}(request)\n    print(response)"
    )
    document = documents.to_json(definitions, root, item, policy_of(dialect))
    return _example(view, text, xml, document)


def _example(view: OperationView, python: str, xml: str, document: object) -> Example:
    return Example(
        python=python,
        xml=xml,
        json=json.dumps(document, indent=2, ensure_ascii=False),
        curl=_curl(view.name.untrusted, json.dumps(document, ensure_ascii=False)),
    )


class _Maker:
    """Chooses fields and values for the records of one request."""

    def __init__(self, view: OperationView, several: Container[str]) -> None:
        self.several = several
        shared = view.shared
        records = (*view.records, *(shared.records if shared else ()))
        self.records = {record.class_name: record for record in records}
        enumerations = (*view.enumerations, *(shared.enumerations if shared else ()))
        self.enumerations = {found.class_name: found for found in enumerations}
        root = view.request.root if view.request is not None else None
        query = root.query if root is not None else None
        self.settings = () if query is None else query.settings

    def record(self, record: RecordView, above: tuple[Code, ...]) -> _Made:
        """Return a record with what it must have, and some of what it may have."""
        if record.model is not None or record.parts or record.class_name in above:
            raise _NotPlainError
        above = (*above, record.class_name)
        chosen: dict[Code, _Member] = {}
        is_filter = record.is_filter
        scalars = [f for f in record.fields if f.simple is not None]
        nested = [f for f in record.fields if f.classes]
        for field in record.fields:
            if field.demanded and field.role != "any_attributes":
                chosen[field.name] = self.member(field, above)
        optional = [f for f in scalars if f.name not in chosen and _is_telling(f)]
        if is_filter:
            settings = [f for f in optional if literal(f.wire) in self.settings]
            wanted = [f for f in settings if f.wire.untrusted == "OutputSelector"]
            wanted += [f for f in optional if f not in settings][:1]
        else:
            optional.sort(key=_commonness)
            wanted = optional[: max(0, _SCALARS - len(chosen))]
        for field in wanted:
            chosen[field.name] = self.member(field, above)
        is_item = len(above) == _ITEM and not is_filter
        if len(above) <= _DEEPEST and (is_item or not scalars):
            for field in [f for f in nested if f.name not in chosen][:1]:
                try:
                    chosen[field.name] = self.member(field, above)
                except _NotPlainError:
                    continue
        return _Made(
            record.class_name, tuple(chosen[f.name] for f in record.fields if f.name in chosen)
        )

    def member(self, field: FieldView, above: tuple[Code, ...]) -> _Member:
        if field.default is not None or field.wire.untrusted in self.several:
            raise _NotPlainError
        if field.simple is not None:
            count = _OUTPUTS if field.wire.untrusted == "OutputSelector" else 1
            return _Member(field, tuple(self.values(field.wire.untrusted, field.simple, count)))
        if len(field.choices) != 1 or field.choices[0].name is not None:
            raise _NotPlainError
        return _Member(field, (self.record(self.records[field.classes[0]], above),))

    def values(self, wire: str, simple: SimpleView, count: int) -> Iterator[_Value]:
        of = simple.type
        if isinstance(of, Enumeration) and simple.kind is types.ENUMERATION:
            enumeration = self.enumerations[simple.annotation]
            for value in of.values[:count]:
                member = _member(enumeration, value)
                yield _Value(Code(f"{enumeration.class_name}.{member}"), value.untrusted)
            return
        for text in (*_usual(wire, simple), *samples(of)):
            if is_valid_text(of, text):
                python = _MOMENTS.get(simple.kind) or simple.default(SchemaText(text), _no_member)
                if python is None:
                    continue
                yield _Value(python, _spelled(simple, text))
                return
        raise _NotPlainError


def _is_telling(field: FieldView) -> bool:
    """Whether a value of a field shows anything: a number of a record or a switch seldom does."""
    kind = field.simple.kind if field.simple is not None else None
    silent = {types.BOOLEAN, types.LIST, types.UNION}
    return field.role == "element" and field.default is None and kind not in silent


def _commonness(field: FieldView) -> int:
    """Return 0 for a field of which everybody knows what it is, and more for others."""
    return 0 if any(map(field.wire.untrusted.endswith, _BY_NAME)) else 1


def _usual(wire: str, simple: SimpleView) -> Iterator[str]:
    """Return texts that such an element usually has, the most telling first."""
    if simple.kind in {types.STRING, types.TOKEN}:
        ends = sorted((end for end in _BY_NAME if wire.endswith(end)), key=len, reverse=True)
        yield from (_BY_NAME[end] for end in ends)
        words = " ".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", wire)).capitalize()
        yield words
        yield words[:10].strip()
    yield from _BY_KIND.get(simple.kind, ())


def _spelled(simple: SimpleView, text: str) -> str:
    """Return a value as the API writes it."""
    if simple.kind is types.DATE_TIME:
        return "2026-12-01 09:30:00"
    if simple.kind is types.BOOLEAN:
        return text.capitalize()
    return text


def _member(enumeration: EnumerationView, text: SchemaText) -> Code:
    return next(name for name, value in enumeration.members if value == literal(text))


def _no_member(_text: SchemaText) -> Code:
    raise _NotPlainError


# As Python


def _python(view: OperationView, made: _Made, package: str) -> str:
    from black import Mode, format_str  # noqa: PLC0415 - takes time to import

    given, used = _arguments(view, made)
    names = [*dict.fromkeys(used)]
    call = f"neto.{view.module}({given})"
    qualified = {"NetoClient", "UTC", "Decimal", "datetime", "date", "time"} & {*names}
    module = f"from {package}.{view.module} import {', '.join(sorted(names))}\n" if names else ""
    if qualified:  # a class of the schema is called as what the example needs from elsewhere
        raise _NotPlainError
    plain = [
        line for word, line in _IMPORTS.items() if re.search(rf"(?<!\w){re.escape(word)}", call)
    ]
    imports = "".join(f"{line}\n" for line in plain) + ("\n" if plain else "")
    text = (
        f"{imports}from {package} import NetoClient\n{module}\n"
        f'with NetoClient("{STORE}", key="…") as neto:\n    response = {call}\n    print(response)\n'
    )
    return format_str(text, mode=Mode(line_length=88)).rstrip()


def _arguments(view: OperationView, made: _Made) -> tuple[str, list[Code]]:
    """Return what a method is given, and the classes that it takes."""
    used: list[Code] = []
    root = view.request.root if view.request is not None else None
    if root is None or not made.members:
        return "", used
    inner = made
    if root.query is not None or root.batch is not None or root.wrapped is not None:
        wanted = root.batch or root.wrapped
        target = root.query.filter_class if root.query is not None else wanted and wanted.item_class
        while inner.class_name != target:
            (below,) = inner.members[0].values
            if not isinstance(below, _Made):
                raise _NotPlainError
            inner = below
    if root.query is not None:
        return ", ".join(_keyword(member, used) for member in inner.members), used
    shown = _expression(inner, used)
    return (f"[{shown}]" if root.batch is not None else shown), used


def _keyword(member: _Member, used: list[Code]) -> str:
    values = [_expression(value, used) for value in member.values]
    shown = f"[{', '.join(values)}]" if member.field.repeated else values[0]
    return f"{member.field.name}={shown}"


def _expression(value: _Value | _Made, used: list[Code]) -> str:
    if isinstance(value, _Value):
        if re.fullmatch(r"[^\W\d]\w*\.[^\W\d]\w*", value.python):
            used.append(Code(value.python.partition(".")[0]))
        return value.python
    used.append(value.class_name)
    return f"{value.class_name}({', '.join(_keyword(m, used) for m in value.members)})"


# As documents


def _xml_lines(name: str, value: _Value | _Made, indent: str) -> Iterator[str]:
    if isinstance(value, _Value):
        yield f"{indent}<{name}>{escape(value.text)}</{name}>"
        return
    if not value.members:
        yield f"{indent}<{name}/>"
        return
    attributes = [m for m in value.members if m.field.role != "element"]
    if attributes:
        raise _NotPlainError
    yield f"{indent}<{name}>"
    for member in value.members:
        for one in member.values:
            yield from _xml_lines(member.field.wire.untrusted, one, f"{indent}  ")
    yield f"{indent}</{name}>"


def to_json(value: _Value | _Made) -> object:
    """Return a value as JSON has it."""
    if isinstance(value, _Value):
        return value.text
    found: dict[str, object] = {}
    for member in value.members:
        values: Sequence[object] = [to_json(one) for one in member.values]
        found[member.field.wire.untrusted] = [*values] if member.field.repeated else values[0]
    return found


def _curl(action: str, document: str) -> str:
    headers = {
        ACTION: action,
        "NETOAPI_KEY": "$NETO_KEY",
        "Content-Type": "application/json",
        "Accept": "application/json",
    }
    lines = [f"curl {STORE}{ENDPOINT}"]
    for name, value in headers.items():
        header = f"{name}: {value}"
        shown = f'"{header}"' if value.startswith("$") else shlex.quote(header)
        lines.append(f"  --header {shown}")
    lines.append(f"  --data {shlex.quote(document)}")
    return " \\\n".join(lines)
