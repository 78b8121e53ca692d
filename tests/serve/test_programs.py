"""Programs and load against the store: the examples, every action, and many requests at once."""

from __future__ import annotations

import asyncio
import json
import re
import runpy
import shutil
import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from neto_client import NetoError
from neto_client._catalogue import OPERATIONS
from tests.api.answering_store import sample
from tests.serve.running import ENDPOINT, KEY, serving
from tests.soak import IS_LONG
from tests.support import REPOSITORY, pair, write_files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.serve.running import Running

_AT_ONCE = 10_000 if IS_LONG else 300


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_commands_of_the_guide_work_with_it(store: Running, tmp_path: Path) -> None:
    """What the guide shows for curl adds an item, seeds a table, and orders a fault."""
    text = (REPOSITORY / "docs" / "serve.md").read_text(encoding="utf-8")
    commands = re.findall(r"^curl (?:.*\\\n)*.*$", text, re.MULTILINE)
    (tmp_path / "items.csv").write_text("SKU,Name\nB,Hat\n", encoding="utf-8")
    said = [
        subprocess.run(
            ["sh", "-c", command.replace("http://127.0.0.1:8765", store.address)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for command in (c.replace("test-key", KEY) for c in commands)
    ]
    assert '"Ack": "Success"' in said[0]
    assert said[1:] == ['{"seeded":1}', "{}"]
    state = store.control("GET", "state")
    assert (state["records"], len(state["faults"])) == ({"Item": 2}, 1)


@pytest.mark.parametrize("wire", ["json", "xml"])
def test_every_action_is_answered_as_the_api_does(store: Running, wire: Any) -> None:
    """All that a request of each action may hold is taken, done, or refused for what is not there."""
    done: list[str] = []
    refused: list[str] = []
    with store.client(wire=wire) as neto:
        for action, (module, request, _) in OPERATIONS.items():
            kind = getattr(import_module(f"neto_client.{module}"), request)
            try:
                getattr(neto, module)(kind.from_json(json.dumps(sample(action))))
            except NetoError as error:
                refused.append(str(error))
            else:
                done.append(action)
    assert [r for r in refused if "not found" not in r and "already exists" not in r] == []
    assert {a for a in OPERATIONS if a.startswith(("Add", "Get"))} <= {*done}


def test_the_examples_work_with_it(
    store: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The programs in examples do with it what they do with a store."""
    monkeypatch.setenv("NETO_STORE_URL", store.address)
    monkeypatch.setenv("NETO_KEY", KEY)

    def program(name: str, *arguments: str) -> None:
        monkeypatch.setattr(sys, "argv", [name, *arguments])
        monkeypatch.delitem(sys.modules, name, raising=False)
        runpy.run_module(name, run_name="__main__")

    program("examples.add_customer_log")
    program("examples.gateway")
    logs = store.control("GET", "records/CustomerLog")["records"]
    assert [log["LogID"] for log in logs] == ["1001", "1002", "1003", "1004"]
    stock = [{"SKU": "A1", "WarehouseQuantity": [{"WarehouseID": 1, "Quantity": 2}]}, {"SKU": "A2"}]
    store.control("POST", "seed/Item", stock)
    program("examples.update_stock", "A1=5", "A2=3")
    found = store.control("GET", "records/Item")["records"]
    assert [item["AvailableSellQuantity"] for item in found] == ["5", "3"]
    placed = [
        {"OrderID": f"N{day}", "DatePlaced": f"2026-11-{day} 09:30:00", "Email": "jo@example.com"}
        for day in (27, 28, 29)
    ]
    store.control("POST", "seed/Order", placed)
    program("examples.orders_to_csv", "2026-11-28", str(tmp_path / "orders.csv"))
    lines = (tmp_path / "orders.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[0] for line in lines] == ["order_id", "N28"]


def test_many_requests_at_once_lose_nothing(store: Running) -> None:
    """All of many requests that are under way together are answered, each with a key of its own."""
    resource: Any = pytest.importorskip("resource")  # there is none on Windows
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536), hard))
    body = b'{"CustomerLogs":{"CustomerLog":{"Notes":"x"}}}'
    request = (
        f"POST {ENDPOINT} HTTP/1.1\r\nHost: 127.0.0.1\r\nNETOAPI_KEY: {KEY}\r\n"
        "NETOAPI_ACTION: AddCustomerLog\r\nAccept: application/json\r\nConnection: close\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()
    host, _, port = store.address.removeprefix("http://").partition(":")

    async def ask(together: asyncio.Barrier) -> str:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(request)
        await together.wait()  # every request has begun before the first ends
        writer.write(body)
        answer = await reader.read()
        writer.close()
        content = json.loads(answer.partition(b"\r\n\r\n")[2])
        key: str = content["CustomerLog"][0]["LogID"]
        return key

    async def ask_all() -> list[str]:
        together = asyncio.Barrier(_AT_ONCE)
        return await asyncio.gather(*(ask(together) for _ in range(_AT_ONCE)))

    try:
        keys = asyncio.run(ask_all())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert len(set(keys)) == _AT_ONCE
    assert store.control("GET", "state")["records"] == {"CustomerLog": _AT_ONCE}


def test_any_schemas_are_served(tmp_path: Path) -> None:
    """A project with schemas of its own is served with what these say, without a client built for it."""
    thing = (
        '<xs:element name="Thing" maxOccurs="unbounded"><xs:complexType><xs:sequence>'
        '<xs:element name="ThingID" type="xs:integer" minOccurs="0"/>'
        '<xs:element name="Label" type="xs:string" minOccurs="0"/>'
        "</xs:sequence></xs:complexType></xs:element>"
    )
    wanted = (
        '<xs:element name="Filter"><xs:complexType><xs:sequence>'
        '<xs:element name="Label" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>'
        '<xs:element name="OutputSelector" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>'
        "</xs:sequence></xs:complexType></xs:element>"
    )
    write_files(
        tmp_path / "schemas", {**pair("AddThing", thing, thing), **pair("GetThing", wanted, thing)}
    )
    write_files(tmp_path, {"pyproject.toml": "[tool.neto-gen]\n"})
    assert REPOSITORY not in tmp_path.parents
    with serving(cwd=tmp_path) as store:
        added = store.ask("AddThing", '{"Thing": {"Label": "x"}}', Accept="application/json").json()
        assert (added["Ack"], added["Thing"]) == ("Success", [{"ThingID": "1001", "Label": "x"}])
        wanted = '{"Filter": {"Label": "X", "OutputSelector": "Label"}}'
        found = store.ask("GetThing", wanted, Accept="application/json").json()
        assert found["Thing"] == [{"ThingID": "1001", "Label": "x"}]
