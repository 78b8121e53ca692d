"""`neto-gen add` in projects of all kinds, downloading from a vendor on loopback and offline."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import time
import tomllib
from typing import TYPE_CHECKING

import pytest

from neto_gen.cli import main
from tests.moments import IS_LONG, at_line, kill_at_line
from tests.server import Answer, fixed
from tests.support import client, pair, run, schema, tree, write_files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Server

LINES = """\
[project]
name = "shop"

[tool.neto-gen]
schemas = "schemas"  # ours
operations = [
    "AddCustomerLog",  # who rang
]
"""


def encoded(*actions: str) -> dict[str, bytes]:
    """Return the files of these operations as a vendor has them."""
    return {n: text.encode() for action in actions for n, text in pair(action).items()}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with one operation from the transcriptions, which no test changes."""
    folder = tmp_path_factory.mktemp("begun")
    result = run("init", "--yes", "--operation", "AddCustomerLog", cwd=folder)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture
def offline(tmp_path: Path, begun: Path) -> Path:
    """Return a project with one operation from the transcriptions."""
    return shutil.copytree(begun, tmp_path / "project")


@pytest.fixture
def online(tmp_path: Path, server: Server) -> Path:
    """Return a project with one operation from the vendor."""
    settings = f'{LINES}mirror = "{server.base}"\n'
    write_files(tmp_path, {"pyproject.toml": settings})
    server.serve(encoded("AddCustomerLog"))
    assert run("fetch", cwd=tmp_path).returncode == 0
    assert run("build", cwd=tmp_path).returncode == 0
    return tmp_path


def operations(folder: Path) -> list[str]:
    """Return the operations in the settings."""
    text = (folder / "pyproject.toml").read_text()
    found: list[str] = tomllib.loads(text)["tool"]["neto-gen"]["operations"]
    return found


def origins(folder: Path) -> dict[str, str]:
    """Return the origin of each schema in the lock."""
    lock = tomllib.loads((folder / "schemas" / "schemas.lock").read_text())
    return {entry["file"]: entry["origin"] for entry in lock["schema"]}


def test_an_operation_is_downloaded_locked_and_built(online: Path, server: Server) -> None:
    """Schemas, lock, settings and client change together, and the report says what is new."""
    server.serve(encoded("GetOrder"))
    result = run("add", "GetOrder", cwd=online)
    assert result.returncode == 0, result.stderr
    count = len(tree(online / "neto_client")) - 1  # the manifest is not counted
    assert result.stdout.splitlines() == [
        "  created  schemas/GetOrder.xsd",
        "  created  schemas/GetOrderResponse.xsd",
        "  wrote  schemas/schemas.lock",
        "  changed  pyproject.toml",
        "schemas: 2 operations, 4 schemas",
        "  created  neto_client/get_order.py",
        "  changed  neto_client/__init__.py",
        "  changed  neto_client/_async_client.py",
        "  changed  neto_client/_catalogue.py",
        "  changed  neto_client/_client.py",
        "  changed  neto_client/_dry_run.py",
        "  wrote  neto_client/.neto-gen.json",
        f"neto_client is built: {count} files",
        "2 schemas taken from the mirror localhost",
        "neto_client gains:",
        "  client.get_order(request) -> GetOrderResponse",
    ]
    text = (online / "pyproject.toml").read_text()
    assert '    "AddCustomerLog",  # who rang\n    "GetOrder",\n]\n' in text
    assert 'schemas = "schemas"  # ours\n' in text
    assert origins(online)["GetOrder.xsd"] == "mirrored"
    assert run("build", "--check", "--from-scratch", cwd=online).returncode == 0
    assert run("fetch", "--check", cwd=online).returncode == 0


def test_the_transcription_is_taken_offline(offline: Path) -> None:
    """With --offline, the schemas that come with neto-gen are taken, and said to be what they are."""
    result = run("add", "GetOrder", "--offline", cwd=offline)
    assert result.returncode == 0, result.stderr
    assert (
        "2 schemas transcribed from the documentation, as they come with neto-gen: not the "
        "vendor's own files\n"
    ) in result.stdout
    assert "more than one origin" not in result.stdout
    assert "  client.get_order(filter, **fields) -> GetOrderResponse\n" in result.stdout
    assert {*origins(offline).values()} == {"transcribed"}
    assert run("build", "--check", "--from-scratch", cwd=offline).returncode == 0


