"""Write the parts of records: escapes, and data that no schema lists."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, cast

from ._lexical import union

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from ._model import RawElement

    WriteElement = Callable[[str, object, Callable[[str], None]], None]


_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


default_namespace: ContextVar[str] = ContextVar("default_namespace", default="")
"""The namespace that a document declares for names without a prefix, though its own tags have prefixes."""


class NeedsNone(Exception):
    """Something in a document can only be written where no default namespace is declared."""


def require_no_default() -> None:
    """Raise NeedsNone where a name without a prefix would be in a namespace."""
    if default_namespace.get():
        raise NeedsNone


def is_plain(text: str) -> bool:
    """Tell whether a text needs no escapes in XML."""
    return not ("&" in text or "<" in text or ">" in text or "\r" in text)


def escape(text: str) -> str:
    """Return a text escaped as XML character data."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if "\r" in text:  # a parser would turn a bare one into a line feed
        text = text.replace("\r", "&#13;")
    return text


def escape_attribute(text: str) -> str:
    """Return a text escaped as an attribute's value between double quotes."""
    text = escape(text).replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;")


class Text(str):
    """A text that is printed with escapes, also by what writes numbers and expects nothing else.

    What escapes a text sees it as it is.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return escape_attribute(self)

    __repr__ = __str__


class ElementText(Text):
    """The same where it will stand in an element, which holds quotes and line feeds as they are."""

    __slots__ = ()

    def __str__(self) -> str:
        return str.__str__(escape(self))


def attributes(values: Mapping[str, str], add: Callable[[str], None]) -> None:
    """Add attributes that the schema does not name, each with its namespace in braces, if any."""
    for number, (name, value) in enumerate(values.items()):
        add(attribute(name, value, number))


def attribute(name: str, value: object, number: int, taken: Container[str] = frozenset()) -> str:
    """Return an attribute of a start tag from its name, which may have a namespace in braces.

    It declares prefixes that are not among those that are `taken`.
    """
    namespace, _, local = name.rpartition("}")
    text = f'="{escape_attribute(union(value))}"'
    if not namespace:
        return f" {name}{text}"
    if namespace == "{http://www.w3.org/XML/1998/namespace":
        return f" xml:{local}{text}"
    declared = escape_attribute(namespace[1:])
    prefix = _free(f"any{number}", taken)
    type_namespace, _, type_name = union(value).rpartition("}")
    if name == _TYPE and type_namespace:
        of_type = _free("xsit", taken)
        prefixes = (
            f' xmlns:{prefix}="{declared}" xmlns:{of_type}="{escape_attribute(type_namespace[1:])}"'
        )
        return f'{prefixes} {prefix}:{local}="{of_type}:{escape_attribute(type_name)}"'
    return f' xmlns:{prefix}="{declared}" {prefix}:{local}{text}'


def _free(prefix: str, taken: Container[str]) -> str:
    while prefix in taken:
        prefix += "_"
    return prefix


def raw_xml(elements: Iterable[RawElement], add: Callable[[str], None]) -> None:
    """Add elements that the schema does not name."""
    for element in elements:
        _raw_element(element.name, element.value, add)


def raw_content(
    value: object, add: Callable[[str], None], element: WriteElement | None = None
) -> None:
    """Add what stands in an element of any type, beginning with the end of its start tag.

    `element` writes the elements in it, if they are not those of RawElement.
    """
    values = cast("dict[str, Any]", value if isinstance(value, dict) else {"#text": value})
    prefixes = {name[7:] for name in values if name.startswith("@xmlns:")}
    for number, (name, inner) in enumerate(values.items()):
        if name.startswith(("@xml:", "@xmlns:")):
            add(f' {name[1:]}="{escape_attribute(union(inner))}"')
        elif name.startswith("@"):
            add(attribute(name[1:], inner, number, prefixes))
    add(">")
    for name, inner in values.items():
        if name == "#content":
            for part in cast("list[object]", inner):
                _raw_part(part, add, element or _raw_element)
        elif not name.startswith("@"):
            for item in cast("list[object]", inner) if isinstance(inner, list) else [inner]:
                _raw_part(item if name == "#text" else {name: item}, add, element or _raw_element)


def _raw_part(part: object, add: Callable[[str], None], element: WriteElement) -> None:
    """Add a text, or the elements of an object that names them."""
    if isinstance(part, dict):
        for name, value in cast("dict[str, object]", part).items():
            element(name, value, add)
    elif part is not None:
        add(escape(union(part)))


def _raw_element(name: str, value: object, add: Callable[[str], None]) -> None:
    if name.startswith(("#", "@")):
        raise TypeError(f"{name} is not a valid element name")
    namespace, _, local = name.rpartition("}")
    add(f'<{local} xmlns="{escape_attribute(namespace[1:])}"')
    raw_content(value, add)
    add(f"</{local}>")


def beside_xml(
    values: Mapping[str, object], add: Callable[[str], None], tags: Mapping[str, str]
) -> None:
    """Add the elements that a record has beside its fields; what is None is left out.

    Without a namespace in braces, an element is in that of elements without a prefix, or has the tag of
    the field of this name.
    """
    for name, value in values.items():
        for item in cast("list[object]", value) if isinstance(value, list) else [value]:
            _element_beside(name, item, add, tags.get(name))


def _element_beside(
    name: str, value: object, add: Callable[[str], None], tag: str | None = None
) -> None:
    if value is None:
        return
    if name.startswith("{"):
        _raw_element(name, value, add)
        return
    if name.startswith(("#", "@")):
        raise TypeError(f"{name} is not a valid element name")
    if isinstance(value, list):
        raise TypeError("a list in a list is not an element")
    if tag is None:
        require_no_default()
    add(f"<{tag or name}")
    raw_content(value, add, _element_beside)
    add(f"</{tag or name}>")


def raw_json(
    elements: Sequence[RawElement], data: dict[str, Any], known: Container[str] = frozenset()
) -> None:
    """Add elements that the schema does not name to what stands in a record.

    Where the schema names others of the same name, `known`, braces tell it from them.
    """
    named = [(apart(element.name, known), raw(element.value)) for element in elements]
    if not in_order_by_name([name for name, _ in named], data):
        data["#content"] = [{name: value} for name, value in named]
        return
    several: dict[str, list[Any]] = {}
    for name, value in named:
        if name in several:
            several[name].append(value)
        elif name in data:
            before = data[name]
            data[name] = several[name] = [*before] if isinstance(before, list) else [before]
            several[name].append(value)
        else:
            data[name] = value


def apart(name: str, known: Container[str]) -> str:
    """Return the name in JSON of an element that the schema does not name, apart from those that it does."""
    return f"{{}}{name}" if name in known else name


def in_order_by_name(names: Iterable[str], taken: Iterable[str]) -> bool:
    """Tell whether the members of an object, one for each name, keep the order of elements."""
    before, seen = "", set(taken)
    for name in names:
        if name != before and name in seen:
            return False
        seen.add(name)
        before = name
    return True


def extra_xml(values: Mapping[str, object], add: Callable[[str], None]) -> None:
    """Add the elements that a record has beside its fields; what is None is left out."""
    for name, value in values.items():
        if name.startswith("@"):
            raise TypeError(f"{name} is not a valid element name")
        for item in cast("list[object]", value) if isinstance(value, list) else [value]:
            if item is not None:
                add(f"<{name}>")
                if isinstance(item, dict):
                    extra_xml(cast("dict[str, object]", item), add)
                else:
                    add(escape(_extra_text(item)))
                add(f"</{name}>")


def extra_json(values: Mapping[str, object], data: dict[str, Any]) -> dict[str, Any]:
    """Add the same to what stands in a record; to a list that is there, items at its end."""
    for name, value in values.items():
        several = cast("list[object]", value) if isinstance(value, list) else [value]
        items = [_extra(item) for item in several if item is not None]
        if name in data:
            data[name] = [*data[name], *items]
        elif items:
            data[name] = items if isinstance(value, list) else items[0]
    return data


def _extra(value: object) -> object:
    if isinstance(value, dict):
        return extra_json(cast("dict[str, object]", value), {})
    return _extra_text(value)


def _extra_text(value: object) -> str:
    if isinstance(value, list):
        raise TypeError("a list in a list is not an element")
    return union(value)


def attributes_json(values: Mapping[str, str], data: dict[str, Any]) -> None:
    """Add attributes that the schema does not name to what stands in a record."""
    xml = "{http://www.w3.org/XML/1998/namespace}"
    for name, value in values.items():
        data[f"@xml:{name[len(xml) :]}" if name.startswith(xml) else f"@{name}"] = value


def raw(value: Any) -> Any:  # noqa: ANN401 - raw data
    """Return a raw value of a response to send back, with numbers spelled by the standard library."""
    if isinstance(value, dict):
        return {name: raw(item) for name, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [raw(item) for item in cast("list[object]", value)]
    if value is None or isinstance(value, str | int):
        return value
    from ._json import number  # noqa: PLC0415 - only unlisted data contains such numbers

    found = number(value)
    return union(value) if found is value else found
