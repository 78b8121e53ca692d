"""Random values of simple types, from the contract."""

from __future__ import annotations

import base64
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from neto_gen.contract.model import Enumeration, ListType, Scalar, UnionType
from neto_gen.contract.resolve.values import order
from neto_gen.contract.schema_text import SchemaText
from neto_gen.contract.xsd import vocabulary
from neto_gen.diff.inclusion.lexical_spaces import accepts_text
from neto_gen.diff.inclusion.samples import samples

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from neto_gen.contract.model import Facets, SimpleType

_ZONED: Final = ("", "Z", "+10:00", "-03:30")
_POOLS: Final[dict[str, tuple[str, ...]]] = {
    "boolean": ("true", "false", "1", "0"),
    "language": ("en", "en-AU", "de-CH-1996"),
    "anyURI": ("https://example.com/a?b=c&d", "urn:x", "#here"),
    "NMTOKEN": ("1-a.b:c", "x"),
    "Name": ("a:b", "_x", "é1"),
    **dict.fromkeys(("NCName", "ENTITY"), ("a", "_b-1", "é.x")),
    "duration": ("P1Y2M3DT4H5M6.7S", "-P1D", "PT0S"),
    "yearMonthDuration": ("P1Y2M", "-P3M"),
    "dayTimeDuration": ("P1DT2H", "-PT3.5S"),
    "gYear": ("2026", "-0044", "12026Z"),
    "gYearMonth": ("2026-02", "2026-12Z"),
    "gMonth": ("--02", "--12+01:00"),
    "gMonthDay": ("--02-29", "--12-31Z"),
    "gDay": ("---01", "---31Z"),
    "anySimpleType": ("a", "1", " x "),
    "anyAtomicType": ("a", "1"),
    "dateTime": tuple(
        f"{text}{zone}"
        for text in ("2026-02-28T23:59:58", "0099-01-01T00:00:00.25")
        for zone in _ZONED
    ),
    "dateTimeStamp": ("2026-02-28T23:59:58Z", "2026-02-28T23:59:58.5+10:00"),
    "date": ("2026-02-28", "1000-12-31"),
    "time": ("23:59:58", "00:00:00.5", "12:30:00Z", "12:30:00+10:00"),
}
_DOUBLES: Final = ("0", "1.5", "-2.25E10", "1e-7", "INF", "-INF", "NaN", "100", "7", "0.5")
_LETTERS: Final = "abcXYZ 019-_.<>&\"'é€😀"


# The prefixes that documents declare, and names in what these stand for.
PREFIXES: Final = {"o": "urn:oracle", "p": "urn:other"}
_NAMES: Final = ("{urn:oracle}a", "{urn:other}b-1", "{urn:other}c", "é")


def with_prefix(name: str) -> str:
    """Return a name as it is written in a document."""
    namespace, _, local = name.rpartition("}")
    prefixes = (f"{p}:{local}" for p, found in PREFIXES.items() if found == namespace[1:])
    return next(prefixes, local)


class NoValueError(Exception):
    """There is no way known to make a value of a type."""


def value_of(simple_type: SimpleType, random: Random) -> str:
    """Return a text that is a value of the type. Raises NoValueError where none is found."""
    if isinstance(simple_type, Scalar) and simple_type.builtin in vocabulary.NAMES:
        listed = [value.untrusted for value in simple_type.facets.values]
        return with_prefix(random.choice(listed or _NAMES))
    if isinstance(simple_type, Enumeration):
        return random.choice(simple_type.values).untrusted
    if simple_type.facets.values:
        return random.choice(simple_type.facets.values).untrusted
    if isinstance(simple_type, ListType):
        least, most = _lengths(simple_type.facets, 1, 3)
        count = random.randint(least, most)
        return " ".join(value_of(simple_type.item, random) for _ in range(count))
    if isinstance(simple_type, UnionType):
        return value_of(random.choice(simple_type.members), random)
    return _scalar(simple_type, random)