def test_a_second_time_changes_nothing(offline: Path) -> None:
    """To add what is there is no error, and touches no file."""
    run("add", "GetOrder", "--offline", cwd=offline)
    before = {path: path.stat().st_mtime_ns for path in offline.rglob("*")}
    result = run("add", "GetOrder", "AddCustomerLog", cwd=offline)
    assert result.returncode == 0, result.stderr
    assert "GetOrder, AddCustomerLog were already there\n" in result.stdout
    assert {path: path.stat().st_mtime_ns for path in offline.rglob("*")} == before


def test_a_group(offline: Path) -> None:
    """A group comes with all its operations, and stands in the settings as a group."""
    result = run("add", "rma", "--offline", cwd=offline)
    assert result.returncode == 0, result.stderr
    assert operations(offline) == ["AddCustomerLog", "rma"]
    assert "client.add_rma(rma) -> AddRmaResponse" in result.stdout
    assert "client.get_rma(filter, **fields) -> GetRmaResponse" in result.stdout
    assert (offline / "neto_client" / "get_rma.py").is_file()


def test_both_kinds_in_a_folder_are_said(online: Path, server: Server) -> None:
    """A transcription beside the vendor's files is never silent, nor are the vendor's beside it."""
    result = run("add", "GetOrder", "--offline", cwd=online)
    assert result.returncode == 0, result.stderr
    said = (
        "schemas now has schemas of more than one origin: 2 mirrored, 2 transcribed; schemas.lock "
        "says which, and neto-gen fetch replaces transcriptions by the vendor's own\n"
    )
    assert said in result.stdout
    server.serve(encoded("GetRma"))
    result = run("add", "GetRma", cwd=online)
    assert said.replace("2 mirrored", "4 mirrored") in result.stdout
    assert origins(online)["GetOrder.xsd"] == "transcribed"
    assert origins(online)["GetRma.xsd"] == "mirrored"


def test_halves_of_either_kind_are_never_one_operation(online: Path) -> None:
    """Where one file of an operation is the vendor's, the other is not taken from the transcriptions."""
    (online / "schemas" / "AddCustomerLog.xsd").unlink()
    before = tree(online)
    result = run("add", "AddCustomerLog", "--offline", cwd=online)
    assert result.returncode == 2
    assert (
        "schemas/AddCustomerLogResponse.xsd: already exists: mirrored and not the transcription"
    ) in result.stderr
    assert "a fetch never mixes the two" in result.stderr
    assert tree(online) == before


def test_a_download_that_fails_changes_nothing(online: Path, server: Server) -> None:
    """When one file cannot be had, all is as it was; where there is a transcription, that is said."""
    files = encoded("GetOrder", "GetRma")
    del files["GetRmaResponse.xsd"]
    server.serve(files)
    before = tree(online)
    result = run("add", "GetOrder", "GetRma", cwd=online)
    assert result.returncode == 4
    assert "GetRmaResponse.xsd" in result.stderr
    assert "--offline takes the transcriptions that come with neto-gen" in result.stderr
    assert tree(online) == before
    assert "--offline" not in run("add", "GetCart", cwd=online).stderr
    assert tree(online) == before


def test_a_build_that_fails_changes_nothing(online: Path, server: Server) -> None:
    """When the new schemas are no good, settings, lock, schemas and client stay as they were."""
    wrong = '<xs:element name="Count" type="NoSuchType"/>'
    server.serve({n: text.encode() for n, text in pair("GetOrder", wrong).items()})
    before = tree(online)
    result = run("add", "GetOrder", cwd=online)
    assert result.returncode == 3
    assert "schemas/GetOrder.xsd:" in result.stderr
    assert tree(online) == before


def test_a_client_edited_by_hand_stops_it(offline: Path) -> None:
    """An edit in the client is not overwritten unless that is said, and nothing else is written."""
    edited = offline / "neto_client" / "_client.py"
    edited.write_text(edited.read_text() + "# mine\n")
    before = tree(offline)
    for more in ((), ("--dry-run",)):
        result = run("add", "GetOrder", "--offline", *more, cwd=offline)
        assert result.returncode == 1
        assert "neto_client/_client.py: was edited by hand" in result.stderr
        assert tree(offline) == before
    result = run("add", "GetOrder", "--offline", "--overwrite", cwd=offline)
    assert result.returncode == 0, result.stderr
    assert "# mine" not in edited.read_text()


