"""The scripts for who works on neto-gen, as far as they can be tried where they run themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support import REPOSITORY, write_files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("script", ["test", "soak", "coverage", "demo", "docs build"])
def test_a_python_that_cannot_be_used_is_named(script: str) -> None:
    """A version that is not there, or is too old, ends a script at once with its name."""
    name, *arguments = script.split()
    done = subprocess.run(
        [REPOSITORY / "scripts" / name, *arguments],
        env={**os.environ, "PYTHON": "python2.99"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "neto-gen needs Python 3.11 or newer, and finds none as: python2.99\n"
    assert not done.stdout


def test_each_python_has_its_own_environment(tmp_path: Path) -> None:
    """With PYTHON, the environment is beside .venv, by its version; what is made is used again."""
    python = "#!/bin/sh\ncase $1$2 in -c*import*platform*) echo 3.99.1 ;; esac\n"
    made = "mkdir -p .venv-3.99.1/bin\ncp python3.99 .venv-3.99.1/bin/python\n"
    write_files(
        tmp_path,
        {
            "python3.99": python + f'[ "$2" = venv ] && {{\n{made}}}\nexit 0\n',
            "pyproject.toml": "",
            "scripts/environment": (REPOSITORY / "scripts" / "environment").read_text("utf-8"),
        },
    )
    (tmp_path / "python3.99").chmod(0o755)
    outputs = [
        subprocess.run(
            ["sh", "-euc", f'group={group}; . scripts/environment; echo "$environment"'],
            cwd=tmp_path,
            env={**os.environ, "PYTHON": "./python3.99"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for group in ("test", "test", "client", "docs", "docs")
    ]
    reports = [output.removesuffix(".venv-3.99.1\n") for output in outputs]
    # What the tests need holds what the client needs, and not what builds the documentation.
    making = "making .venv-3.99.1 for: "
    assert reports == [f"{making}test\n", "", "", f"{making}docs\n", ""]
    assert not (tmp_path / ".venv").exists()


_SUITE = "http://www.w3.org/XML/2004/xml-schema-test-suite/"


def _test(kind: str, file: str, validity: str, version: str = "1.0") -> str:
    """A test of a suite in the W3C's format, which the working group has accepted."""
    return (
        f'<{kind}Test name="{file}" version="{version}"><{kind}Document xlink:href="../data/{file}"/>'
        f'<expected validity="{validity}"/><current status="accepted"/></{kind}Test>'
    )


def _conformance(folder: Path, *groups: str, seconds: float = 60) -> str:
    """The page for a suite of these test groups, and of schemas and documents of one number."""
    xlink = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
    sets = "".join(f'<testSetRef xlink:href="meta/{name}"/>' for name in ("own.xml", "gone.xml"))
    number = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="n" type="xs:{}"/></xs:schema>'
    tests = "".join(f'<testGroup name="g{n}">{group}</testGroup>' for n, group in enumerate(groups))
    write_files(
        folder,
        {
            "suite.xml": f'<testSuite xmlns="{_SUITE}" {xlink}>{sets}</testSuite>',
            "meta/own.xml": f'<testSet name="own" xmlns="{_SUITE}" {xlink}>{tests}</testSet>',
            "data/good.xsd": number.format("int"),
            "data/bad.xsd": number.format("nothing"),
            "data/7.xml": "<n>7</n>",
            "data/x.xml": "<n><x/></n>",
        },
    )
    command = [sys.executable, "-m", "benchmarks.conformance", str(folder)]
    options = ["--page", str(folder / "page.md"), "--seconds", str(seconds)]
    subprocess.run([*command, *options], cwd=REPOSITORY, capture_output=True, check=True)
    return (folder / "page.md").read_text("utf-8")


def test_conformance_counts_what_each_tool_gets_right(tmp_path: Path) -> None:
    """Schemas and documents, valid and invalid, are counted by tool; what is of XML Schema 1.1 is left out."""
    page = _conformance(
        tmp_path,
        _test("schema", "good.xsd", "valid")
        + _test("instance", "7.xml", "valid")
        + _test("instance", "x.xml", "invalid"),
        _test("schema", "bad.xsd", "invalid"),
        _test("schema", "bad.xsd", "valid", "1.1"),
    )
    assert "2 of its 2\ntest groups" in page
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if line.startswith("| ")
    ]
    right, wrong, none = "1 of 1 (100.0 %)", "0 of 1 (0.0 %)", "-"
    assert rows[1:] == [
        ["valid schemas accepted", right, right, right, right],
        ["invalid schemas refused", right, wrong, right, right],
        ["valid documents read and written without loss", right, right, none, none],
        ["valid documents accepted", right, right, right, right],
        ["invalid documents refused", right, right, right, right],
    ]
    assert "did not have: `meta/gone.xml`." in page


def test_conformance_goes_on_when_time_is_up(tmp_path: Path) -> None:
    """A tool that takes too long for a group has given no right answer, and is counted as one without any."""
    page = _conformance(tmp_path, _test("schema", "good.xsd", "valid"), seconds=0)
    none = "0 of 1 (0.0 %)"
    assert f"| valid schemas accepted | {none} | {none} | {none} | {none} |" in page
    assert "in groups: neto-gen 1, xsdata 1, libxml2 1, xmlschema 1." in page
