"""Examples of requests and responses: which fields they have, and values that look like those of a shop.

Long, because fields and values of requests and of responses are chosen by the same rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from neto_gen.build.inputs import named_operations, open_schemas
from neto_gen.contract import read_contract
from neto_gen.contract.definitions import read_definitions
from neto_gen.contract.model import Element, Enumeration
from neto_gen.contract.resolve.values import is_valid_text
from neto_gen.contract.schema_text import SchemaText
from neto_gen.dialect import dialect_named
from neto_gen.diff.inclusion.samples import samples
from neto_gen.diff.rules.policy import policy_of
from neto_gen.diff.witness import tree as documents
from neto_gen.diff.witness.smallest import Documents
from neto_gen.planning import plan_contract
from neto_gen.python import types
from neto_gen.python.code import Code, literal
from neto_gen.python.package import enumerations_of, records_of, views_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from neto_gen.contract.definitions import Definitions
    from neto_gen.diff.witness.tree import Item
    from neto_gen.python.package import EnumerationView, FieldView, OperationView, RecordView
    from neto_gen.python.types import SimpleView
    from neto_gen.settings.config import Config

_SELECTOR = "OutputSelector"
_SCALARS = 3
_OUTPUTS = 2
_DEEPEST = 4
_ITEM = 2  # counted from the root: the items of a request's list
# Example values as in a shop, by the ending of an element's name.
_BY_NAME = {
    "AccountCode": "200",
    "Base64": "iVBORw0KGgo=",
    "CategoryName": "Shirts",
    "City": "Brisbane",
    "Company": "Acme",
    "CompanyName": "Acme",
    "ContactName": "Jane Smith",
    "ContentName": "About us",
    "CustomerName": "Jane Smith",
    "Country": "AU",
    "CurrencyCode": "AUD",
    "CurrentTime": "2026-12-01 09:30:00",
    "Description": "Blue, size M",
    "Email": "jane@example.com",
    "EmailAddress": "jane@example.com",
    "FirstName": "Jane",
    "ID": "1001",
    "ItemURL": "blue-shirt",
    "LastName": "Smith",
    "Name": "Blue shirt",
    "Notes": "Rang about order N1234",
    "OrderID": "N1234",
    "ParentSKU": "SHIRT",
    "PaymentMethodName": "Credit Card",
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
    "WarehouseName": "Brisbane",
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


class NotPlainError(Exception):
    """A request that takes more than values by their names."""


@dataclass(frozen=True, slots=True)
class ExampleValue:
    """One value: as Python, and as its text in a document."""

    python: Code
    text: str


@dataclass(frozen=True, slots=True)
class Made:
    """A record of the example."""

    class_name: Code
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A field of an example, with its value."""

    field: FieldView
    values: tuple[ExampleValue | Made, ...]


class Smallest(NamedTuple):
    """A request as a document, and as JSON has it."""

    item: Item
    json: object


class Examples:
    """Requests that show how operations are called, with the same values wherever they are shown.

    `views` are the operations as a client has them, notifications last, and `read` the same as their
    schemas have them, without any correction, both by name.
    """

    def __init__(self, config: Config, names: Sequence[str]) -> None:
        """Read and plan the operations of these names. Raises Failure."""
        self.dialect = dialect_named(config.dialect, config.corrections)
        self.folder = open_schemas(config)
        sources = named_operations(config, self.folder, names)
        self.contract = read_contract(self.folder, sources)
        package = plan_contract(self.contract, sources, self.dialect)
        self.views = {view.name.untrusted: view for view in views_of(package)}
        self.read = {o.name.untrusted: o for o in self.contract.operations}
        self.sources = {s.name: s.request for s in sources if s.request is not None}

    def json(self, name: str) -> object:
        """Return a request as JSON: a plain one, or else the smallest valid one."""
        plain = self.plain(name) if self.dialect.filters else None
        if plain is not None:
            return to_json(plain)
        smallest = self.smallest(name)
        return {} if smallest is None else smallest.json

    def plain(self, name: str) -> Made | None:
        """Return a request with values chosen by field names; None if it cannot be built from them."""
        view, read = self.views[name], self.read[name]
        if view.request is None or read.request is None:
            return None
        several = {
            item.name.untrusted
            for record in read.request.records
            for item in record.content
            if isinstance(item, Element) and item.min_occurs > 1
        }
        try:
            return _Maker(view, several).record(view.request, ())
        except NotPlainError:
            return None

    def answer(self, name: str) -> Made | None:
        """Return a response to the plain request; None if it cannot be built from field names."""
        view = self.views[name]
        request = self.plain(name)
        if request is None:
            return None
        try:
            entry = self.dialect.catalogue.entries.get(name)
            keys = entry.keys if entry is not None else ()
            return _AnswerMaker(view, [*_texts(request)], keys).record(view.response, ())
        except NotPlainError:
            return None

    def smallest(self, name: str) -> Smallest | None:
        """Return the smallest request that is valid for its schema."""
        source = self.sources.get(name)
        definitions = None if source is None else self._definitions.get(source.file)
        root = None if source is None or definitions is None else definitions.root(source.root)
        if root is None or definitions is None:
            return None
        item = Documents(definitions, definitions, {}).item(root, root)
        policy = policy_of(self.dialect)
        return Smallest(item, documents.to_json(definitions, root, item, policy))

    @cached_property
    def _definitions(self) -> dict[str, Definitions]:
        """The definitions of the requests' schemas, by file."""
        wanted: dict[str, list[str]] = {}
        for source in self.sources.values():
            wanted.setdefault(source.file, []).append(source.root)
        found, _ = read_definitions(self.folder, wanted)
        return found


