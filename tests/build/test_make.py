"""What a build makes again, and what not."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

from neto_gen.build import make
from neto_gen.contract import read_contract
from neto_gen.python import plan_package
from neto_gen.python.code import Code
from neto_gen.python.methods import MethodView
from neto_gen.sources import OperationSource, open_folder
from tests.support import NETO, SCHEMAS

if TYPE_CHECKING:
    from neto_gen.python.package import PackageView


@pytest.fixture(scope="module", params=["AddItem", "GetItem"])
def package(request: pytest.FixtureRequest) -> PackageView:
    """Return the plan of an operation whose method sends batches, and of one that goes through pages."""
    folder = open_folder(SCHEMAS, "schemas")
    return plan_package(read_contract(folder, [OperationSource.pair(request.param)]), NETO)


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(MethodView)])
def test_whatever_a_client_prints_of_an_operation_makes_it_again(
    package: PackageView, field: str
) -> None:
    """The clients are made again for every change of what they print, whichever it is."""
    (method,) = package.client.methods
    found = getattr(method, field)
    other: Any
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        first, *_ = dataclasses.fields(found)
        other = dataclasses.replace(found, **{first.name: Code("other")})
    else:
        other = (not found) if isinstance(found, bool) else Code(f"{found or ''}other")
    changed = dataclasses.replace(method, **{field: other})
    assert changed != method
    assert make._hash(changed) != make._hash(method)
