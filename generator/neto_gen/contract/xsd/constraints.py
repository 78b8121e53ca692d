"""What `xs:key`, `xs:unique` and `xs:keyref` say, and the rules for them.

https://www.w3.org/TR/xmlschema-1/#cIdentity-constraint_Definitions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.contract.model import IdentityConstraint
from neto_gen.contract.schema_text import SPACE, SchemaText
from neto_gen.contract.xsd import vocabulary
from neto_gen.contract.xsd.declarations import QName, full_name
from neto_gen.contract.xsd.xpath import steps_of
from neto_gen.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.contract.model import Path
    from neto_gen.contract.xsd.document import SchemaElement
    from neto_gen.contract.xsd.schema import Schema


def constraint_problem(element: SchemaElement) -> tuple[str, str] | None:
    """Return the problem of an identity constraint or a part of it, and a hint; None if it is valid."""
    name, attributes = element.name, element.attributes
    if name in {"selector", "field"}:
        missing = None if attributes.get("xpath", "").strip() else "xpath"
        return (f"xs:{name} has no {missing}", "say where it looks") if missing else None
    needed = ("name", "refer") if name == "keyref" else ("name",)
    missing = next((attribute for attribute in needed if not attributes.get(attribute)), None)
    if missing is not None:
        return f"xs:{name} has no {missing}", f"add the attribute {missing}"
    if name != "keyref" and "refer" in attributes:
        return f"xs:{name} has no attribute refer", "remove it, or make it an xs:keyref"
    parts = [child.name for child in element.schema_children()]
    parts = [part for part in parts if part not in vocabulary.ANNOTATIONS]
    if parts[:1] != ["selector"] or parts[1:] != ["field"] * max(len(parts) - 1, 1):
        what = f"xs:{name} has one xs:selector, and then one xs:field or more"
        return what, "say which elements it is about, and which values of theirs"
    return None


def identity_constraint(element: SchemaElement, target_namespace: str) -> IdentityConstraint:
    """Return what a valid `xs:key`, `xs:unique` or `xs:keyref` says."""
    parts = [c for c in element.schema_children() if c.name not in vocabulary.ANNOTATIONS]
    written = [part.attributes["xpath"] for part in parts]
    paths = [_path(text, part) for text, part in zip(written, parts, strict=True)]
    refer = element.attributes.get("refer")
    to = [] if refer is None else [f"to {element.resolve(refer).name}"]
    return IdentityConstraint(
        kind=element.name,
        name=full_name(QName(target_namespace, element.attributes["name"].strip(SPACE))),
        selector=paths[0],
        fields=tuple(paths[1:]),
        refer=None if refer is None else full_name(element.resolve(refer)),
        words=SchemaText(" ".join([element.name, *to, *written])),
    )


def _path(text: str, part: SchemaElement) -> Path:
    return tuple(tuple(map(SchemaText, steps)) for steps in steps_of(text, part.namespaces))


def constraints_problems(schema: Schema) -> Iterator[Problem]:
    """Yield the problems of identity constraints with each other: duplicate names, broken references."""
    found: dict[QName, SchemaElement] = {}
    references: list[SchemaElement] = []
    for document in schema.documents:
        for element in document.elements:
            if element.name not in vocabulary.CONSTRAINTS or not element.in_xml_schema:
                continue
            name = QName(document.target_namespace, element.attributes["name"])
            other = found.setdefault(name, element)
            if other is not element:
                what = f'the key "{name.name}" is defined twice, first at {other.location}'
                yield Problem(
                    what, element.location, "rename one of them", rule="sch-props-correct"
                )
            if element.name == "keyref":
                references.append(element)
    for element in references:
        refer = element.attributes["refer"]
        key = found.get(element.resolve(refer))
        if key is None or key.name == "keyref":
            what = f'key "{refer}" is not defined'
            hint = "name an xs:key or an xs:unique"
            yield Problem(what, element.location, hint, rule="src-resolve")
        elif _fields(key) != _fields(element):
            there, here = _fields(key), _fields(element)
            what = f'"{refer}" has {there} field{"s" if there > 1 else ""}, and this reference has {here}'
            hint = "give both the same number of fields"
            yield Problem(what, element.location, hint, rule="c-props-correct")


def _fields(element: SchemaElement) -> int:
    return sum(child.name == "field" for child in element.schema_children())
