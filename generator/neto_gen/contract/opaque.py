"""Imports that lead nowhere: what they would declare is opaque, the same on both sides."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from neto_gen.contract.model import Scalar
from neto_gen.contract.resolve.values import value_of
from neto_gen.contract.xsd.declarations import QName
from neto_gen.contract.xsd.document import XML_SCHEMA, parse
from neto_gen.contract.xsd.provided import PROVIDED
from neto_gen.problems import Failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from neto_gen.contract.xsd.document import SchemaDocument, SchemaElement
    from neto_gen.sources import SchemaFolder

_SCHEME_OR_ROOT = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]")
_REFERENCES = frozenset({"include", "import", "redefine", "override"})
_MISSING = "(not there)"
_ORDERED = ("decimal", "double", "date", "dateTime", "time", "gYear", "gYearMonth", "duration")
_SIMPLE_PLACES = frozenset({"attribute", "list", "union", "simpleType"})
_STUBS = {
    "element": "<xs:element name={}/>",
    "attribute": "<xs:attribute name={}/>",
    "simple": '<xs:simpleType name={}><xs:restriction base="xs:{}"/></xs:simpleType>',
    "complex": '<xs:complexType name={} mixed="true"><xs:sequence><xs:any minOccurs="0" '
    'maxOccurs="unbounded" processContents="skip"/></xs:sequence><xs:anyAttribute/>'
    "</xs:complexType>",
    "group": '<xs:group name={}><xs:sequence><xs:any minOccurs="0" maxOccurs="unbounded" '
    'processContents="skip"/></xs:sequence></xs:group>',
    "attributeGroup": "<xs:attributeGroup name={}><xs:anyAttribute/></xs:attributeGroup>",
}


class OpaqueFolder:
    """A folder in which a schema finds every file that it imports.

    For one that is not there, it finds a file that declares whatever is referred to, as anything.
    """

    def __init__(self, folder: SchemaFolder) -> None:
        self.folder = folder
        self.notes: list[str] = []

    def file(self, name: str) -> str:
        """Return the name of a file for messages."""
        return name if name.startswith(_MISSING) else self.folder.file(name)

    def for_schema(self, first: str) -> Callable[[str], bytes | None]:
        """Return a function that reads the files of the schema that begins with this one."""
        stubs: dict[str, bytes] = {}
        changed: dict[str, bytes] = {}
        documents = self._documents(first)
        missing: dict[str, str] = {}
        for document in documents.values():
            for element in document.root.schema_children():
                if element.name != "import":
                    continue
                location = element.attributes.get("schemaLocation", "")
                namespace = element.attributes.get("namespace", "")
                if namespace in PROVIDED or self._is_there(document.name, location):
                    continue
                if not location and any(
                    d.target_namespace == namespace for d in documents.values()
                ):
                    continue
                missing.setdefault(namespace, f"{_MISSING} {len(missing) + 1}.xsd")
                where = f"{element.location}"
                note = f'{where}: the import of "{namespace}" cannot be found: its content counts as unknown'
                if note not in self.notes:
                    self.notes.append(note)
        if not missing:
            return self.folder.read
        for document in documents.values():
            changed[document.name] = _redirected(document, missing, self._is_there)
        for namespace, name in missing.items():
            stubs[name] = _stub(namespace, documents)
        depth = {name: "../" * name.count("/") for name in documents}
        redirected = {
            name: content.replace(b"\0up/", depth[name].encode())
            for name, content in changed.items()
        }
        known = {**redirected, **stubs}
        return lambda name: known[name] if name in known else self.folder.read(name)

    def _is_there(self, source: str, location: str) -> bool:
        return self._name(source, location) is not None

    def _name(self, source: str, location: str) -> str | None:
        """Return the file of the folder that a location in another of its files names, if it exists."""
        if not location:
            return None
        if not _SCHEME_OR_ROOT.match(location):
            name = posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(location)))
            if not name.startswith("..") and self.folder.read(name) is not None:
                return name
        found = self.folder.locations.find(location)
        return found if found is not None and self.folder.read(found) is not None else None

    def _documents(self, first: str) -> dict[str, SchemaDocument]:
        """Return the files that can be parsed, by name; loading them reports what is wrong with the others."""
        found: dict[str, SchemaDocument] = {}
        waiting = [first]
        for name in waiting:  # grows during the loop
            content = self.folder.read(name)
            if name in found or content is None:
                continue
            try:
                found[name] = parse(name, content, self.folder.file(name))
            except Failure:
                continue
            for element in found[name].root.schema_children():
                location = element.attributes.get("schemaLocation", "")
                name_there = self._name(name, location)
                if element.name in _REFERENCES and name_there is not None:
                    waiting.append(name_there)
        return found


def _redirected(
    document: SchemaDocument,
    missing: dict[str, str],
    is_there: Callable[[str, str], bool],
) -> bytes:
    """Return a file with its unresolvable imports pointed at the stubs; line numbers stay the same."""
    lines = document.source.split(b"\n")
    # From the end, so that the offsets of earlier ones stay valid.
    for element in reversed([*document.root.schema_children()]):
        namespace = element.attributes.get("namespace", "")
        location = element.attributes.get("schemaLocation", "")
        if (
            element.name != "import"
            or namespace not in missing
            or is_there(document.name, location)
        ):
            continue
        line = element.location.line - 1
        start = element.location.column - 1
        rest = b"\n".join([lines[line][start:], *lines[line + 1 :]])
        tag = re.match(rb"<[^>]*>", rest, re.DOTALL)
        if tag is None:
            continue
        target = b'schemaLocation="\0up/' + missing[namespace].encode() + b'"'
        if b"schemaLocation" in tag[0]:
            written = re.sub(rb"""schemaLocation\s*=\s*("[^"]*"|'[^']*')""", target, tag[0])
        else:
            written = re.sub(rb"\s*(/?)>$", rb" " + target + rb"\1>", tag[0])
        rest = written + rest[tag.end() :]
        lines[line:] = (lines[line][:start] + rest).split(b"\n")
    return b"\n".join(lines)


