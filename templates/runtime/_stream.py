"""Records one by one: from the bytes of a document as they arrive, and to bytes in pieces.

No more than one record, and what is between two of them, is held in memory.
"""

from __future__ import annotations

import codecs
from typing import IO, TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast

from ._errors import ResponseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ._limits import Limits
    from ._read import Values
    from ._reading import Reading
    from ._root import Format, Items

    Source = Iterable[bytes] | IO[bytes]
    """A file, or pieces of bytes as they come from anywhere."""


class Request(Protocol):
    """A record that can be written."""

    def to_xml(self, *, checked: bool = True) -> bytes:
        """The request as an XML document."""
        ...

    def to_json(self, *, checked: bool = True) -> bytes:
        """The request as a JSON document."""
        ...


R = TypeVar("R")
T = TypeVar("T")

_CHUNK = 64 * 1024
_MOST_PROLOG = 64 * 1024


class Records(Generic[R, T]):
    """The records of a document, one by one.

    When there are no more, `rest` is the document without them: what the store says of its own
    success, for one. Going through it raises ResponseError at the first record that cannot be
    understood, with every problem of that record, and the record itself as its `body`; where the
    document is broken, with the piece of it that arrived last.
    """

    def __init__(
        self, source: Source, form: Format[T], items: Items[R], *, limits: Limits, is_xml: bool
    ) -> None:
        self.rest: T | None = None
        self._piece = ""
        self._texts = self._arriving(_texts(_chunks(source)))
        self._form = form
        self._path = [*items.path]
        self._read = items.read
        self._limits = limits
        self._records = self._guarded(self._xml() if is_xml else self._json())

    def __iter__(self) -> Iterator[R]:
        return self._records

    def _arriving(self, texts: Iterator[str]) -> Iterator[str]:
        for text in texts:
            self._piece = text
            yield text

    def _broken(self, problem: str) -> ResponseError:
        return ResponseError([problem], self._piece.encode("utf-8", "backslashreplace"))

    def _guarded(self, records: Iterator[R]) -> Iterator[R]:
        from ._document import TooDeep  # noqa: PLC0415 - the first answer pays for it

        try:
            yield from records
        except (RecursionError, TooDeep):
            raise self._broken("the answer is nested too deeply") from None

    def _reading(self) -> Reading:
        from ._reading import Reading  # noqa: PLC0415 - the first answer pays for it

        return Reading(self._form.roots[0], self._form.namespaces, self._limits)

    def _record(self, reading: Reading, item: object, index: int) -> R | None:
        record = reading.item(item, self._path, index, self._read)
        _raise_problems(reading, item)
        return record

    def _finish(self, reading: Reading, source: Any) -> None:  # noqa: ANN401 - a level
        self.rest = reading.root(source, self._form.read)
        _raise_problems(reading, source)

    def _xml(self) -> Iterator[R]:
        from xml.etree.ElementTree import (  # noqa: PLC0415 - the first answer pays for it
            ParseError,
            XMLPullParser,
        )

        reading = self._reading()
        names, path, limits = reading.names, self._path, self._limits
        parser: XMLPullParser[Any] = XMLPullParser(("start", "end"))
        above: list[Any] = []
        root: Any = None
        index = size = 0
        try:
            for text in _without_doctype(self._texts):
                parser.feed(text)
                size += len(text)
                if size > limits.size:
                    raise ValueError(f"more than the limit of {limits.size} bytes")  # noqa: TRY301
                for event, element in cast("Iterator[tuple[str, Any]]", parser.read_events()):
                    if event == "start":
                        if root is None:
                            root = element
                            self._check_root(root.tag)
                        above.append(element)
                        if len(above) > limits.depth:
                            raise ValueError("nested too deeply")  # noqa: TRY301
                        continue
                    above.pop()
                    if len(above) == len(path) and path == [
                        *(names[outer.tag] for outer in above[1:]),
                        names[element.tag],
                    ]:
                        record = self._record(reading, element, index)
                        above[-1].remove(element)
                        index, size = index + 1, 0
                        if record is not None:
                            yield record
            parser.close()
        except (ParseError, ValueError) as error:
            raise self._broken(f"not well-formed XML: {error}") from None
        self._finish(reading, root)

    def _check_root(self, tag: str) -> None:
        found = tag.rpartition("}")[2]
        if found not in self._form.roots:
            expected = " or ".join(f"<{name}>" for name in self._form.roots)
            raise ValueError(f"expected {expected}, found <{found}>")

    def _json(self) -> Iterator[R]:
        reading = self._reading()
        cursor = _Cursor(self._texts, self._limits)
        rest: Values = {}
        index = 0
        try:
            listed = cursor.skips("[")
            for item in cursor.records(self._path, self._form.roots, rest):
                record = self._record(reading, item, index)
                index += 1
                if record is not None:
                    yield record
            if listed:
                cursor.expect("]")
            if cursor.peek():
                raise ValueError(f"{cursor.peek()!r} after the end")  # noqa: TRY301
        except ValueError as error:
            raise self._broken(f"not well-formed JSON: {error}") from None
        self._finish(reading, rest)


