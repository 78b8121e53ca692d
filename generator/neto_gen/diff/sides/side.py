"""One side of a comparison: the root elements of its schemas, and all that they lead to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neto_gen.contract.model import Element
from neto_gen.contract.resolve import MessageReader
from neto_gen.contract.rules import check
from neto_gen.contract.schema import load
from neto_gen.diff.rules.facts import REQUEST, RESPONSE
from neto_gen.diff.sides.opaque import OpaqueFolder
from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from neto_gen.contract.model import Record
    from neto_gen.sources import OperationSource, SchemaFolder


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Definitions:
    """What one schema file and all that it includes define.

    The first of `records` holds the root elements. `declared` are the names of all global elements,
    also of those that are no root here.
    """

    file: str
    declared: frozenset[str]
    records: tuple[Record, ...]
    namespace: str
    element_form: str
    attribute_form: str
    version: str | None

    def root(self, name: str) -> Element | None:
        """The root element of a name."""
        return next((e for e in self.roots() if e.name.untrusted == name), None)

    def roots(self) -> list[Element]:
        """All root elements."""
        return [item for item in self.records[0].content if isinstance(item, Element)]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Root:
    """A root element: of the request or the response of an operation, or of both."""

    operation: str
    directions: tuple[str, ...]
    element: Element
    definitions: Definitions


@dataclass(slots=True, kw_only=True, eq=False)
class Side:
    """One side. `operations` are None where it is single files: then every global element is a root.

    `shown` is what reports call it; `notes` say what was not there to compare.
    """

    shown: str
    folder: SchemaFolder
    operations: tuple[OperationSource, ...] | None
    roots: list[Root] = field(default_factory=list[Root])
    notes: list[str] = field(default_factory=list[str])


def read_side(
    shown: str,
    folder: SchemaFolder,
    operations: Sequence[OperationSource] | None,
    files: Iterable[str] = (),
) -> Side:
    """Read the schemas of a side: those of the operations, or else these files.

    Raises Failure with all problems when one cannot be loaded.
    """
    opaque = OpaqueFolder(folder)
    wanted: dict[str, list[str] | None] = {}
    for source in operations or ():
        for part in source.messages:
            names = wanted.setdefault(part.file, [])
            if names is not None:
                names.append(part.root)
    if operations is None:
        wanted = dict.fromkeys(files)
    definitions: dict[str, Definitions] = {}
    problems: list[Problem] = []
    for file, roots in wanted.items():
        try:
            definitions[file] = _read(file, opaque, roots)
        except Failure as failure:
            problems += failure.problems
        except RecursionError:
            hint = "give the inner types names, and refer to them"
            problems.append(Problem("types are nested too deeply", folder.file(file), hint))
    if problems:
        raise Failure(ExitCode.SCHEMA, *dict.fromkeys(problems))
    side = Side(
        shown=shown,
        folder=folder,
        operations=None if operations is None else tuple(operations),
        notes=opaque.notes,
    )
    side.roots = _all_roots(definitions) if operations is None else _roots(definitions, operations)
    return side


def _read(file: str, folder: OpaqueFolder, roots: Sequence[str] | None) -> Definitions:
    schema = load(file, folder.for_schema(file), folder.file)
    check(schema)
    reader = MessageReader(schema)
    records = reader.definitions(roots)
    attributes = schema.documents[0].root.attributes
    found = Definitions(
        file=file,
        declared=frozenset(reader.global_elements()),
        records=records,
        namespace=schema.target_namespace,
        element_form=attributes.get("elementFormDefault", "unqualified").strip(),
        attribute_form=attributes.get("attributeFormDefault", "unqualified").strip(),
        version=attributes.get("version"),
    )
    for root in roots or ():
        if found.root(root) is None:
            reader.message(root)  # says what is wrong
    return found


def _all_roots(definitions: dict[str, Definitions]) -> list[Root]:
    """Every global element, in both directions."""
    found: dict[str, Root] = {}
    for own in definitions.values():
        for element in own.roots():
            name = element.name.untrusted
            root = Root(
                operation=name,
                directions=(REQUEST, RESPONSE),
                element=element,
                definitions=own,
            )
            found.setdefault(name, root)
    return [*found.values()]


def _roots(
    definitions: dict[str, Definitions], operations: Sequence[OperationSource]
) -> list[Root]:
    found: list[Root] = []
    for source in operations:
        for direction, part in ((REQUEST, source.request), (RESPONSE, source.response)):
            if part is None:
                continue
            own = definitions[part.file]
            element = own.root(part.root)
            assert element is not None  # noqa: S101 - what is not there was a problem
            found.append(
                Root(
                    operation=source.name,
                    directions=(direction,),
                    element=element,
                    definitions=own,
                )
            )
    return found
