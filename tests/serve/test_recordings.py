"""Recordings of a store: what is in them, how they are played back, and what they say of the schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from neto_client import ApiError, NetoClient
from neto_client import testing as t
from neto_client.add_customer import Customer
from neto_client.get_order import GetOrderResponse, Order
from neto_gen.serve.masking import Masker, is_telling
from tests.serve.running import KEY, serving
from tests.support import REPOSITORY, run, write_files

if TYPE_CHECKING:
    from pathlib import Path


def _look(neto: NetoClient) -> list[str | None]:
    found = neto.get_order(order_id="N7", output_selector=["Email", "GrandTotal"])
    return [order.order_id for order in found.order]


def test_a_store_is_recorded_and_played_back(tmp_path: Path) -> None:
    """What a store answered through this one is answered again without it, and holds no secrets."""
    upstream = t.FakeStore(key=KEY, as_seen={"one"})
    folder = tmp_path / "calls"
    upstream.on("GetOrder", GetOrderResponse(order=[Order(order_id="N7", email="jo@acme.example")]))
    person = Customer(username="jsmith77", email_address="jo@acme.example")
    person.password = "hunter22"
    with (
        upstream.listening() as address,
        serving("--record", str(folder), "--upstream", address) as store,
        store.client() as neto,
    ):
        assert _look(neto) == ["N7"]
        neto.add_customer(person)
        with pytest.raises(ApiError, match="Customer jsmith77 already exists"):
            neto.add_customer(person)
    assert sorted(path.name for path in folder.iterdir()) == [
        "000001-GetOrder.json",
        "000002-AddCustomer.json",
        "000003-AddCustomer.json",
    ]
    text = "".join(path.read_text() for path in folder.iterdir())
    for secret in (KEY, "jsmith77", "hunter22", "jo@acme.example"):
        assert secret not in text
    assert "Customer xxxxxx11 already exists" in text
    with serving("--replay", str(folder), "--match", "strict") as store, store.client() as neto:
        assert _look(neto) == _look(neto) == ["N7"]
        neto.add_customer(person)
        with pytest.raises(ApiError, match="already exists"):
            neto.add_customer(person)
        with pytest.raises(ApiError, match="nothing like this request was recorded"):
            neto.get_order(order_id="N8", output_selector=["Email", "GrandTotal"])


def test_the_shape_of_a_request_can_be_enough(tmp_path: Path) -> None:
    """By shape, a request with the same elements has the recorded answer, whatever their values."""
    body = {"Filter": {"OrderID": ["N1"], "OutputSelector": ["ID"]}}
    _write(tmp_path, "GetOrder", body, {"Ack": "Success", "Order": [{"OrderID": "N1"}]})
    options = ("--replay", str(tmp_path), "--match", "shape")
    with serving(*options) as store, store.client() as neto:
        assert neto.get_order(order_id="N9", output_selector="Email").order[0].order_id == "N1"
        with pytest.raises(ApiError, match="nothing like this request was recorded"):
            neto.get_order(username="jo", output_selector="ID")


def test_deviations_are_candidates_for_corrections(tmp_path: Path) -> None:
    """Every way in which recordings differ from the schemas is told once, with how often it occurs."""
    body = {"Filter": {"OrderID": ["N1"], "OutputSelector": ["ID"]}}
    order = {"OrderID": "N1", "GrandTotal": "seven", "OrderStatus": "FULLY PAID", "New": "x"}
    _write(tmp_path, "GetOrder", body, {"Ack": "Success", "Order": [order, order]}, 1)
    _write(tmp_path, "GetOrder", body, {"Ack": "Success", "Order": {"OrderID": "N1"}}, 2)
    said = run("check-recordings", str(tmp_path), cwd=REPOSITORY)
    assert said.returncode == 1
    assert (
        "  GetOrderResponse.Order[0].GrandTotal: 'seven' is not a number\n    2 times, in 000001-"
        in (said.stdout)
    )
    assert "GetOrderResponse.Order[0].New: is not in the schema" in said.stdout
    assert "GetOrderResponse.Order: is one value, and a list is expected" in said.stdout
    report = json.loads(
        run("check-recordings", str(tmp_path), "--format=json", cwd=REPOSITORY).stdout
    )
    assert report["recordings"] == 2
    ways = {way["what"]: way["times"] for way in report["deviations"]}
    assert ways["GetOrderResponse.Order[].GrandTotal: … is not a number"] == 2


def test_recordings_that_fit_are_told_so(tmp_path: Path) -> None:
    """Where nothing differs, the command says so and ends with 0; without recordings, with 4."""
    body = {"Filter": {"OrderID": ["N1"], "OutputSelector": ["ID"]}}
    _write(tmp_path / "calls", "GetOrder", body, {"Ack": "Success", "Order": [{"OrderID": "N1"}]})
    said = run("check-recordings", str(tmp_path / "calls"), cwd=REPOSITORY)
    assert (said.returncode, said.stdout) == (
        0,
        "no differences from the schemas in 1 recording\n",
    )
    for name, files, message in (
        ("missing", None, "cannot be read"),
        ("empty", {"other.json": ""}, "there are no recordings"),
        ("broken", {"000001-GetOrder.json": "[]"}, "is no recording"),
    ):
        if files is not None:
            write_files(tmp_path / name, files)
        said = run("check-recordings", str(tmp_path / name), cwd=REPOSITORY)
        assert (said.returncode, message in said.stderr) == (4, True), said.stderr


@pytest.mark.parametrize(
    ("body", "masked"),
    [
        (
            b'{"Customer": [{"Username": "jo1", "CreditLimit": "5", "Active": true}]}',
            '{"Customer": [{"Username": "xx1", "CreditLimit": "5", "Active": true}]}',
        ),
        (
            b'{"DateOfBirth": "1980-02-03", "BillPhone": "+61 3", "AccountNumber": 1234}',
            '{"DateOfBirth": "1111-11-11", "BillPhone": "+11 1", "AccountNumber": 1111}',
        ),
        (
            b"<O><Email>a@b.c</Email><GrandTotal>7.00</GrandTotal></O>",
            "<O><Email>x@x.x</Email><GrandTotal>7.00</GrandTotal></O>",
        ),
        (b"<html><body>jo</body></html>", None),
        (b"not JSON", None),
        (b'{"a": ', None),
        (b"", ""),
    ],
)
def test_personal_data_keeps_its_form_alone(body: bytes, masked: str | None) -> None:
    """Of a value that tells of a person, only its form is kept; what cannot be masked is left out."""
    assert Masker().content(body) == masked


def test_names_tell_what_to_mask() -> None:
    """Elements of people and secrets are masked, and those of goods and states are not."""
    for name in ("EmailAddress", "BillStreetLine1", "ShipPhone", "Password", "SecretKey", "Notes"):
        assert is_telling(name), name
    for name in ("SKU", "GrandTotal", "OrderStatus", "Name", "OrderID", "DatePlaced", "Quantity"):
        assert not is_telling(name), name


def _write(folder: Path, action: str, request: object, answer: object, number: int = 1) -> None:
    headers = {"netoapi_action": action, "accept": "application/json"}
    content = {
        "format": 1,
        "request": {"headers": headers, "body": json.dumps(request)},
        "response": {
            "status": 200,
            "content-type": "application/json",
            "body": json.dumps(answer),
        },
    }
    write_files(folder, {f"{number:06}-{action}.json": json.dumps(content)})
