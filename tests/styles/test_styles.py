"""The same contract gives the same client, in whatever style its schemas are written."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.soak import IS_LONG
from tests.styles.operations import OPERATIONS
from tests.styles.packages import difference, generate, read_package, without_namespaces
from tests.styles.styles import MATRIX, REFERENCE, write
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.styles.options import Form
    from tests.styles.packages import Package

    Generated = Callable[[str, Form, str], Package]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """Return the package of an operation in a style and a form, each built once."""

    @cache
    def build_once(style: str, form: Form, action: str) -> Package:
        folder = tmp_path_factory.mktemp(f"{style}_{form}_{action}")
        return generate(folder, write(OPERATIONS[action], style, form))

    return build_once


@pytest.mark.parametrize(
    ("style", "form", "action"), [cell for cell in MATRIX if cell[0] != REFERENCE]
)
def test_style_does_not_matter(generated: Generated, style: str, form: Form, action: str) -> None:
    """The package is that of the reference, to the byte, but for the hash of what it is made from."""
    expected = generated(REFERENCE, form, action)
    differences = difference(expected, generated(style, form, action))
    assert not differences, differences


# In the short form, the two smallest of them.
@pytest.mark.parametrize("action", [*OPERATIONS] if IS_LONG else ["AddCustomerLog", "GetItem"])
@pytest.mark.parametrize("form", ["no_namespace", "qualified"])
def test_only_metadata_say_what_namespace_it_is(
    generated: Generated, form: Form, action: str
) -> None:
    """Names, types and code are the same with and without namespaces, which only metadata have."""
    packages = [generated(REFERENCE, some, action) for some in ("unqualified", form)]
    differences = difference(*(without_namespaces(package) for package in packages))
    assert not differences, differences


def test_the_reference_is_the_schema_of_the_vendor(generated: Generated) -> None:
    """The contract of AddCustomerLog gives the client that is made from schemas/."""
    found = generated(REFERENCE, "unqualified", "AddCustomerLog")
    module = {"add_customer_log.py": found["add_customer_log.py"]}
    package = read_package(REPOSITORY / "generated" / "neto_client")
    differences = difference({name: package[name] for name in module}, module)
    assert not differences, differences


@pytest.mark.parametrize("style", ["venetian_blind", "included_types", "redefined_types"])
def test_operations_do_not_mix(tmp_path: Path, generated: Generated, style: str) -> None:
    """The module of an operation is the same beside others that have types of the same names."""
    written = [write(operation, style, "unqualified") for operation in OPERATIONS.values()]
    together = generate(tmp_path, {name: text for one in written for name, text in one.items()})
    for action in OPERATIONS:
        alone = generated(style, "unqualified", action)
        module = next(name for name, text in alone.items() if f"class {action}(" in text)
        differences = difference({module: alone[module]}, {module: together[module]})
        assert not differences, differences
