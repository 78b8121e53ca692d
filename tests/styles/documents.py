"""Documents of a message, from its contract alone: whole ones, and each with one thing changed."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final

from lxml import etree

from tests.styles.contract import Branch, Leaf
from tests.styles.derivation import OBSOLETE
from tests.styles.options import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.styles.contract import Item, Simple
    from tests.styles.options import Form

_VALUES: Final = {
    "string": "a < b & c",
    "token": "a b",
    "anyURI": "https://example.com/a?b=c&d",
    "language": "en-AU",
    "dateTime": "2026-02-28T23:59:58",
    "date": "2026-02-28",
    "boolean": "true",
    "double": "1.5",
}
_OTHERS: Final = ("", "wrong", "Error", "-5", "70000", "12.345", "0", "x" * 12, "x" * 300)


@dataclass(frozen=True, slots=True)
class Changed:
    """A document with one thing changed. `order` is whether it was the order of the elements."""

    what: str
    document: etree._Element
    order: bool


def whole(message: Branch, form: Form, *, optional: bool = True) -> etree._Element:
    """Return a valid document, with everything that may be there, or with nothing that may be left out."""
    root = etree.Element(_tag(message, form, root=True))
    _fill(root, message, form, optional=optional)
    return root


def changed(message: Branch, form: Form) -> Iterator[Changed]:
    """Yield documents with one thing changed: some are valid, most are not."""
    original = whole(message, form)
    tree = etree.ElementTree(original)
    for element in original.iter():
        before = element.getprevious()
        if before is not None and before.tag == element.tag:
            continue  # what it would show, the first of its name does
        path = tree.getelementpath(element)
        for what, change in _changes(element):
            document = deepcopy(original)
            change(document.find(path))
            yield Changed(f"{path} {what}", document, what == "moved")


def spelled(document: bytes, message: Branch, form: Form) -> etree._Element:
    """Return a document of the client as its schema wants it: namespaces, dates and truth values."""
    root = etree.fromstring(document)
    _spell(root, message, form, root=True)
    return root


def _spell(element: etree._Element, item: Item, form: Form, *, root: bool = False) -> None:
    children = {child.name: child for child in item.children} if isinstance(item, Branch) else {}
    for inner in element:
        _spell(inner, children[inner.tag], form)
    element.tag = _tag(item, form, root=root)
    if isinstance(item, Leaf):
        element.text = _spell_value(element.text, item.type)
    for attribute in item.attributes:
        if attribute.name in element.attrib:
            element.set(attribute.name, _spell_value(element.get(attribute.name), attribute.type))


def _spell_value(value: str, simple: Simple) -> str:
    if simple.builtin == "dateTime":
        return value.replace(" ", "T")
    return value.lower() if simple.builtin == "boolean" else value


def values(simple: Simple) -> list[str]:
    """Return values of a simple type."""
    limits = dict(simple.facets)
    if "enumeration" in limits:
        return [value for name, value in simple.facets if name == "enumeration"]
    if "length" in limits or "maxLength" in limits:
        return ["x" * int(limits.get("length") or limits["maxLength"])]
    if simple.builtin in _VALUES:
        return [_VALUES[simple.builtin]]
    if "maxExclusive" in limits:
        return [str(Decimal(limits["maxExclusive"]) - 1)]
    least = Decimal(limits.get("minInclusive", limits.get("minExclusive", "6")))
    return [str(least + 1)]


def _fill(element: etree._Element, item: Item, form: Form, *, optional: bool) -> None:
    for attribute in item.attributes:
        if optional or attribute.required:
            element.set(attribute.name, values(attribute.type)[0])
    if isinstance(item, Branch):
        for child in item.children:
            for _ in range(child.maximum or 2 if optional else child.minimum):
                inner = etree.SubElement(element, _tag(child, form))
                _fill(inner, child, form, optional=optional)
    else:
        element.text = values(item.type)[0]


def _tag(item: Item, form: Form, *, root: bool = False) -> str:
    inside = form == "qualified" or (root and form == "unqualified")
    return f"{{{NAMESPACE}}}{item.name}" if inside else item.name


def _changes(element: etree._Element) -> Iterator[tuple[str, Callable[[etree._Element], None]]]:
    """Yield what can be changed at an element."""
    if element.getparent() is not None:
        yield "removed", _remove
        yield "doubled", _double
        yield "moved", _move
    name = etree.QName(element).localname
    for tag in (name, f"{{{NAMESPACE}}}{name}", f"{element.tag}x"):
        if tag != element.tag:
            yield f"called {tag}", partial(_rename, tag=tag)
    yield "emptied", _empty
    for name in ("Unknown", OBSOLETE):
        yield f"with an element {name}", partial(_add_child, name=name)
    texts = _OTHERS if len(element) == 0 else ("wrong",)
    for text in texts:
        yield f"with the text {text!r}", partial(_set_text, text=text)
    for name in ("unknown", OBSOLETE.lower()):
        yield f"with an attribute {name}", partial(_set, name=name, value="wrong")
    for name in element.attrib:
        yield f"without {name}", partial(_unset, name=name)
        qualified = f"{{{NAMESPACE}}}{name}"
        yield f"with {qualified}", partial(_rename_attribute, name=name, other=qualified)
        for value in _OTHERS:
            yield f"with {name}={value!r}", partial(_set, name=name, value=value)


def _remove(element: etree._Element) -> None:
    element.getparent().remove(element)


def _double(element: etree._Element) -> None:
    element.addnext(deepcopy(element))


def _move(element: etree._Element) -> None:
    element.getparent().append(element)


def _empty(element: etree._Element) -> None:
    element.text = None
    del element[:]


def _rename(element: etree._Element, tag: str) -> None:
    element.tag = tag


def _add_child(element: etree._Element, name: str) -> None:
    namespace = etree.QName(element[0] if len(element) else element).namespace
    etree.SubElement(element, f"{{{namespace}}}{name}" if namespace else name)


def _set_text(element: etree._Element, text: str) -> None:
    element.text = text


def _set(element: etree._Element, name: str, value: str) -> None:
    element.set(name, value)


def _unset(element: etree._Element, name: str) -> None:
    del element.attrib[name]


def _rename_attribute(element: etree._Element, name: str, other: str) -> None:
    element.set(other, element.attrib.pop(name))
