"""A store on a real socket that answers with what it is told to, whatever it got."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class EchoingStore:
    """The store: the answer that it gives, and the headers of what has arrived, in small letters."""

    address: str = ""
    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict[str, str])
    arrived: list[dict[str, str]] = field(default_factory=list[dict[str, str]])


@contextmanager
def echoing() -> Iterator[EchoingStore]:
    """Run a store during the block."""
    store = EchoingStore()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            store.arrived.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(store.status)
            for name, value in {**store.headers, "Content-Length": str(len(store.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(store.body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        store.address = f"http://127.0.0.1:{server.server_port}"
        yield store
        server.shutdown()
