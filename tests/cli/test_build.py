"""`neto-gen build` as a process of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support import (
    REPOSITORY,
    client,
    pair,
    run,
    run_in_new_python,
    schema,
    tree,
    write_files,
)

if TYPE_CHECKING:
    from pathlib import Path

FIELD = '<xs:element name="Colour" type="xs:string" minOccurs="0"/>'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with the schemas of two operations."""
    write_files(tmp_path / "schemas", {**pair("AddThing"), **pair("GetThing")})
    return tmp_path


def times(folder: Path) -> dict[str, int]:
    """Return when each file of a folder was last written."""
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_help_shows_examples(tmp_path: Path) -> None:
    """The help says what the command does, and shows how it is used."""
    result = run("build", "--help", cwd=tmp_path)
    assert result.returncode == 0
    assert "neto-gen build --schemas vendor/xsd --output src/shop --package neto" in result.stdout
    assert "--check" in result.stdout


def test_version(tmp_path: Path) -> None:
    """The version is that of the package."""
    assert run("--version", cwd=tmp_path).stdout == "neto-gen, version 0.1.0\n"


def test_an_empty_folder_gets_the_default_client(tmp_path: Path) -> None:
    """Without schemas or settings, the client of the default schemas is built."""
    result = run("build", cwd=tmp_path)
    assert result.returncode == 0
    assert "79 of 79 schemas transcribed from the documentation" in result.stdout
    assert client(tmp_path / "neto_client") == client(REPOSITORY / "generated" / "neto_client")


def test_a_second_build_touches_nothing(project: Path) -> None:
    """A build with nothing to do says so, and touches no file."""
    first = run("build", cwd=project)
    before = times(project / "neto_client")
    second = run("build", cwd=project)
    count = len(before) - 1  # the manifest is not counted
    assert f"  created  {count} files (-v names them)" in first.stdout
    assert f"neto_client is built: {count} files" in first.stdout
    assert second.stdout.splitlines() == [
        "schemas: 2 operations, 4 schemas",
        f"neto_client is up to date: {count} files",
    ]
    assert times(project / "neto_client") == before


def test_only_what_changed_is_written(project: Path) -> None:
    """After a change of one schema, the files of the other operation are not touched."""
    run("build", cwd=project)
    before = times(project / "neto_client")
    field = '<xs:element name="Colour" type="xs:string" minOccurs="0"/>'
    write_files(project / "schemas", pair("AddThing", request=field))
    result = run("build", cwd=project)
    after = times(project / "neto_client")
    assert "changed  neto_client/add_thing.py" in result.stdout
    assert after["get_thing.py"] == before["get_thing.py"]
    assert after["_decode.py"] == before["_decode.py"]
    assert "colour: str | None" in (project / "neto_client" / "add_thing.py").read_text()


def test_check_passes_when_current(project: Path) -> None:
    """--check of a current client ends with 0."""
    run("build", cwd=project)
    result = run("build", "--check", cwd=project)
    assert result.returncode == 0
    assert "neto_client is up to date" in result.stdout


def test_check_shows_what_would_change(project: Path) -> None:
    """--check of a client that is not current ends with 1 and a unified diff, and writes nothing."""
    run("build", cwd=project)
    field = '<xs:element name="Colour" type="xs:string" minOccurs="0"/>'
    write_files(project / "schemas", pair("AddThing", request=field))
    before = tree(project)
    result = run("build", "--check", cwd=project)
    assert result.returncode == 1
    assert "--- a/neto_client/add_thing.py\n+++ b/neto_client/add_thing.py\n" in result.stdout
    assert '+    colour: str | None = _f.text("Colour")' in result.stdout
    assert "neto_client is not current: run neto-gen build" in result.stderr
    assert tree(project) == before


def test_check_of_a_client_that_is_not_there(project: Path) -> None:
    """--check without a client ends with 1, and creates nothing."""
    result = run("build", "--check", cwd=project)
    assert result.returncode == 1
    assert "+++ b/neto_client/__init__.py" in result.stdout
    assert "files (-v names them)" in result.stdout
    named = run("build", "--check", "-v", cwd=project)
    assert "  missing  neto_client/add_thing.py" in named.stdout
    assert not (project / "neto_client").exists()


