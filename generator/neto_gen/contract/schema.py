"""The files of one schema: the one that was asked for, and all that it includes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from neto_gen.contract.document import XML_SCHEMA, Document, Element, parse
from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Read = Callable[[str], bytes | None]
"""Gives the content of a file by its name in the schema folder, or None when there is none."""

_COMPONENTS = ("element", "complexType", "simpleType")
_SCHEME_OR_ROOT = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]")


@dataclass(slots=True)
class Schema:
    """One schema: its files, each once, and the global components that they declare.

    Components are known by kind (`element`, `complexType`, `simpleType`) and name: all are in the
    target namespace.
    """

    documents: list[Document] = field(default_factory=list[Document])
    target_namespace: str = ""
    components: dict[tuple[str, str], Element] = field(
        default_factory=dict[tuple[str, str], Element]
    )

    def component(self, kinds: Iterable[str], name: str) -> Element | None:
        """The global component of one of the kinds, or None."""
        found = (self.components.get((kind, name)) for kind in kinds)
        return next((element for element in found if element is not None), None)

    def elements(self) -> Iterator[Element]:
        """All elements of the XML Schema language in all files."""
        for document in self.documents:
            yield from (element for element in document.elements if element.in_xml_schema)

    def resolve(self, element: Element, reference: str) -> tuple[str, str]:
        """Namespace and local name of a qualified name in an attribute of an element."""
        prefix, _, name = reference.strip().rpartition(":")
        return element.namespaces.get(prefix, ""), name


def load(name: str, read: Read, file_of: Callable[[str], str]) -> Schema:
    """Load a schema file with all that it includes.

    `file_of` turns the name of a file in the schema folder into what messages call it. Raises
    Failure with every problem of loading.
    """
    content = read(name)
    if content is None:
        raise Failure(ExitCode.SCHEMA, Problem("there is no such file", file_of(name)))
    first = parse(name, content, file_of(name))
    schema = Schema([first], first.root.attributes.get("targetNamespace", ""))
    problems: list[Problem] = []
    for document in schema.documents:  # grows on the way
        for include in document.root.schema_children():
            if include.name == "include":
                try:
                    _include(schema, include, document, read, file_of)
                except Failure as failure:
                    problems += failure.problems
    for document in schema.documents:
        problems += _collect(schema, document)
    if problems:
        raise Failure(ExitCode.SCHEMA, *problems)
    return schema


def _include(
    schema: Schema,
    include: Element,
    document: Document,
    read: Read,
    file_of: Callable[[str], str],
) -> None:
    location = include.attributes.get("schemaLocation", "")
    if not location or _SCHEME_OR_ROOT.match(location):
        what = f'schemaLocation "{location}" is not a path inside the schema folder'
        hint = "put the file beside this one and name it by its relative path"
        raise Failure(ExitCode.SCHEMA, Problem(what, include.location, hint))
    name = posixpath.normpath(posixpath.join(posixpath.dirname(document.name), unquote(location)))
    if any(name == loaded.name for loaded in schema.documents):
        return
    outside = name.startswith("..") or "\0" in name
    content = None if outside else read(name)
    if content is None:
        what = f'the included file "{location}" is not in the schema folder'
        hint = "put it there" if outside else f"put it at {file_of(name)}"
        raise Failure(ExitCode.SCHEMA, Problem(what, include.location, hint))
    included = parse(name, content, file_of(name), schema.target_namespace)
    namespace = included.root.attributes.get("targetNamespace", schema.target_namespace)
    if namespace != schema.target_namespace:
        what = (
            f'"{location}" has the target namespace "{namespace}", not "{schema.target_namespace}"'
        )
        hint = "an included file has the same target namespace, or none"
        raise Failure(ExitCode.SCHEMA, Problem(what, include.location, hint))
    schema.documents.append(included)


def _collect(schema: Schema, document: Document) -> Iterator[Problem]:
    """Add the global components of a file to its schema."""
    for element in document.root.schema_children():
        name = element.attributes.get("name")
        if name is None or element.name not in _COMPONENTS:
            continue
        kinds = ("element",) if element.name == "element" else ("complexType", "simpleType")
        other = schema.component(kinds, name)
        if other is None:
            schema.components[element.name, name] = element
        else:
            what = f'{element.name} "{name}" is defined twice, first at {other.location}'
            yield Problem(what, element.location, "remove or rename one of them")


def is_builtin(namespace: str) -> bool:
    """Whether a name in this namespace is that of a built-in type."""
    return namespace == XML_SCHEMA
