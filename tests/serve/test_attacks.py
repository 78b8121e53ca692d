"""What nobody should send, and what should not happen to a store: it answers, and goes on."""

from __future__ import annotations

import json
import random
import socket
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_client._store import Store
from neto_client._store_kinds import Operations
from neto_client._store_state import FullError, MemoryState
from neto_client._store_wire import QUIRKS, Request
from neto_gen.serve.control import why_not
from neto_gen.serve.run import knows
from neto_gen.serve.sqlite import SqliteState
from tests.api.answering_store import sample
from tests.serve.running import Running, serving

LOG = '{"CustomerLogs": {"CustomerLog": [{"Notes": "Rang"}]}}'
_OPERATIONS = Operations("neto_client")
_ODD: list[Any] = [
    *(
        "\ud800",
        "\0",
        "",
        "9" * 60,
        "-1",
        "1e999",
        "NaN",
        "0000-00-00",
        "\u202e",
        "a" * 3000,
        "<x>",
    ),
    *("A1", "N1001", "1001", "2026-13-45", "y", None, True, 1.5, 10**400),
    *([], [[]], [None], {}, {"a": {"b": [1]}}, ["A1", "A2"]),
]
_ODD_NAMES = ["", "a b", "<", "\ud800", "Page", "Limit", "@x", "#text", "{u}x"]


