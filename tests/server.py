"""Real servers on loopback that behave as they are told, their certificates, and a proxy."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path


@dataclass
class Answer:
    """What a server sends back: as a server should, unless `raw` says otherwise."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    length: int | None = None
    stall: bool = False


@dataclass
class Asked:
    """A request that a server got."""

    path: str
    headers: dict[str, str]


@dataclass
class Server:
    """A running server: the answers by path, and the requests that it got."""

    port: int
    scheme: str = "https"
    answers: dict[str, Callable[[Asked, int], Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def base(self) -> str:
        """The address of the folder of the schemas."""
        return f"{self.scheme}://localhost:{self.port}/api/"

    def serve(self, files: dict[str, bytes]) -> None:
        """Serve files as a good server does, with an ETag that is asked about."""
        for name, content in files.items():
            self.answers[f"/api/{name}"] = good(content)

    def count(self, name: str) -> int:
        """Return how often a file was requested."""
        return sum(asked.path == f"/api/{name}" for asked in self.asked)


def good(content: bytes) -> Callable[[Asked, int], Answer]:
    """Return a file on a good server."""
    etag = f'"{hash(content) & 0xFFFF:x}"'

    def answer(asked: Asked, _number: int) -> Answer:
        if asked.headers.get("if-none-match") == etag:
            return Answer(status=304, headers={"ETag": etag})
        return Answer(content, headers={"ETag": etag, "Content-Type": "application/xml"})

    return answer


def fixed(answer: Answer) -> Callable[[Asked, int], Answer]:
    """Return the same answer each time."""
    return lambda _asked, _number: answer


def in_turn(*answers: Answer) -> Callable[[Asked, int], Answer]:
    """Return one answer after the other; the last one from then on."""
    return lambda _asked, number: answers[min(number, len(answers)) - 1]


def make_certificate(folder: Path) -> Path:
    """Return a self-signed certificate for localhost, with its key in the same file."""
    path = folder / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )
    path.write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return path


def make_authority(folder: Path) -> tuple[Path, Path]:
    """Return an authority's certificate, and one for localhost signed by it, with its key."""
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2")
    authority, secret = folder / "authority.pem", folder / "authority.key"
    path, own = folder / "signed.pem", folder / "signed.key"
    for arguments in (
        (
            # Python 3.13 trusts no authority that does not say that it may sign certificates.
            *("-subj", "/CN=An authority of our own", "-addext", "keyUsage=critical,keyCertSign"),
            *("-keyout", secret, "-out", authority),
        ),
        (
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-addext", "basicConstraints=critical,CA:FALSE", "-CA", authority, "-CAkey", secret),
            *("-keyout", own, "-out", path),
        ),
    ):
        command = ["openssl", "req", "-x509", *key, *map(str, arguments)]
        subprocess.run(command, check=True, capture_output=True)
    path.write_bytes(own.read_bytes() + path.read_bytes())
    return authority, path


@contextmanager
def proxying() -> Generator[tuple[int, list[str]]]:
    """Run a proxy that connects anywhere; yield its port, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            asked.append(self.path)
            host, _, port = self.path.rpartition(":")
            with suppress(OSError), socket.create_connection((host, int(port)), 20) as there:
                self.send_response(200)
                self.end_headers()
                here = self.connection
                back = threading.Thread(target=_pass_on, args=(there, here), daemon=True)
                back.start()
                _pass_on(here, there)
                back.join(20)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as proxy:
        proxy.daemon_threads = True
        thread = threading.Thread(target=lambda: proxy.serve_forever(0.02))
        thread.start()
        try:
            yield proxy.server_address[1], asked
        finally:
            proxy.shutdown()
            thread.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    """Pass on what comes until nothing does."""
    with suppress(OSError):
        while part := source.recv(65536):
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def running(certificate: Path | None) -> Generator[Server]:
    """Run a server during the block; without a certificate, one without TLS."""
    server: Server | None = None

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 20

        def do_GET(self) -> None:
            assert server is not None
            asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()})
            server.asked.append(asked)
            number = sum(other.path == self.path for other in server.asked)
            answer = server.answers.get(self.path, fixed(Answer(b"no such file", 404)))(
                asked, number
            )
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status != 304:
                length = len(answer.body) if answer.length is None else answer.length
                self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(answer.body)
            if answer.stall:
                server.ended.wait(20)
            if answer.length is not None or answer.stall:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    class Threads(ThreadingHTTPServer):
        daemon_threads = True
        address_family = socket.AF_INET

        def handle_error(self, *_: object) -> None:  # a client that went away
            pass

        def finish_request(self, request: Any, client_address: Any) -> None:
            if certificate is None:
                Handler(request, client_address, self)
                return
            # The handshake in the thread of the request: one client does not hold up the others.
            with suppress(OSError), context.wrap_socket(request, server_side=True) as secure:
                Handler(secure, client_address, self)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if certificate is not None:
        context.load_cert_chain(certificate)
    with Threads(("127.0.0.1", 0), Handler) as http:
        server = Server(http.server_address[1], "http" if certificate is None else "https")
        thread = threading.Thread(target=lambda: http.serve_forever(0.02))
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            http.shutdown()
            thread.join()
