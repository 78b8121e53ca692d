"""The store of `neto-gen serve`, as its users have it: a process with a port."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import httpx2
import pytest

from neto_client import (
    AuthenticationError,
    OutcomeUnknown,
    RateLimited,
    ResponseError,
    ServerFailure,
)
from neto_client.add_customer_log import CustomerLog
from neto_client.add_item import Item
from tests.serve.running import ENDPOINT, HTTP, KEY, Running
from tests.support import run

if TYPE_CHECKING:
    from pathlib import Path

LOG = '{"CustomerLogs": {"CustomerLog": [{"Username": "jo", "Notes": "Rang"}]}}'
ONE_LOG = '{"CustomerLogs": {"CustomerLog": {"Username": "jo", "Notes": "Rang"}}}'
LISTED = '{"CustomerLogs": [{"CustomerLog": [{"Username": "jo", "Notes": "Rang"}]}]}'
ROOTED = f'{{"AddCustomerLog": {LOG}}}'
XML_LOG = (
    "<?xml version='1.0' encoding='utf-8'?><AddCustomerLog><CustomerLogs><CustomerLog>"
    "<Username>jo</Username><Notes>Rang</Notes></CustomerLog></CustomerLogs></AddCustomerLog>"
)
QUALIFIED = XML_LOG.replace("<AddCustomerLog>", '<AddCustomerLog xmlns="NetoAPI">')


@pytest.mark.parametrize("body", [LOG, ONE_LOG, LISTED, ROOTED, XML_LOG, QUALIFIED])
@pytest.mark.parametrize(
    ("headers", "answers_json"),
    [
        ({"Accept": "application/json", "Content__Type": "application/json"}, True),
        ({"accept": "application/json", "content__type": "application/javascript"}, True),
        ({"Accept": "application/json", "Content__Type": "text/xml"}, True),
        ({"Accept": "application/xml", "Content__Type": "application/xml"}, False),
        ({"Content__Type": "application/x-www-form-urlencoded"}, False),
    ],
)
def test_it_takes_what_public_clients_send(
    store: Running, body: str, headers: dict[str, str], *, answers_json: bool
) -> None:
    """A body with a root or without, objects for lists and any type are taken; Accept says the rest."""
    answer = store.ask("AddCustomerLog", body, **headers)
    if answers_json:
        content = answer.json()
        assert (content["Ack"], content["CustomerLog"]) == ("Success", [{"LogID": "1001"}])
        assert answer.headers["content-type"] == "application/json"
    else:
        root = ET.fromstring(answer.content)
        assert root.tag == "AddCustomerLogResponse"
        assert (root.findtext("Ack"), root.findtext("CustomerLog/LogID")) == ("Success", "1001")
        assert answer.headers["content-type"] == "text/xml"


@pytest.mark.parametrize("name", ["NETOAPI_ACTION", "netoapi_action", "NetoAPI_Action"])
def test_headers_are_taken_in_any_case(store: Running, name: str) -> None:
    """The action and the key are found however their headers are spelled."""
    headers = {name: "AddCustomerLog", "netoapi_Key": KEY, "accept": "application/json"}
    answer = HTTP.post(f"{store.address}{ENDPOINT}", content=LOG, headers=headers)
    assert answer.json()["Ack"] == "Success"


@pytest.mark.parametrize(
    ("action", "body", "message"),
    [
        ("AddThing", "{}", "Unknown action: AddThing"),
        ("AddItem", "{", "The request is invalid: "),
        ("AddItem", '{"Item": {"SKU": "A1", "Nmae": "x"}}', "AddItem.Item[0].Nmae: is not in the"),
        ("AddItem", '{"Item": {"SKU": "A1", "RRP": "x"}}', "AddItem.Item[0].RRP: 'x' is not"),
        (
            "AddItem",
            f'{{"Item": {{"SKU": "{"A" * 26}"}}}}',
            "26 characters, at most 25 are allowed",
        ),
        ("AddItem", '{"Item": {"Name": "x"}}', "AddItem.Item[0].SKU: is required"),
        ("GetItem", '{"Filter": {"OutputSelector": "SKU"}}', "has no filter; set at least one"),
        ("UpdateItem", '{"Item": {"SKU": "A9"}}', "Item not found: SKU A9"),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "application/xml"])
def test_refusals_are_worded_and_have_status_200(
    store: Running, action: str, body: str, message: str, accept: str
) -> None:
    """What cannot be done is an answer with Ack=Error that says why, and the log says it, too."""
    answer = store.ask(action, body, Accept=accept)
    assert answer.status_code == 200
    if "json" in accept:
        content = answer.json()
        assert content["Ack"] == "Error"
        assert message in content["Messages"]["Error"]["Message"]
    else:
        root = ET.fromstring(answer.content)
        assert root.findtext("Ack") == "Error"
        assert message in str(root.findtext("Messages/Error/Message"))


def test_a_wrong_key_is_refused(store: Running) -> None:
    """Without the key of the store nothing is done."""
    with store.client(key="another") as neto, pytest.raises(AuthenticationError):
        neto.add_customer_log(CustomerLog(notes="x"))
    assert store.control("GET", "state")["records"] == {}


def test_each_fault_is_what_it_is_called(store: Running) -> None:
    """A request has the fault that its header asks for, and only some of them act before."""
    for fault, error, acts in (
        ("rate-limit", RateLimited, False),
        ("reset-before", OutcomeUnknown, False),
        ("reset-after", OutcomeUnknown, True),
        ("html", ResponseError, False),
        ("html-after", ResponseError, True),
        ("truncated", OutcomeUnknown, True),
        ("server-error", ServerFailure, False),
        ("timeout", OutcomeUnknown, False),
        ("timeout-after", OutcomeUnknown, True),
    ):
        headers = {"X-Neto-Serve-Fault": fault}
        settings = {"timeout": 0.3} if "timeout" in fault else {}
        with store.client(headers=headers, **settings) as neto, pytest.raises(error):
            neto.add_item(Item(sku=fault, name="x"))
        kept = store.control("GET", "records/Item")["records"]
        assert (fault in {record["SKU"] for record in kept}) == acts, fault
    answer = store.ask("AddItem", "{}", X__Neto__Serve__Fault="nonsense")
    assert (answer.status_code, "reset-after" in answer.text) == (400, True)


def test_a_reset_is_a_reset_and_a_cut_answer_is_cut(store: Running) -> None:
    """The server library has no way to break a connection of its own: the client still sees it break."""
    with pytest.raises(httpx2.ReadError):
        store.ask("AddItem", "{}", X__Neto__Serve__Fault="reset-before")
    with pytest.raises(httpx2.RemoteProtocolError, match=r"incomplete|without complet|peer closed"):
        store.ask("AddItem", "{}", X__Neto__Serve__Fault="truncated")
    assert store.ask("AddItem", "{}").status_code == 200


def test_faults_can_be_ordered(store: Running) -> None:
    """A fault that a test orders is for so many requests of an action, and is forgotten when asked."""
    order = {"fault": "rate-limit", "times": 2, "action": "AddItem"}
    assert store.control("POST", "faults", order) == {}
    with store.client() as neto:
        neto.add_customer_log(CustomerLog(notes="x"))
        for _ in range(2):
            with pytest.raises(RateLimited):
                neto.add_item(Item(sku="A1", name="x"))
    with store.client() as neto:
        neto.add_item(Item(sku="A1", name="x"))
    store.control("POST", "faults", {"fault": "html", "times": 5})
    assert store.control("GET", "state")["faults"] == [{"fault": "html", "times": 5, "action": ""}]
    assert store.control("DELETE", "faults") == {}
    for wrong, said in (
        ({"fault": "x"}, "fault must be one of rate-limit, "),
        ({"fault": "html", "times": 0}, "times must be a number from 1"),
        ({"fault": "html", "action": "AddThing"}, "action must be an action of the API"),
        ({"fault": ["html"]}, "fault must be one of rate-limit, "),
        ({"fault": "html", "action": {}}, "action must be an action of the API"),
        ("[]", "the body must be a JSON object"),
    ):
        status, error = store.control("POST", "faults", wrong)
        assert (status, said in error) == (422, True)


def test_it_is_seeded_saved_and_restored(store: Running) -> None:
    """Records come from CSV and JSON, and a snapshot brings all of them back, with the numbers."""
    table = "SKU,Name,Categories.Category.CategoryID\nA1,Shirt,7\nA2,,\n"
    kind = {"Content-Type": "text/csv"}
    assert store.control("POST", "seed/Item", table, **kind) == {"seeded": 2}
    people = [{"Username": "jo", "Active": True, "CreditLimit": 5}]
    assert store.control("POST", "seed/Customer", people) == {"seeded": 1}
    snapshot = store.control("GET", "snapshot")
    store.control("POST", "reset")
    assert store.control("POST", "snapshot", snapshot) == {"records": {"Customer": 1, "Item": 2}}
    with store.client() as neto:
        (found,) = neto.get_item(category_id="7", output_selector="Name").item
        assert (found.sku, found.name) == ("A1", "Shirt")
        neto.add_item(Item(sku="A3", name="x"))
        (new,) = neto.get_item(sku="A3", output_selector="ID").item
        assert new.inventory_id == 1003
    for path, content, headers, said in (
        ("seed/Thing", [], {}, "there are no records called Thing"),
        ("seed/Item", "SKU\nA1,b\n", kind, "row 1 must have as many cells as the first row"),
        ("seed/Item", "SKU,SKU\nA1,b\n", kind, "the column SKU occurs twice"),
        ("seed/Item", "SKU,Nmae\nA1,b\n", kind, "record 1: Item.Nmae: is not in the schema"),
        ("seed/Item", "", kind, "its first row must name the columns"),
        ("seed/Item", '[{"SKU": "A"}]', kind, "its first row must name the columns"),
        ("seed/Item", "SKU,\nA1,b\n", kind, "column 2 must be called as an element, not ''"),
        ("seed/Item", 'SKU\n"A1\n', kind, "the body is not a CSV table: unexpected end of data"),
        ("seed/Item", "SKU\nA1\n", {}, "a CSV table needs Content-Type: text/csv"),
        ("seed/Item", "[1]", {}, "a JSON list of records"),
        ("seed/Item", '[{"RRP": NaN}]', {}, "a JSON list of records"),
        ("snapshot", {"format": 1, "numbers": {"Item": 1 << 70}}, {}, "this is not a snapshot"),
        ("snapshot", {"format": 1, "numbers": {"Item": -1}}, {}, "this is not a snapshot"),
        ("snapshot", {"format": 9}, {}, "this is not a snapshot of a store"),
    ):
        _, error = store.control("POST", path, content, **headers)
        assert said in error


@pytest.mark.parametrize(
    "table",
    [
        "SKU;Name;RRP\nA;Shirt, red;7,50\n",
        "SKU\tName\tRRP\r\nA\tShirt, red\t7,50\r\n",
        '\ufeffSKU,Name,RRP\r\n"A","Shirt, red","7,50"\r\n\r\n',
    ],
)
def test_tables_come_as_spreadsheets_write_them(store: Running, table: str) -> None:
    """Cells are separated by commas, semicolons or tabs, after a byte order mark or none."""
    told = store.control("POST", "seed/Item", table, **{"Content-Type": "Text/CSV; charset=utf-8"})
    assert told == {"seeded": 1}
    (item,) = store.control("GET", "records/Item")["records"]
    assert (item["SKU"], item["Name"], item["RRP"]) == ("A", "Shirt, red", "7,50")


def test_long_cells_and_exact_numbers_are_seeded(store: Running) -> None:
    """A cell may be as long as a description is, and a number keeps its digits."""
    text = "x" * 200_000
    kind = {"Content-Type": "text/csv"}
    assert store.control("POST", "seed/Item", f"SKU,Name\nA,{text}\n", **kind) == {"seeded": 1}
    assert store.control("POST", "seed/Item", '[{"SKU": "B", "RRP": 1.50}]') == {"seeded": 1}
    long, exact = store.control("GET", "records/Item")["records"]
    assert (len(long["Name"]), exact["RRP"]) == (200_000, "1.50")


def test_the_log_says_what_is_wrong_and_hides_secrets(store: Running) -> None:
    """A request is logged with what differs from its schema, without the key and passwords."""
    body = '{"Customer": {"Username": "jo", "Password": "hunter22", "Nmae": "x"}}'
    store.ask("AddCustomer", body, Accept="application/json")
    found = store.control("GET", "requests")
    (entry,) = found["requests"]
    assert (entry["action"], entry["status"], entry["wire"]) == ("AddCustomer", 200, "JSON to JSON")
    assert "AddCustomer.Customer[0].Nmae: is not in the schema" in entry["problems"]
    text = json.dumps(found)
    assert "hunter22" not in text
    assert KEY not in text
    assert store.control("GET", f"requests?after={entry['number']}")["requests"] == []


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"Host": "evil.example"}, "available on this machine, under its own name"),
        ({"Host": "127.0.0.1.evil.example:80"}, "available on this machine, under its own name"),
        ({"Origin": "http://evil.example"}, "refuses requests from other origins"),
        ({"Origin": "null"}, "refuses requests from other origins"),
        ({"Sec-Fetch-Site": "cross-site"}, "refuses requests from other origins"),
    ],
)
def test_other_origins_control_nothing(store: Running, headers: dict[str, str], said: str) -> None:
    """A foreign page in the browser of a developer can neither read nor change the store."""
    store.control("POST", "seed/Item", [{"SKU": "A1"}])
    status, error = store.control("POST", "reset", **headers)
    assert (status, said in error) == (403, True)
    assert store.control("GET", "state")["records"] == {"Item": 1}


def test_the_page_shows_text_alone(store: Running) -> None:
    """The page takes no script but its own, and has no way to make markup of what it shows."""
    page = HTTP.get(f"{store.address}/")
    script = HTTP.get(f"{store.address}/control/page.js")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "<script>" not in page.text
    for device in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert device not in script.text


@pytest.mark.parametrize(
    ("path", "headers", "length", "status"),
    [
        (ENDPOINT, "", 33 << 20, 413),
        (ENDPOINT, "Connection: close\r\n", 33 << 20, 413),
        (
            "/control/api/reset",
            "Connection: close\r\nOrigin: http://evil.example\r\n",
            8 << 20,
            403,
        ),
        ("/nowhere", "Connection: close\r\n", 8 << 20, 404),
    ],
)
def test_who_sends_too_much_still_gets_the_answer(
    store: Running, path: str, headers: str, length: int, status: int
) -> None:
    """An answer that comes before the end of a request is not lost to who still sends it."""
    host, _, port = store.address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), 30) as own:
        head = f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\n{headers}Content-Length: {length}"
        own.sendall(f"{head}\r\n\r\n".encode())
        began = own.recv(12)
        for _ in range(length >> 20):
            own.sendall(bytes(1 << 20))
        rest = own.recv(1 << 16)
    assert began == f"HTTP/1.1 {status}".encode()
    assert b"content-length" in rest
    assert store.ask("AddCustomerLog", LOG, Accept="application/json").json()["Ack"] == "Success"


def test_who_waits_before_a_body_that_is_too_long_sends_none(store: Running) -> None:
    """A client that asks whether it may send is told no, on a connection that ends there."""
    host, _, port = store.address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), 30) as own:
        own.sendall(
            f"POST {ENDPOINT} HTTP/1.1\r\nHost: {host}\r\nExpect: 100-continue\r\n"
            f"Content-Length: {33 << 20}\r\n\r\n".encode()
        )
        answer = b"".join(iter(lambda: own.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer
    assert answer.endswith(b"a body can have at most 33,554,432 bytes")


def test_what_is_no_request_of_the_api_is_told(store: Running) -> None:
    """Another method than POST is refused."""
    assert HTTP.get(f"{store.address}{ENDPOINT}").status_code == 405


def test_a_port_that_is_in_use_is_named_with_what_to_do(tmp_path: Path) -> None:
    """If another program listens on the port, the message has the address once, and how to choose another port."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--key", "x", "--port", str(port), cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr == (
        f"error: cannot listen on 127.0.0.1:{port}: Address already in use\n"
        "  help: choose another port with --port, or 0 for any that is free\n"
    )
