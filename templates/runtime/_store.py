"""A stand-in for a store: it takes requests, keeps what they add, and answers as the API does.

    store = Store(Operations("neto_client"))
    response = store.handle(Request({"netoapi_action": "GetOrder", …}, body))

It is the engine of `FakeStore` and of `neto-gen serve`, and needs the standard library alone.

Long, because adding, finding and updating share what they know of a record.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ._dialect import FALSE, QUALIFIED, TRUE
from ._errors import ArgumentError, NetoError
from ._factory import completed
from ._store_kinds import (
    ENVELOPE,
    RecordKind,
    fields_of,
    has_envelope,
    item_of,
    kinds_of,
    place_of,
)
from ._store_records import Shown, Sought, merged, now, number, renamed, shown
from ._store_state import FullError, MemoryState, as_list, as_record, dump, is_list, is_record
from ._store_wire import Request, Response, content_of, document, read, written

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from ._fields import Operation
    from ._root import Root
    from ._store_state import State, Stored
    from ._store_wire import Quirk, Strictness

    Done = tuple[list[Stored], list[str]]
    """What a response has of the records of a request, and why others are refused."""

# Dates that the store sets in new records, whether they are shown or not.
_DATES_ADDED = ("DateAdded", "DateCreated", "DatePlaced", "DatePosted", "DateIssued", "DateUpdated")
_ACTIVE = ("Active", "IsActive")
# The records of kinds that cannot be added.
DEFAULTS: Mapping[str, list[Stored]] = {
    "CurrencySettings": [
        {"DEFAULTCOUNTRY": "AU", "DEFAULTCURRENCY": "AUD", "GST_AMT": "10"},
    ],
    "PaymentMethods": [
        {"id": "1", "name": "Account Credit", "active": TRUE, "visible": TRUE},
        {"id": "2", "name": "Credit Card", "active": TRUE, "visible": TRUE},
    ],
    "ShippingMethods": [
        {"id": "1", "name": "Standard Delivery", "status": "Active"},
        {"id": "2", "name": "Express Delivery", "status": "Active"},
    ],
    "ShippingQuote": [
        {
            "DeliveryTime": "3",
            "ShippingCost": "9.95",
            "TaxInclusive": TRUE,
            "ShippingMethod": {"ID": "1", "Name": "Standard Delivery"},
        },
    ],
}
_FORMAT = 1
_MOST_SAID = 20
_LARGEST_NUMBER = 1 << 53


class Refused(Exception):
    """A request that the store cannot carry out. `messages` say why, one for each record.

    `status` is that of the response if its schema has no place for messages.
    """

    def __init__(self, *messages: str, status: int = 400) -> None:
        super().__init__(*messages)
        self.messages = messages
        self.status = status


class Unanswerable(Exception):
    """The store does not know what an action means."""


@dataclass(frozen=True, slots=True)
class StoreCall:
    """A request that was read. `content` is that of the record, by the names on the wire."""

    operation: Operation[Any]
    record: Root
    content: Stored
    request: Request


class Store:
    """A store of the operations of a client, with its records in a state."""

    def __init__(
        self,
        operations: Mapping[str, Operation[Any]],
        state: State | None = None,
        *,
        knows: Callable[[Request], bool] = lambda _: True,
        strictness: Strictness = "schema",
        quirks: Collection[Quirk] = (),
    ) -> None:
        self.operations = operations
        self.state: State = MemoryState() if state is None else state
        self.knows = knows
        self.strictness: Strictness = strictness
        self.quirks: Collection[Quirk] = quirks
        self.kinds = kinds_of(operations)

    def handle(self, request: Request) -> Response:
        """Answer a request."""
        try:
            call = self.read(request)
            try:
                return self.answer(call)
            except Unanswerable:
                return self.example(call)
        except Refused as refused:
            return self.refusal(request, refused.messages, refused.status)

    def read(self, request: Request) -> StoreCall:
        """Parse a request. Raises Refused."""
        if not self.knows(request):
            raise Refused("Invalid API Key", status=401)
        if request.headers.get("content-encoding", "identity") not in {"", "identity"}:
            raise Refused("The request has a Content-Encoding, which the API does not take")
        if not request.action:
            raise Refused("No action: the header NETOAPI_ACTION says which one is meant")
        operation = self.operations.get(request.action)
        if operation is None:
            alike = [known for known in self.operations if known.lower() == request.action.lower()]
            hint = f"; did you mean {alike[0]}?" if alike else ""
            raise Refused(f"Unknown action: {request.action[:100]}{hint}", status=404)
        try:
            record = read(operation, request, self.strictness)
            return StoreCall(operation, record, content_of(record), request)
        except NetoError as error:
            # What reads responses has read it.
            said = str(error).replace("the response is", "the request is")
            raise Refused(f"The request is invalid: {said}") from None

    def answer(self, call: StoreCall) -> Response:
        """Carry out as much of a request as possible, and return the response. Raises Refused."""
        kind, verb = self.kind_of(call.operation.action)
        try:
            with self.state.transaction():
                done, messages = getattr(self, f"_{verb.lower()}")(kind, call)
        except FullError:
            raise Refused("The store is full", status=507) from None
        place = place_of(call.operation.response)
        if messages and not done:
            raise Refused(*messages, status=404 if verb == "Update" else 409)
        body = place.around(done)
        if not done and not place.is_list:
            body.pop(place.names[0] if place.names else "", None)
        return self._respond(call, body, messages)

    def example(self, call: StoreCall) -> Response:
        """Return a response to a request with unknown semantics: what its schema requires.

        Values of the request under the same name are repeated. Raises Refused.
        """
        return self._respond(call, self._answered(call, call.content), [])

    def kind_of(self, action: str) -> tuple[RecordKind, str]:
        """Return the kind of records and the verb of an action. Raises Unanswerable."""
        for kind in self.kinds.values():
            for verb, own in kind.actions.items():
                if own == action:
                    return kind, verb
        raise Unanswerable(f"this store does not know what {action} means")

    def refusal(self, request: Request, messages: Collection[str], status: int = 400) -> Response:
        """Return the response that refuses a request: in plain text if its schema has no place for that."""
        operation = self.operations.get(request.action)
        root: Any = None if operation is None else operation.response
        said = _envelope("Error", [*messages])
        if not QUALIFIED:
            name = "Response" if root is None else root.Meta.name
            body = written(name, said, as_json=request.wants_json)
        elif root is not None and has_envelope(root):
            return Response(
                headers=_type(as_json=request.wants_json),
                body=self._written(request, root, said),
            )
        else:
            text = "\n".join(messages).encode()
            return Response(status, {"Content-Type": "text/plain; charset=utf-8"}, text)
        return Response(headers=_type(as_json=request.wants_json), body=body)

    def seed(self, name: str, records: Iterable[Mapping[str, Any]]) -> int:
        """Add records of a kind by the names of their elements; those that are there are changed.

        Raises Refused when there is no such kind, or a record fits no schema of it.
        """
        kind = self.kinds.get(name)
        if kind is None:
            raise Refused(f"there are no records called {name}: {', '.join(sorted(self.kinds))}")
        count = 0
        with self.state.transaction():
            for count, record in enumerate(records, 1):
                content = kind.wrapped(_as_texts(record))
                if self.strictness != "none" and (misfits := [*kind.misfits(content)]):
                    raise Refused(f"record {count}: {'; '.join(misfits[:_MOST_SAID])}")
                self._keep(kind, renamed(kind.in_lists(content), name), may_be_there=True)
        return count

    def snapshot(self) -> dict[str, Any]:
        """Return the whole content of the store as JSON values."""
        return {"format": _FORMAT, **dump(self.state)}

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Hold what a snapshot says, and nothing else. Raises Refused when it is none."""
        records, numbers = snapshot.get("records"), snapshot.get("numbers")
        is_whole = snapshot.get("format") == _FORMAT and is_record(records) and is_record(numbers)
        if not is_whole or not all(map(_is_number, as_record(numbers).values())):
            raise Refused("this is not a snapshot of a store")
        if not {*as_record(records), *as_record(numbers)} <= {*self.kinds}:
            raise Refused("this is a snapshot of another kind of store")
        with self.state.transaction():
            self.state.clear()
            for name, number_of in as_record(numbers).items():
                self.state.set_number(name, number_of)
            for name, all_of in as_record(records).items():
                self._restore(self.kinds[name], all_of)

    def _restore(self, kind: RecordKind, records: object) -> None:
        if not is_list(records) or not all(map(is_record, records)):
            raise Refused(f"this snapshot is damaged: {kind.name} is not a list of records")
        for place, record in enumerate(records):
            key = record.get(kind.key) if kind.key else ""
            path = f"this snapshot is damaged: {kind.name}[{place}]"
            if not isinstance(key, str) or (kind.key and not key):
                raise Refused(f"{path}.{kind.key} is not the key of a record")
            if self.state.get(kind.name, key) is not None:
                raise Refused(f"{path} has the same {kind.key or 'kind'} as another")
            if not _is_stored(record):
                raise Refused(f"{path} has values other than texts, records and lists")
            self.state.put(kind.name, key, record)

    def _each(self, call: StoreCall, change: Callable[[Stored], Stored | None]) -> Done:
        """Do with each record of a request what can be done, and say why others are refused."""
        done: list[Stored] = []
        messages: list[str] = []
        for given in place_of(call.operation.request).records(call.content):
            try:
                record = change(given)
            except Refused as refused:
                messages += refused.messages
            else:
                done += [] if record is None else [self._answered(call, record)]
        return done, messages

    def _add(self, kind: RecordKind, call: StoreCall) -> Done:
        return self._each(call, lambda record: self._keep(kind, renamed(record, kind.name)))

    def _keep(self, kind: RecordKind, given: Stored, *, may_be_there: bool = False) -> Stored:
        """Keep a record that is new, with all that the store gives it."""
        key = str(given.get(kind.key) or "").strip()
        before = self.state.get(kind.name, key) if key else None
        if before is not None:
            if not may_be_there:
                raise Refused(f"{kind.name} {key} already exists")
            record = {**merged(before, given), "DateUpdated": now()}
        else:
            number_of = self._number_in(kind)
            key = key or kind.new_key(number_of)
            record = merged(self._given(kind, key, number_of), given)
        record = _derived(kind, key, record)
        self.state.put(kind.name, key, record)
        if kind.name == "Payment" and before is None:
            self._pay(record)
        return record

    def _number_in(self, kind: RecordKind) -> int:
        """Return a number whose key is free."""
        while True:
            found = self.state.next_number(kind.name)
            if self.state.get(kind.name, kind.new_key(found)) is None:
                return found

    @staticmethod
    def _given(kind: RecordKind, key: str, number_of: int) -> Stored:
        """Return the fields that the store sets in a new record."""
        record: Stored = {}
        own = {} if kind.found is None else {f.key: f for _, f in kind.found.fields}
        for name in kind.keys:
            is_number = name != kind.key and own[name].kind == "integer"
            record[name] = str(number_of) if is_number else key
        time = now()
        record.update(dict.fromkeys(_DATES_ADDED, time))
        record.update({name: TRUE for name in _ACTIVE if name in own})
        return record

    def _update(self, kind: RecordKind, call: StoreCall) -> Done:
        def change(sent: Stored) -> Stored | None:
            given = renamed(sent, kind.name)
            if not kind.key:  # there is one
                before = self.state.get(kind.name, "") or {}
                self.state.put(kind.name, "", merged(before, given))
                return None
            found = self._sought_by_keys(kind, given)
            if found is None:
                said = next((f"{name} {given[name]}" for name in kind.keys if name in given), "")
                raise Refused(f"{kind.name} not found: {said or f'{kind.key} is missing'}")
            key = str(found[kind.key])
            own = {name: value for name, value in given.items() if name != kind.key}
            record = _derived(kind, key, {**merged(found, own), "DateUpdated": now()})
            self.state.put(kind.name, key, record)
            return record

        return self._each(call, change)

    def _sought_by_keys(self, kind: RecordKind, given: Mapping[str, Any]) -> Stored | None:
        """Return the record of the first key that is given."""
        for name in kind.keys:
            value = str(given.get(name) or "").strip()
            if value and name == kind.key:
                return self.state.get(kind.name, value)
            if value:
                return next((r for r in self.state.all(kind.name) if r.get(name) == value), None)
        return None

    def _get(self, kind: RecordKind, call: StoreCall) -> Done:
        declared = kind.found
        if declared is None:
            return [], []
        own = {f.key: f for _, f in call.operation.request._declared.fields}  # noqa: SLF001
        if "Filter" not in own:
            everything = Shown(kind, declared, None)
            records = [*self.state.all(kind.name)] or DEFAULTS.get(kind.name, [])
            return [everything.of(record) for record in records], []
        of_filter = call.operation.request._declared.declared_by(own["Filter"])  # noqa: SLF001
        try:
            sought = Sought(kind, as_record(call.content.get("Filter")), of_filter)
        except ArgumentError as error:
            raise Refused(str(error)) from None
        records = self._found(kind, sought)
        if sought.update:
            for record in records:
                changed = {**merged(record, sought.update), "DateUpdated": now()}
                self.state.put(kind.name, str(record[kind.key]), changed)
        shown_of = Shown(kind, declared, sought.outputs)
        return [self._with_logs(kind, shown_of, record) for record in records], []

    def _found(self, kind: RecordKind, sought: Sought) -> list[Stored]:
        """Return the page of records that match."""
        keys = sought.keys
        candidates = (
            self.state.all(kind.name)
            if keys is None
            else [r for key in dict.fromkeys(keys) if (r := self.state.get(kind.name, key))]
        )
        begin = 0 if sought.limit is None else sought.page * sought.limit
        end = None if sought.limit is None else begin + sought.limit
        if sought.limit is None and sought.page > 0:
            return []
        found: list[Stored] = []
        for place, record in enumerate(sought.sorted(filter(sought.finds, candidates))):
            if end is not None and place >= end:
                break
            if place >= begin:
                found.append(record)
        return found

    def _with_logs(self, kind: RecordKind, shown_of: Shown, record: Stored) -> Stored:
        """Return the visible fields of a record; a customer's include its logs, which are records, too."""
        if kind.name == "Customer" and "CustomerLog" in self.kinds:
            name = record.get("Username")
            logs = [r for r in self.state.all("CustomerLog") if r.get("Username") == name]
            record = {**record, "CustomerLogs": {"CustomerLog": logs}} if logs else record
        return shown_of.of(record)

    def _delete(self, kind: RecordKind, call: StoreCall) -> Done:
        messages: list[str] = []
        for record in place_of(call.operation.request).records(call.content):
            keys: Any = record.get(kind.key, [])
            for key in map(str, as_list(keys)):
                if self.state.get(kind.name, key) is None:
                    messages.append(f"{kind.name} not found: {kind.key} {key}")
                else:
                    self.state.remove(kind.name, key)
        return [], messages

    def _redeem(self, kind: RecordKind, call: StoreCall) -> Done:
        def change(given: Stored) -> Stored:
            found = self._sought_by_keys(kind, given)
            if found is None:
                raise Refused(f"{kind.name} not found: {kind.key} {given.get(kind.key, '')}")
            amount = number(given.get("RedeemAmount", found.get("Balance")))
            left = number(found.get("Balance")) - amount
            if left < 0:
                balance = found.get("Balance", "0")
                raise Refused(f"{kind.name} {found[kind.key]} has not enough balance: {balance}")
            used = {
                "OrderID": given.get("OrderID", ""),
                "Amount": shown(amount),
                "DateUsed": given.get("DateRedeemed") or now(),
            }
            history = _records(as_record(found.get("ListOfUsageHistory")).get("UsageHistory"))
            record: Stored = {
                **found,
                "Balance": shown(left),
                "IsRedeemed": FALSE if left else TRUE,
                "DateUpdated": now(),
                "ListOfUsageHistory": {"UsageHistory": [*history, used]},
            }
            self.state.put(kind.name, str(found[kind.key]), record)
            return record

        return self._each(call, change)

    def _pay(self, payment: Stored) -> None:
        """Note on an order that something was paid for it."""
        key = str(payment.get("OrderID", ""))
        order = self.state.get("Order", key)
        if order is None:
            return
        paid = {
            "Id": payment.get("PaymentID", ""),
            "Amount": payment.get("AmountPaid", "0"),
            "PaymentType": payment.get("PaymentMethod", ""),
            "DatePaid": payment.get("DatePaid") or now(),
        }
        payments: list[Stored] = [*_records(order.get("OrderPayment")), paid]
        is_all = sum(number(one["Amount"]) for one in payments) >= number(order.get("GrandTotal"))
        changes: Stored = {
            "OrderPayment": payments,
            "PaymentStatus": "FullyPaid" if is_all else "PartialPaid",
            **({"DatePaid": paid["DatePaid"]} if is_all else {}),
        }
        self.state.put("Order", key, {**order, **changes})

    @staticmethod
    def _answered(call: StoreCall, record: Stored) -> Stored:
        """Return the fields of a record that the response repeats."""
        declared = item_of(call.operation.response)
        return {} if declared is None else Shown(None, declared, None).of(record)

    def _respond(self, call: StoreCall, body: dict[str, Any], messages: list[str]) -> Response:
        """Return the response in the requested format."""
        body = {**body, **_envelope("Warning" if messages else "Success", messages)}
        return Response(
            headers=_type(as_json=call.request.wants_json),
            body=self._written(call.request, call.operation.response, body),
        )

    def _written(self, request: Request, root: Any, body: dict[str, Any]) -> bytes:  # noqa: ANN401
        """Return a document with this root; in strict mode with all that its schema requires. Raises Refused."""
        as_json = request.wants_json
        if not QUALIFIED and not self.quirks:
            return written(root.Meta.name, body, as_json=as_json)
        if not QUALIFIED:
            record = root.from_json(json.dumps(body))
            return document(record, as_json=as_json, quirks=self.quirks)
        own = fields_of(root._declared)  # noqa: SLF001 - a record's own
        known = {name: value for name, value in body.items() if name in own or name not in ENVELOPE}
        try:
            record = root.from_json(json.dumps(completed(root, known)))
            return document(record, as_json=as_json, quirks=())
        except (ArgumentError, NetoError) as error:
            message = f"no answer of {root.Meta.name} comes to mind: {error}"
            raise Refused(message, status=500) from None


