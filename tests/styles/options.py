"""The decisions that make a style of schema design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Form = Literal["no_namespace", "unqualified", "qualified"]
"""No target namespace; one, with local elements outside of it; one, with local elements in it."""
FORMS: Final[tuple[Form, ...]] = ("no_namespace", "unqualified", "qualified")
NAMESPACE: Final = "NetoAPI"
TYPES_NAMESPACE: Final = "urn:example:types"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a schema is written.

    `elements` and `attributes` are declared where they stand, or globally and referred to, or
    (attributes) in groups. Types are anonymous or named; simple types can also be anonymous with a
    step of derivation for each facet. `content` is how children get into a complex type. `files` is
    how components are spread over files. `default` is what names without a prefix are in, if the
    prefixes are not declared where they are used. `forms` are those that can be written so.
    """

    elements: Literal["local", "global"] = "local"
    attributes: Literal["local", "global", "group"] = "local"
    complex_types: Literal["anonymous", "named"] = "anonymous"
    simple_types: Literal["anonymous", "named", "steps"] = "anonymous"
    content: Literal["sequence", "nested", "all", "group", "extension", "restriction"] = "sequence"
    redefined: bool = False
    documentation_at: Literal["declaration", "reference"] = "declaration"
    form_at: Literal["schema", "element"] = "schema"
    files: Literal[
        "one",
        "shared",
        "nested",
        "circular",
        "chameleon",
        "redefined",
        "types",
        "elements",
        "mutual",
    ] = "one"
    default: Literal["namespace", "schema", "none", "scattered"] = "namespace"
    forms: tuple[Form, ...] = FORMS
