"""Changes of several files of a folder at once, at every moment of them."""

from __future__ import annotations

import errno
import os
import threading
from functools import partial
from typing import TYPE_CHECKING, Literal

import pytest

from neto_gen import exchange
from neto_gen.exchange import ChangedMeanwhileError, change_folder, recover, write_file
from neto_gen.paths import is_interrupted, places
from tests.moments import IS_LONG, at_line, kill_at_line, moments
from tests.support import tree, write_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OLD = {"changed": "old", "gone": "old", "mine": "mine", "deep/changed": "old"}
WRITE = {"changed": b"new", "made": b"new", "deep/changed": b"new", "new/made": b"new"}
REMOVE = ["gone"]
SEEN = {"changed": b"old", "gone": b"old", "deep/changed": b"old", "made": None, "new/made": None}
BEFORE = {name: text.encode() for name, text in OLD.items()}
AFTER = {"mine": b"mine", **WRITE}
# What a system can do in one step: exchange two files, give one a second name, or none of it.
SYSTEMS = pytest.mark.parametrize("system", ["exchanges", "links", "renames"], indirect=True)


def fresh(folder: Path, number: int) -> Path:
    """A new folder with the old files."""
    return write_files(folder / f"folder{number}", OLD)


def change(folder: Path) -> None:
    """Do the change that all of these tests are about."""
    change_folder(folder, WRITE, REMOVE, seen=SEEN)


