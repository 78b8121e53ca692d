"""Simple types of XML Schema as types of Python."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from neto_gen.contract import vocabulary
from neto_gen.contract.model import Enumeration, ListType, Scalar, UnionType
from neto_gen.contract.text import SchemaText
from neto_gen.contract.values import value_of
from neto_gen.python.code import Code, literal, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neto_gen.contract.model import Facets, SimpleType


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of Python that values of some built-in types have.

    `name` is what the functions of the client's runtime that check and write such values are
    called, and `reader` those that read them; `annotation` is the type, from the module `module` of
    the standard library if it is not built in; `described` names it in documentation.
    """

    name: Code
    annotation: Code
    described: Code
    reader: Code
    module: Code


def _kind(name: str, annotation: str, described: str, module: str = "", reader: str = "") -> Kind:
    return Kind(Code(name), Code(annotation), Code(described), Code(reader or name), Code(module))


STRING: Final = _kind("string", "str", "text")
TOKEN: Final = _kind("string", "str", "text", reader="token")
INTEGER: Final = _kind("integer", "int", "whole number")
DECIMAL: Final = _kind("decimal", "Decimal", "decimal number", "decimal")
DOUBLE: Final = _kind("double", "float", "floating-point number")
BOOLEAN: Final = _kind("boolean", "bool", "True or False")
DATE_TIME: Final = _kind("date_time", "datetime", "date and time", "datetime")
DATE: Final = _kind("date", "date", "date", "datetime")
TIME: Final = _kind("time", "time", "time of day", "datetime")
BASE64: Final = _kind("base64", "bytes", "bytes")
HEXADECIMAL: Final = _kind("hexadecimal", "bytes", "bytes")
# The kinds below are told apart further by a class, or by the types that they are made of.
ENUMERATION: Final = _kind("enumeration", "", "one of the values of")
LIST: Final = _kind("tokens", "", "list of")
UNION: Final = _kind("union", "", "any of")

ANNOTATIONS: Final = frozenset(
    kind.annotation
    for kind in (STRING, INTEGER, DECIMAL, DOUBLE, BOOLEAN, DATE_TIME, DATE, TIME, BASE64)
)
"""The types of Python that values have."""

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
    "base64Binary": BASE64,
    "hexBinary": HEXADECIMAL,
}
_LENGTHS = ("length", "min_length", "max_length")
_BOUNDS = ("min_inclusive", "max_inclusive", "min_exclusive", "max_exclusive")
_DIGITS = ("total_digits", "fraction_digits")
# The facets that an expression can test, and how.
_SHORT_FACETS: Final = {
    STRING: frozenset(_LENGTHS),
    TOKEN: frozenset(_LENGTHS),
    INTEGER: frozenset(_BOUNDS[:2]),
    DECIMAL: frozenset[str](),
    BOOLEAN: frozenset[str](),
    DATE_TIME: frozenset[str](),
    DATE: frozenset[str](),
    TIME: frozenset[str](),
    ENUMERATION: frozenset[str](),
}
_SHORT_TESTS: Final = {
    "length": "len({0}) != {1}",
    "min_length": "len({0}) < {1}",
    "max_length": "len({0}) > {1}",
    "min_inclusive": "{0} < {1}",
    "max_inclusive": "{0} > {1}",
}


