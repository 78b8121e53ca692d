"""What people install: the wheel, built from the source distribution."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from neto_gen import __version__
from tests.support import REPOSITORY, client


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment of a process that has the wheel, and not this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    files = subprocess.run(
        [
            *("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "."),
            *(f":!{folder}" for folder in ("docs", "generated", "tests")),
        ],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    ).stdout
    for name in filter(None, files.decode().split("\0")):
        if (REPOSITORY / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((REPOSITORY / name).read_bytes())
    dist, site = folder / "dist", folder / "site"
    python("build", "--no-isolation", "--outdir", str(dist), str(source))
    wheel = next(dist.glob("*.whl"))
    python("pip", "install", "--quiet", "--no-deps", "--target", str(site), str(wheel))
    # With -S, so that an editable installation does not lend what the wheel has forgotten.
    path = os.pathsep.join((str(site), sysconfig.get_path("purelib")))
    return {**os.environ, "PYTHONPATH": path, "SITE": str(site)}


def python(*arguments: str) -> None:
    """Run a module of Python."""
    subprocess.run([sys.executable, "-m", *arguments], capture_output=True, check=True)


def neto_gen(
    *arguments: str, cwd: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run the installed neto-gen."""
    return subprocess.run(
        [sys.executable, "-S", "-m", "neto_gen", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_builds_the_client_in_an_empty_folder(
    installed: dict[str, str], tmp_path: Path
) -> None:
    """The installed tool has its templates and schemas with it, and writes the client we commit."""
    result = neto_gen("build", cwd=tmp_path, environment=installed)
    assert result.returncode == 0, result.stderr
    assert "79 of 79 schemas transcribed" in result.stdout
    assert client(tmp_path / "neto_client") == client(REPOSITORY / "generated" / "neto_client")


def test_the_wheel_has_every_module(installed: dict[str, str]) -> None:
    """A package that pyproject.toml does not list is noticed here, and not by whoever installs neto-gen."""
    tree, site = REPOSITORY / "generator" / "neto_gen", Path(installed["SITE"]) / "neto_gen"
    modules = {path.relative_to(tree).as_posix() for path in tree.rglob("*.py")}
    assert sorted(name for name in modules if not (site / name).is_file()) == []


def test_the_wheel_has_the_dialects(installed: dict[str, str], tmp_path: Path) -> None:
    """The installed tool writes a client of the other dialect too."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.neto-gen]\ndialect = "xsd"\noperations = ["customers"]\n'
    )
    result = neto_gen("build", cwd=tmp_path, environment=installed)
    assert result.returncode == 0, result.stderr
    dialect = REPOSITORY / "templates" / "dialects" / "xsd.py"
    written = (tmp_path / "neto_client" / "_dialect.py").read_text(encoding="utf-8")
    assert written.endswith(dialect.read_text(encoding="utf-8"))


def test_the_wheel_has_the_files_for_ci(installed: dict[str, str], tmp_path: Path) -> None:
    """The installed tool writes files for CI, and pins the file that it was installed from."""
    source = "https://files.example/neto_gen-{version}-py3-none-any.whl"
    arguments = (
        "--yes",
        "--operation",
        "AddCustomerLog",
        "--ci",
        "gitlab",
        "--install-from",
        source,
    )
    result = neto_gen("init", *arguments, cwd=tmp_path, environment=installed)
    assert result.returncode == 0, result.stderr
    pinned = f"neto-gen @ {source.replace('{version}', __version__)}"
    assert f'NETO_GEN: "{pinned}"\n' in (tmp_path / ".gitlab" / "neto-gen.yml").read_text("utf-8")


def test_the_wheel_is_what_runs(installed: dict[str, str], tmp_path: Path) -> None:
    """The process of these tests runs the installed files, not the checkout."""
    result = subprocess.run(
        [sys.executable, "-S", "-c", "import neto_gen; print(neto_gen.__file__)"],
        cwd=tmp_path,
        env=installed,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.startswith(installed["SITE"])


def test_the_wheel_has_its_command_and_licence(installed: dict[str, str]) -> None:
    """The wheel declares the command, its types and its licence."""
    site = Path(installed["SITE"])
    entry_points = next(site.glob("neto_gen-*.dist-info/entry_points.txt")).read_text()
    assert "neto-gen = neto_gen.cli:main" in entry_points
    assert next(site.glob("neto_gen-*.dist-info/licenses/LICENSE")).is_file()
    assert (site / "neto_gen" / "py.typed").is_file()