def _type(*, as_json: bool) -> dict[str, str]:
    return {"Content-Type": "application/json" if as_json else "text/xml"}


def _envelope(ack: str, messages: list[str]) -> dict[str, Any]:
    """Return the envelope of a response; one message is an object, and several are a list."""
    found: dict[str, Any] = {"CurrentTime": now(), "Ack": ack}
    if messages:
        kind = "Error" if ack == "Error" else "Warning"
        said = [{"Message": message, "SeverityCode": kind} for message in messages]
        found["Messages"] = {kind: said if len(said) > 1 or QUALIFIED else said[0]}
    return found


def _records(value: object) -> list[Stored]:
    """Return the records of a value that should be a list of them."""
    return [*filter(is_record, as_list(value))]


def _is_number(value: object) -> bool:
    return type(value) is int and 0 <= value <= _LARGEST_NUMBER


def _is_stored(value: object) -> bool:
    """Tell whether a value is one of a record: a text, or a record or list of these."""
    if is_record(value):
        return all(map(_is_stored, value.values()))
    return all(map(_is_stored, value)) if is_list(value) else isinstance(value, str)


def _as_texts(value: Any) -> Any:  # noqa: ANN401 - of JSON
    """Return a value in which all simple values are texts, as on the wire."""
    if is_record(value):
        return {str(k): _as_texts(v) for k, v in value.items() if v is not None}
    if is_list(value):
        return [_as_texts(item) for item in as_list(value)]
    if isinstance(value, bool):
        return TRUE if value else FALSE
    return value if isinstance(value, str) else str(value)


