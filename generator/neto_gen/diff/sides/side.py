"""One side of a comparison: the root elements of its schemas, and all that they lead to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neto_gen.contract import read_definitions
from neto_gen.diff.rules.facts import REQUEST, RESPONSE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from neto_gen.contract.definitions import Definitions
    from neto_gen.contract.model import Element
    from neto_gen.sources import OperationSource, SchemaFolder


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SideRoot:
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
    roots: list[SideRoot] = field(default_factory=list[SideRoot])
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
    wanted: dict[str, list[str] | None] = {}
    for source in operations or ():
        for part in source.messages:
            names = wanted.setdefault(part.file, [])
            if names is not None:
                names.append(part.root)
    if operations is None:
        wanted = dict.fromkeys(files)
    folder.accept_all()  # the comparison does not depend on it
    definitions, notes = read_definitions(folder, wanted)
    side = Side(
        shown=shown,
        folder=folder,
        operations=None if operations is None else tuple(operations),
        notes=notes,
    )
    side.roots = _all_roots(definitions) if operations is None else _roots(definitions, operations)
    return side


def _all_roots(definitions: dict[str, Definitions]) -> list[SideRoot]:
    """Return every global element as a root, in both directions."""
    found: dict[str, SideRoot] = {}
    for own in definitions.values():
        for element in own.roots():
            name = element.name.untrusted
            root = SideRoot(
                operation=name,
                directions=(REQUEST, RESPONSE),
                element=element,
                definitions=own,
            )
            found.setdefault(name, root)
    return [*found.values()]


def _roots(
    definitions: dict[str, Definitions], operations: Sequence[OperationSource]
) -> list[SideRoot]:
    found: list[SideRoot] = []
    for source in operations:
        for direction, part in ((REQUEST, source.request), (RESPONSE, source.response)):
            if part is None:
                continue
            own = definitions[part.file]
            element = own.root(part.root)
            assert element is not None  # noqa: S101 - a missing one was reported before
            found.append(
                SideRoot(
                    operation=source.name,
                    directions=(direction,),
                    element=element,
                    definitions=own,
                )
            )
    return found