def test_a_file_edited_by_hand_stops_the_build(project: Path) -> None:
    """An edited file is named, and kept; with --overwrite it is generated again."""
    run("build", cwd=project)
    edited = project / "neto_client" / "add_thing.py"
    generated = edited.read_text()
    edited.write_text(generated + "# mine\n")
    before = tree(project)

    stopped = run("build", cwd=project)
    assert stopped.returncode == 1
    assert "neto_client/add_thing.py: was edited by hand" in stopped.stderr
    assert "--overwrite" in stopped.stderr
    assert tree(project) == before
    assert run("build", "--check", cwd=project).returncode == 1

    assert run("build", "--overwrite", cwd=project).returncode == 0
    assert edited.read_text() == generated


def test_a_file_of_the_user_in_the_way_stops_the_build(project: Path) -> None:
    """A file that neto-gen did not write is not overwritten."""
    write_files(project / "neto_client", {"__init__.py": "# mine\n"})
    result = run("build", cwd=project)
    assert result.returncode == 1
    assert (
        "neto_client/__init__.py: was edited by hand, or is not a generated file" in result.stderr
    )
    assert tree(project / "neto_client") == {"__init__.py": b"# mine\n"}


def test_a_lost_file_is_written_again(project: Path) -> None:
    """A generated file that was deleted comes back."""
    run("build", cwd=project)
    (project / "neto_client" / "_decode.py").unlink()
    assert "created  neto_client/_decode.py" in run("build", cwd=project).stdout


def test_files_of_operations_that_the_settings_leave_out_go(project: Path) -> None:
    """The module of an operation that is no longer built goes; files of the user stay."""
    run("build", cwd=project)
    write_files(project / "neto_client", {"mine.py": "# mine\n"})
    write_files(project, {"pyproject.toml": '[tool.neto-gen]\noperations = ["AddThing"]\n'})
    result = run("build", cwd=project)
    assert "removed  neto_client/get_thing.py" in result.stdout
    assert not (project / "neto_client" / "get_thing.py").exists()
    assert (project / "neto_client" / "mine.py").read_text() == "# mine\n"


def test_a_build_of_one_operation_leaves_the_others_alone(project: Path) -> None:
    """With --operation, nothing of another operation is written or removed, changed or not."""
    run("build", cwd=project)
    before = times(project / "neto_client")
    write_files(project / "schemas", {**pair("AddThing", FIELD), **pair("GetThing", FIELD)})
    result = run("build", "--operation", "AddThing", cwd=project)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == [
        "schemas: 1 operation, 4 schemas",
        "  changed  neto_client/add_thing.py",
        "  wrote  neto_client/.neto-gen.json",
        f"neto_client is built: {len(before) - 1} files",
        "1 other operation of the client left alone: neto-gen build updates the whole client",
    ]
    after = times(project / "neto_client")
    changed = {name for name, time in after.items() if before[name] != time}
    assert changed == {"add_thing.py", ".neto-gen.json"}
    assert "removed" not in result.stdout

    again = run("build", "--operation", "AddThing", cwd=project)
    assert "changed" not in again.stdout
    assert times(project / "neto_client") == after
    whole = run("build", cwd=project)
    assert "  changed  neto_client/get_thing.py" in whole.stdout
    assert "add_thing.py" not in whole.stdout
    assert run("build", "--check", "--from-scratch", cwd=project).returncode == 0


def test_a_file_that_two_operations_include_is_not_forgotten(project: Path) -> None:
    """After a build of one of two that share a changed file, a whole build still makes the other."""
    shared = '<xs:complexType name="T"><xs:sequence>{}</xs:sequence></xs:complexType>'
    include = '<xs:include schemaLocation="shared.xsd"/>'
    for action in ("AddThing", "GetThing"):
        text = schema(f'{include}<xs:element name="{action}" type="T"/>')
        write_files(project / "schemas", {f"{action}.xsd": text})
    write_files(
        project / "schemas", {"shared.xsd": schema(shared.format(FIELD.replace("Colour", "Name")))}
    )
    assert run("build", cwd=project).returncode == 0
    write_files(project / "schemas", {"shared.xsd": schema(shared.format(FIELD))})
    result = run("build", "--operation", "AddThing", cwd=project)
    assert result.returncode == 0, result.stderr
    client_files = project / "neto_client"
    assert "colour" in (client_files / "add_thing.py").read_text()
    assert "colour" not in (client_files / "get_thing.py").read_text()
    assert run("build", "--check", cwd=project).returncode == 1
    run("build", cwd=project)
    assert "colour" in (client_files / "get_thing.py").read_text()
    assert run("build", "--check", "--from-scratch", cwd=project).returncode == 0


