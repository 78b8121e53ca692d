"""The functions that write records, and look if they fit their schema on the way.

There are three for each record: one that looks at everything; a `typed` one that looks only if values are
of their types, so that none can be more than a value of its field; and an `unchecked` one that looks at
nothing, for records of which every value has been made plain.

Long, because what is compiled for a field depends on its kind, in three writers.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from . import _dialect, _encode_parts, _lexical, _nil
from ._compile import FunctionBuilder, Misfit, stored
from ._content import mismatch
from ._explain import explain, fits_beside, tester
from ._fields import TEXTS, declared_by, marks_module, order_module
from ._model import RawElement
from ._value_writers import item_writer, may_be_verbatim, needs_escape, writer
from ._verbatim import MOMENTS, VERBATIM

T = TypeVar("T")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ._fields import Add, Declaration, Field

    ToXml = Callable[[Any, Add], None]
    ToJson = Callable[[Any], dict[str, Any]]
    Writers = list[tuple[tuple[Any, ...], T]]
    """What writes each class of what stands in content."""


_TYPES: dict[str, type] = {
    "string": str,
    "token": str,
    "integer": int,
    "decimal": Decimal,
    "boolean": bool,
    "date_time": dt.datetime,
    "date": dt.date,
    "time": dt.time,
}
# How to check facets by a single comparison, from the value and the limit.
_TESTS = {
    "length": "len({}) != {}",
    "min_length": "len({}) < {}",
    "max_length": "len({}) > {}",
    "min_inclusive": "{} < {}",
    "max_inclusive": "{} > {}",
}
_LENGTHS = frozenset({"length", "min_length", "max_length"})
_QUICK: dict[str, frozenset[str]] = {
    **{kind: frozenset[str]() for kind in (*_TYPES, "enumeration")},
    "string": _LENGTHS,
    "token": _LENGTHS,
    "integer": frozenset({"min_inclusive", "max_inclusive"}),
}
_ZONED = frozenset({"date_time", "time"})
_NIL = '<{} xsi:nil="true"/>'


class _Writer(FunctionBuilder):
    """A function that writes a record, and looks if it fits where it is checked.

    `name` is that of the function, also of those that write the records in it.
    """

    arguments = "record"

    def __init__(self, declared: Declaration, name: str) -> None:
        super().__init__(declared, name, self.arguments)
        self.inner = name
        self.checked = not name.endswith(("_typed", "_unchecked"))
        self.typed = not name.endswith("_unchecked")
        self.misfit = self.constant(Misfit)

    def test(self, field: Field, value: str) -> str:
        """Return the expression that is true if a value does not fit, or may not fit."""
        looks = self.checked and not self.declared.is_filter
        facets = field.facets if looks else {}
        if field.kind not in _QUICK:
            return self.thorough_test(field, value)
        of = _TYPES.get(field.kind) or self.declared.class_of(field.of)
        tests = [self.type_test(field, of, value)]
        if not facets.keys() <= _QUICK[field.kind]:
            return f"{tests[0]} or {self.thorough_test(field, value)}"
        tests += [_TESTS[name].format(value, self.constant(facets[name])) for name in facets]
        if field.kind == "decimal":
            tests.append(f"not {value}.is_finite()")
        elif field.kind == "enumeration" and looks and self.declared.is_closed(field):
            tests.append(f"not {value}.is_known")
        elif field.is_local and self.checked:
            tests.append(f"{value}.tzinfo is not None")
        elif field.kind in _ZONED and looks and not _dialect.DATE_TIME_IN_UTC:
            other = f"(z := {value}.tzinfo) is not None and z is not {self.constant(dt.UTC)}"
            tests.append(f"({other} and {self.thorough_test(field, value)})")
        if field.fixed is not None and self.checked:
            is_exact = field.kind not in MOMENTS  # a value in another time zone may be equal
            differs = f"{value} != {self.constant(field.fixed)}"
            tests.append(differs if is_exact else self.thorough_test(field, value))
        return " or ".join(tests)

    def type_test(self, field: Field, of: Any, value: str) -> str:  # noqa: ANN401 - a class
        """Return the expression that is true if a value is of another class."""
        test = f"type({value}) is not {self.constant(of)}"
        if of in VERBATIM and may_be_verbatim(field):
            test = f"({test} and type({value}) is not {self.constant(VERBATIM[of])})"
        return test

    def thorough_test(self, field: Field, value: str) -> str:
        """Return the expression for a value that takes more than a comparison to check."""
        return f"not {self.constant(tester(self.declared, field))}({value})"

    def text(self, field: Field, value: str) -> str:
        """Return the expression for a value's text: a space where an empty one means another value."""
        text = self.usual_text(field, value)
        if field.key not in self.declared.defaulted:
            return text
        from ._simple_types import may_be_space  # noqa: PLC0415 - few records have such a field

        if not may_be_space(self.declared, field):
            return text
        return f"({text} or {self.constant(' ')})"

    def usual_text(self, field: Field, value: str) -> str:
        """Return the expression for the text that a value has wherever it stands."""
        if field.kind in TEXTS:
            return value
        if field.kind == "enumeration":
            return f"{value}.text"
        return f"{self.constant(writer(self.declared, field))}({value})"

    def item_text(self, field: Field) -> str:
        """Return the name of the writer of a value, or of a list's item, that is not a name."""
        return self.constant(item_writer(self.declared, field))

    def require(self, depth: int, condition: str) -> None:
        """Add the test of what has to hold, where anything is looked at."""
        if self.typed:
            self.add(depth, f"if not ({condition}): raise {self.misfit}")

    def check(self, depth: int, field: Field) -> None:
        """Add the test of a value `v`."""
        if not self.typed:
            return
        if field.kind == "record":
            of = self.constant(self.declared.class_of(field.of))
            self.add(depth, f"if type(v) is not {of}: raise {self.misfit}")
        elif field.kind != "choice":
            self.add(depth, f"if {self.test(field, 'v')}: raise {self.misfit}")

    def begin(self, field: Field) -> int:
        """Add what comes before the writing of one value `v`; how deep that is."""
        if not field.repeated and not (field.kind == "raw" and field.required):
            self.add(1, f"if (v := {stored(field.slot)}) is not None:")
            return 2
        self.add(1, f"v = {stored(field.slot)}")
        if field.repeated:
            looks = self.checked and not self.declared.is_filter
            self.require(1, f"type(v) is {self.constant(list)}")
            if field.min_occurs and looks:
                self.require(1, f"len(v) >= {self.constant(field.min_occurs)}")
            if field.max_occurs is not None and looks:
                self.require(1, f"len(v) <= {self.constant(field.max_occurs)}")
        return 1

    def absent(self, field: Field, nil: str) -> None:
        """Add what is done where there is no value; `nil` says that there is none."""
        if field.nillable and field.must_occur:
            self.add(1, f"else: {nil}")
        elif field.key in self.declared.nil_marks:
            self.add(1, f"elif record.extra and {self.says_nil(field)}: {nil}")
        elif self.checked and field.is_wanted and field.kind != "raw":
            self.add(1, f"else: raise {self.misfit}")

    def says_nil(self, field: Field) -> str:
        """Return the expression that is true if `extra` marks an element as nil."""
        return f"{self.constant(_nil.says_nil)}(record.extra, {self.constant(field.key)})"

    def beside(self, write: Callable[..., object], to: str) -> None:
        """Add the writing of what stands beside the fields."""
        self.add(1, "if record.extra:")
        fits = self.constant(fits_beside(self.declared))
        self.require(2, f"{fits}(record.extra)")
        extra, marks = "record.extra", self.declared.nil_marks
        if _dialect.QUALIFIED and self.declared.simple_elements:
            self.require(2, f"not [*{self.constant(self.declared.miscounted)}(record)]")
        if _dialect.QUALIFIED and any(f.role == "attribute" for _, f in self.declared.fields):
            self.require(2, f"not {self.constant(marks_module().set_twice)}(record)")
        for _, field in self.declared.fields:
            if field.key in marks:
                is_set = f"{stored(field.slot)} is not None"
                self.require(2, f"not ({is_set} and {self.says_nil(field)})")
        if marks or _dialect.QUALIFIED:
            extra = f"{self.constant(self.declared.beside)}({extra})"
        self.add(2, f"{self.constant(write)}({extra}, {to})")
        self.mark_elements(to)
        if self.declared.of_nil is not None:
            filled, whole = self.constant(_nil.filled), self.constant(self.declared.of_nil)
            self.require(1, f"not {filled}(record, {whole})")

    def mark_elements(self, to: str) -> None:
        """Add the lines for what `extra` says of elements, where it is not written with these."""

    def model(self) -> None:
        """Add the test of what stands together."""
        declared = self.declared
        if not self.checked or declared.model is None:
            return
        self.add(1, "names = []")
        for _, field in declared.fields:
            if field.is_attribute:
                continue
            value, key = stored(field.slot), self.constant(field.key)
            if field.repeated:
                self.add(1, f"names += [{key}] * len({value})")
            elif field.counts_always:
                self.add(1, f"names.append({key})")
            else:
                nil = f" or {self.says_nil(field)}" if field.key in declared.nil_marks else ""
                self.add(1, f"if {value} is not None{nil}: names.append({key})")
        matched = f"{self.constant(mismatch)}({self.constant(declared.model)}, names)"
        self.require(1, f"{matched} is None")


