"""The functions that read records: what is there is looked at, and not what could be.

Long, because what is compiled for a field depends on its kind.
"""

from __future__ import annotations

from itertools import chain, repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

from . import _dialect
from ._compile import FunctionBuilder, stored
from ._decoder import MEMBERS, Decoder
from ._fields import marks_module, order_module
from ._model import new
from ._nil import NIL
from ._raw_document import is_empty, is_nil, present, scalar, single
from ._scalar_decoder import BOOLEANS
from ._shapes import key_of_wrapper, wrapping
from ._whitespace import NORMALIZED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ._fields import Declaration, Field
    from ._raw_document import RawObject

    Bound = Callable[[Decoder], Callable[[object, str], Any]]
    Convert = Callable[[Decoder, Any, str], Any]
    """What makes a value of a raw one; with the name of the element that it stands in."""


_FEW = 12
# After so many records with most fields there, compiling a function for them pays off.
_OFTEN = 20


# A decoder's caches of values that were read before, by kind.
_KNOWN = {
    "decimal": "decimals",
    "date_time": "date_times",
    "local_date_time": "local_date_times",
}


def _after(calls: int) -> Callable[[], int]:
    """Return a function that tells whether it was called more often than this."""
    return chain(repeat(0, calls), repeat(1)).__next__


def make(declared: Declaration, name: str) -> Callable[[RawObject, Decoder], Any]:
    """Return a function that reads a record from raw values."""
    return _read(declared) if name == "read" else _read_dense(declared)


def _read(declared: Declaration) -> Callable[[RawObject, Decoder], Any]:
    """Return a reader that goes by the fields that are there.

    If most fields are there, a reader that goes from field to field is faster.
    """
    function = _Reader(declared, "read")
    plain, others = function.plain, function.others
    if len(others) < _FEW:
        return declared.read_dense
    often, dense = function.constant(_after(_OFTEN)), function.function(declared, "read_dense")
    is_dense = f"len(values) > {len(others) // 2} and {often}()"
    function.add(1, f"if {is_dense}: return {dense}(values, decoder)")
    function.begin()
    function.constants |= {"plain": plain, "others": others, "set": setattr}
    for line in (
        "unknown = False",
        "for name, value in values.items():",
        "    if type(value) is str and value and name in plain:",
        "        set(record, plain[name], value)",
        "    elif name in others:",
        "        field, convert = others[name]",
        "        set(record, field, convert(decoder, value, name))",
        "    else:",
        "        unknown = True",
    ):
        function.add(1, line)
    return function.end("unknown")


def _read_dense(declared: Declaration) -> Callable[[RawObject, Decoder], Any]:
    """Return a reader that goes by the fields that could be there."""
    function = _Reader(declared, "read_dense")
    function.begin()
    function.add(1, "get = values.get")
    kinds = {_kind(field) for _, field in declared.fields}
    for known in (_KNOWN[kind] for kind in _KNOWN if kind in kinds):
        function.add(1, f"{known} = decoder.{known}.get")
    for _, field in declared.fields:
        if field.key not in function.others:
            continue
        key = function.constant(field.key)
        found = f"{stored(field.slot)} = {function.value(field, key)}"
        function.add(1, f"value = get({key})")
        if field.key in function.plain:
            function.add(1, f"if type(value) is str and value: {stored(field.slot)} = value")
            function.add(1, f"elif value is not None: {found}")
        elif field.nillable or field.empty is not None:
            function.add(1, f"if {key} in values: {found}")
        else:
            function.add(1, f"if value is not None: {found}")
    return function.end(f"not {function.constant(declared.keys)}.issuperset(values)")


