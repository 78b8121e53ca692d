"""What a server may send to a fetch: every oddity ends in time, and with a message."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
import zlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from neto_gen.catalogue import CatalogueEntry
from neto_gen.problems import ExitCode, Failure
from neto_gen.sources import SchemaFolder
from neto_gen.sources.fetch import fetch
from neto_gen.sources.http import DownloadPolicy
from tests.server import Answer, fixed
from tests.support import pair, root, run, schema, write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from tests.server import Server

THING = {name: text.encode() for name, text in pair("AddThing").items()}
REQUEST = THING["AddThing.xsd"]
QUICK = DownloadPolicy(timeout=5, deadline=10, attempts=1, wait=0.01, limit=100_000)
Peer = tuple["Callable[[ssl.SSLSocket], None]", list[int]]


@contextmanager
def raw_server(
    certificate: Path, behave: Callable[[ssl.SSLSocket], None]
) -> Generator[tuple[str, list[int]]]:
    """Run a server that reads a request and then misbehaves; yield its address, and its connections."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    connections: list[int] = []
    threads: list[threading.Thread] = []

    def serve(plain: socket.socket) -> None:
        with suppress(OSError), context.wrap_socket(plain, server_side=True) as peer:
            peer.settimeout(20)
            peer.recv(65536)
            connections.append(1)
            behave(peer)

    def accept() -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=serve, args=(plain,), daemon=True))
            threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        acceptor = threading.Thread(target=accept, daemon=True)
        acceptor.start()
        yield f"https://localhost:{listener.getsockname()[1]}/api/", connections
        listener.shutdown(socket.SHUT_RDWR)
    acceptor.join(20)


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the certificate of a server that this process trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return certificate


def _say_nothing(_file: str, _outcome: str, _total: int) -> None:
    pass


def messages(folder: Path, base: str, policy: DownloadPolicy = QUICK) -> list[str]:
    """Return the messages of a fetch that fails without writing anything."""
    entry = CatalogueEntry(name="AddThing", group="things", bases=(base,))
    with pytest.raises(Failure) as caught:
        fetch(SchemaFolder(folder, "schemas"), [entry], policy=policy, progress=_say_nothing)
    assert caught.value.exit_code == ExitCode.SOURCE
    assert not folder.exists()
    found = [str(problem) for problem in caught.value.problems]
    assert all(text.isprintable() and len(text) < 500 for text in found), found
    return found


def answer(
    body: bytes = REQUEST, *headers: str, status: str = "200 OK", length: str | None = None
) -> bytes:
    """Return a whole answer; header lines are sent as they are."""
    size = str(len(body)) if length is None else length
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {size}", "", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + body


def redirect(location: str) -> bytes:
    """Return an answer that redirects."""
    return answer(b"", f"Location: {location}", status="302 Found")


