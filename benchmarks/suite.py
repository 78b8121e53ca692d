"""Reads the W3C's XML Schema test suite, and prepares the schemas of its test groups for tools.

A test group of the suite is a schema, which is valid or not, and documents, which are valid or not.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import quoteattr

from lxml import etree

from neto_gen.sources.operations import MessageSource

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

MOST_DOCUMENTS = 4
MOST_ROOTS = 20
MOST_FILES = 100
_TS = "{http://www.w3.org/XML/2004/xml-schema-test-suite/}"
_XS = "{http://www.w3.org/2001/XMLSchema}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_READ = {"accepted", "stable"}  # results that the working group does not dispute
_PARTS = {f"{_XS}include", f"{_XS}redefine"}
_IMPORT = f"{_XS}import"
_LOADS = {*_PARTS, _IMPORT}
_TYPES = {f"{_XS}simpleType", f"{_XS}complexType"}
_TRUE = {"true", "1"}


@dataclass(frozen=True, slots=True)
class Document:
    """An instance of the suite, and whether it is valid."""

    path: Path
    is_valid: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A schema of the suite, whether it is valid, and documents of it."""

    name: str
    schemas: tuple[Path, ...]  # the documents that the suite names, in its order
    is_valid: bool
    documents: tuple[Document, ...]


def read_suite(folder: Path, missing: list[str]) -> Iterator[Group]:
    """Yield the groups of XML Schema 1.0 that have a schema; add absent sets to `missing`."""
    for reference in etree.parse(folder / "suite.xml").iter(f"{_TS}testSetRef"):
        path = folder / str(reference.get(_HREF))
        if not path.is_file():
            missing.append(str(reference.get(_HREF)))
            continue
        tests = etree.parse(path).getroot()
        if not _is_of_first_version(tests):
            continue
        for element in tests.iter(f"{_TS}testGroup"):
            group = _group(element, path.parent) if _is_of_first_version(element) else None
            if group is not None:
                yield replace(group, name=f"{tests.get('name')}/{group.name}")


def _group(element: etree._Element, folder: Path) -> Group | None:
    """Return a group, if its schema is there and its validity is known."""
    test = element.find(f"{_TS}schemaTest")
    schema = None if test is None else _documents(test, folder, "schemaDocument")
    if test is None or not schema or len(schema) < len(test.findall(f"{_TS}schemaDocument")):
        return None
    found = (
        document
        for each in element.iterfind(f"{_TS}instanceTest")
        for document in _documents(each, folder, "instanceDocument") or ()
    )
    documents = tuple(found)[:MOST_DOCUMENTS] if schema[0].is_valid else ()
    paths = tuple(dict.fromkeys(each.path for each in schema))
    return Group(str(element.get("name")), paths, schema[0].is_valid, documents)


def _documents(test: etree._Element, folder: Path, tag: str) -> list[Document] | None:
    """Return the documents of a test of this version that is in force and states their validity."""
    status = test.find(f"{_TS}current")
    validity = [
        each.get("validity")
        for each in test.iterfind(f"{_TS}expected")
        if _is_of_first_version(each)
    ]
    if not _is_of_first_version(test) or status is None or status.get("status") not in _READ:
        return None
    if validity not in (["valid"], ["invalid"]):
        return None
    paths = [folder / str(each.get(_HREF)) for each in test.iterfind(f"{_TS}{tag}")]
    return [Document(path.resolve(), validity == ["valid"]) for path in paths if path.is_file()]


def _is_of_first_version(element: etree._Element) -> bool:
    """Tell whether an element of the suite applies to XML Schema 1.0."""
    versions = (element.get("version") or "1.0").split()
    return any(word.startswith("1.0") for word in versions) or "1.1" not in versions


# Schemas


class Copy(NamedTuple):
    """The files of a schema in a folder: the one that stands for all, and the roots of its documents."""

    folder: Path
    schema: Path
    roots: tuple[MessageSource, ...]


def loaded(schemas: Iterable[Path]) -> dict[Path, etree._Element]:
    """Return these schema files and the files that they load by a relative path, as far as they can be read."""
    found: dict[Path, etree._Element] = {}
    pending = [*schemas]
    while pending and len(found) < MOST_FILES:
        path = pending.pop(0)
        if path in found or not path.is_file():
            continue
        root = etree.parse(path, etree.XMLParser(recover=True)).getroot()
        found[path] = etree.Element("nothing") if root is None else root
        pending += _loads(path, found[path], _LOADS)
    return found


