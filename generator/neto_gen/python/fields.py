"""A field of a record: what its dataclass, its checks and its documentation say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.contract.model import Facets, Scalar
from neto_gen.contract.schema_text import SchemaText
from neto_gen.contract.xsd.document import XML_NAMESPACE
from neto_gen.python import types
from neto_gen.python.code import Code, call, literal, paragraphs, prose, texts
from neto_gen.python.package import FieldView
from neto_gen.python.types import is_anything

if TYPE_CHECKING:
    from neto_gen.contract.model import (
        AnyAttributes,
        AnyElements,
        Attribute,
        Element,
        Record,
        SimpleType,
    )
    from neto_gen.python.package import ListView, TypeChoice
    from neto_gen.python.types import SimpleView

_MOST_NAMED = 10  # records that a description names
_WIRE = {"text": "#text", "content": "#content"}  # of what has no name


def view_element(
    element: Element,
    name: Code,
    tag: SchemaText,
    *,
    simple: SimpleView | None,
    choices: tuple[TypeChoice, ...],
    strict: bool,
    fixed: Code | None,
    default: Code | None,
    taken: Code | None,
    wrapped: Code | None,
    listed: ListView | None,
) -> FieldView:
    """Return the view of an element as a field; with `strict`, required elements must be set.

    `listed` are the types of `choices`, but for that of the element itself, where these are many.
    """
    demanded = strict and element.required
    declared = declared_element(
        element,
        tag,
        simple=simple,
        choices=choices,
        listed=listed,
        fixed=fixed,
        empty=default,
        required=demanded and not element.nillable and not element.repeated,
    )
    if element.repeated:
        bounds = {} if element.max_occurs is None else {"max_occurs": Code(str(element.max_occurs))}
        if element.min_occurs:
            bounds = {"min_occurs": Code(str(element.min_occurs)), **bounds}
        declared = call("many", declared, **bounds)
    return FieldView(
        name=name,
        role="element",
        wire=element.key,
        simple=simple,
        choices=choices,
        repeated=element.repeated,
        demanded=demanded,
        nillable=element.nillable,
        default=fixed,
        value_annotation=_annotation(simple, choices),
        declared=declared,
        is_limited=_is_limited(element, simple),
        documentation=paragraphs(element.documentation),
        about=_about(
            element,
            _described(simple, choices, repeated=element.repeated),
            (
                _how_many(element.min_occurs, element.max_occurs)
                if element.repeated
                else ("required" if element.required else "")
            ),
            "when it is empty",
        ),
        taken=taken,
        wrapped=wrapped,
        shown_annotation=None if listed is None else _shown(choices, listed),
    )


def declared_element(
    element: Element,
    tag: SchemaText,
    *,
    simple: SimpleView | None,
    choices: tuple[TypeChoice, ...],
    listed: ListView | None = None,
    fixed: Code | None = None,
    empty: Code | None = None,
    required: bool = False,
    is_part: bool = False,
) -> Code:
    """Return the expression that declares an element; `is_part` if no annotation names its class."""
    more: dict[str, Code | None] = {
        "namespace": literal(element.namespace) if element.namespace else None,
        "qualified": _flag(element.qualified),
        "tag": literal(tag) if tag != element.name else None,
        "must_occur": _flag(element.required and not element.repeated and not required),
        "nillable": _flag(element.nillable),
        "block": texts(sorted(element.block)) if element.block else None,
        "vacant": _flag(element.vacant),
        "fixed": fixed,
        "empty": empty,
    }
    given = {argument: code for argument, code in more.items() if code is not None}
    name = literal(element.name)
    if simple is not None:
        return simple.declaration(name, more=given.items())
    if not choices:
        if isinstance(element.type, Scalar):  # any simple type at all
            given["is_text"] = Code("True")
        return call("raw", name, **given)
    if len(choices) == 1 and choices[0].name is None:
        of = {"of": literal(choices[0].class_name)} if is_part else {}
        return call("nested", name, **of, **given)
    return call("choice", name, *_chosen(choices, listed), **given)


def _chosen(choices: tuple[TypeChoice, ...], listed: ListView | None) -> list[Code]:
    """Return the arguments that declare choices, of which a list may have all but the element's own."""
    if listed is None:
        return [choice.declared for choice in choices]
    own = (choice.declared for choice in choices if choice.name is None)
    return [*own, Code(f"*{listed.name}")]