BREAKS = "the download was interrupted: "
NO_ADDRESS = "which is not an address"
ODDITIES = {
    "a bracket in the host": (redirect("https://[::1"), NO_ADDRESS),
    "a fullwidth slash": (redirect("https://localhost\uff0f/"), NO_ADDRESS),
    "an address without a host": (redirect("https:///x"), "redirected more than 5 times"),
    "a port that is none": (redirect("https://localhost:99999999/"), "another port"),
    "a port of letters": (redirect("https://localhost:http/"), NO_ADDRESS),
    "an escape sequence": (redirect("/\x1b[31m"), ""),
    "a bidirectional mark": (redirect("/\u202ex"), NO_ADDRESS),
    "a space": (redirect("/a b"), NO_ADDRESS),
    "a backslash": (redirect("https://localhost\\@evil.example/"), NO_ADDRESS),
    "a user": (redirect("https://user:word@localhost/"), NO_ADDRESS),
    "another port": (redirect("https://localhost:1/"), "redirected to another port, 1"),
    "another host": (redirect("https://[::1]/"), "redirected to another host, ::1"),
    "another scheme": (redirect("file:///etc/passwd"), ""),
    "no scheme": (redirect("//evil.example/x"), "redirected to another host, evil.example"),
    "a script": (redirect("javascript:alert(1)"), ""),
    "a long location": (redirect("/" + "x" * 90_000), ""),
    "an empty location": (redirect(""), "redirected more than 5 times"),
    "an unknown encoding": (answer(REQUEST, "Content-Encoding: br"), 'in the encoding "br"'),
    "an encoding of nothing": (answer(REQUEST, "Content-Encoding: \x01"), ""),
    "two encodings": (
        answer(gzip.compress(gzip.compress(REQUEST)), "Content-Encoding: gzip, gzip"),
        'comes in the encoding "gzip, gzip", but only gzip was requested',
    ),
    "two headers of encodings": (
        answer(gzip.compress(REQUEST), "Content-Encoding: gzip", "Content-Encoding: gzip"),
        'comes in the encoding "gzip, gzip"',
    ),
    "no gzip": (answer(REQUEST, "Content-Encoding: gzip"), f"{BREAKS}Error -3"),
    "half of gzip": (
        answer(gzip.compress(REQUEST)[:40], "Content-Encoding: gzip"),
        f"{BREAKS}the compressed data is incomplete",
    ),
    "gzip twice": (
        answer(gzip.compress(REQUEST) * 2, "Content-Encoding: gzip"),
        "has more than one compressed part",
    ),
    "a bomb": (
        answer(gzip.compress(b" " * 50_000_000), "Content-Encoding: gzip"),
        "larger than 100,000 bytes",
    ),
    "a negative length": (answer(REQUEST, length="-1"), BREAKS),
    "a length of letters": (answer(REQUEST, length="x"), BREAKS),
    "a length of 5,000 digits": (answer(REQUEST, length="9" * 5000), BREAKS),
    "a length in other digits": (answer(REQUEST, length="\u0661"), BREAKS),
    "two lengths": (answer(REQUEST, "Content-Length: 1"), BREAKS),
    "too great a length": (answer(REQUEST, length="99999"), BREAKS),
    "no HTTP": (b"SSH-2.0-x\r\n", BREAKS),
    "nothing": (b"", BREAKS),
    "another version": (b"HTTP/9.9 200 OK\r\n\r\n", "an empty file"),
    "a status of letters": (b"HTTP/1.1 abc OK\r\n\r\n", BREAKS),
    "a status beyond all": (answer(status="999 x"), "HTTP 999"),
    "a part": (answer(status="206 Partial Content"), "HTTP 206"),
    "another protocol": (answer(b"", status="101 Switching Protocols"), ""),
    "a chunk that is too long": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nx",
        BREAKS,
    ),
    "a chunk of letters": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nx",
        BREAKS,
    ),
    "an unknown transfer": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: rot13\r\n\r\nx", BREAKS),
    "a header without end": (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000, BREAKS),
    "headers without end": (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 60_000, BREAKS),
    "a cookie of everything": (answer(b"", "Set-Cookie: \x7f=;;expires=x", status="404 x"), ""),
    "rot13": (answer(b'<?xml version="1.0" encoding="rot13"?><a/>'), 'encoding "rot13"'),
    "an undefined encoding": (answer(b'<?xml version="1.0" encoding="undefined"?><a/>'), ""),
    "escapes": (answer(b'<?xml version="1.0" encoding="unicode_escape"?><a/>'), ""),
    "several bytes": (answer(b'<?xml version="1.0" encoding="euc-jp"?><a/>'), ""),
    "another name of UTF-16": (answer(b'<?xml version="1.0" encoding="utf-16"?><a/>'), ""),
}


@pytest.mark.parametrize("oddity", ODDITIES)
def test_an_odd_answer(trusted: Path, tmp_path: Path, oddity: str) -> None:
    """An answer that is not as it should be is told, with the file and the host, and nothing more."""
    content, says = ODDITIES[oddity]
    with raw_server(trusted, lambda peer: peer.sendall(content)) as (base, _):
        first, second = messages(tmp_path / "schemas", base)
    assert first.startswith("AddThing.xsd: localhost: ")
    assert says in first
    assert second.startswith("AddThingResponse.xsd: localhost: ")


def test_a_compressed_file(trusted: Path, tmp_path: Path) -> None:
    """A server may compress what it sends, and the file is kept as it was before."""
    content = answer(gzip.compress(REQUEST), "Content-Encoding: gzip")
    with raw_server(trusted, lambda peer: peer.sendall(content)) as (base, _):
        assert messages(tmp_path / "schemas", base) == [  # and nothing of the request, which it is
            "AddThingResponse.xsd: declares no element AddThingResponse, but: AddThing"
        ]


def _endless(first: bytes, again: bytes) -> Iterator[bytes]:
    yield first
    while True:
        yield again


