"""Files that schemas name by an address: those of the folder, and those that come with neto-gen."""

from __future__ import annotations

import pytest

from neto_gen.contract import read_contract
from neto_gen.contract.model import Scalar
from neto_gen.contract.xsd.declarations import QName
from neto_gen.contract.xsd.provided import PROVIDED, provided
from neto_gen.contract.xsd.rules import check
from neto_gen.contract.xsd.schema import Key, Schema, load
from neto_gen.problems import Failure
from neto_gen.sources import MemoryFolder, MessageSource, OperationSource
from tests.support import XS

ADDRESS = "http://schemas.example/lib/types.xsd"
USE = '<xs:element name="E" type="n:T" xmlns:n="urn:t"/>'
TYPES = (
    f'<xs:schema {XS} targetNamespace="urn:t"><xs:element name="T" type="xs:string"/></xs:schema>'
)


def loaded(
    first: str, table: dict[str, str] | None = None, files: dict[str, str] | None = None
) -> Schema:
    """Return a schema with the files of a folder."""
    contents = {"X.xsd": first, **(files or {})}
    folder = MemoryFolder(
        "in", {name: text.encode() for name, text in contents.items()}, (table or {}).items()
    )
    schema = load("X.xsd", folder.read, folder.file, folder.locations)
    check(schema)
    return schema


def importing(location: str | None, namespace: str = "urn:t", body: str = "") -> str:
    """Return a schema that imports a namespace."""
    where = "" if location is None else f' schemaLocation="{location}"'
    return f'<xs:schema {XS}><xs:import namespace="{namespace}"{where}/>{body}</xs:schema>'


def test_an_address_of_the_catalogue() -> None:
    """What is imported and included by an address is the file that the catalogue names."""
    more = f'<xs:schema {XS} targetNamespace="urn:t"><xs:include schemaLocation="{ADDRESS}"/></xs:schema>'
    table = {"http://schemas.example/": "example/", "http://schemas.example/more": "more"}
    schema = loaded(
        importing("http://schemas.example/more.xsd"),
        table,
        {"more.xsd": more, "example/lib/types.xsd": TYPES},
    )
    assert [document.name for document in schema.documents] == [
        "X.xsd",
        "more.xsd",
        "example/lib/types.xsd",
    ]


def test_a_namespace_of_the_catalogue() -> None:
    """An import that names no file gets the one that the catalogue has for its namespace."""
    schema = loaded(importing(None), {"urn:t": "t.xsd"}, {"t.xsd": TYPES})
    assert Key("element", QName("urn:t", "T")) in schema.components


def test_an_address_of_nowhere() -> None:
    """An address that nothing stands for is told with its place, and where the file may be."""
    with pytest.raises(Failure, match=r'schemaLocation "http://schemas\.example') as caught:
        loaded(importing(ADDRESS, body=USE), files={"lib/types.xsd": TYPES})
    (problem,) = caught.value.problems
    assert str(problem.where) == f"in/X.xsd:1:{len(f'<xs:schema {XS}>') + 1}"
    assert problem.hint == (
        "in/lib/types.xsd may be it: say so in [tool.neto-gen.catalogue] with "
        '"http://schemas.example/" = ""'
    )
    with pytest.raises(Failure) as caught:
        loaded(importing(ADDRESS), {ADDRESS: "gone.xsd"})
    (problem,) = caught.value.problems
    what = f'the catalogue maps "{ADDRESS}" to in/gone.xsd, which does not exist'
    assert (problem.what, problem.hint) == (what, "put it there")


@pytest.mark.parametrize("location", [ADDRESS, "gone.xsd", "../gone.xsd"])
def test_an_import_that_nothing_needs(location: str) -> None:
    """An import whose file is not there does no harm until something refers to its namespace."""
    assert [d.name for d in loaded(importing(location)).documents] == ["X.xsd"]
    both = USE + USE.replace('"E"', '"F"')
    with pytest.raises(Failure) as caught:
        loaded(importing(location, body=both))
    (problem,) = {*caught.value.problems}
    assert location in problem.what


def test_an_include_that_is_not_there() -> None:
    """An include of no file is refused; the setting accepts it if all that is referred to is there."""
    text = f'<xs:schema {XS}><xs:include schemaLocation="gone.xsd"/>{{}}</xs:schema>'
    whole = MemoryFolder("in", {"X.xsd": text.format('<xs:element name="X"/>').encode()})
    source = MessageSource("X.xsd", "X")
    operations = [OperationSource("X", source, source)]
    with pytest.raises(Failure, match=r'the included file "gone\.xsd" is not in the schema folder'):
        read_contract(whole, operations)
    whole.accept_all()
    read_contract(whole, operations)
    assert [problem.rule for problem in whole.acceptance.accepted] == ["src-include"]
    part = MemoryFolder("in", {"X.xsd": text.format('<xs:element name="X" type="T"/>').encode()})
    part.accept_all()
    with pytest.raises(Failure, match='type "T" is not defined'):
        read_contract(part, operations)


