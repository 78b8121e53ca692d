"""The life of a client in its user's repository, from `neto-gen init` to the tenth change.

Real processes in real git repositories: neto-gen, ruff and the files that `init --ci` writes, with
versions of neto-gen that are really there, a mirror on loopback, and a CI that knows nobody.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from shlex import quote
from typing import TYPE_CHECKING

import pytest

from neto_gen import __version__
from neto_gen.publish import MANIFEST_NAME
from tests.ci.machine import PYTHON, Machine
from tests.ci.recipes import github
from tests.support import SCHEMAS, run, write_files
from tests.versions import install, run_installed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Server

_MAJOR, _MINOR = map(int, __version__.split(".")[:2])
SAME, OTHER = f"{_MAJOR}.{_MINOR + 1}.0", f"{_MAJOR}.{_MINOR + 2}.0"
# What the other version prints besides: a name in each module of an operation.
ANOTHER_NAME = ("\nOPERATION = ", '\nMADE_OF = "schemas"\nOPERATION = ')
APP = "from shop_client import NetoClient\ndef ask( neto:NetoClient )->None:\n  print( 'x' )\n"
WORKFLOWS = ".github/workflows/neto-gen"
_IDENTITY = ("-c", "user.name=x", "-c", "user.email=x@localhost")


@dataclass
class Life:
    """A project with the repository that it is pushed to, and the neto-gen that its user has."""

    folder: Path
    remote: Path
    vendor: Server
    installed: Path | None = None

    @property
    def client(self) -> Path:
        """The package."""
        return self.folder / "src" / "shop_client"

    @property
    def built_by(self) -> object:
        """The version of neto-gen that last changed the client."""
        return json.loads((self.client / MANIFEST_NAME).read_bytes())["version"]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run neto-gen in the project."""
        if self.installed is None:
            return run(*arguments, cwd=self.folder)
        return run_installed(self.installed, *arguments, cwd=self.folder)

    def must(self, *arguments: str) -> str:
        """Run neto-gen where it has to go well, and return what it said."""
        done = self.run(*arguments)
        assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        """Run git in the project."""
        command = ["git", *_IDENTITY, *arguments]
        done = subprocess.run(
            command, cwd=cwd or self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def changed(self) -> set[str]:
        """Return the files that differ from the latest commit."""
        listed = self.git("status", "--porcelain", "--untracked-files=all").splitlines()
        return {line[3:] for line in listed}

    def commit(self, message: str) -> None:
        """Commit and push all that there is."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        self.git("push", "--quiet", "origin", "main")

    def ci(self, folder: Path, job: str, **known: str) -> Machine:
        """Run a job that init wrote as the CI does, on a machine with the user's neto-gen."""
        folder.mkdir()
        python = f"PYTHONPATH={quote(str(self.installed))} exec {PYTHON}"
        machine = Machine(folder, f'#!/bin/sh\n{python} -m neto_gen "$@"\n')
        values = {
            "runner.temp": str(machine.temporary),
            "github.token": "t",
            "secrets.NETO_GEN_TOKEN || github.token": "t",
            "github.ref_name": "main",
            **known,
        }
        parsed = github((self.folder / f"{WORKFLOWS}-{job}.yml").read_text("utf-8"), values)
        clone = machine.clone(self.remote, parsed.depth, "main")
        environment = {
            "SSL_CERT_FILE": os.environ["SSL_CERT_FILE"],
            "GITHUB_REPOSITORY": "me/mine",
            "GITHUB_REF_NAME": "main",
            "GITHUB_STEP_SUMMARY": str(folder / "summary"),
            "GITHUB_OUTPUT": str(folder / "output"),
        }
        for done in parsed.run(machine, clone, environment):
            assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        assert f"neto-gen.git@v{OTHER}\n" in (folder / "installed").read_text("utf-8")
        return machine


@pytest.fixture
def life(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Life:
    """Return a folder in git with a program of its user's, and a vendor with the schemas of today."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    server.serve({path.name: path.read_bytes() for path in SCHEMAS.glob("*.xsd")})
    life = Life(tmp_path / "project", tmp_path / "remote.git", server)
    write_files(
        life.folder,
        {
            "pyproject.toml": '[project]\nname = "shop"\nversion = "1.0"\n',
            "src/app.py": APP,
            ".gitignore": "__pycache__/\n.ruff_cache/\n",
        },
    )
    life.git("init", "--quiet", "--initial-branch", "main")
    life.git("init", "--quiet", "--bare", "--initial-branch", "main", str(life.remote))
    life.git("remote", "add", "origin", str(life.remote))
    return life


def begin(life: Life) -> None:
    """`init` sets the project up with two operations; all that it wrote is committed."""
    life.must(
        *("init", "--yes", "--operation", "AddCustomerLog", "--operation", "GetPaymentMethods"),
        *("--package", "shop_client", "--output", "src", "--ci", "github"),
        *("--install-from", "git+https://git.example/neto-gen.git@v{version}"),
    )
    settings = life.folder / "pyproject.toml"
    text = settings.read_text("utf-8")
    table = f'[tool.neto-gen]\nmirror = "{life.vendor.base}"\nrequired-version = ">={__version__}"'
    settings.write_text(text.replace("[tool.neto-gen]", table, 1), "utf-8")
    assert life.built_by == __version__
    assert {"add_customer_log.py", "get_payment_methods.py"} <= {
        p.name for p in life.client.iterdir()
    }
    life.commit("Begin")
    life.git("tag", "v1.0.0")
    life.git("push", "--quiet", "--tags", "origin")


def add(life: Life) -> None:
    """`add --offline` brings a third operation, says what the client gained, and keeps the rest."""
    said = life.must("add", "GetCurrencySettings", "--offline")
    assert "src/shop_client gains:\n" in said
    assert "get_currency_settings(" in said
    assert '"GetCurrencySettings"' in (life.folder / "pyproject.toml").read_text("utf-8")
    assert "src/shop_client/get_currency_settings.py" in life.changed()
    assert "src/shop_client/add_customer_log.py" not in life.changed()
    assert life.vendor.asked == []
    life.commit("Read the currencies of the store")


def lay_out(life: Life) -> None:
    """Format the program with the user's ruff, which leaves the client alone."""
    for command in (["format", "."], ["check", "--select", "I,UP,Q", "--fix", "."]):
        ruff = [sys.executable, "-m", "ruff", *command]
        done = subprocess.run(ruff, cwd=life.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert life.changed() == {"src/app.py"}
    said = life.must("build", "--check", "--from-scratch")
    assert "src/shop_client is up to date" in said
    life.commit("Lay out")


def upgrade_to_the_same(life: Life, installed: Path) -> None:
    """Upgrade to a version that prints the same, which says so and changes no file."""
    life.installed = installed
    first = f"neto-gen: src/shop_client was built by {__version__}, this is {SAME}: no files change"
    assert life.must("build", "--check").splitlines()[0] == first
    life.must("build")
    assert life.changed() == set()
    assert life.built_by == __version__


def upgrade(life: Life, installed: Path) -> None:
    """Upgrade to a version with other output: it says how much, builds, and reports new Python names."""
    life.installed = installed
    first = f"neto-gen: src/shop_client was built by {__version__}, this is {OTHER}: 3 files change"
    check = life.run("build", "--check")
    assert check.returncode == 1
    assert check.stdout.splitlines()[0] == first
    assert "src/shop_client is not current: run neto-gen build" in check.stderr
    assert life.must("build").splitlines()[0] == first
    assert life.built_by == OTHER
    assert life.changed() == {
        f"src/shop_client/{name}"
        for name in (
            *("add_customer_log.py", "get_payment_methods.py", "get_currency_settings.py"),
            MANIFEST_NAME,
        )
    }
    said = life.must("changelog", "--generated", "HEAD", "--format", "text")
    assert "Breaks" not in said
    assert "    add_customer_log.MADE_OF: a new name: 'schemas'\n" in said
    for path in (life.folder / ".github" / "workflows").iterdir():
        pinned = path.read_text("utf-8")
        assert f"neto-gen.git@v{__version__}" in pinned
        path.write_text(pinned.replace(f"@v{__version__}", f"@v{OTHER}"), "utf-8")
    life.commit(f"Upgrade neto-gen to {OTHER}")


def refuse_a_downgrade(life: Life, older: Path) -> None:
    """Refuse a downgrade: an older version cannot undo the upgrade by accident."""
    refused = run_installed(older, "build", cwd=life.folder)
    assert refused.returncode == 2
    assert refused.stderr == (
        f"error: src/shop_client: built by neto-gen {OTHER}, and this is {SAME}, which is older\n"
        "  help: use that version or a newer one, or build with --downgrade; nothing was written\n"
    )
    refused = run_installed(older, "add", "GetRma", "--offline", cwd=life.folder)
    assert (refused.returncode, "which is older" in refused.stderr) == (2, True)
    assert life.changed() == set()


def the_vendor_changes(life: Life) -> None:
    """Add a field to one of the vendor's schemas."""
    name = "AddCustomerLog.xsd"
    text = (SCHEMAS / name).read_text("utf-8")
    (before,) = [line for line in text.splitlines() if 'name="Notes"' in line]
    field = before.replace('"Notes"', '"Colour"')
    life.vendor.serve({name: text.replace(before, f"{field}\n{before}", 1).encode()})


def the_night_brings_a_branch(life: Life, folder: Path) -> None:
    """Run the nightly job, which opens a pull request with the schema and the client; merge it."""
    machine = life.ci(folder, "nightly")
    assert "pr create --title Update the client to the vendor's schemas" in machine.asked
    report = (machine.temporary / "neto-gen-diff" / "description.md").read_text("utf-8")
    assert "Colour" in report
    life.git("fetch", "--quiet", "origin")
    life.git("merge", "--quiet", "--ff-only", "origin/neto-gen/update")
    assert "colour: str | None" in (life.client / "add_customer_log.py").read_text("utf-8")
    life.must("build", "--check", "--from-scratch")
    life.git("push", "--quiet", "origin", "main")


def release(life: Life, folder: Path) -> None:
    """Release: the changelog gets a section about the API, and the release a tag."""
    life.ci(folder, "release", **{"inputs.version": "1.1.0"})
    life.git("pull", "--quiet", "--ff-only", "--tags", "origin", "main")
    assert life.git("tag", "--points-at", "HEAD") == "v1.1.0\n"
    changelog = (life.folder / "CHANGELOG.md").read_text("utf-8")
    assert "## 1.1.0" in changelog
    assert "Colour" in changelog
    python = life.must("changelog", "--generated", "v1.0.0", "v1.1.0")
    assert python.startswith("## v1.1.0\n\n### New\n")
    assert "- `add_customer_log.CustomerLog.colour`: a new field: `str | None`" in python
    assert "- `get_currency_settings`: a new module with " in python


def remove(life: Life) -> None:
    """`remove` takes an operation out of the settings, the schemas and the client."""
    said = life.must("remove", "GetCurrencySettings")
    assert "src/shop_client loses GetCurrencySettings" in said
    assert "GetCurrencySettings" not in (life.folder / "pyproject.toml").read_text("utf-8")
    assert not (life.client / "get_currency_settings.py").exists()
    assert not (life.folder / "schemas" / "GetCurrencySettings.xsd").exists()
    life.must("build", "--check", "--from-scratch")
    said = life.must("changelog", "--generated", "--format", "text")
    assert "get_currency_settings: the module was removed" in said
    life.commit("Leave the currencies alone")


def test_a_whole_life(life: Life, tmp_path: Path) -> None:
    """One step follows from the other, and nothing has to be put right by hand."""
    same = install(tmp_path / "same", SAME)
    other = install(tmp_path / "other", OTHER, operation=ANOTHER_NAME)
    begin(life)
    add(life)
    lay_out(life)
    upgrade_to_the_same(life, same)
    upgrade(life, other)
    refuse_a_downgrade(life, same)
    the_vendor_changes(life)
    the_night_brings_a_branch(life, tmp_path / "night")
    release(life, tmp_path / "release")
    remove(life)
