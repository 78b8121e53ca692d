"""The log of requests: what is in it, and how much."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from neto_gen.serve.client import client_in
from neto_gen.serve.log import MOST_BYTES, MOST_ENTRIES, MOST_OF_ONE, Log
from tests.serve.running import serving
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from tests.serve.running import Running


@pytest.mark.parametrize(
    ("size", "kept"), [(10, MOST_ENTRIES), (1 << 20, MOST_BYTES // (2 * MOST_OF_ONE))]
)
def test_the_log_holds_the_last_requests_that_fit(size: int, kept: int) -> None:
    """Of many requests the last are there, no more than a number of them, and than so many bytes."""
    client = client_in(REPOSITORY / "generated", "neto_client")
    log = Log(client)
    for number in range(700):
        request = client.wire.Request({"netoapi_action": f"A{number}"}, b"x" * size)
        log.add(request, 200, b"y" * size, "", 1.0)
    actions = [entry["action"] for entry in log.after(0)]
    assert log.count == 700
    assert kept * 0.9 < len(actions) <= kept
    assert actions[-1] == "A699"


@pytest.mark.parametrize("body", ['{"SKU":"A",  "n":[1]}', "<A  b='c'/>"])
def test_a_body_is_shown_as_it_came(store: Running, body: str) -> None:
    """What has no secrets is in the log as it was sent, with its spaces and quotes."""
    store.ask("AddItem", body)
    (entry,) = store.control("GET", "requests")["requests"]
    assert entry["request"] == body


def test_a_key_is_not_shown_where_a_store_repeats_it() -> None:
    """The key of a request is masked in its body and in the response to it."""
    client = client_in(REPOSITORY / "generated", "neto_client")
    log = Log(client)
    headers = {"netoapi_action": "GetItem", "netoapi_key": "KEY-1234"}
    request = client.wire.Request(headers, b'{"Filter": {"SKU": ["KEY-1234", "jo@x.com"]}}')
    log.add(request, 200, b'{"Message": "no KEY-1234"}', "", 1.0)
    (entry,) = log.after(0)
    assert entry["request"] == '{"Filter": {"SKU": ["XXX-1111", "jo@x.com"]}}'
    assert entry["response"] == '{"Message": "no XXX-1111"}'


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells it so")
def test_memory_does_not_grow_with_requests() -> None:
    """Hundreds of large requests leave hardly more in memory than the log keeps of them."""
    with serving() as store:

        def memory() -> int:
            text = Path(f"/proc/{store.process.pid}/status").read_text("utf-8")
            return int(re.findall(r"VmRSS:\s+(\d+) kB", text)[0]) << 10

        def ask(times: int) -> None:
            for _ in range(times):
                assert store.ask("AddItem", "{" + "x" * (1 << 20)).status_code == 200

        ask(30)
        before = memory()
        ask(200)
        assert memory() - before < MOST_BYTES + (64 << 20), sys.platform