def _names() -> Any:  # noqa: ANN401 - a module
    """Return the module that writes qualified names, which few schemas have."""
    from . import _qnames as found  # noqa: PLC0415 - only the first record that has any needs it

    return found


class _XmlWriter(_Writer):
    """A function that writes a record as XML."""

    arguments = "record, add"
    plain = False

    def write(self) -> None:
        """Add all lines."""
        declared = self.declared
        inner = [(n, f) for n, f in declared.fields if not f.is_attribute]
        says_more = bool(declared.marked) or declared.any_order
        is_nil = declared.of_nil is not None
        if _dialect.QUALIFIED and says_more and not (is_nil or declared.writes_marks):
            says = (
                f"{self.constant(marks_module().says_any)}(record.extra, {self.constant(declared)})"
            )
            write = self.function(declared.with_marks, self.inner)
            self.add(1, f"if record.extra and {says}: return {write}(record, add)")
        texts = [n for n, f in inner if f.kind in TEXTS and not f.repeated]
        self.plain = len(texts) > 1
        if self.plain:  # checks once whether any must be escaped
            values = "".join(f"{{{stored(name)}}}" for name in texts)
            self.add(1, f"plain = {self.constant(_encode_parts.is_plain)}(f'{values}')")
        own = [f for _, f in declared.fields if f.role in {"attribute", "text"} and f.has_names]
        if own:
            self.add(1, f"prefixes = {self.constant(_names().Prefixes)}()")
        for _, field in declared.fields:
            if field.is_attribute:
                self.attribute(field)
        for field in own:
            if field.role == "text":
                self.add(1, f"{self.constant(_names().declaring)}({stored(field.slot)}, prefixes)")
        if own:
            self.add(1, f"add({self.constant(_names().declarations)}(prefixes))")
        if declared.opens:
            self.add(1, f"add('{self.literal('>')}')")
        self.elements([field for _, field in inner])
        self.beside(_beside_xml(declared), "add")
        self.model()
        self.add(1, "return")

    def elements(self, fields: list[Field]) -> None:
        """Add the lines for all that stands between the tags, in the order that `extra` says if it does."""
        is_sorted = self.declared.writes_marks and self.declared.any_order
        if is_sorted:
            self.add(1, "outer, parts = add, {}")
        for field in fields:
            if is_sorted:
                self.add(1, f"add = parts.setdefault({self.constant(field.key)}, []).append")
            self.field(field)
        if is_sorted:
            self.add(1, "add = outer")
            self.add(1, f"add({self.constant(order_module().in_order)}(parts, record))")

    def attribute(self, field: Field) -> None:
        """Add the lines for an attribute, or for all those that the schema does not name."""
        if field.role == "any_attributes":
            self.add(1, f"v = {stored(field.slot)}")
            self.check(1, field)
            self.add(1, f"{self.constant(_encode_parts.attributes)}(v, add)")
            return
        depth = self.begin(field)
        self.check(depth, field)
        text = self.text(field, "v")
        if field.has_names:
            text = f"{self.constant(_names().declaring)}(v, prefixes, {self.item_text(field)})"
        if needs_escape(field):
            text = f"{self.constant(_encode_parts.escape_attribute)}({text})"
        start, end = self.literal(f' {field.tag}="'), self.literal('"')
        self.add(depth, f"add(f'{start}{{{text}}}{end}')")
        self.absent(field, "")

    def field(self, field: Field) -> None:
        """Add the lines for what stands between the tags, which `extra` may say more of."""
        is_marked = self.declared.writes_marks and field.key in self.declared.marked
        if is_marked:
            marked = f"{self.constant(marks_module().marking)}(add, record, {self.constant(field)})"
            self.add(1, "whole = add")
            self.add(1, f"if {self.constant(field.key)} in record.extra: add = {marked}")
        self.content(field)
        if is_marked:
            self.add(1, "add = whole")

    def content(self, field: Field) -> None:
        """Add the lines for what stands between the tags."""
        if field.role in {"any_elements", "content"}:
            self.add(1, f"v = {stored(field.slot)}")
            self.check(1, field)
            is_any = field.role == "any_elements"
            write = _encode_parts.raw_xml if is_any else _content_to_xml(self.declared, field)
            self.add(1, f"{self.constant(write)}(v, add)")
            return
        depth = self.begin(field)
        nil = ""
        if field.nillable:
            nil = f"add('{self.literal(_NIL.format(field.tag))}')"
        if field.repeated:
            self.add(1, "for v in v:")
            depth = 2
            if nil:
                self.add(2, f"if v is None: {nil}; continue")
        self.check(depth, field)
        self.value(depth, field)
        if not field.repeated:
            self.absent(field, nil)

    def value(self, depth: int, field: Field) -> None:
        """Add the writing of one value `v`."""
        if field.kind == "choice":
            self.add(
                depth, f"{self.constant(_choice_to_xml(self.declared, field, self.inner))}(v, add)"
            )
            return
        start, end = f"<{field.tag}>", self.literal(f"</{field.tag}>")
        if field.kind == "record":
            inner = self.declared.declared_by(field)
            if field.nillable:
                self.nil_record(depth, field, inner.when_nil, end)
                self.add(depth, "else:")
                depth += 1
            if inner.opens:
                start = start[:-1]
            written = f"'{self.literal(start)}'"
            if _dialect.QUALIFIED:
                named = f"{self.constant(marks_module().tag_of)}('{self.literal(start)}', v)"
                written = f"{named} if v.extra else {written}"
            self.add(depth, f"add({written})")
            self.add(depth, f"{self.function(inner, self.inner)}(v, add)")
            self.add(depth, f"add('{end}')")
        elif field.kind == "raw":
            self.raw(depth, self.literal(start[:-1]), end)
        elif field.has_names and field.role != "text":
            self.add(
                depth,
                f"add({self.constant(_names().element(field.tag, item_writer(self.declared, field)))}(v))",
            )
        else:
            text = self.text(field, "v")
            if field.has_names:
                text = f"{self.constant(_names().declaring)}(v, prefixes, {self.item_text(field)})"
            if needs_escape(field):
                escaped = f"{self.constant(_encode_parts.escape)}({text})"
                shared = self.plain and field.kind in TEXTS and not field.repeated
                text = f"{text} if plain else {escaped}" if shared else escaped
            if field.role == "text":
                self.add(depth, f"add({text})")
            else:
                self.add(depth, f"add(f'{self.literal(start)}{{{text}}}{end}')")

    def raw(self, depth: int, start: str, end: str) -> None:
        """Add the writing of an element with raw data `v`, at once where `extra` may say more of it."""
        is_marked = self.declared.writes_marks
        if is_marked:
            self.add(depth, "around, texts = add, []; add = texts.append")
        self.add(depth, f"add('{start}')")
        self.add(depth, f"{self.constant(_encode_parts.raw_content)}(v, add)")
        self.add(depth, f"add('{end}')")
        if is_marked:
            self.add(depth, f"add = around; add({self.constant(''.join)}(texts))")

    def nil_record(self, depth: int, field: Field, inner: Declaration, end: str) -> None:
        """Add the writing of a record `v` that is nil."""
        start = f'<{field.tag} xsi:nil="true"{"" if inner.opens else ">"}'
        written = f"'{self.literal(start)}'"
        if _dialect.QUALIFIED:
            written = f"{self.constant(marks_module().tag_of)}({written}, v)"
        self.add(depth, f"if {self.constant(_nil.is_nil_record)}(v):")
        self.add(depth + 1, f"add({written})")
        self.add(depth + 1, f"{self.function(inner, self.inner)}(v, add)")
        self.add(depth + 1, f"add('{end}')")


