"""The prefixes that mean anything in each element of a document, where its values have prefixes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from xml.etree.ElementTree import Element, XMLPullParser
from xml.parsers.expat import ParserCreate

from ._raw_document import PREFIX_IN_TEXT, TooDeep

if TYPE_CHECKING:
    from collections.abc import Iterator

    PrefixScopes = dict[Element, "PrefixScope"]
    """What prefixes mean, by element."""


class PrefixScope:
    """The prefixes of an element: those that it declares, and those of the elements around it.

    Nothing of what stands around is copied, so that a document takes no more memory than it has text.
    """

    __slots__ = ("declared", "outer")

    def __init__(self, declared: dict[str, str], outer: PrefixScope | None = None) -> None:
        self.declared = declared
        self.outer = outer

    def get(self, prefix: str) -> str:
        """Return the namespace of a prefix, or of names without one for ""; "" if there is none."""
        scope: PrefixScope | None = self
        while scope is not None:
            if prefix in scope.declared:
                return scope.declared[prefix]
            scope = scope.outer
        return ""


def parse(text: str, most: int) -> tuple[Element, PrefixScopes]:
    """Parse a document: return its root, and the prefixes of all elements.

    Raises ParseError, and TooDeep where there are more than the `most` levels that may be there.
    """
    # As without prefixes: no document type, so no entities.
    parser: XMLPullParser[Any] = XMLPullParser(("start", "end", "start-ns"))
    parser.feed(text)
    parser.close()
    scopes: PrefixScopes = {}
    open_ = [PrefixScope({})]
    declared: dict[str, str] = {}
    root: Element | None = None
    events = cast("Iterator[tuple[str, Any]]", parser.read_events())
    for event, found in events:
        if event == "start-ns":
            declared[found[0] or ""] = found[1] or ""
        elif event == "start":
            if len(open_) > most + 1:
                raise TooDeep
            scope = PrefixScope(declared, open_[-1]) if declared else open_[-1]
            declared = {}
            open_.append(scope)
            scopes[found] = scope
            root = found if root is None else root
        else:
            open_.pop()
    if root is None:  # pragma: no cover - the parser requires one
        raise ValueError
    return root, scopes


def prefixes_in(root: Element, text: str) -> dict[str, str]:
    """Return the prefixes that occur in the values of a document, with their namespaces.

    The default namespace has no prefix. Those that mean different things in it are left out.
    """
    used: set[str] = set()
    for element in root.iter():
        for value in (element.text, element.tail, *element.attrib.values()):
            if value and ":" in value:
                used.update(PREFIX_IN_TEXT.findall(value))
    meanings: dict[str, set[str]] = {}

    def found(prefix: str | None, namespace: str | None) -> None:
        if not prefix or prefix in used:
            meanings.setdefault(prefix or "", set()).add(namespace or "")

    parser = ParserCreate(namespace_separator=" ")
    parser.StartNamespaceDeclHandler = found
    parser.Parse(text, True)  # noqa: FBT003 - takes no names
    return {prefix: min(of) for prefix, of in meanings.items() if len(of) == 1 and any(of)}