def test_a_namespace_that_another_import_brings() -> None:
    """An address of nowhere does no harm where another import brings the namespace."""
    both = importing(ADDRESS).replace(
        "</xs:schema>", '<xs:import namespace="urn:t" schemaLocation="t.xsd"/></xs:schema>'
    )
    assert len(loaded(both, files={"t.xsd": TYPES}).documents) == 2


@pytest.mark.parametrize("namespace", PROVIDED)
def test_what_comes_with_it(namespace: str) -> None:
    """The W3C's own schemas are there, whatever address an import names, or none."""
    assert provided(namespace).target_namespace == namespace
    for location in (None, "http://www.w3.org/anywhere.xsd", "not/here.xsd"):
        names = [document.name for document in loaded(importing(location, namespace)).documents]
        assert names[:2] == ["X.xsd", namespace]
        assert len(names) == len({*names})


def test_a_copy_in_the_folder_goes_first() -> None:
    """A file of the folder for a namespace of the W3C is read in place of neto-gen's."""
    xlink = "http://www.w3.org/1999/xlink"
    own = f'<xs:schema {XS} targetNamespace="{xlink}"><xs:attribute name="mine"/></xs:schema>'
    both = importing("http://www.w3.org/1999/xlink.xsd", xlink).replace(
        "</xs:schema>", f'<xs:import namespace="{xlink}" schemaLocation="l.xsd"/></xs:schema>'
    )
    assert [d.name for d in loaded(both, files={"l.xsd": own}).documents] == ["X.xsd", "l.xsd"]


def test_the_nearest_of_several_files_is_suggested() -> None:
    """Of files that end alike, the one nearest to the file that refers to it may be meant."""
    first = f'<xs:schema {XS}><xs:include schemaLocation="a/b/main.xsd"/></xs:schema>'
    files = dict.fromkeys(("t/lib/types.xsd", "a/b/c/lib/types.xsd", "types.xsd"), TYPES)
    with pytest.raises(Failure) as caught:
        loaded(first, files={**files, "a/b/main.xsd": importing(ADDRESS, body=USE)})
    (problem,) = caught.value.problems
    assert problem.hint == (
        "in/a/b/c/lib/types.xsd may be it: say so in [tool.neto-gen.catalogue] with "
        '"http://schemas.example/" = "a/b/c/"'
    )


@pytest.mark.parametrize(
    ("namespace", "reference"),
    [
        ("http://www.w3.org/1999/xlink", '<xs:attributeGroup ref="n:simpleAttrs"/>'),
        (
            "http://www.w3.org/2000/09/xmldsig#",
            '<xs:sequence><xs:element ref="n:Signature"/></xs:sequence>',
        ),
        (
            "http://www.w3.org/2001/04/xmlenc#",
            '<xs:sequence><xs:element ref="n:EncryptedData"/></xs:sequence>',
        ),
        (
            "http://schemas.xmlsoap.org/soap/envelope/",
            '<xs:sequence><xs:element ref="n:Envelope"/></xs:sequence>',
        ),
        (
            "http://www.w3.org/2003/05/soap-envelope",
            '<xs:sequence><xs:element ref="n:Envelope"/></xs:sequence>',
        ),
        (
            "http://www.w3.org/2005/08/addressing",
            '<xs:sequence><xs:element ref="n:EndpointReference"/><xs:element ref="n:RelatesTo"/></xs:sequence>',
        ),
        (
            "http://www.w3.org/2001/XMLSchema-instance",
            '<xs:attribute ref="n:schemaLocation"/>',
        ),
        (
            "http://www.w3.org/2001/XMLSchema",
            '<xs:sequence><xs:element ref="n:schema"/></xs:sequence><xs:attributeGroup ref="n:occurs"/>',
        ),
    ],
)
def test_a_contract_with_them(namespace: str, reference: str) -> None:
    """Messages are made with what the W3C declares."""
    text = (
        f'<xs:schema {XS} xmlns:n="{namespace}"><xs:import namespace="{namespace}"/>'
        f'<xs:element name="X"><xs:complexType>{reference}</xs:complexType></xs:element></xs:schema>'
    )
    folder = MemoryFolder("in", {"X.xsd": text.encode()})
    source = MessageSource("X.xsd", "X")
    contract = read_contract(folder, [OperationSource("X", source, source)])
    assert contract.operations[0].response.files == ("X.xsd",)


