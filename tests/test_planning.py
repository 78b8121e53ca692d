"""What a client has is the same to a build, a list and a comparison."""

from __future__ import annotations

import ast
import json
import re
from typing import TYPE_CHECKING

import pytest

from neto_gen.dialect import DIALECTS
from tests.support import REPOSITORY, pair, run, write_files

if TYPE_CHECKING:
    from pathlib import Path

ACTION = "UpdateCurrencySettings"
# As it is documented, which the store does not keep to, and as it is; and what it holds then.
LISTS, SINGLE = (
    '<xs:element name="CurrencySettings"><xs:complexType><xs:sequence>'
    f'<xs:element name="DefaultCountry" type="xs:string" minOccurs="0"{occurs}/>'
    "</xs:sequence></xs:complexType></xs:element>"
    for occurs in (' maxOccurs="unbounded"', "")
)
TYPES = {"neto": "str | None", "xsd": "list[str]"}


@pytest.fixture(params=DIALECTS)
def project(tmp_path: Path, request: pytest.FixtureRequest) -> tuple[Path, str]:
    """Return a project with a schema of which the documentation is corrected, and its dialect."""
    settings = f'[tool.neto-gen]\nschemas = "new"\ndialect = "{request.param}"\n'
    write_files(tmp_path, {"pyproject.toml": settings})
    write_files(tmp_path / "new", pair(ACTION, LISTS))
    write_files(tmp_path / "single", pair(ACTION, SINGLE))
    return tmp_path, request.param


def built_types(module: Path) -> dict[str, str]:
    """Return the types of what the fields of a module's classes hold, by the names of both."""
    return {
        f"{found.name}.{ast.unparse(field.target)}": _held(ast.unparse(field.annotation))
        for found in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(found, ast.ClassDef)
        for field in found.body
        if isinstance(field, ast.AnnAssign)
    }


def _held(annotation: str) -> str:
    """Return the type of what a field holds, which may take more."""
    kind, _, types = annotation.removesuffix("]").partition("[")
    forms = {"_f.List": "list[{}]", "_f.ListOf": "list[{}]", "_f.Value": "{}"}
    if not kind.startswith("_f."):
        return annotation
    return forms.get(kind, "{} | None").format(types.split(", ")[0])


def test_what_is_listed_is_what_is_built(project: tuple[Path, str]) -> None:
    """In every dialect, `list` shows the fields of the client with the types that they have."""
    folder, dialect = project
    assert run("build", "-q", cwd=folder).returncode == 0
    found = built_types(folder / "neto_client" / "update_currency_settings.py")
    assert found["CurrencySettings.default_country"] == TYPES[dialect]
    (listed,) = json.loads(run("list", ACTION, "--format", "json", cwd=folder).stdout)
    types = {
        f"{record['name']}.{field['name']}": field["type"]
        for record in listed["records"]
        for field in record["fields"]
    }
    assert types == found


def test_what_is_compared_is_what_is_built(project: tuple[Path, str]) -> None:
    """In every dialect, a change may break code that uses the client if it changes the client."""
    folder, dialect = project
    result = run("diff", "single", "new", "--format", "json", cwd=folder)
    verdicts = {fact["verdicts"]["python"] for fact in json.loads(result.stdout)["facts"]}
    assert ("risk" in verdicts) == (TYPES[dialect] == "list[str]")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_length_of_a_note(tmp_path: Path, dialect: str) -> None:
    """The schemas that come with neto-gen are corrected for this API, and are the letter elsewhere."""
    settings = f'schemas = "{(REPOSITORY / "schemas").as_posix()}"\ndialect = "{dialect}"\n'
    write_files(tmp_path, {"pyproject.toml": f"[tool.neto-gen]\n{settings}"})
    assert run("build", "-q", "--operation", "UpdateOrder", cwd=tmp_path).returncode == 0
    module = (tmp_path / "neto_client" / "update_order.py").read_text(encoding="utf-8")
    lengths = re.findall(r'_f.text\("StickyNote", max_length=([0-9]+)\)', module)
    built = [f"text, at most {int(length):,} characters" for length in lengths]
    (listed,) = json.loads(run("list", "UpdateOrder", "--format", "json", cwd=tmp_path).stdout)
    fields = (field for record in listed["records"] for field in record["fields"])
    about = [field["about"] for field in fields if field["wire"] == "StickyNote"]
    length = {"neto": "5,000", "xsd": "5"}[dialect]
    assert built == [f"text, at most {length} characters"]
    assert built[0] in about
