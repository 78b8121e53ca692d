"""Small schemas that mean very much: counted before anything is made of them, and refused."""

from __future__ import annotations

import pytest

from neto_gen.contract import read_contract, read_definitions
from neto_gen.contract.resolve.size import Size
from neto_gen.problems import ExitCode, Failure, Location, Problem
from neto_gen.sources import MemoryFolder
from tests.support import pair, root, schema

HEAD = ""  # no target namespace: types are named without a prefix
EMPTY = "<xs:sequence/>"


def typed(levels: int, names: str | list[str], least: int = 1) -> str:
    """Return types of which each uses the next under several names, and an element of the first."""
    types = "".join(
        f'<xs:complexType name="t{level}"><xs:sequence>'
        + "".join(
            f'<xs:element name="{name}" type="t{level + 1}" minOccurs="{least}"/>' for name in names
        )
        + "</xs:sequence></xs:complexType>"
        for level in range(levels)
    )
    last = f'<xs:complexType name="t{levels}">{EMPTY}</xs:complexType>'
    return schema(f'{types}{last}<xs:element name="AddThing" type="t0"/>', HEAD)


def refusal(text: str) -> tuple[str, Location]:
    """Return the problem of a request with this schema, and its place."""
    files = {**pair("AddThing"), "AddThing.xsd": text}
    folder = MemoryFolder("in", {name: content.encode() for name, content in files.items()})
    with pytest.raises(Failure) as caught:
        read_contract(folder, folder.operations())
    assert caught.value.exit_code == ExitCode.SCHEMA
    (problem,) = caught.value.problems
    assert isinstance(problem.where, Location)
    assert problem.hint
    return problem.what, problem.where


def named(count: int) -> list[str]:
    """Return this many names."""
    return [f"a{number}" for number in range(count)]


def test_types_that_use_each_other_several_times() -> None:
    """Types that use the next one under many names are refused with the number of their fields."""
    what, where = refusal(typed(20, named(38)))
    assert what == "leads to more than 25,000 fields"
    assert where.file == "in/AddThing.xsd"


def test_types_that_lead_too_deep() -> None:
    """Types deeper than any client reads are refused at the root element."""
    what, where = refusal(typed(251, "a"))
    assert what == "leads through more than 250 levels of elements"
    assert (where.file, where.line) == ("in/AddThing.xsd", 2)


def test_names_that_grow_with_their_depth() -> None:
    """What long names in deep types come to in Python is counted, too."""
    what, _ = refusal(typed(200, ["n" * 5000]))
    assert what == "leads to more than 16,000,000 characters of Python"


def test_extensions_that_add_up() -> None:
    """Extensions of extensions have all their attributes, each of them."""
    types = "".join(
        f'<xs:complexType name="t{level}"><xs:complexContent><xs:extension base="t{level - 1}">'
        f'<xs:attribute name="a{level}"/></xs:extension></xs:complexContent></xs:complexType>'
        for level in range(1, 500)
    )
    first = f'<xs:complexType name="t0">{EMPTY}</xs:complexType>'
    what, _ = refusal(schema(f'{first}{types}<xs:element name="AddThing" type="t499"/>', HEAD))
    assert what == "leads to more than 100,000 attributes"


def chained(levels: int) -> str:
    """Return types of which each extends the next, and an element of the first."""
    types = "".join(
        f'<xs:complexType name="t{level}"><xs:complexContent><xs:extension base="t{level + 1}">'
        f'<xs:sequence><xs:element name="e{level}"/></xs:sequence>'
        "</xs:extension></xs:complexContent></xs:complexType>"
        for level in range(levels)
    )
    last = f'<xs:complexType name="t{levels}">{EMPTY}</xs:complexType>'
    return schema(f'{types}{last}<xs:element name="AddThing" type="t0"/>', HEAD)


def test_extensions_that_are_nested_too_deeply() -> None:
    """Content that extends other content too often is refused, also where a file is read by itself."""
    files = {**pair("AddThing"), "AddThing.xsd": chained(900)}
    folder = MemoryFolder("in", {name: content.encode() for name, content in files.items()})
    with pytest.raises(Failure) as message:
        read_contract(folder, folder.operations())
    with pytest.raises(Failure) as definitions:
        read_definitions(folder, dict.fromkeys(sorted(files)))
    problem = Problem(
        "types are nested too deeply",
        "in/AddThing.xsd",
        "give the inner types names, and refer to them",
    )
    for caught in (message.value, definitions.value):
        assert (caught.exit_code, [*caught.problems]) == (ExitCode.SCHEMA, [problem])


