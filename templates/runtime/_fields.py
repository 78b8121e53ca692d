"""Declare the fields of records: all code that reads, writes and checks records is made from this.

Each function here declares a field of one kind, by its name on the wire and by what limits its values.

Long, because there is a function for each kind of field.
"""

# ruff: noqa: ANN401 - declarations stand where type checkers want values of fields
# ruff: noqa: PLC0414 - annotations of fields name what they take from here

from __future__ import annotations

import sys
from functools import cache
from operator import attrgetter
from types import FunctionType, MethodType
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    NamedTuple,
    TypedDict,
    TypeVar,
    Unpack,
    cast,
    dataclass_transform,
    overload,
)

from . import _dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ._conversion import (
        List as List,
    )
    from ._conversion import (
        ListOf as ListOf,
    )
    from ._conversion import (
        Optional as Optional,
    )
    from ._conversion import (
        Value as Value,
    )
    from ._conversion import (
        Wrapper as Wrapper,
    )
    from ._decoder import Decoder

    Add = Callable[[str], None]

    class _OfDocument(TypedDict, total=False):
        """What a document may have besides its names: see Document."""

        items: tuple[str, ...]
        settings: tuple[str, ...]
        namespaces: frozenset[str]
        is_ordered: bool
        is_scoped: bool
        nillable: bool
        block: tuple[str, ...]
        elements: frozenset[str]
        attributes: frozenset[str]


R = TypeVar("R")
T = TypeVar("T")

_FORMATS = {
    "date_time": "%Y-%m-%dT%H:%M:%S",
    "date": "%Y-%m-%d",
    "time": "%H:%M:%S",
    "base64": "base64",
    "hexadecimal": "base16",
}
# The functions of a record, and the modules that make them.
_FUNCTIONS = {
    "init": "._compile",
    "as_dataclass": "._dataclass",
    **dict.fromkeys(("read", "read_dense"), "._record_readers"),
    "read_tolerantly": "._tolerant_decoder",
    **{
        f"{what}{how}": "._record_writers"
        for what in ("to_xml", "to_json")
        for how in ("", "_typed", "_unchecked")
    },
}
# What a field holds whose annotation says what else it takes.
_HELD = {
    "Value": "{}",
    **dict.fromkeys(("Optional", "Wrapper"), "{} | None"),
    **dict.fromkeys(("List", "ListOf"), "list[{}]"),
}
TEXTS = frozenset({"string", "token"})
# What a value is that has one spelling only, or of which a part says how it is spelled.
# What stands in a declaration as a text, since Python has no literal for it.
_SPELLED = frozenset({"qname", "date_time", "date", "time", "base64", "hexadecimal"})
# The same where the schema spells a value otherwise than it would be written.
_NUMBERS = frozenset({"integer", "decimal", "double", "boolean"})
_COMPOUND = frozenset({"tokens", "union"})
# Kinds of which a text is read as it stands, if nothing else is said.
_PRESERVED = frozenset({"string", "enumeration", "union"})
_SPELLED_ONE_WAY = TEXTS | {"enumeration", "qname", "tokens", "union"}
# What limits values, but is none of the words that xsdata has for it.
_NONE = object()
_OWN_FACETS = frozenset({"patterns", "values"})


