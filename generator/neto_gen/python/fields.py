"""A field of a record: what its dataclass, its checks and its documentation say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.contract.model import Record, Scalar
from neto_gen.contract.vocabulary import NCNAME
from neto_gen.python import types
from neto_gen.python.code import Code, docstring, literal, paragraphs, prose
from neto_gen.python.package import FieldView

if TYPE_CHECKING:
    from neto_gen.contract.model import Field
    from neto_gen.contract.text import SchemaText

_FIELD_INDENT = 4


def view_field(
    element: Field, name: Code, *, class_name: Code | None, stem: Code | None, required: bool
) -> FieldView:
    """The view of an element as a field of this name.

    `class_name` is the class of the record or of the enumeration that the element holds, and `stem`
    what the functions of that record are called after. `required` fields have no default.
    """
    kind = None if isinstance(element.type, Record) else types.kind_of(element.type)
    facets = (
        types.facet_arguments(element.type.facets, kind)
        if isinstance(element.type, Scalar) and kind
        else []
    )
    return FieldView(
        name=name,
        wire_name=_xml_name(element.name),
        wire_literal=literal(element.name),
        kind=kind,
        class_name=class_name,
        stem=stem,
        repeated=element.repeated,
        required=required,
        value_annotation=class_name or (kind.annotation if kind else Code("")),
        metadata=_metadata(element, kind, facets),
        value_arguments=_value_arguments(element, kind, class_name, facets),
        occurs_arguments=_occurs_arguments(element),
        docstring=_docstring(element, kind, class_name),
    )


def _xml_name(name: SchemaText) -> Code:
    """The name as it stands in a tag, and in an f-string: names hold no brace and no quote."""
    if not NCNAME.fullmatch(name.untrusted):
        message = f"not a name in XML: {name!r}"
        raise ValueError(message)
    return Code(name.untrusted)


def _metadata(element: Field, kind: types.Kind | None, facets: list[tuple[Code, Code]]) -> Code:
    """The field's metadata in the form that xsdata reads."""
    namespace = literal(element.namespace) if element.namespace else Code("''")
    entries: list[tuple[str, str]] = [
        ("name", literal(element.name)),
        ("type", "'Element'"),
        ("namespace", namespace),
    ]
    if element.repeated:
        if element.min_occurs:
            entries.append(("min_occurs", str(element.min_occurs)))
        if element.max_occurs is not None:
            entries.append(("max_occurs", str(element.max_occurs)))
    elif element.required:
        entries.append(("required", "True"))
    if kind is types.DATE_TIME:
        entries.append(("format", "'%Y-%m-%dT%H:%M:%S'"))
    elif kind is types.DATE:
        entries.append(("format", "'%Y-%m-%d'"))
    entries.extend(facets)
    return Code("{" + ", ".join(f"'{key}': {value}" for key, value in entries) + "}")


def _value_arguments(
    element: Field,
    kind: types.Kind | None,
    class_name: Code | None,
    facets: list[tuple[Code, Code]],
) -> Code:
    """The arguments of the check of one value; how often it occurs is checked apart."""
    arguments = [f", {class_name}"] if kind is types.ENUMERATION else []
    if element.required or element.repeated:
        arguments.append(", required=True")
    arguments += [f", {name}={value}" for name, value in facets]
    return Code("".join(arguments))


def _occurs_arguments(element: Field) -> Code:
    """The arguments of the check of how often an element occurs."""
    if not element.repeated:
        return Code(", required=True" if element.required else "")
    arguments = f", min_occurs={element.min_occurs}" if element.min_occurs else ""
    if element.max_occurs is not None:
        arguments += f", max_occurs={element.max_occurs}"
    return Code(arguments)


def _docstring(element: Field, kind: types.Kind | None, class_name: Code | None) -> Code:
    parts: list[str] = []
    if kind is None:
        parts.append(f"{'records' if element.repeated else 'record'} {class_name}")
    elif class_name is not None:
        parts.append(f"{kind.described} {class_name}")
    else:
        parts.append(kind.described)
        if isinstance(element.type, Scalar):
            parts += types.facets_described(element.type.facets)
    if element.repeated:
        parts.append(_how_many(element))
    elif element.required:
        parts.append("required")
    summary = Code(f"`{prose(element.name)}`: {', '.join(parts)}.")
    return docstring(summary, *paragraphs(element.documentation), indent=_FIELD_INDENT)


def _how_many(element: Field) -> str:
    least, most = element.min_occurs, element.max_occurs
    if most is None:
        return f"at least {least}" if least else "any number"
    return f"{least} to {most}" if least else f"up to {most}"
