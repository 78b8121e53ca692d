"""What the documentation says that built-in types become is what they become."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support import REPOSITORY, build_and_import, pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

_PAGE = (REPOSITORY / "docs" / "schemas.md").read_text(encoding="utf-8")


def rows() -> Iterator[tuple[str, str]]:
    """Yield every built-in type of the table, with its type in Python."""
    table = _PAGE.partition("| Built-in types | In Python |")[2].partition("\n\n")[0]
    for row in table.splitlines()[2:]:
        names, said = (re.findall(r"`(\w+)`", cell) for cell in row.strip("|").split("|"))
        python = said if len(said) == len(names) else said[:1] * len(names)
        yield from zip(names, python, strict=True)


ROWS = dict(rows())
# Only of XML Schema 1.1, or a type of everything.
BUILT = sorted({*ROWS} - {"dateTimeStamp", "yearMonthDuration", "dayTimeDuration", "anyAtomicType"})


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Return a client with an element of every built-in type, in the name of the type."""
    fields = "".join(f'<xs:element name="{n}" type="xs:{n}" minOccurs="0"/>' for n in BUILT)
    package = build_and_import(tmp_path_factory.mktemp("types"), pair("SaveThing", fields))
    found: ModuleType = package.save_thing
    return found


@pytest.mark.parametrize("name", BUILT)
def test_built_in_type(module: ModuleType, name: str) -> None:
    """An optional element of the type holds what the table says, or None."""
    (field,) = (
        field
        for field in module.SaveThing.__dataclass_fields__.values()
        if field.metadata.get("name") == name
    )
    assert field.type == f"{ROWS[name]} | None"