class _Cursor:
    """A place in a JSON document that is still arriving."""

    def __init__(self, texts: Iterator[str], limits: Limits) -> None:
        from ._document import json_decoder  # noqa: PLC0415 - the first answer pays for it

        self._decode = json_decoder.raw_decode
        self._texts = texts
        self._limits = limits
        self._text = ""
        self._place = 0
        self._is_whole = False

    def peek(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            while self._place < len(self._text):
                character = self._text[self._place]
                if character not in " \t\r\n":
                    return character
                self._place += 1
            if self._is_whole:
                return ""
            self._more()

    def skips(self, character: str) -> bool:
        """Go past the next character, if it is this one."""
        if self.peek() != character:
            return False
        self._place += 1
        return True

    def expect(self, character: str) -> None:
        """Go past the next character, which has to be this one."""
        if not self.skips(character):
            raise ValueError(f"{character!r} expected, {self.peek() or 'the end'!r} found")

    def value(self) -> Any:  # noqa: ANN401 - of any kind
        """The value that begins here."""
        self.peek()
        while True:
            try:
                value, end = self._decode(self._text, self._place)
            except ValueError:
                if self._is_whole:
                    raise
            else:
                # A number may go on where the text ends.
                if end < len(self._text) or self._is_whole:
                    self._place = end
                    return value
            self._more()

    def records(self, path: Sequence[str], roots: Sequence[str], rest: Values) -> Iterator[Any]:
        """Yield the raw records at the end of the path; what else there is goes to `rest`."""
        self.expect("{")
        while not self.skips("}"):
            name = self.value()
            self.expect(":")
            if name in roots and self.peek() == "{":
                yield from self.records(path, (), rest)
            elif name != path[0]:
                rest[name] = self.value()
            elif len(path) == 1:
                yield from self._items()
            elif self.peek() == "{":
                yield from self.records(path[1:], (), rest.setdefault(name, {}))
            else:
                yield from _below(self.value(), path[1:])
            if self.peek() != "}":
                self.expect(",")

    def _items(self) -> Iterator[Any]:
        if not self.skips("["):
            yield self.value()
            return
        while not self.skips("]"):
            yield self.value()
            if self.peek() != "]":
                self.expect(",")

    def _more(self) -> None:
        """Take in at least as much as is left, so that a long value is not begun too often."""
        parts = [self._text[self._place :]]
        wanted = size = len(parts[0])
        for text in self._texts:
            parts.append(text)
            size += len(text)
            if size > self._limits.size:
                raise ValueError(f"more than the limit of {self._limits.size} bytes for one record")
            if size > 2 * wanted:
                break
        else:
            self._is_whole = True
        self._text = "".join(parts)
        self._place = 0


def _below(value: object, path: Sequence[str]) -> Iterator[Any]:
    """The raw records at the end of the path, in a value that stands where an object should."""
    for item in cast("list[object]", value) if isinstance(value, list) else [value]:
        if not path:
            yield item
        elif isinstance(item, dict):
            yield from _below(cast("Values", item).get(path[0]), path[1:])


def _raise_problems(reading: Reading, item: object) -> None:
    """Raise ResponseError when anything is wrong with an item; with what that looked like."""
    if reading.problems:
        raise ResponseError(reading.problems, _raw(item))


def _raw(item: object) -> bytes:
    from xml.etree.ElementTree import Element, tostring  # noqa: PLC0415 - only an error pays for it

    if isinstance(item, Element):
        return tostring(cast("Element[str]", item), encoding="unicode").encode()
    import json  # noqa: PLC0415 - only an error pays for it

    return json.dumps(item, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace")


def _chunks(source: Source) -> Iterator[bytes]:
    read = getattr(source, "read", None)
    if read is None:
        yield from source
    else:
        while chunk := read(_CHUNK):
            yield chunk


def _texts(chunks: Iterator[bytes]) -> Iterator[str]:
    """The text of a document, in pieces that are not empty."""
    from ._document import encoding_of  # noqa: PLC0415 - the first answer pays for it

    start = b""
    for chunk in chunks:
        start += chunk
        if len(start) >= 256:  # noqa: PLR2004 - more than a declaration of the encoding needs
            break
    encoding = encoding_of(start)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(start).removeprefix("\ufeff")
        for chunk in chunks:
            if text:
                yield text
            text = decoder.decode(chunk)
        text += decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise ResponseError([f"the answer is not {encoding} text: {error}"], start) from None
    if text:
        yield text


def _without_doctype(texts: Iterator[str]) -> Iterator[str]:
    """The same texts, the first of them with the start of the root. Raises ValueError for others."""
    head, wanted = "", 1
    for text in texts:
        head += text
        if len(head) < wanted:  # so that small pieces do not have it read again and again
            continue
        wanted = 2 * len(head)
        if _has_root(head.lstrip()):
            break
        if len(head) > _MOST_PROLOG:
            raise ValueError("no element begins near the start")
    else:
        _has_root(head.lstrip())
    yield head.lstrip()
    yield from texts


def _unchecked(request: Request, *, is_xml: bool) -> bytes:
    return request.to_xml(checked=False) if is_xml else request.to_json(checked=False)


def _has_root(head: str) -> bool:
    """Whether the root element begins in here. Raises ValueError when a document type does."""
    from ._document import prolog  # noqa: PLC0415 - the first answer pays for it

    rest = head[prolog(head) :]
    if rest[:9].upper() == "<!DOCTYPE":
        raise ValueError("a document type declaration is not accepted")
    return len(rest) >= len("<!DOCTYPE") and not rest.startswith(("<!--", "<?"))


def pieces(
    request: Request,
    fields: Sequence[str],
    of: Callable[[list[Any]], Request],
    *,
    is_xml: bool,
) -> Iterator[bytes]:
    """A request that is a list of records, in pieces of a record each.

    `fields` lead to the list, and `of` makes a request from one.
    """
    records: Any = request
    for name in fields:
        records = getattr(records, name) if records is not None else None
    if not records:
        yield _unchecked(request, is_xml=is_xml)
        return
    around = _unchecked(of([]), is_xml=is_xml)
    tail = b""
    for number, record in enumerate(records):
        body = _unchecked(of([record]), is_xml=is_xml)
        start = around.index(b"</") if is_xml else body.index(b"[") + 1
        end = len(body) - len(around) + start if is_xml else body.rindex(b"]")
        tail = body[end:]
        if number == 0:
            yield body[:end]
        else:
            yield body[start:end] if is_xml else b"," + body[start:end]
    yield tail
