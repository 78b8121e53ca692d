"""Answers with the looks of real stores, and what the generated client makes of them."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.answering_store import sample
from tests.serve.running import ENDPOINT, HTTP, KEY, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_client import NetoClient
    from tests.serve.running import Running

_KEYS = {
    "Category": "CategoryID",
    "Content": "ContentID",
    "Customer": "Username",
    "Item": "SKU",
    "Order": "OrderID",
    "Payment": "PaymentID",
    "Rma": "RmaID",
    "Supplier": "SupplierID",
    "Voucher": "VoucherID",
    "Warehouse": "WarehouseID",
}


def _whole(kind: str) -> dict[str, Any]:
    """Return a record with all that its schema lists."""
    record = sample(f"Get{kind}Response")[kind]
    found: dict[str, Any] = record[0] if isinstance(record, list) else record
    return found


@pytest.fixture
def filled(store: Running) -> Iterator[Running]:
    """Yield the store with a record of each kind that has all its schema lists, and one that has hardly anything."""
    for kind in _KEYS:
        assert store.control("POST", f"seed/{kind}", [_whole(kind)]) == {"seeded": 1}
    assert store.control("POST", "seed/Item", [{"SKU": "A1"}]) == {"seeded": 1}
    yield store
    store.control("POST", "as-seen", {"quirks": []})


def _all_of(neto: NetoClient) -> dict[str, list[Any]]:
    """Return all records that the client finds, with all outputs that exist."""
    found: dict[str, list[Any]] = {}
    for kind, key in _KEYS.items():
        module = import_module(f"neto_client.get_{kind.lower()}")
        keys = [_whole(kind)[key], *(["A1"] if kind == "Item" else [])]
        wanted = {key: keys, "OutputSelector": [*module.OutputSelector]}
        request = getattr(module, f"Get{kind}").from_json(json.dumps({"Filter": wanted}))
        response = getattr(neto, f"get_{kind.lower()}")(request)
        assert response.problems == [], kind
        found[kind] = getattr(response, kind.lower())
    return found


@pytest.mark.parametrize("wire", ["json", "xml"])
@pytest.mark.parametrize(
    "quirks",
    [
        ["one", "empty", "zero_dates"],
        ["list"],
        ["numbers", "wrapped"],
        ["one", "list", "empty", "zero_dates", "numbers", "wrapped"],
    ],
    ids="+".join,
)
def test_nothing_is_lost_whatever_an_answer_looks_like(
    filled: Running, quirks: list[str], wire: Any
) -> None:
    """Records with these looks are read as the same records without them, and nothing is left over."""
    with filled.client(wire=wire) as neto:
        plain = _all_of(neto)
        assert filled.control("POST", "as-seen", {"quirks": quirks}) == {"as_seen": quirks}
        assert _all_of(neto) == plain
    assert {kind: len(records) for kind, records in plain.items() if len(records) != 1} == {
        "Item": 2
    }


@pytest.mark.parametrize("wire", ["json", "xml"])
def test_cut_times_and_unknown_elements_are_read(filled: Running, wire: Any) -> None:
    """A time without its hours is that day, and an element that no schema lists is kept beside the others."""
    with filled.client(wire=wire) as neto:
        plain = _all_of(neto)
        filled.control("POST", "as-seen", {"quirks": ["bare_dates", "extra"]})
        seen = _all_of(neto)
    (before,), (now,) = plain["Order"], seen["Order"]
    assert now.extra == {"NotInAnySchema": "1"}
    assert before.date_placed is not None
    assert now.date_placed == before.date_placed.replace(hour=0, minute=0, second=0)
    assert (now.order_id, len(now.order_line)) == (before.order_id, len(before.order_line))


def test_the_option_gives_the_usual_looks() -> None:
    """`--as-seen` alone gives one record as an object, and what is not set as empty or a zero date."""
    with serving("--as-seen") as store:
        store.control("POST", "seed/Order", [{"OrderID": "N1"}])
        body = '{"Filter": {"OrderID": "N1", "OutputSelector": ["DateInvoiced", "Email"]}}'
        headers = {"NETOAPI_KEY": KEY, "NETOAPI_ACTION": "GetOrder", "Accept": "application/json"}
        order = HTTP.post(f"{store.address}{ENDPOINT}", content=body, headers=headers).json()[
            "Order"
        ]
        assert (order["OrderID"], order["DateInvoiced"], order["Email"]) == (
            "N1",
            "0000-00-00 00:00:00",
            "",
        )
        with store.client() as neto:
            (found,) = neto.get_order(order_id="N1", output_selector="Email").order
            assert (found.order_id, found.date_invoiced, found.email) == ("N1", None, None)
