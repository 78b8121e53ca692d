"""The prefixes that mean anything in each element of a document, where its values have prefixes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from xml.etree.ElementTree import Element, XMLPullParser

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Scopes = dict[Element, Mapping[str, str]]
    """The namespaces of the prefixes, "" for none, by element."""


def parse(text: str) -> tuple[Element, Scopes]:
    """The root of a document, and the prefixes of all elements. Raises ParseError."""
    # As where there are no prefixes: no document type, so no entities.
    parser: XMLPullParser[Any] = XMLPullParser(("start", "end", "start-ns"))
    parser.feed(text)
    parser.close()
    scopes: Scopes = {}
    open_: list[Mapping[str, str]] = [{}]
    declared: dict[str, str] = {}
    root: Element | None = None
    events = cast("Iterator[tuple[str, Any]]", parser.read_events())
    for event, found in events:
        if event == "start-ns":
            declared[found[0] or ""] = found[1] or ""
        elif event == "start":
            scope = {**open_[-1], **declared} if declared else open_[-1]
            declared = {}
            open_.append(scope)
            scopes[found] = scope
            root = found if root is None else root
        else:
            open_.pop()
    if root is None:  # pragma: no cover - the parser wants one
        raise ValueError
    return root, scopes