class _Maker:
    """Chooses fields and values for the records of one request."""

    def __init__(self, view: OperationView, several: Container[str]) -> None:
        self.several = several
        self.records, self.enumerations = records_of(view), enumerations_of(view)
        root = view.request.root if view.request is not None else None
        query = root.query if root is not None else None
        self.settings = () if query is None else query.settings
        self.keys = _keys(view)

    def record(self, record: RecordView, above: tuple[Code, ...]) -> Made:
        """Return a record with what it must have, and some of what it may have."""
        if record.model is not None or record.parts or record.class_name in above:
            raise NotPlainError
        above = (*above, record.class_name)
        chosen: dict[Code, Member] = {}
        is_filter = record.is_filter
        scalars = [f for f in record.fields if f.simple is not None]
        nested = [f for f in record.fields if f.classes]
        for field in record.fields:
            if field.demanded and field.role != "any_attributes":
                chosen[field.name] = self.member(field, above)
        optional = [f for f in scalars if f.name not in chosen and _is_telling(f)]
        if is_filter:
            settings = [f for f in optional if literal(f.wire) in self.settings]
            wanted = [f for f in settings if f.wire.untrusted == _SELECTOR]
            wanted += [f for f in optional if f not in settings][:1]
        else:
            optional.sort(key=self.commonness)
            wanted = optional[: max(0, _SCALARS - len(chosen))]
        for field in wanted:
            chosen[field.name] = self.member(field, above)
        is_item = len(above) == _ITEM and not is_filter
        if len(above) <= _DEEPEST and (is_item or not scalars):
            for field in [f for f in nested if f.name not in chosen][:1]:
                try:
                    chosen[field.name] = self.member(field, above)
                except NotPlainError:
                    continue
        return Made(
            record.class_name, tuple(chosen[f.name] for f in record.fields if f.name in chosen)
        )

    def commonness(self, field: FieldView) -> int:
        """Return less for a field that tells which record is meant, or that everybody knows."""
        wire = field.wire.untrusted
        return 0 if wire in self.keys else 1 if any(map(wire.endswith, _BY_NAME)) else 2

    def member(self, field: FieldView, above: tuple[Code, ...]) -> Member:
        if field.default is not None or field.wire.untrusted in self.several:
            raise NotPlainError
        if field.simple is not None:
            count = _OUTPUTS if field.wire.untrusted == _SELECTOR else 1
            return Member(field, tuple(self.values(field.wire.untrusted, field.simple, count)))
        if len(field.choices) != 1 or field.choices[0].name is not None:
            raise NotPlainError
        return Member(field, (self.record(self.records[field.classes[0]], above),))

    def values(self, wire: str, simple: SimpleView, count: int) -> Iterator[ExampleValue]:
        of = simple.type
        if isinstance(of, Enumeration) and simple.kind is types.ENUMERATION:
            enumeration = self.enumerations[simple.annotation]
            values = sorted(of.values, key=_plainness) if wire == _SELECTOR else of.values
            for value in values[:count]:
                member = _member(enumeration, value)
                yield ExampleValue(Code(f"{enumeration.class_name}.{member}"), value.untrusted)
            return
        for text in (*_usual(wire, simple), *samples(of)):
            if is_valid_text(of, text):
                python = _MOMENTS.get(simple.kind) or simple.default(SchemaText(text), _no_member)
                if python is None:
                    continue
                yield ExampleValue(python, _spelled(simple, text))
                return
        raise NotPlainError


