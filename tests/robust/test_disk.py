"""Builds side by side, full disks, and folders that cannot be written."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from neto_gen.files import atomic
from neto_gen.files.atomic import update_folder
from neto_gen.files.locking import exclusive
from neto_gen.files.paths import leftover
from tests.support import pair, run, tree, write_files

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with a client that is not current."""
    write_files(tmp_path / "schemas", pair("AddThing"))
    assert run("build", cwd=tmp_path).returncode == 0
    write_files(tmp_path / "schemas", {**pair("AddThing", request=""), **pair("GetThing")})
    return tmp_path


@contextmanager
def tmpfs(folder: Path, size: str) -> Generator[Path]:
    """Mount a file system of this size; only root can."""
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "neto-gen-test", str(folder)],
        capture_output=True,
        check=False,
    )
    if made.returncode != 0:
        pytest.skip("file systems of one's own are for root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def refuses(project: Path, message: str) -> None:
    """Check that a build that cannot write says why, and leaves everything unchanged."""
    before = tree(project)
    result = run("build", cwd=project)
    assert result.returncode == 2
    assert f"neto_client: cannot be written: {message}" in result.stderr
    assert "the old package was not changed" in result.stderr
    assert "Traceback" not in result.stderr
    assert tree(project) == before
    assert run("build", "--check", cwd=project).returncode == 1


def test_a_full_disk(tmp_path: Path) -> None:
    """A disk that is full stops a build, and the old client stays."""
    with tmpfs(tmp_path, "1200k") as folder:
        write_files(folder / "schemas", pair("AddThing"))
        assert run("build", cwd=folder).returncode == 0
        write_files(folder / "schemas", {**pair("AddThing", request=""), **pair("GetThing")})
        with (folder / "filler").open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass
        refuses(folder, "No space left on device")


def test_a_disk_that_is_read_only(tmp_path: Path) -> None:
    """A client on a read-only disk cannot be built, but checked."""
    with tmpfs(tmp_path, "2m") as folder:
        write_files(folder / "schemas", pair("AddThing"))
        assert run("build", cwd=folder).returncode == 0
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        assert run("build", "--check", cwd=folder).returncode == 0
        assert run("build", cwd=folder).returncode == 0
        subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)
        write_files(folder / "schemas", pair("GetThing"))
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        refuses(folder, "Read-only file system")


def test_files_that_may_not_grow(project: Path) -> None:
    """When the system refuses to write a file to its end, the old client stays."""
    before = tree(project)
    result = subprocess.run(
        [sys.executable, "-m", "neto_gen", "build"],
        cwd=project,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "neto_client: cannot be written: File too large" in result.stderr
    assert tree(project) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(project: Path) -> None:
    """A folder without the right to write it stops a build."""
    (project / "neto_client").chmod(0o555)
    project.chmod(0o555)
    try:
        refuses(project, "Permission denied")
    finally:
        project.chmod(0o755)
        (project / "neto_client").chmod(0o755)


def test_two_builds_at_once(project: Path) -> None:
    """A build that meets another one says so, waits for it, and then does its work."""
    with exclusive(project / "neto_client", waiting=lambda _: pytest.fail("no one else is there")):
        process = subprocess.Popen(
            [sys.executable, "-m", "neto_gen", "build"],
            cwd=project,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        said = process.stderr.readline()
        assert (
            said == f"another neto-gen is at work in {project.resolve()}: waiting for it to end\n"
        )
        assert not (project / "neto_client" / "get_thing.py").exists()
        assert process.poll() is None
    assert process.communicate(timeout=60)[1] == ""
    assert process.returncode == 0
    assert (project / "neto_client" / "get_thing.py").exists()


def test_many_builds_at_once(project: Path) -> None:
    """However many builds begin together, the client is what one of them would have made."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "neto_gen", "build", "--quiet"],
            cwd=project,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0
    assert run("build", "--check", cwd=project).returncode == 0
    assert not leftover(project / "neto_client").exists()


def test_what_a_kill_left_behind_goes(project: Path) -> None:
    """What a build that was killed had made beside the folder is gone after the next one."""
    place = leftover(project / "neto_client")
    atomic._make_stage(place)  # pyright: ignore[reportPrivateUsage]
    write_files(place, {"0": "half", "new/half.py": "ha"})
    assert run("build", cwd=project).returncode == 0
    assert not place.exists()
    assert not (project / "neto_client" / "half.py").exists()


def test_what_no_kill_left_behind_stays(project: Path) -> None:
    """What neto-gen did not leave there is named, with what to do, and left as it is."""
    place = leftover(project / "neto_client")
    write_files(place, {"half.py": "ha"})
    result = run("build", cwd=project)
    assert result.returncode == 2
    what = f"{place}: {place.name} was not left by an interrupted neto-gen in this folder"
    assert f"error: {what}\n  help: check its content, and move it away" in result.stderr
    assert tree(place) == {"half.py": b"ha"}


def test_where_folders_cannot_be_exchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the exchange of folders, files are replaced one by one, all or none."""
    monkeypatch.setattr("sys.platform", "another")
    folder = write_files(tmp_path / "folder", {"a": "old", "b": "old", "mine": "mine"})
    update_folder(folder, {"a": b"new", "sub/c": b"new"}, ["b"])
    assert tree(folder) == {"a": b"new", "mine": b"mine", "sub/c": b"new"}
    write_files(folder, {"d/in the way": ""})
    before = tree(folder)
    with pytest.raises(OSError, match="Is a directory"):
        update_folder(folder, {"a": b"newer", "d": b"x"}, ["sub/c"])
    assert tree(folder) == before


def test_a_folder_behind_a_link(project: Path) -> None:
    """A client that is a link to a folder elsewhere stays one."""
    (project / "neto_client").rename(project / "elsewhere")
    (project / "neto_client").symlink_to("elsewhere")
    assert run("build", cwd=project).returncode == 0
    assert (project / "neto_client").is_symlink()
    assert (project / "elsewhere" / "get_thing.py").exists()


@pytest.mark.parametrize("command", [("fetch", "AddCustomerLog"), ("init", "--yes")])
def test_a_folder_that_is_a_link_to_itself(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Schemas that are to be put into a link that leads to itself are refused with its name."""
    (tmp_path / "schemas").symlink_to("schemas")
    result = run(*command, cwd=tmp_path)
    assert result.returncode == 2
    assert "schemas: no folder: " in result.stderr
    assert "Traceback" not in result.stderr
    assert (tmp_path / "schemas").is_symlink()


def test_what_a_kill_left_that_cannot_be_undone(project: Path) -> None:
    """A build that cannot undo what a kill left says so, and changes nothing."""
    place = leftover(project / "neto_client")
    (project / "elsewhere").mkdir()
    place.symlink_to("elsewhere")
    before = tree(project)
    result = run("build", cwd=project)
    assert result.returncode == 2
    assert f"{place}: .neto_client.neto-gen is a link, and neto-gen follows none" in result.stderr
    assert "help: move the link away; nothing was changed" in result.stderr
    assert tree(project) == before
    assert place.is_symlink()
