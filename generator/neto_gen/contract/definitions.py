"""All that one schema file defines, each definition by itself and with its place in the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neto_gen.contract.model import Element
from neto_gen.contract.opaque import OpaqueFolder
from neto_gen.contract.resolve.messages import MessageReader
from neto_gen.contract.xsd.rules import check
from neto_gen.contract.xsd.schema import load
from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from neto_gen.contract.model import Record
    from neto_gen.sources import SchemaFolder


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Definitions:
    """All that one schema file and its includes define.

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
        """Return the root element with a name."""
        return next((e for e in self.roots() if e.name.untrusted == name), None)

    def roots(self) -> list[Element]:
        """Return all root elements."""
        return [item for item in self.records[0].content if isinstance(item, Element)]


def read_definitions(
    folder: SchemaFolder, wanted: Mapping[str, Sequence[str] | None]
) -> tuple[dict[str, Definitions], list[str]]:
    """Read what some files define under these root elements, or under all where they are None.

    What an import that leads nowhere would declare is opaque; the notes say which these are.
    Raises Failure with all problems when a file cannot be loaded.
    """
    opaque = OpaqueFolder(folder)
    found: dict[str, Definitions] = {}
    problems: list[Problem] = []
    for file, roots in wanted.items():
        try:
            found[file] = _read(file, opaque, roots)
        except Failure as failure:
            problems += failure.problems
        except RecursionError:
            hint = "give the inner types names, and refer to them"
            problems.append(Problem("types are nested too deeply", folder.file(file), hint))
    if problems:
        raise Failure(ExitCode.SCHEMA, *dict.fromkeys(problems))
    return found, opaque.notes


def _read(file: str, folder: OpaqueFolder, roots: Sequence[str] | None) -> Definitions:
    acceptance, locations = folder.folder.acceptance, folder.folder.locations
    schema = load(file, folder.for_schema(file), folder.file, locations, acceptance)
    check(schema, acceptance)
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
            reader.message(root)  # its message says what is wrong
    return found