class Field:
    """The declaration of a field, or of a part of one.

    `kind` is that of a simple type, or `record`, `choice`, `raw`, `content`, `any_elements` or
    `any_attributes`. `name` is that of its element or attribute; `tag` the same as it stands in a tag,
    and `key` as it is called in a level of a document. `of` names the class of a value. `facets` limit
    values, and `parts` are the types that a list or a union is made of, the classes that a choice
    chooses from, or what content holds.

    It `must_occur` where the schema says so; where it is also `required`, the record is not made without
    it. A value is always the `fixed` one, if there is one; what is not there is the `default`, and what is
    there and empty is `empty`. Of an enumeration that `is_open`, values that are not listed may be written,
    too. `space` says what becomes of white space in a text that is not preserved: `replace` or `collapse`.
    Its `identity` is `ID` where it is unique in a document, or `IDREF` where it refers to such a value. Of
    elements or attributes that the schema does not name, where it `is_strict` only those may stand there
    that it declares. Types that are derived from its own in ways that it may `block` cannot be named there,
    and where it is `vacant` nothing that the schema declares may stand. What is raw holds no elements where
    it `is_text`. A fixed value is `spelled` as the schema does. `slot` is the attribute of a record that
    holds the value, and `typed` what judges those of a type that is made of others.
    """

    role = "element"
    repeated = False
    min_occurs = 0
    max_occurs: int | None = None
    required = False
    default: Any = None
    slot = ""
    typed: Any = None
    is_strict = False
    is_skipped = False
    is_text = False
    is_fixed = False

    def __init__(
        self,
        kind: str,
        name: str = "",
        parts: tuple[Any, ...] = (),
        *,
        of: str = "",
        tag: str = "",
        namespace: str = "",
        must_occur: bool = False,
        nillable: bool = False,
        fixed: Any = None,
        empty: Any = None,
        is_open: bool = False,
        qualified: bool = False,
        space: str = "",
        identity: str = "",
        block: tuple[str, ...] = (),
        vacant: bool = False,
        **facets: Any,
    ) -> None:
        self.kind = kind
        self.name = name
        self.key = f"{{{namespace}}}{name}" if qualified else name
        self.parts = parts
        self.of = of
        self.tag = tag or name
        self.namespace = namespace
        self.must_occur = must_occur
        self.nillable = nillable
        is_spelled = type(fixed) is str and kind not in TEXTS and not self.has_names
        self.spelled = fixed if is_spelled else ""
        self.fixed = self._value(fixed)
        self.empty = self.fixed if empty is None else self._value(empty)
        self.is_open = is_open
        self.block = block
        self.vacant = vacant
        self.space = space or ("" if kind in _PRESERVED else "collapse")
        self.identity = identity
        self.facets = facets

    def _value(self, written: Any) -> Any:
        """Return the value of a declaration's text, for kinds that have no Python literal."""
        if type(written) is not str or self.kind not in _SPELLED | _NUMBERS:
            return written
        if self.kind != "qname":
            from ._xsd_lexical import kept, read  # noqa: PLC0415 - few schemas have any

            return kept(self.kind, read(self.kind, written), written)
        from ._qnames import QName  # noqa: PLC0415 - as above

        return QName(written)

    def settle(self, declared: Declaration) -> None:
        """Read the values of the schema whose types are made of others, which may be defined further down."""
        for name in ("fixed", "empty", "default") if self.kind in _COMPOUND else ():
            if type(written := getattr(self, name)) is str:
                from ._qnames import expanded  # noqa: PLC0415 - as above
                from ._simple_types import value_decoder  # noqa: PLC0415 - few schemas have any

                setattr(self, name, value_decoder(declared, self)(written, expanded))

    @property
    def has_names(self) -> bool:
        """Whether a value is, or may be, a name with a prefix."""
        is_part = self.kind in _COMPOUND
        return self.kind == "qname" or (is_part and any(part.has_names for part in self.parts))

    @property
    def is_simple(self) -> bool:
        """Whether its type is simple."""
        return self.kind not in {"record", "choice", "raw"} and self.role in {
            "element",
            "attribute",
            "text",
        }

    @property
    def keeps_text(self) -> bool:
        """Whether its schema may allow one spelling of a value and not another."""
        spelled = self.is_simple and self.kind not in _SPELLED_ONE_WAY
        is_fixed = self.fixed is not None and self.kind in _SPELLED
        return spelled and (is_fixed or not _OWN_FACETS.isdisjoint(self.facets))

    @property
    def is_usual(self) -> bool:
        """Whether a text is the usual empty value for its kind."""
        return not self.keeps_text and (not self.space or self.kind not in _SPELLED_ONE_WAY)

    @property
    def is_in_level(self) -> bool:
        """Whether its value has a name of its own among the raw values of a record."""
        return self.role in {"element", "attribute", "text"}

    @property
    def is_attribute(self) -> bool:
        """Whether it holds an attribute, or all those that the schema does not name."""
        return self.role in {"attribute", "any_attributes"}

    @property
    def is_local(self) -> bool:
        """Whether a value is a time by the store's own clock, without a time zone."""
        local = _dialect.LOCAL_TIMES
        return self.kind == "date_time" and local != "" and self.name.endswith(local)

    @property
    def absent(self) -> Any:
        """The value of the field in a document that has none."""
        return {"attribute": self.default, "text": self.empty}.get(self.role)

    @property
    def choices(self) -> tuple[tuple[str, str | None, str], ...]:
        """The classes that the element may hold, each with its type and how that is written."""
        return self.parts if self.kind == "choice" else ((self.of, None, ""),)

    @property
    def counts_always(self) -> bool:
        """Whether the element is written for every value."""
        return self.required or (self.nillable and self.must_occur)

    @property
    def is_wanted(self) -> bool:
        """Whether a record is not valid without it."""
        return self.required or (self.must_occur and not self.nillable)

    def metadata(self) -> dict[str, Any]:
        """Return the field's metadata for xsdata."""
        match self.role:
            case "element":
                found = {"name": self.name, "type": "Element", "namespace": self.namespace}
            case "attribute":
                found = {"name": self.name, "type": "Attribute"}
                if self.namespace:
                    found["namespace"] = self.namespace
            case "text":
                found = {"type": "Text"}
            case "any_attributes":
                return {"type": "Attributes", "namespace": "##any"}
            case _:
                return {"type": "Ignore"}
        item = self.parts[0] if self.kind == "tokens" else self
        more = {
            "min_occurs": self.min_occurs,
            "max_occurs": self.max_occurs,
            "required": self.must_occur and not self.repeated,
            "nillable": self.nillable,
            "tokens": self.kind == "tokens",
            "format": _FORMATS.get(item.kind),
        }
        facets = {name: value for name, value in self.facets.items() if name not in _OWN_FACETS}
        return {**found, **{name: value for name, value in more.items() if value}, **facets}

    @property
    def container(self) -> Any:
        """The class of the empty container that a new record gets, None for a plain value."""
        if self.role in {"any_attributes", "extra"}:
            return dict
        default: Any = self.default
        if type(default) is list:
            return cast("list[object]", default).copy
        return list if self.repeated else None

    @property
    def has_default(self) -> bool:
        """Whether the constructor has a default for it."""
        return self.container is not None or not self.required or self.default is not None


