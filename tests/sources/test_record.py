"""Recording a schema folder in its lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.files import atomic
from neto_gen.problems import ExitCode, Failure
from neto_gen.sources import LOCK_NAME, SchemaFolder
from neto_gen.sources.record import record
from tests.support import pair, tree, write_files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("con.xsd", "xsd/con.xsd: cannot be locked: its name is the name of a device on Windows"),
        (".hidden.xsd", "xsd/.hidden.xsd: cannot be locked: its name begins with a dot"),
        ("a:b.xsd", "xsd/a:b.xsd: cannot be locked: its name contains :, which not every system"),
        ("a\\b.xsd", "cannot be locked: its name contains a backslash"),
        (
            "a\nb.xsd",
            r"xsd/a\nb.xsd: cannot be locked: its name contains a character that cannot be",
        ),
        ("\udcff.xsd", r"xsd/\udcff.xsd: cannot be locked: its name contains a character"),
    ],
)
def test_a_name_that_a_lock_cannot_hold(tmp_path: Path, name: str, message: str) -> None:
    """A schema whose name is not one on every system is refused with the reason."""
    write_files(tmp_path, pair("AddThing"))
    (tmp_path / name).write_text("x")
    with pytest.raises(Failure) as caught:
        record(SchemaFolder(tmp_path, "xsd"))
    assert message in str(caught.value)
    assert caught.value.exit_code == ExitCode.USAGE
    assert not (tmp_path / LOCK_NAME).exists()


def test_a_lock_that_is_a_link_out_of_the_folder(tmp_path: Path) -> None:
    """A lock that leads out of the folder is neither written nor replaced."""
    folder = write_files(tmp_path / "xsd", pair("AddThing"))
    write_files(tmp_path, {"out": "precious"})
    (folder / LOCK_NAME).symlink_to("../out")
    before = tree(tmp_path)
    with pytest.raises(Failure, match=r"xsd: cannot be written: schemas\.lock is a link"):
        record(SchemaFolder(folder, "xsd"))
    assert tree(tmp_path) == before
    assert (folder / LOCK_NAME).is_symlink()


def test_what_neto_gen_left_there_at_a_kill_is_no_schema(tmp_path: Path) -> None:
    """New contents that a kill left in the folder are not recorded."""
    write_files(tmp_path, pair("AddThing"))
    atomic._make_stage(tmp_path / ".neto-gen")  # pyright: ignore[reportPrivateUsage]
    write_files(tmp_path / ".neto-gen", {"new/x.xsd": "x"})
    assert record(SchemaFolder(tmp_path, "xsd")).added == ("AddThing.xsd", "AddThingResponse.xsd")
