"""From schema files to the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.contract.definitions import read_definitions
from neto_gen.contract.model import Contract, Operation
from neto_gen.contract.resolve.messages import MessageReader
from neto_gen.contract.schema_text import SchemaText
from neto_gen.contract.xsd.rules import check
from neto_gen.contract.xsd.schema import load
from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neto_gen.contract.model import Message
    from neto_gen.sources import MessageSource, OperationSource, SchemaFolder

__all__ = ["read_contract", "read_definitions"]


def read_contract(folder: SchemaFolder, operations: Sequence[OperationSource]) -> Contract:
    """Return the contract of the operations, each file of schemas analysed by itself.

    Raises Failure with the problems of all schemas.
    """
    return _ContractReader(folder).read(operations)


class _ContractReader:
    def __init__(self, folder: SchemaFolder) -> None:
        self.folder = folder
        self.readers: dict[str, MessageReader | None] = {}
        self.problems: list[Problem] = []

    def read(self, operations: Sequence[OperationSource]) -> Contract:
        found: list[Operation] = []
        for source in operations:
            request = None if source.request is None else self.message(source.request)
            response = self.message(source.response)
            if response is not None and (request is not None or source.request is None):
                name = SchemaText(source.name)
                found.append(Operation(name=name, request=request, response=response))
        if self.problems:
            raise Failure(ExitCode.SCHEMA, *dict.fromkeys(self.problems))
        return Contract(operations=tuple(found))

    def message(self, source: MessageSource) -> Message | None:
        """Return one message, or None when there is a problem with it."""
        try:
            if source.file not in self.readers:
                self.readers[source.file] = None
                self.readers[source.file] = self.reader(source.file)
            reader = self.readers[source.file]
            return None if reader is None else reader.message(source.root)
        except Failure as failure:
            self.problems.extend(failure.problems)
        except RecursionError:
            hint = "give the inner types names, and refer to them"
            where = self.folder.file(source.file)
            self.problems.append(Problem("types are nested too deeply", where, hint))
        return None

    def reader(self, name: str) -> MessageReader:
        folder = self.folder
        schema = load(name, folder.read, folder.file, folder.locations, folder.acceptance)
        check(schema, folder.acceptance)
        reader = MessageReader(schema)
        reader.require_consistent(folder.acceptance)
        return reader
