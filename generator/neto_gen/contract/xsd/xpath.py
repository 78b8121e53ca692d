"""The paths of `xs:selector` and `xs:field`, a small part of XPath.

https://www.w3.org/TR/xmlschema-1/#coss-identity-constraint
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from neto_gen.contract.schema_text import SPACE, words
from neto_gen.contract.xsd import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neto_gen.contract.xsd.document import SchemaElement

_TOKEN: Final = re.compile(
    rf"\s*(?P<token>\.\s*//|//|/|\||@|\.|(?:child|attribute)\s*::|(?:{vocabulary.NCNAME.pattern}:)?"
    rf"(?:{vocabulary.NCNAME.pattern}|\*))\s*"
)
_KINDS: Final = {".//": "d", "/": "/", "|": "|", ".": ".", "@": "a"}
_AXES: Final = {"child": "c", "attribute": "a"}
_STEP: Final = r"(?:\.|c?n)"
# Paths of a selector and of a field, with a letter for each token.
_SELECTOR: Final = re.compile(rf"d?{_STEP}(?:/{_STEP})*")
_FIELD: Final = re.compile(rf"d?(?:{_STEP}/)*(?:{_STEP}|an)")


class _Token(NamedTuple):
    """A token of a path: the letter of its kind, and its text."""

    kind: str
    text: str


def path_problem(element: SchemaElement, value: str) -> tuple[str, str | None] | None:
    """Return the problem of the path of a selector or a field, and a hint; None if it is valid."""
    what = f'xpath "{value}" is not a path of an xs:{element.name}'
    hint = "paths have names, *, . and /, .// at their start, and | between them"
    kinds = ""
    for token in _tokens(value):
        if token is None:
            return what, hint
        kinds += token.kind
        prefix, colon, _ = token.text.partition(":")
        if token.kind == "n" and colon and prefix not in element.namespaces:
            return f'prefix "{prefix}" is not declared', f'declare it: xmlns:{prefix}="…"'
    form = _SELECTOR if element.name == "selector" else _FIELD
    return None if all(form.fullmatch(path) for path in kinds.split("|")) else (what, hint)


def steps_of(value: str, namespaces: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Return the alternatives of a valid path, each as its steps.

    A step is `{namespace}name`, `name`, `{namespace}*` or `*`, after an `@` for an attribute. A first
    step `//` leads to the element and to all in it. A path without any steps is the element itself.
    """
    alternatives: list[list[str]] = [[]]
    at = ""
    for token in filter(None, _tokens(value)):
        if token.kind == "|":
            alternatives.append([])
        elif token.kind == "d":
            alternatives[-1].append("//")
        elif token.kind == "a":
            at = "@"
        elif token.kind == "n":
            prefix, _, name = token.text.rpartition(":")
            alternatives[-1].append(f"{at}{{{namespaces[prefix]}}}{name}" if prefix else at + name)
            at = ""
    return tuple(map(tuple, alternatives))


def _tokens(value: str) -> Iterator[_Token | None]:
    """Yield the tokens of a path, and None where there is none."""
    place = 0
    while place < len(value):
        found = _TOKEN.match(value, place)
        if found is None:
            yield None
            return
        place = found.end()
        text = "".join(words(found["token"]))
        axis, is_axis, _ = text.partition("::")
        if is_axis:
            yield _Token(_AXES[axis.strip(SPACE)], text)
        else:
            yield _Token(_KINDS.get(text, "n" if text != "//" else "?"), text)