class _Reader(FunctionBuilder):
    """A function that reads a record.

    `others` are the names of the fields by what they are called in a level, each with what converts
    its value; where that is a text as nearly all are, the field is in `plain`.
    """

    def __init__(self, declared: Declaration, name: str) -> None:
        super().__init__(declared, name, "values, decoder")
        found = [(n, f) for n, f in declared.fields if f.is_in_level]
        self.others = {f.key: (f.slot, converter(declared, f)) for _, f in found}
        self.plain = {
            f.key: n for n, f in found if f.kind == "string" and not (f.repeated or f.space)
        }

    def value(self, field: Field, key: str) -> str:
        """Return the expression for a field's value from a raw `value`, faster than a converter's call."""
        if field.kind == "record" and not field.nillable:
            inner = self.declared.declared_by(field)
            read, text = self.function(inner, "read"), inner.holds_text
            method = "records" if field.repeated else "record"
            wrapped = None if field.repeated else key_of_wrapper(inner)
            if wrapped is None:
                return f"decoder.{method}(value, {key}, {read}, text={text})"
            wrap = self.constant(wrapping(inner))
            return (
                f"decoder.inside(value, value, {key}, None, {read})"
                f" if type(value) is dict and {self.constant(wrapped)} in value"
                f" else decoder.record({wrap}(value, decoder), {key}, {read}, text={text})"
            )
        kind = _kind(field)
        if field.is_usual and not field.repeated and field.empty is None is field.absent:
            if kind == "boolean":
                spelled = self.constant(BOOLEANS)
                usual = f"type(value) is str and value in {spelled}"
                return f"{spelled}[value] if {usual} else decoder.boolean(value, {key})"
            if kind == "enumeration":
                of = self.declared.class_of(field.of)
                known, more = self.constant(MEMBERS[of].get), f", {self.constant(of)}"
            else:
                known, more = _KNOWN.get(kind, ""), ""
            if known:
                usual = f"type(value) is str and {known}(value)"
                return f"({usual}) or decoder.{kind}(value, {key}{more})"
        return f"{self.constant(self.others[field.key][1])}(decoder, value, {key})"

    def begin(self) -> None:
        """Add what makes a record in which nothing is set, but for what takes more than a value."""
        declared = self.declared
        if declared.places is not None:
            self.add(1, f"values = decoder.own(values, {self.constant(declared)})")
        judged = f"decoder.judge(values, {self.constant(declared)})"
        self.add(1, f"if decoder.is_strict: {judged}")
        if _dialect.QUALIFIED:
            taken = f"{self.constant(marks_module().taken_off)}(values, {self.constant(declared)}, decoder)"
            self.add(1, "marks = None")
            self.add(1, f"if decoder.is_typed: values, marks = {taken}")
        self.add(1, f"record = {self.constant(new)}({self.constant(declared.record)})")
        keys = self.constant(declared.keys)
        absent: list[str] = []
        for _, field in declared.fields:
            if field.role == "any_attributes":
                self.add(1, f"{stored(field.slot)} = decoder.any_attributes(values, {keys})")
            elif field.role == "any_elements":
                self.add(
                    1, f"{stored(field.slot)} = decoder.any_elements({self.constant(declared)})"
                )
            elif field.role == "content":
                read = self.constant(content_reader(declared, field))
                self.add(1, f"{stored(field.slot)} = {read}(decoder, values)")
            elif field.repeated:
                self.add(1, f"{stored(field.slot)} = []")
            elif field.absent is not None:
                absent_value = self.constant(field.absent)
                copied = f"[*{absent_value}]" if type(field.absent) is list else absent_value
                self.add(1, f"{stored(field.slot)} = {copied}")
            else:
                absent.append(stored(field.slot))
        if absent:
            self.add(1, f"{' = '.join(absent)} = None")

    def end(self, unknown: str) -> Callable[[RawObject, Decoder], Any]:
        """Add what is left to do, under a condition with what no schema lists; and compile it."""
        declared = self.declared
        for _, field in declared.fields:
            if field.required and field.role != "any_attributes":
                missing = f"decoder.missing({self.constant(field.key)})"
                self.add(1, f"if {stored(field.slot)} is None: {missing}")
        for _, field in declared.fields:
            if field.role == "text" and field.absent is not None:
                self.add(1, f"if '@xsi:nil' in values: {stored(field.slot)} = None")
        roles = {field.role for _, field in declared.fields}
        elements = declared.has_wildcards
        attributes = "any_attributes" in roles
        extra = (
            f"decoder.unlisted(values, {self.constant(declared.keys)},"
            f" elements={not elements}, attributes={not attributes})"
        )
        self.add(1, f"record.extra = {extra} if {unknown} else {{}}")
        if declared.nil_marks:
            nil, marks = self.constant(nil_in), self.constant(declared.nil_marks)
            self.add(1, f"record.extra |= {nil}(values, {marks})")
        if _dialect.QUALIFIED:
            whole = self.constant(declared)
            self.add(1, "if marks: record.extra |= marks")
            if declared.defaulted:
                self.add(1, f"{self.constant(marks_module().mark_empty)}(values, record, {whole})")
            if declared.any_order:
                order = f"{self.constant(order_module().order_in)}(values, {whole})"
                self.add(1, f"record.extra |= {order}")
        if declared.is_filter:
            kept = self.constant(_keep_empty)
            self.add(1, f"{kept}(values, {self.constant(declared.keys)}, record.extra)")
        self.add(1, "return record")
        function: Callable[[RawObject, Decoder], Any] = self.compile()
        return function


