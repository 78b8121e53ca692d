"""The scripts for who works on neto-gen, as far as they can be tried where they run themselves."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.regenerate import bring_up_to_date, client_is_current
from tests.support import REPOSITORY, pair, run, write_files

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


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder with the scripts, and an environment in which each tool only notes how it was called."""
    note = '#!/bin/sh\necho "$(basename "$0") $*" >>"$NOTES"\n'
    tools = {
        f".venv/bin/{name}": note
        for name in ("pytest", "ruff", "black", "mypy", "pyright", "vulture", "neto-gen")
    }
    scripts = {
        f"scripts/{name}": (REPOSITORY / "scripts" / name).read_text("utf-8")
        for name in ("environment", "test")
    }
    write_files(tmp_path, {**scripts, **tools, "pyproject.toml": "", "generated/x.py": ""})
    # What installs, and what says at the end which Python it was.
    python = f'#!/bin/sh\n[ "$1 $2 $3" = "-m pip install" ] && {{ echo install >>"$NOTES"; exit 0; }}\n{shlex.quote(sys.executable)} "$@"\n'
    write_files(tmp_path, {".venv/bin/python": python})
    for path in (*(tmp_path / ".venv" / "bin").iterdir(), tmp_path / "scripts" / "test"):
        path.chmod(0o755)
    return tmp_path


def _notes(checkout: Path, *arguments: str) -> list[str]:
    """Return the tools that scripts/test calls with these arguments, in order."""
    notes = checkout / "notes"
    notes.write_text("")
    subprocess.run(
        [checkout / "scripts" / "test", *arguments],
        env={**os.environ, "NOTES": str(notes), "PYTHON": "", "TMPDIR": str(checkout)},
        capture_output=True,
        check=True,
    )
    return notes.read_text().splitlines()


def test_what_is_named_is_all_that_runs(checkout: Path) -> None:
    """With a path, nothing but the tests in it is run; without, linters and type checkers are, too."""
    whole = _notes(checkout)
    assert {line.split()[0] for line in whole} == {
        *("install", "ruff", "black", "mypy", "pyright", "vulture", "pytest", "neto-gen")
    }
    assert _notes(checkout, "tests/render", "-k", "guard") == ["pytest tests/render -k guard"]


def test_an_environment_is_made_again_only_for_what_is_installed(checkout: Path) -> None:
    """Settings of a tool leave the environment as it is; a dependency does not."""
    _notes(checkout, "tests")
    settings = checkout / "pyproject.toml"
    settings.write_text("[tool.ruff]\nline-length = 100\n")
    assert _notes(checkout, "tests") == ["pytest tests"]
    settings.write_text('[project]\nname = "x"\ndependencies = ["six"]\n')
    assert _notes(checkout, "tests") == ["install", "install", "pytest tests"]


def test_files_that_are_not_current_are_written_unless_that_is_only_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A check names what would be written, and writes nothing; what is current stays untouched."""
    files = [
        (tmp_path / "old.md", "new\n"),
        (tmp_path / "same.md", "same\n"),
        (tmp_path / "none.md", "\n"),
    ]
    write_files(tmp_path, {"old.md": "old\n", "same.md": "same\n"})
    assert bring_up_to_date(files, check=True) == 2
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()] == [
        ["not", "current"]
    ] * 2
    assert {path.name for path in tmp_path.iterdir()} == {"old.md", "same.md"}
    assert bring_up_to_date(files, check=False) == 2
    assert [(path, path.read_text()) for path, _ in files] == files
    assert bring_up_to_date(files, check=True) == 0


def test_a_stale_client_is_noticed(tmp_path: Path) -> None:
    """A session of tests can say that the client is not what would be built from the schemas."""
    write_files(tmp_path, {"pyproject.toml": '[tool.neto-gen]\noutput = "."\n'})
    write_files(tmp_path / "schemas", pair("GetThing"))
    assert not client_is_current(tmp_path)
    assert run("build", cwd=tmp_path).returncode == 0
    assert client_is_current(tmp_path)
    write_files(tmp_path / "schemas", pair("GetThing", '<xs:element name="Id" type="xs:int"/>'))
    assert not client_is_current(tmp_path)


_SUITE = "http://www.w3.org/XML/2004/xml-schema-test-suite/"


def _test(kind: str, file: str, validity: str, version: str = "1.0") -> str:
    """Return a test of a suite in the W3C's format, which the working group has accepted."""
    return (
        f'<{kind}Test name="{file}" version="{version}"><{kind}Document xlink:href="../data/{file}"/>'
        f'<expected validity="{validity}"/><current status="accepted"/></{kind}Test>'
    )


