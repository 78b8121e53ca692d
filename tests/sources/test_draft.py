"""A schema folder that is changed in memory first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.sources.draft import DraftFolder
from neto_gen.sources.folder import LOCK_NAME, SchemaFolder
from neto_gen.sources.record import record
from tests.support import tree, write_files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def draft(tmp_path: Path) -> DraftFolder:
    """Return a draft in which of three files one is gone, one is changed, and one is as it was."""
    folder = write_files(tmp_path / "xsd", {"A.xsd": "a", "B.xsd": "b", "inner/C.xsd": "c"})
    draft = DraftFolder(folder, "xsd")
    draft.write({"B.xsd": b"bb", "inner/D.xsd": b"d", "inner/C.xsd": b"c"}, ["A.xsd"])
    return draft


def test_a_draft_reads_as_it_will_be(draft: DraftFolder) -> None:
    """What was written is read, listed and reported as changed, and the folder is as it was."""
    before = tree(draft.path)
    assert [draft.read(n) for n in ("A.xsd", "B.xsd", "inner/C.xsd")] == [None, b"bb", b"c"]
    assert draft.schema_names() == {"B"}
    assert draft.names() == ["B.xsd", "inner/C.xsd", "inner/D.xsd"]
    assert draft.drafted == {"A.xsd": None, "B.xsd": b"bb", "inner/D.xsd": b"d"}
    assert tree(draft.path) == before == {"A.xsd": b"a", "B.xsd": b"b", "inner/C.xsd": b"c"}


def test_a_draft_is_written_or_taken_back(draft: DraftFolder) -> None:
    """It is written for the time of a block, and stays unless the block fails."""
    before = tree(draft.path)
    after = {"B.xsd": b"bb", "inner/C.xsd": b"c", "inner/D.xsd": b"d"}

    def fail() -> None:
        with draft.written():
            assert tree(draft.path) == after
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert tree(draft.path) == before
    with draft.written():
        pass
    assert tree(draft.path) == after


def test_what_somebody_changed_meanwhile_is_not_overwritten(draft: DraftFolder) -> None:
    """A file that is not as it was read stays as somebody made it, and nothing else is written."""
    (draft.path / "B.xsd").write_text("mine")
    before = tree(draft.path)
    with pytest.raises(OSError, match="changed by somebody"), draft.written():
        pass
    assert tree(draft.path) == before


def test_a_file_that_may_come_back_stays_in_the_lock(tmp_path: Path) -> None:
    """Recording without dropping keeps the entry of a file that is gone."""
    write_files(tmp_path, {"A.xsd": "a", "B.xsd": "b"})
    record(SchemaFolder(tmp_path, "xsd"))
    (tmp_path / "A.xsd").unlink()
    before = (tmp_path / LOCK_NAME).read_bytes()
    assert record(SchemaFolder(tmp_path, "xsd"), drop=False).dropped == ()
    assert (tmp_path / LOCK_NAME).read_bytes() == before
    assert record(SchemaFolder(tmp_path, "xsd")).dropped == ("A.xsd",)