def nil_in(values: RawObject, marks: Mapping[str, object]) -> dict[str, Any]:
    """Return what `extra` records of nil elements, for those that have marks."""
    return {key: dict(NIL) for key in marks if key in values and is_nil(values[key])}


def _keep_empty(values: RawObject, known: frozenset[str], extra: dict[str, Any]) -> None:
    """Keep what stands in a filter with nothing in it, which a store may be asked to look for."""
    for name, value in values.items():
        if name in known and not name.startswith(("@", "#")) and not present(value):
            extra[name] = ""


def fresh(value: Any) -> Any:  # noqa: ANN401 - of any type
    """Return a copy of a default that the record may change."""
    return cast("list[object]", value).copy() if type(value) is list else value


def converter(declared: Declaration, field: Field) -> Convert:
    """Return a function that converts a raw value to a field's value."""
    convert = _converter(declared, field)
    if list not in {type(field.absent), type(field.empty)} or field.repeated:
        return convert
    return lambda decoder, value, name: fresh(convert(decoder, value, name))


def _converter(declared: Declaration, field: Field) -> Convert:
    convert = _plain_converter(declared, field)
    default = field.absent
    if field.role == "text" and default is not None:
        return lambda decoder, value, name: (
            default if single(value) in ("", None) else convert(decoder, value, name)
        )
    if default is not None:
        return lambda decoder, value, name: (
            default if (found := convert(decoder, value, name)) is None else found
        )
    empty = field.empty
    if empty is not None and field.is_simple and not field.repeated:
        is_none = not field.nillable
        return lambda decoder, value, name: (
            empty
            if is_empty(value) or (is_none and value is None)
            else convert(decoder, value, name)
        )
    if field.nillable and not field.repeated and not field.is_simple:
        return lambda decoder, value, name: (
            None if is_nil(value) else convert(decoder, value, name)
        )
    return convert


def _plain_converter(declared: Declaration, field: Field) -> Convert:
    if field.kind in {"record", "choice"}:
        return _record_converter(declared, field)
    if field.kind == "raw":
        return _raw_converter(field)
    if field.repeated or field.kind not in _OWN or not field.is_usual:
        of = bound(declared, field)
        convert: Callable[..., Any] = Decoder.one
        if field.repeated:
            convert = Decoder.nillable if field.nillable else Decoder.many
        return lambda decoder, value, name: convert(decoder, value, name, of(decoder))
    function: Callable[..., Any] = getattr(Decoder, _kind(field))
    if field.kind == "enumeration":
        listed = declared.class_of(field.of)
        return lambda decoder, value, name: function(decoder, value, name, listed)
    return function


def _raw_converter(field: Field) -> Convert:
    empty = field.empty
    if field.repeated and field.nillable:
        return lambda decoder, value, name: decoder.nillable(
            value,
            name,
            lambda item, _: (
                empty if empty is not None and is_empty(item) else decoder.raw(item, name)
            ),
        )
    if empty is None:
        return Decoder.raws if field.repeated else Decoder.raw
    if field.repeated:
        return lambda decoder, value, name: [
            empty if item == "" else item for item in decoder.raws(value, name)
        ]
    return lambda decoder, value, name: empty if is_empty(value) else decoder.raw(value, name)


# Kinds with a faster function for the usual spelling of a single value.
_OWN = frozenset({"string", "integer", "decimal", "boolean", "date_time", "date", "enumeration"})


def _kind(field: Field) -> str:
    """Return the name of the decoder's methods for a field's values."""
    return "local_date_time" if field.is_local else field.kind


def bound(declared: Declaration, field: Field) -> Bound:
    """Return a function that binds the field's converter to a document's decoder."""
    of, empty = _bound(declared, field), field.empty
    has_empty = field.repeated and empty is not None

    def bind(decoder: Decoder) -> Callable[[object, str], Any]:
        convert = decoder.in_scope(of(decoder)) if field.has_names else of(decoder)
        return _or_empty(convert, empty) if has_empty else convert

    return bind if field.has_names or has_empty else of


def _or_empty(convert: Callable[[object, str], Any], empty: object) -> Callable[[object, str], Any]:
    """Return a converter of values that may be empty, which then yields `empty`."""
    return lambda value, name: fresh(empty) if is_empty(value) else convert(value, name)


