"""A store that speaks HTTP/2 only, over TLS on a real socket."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING, Any

import h2.config
import h2.connection
import h2.events
from hpack import NeverIndexedHeaderTuple

from tests.client.misbehaving_store import GOOD

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self


@dataclass(slots=True)
class Http2Store:
    """The store, in use as a context manager.

    `bodies` are the requests that it has read whole, and `connections` counts the connections.
    `sensitive` are the headers of each that are not to be kept in a table; `echo` is sent as a header.
    """

    certificate: Path
    bodies: list[bytes] = field(default_factory=list[bytes])
    headers: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    sensitive: list[set[str]] = field(default_factory=list[set[str]])
    echo: str = ""
    connections: int = 0
    listener: Any = None

    @property
    def address(self) -> str:
        """Where it is."""
        return f"https://localhost:{self.listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self.listener = socket.create_server(("127.0.0.1", 0))
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.listener.close()

    def _accept(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        context.set_alpn_protocols(["h2"])
        with suppress(OSError):
            while True:
                plain, _ = self.listener.accept()
                self.connections += 1
                Thread(target=self._serve, args=(context, plain), daemon=True).start()

    def _serve(self, context: ssl.SSLContext, plain: socket.socket) -> None:
        with suppress(OSError), context.wrap_socket(plain, server_side=True) as connection:
            assert connection.selected_alpn_protocol() == "h2"
            config = h2.config.H2Configuration(client_side=False, header_encoding="utf-8")
            state = h2.connection.H2Connection(config=config)
            state.initiate_connection()
            connection.sendall(state.data_to_send())
            bodies: dict[int, bytes] = {}
            while data := connection.recv(65_536):
                for event in state.receive_data(data):
                    self._handle(state, event, bodies)
                connection.sendall(state.data_to_send())

    def _handle(
        self, state: h2.connection.H2Connection, event: Any, bodies: dict[int, bytes]
    ) -> None:
        if isinstance(event, h2.events.RequestReceived):
            headers: Any = event.headers  # texts, as the encoding is known
            self.headers.append(dict(headers))
            marked = [h for h in headers if isinstance(h, NeverIndexedHeaderTuple)]
            self.sensitive.append({str(name) for name, _ in marked})
            bodies[event.stream_id] = b""
        elif isinstance(event, h2.events.DataReceived):
            bodies[event.stream_id] += event.data
            state.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            self.bodies.append(bodies.pop(event.stream_id))
            length = str(len(GOOD))
            answered = [(":status", "200"), ("content-length", length)]
            if self.echo:
                answered.append(("x-echo", self.echo))
            state.send_headers(event.stream_id, answered)
            state.send_data(event.stream_id, GOOD, end_stream=True)
