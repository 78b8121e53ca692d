"""Where GitHub shows what is wrong: on files, by their paths from the top of the repository."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.support import pair, run, write_files

if TYPE_CHECKING:
    from pathlib import Path

GONE = '<xs:element name="Other" type="xs:string" minOccurs="0"/>'


@pytest.mark.parametrize(
    ("workspace", "begins"),
    [(".", "services/api/"), ("services/api", ""), ("elsewhere", ""), (None, "")],
)
def test_annotations_count_from_the_top(tmp_path: Path, workspace: str | None, begins: str) -> None:
    """A job that works in a folder of the repository annotates the files that are in that folder."""
    folder = write_files(tmp_path / "services" / "api", {"pyproject.toml": "[tool.neto-gen]\n"})
    (tmp_path / "elsewhere").mkdir()
    write_files(folder / "schemas", pair("AddThing"))
    write_files(folder / "before", pair("AddThing", request=GONE))
    environment = {key: value for key, value in os.environ.items() if key != "GITHUB_WORKSPACE"}
    if workspace is not None:
        environment["GITHUB_WORKSPACE"] = str(tmp_path / workspace)
    for command, expected in (
        (("build", "--check"), "::error file={}neto_client/add_thing.py::missing"),
        (("diff", "before", "schemas"), "::notice file={}schemas/AddThing.xsd,line="),
    ):
        done = run(*command, "--format", "github", cwd=folder, environment=environment)
        assert done.returncode == 1, done.stderr
        assert f"{expected.format(begins)}" in done.stdout
    (folder / "schemas" / "AddThing.xsd").write_text("<broken")
    done = run("build", "--format", "github", cwd=folder, environment=environment)
    assert done.stdout.startswith(f"::error file={begins}schemas/AddThing.xsd,line=1,")