def _choice_to_xml(declared: Declaration, field: Field, what: str) -> ToXml:
    """Return a writer of an element with a record of one of several classes."""
    writers: list[tuple[type[Any], str, str, Declaration]] = []
    for of, _, written in field.choices:
        found = declared.class_of(of)
        kind = f' xsi:type="{written}"' if written else ""
        own = found._declared  # noqa: SLF001 - a record's own
        writers.append((found, f"<{field.tag}{kind}", f"</{field.tag}>", own))
    nillable = field.nillable

    def write(value: Any, add: Add) -> None:  # noqa: ANN401 - a record
        for of, start, end, whole in writers:
            if isinstance(value, of):
                own = _nil.declared_of(whole, value, nillable=nillable)
                start = start if own is whole else f'{start} xsi:nil="true"'  # noqa: PLW2901
                if _dialect.QUALIFIED and value.extra:
                    start = marks_module().start_of(start, value)  # noqa: PLW2901
                add(start)
                if not own.opens:
                    add(">")
                getattr(own, what)(value, add)
                add(end)
                return
        raise Misfit

    return write


def _content_to_xml(declared: Declaration, field: Field) -> ToXml:
    """Return a writer of all content of a record, in order."""
    writers: Writers[ToXml] = _in_content(
        declared,
        field,
        lambda part: _choice_to_xml(declared, part, "to_xml_unchecked"),
        lambda item, add: add(_encode_parts.escape(item)),
        lambda item, add: _encode_parts.raw_xml([item], add),
    )

    def write(items: Iterable[object], add: Add) -> None:
        for item in items:
            _writer_for(item, writers)(item, add)

    return write