def _simple(kind: str) -> Callable[..., Any]:
    def declare(name: str = "", **more: Any) -> Any:
        return Field(kind, name, **more)

    declare.__name__ = declare.__qualname__ = kind
    declare.__doc__ = f"Declare a field, or a part of one, of the kind {kind}."
    return declare


text = _simple("string")
token = _simple("token")
integer = _simple("integer")
decimal = _simple("decimal")
double = _simple("double")
boolean = _simple("boolean")
date_time = _simple("date_time")
date = _simple("date")
time = _simple("time")
base64 = _simple("base64")
hexadecimal = _simple("hexadecimal")
qname = _simple("qname")
enumeration = _simple("enumeration")
nested = _simple("record")


def raw(name: str, *, is_text: bool = False, **more: Any) -> Any:
    """Declare an element that may hold anything, or any text."""
    found = Field("raw", name, **more)
    found.is_text = is_text
    return found


def list_of(*item: Any, **more: Any) -> Any:
    """Declare a list that is one text: its name, if it has one, and its item."""
    return _compound("tokens", item, more)


def union(*members: Any, **more: Any) -> Any:
    """Declare a value of one of several types: its name, if it has one, and these types."""
    return _compound("union", members, more)


def choice(name: str, *classes: tuple[str, str | None, str], **more: Any) -> Any:
    """Declare a record of one of several classes.

    Of each its name, that of its type, or None of what needs none, and the type as it is written.
    """
    return Field("choice", name, classes, **more)


def _compound(kind: str, given: tuple[Any, ...], more: dict[str, Any]) -> Field:
    name = given[0] if isinstance(given[0], str) else ""
    return Field(kind, name, given[bool(name) :], **more)


class NamedType(NamedTuple):
    """A type that an element may name by `xsi:type`.

    `text` is the type of its text, if it has one, and `base` the full name of the type that it is derived
    from, in these `ways`. Its `classes` are those of records. An element has its `attributes`, and those that
    `any_attributes` allows. One that is declared with such a type may be `nillable`.
    """

    text: Any
    base: str
    classes: tuple[str, ...]
    attributes: tuple[Any, ...]
    any_attributes: Any
    ways: tuple[str, ...]
    nillable: bool


def named_type(
    text: Any = None,
    *attributes: Any,
    base: str = "",
    classes: tuple[str, ...] = (),
    any_attributes: Any = None,
    ways: tuple[str, ...] = ("restriction",),
    nillable: bool = False,
) -> NamedType:
    """Declare a type that an element may name by `xsi:type`, or that of one that no record holds."""
    return NamedType(text, base, classes, attributes, any_attributes, ways, nillable)


