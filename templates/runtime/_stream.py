"""Records one by one: from the bytes of a document as they arrive, and to bytes in pieces.

No more than one record, and what is between two of them, is held in memory.

Long, because XML and JSON are cut into records by the same steps.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from json import JSONDecodeError
from typing import IO, TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, cast

from . import _dialect
from ._errors import ResponseError
from ._limits import LIMITS, Limits
from ._problems import checked_unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import ParseError, XMLPullParser

    from ._decode import RawObject
    from ._decoder import Decoder
    from ._fields import Document
    from ._problems import Problem, Unreadable
    from ._tolerant_decoder import ItemDecoder, TolerantDecoder

Source: TypeAlias = Iterable[bytes] | IO[bytes]
"""A file, or pieces of bytes as they come from anywhere."""

R = TypeVar("R")
T = TypeVar("T")

_CHUNK = 64 * 1024
_AFTER_NUMBER = re.compile("[^-+.0-9eE]")


class Records(Generic[R, T]):
    """Iterate over the records of a document.

    After the last record, `rest` is the document without its records, for example `Ack` and
    `Messages`. `problems` has the values that could not be read of the latest record, and of anything
    between it and the record before; at the end, of the rest.

    Iterating raises ResponseError if the document is malformed, with the latest piece of it as
    `body`. It also raises ResponseError for a record whose required value cannot be read, or with
    `unreadable="raise"` for any value, with all problems and the record as `body`.
    """

    def __init__(
        self,
        source: Source,
        declared: Document,
        *,
        unreadable: Unreadable = "keep",
        limits: Limits | None,
        is_xml: bool,
    ) -> None:
        self._limits = limits or LIMITS
        self.rest: T | None = None
        self.problems: list[Problem] = []
        self._unreadable = checked_unreadable(unreadable)
        self._items: ItemDecoder | None = None
        self._has_warned = False
        self._piece = ""
        self._texts = self._arriving(_texts(_chunks(source), self._limits.size))
        self._declared = declared
        self._path = [field.key for _, _, field in declared.steps]
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
        from ._raw_document import TooDeep  # noqa: PLC0415 - only the first response needs it

        try:
            yield from records
        except (RecursionError, TooDeep):
            raise self._broken("the response is nested too deeply") from None

    def _reading(self) -> Decoder:
        from ._decoder import Decoder  # noqa: PLC0415 - only the first response needs it

        declared = self._declared
        decoder = Decoder(declared.roots[0], declared.namespaces, self._limits)
        if _dialect.QUALIFIED:
            decoder.names.default = declared.default_namespace
        return decoder

    def _read(self, decoder: Decoder, item: object, index: int) -> Sequence[R]:
        """Read the record of an item: none if it is empty or unreadable, several for columns."""
        record = decoder.item(item, self._path, index, self._declared.item.read)
        if not decoder.problems:
            return () if record is None else (record,)
        decoder.problems.clear()
        from ._raw_document import without_element  # noqa: PLC0415 - few responses need it
        from ._tolerant_decoder import ItemDecoder, TolerantDecoder  # noqa: PLC0415 - as above

        if self._items is None:
            owner, _, field = self._declared.steps[-1]
            self._items = ItemDecoder(owner._declared, field)  # noqa: SLF001 - a record's own
        tolerant = TolerantDecoder(self._declared.roots[0], decoder.names)
        tolerant.go_to(self._path[:-1])
        records: list[R] = self._items.read(tolerant, [without_element(item)], index, [])
        self._tell(tolerant, item)
        return records

    def _finish(self, decoder: Decoder, source: Any) -> None:  # noqa: ANN401 - raw values
        self.rest = decoder.root(source, self._declared.read)
        if not decoder.problems:
            return
        from ._tolerant_decoder import TolerantDecoder  # noqa: PLC0415 - few responses need it

        tolerant = TolerantDecoder(self._declared.roots[0], decoder.names)
        rest: Any = tolerant.root(source, self._declared.read_tolerantly)
        self._tell(tolerant, source)
        rest.note_problems(tolerant.kept)
        self.rest = rest

    def _tell(self, decoder: TolerantDecoder, item: object) -> None:
        """Tell what could not be read of an item, in an error or in the log."""
        if decoder.told and (decoder.is_refused or self._unreadable == "raise"):
            raise ResponseError(decoder.told, _raw(item))
        self.problems += decoder.kept
        if decoder.kept and not self._has_warned:
            self._has_warned = True
            from logging import getLogger  # noqa: PLC0415 - few responses need it

            from ._interrupts import guarded  # noqa: PLC0415 - as above

            guarded(
                getLogger(__package__).warning,
                "%s: a value cannot be read, and is kept unchanged: it is not %s (of others in this"
                " document, nothing is said here)",
                *(decoder.kept[0].path, decoder.kept[0].expected),
            )

    def _xml(self) -> Iterator[R]:
        from xml.etree.ElementTree import ParseError  # noqa: PLC0415 - the first answer pays for it
        from xml.parsers.expat import ExpatError  # noqa: PLC0415 - only the first response needs it

        decoder = self._reading()
        names, path = decoder.names, self._path
        above_records, most = len(path), self._limits.depth + 1
        arriving = _Elements(self._texts, self._limits)
        above: list[Any] = []
        root: Any = None
        # How many elements come before the next record, in the element that holds the records.
        kept = index = 0
        try:
            for event, element in chain.from_iterable(arriving):
                if event == "start":
                    if root is None:
                        root = element
                        self._check_root(root.tag)
                    above.append(element)
                    level = len(above)
                    if level == above_records:
                        kept = 0
                    elif level > most:
                        raise ValueError("nested too deeply")  # noqa: TRY301
                    continue
                above.pop()
                if len(above) != above_records:
                    continue
                if path != [*(names[outer.tag] for outer in above[1:]), names[element.tag]]:
                    kept += 1
                    continue
                records = self._read(decoder, element, index)
                del above[-1][kept]
                index += max(1, len(records))
                arriving.size = 0
                for record in records:
                    yield record
                    self.problems = []
        except (ParseError, ExpatError, ValueError) as error:
            raise self._broken(f"not well-formed XML: {error}") from None
        self._finish(decoder, root)

    def _check_root(self, tag: str) -> None:
        found = tag.rpartition("}")[2]
        if found not in self._declared.roots:
            expected = " or ".join(f"<{name}>" for name in self._declared.roots)
            raise ValueError(f"expected {expected}, found <{found}>")

    def _json(self) -> Iterator[R]:
        decoder = self._reading()
        cursor = _Cursor(self._texts, self._limits)
        rest: RawObject = {}
        index = 0
        try:
            listed = cursor.skips("[")
            for item in cursor.records(self._path, self._declared.wrappers, rest):
                records = self._read(decoder, item, index)
                index += max(1, len(records))
                for record in records:
                    yield record
                    self.problems = []
            if listed:
                cursor.expect("]")
            if cursor.peek():
                raise ValueError(f"{cursor.peek()!r} after the end")  # noqa: TRY301
        except ValueError as error:
            raise self._broken(f"not well-formed JSON: {error}") from None
        self._finish(decoder, rest)


class _Elements:
    """The beginnings and ends of elements in an XML document, as they arrive.

    Versions of expat differ in what they do with a token that has begun and not ended, which may be as
    long as a document: those before 2.6 go over it anew with every piece, and later ones put it off,
    and all that follows. Here, it is given to the parser in pieces that grow with it, which takes time
    in proportion to its length, and nothing that has arrived is put off for longer than that.
    """

    def __init__(self, texts: Iterator[str], limits: Limits) -> None:
        self._texts = texts
        self._limits = limits
        self.size = 0
        """How much has arrived since this was last set to 0."""

    def __iter__(self) -> Iterator[list[tuple[str, Any]]]:
        from xml.etree.ElementTree import XMLPullParser  # noqa: PLC0415 - as above

        from ._raw_document import from_root  # noqa: PLC0415 - as above

        parser: XMLPullParser[Any] = XMLPullParser(("start", "end"))
        flush: Callable[[], object] = getattr(parser, "flush", lambda: None)  # since 3.11.8
        waiting: list[str] = []
        held = taken = 0  # since the last event
        for text in from_root(self._texts, self._limits.size):
            self.size += len(text)
            waiting.append(text)
            held += len(text)
            if held >= taken / 4:
                parser.feed("".join(waiting))
                events, problem = _found(parser, flush)
                yield events
                if problem is not None:
                    raise problem
                taken, held, waiting = (0 if events else taken + held), 0, []
            if self.size > self._limits.size:
                raise ValueError(f"more than the limit of {self._limits.size} bytes")
        parser.feed("".join(waiting))
        events, problem = _found(parser, parser.close)
        yield events
        if problem is not None:
            raise problem


def _found(
    parser: XMLPullParser[Any], step: Callable[[], object]
) -> tuple[list[tuple[str, Any]], ParseError | None]:
    """Return the events of a parser after one more step, and the error behind them."""
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415 - only the first response needs it

    events: list[tuple[str, Any]] = []
    problem: ParseError | None = None
    try:
        step()
    except ParseError as error:
        problem = error
    try:
        events.extend(cast("Iterator[tuple[str, Any]]", parser.read_events()))
    except ParseError as error:  # from the step before, which is kept among the events
        problem = error
    return events, problem


class _Cursor:
    """A place in a JSON document that is still arriving."""

    def __init__(self, texts: Iterator[str], limits: Limits) -> None:
        from ._raw_document import json_decoder  # noqa: PLC0415 - only the first response needs it

        self._decode = json_decoder().raw_decode
        self._texts = texts
        self._limits = limits
        self._text = ""
        self._place = 0
        self._is_whole = False

    def peek(self) -> str:
        """Return the next character that is not white space, "" at the end."""
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
        """Skip the next character if it is this one, and tell whether it was."""
        if self.peek() != character:
            return False
        self._place += 1
        return True

    def expect(self, character: str) -> None:
        """Skip the next character, which must be this one. Raises ValueError."""
        if not self.skips(character):
            raise ValueError(f"{character!r} expected, {self.peek() or 'the end'!r} found")

    def value(self) -> Any:  # noqa: ANN401 - of any kind
        """Return the value that begins here."""
        self.peek()
        while True:
            try:
                value, end = self._decode(self._text, self._place)
            except JSONDecodeError:  # other errors are not about what comes next
                if self._is_whole:
                    raise
            else:
                # A number may continue after the text: `1.` is read as 1, and what follows it.
                if self._is_whole or _AFTER_NUMBER.search(self._text, end):
                    self._place = end
                    return value
            self._more()

    def records(self, path: Sequence[str], roots: Sequence[str], rest: RawObject) -> Iterator[Any]:
        """Yield the raw records at the end of the path; what else there is goes to `rest`."""
        self.expect("{")
        for _ in self._separated("}"):
            name = self.value()
            if not isinstance(name, str):
                raise ValueError(f"a name expected, {name!r:.80} found")  # noqa: TRY004
            self.expect(":")
            if name in roots:
                yield from self._wrapped(path, rest)
            elif name != path[0]:
                rest[name] = self.value()
            elif len(path) == 1:
                yield from self._items()
            elif self.peek() == "{":
                yield from self.records(path[1:], (), rest.setdefault(name, {}))
            else:
                yield from _below(self.value(), path[1:])

    def _wrapped(self, path: Sequence[str], rest: RawObject) -> Iterator[Any]:
        """Yield records from inside a root that wraps the document: an object, a list of one, or nothing."""
        listed = self.skips("[")
        if self.peek() == "{":
            yield from self.records(path, (), rest)
        elif not listed and self.value() not in (None, ""):
            raise ValueError("expected a JSON object")
        if listed:
            self.expect("]")

    def _items(self) -> Iterator[Any]:
        if not self.skips("["):
            yield self.value()
            return
        for _ in self._separated("]"):
            yield self.value()

    def _separated(self, end: str) -> Iterator[None]:
        """Skip to the beginning of each part before this end, past the commas between them."""
        if self.skips(end):
            return
        yield
        while not self.skips(end):
            self.expect(",")
            yield

    def _more(self) -> None:
        """Take in at least as much as is left, so that a long value is not begun too often."""
        parts = [self._text[self._place :]]
        begun = size = len(parts[0])
        most = self._limits.size
        if begun > most:
            raise ValueError(f"more than the limit of {most} bytes for one record")
        for text in self._texts:
            parts.append(text)
            size += len(text)
            if size > min(2 * begun, most):
                break
        else:
            self._is_whole = True
        self._text = "".join(parts)
        self._place = 0


def _below(value: object, path: Sequence[str]) -> Iterator[Any]:
    """Yield the raw records at the end of the path, in a value where an object is expected."""
    for item in cast("list[object]", value) if isinstance(value, list) else [value]:
        if not path:
            yield item
        elif isinstance(item, dict):
            yield from _below(cast("RawObject", item).get(path[0]), path[1:])


def _raw(item: object) -> bytes:
    from xml.etree.ElementTree import Element, tostring  # noqa: PLC0415 - only an error needs it

    if isinstance(item, Element):
        return tostring(cast("Element[str]", item), encoding="unicode").encode()
    import json  # noqa: PLC0415 - only an error needs it

    return json.dumps(item, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace")


def _chunks(source: Source) -> Iterator[bytes]:
    """Yield the chunks that are not empty."""
    read = getattr(source, "read", None)
    if read is None:
        yield from filter(None, source)
    else:
        while chunk := read(_CHUNK):
            yield chunk


def _texts(chunks: Iterator[bytes], most: int) -> Iterator[str]:
    """Yield the text of a document, in pieces that are not empty, and small beside a limit."""
    from ._raw_document import (  # noqa: PLC0415 - only the first response needs it
        MOST_OF_DECLARATION,
        encoding_of,
    )

    start = b""
    for chunk in chunks:
        start = (start + chunk).lstrip()
        if len(start) >= MOST_OF_DECLARATION:
            break
    encoding = encoding_of(start)
    decoder = codecs.getincrementaldecoder(encoding)()
    step = max(most // 4, 1)
    for number, chunk in enumerate(chain((start,), chunks, (b"",))):
        begun = len(decoder.getstate()[0])
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            # What comes before the error can be read.
            yield from _slices(decoder.decode(chunk[: max(error.start - begun, 0)]), step)
            problem = f"the response is not {encoding} text: {error}"
            raise ResponseError([problem], start) from None
        yield from _slices(text if number else text.removeprefix("\ufeff"), step)


def _slices(text: str, length: int) -> Iterator[str]:
    return (text[place : place + length] for place in range(0, len(text), length))


def pieces(
    request: R,
    fields: Sequence[str],
    of: Callable[[list[Any]], R],
    write: Callable[[R], bytes],
    *,
    is_xml: bool,
) -> Iterator[bytes]:
    """Yield a request with a list of records, in a piece for each record.

    `fields` lead to the list, `of` builds a request from one, and `write` writes it.
    """
    records: Any = request
    for name in fields:
        records = getattr(records, name) if records is not None else None
    if not records:
        yield write(request)
        return
    around = write(of([]))
    tail = b""
    for number, record in enumerate(records):
        body = write(of([record]))
        start = around.index(b"</") if is_xml else body.index(b"[") + 1
        end = len(body) - len(around) + start if is_xml else body.rindex(b"]")
        tail = body[end:]
        if number == 0:
            yield body[:end]
        else:
            yield body[start:end] if is_xml else b"," + body[start:end]
    yield tail
