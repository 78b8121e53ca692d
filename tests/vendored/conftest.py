"""What the tests of a client in a user's project share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import run, write_files
from tests.vendored.project import MODULE, PROJECT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with a package `shop`, and a client that `neto-gen init` has put into it."""
    folder = tmp_path_factory.mktemp("vendored")
    write_files(folder, {"pyproject.toml": PROJECT, "shop/__init__.py": MODULE})
    result = run("init", "--yes", "--operation", "AddCustomerLog", cwd=folder)
    assert result.returncode == 0, result.stderr
    return folder