def _content_to_json(
    declared: Declaration, field: Field
) -> Callable[[Iterable[object]], list[Any]]:
    """Return a function that lists all content of a record for JSON, in order."""

    def element(part: Field) -> Callable[[Any], object]:
        write = _choice_to_json(declared, part, "to_json_unchecked")
        return lambda item: {part.key: write(item)}

    writers: Writers[Callable[[Any], object]] = _in_content(
        declared,
        field,
        element,
        _lexical.string,
        lambda item: {_encode_parts.apart(item.name, declared.keys): _encode_parts.raw(item.value)},
    )
    return lambda items: [_writer_for(item, writers)(item) for item in items]


def _in_content(
    declared: Declaration, field: Field, element: Callable[[Field], T], text: T, other: T
) -> Writers[T]:
    """Return what writes each class of content: elements, texts, and what the schema does not name."""
    named = [part for part in field.parts if part.kind != "any_elements"]
    writers: Writers[T] = [(declared.classes_of(part), element(part)) for part in named]
    if field.facets["mixed"]:
        writers.append(((str,), text))
    if len(named) < len(field.parts):
        writers.append(((RawElement,), other))
    return writers


def _writer_for(item: object, writers: Writers[T]) -> T:
    for classes, write in writers:
        if isinstance(item, classes):
            return write
    raise Misfit


