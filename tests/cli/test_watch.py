"""`neto-gen watch` as a process of its own."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections import deque
from typing import TYPE_CHECKING

import pytest

from neto_gen.project.watch import watched
from neto_gen.settings.config import load_config
from tests.support import pair, run, write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

FIELD = '<xs:element name="Colour" type="xs:string" minOccurs="0"/>'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with settings and schemas."""
    write_files(tmp_path / "schemas", pair("AddThing"))
    write_files(tmp_path, {"pyproject.toml": '[tool.neto-gen]\nschemas = "schemas"\n'})
    return tmp_path


@pytest.fixture
def wait_for(
    project: Path, request: pytest.FixtureRequest
) -> Generator[Callable[[str], list[str]]]:
    """Wait until the watching process says something; what it said until then is returned."""
    process = subprocess.Popen(
        [sys.executable, "-m", "neto_gen", "watch", *getattr(request, "param", ())],
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
    wait_for("run neto-gen lock to record the edit")
    wait_for("neto-gen watch --lock records every edit as it is saved")
    assert run("lock", cwd=project).returncode == 0
    wait_for("neto_client is built")

    settings = '[tool.neto-gen]\nschemas = "schemas"\npackage = "other"\n'
    write_files(project, {"pyproject.toml": settings})
    wait_for("other is built")


@pytest.mark.parametrize("wait_for", [("--lock",)], indirect=True)
def test_every_save_is_recorded_and_built(
    project: Path, wait_for: Callable[[str], list[str]]
) -> None:
    """With --lock, edits of schemas become the user's own in the lock, and are built at once."""
    wait_for("watching schemas")
    lock = project / "schemas" / "schemas.lock"
    lock.write_text(lock.read_text().replace('"local"', '"transcribed"'))
    write_files(project / "schemas", pair("AddThing", FIELD))
    wait_for("recorded as yours  schemas/AddThing.xsd")
    wait_for("neto_client is built")
    assert "colour" in (project / "neto_client" / "add_thing.py").read_text()
    origins = [line for line in lock.read_text().splitlines() if line.startswith("origin =")]
    assert origins == ['origin = "local"', 'origin = "transcribed"']

    content = lock.read_bytes()
    (project / "schemas" / "AddThing.xsd").unlink()  # as some editors do before they write it
    wait_for("error")
    assert lock.read_bytes() == content
    write_files(project / "schemas", pair("AddThing", FIELD.replace("Colour", "Size")))
    wait_for("neto_client is built")
    assert "size" in (project / "neto_client" / "add_thing.py").read_text()
    said = wait_for_quiet(wait_for, project)
    assert not any("changed: schemas/schemas.lock" in line for line in said)


def wait_for_quiet(wait_for: Callable[[str], list[str]], project: Path) -> list[str]:
    """Return the output until the watching process has noticed another change."""
    write_files(project, {"pyproject.toml": '[tool.neto-gen]\nschemas = "schemas"\n# seen\n'})
    return wait_for("changed: pyproject.toml")


def test_only_the_project_is_watched(tmp_path: Path) -> None:
    """What is installed with neto-gen is not watched, nor the locks of others; a new folder is."""
    config = load_config(tmp_path)
    assert watched(config) == (tmp_path,)
    (tmp_path / "schemas" / "inner").mkdir(parents=True)
    assert watched(config) == (tmp_path / "schemas", tmp_path / "schemas" / "inner", tmp_path)
    result = run("watch", "--lock", cwd=write_files(tmp_path / "other", {"readme": ""}))
    assert result.returncode == 2
    assert "this project has no schemas of its own" in result.stderr