def test_a_schema_that_is_broken_does_not_stop_a_build_of_another(project: Path) -> None:
    """With --operation, no other operation need be whole: its schemas are not even looked at."""
    run("build", cwd=project)
    generated = (project / "neto_client" / "get_thing.py").read_bytes()
    write_files(project / "schemas", {**pair("AddThing", FIELD), "GetThing.xsd": "<a/>"})
    result = run("build", "--operation", "AddThing", cwd=project)
    assert result.returncode == 0, result.stderr
    assert "colour" in (project / "neto_client" / "add_thing.py").read_text()
    (project / "neto_client" / "get_thing.py").unlink()
    (project / "schemas" / "GetThing.xsd").unlink()
    result = run("build", "--operation", "AddThing", cwd=project)
    assert result.returncode == 0, result.stderr
    assert not (project / "neto_client" / "get_thing.py").exists()
    write_files(project / "schemas", pair("GetThing"))
    run("build", cwd=project)
    assert (project / "neto_client" / "get_thing.py").read_bytes() == generated


def test_an_operation_is_built_into_a_client_that_has_others(project: Path) -> None:
    """With --operation, one that is new comes to those of the client; its first build has it alone."""
    first = run("build", "--operation", "AddThing", cwd=project)
    assert first.returncode == 0, first.stderr
    assert "def get_thing" not in (project / "neto_client" / "_client.py").read_text()
    run("build", "--operation", "GetThing", cwd=project)
    text = (project / "neto_client" / "_client.py").read_text()
    assert "def add_thing" in text
    assert "def get_thing" in text
    assert run("build", "--check", "--from-scratch", cwd=project).returncode == 0


def test_client_classes_are_never_half_current(project: Path) -> None:
    """A build of one operation that would have to show another one's old methods is refused."""
    run("build", "--operation", "GetThing", cwd=project)
    write_files(project / "schemas", pair("GetThing", FIELD))
    before = tree(project)
    result = run("build", "--operation", "AddThing", cwd=project)
    assert result.returncode == 2
    assert (
        "neto_client: AddThing cannot be built alone: other files change with it, and so would those "
        "of GetThing, as schemas, settings, templates or neto-gen have changed"
    ) in result.stderr
    assert "run neto-gen build, which updates the whole client" in result.stderr
    assert tree(project) == before


def test_one_operation_after_other_settings(project: Path) -> None:
    """A setting that changes other files stops a build of one operation; one that does not, does not."""
    run("build", cwd=project)
    template = "# mine\n" + (REPOSITORY / "templates" / "catalogue.py.jinja").read_text()
    write_files(project, {"pyproject.toml": '[tool.neto-gen]\ntemplates = "own"\n'})
    write_files(project / "own", {"catalogue.py.jinja": template})
    write_files(project / "schemas", pair("AddThing", FIELD))
    get_thing = (project / "neto_client" / "get_thing.py").stat().st_mtime_ns
    result = run("build", "--operation", "AddThing", cwd=project)
    assert result.returncode == 0, result.stderr
    assert "  changed  neto_client/_catalogue.py" in result.stdout
    assert (project / "neto_client" / "get_thing.py").stat().st_mtime_ns == get_thing
    assert run("build", "--check", cwd=project).returncode == 0
    write_files(project, {"pyproject.toml": '[tool.neto-gen]\ndialect = "xsd"\n'})
    before = tree(project)
    result = run("build", "--operation", "AddThing", cwd=project)
    assert result.returncode == 2
    assert "AddThing cannot be built alone" in result.stderr
    assert tree(project) == before


