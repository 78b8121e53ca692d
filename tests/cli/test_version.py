"""`neto-gen version` as a process of its own."""

from __future__ import annotations

import json
import platform
import re
import tomllib
from importlib.metadata import version
from typing import TYPE_CHECKING

from neto_gen import __version__
from neto_gen.fingerprint import tool_fingerprint
from tests.support import REPOSITORY, run

if TYPE_CHECKING:
    from pathlib import Path


def test_all_that_decides_a_build_is_there(tmp_path: Path) -> None:
    """The object has neto-gen, its hash, Python, expat, and each library that neto-gen installs."""
    result = run("version", "--json", cwd=tmp_path)
    found = json.loads(result.stdout)
    assert (found["neto-gen"], found["tool"]) == (__version__, tool_fingerprint())
    assert found["python"] == platform.python_version()
    assert re.fullmatch(r"[0-9.]+", found["expat"])
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    for requirement in (*project["dependencies"], *project["optional-dependencies"]["fast"]):
        name = re.split("[<>=]", requirement)[0]
        assert found["libraries"][name] == version(name)


def test_nothing_of_the_machine_is_told(tmp_path: Path) -> None:
    """What is meant for a public report has no path in it."""
    text = run("version", "--json", cwd=tmp_path).stdout
    assert "/" not in text


def test_people_get_a_line_for_each(tmp_path: Path) -> None:
    """Without --json it is a name and a version in each line."""
    lines = run("version", cwd=tmp_path).stdout.splitlines()
    assert lines[0].split() == ["neto-gen", __version__]
    assert ["black", version("black")] in [line.split() for line in lines]
