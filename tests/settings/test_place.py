"""Where in a project a client is proposed to go, and what its wheel has to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.settings.place import Project
from tests.support import write_files

if TYPE_CHECKING:
    from pathlib import Path

BACKEND = '[build-system]\nbuild-backend = "{}"\n[project]\nname = "{}"\n'


def project(folder: Path, settings: str, *packages: str) -> Project:
    """Return a project with these settings and packages."""
    files = {f"{package}/__init__.py": "" for package in packages}
    return Project(write_files(folder, {"pyproject.toml": settings, **files}))


@pytest.mark.parametrize(
    ("settings", "packages", "output", "name"),
    [
        ("", [], ".", "neto_client"),
        ("", ["src/shop"], "src", "neto_client"),
        ("", ["shop"], ".", "neto_client"),
        ('[project]\nname = "shop"', ["src/shop"], "src", "neto_client"),
        ('[project]\nname = "shop"', ["shop"], "shop", "shop.neto_client"),
        (
            BACKEND.format("hatchling.build", "My-Shop"),
            ["src/my_shop"],
            "src/my_shop",
            "my_shop.neto_client",
        ),
        (BACKEND.format("hatchling.build", "x"), ["lib", "tests"], "lib", "lib.neto_client"),
        (BACKEND.format("hatchling.build", "x"), ["one", "two"], ".", "neto_client"),
        (BACKEND.format("uv_build", "x"), [], "src", "neto_client"),
        (
            BACKEND.format("uv_build", "x") + '[tool.uv.build-backend]\nmodule-name = "acme.shop"',
            ["src/acme/shop"],
            "src/acme/shop",
            "shop.neto_client",
        ),
        (
            BACKEND.format("flit_core.buildapi", "x") + '[tool.flit.module]\nname = "shop"',
            ["shop", "other"],
            "shop",
            "shop.neto_client",
        ),
        (
            '[build-system]\nbuild-backend = "poetry.core.masonry.api"\n[tool.poetry]\nname = "shop"',
            ["shop"],
            "shop",
            "shop.neto_client",
        ),
        (
            BACKEND.format("hatchling.build", "x")
            + "[tool.hatch.build.targets.wheel]\npackages = ['src/shop']",
            ["src/shop", "src/other"],
            "src/shop",
            "shop.neto_client",
        ),
        (
            BACKEND.format("setuptools.build_meta", "x") + "[tool.setuptools]\npackages = ['shop']",
            ["shop", "other"],
            "shop",
            "shop.neto_client",
        ),
        (BACKEND.format("hatchling.build", "/etc"), [], ".", "neto_client"),
        (BACKEND.format("hatchling.build", ""), [], ".", "neto_client"),
        (
            BACKEND.format("poetry.core.masonry.api", "\\u0000")
            + "[tool.poetry]\npackages = [{ include = '..' }, { from = '/', include = 'etc' }, 5]",
            [],
            ".",
            "neto_client",
        ),
        (BACKEND.format("maturin", "shop"), ["shop"], ".", "neto_client"),
        ("[project", ["shop"], ".", "neto_client"),
        ("project = 5\nbuild-system = []\ntool = 1", ["shop"], "shop", "shop.neto_client"),
    ],
)
def test_the_proposed_place(
    tmp_path: Path, settings: str, packages: list[str], output: str, name: str
) -> None:
    """It is `src` where all of that is taken along, else the project's own package, else the project."""
    mine = project(tmp_path, settings, *packages)
    assert mine.usual_output() == output
    assert mine.import_name(output, "neto_client") == name
    assert not mine.is_left_out(output, "neto_client")


@pytest.mark.parametrize(
    ("settings", "output", "setting"),
    [
        (
            "packages = ['shop']",
            "shop",
            'packages = ["shop", "shop.neto_client"] in [tool.setuptools]',
        ),
        ("packages = ['shop', 'shop.neto_client']", "shop", None),
        (
            "[tool.setuptools.packages.find]\ninclude = ['shop']",
            "shop",
            'include = ["shop", "shop.neto_client*"] in [tool.setuptools.packages.find]',
        ),
        ("[tool.setuptools.packages.find]\ninclude = ['shop*']", "shop", None),
        ("[tool.setuptools.packages.find]\nwhere = ['lib']", "lib", None),
        ("py-modules = []", "shop", None),
        ("", "shop", 'include = ["shop*"] in [tool.setuptools.packages.find]'),
        ("", ".", 'include = ["shop*", "neto_client*"] in [tool.setuptools.packages.find]'),
    ],
)
def test_what_setuptools_has_to_be_told(
    tmp_path: Path, settings: str, output: str, setting: str | None
) -> None:
    """Packages that are listed or matched have to name the client; where all is found, the other folders."""
    text = f'[project]\nname = "shop"\n[tool.setuptools]\n{settings}'
    missing = project(tmp_path, text, "shop").missing_setting(output, "neto_client")
    assert (missing if missing is None else str(missing)) == setting
