"""Types and elements of which there are so many that a module lists them once for all who use them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from neto_gen.render.format import format_module
from tests.support import build_and_import, schema

if TYPE_CHECKING:
    from types import ModuleType

NAMES = [f"Kind{number}" for number in range(30)]
FIELDS = ("First", "Second", "Third", "Fourth")
BOX = '<xs:element name="Box{}" type="Box{}"/>'


def files(names: list[str]) -> dict[str, str]:
    """Return schemas with a type that others extend, and a group that several types repeat."""
    kinds = "".join(
        f'<xs:complexType name="{name}"><xs:complexContent><xs:extension base="Base">'
        f'<xs:attribute name="size" type="xs:int"/></xs:extension></xs:complexContent></xs:complexType>'
        for name in names
    )
    group = "".join(f'<xs:element name="In{name}" type="{name}"/>' for name in names)
    boxes = "".join(
        f'<xs:complexType name="Box{n}"><xs:choice minOccurs="0" maxOccurs="unbounded"><xs:group ref="All"/>'
        f'</xs:choice><xs:attribute name="own{n}"/></xs:complexType>'
        for n in range(3)
    )
    fields = "".join(f'<xs:element name="{name}" type="Base" minOccurs="0"/>' for name in FIELDS)
    text = schema(
        f'<xs:complexType name="Base"/>{kinds}<xs:group name="All"><xs:choice>{group}</xs:choice>'
        f'</xs:group>{boxes}<xs:element name="AddThing"><xs:complexType><xs:sequence>{fields}'
        f"{''.join(BOX.format(n, n) for n in range(3))}</xs:sequence></xs:complexType></xs:element>",
        'targetNamespace="NetoAPI" xmlns="NetoAPI" elementFormDefault="qualified"',
    )
    return {
        "AddThing.xsd": text,
        "AddThingResponse.xsd": text.replace('"AddThing"', '"AddThingResponse"'),
    }


@pytest.fixture(scope="module", name="client")
def _client(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    folder = tmp_path_factory.mktemp("long")
    return build_and_import(folder, files(NAMES), dialect="xsd", package="long_client")


def test_a_long_list_is_printed_once(client: ModuleType) -> None:
    """However many fields may hold the types, and records the elements, a module names each in one list."""
    text = Path(str(client.add_thing.__file__)).read_text(encoding="utf-8")
    for name in NAMES:
        assert text.count(f'("{name}", "{name}", "{name}")') == 1
        assert text.count(f'_f.nested("In{name}", of="In{name}"') == 1
    assert format_module(text) == text


def test_a_type_of_a_long_list(client: ModuleType) -> None:
    """An element of a type with many derived ones is read and written as each of them."""
    module = client.add_thing
    for number, name in enumerate(NAMES):
        field = FIELDS[number % len(FIELDS)]
        document = (
            f'<AddThing xmlns="NetoAPI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            f'xmlns:n="NetoAPI"><{field} xsi:type="n:{name}" size="5"/><Box0/><Box1/><Box2/></AddThing>'
        )
        read = module.AddThing.from_xml(document, strict=True)
        value = getattr(read, field.lower())
        assert (type(value).__name__, value.size) == (name, 5)
        assert module.AddThing.from_xml(read.to_xml(), strict=True) == read
        assert module.AddThing.from_json(read.to_json(), strict=True) == read


def test_an_element_of_a_long_list(client: ModuleType) -> None:
    """Content of many elements in any order is read and written as it is, in each record that has it."""
    module = client.add_thing
    inner = "".join(f'<In{name} size="1"/>' for name in reversed(NAMES))
    document = f'<AddThing xmlns="NetoAPI"><Box0>{inner}</Box0><Box1/><Box2>{inner}{inner}</Box2></AddThing>'
    read = module.AddThing.from_xml(document, strict=True)
    assert [type(item).__name__ for item in read.box0.content] == [
        f"In{name}" for name in reversed(NAMES)
    ]
    assert len(read.box2.content) == 2 * len(NAMES)
    again = module.AddThing.from_xml(read.to_xml(), strict=True)
    assert again == read
    assert module.AddThing.from_json(read.to_json(), strict=True) == read


def test_type_checkers_know_the_types_of_a_long_list(tmp_path: Path) -> None:
    """Type checkers accept each type of a list where it belongs, and report one that is not in it."""
    build_and_import(tmp_path, files(NAMES), dialect="xsd", package="typed_client")
    (tmp_path / "use.py").write_text(
        "from typed_client.add_thing import AddThing, Box0, Box1, Box2, InKind3, Kind29\n"
        "inner = Box0(content=[InKind3(size=1)])\n"
        "AddThing(first=Kind29(), box0=inner, box1=Box1(), box2=Box2())\n"
        "AddThing(first=inner, box0=Box0(content=[Kind29()]), box1=Box1(), box2=Box2())\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "use.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    lines = [line.split(":")[:2] for line in done.stdout.splitlines() if ": error:" in line]
    assert lines == [["use.py", "4"], ["use.py", "4"]], done.stdout
