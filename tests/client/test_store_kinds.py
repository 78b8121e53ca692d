"""Records of every kind in the store in process: added, found by each filter, shown, and changed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest

from neto_client import ApiError
from neto_client import testing as t
from neto_client._store import Store
from neto_client._store_kinds import Operations, RecordKind, fields_of, place_of
from neto_client._store_records import renamed, values_of
from neto_client._store_wire import Request
from neto_client.add_item import Item as NewItem
from neto_client.add_order import Order
from neto_client.add_payment import Payment
from tests.api.answering_store import sample

if TYPE_CHECKING:
    from neto_client import NetoClient

_SETTINGS = {"Page", "Limit", "OrderBy", "OrderDirection", "SortBy"}
_SETTINGS |= {"OutputSelector", "SplitKitComponents", "UpdateResults"}
# Filters for what comes about later: when an order is paid, say, or what else there is in a real store.
_LATER = {
    "Item": {"IsNetoUtility", "IsGiftVoucher"},
    "Order": {
        *("Supplier", "DatePaidFrom", "DatePaidTo", "DateCompletedFrom", "DateCompletedTo"),
        *("WarehouseQuantityUpdatedFrom", "WarehouseQuantityUpdatedTo"),
    },
    "Rma": {"DateApprovedFrom", "DateApprovedTo"},
    "Voucher": {"VoucherProgramID", "VoucherProgram", "Owner"},
}
# Filters that are called otherwise than what they find.
_SOUGHT_IN = {
    "Customer": {"Email": "EmailAddress", "Company": "BillCompany"},
    "Order": {"ShippingMethod": "ShippingOption"},
    "Rma": {"Username": "CustomerUsername"},
}
# What the documentation has in responses, though no output is called so.
_NEVER_SHOWN = {
    "Category": {"RequireLogin"},
    "Content": {"RequireLogin"},
    "Item": {"ApprovedForPOS", "ApprovedForMobileStore", "Visible"},
    "Payment": {"OrderID"},
}
# What is a text where it is sent, and a record where it is found.
_WORKED_OUT = {"Customer": {"AccountManager"}}
_KINDS = (
    *("Category", "Content", "Customer", "Item", "Order"),
    *("Payment", "Rma", "Voucher", "Warehouse"),
)


class _Asked:
    """A store with a record of a kind, and with all that a schema lists in it."""

    def __init__(self, name: str) -> None:
        self.store = Store(Operations("neto_client"), strictness="none")
        self.kind: RecordKind = self.store.kinds[name]
        get = self.kind.operation("Get")
        assert get is not None
        declared: Any = get.request._declared
        of_filter = declared.declared_by(dict(declared.fields)["filter"])
        self.filters = {n: f for n, f in fields_of(of_filter).items() if n not in _SETTINGS}
        selector = of_filter.class_of(dict(of_filter.fields)["output_selector"].of)
        self.outputs = [output.value for output in selector]
        self.key = ""

    def ask(self, verb: str, content: Any) -> dict[str, Any]:
        """Return the response to a request."""
        headers = {"netoapi_action": self.kind.actions[verb], "accept": "application/json"}
        found: dict[str, Any] = json.loads(
            self.store.handle(Request(headers, json.dumps(content).encode())).body
        )
        return found

    def send(self, verb: str) -> dict[str, Any]:
        """Add or change the record, and say what was sent by the names that are found."""
        operation = self.kind.operation(verb)
        assert operation is not None
        place = place_of(operation.request)
        sent = {**place.records(sample(operation.action))[0]}
        if self.key:
            sent[self.kind.key] = self.key
        answer = self.ask(verb, place.around([sent]))
        assert answer["Ack"] == "Success", answer
        (held,) = self.store.state.all(self.kind.name)
        self.key = held[self.kind.key]
        found: dict[str, Any] = renamed(sent, self.kind.name)
        return found

    def found(self, **by: str) -> list[dict[str, Any]]:
        """Return what a filter finds."""
        operation = self.kind.operation("Get")
        assert operation is not None
        answer = self.ask("Get", {"Filter": {**by, "OutputSelector": self.outputs}})
        assert answer["Ack"] == "Success", answer
        return place_of(operation.response).records(answer)


def _unlike(name: str, kind: str, value: str) -> str:
    if kind in {"date", "date_time"}:
        return "2099-01-01 00:00:00" if name.endswith("From") else "1999-01-01 00:00:00"
    if kind == "boolean":
        return "False" if value == "True" else "True"
    return "4711" if kind == "integer" else "no such text"


def _plain(sent: dict[str, Any], name: str) -> dict[str, str]:
    left_out = _NEVER_SHOWN.get(name, set()) | _WORKED_OUT.get(name, set())
    return {n: v for n, v in sent.items() if isinstance(v, str) and n not in left_out}


@pytest.mark.parametrize("name", _KINDS)
def test_what_is_sent_of_each_kind_is_shown(name: str) -> None:
    """A record that is added, and then changed, has what was sent in all that a response can show."""
    asked = _Asked(name)
    for verb in ("Add", "Update"):
        if verb not in asked.kind.actions:
            continue
        sent = _plain(asked.send(verb), name)
        (record,) = asked.found(**{asked.kind.key: asked.key})
        declared = fields_of(asked.kind.found) if asked.kind.found is not None else {}
        expected = {n: v for n, v in sent.items() if n in declared}
        assert {n: record.get(n) for n in expected} == expected
        assert expected or name == "Voucher"  # of which nothing is shown that is sent


@pytest.mark.parametrize("name", _KINDS)
def test_each_filter_finds_what_it_says(name: str) -> None:
    """Every filter that a schema lists finds a record by its own value, and not by another."""
    asked = _Asked(name)
    asked.send("Add")
    (held,) = asked.store.state.all(name)
    later: set[str] = set()
    for one, declared in asked.filters.items():
        base = one.removesuffix("From").removesuffix("To")
        names = (one, base, f"{base}UTC", _SOUGHT_IN.get(name, {}).get(one, one))
        value = next(chain.from_iterable(values_of(held, known) for known in names), None)
        if value is None:
            later.add(one)
            continue
        assert len(asked.found(**{one: value})) == 1, one
        other = _unlike(one, declared.kind, value)
        assert asked.found(**{one: other}) == [], one
    assert later == _LATER.get(name, set())


def test_an_item_is_not_active_when_it_is_sent_so() -> None:
    """Active and IsActive are the same state of an item."""
    store = t.FakeStore()
    with store.client() as neto:
        neto.add_item(t.factory(NewItem, sku="A", active=False))
        assert [
            item.sku for item in neto.get_item(is_active=False, output_selector="Name").item
        ] == ["A"]
        assert neto.get_item(is_active=True, output_selector="Name").item == []


def test_the_day_of_a_payment_begins_at_midnight() -> None:
    """A payment with a date and no time is found from the beginning of that day on."""
    store = t.FakeStore()
    day = date(2026, 11, 25)
    with store.client() as neto:
        neto.add_payment(t.factory(Payment, order_id="N1", date_paid=day))
        for hour, count in ((0, 1), (1, 0)):
            since = datetime(2026, 11, 25, hour, tzinfo=UTC)
            assert (
                len(neto.get_payment(date_paid_from=since, output_selector="AmountPaid").payment)
                == count
            )


def test_an_order_has_the_dates_that_are_sent_in_utc() -> None:
    """A date of an order is found, by whichever of its names it was sent."""
    store = t.FakeStore()
    placed = datetime(2026, 1, 2, 3, tzinfo=UTC)
    with store.client() as neto:
        neto.add_order(t.factory(Order, date_placed_utc=placed))
        (found,) = neto.get_order(date_placed_to=placed, output_selector="DatePlaced").order
        assert found.date_placed == placed


def _skus(neto: NetoClient, **sought: Any) -> list[str | None]:
    return [item.sku for item in neto.get_item(output_selector="Name", **sought).item]


def test_a_filter_compares_values_and_not_their_spelling() -> None:
    """A number, a boolean or a date is found however a seed has it spelled; no date is before or after any."""
    store = t.FakeStore()
    store.seed(
        "Item",
        {"SKU": "A", "RestockQty": "5.00", "Approved": "y", "DateAdded": "0000-00-00 00:00:00"},
        {"SKU": "B", "RestockQty": 5, "Approved": 1, "DateAdded": ""},
        {"SKU": "C", "RestockQty": "05", "Approved": True, "DateAdded": "2026-11-25"},
        {"SKU": "D", "RestockQty": "6", "Approved": "0", "DateAdded": "2026-11-25T10:30:00+10:00"},
    )
    noon, night = datetime(2026, 11, 25, 12, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC)
    with store.client() as neto:
        assert _skus(neto, restock_qty=5) == ["A", "B", "C"]
        assert _skus(neto, approved=True) == ["A", "B", "C"]
        assert _skus(neto, approved=False) == ["D"]
        assert _skus(neto, date_added_to=noon) == ["C", "D"]
        assert _skus(neto, date_added_from=night) == ["C", "D"]
        assert _skus(neto, date_added_from=night.replace(minute=30)) == ["D"]
        assert _skus(neto, date_added_from=noon) == []


@pytest.mark.parametrize(
    ("page", "limit", "found"),
    [
        (0, None, ["A", "B"]),
        (1, 1, ["B"]),
        (1, None, []),
        (0, 0, []),
        (10**70, 1, []),
        (0, 10**70, ["A", "B"]),
    ],
)
def test_pages_have_any_number(page: int, limit: int | None, found: list[str]) -> None:
    """A page after the last is empty, whatever its number, and a limit may be larger than any store."""
    store = t.FakeStore()
    store.seed("Item", {"SKU": "A"}, {"SKU": "B"})
    with store.client() as neto:
        assert _skus(neto, sku=["A", "B"], page=page, limit=limit) == found


def test_negative_pages_are_refused() -> None:
    """Page and Limit count from 0, and a store says so of what is less."""
    with t.FakeStore().client() as neto:
        for name in ("page", "limit"):
            said = f"{name.title()} is -1: it must be at least 0"
            with pytest.raises(ApiError, match=said):
                _skus(neto, sku="A", **{name: -1})


@pytest.mark.parametrize(
    "images",
    [
        [{"Name": "Main"}, {"Name": "Alt 1"}],
        {"Image": [{"Name": "Main"}, {"Name": "Alt 1"}]},
        [{"Image": [{"Name": "Main"}, {"Name": "Alt 1"}]}],
    ],
)
def test_a_seed_has_lists_as_stores_send_them(images: Any) -> None:
    """A list may come without its wrapper, as stores send images; misspelt names in it are told."""
    store = t.FakeStore()
    store.seed("Item", {"SKU": "A", "Images": images})
    with store.client() as neto:
        (item,) = neto.get_item(sku="A", output_selector="Images").item
    assert item.images is not None
    assert [image.name for image in item.images.image] == ["Main", "Alt 1"]
    with pytest.raises(ValueError, match=r"Item.Images.Image.Nmae: is not in the schema"):
        store.seed("Item", {"SKU": "B", "Images": [{"Name": "Main", "Nmae": "x"}]})


def test_a_voucher_is_found_by_its_program_type() -> None:
    """A voucher that a store makes has one of the types that the filter lists."""
    store = t.FakeStore()
    store.seed("Voucher", {"RecipientEmail": "jo@example.com"})
    with store.client() as neto:
        assert len(neto.get_voucher(program_type="Gift", output_selector="Email").voucher) == 1
