"""The modules of small schemas, to the letter."""

from __future__ import annotations

import dataclasses
import re

import pytest

from neto_gen.contract import read_contract
from neto_gen.python import envelope, plan_package
from neto_gen.sources import MemoryFolder, OperationSource
from tests.golden import CASES, modules
from tests.support import NETO, pair


@pytest.mark.parametrize("case", CASES)
def test_modules(case: str) -> None:
    """What is generated is what was reviewed; `python -m tests.regenerate` renews it."""
    for path, text in modules(case):
        assert text == path.read_text(encoding="utf-8"), path.name


ACK = (
    '<xs:element name="Ack" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">'
    '<xs:enumeration value="Error"/><xs:enumeration value="Warning"/>'
    '<xs:enumeration value="Success"/></xs:restriction></xs:simpleType></xs:element>'
)
TEXT = '<xs:element name="{}" type="xs:string" minOccurs="0"/>'
MESSAGE = (
    '<xs:element name="{}" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>{}'
    "</xs:sequence></xs:complexType></xs:element>"
)
WARNING = MESSAGE.format("Warning", TEXT.format("Message") + TEXT.format("SeverityCode"))
ERROR = WARNING.replace("Warning", "Error").replace(
    "</xs:sequence>", f"{TEXT.format('Description')}</xs:sequence>"
)


def messages(held: str) -> str:
    """Return the element of an answer that holds these messages."""
    return (
        '<xs:element name="Messages" minOccurs="0"><xs:complexType><xs:sequence>'
        f"{held}</xs:sequence></xs:complexType></xs:element>"
    )


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (f"{ACK}{messages(ERROR + WARNING)}", "_envelope_error_warning"),
        (f"{ACK}{messages(WARNING + ERROR)}", "_envelope_warning_error"),
        (f"{ACK}{messages(ERROR)}", "_envelope_bd5d7d2f"),
        (f"{ACK}{messages(ERROR)}".replace("xs:string", "xs:token", 1), "_envelope_5fb5fe70"),
        (f"{ACK}{messages(WARNING.replace('Code', 'Level'))}", "_envelope_ece60e96"),
        (ACK, "_envelope_cb3bf268"),
    ],
)
def test_what_operations_share_keeps_its_name(answer: str, name: str) -> None:
    """The module of an envelope has the name that pickles hold, until its schema says something else."""
    files = {file: text.encode() for file, text in pair("GetThing", response=answer).items()}
    folder = MemoryFolder("schemas", files)
    package = plan_package(read_contract(folder, [OperationSource.pair("GetThing")]), NETO)
    assert [shared.module for shared in package.shared] == [name]


@pytest.mark.parametrize("case", CASES)
def test_a_module_does_not_say_what_it_was_made_from(case: str) -> None:
    """The hash of the inputs stands in the manifest alone: a line of a module is one for its reader."""
    for path, text in modules(case):
        assert not re.search("[0-9a-f]{64}", text), path.name


def test_a_name_does_not_hang_on_what_a_schema_leaves_out() -> None:
    """What the model of schemas learns to say does not rename what an older schema does not say."""
    scalar = dataclasses.make_dataclass("Scalar", [("builtin", str)])
    learned = dataclasses.make_dataclass(
        "Scalar",
        [
            ("builtin", str),
            ("facets", tuple, ()),
            ("notes", list, dataclasses.field(default_factory=list)),
        ],
    )
    said = envelope._said((scalar("string"),))
    assert envelope._said((learned("string"),)) == said
    assert envelope._said((learned("string", facets=("x",)),)) != said
