"""The page about XML Schema names everything that the generator knows of it."""

from __future__ import annotations

import ast
from functools import cache

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
    "_element_problems": "either of them for an `ID`",
    "_substitution_problems": "whose type is not derived from that of the head",
    "_attribute_problems": "that differs from that of the declaration, the name `xmlns`",
    "_simple_problems": "restrictions of `xs:anySimpleType`",
    "_facet_problems": "change a facet that is `fixed` in it",
    "_final_problem": "forbids it with `final`",
    "_complex_problems": "two attributes of type `ID`",
    "_all_problems": "`xs:all` more than once or inside another group",
    "_base_problems": "simple content without text",
    "_extension_problems": "a mixed extension of a base that is not mixed",
    "_restriction_problems": "a restriction that allows elements, text",
    "_restricted_content": "or processes wildcards less strictly",
    "_restricted_text": "values or types that its base does not allow",
    "_restricted_element": "attributes, values or types that its base does not",
    "_restricted_attributes": "a restriction that allows elements, text, attributes",
    "determinism.add": "(Unique Particle Attribution)",
    "_version": "a version that is not a number",
    "parse": "a file that is not well-formed, has another root",
    "require_encoding": "an encoding other than",
    "refuse_doctype": "any other external `<!DOCTYPE …>`",
    "start": "a file of more than 32 MiB or 1,000 levels",
    "text": "text between its elements",
    "problems_of": "facets that do not apply to the type, are repeated",
    "_length_problems": "a length together with a minimum or maximum length",
    "contradiction": "exclude every value",
    "_undeclared": "a value of type `NOTATION`",
    "_group": "groups more than 50 levels deep",
    "_place": "the same element twice in a record, with different types",
    "place_problems": "elements in the wrong order",
    "_annotation_problems": "an `xs:annotation` that is repeated or not first",
    "_scope_problems": "global definitions without a name, and local ones with a name",
    "_group_problems": "`maxOccurs` above 1 in `xs:all`",
    "message": "a root that does not exist, or that is abstract",
    "complex._add": "simple content without text, complex content of a simple type",
    "messages._add": "a default or fixed value that is not a value of its type",
    "simple._add": "lists of lists",
    "_grammar_problems": "definitions that are nested, or based on each other, more than 100 levels deep",
    "_identifier_problems": "an `id` that is used twice",
    "_misplaced": "unknown elements and attributes, also in the wrong place",
    "_occurs_problems": "counts that are not numbers, or a minimum above the maximum",
    "_content_problems": "`xs:notation` without a name",
    "_reference_problem": "references to undefined names",
    "_reference_problems": "or to namespaces that the file does not import",
    "_redefined_attributes": "an attribute group that allows more than the original",
    "_builtin_problem": "the type `error`",
    "load": "a `schemaLocation` outside the schema folder",
    "_redefinition_problems": "one that is not based on the original",
    "follow": "an import of the file's own namespace",
    "nowhere": "a `schemaLocation` outside the schema folder",
    "open": "a file whose namespace differs from that of the reference",
    "declare": "two definitions of the same name",
    "change": "a redefinition of something that does not exist",
    "read_definitions": "definitions that are nested",
    "_path_lengths": "a message with more than 250 levels",
    "size.add": "25,000 fields, 200,000 values of enumerations",
    "_warnings_are_problems": "anything that xsdata",
    "emit": "anything that xsdata",
}


def _is_problem(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem"
    )


@cache
def _refusing() -> list[str]:
    """Return the functions that find problems of schemas, with their module if names repeat."""
    found = (
        (path.stem, function.name)
        for path in sorted((REPOSITORY / "generator" / "neto_gen" / "contract").rglob("*.py"))
        if "Problem(" in (text := path.read_text(encoding="utf-8"))
        for function in ast.walk(ast.parse(text))
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
