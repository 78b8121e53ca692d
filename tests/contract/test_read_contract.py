"""The contract of AddCustomerLog, as the vendor documents it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.contract import read_contract
from neto_gen.contract.model import Element, Enumeration, RecordRef, Scalar
from neto_gen.sources import OperationSource, open_folder
from tests.support import SCHEMAS

if TYPE_CHECKING:
    from neto_gen.contract.model import Message, Operation


@pytest.fixture(scope="module")
def operation() -> Operation:
    """Return the operation, from the repository's schemas."""
    contract = read_contract(
        open_folder(SCHEMAS, "schemas"), [OperationSource.pair("AddCustomerLog")]
    )
    return contract.operations[0]


def outline(message: Message, index: int = 0) -> list[object]:
    """Return the elements of a record: name, what they hold, and how often they may be there."""
    lines: list[object] = []
    for element in message.records[index].content:
        assert isinstance(element, Element)
        occurs = f"{element.min_occurs}..{element.max_occurs or '*'}"
        name = f"{element.name.untrusted} {occurs}"
        match element.type:
            case RecordRef(index=inner):
                lines += [name, outline(message, inner)]
            case Enumeration(values=values):
                lines.append(f"{name} {[value.untrusted for value in values]}")
            case Scalar(builtin=builtin, facets=facets):
                limit = f"({facets.max_length})" if facets.max_length else ""
                lines.append(f"{name} {builtin}{limit}")
            case other:
                lines.append(f"{name} {other}")
    return lines


def test_the_request(operation: Operation) -> None:
    """The request has the documented elements, in order, with their limits."""
    assert operation.request is not None
    assert operation.request.root.name.untrusted == "AddCustomerLog"
    assert outline(operation.request) == [
        "CustomerLogs 0..1",
        [
            "CustomerLog 0..*",
            [
                "AllocatedTo 0..1 string(255)",
                "FollowUpType 0..1 string(50)",
                "Username 0..1 string(25)",
                "CustomerName 0..1 string(100)",
                "LastContacted 0..1 dateTime",
                "DateRequiredFollowUp 0..1 dateTime",
                "Status 0..1 ['Require Recontact', 'Recontacting', 'Completed']",
                "Notes 0..1 string",
            ],
        ],
    ]


def test_the_response(operation: Operation) -> None:
    """The response has the ids, and the envelope that every response has."""
    assert operation.response.root.name.untrusted == "AddCustomerLogResponse"
    assert outline(operation.response) == [
        "CustomerLog 0..*",
        ["LogID 0..1 integer"],
        "CurrentTime 0..1 string",
        "Ack 0..1 ['Error', 'Warning', 'Success']",
        "Messages 0..1",
        [
            "Error 0..*",
            ["Message 0..1 string", "SeverityCode 0..1 string", "Description 0..1 string"],
            "Warning 0..*",
            ["Message 0..1 string", "SeverityCode 0..1 string"],
        ],
    ]


def test_the_namespace(operation: Operation) -> None:
    """The roots are in the vendor's namespace, the elements in them in none."""
    assert operation.request is not None
    assert operation.request.namespace is not None
    assert operation.request.namespace.untrusted == "NetoAPI"
    (element,) = operation.request.root.content
    assert isinstance(element, Element)
    assert element.namespace is None


def test_places(operation: Operation) -> None:
    """Each element knows where it is declared."""
    assert operation.request is not None
    (element,) = operation.request.root.content
    assert isinstance(element, Element)
    assert str(element.location) == "schemas/AddCustomerLog.xsd:6:9"
