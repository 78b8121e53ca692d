"""The programs in examples, as somebody who integrates a store would run them."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import runpy
import subprocess
import sys
from contextlib import contextmanager
from datetime import date, timedelta, timezone
from http.client import HTTPConnection
from threading import Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import uvicorn

from examples import (
    orders_to_csv,
    send_items,
    update_stock,
    webhook_fastapi,
    webhook_flask,
)
from neto_client import AsyncNetoClient, NetoClient
from tests.api.answering_store import AnsweringStore
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KEY = "k"
BODY = b"<Event><EventID>17</EventID><Order><OrderID>N1</OrderID></Order></Event>"


class Program:
    """Runs programs as `python -m` does, with the address of a store in the environment."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, module: str, *arguments: str, store: AnsweringStore) -> tuple[object, str]:
        """Return the exit code of a program, and what it printed."""
        self._monkeypatch.setenv("NETO_STORE_URL", store.address)
        self._monkeypatch.setenv("NETO_KEY", KEY)
        self._monkeypatch.setattr(sys, "argv", [module, *arguments])
        self._monkeypatch.delitem(sys.modules, module, raising=False)
        code: object = None
        try:
            runpy.run_module(module, run_name="__main__")
        except SystemExit as ended:
            code = ended.code
        return code, self._capsys.readouterr().out


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """Return a function that runs a program."""
    return Program(monkeypatch, capsys)


def order(number: int) -> dict[str, str]:
    """Return an order as a store has it."""
    return {"OrderID": f"N{number}", "Email": 'a"b@c.example', "GrandTotal": "7.50", "New": "x"}


def pages(received: Any) -> dict[str, Any]:
    """Return a hundred orders on the first page, fifty on the second, and none behind."""
    start, end = {0: (0, 100), 1: (100, 150)}.get(int(received["Filter"].get("Page", 0)), (0, 0))
    return {"Order": [order(number) for number in range(start, end)], "Ack": "Success"}


def test_orders_of_a_day_are_a_csv_file(run: Program, tmp_path: Path) -> None:
    """All pages of a day are rows of a file, with the columns that were asked for."""
    path = tmp_path / "orders.csv"
    with AnsweringStore(pages) as store:
        done = run("examples.orders_to_csv", "2026-11-28", str(path), store=store)
    assert done == (None, "150 orders\n")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert [row["order_id"] for row in rows] == [f"N{number}" for number in range(150)]
    assert [*rows[0]] == [*orders_to_csv.COLUMNS]
    assert (rows[0]["email"], rows[0]["grand_total"]) == ('a"b@c.example', "7.50")
    _, sent = store.received[0]
    assert sent["Filter"]["DatePlacedFrom"] == "2026-11-28 00:00:00"
    assert sent["Filter"]["DatePlacedTo"] == "2026-11-28 23:59:59"


def test_a_day_is_one_of_the_time_zone() -> None:
    """A day in Sydney begins when it does there."""
    zone = timezone(timedelta(hours=11))
    with (
        AnsweringStore(lambda _: {"Order": []}) as store,
        NetoClient(store.address, key=KEY) as neto,
    ):
        assert orders_to_csv.write_orders(neto, date(2026, 11, 28), io.StringIO(), zone) == 0
    assert store.received[0][1]["Filter"]["DatePlacedFrom"] == "2026-11-27 13:00:00"


def half(received: Any) -> dict[str, Any]:
    """Return a response for one of three requests: success, partial success, and refusal."""
    items = received["Item"]
    match items[0]["SKU"]:
        case "A0":
            return {"Item": [{"SKU": item["SKU"]} for item in items], "Ack": "Success"}
        case "A100":
            warning = {"Message": "Item A150 is locked", "SeverityCode": "Warning"}
            return {"Item": [], "Ack": "Warning", "Messages": {"Warning": warning}}
        case _:
            error = {"Message": "Enough for today", "SeverityCode": "Error"}
            return {"Ack": "Error", "Messages": {"Error": error}}


def test_items_go_in_batches_with_a_report(run: Program, tmp_path: Path) -> None:
    """Of 250 items, a report names those that did not get through, with the reason."""
    path = tmp_path / "items.csv"
    rows = "".join(f"A{number},Shirt,{number}.50\n" for number in range(250))
    path.write_text(f"SKU,Name,DefaultPrice\n{rows}", encoding="utf-8")
    with AnsweringStore(half) as store:
        done = run("examples.send_items", str(path), store=store)
    code, printed = done
    assert code == 1
    first, *report = printed.splitlines()
    assert first == "250 items, 51 failures"
    assert report[0] == "items 100 to 199: Item A150 is locked"
    assert [line.partition(": ")[0] for line in report[1:]] == [f"A{n}" for n in range(200, 250)]
    assert report[1].startswith("A200: not sent: ")
    assert "Enough for today" in report[1]
    assert [len(sent["Item"]) for _, sent in store.received] == [100, 100, 50]


def test_items_that_all_get_through(run: Program, tmp_path: Path) -> None:
    """Where nothing goes wrong, the report is empty."""
    assert send_items.items_of([{"SKU": "A1", "Name": "Hat", "DefaultPrice": "1.50"}])
    path = tmp_path / "items.csv"
    path.write_text("SKU,Name,DefaultPrice\nA0,Shirt,1\n", encoding="utf-8")
    with AnsweringStore(half) as store:
        done = run("examples.send_items", str(path), store=store)
    assert done == (0, "1 items, 0 failures\n")


