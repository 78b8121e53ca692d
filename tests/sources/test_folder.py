"""A folder of schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.contract import read_contract
from neto_gen.problems import ExitCode, Failure
from neto_gen.sources import OperationSource, SchemaFolder, open_folder
from tests.support import pair, write_files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> SchemaFolder:
    """Return a folder with two operations and a file that both may include."""
    files = {**pair("GetThing"), **pair("AddThing"), "types/Common.xsd": "x", "Types.xsd": "x"}
    return open_folder(write_files(tmp_path / "xsd", files), "xsd/")


def test_operations_are_pairs(folder: SchemaFolder) -> None:
    """An operation is a request and its response; other files are not."""
    add, get = folder.operations()
    assert str(add) == "AddThing: AddThing.xsd#AddThing, AddThingResponse.xsd#AddThingResponse"
    assert get == OperationSource.pair("GetThing")


def test_operations_can_be_chosen(folder: SchemaFolder) -> None:
    """Chosen operations come once each, in the order of their names."""
    both = folder.operations(["GetThing", "AddThing", "GetThing"])
    assert [operation.name for operation in both] == ["AddThing", "GetThing"]
    assert folder.operations(["GetThing"]) == both[1:]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("GetThings", 'xsd/: no operation "GetThings"'),
        ("Types", "xsd/Types.xsd: operation Types has no response schema"),
        ("../xsd/GetThing", 'no operation "../xsd/GetThing"'),
    ],
)
def test_operations_that_are_not_there(folder: SchemaFolder, name: str, message: str) -> None:
    """A chosen name that is no operation is a wrong usage."""
    with pytest.raises(Failure) as caught:
        folder.operations([name])
    assert message in str(caught.value)
    assert caught.value.exit_code == ExitCode.USAGE


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "AddSupplier",
            "xsd/: AddSupplier has no complete public contract: its schemas can only be downloaded",
        ),
        ("GetItem", "xsd/: the schemas of GetItem are not here"),
    ],
)
def test_operations_of_the_api_that_are_not_there(
    folder: SchemaFolder, name: str, message: str
) -> None:
    """An operation of the API whose schemas are not here can be fetched, and the error says how."""
    with pytest.raises(Failure) as caught:
        folder.operations([name])
    assert message in str(caught.value)
    hint = f"run neto-gen fetch {name}, or neto-gen add {name} if the settings do not list it"
    assert caught.value.problems[0].hint == hint


def test_groups_and_all_can_be_chosen(tmp_path: Path) -> None:
    """A group of the catalogue means those of its operations that are here, `all` all that is here."""
    files = {**pair("AddSupplier"), **pair("GetItem"), "EventSchema.xsd": "x"}
    folder = open_folder(write_files(tmp_path, files), "xsd/")

    def names(*chosen: str) -> list[str]:
        return [operation.name for operation in folder.operations(chosen)]

    assert names("suppliers") == ["AddSupplier"]
    assert names("all") == names() == ["AddSupplier", "GetItem", "OrderNotification"]
    assert names("notification-events-webhooks", "GetItem") == ["GetItem", "OrderNotification"]
    with pytest.raises(Failure, match="no schemas of the group cart are here"):
        names("cart")


def test_files_are_read_once(folder: SchemaFolder) -> None:
    """What was read stays what it was, though the file changes."""
    before = folder.read("types/Common.xsd")
    write_files(folder.path, {"types/Common.xsd": "changed"})
    assert folder.read("types/Common.xsd") == before == b"x"


@pytest.mark.parametrize("name", ["nowhere.xsd", "types", "../outside.xsd", "link.xsd"])
def test_what_is_not_in_the_folder_is_not_read(folder: SchemaFolder, name: str) -> None:
    """A folder, a path that leads out, and a link that leads out are no files of the folder."""
    write_files(folder.path.parent, {"outside.xsd": "secret"})
    (folder.path / "link.xsd").symlink_to(folder.path.parent / "outside.xsd")
    assert folder.read(name) is None


def test_a_link_inside_the_folder_is_read(folder: SchemaFolder) -> None:
    """A link to another file of the folder is as good as the file."""
    (folder.path / "link.xsd").symlink_to(folder.path / "types" / "Common.xsd")
    assert folder.read("link.xsd") == b"x"


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    """A file is no folder."""
    write_files(tmp_path, {"file": ""})
    with pytest.raises(Failure, match="file: not a folder"):
        open_folder(tmp_path / "file", "file")


def test_a_link_to_itself_is_a_message(folder: SchemaFolder) -> None:
    """A link that leads round in a circle is told as a file that cannot be loaded."""
    (folder.path / "GetThing.xsd").unlink()
    (folder.path / "GetThing.xsd").symlink_to("GetThing.xsd")
    with pytest.raises(Failure, match=r"xsd/GetThing\.xsd: "):
        read_contract(folder, [OperationSource.pair("GetThing")])


def test_a_folder_whose_name_is_too_long(tmp_path: Path) -> None:
    """A name that no folder can have is that of no folder."""
    with pytest.raises(Failure, match="xsd: "):
        open_folder(tmp_path / ("a" * 300), "xsd")
