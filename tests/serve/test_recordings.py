"""Recordings of a store: what is in them, how they are played back, and what they say of the schemas."""

from __future__ import annotations

import json
import re
import tomllib
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest

from neto_client import ApiError, AuthenticationError, NetoClient
from neto_client import testing as t
from neto_client._store_port import Port
from neto_client._store_wire import Response
from neto_client.add_customer import Customer
from neto_client.get_order import GetOrderResponse, Order
from neto_gen.problems import Failure
from neto_gen.serve.masking import Masker, is_telling
from neto_gen.serve.recordings import Player, Recorder, read_recordings
from neto_gen.settings.config import load_config
from tests.serve.running import HTTP, KEY, serving
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
        # An answer is passed on, also where it cannot be recorded.
        aside = folder.rename(tmp_path / "aside")
        answer = store.ask("GetItem", '{"Filter": {"SKU": ["A"]}}', Accept="application/json")
        assert answer.json()["Ack"] == "Success"
        assert answer.headers["x-neto-serve-problem"] == "not recorded: No such file or directory"
        aside.rename(folder)
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
        with pytest.raises(ApiError, match="no matching request was recorded"):
            neto.get_order(order_id="N8", output_selector=["Email", "GrandTotal"])
        with store.client(key="of another store") as other, pytest.raises(AuthenticationError):
            _look(other)


def test_calls_of_a_gateway_are_recorded_for_the_store_they_name(tmp_path: Path) -> None:
    """The path of a store at a gateway is that of the request, unless the address has a path itself."""
    paths: list[str] = []
    endpoint = "/v1/stores/12/do/WS/NetoAPI"

    def noted(request: Any) -> Any:
        paths.append(request.path)
        return Response(200, {"Content-Type": "application/json"}, b'{"Ack": "Success"}')

    with Port(noted) as port:
        for path in ("", "/own/api"):
            with serving("--record", str(tmp_path), "--upstream", port.address + path) as store:
                token = {"Authorization": "Bearer x", "NETOAPI_ACTION": "GetItem"}
                HTTP.post(f"{store.address}{endpoint}", content="{}", headers=token)
    assert paths == [endpoint, "/own/api"]


def test_any_key_has_recorded_answers_unless_one_is_named(tmp_path: Path) -> None:
    """Keys are not recorded, so without --key each of them is answered, and none is printed."""
    body = {"Filter": {"OrderID": ["N1"], "OutputSelector": ["ID"]}}
    _write(tmp_path, "GetOrder", body, {"Ack": "Success", "Order": [{"OrderID": "N1"}]})
    with serving("--replay", str(tmp_path), key=None) as store, store.client(key="any") as neto:
        assert neto.get_order(order_id="N1", output_selector="ID").order[0].order_id == "N1"
        assert not any("key" in line for line in store.said)


@pytest.mark.parametrize(
    "action",
    ["../../evil", "/etc/evil", "..\\evil", "a\0b", "", "x" * 5_000, "C:evil", "\u202eevil"],
)
def test_no_action_leads_out_of_the_folder(tmp_path: Path, action: str) -> None:
    """A recording is a file of the folder, whatever the action is called that was asked for."""
    folder = tmp_path / "calls"
    path = Recorder(folder).record({"netoapi_action": action}, b"{}", 200, "", b"{}")
    assert path.parent == folder
    assert [*folder.iterdir()] == [path]
    assert re.fullmatch(r"000001-[A-Za-z0-9_]*\.json", path.name)
    assert [one.action for one in read_recordings(folder)] == [action]