def stock(received: Any) -> dict[str, Any]:
    """Five of each item that is asked for; every update goes through."""
    if "Filter" not in received:
        return {"Item": [], "Ack": "Success"}
    if int(received["Filter"].get("Page", 0)):
        return {"Item": []}
    quantity = [{"WarehouseID": "1", "Quantity": "5"}, {"WarehouseID": "2", "Quantity": "9"}]
    skus = received["Filter"]["SKU"]
    return {"Item": [{"SKU": sku, "WarehouseQuantity": quantity} for sku in skus]}


def test_stock_is_updated_where_it_differs(run: Program) -> None:
    """Only what is another number in the store is sent, from a task."""

    async def program(address: str) -> list[str]:
        async with AsyncNetoClient(address, key=KEY) as neto:
            assert await update_stock.update_stock(neto, {"A1": 5}) == []
            return await update_stock.update_stock(neto, {"A1": 5, "A2": 0, "A3": 7})

    with AnsweringStore(stock) as store:
        assert asyncio.run(program(store.address)) == ["A2", "A3"]
        done = run("examples.update_stock", "A1=5", "A2=6", store=store)
    assert done == (None, "changed: A2\n")
    changes = [sent["Item"] for action, sent in store.received if action == "UpdateItem"]
    assert [[item["SKU"] for item in items] for items in changes] == [["A2", "A3"], ["A2"]]
    assert changes[0][0]["WarehouseQuantity"][0]["Quantity"] == "0"


def names(received: Any) -> dict[str, Any]:
    """Return two items of a brand, one of them with a space before its name."""
    if int(received.get("Filter", {}).get("Page", 0)):
        return {"Item": []}
    return {
        "Item": [{"SKU": "A1", "Name": " Shirt", "InventoryID": "1"}, {"SKU": "A2", "Name": "Hat"}]
    }


def test_what_is_read_is_changed_and_sent_back(run: Program) -> None:
    """Nothing but the name of the item that changes is sent."""
    with AnsweringStore(names) as store:
        done = run("examples.rename_items", "Acme", store=store)
    assert done == (None, "A1: Shirt\n")
    assert store.received[-1] == ("UpdateItem", {"Item": [{"SKU": "A1", "Name": "Shirt"}]})


def test_the_unit_tests_pass_and_notice_mistakes(tmp_path: Path) -> None:
    """The tests with the fake store pass as they stand, and fail where the code sends too much."""
    folder = tmp_path / "examples"
    folder.mkdir()
    for name in ("__init__.py", "rename_items.py", "test_rename_items.py"):
        (folder / name).write_text((REPOSITORY / "examples" / name).read_text("utf-8"), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "examples"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY / "generated"),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }

    def passed() -> str:
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        return done.stdout.splitlines()[-1]

    assert passed().startswith("3 passed")
    code = folder / "rename_items.py"
    text = code.read_text("utf-8")
    assert " and item.name != item.name.strip()" in text
    code.write_text(text.replace(" and item.name != item.name.strip()", ""), "utf-8")
    assert passed().startswith("2 failed, 1 passed")


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def in_flask(changed: Callable[[str], None]) -> Iterator[int]:
    """Serve the Flask application on a real socket; yield its port."""
    app: Any = webhook_flask.make_app(KEY, changed)
    with make_server("127.0.0.1", 0, app, handler_class=_Quiet) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_port
        server.shutdown()


@contextmanager
def in_fastapi(changed: Callable[[str], None]) -> Iterator[int]:
    """Serve the FastAPI application on a real socket; yield its port."""
    app = webhook_fastapi.make_app(KEY, changed)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    end = monotonic() + 30
    while not server.started and monotonic() < end:
        sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(30)


@pytest.mark.parametrize("serving", [in_flask, in_fastapi])
def test_a_webhook_takes_notifications(serving: Any) -> None:
    """What brings the token is taken, whatever the header is written as; all else is refused."""
    changed: list[str] = []
    statuses: list[int] = []
    requests: list[tuple[bytes, dict[str, str]]] = [
        (BODY, {"NETOAPI_KEY": KEY}),
        (BODY, {"netoapi-key": KEY}),
        (BODY, {"NETOAPI_KEY": "another"}),
        (BODY, {}),
        (b"<Event>", {"NETOAPI_KEY": KEY}),
    ]
    with serving(changed.append) as port:
        for body, headers in requests:
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("POST", "/neto", body, headers)
            statuses.append(connection.getresponse().status)
            connection.close()
    assert statuses == [200, 200, 403, 403, 400]
    assert changed == ["N1", "N1"]


def test_webhooks_know_the_token_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The applications that servers are pointed at take the token from there."""
    monkeypatch.setenv("NETO_WEBHOOK_TOKEN", KEY)
    client = webhook_flask.create_app().test_client()
    answer = client.post("/neto", data=BODY, headers={"NETOAPI-KEY": KEY})
    assert answer.status_code == 200
    assert webhook_fastapi.create_app().routes
    monkeypatch.delenv("NETO_WEBHOOK_TOKEN")
    with pytest.raises(KeyError):
        webhook_fastapi.create_app()