def _flag(is_set: bool) -> Code | None:  # noqa: FBT001 - inner function
    return Code("True") if is_set else None


def view_attribute(
    attribute: Attribute,
    name: Code,
    tag: SchemaText,
    *,
    simple: SimpleView,
    strict: bool,
    default: Code | None,
    taken: Code | None,
) -> FieldView:
    """Return the view of an attribute as a field."""
    namespace = attribute.namespace
    local = attribute.name.untrusted
    key = f"@{local}"
    more: dict[str, Code] = {}
    if namespace is not None:
        xml = namespace.untrusted == XML_NAMESPACE
        key = f"@xml:{local}" if xml else f"@{{{namespace.untrusted}}}{local}"
        more = {"namespace": literal(namespace), "tag": literal(tag)}
    required = strict and attribute.required
    if attribute.required and not required:
        more["must_occur"] = Code("True")
    if attribute.fixed is not None and default is not None:
        more["fixed"] = default
    given = {} if default is None or attribute.fixed is not None else {"default": default}
    return FieldView(
        name=name,
        role="attribute",
        wire=SchemaText(key),
        simple=simple,
        choices=(),
        repeated=False,
        demanded=required,
        nillable=False,
        default=default,
        value_annotation=simple.annotation,
        declared=call(
            "attribute", simple.declaration(literal(attribute.name), more=more.items()), **given
        ),
        is_limited=_is_limited(attribute, simple),
        documentation=paragraphs(attribute.documentation),
        about=_about(
            attribute,
            f"attribute, {_described(simple, (), repeated=False)}",
            "required" if attribute.required else "",
            "when it is absent",
        ),
        taken=taken,
    )


def view_text(
    record: Record,
    simple: SimpleView,
    *,
    strict: bool,
    default: Code | None,
    taken: Code | None,
) -> FieldView:
    """Return the view of a record's text as a field; `default` is its value when it is empty."""
    parts = [_described(simple, (), repeated=False)]
    if record.fixed is not None:
        parts.append(f"always `{prose(record.fixed)}`")
    if record.default is not None:
        parts.append(f"`{prose(record.default)}` when it is empty")
    more = {} if default is None else {"empty" if record.fixed is None else "fixed": default}
    any_type = {"is_any": Code("True")} if is_anything(simple.type) else {}
    return _special(
        "text",
        simple.annotation,
        call("own_text", simple.declaration(more=more.items()), **any_type),
        ", ".join(parts),
        simple=simple,
        required=strict,
        taken=taken,
    )


def view_any_attributes(wildcard: AnyAttributes | None) -> FieldView:
    """Return the view of the field for attributes that the schema does not name."""
    return _special(
        "any_attributes",
        Code("dict[str, str]"),
        declared_any_attributes(wildcard),
        "Attributes that the schema does not name, by name, a namespace in braces before it",
        required=True,
    )


def declared_any_attributes(wildcard: AnyAttributes | None) -> Code:
    """Return the expression that declares a wildcard for attributes."""
    limits: dict[str, Code] = {}
    if wildcard is not None and (wildcard.namespaces or not wildcard.excluded):
        limits["namespaces"] = texts(wildcard.namespaces)
        if not wildcard.excluded:
            limits["excluded"] = Code("False")
    if wildcard is not None and wildcard.process_contents == "strict":
        limits["strict"] = Code("True")
    if wildcard is not None and wildcard.process_contents == "skip":
        limits["skip"] = Code("True")
    return call("any_attributes", **limits)


def view_any_elements(name: Code, item: AnyElements) -> FieldView:
    """Return the view of the field for elements that the schema does not name."""
    bounds: dict[str, Code] = {}
    if item.min_occurs:
        bounds["min_occurs"] = Code(str(item.min_occurs))
    if item.max_occurs is not None:
        bounds["max_occurs"] = Code(str(item.max_occurs))
    return _special(
        "any_elements",
        Code("_model.RawElement"),
        declared_any(item, bounds),
        "Elements that the schema does not name",
        name=name,
    )


