"""Clients that another version of neto-gen has built."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from neto_gen import __version__
from neto_gen.publish import MANIFEST_NAME
from neto_gen.publish.manifest import sha256
from tests.support import pair, run, tree, write_files

if TYPE_CHECKING:
    from pathlib import Path

FIELD = '<xs:element name="Colour" type="xs:string" minOccurs="0"/>'
OTHER = "0" * 64
NEWER = "99.1rc1"
SUMMARY = "schemas: 2 operations, 4 schemas"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a client of two operations; its machine remembers nothing yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    project = tmp_path / "project"
    write_files(project / "schemas", {**pair("AddThing"), **pair("GetThing")})
    assert run("build", cwd=project).returncode == 0
    return project


def manifest(project: Path) -> dict[str, Any]:
    """Return the client's manifest."""
    found: dict[str, Any] = json.loads((project / "neto_client" / MANIFEST_NAME).read_bytes())
    return found


def was_built_by(
    project: Path, version: str, *printed_otherwise: str, **changes: object
) -> dict[str, bytes]:
    """Make the client one that another neto-gen built, which printed some modules otherwise.

    What all of the project holds is returned.
    """
    data: dict[str, Any] = {**manifest(project), "tool": OTHER, "version": version, **changes}
    for name in printed_otherwise:
        path = project / "neto_client" / name
        path.write_bytes(path.read_bytes() + b"\nTHEIRS = 1\n")
        data["files"][name] = sha256(path.read_bytes())
    write_files(project / "neto_client", {MANIFEST_NAME: json.dumps(data, indent=2) + "\n"})
    return tree(project)


def test_the_manifest_says_what_built_the_client(project: Path) -> None:
    """The manifest holds the version of neto-gen, and those of the libraries that lay files out."""
    data = manifest(project)
    assert data["version"] == __version__
    assert data["libraries"].keys() == {"black", "jinja2", "xsdata"}


def test_a_version_that_prints_the_same_changes_no_file(project: Path) -> None:
    """A new version that has nothing to change says so once, and leaves every file as it is."""
    operations = {
        name: {**made, "method": OTHER} for name, made in manifest(project)["operations"].items()
    }
    before = was_built_by(project, "0.0.9", settings=OTHER, operations=operations)
    first = f"neto-gen: neto_client was built by 0.0.9, this is {__version__}: no files change"
    for arguments, expected in (
        (["--check", "--from-scratch"], first),
        (["--check"], SUMMARY),
        ([], SUMMARY),
    ):
        result = run("build", *arguments, cwd=project)
        assert result.returncode == 0, result.stderr
        assert result.stdout.splitlines()[0] == expected
        assert tree(project) == before


def test_what_a_machine_remembers_is_no_more_than_was_found(project: Path) -> None:
    """After a version that changed nothing, an edit of a file or a schema is noticed as ever."""
    was_built_by(project, "0.0.9")
    assert run("build", cwd=project).returncode == 0
    module = project / "neto_client" / "add_thing.py"
    generated = module.read_text()
    module.write_text(generated + "# mine\n")
    assert run("build", "--check", cwd=project).returncode == 1
    module.write_text(generated)
    assert run("build", "--check", cwd=project).returncode == 0

    write_files(project / "schemas", pair("AddThing", request=FIELD))
    changed = run("build", cwd=project)
    assert changed.stdout.splitlines()[0] == (
        f"neto-gen: neto_client was built by 0.0.9, this is {__version__}: 1 file changes"
    )
    assert manifest(project)["version"] == __version__


def test_a_version_that_prints_something_else_says_so_first(project: Path) -> None:
    """An upgrade says from what to what it is and how many files that changes, before all else."""
    was_built_by(project, "0.0.9", "add_thing.py", "get_thing.py")
    first = f"neto-gen: neto_client was built by 0.0.9, this is {__version__}: 2 files change"
    check = run("build", "--check", cwd=project)
    assert check.returncode == 1
    assert check.stdout.splitlines()[0] == first
    assert check.stderr == (
        "neto_client is not current: run neto-gen build, and commit what it writes\n"
    )
    report = json.loads(run("build", "--check", "--format", "json", cwd=project).stdout)
    assert (report["built_by"], report["version"]) == ("0.0.9", __version__)
    github = run("build", "--check", "--format", "github", cwd=project)
    assert github.stdout.splitlines()[0] == f"::notice::{first}"
    assert run("build", "--check", "--quiet", cwd=project).stdout == ""

    edited = project / "neto_client" / "get_thing.py"
    theirs = edited.read_bytes()
    edited.write_bytes(theirs + b"# mine\n")
    refused = run("build", cwd=project)
    assert (refused.returncode, refused.stdout) == (1, f"{first}\n")
    edited.write_bytes(theirs)

    assert run("build", cwd=project).stdout.splitlines()[0] == first
    assert manifest(project)["version"] == __version__
    assert run("build", cwd=project).stdout.splitlines()[0] == SUMMARY