def _suite(folder: Path, *groups: str, **schemas: str) -> None:
    """Write a suite of these test groups, with these schemas, and schemas and documents of one number."""
    xlink = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
    sets = "".join(f'<testSetRef xlink:href="meta/{name}"/>' for name in ("own.xml", "gone.xml"))
    number = '<xs:element name="n" type="xs:{}"/>'
    tests = "".join(f'<testGroup name="g{n}">{group}</testGroup>' for n, group in enumerate(groups))
    texts = {"good": ">" + number.format("int"), "bad": ">" + number.format("nothing"), **schemas}
    start = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    write_files(
        folder,
        {
            "suite.xml": f'<testSuite xmlns="{_SUITE}" {xlink}>{sets}</testSuite>',
            "meta/own.xml": f'<testSet name="own" xmlns="{_SUITE}" {xlink}>{tests}</testSet>',
            "data/7.xml": "<n>7</n>",
            "data/x.xml": "<n><x/></n>",
            **{f"data/{name}.xsd": f"{start}{text}</xs:schema>" for name, text in texts.items()},
        },
    )


def _conformance(folder: Path, *options: str) -> str:
    """Return what is printed about a suite."""
    command = [sys.executable, "-m", "benchmarks.conformance", str(folder), *options]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True)
    return done.stdout.decode()


def _page(folder: Path, *groups: str, seconds: float = 60) -> str:
    """Return the page for a suite of these test groups."""
    _suite(folder, *groups)
    _conformance(folder, "--page", str(folder / "page.md"), "--seconds", str(seconds))
    return (folder / "page.md").read_text("utf-8")


