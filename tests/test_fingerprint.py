"""What makes one neto-gen another: then clients are built anew."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from neto_gen.fingerprint import _WITHOUT_EFFECT, tool_fingerprint
from tests.support import write_files
from tests.versions import install

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with neto-gen as it is once installed."""
    return install(tmp_path)


def hash_of(folder: Path) -> str:
    """Return the hash that the neto-gen in a folder has of itself."""
    program = "import neto_gen.fingerprint; print(neto_gen.__file__, neto_gen.fingerprint.tool_fingerprint())"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True
    )
    file, found = result.stdout.split()
    assert file.startswith(str(folder))
    return found


def test_where_it_is_installed_makes_no_difference(copy: Path) -> None:
    """The same neto-gen is the same in any folder, and whatever the schemas that come with it."""
    write_files(copy / "neto_gen" / "schemas", {"AddThing.xsd": "x", "old/x.py": "x"})
    assert hash_of(copy) == tool_fingerprint()


@pytest.mark.parametrize(
    "file",
    [
        *("render/guard.py", "templates/operation.py.jinja", "templates/runtime/_decode.py"),
        *("build/make.py", "planning.py", "dialect.py", "catalogue.toml", "template_files.py"),
    ],
)
def test_what_it_is_made_of_makes_a_difference(copy: Path, file: str) -> None:
    """A change of its code, of a template or of what clients carry makes another neto-gen."""
    path = copy / "neto_gen" / file
    path.write_bytes(path.read_bytes() + b"\n")
    assert hash_of(copy) != tool_fingerprint()


@pytest.mark.parametrize("file", ["cli/list.py", "diff/reports/report.py", "publish/changes.py"])
def test_what_only_reports_makes_no_difference(copy: Path, file: str) -> None:
    """A change of what writes nothing into a client makes no client anew."""
    path = copy / "neto_gen" / file
    path.write_bytes(path.read_bytes() + b"\n")
    assert hash_of(copy) == tool_fingerprint()


def test_all_that_makes_a_client_makes_a_difference() -> None:
    """Whatever module a build uses to make a client is hashed: a new one is, too."""
    program = (
        "import sys, neto_gen.build.make; print(*(m for m in sys.modules if 'neto_gen.' in m))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    stages = {name.split(".")[1] for name in result.stdout.split()}
    assert {"contract", "python", "render", "planning", "build"} <= stages
    # The one is hashed by itself, and the other writes what others made.
    assert stages & _WITHOUT_EFFECT <= {"publish", "templates"}


def test_a_new_module_makes_a_difference(copy: Path) -> None:
    """A module that was added makes another neto-gen."""
    write_files(copy / "neto_gen" / "python", {"new.py": ""})
    assert hash_of(copy) != tool_fingerprint()
