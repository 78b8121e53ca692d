"""What the catalogue says of the API is said of something that is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from neto_gen.catalogue import read_catalogue
from neto_gen.contract import read_contract
from neto_gen.contract.corrections import correct, documented, matches
from neto_gen.contract.model import Element, RecordRef
from neto_gen.problems import Failure
from neto_gen.sources import open_folder
from tests.support import REPOSITORY, SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.catalogue import Correction
    from neto_gen.contract.model import Contract, Message

CATALOGUE = read_catalogue()


@dataclass(frozen=True, slots=True)
class Placed:
    """An element and its path."""

    path: str
    element: Element


def places(message: Message, index: int = 0, path: str = "") -> Iterator[Placed]:
    """All elements of a message."""
    for item in message.records[index].content:
        assert isinstance(item, Element)
        inner = f"{path or message.root.name.untrusted}.{item.name.untrusted}"
        yield Placed(inner, item)
        if isinstance(item.type, RecordRef):
            yield from places(message, item.type.index, inner)


@pytest.fixture(scope="module")
def contract() -> Contract:
    """The contract of the schemas that come with neto-gen."""
    folder = open_folder(SCHEMAS, "schemas")
    return read_contract(folder, folder.operations())


def elements(contract: Contract) -> dict[str, Element]:
    """All elements of all messages by their paths."""
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
    assert verb.repeatable == name.startswith("Get")
    assert verb.why


@pytest.mark.parametrize("name", [n for n, e in CATALOGUE.entries.items() if e.keys])
def test_the_keys_are_elements_of_the_records(contract: Contract, name: str) -> None:
    """What tells records apart is in them."""
    (operation,) = (o for o in contract.operations if o.name.untrusted == name)
    record = f"{name}Response.{name.removeprefix('Get')}."
    paths = {placed.path for placed in places(operation.response)}
    assert {f"{record}{key}" for key in CATALOGUE.entries[name].keys} <= paths


@pytest.mark.parametrize("correction", CATALOGUE.corrections, ids=lambda c: c.elements[0])
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
    """Whether a pattern means a path."""
    names, parts = path.split("."), pattern.split(".")
    return len(names) == len(parts) and all(
        part in {"*", name} or (part.endswith("*") and name.startswith(part[:-1]))
        for part, name in zip(parts, names, strict=True)
    )


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
    """Only commands, builds and sources read the catalogue; every other stage is given a dialect."""
    folder = REPOSITORY / "generator" / "neto_gen"
    readers = {
        path.relative_to(folder).parts[0]
        for path in folder.rglob("*.py")
        if "import read_catalogue" in path.read_text(encoding="utf-8")
    }
    assert readers == {"build", "cli", "sources"}