def test_the_older_groups_of_xlink() -> None:
    """A schema that refers to groups that only older schemas of XLink define gets these, and others the W3C's."""
    xlink = "http://www.w3.org/1999/xlink"
    text = (
        f'<xs:schema {XS} xmlns:l="{xlink}"><xs:import namespace="{xlink}" schemaLocation="{ADDRESS}"/>'
        '<xs:element name="X"><xs:complexType><xs:attributeGroup ref="l:{}"/></xs:complexType></xs:element>'
        "</xs:schema>"
    )
    for group in ("simpleLink", "extendedLink", "locatorLink", "arcLink", "resourceLink"):
        components = loaded(text.replace("{}", group)).components
        assert Key("attributeGroup", QName(xlink, group)) in components
        assert Key("attributeGroup", QName(xlink, "simpleAttrs")) not in components
    components = loaded(text.replace("{}", "simpleAttrs")).components
    assert Key("attributeGroup", QName(xlink, "simpleLink")) not in components


def twice(first: str, second: str, how: str = "import") -> MemoryFolder:
    """Return a schema that two files lead to, of which one may be reached by way of a third."""
    via = {
        "import": f'<xs:schema {XS} targetNamespace="urn:v"><xs:import namespace="urn:t" '
        'schemaLocation="b.xsd"/></xs:schema>',
        "include": f'<xs:schema {XS} targetNamespace="urn:t"><xs:include schemaLocation="b.xsd"/>'
        "</xs:schema>",
    }[how]
    namespace = {"import": "urn:v", "include": "urn:t"}[how]
    text = (
        f'<xs:schema {XS} xmlns:t="urn:t"><xs:import namespace="urn:t" schemaLocation="a.xsd"/>'
        f'<xs:import namespace="{namespace}" schemaLocation="v.xsd"/>'
        '<xs:element name="X" type="t:T"/></xs:schema>'
    )
    if how == "include":  # one import of a file that includes both
        text = text.replace('schemaLocation="a.xsd"', 'schemaLocation="v.xsd"')
        via = via.replace("<xs:include", '<xs:include schemaLocation="a.xsd"/><xs:include')
    files = {"X.xsd": text, "v.xsd": via, "a.xsd": first, "b.xsd": second}
    return MemoryFolder("in", {name: content.encode() for name, content in files.items()})


def typed(facet: str, more: str = "") -> str:
    """Return a schema with a type."""
    return (
        f'<xs:schema {XS} targetNamespace="urn:t">{more}<xs:simpleType name="T">'
        f'<xs:restriction base="xs:string">{facet}</xs:restriction></xs:simpleType></xs:schema>'
    )


X = [OperationSource("X", MessageSource("X.xsd", "X"), MessageSource("X.xsd", "X"))]


@pytest.mark.parametrize("how", ["import", "include"])
def test_two_copies_of_a_file(how: str) -> None:
    """The same file by two names is the same schema, however both are reached."""
    read_contract(twice(typed(""), typed(""), how), X)


def test_two_imports_of_equal_definitions() -> None:
    """Files that two imports name may define the same, as long as they agree."""
    comment = "<xs:annotation><xs:documentation>of 2026</xs:documentation></xs:annotation>"
    read_contract(twice(typed(""), typed("", comment)), X)
    with pytest.raises(Failure, match='simpleType "T" is defined twice'):
        read_contract(twice(typed(""), typed("", comment), "include"), X)


def test_two_imports_that_differ() -> None:
    """Two versions of a file are refused with both places; if the setting accepts them, the first counts."""
    folder = twice(typed('<xs:maxLength value="1"/>'), typed('<xs:maxLength value="2"/>'))
    with pytest.raises(Failure) as caught:
        read_contract(folder, X)
    (problem,) = caught.value.problems
    assert problem.what.startswith('simpleType "T" differs from the one at in/a.xsd:1:')
    assert str(problem.where).startswith("in/b.xsd:1:")
    assert problem.hint is not None
    assert problem.hint.startswith("import only one of the two files; ")
    assert problem.rule == "sch-props-correct"
    folder.accept_all()
    (operation,) = read_contract(folder, X).operations
    text = operation.response.root.text
    assert isinstance(text, Scalar)
    assert text.facets.max_length == 1
