"""Random contracts are read alike in every style."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from neto_gen.contract import read_contract
from neto_gen.python import plan_package
from neto_gen.render import render_package
from neto_gen.render.format import format_module
from neto_gen.sources import OperationSource, open_folder
from tests.styles.contract import MANY, Attribute, Branch, Leaf, Operation, number, one_of, text
from tests.styles.documents import whole
from tests.styles.operations import DATE_TIME, STRING, TRUTH
from tests.styles.styles import CELLS, REFERENCE, write
from tests.support import NETO, write_files

if TYPE_CHECKING:
    from neto_gen.contract.model import Contract
    from tests.styles.contract import Item
    from tests.styles.options import Form

# Few names, so that the same name stands for different things, and different names for the same.
NAMES = ["A", "B", "C", "Dd", "e", "F_1"]
TYPES = [
    STRING,
    DATE_TIME,
    TRUTH,
    text(3),
    text(3, least=1),
    one_of("x", "y"),
    one_of("y", "x"),
    number(),
    number("byte", minInclusive=3),
    number("decimal", maxExclusive=3),
]

texts = st.none() | st.sampled_from(["One.", "Two."])
simple_types = st.sampled_from(TYPES)
minima = st.integers(0, 1)
maxima = st.sampled_from([1, 1, 3, MANY])
attributes = st.lists(
    st.builds(Attribute, st.sampled_from(NAMES), simple_types, st.booleans(), texts),
    max_size=3,
    unique_by=lambda attribute: attribute.name,
).map(tuple)
leaves = st.builds(
    Leaf,
    st.sampled_from(NAMES),
    simple_types,
    minima,
    maxima,
    st.just(()) | attributes,
    texts,
)


def branches(names: list[str], depth: int) -> st.SearchStrategy[Branch]:
    """Branches of one of the names, with so many levels below them."""
    items: st.SearchStrategy[Item] = leaves
    if depth > 1:
        items |= branches(NAMES, depth - 1)
    children = st.lists(items, max_size=4, unique_by=lambda item: item.name).map(tuple)
    name = st.sampled_from(names)
    return st.builds(Branch, name, children, minima, maxima, attributes, texts, texts)


operations = st.builds(Operation, st.just("Do"), branches(["Do"], 3), branches(["DoResponse"], 2))


def read(files: dict[str, str], operation: Operation, form: Form) -> Contract:
    """Return the contract of an operation from its schemas, which accept its documents."""
    with tempfile.TemporaryDirectory() as name:
        folder = write_files(Path(name), files)
        for message in operation.messages:
            schema = etree.XMLSchema(etree.parse(folder / f"{message.name}.xsd"))
            schema.assertValid(whole(message, form))
            schema.assertValid(whole(message, form, optional=False))
        return read_contract(
            open_folder(folder, "schemas"), [OperationSource.pair(operation.action)]
        )


@given(operation=operations, cell=st.sampled_from(CELLS))
def test_a_random_contract_is_read_alike(operation: Operation, cell: tuple[str, Form]) -> None:
    """The contract that is read from any style is that which is read from the reference."""
    style, form = cell
    expected = read(write(operation, REFERENCE, form), operation, form)
    assert read(write(operation, style, form), operation, form) == expected


@settings(max_examples=settings().max_examples // 8)
@given(operation=operations)
def test_a_random_contract_is_laid_out_as_by_black(operation: Operation) -> None:
    """Whatever its elements and their documentation are, its module is what black makes of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = open_folder(write_files(Path(name), write(operation, REFERENCE, CELLS[0][1])), "s")
        contract = read_contract(folder, [OperationSource.pair(operation.action)])
    text = render_package(plan_package(contract, NETO))["do.py"]
    assert format_module(text) == text
