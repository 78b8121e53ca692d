"""Simple types of XML Schema as types of Python."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from neto_gen.contract.model import Enumeration, ListType, Scalar, UnionType, enumerations_in
from neto_gen.contract.resolve.values import value_of
from neto_gen.contract.schema_text import SchemaText, spaced
from neto_gen.contract.xsd import vocabulary
from neto_gen.python.code import Code, call, literal, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from neto_gen.contract.model import Facets, SimpleType


@dataclass(frozen=True, slots=True)
class Kind:
    """The Python type of some built-in types.

    `declared` is the name of the runtime function that declares such a field. `annotation` is the
    type, from the module `module` of the standard library if it is not built in. `described` is its
    name in documentation.
    """

    declared: Code
    annotation: Code
    described: Code
    module: Code

    @property
    def name(self) -> Code:
        """The same as `declared`, except for kinds that only differ in white space."""
        return Code("text") if self.declared == "token" else self.declared


def _kind(declared: str, annotation: str, described: str, module: str = "") -> Kind:
    return Kind(Code(declared), Code(annotation), Code(described), Code(module))


STRING: Final = _kind("text", "str", "text")
TOKEN: Final = _kind("token", "str", "text")
INTEGER: Final = _kind("integer", "int", "whole number")
DECIMAL: Final = _kind("decimal", "Decimal", "decimal number", "decimal")
DOUBLE: Final = _kind("double", "float", "floating-point number")
BOOLEAN: Final = _kind("boolean", "bool", "True or False")
DATE_TIME: Final = _kind("date_time", "datetime", "date and time", "datetime")
DATE: Final = _kind("date", "date", "date", "datetime")
TIME: Final = _kind("time", "time", "time of day", "datetime")
BASE64: Final = _kind("base64", "bytes", "bytes")
HEXADECIMAL: Final = _kind("hexadecimal", "bytes", "bytes")
QNAME: Final = _kind("qname", "QName", "name in a namespace", "._qnames")
# Values of these kinds also have a class, or parts.
ENUMERATION: Final = _kind("enumeration", "", "one of the values of")
LIST: Final = _kind("list_of", "", "list of")
UNION: Final = _kind("union", "", "any of")

ANNOTATIONS: Final = frozenset(
    kind.annotation
    for kind in (STRING, INTEGER, DECIMAL, DOUBLE, BOOLEAN, DATE_TIME, DATE, TIME, BASE64, QNAME)
)
"""The types of Python that values have."""

IMPORTED: Final = {
    "Decimal": "decimal",
    "Iterable": "collections.abc",
    **dict.fromkeys(("Any", "Literal", "TYPE_CHECKING", "TypedDict", "Unpack"), "typing"),
}
"""What modules name beside the types of values, and where they import it from."""

_KINDS: Final = {
    **dict.fromkeys((*vocabulary.STRINGS, *vocabulary.LEXICALS, *vocabulary.ANY_SIMPLE), STRING),
    **dict.fromkeys(vocabulary.INTEGERS, INTEGER),
    **dict.fromkeys(vocabulary.FLOATS, DOUBLE),
    "decimal": DECIMAL,
    "boolean": BOOLEAN,
    "dateTime": DATE_TIME,
    "dateTimeStamp": DATE_TIME,
    "date": DATE,
    "time": TIME,
    **dict.fromkeys(vocabulary.NAMES, QNAME),
    "base64Binary": BASE64,
    "hexBinary": HEXADECIMAL,
}
# Kinds without a Python literal: modules hold their values as texts.
_NUMBERS: Final = frozenset({INTEGER, DECIMAL, DOUBLE})
_SPELLED: Final = frozenset({DATE_TIME, DATE, TIME, BASE64, HEXADECIMAL, QNAME})
_LENGTHS = ("length", "min_length", "max_length")
_BOUNDS = ("min_inclusive", "max_inclusive", "min_exclusive", "max_exclusive")
_DIGITS = ("total_digits", "fraction_digits")


@dataclass(frozen=True, slots=True)
class SimpleView:
    """A simple type as pieces of Python.

    `class_name` is the class of an enumeration. `parts` has the type of the items of a list, or the
    member types of a union. `arguments` are the facets, for validation.
    """

    type: SimpleType
    kind: Kind
    class_name: Code | None
    parts: tuple[SimpleView, ...]
    arguments: tuple[tuple[Code, Code], ...]

    @property
    def annotation(self) -> Code:
        """The type of a value."""
        if self.kind is LIST:
            return Code(f"list[{self.parts[0].annotation}]")
        if self.kind is UNION:
            return Code(" | ".join(dict.fromkeys(part.annotation for part in self.parts)))
        return self.class_name or self.kind.annotation

    @property
    def described(self) -> Code:
        """The name of the type in documentation."""
        if self.kind is LIST:
            return Code(f"list of {self.parts[0].described}, in one text")
        if self.kind is UNION:
            return Code(" or ".join(dict.fromkeys(part.described for part in self.parts)))
        if self.class_name:
            return Code(f"{self.kind.described} {self.class_name}")
        return self.kind.described

    @property
    def is_patterned(self) -> bool:
        """Whether the schema restricts the text by a pattern."""
        if not isinstance(self.type, Scalar):
            return False
        builtin = self.type.builtin
        form = vocabulary.STRINGS.get(builtin) or vocabulary.LEXICALS.get(builtin)
        return len(self.type.facets.patterns) > bool(form)

    def declaration(self, *first: Code, more: Iterable[tuple[str, Code]] = ()) -> Code:
        """Return the expression that declares a field of the type with more arguments."""
        keywords = [*((str(name), value) for name, value in self.arguments), *more]
        arguments = [*first, *(part.part_declaration for part in self.parts)]
        return call(self.kind.declared, *arguments, **dict(keywords))

    @property
    def part_declaration(self) -> Code:
        """The expression that declares a part of another type."""
        of = [("of", literal(self.class_name))] if self.class_name else []
        return self.declaration(more=of)

    def default(self, text: SchemaText, member: Callable[[SchemaText], Code]) -> Code | None:
        """Return the literal for a value of a schema, or for its text."""
        if isinstance(self.type, Enumeration):
            text = SchemaText(spaced(self.type.space, text.untrusted))
        if self.kind is ENUMERATION:
            return Code(f"{self.class_name}.{member(text)}")
        if self.kind in {LIST, UNION}:
            return literal(text)
        return self._literal(text)

    def _literal(self, text: SchemaText) -> Code | None:
        """Return the literal for a value that is neither of an enumeration nor of a union."""
        value = value_of(self.type, text.untrusted)
        if self.kind in {STRING, TOKEN, QNAME} and isinstance(value, str):
            return literal(SchemaText(value))
        spelling = spaced("collapse", text.untrusted)
        if self.kind in _SPELLED or (self.kind in _NUMBERS and spelling != str(value)):
            return literal(SchemaText(spelling))
        if self.kind is BOOLEAN and spelling.isdigit():
            return literal(SchemaText(spelling))
        if self.kind is DOUBLE:
            return Code(f"float({literal(str(value))})")
        if self.kind in {INTEGER, DECIMAL, BOOLEAN} and isinstance(value, int | Decimal):
            return literal(value)
        return None

    @property
    def imports(self) -> set[tuple[Code, Code]]:
        """The modules and names of the standard library that a value needs."""
        inner = {found for part in self.parts for found in part.imports}
        own = (
            {(self.kind.module, self.kind.annotation)}
            if self.kind.module
            else set[tuple[Code, Code]]()
        )
        return inner | own


def view_type(simple_type: SimpleType, class_of: Callable[[Enumeration], Code]) -> SimpleView:
    """Return the view of a simple type; `class_of` returns the class of an enumeration."""
    kind = kind_of(simple_type)
    parts: tuple[SimpleView, ...] = ()
    class_name: Code | None = None
    if isinstance(simple_type, Enumeration):
        class_name = class_of(simple_type) if kind is ENUMERATION else None
        more = [*_space(simple_type), *_identity(simple_type)] if class_name else []
        if class_name and simple_type.borrowed:
            more.append((Code("is_open"), Code("True")))
        return SimpleView(simple_type, kind, class_name, (), tuple(more))
    if isinstance(simple_type, ListType):
        parts = (view_type(simple_type.item, class_of),)
    elif isinstance(simple_type, UnionType):
        parts = tuple(view_type(member, class_of) for member in simple_type.members)
    space = _space(simple_type) if kind is STRING and isinstance(simple_type, Scalar) else ()
    identity = _identity(simple_type) if isinstance(simple_type, Scalar) else ()
    arguments = (*space, *_facet_arguments(simple_type, kind), *identity)
    return SimpleView(simple_type, kind, class_name, parts, arguments)


def is_anything(simple_type: SimpleType) -> bool:
    """Tell whether a type allows any simple value, so that an element may name its type."""
    return isinstance(simple_type, Scalar) and simple_type.builtin in vocabulary.ANY_SIMPLE


def has_names(simple_type: SimpleType) -> bool:
    """Tell whether values are, or may be, qualified names."""
    if isinstance(simple_type, ListType):
        return has_names(simple_type.item)
    if isinstance(simple_type, UnionType):
        return any(map(has_names, simple_type.members))
    return simple_type.builtin in vocabulary.NAMES


def kind_of(simple_type: SimpleType) -> Kind:
    """Return the kind of a simple type. An enumeration of True and False is a boolean."""
    if isinstance(simple_type, ListType):
        return LIST
    if isinstance(simple_type, UnionType):
        return UNION
    if isinstance(simple_type, Scalar):
        kind = _KINDS[simple_type.builtin]
        return TOKEN if kind is STRING and simple_type.white_space == "collapse" else kind
    values = {value.untrusted for value in simple_type.values}
    return BOOLEAN if values == {"True", "False"} else ENUMERATION


def enumerations(simple_type: SimpleType) -> Iterator[Enumeration]:
    """Return the enumerations in a simple type that get a class."""
    return (found for found in enumerations_in(simple_type) if kind_of(found) is ENUMERATION)


def facets_described(facets: Facets, kind: Kind) -> list[Code]:
    """Describe what the facets require, without patterns."""
    unit = "bytes" if kind in {BASE64, HEXADECIMAL} else "items" if kind is LIST else "characters"
    words = {
        "length": f"exactly {{}} {unit}",
        "min_length": f"at least {{}} {unit}",
        "max_length": f"at most {{}} {unit}",
        "min_inclusive": "at least {}",
        "max_inclusive": "at most {}",
        "min_exclusive": "more than {}",
        "max_exclusive": "less than {}",
        "total_digits": "at most {} digits",
        "fraction_digits": "at most {} digits after the point",
    }
    described: list[Code] = []
    for name in (*_LENGTHS, *_BOUNDS, *_DIGITS):
        value: Decimal | SchemaText | int | None = getattr(facets, name)
        if isinstance(value, int | Decimal):
            described.append(Code(words[name].format(f"{value:,}")))
        elif value is not None:
            described.append(Code(words[name].format(literal(value).strip("'\""))))
    return described


def _facet_arguments(
    simple_type: Scalar | ListType | UnionType, kind: Kind
) -> Iterator[tuple[Code, Code]]:
    """Yield the facets that are set, as Python names and literals."""
    facets = simple_type.facets
    for name in (*_LENGTHS, *_BOUNDS, *_DIGITS):
        value: Decimal | SchemaText | int | None = getattr(facets, name)
        if value is not None:
            yield Code(name), _number(value, kind)
    if facets.patterns:
        yield Code("patterns"), texts(facets.patterns)
    if facets.values:
        yield Code("values"), _values(simple_type, facets.values, kind)


def _space(simple_type: Scalar | Enumeration) -> Iterator[tuple[Code, Code]]:
    """Yield the argument for the treatment of white space, unless it is preserved."""
    if simple_type.space != "preserve":
        yield Code("space"), literal(simple_type.space)


def _identity(simple_type: Scalar | Enumeration) -> Iterator[tuple[Code, Code]]:
    """Yield the argument for a value that is unique in its document, or refers to one."""
    if simple_type.builtin in {"ID", "IDREF"}:
        yield Code("identity"), literal(simple_type.builtin)


def _number(value: Decimal | SchemaText | int, kind: Kind) -> Code:
    if isinstance(value, SchemaText):
        return literal(value)
    if kind is DOUBLE:
        return Code(f"float({literal(str(float(value)))})")
    return literal(int(value) if kind is INTEGER else value)


def _values(
    simple_type: Scalar | ListType | UnionType, values: tuple[SchemaText, ...], kind: Kind
) -> Code:
    if kind not in {INTEGER, DECIMAL, DOUBLE, BOOLEAN}:
        return texts(SchemaText(spaced("collapse", value.untrusted)) for value in values)
    found = [value_of(simple_type, value.untrusted) for value in values]
    if kind is DOUBLE:
        literals = [Code(f"float({literal(str(value))})") for value in found]
    else:
        literals = [literal(value) for value in found if isinstance(value, int | Decimal)]
    return Code(f"({', '.join(literals)}{',' if len(literals) == 1 else ''})")
