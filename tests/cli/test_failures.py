"""What goes wrong with a build: a message with place and remedy, an exit code, nothing written."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support import XS, pair, root, run, schema, tree, write_files

if TYPE_CHECKING:
    from pathlib import Path

NAME = '<xs:element name="Name" type="xs:string"/>'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with the schemas of an operation, and its client."""
    write_files(tmp_path / "schemas", pair("AddThing"))
    assert run("build", cwd=tmp_path).returncode == 0
    return tmp_path


def fails(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a build that fails: no traceback, and the old client is as it was."""
    before = tree(project)
    result = run("build", *arguments, cwd=project)
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    assert "created" not in result.stdout
    assert tree(project) == before
    return result


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        (
            "<xs:schema",
            "schemas/AddThing.xsd:1:1: not well-formed XML: unclosed token",
            "it may have been cut off",
        ),
        ("", "schemas/AddThing.xsd:1:1: not well-formed XML: no element found", "fix it"),
        (
            "<html><body>Not found</body></html>",
            "schemas/AddThing.xsd:1:1: <html> is not an XML schema",
            "the root must be xs:schema",
        ),
        (
            schema(root("AddThing", '<xs:element name="Name" type="xs:strin"/>')),
            "schemas/AddThing.xsd:3:1: XML Schema has no type xs:strin",
            "did you mean xs:string?",
        ),
        (
            schema(root("AddThing", '<xs:element name="Name" type="NameType"/>')),
            'schemas/AddThing.xsd:3:1: type "NameType" is not defined',
            "define it, or include the file that does",
        ),
        (
            schema(root("AddThing", '<xs:element name="Name" type="t:NameType"/>')),
            'schemas/AddThing.xsd:3:1: prefix "t" is not declared',
            'declare it: xmlns:t="…"',
        ),
        (
            schema('<xs:include schemaLocation="Types.xsd"/>' + root("AddThing", NAME)),
            'schemas/AddThing.xsd:2:1: the included file "Types.xsd" is not in the schema folder',
            "put it at schemas/Types.xsd",
        ),
        (
            schema('<xs:include schemaLocation="../Types.xsd"/>' + root("AddThing", NAME)),
            'schemas/AddThing.xsd:2:1: the included file "../Types.xsd" is not in the schema',
            "put it there",
        ),
        (
            schema('<xs:include schemaLocation="https://evil/t.xsd"/>' + root("AddThing", NAME)),
            '"https://evil/t.xsd" is not a path inside the schema folder',
            "put it into the schema folder and say where in [tool.neto-gen.catalogue]",
        ),
        (
            schema(root("AddThings", NAME)),
            "schemas/AddThing.xsd:1:1: declares no element AddThing",
            "it declares AddThings: rename the file or the element",
        ),
        (
            schema('<xs:element name="AddThing" type="xs:string" abstract="true"/>'),
            "schemas/AddThing.xsd:2:1: element AddThing is abstract: no document has it as its",
            "name one of the elements that can replace it",
        ),
        (
            f'<!DOCTYPE x [<!ENTITY a SYSTEM "b">]><xs:schema {XS}>&a;</xs:schema>',
            'schemas/AddThing.xsd:1:93: the entity &a; is the file "b"',
            "no file is loaded for an entity: write out what it stands for",
        ),
        (
            schema(
                root(
                    "AddThing",
                    '<xs:element name="Name"><xs:simpleType><xs:restriction base="xs:string">\n'
                    '<xs:maxLength value="abc"/></xs:restriction></xs:simpleType></xs:element>',
                )
            ),
            'schemas/AddThing.xsd:4:1: maxLength "abc" is not a number',
            "",
        ),
        (
            schema(root("AddThing", '<xs:element name="Name" type="xs:string" minOccur="0"/>')),
            "schemas/AddThing.xsd:3:1: xs:element has no attribute minOccur",
            "did you mean minOccurs?",
        ),
        (
            schema(root("AddThing", '<xs:elment name="Name" type="xs:string"/>')),
            "schemas/AddThing.xsd:3:1: xs:elment is not an element of XML Schema",
            "did you mean xs:element?",
        ),
        (
            schema(
                f"<xs:element name='AddThing'><xs:complexType><xs:sequence>{NAME}</xs:sequence>"
                '\n<xs:assert test="true()"/></xs:complexType></xs:element>'
            ),
            "schemas/AddThing.xsd:3:1: xs:assert is not supported",
            "this is XML Schema 1.1: remove it",
        ),
        (
            schema(
                '<xs:element name="AddThing" type="T"/>\n'
                '<xs:simpleType name="T"><xs:restriction base="xs:string">\n'
                '<xs:pattern value="(a"/></xs:restriction></xs:simpleType>'
            ),
            "schemas/AddThing.xsd:4:1: pattern is not a valid regular expression of XML Schema: ",
            "correct the regular expression",
        ),
    ],
)
def test_a_broken_schema(project: Path, text: str, message: str, remedy: str) -> None:
    """A broken schema ends with 3, and says where it is broken and what to do."""
    write_files(project / "schemas", {"AddThing.xsd": text})
    result = fails(project)
    assert result.returncode == 3
    assert message in result.stderr
    assert remedy in result.stderr


def test_all_problems_are_shown_together(project: Path) -> None:
    """The problems of all schemas are told in one run."""
    body = '<xs:element name="A" type="xs:no"/>\n<xs:element name="B" type="xs:none"/>'
    write_files(project / "schemas", pair("AddThing", request=body, response=body))
    result = fails(project)
    assert result.stderr.count("error: ") == 4
    assert "schemas/AddThing.xsd:3:1" in result.stderr
    assert "schemas/AddThingResponse.xsd:4:1" in result.stderr


def test_a_folder_that_is_not_there(project: Path) -> None:
    """A schema folder that is not there ends with 4."""
    result = fails(project, "--schemas", "xsd")
    assert result.returncode == 4
    assert "error: xsd: no such folder" in result.stderr
    assert "--schemas" in result.stderr


def test_a_folder_without_pairs(project: Path) -> None:
    """A folder without a pair of schemas ends with 4, and says what a pair is."""
    write_files(project / "empty", {"AddThing.xsd": schema(root("AddThing", NAME))})
    result = fails(project, "--schemas", "empty")
    assert result.returncode == 4
    assert "error: empty: no pair of schemas in this folder" in result.stderr
    assert "AddItem.xsd and AddItemResponse.xsd" in result.stderr


def test_half_a_pair(project: Path) -> None:
    """A response without its request is named."""
    write_files(project / "schemas", {"GetThingResponse.xsd": schema(root("X", NAME))})
    result = fails(project)
    assert result.returncode == 4
    assert "GetThingResponse.xsd: a response without its request, GetThing.xsd" in result.stderr


def test_an_unknown_operation(project: Path) -> None:
    """An operation that the folder does not have ends with 2, and suggests one that it has."""
    result = fails(project, "--operation", "AddThings")
    assert result.returncode == 2
    assert 'error: schemas: no operation "AddThings"' in result.stderr
    assert "did you mean AddThing?" in result.stderr


def test_an_output_that_cannot_be_written(project: Path) -> None:
    """An output that cannot be a folder ends with 2."""
    write_files(project, {"file": ""})
    result = fails(project, "--output", "file")
    assert result.returncode == 2
    assert "error: file/neto_client: cannot be written" in result.stderr
    assert "--output" in result.stderr


def test_something_in_the_way_of_a_file(project: Path) -> None:
    """When one file cannot be written, none is."""
    write_files(project, {"out/neto_client/add_thing.py/in the way": ""})
    result = fails(project, "--output", "out")
    assert result.returncode == 2
    assert "out/neto_client" in result.stderr


def test_a_manifest_that_cannot_be_read(project: Path) -> None:
    """A broken manifest stops the build: no one knows then which files are generated."""
    write_files(project / "neto_client", {".neto-gen.json": "{"})
    result = fails(project)
    assert result.returncode == 2
    assert "error: neto_client/.neto-gen.json: this manifest cannot be read" in result.stderr


@pytest.mark.parametrize("name", ["class", "a.b", "..", "neto-client", ""])
def test_a_name_that_is_no_package(project: Path, name: str) -> None:
    """A package name that Python cannot import ends with 2."""
    result = fails(project, "--package", name)
    assert result.returncode == 2
    assert f'"{name}" is not a valid package name' in result.stderr


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('\noperatoin = ["X"]', 'pyproject.toml:3: unknown key "operatoin" in [tool.neto-gen]'),
        ('operation = ["X"]', "pyproject.toml: operation in [tool.neto-gen] is for tables"),
        ("operations = 5", 'operations in [tool.neto-gen] is neither "all" nor a list of texts'),
        ("schemas = 5", "schemas in [tool.neto-gen] is not a text"),
        ("= 5", "pyproject.toml: not TOML"),
    ],
)
def test_wrong_settings(project: Path, settings: str, message: str) -> None:
    """Wrong settings end with 2 and name the key."""
    write_files(project, {"pyproject.toml": f"[tool.neto-gen]\n{settings}\n"})
    result = fails(project)
    assert result.returncode == 2
    assert message in result.stderr


def test_an_unknown_key_suggests_the_right_one(project: Path) -> None:
    """A misspelt key comes with the key that was meant."""
    write_files(project, {"pyproject.toml": '[tool.neto-gen]\nouput = "src"\n'})
    assert "did you mean output?" in fails(project).stderr


def test_nothing_that_a_terminal_obeys_is_printed(project: Path) -> None:
    """Control characters of a schema are shown, not sent to the terminal."""
    evil = '<xs:element name="A" type="xs:&#x9b;31m&#x202e;"/>'
    write_files(project / "schemas", pair("AddThing", request=evil))
    result = fails(project)
    assert "\x9b" not in result.stderr
    assert "\u202e" not in result.stderr
    assert "\\x9b31m\\u202e" in result.stderr


def test_many_problems(project: Path) -> None:
    """Of many problems the first are shown, and how many more there are, in every form."""
    keys = "".join(f"key{number} = 1\n" for number in range(30))
    write_files(project, {"pyproject.toml": f"[tool.neto-gen]\n{keys}"})
    text = fails(project).stderr
    assert text.count("error: ") == 20
    assert text.endswith("\nand 10 more\n")
    github = fails(project, "--format", "github")
    assert github.stdout.count("::error ") == 20
    assert github.stderr.endswith("\nand 10 more\n")
    report = json.loads(fails(project, "--format", "json").stdout)
    assert (len(report["problems"]), report["more"]) == (20, 10)


def printing(*arguments: str, into: str, cwd: Path) -> tuple[int, bytes]:
    """Run a command whose output goes to a file, or to `nobody` who reads on; its code and errors."""
    command = [sys.executable, "-m", "neto_gen", *arguments]
    if into != "nobody":
        with open(into, "wb") as file:  # noqa: PTH123
            result = subprocess.run(
                command, cwd=cwd, stdout=file, stderr=subprocess.PIPE, check=False
            )
        return result.returncode, result.stderr
    with subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        return process.wait(), process.stderr.read()


@pytest.mark.parametrize(
    "command",
    ["--help", "--version", "build --help", "list", "build --check", "build --format json"],
)
def test_output_that_nobody_can_read(project: Path, command: str) -> None:
    """A full disk is a message; who stops reading is told nothing, and gets no answer by that."""
    code, said = printing(*command.split(), into="/dev/full", cwd=project)
    assert said == b"error: the system reported: No space left on device\n"
    assert code == 2
    assert printing(*command.split(), into="nobody", cwd=project) == (141, b"")


@pytest.mark.parametrize("command", ["--help", "list", "nothing", "build --schemas nowhere"])
def test_errors_that_nobody_can_read(project: Path, command: str) -> None:
    """Where there is no place for messages either, the code says that there was no answer."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        result = subprocess.run(
            [sys.executable, "-m", "neto_gen", *command.split()],
            cwd=project,
            stdout=full,
            stderr=full,
            check=False,
        )
    assert result.returncode == 2
