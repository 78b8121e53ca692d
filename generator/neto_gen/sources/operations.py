"""Where the two messages of an operation are declared."""

from __future__ import annotations

from typing import NamedTuple


class MessageSource(NamedTuple):
    """A root element in a file of the schema folder."""

    file: str
    root: str

    def __str__(self) -> str:
        return f"{self.file}#{self.root}"


class OperationSource(NamedTuple):
    """An operation, with the roots of its request and of its response."""

    name: str
    request: MessageSource
    response: MessageSource

    def __str__(self) -> str:
        return f"{self.name}: {self.request}, {self.response}"

    @classmethod
    def pair(cls, name: str) -> OperationSource:
        """An operation in the two files that are called after it."""
        files = (MessageSource(f"{root}.xsd", root) for root in (name, f"{name}Response"))
        return cls(name, *files)
