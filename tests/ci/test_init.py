"""`neto-gen init --ci`: which files come, where, and what has to be said for them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from neto_gen import __version__
from neto_gen.ci import PROVIDERS, recipes
from tests.support import REPOSITORY, run, tree, write_files

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = "git+https://git.example/neto-gen.git@v{version}"
PINNED = f"neto-gen @ git+https://git.example/neto-gen.git@v{__version__}"
INIT = ("init", "--yes", "--operation", "AddCustomerLog")


def ci_of(folder: Path) -> dict[str, str]:
    """Return the files for CI in a folder."""
    return {
        path: content.decode()
        for path, content in tree(folder).items()
        if path.startswith((".github/", ".gitlab", ".azure"))
    }


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_files_of_each_ci(tmp_path: Path, provider: str) -> None:
    """Each CI gets its files, with this neto-gen pinned; what was named is kept in the settings."""
    result = run(*INIT, "--ci", provider, "--install-from", SOURCE, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert ci_of(tmp_path) == recipes(provider, PINNED)
    for path in ci_of(tmp_path):
        assert f"  wrote  {path}\n" in result.stdout
    assert "the comment at the top of each CI file says what to enable\n" in result.stdout
    settings = tomllib.loads((tmp_path / "pyproject.toml").read_text("utf-8"))
    assert settings["tool"]["neto-gen"]["install-from"] == SOURCE
    assert run("build", "--check", cwd=tmp_path).returncode == 0


def test_github_is_the_usual_one(tmp_path: Path) -> None:
    """With --ci alone the files are those of GitHub."""
    assert run(*INIT, "--ci", "--install-from", SOURCE, cwd=tmp_path).returncode == 0
    assert ci_of(tmp_path) == recipes("github", PINNED)


@pytest.mark.parametrize(
    "no_terminal", [(), ("--package", "shop", "--output", ".", "--pre-commit")]
)
def test_a_source_that_is_missing(tmp_path: Path, no_terminal: tuple[str, ...]) -> None:
    """Installed from a folder, neto-gen cannot be pinned: that is said, and nothing is written."""
    asked = ("init", "--operation", "AddCustomerLog", *no_terminal) if no_terminal else INIT
    result = run(*asked, "--ci", cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr == (
        "error: CI cannot install neto-gen from where it is installed here\n"
        "  help: set --install-from, or install-from in [tool.neto-gen], to "
        "git+https://HOST/neto-gen.git@v{version}, the https address of a wheel, or the path of a "
        "wheel in this repository\n"
    )
    assert tree(tmp_path) == {}


def test_a_source_that_is_refused(tmp_path: Path) -> None:
    """A source that others could replace is refused before anything is written."""
    result = run(*INIT, "--ci", "--install-from", "neto-gen", cwd=tmp_path)
    assert result.returncode == 2
    assert 'install-from "neto-gen" is only a name' in result.stderr
    assert tree(tmp_path) == {}


def test_a_source_for_later(tmp_path: Path) -> None:
    """A source that is named without a CI is looked at all the same, and kept in the settings."""
    result = run(*INIT, "--install-from", 'x" \n', cwd=tmp_path)
    assert result.returncode == 2
    assert "contains characters that are not allowed in CI files" in result.stderr
    assert tree(tmp_path) == {}
    assert run(*INIT, "--install-from", SOURCE, cwd=tmp_path).returncode == 0
    assert f'install-from = "{SOURCE}"\n' in (tmp_path / "pyproject.toml").read_text("utf-8")
    assert ci_of(tmp_path) == {}


def test_a_project_that_is_set_up(tmp_path: Path) -> None:
    """The files come later, too, with neto-gen from where the settings say, or an option."""
    assert run(*INIT, "--install-from", SOURCE, cwd=tmp_path).returncode == 0
    alone = run("init", "--yes", "--install-from", SOURCE, cwd=tmp_path)
    assert alone.returncode == 2
    assert "--install-from says nothing without --ci" in alone.stderr
    assert run("init", "--yes", "--ci", "gitlab", cwd=tmp_path).returncode == 0
    assert ci_of(tmp_path) == recipes("gitlab", PINNED)
    commit = "0123456789abcdef0123456789abcdef01234567"
    other = f"git+https://git.example/fork.git@{commit}"
    done = run("init", "--yes", "--ci", "azure", "--install-from", other, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    expected = recipes("azure", f"neto-gen @ {other}")
    assert {path: ci_of(tmp_path)[path] for path in expected} == expected


def test_a_ci_that_is_not_known(tmp_path: Path) -> None:
    """Another CI is refused with the ones that there are."""
    result = run(*INIT, "--ci", "jenkins", cwd=tmp_path)
    assert result.returncode == 2
    assert "'jenkins' is not one of 'github', 'gitlab', 'azure'" in result.stderr


def test_questions(tmp_path: Path) -> None:
    """It asks for the CI, which it guesses, and for what it cannot know."""
    write_files(tmp_path, {".gitlab-ci.yml": "stages: [test]\n"})
    answers = f"AddCustomerLog\n\n\ny\n\n{SOURCE}\nn\n"
    result = run("init", cwd=tmp_path, answers=answers)
    assert result.returncode == 0, result.stderr
    assert "Which CI (github, gitlab, azure) [gitlab]: " in result.stdout
    assert "Where does CI install neto-gen from: " in result.stdout
    assert PINNED in ci_of(tmp_path)[".gitlab/neto-gen.yml"]
    assert "add this to .gitlab-ci.yml, unless it is there:\ninclude:\n" in result.stdout
    assert ci_of(tmp_path)[".gitlab-ci.yml"] == "stages: [test]\n"


def test_a_project_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    """The files go to the top of the repository, where the CI looks for them, and name the folder."""
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    folder = tmp_path / "services" / "api"
    folder.mkdir(parents=True)
    result = run(*INIT, "--ci", "azure", "--install-from", SOURCE, cwd=folder)
    assert result.returncode == 0, result.stderr
    expected = recipes("azure", PINNED, "services/api")
    assert {path: (tmp_path / path).read_text("utf-8") for path in expected} == expected
    assert not ci_of(folder)


@pytest.mark.parametrize("no", [("--no-ci",), ()])
def test_none(tmp_path: Path, no: tuple[str, ...]) -> None:
    """Where none is wanted, none is written."""
    assert run(*INIT, *no, cwd=tmp_path).returncode == 0
    assert ci_of(tmp_path) == {}


def test_the_source_of_an_installation(tmp_path: Path) -> None:
    """Installed from a git repository, CI installs the very same commit, and nobody is asked."""
    commit = "0123456789abcdef0123456789abcdef01234567"
    site = tmp_path / "site"
    ignored = shutil.ignore_patterns("__pycache__")
    for source, target in (
        ("generator/neto_gen", "neto_gen"),
        ("templates", "neto_gen/templates"),
        ("schemas", "neto_gen/schemas"),
    ):
        shutil.copytree(REPOSITORY / source, site / target, ignore=ignored)
    vcs = {"vcs": "git", "commit_id": commit, "requested_revision": "main"}
    record = {"url": "https://git.example/neto-gen.git", "vcs_info": vcs}
    info = f"neto_gen-{__version__}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: neto-gen\nVersion: {__version__}\n"
    files = {f"{info}/METADATA": metadata, f"{info}/direct_url.json": json.dumps(record)}
    write_files(site, files)
    folder = tmp_path / "project"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "neto_gen", *INIT, "--ci"],
        cwd=folder,
        env={"PYTHONPATH": str(site), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pinned = f"neto-gen @ git+https://git.example/neto-gen.git@{commit}"
    assert ci_of(folder) == recipes("github", pinned)
    assert "install-from" not in (folder / "pyproject.toml").read_text("utf-8")