class _AnswerMaker(_Maker):
    """Chooses fields and values for the records of a response: what was asked for, and what identifies them."""

    def __init__(
        self, view: OperationView, sent: Sequence[tuple[str, str]], keys: Sequence[str]
    ) -> None:
        super().__init__(view, ())
        # Stores return what identifies a record, but the number in "ID" only if it is selected.
        self.asked = {key for key in keys if key != "ID"}
        self.asked |= {text for name, text in sent if name == _SELECTOR}
        self.known = {**dict(sent), "Ack": "Success"}
        root = view.response.root
        self.envelope = root.envelope if root is not None else None

    def record(self, record: RecordView, above: tuple[Code, ...]) -> Made:
        """Return a record with the fields that the response to the example has."""
        if record.model is not None or record.parts or record.class_name in above:
            raise NotPlainError
        nested = [field for field in record.fields if field.classes]
        if not above:
            fields = self.outer(record.fields)
        else:
            fields = self.inner([field for field in record.fields if field.simple is not None])
        above = (*above, record.class_name)
        members = tuple(
            self.member(field, above)
            for field in record.fields
            if field in fields or (not fields and field in nested[:1])
        )
        return Made(record.class_name, members)

    def outer(self, fields: Sequence[FieldView]) -> list[FieldView]:
        """Return the fields of a whole response: its records and its envelope, without messages."""
        envelope = self.envelope
        properties = () if envelope is None else envelope.properties
        messages = {of.messages for of in properties}
        found = [field for field in fields if field.name not in messages]
        nested = [field for field in found if field.classes]
        return [field for field in found if field not in nested[1:]]

    def inner(self, scalars: Sequence[FieldView]) -> list[FieldView]:
        """Return the fields of a record of the response."""
        found = [field for field in scalars if field.wire.untrusted in self.asked]
        if found:
            return found
        telling = [field for field in scalars if _is_telling(field)]
        return sorted(telling, key=self.commonness)[:_SCALARS]

    def values(self, wire: str, simple: SimpleView, count: int) -> Iterator[ExampleValue]:
        """Yield a value of a field: that of the request, if it has such a field."""
        text = self.known.get(wire)
        if text is not None:
            return iter([ExampleValue(literal(text), text)])
        return super().values(wire, simple, count)


def _texts(record: Made) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of all values of an example."""
    for member in record.members:
        for value in member.values:
            if isinstance(value, Made):
                yield from _texts(value)
            else:
                yield member.field.wire.untrusted, value.text


def _is_telling(field: FieldView) -> bool:
    """Tell whether a field is worth showing; identifiers, switches and lists rarely are."""
    kind = field.simple.kind if field.simple is not None else None
    silent = {types.BOOLEAN, types.LIST, types.UNION}
    return field.role == "element" and field.default is None and kind not in silent


def _plainness(selector: SchemaText) -> int:
    """Return less for an output selector of a field that everybody knows, and that is not an identifier."""
    text = selector.untrusted
    is_plain = "." not in text and not text.endswith("ID") and any(map(text.endswith, _BY_NAME))
    return 0 if is_plain else 1


def _keys(view: OperationView) -> set[str]:
    """Return the elements that tell which record is to be changed: an answer has them, too."""
    if view.name.untrusted.startswith(("Add", "Get")):
        return set()
    return {
        field.wire.untrusted
        for record in view.records
        if record.path.untrusted.startswith(f"{view.response.path.untrusted}.")
        for field in record.fields
        if field.simple is not None
    }


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
    raise NotPlainError


def to_json(value: ExampleValue | Made) -> object:
    """Return a value as JSON has it."""
    if isinstance(value, ExampleValue):
        return value.text
    found: dict[str, object] = {}
    for member in value.members:
        values: Sequence[object] = [to_json(one) for one in member.values]
        found[member.field.wire.untrusted] = [*values] if member.field.repeated else values[0]
    return found