@dataclass(frozen=True, slots=True)
class SimpleView:
    """A simple type as pieces of Python.

    `class_name` is that of an enumeration; `parts` are the type of the items of a list, or those
    that a union chooses from. `arguments` are the facets, for a check.
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
        """What the type is called in documentation."""
        if self.kind is LIST:
            return Code(f"list of {self.parts[0].described}, in one text")
        if self.kind is UNION:
            return Code(" or ".join(dict.fromkeys(part.described for part in self.parts)))
        if self.class_name:
            return Code(f"{self.kind.described} {self.class_name}")
        return self.kind.described

    @property
    def converter(self) -> Code:
        """The expression for the function that reads a raw value."""
        inner = ", ".join(part.converter for part in self.parts)
        if self.kind is LIST:
            return Code(f"reading.to_list({inner})")
        if self.kind is UNION:
            return Code(f"reading.to_union({inner})")
        if self.kind is ENUMERATION:
            return Code(f"reading.to_enumeration({self.class_name})")
        return Code(f"reading.to_{self.kind.reader}")

    @property
    def is_patterned(self) -> bool:
        """Whether the schema gives a form of its own for the text."""
        if not isinstance(self.type, Scalar):
            return False
        builtin = self.type.builtin
        form = vocabulary.STRINGS.get(builtin) or vocabulary.LEXICALS.get(builtin)
        return len(self.type.facets.patterns) > bool(form)

    @property
    def needs_quotes(self) -> bool:
        """Whether its annotation names a class of the module."""
        return self.class_name is not None or any(part.needs_quotes for part in self.parts)

    @property
    def is_compound(self) -> bool:
        """Whether it is a list or a union."""
        return bool(self.parts)

    @property
    def has_reader(self) -> bool:
        """Whether there is a function that reads such a value straight from a level."""
        return not self.is_compound and self.kind not in {BASE64, HEXADECIMAL}

    @property
    def check_arguments(self) -> Code:
        """What a check takes after the name and the value, each with a comma before it."""
        positional = list(self._positional())
        keywords = [f"{name}={value}" for name, value in self.arguments]
        return Code("".join(f", {argument}" for argument in (*positional, *keywords)))

    def _positional(self) -> Iterator[str]:
        if self.kind is ENUMERATION:
            yield str(self.class_name)
        elif self.kind is LIST:
            item = self.parts[0]
            keywords = {**dict(item.arguments)}
            if item.kind is ENUMERATION:
                keywords[Code("expected")] = item.class_name or Code("")
            yield f"check.{item.kind.name}"
            yield _mapping(keywords)
        elif self.kind is UNION:
            for part in self.parts:
                inner = ", ".join(part._positional())  # noqa: SLF001 - of the same class
                comma = "," if inner else ""
                arguments = _mapping(dict(part.arguments))
                yield f"(check.{part.kind.name}, ({inner}{comma}), {arguments})"

    def misfit(self, value: str) -> Code | None:
        """The expression that is false when nothing is wrong with a value; None without a short one."""
        arguments = {str(name) for name, _ in self.arguments}
        if self.kind not in _SHORT_FACETS or not arguments <= _SHORT_FACETS[self.kind]:
            return None
        tests = [f"type({value}) is not {self.annotation}"]
        tests += [_SHORT_TESTS[name].format(value, limit) for name, limit in self.arguments]
        match self.kind.name:
            case "decimal":
                tests.append(f"not {value}.is_finite()")
            case "enumeration":
                tests.append(f"not {value}.is_known")
            case _:
                pass
        return Code(" or ".join(tests))

    @property
    def writer(self) -> Code:
        """The function that writes a value."""
        return Code(f"_text.{self.kind.name}")

    def text(self, value: str) -> Code:
        """The expression for the text of a value."""
        if self.kind is LIST:
            return Code(f"_text.tokens({value}, {self.parts[0].writer})")
        if self.kind is ENUMERATION:
            return Code(f"{value}.text")
        if self.is_text:
            return Code(value)
        if self.kind is INTEGER:
            return Code(f"str({value})")
        return Code(f"{self.writer}({value})")

    @property
    def is_converted(self) -> bool:
        """Whether the runtime makes the text of a value."""
        return self.kind not in {ENUMERATION, STRING, TOKEN, INTEGER}

    @property
    def needs_escape(self) -> bool:
        """Whether a value may hold characters that mean something in XML."""
        if self.parts:
            return any(part.needs_escape for part in self.parts)
        return self.kind in {STRING, TOKEN, ENUMERATION}

    @property
    def is_text(self) -> bool:
        """Whether a value is a text, as it is."""
        return self.kind in {STRING, TOKEN}

    @property
    def formats(self) -> list[tuple[str, str]]:
        """What xsdata must know of the form of a value."""
        kind = self.parts[0].kind if self.kind is LIST else self.kind
        form = {
            DATE_TIME: "%Y-%m-%dT%H:%M:%S",
            DATE: "%Y-%m-%d",
            TIME: "%H:%M:%S",
            BASE64: "base64",
            HEXADECIMAL: "base16",
        }.get(kind)
        tokens = [("tokens", "True")] if self.kind is LIST else []
        return [*tokens, *([("format", repr(form))] if form else [])]

    def default(self, text: SchemaText, member: Callable[[SchemaText], Code]) -> Code | None:
        """The literal for a value of a schema; None where Python has none."""
        if self.kind is ENUMERATION:
            return Code(f"{self.class_name}.{member(text)}")
        value = value_of(self.type, text.untrusted)
        if self.kind in {STRING, TOKEN} and isinstance(value, str):
            return literal(SchemaText(value))
        if self.kind is DOUBLE:
            return Code(f"float({str(value)!r})")
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
    """The view of a simple type; `class_of` gives the class of an enumeration."""
    kind = kind_of(simple_type)
    parts: tuple[SimpleView, ...] = ()
    class_name: Code | None = None
    if isinstance(simple_type, Enumeration):
        class_name = class_of(simple_type) if kind is ENUMERATION else None
        return SimpleView(simple_type, kind, class_name, (), ())
    if isinstance(simple_type, ListType):
        parts = (view_type(simple_type.item, class_of),)
    elif isinstance(simple_type, UnionType):
        parts = tuple(view_type(member, class_of) for member in simple_type.members)
    arguments = tuple(_facet_arguments(simple_type, kind))
    return SimpleView(simple_type, kind, class_name, parts, arguments)


def kind_of(simple_type: SimpleType) -> Kind:
    """The kind of a simple type. An enumeration of True and False is a boolean."""
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
    """The enumerations in a simple type that get a class."""
    if isinstance(simple_type, Enumeration):
        if kind_of(simple_type) is ENUMERATION:
            yield simple_type
    elif isinstance(simple_type, ListType):
        yield from enumerations(simple_type.item)
    elif isinstance(simple_type, UnionType):
        for member in simple_type.members:
            yield from enumerations(member)


def facets_described(facets: Facets, kind: Kind) -> list[Code]:
    """What the facets demand, in words; patterns are not words."""
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
    """The facets that are set, as names and literals of Python."""
    facets = simple_type.facets
    for name in (*_LENGTHS, *_BOUNDS, *_DIGITS):
        value: Decimal | SchemaText | int | None = getattr(facets, name)
        if value is not None:
            yield Code(name), _number(value, kind)
    if facets.patterns:
        yield Code("patterns"), texts(facets.patterns)
    if facets.values:
        yield Code("values"), _values(simple_type, facets.values, kind)


def _number(value: Decimal | SchemaText | int, kind: Kind) -> Code:
    if isinstance(value, SchemaText):
        return literal(value)
    if kind is DOUBLE:
        return Code(f"float({str(float(value))!r})")
    return literal(int(value) if kind is INTEGER else value)


def _values(
    simple_type: Scalar | ListType | UnionType, values: tuple[SchemaText, ...], kind: Kind
) -> Code:
    if kind not in {INTEGER, DECIMAL, DOUBLE, BOOLEAN}:
        return texts(SchemaText(" ".join(value.untrusted.split())) for value in values)
    found = [value_of(simple_type, value.untrusted) for value in values]
    if kind is DOUBLE:
        literals = [Code(f"float({str(value)!r})") for value in found]
    else:
        literals = [literal(value) for value in found if isinstance(value, int | Decimal)]
    return Code(f"({', '.join(literals)},)")


def _mapping(arguments: dict[Code, Code]) -> str:
    return "{" + ", ".join(f'"{name}": {value}' for name, value in arguments.items()) + "}"
