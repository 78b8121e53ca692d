"""`neto-gen export`: what holds for every format."""

from __future__ import annotations

import json
import re
from contextlib import chdir
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from neto_gen.cli import main
from neto_gen.export import FORMATS, format_named
from tests.support import SCHEMAS, XS, pair, tree, write_files

if TYPE_CHECKING:
    from pathlib import Path

    from neto_gen.export.api import Api

PAIRS = {**pair("SaveThing"), **pair("GetThing")}


def export(folder: Path, form: str, *more: str) -> tuple[int, str, str]:
    """Export into `out` of a folder: the exit code, and what was printed."""
    arguments = ["export", form, *more, "--output", "out"]
    with chdir(folder):
        result = CliRunner().invoke(main, arguments, standalone_mode=True)
    return result.exit_code, result.stdout, result.stderr


def exported(folder: Path, form: str) -> dict[str, bytes]:
    """Return the files that were exported."""
    out = folder / "out"
    return {"": out.read_bytes()} if format_named(form).is_file else tree(out)


@pytest.mark.parametrize("form", FORMATS)
def test_all_actions_are_exported(api: Api, form: str) -> None:
    """Every format has every action of the API, and never a value for a key; twice, the bytes are the same."""
    files = format_named(form).files(api)
    text = "\n".join([*files, *(content.decode() for content in files.values())])
    for name in (path.stem for path in SCHEMAS.glob("*.xsd") if path.stem != "EventSchema"):
        assert re.search(rf"\b{name.removesuffix('Response')}\b", text), name
    if form not in {"json-schema", "openapi"}:
        assert "{{neto_key}}" in text
    assert format_named(form).files(api) == files


@pytest.mark.parametrize("form", FORMATS)
def test_a_check_says_what_is_not_current(tmp_path: Path, form: str) -> None:
    """--check writes nothing: it exits with 1 and a diff before an export and after a change, and else with 0."""
    write_files(tmp_path / "schemas", PAIRS)
    code, shown, said = export(tmp_path, form, "--check")
    assert (code, (tmp_path / "out").exists()) == (1, False)
    assert said == f"out is not current: run neto-gen export {form} --output out\n"
    assert "  missing  out" in shown
    assert export(tmp_path, form)[0] == 0
    assert export(tmp_path, form, "--check")[0] == 0
    assert "out is up to date" in export(tmp_path, form)[1]
    before = exported(tmp_path, form)
    write_files(tmp_path / "schemas", pair("SaveOther"))
    assert export(tmp_path, form, "--check")[0] == 1
    assert exported(tmp_path, form) == before
    assert export(tmp_path, form)[0] == 0
    assert exported(tmp_path, form) != before


@pytest.mark.parametrize("form", [f for f in FORMATS if not format_named(f).is_file])
def test_an_export_removes_its_own_files_alone(tmp_path: Path, form: str) -> None:
    """A file of an action that is gone is removed, one of somebody's stays, and an edited one stops it all."""
    write_files(tmp_path / "schemas", PAIRS)
    assert export(tmp_path, form)[0] == 0
    write_files(tmp_path / "out", {"mine.txt": "mine"})
    code, shown, _ = export(tmp_path, form, "SaveThing")
    assert code == 0
    assert "  removed  out/" in shown
    assert not [path for path in exported(tmp_path, form) if "GetThing" in path]
    assert (tmp_path / "out/mine.txt").read_text(encoding="utf-8") == "mine"
    (path,) = (tmp_path / "out").rglob("SaveThing.*")
    path.write_text("edited", encoding="utf-8")
    before = tree(tmp_path / "out")
    code, _, said = export(tmp_path, form)
    assert code == 1
    assert "was edited by hand, or is not a file of an export" in said
    assert "nothing was written" in said
    assert tree(tmp_path / "out") == before
    assert export(tmp_path, form, "--overwrite")[0] == 0
    assert path.read_text(encoding="utf-8") != "edited"


