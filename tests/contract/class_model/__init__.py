"""What xsdata reads in the default schemas, as text that a diff can be read of."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from neto_gen.contract.xsd.reader import parse
from neto_gen.contract.xsd.schema import load
from tests.support import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xsdata.models.mixins import ElementBase

HERE = Path(__file__).parent
NAMES = ("AddCustomerLog", "AddCustomerLogResponse")


def class_model(name: str) -> str:
    """Return the elements of a schema, one a line."""
    schema = load(f"{name}.xsd", lambda file: (SCHEMAS / file).read_bytes(), str)
    return "\n".join(_element(parse(schema.documents[0]), "")) + "\n"


def _element(found: ElementBase, indent: str) -> Iterator[str]:
    said = {
        key: value.value if isinstance(value, Enum) else value
        for key, value in vars(found).items()
        if isinstance(value, str | int | float | Enum) and key not in {"location", "index"}
    }
    yield f"{indent}{found.index} {type(found).__name__} {said}"
    children: list[ElementBase] = [*found.children()]
    for child in sorted(children, key=lambda child: child.index):
        yield from _element(child, indent + "  ")
