"""What the catalogue says of the API is said of something that is there."""

from __future__ import annotations

import fnmatch
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from neto_gen.catalogue import read_catalogue
from neto_gen.contract import read_contract
from neto_gen.contract.corrections import correct, documented, matches
from neto_gen.contract.model import Element, RecordRef, Scalar
from neto_gen.problems import Failure
from neto_gen.sources import open_folder
from tests.support import REPOSITORY, SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from neto_gen.catalogue import Correction
    from neto_gen.contract.model import Contract, Message

CATALOGUE = read_catalogue()
FACTS = REPOSITORY / "tests" / "facts"


def documented_outputs(facts: Path) -> list[str]:
    """Return the outputs that the page of an action lists, if it has any."""
    request = json.loads(facts.read_text(encoding="utf-8"))["request"]
    found = [c for f in request["children"] for c in f.get("children", ()) if f["name"] == "Filter"]
    return [value for c in found if c["name"] == "OutputSelector" for value in c["values"]]


@dataclass(frozen=True, slots=True)
class Placed:
    """An element and its path."""

    path: str
    element: Element


def places(message: Message, index: int = 0, path: str = "") -> Iterator[Placed]:
    """Yield all elements of a message."""
    for item in message.records[index].content:
        assert isinstance(item, Element)
        inner = f"{path or message.root.name.untrusted}.{item.name.untrusted}"
        yield Placed(inner, item)
        if isinstance(item.type, RecordRef):
            yield from places(message, item.type.index, inner)


@pytest.fixture(scope="module")
def contract() -> Contract:
    """Return the contract of the schemas that come with neto-gen."""
    folder = open_folder(SCHEMAS, "schemas")
    return read_contract(folder, folder.operations())


def elements(contract: Contract) -> dict[str, Element]:
    """Return all elements of all messages by path."""
    messages = [m for o in contract.operations for m in (o.request, o.response) if m is not None]
    return {placed.path: placed.element for m in messages for placed in places(m)}


def test_the_operations_are_41() -> None:
    """39 actions have a page; AddSupplier and GetCart have none."""
    operations = CATALOGUE.operations
    assert len(operations) == 41
    assert {n for n, e in operations.items() if e.page is None} == {"AddSupplier", "GetCart"}


@pytest.mark.parametrize("name", CATALOGUE.operations)
def test_every_operation_says_whether_it_may_be_repeated(name: str) -> None:
    """What reads may be, and nothing else; each says why."""
    verb = CATALOGUE.verb(name)
    assert verb is not None
    assert verb.idempotent == name.startswith("Get")
    assert verb.why


@pytest.mark.parametrize("name", [n for n, e in CATALOGUE.entries.items() if e.keys])
def test_the_keys_are_elements_of_the_records(contract: Contract, name: str) -> None:
    """What tells records apart is in them."""
    (operation,) = (o for o in contract.operations if o.name.untrusted == name)
    record = f"{name}Response.{name.removeprefix('Get')}."
    paths = {placed.path for placed in places(operation.response)}
    assert {f"{record}{key}" for key in CATALOGUE.entries[name].keys} <= paths


CHANGES = [c for c in CATALOGUE.corrections if not c.is_addition]
ADDITIONS = [c for c in CATALOGUE.corrections if c.is_addition]


@pytest.mark.parametrize("correction", CHANGES, ids=lambda c: c.elements[0])
def test_every_correction_is_of_something_documented(
    contract: Contract, correction: Correction
) -> None:
    """Each path is there, and what it leads to is as the correction says that it is documented."""
    found = elements(contract)
    for pattern in (*correction.elements, *correction.but):
        one = [path for path in found if matches_one(pattern, path)]
        assert one, pattern
    meant = {path: element for path, element in found.items() if matches(correction, path)}
    if correction.correct is None:
        assert correction.reason
        return
    documented_so = [path for path, element in meant.items() if documented(element, correction)]
    assert documented_so
    new = elements(correct(contract, [correction]))
    assert {path for path in found if new[path] != found[path]} == {*documented_so}