def _stub(namespace: str, documents: dict[str, SchemaDocument]) -> bytes:
    """Return a schema that declares whatever the files refer to in a namespace."""
    wanted: dict[tuple[str, str], None] = {}
    for document in documents.values():
        parents = {id(child): parent for parent in document.elements for child in parent.children}
        for element in document.elements:
            if not element.in_xml_schema:
                continue
            for attribute, kind in (
                ("ref", element.name),
                ("type", "type"),
                ("base", "type"),
                ("itemType", "simple"),
                ("memberTypes", "simple"),
                ("substitutionGroup", "element"),
            ):
                for reference in element.attributes.get(attribute, "").split():
                    name = element.resolve(reference)
                    if name.namespace == namespace:
                        own = kind
                        if kind == "type":
                            is_simple = _holds_text(element, parents.get(id(element)))
                            own = "simple" if is_simple else "complex"
                        wanted[own, name.name] = None
    simple = {name for kind, name in wanted if kind == "simple"}
    bases = _simple_bases(namespace, simple, documents)
    parts = [
        _STUBS[kind].format(quoteattr(name), bases.get(name))
        for kind, name in wanted
        if kind in _STUBS and not (kind == "complex" and name in simple)
    ]
    target = f" targetNamespace={quoteattr(namespace)}" if namespace else ""
    text = f'<xs:schema xmlns:xs="{XML_SCHEMA}"{target}>{"".join(parts)}</xs:schema>'
    return text.encode()


def _holds_text(element: SchemaElement, parent: SchemaElement | None) -> bool:
    """Tell whether the type or base that an element refers to can only be a simple type."""
    if element.name in _SIMPLE_PLACES or (parent is not None and parent.name == "simpleType"):
        return True
    if element.name == "element":
        return "default" in element.attributes or "fixed" in element.attributes
    return any(child.name in {"enumeration", "pattern"} for child in element.children)


def _simple_bases(
    namespace: str, names: set[str], documents: dict[str, SchemaDocument]
) -> dict[str, str]:
    """Return a built-in type for each simple type of a stub: one that has the facets that limit it."""
    limits: dict[QName, list[tuple[str, str]]] = {}
    below: dict[QName, list[QName]] = {}
    for document in documents.values():
        for element in document.elements:
            if element.name == "restriction" and "base" in element.attributes:
                base = element.resolve(element.attributes["base"])
                limits.setdefault(base, []).extend(
                    (child.name, child.attributes.get("value", "").strip())
                    for child in element.children
                )
            if element.name == "simpleType" and "name" in element.attributes:
                own = QName(document.target_namespace, element.attributes["name"])
                for child in element.children:
                    if child.name == "restriction" and "base" in child.attributes:
                        below.setdefault(child.resolve(child.attributes["base"]), []).append(own)
    found: dict[str, str] = {}
    for name in names:
        types = [QName(namespace, name)]
        for known in types:  # grows during the loop
            types += [other for other in below.get(known, ()) if other not in types]
        found[name] = _base_with([limit for known in types for limit in limits.get(known, ())])
    return found


def _base_with(limits: list[tuple[str, str]]) -> str:
    """Return a built-in type that has these facets."""
    if any(name in {"totalDigits", "fractionDigits"} for name, _ in limits):
        return "decimal"
    bounds = [value for name, value in limits if name.endswith(("Inclusive", "Exclusive"))]
    ordered = (builtin for builtin in _ORDERED if all(_is_value(builtin, v) for v in bounds))
    return next(ordered, "string") if bounds else "string"


def _is_value(builtin: str, text: str) -> bool:
    try:
        value_of(Scalar(builtin=builtin), text)
    except ValueError:
        return False
    return True