@pytest.mark.parametrize("form", [f for f in FORMATS if format_named(f).is_file])
def test_a_file_of_somebody_is_not_overwritten(tmp_path: Path, form: str) -> None:
    """An export does not take the place of a file that no export wrote, unless it is told to."""
    write_files(tmp_path / "schemas", PAIRS)
    write_files(tmp_path, {"out": "{}"})
    code, _, said = export(tmp_path, form)
    assert (code, (tmp_path / "out").read_text("utf-8")) == (1, "{}")
    assert "is not a file of an export" in said
    assert export(tmp_path, form, "--overwrite")[0] == 0
    assert "SaveThing" in json.loads((tmp_path / "out").read_bytes()).__repr__()


@pytest.mark.parametrize("form", FORMATS)
def test_an_output_of_the_wrong_kind_is_refused(tmp_path: Path, form: str) -> None:
    """A folder where a file belongs, or the other way round, is a wrong usage."""
    write_files(tmp_path / "schemas", PAIRS)
    if format_named(form).is_file:
        (tmp_path / "out").mkdir()
    else:
        write_files(tmp_path, {"out": ""})
    code, _, said = export(tmp_path, form)
    assert code == 2
    assert ("out: is a folder" if format_named(form).is_file else "out: is a file") in said


@pytest.mark.parametrize("form", FORMATS)
def test_text_of_a_schema_stays_a_text(tmp_path: Path, form: str) -> None:
    """What a schema lists ends no block and no request, and names no variable of a tool."""
    listed = ("{{neto_key}}", "}&#10;docs {", "&#10;###&#10;GET http://evil.example", "fine")
    values = "".join(f'<xs:enumeration value="{value}"/>' for value in listed)
    field = (
        f'<xs:element name="Kind"><xs:simpleType><xs:restriction base="xs:string">{values}'
        "</xs:restriction></xs:simpleType></xs:element>"
    )
    write_files(tmp_path / "schemas", pair("SaveThing", field))
    assert export(tmp_path, form)[0] == 0
    text = b"\n".join(exported(tmp_path, form).values()).decode()
    assert not re.search(r"^(###\nGET|docs \{evil)", text, re.MULTILINE)
    if form in {"postman", "bruno", "http"}:  # in the others, nothing is a variable
        assert text.count("{{neto_key}}") == 1
    assert "\n###\nGET" not in text


@pytest.mark.parametrize("form", FORMATS)
def test_a_schema_of_any_api_is_exported(tmp_path: Path, form: str) -> None:
    """Operations that the settings declare, in the dialect of XML Schema, are exported as well."""
    settings = """
[tool.neto-gen]
dialect = "xsd"
[[tool.neto-gen.operation]]
name = "PlaceOrder"
request = "orders.xsd#Order"
response = "orders.xsd#Receipt"
"""
    content = '<xs:complexType><xs:sequence><xs:element name="id" type="xs:int"/></xs:sequence></xs:complexType>'
    elements = "".join(
        f'<xs:element name="{n}">{content}</xs:element>' for n in ("Order", "Receipt")
    )
    write_files(
        tmp_path,
        {
            "pyproject.toml": settings,
            "schemas/orders.xsd": f"<xs:schema {XS}>{elements}</xs:schema>",
        },
    )
    assert export(tmp_path, form)[0] == 0
    text = b"\n".join(exported(tmp_path, form).values()).decode()
    assert "PlaceOrder" in text or form == "json-schema"
    code, _, said = export(tmp_path, form, "PlaceOther")
    assert code == 2
    assert 'no operation "PlaceOther"' in said


def test_a_format_that_is_misspelt_is_refused(tmp_path: Path) -> None:
    """An unknown format is a wrong usage, and the formats are named."""
    code, _, said = export(tmp_path, "swagger")
    assert code == 2
    assert "'json-schema', 'openapi', 'postman', 'bruno', 'http'" in said
