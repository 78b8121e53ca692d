"""Names as they stand in the tags of a document: with a prefix where they are in a namespace."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from neto_gen.contract.model import AnyElements, Element, SimpleType
from neto_gen.contract.schema_text import SchemaText
from neto_gen.contract.xsd.document import XML_NAMESPACE
from neto_gen.contract.xsd.vocabulary import NCNAME
from neto_gen.problems import ExitCode, Failure, Problem
from neto_gen.python.code import Code, literal
from neto_gen.python.types import has_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.contract.model import DerivedType, Message, Record

_XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(slots=True)
class Tags:
    """The tags of one message.

    Where elements are written without a namespace, as some APIs want it, only attributes have
    prefixes. `default` is the namespace that needs no prefix, or None; `apart` are the elements that
    their namespaces tell from others, by their keys. It `has_names` where values may have prefixes, and
    `has_types_apart` where the prefix of a type tells it from another.
    """

    qualified: bool
    default: SchemaText | None = None
    prefixes: dict[SchemaText, str] = field(default_factory=dict[SchemaText, str])
    namespaces: list[SchemaText] = field(default_factory=list[SchemaText])
    apart: list[SchemaText] = field(default_factory=list[SchemaText])
    has_names: bool = False
    has_types_apart: bool = False
    needs_xsi: bool = False
    has_any: bool = False

    @property
    def is_scoped(self) -> bool:
        """Whether the meaning of prefixes in each element is kept."""
        return self.has_names or self.has_types_apart

    @property
    def key(self) -> tuple[object, ...]:
        """The key that messages with the same tags have in common."""
        return (
            (self.default, tuple(self.prefixes.items())) if self.qualified or self.prefixes else ()
        )

    def element(self, name: SchemaText, namespace: SchemaText | None) -> SchemaText:
        """Return an element's name in tags, with its prefix."""
        prefix = self.prefixes.get(namespace) if self.qualified and namespace is not None else None
        return _tag(name, prefix)

    def attribute(self, name: SchemaText, namespace: SchemaText | None) -> SchemaText:
        """Return an attribute's name in tags, with its prefix."""
        if namespace is None:
            return _tag(name, None)
        xml = namespace.untrusted == XML_NAMESPACE
        return _tag(name, "xml" if xml else self.prefixes[namespace])

    def type_name(self, derived: DerivedType) -> SchemaText:
        """Return a type's name for `xsi:type`, with its prefix."""
        return self.element(derived.name, derived.namespace)

    def root(
        self, name: SchemaText, namespace: SchemaText | None, *, opens: bool
    ) -> tuple[Code, Code]:
        """Return literals for the start tag of the root and for its end tag.

        Where it `opens`, the start tag goes on with attributes.
        """
        tag = self.element(name, namespace)
        declared: list[str] = []
        if self.qualified and self.default is not None:
            declared.append(f" xmlns={_attribute(self.default)}")
        declared += [f" xmlns:{p}={_attribute(ns)}" for ns, p in self.prefixes.items()]
        if self.needs_xsi:
            declared.append(f' xmlns:xsi="{_XSI}"')
        start = f"<{tag.untrusted}{''.join(declared)}{'' if opens else '>'}"
        return literal(start), literal(f"</{tag.untrusted}>")


def tags_of(message: Message, *, qualified: bool) -> Tags:
    """Return the tags of a message; `qualified` if elements are written in their namespaces."""
    tags = Tags(qualified=qualified, needs_xsi=qualified and message.nillable)
    attributes: list[SchemaText] = []
    in_none = message.namespace is None
    others = [message.namespace] if message.namespace is not None else []
    for record in message.records:
        in_none = _collect(record, tags, attributes, others) or in_none
    tags.namespaces = [*dict.fromkeys(others)]
    elements = [e for r in message.records for e in r.content if isinstance(e, Element)]
    apart = {element.key: element for element in elements if element.qualified}
    if apart and not qualified:
        what = "elements of one name in two namespaces, in a dialect that has no namespaces"
        location = next(iter(apart.values())).location
        raise Failure(ExitCode.SCHEMA, Problem(what, location, "rename one of them"))
    tags.apart = sorted(apart)
    tags.has_names = any(map(has_names, _simple_types(message)))
    tags.has_types_apart = any(len(_types_apart(element)) > 0 for element in elements)
    # A name in no namespace has no prefix, and would be in the default namespace.
    if qualified and message.namespace is not None and not in_none and not tags.has_names:
        tags.default = message.namespace
    needed = (others if qualified else []) + attributes
    with_prefix = [ns for ns in dict.fromkeys(needed) if ns != tags.default or ns in attributes]
    tags.prefixes = {ns: f"ns{number}" for number, ns in enumerate(with_prefix, 1)}
    return tags


def type_key(element: Element, derived: DerivedType, own: SchemaText | None) -> SchemaText:
    """Return the key of a type: its name, after the namespace in braces if names clash.

    The one in the namespace of the message, `own`, keeps its plain name.
    """
    if derived.name not in _types_apart(element) or derived.namespace == own:
        return derived.name
    namespace = "" if derived.namespace is None else derived.namespace.untrusted
    return SchemaText(f"{{{namespace}}}{derived.name.untrusted}")


def _types_apart(element: Element) -> frozenset[SchemaText]:
    """Return the names that several of an element's types share."""
    if len(element.derived) < 2:  # noqa: PLR2004 - as most have
        return frozenset()
    counts = Counter(derived.name for derived in element.derived)
    return frozenset(name for name, count in counts.items() if count > 1)


def _simple_types(message: Message) -> Iterator[SimpleType]:
    for record in message.records:
        yield from (attribute.type for attribute in record.attributes)
        if record.text is not None:
            yield record.text
        for item in record.content:
            if isinstance(item, Element) and isinstance(item.type, SimpleType):
                yield item.type


def _collect(
    record: Record, tags: Tags, attributes: list[SchemaText], elements: list[SchemaText]
) -> bool:
    """Gather the namespaces that a record needs; True when an element of it is in none."""
    attributes += [
        attribute.namespace
        for attribute in record.attributes
        if attribute.namespace is not None and attribute.namespace.untrusted != XML_NAMESPACE
    ]
    in_none = False
    for item in record.content:
        if isinstance(item, AnyElements):
            tags.has_any = True
        else:
            tags.needs_xsi = tags.needs_xsi or item.nillable or bool(item.derived)
            if item.namespace is None:
                in_none = True
            else:
                elements.append(item.namespace)
            for derived in item.derived:
                if derived.namespace is None:
                    in_none = True
                else:
                    elements.append(derived.namespace)
    return in_none


def _tag(name: SchemaText, prefix: str | None) -> SchemaText:
    """Return a name with its prefix.

    Raises ValueError for what is not a name in XML, which could end the tag.
    """
    if not NCNAME.fullmatch(name.untrusted):
        message = f"not a name in XML: {name!r}"
        raise ValueError(message)
    return SchemaText(f"{prefix}:{name.untrusted}") if prefix else name


def _attribute(namespace: SchemaText) -> str:
    """Return a namespace as an attribute's value, in quotes."""
    return quoteattr(namespace.untrusted, {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
