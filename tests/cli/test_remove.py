"""`neto-gen remove` in projects of all kinds."""

from __future__ import annotations

import shutil
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from neto_gen.project.membership import remove
from neto_gen.settings.config import load_config
from tests.support import pair, run, schema, tree, write_files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with two operations and a group, which no test changes."""
    folder = tmp_path_factory.mktemp("begun")
    names = ("AddCustomerLog", "GetOrder", "rma")
    arguments = [part for name in names for part in ("--operation", name)]
    result = run("init", "--yes", *arguments, cwd=folder)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture
def project(tmp_path: Path, begun: Path) -> Path:
    """Return a project with two operations and a group."""
    return shutil.copytree(begun, tmp_path / "project")


def settings(folder: Path) -> Any:
    """Return the settings of a project."""
    return tomllib.loads((folder / "pyproject.toml").read_text())["tool"]["neto-gen"]


def schemas(folder: Path) -> set[str]:
    """Return the names of the schemas of a project."""
    return {path.name for path in (folder / "schemas").glob("*.xsd")}


def test_an_operation_leaves_everywhere(project: Path) -> None:
    """Its module, its schemas, their lock and its name go; the rest is current and as it was."""
    result = run("remove", "GetOrder", cwd=project)
    assert result.returncode == 0, result.stderr
    count = len(tree(project / "neto_client")) - 1  # the manifest is not counted
    assert result.stdout.splitlines() == [
        "  removed  schemas/GetOrder.xsd",
        "  removed  schemas/GetOrderResponse.xsd",
        "  wrote  schemas/schemas.lock",
        "  changed  pyproject.toml",
        "schemas: 3 operations, 6 schemas",
        "6 of 6 schemas transcribed from the documentation: not the vendor's own files",
        "  changed  neto_client/__init__.py",
        "  changed  neto_client/_async_client.py",
        "  changed  neto_client/_catalogue.py",
        "  changed  neto_client/_client.py",
        "  changed  neto_client/_dry_run.py",
        "  removed  neto_client/get_order.py",
        "  wrote  neto_client/.neto-gen.json",
        f"neto_client is built: {count} files",
        "neto_client loses GetOrder",
    ]
    assert settings(project)["operations"] == ["AddCustomerLog", "rma"]
    assert "GetOrder" not in (project / "schemas" / "schemas.lock").read_text()
    assert run("build", "--check", "--from-scratch", cwd=project).returncode == 0


def test_what_was_added_and_removed_leaves_no_trace(project: Path) -> None:
    """To remove what was added brings every file back as it was."""
    before = tree(project)
    assert run("add", "GetItem", "warehouses", "--offline", cwd=project).returncode == 0
    assert run("remove", "GetItem", "warehouses", cwd=project).returncode == 0
    assert tree(project) == before


def test_a_group_and_one_of_a_group(project: Path) -> None:
    """Of a group that loses an operation the others are named; a group can leave as a whole."""
    result = run("remove", "AddRma", cwd=project)
    assert result.returncode == 0, result.stderr
    assert settings(project)["operations"] == ["AddCustomerLog", "GetOrder", "GetRma"]
    result = run("remove", "rma", cwd=project)
    assert result.returncode == 0, result.stderr
    assert settings(project)["operations"] == ["AddCustomerLog", "GetOrder"]
    assert "neto_client loses GetRma" in result.stdout


def test_a_second_time_changes_nothing(project: Path) -> None:
    """To remove what is not there is no error; a name that nobody knows is one."""
    run("remove", "GetOrder", cwd=project)
    before = tree(project)
    result = run("remove", "GetOrder", cwd=project)
    assert result.returncode == 0, result.stderr
    assert "GetOrder: not in neto_client\n" in result.stdout
    result = run("remove", "AddCustomerLogs", cwd=project)
    assert result.returncode == 2
    assert "did you mean AddCustomerLog?" in result.stderr
    assert tree(project) == before


def test_the_last_operation_stays(tmp_path: Path) -> None:
    """A client has one operation at least, whether the settings name it or choose all."""
    run("init", "--yes", "--operation", "GetOrder", cwd=tmp_path)
    for text in (
        (tmp_path / "pyproject.toml").read_text(),
        '[tool.neto-gen]\nschemas = "schemas"\n',
    ):
        write_files(tmp_path, {"pyproject.toml": text})
        before = tree(tmp_path)
        result = run("remove", "GetOrder", cwd=tmp_path)
        assert result.returncode == 2
        assert "the client would have no operation without GetOrder" in result.stderr
        assert "add another operation first" in result.stderr
        assert tree(tmp_path) == before


def test_a_dry_run_and_a_failure_change_nothing(project: Path) -> None:
    """Nothing is written with --dry-run, nor when the client was edited by hand."""
    before = tree(project)
    result = run("remove", "GetOrder", "--dry-run", cwd=project)
    assert result.returncode == 0
    assert "  removed  neto_client/get_order.py" in result.stdout
    assert "neto_client would be built: " in result.stdout
    assert result.stdout.endswith("this was a dry run: nothing was written\n")
    assert tree(project) == before
    edited = project / "neto_client" / "get_order.py"
    edited.write_text(edited.read_text() + "# mine\n")
    before = tree(project)
    result = run("remove", "GetOrder", cwd=project)
    assert result.returncode == 1
    assert "neto_client/get_order.py: was edited by hand" in result.stderr
    assert tree(project) == before


def test_schemas_of_ones_own_stay(project: Path) -> None:
    """A schema that was edited or written by the user is never removed, nor is the other of its pair."""
    own = project / "schemas" / "GetOrder.xsd"
    own.write_text(own.read_text() + "<!-- mine -->\n")
    for recorded in (False, True):
        if recorded:
            assert run("add", "GetOrder", "--offline", cwd=project).returncode == 3
            assert run("lock", cwd=project).returncode == 0
            assert run("add", "GetOrder", cwd=project).returncode == 0
        result = run("remove", "GetOrder", cwd=project)
        assert result.returncode == 0, result.stderr
        assert "  kept, because it is yours or is needed  schemas/GetOrder.xsd\n" in result.stdout
        assert {"GetOrder.xsd", "GetOrderResponse.xsd"} <= schemas(project)
        assert not (project / "neto_client" / "get_order.py").exists()
        assert settings(project)["operations"] == ["AddCustomerLog", "rma"]


def test_where_all_of_the_folder_is_built(project: Path) -> None:
    """Where the settings choose all, removing schemas is enough; for one's own, the rest is named."""
    text = '# ours\n[tool.neto-gen]\nschemas = "schemas"\noperations = "all" # for now\n'
    write_files(project, {"pyproject.toml": text})
    write_files(project / "schemas", pair("GetThing"))
    assert run("lock", cwd=project).returncode == 0
    assert run("build", cwd=project).returncode == 0
    result = run("remove", "GetOrder", cwd=project)
    assert result.returncode == 0, result.stderr
    assert (project / "pyproject.toml").read_text() == text
    assert "neto_client loses GetOrder" in result.stdout
    result = run("remove", "GetThing", cwd=project)
    assert result.returncode == 0, result.stderr
    edited = (project / "pyproject.toml").read_text()
    assert edited == text.replace('"all"', '["AddCustomerLog", "AddRma", "GetRma"]')
    assert "GetThing.xsd" in schemas(project)
    assert not (project / "neto_client" / "get_thing.py").exists()