def _worse(value: Any, chance: random.Random) -> Any:
    """Return a document with odd values and names in some places."""
    if chance.random() < 0.12:
        return chance.choice(_ODD)
    if isinstance(value, list):
        return [_worse(one, chance) for one in value]
    if not isinstance(value, dict):
        return value
    found = {name: _worse(one, chance) for name, one in value.items() if chance.random() < 0.8}
    if chance.random() < 0.05:
        found[chance.choice(_ODD_NAMES)] = chance.choice(_ODD)
    return found


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return stores that accept only what their schemas allow, and stores that accept anything."""
    path = tmp_path_factory.mktemp("odd") / "store.sqlite"
    state = SqliteState(path, most=1_000, full=FullError, first=1001)
    yield [
        Store(_OPERATIONS, MemoryState(most=1_000)),
        Store(_OPERATIONS, state, strictness="none"),
        Store(_OPERATIONS, MemoryState(most=1_000), strictness="none", quirks=QUIRKS),
    ]
    state.close()


@given(seed=st.integers(0, 2**32))
def test_any_document_has_an_answer(engines: list[Store], seed: int) -> None:
    """Whatever stands in a request, it is done or refused, in an answer that is well-formed."""
    chance = random.Random(seed)  # noqa: S311 - it is to be the same each time
    action = chance.choice([*_OPERATIONS])
    body = json.dumps(_worse(sample(action), chance)).encode()
    for engine in engines:
        for accept in ("application/json", ""):
            headers = {"netoapi_action": action, "accept": accept}
            answer = engine.handle(Request(headers, body))
            assert answer.status == 200
            if accept:
                content = json.loads(answer.body)
                (ack,) = [one["Ack"] for one in (content, *content.values()) if "Ack" in one]
                assert ack in {"Success", "Warning", "Error"}
            else:
                assert ET.fromstring(answer.body).find("Ack") is not None


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x16\x03\x01\x02\0\x01\0\r\n\r\n", 400),
        (b"POST /do/WS/NetoAPI HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", 400),
        (
            b"POST /do/WS/NetoAPI HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            400,
        ),
        (b"POST " + b"/x" * 1_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"GET /control/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        (b"GET /control/api/records/..%2f..%2fx HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        (b"PUT /do/WS/NetoAPI HTTP/1.0\r\nContent-Length: 0\r\n\r\n", 405),
    ],
)
def test_what_is_hardly_http_is_answered(store: Running, sent: bytes, status: int) -> None:
    """A request that cannot be understood, or leads nowhere, is refused, and the next one is answered."""
    host, _, port = store.address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), 30) as own:
        own.sendall(sent)
        assert own.recv(12)[9:] == str(status).encode()
    assert store.ask("AddCustomerLog", LOG, Accept="application/json").json()["Ack"] == "Success"


@pytest.mark.parametrize(
    "body", ["[" * 200_000, '{"a":' * 50_000, "<a>" * 100_000, "\0", "\ud7ff" * 9]
)
def test_deep_and_senseless_bodies_are_refused(store: Running, body: str) -> None:
    """A document that would exhaust a parser is refused as any other that cannot be read."""
    answer = store.ask("AddItem", body, Accept="application/json")
    assert answer.json()["Messages"]["Error"]["Message"].startswith("The request is invalid: ")


def test_a_key_is_any_text() -> None:
    """A key beyond ASCII is found in each scheme, as bytes of UTF-8; other bytes are another key."""
    neto, other = knows("schlüssel"), knows("schlüssel", is_neto=False)
    spelled = "schlüssel".encode().decode("latin-1")
    basic = b64encode("id:schlüssel".encode()).decode()

    def at_gateway(headers: dict[str, str]) -> bool:
        return neto(Request(headers, b"", path="/v1/stores/1/do/WS/NetoAPI"))

    for headers, is_known in (
        ({"netoapi_key": spelled}, (True, False, True)),
        ({"authorization": f"Bearer {spelled}"}, (False, True, True)),
        ({"authorization": f"Basic {basic}"}, (False, False, True)),
        ({"netoapi_key": "schlüssel"}, (False, False, False)),
        ({"authorization": "Basic %%%"}, (False, False, False)),
        ({}, (False, False, False)),
    ):
        asked = Request(headers, b"", path="/do/WS/NetoAPI")
        assert (neto(asked), at_gateway(headers), other(asked)) == is_known, headers


def test_what_is_secret_is_so_wherever_it_is_repeated(store: Running) -> None:
    """A password that an answer or another element repeats is masked there, too."""
    body = '{"Customer": {"Username": "hunter22", "Password": "hunter22"}}'
    for _ in range(2):
        store.ask("AddCustomer", body, Accept="application/json")
    found = store.control("GET", "requests")["requests"]
    assert "Customer xxxxxx11 already exists" in found[1]["response"]
    assert "hunter22" not in json.dumps(found)


@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process are of Linux")
def test_a_full_disk_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """While nothing can be written, writes are refused; once there is room, the store goes on."""
    import resource  # noqa: PLC0415 - there is none on Windows

    data = tmp_path / "store.sqlite"
    acknowledged: list[str] = []
    with serving("--data", str(data)) as store:
        wal = Path(f"{data}-wal")

        def write(note: str) -> int:
            body = json.dumps({"CustomerLogs": {"CustomerLog": [{"Notes": note}]}})
            answer = store.ask("AddCustomerLog", body, Accept="application/json")
            if answer.status_code == 200:
                assert answer.json()["Ack"] == "Success"
                acknowledged.append(note)
            else:
                assert answer.text.startswith("the file of the store cannot be used: ")
            return answer.status_code

        odd = store.control("POST", "seed/Item", [{"SKU": "\ud800"}])
        assert odd == (422, "a text contains characters that are not valid Unicode")
        assert write("before") == 200
        _, hard = resource.prlimit(store.process.pid, resource.RLIMIT_FSIZE)
        most = wal.stat().st_size + 50_000
        resource.prlimit(store.process.pid, resource.RLIMIT_FSIZE, (most, hard))
        statuses = [write(f"{n} {'x' * 2_000}") for n in range(30)]
        assert {statuses[0], statuses[-1]} == {200, 507}
        assert store.control("POST", "seed/Item", [{"SKU": "A", "Name": "x" * 9_000}])[0] == 507
        resource.prlimit(store.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        assert write("after") == 200
        store.kill()
    state = SqliteState(data, most=1_000, full=FullError, first=1001)
    assert [record["Notes"] for record in state.all("CustomerLog")] == acknowledged
    state.close()


@pytest.mark.parametrize("client", ["10.0.0.5", "192.168.1.7", "fe80::1", "not-an-address"])
@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1:8765", "[::1]:8765"])
def test_other_machines_control_nothing(client: str, host: str) -> None:
    """Where others reach the port, the control API tells them apart, whatever name they give it."""
    scope = {"type": "http", "method": "GET", "client": (client, 5)}
    assert why_not(scope, {"host": host}) == "the control page is only available on this machine"
    assert why_not({**scope, "client": ("127.0.0.1", 5)}, {"host": host}) == ""
    assert why_not({**scope, "client": ("::1", 5)}, {"host": host}) == ""
