"""Name the files and roots of an operation's two messages."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_WRITTEN: Final = r"(.+?): (?:(.+?)#(.+?), )?(.+?)#(.+)"


class MessageSource(NamedTuple):
    """A root element in a file of the schema folder."""

    file: str
    root: str

    def __str__(self) -> str:
        return f"{self.file}#{self.root}"


class OperationSource(NamedTuple):
    """An operation, with the roots of its request and of its response.

    A notification, which the store sends by itself, has no request: its response is what it sends.
    """

    name: str
    request: MessageSource | None
    response: MessageSource

    def __str__(self) -> str:
        return f"{self.name}: {', '.join(map(str, self.messages))}"

    @property
    def messages(self) -> tuple[MessageSource, ...]:
        """The request and the response, without a request that is None."""
        return (self.response,) if self.request is None else (self.request, self.response)

    @classmethod
    def parse(cls, text: str) -> OperationSource:
        """Parse the text form of an operation. Raises ValueError."""
        match = re.fullmatch(_WRITTEN, text, re.DOTALL)
        if match is None:
            message = f"no operation: {text}"
            raise ValueError(message)
        name, file, root, *response = match.groups()
        request = None if file is None else MessageSource(file, root)
        return cls(name, request, MessageSource(*response))

    @classmethod
    def pair(cls, name: str) -> OperationSource:
        """Return an operation whose two files are named after it."""
        files = (MessageSource(f"{root}.xsd", root) for root in (name, f"{name}Response"))
        return cls(name, *files)

    @classmethod
    def order_notification(cls) -> OperationSource:
        """Return the notification that a store of this API sends when an order changes."""
        return cls("OrderNotification", None, MessageSource("EventSchema.xsd", "Event"))
