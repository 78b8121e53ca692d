"""A field of a record: what its dataclass, its checks and its documentation say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neto_gen.contract.document import XML_NAMESPACE
from neto_gen.contract.model import Scalar
from neto_gen.contract.text import SchemaText
from neto_gen.python import types
from neto_gen.python.code import Code, docstring, literal, paragraphs, prose, texts
from neto_gen.python.package import AnyElementsView, FieldView

if TYPE_CHECKING:
    from neto_gen.contract.model import AnyElements, Attribute, Element, Record, SimpleType
    from neto_gen.python.package import TypeChoice
    from neto_gen.python.types import SimpleView

_FIELD_INDENT = 4
_NOTHING = Code("")
_WIRE = {"text": "#text", "content": "#content"}  # of what has no name


def view_element(
    element: Element,
    name: Code,
    tag: Code,
    *,
    simple: SimpleView | None,
    choices: tuple[TypeChoice, ...],
    choice_stem: Code,
    strict: bool,
    fixed: Code | None,
) -> FieldView:
    """The view of an element as a field of this name; `strict` where what is required must be set."""
    record = choices[0].use if len(choices) == 1 and choices[0].name is None else None
    optional = element.nillable or element.repeated or not element.required
    annotation = _annotation(simple, choices)
    about = _about(
        element,
        _described(simple, choices, repeated=element.repeated),
        (
            _how_many(element.min_occurs, element.max_occurs)
            if element.repeated
            else ("required" if element.required else "")
        ),
        "when it is empty",
    )
    return FieldView(
        name=name,
        role="element",
        wire=element.name,
        tag=tag,
        simple=simple,
        record=record,
        choices=() if record else choices,
        choice_stem=choice_stem,
        repeated=element.repeated,
        required=strict and not optional,
        nillable=element.nillable,
        must_occur=element.required,
        default=fixed if strict and not optional else None,
        fixed=fixed,
        value_annotation=annotation,
        metadata=_element_metadata(element, simple),
        occurs_arguments=_occurs_arguments(element),
        about=about,
        documentation=paragraphs(element.documentation),
        docstring=_docstring(element, about),
    )


def view_attribute(
    attribute: Attribute,
    name: Code,
    tag: Code,
    *,
    simple: SimpleView,
    strict: bool,
    default: Code | None,
) -> FieldView:
    """The view of an attribute as a field of this name."""
    namespace = attribute.namespace
    local = attribute.name.untrusted
    key = f"@{local}"
    if namespace is not None:
        xml = namespace.untrusted == XML_NAMESPACE
        key = f"@xml:{local}" if xml else f"@{{{namespace.untrusted}}}{local}"
    entries: list[tuple[str, str]] = []
    if namespace is not None:
        entries.append(("namespace", literal(namespace)))
    if attribute.required:
        entries.append(("required", "True"))
    required = strict and attribute.required
    about = _about(
        attribute,
        f"attribute, {_described(simple, (), repeated=False)}",
        "required" if attribute.required else "",
        "when it is absent",
    )
    return FieldView(
        name=name,
        role="attribute",
        wire=SchemaText(key),
        tag=tag,
        simple=simple,
        record=None,
        choices=(),
        choice_stem=_NOTHING,
        repeated=False,
        required=required,
        nillable=False,
        must_occur=attribute.required,
        default=default,
        fixed=default if attribute.fixed is not None else None,
        value_annotation=simple.annotation,
        metadata=_metadata(
            "attribute", literal(attribute.name), [*entries, *simple.formats, *_facets(simple)]
        ),
        occurs_arguments=_NOTHING,
        about=about,
        documentation=paragraphs(attribute.documentation),
        docstring=_docstring(attribute, about),
    )


def view_text(
    record: Record, simple: SimpleView, *, strict: bool, default: Code | None
) -> FieldView:
    """The view of the text of a record, which is the `default` when it is empty."""
    parts = [_described(simple, (), repeated=False)]
    if record.fixed is not None:
        parts.append(f"always `{prose(record.fixed)}`")
    if record.default is not None:
        parts.append(f"`{prose(record.default)}` when it is empty")
    found = _special(
        "text",
        simple.annotation,
        _metadata("text", None, [*simple.formats, *_facets(simple)]),
        ", ".join(parts),
        "The text: {}.",
        simple=simple,
        required=strict,
    )
    return replace(found, empty=default, fixed=default if record.fixed is not None else None)


def view_any_attributes() -> FieldView:
    """The view of the attributes that the schema does not name."""
    return _special(
        "any_attributes",
        Code("dict[str, str]"),
        Code('{"type": "Attributes", "namespace": "##any"}'),
        "Attributes that the schema does not name, by name, a namespace in braces before it",
    )


def view_any_elements() -> FieldView:
    """The view of the elements that the schema does not name."""
    return _special(
        "any_elements",
        Code("_model.RawElement"),
        Code('{"type": "Ignore"}'),
        "Elements that the schema does not name",
    )


def view_content(annotation: Code, metadata: Code) -> FieldView:
    """The view of all that a record holds, where its order counts."""
    described = "What stands in the element, in its order"
    return _special("content", annotation, metadata, described)


def view_place(item: AnyElements) -> AnyElementsView:
    """The view of a place for elements that the schema does not name."""
    arguments = f", {texts(item.namespaces)}, excluded={item.excluded}"
    return AnyElementsView(arguments=Code(arguments))


def any_elements_arguments(item: AnyElements) -> AnyElementsView:
    """The same with how many there may be."""
    arguments = view_place(item).arguments
    if item.min_occurs:
        arguments = Code(f"{arguments}, min_occurs={item.min_occurs}")
    if item.max_occurs is not None:
        arguments = Code(f"{arguments}, max_occurs={item.max_occurs}")
    return AnyElementsView(arguments=arguments)


def _special(
    role: str,
    annotation: Code,
    metadata: Code,
    about: str,
    sentence: str = "{}.",
    *,
    simple: SimpleView | None = None,
    required: bool = False,
) -> FieldView:
    """The view of a field that is called after its role."""
    return FieldView(
        name=Code(role),
        role=role,
        wire=SchemaText(_WIRE.get(role, "")),
        tag=_NOTHING,
        simple=simple,
        record=None,
        choices=(),
        choice_stem=_NOTHING,
        repeated=role in {"any_elements", "content"},
        required=required or role == "any_attributes",
        nillable=False,
        must_occur=False,
        default=None,
        fixed=None,
        value_annotation=annotation,
        metadata=metadata,
        occurs_arguments=_NOTHING,
        about=Code(about),
        documentation=(),
        docstring=docstring(Code(sentence.format(about)), indent=_FIELD_INDENT),
    )


def _annotation(simple: SimpleView | None, choices: tuple[TypeChoice, ...]) -> Code:
    if simple is not None:
        return simple.annotation
    if choices:
        return Code(" | ".join(dict.fromkeys(choice.use.class_name for choice in choices)))
    return Code("Any")


def _element_metadata(element: Element, simple: SimpleView | None) -> Code:
    """The field's metadata."""
    entries: list[tuple[str, str]] = []
    if element.namespace:
        entries.append(("namespace", literal(element.namespace)))
    if element.repeated:
        if element.min_occurs:
            entries.append(("min_occurs", str(element.min_occurs)))
        if element.max_occurs is not None:
            entries.append(("max_occurs", str(element.max_occurs)))
    elif element.required:
        entries.append(("required", "True"))
    if element.nillable:
        entries.append(("nillable", "True"))
    if simple is not None:
        entries += [*simple.formats, *_facets(simple)]
    return _metadata("element", literal(element.name), entries)


