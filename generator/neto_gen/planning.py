"""Plan a client from schemas: the one way to it, for a build, a list and a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.contract import read_contract
from neto_gen.contract.corrections import correct
from neto_gen.python import name_modules, plan_package

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from neto_gen.contract.model import Contract
    from neto_gen.dialect import Dialect
    from neto_gen.python.package import PackageView
    from neto_gen.sources import OperationSource, SchemaFolder


def plan_client(
    folder: SchemaFolder,
    operations: Sequence[OperationSource],
    dialect: Dialect,
    *,
    but: Container[str] = (),
) -> PackageView:
    """Plan a client of these operations, without the modules of those in `but`.

    Raises Failure with the problems of all schemas.
    """
    chosen = [operation for operation in operations if operation.name not in but]
    return plan_contract(read_contract(folder, chosen), operations, dialect)


def plan_contract(
    contract: Contract, operations: Sequence[OperationSource], dialect: Dialect
) -> PackageView:
    """Plan a client from a contract that was read before."""
    corrected = correct(contract, dialect.catalogue.corrections)
    modules = name_modules(o.name for o in operations if o.request is not None)
    return plan_package(corrected, dialect, modules)