def _attribute(element: etree._Element, name: str) -> str:
    """Return an attribute without the white space that XML Schema ignores, "" if it is absent."""
    return " ".join((element.get(name) or "").split())


def _loads(path: Path, tree: etree._Element, tags: Container[object]) -> list[Path]:
    """Return the files that a schema file loads by elements of these names."""
    locations = (_attribute(child, "schemaLocation") for child in tree if child.tag in tags)
    return [(path.parent / each).resolve() for each in locations if each and "://" not in each]


def _reached(
    start: Path, trees: dict[Path, etree._Element], tags: Container[object]
) -> dict[Path, etree._Element]:
    """Return a file, if it was loaded, and all files that it leads to by elements of these names."""
    found: dict[Path, etree._Element] = {}
    pending = [start]
    while pending:
        path = pending.pop(0)
        if path in trees and path not in found:
            found[path] = trees[path]
            pending += _loads(path, trees[path], tags)
    return found


def _starts(schemas: Sequence[Path], trees: dict[Path, etree._Element]) -> list[Path]:
    """Return those of a group's schema documents that no other of them loads, or else the first of a circle."""
    reached = {path: _reached(path, trees, _LOADS) for path in schemas}
    return [
        path
        for number, path in enumerate(schemas)
        if not any(
            path in reached[other] and (other not in reached[path] or other in schemas[:number])
            for other in schemas
            if other != path
        )
    ]


class Definitions:
    """The types and elements of all files of a schema, by local name, for what can be a document's root."""

    def __init__(self, trees: Iterable[etree._Element]) -> None:
        """Find the types and elements."""
        self.elements: dict[str, etree._Element] = {}
        self.types: dict[str, etree._Element] = {}
        self.derived: dict[str, list[str]] = {}
        for child in (child for tree in trees for child in tree):
            name = _attribute(child, "name")
            if child.tag == f"{_XS}element":
                self.elements[name] = child
            elif child.tag == f"{_XS}complexType":
                self.types[name] = child
                for step in child.iter(f"{_XS}extension", f"{_XS}restriction"):
                    self.derived.setdefault(_local(_attribute(step, "base")), []).append(name)

    def roots(self, tree: etree._Element) -> list[str]:
        """Return the names of the elements of a file that can be the root of a document."""
        found = ((child, _attribute(child, "name")) for child in tree.iterchildren(f"{_XS}element"))
        return [
            name
            for child, name in found
            if name
            and _attribute(child, "abstract") not in _TRUE
            and self.has_values(self._type(child, set()))
        ]

    def has_values(self, name: str) -> bool:
        """Tell whether a type, or one that is derived from it, is not abstract."""
        seen: set[str] = set()
        pending = [name]
        while pending:
            each = pending.pop()
            if each not in self.types or _attribute(self.types[each], "abstract") not in _TRUE:
                return True
            seen.add(each)
            pending += [other for other in self.derived.get(each, ()) if other not in seen]
        return False

    def _type(self, element: etree._Element, seen: set[str]) -> str:
        """Return the local name of an element's type, "" if it has none or is not known."""
        head = _local(_attribute(element, "substitutionGroup"))
        if "type" in element.attrib or head in seen or head not in self.elements:
            return _local(_attribute(element, "type"))
        if any(child.tag in _TYPES for child in element):
            return ""
        return self._type(self.elements[head], {*seen, head})


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def with_known_roots(group: Group) -> Group:
    """Return a group without documents whose root its schema does not declare.

    The root of an invalid document may be in the wrong namespace.
    """
    trees = loaded(group.schemas)
    definitions = Definitions(trees.values())
    imported = (each for path, tree in trees.items() for each in _loads(path, tree, {_IMPORT}))
    known = {
        # What is included is in the namespace of the file that includes it.
        (name, _attribute(trees[path], "targetNamespace"))
        for path in {*_starts(group.schemas, trees), *imported} & trees.keys()
        for part in _reached(path, trees, _PARTS).values()
        for name in definitions.roots(part)
    }

    names = {name for name, _ in known}

    def is_known(document: Document) -> bool:
        name, namespace = root_name(document.path.read_bytes())
        return (name, namespace or "") in known or (not document.is_valid and name in names)

    return replace(group, documents=tuple(filter(is_known, group.documents)))