class IdentityConstraint:
    """Among the elements in an element, a `key`, `unique` values, or a `keyref` to one of these.

    `name` and `refer` are full names. `selector` leads to the elements that it is about, and `fields` lead
    from there to their values: each by any of several paths, which are steps.
    """

    def __init__(  # a plain class: every import of a client waits for it
        self,
        kind: str,
        name: str,
        selector: tuple[tuple[str, ...], ...],
        fields: tuple[tuple[tuple[str, ...], ...], ...],
        refer: str,
    ) -> None:
        self.kind = kind
        self.name = name
        self.selector = selector
        self.fields = fields
        self.refer = refer


IdentityConstraints = dict[tuple[str, str], tuple[IdentityConstraint, ...]]
"""The constraints of elements, by the class of the record around each and its full name; "" around a root."""


def identity_constraint(
    kind: str,
    name: str,
    selector: tuple[tuple[str, ...], ...],
    fields: tuple[tuple[tuple[str, ...], ...], ...],
    *,
    refer: str = "",
) -> IdentityConstraint:
    """Declare a key, unique values, or a reference to one of these."""
    return IdentityConstraint(kind, name, selector, fields, refer)


def many(declared: Any, *, min_occurs: int = 0, max_occurs: int | None = None) -> Any:
    """Declare an element that may occur more than once."""
    declared.repeated = True
    declared.min_occurs = min_occurs
    declared.max_occurs = max_occurs
    return declared


def required(declared: Any, *, default: Any = None) -> Any:
    """Declare that a record is not made without a value, which may have a default."""
    declared.required = True
    declared.must_occur = declared.role != "text"
    declared.default = declared._value(default)  # noqa: SLF001 - of this module
    return declared


def attribute(declared: Any, *, default: Any = None) -> Any:
    """Declare an attribute, which has the default in a document without it."""
    xml = declared.namespace == "http://www.w3.org/XML/1998/namespace"
    space = "xml:" if xml else f"{{{declared.namespace}}}" if declared.namespace else ""
    declared.role = "attribute"
    declared.key = f"@{space}{declared.name}"
    declared.default = (
        declared.fixed if default is None else declared._value(default)  # noqa: SLF001 - as above
    )
    return declared


def own_text(declared: Any, *, is_any: bool = False) -> Any:
    """Declare the text of an element that has attributes, too. An element may say what type `is_any` is of."""
    declared.role = "text"
    declared.is_text = is_any
    declared.key = "#text"
    return declared


def any_attributes(
    *,
    namespaces: Sequence[str] = (),
    excluded: bool = True,
    strict: bool = False,
    skip: bool = False,
) -> Any:
    """Declare the attributes that the schema does not name, as elements are."""
    found = Field("any_attributes", namespaces=namespaces, excluded=excluded)
    found.role = "any_attributes"
    found.required = True
    found.is_strict = strict
    found.is_skipped = skip
    return found


def any_elements(
    namespaces: Sequence[str],
    *,
    excluded: bool,
    min_occurs: int = 0,
    max_occurs: int | None = None,
    strict: bool = False,
    skip: bool = False,
    vacant: bool = False,
) -> Any:
    """Declare the elements that the schema does not name, of these namespaces or of all others.

    With `strict`, it has to declare them somewhere; with `skip`, it says nothing of them; `vacant` is a
    place for which it declares no element.
    """
    found = Field("any_elements", "*", vacant=vacant, namespaces=namespaces, excluded=excluded)
    found.role = "any_elements"
    found.is_strict = strict
    found.is_skipped = skip
    return many(found, min_occurs=min_occurs, max_occurs=max_occurs)


def is_wildcard(key: str) -> bool:
    """Tell whether a key of a content model is that of elements that the schema does not name."""
    return key.startswith("*")


def extra() -> Any:
    """Declare what an answer holds that the schema does not list."""
    found = Field("extra")
    found.role = found.kind
    return found


def content(
    *parts: Any, mixed: bool = False, empty: str | None = None, is_fixed: bool = False
) -> Any:
    """Declare all that a record holds, in its order; where it is `mixed`, with texts between.

    Where nothing stands there, it is the text `empty`; where it `is_fixed`, no other may stand there.
    """
    found = Field("content", parts=parts, mixed=mixed, empty=empty)
    found.is_fixed = is_fixed
    places = (part for part in parts if part.kind == "any_elements")
    for number, part in enumerate(places):  # each has a name of its own in the content model
        part.key = f"*{number or ''}"
    found.role = found.kind
    found.key = "#content"
    found.repeated = True
    return found


@cache
def marks_module() -> Any:
    """Return the module for what `extra` says of elements, which only clients of some dialects carry."""
    from importlib import import_module  # noqa: PLC0415 - others do not have it

    return import_module("._element_marks", __package__)