def test_conformance_counts_what_each_tool_gets_right(tmp_path: Path) -> None:
    """Schemas and documents, valid and invalid, are counted by tool; what is of XML Schema 1.1 is left out."""
    page = _page(
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
    assert "missing from the folder: `meta/gone.xml`." in page


def test_conformance_goes_on_when_time_is_up(tmp_path: Path) -> None:
    """A tool that takes too long for a group has given no right answer, and is counted as one without any."""
    page = _page(tmp_path, _test("schema", "good.xsd", "valid"), seconds=0)
    none = "0 of 1 (0.0 %)"
    assert f"| valid schemas accepted | {none} | {none} | {none} | {none} |" in page
    assert (
        "decide whether the schema is valid: neto-gen 1, xsdata 1, libxml2 1, xmlschema 1." in page
    )


_OWN = ' xmlns="own" targetNamespace="own" elementFormDefault="qualified">'
_NUMBER = '<xs:simpleType name="N"><xs:restriction base="xs:int"/></xs:simpleType>'
_ABSTRACT = '<xs:complexType name="N" abstract="true"/>'


_MEANT = {
    "an included element has a type of what includes it": {
        "a": f'{_OWN}<xs:include schemaLocation=" b.xsd "/>{_NUMBER}<xs:element name="m" type="N"/>',
        "b": f'{_OWN}<xs:element name="n" type="N"/>',
    },
    "a schema without elements includes one without a namespace": {
        "a": f'{_OWN}<xs:include schemaLocation="b.xsd"/>',
        "b": f'>{_NUMBER}<xs:element name="n" type="N"/>',
    },
    "an element whose type is abstract is no root": {
        "a": f'>{_ABSTRACT}<xs:element name="n" type="N"/>'
    },
    "an element has the abstract type of the element that it replaces": {
        "a": f'>{_ABSTRACT}<xs:element name="m" type="xs:int"/>'
        '<xs:element name="n" substitutionGroup="head"/><xs:element name="head" type="N"/>'
    },
    "a name has spaces around it": {"a": '><xs:element name=" n " type=" xs:int "/>'},
    "a schema has types only, and spaces around its namespace": {
        "a": f' targetNamespace=" own " xmlns="own">{_NUMBER}'
    },
    "a namespace is no URI for libxml2": {
        "a": ' targetNamespace="\u540d" xmlns="\u540d"><xs:element name="n" type="xs:int"/>'
    },
    "a schema of two documents that do not load each other": {
        "a": f'{_OWN}<xs:import namespace="other"/><xs:element name="n" type="o:N" xmlns:o="other"/>',
        "b": f' targetNamespace="other">{_NUMBER}',
    },
    "a schema of two documents of one namespace": {
        "a": f'{_OWN}<xs:element name="n" type="N"/>',
        "b": f"{_OWN}{_NUMBER}",
    },
}


_OTHERS = (
    _test("schema", "imports/a.xsd", "valid") + _test("instance", "7.xml", "valid"),
    _test("schema", "good.xsd", "valid") + _test("instance", "7.xml", "valid"),
    _test("schema", "own.xsd", "valid") + _test("instance", "7.xml", "valid"),
    _test("schema", "own.xsd", "valid") + _test("instance", "own.xml", "valid"),
    _test("schema", "bad.xsd", "invalid"),
    _test("schema", "good.xsd", "invalid"),
)
_IMPORTED, _GOOD, _OWN_NUMBER, _OWN_ROOT, _BAD, _NOT_ASKED = (
    f"own/g{len(_MEANT) + number}" for number in range(len(_OTHERS))
)
"""The groups of the suite after those of what is meant, by their names."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the answers about a suite with a group for each of these schemas, and the others but the last."""
    folder = tmp_path_factory.mktemp("suite")
    files = {
        f"{number}/{name}": text
        for number, schemas in enumerate(_MEANT.values())
        for name, text in schemas.items()
    }
    groups = [
        "".join(
            f'<schemaDocument xlink:href="../data/{number}/{name}.xsd"/>'
            for name in schemas
            if f'="{name}.xsd' not in schemas["a"] and f'=" {name}.xsd' not in schemas["a"]
        )
        for number, schemas in enumerate(_MEANT.values())
    ]
    state = '<expected validity="valid"/><current status="stable"/>'
    files |= {
        "imports/a": f'{_OWN}<xs:import schemaLocation="b.xsd"/>{_NUMBER}<xs:element name="m" type="N"/>',
        "imports/b": '><xs:import namespace="own"/><xs:element name="n" type="o:N" xmlns:o="own"/>',
        "own": ' targetNamespace="own"><xs:include schemaLocation="good.xsd"/>',
    }
    tests = (f"<schemaTest>{group}{state}</schemaTest>" for group in groups)
    _suite(folder, *tests, *_OTHERS, **files)
    write_files(folder, {"data/own.xml": '<n xmlns="own">7</n>'})
    asked = (f"own/g{number}" for number in range(len(groups)))
    others = (_IMPORTED, _GOOD, _OWN_NUMBER, _OWN_ROOT, _BAD.removeprefix("own/"))
    return _conformance(folder, *(f"--only={name}" for name in (*asked, *others))).splitlines()


@pytest.mark.parametrize("case", _MEANT)
def test_conformance_builds_a_schema_as_the_suite_means_it(case: str, answers: list[str]) -> None:
    """A valid schema is accepted whatever files it is in, and only for roots that documents can have."""
    group = f"own/g{[*_MEANT].index(case)}"
    assert f"right: {group} neto-gen schema a.xsd: yes" in answers
    assert f"right: {group} xmlschema schema a.xsd: yes" in answers


def test_conformance_reads_documents_whose_root_is_imported(answers: list[str]) -> None:
    """The root of a group's document may be an element of a file that its schema imports."""
    assert f"right: {_IMPORTED} neto-gen kept 7.xml: yes" in answers
    assert f"right: {_IMPORTED} xmlschema accepted 7.xml: yes" in answers


def test_conformance_reads_only_documents_whose_root_the_schema_declares(
    answers: list[str],
) -> None:
    """A root of the same name in another namespace does not count; one of an included file does."""
    groups = {_GOOD, _OWN_NUMBER, _OWN_ROOT}
    kept = [line for line in answers if " neto-gen kept " in line and line.split()[1] in groups]
    assert kept == [
        f"right: {_GOOD} neto-gen kept 7.xml: yes",
        f"right: {_OWN_ROOT} neto-gen kept own.xml: yes",
    ]


def test_conformance_answers_for_groups_by_name(tmp_path: Path, answers: list[str]) -> None:
    """--only prints what each tool says about the groups, and names what the suite does not have."""
    of_bad = [line for line in answers if line.split()[1] == _BAD]
    assert [line.split(maxsplit=6)[:6] for line in of_bad] == [
        [judgement, _BAD, tool, "schema", "bad.xsd:", answer]
        for judgement, tool, answer in (
            ("right:", "neto-gen", "no"),
            ("wrong:", "xsdata", "yes"),
            ("right:", "libxml2", "no"),
            ("right:", "xmlschema", "no"),
        )
    ]
    assert of_bad[0].endswith(": no schemas/bad.xsd:1:56: XML Schema has no type xs:nothing")
    assert _NOT_ASKED not in {line.split()[1] for line in answers}
    _suite(tmp_path, _test("schema", "good.xsd", "valid"), _test("schema", "bad.xsd", "invalid"))
    command = [sys.executable, "-m", "benchmarks.conformance", str(tmp_path), "--only", "g2"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stderr == b"the suite has no group g2 that can be asked about\n"
