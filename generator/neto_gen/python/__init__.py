"""From the contract to Python: names, types, literals, docstrings.

The only place where text from a schema becomes Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.python import names
from neto_gen.python.code import Code
from neto_gen.python.package import PackageView
from neto_gen.python.plan import plan_operation

if TYPE_CHECKING:
    from neto_gen.contract.model import Contract

__all__ = ["plan_package"]

_EVENTS = "events"


def plan_package(contract: Contract, dialect: str = "neto") -> PackageView:
    """What the templates print for a contract, in a dialect: `neto`, or `xsd` for the letter of it."""
    operations = [operation for operation in contract.operations if operation.request is not None]
    modules = names.unique(
        (operation.name, names.module_name(operation.name)) for operation in operations
    )
    return PackageView(
        operations=tuple(
            plan_operation(operation, modules[operation.name], dialect) for operation in operations
        ),
        notifications=tuple(
            plan_operation(operation, Code(_EVENTS), dialect)
            for operation in contract.operations
            if operation.request is None
        ),
        dialect=dialect,
    )