def _facets(simple: SimpleView) -> list[tuple[str, str]]:
    """The facets that xsdata has metadata for."""
    return [
        (str(name), str(value))
        for name, value in simple.arguments
        if name not in {"patterns", "values"}
    ]


def _metadata(role: str, name: Code | None, entries: list[tuple[str, str]]) -> Code:
    """A call of the runtime that gives a field's metadata in the form that xsdata reads."""
    arguments = ([name] if name else []) + [Code(f"{key}={value}") for key, value in entries]
    return Code(f"_model.{role}({', '.join(arguments)})")


def _occurs_arguments(element: Element) -> Code:
    """The arguments of the check of how often an element occurs."""
    if not element.repeated:
        return Code(", required=True" if element.required and not element.nillable else "")
    arguments = f", min_occurs={element.min_occurs}" if element.min_occurs else ""
    if element.max_occurs is not None:
        arguments += f", max_occurs={element.max_occurs}"
    return Code(arguments)


def _described(
    simple: SimpleView | None, choices: tuple[TypeChoice, ...], *, repeated: bool
) -> str:
    if simple is None:
        names = " or ".join(dict.fromkeys(choice.use.class_name for choice in choices))
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
    """What a field may hold, and its default `when` a document says nothing."""
    parts = [part for part in (described, occurs) if part]
    if declared.fixed is not None:
        parts.append(f"always `{prose(declared.fixed)}`")
    if declared.default is not None:
        parts.append(f"`{prose(declared.default)}` {when}")
    return Code(", ".join(parts))


def _docstring(declared: Element | Attribute, about: Code) -> Code:
    summary = Code(f"`{prose(declared.name)}`: {about}.")
    return docstring(summary, *paragraphs(declared.documentation), indent=_FIELD_INDENT)


def _how_many(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {least}" if least else "any number"
    return f"{least} to {most}" if least else f"up to {most}"


def is_text(simple_type: SimpleType) -> bool:
    """Whether values of a type are plain texts."""
    return isinstance(simple_type, Scalar) and types.kind_of(simple_type) in {
        types.STRING,
        types.TOKEN,
    }
