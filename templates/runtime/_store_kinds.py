"""The kinds of records that a store has: what adds, finds, updates and deletes those of each.

Nearly all of it is told by the declarations. Tables say what they do not tell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._fields import Once
from ._shapes import key_of_wrapper
from ._store_state import as_list, as_record, is_list, is_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ._fields import Declaration, Field, Operation

VERBS = ("Add", "Update", "Get", "Delete", "Redeem")
_ACTION = re.compile(f"({'|'.join(VERBS)})(.+)")
ENVELOPE = frozenset({"CurrentTime", "Ack", "Messages"})
# How the keys of a kind of records are made from numbers.
_KEY_FORMS = {"Order": "N{}"}
# Elements with different names for writing and for reading.
ALIASES: Mapping[str, Mapping[str, str]] = {
    "Order": {
        **{f"{who}Street{n}": f"{who}StreetLine{n}" for who in ("Bill", "Ship") for n in (1, 2)},
        **{f"{who}ContactPhone": f"{who}Phone" for who in ("Bill", "Ship")},
        "ShippingCost": "ShippingTotal",
        "ShippingMethod": "ShippingOption",
        "ShipInstructions": "DeliveryInstruction",
        "SignatureRequired": "ShippingSignature",
        "PaymentMethod": "DefaultPaymentType",
        **{f"{date}UTC": date for date in ("DatePlaced", "DateRequired", "DateInvoiced")},
        **dict.fromkeys(("DateDue", "DateDueUTC"), "DatePaymentDue"),
    },
    "OrderLine": {
        "ItemSerialNumber": "SerialNumber",
        "ItemDescription": "ProductName",
        "DiscountPercent": "PercentDiscount",
        "DiscountAmount": "ProductDiscount",
        "UnitCost": "CostPrice",
        "ShippingWeight": "Weight",
    },
    "TrackingDetails": {"TrackingNumber": "ShippingTracking"},
    "Item": {"Subtype": "SubType", "Active": "IsActive"},
    "Payment": {"PaymentMethodName": "PaymentMethod"},
}
# Filters whose names differ from the elements that they look at.
FILTERS: Mapping[str, Mapping[str, str]] = {
    "Customer": {"Email": "EmailAddress", "Company": "BillCompany"},
    "Order": {"ShippingMethod": "ShippingOption"},
    "Rma": {"Username": "CustomerUsername"},
}
# Outputs whose names differ from the elements that they select.
OUTPUTS: Mapping[str, Mapping[str, str]] = {
    "Customer": {"DefaultShippingAddress": "ShippingAddress", "CustomerLog": "CustomerLogs"},
    "Order": {"ShipAddress": "Ship*", "BillAddress": "Bill*"},
    "Rma": {"RmaLine": "RmaLines", "Refund": "Refunds"},
    "Voucher": {
        "VoucherUsage": "ListOfUsageHistory",
        "UsageHistory": "ListOfUsageHistory",
        "CreditHistory": "ListOfCreditHistory",
    },
}
# Records inside records that show only these elements, unless others are selected by name.
SPARSE: Mapping[str, frozenset[str]] = {"OrderLine": frozenset({"SKU", "Quantity", "OrderLineID"})}


class Operations(Mapping[str, "Operation[Any]"]):
    """The operations of a client by their actions; the module of each is imported when it is asked for."""

    def __init__(self, package: str) -> None:
        self._package = package
        self._known: dict[str, Operation[Any]] = {}
        self._modules: dict[str, tuple[str, str, str]]
        self._modules = import_module(f"{package}._catalogue").OPERATIONS

    def __getitem__(self, action: str) -> Operation[Any]:
        if action not in self._known:
            module = import_module(f"{self._package}.{self._modules[action][0]}")
            self._known[action] = module.OPERATION
        return self._known[action]

    def __contains__(self, action: object) -> bool:
        return action in self._modules

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


class RecordKind:
    """A kind of records: its name, and what can be done with them, by verbs."""

    def __init__(self, name: str, operations: Mapping[str, Operation[Any]]) -> None:
        self.name = name
        self.actions: dict[str, str] = {}
        self._operations = operations
        self._fields: dict[type[Any], dict[str, Field]] = {}

    def operation(self, verb: str) -> Operation[Any] | None:
        """Return the operation that does this with the records."""
        action = self.actions.get(verb)
        return None if action is None else self._operations[action]

    def item(self, verb: str, *, sent: bool) -> Declaration | None:
        """Return the declaration of a sent or of a received record."""
        operation = self.operation(verb)
        if operation is None:
            return None
        return item_of(operation.request if sent else operation.response)

    @property
    def found(self) -> Declaration | None:
        """The declaration of a record in a response to Get."""
        return self.item("Get", sent=False)

    @Once
    def keys(self) -> tuple[str, ...]:
        """Return the elements that tell a record from others, and that the store gives it; the key first."""
        return _keys_of(self)

    @property
    def key(self) -> str:
        """The element that records are kept by; empty where there is but one record."""
        return next(iter(self.keys), "")

    def misfits(self, content: Mapping[str, Any]) -> Iterator[str]:
        """Return a line for each part of a record that is in no schema of this kind."""
        given = {name: content[name] for name in content if name not in self._sought}
        return self._misfits(given, self._declared, self.name)

    def wrapped(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return a record in which lists that came without their wrapper have it, as stores send `Images`."""
        return self._wrapped(content, self._declared)

    def in_lists(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return a record in which everything that may repeat is a list, even a single value."""
        return self._in_lists(content, self._declared)

    @Once
    def _declared(self) -> list[Declaration]:
        """Return the declarations of a record, wherever one is sent or found."""
        verbs = (("Get", False), ("Add", True), ("Update", True))
        found = (self.item(verb, sent=sent) for verb, sent in verbs)
        return [declared for declared in found if declared is not None]

    @Once
    def _sought(self) -> set[str]:
        """Return the elements that records are found by, though none has these when it is sent or found."""
        get = self.operation("Get")
        own = {} if get is None else dict(get.request._declared.fields)  # noqa: SLF001
        if get is None or "filter" not in own:
            return set()
        of_filter = get.request._declared.declared_by(own["filter"])  # noqa: SLF001
        known = {name for declared in self._declared for name in self._fields_of(declared)}
        return fields_of(of_filter).keys() - known

    def _misfits(
        self, content: Mapping[str, Any], declared: Sequence[Declaration], path: str
    ) -> Iterator[str]:
        if not all(map(is_plain, declared)):
            return
        for name, value in content.items():
            fields, inner = self._of_name(name, declared)
            place = f"{path}.{name}"
            if not fields:
                yield f"{place}: is not in the schema"
            elif is_list(value) and not inner and not any(f.repeated for f in fields):
                yield f"{place}: is a list, but a single value is expected"
            for item in as_list(value) if fields else ():
                if is_record(item) and inner:
                    yield from self._misfits(item, inner, place)
                elif is_record(item) or is_list(item):
                    yield f"{place}: is {'a record' if is_record(item) else 'a list'}, but a text is expected"
                elif item and len(inner) == len(fields):
                    yield f"{place}: is a text, but a record is expected"

    def _wrapped(
        self, content: Mapping[str, Any], declared: Sequence[Declaration]
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in content.items():
            inner = self._of_name(name, declared)[1]
            fits = any(_fits(value, of) for of in inner)
            key = (
                ""
                if fits
                else next(filter(None, (_missing_wrapper(value, of) for of in inner)), "")
            )
            whole: Any = {key: as_list(value)} if key else value
            items = [self._wrapped(i, inner) if is_record(i) else i for i in as_list(whole)]
            found[name] = items if is_list(whole) else items[0]
        return found

    def _in_lists(
        self, content: Mapping[str, Any], declared: Sequence[Declaration]
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in content.items():
            fields, inner = self._of_name(name, declared)
            items = [self._in_lists(i, inner) if is_record(i) else i for i in as_list(value)]
            repeats = is_list(value) or any(f.repeated and f.kind == "record" for f in fields)
            found[name] = items if repeats and value != "" else items[0]
        return found

    def _of_name(
        self, name: str, declared: Sequence[Declaration]
    ) -> tuple[list[Field], list[Declaration]]:
        """Return the fields of this name, and the declarations of those that are records."""
        known = [(d, f) for d in declared if (f := self._fields_of(d).get(name)) is not None]
        return [f for _, f in known], [d.declared_by(f) for d, f in known if f.kind == "record"]

    def _fields_of(self, declared: Declaration) -> dict[str, Field]:
        if declared.record not in self._fields:
            self._fields[declared.record] = fields_of(declared)
        return self._fields[declared.record]

    def new_key(self, number: int) -> str:
        """Return the key for a number."""
        return _KEY_FORMS.get(self.name, "{}").format(number)


@dataclass(frozen=True, slots=True)
class RecordPath:
    """The path to the records of a document, and whether its last name repeats."""

    names: tuple[str, ...]
    is_list: bool

    def records(self, content: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the records of a document."""
        values: list[Any] = [content]
        for name in self.names:
            found = [as_record(value)[name] for value in values if name in as_record(value)]
            values = [one for value in found for one in as_list(value)]
        return [value for value in values if is_record(value)]

    def around(self, records: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the content of a document with these records; one that cannot repeat is an object."""
        if not self.names:
            return records[0] if records else {}
        several = self.is_list or len(records) > 1
        inner: Any = records if several else records[0] if records else ""
        for name in reversed(self.names):
            inner = {name: inner}
        found: dict[str, Any] = inner
        return found


def place_of(root: Any) -> RecordPath:  # noqa: ANN401 - a class
    """Return the path to the records of a document."""
    return _walk(root)[0]


def item_of(root: Any) -> Declaration | None:  # noqa: ANN401 - as above
    """Return the declaration of a document's records."""
    return _walk(root)[1]


@lru_cache(1_000)
def _walk(root: Any) -> tuple[RecordPath, Declaration | None]:  # noqa: ANN401 - as above
    declared: Declaration = root._declared  # noqa: SLF001 - a record's own
    names: list[str] = []
    own = [f for _, f in declared.fields if f.role != "extra" and f.key not in ENVELOPE]
    is_list, item = False, None
    # Without an envelope, a document with other content beside one record is a record itself.
    is_outer = has_envelope(root) or len(own) == 1
    found: Field | None = next(
        (f for f in own if f.kind == "record" and (f.repeated or is_outer)), None
    )
    if found is None and not has_envelope(root):
        item = declared
    seen: set[Any] = set()
    while found is not None and declared.record not in seen:
        seen.add(declared.record)
        names.append(found.key)
        declared = item = declared.declared_by(found)
        is_list = found.repeated
        alone = [f for _, f in declared.fields if f.role != "extra"]
        found = alone[0] if len(alone) == 1 and alone[0].kind == "record" else None
    return RecordPath(tuple(names), is_list), item


def has_envelope(root: type[Any]) -> bool:
    """Tell whether a document reports success itself, in `Ack`."""
    declared: Declaration = root._declared  # noqa: SLF001 - a record's own
    return any(field.key == "Ack" for _, field in declared.fields)


def kinds_of(operations: Mapping[str, Operation[Any]]) -> dict[str, RecordKind]:
    """Return the kinds of records of these operations, by name."""
    nouns = {
        action: (found[1], found[2])
        for action in operations
        if (found := _ACTION.fullmatch(action))
    }
    singular = {noun for _, noun in nouns.values()}
    kinds: dict[str, RecordKind] = {}
    for action, (verb, noun) in nouns.items():
        name = noun[:-1] if noun.endswith("s") and noun[:-1] in singular else noun
        kinds.setdefault(name, RecordKind(name, operations)).actions[verb] = action
    return kinds


def _keys_of(kind: RecordKind) -> tuple[str, ...]:
    """Return the elements that identify records of a kind, the key first.

    The key is the response's element by which the record can be updated; without one, the keys for
    pages, or what looks like a key.
    """
    get, found = kind.operation("Get"), kind.found
    known = {} if found is None else dict(found.fields)
    pages = [known[name].key for name in (get.keys if get else ()) if name in known]
    changed = _keys_in(kind.item("Update", sent=True))
    answered = [
        name for verb in ("Add", "Update") for name in _keys_in(kind.item(verb, sent=False))
    ]
    candidates = [name for name in answered if name in changed or not changed]
    candidates += [name for name in pages if name in changed]
    candidates += [name for name in pages if name != "ID"]
    candidates += [*pages, *(name for name in changed if _is_id(name))]
    candidates += [name for name in _keys_in(found) if name.lower() == "id"]
    return tuple(dict.fromkeys((*candidates[:1], *pages)))


def _keys_in(declared: Declaration | None) -> list[str]:
    """Return the elements of a record that may hold a key."""
    own = {} if declared is None else fields_of(declared)
    kinds = {"string", "token", "integer"}
    return [
        name
        for name, f in own.items()
        if f.kind in kinds and not f.repeated and (f.role == "element" or _is_id(name))
    ]


def _fits(value: object, of: Declaration) -> bool:
    """Tell whether a value has only elements that this declaration names."""
    return all(is_record(item) and item.keys() <= of.keys for item in as_list(value))


def _missing_wrapper(value: object, of: Declaration) -> str:
    """Return the name that records of a value are missing around them, "" if they have what is declared."""
    key = key_of_wrapper(of)
    if key is None:
        return ""
    wrapped = of.declared_by(of.fields[0][1]).keys
    items = as_list(value)
    are_bare = all(is_record(i) and key not in i and not wrapped.isdisjoint(i) for i in items)
    return key if items and are_bare else ""


def _is_id(name: str) -> bool:
    return name.lower().endswith("id")


def fields_of(declared: Declaration) -> dict[str, Field]:
    """Return the fields of a record by their names on the wire."""
    return {f.key: f for _, f in declared.fields if f.is_in_level}


def is_plain(declared: Declaration) -> bool:
    """Tell whether the schema names everything that a record may hold."""
    return all(f.is_in_level or f.role == "extra" for _, f in declared.fields)
