"""What Windows cannot do, taken away from the system that the tests run on."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from neto_gen.build import build
from neto_gen.problems import Failure
from neto_gen.python import name_modules
from neto_gen.settings.config import load_config, require_package_name
from tests.support import REPOSITORY, client, pair, run, tree, write_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# No locks, no exchange in one step, no second names, no rename onto a file, no permissions, no links.
WINDOWS = """
import os, sys
sys.modules["fcntl"] = None
from neto_gen.files import atomic
atomic._RENAMES.clear()
rename, opened = os.rename, os.environ.get("OPEN_FILE", "")
def windows(source, target, **_):
    if str(source).endswith(opened or "\\0"):
        raise PermissionError(13, "The process cannot access the file: another process uses it")
    if os.path.lexists(target):
        raise FileExistsError(17, "Cannot create a file when that file already exists", str(target))
    rename(source, target)
def unable(*_, **__):
    raise NotImplementedError("follow_symlinks unavailable on this platform")
os.rename, os.link = windows, unable
del os.O_NOFOLLOW, os.O_NONBLOCK
from neto_gen.cli import main
main(sys.argv[1:])
"""


def on_windows(*arguments: str, cwd: Path, open_file: str = "") -> subprocess.CompletedProcess[str]:
    """Run neto-gen on what is left of the system."""
    return subprocess.run(
        [sys.executable, "-c", WINDOWS, *arguments],
        cwd=cwd,
        env={**os.environ, "OPEN_FILE": open_file, "PYTHONPATH": str(REPOSITORY / "generator")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_client_is_built_and_changed(tmp_path: Path) -> None:
    """A build, a change and a removal come to the same as elsewhere, and leave nothing behind."""
    other = tmp_path / "other"
    for folder, command in ((tmp_path / "windows", on_windows), (other, run)):
        write_files(folder / "schemas", {**pair("AddThing"), **pair("GetThing")})
        assert command("build", cwd=folder).returncode == 0
        write_files(folder / "schemas", pair("AddThing", request=""))
        for name in pair("GetThing"):
            (folder / "schemas" / name).unlink()
        result = command("build", cwd=folder)
        assert result.returncode == 0, result.stderr
        assert "  removed  neto_client/get_thing.py" in result.stdout
    assert client(tmp_path / "windows") == client(other)
    assert not [*(tmp_path / "windows").glob(".*")]


def test_a_file_that_is_open(tmp_path: Path) -> None:
    """While a program has a file of the client open, a build changes nothing, and says why."""
    write_files(tmp_path / "schemas", {**pair("AddThing"), **pair("GetThing")})
    assert run("build", cwd=tmp_path).returncode == 0
    before = tree(tmp_path)
    for name in ("AddThing", "GetThing"):
        write_files(tmp_path / "schemas", pair(name, request=""))
    now = tree(tmp_path / "schemas")
    result = on_windows("build", cwd=tmp_path, open_file="get_thing.py")
    assert result.returncode == 2
    assert "neto_client: cannot be written: The process cannot access the file" in result.stderr
    assert "the old package was not changed" in result.stderr
    assert tree(tmp_path) == {**before, **{f"schemas/{name}": text for name, text in now.items()}}
    assert on_windows("build", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("name", ["con", "AUX", "nul", "com1", "LPT9"])
def test_names_of_devices(name: str) -> None:
    """A package that Windows would take for a device is refused everywhere."""
    with pytest.raises(Failure, match="is the name of a device on Windows"):
        require_package_name(name)


def test_operations_that_differ_in_capitals() -> None:
    """Modules of operations whose names differ only in capitals have names that differ in more."""
    modules = name_modules(["GetThing", "getthing", "GETTHING", "Getthing", "CON", "Aux"])
    assert len({module.casefold() for module in modules.values()}) == len(modules)
    assert not {"con", "aux"} & set(modules.values())


def test_paths_of_any_length(tmp_path: Path) -> None:
    """The client adds little to a path, and is built where paths are longer than 260 characters."""
    generated = tree(REPOSITORY / "generated")
    assert max(map(len, generated)) < 70
    deep = tmp_path.joinpath(*["a" * 50] * 6)
    write_files(deep / "schemas", pair("AddThing"))
    assert len(str(deep)) > 260
    for _ in range(2):
        result = run("build", cwd=deep)
        assert result.returncode == 0, result.stderr
        write_files(deep / "schemas", pair("AddThing", request=""))
    assert run("build", "--check", cwd=deep).returncode == 0


def test_a_path_that_is_too_long_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Windows takes no such path, the message says so, and how it can."""
    deep = tmp_path.joinpath(*["a" * 50] * 5)
    write_files(deep / "schemas", pair("AddThing"))
    monkeypatch.chdir(deep)
    monkeypatch.setattr("neto_gen.files.atomic.update_folder", not_found())
    for system, hint in (("win32", "unless LongPathsEnabled is set"), ("linux", "check the disk")):
        with monkeypatch.context() as patch:
            patch.setattr("neto_gen.publish.write.sys.platform", system)
            with pytest.raises(Failure, match="cannot be written") as caught:
                build(load_config(deep))
        assert hint in (caught.value.problems[0].hint or "")


def not_found() -> Callable[..., None]:
    """Return a function that fails like Windows for a path that is too long."""

    def update_folder(*_: object, **__: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "The system cannot find the path specified")

    return update_folder
