"""A store that speaks HTTP/2 only, over TLS on a real socket, well or as badly as it is told."""

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
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    # The bytes that are sent instead of an answer, for the number of a stream.
    Break = Callable[[int], bytes]

DATA, HEADERS, RST_STREAM, SETTINGS, PUSH_PROMISE = 0, 1, 3, 4, 5
PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 6, 7, 8, 9
END_STREAM = ACK = 1
END_HEADERS, PADDED = 4, 8
OK = b"\x88"  # `:status: 200` in HPACK's table


def frame(kind: int, payload: bytes = b"", *, flags: int = 0, stream: int = 0) -> bytes:
    """Return a frame, whether it is allowed or not."""
    head = len(payload).to_bytes(3) + bytes([kind, flags]) + stream.to_bytes(4)
    return head + payload


def field_of(name: str, value: str) -> bytes:
    """Return a header in HPACK, as plain text."""
    parts = (text.encode("latin-1") for text in (name, value))
    return b"\x00" + b"".join(bytes([len(part)]) + part for part in parts)


def headers(block: bytes = OK, *, ends: bool = False) -> Break:
    """Return the headers of an answer, and perhaps its end."""
    flags = END_HEADERS | (END_STREAM if ends else 0)
    return lambda stream: frame(HEADERS, block, flags=flags, stream=stream)


def data(payload: bytes, *, flags: int = END_STREAM) -> Break:
    """Return a part of the body."""
    return lambda stream: frame(DATA, payload, flags=flags, stream=stream)


def of_stream(kind: int, payload: bytes = b"", *, flags: int = 0) -> Break:
    """Return a frame of the request's stream."""
    return lambda stream: frame(kind, payload, flags=flags, stream=stream)


def of_all(kind: int, payload: bytes = b"", *, flags: int = 0, stream: int = 0) -> Break:
    """Return a frame of the connection, or of another stream."""
    return lambda _stream: frame(kind, payload, flags=flags, stream=stream)


def both(*parts: Break) -> Break:
    """Return one part after the other."""
    return lambda stream: b"".join(part(stream) for part in parts)


LENGTH = len(GOOD)
# What a store can do wrong after it has acted on a request. Then it closes the connection.
BREAKS: dict[str, Break] = {
    "says nothing": lambda _: b"",
    "has no body": headers(),
    "is too short": both(headers(OK + field_of("content-length", "5")), data(b"abc")),
    "is too long": both(headers(OK + field_of("content-length", "1")), data(b"abc")),
    "ends in the body": both(headers(), data(GOOD[:5], flags=0)),
    "ends in a frame": both(headers(), lambda stream: data(GOOD)(stream)[:15]),
    "ends in the head of a frame": lambda stream: headers()(stream)[:4],
    "is reset for a failure": of_stream(RST_STREAM, (2).to_bytes(4)),
    "is reset as refused": of_stream(RST_STREAM, (7).to_bytes(4)),
    "is reset in the body": both(headers(), of_stream(RST_STREAM, (8).to_bytes(4))),
    "is the end of all": of_all(GOAWAY, bytes(8)),
    "is the end after this": lambda stream: frame(GOAWAY, stream.to_bytes(4) + bytes(4)),
    "is the end for a failure": of_all(GOAWAY, bytes(4) + (2).to_bytes(4)),
    "begins with the body": data(GOOD),
    "is on another stream": of_all(HEADERS, OK, flags=END_HEADERS, stream=99),
    "is on the store's stream": of_all(HEADERS, OK, flags=END_HEADERS, stream=2),
    "is on no stream": of_all(HEADERS, OK, flags=END_HEADERS),
    "is pushed": of_stream(PUSH_PROMISE, (2).to_bytes(4) + OK, flags=END_HEADERS),
    "has headers that are none": headers(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
    "has an index that is none": headers(b"\xfe"),
    "has a status that is none": headers(field_of(":status", "abc"), ends=True),
    "has a status beyond all": headers(field_of(":status", "9" * 100), ends=True),
    "has a length that is none": headers(OK + field_of("content-length", "x")),
    "is too large a frame": lambda stream: frame(DATA, bytes(20_000), stream=stream),
    "has settings that are none": of_all(SETTINGS, b"\x00\x04" + b"\xff" * 4),
    "has half a setting": of_all(SETTINGS, b"\x00\x04\x00"),
    "opens no window": of_stream(WINDOW_UPDATE, bytes(4)),
    "opens too large a window": of_all(WINDOW_UPDATE, b"\x7f\xff\xff\xff"),
    "goes on with nothing": of_stream(CONTINUATION, OK, flags=END_HEADERS),
    "breaks off in the headers": lambda stream: frame(HEADERS, OK, stream=stream)
    + frame(PING, bytes(8)),
    "has a short ping": of_all(PING, b"abc"),
    "is padded beyond its end": both(headers(), data(b"\xffabc", flags=END_STREAM | PADDED)),
    "is in HTTP/1.1": lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
}


@dataclass(slots=True)
class Http2Store:
    """The store, in use as a context manager.

    `script` is what it does wrong with the next requests, and None where it answers well; after
    that it answers well. `bodies` are the requests that it has read whole: it may have acted on
    each of them. `connections` counts the connections. `sensitive` are the headers of each that are
    not to be kept in a table; `echo` is sent as a header.
    """

    certificate: Path
    script: list[Break | None] = field(default_factory=list["Break | None"])
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
            while received := connection.recv(65_536):
                for event in state.receive_data(received):
                    wrong = self._handle(state, event, bodies)
                    if wrong is not None:
                        connection.sendall(state.data_to_send() + wrong)
                        return
                connection.sendall(state.data_to_send())

    def _handle(
        self, state: h2.connection.H2Connection, event: Any, bodies: dict[int, bytes]
    ) -> bytes | None:
        """Take an event; what is sent instead of an answer, if it is one that goes wrong."""
        if isinstance(event, h2.events.RequestReceived):
            fields: Any = event.headers  # texts, as the encoding is known
            self.headers.append(dict(fields))
            marked = [field for field in fields if isinstance(field, NeverIndexedHeaderTuple)]
            self.sensitive.append({str(name) for name, _ in marked})
            bodies[event.stream_id] = b""
        elif isinstance(event, h2.events.DataReceived):
            bodies[event.stream_id] += event.data
            state.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            wrong = self.script.pop(0) if self.script else None
            self.bodies.append(bodies.pop(event.stream_id))
            if wrong is not None:
                return wrong(event.stream_id)
            length = str(len(GOOD))
            answered = [(":status", "200"), ("content-length", length)]
            if self.echo:
                answered.append(("x-echo", self.echo))
            state.send_headers(event.stream_id, answered)
            state.send_data(event.stream_id, GOOD, end_stream=True)
        return None