def test_an_older_version_refuses_to_touch_a_newer_client(project: Path) -> None:
    """A downgrade has to be asked for; without, an older version only says what it would do."""
    before = was_built_by(project, NEWER, "add_thing.py")
    for option in ("--overwrite", "--from-scratch", "--quiet"):
        refused = run("build", option, cwd=project)
        assert refused.returncode == 2
        assert refused.stdout == ""
        assert refused.stderr == (
            f"error: neto_client: built by neto-gen {NEWER}, and this is {__version__}, which is older\n"
            "  help: use that version or a newer one, or build with --downgrade; nothing was written\n"
        )
    check = run("build", "--check", cwd=project)
    assert check.returncode == 1
    assert check.stdout.splitlines()[0] == (
        f"neto-gen: neto_client was built by {NEWER}, this is {__version__}: 1 file changes"
    )
    assert check.stderr == (
        f"neto_client is not current: neto-gen {NEWER} built it, and this is {__version__}: use that "
        "version or a newer one, or run neto-gen build --downgrade\n"
    )
    assert tree(project) == before

    assert run("build", "--downgrade", cwd=project).returncode == 0
    assert manifest(project)["version"] == __version__
    assert run("build", "--check", cwd=project).stdout.splitlines()[0] == SUMMARY


def test_a_downgrade_that_prints_the_same_is_one(project: Path) -> None:
    """Once a downgrade was asked for, the client is that of the older version."""
    was_built_by(project, NEWER)
    assert run("build", "--check", cwd=project).returncode == 0
    assert run("build", cwd=project).returncode == 2
    assert run("build", "--downgrade", cwd=project).returncode == 0
    assert manifest(project)["version"] == __version__
    assert run("build", cwd=project).returncode == 0


def test_the_client_of_a_version_that_did_not_say(project: Path) -> None:
    """A client from before manifests held a version is taken for older."""
    data = manifest(project)
    for key in ("version", "format", "libraries"):
        del data[key]
    data["tool"] = OTHER
    write_files(project / "neto_client", {MANIFEST_NAME: json.dumps(data)})
    (project / "neto_client" / "add_thing.py").unlink()
    assert run("build", cwd=project).stdout.splitlines()[0] == (
        f"neto-gen: neto_client was built by an earlier neto-gen, this is {__version__}: 1 file changes"
    )
    assert manifest(project)["version"] == __version__


def test_another_library_is_named(project: Path) -> None:
    """A new black that changes nothing changes nothing; where it does, it is black that is named."""
    now = manifest(project)["libraries"]
    theirs = {**now, "black": "25.1.0"}
    before = was_built_by(project, __version__, libraries=theirs)
    same = run("build", cwd=project)
    assert same.stdout.splitlines()[0] == SUMMARY
    assert tree(project) == before
    was_built_by(project, __version__, "add_thing.py", libraries=theirs)
    first = (
        f"neto-gen: neto_client was built with black 25.1.0 (now {now['black']}): 1 file changes"
    )
    assert run("build", cwd=project).stdout.splitlines()[0] == first
    was_built_by(project, __version__, "add_thing.py")
    first = (
        f"neto-gen: neto_client was built by another {__version__} than this one: 1 file changes"
    )
    assert run("build", cwd=project).stdout.splitlines()[0] == first


