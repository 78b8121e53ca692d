"""From the contract to Python: names, types, literals, docstrings.

The only place where text from a schema becomes Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.contract.schema_text import SchemaText
from neto_gen.python import names, reserved
from neto_gen.python.code import Code
from neto_gen.python.package import PackageView
from neto_gen.python.plan import plan_operation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neto_gen.contract.model import Contract
    from neto_gen.dialect import Dialect

__all__ = ["EVENTS", "name_modules", "plan_package"]

EVENTS = Code(reserved.EVENTS)
"""The name of the module of the notifications."""


def name_modules(operations: Iterable[str]) -> dict[str, Code]:
    """Return the names of the modules of these operations; names depend on which others there are."""
    found = ((name, names.module_name(SchemaText(name))) for name in operations)
    return names.unique(found)


def plan_package(
    contract: Contract, dialect: Dialect, modules: Mapping[str, Code] | None = None
) -> PackageView:
    """Plan what the templates print for a contract.

    `modules` are the names of modules by those of operations, where there are more than these.
    """
    operations = [operation for operation in contract.operations if operation.request is not None]
    if modules is None:
        modules = name_modules(operation.name.untrusted for operation in operations)
    return PackageView(
        operations=tuple(
            plan_operation(operation, modules[operation.name.untrusted], dialect)
            for operation in operations
        ),
        notifications=tuple(
            plan_operation(operation, EVENTS, dialect)
            for operation in contract.operations
            if operation.request is None
        ),
        dialect=dialect.name,
    )
