"""The files of one schema: the one that was asked for, and all that it includes and imports.

Long, because each kind of reference to a file has its own rules.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from neto_gen.contract.xsd.declarations import QName
from neto_gen.contract.xsd.document import (
    XML_NAMESPACE,
    XML_SCHEMA,
    SchemaDocument,
    SchemaElement,
    parse,
)
from neto_gen.contract.xsd.provided import PROVIDED, provided
from neto_gen.problems import ExitCode, Failure, Problem
from neto_gen.sources.acceptance import NONE_ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.sources.acceptance import AcceptedSchemas
    from neto_gen.sources.locations import Locations

Read = Callable[[str], bytes | None]
"""Gives the content of a file by its name in the schema folder, or None when there is none."""

_SYMBOL_SPACES = {
    "element": "element",
    "complexType": "type",
    "simpleType": "type",
    "group": "group",
    "attribute": "attribute",
    "attributeGroup": "attributeGroup",
    "notation": "notation",
}
_REFERENCES = frozenset({"include", "import", "redefine", "override"})
_TO_BASE = frozenset({"simpleContent", "complexContent", "restriction", "extension"})
_DEFAULTS = ("elementFormDefault", "attributeFormDefault", "blockDefault", "finalDefault")
_QNAMES = frozenset(
    {"type", "ref", "base", "itemType", "memberTypes", "substitutionGroup", "refer"}
)
_SCHEME_OR_ROOT = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]")


class Key(NamedTuple):
    """The key of a global component: its symbol space and its name.

    The symbol spaces are `element`, `type`, `group`, `attribute` and `attributeGroup`.
    https://www.w3.org/TR/xmlschema-1/#concepts-nameSymbolSpaces
    """

    space: str
    name: QName


@dataclass(slots=True)
class Schema:
    """One schema: its files, each once for each namespace, and the global components they declare.

    What a redefinition redefines is in `components` by another name: `redefinitions` has it by the place
    of the redefinition, beside the key that both have in the files. `missing` has the imports whose files
    are not there, by namespace: that matters once something refers to the namespace.
    """

    documents: list[SchemaDocument] = field(default_factory=list[SchemaDocument])
    components: dict[Key, SchemaElement] = field(default_factory=dict[Key, SchemaElement])
    redefinitions: dict[int, tuple[Key, QName]] = field(
        default_factory=dict[int, "tuple[Key, QName]"]
    )
    missing: dict[str, list[Problem]] = field(default_factory=dict[str, list[Problem]])

    @property
    def target_namespace(self) -> str:
        """The target namespace of the file that was asked for, "" for none."""
        return self.documents[0].target_namespace

    def elements(self) -> Iterator[SchemaElement]:
        """Yield all elements of the XML Schema language in all files."""
        for document in self.documents:
            yield from (element for element in document.elements if element.in_xml_schema)

    def name_in(self, component: SchemaElement, space: str, name: QName) -> QName:
        """Return the name that a component means: in a redefinition, its own name is the original's."""
        own, original = self.redefinitions.get(id(component), (None, name))
        return original if own == Key(space, name) else name


def load(
    name: str,
    read: Read,
    file_of: Callable[[str], str],
    locations: Locations | None = None,
    acceptance: AcceptedSchemas = NONE_ACCEPTED,
) -> Schema:
    """Load a schema file with all that it includes, imports, redefines and overrides.

    `file_of` turns the name of a file in the schema folder into what messages call it, and
    `locations` finds files there by addresses. Raises Failure with every problem of loading.
    """
    content = read(name)
    if content is None:
        raise Failure(ExitCode.SCHEMA, Problem("there is no such file", file_of(name)))
    loader = _Loader(read, file_of, locations)
    loader.load(parse(name, content, file_of(name)))
    acceptance.refuse(loader.problems)
    return loader.schema


@dataclass(slots=True)
class _Reference:
    """An include, import, redefine or override, with the file it stands in and the one it names."""

    element: SchemaElement
    source: SchemaDocument
    target: SchemaDocument


