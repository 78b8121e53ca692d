"""A record as a document of its own: what its root is called, and how it begins and ends.

Nothing but what leads to a record says what its element is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ._fields import Declaration, Document, declared_by
from ._model import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ._fields import Field


class RecordDocument:
    """The declaration of a record as a document, with a root."""

    def __init__(self, own: Declaration) -> None:
        found = list(_places(own))
        document, field = found[0] if found else (None, None)
        names = dict.fromkeys(field.name for _, field in found)
        self._own = own
        self.roots = tuple(names) or (own.record.__name__,)
        # In JSON, an element with the record's own name is the record's content.
        self.wrappers = own.without_elements(self.roots)
        self.nillable = field is not None and field.nillable
        self.namespaces = document.namespaces if document else None
        self.is_ordered = document.is_ordered if document else False
        self.is_scoped = document.is_scoped if document else False
        self.holds_raw = document.holds_raw if document else False
        self.elements = document.elements if document else None
        self.attributes = document.attributes if document else None
        tag = field.tag if field else self.roots[0]
        # The same prefixes as in the whole document.
        attributes = document.start.removesuffix(">").partition(" ")[2] if document else ""
        self.start = f"<{tag}{attributes and ' '}{attributes}{'' if own.opens else '>'}"
        self.end = f"</{tag}>"
        self.default_namespace = document.default_namespace if document else ""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a record's declaration
        return getattr(self._own, name)


def single(own: Declaration) -> Document:
    """Return a record's declaration as a document."""
    return own if isinstance(own, Document) else cast("Document", RecordDocument(own))


def _places(own: Declaration) -> Iterator[tuple[Document | None, Field]]:
    """Yield the elements that hold the record, each with its document."""
    declared = [found for found in map(_declared, own.names.values()) if found is not None]
    documents = [found for found in declared if isinstance(found, Document)]
    for document in documents:
        for field, of in _below(document):
            if of is own.record:
                yield document, field
    if not documents:  # shared by several modules
        for outer in declared:
            for field, of in _elements(outer):
                if of is own.record:
                    yield None, field


def _declared(value: object) -> Declaration | None:
    """Return the declaration of a module's member, if that is a record."""
    if isinstance(value, type) and issubclass(value, Record):
        return getattr(value, "_declared", None)  # pyright: ignore[reportUnknownArgumentType]
    return None


def _below(document: Document) -> Iterator[tuple[Field, type[Any]]]:
    """Yield the elements of a document that hold records, with the records' classes."""
    waiting: list[Declaration] = [document]
    known = {id(document)}
    for declared in waiting:
        for field, of in _elements(declared):
            yield field, of
            inner = declared_by(of)
            if id(inner) not in known:
                known.add(id(inner))
                waiting.append(inner)


def default_namespace(start: str) -> str:
    """Return the namespace that a start tag declares for names without a prefix."""
    from xml.etree.ElementTree import XML  # noqa: PLC0415 - what only writes does not need it

    attributes = start.removesuffix(">").partition(" ")[2]
    return XML(f"<root {attributes}/>").tag.rpartition("}")[0][1:]


def has_bare_tags(document: Document) -> bool:
    """Tell whether an element of a document, or the type of one, is written without a prefix."""
    declared = (document, *(declared_by(of) for _, of in _below(document)))
    fields = [field for each in declared for _, field in each.fields]
    parts = [part for field in fields if field.role == "content" for part in field.parts]
    elements = [f for f in (*fields, *parts) if f.role == "element" and f.kind != "any_elements"]
    types = (written for f in elements for _, name, written in f.choices if name)
    tags = (document.start[1:].partition(" ")[0], *(f.tag for f in elements), *types)
    return not all(":" in tag for tag in tags)


def holds_raw(document: Document) -> bool:
    """Tell whether a document may contain raw data or elements that no schema names."""
    declared = (document, *(declared_by(of) for _, of in _below(document)))
    fields = (field for each in declared for _, field in each.fields)
    return any(
        part.kind in {"raw", "any_elements"}
        for field in fields
        for part in (field, *(field.parts if field.role == "content" else ()))
    )


def _elements(declared: Declaration) -> Iterator[tuple[Field, type[Any]]]:
    for _, field in declared.fields:
        parts: Iterable[Field] = field.parts if field.role == "content" else (field,)
        for part in parts:
            if part.kind in {"record", "choice"}:
                for of in declared.classes_of(part):
                    yield part, of