@pytest.mark.parametrize("scratch", [(), ("--from-scratch",)])
def test_a_check_of_one_operation(project: Path, scratch: tuple[str, ...]) -> None:
    """--check with --operation finds what is stale of this operation, and nothing else."""
    run("build", cwd=project)
    write_files(project / "schemas", pair("GetThing", FIELD))
    assert run("build", "--check", *scratch, "--operation", "AddThing", cwd=project).returncode == 0
    result = run("build", "--check", *scratch, "--operation", "GetThing", cwd=project)
    assert result.returncode == 1
    assert "+++ b/neto_client/get_thing.py" in result.stdout


def test_a_build_of_what_the_settings_leave_out_says_so(project: Path) -> None:
    """An operation that `operations` does not name is built, with how to keep it."""
    write_files(project, {"pyproject.toml": '[tool.neto-gen]\noperations = ["AddThing"]\n'})
    run("build", cwd=project)
    result = run("build", "--operation", "GetThing", cwd=project)
    assert result.returncode == 0
    assert result.stderr == (
        "GetThing is not among `operations` in pyproject.toml, so neto-gen build leaves it out: "
        "neto-gen add GetThing\n"
    )


def test_many_files_are_counted(project: Path) -> None:
    """A first build says how many files it made in a line; -v names them."""
    result = run("build", cwd=project)
    total = len(tree(project / "neto_client")) - 1
    assert f"  created  {total} files (-v names them)" in result.stdout
    assert len(result.stdout.splitlines()) == 4
    (project / "neto_client" / "_decode.py").unlink()
    assert "  created  neto_client/_decode.py" in run("build", cwd=project).stdout
    named = run("build", "--output", "other", "-v", cwd=project).stdout
    assert "  created  other/neto_client/add_thing.py" in named


def test_settings_come_from_pyproject(project: Path) -> None:
    """Settings are read from the nearest pyproject.toml with the table, relative to it."""
    (project / "schemas").rename(project / "xsd files")
    settings = """
        [tool.neto-gen]
        schemas = "xsd files"
        output = "src"
        package = "shop"
        operations = ["GetThing"]
    """
    write_files(project, {"pyproject.toml": settings, "inner/pyproject.toml": "[project]\n"})
    result = run("build", cwd=project / "inner")
    assert result.returncode == 0, result.stderr
    assert (project / "src" / "shop" / "get_thing.py").is_file()
    assert not (project / "src" / "shop" / "add_thing.py").exists()


def test_options_win_over_settings(project: Path) -> None:
    """Options of the command line win, and are relative to the working folder."""
    settings = '[tool.neto-gen]\nschemas = "nowhere"\noutput = "elsewhere"\npackage = "other"\n'
    write_files(project, {"pyproject.toml": settings})
    result = run(
        *("build", "--schemas", "schemas", "--output", "out", "--package", "shop"),
        *("--operation", "GetThing", "--operation", "AddThing"),
        cwd=project,
    )
    assert result.returncode == 0, result.stderr
    assert (project / "out" / "shop" / "get_thing.py").is_file()
    assert not (project / "elsewhere").exists()