class _Loader:
    def __init__(
        self, read: Read, file_of: Callable[[str], str], locations: Locations | None
    ) -> None:
        self.read = read
        self.file_of = file_of
        self.locations = locations
        self.schema = Schema()
        self.problems: list[Problem] = []
        self.loaded: dict[tuple[str, str], SchemaDocument] = {}
        self.changes: list[_Reference] = []
        self.origins: dict[Key, SchemaDocument] = {}  # the files of components
        self.imported: dict[tuple[str, str], SchemaDocument] = {}  # the import that led to a file
        self.redefined: dict[tuple[str, Key], SchemaElement] = {}  # by the files that redefine them

    def load(self, first: SchemaDocument) -> None:
        self.add(first, first)
        for document in self.schema.documents:  # grows during the loop
            for element in document.root.schema_children():
                if element.name in _REFERENCES:
                    try:
                        self.follow(element, document)
                    except Failure as failure:
                        self.problems += failure.problems
            if document is self.schema.documents[-1]:
                self.provide()
        overridden = {id(e) for change in self.changes for e in self.overridden(change)}
        for document in self.schema.documents:
            for element in document.root.schema_children():
                if id(element) not in overridden:
                    self.declare(element, document)
        for change in reversed(self.changes):  # what is changed first, which may be a change itself
            self.change(change)

    def add(self, document: SchemaDocument, imported: SchemaDocument) -> None:
        """Add a file, with the one that an import names and that includes it, if it is not that itself."""
        key = document.name, document.target_namespace
        self.loaded[key], self.imported[key] = document, imported
        self.schema.documents.append(document)

    def follow(self, element: SchemaElement, source: SchemaDocument) -> None:
        own = source.target_namespace
        is_import = element.name == "import"
        namespace = element.attributes.get("namespace", "") if is_import else own
        if is_import and namespace == own:
            named = f'the namespace of this file, "{own}"' if own else "no namespace, as this file"
            hint = "use xs:include for a file of the same namespace"
            what = f"an import of {named}"
            raise Failure(ExitCode.SCHEMA, Problem(what, element.location, hint))
        if is_import and namespace in {XML_SCHEMA, XML_NAMESPACE}:
            self.schema.missing.setdefault(namespace, [])
            return
        name = self.file_name(element, source)
        if name is None:
            # Another import or neto-gen itself may provide it; an import that names no file relies on that.
            waiting = self.schema.missing.setdefault(namespace, [])
            if element.attributes.get("schemaLocation"):
                waiting.append(self.nowhere(element, source))
            return
        target = self.loaded.get((name, namespace))
        if target is None:
            target = self.open(name, element, namespace)
            self.add(target, target if is_import else self.import_of(source))
        if element.name in {"redefine", "override"}:
            self.changes.append(_Reference(element, source, target))

    def provide(self) -> None:
        """Add what neto-gen itself has of the namespaces that are imported and that no file has."""
        there = {document.target_namespace for document in self.schema.documents}
        for namespace in [*self.schema.missing]:
            if namespace not in there and namespace in PROVIDED:
                document = provided(namespace, self.names_in(namespace))
                self.add(document, document)
                there.add(namespace)
            if namespace in there:
                del self.schema.missing[namespace]

    def import_of(self, document: SchemaDocument) -> SchemaDocument:
        """Return the file that an import names and that a file belongs to by includes."""
        return self.imported[document.name, document.target_namespace]

    def names_in(self, namespace: str) -> set[str]:
        """Return the names in a namespace that the schema refers to."""
        references = (
            element.resolve(reference)
            for element in self.schema.elements()
            if namespace in element.namespaces.values()
            for name in _QNAMES & element.attributes.keys()
            for reference in element.attributes[name].split()
        )
        return {name.name for name in references if name.namespace == namespace}

    def file_name(self, element: SchemaElement, source: SchemaDocument) -> str | None:
        """Return the name in the schema folder of the file that a reference names.

        None for an import that names none, or one that is nowhere. Raises Failure for others.
        """
        location = element.attributes.get("schemaLocation", "").strip()
        is_import = element.name == "import"
        namespace = element.attributes.get("namespace", "") if is_import else ""
        if source.is_provided:
            return None
        found = None
        name = self.path(location, source)
        if location and name is None and self.locations is not None:
            found = self.locations.find(location)
        elif name is not None:
            is_there = not _is_outside(name) and self.read(name) is not None
            if not is_there and self.locations is not None:
                found = self.locations.find(location)
            found = found or (name if is_there else None)
        if found is None and namespace and self.locations is not None:
            found = self.locations.find(namespace)
            found = found if found is not None and self.read(found) is not None else None
        if found is not None or is_import:
            return found
        problem = self.nowhere(element, source)
        if element.name == "include":
            problem = problem._replace(rule="src-include")
        raise Failure(ExitCode.SCHEMA, problem)

    def path(self, location: str, source: SchemaDocument) -> str | None:
        """Return the path of a location relative to its file, or None for a URL."""
        if not location or _SCHEME_OR_ROOT.match(location):
            return None
        return posixpath.normpath(posixpath.join(posixpath.dirname(source.name), unquote(location)))

    def nowhere(self, element: SchemaElement, source: SchemaDocument) -> Problem:
        """Return the problem of a reference to a file that does not exist."""
        location = element.attributes.get("schemaLocation", "")
        name = self.path(location.strip(), source)
        if name is None:
            what = f'schemaLocation "{location}" is not a path inside the schema folder'
            hint = "put the file beside this one and name it by its relative path"
            if "://" in location and self.locations is not None:
                hint = self.locations.hint(location.strip(), source.name)
            return Problem(what, element.location, hint)
        verb = "imported" if element.name == "import" else "included"
        what = f'the {verb} file "{location}" is not in the schema folder'
        hint = "put it there" if _is_outside(name) else f"put it at {self.file_of(name)}"
        return Problem(what, element.location, hint)

    def open(self, name: str, element: SchemaElement, namespace: str) -> SchemaDocument:
        content = self.read(name)
        location = element.attributes.get("schemaLocation") or name
        if content is None:
            what = f'the catalogue maps "{location}" to {self.file_of(name)}, which does not exist'
            raise Failure(ExitCode.SCHEMA, Problem(what, element.location, "put it there"))
        importing = element.name == "import"
        document = parse(name, content, self.file_of(name), "" if importing else namespace)
        if document.target_namespace != namespace:
            what = f'"{location}" has the target namespace "{document.target_namespace}"'
            hint = (
                "an import names the target namespace of the file"
                if importing
                else "an included file has the same target namespace, or none"
            )
            problem = Problem(f'{what}, not "{namespace}"', element.location, hint)
            raise Failure(ExitCode.SCHEMA, problem)
        return document

    def declare(self, element: SchemaElement, document: SchemaDocument) -> None:
        """Add a global component."""
        namespace = document.target_namespace
        name = element.attributes.get("name")
        space = _SYMBOL_SPACES.get(element.name)
        if name is None or space is None:
            return
        key = Key(space, QName(namespace, name))
        other = self.schema.components.setdefault(key, element)
        first = self.origins.setdefault(key, document)
        if other is element or (first is not document and first.source == document.source):
            return  # the same file by two names defines the same
        defaults, known = ([d.root.attributes.get(n) for n in _DEFAULTS] for d in (document, first))
        is_same = defaults == known and _is_same(element, other)
        is_imported_twice = self.import_of(document) is not self.import_of(first)
        if is_same and is_imported_twice:
            return
        what = f'{element.name} "{name}" is defined twice, first at {other.location}'
        hint = "remove or rename one of them"
        rule = ""
        if is_same or is_imported_twice:
            rule = "sch-props-correct"
        if is_imported_twice:
            what = f'{element.name} "{name}" differs from the one at {other.location}'
            hint = "import only one of the two files; where both are accepted, the first counts"
        self.problems.append(Problem(what, element.location, hint, rule=rule))

    def change(self, change: _Reference) -> None:
        """Put the components of an override or a redefinition in the place of what they change."""
        namespace = change.target.target_namespace
        for element in change.element.schema_children():
            space = _SYMBOL_SPACES.get(element.name)
            if space is None:
                continue
            key = Key(space, QName(namespace, element.attributes.get("name", "")))
            if change.element.name == "redefine":
                known = self.redefined.setdefault((change.source.name, key), element)
                if known is not element:
                    first, second = sorted((known.location, element.location))
                    what = f'{element.name} "{key.name.name}" is redefined twice, first at {first}'
                    self.problems.append(Problem(what, second, "remove one of them"))
                    continue
                original = self.schema.components.pop(key, None)
                if original is None:
                    what = f'redefines {element.name} "{key.name.name}", which does not exist'
                    hint = f"{change.target.name} does not define it"
                    self.problems.append(Problem(what, element.location, hint))
                    continue
                base = key.name
                while Key(space, base) in self.schema.components or base == key.name:
                    base = QName(base.namespace, f"{base.name} (redefined)")
                self.schema.components[Key(space, base)] = original
                self.schema.redefinitions[id(element)] = key, base
                self.problems += _redefinition_problems(element, key)
            self.schema.components[key] = element

    def overridden(self, change: _Reference) -> Iterator[SchemaElement]:
        """Yield what an override replaces in the file that it names, and in that file's includes."""
        if change.element.name != "override":
            return
        replaced = {
            (_SYMBOL_SPACES.get(element.name), element.attributes.get("name"))
            for element in change.element.schema_children()
        }
        for document in self.included_by(change.target):
            for element in document.root.schema_children():
                space = _SYMBOL_SPACES.get(element.name)
                if space and (space, element.attributes.get("name")) in replaced:
                    yield element

    def included_by(self, document: SchemaDocument) -> list[SchemaDocument]:
        found = [document]
        for current in found:  # grows during the loop
            for element in current.root.schema_children():
                if element.name == "include":
                    name = self.file_name(element, current) or ""
                    included = self.loaded.get((name, current.target_namespace))
                    if included is not None and included not in found:
                        found.append(included)
        return found