@cache
def order_module() -> Any:
    """Return the module for the order of elements in `extra`, as above."""
    from importlib import import_module  # noqa: PLC0415 - as above

    return import_module("._element_order", __package__)


@cache
def places_module() -> Any:
    """Return the module for the places of elements that the schema does not name, as above."""
    from importlib import import_module  # noqa: PLC0415 - as above

    return import_module("._places", __package__)


class Once(Generic[T]):
    """An attribute that is made when it is first asked for.

    (That of the standard library has a lock before Python 3.12, which a fork could leave held.)
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, declared: Any, owner: type | None = None) -> T:
        known = cast("dict[str, Any]", vars(declared))
        return cast("T", known.setdefault(self._name, self._make(declared)))


class Declaration:
    """The declaration of a record, and the functions that are compiled from it when first needed.

    `model` says what may stand together, if anything limits that; where it is in `any_order`, the
    schema leaves the order of elements to the sender. Of what `is_filter`, values have to be of their
    types and no more: stores look for what their documentation does not list.
    """

    init: Callable[..., None]
    as_dataclass: type[Any]
    # The root of a document that may be nil; and of what is declared of a nil record, the whole.
    nillable = False
    block: tuple[str, ...] = ()
    of_nil: Declaration | None = None
    # Whether elements are written as `extra` says of them.
    writes_marks = False

    read: Callable[[dict[str, Any], Decoder], Any]
    read_dense: Callable[[dict[str, Any], Decoder], Any]
    read_tolerantly: Callable[[dict[str, Any], Decoder], Any]
    to_xml: Callable[[Any, Add], None]
    to_json: Callable[[Any], dict[str, Any]]
    to_xml_typed: Callable[[Any, Add], None]
    to_json_typed: Callable[[Any], dict[str, Any]]
    to_xml_unchecked: Callable[[Any, Add], None]
    to_json_unchecked: Callable[[Any], dict[str, Any]]

    def __init__(
        self,
        record: type[Any],
        own: dict[str, Field],
        model: tuple[Any, ...] | None,
        *,
        is_filter: bool = False,
        any_order: bool = False,
    ) -> None:
        self.record = record
        self.model = model
        self.any_order = any_order
        self.is_filter = is_filter
        self.own = own
        # Of the module; what it defines may stand further down.
        self.names = vars(sys.modules[record.__module__])

    def __getattr__(self, name: str) -> Any:
        if name not in _FUNCTIONS:
            raise AttributeError(name, name=name, obj=self)
        from importlib import import_module  # noqa: PLC0415 - the first record pays for it

        # Where two threads are the first, both have what the first of them has made.
        made = import_module(_FUNCTIONS[name], __package__).make(self, name)
        return vars(self).setdefault(name, made)

    @Once
    def fields(self) -> tuple[tuple[str, Field], ...]:
        """Return the fields with their names, in the order of the schema."""
        annotations = self.annotations
        for name, declared in self.own.items():
            if not declared.of:  # a single class, which the annotation names
                annotation = annotations[name].removeprefix("list[")
                declared.of = annotation.partition(" | ")[0].removesuffix("]")
            declared.settle(self)
        return tuple(self.own.items())

    @property
    def all_fields(self) -> dict[str, Field]:
        """The fields by their names, those first that it inherits."""
        found: dict[str, Field] = {}
        for base in reversed(self.record.__mro__):
            declared: Declaration | None = vars(base).get("_declared")
            found |= declared.own if declared else {}
        return found

    @property
    def annotations(self) -> dict[str, str]:
        """The types of these fields, as they are written."""
        found: dict[str, str] = {}
        for base in reversed(self.record.__mro__):
            found |= getattr(base, "__annotations__", {})
        return {name: found[name] for name in self.all_fields}

    def is_closed(self, field: Field) -> bool:
        """Tell whether a field of an enumeration allows only listed values."""
        return not (self.is_filter or field.is_open)

    @Once
    def converters(self) -> dict[str, tuple[type | None, Callable[[Any], Any]]]:
        """Return the converters of fields that accept other types, by name."""
        from ._conversion import converter  # noqa: PLC0415 - the first record pays for it

        return {name: converter(self, field) for name, field in self.fields if field.slot != name}

    @Once
    def nil_marks(self) -> dict[str, object]:
        """Return what `extra` holds for elements that are nil, where None means a missing element."""
        if _dialect.EMPTY_IS_ABSENT:
            return {}
        fields = (field for _, field in self.fields if field.nillable)
        optional = [field for field in fields if not (field.repeated or field.must_occur)]
        return {field.key: {"@xsi:nil": "true"} for field in optional}

    @Once
    def when_nil(self) -> Declaration:
        """Return the declaration of a nil record, which has only attributes."""
        own = {n: f for n, f in self.fields if f.is_attribute}
        declared = Declaration(self.record, own, None)
        declared.of_nil = self
        vars(declared)["nil_marks"] = {"@xsi:nil": "true"}
        # What it was before it became nil does not count.
        vars(declared)["marked"] = self.defaulted
        return declared

    @Once
    def simple_elements(self) -> dict[str, Field]:
        """Return the elements of simple types by key, if they may name their types."""
        if not _dialect.QUALIFIED:
            return {}
        fields = (field for _, field in self.fields if field.role == "element")
        return {field.key: field for field in fields if field.is_simple}

    @Once
    def places(self) -> Any:
        """Return the places in a record with wildcards, None if it has none."""
        is_any = _dialect.QUALIFIED and self.has_wildcards
        return places_module().Places(self) if is_any else None

    @Once
    def has_wildcards(self) -> bool:
        """Return whether the record has fields for elements that the schema does not name."""
        fields = [field for _, field in self.fields]
        parts = [part for field in fields if field.role == "content" for part in field.parts]
        return any(field.kind == "any_elements" for field in (*fields, *parts))

    @Once
    def defaulted(self) -> dict[str, Field]:
        """Return the fields by key that have a value from the schema where they are empty.

        These are elements, and the text or the content of the record itself.
        """
        if not _dialect.QUALIFIED:
            return {}
        fields = (field for _, field in self.fields if field.role in {"element", "text", "content"})
        return {field.key: field for field in fields if field.empty is not None}

    @Once
    def marked(self) -> dict[str, Field]:
        """Return the fields by key of which `extra` may say more than their values."""
        return self.simple_elements | self.defaulted

    @Once
    def with_marks(self) -> Declaration:
        """Return the declaration of the record whose elements are written as `extra` says of them."""
        found = Declaration(self.record, self.own, self.model, any_order=self.any_order)
        found.writes_marks = True
        vars(found)["fields"] = self.fields
        return found

    def beside(self, extra: Mapping[str, object]) -> dict[str, Any]:
        """Return the data beside the fields of a record, without what describes elements."""
        if _dialect.QUALIFIED:
            extra = marks_module().rest(extra, self)
        marks = self.nil_marks
        return {key: value for key, value in extra.items() if marks.get(key, _NONE) != value}

    def divided(self, extra: Mapping[str, object]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the elements in `extra`, and its other data about the record or its elements."""
        others = self.when_nil.beside(self.beside(extra))
        return others, {key: value for key, value in extra.items() if key not in others}

    def miscounted(self, record: Any) -> Iterable[tuple[str, int, int]]:
        """Return the lists for which `extra` has attributes of more or fewer items, with both counts."""
        if not _dialect.QUALIFIED:
            return ()
        found: Iterable[tuple[str, int, int]] = marks_module().miscounted(record, self)
        return found

    @Once
    def content(self) -> Field | None:
        """Return the field of all content, if its order counts."""
        return next((field for _, field in self.fields if field.role == "content"), None)

    @Once
    def keys(self) -> frozenset[str]:
        """Return the keys under which all that the schema lists is found among raw values."""
        found = {field.key for _, field in self.fields if field.is_in_level}
        if self.content is not None:
            found |= {part.key for part in self.content.parts if part.kind != "any_elements"}
            found |= {"#content", "#text"}
        return frozenset(found)

    @Once
    def holds_text(self) -> bool:
        """Tell whether the record may contain text directly."""
        is_mixed = self.content is not None and self.content.facets["mixed"]
        return is_mixed or any(field.role == "text" for _, field in self.fields)

    @Once
    def opens(self) -> bool:
        """Tell whether it has attributes, so that its writer also ends the start tag."""
        return any(
            field.is_attribute or (field.role == "text" and field.has_names)
            for _, field in self.fields
        )

    @Once
    def document(self) -> Document:
        """Return the record as a document: a record that is not a root gets a document of its own."""
        from ._record_document import single  # noqa: PLC0415 - the first record pays for it

        return single(self)

    def class_of(self, name: str) -> Any:
        """Return the class with this name in the record's module."""
        return self.names[name]

    def without_elements(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return those of these names, of no namespace, that no element of the record can have."""
        parts = (
            part
            for _, field in self.fields
            for part in (field.parts if field.role == "content" else (field,))
        )
        if _dialect.QUALIFIED and any(
            part.kind == "any_elements"
            and ("" in part.facets["namespaces"]) is not part.facets["excluded"]
            for part in parts
        ):
            return ()
        return tuple(name for name in names if name not in self.keys)

    def declared_by(self, field: Field) -> Declaration:
        """Return the declaration of the record that an element holds."""
        found: Declaration = self.class_of(field.of)._declared  # noqa: SLF001 - a record's own
        return found

    def classes_of(self, field: Field) -> tuple[Any, ...]:
        """Return the classes of the records that an element may hold."""
        return tuple(self.class_of(of) for of, _, _ in field.choices)

    def reads_text(self, field: Field) -> bool:
        """Tell whether a record that an element holds may contain text directly."""
        classes = self.classes_of(field) if field.kind in {"record", "choice"} else ()
        return any(of._declared.holds_text for of in classes)  # noqa: SLF001 - a record's own


class Document(Declaration):
    """The declaration of a record that is the root of a document.

    Read, the root may have one of several names; the first begins every path. Written, it has a
    `start` and an `end`; in JSON it may be wrapped in an object with the name of a root, unless that is
    what an element in it is called. `namespaces` are those of the schema, where others may stand beside them.
    Of a document that `is_ordered`, the order of elements counts somewhere, and in one that `is_scoped`
    prefixes in its values. `elements` and `attributes` are those that are declared and may stand where
    the schema names none, and only what is declared may. `items` are the names of
    the fields that lead to the records that repeat in it, and `settings` those of a filter that find
    nothing by themselves.
    """

    roots: tuple[str, ...]
    start: str
    end: str
    items: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    namespaces: frozenset[str] | None = None
    is_ordered = False
    is_scoped = False
    elements: frozenset[str] | None = frozenset()
    attributes: frozenset[str] | None = frozenset()

    @Once
    def wrappers(self) -> tuple[str, ...]:
        """Return the names of the root, except those that its elements have or may have."""
        return self.without_elements(self.roots)

    @Once
    def default_namespace(self) -> str:
        """Return the namespace of elements that are written without a prefix."""
        from ._record_document import default_namespace  # noqa: PLC0415 - as below

        return default_namespace(self.start)

    @Once
    def takes_default(self) -> bool:
        """Return whether the document can declare a default namespace for its values alone."""
        from ._record_document import has_bare_tags  # noqa: PLC0415 - few documents have names

        return self.is_scoped and not self.default_namespace and not has_bare_tags(self)

    @Once
    def holds_raw(self) -> bool:
        """Tell whether the document may contain raw data in which prefixes matter."""
        if not _dialect.QUALIFIED:
            return False
        from ._record_document import holds_raw  # noqa: PLC0415 - other dialects have no need of it

        return holds_raw(self)

    @Once
    def steps(self) -> tuple[tuple[Any, str, Field], ...]:
        """Return the steps to the repeated records: each with its record's class, and the field."""
        found: list[tuple[Any, str, Field]] = []
        declared: Declaration = self
        for name in self.items:
            field = dict(declared.fields)[name]
            found.append((declared.record, name, field))
            declared = declared.declared_by(field)
        return tuple(found)

    @property
    def item(self) -> Declaration:
        """The declaration of the records that repeat in it."""
        record, _, field = self.steps[-1]
        found: Declaration = record._declared.declared_by(field)  # noqa: SLF001 - a record's own
        return found


class Operation(NamedTuple, Generic[R]):
    """An operation of the API: what is sent, and what comes back.

    `idempotent` says that it changes nothing, but where the request has `not_idempotent_with` in it. `ack` is the
    name of the field in which the response says how it went. Of an answer that comes in pages,
    `items` is the field of its records, and `keys` those of a record that tell it from others.
    """

    action: str
    request: Any
    response: type[R]
    idempotent: bool
    not_idempotent_with: str = ""
    ack: str = ""
    items: str = ""
    keys: tuple[str, ...] = ()

    def of(self, given: object, /, **fields: object) -> Any:
        """Return the request for a method's arguments."""
        if hasattr(self.request, "of"):
            return self.request.of(given, **fields)
        return self.request() if given is None else given


class _Init:
    """The constructor of a record, which is made when it is first asked for.

    To make it for every class when it is imported would take a third of the time of the import.
    """

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self._owner = owner

    @property
    def __wrapped__(self) -> Callable[..., None]:
        """Tools that show signatures without the metaclass's constructor, such as pdoc, ask for this."""
        return declared_by(self._owner).init

    def __get__(self, record: object, owner: Any) -> Any:
        # `inspect.signature` of Python 3.13 asks as if the class were an instance of its own class.
        declared = declared_by(record if isinstance(record, type) else owner)
        init: Any = declared.init
        declared.record.__init__ = init
        return init if record is None else MethodType(init, record)


def declared_by(record: Any) -> Declaration:
    """Return the declaration of a record, or of a class of records."""
    found: Declaration = record._declared  # noqa: SLF001 - a record's own
    return found


def _make(record: type[Any]) -> tuple[Any, dict[str, Field]]:
    """Return the class of a record with slots for its fields, and their declarations.

    At run time, the annotation of a field is the type of its value. A field that accepts other
    types is a property that converts them, over a slot with another name.
    """
    body = dict(vars(record))
    own = {name: found for name, found in body.items() if isinstance(found, Field)}
    for name in (*own, "__dict__", "__weakref__"):
        body.pop(name, None)
    annotations: dict[str, str] = body.get("__annotations__", {})
    for name, declared in own.items():
        declared.slot = name
        if annotations[name].startswith("_f."):
            annotations[name] = _type_held(annotations[name])
            declared.slot, get, take = _access(name)
            body[name] = _Converted(get, take, doc="")
    body.setdefault("__init__", _Init())
    body["__qualname__"] = record.__qualname__
    more = ("__weakref__",) if record.__base__ is object else ()
    body["__slots__"] = (*(declared.slot for declared in own.values()), *more)
    kind: Any = type(record)
    made = kind(record.__name__, record.__bases__, body)
    made.__slots__ = (*own, *more)  # what is copied and pickled goes by these names
    return made, own


@cache
def _type_held(annotation: str) -> str:
    """Return the type of a field's value from an annotation that also names accepted types."""
    kind, _, types = annotation[len("_f.") : -1].partition("[")
    return _HELD[kind].format(types.partition(",")[0])


@cache
def _access(name: str) -> tuple[str, Callable[[Any], Any], Callable[[Any, Any], None]]:
    """Return the slot of a converting field, its getter and its setter."""
    slot = f"_held_{name}"

    def take(record: Any, value: Any) -> None:
        setattr(record, slot, declared_by(record).converters[name][1](value))

    return slot, attrgetter(slot), take


class _Converted(property):
    # A field that converts what it is given. What shows the type of one, as pdoc does, asks for `fget`.

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self._of = owner, name

    @property
    def fget(  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride]
        self,
    ) -> Callable[[Any], Any]:
        record, name = self._of
        declared = declared_by(record)
        code = _held.__code__.replace(co_name=name, co_names=(declared.own[name].slot,))
        get = FunctionType(code, declared.names)
        get.__annotations__["return"] = declared.annotations[name]
        return get


