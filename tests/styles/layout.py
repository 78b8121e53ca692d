"""From components to schema documents: which file, which namespace, which prefix."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from tests.styles.markup import XML_SCHEMA, Node, Printer, Reference, node
from tests.styles.options import NAMESPACE, TYPES_NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.styles.components import Component
    from tests.styles.options import Form, Options


@dataclass(slots=True)
class File:
    """A schema document. `namespace` is its target namespace, or None."""

    path: str
    namespace: str | None
    components: list[Reference] = field(default_factory=list[Reference])
    links: list[Node] = field(default_factory=list[Node])

    def link(self, tag: str, other: File, *children: Node) -> None:
        """Include, import or redefine another file."""
        location = posixpath.relpath(other.path, posixpath.dirname(self.path) or ".")
        namespace = other.namespace if tag == "import" else None
        self.links.append(node(tag, *children, namespace=namespace, schemaLocation=location))


def lay_out(
    components: Mapping[Reference, Component],
    roots: Sequence[str],
    folder: str,
    options: Options,
    form: Form,
) -> dict[str, str]:
    """Return the documents of the schemas with these root elements, by name.

    Each root is in a document of its name, and `folder` holds the others.
    """
    namespace = None if form == "no_namespace" else NAMESPACE
    mains = [File(f"{root}.xsd", namespace, [Reference("element", root)]) for root in roots]
    rest = [
        reference
        for reference in components
        if not any(reference in main.components for main in mains)
    ]
    types = File(f"{folder}/Types.xsd", namespace)
    if options.files == "one":
        mains[0].components += rest
        others: list[File] = []
    elif options.files in {"types", "elements", "mutual"}:
        movable = rest
        if form == "qualified":  # local elements would be in the wrong namespace
            movable = [it for it in rest if not _has_elements(components[it].node)]
        others = _import(mains[0], types, rest, movable, options)
    else:
        others = _include(components, mains, types, rest, options)
    files = [*mains, *others]
    homes = {reference: file.namespace for file in files for reference in file.components}
    return {file.path: _text(file, components, homes, options, form) for file in files}


def _include(
    components: Mapping[Reference, Component],
    mains: Sequence[File],
    types: File,
    rest: Sequence[Reference],
    options: Options,
) -> list[File]:
    """Spread `rest` over files that include each other: those that are new."""
    main = mains[0]
    other = File(types.path.replace("Types", "parts/Simple"), main.namespace)
    types.components += rest
    match options.files:
        case "nested" | "chameleon":
            other.components = [it for it in rest if components[it].node.tag == "simpleType"]
            types.components = [it for it in rest if it not in other.components]
            if options.files == "chameleon":
                types.namespace = other.namespace = None
            links = [(main, types), (main, other), (types, other)]
        case "circular":
            main.components += rest[::3]
            types.components, other.components = [*rest[1::3]], [*rest[2::3]]
            links = [(main, types), (types, other), (other, main), (other, types)]
        case "redefined":
            redefinitions = [components[reference].redefinition for reference in rest]
            main.link("redefine", types, *(it for it in redefinitions if it is not None))
            links = []
        case _:
            links = [(file, types) for file in mains]
    for file, included in links:
        file.link("include", included)
    return [types, other] if any(included is other for _, included in links) else [types]


def _import(
    main: File,
    types: File,
    rest: Sequence[Reference],
    movable: Sequence[Reference],
    options: Options,
) -> list[File]:
    """Spread `rest` over two namespaces, and what is `movable` into the other: its file."""
    types.namespace = None if options.files == "elements" else TYPES_NAMESPACE
    types.components += movable[::2] if options.files == "mutual" else movable
    main.components += [it for it in rest if it not in types.components]
    main.link("import", types)
    if options.files == "mutual":
        types.link("import", main)
    return [types]


def _has_elements(component: Node) -> bool:
    return any(inner.tag in {"element", "group"} for inner in component.descendants())


def _text(
    file: File,
    components: Mapping[Reference, Component],
    homes: Mapping[Reference, str | None],
    options: Options,
    form: Form,
) -> str:
    prefixes = {
        "namespace": {XML_SCHEMA: "xs", NAMESPACE: "", TYPES_NAMESPACE: "t"},
        "schema": {XML_SCHEMA: "", NAMESPACE: "tns", TYPES_NAMESPACE: "t"},
        "none": {XML_SCHEMA: "xsd", NAMESPACE: "n", TYPES_NAMESPACE: "t"},
        "scattered": {XML_SCHEMA: "xs"},
    }[options.default]
    numbers = count(1)

    def refer(reference: Reference) -> tuple[str, dict[str, str]]:
        namespace = XML_SCHEMA if reference.kind == "builtin" else homes[reference]
        if namespace is None:
            return reference.name, {}
        if namespace in prefixes:
            prefix = prefixes[namespace]
            return f"{prefix}:{reference.name}" if prefix else reference.name, {}
        prefix = f"q{next(numbers)}"
        return f"{prefix}:{reference.name}", {f"xmlns:{prefix}": namespace}

    imports = any(link.tag == "import" for link in file.links)
    known = {XML_SCHEMA, file.namespace, *(homes.values() if imports else ())}
    attributes = {
        f"xmlns:{prefix}" if prefix else "xmlns": namespace
        for namespace, prefix in prefixes.items()
        if namespace in known
    }
    if file.namespace is not None:
        attributes["targetNamespace"] = file.namespace
    if file.namespace != TYPES_NAMESPACE:
        attributes |= _form_defaults(options, form)
    content = (components[reference].node for reference in file.components)
    schema = node("schema", *file.links, *content, **attributes)
    lines = Printer(prefixes[XML_SCHEMA], refer).lines(schema)
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *lines, ""])


def _form_defaults(options: Options, form: Form) -> dict[str, str]:
    """Return the defaults for local declarations: the opposite of what each of them says, if they do."""
    if options.form_at == "schema":
        return {"elementFormDefault": "qualified"} if form == "qualified" else {}
    defaults = {"attributeFormDefault": "qualified"}
    if form != "qualified":
        defaults["elementFormDefault"] = "qualified"
    return defaults