@pytest.fixture
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the system can do: see SYSTEMS."""
    can = str(request.param)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    if can != "exchanges":
        monkeypatch.setattr("sys.platform", "another")
    if can == "renames":
        monkeypatch.setattr("os.link", refuse)
    return can


@SYSTEMS
def test_a_kill_at_any_moment_can_be_recovered_from(tmp_path: Path, system: str) -> None:
    """Whenever it is killed, the next neto-gen finds all files old or all new, and no rests."""
    endings: set[bool] = set()
    for number in moments(lambda: change(fresh(tmp_path, 0)), 11):
        folder = fresh(tmp_path, number)
        mine = (folder / "mine").stat()
        assert kill_at_line(number, partial(change, folder))
        recover(folder)
        found = tree(folder)
        assert found in (BEFORE, AFTER), (number, system)
        endings.add(found == AFTER)
        now = (folder / "mine").stat()
        assert (now.st_ino, now.st_mtime_ns) == (mine.st_ino, mine.st_mtime_ns)
        assert (folder / "new").exists() == (found == AFTER)
        assert not is_interrupted(folder)
    assert endings == {False, True}


@SYSTEMS
def test_a_kill_while_recovering_can_be_recovered_from(tmp_path: Path, system: str) -> None:
    """Also who is killed while undoing what a kill left leaves all that is needed to undo it."""
    for number in moments(lambda: change(fresh(tmp_path, 0)), 83):
        for again in range(1 + number % 7, 300, 17 if IS_LONG else 89):
            folder = fresh(tmp_path, number * 1000 + again)
            assert kill_at_line(number, partial(change, folder))
            if not kill_at_line(again, partial(recover, folder)):
                break
            recover(folder)
            assert tree(folder) in (BEFORE, AFTER), (number, again, system)
            assert not is_interrupted(folder)


def edit(path: Path) -> None:
    """Write into a file."""
    path.write_text("theirs")


def replace(path: Path) -> None:
    """Put another file in the place of one, as many editors do."""
    path.with_name("temporary").write_text("theirs")
    path.with_name("temporary").replace(path)


@pytest.mark.parametrize("system", ["exchanges", "links"], indirect=True)
@pytest.mark.parametrize("path", ["changed", "gone", "made", "mine", "other", "deep/changed"])
@pytest.mark.parametrize("act", [edit, replace])
def test_an_edit_at_any_moment_stays(
    tmp_path: Path, act: Callable[[Path], None], path: str, system: str
) -> None:
    """Whenever somebody writes a file there, it stays; all others are old, or all are new."""
    refused = 0
    for number in moments(lambda: change(fresh(tmp_path, 0)), 29):
        folder = fresh(tmp_path, number)
        wrote: list[str] = []

        def write(folder: Path = folder, wrote: list[str] = wrote) -> None:
            act(folder / path)
            wrote.append(path)

        expected, said = AFTER, ""
        try:
            at_line(number, write, partial(change, folder))
        except ChangedMeanwhileError as error:
            expected, said = BEFORE, str(error.strerror)
            refused += 1
        assert said in ("", f"{path} was changed by somebody meanwhile")
        assert wrote
        assert tree(folder) == {**expected, path: b"theirs"}, (number, system)
        assert not is_interrupted(folder)
    assert bool(refused) == (path not in {"mine", "other"})


@SYSTEMS
def test_an_edit_after_a_kill_stays(tmp_path: Path, system: str) -> None:
    """What somebody writes before the next neto-gen recovers is not undone with the rest."""
    for number in moments(lambda: change(fresh(tmp_path, 0)), 37):
        folder = fresh(tmp_path, number)
        assert kill_at_line(number, partial(change, folder))
        write_files(folder, {"changed": "theirs", "other": "theirs"})
        recover(folder)
        found = tree(folder)
        assert found.pop("other") == b"theirs"
        assert found["changed"] == b"theirs", (number, system)
        assert all(
            found.get(name) in (BEFORE.get(name), AFTER.get(name))
            for name in SEEN
            if name != "changed"
        )
        assert not is_interrupted(folder)


def test_files_of_others_are_never_lost(tmp_path: Path) -> None:
    """A process that writes files into the folder all the time finds every one of them there."""
    folder = write_files(tmp_path / "folder", {"file": "0"})
    made: list[str] = []
    is_over = threading.Event()

    def write() -> None:
        while not is_over.is_set():
            name = f"own{len(made)}/file" if len(made) % 5 == 0 else f"own{len(made)}"
            write_files(folder, {name: "mine"})
            made.append(name)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(2000 if IS_LONG else 200):
            change_folder(folder, {"file": b"%d" % number, f"own/{number}": b""})
    finally:
        is_over.set()
        thread.join()
    assert len(made) > 50
    assert [name for name in made if not (folder / name).exists()] == []


@pytest.mark.parametrize(
    "path",
    ["../out", "/out", "a/../../out", "a\\out", "C:out", "", ".", ".hidden", "a/", "con", "x\0y"],
)
@pytest.mark.parametrize("what", ["removed", "written"])
def test_a_path_that_leads_out_is_refused(tmp_path: Path, path: str, what: str) -> None:
    """Whoever asks for it, nothing is written or removed outside, and nothing else either."""
    folder = write_files(tmp_path / "folder", OLD)
    write_files(tmp_path, {"out": "precious"})
    before = tree(tmp_path)
    write = {"changed": b"new"} if what == "removed" else {"changed": b"new", path: b"new"}
    with pytest.raises(OSError, match=r'^\[Errno 22\] ".*" (is|holds|leads|begins)'):
        change_folder(folder, write, [path] if what == "removed" else [])
    assert tree(tmp_path) == before


@pytest.mark.parametrize("what", ["removed", "written"])
def test_a_link_on_the_way_is_refused(tmp_path: Path, what: str) -> None:
    """Nothing is written or removed behind a link to a folder."""
    folder = write_files(tmp_path / "folder", OLD)
    write_files(tmp_path / "out", {"file": "precious"})
    (folder / "sub").symlink_to(tmp_path / "out")
    before = tree(tmp_path)
    path = "sub/file"
    with pytest.raises(OSError, match="sub is a link, and nothing is changed behind it"):
        change_folder(
            folder, {} if what == "removed" else {path: b"new"}, [path] if what == "removed" else []
        )
    assert tree(tmp_path) == before


def test_a_link_in_place_of_a_file_that_was_seen_is_refused(tmp_path: Path) -> None:
    """A link is somebody's own: it is not replaced by who thinks that a file is there, or nothing."""
    folder = write_files(tmp_path / "folder", {})
    folder.mkdir()
    write_files(tmp_path, {"out": "precious"})
    (folder / "file").symlink_to("../out")
    for seen in (b"precious", None):
        with pytest.raises(OSError, match="file is a link, and nothing is put in its place"):
            change_folder(folder, {"file": b"new"}, seen={"file": seen})
    assert (tmp_path / "out").read_text() == "precious"
    assert (folder / "file").is_symlink()


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    """A pipe or a folder in the way stops the change before anything is written."""
    folder = write_files(tmp_path / "folder", {"a": "old"})
    os.mkfifo(folder / "pipe")
    (folder / "folder").mkdir()
    with pytest.raises(OSError, match="pipe is in the way, and is no file"):
        change_folder(folder, {"a": b"new", "pipe": b"new"})
    with pytest.raises(IsADirectoryError):
        change_folder(folder, {"a": b"new", "folder": b"new"})
    assert (folder / "a").read_text() == "old"
    assert not is_interrupted(folder)