def test_the_shape_of_a_request_can_be_enough(tmp_path: Path) -> None:
    """By shape, a request with the same elements has the recorded answer, whatever their values."""
    body = {"Filter": {"OrderID": ["N1"], "OutputSelector": ["ID"]}}
    _write(tmp_path, "GetOrder", body, {"Ack": "Success", "Order": [{"OrderID": "N1"}]})
    options = ("--replay", str(tmp_path), "--match", "shape")
    with serving(*options) as store, store.client() as neto:
        assert neto.get_order(order_id="N9", output_selector="Email").order[0].order_id == "N1"
        with pytest.raises(ApiError, match="no matching request was recorded"):
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
    assert "GetOrderResponse.Order: is a single value, but a list is expected" in said.stdout
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
        ("broken", {"000001-GetOrder.json": "[]"}, "is not a recording"),
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
        # What is inside a secret is a secret, and so is text between elements, which has no name.
        (b'{"Token": {"Value": ["a1", 2]}}', '{"Token": {"Value": ["x1", 1]}}'),
        (
            b"<O>Jo<ID>1</ID>Bloggs<Secret><V a='b1'>c2</V></Secret></O>",
            '<O>Xx<ID>1</ID>Xxxxxx<Secret><V a="x1">x1</V></Secret></O>',
        ),
        # Texts tell by their form what they are, whatever their element is called.
        (
            b'{"Name": "\\njo@x.com, +61 400 111 222 https://u:pw@x/?token=AB&n=1", "jo@x.com": 1}',
            '{"Name": "\\nxx@x.xxx, +11 111 111 111 https://x:xx@x/?token=XX&n=1", "xx@x.xxx": 1}',
        ),
        (
            b'{"UPC": ["4111 1111 1111 1111", "4111111111111112", "4006381333931"]}',
            '{"UPC": ["1111 1111 1111 1111", "4111111111111112", "4006381333931"]}',
        ),
        (
            b'{"Password": "True", "ExtraOptions": "To Jo"}',
            '{"Password": "True", "ExtraOptions": "Xx Xx"}',
        ),
        (b"<html><body>jo</body></html>", None),
        (b"not JSON", None),
        (b'{"a": ', None),
        (b"", ""),
    ],
)
def test_personal_data_keeps_its_form_alone(body: bytes, masked: str | None) -> None:
    """Of a value that tells of a person, only its form is kept; what cannot be masked is left out."""
    assert Masker().bodies(body) == [masked]


def test_a_masked_value_is_masked_wherever_it_is_repeated() -> None:
    """Values with letters that JSON and XML escape are found again, in any case, in both bodies."""
    asked = json.dumps(
        {"FirstName": "Jos\N{LATIN SMALL LETTER E WITH ACUTE}", "Company": 'A & "B"'}
    )
    answer = '<A>\n<M>jos\N{LATIN SMALL LETTER E WITH ACUTE} of a &amp; "b", not Joseph</M></A>'
    found = Masker().bodies(asked.encode(), answer.encode())
    assert found == [
        '{"FirstName": "Xxxx", "Company": "X & \\"X\\""}',
        '<A>\n<M>xxxx of x &amp; "x", not Joseph</M></A>',
    ]


def test_what_authenticates_a_request_is_in_no_recording(tmp_path: Path) -> None:
    """A store that repeats a key, a token, a password, a user or a cookie does not give it away."""
    secrets = ["KEY-1234", "TOKEN123", "PASSW123", "staff7", "COOKIE12", "PARAM123"]
    headers = {
        "netoapi_action": "GetItem",
        "netoapi_key": secrets[0],
        "x_secret_key": secrets[1],
        "authorization": f"Basic {b64encode(f'id:{secrets[2]}'.encode()).decode()}",
        "netoapi_username": secrets[3],
        "cookie": f"sid={secrets[4]}; other=1",
        "accept": f"application/json; token={secrets[5]}; q=1",
    }
    body = json.dumps({"Messages": {"Error": {"Message": f"no {' or '.join(secrets[:5])}"}}})
    kind = f"application/json; charset=utf-8; token={secrets[5]}"
    path = Recorder(tmp_path).record(headers, b"{}", 200, kind, body.encode())
    text = path.read_text("utf-8")
    assert [secret for secret in secrets if secret in text] == []
    assert "application/json; q=1" in text
    assert "application/json; charset=utf-8" in text
    assert "no XXX-1111 or XXXXX111 or XXXXX111 or xxxxx1 or XXXXXX11" in text


def test_recordings_with_less_masked_are_found(tmp_path: Path) -> None:
    """A request is matched by its form also where a recording has a value as it was."""
    body = {"Filter": {"Email": ["jo@acme.example"], "OutputSelector": ["ID"]}}
    _write(tmp_path, "GetCustomer", body, {"Ack": "Success"})
    player = Player(read_recordings(tmp_path), "strict")
    headers = {"netoapi_action": "GetCustomer", "accept": "application/json"}
    turned = {"Filter": {"OutputSelector": ["ID"], "Email": "jo@acme.example"}}
    for asked in (body, turned):
        assert player.answer(headers, json.dumps(asked).encode()) is not None
    other = {"Filter": {"Email": ["jane@acme.example"], "OutputSelector": ["ID"]}}
    assert player.answer(headers, json.dumps(other).encode()) is None


def test_names_tell_what_to_mask() -> None:
    """Elements of people and secrets are masked, and those of goods and states are not."""
    for name in (
        "EmailAddress",
        "BillStreetLine1",
        "ShipPhone",
        "Password",
        "SecretKey",
        "Notes",
        "ExtraOptions",
        "ShipPOBox",
        "mobile",
        "credit_card",
        "cvv",
        "Address1",
        "dob",
    ):
        assert is_telling(name), name
    for name in (
        "SKU",
        "GrandTotal",
        "OrderStatus",
        "Name",
        "OrderID",
        "DatePlaced",
        "Quantity",
        "SignatureRequired",
        "EnableAddressValidation",
        "ApprovedForMobileStore",
    ):
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