def _bound(declared: Declaration, field: Field) -> Bound:
    if field.kind == "enumeration":
        listed, normalized = declared.class_of(field.of), NORMALIZED.get(field.space)
        return lambda decoder: decoder.to_enumeration(listed, normalized)
    if field.kind == "tokens":
        part = bound(declared, field.parts[0])
        return lambda decoder: decoder.to_list(part(decoder))
    if field.kind == "union":
        return _bound_union(declared, field)
    if field.space == "replace":
        return attrgetter("to_normalized_string")
    convert = attrgetter(f"to_{_kind(field)}")
    if field.keeps_text:
        return lambda decoder: _keeping(field, convert(decoder))
    return convert


def _bound_union(declared: Declaration, field: Field) -> Bound:
    from ._simple_types import value_decoder  # noqa: PLC0415 - many records have no such field

    read = value_decoder(declared, field)
    tolerated = [
        bound(declared, part)
        for part in field.parts
        if _dialect.TOLERANT_UNIONS or part.kind == "enumeration"
    ]
    return lambda decoder: decoder.to_union(
        lambda text: read(text, decoder.name_in_scope), *(part(decoder) for part in tolerated)
    )


def _keeping(field: Field, convert: Callable[[object, str], Any]) -> Callable[[object, str], Any]:
    """Return a converter that keeps the text that a value was read from."""
    from ._xsd_lexical import kept  # noqa: PLC0415 - many records have no such field

    kind = field.kind

    def read(value: object, name: str) -> object:
        found = convert(value, name)
        return kept(kind, found, text) if isinstance(text := scalar(value), str) else found

    return read


def _record_converter(declared: Declaration, field: Field) -> Convert:
    read = record_reader(declared, field)
    text = declared.reads_text(field)
    if field.repeated and field.nillable:
        return lambda decoder, value, name: decoder.nillable(
            value, name, decoder.to_record(read, text=text)
        )
    if field.repeated:
        return lambda decoder, value, name: decoder.records(value, name, read, text=text)
    inner = declared.declared_by(field) if field.kind == "record" else None
    wrapped = None if inner is None else key_of_wrapper(inner)
    if inner is None or wrapped is None:
        return lambda decoder, value, name: decoder.record(value, name, read, text=text)
    wrap = wrapping(inner)

    def convert(decoder: Decoder, value: Any, name: str) -> object:  # noqa: ANN401 - raw data
        if type(value) is dict and wrapped in value:
            level = cast("RawObject", value)
            return decoder.inside(level, level, name, None, read)
        return decoder.record(wrap(value, decoder), name, read, text=text)

    return convert


def record_reader(
    declared: Declaration, field: Field, function_name: str = "read"
) -> Callable[[RawObject, Decoder], Any]:
    """Return a reader of records of an element's class, or of the class that the element names."""
    first: Declaration = declared.classes_of(field)[0]._declared  # noqa: SLF001 - a record's own
    if field.kind == "record":
        function: Callable[[RawObject, Decoder], Any] | None = None

        def read_first(values: RawObject, decoder: Decoder) -> object:
            nonlocal function
            if function is None:
                function = cast(
                    "Callable[[RawObject, Decoder], Any]", getattr(first, function_name)
                )
            return function(values, decoder)

        return read_first
    named = {name: declared.class_of(of)._declared for of, name, _ in field.choices}  # noqa: SLF001

    def read(values: RawObject, decoder: Decoder) -> object:
        name = decoder.type_of(values)
        own = named.get(name)
        if own is None and name is not None:  # by its name alone
            own = named.get(name.rpartition("}")[2])
        own = own or named.get(None)
        if own is None:
            decoder.unknown_type(values, [name for _, name, _ in field.choices if name])
            own = first
        found: Any = getattr(own, function_name)(values, decoder)
        if own is not named.get(None):  # which its class determines
            found.extra.pop("@xsi:type", None)
        return found

    return read


def content_reader(
    declared: Declaration, field: Field, function_name: str = "read"
) -> Callable[[Decoder, RawObject], list[Any]]:
    """Return a reader of all content of a record, in order; it is given what stands in the record, too."""
    parts = [part for part in field.parts if part.kind != "any_elements"]
    readers = {part.key: record_reader(declared, part, function_name) for part in reversed(parts)}
    any_elements = len(parts) < len(field.parts)
    mixed, empty = field.facets["mixed"], field.empty

    def read(decoder: Decoder, values: RawObject) -> list[Any]:
        found: list[Any] = []
        for name, item in decoder.content(declared, mixed=mixed):
            if name in readers:
                found.append(readers[name](item, decoder))
            elif name == "#text" or (name == "*" and any_elements):
                found.append(item)
        if not found and empty is not None and "@xsi:nil" not in values:
            found.append(empty)
        return found

    return read
