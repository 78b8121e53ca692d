"""Ways to make an XML document another one, which may be no longer valid."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
# What may stand for a value: of every type, at the edge of one, and of none.
TEXTS: Final = (
    *(
        "",
        " ",
        "a",
        "a b",
        "0",
        "1",
        "-1",
        "+7",
        "007",
        "1.",
        ".5",
        "1.50",
        "1e3",
        "INF",
        "+INF",
        "NaN",
    ),
    *(
        "true",
        "True",
        " true ",
        "yes",
        "2026-01-31",
        "2026-02-30",
        "2026-01-31Z",
        "12:00:00",
        "12:00",
    ),
    *(
        "2026-01-31T10:00:00",
        "2026-01-31T10:00:00+0200",
        "2026-01-31T10:00:00+02:00",
        "2026-01-31 10:00:00",
    ),
    *(
        "2026-01-31T10:00:00.250Z",
        "2026-01-31T25:00:00",
        "0000-00-00",
        "P1Y",
        "P",
        "--02-30",
        "2026",
    ),
    *(
        "YQ==",
        "YQ",
        "Y Q = =",
        "0aFf",
        "0a F",
        "0",
        "99999999999999999999",
        "3.14159265",
        "x" * 30,
        "\u00a07",
    ),
)


def _text(element: etree._Element, random: Random) -> None:
    element.text = random.choice(TEXTS)


def _value(element: etree._Element, random: Random) -> None:
    """Change a character of a text or an attribute: what results is nearly a value."""
    name = random.choice([None, *element.attrib])
    text = (element.text if name is None else element.get(name)) or ""
    place = random.randint(0, len(text))
    rest = text[place + random.choice([0, 1, 1]) :]
    text = (
        text[:place] + random.choice(["", "0", "9", "a", "Z", "-", ".", ":", "%", " ", "  "]) + rest
    )
    if name is None:
        element.text = text
    else:
        element.set(name, text)


def _longer(element: etree._Element, random: Random) -> None:
    if element.text and not len(element):
        element.text = random.choice([element.text * 2, f"{element.text} {element.text}"])


def _move(element: etree._Element, random: Random) -> None:
    """Put an element elsewhere in the document."""
    parent = element.getparent()
    if parent is not None:
        others = [each for each in element.getroottree().iter("*") if element not in _above(each)]
        other = random.choice(others)
        other.insert(random.randint(0, len(other)), element)


def _above(element: etree._Element) -> list[etree._Element]:
    return [element, *element.iterancestors()]


def _padding(element: etree._Element, random: Random) -> None:
    del random
    if element.text and not len(element):
        element.text = f"\n {element.text}\t"


def _attribute(element: etree._Element, random: Random) -> None:
    name = random.choice([*element.attrib] or ["new"])
    if random.random() < 0.3:
        element.attrib.pop(name, None)
    else:
        element.set(name, random.choice(TEXTS))


def _more_attributes(element: etree._Element, random: Random) -> None:
    element.set(random.choice(["new", "{urn:new}new", f"{{{XSI}}}nil"]), random.choice(TEXTS))


def _nil(element: etree._Element, random: Random) -> None:
    element.set(f"{{{XSI}}}nil", random.choice(["true", "1", "false", "True"]))
    if random.random() < 0.7:
        del element[:]
        element.text = None


def _stray(element: etree._Element, random: Random) -> None:
    if len(element):
        random.choice([*element]).tail = random.choice(["\n", "text"])


def _remove(element: etree._Element, random: Random) -> None:
    if len(element):
        element.remove(random.choice([*element]))


def _repeat(element: etree._Element, random: Random) -> None:
    if len(element):
        place = random.randrange(len(element))
        element.insert(place, copy.deepcopy(element[place]))


def _swap(element: etree._Element, random: Random) -> None:
    if len(element) > 1:
        place = random.randrange(len(element) - 1)
        element.insert(place, element[place + 1])


def _add(element: etree._Element, random: Random) -> None:
    child = etree.Element(
        random.choice(["New", "{urn:oracle}New", "{urn:new}New", "{urn:oracle}A"])
    )
    element.insert(random.randint(0, len(element)), child)


def _rename(element: etree._Element, random: Random) -> None:
    name = etree.QName(element)
    element.tag = random.choice([name.localname, f"{{urn:new}}{name.localname}", f"{name}x"])


MUTATIONS: Final[tuple[Callable[[etree._Element, Random], None], ...]] = (
    *(_text, _text, _padding, _attribute, _more_attributes, _nil, _stray, _remove, _repeat),
    *(_swap, _add, _rename, _value, _value, _longer, _move),
)


def mutate(document: etree._Element, random: Random, types: Sequence[str] = ()) -> str:
    """Change something in a document, such as which of these types an element names; says what."""
    element = random.choice([*document.iter("*")])
    if types and random.random() < 1 / len(MUTATIONS):
        element.set(f"{{{XSI}}}type", random.choice(types))
        return "_type"
    mutation = random.choice(MUTATIONS)
    mutation(element, random)
    return mutation.__name__