def _derived(kind: RecordKind, key: str, record: Stored) -> Stored:
    """Return a record with the fields that the store derives from its others."""
    match kind.name:
        case "Order":
            return _order(key, record)
        case "Voucher":
            code = f"GV{key}"
            new = {"VoucherCode": code, "SecretKey": f"S{key}", "Balance": "100.00"}
            made = {"IsRedeemed": FALSE, "IsSingleUse": FALSE, "VoucherTitle": "Gift voucher"}
            order, email = record.get("OrderID", ""), record.get("RecipientEmail", "")
            given = {"CreatedFromOrderID": order, "Email": email, "ProgramType": "Gift"}
            return {**new, **made, **given, **record}
        case "Item":
            held = record.get("WarehouseQuantity")
            if is_list(held):
                total = sum((number(one.get("Quantity")) for one in _records(held)), Decimal(0))
                return {**record, "AvailableSellQuantity": shown(total)}
            return record
        case "CustomerLog":
            return {**record, "Customer": record.get("Username", "")}
        case _:
            return record


def _order(key: str, record: Stored) -> Stored:
    """Return an order with its totals, its state, and the numbers of its lines."""
    lines: list[Stored] = []
    subtotal = Decimal(0)
    for place, sent in enumerate(_records(record.get("OrderLine"))):
        line = {**sent, **_tracking(sent)}
        quantity, price = number(line.get("Quantity")), number(line.get("UnitPrice"))
        off = quantity * price * number(line.get("PercentDiscount")) / 100
        subtotal += quantity * price - off - number(line.get("ProductDiscount"))
        lines.append({"OrderLineID": f"{key}-{place}", **line})
    total = subtotal + number(record.get("ShippingTotal")) - number(record.get("ShippingDiscount"))
    return {
        "OrderStatus": "New",
        "OrderType": "sales",
        "PaymentStatus": "Pending",
        "ExportStatus": "Pending",
        "ExportedToWMS": "Pending",
        "CompleteStatus": "Approved",
        **record,
        **({"OrderLine": lines} if lines else {}),
        "ProductSubtotal": f"{subtotal:.2f}",
        "GrandTotal": f"{total:.2f}",
    }


def _tracking(line: Stored) -> Stored:
    """Return an order line's tracking fields."""
    details = line.get("TrackingDetails")
    own: Stored = details if is_record(details) else {}
    return {name: own[name] for name in ("ShippingTracking", "ShippingMethod") if name in own}