def test_corrections_for_recordings_make_a_client_that_reads_them(tmp_path: Path) -> None:
    """What the command prints is pasted into the settings, and a build reads and sends all of it."""
    calls = tmp_path / "calls"
    order = {
        "OrderID": "N1",
        "GrandTotal": "seven",
        "Loyalty": "12",
        "Tags": ["a", "b"],
        "Odd": {"A": "1"},
        "OrderLine": {"SKU": "A", "Quantity": "1.5"},
        "SalesChannel": ["Web", "Shop"],
    }
    wanted = {"Filter": {"OrderID": ["N1"], "OutputSelector": ["ID"]}}
    _write(calls, "GetOrder", wanted, {"Ack": "Success", "Order": [order]}, 1)
    logs = {"CustomerLog": [{"Username": "u" * 40, "Status": "Waiting", "Mood": "True"}]}
    _write(calls, "AddCustomerLog", {"CustomerLogs": logs}, {"Ack": "Success"}, 2)
    settings = '[tool.neto-gen]\noperations = ["AddCustomerLog", "GetOrder"]\n\n'
    write_files(tmp_path, {"pyproject.toml": settings})
    said = run("check-recordings", "calls", "--format", "toml", cwd=tmp_path)
    assert said.returncode == 1, said.stderr
    tables = tomllib.loads(said.stdout)["tool"]["neto-gen"]["correction"]
    found = {table["elements"][0]: (table["documented"], table["correct"]) for table in tables}
    line = "AddCustomerLog.CustomerLogs.CustomerLog"
    assert found == {
        "GetOrderResponse.Order.GrandTotal": ({"type": "decimal"}, {"type": "string"}),
        "GetOrderResponse.Order.OrderLine.Quantity": ({"type": "integer"}, {"type": "decimal"}),
        "GetOrderResponse.Order.SalesChannel": ({"max_occurs": 1}, {"max_occurs": "unbounded"}),
        "GetOrderResponse.Order.Loyalty": ({"absent": True}, {"type": "integer"}),
        "GetOrderResponse.Order.Tags": (
            {"absent": True},
            {"type": "string", "max_occurs": "unbounded"},
        ),
        f"{line}.Username": ({"max_length": 25}, {"max_length": 40}),
        f"{line}.Status": ({"open": False}, {"open": True}),
        f"{line}.Mood": ({"absent": True}, {"type": "boolean"}),
    }
    assert "'1.5' is not an integer, 1 time" in said.stdout
    assert 'evidence = "seen: 000001-GetOrder.json"' in said.stdout
    assert (
        "# GetOrderResponse.Order.Odd: no correction can change this: is not in the" in said.stdout
    )
    (tmp_path / "pyproject.toml").write_text(settings + said.stdout, encoding="utf-8")
    built = run("build", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    again = run("check-recordings", "calls", "--format", "toml", cwd=tmp_path)
    assert [line for line in again.stdout.splitlines() if line.startswith("[[")] == []
    with serving(cwd=tmp_path) as store:
        body = json.dumps({"CustomerLogs": logs})
        answer = store.ask("AddCustomerLog", body, Accept="application/json").json()
        assert answer["Ack"] == "Success"
        (log,) = store.control("GET", "records/CustomerLog")["records"]
        assert (log["Mood"], log["Status"]) == ("True", "Waiting")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('elements = ["A.B"]\ncorrect = { type = "text" }', "type in correct of a [[tool.neto-gen"),
        ('elements = ["A.B"]\ncorrect = { typ = "string" }', 'unknown key "typ" in correct'),
        ('elements = ["A..B"]\ncorrect = { open = true }', "is not a list of paths"),
        ('correct = { type = "string" }', "has no elements"),
        ('elements = ["A.B"]', "corrects nothing"),
        ('element = ["A.B"]', "did you mean elements?"),
    ],
)
def test_corrections_that_are_none_are_told(tmp_path: Path, table: str, said: str) -> None:
    """A table that says nothing, or what no correction can, is refused with what is wrong."""
    text = f"[tool.neto-gen]\n[[tool.neto-gen.correction]]\n{table}\n"
    write_files(tmp_path, {"pyproject.toml": text})
    with pytest.raises(Failure) as caught:
        load_config(tmp_path)
    told = "".join(f"{p.what} {p.hint}" for p in caught.value.problems)
    assert said in told
