"""The settings of a build."""

from __future__ import annotations

from pathlib import Path

import pytest

from neto_gen.config import Config, default_schemas, load_config
from neto_gen.problems import Failure
from tests.support import pair, write_files


def test_defaults(tmp_path: Path) -> None:
    """Without settings, the default schemas become ./neto_client."""
    assert load_config(tmp_path) == Config(
        schemas=default_schemas(), output=tmp_path / ".", package="neto_client", operations=()
    )
    assert (default_schemas() / "AddCustomerLog.xsd").is_file()


def test_a_folder_of_schemas_is_found(tmp_path: Path) -> None:
    """A folder called schemas is taken when it has schemas in it, and only then."""
    write_files(tmp_path / "schemas", {"other.json": "{}"})
    assert load_config(tmp_path).schemas == default_schemas()
    write_files(tmp_path / "schemas", pair("AddThing"))
    assert load_config(tmp_path).schemas == tmp_path / "schemas"


def test_the_nearest_table_counts(tmp_path: Path) -> None:
    """A pyproject.toml without the table is passed over on the way up."""
    write_files(
        tmp_path,
        {
            "pyproject.toml": '[tool.neto-gen]\nschemas = "xsd"\noutput = "src"\npackage = "shop"\n',
            "a/pyproject.toml": "[tool.other]\n",
        },
    )
    found = load_config(write_files(tmp_path / "a" / "b", {}))
    assert found.schemas == tmp_path / "xsd"
    assert found.target == tmp_path / "src" / "shop"


def test_arguments_win(tmp_path: Path) -> None:
    """What is said on the command line is taken as it is said."""
    write_files(tmp_path, {"pyproject.toml": '[tool.neto-gen]\noperations = ["A"]\noutput = "x"\n'})
    found = load_config(tmp_path, schemas=Path("s"), output=Path("o"), operations=("B",))
    assert (found.schemas, found.output, found.operations) == (Path("s"), Path("o"), ("B",))


@pytest.mark.parametrize(
    ("key", "suggestion"),
    [
        ("schema", "did you mean schemas?"),
        ("ouput", "did you mean output?"),
        ("pakage", "did you mean package?"),
        ("colour", "the keys are schemas, output, package, operations"),
    ],
)
def test_unknown_keys(tmp_path: Path, key: str, suggestion: str) -> None:
    """An unknown key is named with its line, and the right one suggested."""
    write_files(tmp_path, {"pyproject.toml": f'schema = 1\n\n[tool.neto-gen]\n"{key}" = "x"\n'})
    with pytest.raises(Failure) as caught:
        load_config(tmp_path)
    (problem,) = caught.value.problems
    assert str(problem) == f'{tmp_path}/pyproject.toml:4: unknown key "{key}" in [tool.neto-gen]'
    assert problem.hint == suggestion


def test_all_wrong_settings_are_told(tmp_path: Path) -> None:
    """Every wrong setting is told in one go."""
    text = "[tool.neto-gen]\nschemas = 1\noutput = []\npackage = {}\noperations = [1]\nx = 1\n"
    write_files(tmp_path, {"pyproject.toml": text})
    with pytest.raises(Failure) as caught:
        load_config(tmp_path)
    assert len(caught.value.problems) == 5


@pytest.mark.parametrize("text", ["[tool]\nneto-gen = 5\n", '[[tool.neto-gen]]\noutput = "src"\n'])
def test_settings_that_are_no_table(tmp_path: Path, text: str) -> None:
    """Settings that are not a table are an error: they are never passed over in silence."""
    write_files(tmp_path, {"pyproject.toml": text})
    with pytest.raises(Failure, match="neto-gen"):
        load_config(tmp_path)
