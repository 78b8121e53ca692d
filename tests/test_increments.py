"""A build that follows another makes only what has changed, and the same as a build from nothing."""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING, Any

import pytest

from neto_gen.build import build
from neto_gen.contract.xsd.schema import load
from neto_gen.publish import MANIFEST_NAME
from neto_gen.settings.config import Config
from tests.support import pair, tree, write_files

if TYPE_CHECKING:
    from pathlib import Path

TEXT = '<xs:element name="{}" type="xs:string" minOccurs="0"/>'
ACK = '<xs:element name="Ack" type="xs:string" minOccurs="0"/>'
ITEMS = (
    '<xs:element name="Item" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>'
    f"{TEXT.format('Name')}</xs:sequence></xs:complexType></xs:element>"
)
THREE = {
    **pair("AddItem", ITEMS, ACK),
    **pair("GetItem", TEXT.format("Name"), ITEMS),
    **pair("GetOrder", TEXT.format("Name"), ITEMS),
}
CLIENTS = {
    f"p/{name}"
    for name in (
        *("__init__.py", "_client.py", "_async_client.py", "_catalogue.py", "_dry_run.py"),
    )
}


def made(folder: Path, files: dict[str, str], **settings: Any) -> set[str]:
    """Build from these schemas, and give the files that were written."""
    schemas = folder / "schemas"
    for old in schemas.glob("*"):
        old.unlink()
    write_files(schemas, files)
    known: dict[str, Any] = {"schemas": schemas, "output": folder, "package": "p", "operations": ()}
    changes = build(Config(**{**known, **settings})).changes
    return {f"p/{path}" for path in (*changes.created, *changes.changed, *changes.removed)}


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the schema files that are parsed from now on."""
    found: list[str] = []

    def note(name: str, *rest: Any) -> Any:
        found.append(name)
        return load(name, *rest)

    monkeypatch.setattr("neto_gen.contract.load", note)
    return found


CHANGES: dict[str, tuple[dict[str, str], set[str]]] = {
    "a field": (pair("GetItem", TEXT.format("Title"), ITEMS), {"p/get_item.py"}),
    "nothing": (pair("GetItem", f"{TEXT.format('Name')} ", ITEMS), set()),
    "what the method takes": (
        pair("GetItem", ITEMS.replace("Item", "Thing"), ITEMS),
        {"p/get_item.py", "p/_client.py", "p/_async_client.py"},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_has_changed_is_made(tmp_path: Path, looked_at: list[str], change: str) -> None:
    """A changed schema makes its module again, and the client only where that shows in it."""
    made(tmp_path / "one", THREE)
    looked_at.clear()
    files, expected = CHANGES[change]
    assert made(tmp_path / "one", {**THREE, **files}) == expected
    if "p/_client.py" not in expected:
        assert looked_at == ["GetItem.xsd", "GetItemResponse.xsd"]
    made(tmp_path / "two", {**THREE, **files})
    assert tree(tmp_path / "one" / "p") == tree(tmp_path / "two" / "p")


def test_a_new_element_is_one_new_line(tmp_path: Path) -> None:
    """Whoever reviews an update of the schemas sees a line for an element, beside the manifest."""
    made(tmp_path, THREE)
    before = tree(tmp_path / "p")
    made(tmp_path, {**THREE, **pair("GetItem", TEXT.format("Name") + TEXT.format("New"), ITEMS)})
    after = tree(tmp_path / "p")
    changed = {name for name in after if after[name] != before[name]} - {MANIFEST_NAME}
    assert changed == {"get_item.py"}
    old, new = (found["get_item.py"].decode().splitlines() for found in (before, after))
    found = [line for line in difflib.ndiff(old, new) if not line.startswith(" ")]
    assert found == ['+     new: str | None = _f.text("New")']


def test_operations_come_and_go(tmp_path: Path) -> None:
    """More operations and fewer give what a build from nothing gives."""
    one = tmp_path / "one"
    made(one, THREE)
    more = {**THREE, **pair("AddOrder", ITEMS, ACK), "EventSchema.xsd": pair("Event")["Event.xsd"]}
    assert made(one, more) == {"p/add_order.py", "p/events.py", *CLIENTS}
    made(tmp_path / "two", more)
    assert tree(one / "p") == tree(tmp_path / "two" / "p")
    fewer = pair("AddItem", ITEMS, ACK)
    assert {"p/get_item.py", "p/events.py"} <= made(one, fewer)
    made(tmp_path / "three", fewer)
    assert tree(one / "p") == tree(tmp_path / "three" / "p")


def test_a_name_that_others_take_is_noticed(tmp_path: Path) -> None:
    """The module of an operation may be called otherwise beside another: it is made again."""
    one = tmp_path / "one"
    made(one, {**pair("GetITEM")})
    made(one, {**pair("GetITEM"), **pair("GetItem")})
    made(tmp_path / "two", {**pair("GetITEM"), **pair("GetItem")})
    assert tree(one / "p") == tree(tmp_path / "two" / "p")


def test_what_somebody_deleted_is_made_again(tmp_path: Path) -> None:
    """A module that is gone is made, though nothing has changed in its schemas."""
    made(tmp_path, THREE)
    (tmp_path / "p" / "get_order.py").unlink()
    assert made(tmp_path, THREE) == {"p/get_order.py"}


def test_another_dialect_makes_all_again(tmp_path: Path) -> None:
    """What was made in one dialect is nothing in another."""
    made(tmp_path / "one", THREE)
    made(tmp_path / "one", THREE, dialect="xsd")
    made(tmp_path / "two", THREE, dialect="xsd")
    assert tree(tmp_path / "one" / "p") == tree(tmp_path / "two" / "p")


def test_the_manifest_of_an_older_version_is_understood(tmp_path: Path) -> None:
    """A list of operations, as it was written before, says nothing of how they were made."""
    made(tmp_path, THREE)
    path = tmp_path / "p" / MANIFEST_NAME
    data = json.loads(path.read_bytes())
    whole = path.read_bytes()
    data["operations"] = [*data["operations"]]
    path.write_text(json.dumps(data))
    assert made(tmp_path, THREE) == set()
    assert path.read_bytes() == whole