def _choice_to_json(declared: Declaration, field: Field, what: str) -> ToJson:
    """Return a function that writes a record of one of several classes as a JSON object."""
    writers = [(declared.class_of(of), name) for of, name, _ in field.choices]
    nillable = field.nillable

    def write(value: object) -> dict[str, Any]:
        for of, name in writers:
            if isinstance(value, of):
                own = _nil.declared_of(declared_by(of), value, nillable=nillable)
                found: dict[str, Any] = getattr(own, what)(value)
                if own.of_nil is not None:
                    found = {**_nil.NIL, **found}
                return {"@xsi:type": name, **found} if name else found
        raise Misfit

    return write


def _beside_xml(declared: Declaration) -> Callable[[Mapping[str, object], Add], None]:
    """Return a function that adds the elements beside the fields of a record."""
    if not _dialect.QUALIFIED:
        return _encode_parts.extra_xml
    tags = {field.key: field.tag for _, field in declared.fields if field.role == "element"}
    return lambda values, add: _encode_parts.beside_xml(values, add, tags)


def _raw_json(declared: Declaration) -> Callable[[Sequence[RawElement], dict[str, Any]], None]:
    """Return a function that adds elements that the schema does not name to an object of JSON."""
    return lambda elements, data: _encode_parts.raw_json(elements, data, declared.keys)