def test_a_client_that_cannot_be_written_changes_nothing(offline: Path) -> None:
    """What was written of schemas and settings is taken back when the client cannot be written."""
    before = tree(offline)
    names = {path.name for path in offline.iterdir()}
    largest = 20_000  # a disk with room for the schemas, and not for the module
    result = subprocess.run(
        [sys.executable, "-m", "neto_gen", "add", "GetOrder", "--offline"],
        cwd=offline,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "neto_client: cannot be written: File too large" in result.stderr
    assert tree(offline) == before
    assert {path.name for path in offline.iterdir()} == names


def test_settings_that_cannot_be_written_change_nothing(offline: Path) -> None:
    """What was written of schemas is taken back when the settings cannot be written."""
    settings = offline / "pyproject.toml"
    settings.rename(offline / "mine.toml")
    settings.symlink_to("mine.toml")
    before = tree(offline)
    result = run("add", "GetOrder", "--offline", cwd=offline)
    assert result.returncode == 2
    assert result.stderr == (
        f"error: {settings}: cannot be written: pyproject.toml is a link, and nothing is put in its "
        "place\n  help: nothing was changed; check the files, the disk and its permissions\n"
    )
    assert tree(offline) == before


def test_a_folder_that_is_not_there_yet(tmp_path: Path, server: Server) -> None:
    """The first schemas make their folder; when that fails, no empty folder is left."""
    settings = f'[tool.neto-gen]\nschemas = "xsd/neto"\nmirror = "{server.base}"\n'
    write_files(tmp_path, {"pyproject.toml": settings})
    server.serve(dict.fromkeys(encoded("GetOrder"), b"<a/>"))
    assert run("add", "GetOrder", cwd=tmp_path).returncode == 4
    bad = pair("GetOrder", '<xs:element name="Count" type="NoSuchType"/>')
    server.serve({n: text.encode() for n, text in bad.items()})
    assert run("add", "GetOrder", cwd=tmp_path).returncode == 3
    assert not (tmp_path / "xsd").exists()
    server.serve(encoded("GetOrder"))
    result = run("add", "GetOrder", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "xsd" / "neto" / "schemas.lock").is_file()
    assert (tmp_path / "pyproject.toml").read_text() == settings


def test_a_dry_run_writes_nothing(online: Path, server: Server) -> None:
    """--dry-run says the same as the command itself, and writes nothing."""
    server.serve(encoded("GetOrder"))
    before = tree(online)
    dry = run("add", "GetOrder", "--dry-run", cwd=online)
    assert dry.returncode == 0, dry.stderr
    assert tree(online) == before
    lines = dry.stdout.splitlines()
    assert lines[-1] == "this was a dry run: nothing was written"
    done = run("add", "GetOrder", cwd=online).stdout.splitlines()
    assert [line.replace("would be", "is") for line in lines[:-1]] == [
        line for line in done if line != "  wrote  neto_client/.neto-gen.json"
    ]


def test_everything_in_the_folder_is_built(tmp_path: Path) -> None:
    """Where the settings choose all, the settings need no edit; local schemas are built as before."""
    run("init", "--yes", "--operation", "AddCustomerLog", cwd=tmp_path)
    text = '[tool.neto-gen]\nschemas = "schemas"\n'
    write_files(tmp_path, {"pyproject.toml": text})
    write_files(tmp_path / "schemas", pair("GetThing"))
    assert run("lock", cwd=tmp_path).returncode == 0
    result = run("add", "GetOrder", "--offline", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "pyproject.toml").read_text() == text
    assert (tmp_path / "neto_client" / "get_thing.py").is_file()
    assert (tmp_path / "neto_client" / "get_order.py").is_file()
    assert origins(tmp_path)["GetThing.xsd"] == "local"


def test_an_operation_of_the_folder_that_was_left_out(offline: Path, server: Server) -> None:
    """Schemas that are there are not downloaded: the name comes into the settings, whoever wrote them."""
    write_files(offline / "schemas", pair("GetThing"))
    assert run("lock", cwd=offline).returncode == 0
    result = run("add", "GetThing", cwd=offline)
    assert result.returncode == 0, result.stderr
    assert operations(offline) == ["AddCustomerLog", "GetThing"]
    assert "  client.get_thing(" in result.stdout
    assert server.asked == []


def test_declared_operations(tmp_path: Path) -> None:
    """Of declared operations, those that the settings leave out can be added."""
    declared = (
        '[[tool.neto-gen.operation]]\nname = "{0}"\nrequest = "{0}.xsd#{0}"\n'
        'response = "{0}Response.xsd#{0}Response"\n'
    )
    settings = f'[tool.neto-gen]\noperations = ["A"]\n{declared.format("A")}{declared.format("B")}'
    write_files(tmp_path, {"pyproject.toml": settings})
    write_files(tmp_path / "schemas", {**pair("A"), **pair("B")})
    assert run("build", cwd=tmp_path).returncode == 0
    result = run("add", "B", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert operations(tmp_path) == ["A", "B"]
    wrong = run("add", "GetOrder", cwd=tmp_path)
    assert wrong.returncode == 2
    assert 'no operation "GetOrder" is declared in the settings' in wrong.stderr
    assert "declare it in a [[tool.neto-gen.operation]] table first" in wrong.stderr


def test_a_project_without_schemas_of_its_own(tmp_path: Path) -> None:
    """Of the schemas that come with neto-gen, more can be chosen; others need a folder first."""
    text = '[tool.neto-gen]\noperations = ["AddCustomerLog"]\n'
    write_files(tmp_path, {"pyproject.toml": text})
    result = run("add", "GetOrder", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert operations(tmp_path) == ["AddCustomerLog", "GetOrder"]
    assert "4 of 4 schemas transcribed from the documentation" in result.stdout
    assert not (tmp_path / "schemas").exists()
    result = run("add", "GetCart", cwd=tmp_path)
    assert result.returncode == 2
    assert "the schemas of GetCart do not come with neto-gen" in result.stderr
    assert "neto-gen fetch AddCustomerLog GetOrder GetCart creates a schema folder" in result.stderr


def test_schemas_that_are_not_locked(tmp_path: Path) -> None:
    """Into a folder without a lock nothing is brought: one command records what is there."""
    write_files(tmp_path / "schemas", pair("GetThing"))
    write_files(tmp_path, {"pyproject.toml": '[tool.neto-gen]\nschemas = "schemas"\n'})
    result = run("add", "GetOrder", "--offline", cwd=tmp_path)
    assert result.returncode == 2
    assert "schemas: has no schemas.lock" in result.stderr
    assert "run neto-gen lock first" in result.stderr
    assert run("lock", cwd=tmp_path).returncode == 0
    assert run("add", "GetOrder", "--offline", cwd=tmp_path).returncode == 0


def test_misspelt_names(offline: Path) -> None:
    """A name that the API does not have gets a suggestion, whatever its capitals and dashes."""
    before = tree(offline)
    for name, hint in (
        ("GetOder", "did you mean GetOrder?"),
        ("get_order", "did you mean GetOrder?"),
        ("getorder", "did you mean GetOrder?"),
        ("orders", "did you mean orders-invoices?"),
        ("product", "did you mean products?"),
        ("Xyzzy", "neto-gen list shows the operations of the API and their groups"),
    ):
        result = run("add", name, "GetRma", "--offline", cwd=offline)
        assert result.returncode == 2
        assert f'the API has no operation or group "{name}"' in result.stderr
        assert hint in result.stderr
    assert tree(offline) == before


def test_what_is_only_to_be_downloaded(offline: Path) -> None:
    """Offline, an operation without public documentation cannot come, and the group neither."""
    for name in ("AddSupplier", "suppliers"):
        result = run("add", name, "--offline", cwd=offline)
        assert result.returncode == 2
        assert "AddSupplier: has no complete public documentation" in result.stderr
        assert "omit --offline" in result.stderr


def test_a_command_that_is_killed_loses_nothing(online: Path, server: Server) -> None:
    """A command that is killed while schemas come leaves all as it was."""
    server.serve(encoded("GetOrder"))
    server.answers["/api/GetOrderResponse.xsd"] = fixed(Answer(b"<xs:", length=100, stall=True))
    before = tree(online)
    process = subprocess.Popen([sys.executable, "-m", "neto_gen", "add", "GetOrder"], cwd=online)
    while not server.count("GetOrderResponse.xsd"):
        time.sleep(0.02)
        assert process.poll() is None
    process.kill()
    process.wait()
    assert tree(online) == before


def test_other_operations_are_not_touched(online: Path, server: Server) -> None:
    """The modules of other operations keep their bytes, whatever order operations come in."""
    server.serve(encoded("GetOrder", "AddItem"))
    run("add", "GetOrder", "AddItem", cwd=online)
    run("build", "--output", "other", cwd=online)
    assert client(online / "neto_client") == client(online / "other" / "neto_client")
    listed = json.loads(run("list", "--here", "--format", "json", cwd=online).stdout)
    assert [entry["name"] for entry in listed] == ["AddCustomerLog", "GetOrder", "AddItem"]


def test_a_mirror_that_is_a_folder(tmp_path: Path) -> None:
    """What comes from a mirror is locked and named as that; the catalogue of the settings goes on."""
    types = '<xs:complexType name="T"><xs:sequence/></xs:complexType>'
    element = '<xs:element name="{}" type="T"/>'
    files = {"inner/types.xsd": schema(types)}
    for action, location in (("GetOrder", "http://x.example/"), ("GetItem", "inner/")):
        for name in (action, f"{action}Response"):
            include = f'<xs:include schemaLocation="{location}types.xsd"/>'
            files[f"{name}.xsd"] = schema(include + element.format(name))
    write_files(tmp_path / "schemas", files)
    write_files(tmp_path / "mirror", pair("GetRma"))
    settings = (
        '[tool.neto-gen]\nmirror = "mirror"\noperations = ["GetItem", "GetOrder"]\n'
        '[tool.neto-gen.catalogue]\n"http://x.example/" = "inner/"\n'
    )
    write_files(tmp_path, {"pyproject.toml": settings})
    assert run("lock", cwd=tmp_path).returncode == 0
    result = run("add", "GetRma", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "2 schemas taken from the mirror mirror/\n" in result.stdout
    assert origins(tmp_path)["GetRma.xsd"] == "mirrored"
    assert operations(tmp_path) == ["GetItem", "GetOrder", "GetRma"]
    # What the catalogue leads another operation to stays when one goes.
    lock = tmp_path / "schemas" / "schemas.lock"
    lock.write_text(lock.read_text().replace('"local"', '"mirrored"'))
    assert run("remove", "GetItem", cwd=tmp_path).returncode == 0
    assert not (tmp_path / "schemas" / "GetItem.xsd").exists()
    assert (tmp_path / "schemas" / "inner" / "types.xsd").is_file()
    assert run("build", "--check", "--from-scratch", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("arguments", [("add", "GetOrder", "--offline"), ("remove", "GetOrder")])
def test_a_kill_leaves_all_old_or_all_new(
    begun: Path, tmp_path: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever a command is killed, the next one makes settings, schemas, lock and client of one kind."""
    old, project = tmp_path / "old", tmp_path / "a shop für Müller"
    shutil.copytree(begun, old)
    if arguments[0] == "remove":
        run("add", "GetOrder", "--offline", cwd=old)

    def begin() -> None:
        shutil.rmtree(project, ignore_errors=True)
        shutil.copytree(old, project)
        monkeypatch.chdir(project)

    def work() -> None:
        main([*arguments], standalone_mode=False)

    begin()
    before = tree(project)
    lines = at_line(0, lambda: None, work)
    after = tree(project)
    states: list[bool] = []
    for number in range(1, lines, 20 if IS_LONG else lines // 3):
        begin()
        assert kill_at_line(number, work)
        checked = run("build", "--check", cwd=project)
        is_left = any(path not in {old, project} for path in tmp_path.iterdir())
        assert ("an earlier neto-gen was killed" in checked.stderr) == is_left
        built = run("build", cwd=project)
        assert built.returncode == 0, built.stderr
        assert {*tmp_path.iterdir()} == {old, project}
        found = tree(project)
        assert found in (before, after)
        states.append(found == after)
    assert states == sorted(states)
    assert not states[0]
