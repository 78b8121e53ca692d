"""An XML document of nothing but elements and their texts, as levels: what nearly every answer is.

Regular expressions take such a document apart faster than a parser does, most of all where many
records hold the same elements in the same order. Whatever else a document has in it (attributes,
comments, CDATA, prefixes, character references, text beside elements) is left to the parser, and so is
the judgement on whatever looks wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from . import _dialect
from ._characters import has_only_characters
from ._locks import ForkLock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ._raw_document import RawObject

    _Shape = list["_Shape"] | tuple[tuple[str, "_Shape"], ...] | None

EMPTY = None if _dialect.EMPTY_IS_ABSENT else ""
"""What an element reads as that has nothing in it."""

_NAME = "[A-Za-z_][A-Za-z0-9_.-]*"
_SPACE = r"[ \t\n]*"
_ROOT = re.compile(
    rf'(?:<\?xml version="1\.0"(?: encoding="[A-Za-z][A-Za-z0-9._-]*")?'
    rf'(?: standalone="(?:yes|no)")?\?>{_SPACE})?'
    rf"<(?P<tag>(?:(?P<prefix>(?!xml){_NAME}):)?(?P<name>{_NAME}))"
    rf'(?: xmlns(?::(?P<declared>{_NAME}))?="(?!http://www\.w3\.org/)[^"<&]+")?>{_SPACE}'
)
# An element that holds only text; a run of these; and a tag that begins another.
_LEAF = re.compile(rf"<({_NAME})>([^<]*)</\1>")
_LEAVES = re.compile(rf"(?:<[^<>/]+>[^<]*</[^<>]+>{_SPACE})*+")
_TAG = re.compile(rf"<({_NAME})(/?)>{_SPACE}")
_SPACES = re.compile(_SPACE)
# Before Python 3.11.5, possessive groups give back what they matched.
_IS_SOUND = re.sub("(?:ab?c)*+", "-", "aca") == "--a-"
_OTHER_REFERENCE = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")


class _LeafPattern(NamedTuple):
    """The leading elements, all with only text, that many elements of one name have in common.

    The last group of the pattern is None unless the element ends there and another one begins.
    """

    names: tuple[str, ...]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, space: str, parent: str, *names: str) -> _LeafPattern:
        """Return the pattern of an element that begins with elements of these names."""
        leaves = (f"<{name}>([^<]*)</{name}>{space}" for name in map(re.escape, names))
        again = f"(</{re.escape(parent)}>{space}<{re.escape(parent)}>{space})?"
        return cls(names, re.compile("".join(leaves) + again))


class _LeafPatterns(dict[tuple[str, ...], _LeafPattern]):
    """The forms that are kept for documents to come, by what they are made of.

    To compile one takes some microseconds for each character. So it is done for what repeats, and
    the oldest make room for new ones; but a single document can neither take much time or memory,
    nor drive out most of the others.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = ForkLock()
        self._size = 0

    def add(self, of: tuple[str, ...]) -> _LeafPattern:
        """Make the form of this, and keep it."""
        form = _LeafPattern.of(*of)
        with self._lock:
            if of not in self:  # another thread may have been faster
                self._size += _size(of)
            self[of] = form
            while self._size > _MOST_KEPT:
                oldest = next(iter(self))
                del self[oldest]
                self._size -= _size(oldest)
        return form


def _size(of: tuple[str, ...]) -> int:
    """Return the cost of compiling and keeping a pattern: characters, of some 20 bytes each."""
    return 50 + sum(len(name) + 2 for name in of)


_WORTH_A_PATTERN = 8
_MOST_NAMES = 500
_MOST_OF_ONE = 4_000
_MOST_OF_A_DOCUMENT = 20_000
_MOST_KEPT = 200_000
# The most characters of documents whose shape is kept, and how many documents are examined for one.
_LONGEST_SHAPE = 10_000
_DEEPEST_SHAPE = 32
_MOST_TRIES = 100
_leaf_patterns = _LeafPatterns()


