"""The client is in the wheel of the project that it is in, whatever builds that."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from neto_gen.settings.place import Project
from neto_gen.settings.tool_settings import add_settings
from tests.soak import IS_LONG
from tests.support import run, write_files
from tests.vendored.project import MODULE, PROJECT, start

if TYPE_CHECKING:
    from pathlib import Path

BACKENDS = {
    "setuptools": "setuptools.build_meta",
    "hatchling": "hatchling.build",
    "poetry-core": "poetry.core.masonry.api",
    "flit-core": "flit_core.buildapi",
    "uv-build": "uv_build",
    "pdm-backend": "pdm.backend",
}


def installed(name: str) -> bool:
    """Tell whether a backend can be imported."""
    try:
        return find_spec(BACKENDS[name]) is not None
    except ModuleNotFoundError:
        return False


ALL = pytest.mark.parametrize(
    "backend",
    [
        pytest.param(name, marks=pytest.mark.skipif(not installed(name), reason="not installed"))
        for name in BACKENDS
    ],
)


def set_up(folder: Path, backend: str, above: str) -> Project:
    """Return a project with a package `shop` in this folder of it."""
    settings = (
        f'[build-system]\nrequires = ["{backend}"]\nbuild-backend = "{BACKENDS[backend]}"\n\n'
        '[project]\nname = "shop"\nversion = "1.0"\ndescription = "A shop"\n'
    )
    if backend == "uv-build" and not above:
        settings += '\n[tool.uv.build-backend]\nmodule-root = ""\n'
    files = {
        "pyproject.toml": settings,
        f"{above}shop/__init__.py": MODULE,
        "schemas/A.xsd": "",
        "tests/test_a.py": "",
    }
    return Project(write_files(folder, files))


def put(client: Path, project: Project, output: str) -> None:
    """Put a copy of the client there, and write the setting that is missing, as init does."""
    shutil.copytree(client, project.root / output / "neto_client")
    missing = project.missing_setting(output, "neto_client")
    path = project.root / "pyproject.toml"
    content, left = add_settings(path.read_bytes(), [missing] if missing else [])
    assert left == []
    path.write_bytes(content)


def imported_from_wheel(folder: Path, backend: str, name: str) -> str:
    """Build the wheel of a project, and say where the client is imported from out of it."""
    code = f"import {BACKENDS[backend]} as backend; print(backend.build_wheel('dist'))"
    (folder / "dist").mkdir()
    built = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    code = f"import {name} as c; from {name}.add_customer_log import CustomerLog; c.NetoClient; print(c.__file__)"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder / "site",
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@ALL
@pytest.mark.parametrize("above", ["", "src/"])
def test_the_proposed_place(project: Path, tmp_path: Path, backend: str, above: str) -> None:
    """Where init proposes to put the client, the wheel takes it along, in projects of both forms."""
    mine = set_up(tmp_path, backend, above)
    output = mine.usual_output()
    put(project / "shop" / "neto_client", mine, output)
    name = mine.import_name(output, "neto_client")
    assert name == ("neto_client" if output == "src" else "shop.neto_client")
    where = imported_from_wheel(tmp_path, backend, name)
    assert where == str(tmp_path / "site" / name.replace(".", "/") / "__init__.py")


@pytest.mark.skipif(not IS_LONG, reason="takes its time: in scripts/soak")
@ALL
def test_beside_the_package(project: Path, tmp_path: Path, backend: str) -> None:
    """Beside the project's own package, it is in the wheel with the setting that init writes.

    Where no setting can do that, init says that the client is left out.
    """
    mine = set_up(tmp_path, backend, "")
    is_left_out = mine.is_left_out(".", "neto_client")
    assert is_left_out == (backend == "flit-core")
    put(project / "shop" / "neto_client", mine, ".")
    if not is_left_out:
        where = imported_from_wheel(tmp_path, backend, "neto_client")
        assert where == str(tmp_path / "site" / "neto_client" / "__init__.py")


def test_init_says_what_it_did(tmp_path: Path) -> None:
    """In a project that setuptools would not build any more, the setting is written and shown."""
    write_files(tmp_path, {"pyproject.toml": PROJECT, "shop/__init__.py": MODULE})
    result = run("init", "--yes", "--operation", "AddCustomerLog", cwd=tmp_path)
    wrote = '  wrote  [tool.setuptools.packages.find] in pyproject.toml: include = ["shop*"]\n'
    assert wrote in result.stdout
    assert "import it as shop.neto_client; with Python 3.11 or newer, and httpx2\n" in result.stdout
    where = imported_from_wheel(tmp_path, "setuptools", "shop.neto_client")
    assert where.startswith(str(tmp_path / "site" / "shop"))
    assert start(("ruff", "check", "."), tmp_path).returncode == 0


def test_init_says_what_stays_out(tmp_path: Path) -> None:
    """A place that the wheel leaves out is said with a better one; a setting that is there is not changed."""
    mine = set_up(tmp_path / "flit", "flit-core", "")
    beside = ("init", "--yes", "--operation", "AddCustomerLog", "--output", ".")
    result = run(*beside, cwd=mine.root)
    assert (
        "flit leaves neto_client out of your wheel; "
        'move it: output = "shop" in [tool.neto-gen]\n'
    ) in result.stdout
    mine = set_up(tmp_path / "hatch", "hatchling", "")
    settings = '\n[tool.hatch.build.targets.wheel]\npackages = ["shop"] # mine\n'
    with (mine.root / "pyproject.toml").open("a") as file:
        file.write(settings)
    result = run(*beside, cwd=mine.root)
    assert (
        'add to pyproject.toml, or change there: packages = ["shop", "neto_client"] '
        "in [tool.hatch.build.targets.wheel]\n"
    ) in result.stdout
    assert settings in (mine.root / "pyproject.toml").read_text()
