"""The styles of schema design, and the schemas of an operation in each."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Final

from tests.styles.components import Writer
from tests.styles.layout import lay_out
from tests.styles.operations import OPERATIONS
from tests.styles.options import Form, Options

if TYPE_CHECKING:
    from tests.styles.contract import Operation

REFERENCE: Final = "russian_doll"
# Global elements are always in the target namespace, so their local twins have to be as well.
_GLOBAL: Final[tuple[Form, ...]] = ("no_namespace", "qualified")
_WITH_NAMESPACE: Final[tuple[Form, ...]] = ("unqualified", "qualified")

STYLES: Final[dict[str, Options]] = {
    REFERENCE: Options(),
    "salami": Options(elements="global", forms=_GLOBAL),
    "venetian_blind": Options(complex_types="named", simple_types="named"),
    "garden_of_eden": Options(
        elements="global",
        complex_types="named",
        simple_types="named",
        documentation_at="reference",
        forms=_GLOBAL,
    ),
    "named_simple_types": Options(simple_types="named"),
    "simple_type_steps": Options(simple_types="steps"),
    "nested_sequences": Options(content="nested"),
    "all_groups": Options(content="all"),
    "groups": Options(content="group"),
    "attribute_groups": Options(attributes="group"),
    "global_attributes": Options(attributes="global", forms=("no_namespace",)),
    "extension": Options(content="extension"),
    "restriction": Options(content="restriction", complex_types="named"),
    "form_on_elements": Options(form_at="element"),
    "included_types": Options(complex_types="named", simple_types="named", files="shared"),
    "nested_includes": Options(complex_types="named", simple_types="named", files="nested"),
    "circular_includes": Options(complex_types="named", simple_types="named", files="circular"),
    "chameleon_includes": Options(
        complex_types="named", simple_types="named", files="chameleon", forms=_WITH_NAMESPACE
    ),
    "included_groups": Options(content="group", attributes="group", files="circular"),
    "redefined_types": Options(
        complex_types="named", simple_types="named", redefined=True, files="redefined"
    ),
    "redefined_groups": Options(
        content="group", attributes="group", redefined=True, files="redefined"
    ),
    "imported_types": Options(
        complex_types="named", simple_types="named", files="types", default="none"
    ),
    "imported_groups": Options(content="group", attributes="group", files="types", default="none"),
    "mutual_imports": Options(
        complex_types="named",
        simple_types="named",
        content="extension",
        attributes="group",
        files="mutual",
        default="none",
        forms=("no_namespace", "unqualified"),
    ),
    "imported_elements": Options(
        elements="global",
        attributes="global",
        files="elements",
        default="none",
        forms=("unqualified",),
    ),
    "other_prefixes": Options(complex_types="named", simple_types="named", default="none"),
    "schema_without_prefix": Options(
        complex_types="named",
        simple_types="named",
        default="schema",
        forms=_WITH_NAMESPACE,
    ),
    "scattered_prefixes": Options(
        complex_types="named", simple_types="named", default="scattered", forms=_WITH_NAMESPACE
    ),
}

CELLS: Final = [(style, form) for style, options in STYLES.items() for form in options.forms]
"""Every style in every form that it can be written in."""


def write(operation: Operation, style: str, form: Form) -> dict[str, str]:
    """Return the schema files of an operation, by name: the request's, the response's and those they need."""
    options = STYLES[style]
    roots = [message.name for message in operation.messages]
    if options.files == "shared":
        writer = Writer(options, form)
        for message in operation.messages:
            writer.message(message)
        return lay_out(writer.components, roots, roots[0], options, form)
    files: dict[str, str] = {}
    for message in operation.messages:
        writer = Writer(options, form)
        writer.message(message)
        files |= lay_out(writer.components, [message.name], message.name, options, form)
    return files


@cache
def _of_reference(action: str, form: Form) -> dict[str, str]:
    return write(OPERATIONS[action], REFERENCE, form)


def _is_new(style: str, form: Form, action: str) -> bool:
    """Tell whether a style writes an operation in its own way, or is the one that others are compared with."""
    if style == REFERENCE:
        return True
    return write(OPERATIONS[action], style, form) != _of_reference(action, form)


IS_LONG: Final = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
_ALL: Final = [(style, form, action) for style, form in CELLS for action in OPERATIONS]
MATRIX: Final = [
    cell
    for number, cell in enumerate(_ALL)
    if (IS_LONG or number % 10 == 0 or cell[2] == "UpdateItem") and _is_new(*cell)
]
"""Every operation in every style and form, except where that is written like another: what the tests run over.

The short form has the one operation that is written differently in all styles, and every tenth of
the others. Each process of the tests makes it, before it knows which tests it runs.
"""
