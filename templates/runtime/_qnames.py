"""Names in a namespace, as values: what `xs:QName` and `xs:NOTATION` are in Python."""

from __future__ import annotations

import re
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any, cast

from ._encode_parts import default_namespace, escape, escape_attribute, require_no_default
from ._lexical import union

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ._fields import Declaration
    from ._prefix_scopes import PrefixScope

_XML = "http://www.w3.org/XML/1998/namespace"
_XMLNS = "http://www.w3.org/2000/xmlns/"


class _NamePatterns:
    """Regular expressions of names, which are compiled when the first value is a name."""

    def __init__(self) -> None:
        name = r"[^\W\d][\w.·-]*"
        self.expanded = re.compile(rf"(?:\{{([^{{}}]*)\}})?({name})")
        self.prefixed = re.compile(rf"(?:({name}):)?({name})")
        # Prefixes that documents use themselves.
        self.reserved = re.compile(r"xml.*|xsi.*|ns[0-9]+|any[0-9]+", re.IGNORECASE)
        # Those that a start tag may declare besides: for types, for free attributes, and with names in
        # it also those that names get which have none.
        self.given = re.compile(r"xml.*|xsi.*|any[0-9]+", re.IGNORECASE)
        self.given_to_names = re.compile(r"q[0-9]+")


@cache
def _name_patterns() -> _NamePatterns:
    return _NamePatterns()


class QName:
    """A name, and the namespace that it is in.

    It is equal to another of the same name and namespace, and to the text `{namespace}name`, which may
    be given for it. The `prefix` says how it was written, or is to be written if that is possible.
    """

    __slots__ = ("name", "namespace", "prefix")

    def __init__(self, name: str, namespace: str = "", prefix: str = "") -> None:
        if name.startswith("{") and not namespace:
            namespace, _, name = name[1:].rpartition("}")
        self.name = name
        self.namespace = namespace
        self.prefix = prefix

    def __str__(self) -> str:
        return f"{{{self.namespace}}}{self.name}" if self.namespace else self.name

    def __repr__(self) -> str:
        return f"QName({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, QName | str):
            return str(self) == str(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(str(self))


def expanded(text: str) -> QName | None:
    """Parse a name written as `{namespace}name`; return None if it is not valid."""
    found = _name_patterns().expanded.fullmatch(text)
    return found and QName(found[2], found[1] or "")


def prefixed(text: str, scope: PrefixScope) -> QName | None:
    """Parse a name with a prefix of this scope; return None if it is not valid."""
    found = _name_patterns().prefixed.fullmatch(text)
    if found is None:
        return None
    prefix = found[1] or ""
    namespace = _XML if prefix == "xml" else scope.get(prefix)
    if prefix and not namespace:
        return None
    return QName(found[2], namespace, prefix)


def checked(value: QName) -> str:
    """Return a name with its prefix. Raises ValueError if it is not a name in XML."""
    from ._plain_copy import is_element_name, unfit_character  # noqa: PLC0415 - it knows names, too

    if not is_element_name(value.name):
        message = f"{value.name!r:.80} is not a name in XML"
        raise ValueError(message)
    if type(value.namespace) is not str or type(value.prefix) is not str:
        message = "the namespace and the prefix of a name are texts"
        raise ValueError(message)
    if value.namespace == _XMLNS:
        message = "names in the namespace of declarations cannot be written"
        raise ValueError(message)
    if (unfit := unfit_character(value.namespace)) is not None:
        raise ValueError(unfit)
    # One in a namespace is never written without a prefix.
    prefix = value.prefix or ("q1" if value.namespace else "")
    return f"{prefix}:{value.name}" if prefix else value.name


class Prefixes(dict[str, str]):
    """The prefixes that an element declares for the names in it, by their namespaces."""

    def __init__(self) -> None:
        super().__init__()
        self._taken: set[str] = set()
        self._numbers = count(1)

    def give(self, namespace: str, prefix: str) -> None:
        """Give a namespace this prefix, or another if it is not free."""
        from ._plain_copy import is_element_name  # noqa: PLC0415 - as above

        is_fit = is_element_name(prefix) and not _name_patterns().reserved.fullmatch(prefix)
        if not is_fit or prefix in self._taken:
            others = (f"q{number}" for number in self._numbers)
            prefix = next(other for other in others if other not in self._taken)
        self._taken.add(prefix)
        self[namespace] = prefix


def declaring(value: object, prefixes: Prefixes, text: Callable[[object], str] = union) -> str:
    """Return the text of a value of any type, and add the prefixes of its names to `prefixes`.

    `text` writes values that are not names.
    """
    if isinstance(value, list):
        return " ".join(declaring(item, prefixes, text) for item in cast("list[object]", value))
    if not isinstance(value, QName):
        return text(value)
    if not value.namespace:
        require_no_default()
        return value.name
    if not value.prefix and value.namespace == default_namespace.get():
        return value.name
    if value.namespace == _XML:  # which always has this prefix, and no other
        return f"xml:{value.name}"
    if value.namespace not in prefixes:
        prefixes.give(value.namespace, value.prefix)
    return f"{prefixes[value.namespace]}:{value.name}".removeprefix(":")


def with_prefixes(value: Any, text: str) -> str:  # noqa: ANN401 - of any type
    """Return the text of a value as XML has it, where names are written as `{namespace}name`."""
    whole: object = value
    items: list[object] = [*value] if isinstance(value, list) else [value]
    has_names = "{" in text and any(isinstance(item, QName) for item in items)
    return declaring(whole, Prefixes()) if has_names else text


def declarations(prefixes: Mapping[str, str]) -> str:
    """Return the declarations of these prefixes for a start tag."""
    return "".join(_declaration(prefix, namespace) for namespace, prefix in prefixes.items())


def _declaration(prefix: str, namespace: str) -> str:
    return f' xmlns{prefix and ":"}{prefix}="{escape_attribute(namespace)}"'


def declared_too(
    start: str, prefixes: Mapping[str, str], record: Any  # noqa: ANN401 - of any class
) -> str:
    """Return the start tag of a record that also declares these prefixes, as far as they are free."""
    declared: Declaration = record._declared  # noqa: SLF001 - a record's own
    own: list[object] = [
        getattr(record, f.slot) for _, f in declared.fields if f.is_attribute or f.role == "text"
    ]
    values: list[object] = []
    for value in own:
        values += cast("list[object]", value) if isinstance(value, list) else [value]
    taken = {value.prefix for value in values if isinstance(value, QName)}
    patterns = _name_patterns()
    tag = start.removesuffix(">")
    more = "".join(
        _declaration(prefix, namespace)
        for prefix, namespace in prefixes.items()
        if prefix not in taken - {""}
        and not patterns.given.fullmatch(prefix)
        and not (taken and patterns.given_to_names.fullmatch(prefix))
        and f' xmlns{prefix and ":"}{prefix}="' not in tag
    )
    return f"{tag}{more}{start[len(tag) :]}"


def element(tag: str, item: Callable[[object], str] = union) -> Callable[[object], str]:
    """Return a function that writes an element with names, and declares their prefixes."""
    has_prefix = ":" in tag

    def write(value: Any) -> str:  # noqa: ANN401 - of any type
        prefixes = Prefixes()
        is_bare = isinstance(value, QName) and value.namespace and not value.prefix
        if has_prefix and is_bare and value.namespace != default_namespace.get():
            prefixes[value.namespace] = ""
        text = escape(declaring(value, prefixes, item))
        return f"<{tag}{declarations(prefixes)}>{text}</{tag}>"

    return write
