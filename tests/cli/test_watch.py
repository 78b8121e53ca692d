"""`neto-gen watch` as a process of its own."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections import deque
from typing import TYPE_CHECKING

import pytest

from tests.support import pair, run, write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

FIELD = '<xs:element name="Colour" type="xs:string" minOccurs="0"/>'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with settings and schemas."""
    write_files(tmp_path / "schemas", pair("AddThing"))
    write_files(tmp_path, {"pyproject.toml": '[tool.neto-gen]\nschemas = "schemas"\n'})
    return tmp_path


@pytest.fixture
def wait_for(project: Path) -> Generator[Callable[[str], list[str]]]:
    """Wait until the watching process says something; what it said until then is returned."""
    process = subprocess.Popen(
        [sys.executable, "-m", "neto_gen", "watch"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines: queue.Queue[str] = queue.Queue()
    output = process.stdout
    reader = threading.Thread(target=lambda: deque(map(lines.put, output)))
    reader.start()

    def wait(text: str) -> list[str]:
        said: list[str] = []
        while not said or text not in said[-1]:
            said.append(lines.get(timeout=60))
        return said

    try:
        yield wait
    finally:
        process.terminate()
        process.wait()
        reader.join()
        output.close()


def test_changes_are_built_and_errors_do_not_end_it(
    project: Path, wait_for: Callable[[str], list[str]]
) -> None:
    """Schemas, settings and the lock are noticed; what is wrong is shown, no more."""
    wait_for("watching schemas")
    write_files(project / "schemas", pair("AddThing", request=FIELD))
    wait_for("neto_client is built")
    assert "colour" in (project / "neto_client" / "add_thing.py").read_text()

    write_files(project / "schemas", {"AddThing.xsd": "<a/>"})
    assert "error" in "".join(wait_for("is not an XML schema"))
    write_files(project / "schemas", pair("AddThing"))
    wait_for("neto_client is built")

    # What neto-gen itself writes counts as well.
    assert run("lock", cwd=project).returncode == 0
    write_files(project / "schemas", pair("AddThing", request=FIELD))
    wait_for("it was edited since")
    assert run("lock", cwd=project).returncode == 0
    wait_for("neto_client is built")

    settings = '[tool.neto-gen]\nschemas = "schemas"\npackage = "other"\n'
    write_files(project, {"pyproject.toml": settings})
    wait_for("other is built")