def test_elements_of_a_type_with_many_derived_ones() -> None:
    """Each element of a base type may be of each type that is derived from it."""
    derived = "".join(
        f'<xs:complexType name="d{number}"><xs:complexContent><xs:extension base="t"/>'
        "</xs:complexContent></xs:complexType>"
        for number in range(400)
    )
    fields = "".join(f'<xs:element name="{name}" type="t"/>' for name in named(400))
    base = f'<xs:complexType name="t">{EMPTY}</xs:complexType>'
    what, _ = refusal(schema(base + derived + root("AddThing", fields), HEAD))
    assert what == "leads to more than 100,000 derived types"


def test_a_substitution_group_that_is_used_again_and_again() -> None:
    """Each reference to the head of a group stands for all of its members."""
    members = "".join(
        f'<xs:element name="m{number}" type="xs:string" substitutionGroup="h"/>'
        for number in range(500)
    )
    uses = '<xs:sequence><xs:element ref="h"/></xs:sequence>' * 400
    head = '<xs:element name="h" type="xs:string"/>'
    what, _ = refusal(schema(head + members + root("AddThing", uses), HEAD))
    assert what == "leads to more than 100,000 particles"


def test_an_enumeration_that_is_used_under_many_names() -> None:
    """Each element of another name has a class of its own for the values."""
    values = "".join(f'<xs:enumeration value="v{number}"/>' for number in range(3_000))
    simple = (
        f'<xs:simpleType name="t"><xs:restriction base="xs:string">{values}</xs:restriction>'
        "</xs:simpleType>"
    )
    fields = "".join(f'<xs:element name="{name}" type="t"/>' for name in named(200))
    what, _ = refusal(schema(simple + root("AddThing", fields), HEAD))
    assert what == "leads to more than 200,000 values of enumerations"


def test_a_text_that_many_elements_share() -> None:
    """A long pattern is written out for each element of its type."""
    pattern = "a" * 4000
    simple = (
        '<xs:simpleType name="t"><xs:restriction base="xs:string">'
        f'<xs:pattern value="{pattern}"/></xs:restriction></xs:simpleType>'
    )
    fields = "".join(f'<xs:element name="{name}" type="t"/>' for name in named(5000))
    what, _ = refusal(schema(simple + root("AddThing", fields), HEAD))
    assert what == "leads to more than 16,000,000 characters of Python"


@pytest.mark.parametrize("least", [0, 1])
def test_paths_that_double_are_no_matter(least: int) -> None:
    """Types that use the next one twice have as many fields as they declare, not as many as paths."""
    files = {**pair("AddThing"), "AddThing.xsd": typed(40, "ab", least)}
    folder = MemoryFolder("in", {name: text.encode() for name, text in files.items()})
    (operation,) = read_contract(folder, folder.operations()).operations
    assert operation.request is not None
    assert len(operation.request.records) == 81


def test_large_schemas_lead_to_more() -> None:
    """What is allowed grows with the elements that are written in the files, and no blank line or comment."""
    names = named(1_000)
    types = "".join(
        f'<xs:complexType name="t{level}"><xs:sequence>'
        + "".join(f'<xs:element name="{name}" type="xs:string"/>' for name in names)
        + "</xs:sequence></xs:complexType>"
        for level in range(14)
    )
    uses = "".join(
        f'<xs:element name="{use}{level}" type="t{level}"/>' for use in "ab" for level in range(14)
    )
    files = {**pair("AddThing"), "AddThing.xsd": schema(types + root("AddThing", uses), HEAD)}
    folder = MemoryFolder("in", {name: text.encode() for name, text in files.items()})
    (operation,) = read_contract(folder, folder.operations()).operations
    assert operation.request is not None
    assert sum(len(record.content) for record in operation.request.records) == 28_028


def test_padding_is_not_counted() -> None:
    """Text, comments and white space allow a schema no more than it would be allowed without them."""
    padded = typed(20, named(38)).replace("</xs:schema>", f"<!--{' ' * 1_000_000}--></xs:schema>")
    what, _ = refusal(padded)
    assert what == "leads to more than 25,000 fields"


def test_growth_has_an_end() -> None:
    """However large a schema is, there is a number that nothing may exceed."""
    size = Size(elements=10_000_000)
    assert size.most("fields") == 500_000
    assert size.most("values of enumerations") == 200_000
    assert size.most("characters of Python") == 128_000_000
    with pytest.raises(Failure, match="leads to more than 500,000 particles"):
        size.add("particles", 500_001, None)