def matches_one(pattern: str, path: str) -> bool:
    """Tell whether a pattern matches a path."""
    names, parts = path.split("."), pattern.split(".")
    return len(names) == len(parts) and all(
        name.startswith(start) and name.endswith(end) and bool(star or start == name)
        for (start, star, end), name in zip((p.partition("*") for p in parts), names, strict=True)
    )


@pytest.mark.parametrize("addition", ADDITIONS, ids=lambda c: c.elements[0])
def test_every_addition_is_of_something_that_no_schema_has(
    contract: Contract, addition: Correction
) -> None:
    """Each is named in full, belongs to a record that is there, and comes to be there, optional."""
    found, new = elements(contract), elements(correct(contract, [addition]))
    assert {*new} - {*found} == {*addition.elements}
    assert all(new[path] == found[path] for path in found if path in new)
    for path in addition.elements:
        assert not {*"*?["} & {*path}
        assert new[path].min_occurs == 0
        assert new[path].repeated == ("max_occurs" in (addition.correct or {}))
        kind = new[path].type
        assert isinstance(kind, Scalar)
        assert kind.builtin == (addition.correct or {})["type"]


@pytest.mark.parametrize("correction", CATALOGUE.corrections, ids=lambda c: c.elements[0])
def test_every_correction_has_a_reason_and_evidence(correction: Correction) -> None:
    """Each says why, and where it was seen or that it is inferred."""
    assert correction.reason
    kinds = ("seen", "reported", "vendor's samples", "documented", "inferred")
    assert correction.evidence.startswith(kinds)


OUTPUTS = {
    path.stem: outputs for path in FACTS.glob("*.json") if (outputs := documented_outputs(path))
}


@pytest.mark.parametrize("action", OUTPUTS)
def test_every_documented_output_has_a_field_or_stands_for_some(
    contract: Contract, action: str
) -> None:
    """An output brings what has its name, or what the catalogue says: no field of it is untyped."""
    paths = [
        p
        for p in elements(correct(contract, CATALOGUE.corrections))
        if p.startswith(f"{action}Response.")
    ]
    named = {s.name: s.elements for s in CATALOGUE.selectors if s.operation == action}
    for output in OUTPUTS[action]:
        own = fnmatch.filter(paths, f"*.{output.replace('.', '.*')}")
        assert bool(own) != (output in named), output
    assert {*named} <= {*OUTPUTS[action]}
    assert {path for stood_for in named.values() for path in stood_for} <= {*paths}


def test_the_page_says_what_outputs_of_other_names_stand_for() -> None:
    """docs/corrections.md has each of these outputs, with all the fields that it brings."""
    page = (REPOSITORY / "docs" / "corrections.md").read_text(encoding="utf-8")
    for selector in CATALOGUE.selectors:
        _, _, part = page.partition(f"## {selector.operation}: {selector.name}\n")
        assert {*selector.elements} <= {*part.partition("## ")[0].split("`")}


def test_a_correction_of_what_the_vendor_has_mended_does_nothing(contract: Contract) -> None:
    """Where a schema no longer says what was documented, it is right."""
    corrections = CATALOGUE.corrections
    once = correct(contract, corrections)
    assert once != contract
    assert correct(once, corrections) == once


def test_groups_are_chosen_by_name() -> None:
    """A group stands for its operations."""
    chosen = [entry.name for entry in CATALOGUE.choose(["customers", "GetItem", "AddCustomer"])]
    assert chosen == [
        *("AddCustomer", "AddCustomerLog", "GetCustomer", "UpdateCustomer", "UpdateCustomerLog"),
        "GetItem",
    ]
    with pytest.raises(Failure, match='the API has no operation "customer"'):
        CATALOGUE.choose(["customer"])


def test_the_catalogue_is_handed_on() -> None:
    """No stage between the sources and the output reads the catalogue: each is given a dialect."""
    folder = REPOSITORY / "generator" / "neto_gen"
    readers = {
        path.relative_to(folder).parts[0]
        for path in folder.rglob("*.py")
        if "read_catalogue" in path.read_text(encoding="utf-8")
    }
    assert "sources" in readers
    given = {"contract", "python", "render", "diff", "reference", "export", "serve", "publish"}
    assert readers.isdisjoint(given)