class _JsonWriter(_Writer):
    """A function that makes an object of JSON of a record."""

    def write(self) -> None:
        """Add all lines."""
        self.add(1, "data = {}")
        for _, field in self.declared.fields:
            if field.role == "any_attributes":
                self.any(field, _encode_parts.attributes_json)
            elif field.role == "any_elements":
                self.any(field, _raw_json(self.declared))
            elif field.role == "content":
                content = self.constant(_content_to_json(self.declared, field))
                self.add(1, f"data['{self.literal(field.key)}'] = {content}({stored(field.slot)})")
            elif field.repeated:
                self.begin(field)
                self.several(field)
            else:
                depth = self.begin(field)
                self.check(depth, field)
                data = f"data['{self.literal(field.key)}']"
                self.add(depth, f"{data} = {self.value(field)}")
                self.absent(field, f"{data} = None")
        self.beside(_encode_parts.extra_json, "data")
        self.model()
        self.add(1, "return data")

    def mark_elements(self, to: str) -> None:
        """Add the line for what `extra` says of elements."""
        if _dialect.QUALIFIED:
            mark, declared = self.constant(marks_module().mark_in_json), self.constant(
                self.declared
            )
            self.add(2, f"{mark}({to}, record, {declared})")

    def any(self, field: Field, write: Callable[..., None]) -> None:
        """Add the lines for what the schema does not name."""
        self.add(1, f"v = {stored(field.slot)}")
        self.check(1, field)
        self.add(1, f"{self.constant(write)}(v, data)")

    def several(self, field: Field) -> None:
        """Add the lines for the items of a list `v`."""
        self.add(1, "if v:")
        data = f"data['{self.literal(field.key)}']"
        if not self.typed:
            nil = "None if v is None else " if field.nillable else ""
            self.add(2, f"{data} = [{nil}{self.value(field)} for v in v]")
            return
        self.add(2, f"items = {data} = []")
        self.add(2, "for v in v:")
        if field.nillable:
            self.add(3, "if v is None: items.append(None); continue")
        self.check(3, field)
        self.add(3, f"items.append({self.value(field)})")

    def value(self, field: Field) -> str:
        """Return the expression for one value `v` in JSON."""
        if field.kind == "choice":
            return f"{self.constant(_choice_to_json(self.declared, field, self.inner))}(v)"
        if field.kind == "record":
            inner = self.declared.declared_by(field)
            whole = f"{self.function(inner, self.inner)}(v)"
            if not field.nillable:
                return whole
            nil, own = self.constant(_nil.NIL), self.function(inner.when_nil, self.inner)
            is_nil = f"{self.constant(_nil.is_nil_record)}(v)"
            return f"({{**{nil}, **{own}(v)}} if {is_nil} else {whole})"
        if field.kind == "raw":
            return f"{self.constant(_encode_parts.raw)}(v)"
        return self.text(field, "v")


def make(declared: Declaration, name: str) -> Callable[..., Any]:
    """Return a writer of a record, which raises Misfit if it checks values and one may not fit."""
    if declared.content is not None and not name.endswith("_unchecked"):
        return _in_order(declared, name.removesuffix("_typed"))
    writer = (_XmlWriter if name.startswith("to_xml") else _JsonWriter)(declared, name)
    writer.write()
    function: Callable[..., Any] = writer.compile()
    return function


def _in_order(declared: Declaration, what: str) -> Callable[..., Any]:
    """Return a writer of a record with ordered content, which checks all of it first."""
    from ._check import Checker  # noqa: PLC0415 - few records are of this kind

    write: Callable[..., Any] = getattr(declared, f"{what}_unchecked")

    def look_and_write(record: object, *rest: object) -> object:
        check = Checker("")
        explain(declared, record, check)
        if check.problems:
            raise Misfit
        return write(record, *rest)

    return look_and_write