def test_the_schemas_that_come_with_neto_gen_stay(tmp_path: Path) -> None:
    """Of those, operations are left out by naming the others."""
    write_files(tmp_path, {"pyproject.toml": "[tool.neto-gen]\n"})
    change = remove(load_config(tmp_path), ["AddCustomerLog"])
    assert change.draft.folder.drafted == {}
    assert change.draft.settings is not None
    write_files(tmp_path, {"pyproject.toml": change.draft.settings.after.decode()})
    names = settings(tmp_path)["operations"]
    assert len(names) == 39
    assert "AddCustomerLog" not in names
    assert load_config(tmp_path).operations == change.config.operations


def test_what_others_include_stays(tmp_path: Path) -> None:
    """A file that another schema includes, whether it is built or not, stays with its lock."""
    include = '<xs:include schemaLocation="{}.xsd"/>'
    types = '<xs:complexType name="{}"><xs:sequence/></xs:complexType>'
    element = '<xs:element name="{}" type="{}"/>'
    files = {
        "one.xsd": schema(types.format("One")),
        "two.xsd": schema(include.format("one") + types.format("Two")),
    }
    for action, kind in (("AddThing", "Two"), ("GetThing", "Two"), ("GetItem", "One")):
        for name in (action, f"{action}Response"):
            text = include.format(kind.lower()) + element.format(name, kind)
            files[f"{name}.xsd"] = schema(text)
    write_files(tmp_path / "schemas", files)
    assert run("lock", cwd=tmp_path).returncode == 0
    lock = tmp_path / "schemas" / "schemas.lock"
    lock.write_text(lock.read_text().replace('"local"', '"transcribed"'))
    text = '[tool.neto-gen]\noperations = ["AddThing", "GetItem"]\n'
    write_files(tmp_path, {"pyproject.toml": text})
    assert run("build", cwd=tmp_path).returncode == 0
    assert run("remove", "AddThing", cwd=tmp_path).returncode == 0
    assert {"one.xsd", "two.xsd", "GetThing.xsd"} <= schemas(tmp_path)
    assert "AddThing.xsd" not in schemas(tmp_path)
    assert run("remove", "GetThing", cwd=tmp_path).returncode == 0
    assert schemas(tmp_path) == {"one.xsd", "GetItem.xsd", "GetItemResponse.xsd"}
    assert "two.xsd" not in lock.read_text()
    assert run("build", "--check", "--from-scratch", cwd=tmp_path).returncode == 0


def test_schemas_that_are_gone(tmp_path: Path) -> None:
    """Where no schemas are left in the folder, that is what is said, and not what would be left."""
    settings = '[tool.neto-gen]\nschemas = "schemas"\noperations = ["AddThing", "AddOther"]\n'
    write_files(tmp_path, {"pyproject.toml": settings, "schemas/README": "none"})
    result = run("remove", "AddThing", cwd=tmp_path)
    assert result.returncode == 4
    assert result.stderr == (
        "error: schemas: no schemas are here\n"
        "  help: restore them, or run neto-gen fetch; nothing was changed\n"
    )
