"""Names of an API as names of Python."""

from __future__ import annotations

import keyword
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from neto_gen.contract.resolve.apart import word_of
from neto_gen.contract.schema_text import SchemaText
from neto_gen.python import reserved
from neto_gen.python.code import Code

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from neto_gen.contract.model import Element

T = TypeVar("T", str, "SchemaText")

# The shape of a name: A for a capital, a for any other letter, 0 for a digit.
# A single small letter before a capital belongs to it: eBay is one word.
_LONE_SMALL = re.compile(r"(?<![Aas])[as]A(?=[as])")
_WORD = re.compile(
    r"A{2,}s(?![as])"  # IDs, URLs
    r"|A+(?![as])0*"  # SKU, UPC1, PO in POBox
    r"|A?[as]+0*"  # Street1
    r"|0+"
)


@lru_cache(10_000)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a name in lower case: `eBayProductIDs` → ebay, product, ids."""
    text = unicodedata.normalize("NFKC", text)
    shape = _LONE_SMALL.sub("Aa", "".join(map(_shape, text)))
    return tuple(text[word.start() : word.end()].lower() for word in _WORD.finditer(shape))


def _shape(character: str) -> str:
    if character == "s":  # the plural of a word in capitals
        return "s"
    if not _continues_name(character) or character == "_":
        return "_"
    if character.isdecimal():
        return "0"
    return "A" if character.isupper() else "a"


def snake_case(text: str) -> str:
    """`AllocatedTo` → `allocated_to`."""
    return "_".join(words(text))


def class_name(text: str) -> str:
    """`customer_log` → `CustomerLog`; what has capitals keeps them: `AddRMA` → `AddRMA`."""
    parts = re.findall(r"[^\W_]+", text)
    joined = "".join(part[0].upper() + part[1:] for part in parts)
    return _identifier(joined, "Element")


def field_name(name: SchemaText) -> Code:
    """Return the name of an element's field."""
    return _free(_identifier(snake_case(name.untrusted), "element"), reserved.field_names())


def element_text(element: Element) -> SchemaText:
    """Return the text that an element's name is made from, with a word of its namespace if qualified."""
    if not element.qualified:
        return element.name
    namespace = "" if element.namespace is None else element.namespace.untrusted
    return SchemaText(f"{element.name.untrusted}_{word_of(namespace)}")


def module_name(name: SchemaText) -> Code:
    """Return the name of an operation's module, which is also that of the client's method."""
    found = _identifier(snake_case(name.untrusted), "operation")
    if found.startswith("iter_"):  # the prefix of methods that iterate over pages
        return Code(f"{found}_")
    return _free(found, reserved.module_names())


def member_name(value: SchemaText) -> Code:
    """Return the name of an enumeration's member for a value."""
    text = value.untrusted
    name = snake_case(text).upper()
    if not name:
        names = (unicodedata.name(character, f"U{ord(character):X}") for character in text)
        name = "_".join(re.sub(r"\W", "_", name) for name in names) or "EMPTY"
    return Code(_identifier(name, "VALUE"))


def unique(names: Iterable[tuple[T, Code]]) -> dict[T, Code]:
    """Return a unique name for each text; of equal names, the first in code-point order stays.

    The others have their own spelling after it: `Id` beside `ID` is `id_Id`. Names that are the
    same in capitals count as the same, as they do for files on some systems.
    """
    result: dict[T, Code] = {}
    taken: set[str] = set()
    for text, name in sorted(names):
        candidate = Code(f"{name}_{_spelling(text)}") if name.upper() in taken else name
        while candidate.upper() in taken:
            candidate = Code(f"{candidate}_")
        taken.add(candidate.upper())
        result[text] = candidate
    return result


def numbered(names: Iterable[tuple[T, Code]], taken: Iterable[str] = ()) -> dict[T, Code]:
    """Return a unique name for each text; a name that is taken, in capitals too, is numbered from 2."""
    result: dict[T, Code] = {}
    taken = {name.upper() for name in taken}
    for text, name in sorted(names):
        candidate, number = name, 2
        while candidate.upper() in taken:
            candidate, number = Code(f"{name}_{number}"), number + 1
        taken.add(candidate.upper())
        result[text] = candidate
    return result


def _spelling(text: str | SchemaText) -> str:
    """Return a text spelled in characters that a Python name can have."""
    raw = text if isinstance(text, str) else text.untrusted
    return "".join(
        character if character.isascii() and character.isalnum() else f"x{ord(character):x}"
        for character in raw
    )


def free_class_name(path: Iterable[str], taken: Container[str]) -> Code:
    """Return the shortest end of an element's path that is free as a class name.

    For the element Warning in Messages: `Warning` is a builtin, so `MessagesWarning`.
    """
    name = ""
    for part in reversed(list(path)):
        name = class_name(part) + name
        if name not in taken and name not in reserved.class_names() and not keyword.iskeyword(name):
            return Code(name)
    while name in taken or name in reserved.class_names() or keyword.iskeyword(name):
        name += "_"
    return Code(name)


def _continues_name(character: str) -> bool:
    """Tell whether a name may contain a character; Python 3.13 allows some invisible ones, we do not."""
    return f"a{character}".isidentifier() and character.isprintable()


def _identifier(name: str, prefix: str) -> str:
    """Return a name as a valid identifier, with the prefix if its start is not valid."""
    name = unicodedata.normalize("NFKC", name)
    name = "".join(filter(_continues_name, name))
    if not name:
        return prefix
    return name if name.isidentifier() else f"{prefix}_{name}"


def _free(name: str, in_use: Container[str]) -> Code:
    return Code(f"{name}_" if keyword.iskeyword(name) or name in in_use else name)