def parse_simple_xml(text: str, roots: Sequence[str]) -> tuple[RawObject, str] | None:
    """Parse a simple document: return the content of its root, and which of these names it has.

    None for a document that is not of this simple kind, whether it is well-formed or not, and for
    one in which elements of one name do not follow each other.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    root = _ROOT.match(text) if _IS_SOUND else None
    if root is None or root["name"] not in roots or root["prefix"] != root["declared"]:
        return None
    end = f"</{root['tag']}>"
    text = text.rstrip(" \t\n")
    if not text.endswith(end) or "]]>" in text or not _has_only_characters(text):
        return None
    if "&" in text and _OTHER_REFERENCE.search(text):
        return None
    text, place = text[: -len(end)], root.end()
    usual = _usual_shapes[root["name"]] if len(text) <= _LONGEST_SHAPE else None
    found = None if usual is None else usual.values(text, place)
    if found is None:
        try:
            found = _SimpleParser(text, place).values()
        except _OtherParts:
            return None
        if usual is not None:
            usual.learn(found)
    return found, root["name"]


class _OtherParts(Exception):
    """There is something else in the document than elements and their texts."""


class _UsualShape:
    """The form of the documents of one root, where many that follow each other have the same.

    A shape is a tuple of names, each with the shape of what stands in the element; that of a text is
    None, and that of several elements of one name is a list.
    """

    __slots__ = ("_count", "_form", "_last", "_tries")

    def __init__(self) -> None:
        self._form: tuple[re.Pattern[str], _Shape] | None = None
        self._last: _Shape = None
        self._count = self._tries = 0

    def values(self, text: str, place: int) -> RawObject | None:
        """Return the content of a root from this place on, if it has the known shape."""
        if self._form is None:
            return None
        pattern, shape = self._form
        found = pattern.fullmatch(text, place)
        if found is None:
            return None
        texts: Sequence[str | None] = found.groups(EMPTY)
        if "&" in text:
            texts = [text and _unescaped(text) for text in texts]
        if "" in texts:
            texts = [text or EMPTY for text in texts]
        values: RawObject = _filled(shape, iter(texts))
        return values

    def learn(self, values: RawObject) -> None:
        """Take note of a document of another form, which may become the usual one."""
        if self._tries == _MOST_TRIES:
            return
        self._tries += 1
        try:
            shape: Any = _shape_of(values, _DEEPEST_SHAPE)
        except _OtherParts:
            return
        self._count = self._count + 1 if shape == self._last else 1
        self._last = shape
        if self._count == _WORTH_A_PATTERN:
            source = "".join(_source_of(name, inner) for name, inner in shape)
            if len(source) <= _LONGEST_SHAPE:
                self._form = re.compile(source), shape
                self._tries = 0


class _UsualShapes(dict[str, _UsualShape]):
    """The usual form of the documents of each root: there are no more of them than operations."""

    def __missing__(self, root: str) -> _UsualShape:
        return self.setdefault(root, _UsualShape())


_usual_shapes = _UsualShapes()


def _shape_of(value: Any, levels: int) -> _Shape:  # noqa: ANN401 - raw data
    """Return the shape of raw values with no more levels than this. Raises _OtherParts."""
    if type(value) is list:
        return [_shape_of(item, levels) for item in cast("list[object]", value)]
    if type(value) is not dict:
        return None
    if not levels:
        raise _OtherParts
    inner = cast("RawObject", value)
    return tuple((name, _shape_of(inner[name], levels - 1)) for name in inner)


def _source_of(name: str, shape: _Shape) -> str:
    """Return the source of the pattern for one or several elements of a name."""
    if isinstance(shape, list):
        return "".join(_source_of(name, item) for item in shape)
    tag = re.escape(name)
    if shape is None:
        return f"<{tag}(?:/>|>([^<]*+)</{tag}>){_SPACE}"
    inner = "".join(_source_of(inside, item) for inside, item in shape)
    return f"<{tag}>{_SPACE}{inner}</{tag}>{_SPACE}"


def _filled(shape: _Shape, texts: Iterator[str | None]) -> Any:  # noqa: ANN401 - raw data
    """Return raw values of this shape with these texts."""
    if shape is None:
        return next(texts)
    if isinstance(shape, list):
        return [_filled(item, texts) for item in shape]
    return {name: next(texts) if inner is None else _filled(inner, texts) for name, inner in shape}


class _SimpleParser:
    """The parts of a document, taken in one after the other."""

    __slots__ = (
        "_above",
        "_budget",
        "_has_references",
        "_last",
        "_leaf_patterns",
        "_place",
        "_seen",
        "_text",
        "_values",
    )

    def __init__(self, text: str, place: int) -> None:
        self._text = text
        self._place = place
        self._has_references = "&" in text
        # The content of the current element, and its last name.
        self._values: RawObject = {}
        self._last = ""
        # The same of those around it, each with the current element's name.
        self._above: list[tuple[RawObject, str, str]] = []
        self._leaf_patterns: dict[str, _LeafPattern] = {}
        self._seen: dict[tuple[str, ...], int] = {}
        self._budget = _MOST_OF_A_DOCUMENT

    def values(self) -> RawObject:
        """Return the content of the root. Raises _OtherParts."""
        text, end = self._text, len(self._text)
        while self._place < end:
            if text.startswith("</", self._place):
                self._end()
                continue
            self._leaves()
            tag = _TAG.match(text, self._place)
            if tag is not None:
                self._place = tag.end()
                name, is_empty = tag.groups()
                if is_empty:
                    self._put(name, EMPTY)
                else:
                    self._begin(name)
            elif self._place < end and not text.startswith("</", self._place):
                raise _OtherParts
        if self._above or not self._values:
            raise _OtherParts
        return self._values

    def _leaves(self) -> None:
        """Take in the elements that hold only text, up to the next tag of another."""
        text, start = self._text, self._place
        found = _LEAVES.match(text, start)
        if found is None or found.end() == start:
            return
        end = self._place = found.end()
        leaves = _LEAF.findall(text, start, end)
        if len(leaves) != text.count("</", start, end):
            raise _OtherParts
        if self._has_references:
            leaves = [(name, _unescaped(value)) for name, value in leaves]
        values = self._values
        is_first = not values
        for name, value in leaves:
            if name not in values:
                values[name] = value or EMPTY
                self._last = name
            else:
                self._put(name, value or EMPTY)
        if is_first and self._above and len(leaves) == len(values) <= _MOST_NAMES:
            space = "" if text[end - 1] == ">" else _SPACE
            self._learn((space, self._above[-1][1], *values))

    def _learn(self, names: tuple[str, ...]) -> None:
        """Take note of what may stand between tags, of an element, and of those it begins with."""
        form = _leaf_patterns.get(names)
        if form is None:
            count = self._seen[names] = self._seen.get(names, 0) + 1
            if count < _WORTH_A_PATTERN or _size(names) > min(self._budget, _MOST_OF_ONE):
                return
            self._budget -= _size(names)
            form = _leaf_patterns.add(names)
        self._leaf_patterns[names[1]] = form

    def _begin(self, name: str) -> None:
        """Begin an element, and skip to the last of those that follow it in the same form."""
        values: RawObject = {}
        last = ""
        ended: list[RawObject] = []
        if (form := self._leaf_patterns.get(name)) is not None:
            text, names, match = self._text, form.names, form.pattern.match
            while (found := match(text, self._place)) is not None:
                self._place = found.end()
                texts: Sequence[str | None] = found.groups()
                again = texts[-1]
                if self._has_references and "&" in found[0]:
                    texts = [text and _unescaped(text) for text in texts]
                if "" in texts:
                    texts = [text or EMPTY for text in texts]
                values = dict(zip(names, texts))  # noqa: B905 - the last one has no name
                if again is None:
                    last = names[-1]
                    break
                ended.append(values)
                values = {}
        for inner in ended:
            self._put(name, inner)
        self._above.append((self._values, name, self._last))
        self._values, self._last = values, last

    def _end(self) -> None:
        """End an element. Raises _OtherParts."""
        inner = self._values
        if not self._above or not inner:
            raise _OtherParts
        self._values, name, self._last = self._above.pop()
        end = f"</{name}>"
        if not self._text.startswith(end, self._place):
            raise _OtherParts
        self._place += len(end)
        if not self._text.startswith("<", self._place):
            self._place = _SPACES.match(self._text, self._place).end()  # type: ignore[union-attr]  # ty: ignore
        self._put(name, inner)

    def _put(self, name: str, value: str | RawObject | None) -> None:
        values = self._values
        if name not in values:
            values[name] = value
        elif name != self._last:
            raise _OtherParts
        elif isinstance(values[name], list):
            values[name].append(value)
        else:
            values[name] = [values[name], value]
        self._last = name


def _has_only_characters(text: str) -> bool:
    try:
        return has_only_characters(text.encode())
    except UnicodeEncodeError:  # a lone surrogate
        return False


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return text.replace("&apos;", "'").replace("&amp;", "&")