def _held(record: Any) -> Any:
    return record.slot


@overload
def record(of: type[T], /) -> type[T]: ...
@overload
def record(
    *, model: tuple[Any, ...] | None = None, is_filter: bool = False, any_order: bool = False
) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(required,))
def record(
    of: type[T] | None = None,
    /,
    *,
    model: tuple[Any, ...] | None = None,
    is_filter: bool = False,
    any_order: bool = False,
) -> Any:
    """Declare a record, what may stand together in it, if anything limits that, and if it is a filter."""

    def declare(of: type[T]) -> type[T]:
        made, own = _make(of)
        made._declared = Declaration(  # noqa: SLF001 - a record's own
            made, own, model, is_filter=is_filter, any_order=any_order
        )
        return cast("type[T]", made)

    return declare if of is None else declare(of)


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(required,))
def document(
    name: str,
    *aliases: str,
    namespace: str | None = None,
    start: str = "",
    end: str = "",
    model: tuple[Any, ...] | None = None,
    any_order: bool = False,
    **more: Unpack[_OfDocument],
) -> Callable[[type[T]], type[T]]:
    """Declare the root of a document: the name of its element, and others that it may have."""

    def declare(of: type[T]) -> type[T]:
        made, own = _make(of)
        # How xsdata binds the record to the root of a document.
        made.Meta = type(
            "Meta", (), {"name": name} | ({"namespace": namespace} if namespace else {})
        )
        declared = Document(made, own, model, any_order=any_order)
        declared.roots = (name, *aliases)
        declared.start, declared.end = start or f"<{name}>", end or f"</{name}>"
        vars(declared).update(more)
        made._declared = declared  # noqa: SLF001 - a record's own
        return cast("type[T]", made)

    return declare
