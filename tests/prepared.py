"""neto-gen as processes that start at once: one that has imported everything forks for each.

A process of its own, with its own folder, environment and streams, is what a user starts; the half
second in which it imports libraries is not what most tests are about, and they start hundreds.
`python -m tests.prepared FD` serves on a socket.
"""

from __future__ import annotations

import array
import atexit
import gc
import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from neto_gen.build import build
from neto_gen.cli import main
from neto_gen.settings.config import Config

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_REPOSITORY = Path(__file__).parents[1]
_MOST_BYTES = 1 << 20


def start(
    arguments: Sequence[str], cwd: Path, environment: Mapping[str, str], answers: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run neto-gen with these arguments, and return what it printed and its exit code."""
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):
        given.write(answers.encode())
        given.seek(0)
        streams = [given.fileno(), out.fileno(), err.fileno()]
        code = start_with(arguments, str(cwd), environment, streams=streams)
        texts: list[str] = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode())
    command = ["neto-gen", *arguments]
    return subprocess.CompletedProcess(command, code, texts[0], texts[1])


def start_with(
    arguments: Sequence[str], cwd: str, environment: Mapping[str, str], *, streams: Sequence[int]
) -> int:
    """Run neto-gen with these streams, and return its exit code."""
    request = json.dumps([[*arguments], cwd, dict(environment)]).encode()
    return _server().ask(request, streams)


@cache
def _server() -> _Server:
    return _Server()


class _Server:
    """The process that forks, as this process sees it."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.prepared", str(theirs.fileno())],
            cwd=_REPOSITORY,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        atexit.register(self.end)

    def end(self) -> None:
        """Let the process end, which it does when nobody can ask it any more."""
        self._socket.close()
        self._process.wait()

    def ask(self, request: bytes, streams: Sequence[int]) -> int:
        """Return the exit code of a new process with these streams."""
        with self._lock:
            rights = array.array("i", streams)
            message = len(request).to_bytes(4, "big") + request
            ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)]
            sent = self._socket.sendmsg([message], ancillary)
            self._socket.sendall(message[sent:])
            answer = self._socket.recv(8)
            assert answer, "the process that starts others is gone"
            return int(answer)


def _serve(connection: socket.socket) -> None:
    while True:
        start, ancillary, _, _ = connection.recvmsg(4, socket.CMSG_SPACE(3 * 4))
        if not start:
            return
        streams = array.array("i")
        streams.frombytes(ancillary[0][2])
        size = int.from_bytes(start, "big")
        request = b""
        while len(request) < size:
            request += connection.recv(size - len(request))
        process = os.fork()
        if process == 0:
            connection.close()
            _run(*json.loads(request), streams=streams)
        for stream in streams:
            os.close(stream)
        _, status = os.waitpid(process, 0)
        connection.sendall(b"%d" % os.waitstatus_to_exitcode(status))


def _run(
    arguments: list[str], folder: str, environment: dict[str, str], *, streams: Sequence[int]
) -> NoReturn:
    """Run as a process of neto-gen to its end."""
    code = 1
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        sys.argv = ["neto-gen", *arguments]
        sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False), encoding="utf-8")
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), encoding="utf-8")
        sys.stderr = io.TextIOWrapper(
            io.FileIO(2, "w", closefd=False),
            encoding="utf-8",
            errors="backslashreplace",
            line_buffering=True,
        )
        code = 0
        main()
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:  # noqa: BLE001 - as Python itself does at its end
        traceback.print_exc()
        code = 1
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _prepare() -> None:
    """Import what commands import, and lay out a client once.

    A search for garbage in what all processes share would copy it for each.
    """
    for module in ("diff.sides.open", "diff.reports.report", "diff.reports.text", "sources.fetch"):
        import_module(f"neto_gen.{module}")
    with tempfile.TemporaryDirectory() as name:
        schemas = _REPOSITORY / "schemas"
        operations = ("AddCustomerLog", "GetOrder")
        build(Config(schemas=schemas, output=Path(name), package="client", operations=operations))
    gc.freeze()


if __name__ == "__main__":
    _prepare()
    with socket.socket(fileno=int(sys.argv[1])) as served:
        _serve(served)
