"""Lines that are too long, broken as black breaks them, where there is one way to do so.

A line is broken at its last pair of brackets, or at the bars of a union, which gets brackets for that.
What then stands in the brackets has a line of its own, or one for each of its parts.
"""

from __future__ import annotations

import re
from typing import Final

from neto_gen.python.code import LINE_LENGTH

INDENT: Final = "    "

_STRING: Final = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
_TOKEN: Final = re.compile(rf"{_STRING}|[\[({{]|[\])}}]|, | \| ")
_IMPORT: Final = re.compile(r"(from \S+ import )([^(]+)")
_UNION: Final = re.compile(r"(\w+ = |\w+: |\) -> )([^=]+?)( = None,|,|: \.\.\.|:|)")
_DEFINITION: Final = re.compile(r"(def \w+\()(\w+: [^=,]+)(\) -> \w+:)")
# A field that is a list or a union of classes.
_MEMBERS: Final = r"[\w.]+(?: \| [\w.]+)*"
_FIELD_OF_CLASSES: Final = re.compile(rf"(\w+: [\w.]+\[|\w+: )({_MEMBERS})(\]?)( = )([\w.]+\(.*)")
_FIELD: Final = re.compile(r"(\w+: [\w.]+\[)([^=]+)(\] = )([\w.]+\(.*)")
# What may be before the brackets at which a line is broken, and after them.
_HEAD: Final = re.compile(
    rf"(?:return (?:await )?|@|\w+ = |\w+: |\w+: [^=]+ = |(?:{_STRING}): |\w+=|\| |\) -> |[\])] = )?(?:\w+(?:\.\w+)?)?"
)
_TAILS: Final = (": ...", ":", ",", "")
_UNBREAKABLE: Final = re.compile(rf"(?:\w+=)?(?:\w+(?:\.\w+)?|{_STRING}),?")


class UnclearError(Exception):
    """Only black can tell how a line is broken."""


def may_not_fit(line: str) -> bool:
    """Tell whether a line may be too long: a character outside ASCII can be as wide as two."""
    return (len(line) if line.isascii() else 2 * len(line)) > LINE_LENGTH


def broken(line: str) -> list[str]:
    """Return the lines that black makes of one. Raises UnclearError if only black can tell."""
    text = line.lstrip()
    margin = line[: len(line) - len(text)]
    if not may_not_fit(line) or (margin and _UNBREAKABLE.fullmatch(text)):
        return [line]
    if not line.isascii():
        raise UnclearError
    head, body, tail = _split(margin, text)
    lines = [f"{margin}{head}", *(f"{margin}{INDENT}{part}" for part in body), f"{margin}{tail}"]
    return [piece for line in lines for piece in broken(line)]


def _split(margin: str, text: str) -> tuple[str, list[str], str]:
    """Split a line at its brackets: return its head, the lines inside them, and its tail."""
    if found := _IMPORT.fullmatch(text):
        return f"{found[1]}(", [f"{name}," for name in _parts(found[2], ", ")], ")"
    if found := _DEFINITION.fullmatch(text):
        return found[1], [f"{found[2]},"], found[3]
    if (found := _UNION.fullmatch(text)) and len(members := _parts(found[2], " | ")) > 1:
        body = [found[2]]
        if may_not_fit(f"{margin}{INDENT}{body[0]}"):
            body = [members[0], *(f"| {member}" for member in members[1:])]
        return f"{found[1]}(", body, f"){found[3]}"
    return _split_field(margin, text) or _split_in_brackets(margin, text)


def _split_field(margin: str, text: str) -> tuple[str, list[str], str] | None:
    """Split a field that is too long even up to its value's brackets, or return None."""
    if not may_not_fit(f"{margin}{text.partition('(')[0]}("):
        return None
    if found := _FIELD_OF_CLASSES.fullmatch(text):
        name, kind, end, equals, value = found.groups()
        if not may_not_fit(f"{margin}{name}{kind}{end}{equals}("):
            return f"{name}{kind}{end}{equals}(", [value], ")"
        members = kind.split(" | ")
        if not end and len(members) == 1:
            raise UnclearError
        if not end:
            name, end = f"{name}(", ")"
        body = [kind]
        if may_not_fit(f"{margin}{INDENT}{kind}"):
            body = [members[0], *(f"| {member}" for member in members[1:])]
        return name, body, f"{end}{equals}{value}"
    if found := _FIELD.fullmatch(text):
        name, kind, end, value = found.groups()
        if not may_not_fit(f"{margin}{name}{kind}{end}("):
            return f"{name}{kind}{end}(", [value], ")"
        if not may_not_fit(f"{margin}{INDENT}{kind}") and not may_not_fit(f"{margin}{end}{value}"):
            return name, [kind], f"{end}{value}"
        raise UnclearError
    return None


def _split_in_brackets(margin: str, text: str) -> tuple[str, list[str], str]:
    """Split a line at the brackets that end it, with one line for their content or for each part."""
    tail = next(tail for tail in _TAILS if text.endswith(tail))
    text = text.removesuffix(tail)
    opened = _last_opened(text)
    head, content = text[:opened], text[opened + 1 : -1]
    if not _HEAD.fullmatch(head) or not content or content.endswith(","):
        raise UnclearError
    if may_not_fit(f"{margin}{head}("):
        raise UnclearError
    is_call = head[-1:].isalnum() or head.endswith("_")
    body = [content]
    parts = _parts(content, ", ")
    if len(parts) > 1 and (not is_call or may_not_fit(f"{margin}{INDENT}{content}")):
        body = [f"{part}," for part in parts]
    elif text[opened] == "(" and not is_call:
        raise UnclearError
    return f"{head}{text[opened]}", body, f"{text[-1]}{tail}"


def _last_opened(text: str) -> int:
    """Return where the bracket that ends a line is opened."""
    depth, opened = 0, 0
    for found in _TOKEN.finditer(text):
        if found[0] in "([{":
            opened = opened if depth else found.start()
            depth += 1
        elif found[0] in ")]}":
            depth = max(depth - 1, 0)  # a line of a signature begins with one
    if text[-1:] not in ")]}":
        raise UnclearError
    return opened


def _parts(text: str, separator: str) -> list[str]:
    """Split a text at separators outside of all brackets."""
    depth, start = 0, 0
    parts: list[str] = []
    for found in _TOKEN.finditer(text):
        if found[0] in "([{":
            depth += 1
        elif found[0] in ")]}":
            depth -= 1
        elif found[0] == separator and not depth:
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]]
