"""From schema files to the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.contract.model import Contract, Operation
from neto_gen.contract.rules import check
from neto_gen.contract.schema import load
from neto_gen.contract.text import SchemaText
from neto_gen.contract.xsd import read_message
from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neto_gen.contract.model import Message
    from neto_gen.sources import SchemaFolder

__all__ = ["read_contract"]


def read_contract(folder: SchemaFolder, operations: Sequence[str]) -> Contract:
    """The contract of the operations, each from its own pair of schemas.

    Raises Failure with the problems of all schemas.
    """
    problems: list[Problem] = []
    contract = [_read_operation(folder, name, problems) for name in operations]
    if problems:
        raise Failure(ExitCode.SCHEMA, *problems)
    return Contract(operations=tuple(operation for operation in contract if operation is not None))


def _read_operation(folder: SchemaFolder, name: str, problems: list[Problem]) -> Operation | None:
    messages: list[Message] = []
    for root in (name, f"{name}Response"):
        try:
            schema = load(f"{root}.xsd", folder.read, folder.file)
            check(schema)
            messages.append(read_message(schema, root))
        except Failure as failure:
            problems.extend(failure.problems)
    if len(messages) != 2:  # noqa: PLR2004 - a request and a response
        return None
    return Operation(name=SchemaText(name), request=messages[0], response=messages[1])
