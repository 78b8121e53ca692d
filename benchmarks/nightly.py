"""A job that reads all items of a store and updates them: what benchmarks.figures runs as processes.

    python -m benchmarks.nightly store
    python -m benchmarks.nightly bare|client|uncollected|streamed ADDRESS

The store prints its port. The job reads 50,000 items by 200, and sends 500 updates of 100: with bare httpx2
and json, with a client that holds all of it, or with one that goes page by page and batch by batch.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ITEMS, PAGE, BATCH = 50_000, 200, 100
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


def item(number: int) -> dict[str, str]:
    """Return an item as a store sends it."""
    return {
        "ItemID": str(number),
        "SKU": f"SKU-{number}",
        "Name": f"Item {number}",
        "Brand": "Brand",
        "IsActive": "True",
        "DefaultPrice": f"{number % 100}.50",
        "DateUpdated": "2026-11-25 10:00:00",
    }


def answer(head: bytes, body: bytes) -> bytes:
    """Return the store's response: a page of items, or that it has updated them."""
    if b"getitem" not in head:
        return b'{"CurrentTime":"2026-11-25 10:00:00","Ack":"Success"}'
    page = int(json.loads(body)["Filter"].get("Page") or 0)
    numbers = range(page * PAGE, min((page + 1) * PAGE, ITEMS))
    return json.dumps({"Item": [item(n) for n in numbers], "Ack": "Success"}).encode()


class _Store(asyncio.Protocol):
    def __init__(self) -> None:
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].lower()
            size = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            if len(self.buffer) < end + 4 + size:
                return
            body = self.buffer[end + 4 : end + 4 + size]
            self.buffer = self.buffer[end + 4 + size :]
            found = answer(head, body)
            self.transport.write(_HEAD % len(found) + found)


async def store() -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(_Store, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


_OUTPUTS = ("SKU", "Name", "Brand", "IsActive", "DefaultPrice", "DateUpdated")


def bare(address: str) -> int:
    """Run the job with httpx2 and json alone; return the number of items."""
    import httpx2  # noqa: PLC0415 - each job imports what it needs

    count = 0
    headers = {"NETOAPI_KEY": "k", "Content-Type": "application/json", "Accept": "application/json"}
    with httpx2.Client(headers=headers) as http:

        def call(action: str, request: object) -> dict[str, Any]:
            body = json.dumps(request).encode()
            url = f"{address}/do/WS/NetoAPI"
            found: dict[str, Any] = json.loads(
                http.post(url, content=body, headers={"NETOAPI_ACTION": action}).content
            )
            return found

        def items() -> Iterator[dict[str, str]]:
            page = 0
            while True:
                limits = {"Page": str(page), "Limit": str(PAGE), "IsActive": "True"}
                request = {"Filter": {**limits, "OutputSelector": _OUTPUTS}}
                found = call("GetItem", request)["Item"]
                if not found:
                    return
                yield from found
                page += 1

        batch: list[dict[str, str]] = []
        for found in items():
            batch.append({"SKU": found["SKU"], "Name": found["Name"]})
            if len(batch) == BATCH:
                call("UpdateItem", {"Item": batch})
                count += len(batch)
                batch = []
    return count


def client(address: str) -> int:
    """Run the job with a client, which holds all items and results; return the number of items."""
    from neto_client import NetoClient  # noqa: PLC0415 - each job imports what it needs
    from neto_client.get_item import OutputSelector  # noqa: PLC0415
    from neto_client.update_item import Item  # noqa: PLC0415

    outputs = [OutputSelector(name) for name in _OUTPUTS]
    with NetoClient(address, key="k", rate_limit=None) as neto:
        found = [*neto.iter_get_item(is_active=True, output_selector=outputs, limit=PAGE)]
        neto.update_item([Item(sku=i.sku, name=i.name) for i in found], batch=BATCH)
        return len(found)


def uncollected(address: str) -> int:
    """Run the same without garbage collection."""
    gc.disable()
    return client(address)


def streamed(address: str) -> int:
    """Run the job with a client, page by page and batch by batch; return the number of items."""
    from neto_client import NetoClient  # noqa: PLC0415 - each job imports what it needs
    from neto_client.get_item import OutputSelector  # noqa: PLC0415
    from neto_client.update_item import Item  # noqa: PLC0415

    outputs = [OutputSelector(name) for name in _OUTPUTS]
    with NetoClient(address, key="k", rate_limit=None) as neto:
        found = neto.iter_get_item(is_active=True, output_selector=outputs, limit=PAGE)
        updates = (Item(sku=i.sku, name=i.name) for i in found)
        return sum(len(done.records) for done in neto.iter_update_item(updates, batch=BATCH))


JOBS: dict[str, Callable[[str], int]] = {
    "bare": bare,
    "client": client,
    "uncollected": uncollected,
    "streamed": streamed,
}


def main() -> None:
    """Serve, or do a job."""
    if sys.argv[1] == "store":
        asyncio.run(store())
    elif (count := JOBS[sys.argv[1]](sys.argv[2])) != ITEMS:
        raise SystemExit(f"{count} items instead of {ITEMS}")


if __name__ == "__main__":
    main()