def test_same_input_same_bytes(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Folder, hash seed, locale and time zone make no difference to what is written."""
    other = tmp_path_factory.mktemp("a folder with spaces")
    write_files(other / "schemas", {**pair("GetThing"), **pair("AddThing")})
    for folder, seed, locale, zone in (
        (project, "1", "C", "UTC"),
        (other, "2", "C.UTF-8", "Australia/Sydney"),
    ):
        environment = {"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone}
        built = run_in_new_python("build", cwd=folder, environment=environment)
        assert built.returncode == 0, built.stderr
    assert tree(project / "neto_client") == tree(other / "neto_client")
    assert str(project).encode() not in b"".join(tree(project / "neto_client").values())


def test_an_emptied_schema_folder_is_an_error(project: Path) -> None:
    """When schemas are gone, their operations are not dropped, nor others built in their place."""
    run("lock", cwd=project)
    run("build", cwd=project)
    before = tree(project / "neto_client")
    schemas = project / "schemas"
    (schemas / "GetThing.xsd").unlink()
    (schemas / "GetThingResponse.xsd").unlink()
    result = run("build", cwd=project)
    assert result.returncode == 3
    assert "schemas/GetThing.xsd: is in schemas.lock, but not in the folder" in result.stderr
    assert "restore it, or run neto-gen lock to record its removal" in result.stderr
    for path in schemas.glob("*.xsd"):
        path.unlink()
    result = run("build", cwd=project)
    assert result.returncode == 4
    assert "schemas: no pair of schemas in this folder" in result.stderr
    assert "neto-gen fetch ACTION... downloads those of this API" in result.stderr
    assert "declare operations of other schemas in [[tool.neto-gen.operation]]" in result.stderr
    (schemas / "schemas.lock").unlink()
    assert run("build", cwd=project).returncode == 4
    schemas.rmdir()
    result = run("build", cwd=project)
    assert result.returncode == 4
    assert (
        "neto_client: the schemas that it was built from are missing, and neto-gen comes with different ones"
    ) in result.stderr
    assert "remove neto_client first" in result.stderr
    assert tree(project / "neto_client") == before


def test_a_manifest_of_other_files(tmp_path: Path) -> None:
    """Where all files are current and the manifest is that of others, the check is not content.

    Else the next change of a schema would find files that seem to be edited by hand.
    """
    write_files(tmp_path / "schemas", pair("AddThing"))
    assert run("build", cwd=tmp_path).returncode == 0
    manifest = tmp_path / "neto_client/.neto-gen.json"
    current = manifest.read_text()
    data = json.loads(current)
    data["files"]["add_thing.py"] = "0" * 64
    manifest.write_text(json.dumps(data))
    checked = run("build", "--check", cwd=tmp_path)
    assert checked.returncode == 1
    assert "  stale  neto_client/.neto-gen.json\n" in checked.stdout
    assert "neto_client is not current: run neto-gen build" in checked.stderr
    assert run("build", cwd=tmp_path).returncode == 0
    assert manifest.read_text() == current
    assert run("build", "--check", cwd=tmp_path).returncode == 0


AMBIGUOUS = (
    '<xs:choice><xs:element name="Colour" type="xs:string"/>\n'
    '<xs:element name="Colour" type="xs:string"/></xs:choice>'
)


def test_a_schema_that_breaks_a_rule_is_built_where_the_settings_accept_it(tmp_path: Path) -> None:
    """The refusal says which setting helps; with it, what is wrong is a warning with place and rule."""
    write_files(tmp_path / "schemas", pair("AddThing", request=AMBIGUOUS))
    refused = run("build", cwd=tmp_path)
    what = "element Colour may belong to this or to the particle at schemas/AddThing.xsd:"
    assert refused.returncode == 3
    assert what in refused.stderr
    assert 'set accept-invalid = ["AddThing.xsd"] in [tool.neto-gen]' in refused.stderr

    settings = '[tool.neto-gen]\naccept-invalid = ["Add*.xsd"]\n'
    write_files(tmp_path, {"pyproject.toml": settings})
    built = run("build", cwd=tmp_path)
    assert built.returncode == 0
    (line,) = built.stderr.splitlines()
    assert line.startswith("warning: schemas/AddThing.xsd:")
    assert what in line
    assert line.endswith("(rule cos-nonambig)")
    report = json.loads(run("build", "--from-scratch", "--format", "json", cwd=tmp_path).stdout)
    (accepted,) = report["accepted"]
    assert (accepted["file"], accepted["rule"]) == ("schemas/AddThing.xsd", "cos-nonambig")
    github = run("build", "--from-scratch", "--format", "github", cwd=tmp_path).stdout
    assert "::warning file=schemas/AddThing.xsd,line=" in github
    for command in (("list", "AddThing"), ("inspect", "AddThing"), ("docs", "AddThing")):
        assert run(*command, cwd=tmp_path).returncode == 0, command
    assert line in run("inspect", "AddThing", cwd=tmp_path).stderr
    assert run("diff", "schemas", "schemas", cwd=tmp_path).returncode == 0


def test_a_pattern_of_accepted_schemas_that_stands_for_none(tmp_path: Path) -> None:
    """A pattern that names no schema of the folder is a mistake, with the nearest that does."""
    write_files(tmp_path / "schemas", pair("AddThing"))
    write_files(tmp_path, {"pyproject.toml": '[tool.neto-gen]\naccept-invalid = ["AdThing.xsd"]\n'})
    result = run("build", cwd=tmp_path)
    assert result.returncode == 2
    assert '"AdThing.xsd" in accept-invalid stands for no schema in schemas' in result.stderr
    assert "did you mean AddThing.xsd?" in result.stderr
