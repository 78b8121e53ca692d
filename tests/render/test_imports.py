"""What generated modules import is what they use."""

from __future__ import annotations

import pytest

from neto_gen.contract import read_contract
from neto_gen.python import plan_package
from neto_gen.render import PACKAGE_FILES, render_package
from neto_gen.sources import MemoryFolder, OperationSource
from tests.golden import CASES, HERE
from tests.support import NETO, XSD, pair, unused_imports

SPEAKING = pair(
    "SaveThing",
    '<xs:element name="Name" type="xs:string" minOccurs="0"><xs:annotation><xs:documentation>'
    "A Sequence[int], a field(x), and _text.integer of _root.Root: _write."
    "</xs:documentation></xs:annotation></xs:element>",
)


def module(files: dict[str, bytes], *, xsd: bool = False) -> str:
    """Return the module of SaveThing."""
    contract = read_contract(MemoryFolder("x", files), [OperationSource.pair("SaveThing")])
    package = plan_package(contract, XSD if xsd else NETO)
    return render_package(package, but=PACKAGE_FILES)["save_thing.py"]


@pytest.mark.parametrize("xsd", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_small_schemas(case: str, *, xsd: bool) -> None:
    """A module of every type, and one of names that collide, imports what it uses, and no more."""
    files = {path.name: path.read_bytes() for path in (HERE / case).glob("*.xsd")}
    assert unused_imports(module(files, xsd=xsd)) == set()


def test_what_documentation_says() -> None:
    """What is said in a docstring is not code: nothing is imported for it."""
    text = module({name: content.encode() for name, content in SPEAKING.items()})
    assert "A Sequence[int], a field(x)" in text
    assert unused_imports(text) == set()
