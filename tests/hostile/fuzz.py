"""Mutates schemas, keeps what reaches new code of the generator, and lets each one happen.

`python -m tests.hostile.fuzz FOLDER RUNS SEED SECONDS` guides itself by the lines of neto_gen that a schema
reaches, ends after so many schemas or so long, and prints how many schemas there were, how many were built, and every one that did harm.
"""

from __future__ import annotations

import json
import random
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.hostile.attack import ACTION, Attack, operation
from tests.hostile.texts import PAYLOADS, documents, filled
from tests.hostile.watch import MEMORY, Victim
from tests.soak import time_is_left
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_CONTRACT = str(REPOSITORY / "generator")
_WORDS = (
    *("element", "attribute", "sequence", "choice", "all", "any", "group", "simpleType", "list"),
    *("complexType", "restriction", "extension", "union", "enumeration", "pattern", "include"),
    *("simpleContent", "complexContent", "anyAttribute", "attributeGroup", "import", "annotation"),
    *("name", "type", "ref", "base", "value", "default", "fixed", "minOccurs", "maxOccurs", "use"),
    *("xs:string", "xs:integer", "xs:date", "xs:boolean", "xs:ID", "xs:anyType", "xs:QName"),
    *("unbounded", "0", "1", "-1", "true", "abstract", "nillable", "mixed", "substitutionGroup"),
    *("A", "B", ACTION, "self", "class", "None", "##any", "##other", "qualified", "\u00e9", ""),
)


def seeds() -> list[str]:
    """Return the schemas that mutation begins with."""
    files = [*(REPOSITORY / "schemas").glob("*.xsd"), *(REPOSITORY / "tests").rglob("Save*.xsd")]
    texts = [path.read_text(encoding="utf-8") for path in sorted(files)]
    found = [*texts * 5, *(filled(text, '"A"', "A") for _, text in documents())]
    return [text.replace(f'"{name}"', f'"{ACTION}"') for text in found for name in _root(text)]


def _root(text: str) -> list[str]:
    names = ("AddCustomerLogResponse", "AddCustomerLog", "SaveThingResponse", "SaveThing", ACTION)
    return [name for name in names if f'"{name}"' in text][:1]


class Coverage:
    """The lines of the generator that have been reached, in order of files."""

    def __init__(self) -> None:
        self.known: set[tuple[str, int]] = set()
        self.fresh = 0

    def __enter__(self) -> None:
        self.fresh = 0
        sys.settrace(self._call)

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _call(self, frame: FrameType, _event: str, _argument: object) -> Any:
        return self._line if frame.f_code.co_filename.startswith(_CONTRACT) else None

    def _line(self, frame: FrameType, event: str, _argument: object) -> Any:
        if event == "line":
            place = (frame.f_code.co_filename, frame.f_lineno)
            if place not in self.known:
                self.known.add(place)
                self.fresh += 1
        return self._line


def mutated(text: str, corpus: list[str], chance: random.Random) -> str:
    """Return a schema with up to three changes, most of which leave it well-formed."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        text = _changed(text, corpus, chance)
    return text[:200_000]


def _changed(  # noqa: PLR0911 - one for each kind of change
    text: str, corpus: list[str], chance: random.Random
) -> str:
    tags = _spans(text, "<", ">")
    values = _spans(text, '"', '"')
    kind = chance.randrange(8)
    if kind == 0 and values:  # another value
        start, end = chance.choice(values)
        hostile = chance.choice([*PAYLOADS.values()])[:200]
        word = chance.choice([*_WORDS, hostile.replace("&", "").replace("<", "").replace('"', "")])
        return f'{text[:start]}"{word}"{text[end:]}'
    if kind == 1 and len(values) > 1:  # the value of another place
        (start, end), (first, last) = chance.choice(values), chance.choice(values)
        return text[:start] + text[first:last] + text[end:]
    if kind == 2 and tags:  # an element of another schema
        start, end = chance.choice(tags)
        other = chance.choice(corpus)
        spans = _spans(other, "<", ">")
        first, last = chance.choice(spans) if spans else (0, 0)
        return text[:start] + other[first:last] + text[start:end] + text[end:]
    if kind == 3 and tags:  # one tag less, or twice
        start, end = chance.choice(tags)
        return text[:start] + text[start:end] * chance.choice((0, 2)) + text[end:]
    if kind == 4 and tags:  # another attribute
        start, _ = chance.choice(tags)
        end = text.find(" ", start)
        attribute = f' {chance.choice(_WORDS)}="{chance.choice(_WORDS)}"'
        return text if end < 0 else text[:end] + attribute + text[end:]
    if kind == 5:  # another kind of element, everywhere
        return text.replace(f"xs:{chance.choice(_WORDS)}", f"xs:{chance.choice(_WORDS)}")
    if kind == 6 and text:  # another character
        place = chance.randrange(len(text))
        return text[:place] + chr(chance.randrange(1, 0xD800)) + text[place + 1 :]
    place = chance.randrange(len(text) + 1)  # a part again
    end = min(len(text), place + chance.randrange(200))
    return text[:end] + text[place:end] + text[end:]


def _spans(text: str, opening: str, closing: str) -> list[tuple[int, int]]:
    """Return the places of what stands between two signs, signs included."""
    found: list[tuple[int, int]] = []
    start = text.find(opening)
    while start >= 0:
        end = text.find(closing, start + 1)
        if end < 0:
            break
        found.append((start, end + 1))
        start = text.find(opening, end + 1)
    return found


def schemas(runs: int, chance: random.Random, coverage: Coverage) -> Iterator[Attack]:
    """Yield this many schemas, each mutated from one that reached new code."""
    corpus = seeds()
    for run in range(runs):
        text = mutated(chance.choice(corpus), corpus, chance)
        yield Attack(
            name=f"schema {run}",
            files=operation(text),
            tries="anything",
        )
        if coverage.fresh:
            corpus.append(text)


def main() -> None:
    """Fuzz, and print what came of it as JSON."""
    folder, runs, seed, seconds = sys.argv[1], *map(int, sys.argv[2:])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    victim, coverage = Victim(Path(folder)), Coverage()
    ends = {"built": 0, "refused": 0, "crashed": 0}
    wrong: list[dict[str, Any]] = []
    attacks = schemas(runs, random.Random(seed), coverage)  # noqa: S311 - no secret
    for attack, _ in zip(attacks, time_is_left(seconds), strict=False):
        with coverage:
            (result,) = victim.suffer([attack])
        ends[result.ended] += 1
        if result.harm:
            schema_text = attack.files[f"{ACTION}.xsd"].decode("utf-8", "replace")
            wrong.append({"harm": result.harm, "schema": schema_text})
    print(json.dumps({**ends, "lines": len(coverage.known), "wrong": wrong}))  # noqa: T201


if __name__ == "__main__":
    main()
