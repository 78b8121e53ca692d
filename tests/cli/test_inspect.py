"""`neto-gen inspect`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import pair, run, write_files

if TYPE_CHECKING:
    from pathlib import Path

INNER = (
    '<xs:element name="Line" maxOccurs="unbounded"><xs:complexType><xs:sequence>'
    '<xs:element name="Code" type="xs:string"/></xs:sequence></xs:complexType></xs:element>'
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with two operations."""
    write_files(tmp_path / "schemas", {**pair("AddThing", request=INNER), **pair("GetThing")})
    return tmp_path


def test_the_contract_is_shown_as_a_tree(project: Path) -> None:
    """Each element has its lines, with its type and how often it may be there."""
    shown = run("inspect", "AddThing", cwd=project)
    assert (shown.returncode, shown.stderr) == (0, "")
    lines = [line.strip() for line in shown.stdout.splitlines()]
    assert lines[0] == "AddThing:"
    assert {"request:", "response:", "- name: Line", "name: Line", "name: Code"} & {*lines}
    assert "max_occurs: none" in lines
    assert "builtin: string" in lines


@pytest.mark.parametrize("stage", ["contract", "plan", "view"])
def test_json_and_tree_hold_the_same(project: Path, stage: str) -> None:
    """Every name in the JSON of a stage is in its tree."""
    tree = run("inspect", "AddThing", "--stage", stage, cwd=project)
    printed = run("inspect", "AddThing", "--stage", stage, "--json", cwd=project)
    assert (tree.returncode, printed.returncode) == (0, 0), printed.stderr
    names = set[str]()

    def collect(value: dict[str, Any] | list[Any]) -> None:
        names.update(value if isinstance(value, dict) else ())
        for inner in value.values() if isinstance(value, dict) else value:
            if isinstance(inner, dict | list):
                collect(inner)

    collect(json.loads(printed.stdout))
    assert names
    assert {name for name in names if f"{name}:" not in tree.stdout} == set()


def test_the_plan_says_which_class_each_place_gets(project: Path) -> None:
    """The classes of the module, by the path of the first place that each is for."""
    printed = run("inspect", "AddThing", "--stage", "plan", "--json", cwd=project)
    found = json.loads(printed.stdout)
    assert found["module"] == "add_thing"
    assert found["classes"] == {
        "AddThing": "AddThing",
        "Line": "AddThing.Line",
        "AddThingResponse": "AddThingResponse",
    }


def test_a_view_has_what_a_template_is_given(project: Path) -> None:
    """The fields of the records, with their names in Python."""
    shown = run("inspect", "GetThing", "--stage", "view", cwd=project).stdout
    assert "module: get_thing" in shown
    assert "current_time" in shown


def test_an_operation_that_is_not_there_has_a_suggestion(project: Path) -> None:
    """A misspelt operation is an error with the name that was meant, also in JSON."""
    result = run("inspect", "AddThin", cwd=project)
    assert result.returncode == 2
    assert 'no operation "AddThin"' in result.stderr
    assert "AddThing" in result.stderr
    printed = run("inspect", "AddThin", "--json", cwd=project)
    assert 'no operation \\"AddThin\\"' in printed.stdout + printed.stderr


def test_a_schema_that_cannot_be_loaded_is_an_error(project: Path) -> None:
    """A schema with a mistake ends it as it ends a build, with the place."""
    write_files(project / "schemas", {"AddThing.xsd": "<nothing"})
    result = run("inspect", "AddThing", cwd=project)
    assert result.returncode == 3
    assert result.stderr.startswith("error: schemas/AddThing.xsd")