def test_files_of_one_name_are_refused(tmp_path: Path) -> None:
    """Two files that are one on some systems are not written, on any."""
    with pytest.raises(OSError, match='"types" is the same file as Types on some systems'):
        change_folder(tmp_path / "folder", {"Types": b"1", "types": b"2"})
    assert list(tmp_path.iterdir()) == []


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    """A file that is changed may be read and written by the same people as before."""
    folder = write_files(tmp_path / "folder", {"a": "old"})
    (folder / "a").chmod(0o640)
    change_folder(folder, {"a": b"new"})
    assert (folder / "a").stat().st_mode & 0o777 == 0o640


def test_where_nothing_can_be_made_beside_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New files are made inside the folder where those beside it are on another disk."""
    folder = fresh(tmp_path, 1)
    beside, inside = places(folder)
    rename = exchange._rename  # pyright: ignore[reportPrivateUsage]

    def refuse(slot: Path, target: Path, how: Literal["to nothing", "exchange"]) -> None:
        if slot.parent == beside:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        assert slot.parent == inside
        rename(slot, target, how)

    monkeypatch.setattr(exchange, "_rename", refuse)
    change(folder)
    assert tree(folder) == AFTER
    assert not is_interrupted(folder)


@pytest.mark.parametrize(
    "journal",
    [
        "",
        "[]",
        '{"files": 5}',
        '{"files": [["../out", null, "x"]], "folders": []}',
        '{"files": [], "folders": ["../empty"]}',
        "[" * 5000,
        '{"files": ' + "9" * 5000 + "}",
    ],
)
def test_a_journal_that_is_damaged_or_lies(tmp_path: Path, journal: str) -> None:
    """A journal that no exchange wrote changes nothing in the folder, and nothing outside."""
    folder = write_files(tmp_path / "folder", OLD)
    (tmp_path / "empty").mkdir()
    write_files(tmp_path, {"out": "precious"})
    write_files(places(folder)[0], {"journal.json": journal, "0": "evil"})
    recover(folder)
    assert tree(folder) == BEFORE
    assert (tmp_path / "out").read_text() == "precious"
    assert (tmp_path / "empty").is_dir()
    assert not is_interrupted(folder)


def test_a_link_as_the_place_of_new_files(tmp_path: Path) -> None:
    """A link where new files are made is not followed: what it leads to stays."""
    folder = write_files(tmp_path / "folder", OLD)
    write_files(tmp_path / "out", {"file": "precious"})
    places(folder)[0].symlink_to("out")
    with pytest.raises(FileExistsError):
        change_folder(folder, WRITE)
    assert tree(tmp_path / "out") == {"file": b"precious"}
    assert tree(folder) == BEFORE


def test_a_file_that_somebody_chose(tmp_path: Path) -> None:
    """It is written whole; a link is written into, and a pipe, too."""
    file = tmp_path / "file"
    write_file(file, b"one")
    file.chmod(0o600)
    write_file(file, b"two")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"two", 0o600)
    (tmp_path / "link").symlink_to("file")
    write_file(tmp_path / "link", b"three")
    assert (tmp_path / "link").is_symlink()
    assert file.read_bytes() == b"three"
    os.mkfifo(tmp_path / "pipe")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    write_file(tmp_path / "pipe", b"four")
    reader.join()
    assert got == [b"four"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link", "pipe"]