def copy_schema(group: Group, work: Path) -> Copy:
    """Copy the schema of a group with all files that it loads; the roots of its documents are first.

    An element of an included file is a root of the document that includes it, and one of an imported file only
    if a document of the group needs it. Where the documents that the suite names do not load each other, or one
    of them has no elements, entries are written: a schema for each namespace that loads all of them.
    """
    trees = loaded(group.schemas)
    definitions = Definitions(trees.values())
    folder = work / "schemas"
    top = Path(os.path.commonpath([path.parent for path in trees]))
    names = {path: path.relative_to(top).as_posix() for path in trees}
    for path, name in names.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / name)
    used = {root_name(document.path.read_bytes())[0] for document in group.documents}
    starts: dict[str, list[Path]] = {}
    for path in _starts(group.schemas, trees):
        starts.setdefault(_attribute(trees[path], "targetNamespace"), []).append(path)
    is_one = sum(map(len, starts.values())) == 1
    entries = {target: f"entry-{number}.xsd" for number, target in enumerate(starts)}
    roots: list[MessageSource] = []
    own: set[Path] = set()
    for target, paths in starts.items():
        parts = dict.fromkeys(part for path in paths for part in _reached(path, trees, _PARTS))
        own.update(parts)
        declared = [root for part in parts for root in definitions.roots(trees[part])]
        made: dict[str, str] = {}
        if not any(definitions.roots(trees[path]) for path in paths):
            # What others declare proves nothing about it.
            made = _made(definitions, [trees[path] for path in paths], "t:" if target else "")
        source = names[paths[0]]
        if made or not is_one:
            source = entries[target]
            others = [(other, name) for other, name in entries.items() if other != target]
            loads = [*((target, names[path]) for path in paths), *others]
            (folder / source).write_text(_schema(target, loads, made.values()), "utf-8")
        roots += [MessageSource(source, root) for root in dict.fromkeys([*made, *declared])]
    for path in trees.keys() - own:
        declared = [root for root in definitions.roots(trees[path]) if root in used]
        if declared:
            target = _attribute(trees[path], "targetNamespace")
            source = f"entry-{names[path].replace('/', '-')}"
            loads = [(target, names[path])]
            loads += [(other, names[each]) for other in starts for each in starts[other]]
            (folder / source).write_text(_schema(target, loads), "utf-8")
            roots += [MessageSource(source, root) for root in declared]
    roots.sort(key=lambda root: root.root not in used)
    first = next(iter(starts.values()))[0]
    schema = folder / (names[first] if is_one else next(iter(entries.values())))
    return Copy(folder, schema, tuple(roots[:MOST_ROOTS]))


def _schema(target: str, loads: Iterable[tuple[str, str]], lines: Iterable[str] = ()) -> str:
    """Return a schema that loads files of these target namespaces, with these lines."""
    own = quoteattr(target)
    head = f" targetNamespace={own} xmlns:t={own}" if target else ""
    loading = [
        (
            f"<xs:include schemaLocation={quoteattr(file)}/>"
            if namespace == target
            else f"<xs:import{f' namespace={quoteattr(namespace)}' if namespace else ''} schemaLocation={quoteattr(file)}/>"
        )
        for namespace, file in loads
    ]
    text = "\n".join([*loading, *lines])
    return f'<xs:schema xmlns:xs="{_XS[1:-1]}"{head}>\n{text}\n</xs:schema>\n'


def _made(definitions: Definitions, trees: Iterable[etree._Element], prefix: str) -> dict[str, str]:
    """Return an element for each definition of these files, by its name, and one that needs none."""
    forms = {
        "complexType": '<xs:element name="{0}" type="{1}"/>',
        "simpleType": '<xs:element name="{0}" type="{1}"/>',
        "group": '<xs:element name="{0}"><xs:complexType><xs:group ref="{1}"/></xs:complexType></xs:element>',
        "attributeGroup": '<xs:element name="{0}"><xs:complexType><xs:attributeGroup ref="{1}"/></xs:complexType></xs:element>',
        "attribute": '<xs:element name="{0}"><xs:complexType><xs:attribute ref="{1}"/></xs:complexType></xs:element>',
    }
    made = {"root-of-entry": '<xs:element name="root-of-entry" type="xs:string"/>'}
    for child in (child for tree in trees for child in tree):
        tag, name = str(child.tag).removeprefix(_XS), _attribute(child, "name")
        if name and tag in forms and (tag != "complexType" or definitions.has_values(name)):
            root = f"root-{len(made)}"
            made[root] = forms[tag].format(root, f"{prefix}{name}")
    return made


def root_name(data: bytes) -> tuple[str, str | None]:
    """Return the name and the namespace of a document's root; empty if it is not XML at all."""
    root = etree.fromstring(data, etree.XMLParser(recover=True))
    if root is None:
        return "", None
    name = etree.QName(root)
    return name.localname, name.namespace
