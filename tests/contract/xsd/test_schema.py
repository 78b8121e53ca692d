"""The files of one schema."""

from __future__ import annotations

import pytest

from neto_gen.contract.xsd.declarations import QName
from neto_gen.contract.xsd.schema import Key, Schema, load
from neto_gen.problems import Failure
from tests.support import root, schema

TEXT = '<xs:element name="A" type="xs:string"/>'
TYPE = '<xs:simpleType name="T"><xs:restriction base="xs:string"/></xs:simpleType>'


def include(location: str) -> str:
    """Return an include."""
    return f'<xs:include schemaLocation="{location}"/>'


def loaded(files: dict[str, str]) -> Schema:
    """Return the schema of these files, the first of which is asked for."""
    contents = {name: text.encode() for name, text in files.items()}
    return load(next(iter(files)), contents.get, lambda name: f"folder/{name}")


def names(files: dict[str, str]) -> list[str]:
    """Return the files that a schema is made of."""
    return [document.name for document in loaded(files).documents]


def test_includes_are_relative_to_their_file() -> None:
    """A location is relative to the file that it stands in, and may be escaped."""
    files = {
        "X.xsd": schema(include("types/A%20B.xsd") + root("X", TEXT)),
        "types/A B.xsd": schema(include("../C.xsd")),
        "C.xsd": schema(TYPE),
    }
    assert names(files) == ["X.xsd", "types/A B.xsd", "C.xsd"]
    assert Key("type", QName("NetoAPI", "T")) in loaded(files).components


def test_includes_in_a_circle_are_loaded_once() -> None:
    """Files that include one another, or themselves, are each loaded once."""
    files = {
        "X.xsd": schema(include("Y.xsd") + include("./Y.xsd") + root("X", TEXT)),
        "Y.xsd": schema(include("X.xsd") + include("Y.xsd") + TYPE),
    }
    assert names(files) == ["X.xsd", "Y.xsd"]


def test_an_included_file_may_have_no_namespace() -> None:
    """A file without a target namespace takes that of the file that includes it."""
    files = {"X.xsd": schema(include("Y.xsd") + root("X", TEXT)), "Y.xsd": schema(TYPE, "")}
    assert names(files) == ["X.xsd", "Y.xsd"]


@pytest.mark.parametrize(
    "location",
    [
        "http://host/Y.xsd",
        "file:///etc/passwd",
        "data:text/xml,x",
        "/etc/passwd",
        "\\\\host\\Y",
        "",
    ],
)
def test_locations_that_are_no_paths(location: str) -> None:
    """Nothing is fetched, and nothing outside the folder is read."""
    with pytest.raises(Failure, match="is not a path inside the schema folder"):
        loaded({"X.xsd": schema(include(location) + root("X", TEXT))})


@pytest.mark.parametrize(
    "location", ["../Y.xsd", "a/../../Y.xsd", "%2e%2e/Y.xsd", "Y%00.xsd", "Z.xsd"]
)
def test_locations_that_are_not_there(location: str) -> None:
    """A file that is not in the folder is an error at the place of the include."""
    with pytest.raises(
        Failure, match=r"^folder/X\.xsd:2:1: the included file .* is not in the schema"
    ):
        loaded({"X.xsd": schema(include(location) + root("X", TEXT)), "Y.xsd": schema(TYPE)})


def test_another_namespace() -> None:
    """A file of another namespace cannot be included, and is named as the include names it."""
    files = {
        "X.xsd": schema(include("./%59.xsd") + root("X", TEXT)),
        "Y.xsd": schema(TYPE, 'targetNamespace="Other"'),
    }
    what = r'^folder/X\.xsd:2:1: "\./%59\.xsd" has the target namespace "Other", not "NetoAPI"$'
    with pytest.raises(Failure, match=what) as caught:
        loaded(files)
    (problem,) = caught.value.problems
    assert problem.hint == "an included file has the same target namespace, or none"


@pytest.mark.parametrize("again", [TYPE, '<xs:complexType name="T"/>'])
def test_a_type_that_is_defined_twice(again: str) -> None:
    """Two types of one name are an error, where xsdata keeps the last."""
    files = {
        "X.xsd": schema(include("Y.xsd") + TYPE + root("X", TEXT)),
        "Y.xsd": schema(again),
    }
    with pytest.raises(Failure, match=r'Y\.xsd:2:1: \w+ "T" is defined twice, first at folder/X'):
        loaded(files)


def test_problems_of_several_includes_are_told_together() -> None:
    """One broken include does not hide another."""
    files = {
        "X.xsd": schema(include("A.xsd") + "\n" + include("B.xsd") + root("X", TEXT)),
        "B.xsd": "<broken",
    }
    with pytest.raises(Failure) as caught:
        loaded(files)
    assert len(caught.value.problems) == 2