def _is_same(one: SchemaElement, other: SchemaElement) -> bool:
    """Tell whether two definitions in files with the same defaults are equal."""
    pairs = [(one, other)]
    for left, right in pairs:  # grows during the loop
        if (left.namespace, left.name) != (right.namespace, right.name):
            return False
        said = {name: value for name, value in left.attributes.items() if name != "id"}
        if said != {name: value for name, value in right.attributes.items() if name != "id"}:
            return False
        names = [
            v for n, value in said.items() if n in _QNAMES or ":" in value for v in value.split()
        ]
        if any(left.resolve(name) != right.resolve(name) for name in names):
            return False
        inner = [
            [child for child in element.children if child.name != "annotation"]
            for element in (left, right)
        ]
        if len(inner[0]) != len(inner[1]):
            return False
        pairs += zip(*inner, strict=True)
    return True


def _redefinition_problems(element: SchemaElement, key: Key) -> Iterator[Problem]:
    """Yield the problems of a redefinition with what it redefines.

    https://www.w3.org/TR/xmlschema-1/#src-redefine
    """
    name = key.name.name
    waiting, found = [element], list["SchemaElement"]()
    for inner in waiting:  # grows during the loop
        if key.space == "type":
            waiting += (c for c in inner.schema_children() if c.name in _TO_BASE)
            reference = inner.attributes.get("base")
        else:
            waiting += inner.schema_children()
            reference = inner.attributes.get("ref") if inner.name == element.name else None
        if reference is not None and inner.resolve(reference) == key.name:
            found.append(inner)
    if key.space == "type" and not found:
        what = f"a redefinition of type {name} extends or restricts it"
        yield Problem(what, element.location, f'its base is "{name}"')
    elif len(found) > 1:
        what = f"a redefinition of {element.name} {name} refers to it once at most"
        yield Problem(what, found[1].location, "remove one of the references")
    elif found and any(found[0].attributes.get(a, "1") != "1" for a in ("minOccurs", "maxOccurs")):
        what = f"a redefinition of {element.name} {name} has it once"
        yield Problem(what, found[0].location, "remove minOccurs and maxOccurs")


def _is_outside(name: str) -> bool:
    return name.startswith("..") or "\0" in name


def is_builtin(name: QName) -> bool:
    """Tell whether this is the name of a built-in type."""
    return name.namespace == XML_SCHEMA