def _scalar(scalar: Scalar, random: Random) -> str:
    form = vocabulary.STRINGS.get(scalar.builtin) or vocabulary.LEXICALS.get(scalar.builtin)
    own = scalar.facets.patterns[1 if form else 0 :]
    for _ in range(50 if own else 1):
        try:
            text = _of_form(own[-1].untrusted, random) if own else _free(scalar, random)
            if not own or (_fits(scalar, text) and all(_matches(p.untrusted, text) for p in own)):
                return text
        except (IndexError, ArithmeticError):  # it is no number, or there is none
            continue
        except NoValueError:
            break
    # NaN is in no bounds, whatever others say.
    found = [text for text in samples(scalar) if text != "NaN" and accepts_text(scalar, text)]
    if not found:
        raise NoValueError(own[-1].untrusted if own else scalar.builtin)
    return random.choice(found)


def _free(scalar: Scalar, random: Random) -> str:  # noqa: PLR0911 - one for each kind
    builtin, facets = scalar.builtin, scalar.facets
    if builtin in vocabulary.INTEGERS:
        return str(_integer(facets, random))
    if builtin == "decimal":
        return _decimal(facets, random)
    if builtin in vocabulary.FLOATS:
        return random.choice([text for text in _DOUBLES if _within(facets, float(text))])
    if builtin in vocabulary.BINARIES:
        least, most = _lengths(facets, 0, 5)
        data = bytes(random.randint(0, 255) for _ in range(random.randint(least, most)))
        return base64.b64encode(data).decode() if builtin == "base64Binary" else data.hex()
    if builtin in {"ID", "IDREF"}:
        return f"i{random.randint(0, 10**12)}" if builtin == "ID" else "root"
    if builtin in _POOLS:
        found = [text for text in _POOLS[builtin] if _fits(scalar, text)]
        if found:
            return random.choice(found)
    return _text(scalar, random)


def _text(scalar: Scalar, random: Random) -> str:
    least, most = _lengths(scalar.facets, 0, 8)
    text = "".join(random.choice(_LETTERS) for _ in range(random.randint(least, most)))
    if scalar.white_space == "collapse":
        text = re.sub(r"^ | $|(?<= ) ", "x", text)
    return text


def _integer(facets: Facets, random: Random) -> int:
    least, most = facets.min_inclusive, facets.max_inclusive
    lowest = int(least) if isinstance(least, Decimal) else None
    highest = int(most) if isinstance(most, Decimal) else None
    size = 10**facets.total_digits - 1 if facets.total_digits else 10**6
    if lowest is None:
        lowest = -size if highest is None else min(-size, highest)
    if highest is None:
        highest = max(size, lowest)
    if facets.total_digits:
        lowest, highest = max(lowest, -size), min(highest, size)
    return random.choice([lowest, highest, random.randint(lowest, highest)])


def _decimal(facets: Facets, random: Random) -> str:
    places = random.randint(0, 3 if facets.fraction_digits is None else facets.fraction_digits)
    digits = facets.total_digits or 9
    most = facets.max_inclusive or facets.max_exclusive
    least = facets.min_inclusive or facets.min_exclusive
    if isinstance(most, Decimal) and isinstance(least, Decimal):
        digits = min(digits, len(str(int(max(abs(most), abs(least))))) + places)
    for _ in range(200):
        whole = random.randint(0, 10 ** min(digits, 9) - 1)
        number = Decimal(whole).scaleb(-min(places, digits))
        number = random.choice([number, -number])
        if _within(facets, number):
            return f"{number:f}"
    bounds = (facets.min_inclusive, facets.max_inclusive)
    for bound in bounds:
        if isinstance(bound, Decimal) and _within(facets, bound):
            return f"{bound:f}"
    raise NoValueError(repr(facets))


def _within(facets: Facets, number: Any) -> bool:
    limits: tuple[tuple[Any, Callable[[Any], bool]], ...] = (
        (facets.min_inclusive, lambda limit: number >= limit),
        (facets.max_inclusive, lambda limit: number <= limit),
        (facets.min_exclusive, lambda limit: number > limit),
        (facets.max_exclusive, lambda limit: number < limit),
    )
    if number != number:  # noqa: PLR0124 - not a number
        return all(limit is None for limit, _ in limits)
    return all(
        limit is None or isinstance(limit, SchemaText) or holds(limit) for limit, holds in limits
    )


