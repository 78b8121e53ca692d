"""Every documented field is in the generated client: name, type, length, repetition, values."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

import pytest

from neto_client._catalogue import OPERATIONS
from neto_client._model import OpenEnumeration, Record
from neto_gen.catalogue import read_catalogue
from neto_gen.contract.corrections import matches
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

FACTS = REPOSITORY / "tests" / "facts"
ACTIONS = {path.stem: json.loads(path.read_text("utf-8")) for path in FACTS.glob("*.json")}
TYPES = {
    "string": str,
    "integer": int,
    "decimal": Decimal,
    "boolean": bool,
    "dateTime": datetime,
    "date": date,
}
CORRECTIONS = read_catalogue().corrections


def corrected(path: str, key: str, documented: Any) -> Any:
    """Return what applies to an element: what is documented, or its correction."""
    for correction in CORRECTIONS:
        known = correction.documented
        if key in known and known[key] == documented and matches(correction, path):
            return (correction.correct or correction.documented)[key]
    return documented


def walk(element: dict[str, Any], record: type[Any], path: str) -> Iterator[str]:
    """Compare what an element holds with a record, and give the paths of all that is documented."""
    hints = get_type_hints(record)
    own = {field.metadata["name"]: field for field in fields(record) if "name" in field.metadata}
    documented = element["children"]
    order = [name for name in own if name in {child["name"] for child in documented}]
    assert order == [child["name"] for child in documented], path
    for child in documented:
        inner = f"{path}.{child['name']}"
        field = own[child["name"]]
        compare(child, field, hints[field.name], inner)
        yield inner
        if "children" in child:
            kind = hints[field.name]
            (held,) = [k for k in (get_args(kind) or (kind,)) if k is not NoneType]
            yield from walk(child, held, inner)


def compare(child: dict[str, Any], field: Any, hint: Any, path: str) -> None:
    """Compare a documented element with its field."""
    repeated = corrected(path, "max_occurs", "unbounded" if child.get("repeated") else 1) != 1
    required = corrected(path, "min_occurs", 1 if child.get("required") else 0) > 0
    assert (get_origin(hint) is list) == repeated, path
    is_missing = field.default is MISSING and field.default_factory is MISSING
    assert is_missing == (required and not repeated), path
    assert (field.metadata.get("min_occurs", 0) > 0) == (required and repeated), path
    (kind,) = [k for k in (get_args(hint) or (hint,)) if k is not NoneType]
    if "children" in child:
        assert issubclass(kind, Record), path
        return
    if child["type"] == "String" and issubclass(kind, OpenEnumeration):  # the filter lists it
        listed = ACTIONS[path.partition("Response.")[0]]["request"]["children"][0]["children"]
        (child,) = [one for one in listed if one["name"] == child["name"]]
    if child["type"] == "Enumeration":
        assert issubclass(kind, OpenEnumeration), path
        assert [member.text for member in kind] == [*dict.fromkeys(child["values"])], path
    else:
        builtin = f"{child['type'][0].lower()}{child['type'][1:]}"
        kept = corrected(path, "type", builtin)
        assert kind is TYPES[kept], path
        if kept != builtin:
            assert not {"max_length", "total_digits"} & {*field.metadata}, path
            return
    facet = "max_length" if child["type"] == "String" else "total_digits"
    length = corrected(path, facet, child.get("length"))
    assert field.metadata.get(facet) == length, path


@pytest.mark.parametrize("action", ACTIONS)
def test_every_documented_field_is_in_the_client(action: str) -> None:
    """All that the tables of a page list is where they say, with the type they say."""
    module_name, request, response = OPERATIONS[action]
    module = import_module(f"neto_client.{module_name}")
    facts = ACTIONS[action]
    found = [
        *walk(facts["request"], getattr(module, request), action),
        *walk(facts["response"], getattr(module, response), f"{action}Response"),
    ]
    assert len(found) == count(facts["request"]) + count(facts["response"])


def test_all_facts_are_walked() -> None:
    """The walk goes over some 2,600 elements."""
    assert sum(count(f["request"]) + count(f["response"]) for f in ACTIONS.values()) > 2600


def test_the_notification_has_what_is_documented() -> None:
    """All that the page of the notification lists is in its record."""
    facts = json.loads((FACTS / "event" / "OrderNotification.json").read_text("utf-8"))
    events = import_module("neto_client.events")
    assert len([*walk(facts["body"], events.Event, "Event")]) == count(facts["body"])


def count(element: dict[str, Any]) -> int:
    """Return the number of elements below one."""
    return sum(1 + count(child) for child in element.get("children", ()))