_NOTHING = zlib.compressobj(wbits=-15).flush(zlib.Z_FULL_FLUSH)
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
_GZIP = gzip.compress(b"")[:10]
SLOW = {
    "a head that trickles": lambda: _endless(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
    "headers that trickle": lambda: _endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "early hints without end": lambda: _endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "go on without end": lambda: _endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50),
    "a body that trickles": lambda: _endless(b"HTTP/1.1 200 OK\r\n\r\n<x>", b" "),
    "chunks that trickle": lambda: _endless(_HEAD.replace(b"gzip", b"identity"), b"1\r\nx\r\n"),
    "a chunk's size that trickles": lambda: _endless(_HEAD, b"0"),
    "gzip of nothing": lambda: _endless(
        _HEAD + b"a\r\n" + _GZIP + b"\r\n",
        b"%x\r\n%s\r\n" % (len(_NOTHING), _NOTHING),
    ),
}


def _behaviour(kind: str) -> Callable[[ssl.SSLSocket], None]:
    def behave(peer: ssl.SSLSocket) -> None:
        for part in SLOW[kind]():
            peer.sendall(part)
            time.sleep(0.02)

    return behave


@pytest.mark.parametrize("kind", SLOW)
def test_a_deadline_holds(trusted: Path, tmp_path: Path, kind: str) -> None:
    """A server that always sends a little more is left at the deadline, after one attempt."""
    policy = DownloadPolicy(timeout=20, deadline=0.4, attempts=3, wait=0.01, parallel=2)
    with raw_server(trusted, _behaviour(kind)) as (base, connections):
        found = messages(tmp_path / "schemas", base, policy)
    assert found == [
        f"{name}: localhost: not finished within 0.4 seconds"
        for name in ("AddThing.xsd", "AddThingResponse.xsd")
    ]
    assert len(connections) == 2


def test_includes_without_end(server: Server, tmp_path: Path) -> None:
    """A server that answers every file with one that includes another is left after so many files."""

    def next_file(number: int) -> Answer:
        include = f'<xs:include schemaLocation="f{number}.xsd"/>'
        return Answer(schema(include + root("AddThing", "")).encode())

    server.serve(THING)
    server.answers["/api/AddThing.xsd"] = fixed(next_file(0))
    for number in range(100):
        server.answers[f"/api/f{number}.xsd"] = fixed(next_file(number + 1))
    policy = DownloadPolicy(timeout=5, attempts=1, files=20)
    (found,) = messages(tmp_path / "schemas", server.base, policy)
    assert found == "f18.xsd: more than 20 files, including all that they include"
    assert len(server.asked) == 20


def test_one_file_that_includes_very_many(server: Server, tmp_path: Path) -> None:
    """Nothing of a list of includes that is too long is asked for."""
    includes = "".join(f'<xs:include schemaLocation="f{n}.xsd"/>' for n in range(2000))
    server.serve({**THING, "AddThing.xsd": schema(includes + root("AddThing", "")).encode()})
    (found,) = messages(tmp_path / "schemas", server.base)
    assert found.endswith(": larger than 100,000 bytes") or "more than 1,000 files" in found
    assert len(server.asked) == 2


def test_all_files_together_are_bounded(server: Server, tmp_path: Path) -> None:
    """Files that are each small enough are refused when all of them are too much."""
    server.serve({name: text + b" " * 60_000 for name, text in THING.items()})
    policy = DownloadPolicy(timeout=5, attempts=1, limit=100_000, total=100_000, parallel=1)
    assert messages(tmp_path / "schemas", server.base, policy) == [
        "localhost: all files together are larger than 100,000 bytes (AddThingResponse.xsd)"
    ]


def test_all_files_together_end_in_time(server: Server, tmp_path: Path) -> None:
    """When the time for all files is over, the rest is not waited for."""
    server.serve(THING)
    policy = DownloadPolicy(timeout=5, attempts=1, seconds=0.0)
    found = messages(tmp_path / "schemas", server.base, policy)
    assert found == [
        "localhost: all files together took longer than 0 seconds (AddThing.xsd and 1 more)"
    ]


@pytest.mark.parametrize(
    "mirror",
    [
        *("https://[::1/", "https://localhost:x/", "https://localhost:99999/", "https://a@b/"),
        *(
            "https://localhost/?x",
            "https://localhost\\\\x/",
            "https://\u202ex/",
            "http://mirror.example/",
        ),
    ],
)
def test_a_mirror_that_is_no_address(tmp_path: Path, mirror: str) -> None:
    """A mirror that nothing can be asked of is a mistake of the settings."""
    write_files(tmp_path, {"pyproject.toml": f'[tool.neto-gen]\nmirror = "{mirror}"\n'})
    result = run("fetch", "AddCustomerLog", cwd=tmp_path)
    assert result.returncode == ExitCode.USAGE
    assert "in [tool.neto-gen] is not an https address" in result.stderr
    assert "Traceback" not in result.stderr
