"""Changes of several files of a folder at once, at every moment of them."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import threading
from functools import partial
from typing import TYPE_CHECKING, Literal

import pytest

from neto_gen.files import atomic
from neto_gen.files.atomic import (
    ChangedMeanwhileError,
    InTheWayError,
    recover,
    update_folder,
    write_file,
)
from neto_gen.files.paths import is_interrupted, places
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
    """Return a new folder with the old files."""
    return write_files(folder / f"folder{number}", OLD)


def change(folder: Path) -> None:
    """Make the change that all of these tests are about."""
    update_folder(folder, WRITE, REMOVE, seen=SEEN)


@pytest.fixture
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what the system can do: see SYSTEMS."""
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
    for number in moments(lambda: change(fresh(tmp_path, 0)), 31):
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
    for number in moments(lambda: change(fresh(tmp_path, 0)), 211):
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
        assert said in ("", f"{path} was changed by somebody else in the meantime")
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
            update_folder(folder, {"file": b"%d" % number, f"own/{number}": b""})
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
    with pytest.raises(OSError, match=r'^\[Errno 22\] ".*" (is|contains|leads|begins)'):
        update_folder(folder, write, [path] if what == "removed" else [])
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
        update_folder(
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
            update_folder(folder, {"file": b"new"}, seen={"file": seen})
    assert (tmp_path / "out").read_text() == "precious"
    assert (folder / "file").is_symlink()


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    """A pipe or a folder in the way stops the change before anything is written."""
    folder = write_files(tmp_path / "folder", {"a": "old"})
    os.mkfifo(folder / "pipe")
    (folder / "folder").mkdir()
    with pytest.raises(OSError, match="pipe is in the way, and is not a file"):
        update_folder(folder, {"a": b"new", "pipe": b"new"})
    with pytest.raises(IsADirectoryError):
        update_folder(folder, {"a": b"new", "folder": b"new"})
    assert (folder / "a").read_text() == "old"
    assert not is_interrupted(folder)


def test_files_of_one_name_are_refused(tmp_path: Path) -> None:
    """Two files that are one on some systems are not written, on any."""
    with pytest.raises(OSError, match='"types" is the same file as Types on some systems'):
        update_folder(tmp_path / "folder", {"Types": b"1", "types": b"2"})
    assert list(tmp_path.iterdir()) == []


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    """A file that is changed may be read and written by the same people as before."""
    folder = write_files(tmp_path / "folder", {"a": "old"})
    (folder / "a").chmod(0o640)
    update_folder(folder, {"a": b"new"})
    assert (folder / "a").stat().st_mode & 0o777 == 0o640


def test_where_nothing_can_be_made_beside_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New files are made inside the folder where those beside it are on another disk."""
    folder = fresh(tmp_path, 1)
    beside, inside = places(folder)
    rename = atomic._rename  # pyright: ignore[reportPrivateUsage]

    def refuse(slot: Path, target: Path, how: Literal["to nothing", "exchange"]) -> None:
        if slot.parent == beside:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        assert slot.parent == inside
        rename(slot, target, how)

    monkeypatch.setattr(atomic, "_rename", refuse)
    change(folder)
    assert tree(folder) == AFTER
    assert not is_interrupted(folder)


JOURNALS = [
    "",
    "[]",
    "5",
    "null",
    '"x"',
    "{}",
    '{"files": 5}',
    '{"files": null, "folders": []}',
    '{"files": {"a": 1}, "folders": []}',
    '{"files": [5], "folders": []}',
    '{"files": [[]], "folders": []}',
    '{"files": ["abc"], "folders": []}',
    '{"files": [{"a": 1, "b": 2, "c": 3}], "folders": []}',
    '{"files": [[null, null, null]], "folders": []}',
    '{"files": [[["mine"], null, null]], "folders": []}',
    '{"files": [["mine", 5, null]], "folders": []}',
    '{"files": [["mine", null, null, null]], "folders": []}',
    '{"files": [], "folders": 5}',
    '{"files": [], "folders": "mine"}',
    '{"files": [], "folders": [5]}',
    '{"files": [], "folders": {"empty": 1}}',
    '{"files": [["../out", null, "x"]], "folders": []}',
    '{"files": [["mine\\u0000", null, "x"]], "folders": []}',
    '{"files": [], "folders": ["../empty"]}',
    '{"files": [], "folders": [], "x": "\\ud800"',
    "[" * 5000,
    '{"files": ' + "9" * 5000 + "}",
    "\ufeff",
]


def killed(folder: Path, inside: dict[str, str], number: int = 0) -> Path:
    """Return the place of new files as a neto-gen that was killed left it, with these files in it."""
    stage = places(folder)[number]
    atomic._make_stage(stage)  # pyright: ignore[reportPrivateUsage]
    return write_files(stage, inside)


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("journal", JOURNALS)
def test_a_journal_that_is_damaged(tmp_path: Path, journal: str, number: int) -> None:
    """A journal that cannot be used stops the work, with what to do, and nothing is touched."""
    folder = write_files(tmp_path / "folder", OLD)
    (tmp_path / "empty").mkdir()
    (folder / "empty").mkdir()
    write_files(tmp_path, {"out": "precious"})
    killed(folder, {"journal.json": journal, "0": "old"}, number)
    before = tree(tmp_path)
    for _ in range(2):
        with pytest.raises(
            InTheWayError, match=r"holds a journal\.json that cannot be used"
        ) as info:
            recover(folder)
        assert info.value.remedy.startswith("restore the files of folder from version control")
        assert tree(tmp_path) == before
        assert (tmp_path / "empty").is_dir()
        assert (folder / "empty").is_dir()


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("kind", ["fifo", "link", "folder"])
def test_a_journal_that_is_no_file(tmp_path: Path, kind: str, number: int) -> None:
    """A pipe, a link or a folder in the place of the journal stops the work with a message."""
    folder = write_files(tmp_path / "folder", OLD)
    stage = killed(folder, {"0": "old"}, number)
    if kind == "fifo":
        os.mkfifo(stage / "journal.json")
    elif kind == "link":
        (stage / "journal.json").symlink_to("/dev/zero")
    else:
        (stage / "journal.json").mkdir()
    with pytest.raises(InTheWayError, match=r"holds a journal\.json that cannot be used"):
        recover(folder)
    assert (stage / "0").read_text() == "old"


def digest(text: str) -> str:
    """Return the hash of a text, as in a journal."""
    return hashlib.sha256(text.encode()).hexdigest()


# What somebody may have in the place of new files, by name.
FOREIGN = {
    "notes": {"notes.txt": "mine"},
    "a number": {"0": "mine"},
    "a journal that removes": {
        "journal.json": json.dumps({"files": [["mine", None, digest("mine")]], "folders": []})
    },
    "a journal that removes a folder": {
        "journal.json": json.dumps({"files": [["x", None, "x"]], "folders": ["empty"]})
    },
    "a journal that moves": {
        "0": "evil",
        "journal.json": json.dumps({"files": [["new", digest("evil"), None]], "folders": []}),
    },
    "a journal that exchanges": {
        "0": "evil",
        "journal.json": json.dumps(
            {"files": [["mine", digest("evil"), digest("mine")], ["x", "y", "z"]], "folders": []}
        ),
    },
    "a mark of another place": {"made-by-neto-gen-1": "", "journal.json": "{}"},
    "half a folder": {"new/mine": "mine"},
}


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("name", FOREIGN)
def test_what_no_exchange_left_stays(tmp_path: Path, name: str, number: int) -> None:
    """What neto-gen did not make in this place is neither believed nor removed, whatever it says."""
    folder = write_files(tmp_path / "folder", OLD)
    (folder / "empty").mkdir()
    write_files(places(folder)[number], FOREIGN[name])
    before = tree(tmp_path)
    for act in (recover, change):
        with pytest.raises(InTheWayError, match="was not left by an interrupted neto-gen in"):
            act(folder)
        assert tree(tmp_path) == before
        assert (folder / "empty").is_dir()


@pytest.mark.parametrize("number", [0, 1])
def test_a_copy_of_a_project_in_which_one_was_killed(tmp_path: Path, number: int) -> None:
    """A journal is believed where it was written only: in a copy, nothing is changed."""
    stage = killed(write_files(tmp_path / "a/folder", OLD), {}, number)
    text = json.dumps({"files": [["mine", None, digest("mine")]], "folders": []})
    write_files(stage, {"journal.json": text})
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    before = tree(tmp_path / "b")
    with pytest.raises(InTheWayError, match="was not left by an interrupted neto-gen in"):
        recover(tmp_path / "b/folder")
    assert tree(tmp_path / "b") == before


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("name", ["notes.txt", "sub/notes.txt", "00", "0.old.txt"])
def test_what_somebody_put_beside_new_files_stays(tmp_path: Path, name: str, number: int) -> None:
    """The rest is undone, and a message names the file that is in the way of new ones."""
    folder = write_files(tmp_path / "folder", {"a": "new"})
    stage = killed(folder, {"1": "new", "2": "old", name: "mine"}, number)
    changes = [["x", None, "x"], ["y", None, "y"], ["a", digest("old"), digest("new")]]
    write_files(stage, {"journal.json": json.dumps({"files": changes, "folders": []})})
    top = name.split("/", 1)[0]
    for _ in range(2):
        with pytest.raises(
            InTheWayError, match=f"holds {top}, which does not belong to neto-gen"
        ) as info:
            recover(folder)
        assert info.value.remedy == "move it away; everything else is done"
        assert (folder / "a").read_text() == "old"
        assert (stage / name).read_text() == "mine"
    assert not (stage / "journal.json").exists()
    (stage / top).rename(tmp_path / "away")
    recover(folder)
    assert not is_interrupted(folder)


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("kind", ["link", "dangling link", "circle", "file", "fifo"])
def test_something_else_in_the_place_of_new_files(tmp_path: Path, kind: str, number: int) -> None:
    """A link where new files are made is not followed, and what else is there stays as it is."""
    folder = write_files(tmp_path / "folder", OLD)
    out = tmp_path / "out"
    stage = places(folder)[number]
    text = json.dumps({"files": [["mine", None, digest("mine")]], "folders": []})
    write_files(out, {"journal.json": text, "0": "precious", "file": "precious"})
    write_files(out, {f"made-by-neto-gen-{out.stat().st_ino}": ""})
    if kind == "file":
        stage.write_text("mine")
    elif kind == "fifo":
        os.mkfifo(stage)
    else:
        stage.symlink_to({"link": out, "circle": stage}.get(kind, tmp_path / "nowhere"))
    before = tree(tmp_path)
    what = "must be a folder, and is not" if kind in {"file", "fifo"} else "is a link"
    for act in (recover, change):
        with pytest.raises(InTheWayError, match=what) as info:
            act(folder)
        assert info.value.remedy.endswith("nothing was changed")
        assert tree(tmp_path) == before
        assert os.path.lexists(stage)


def test_an_empty_place_of_new_files(tmp_path: Path) -> None:
    """An empty folder there is what one that was killed at once leaves: it is no hindrance."""
    folder = write_files(tmp_path / "folder", OLD)
    for stage in places(folder):
        stage.mkdir()
    change(folder)
    assert tree(folder) == AFTER
    assert not is_interrupted(folder)


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