def _fits(scalar: Scalar, text: str) -> bool:
    """Tell whether a text satisfies the bounds and the lengths of a type."""
    facets = scalar.facets
    least = facets.min_length or facets.length or 0
    most = next((n for n in (facets.length, facets.max_length) if n is not None), 10**6)
    if scalar.builtin in vocabulary.NUMBERS and not _within(facets, Decimal(text)):
        return False
    if scalar.builtin in vocabulary.TIMES:
        least, most = 0, 10**6
        for limit, sign in (
            (facets.min_inclusive, 1),
            (facets.max_inclusive, -1),
            (facets.min_exclusive, 1),
            (facets.max_exclusive, -1),
        ):
            if isinstance(limit, SchemaText) and (text > limit.untrusted) != (sign > 0):
                return False
    if scalar.builtin in vocabulary.LEXICALS:
        least, most = 0, 10**6
        for limit, orders in (
            (facets.min_inclusive, (0, 1)),
            (facets.max_inclusive, (-1, 0)),
            (facets.min_exclusive, (1,)),
            (facets.max_exclusive, (-1,)),
        ):
            if isinstance(limit, SchemaText) and order(text, limit.untrusted) not in orders:
                return False
    return least <= len(text) <= most


def _lengths(facets: Facets, least: int, most: int) -> tuple[int, int]:
    if facets.length is not None:
        return facets.length, facets.length
    low = least if facets.min_length is None else facets.min_length
    high = max(most, low) if facets.max_length is None else facets.max_length
    return low, min(high, low + 20)


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.fullmatch(_python(pattern), text) is not None
    except re.error:
        raise NoValueError(pattern) from None


def _python(pattern: str) -> str:
    """Return a pattern of XML Schema as one of Python, if only the names of classes differ."""
    names = {r"\i": "[A-Za-z_:]", r"\c": "[-A-Za-z0-9._:]", "$": r"\$", "^": r"\^"}
    pattern = re.sub(r"\\[ic]", lambda found: names[found[0]], pattern)
    return re.sub(r"\\p\{[A-Za-z]+\}", "[a-z]", pattern)


def _of_form(pattern: str, random: Random) -> str:
    """Return a text that a regular expression matches."""
    parser: Any = re._parser  # type: ignore[attr-defined]
    try:
        return _made(parser.parse(_python(pattern)), random, {})
    except (re.error, KeyError):
        raise NoValueError(pattern) from None


def _made(parsed: Any, random: Random, groups: dict[int, str]) -> str:
    text = ""
    for operation, argument in parsed:
        match str(operation):
            case "LITERAL":
                text += chr(argument)
            case "NOT_LITERAL":
                text += "a" if argument != ord("a") else "b"
            case "ANY":
                text += random.choice("aZ5-")
            case "IN":
                text += _one_of(argument, random)
            case "BRANCH":
                text += _made(random.choice(argument[1]), random, groups)
            case "SUBPATTERN":
                text += _made(argument[3], random, groups)
            case "MAX_REPEAT" | "MIN_REPEAT":
                least, most, inner = argument
                for _ in range(random.randint(least, min(int(most), least + 3))):
                    text += _made(inner, random, groups)
            case "AT":
                pass
            case other:
                raise KeyError(other)
    return text


def _one_of(members: Any, random: Random) -> str:
    classes = {"CATEGORY_DIGIT": "0123456789", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "aZ5"}
    allowed: list[str] = []
    negated = False
    for operation, argument in members:
        match str(operation):
            case "NEGATE":
                negated = True
            case "LITERAL":
                allowed.append(chr(argument))
            case "RANGE":
                first, last = argument
                allowed += [chr(code) for code in range(first, min(last, first + 100) + 1)]
            case "CATEGORY":
                allowed += classes.get(str(argument), "a")
            case other:
                raise KeyError(other)
    if negated:
        allowed = [character for character in "azAZ09-_ .:;" if character not in allowed]
    return random.choice(allowed)
