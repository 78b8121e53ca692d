"""The page about XML Schema names everything that the generator knows of it."""

from __future__ import annotations

import ast

import pytest

from neto_gen.contract.xsd import vocabulary
from tests.support import REPOSITORY

PAGE = (REPOSITORY / "docs" / "schemas.md").read_text(encoding="utf-8")
UNDERSTOOD, REFUSED = PAGE.split("## Refused")


@pytest.mark.parametrize("name", sorted({*vocabulary.ELEMENTS} - vocabulary.DOCUMENTATION))
def test_every_construct_is_documented(name: str) -> None:
    """The tables say what becomes of every element of XML Schema that is understood."""
    assert f"`xs:{name}`" in UNDERSTOOD or f"`xs:{name} " in UNDERSTOOD


@pytest.mark.parametrize("name", sorted(vocabulary.BUILTIN_TYPES))
def test_every_built_in_type_is_documented(name: str) -> None:
    """The tables say what Python type every built-in type becomes."""
    assert f"`{name}`" in UNDERSTOOD or f"`xs:{name}`" in UNDERSTOOD


@pytest.mark.parametrize("name", sorted(vocabulary.UNSUPPORTED_ELEMENTS))
def test_every_refused_construct_is_documented(name: str) -> None:
    """The table of what is refused names every element that is."""
    assert f"`xs:{name}`" in REFUSED


@pytest.mark.parametrize("name", sorted(vocabulary.UNSUPPORTED_TYPES))
def test_every_refused_type_is_documented(name: str) -> None:
    """The table of what is refused names every built-in type that is."""
    assert f"`{name}`" in REFUSED


# What of the table says that a function of the generator refuses something.
ROWS = {
    "circle_problems": "that contain themselves",
    "constraints_problems": "`xs:key`, `xs:keyref`, `xs:unique` without a name",
    "_element_problems": "either for an `ID`",
    "_substitution_problems": "whose type does not follow from that of the head",
    "_attribute_problems": "another fixed value than where it is declared, the name `xmlns`",
    "_simple_problems": "restrictions of `xs:anySimpleType`",
    "_facet_problems": "change what is `fixed` in it",
    "_final_problem": "a type made of one whose `final` rules that out",
    "_complex_problems": "two of type `ID`",
    "_all_problems": "`xs:all` more than once or inside of other groups",
    "_base_problems": "simple content without text",
    "_extension_problems": "an extension that is mixed where its base is not",
    "_restriction_problems": "a restriction that allows elements, text",
    "_restricted_element": "attributes, values or types that its base does not",
    "_restricted_attributes": "a restriction that allows elements, text, attributes",
    "determinism.add": "(Unique Particle Attribution)",
    "parse": "what is not well-formed, has another root",
    "require_encoding": "an encoding other than",
    "refuse_doctype": "another `<!DOCTYPE …>`",
    "start": "a file of more than 32 MiB or 1,000 levels",
    "text": "text between its elements",
    "problems_of": "facets that do not go with the type, stand twice",
    "_length_problems": "a length beside a minimum or a maximum",
    "contradiction": "leave no value",
    "_group": "groups 50 times",
    "_place": "one element twice in a record, with two types",
    "place_problems": "elements in another order",
    "_annotation_problems": "an `xs:annotation` that is not first or stands twice",
    "_scope_problems": "definitions without a name, and names on those inside others",
    "_group_problems": "more than one of an element in `xs:all`",
    "message": "a root that is not there, or is abstract",
    "complex._add": "simple content without text, complex content of a simple type",
    "messages._add": "a default or a fixed value that is no value of its type",
    "simple._add": "lists of lists",
    "_grammar_problems": "definitions that are nested or based on each other more than 100 times",
    "_identifier_problems": "an `id` twice",
    "_misplaced": "elements and attributes that the language does not have, or not there",
    "_occurs_problems": "counts that are no numbers, or a least above the most",
    "_content_problems": "`xs:notation` without a name",
    "_reference_problem": "references to what is not defined, or is of a namespace",
    "_reference_problems": "or is of a namespace that the file does not import",
    "_redefined_attributes": "a group of attributes that allows more than what it redefines",
    "_builtin_problem": "the type `error`",
    "load": "a `schemaLocation` outside the schema folder",
    "_redefinition_problems": "or that does not build on what it redefines",
    "follow": "an import of the namespace of the file itself",
    "nowhere": "a `schemaLocation` outside the schema folder",
    "open": "a file of another namespace than the reference says",
    "declare": "two definitions of one name",
    "change": "a redefinition of what is not there",
    "read_definitions": "definitions that are nested",
    "_path_lengths": "a message with more than 250 levels",
    "size.add": "25,000 fields, 50,000 values of enumerations",
    "_warnings_are_problems": "anything that xsdata",
    "emit": "anything that xsdata",
}


def _is_problem(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem"
    )


def _refusing() -> list[str]:
    """The functions that find problems with schemas; with their module where another has the name."""
    found = (
        (path.stem, function.name)
        for path in sorted((REPOSITORY / "generator" / "neto_gen" / "contract").rglob("*.py"))
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef) and any(map(_is_problem, ast.walk(function)))
    )
    return [
        f"{module}.{name}" if f"{module}.{name}" in ROWS else name
        for module, name in dict.fromkeys(found)
    ]


@pytest.mark.parametrize("function", sorted({*_refusing()}))
def test_every_refusal_is_documented(function: str) -> None:
    """The table of what is refused has a row for each function of the generator that refuses."""
    assert function in ROWS, "say in docs/schemas.md what it refuses, and name the row here"
    assert ROWS[function] in REFUSED


def test_no_row_is_about_what_is_gone() -> None:
    """What the test of the table knows of refuses something still."""
    assert {*ROWS} == {*_refusing()}