def test_settings_for_another_version(project: Path) -> None:
    """With required-version, every command that reads the settings refuses another version."""
    write_files(project, {"pyproject.toml": '[tool.neto-gen]\nrequired-version = ">=99"\n'})
    for arguments in (["build"], ["build", "--check"], ["lock"], ["list"], ["fetch"], ["diff"]):
        refused = run(*arguments, cwd=project)
        assert refused.returncode == 2
        assert refused.stderr == (
            f'error: {project}/pyproject.toml:2: these settings require neto-gen ">=99", and this is '
            f"{__version__}\n  help: install a version of that range, or change required-version\n"
        )


@pytest.mark.parametrize("cache", ["file", "relative", ""])
def test_a_home_that_cannot_be_written(
    project: Path, monkeypatch: pytest.MonkeyPatch, cache: str
) -> None:
    """Where a machine can remember nothing, nothing of the project is touched all the same."""
    write_files(project.parent, {"file": ""})
    place = str(project.parent / "file") if cache == "file" else cache
    monkeypatch.setenv("XDG_CACHE_HOME", place)
    monkeypatch.setenv("HOME", str(project.parent / "file"))
    before = was_built_by(project, "0.0.9")
    for _ in range(2):
        result = run("build", cwd=project)
        assert result.returncode == 0, result.stderr
        assert "no files change" in result.stdout
        assert tree(project) == before


def test_edits_by_hand_are_no_reason_to_build(project: Path) -> None:
    """A check of a client that somebody edited says where edits belong, and not to build."""
    for name in ("add_thing.py", "get_thing.py"):
        path = project / "neto_client" / name
        path.write_bytes(path.read_bytes() + b"# mine\n")
    check = run("build", "--check", cwd=project)
    assert check.returncode == 1
    assert check.stderr == (
        "neto_client is not current: add_thing.py, get_thing.py were edited by hand: move the "
        "edits to a subclass or a template, or run neto-gen build --overwrite\n"
    )
    github = run("build", "--check", "--format", "github", cwd=project).stdout
    assert (
        "::error file=neto_client/add_thing.py::edited: add_thing.py, get_thing.py were" in github
    )
    refused = run("build", cwd=project)
    assert refused.returncode == 1
    assert "error: neto_client/add_thing.py: was edited by hand\n" in refused.stderr
    assert (
        "help: move it to a subclass or a template, then build with --overwrite; nothing was written"
        in refused.stderr
    )
    assert run("build", "--overwrite", cwd=project).returncode == 0


def test_a_file_of_somebody_in_the_way_is_no_reason_to_build(project: Path) -> None:
    """A check of a client with a file that is not neto-gen's says to move that away."""
    data = manifest(project)
    data["tool"] = OTHER
    del data["files"]["add_thing.py"]
    write_files(project / "neto_client", {MANIFEST_NAME: json.dumps(data), "add_thing.py": "x"})
    check = run("build", "--check", cwd=project)
    assert check.returncode == 1
    assert check.stderr == (
        "neto_client is not current: add_thing.py: was edited by hand, or is not a generated file: "
        "move it away, or run neto-gen build --overwrite\n"
    )


FUTURE = "written by neto-gen 99.1rc1 in a form that this one"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"version": NEWER, "format": 2}, FUTURE),
        ({"version": NEWER, "files": ["add_thing.py"]}, FUTURE),
        ({"version": NEWER, "operations": {"AddThing": 5}}, FUTURE),
        ({"format": 2}, f"written by neto-gen {__version__} in a form that this one"),
        ({"format": "x"}, f"written by neto-gen {__version__} in a form that this one"),
        ({"version": "soon"}, "this manifest cannot be read"),
        ({"version": 5}, "this manifest cannot be read"),
        ({"version": "9" * 5000}, "this manifest cannot be read"),
        ({"libraries": 5}, "this manifest cannot be read"),
    ],
)
def test_manifests_that_only_another_version_understands(
    project: Path, changes: dict[str, object], message: str
) -> None:
    """What a manifest of the future means is not guessed, whatever options say."""
    write_files(
        project / "neto_client", {MANIFEST_NAME: json.dumps({**manifest(project), **changes})}
    )
    before = tree(project)
    for options in (["--check"], ["--downgrade", "--overwrite"]):
        refused = run("build", *options, cwd=project)
        assert refused.returncode == 2
        assert f"error: neto_client/{MANIFEST_NAME}: {message}" in refused.stderr
        assert "  help: " in refused.stderr
        assert "Traceback" not in refused.stderr
        assert tree(project) == before