def view_content(
    annotation: Code,
    parts: list[Code],
    *,
    mixed: bool,
    empty: SchemaText | None,
    is_fixed: bool,
    listed: ListView | None,
) -> FieldView:
    """Return the view of the field for ordered content.

    `empty` is its text when it is empty, and the only text that it may have where it `is_fixed`. `listed` are
    its `parts`, where these are many.
    """
    about = "What stands in the element, in its order"
    more = {"mixed": Code("True")} if mixed else {}
    if empty is not None:
        more["empty"] = literal(empty)
    if is_fixed:
        more["is_fixed"] = Code("True")
    if listed is not None:
        parts = [Code(f"*{listed.name}")]
    declared = call("content", *parts, **more)
    shown = None if listed is None else listed.union
    return _special("content", annotation, declared, about, shown_annotation=shown)


def declared_any(item: AnyElements, bounds: dict[str, Code] | None = None) -> Code:
    """Return the expression that declares a wildcard for elements."""
    more = {"excluded": Code(str(item.excluded)), **(bounds or {})}
    if item.process_contents == "strict":
        more["strict"] = Code("True")
    if item.process_contents == "skip":
        more["skip"] = Code("True")
    if item.vacant:
        more["vacant"] = Code("True")
    return call("any_elements", texts(item.namespaces), **more)


def _special(
    role: str,
    annotation: Code,
    declared: Code,
    about: str,
    *,
    name: Code | None = None,
    simple: SimpleView | None = None,
    required: bool = False,
    taken: Code | None = None,
    shown_annotation: Code | None = None,
) -> FieldView:
    """Return the view of a field that is named after its role."""
    return FieldView(
        name=name or Code(role),
        role=role,
        wire=SchemaText(_WIRE.get(role, "")),
        simple=simple,
        choices=(),
        repeated=role in {"any_elements", "content"},
        demanded=required,
        nillable=False,
        default=None,
        value_annotation=annotation,
        declared=declared,
        is_limited=False,
        documentation=(),
        about=Code(about),
        taken=taken,
        shown_annotation=shown_annotation,
    )


def _annotation(simple: SimpleView | None, choices: tuple[TypeChoice, ...]) -> Code:
    if simple is not None:
        return simple.annotation
    if choices:
        return Code(" | ".join(dict.fromkeys(choice.class_name for choice in choices)))
    return Code("Any")


def _shown(choices: tuple[TypeChoice, ...], listed: ListView) -> Code:
    """Return the annotation for choices of which most are listed elsewhere."""
    own = (choice.class_name for choice in choices if choice.name is None)
    return Code(" | ".join(dict.fromkeys((*own, listed.union))))


def _described(
    simple: SimpleView | None, choices: tuple[TypeChoice, ...], *, repeated: bool
) -> str:
    if simple is None:
        classes = [*dict.fromkeys(choice.class_name for choice in choices)]
        if len(classes) > _MOST_NAMED:
            classes[_MOST_NAMED:] = [Code(f"one of {len(classes) - _MOST_NAMED} others")]
        names = " or ".join(classes)
        return f"{'records' if repeated else 'record'} {names}" if names else "any content"
    parts = [str(simple.described)]
    facets = getattr(simple.type, "facets", None)
    if facets is not None:
        parts += types.facets_described(facets, simple.kind)
        if simple.is_patterned:
            parts.append(f"of the form `{prose(facets.patterns[-1])}`")
        if facets.values:
            parts.append(f"one of {', '.join(prose(value) for value in facets.values)}")
    return ", ".join(parts)


def _about(declared: Element | Attribute, described: str, occurs: str, when: str) -> Code:
    """Describe what a field may hold, and its default, which applies `when`."""
    parts = [part for part in (described, occurs) if part]
    if declared.fixed is not None:
        parts.append(f"always `{prose(declared.fixed)}`")
    if declared.default is not None:
        parts.append(f"`{prose(declared.default)}` {when}")
    return Code(", ".join(parts))


def _is_limited(declared: Element | Attribute, simple: SimpleView | None) -> bool:
    """Tell whether a field allows fewer values than its Python type, or has a default."""
    if declared.fixed is not None or declared.default is not None:
        return True
    facets: Facets = getattr(simple.type if simple else None, "facets", Facets())
    return facets != Facets()


def _how_many(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {least}" if least else "any number"
    return f"{least} to {most}" if least else f"up to {most}"


def is_text(simple_type: SimpleType) -> bool:
    """Tell whether values of a type are plain strings."""
    return isinstance(simple_type, Scalar) and types.kind_of(simple_type) in {
        types.STRING,
        types.TOKEN,
    }
