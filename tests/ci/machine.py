"""A machine of a CI: nothing in its environment, nobody's home, no terminal, and a clone of its own.

What is not there to be had is stood in for: `gh` by a script that notes what it is asked, and
`neto-gen` by a program that has the process of tests.prepared start one, which is the same command
with the same files, streams, environment and exit code.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from shlex import quote
from typing import TYPE_CHECKING

from tests import prepared
from tests.support import write_files

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

PYTHON = quote(sys.executable)
"""The interpreter of the tests, as a shell takes it."""

# Begun by a shell, as the path of an interpreter may have spaces.
_STAND_IN = """\
#!/bin/sh
'''exec' {python} -IS "$0" "$@"
' '''
import json, os, socket, sys
connection = socket.socket(socket.AF_UNIX)
connection.connect({address!r})
request = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(connection, [len(request).to_bytes(4, "big")], [0, 1, 2])
connection.sendall(request)
sys.exit(int(connection.recv(8)))
"""
# It notes what it is asked, and has the comments and pull requests of files.
_GH = """\
#!/bin/sh
printf '%s\\n' "$*" >> {folder}/asked
case "$1 $2" in
    "api --paginate") cat {folder}/comments ;;
    "pr list") cat {folder}/requests ;;
    "pr create") [ ! -e {folder}/may-not-create ] || exit 1 ;;
esac
[ ! -e {folder}/read-only ]
"""
# Installing is noted, and done where pip is told a folder for it.
_PYTHON = """\
#!/bin/sh
case "$1 $2 ${{PIP_TARGET:+done}}" in "-m pip ") printf '%s\\n' "$*" >> {folder}/installed; exit ;; esac
exec {python} "$@"
"""
# To root, too, a file that may not be written cannot be written: PR_CAPBSET_DROP of CAP_DAC_OVERRIDE.
_OBEY_PERMISSIONS = "import ctypes, os, sys; ctypes.CDLL(None).prctl(24, 1, 0, 0, 0); os.execvp(sys.argv[1], sys.argv[1:])"


class Machine:
    """A machine with a folder of its own, and the clones that are made on it."""

    def __init__(self, folder: Path, neto_gen: str) -> None:
        self.folder = folder
        self.home, self.temporary = folder / "home", folder / "temporary"
        tools = folder / "tools"
        here = quote(str(folder))
        programs = {
            "neto-gen": neto_gen,
            "gh": _GH.format(folder=here),
            "python": _PYTHON.format(python=PYTHON, folder=here),
        }
        write_files(tools, programs)
        write_files(folder, {"comments": "", "requests": "", "asked": ""})
        for name in programs:
            (tools / name).chmod(0o755)
        self.home.mkdir()
        self.temporary.mkdir()
        self.environment = {
            "PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "GIT_CONFIG_NOSYSTEM": "1",
            "CI": "true",
        }

    def clone(self, remote: Path, depth: int, revision: str = "HEAD") -> Path:
        """Clone as the runners do: so many commits of a revision, with no branch checked out."""
        clone = self.folder / f"clone-{len(list(self.folder.glob('clone-*')))}"
        shallow = f"--depth {depth}" if depth else "--tags"
        self.must(
            f"git init --quiet {clone} && cd {clone} && git remote add origin file://{remote}"
            f" && git fetch --quiet {shallow} origin {revision} && git checkout --quiet FETCH_HEAD",
            self.folder,
        )
        return clone

    def run(
        self, script: str, cwd: Path, environment: Mapping[str, str] | None = None, shell: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a script there, without a terminal."""
        path = self.temporary / "script.sh"
        path.write_text(script, encoding="utf-8")
        as_root = [sys.executable, "-ISc", _OBEY_PERMISSIONS] if os.geteuid() == 0 else []
        return subprocess.run(
            [*as_root, *(shell or "bash --noprofile --norc -eo pipefail").split(), str(path)],
            cwd=cwd,
            env={**self.environment, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            start_new_session=True,
        )

    def must(self, script: str, cwd: Path, **environment: str) -> str:
        """Run what has to go well, and return what it printed."""
        done = self.run(script, cwd, environment)
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    @property
    def asked(self) -> str:
        """What gh was asked since the last time."""
        path = self.folder / "asked"
        text = path.read_text(encoding="utf-8")
        path.write_text("")
        return text


@contextmanager
def machine(folder: Path, *, real: bool = False) -> Generator[Machine]:
    """Create a machine in a new folder; a `real` one runs neto-gen itself, which is slow."""
    folder.mkdir()
    if real:
        yield Machine(folder, f'#!/bin/sh\nexec {PYTHON} -m neto_gen "$@"\n')
        return
    with tempfile.TemporaryDirectory() as name, socket.socket(socket.AF_UNIX) as listening:
        address = f"{name}/socket"  # a short one: its length has a limit
        listening.bind(address)
        listening.listen()
        thread = threading.Thread(target=_start_processes, args=(listening,), daemon=True)
        thread.start()
        yield Machine(folder, _STAND_IN.format(python=PYTHON, address=address))
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def _start_processes(listening: socket.socket) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:  # the machine is no longer needed
            return
        with connection:
            size, streams, _, _ = socket.recv_fds(connection, 4, 3)
            request = b""
            while len(request) < int.from_bytes(size, "big"):
                request += connection.recv(1 << 20)
            connection.sendall(b"%d" % prepared.start_with(*json.loads(request), streams=streams))
            for stream in streams:
                os.close(stream)
