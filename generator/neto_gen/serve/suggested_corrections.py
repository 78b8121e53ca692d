"""Corrections that recordings speak for: with them, a client reads and sends what was recorded."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from neto_gen.files.toml_literals import toml_literal
from neto_gen.problems import printable
from neto_gen.serve.json_values import is_record
from neto_gen.serve.recordings import content_of, sides

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from neto_gen.serve.client import Client
    from neto_gen.serve.recordings import Recording

_PLACE = re.compile(r"\[[0-9]+\]")
_NAME = re.compile(r"[^\W\d][\w-]*")
_NOTHING = re.compile(r"|0000-00-00(?: 00:00:00)?")
_LONG = re.compile(r"([0-9]+) characters, at most ([0-9]+) are allowed")
_SEVERAL = re.compile(r"[0-9]+ values, at most ([0-9]+) ")
_MOST_NAMED = 3
# Types by the look of values: the first that all values match.
_LOOKS: Mapping[str, re.Pattern[str]] = {
    "integer": re.compile("0|-?[1-9][0-9]{0,17}"),
    "decimal": re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"),
    "boolean": re.compile("True|False"),
    "dateTime": re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}"),
    "date": re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
# The names in XML Schema of the client's kinds of declarations.
_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("string", "token"), "string"),
    **{name: name for name in ("integer", "decimal", "boolean", "date", "time")},
    "date_time": "dateTime",
}


class Candidate(NamedTuple):
    """A correction of an element, or why there is none: then it corrects nothing."""

    element: str
    documented: dict[str, object]
    correct: dict[str, object]
    reason: str
    evidence: str

    def toml(self) -> str:
        """Return the correction as a table of the settings, or as a comment."""
        if not self.correct:
            return f"# {printable(self.element)}: {printable(self.reason)}\n"
        return (
            "[[tool.neto-gen.correction]]\n"
            f"elements = [{_text(self.element)}]\n"
            f"documented = {toml_literal(self.documented)}\n"
            f"correct = {toml_literal(self.correct)}\n"
            f"reason = {_text(self.reason)}\n"
            f"evidence = {_text(self.evidence)}\n"
        )


@dataclass
class _Seen:
    """The values of an element in recordings, and how many occur together at most."""

    declared: Any = None
    texts: list[str] = field(default_factory=list[str])
    records: int = 0
    together: int = 0


def candidates(client: Client, recordings: Sequence[Recording]) -> list[Candidate]:
    """Return the corrections that make the schemas fit these recordings, one for each element."""
    misfits: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    seen: defaultdict[str, _Seen] = defaultdict(_Seen)
    for recording in recordings:
        for side, kind, body in sides(client, recording):
            root: str = kind.Meta.name
            is_json = body.lstrip()[:1] in {"{", "["}
            for line in client.wire.misfits(
                kind, body.encode(), is_json=is_json, checked=side == "request"
            ):
                path, _, said = line.partition(": ")
                misfits[_PLACE.sub("", path)].append((said, recording.name))
            content = content_of(body)
            if is_record(content):
                inner = content.get(root) if len(content) == 1 else None
                content = inner[0] if inner and is_record(inner[0]) else content
                _look(content, kind._declared, root, seen)  # noqa: SLF001 - the client's own
    return [_candidate(path, found, seen[path]) for path, found in misfits.items()]


def _look(
    content: dict[str, Any], declared: Any, path: str, seen: defaultdict[str, _Seen]  # noqa: ANN401
) -> None:
    """Take note of all that stands in a record."""
    own = {} if declared is None else {f.key: f for _, f in declared.fields if f.is_in_level}
    for name, values in content.items():
        found = seen[f"{path}.{name}"]
        found.declared = own.get(name)
        found.together = max(found.together, len(values))
        inner = None
        if declared is not None and name in own and own[name].kind == "record":
            inner = declared.declared_by(own[name])
        for value in values:
            if is_record(value):
                found.records += 1
                _look(value, inner, f"{path}.{name}", seen)
            else:
                found.texts.append(str(value))


def _candidate(path: str, said: list[tuple[str, str]], seen: _Seen) -> Candidate:
    names = [*dict.fromkeys(name for _, name in said)]
    more = len(names) - _MOST_NAMED
    evidence = f"seen: {', '.join(names[:_MOST_NAMED])}{f' and {more} more' if more > 0 else ''}"
    documented, correct = _change([one for one, _ in said], seen)
    if any(_NAME.fullmatch(step) is None for step in path.split(".")):
        documented, correct = {}, {}
    first, times = said[0][0], len(said)
    reason = f"{first}, {times} {'time' if times == 1 else 'times'}"
    if not correct:
        reason = f"no correction can change this: {reason}"
    return Candidate(path, documented, correct, reason, evidence)


def _change(said: list[str], seen: _Seen) -> tuple[dict[str, object], dict[str, object]]:
    """Return what a schema says of an element and what it should say; nothing if it cannot be corrected."""
    documented: dict[str, object] = {}
    correct: dict[str, object] = {}
    declared = seen.declared
    if declared is None:
        if seen.records or not any(one == "is not in the schema" for one in said):
            return {}, {}
        correct = {"type": _looks(seen.texts)}
        if seen.together > 1:
            correct["max_occurs"] = "unbounded"
        return {"absent": True}, correct
    for one in said:
        if one.startswith("is required"):
            documented["min_occurs"], correct["min_occurs"] = max(declared.min_occurs, 1), 0
        elif found := _LONG.search(one):
            documented["max_length"] = int(found[2])
            correct["max_length"] = max(int(found[1]), int(str(correct.get("max_length", 0))))
        elif found := _SEVERAL.search(one):
            documented["max_occurs"], correct["max_occurs"] = int(found[1]), "unbounded"
        elif declared.kind == "enumeration":
            documented["open"], correct["open"] = False, True
        elif seen.records or declared.kind not in _TYPES:
            return {}, {}
        elif seen.together > 1 and not declared.repeated:
            documented["max_occurs"], correct["max_occurs"] = 1, "unbounded"
        else:
            documented["type"] = _TYPES[declared.kind]
            correct["type"] = _looks(seen.texts)
    return documented, correct


def _looks(texts: list[str]) -> str:
    """Return the narrowest type that all of these are valid for."""
    values = [text for text in texts if _NOTHING.fullmatch(text) is None]
    for name, look in _LOOKS.items() if values else ():
        if all(look.fullmatch(value) for value in values):
            return name
    return "string"


def to_toml(found: Sequence[Candidate]) -> str:
    """Return the corrections as settings, and a comment for each misfit that none corrects."""
    return "\n".join(_lines(found))


def _lines(found: Sequence[Candidate]) -> Iterator[str]:
    if not found:
        yield "# nothing to correct: a client reads and sends everything that was recorded\n"
        return
    yield "# candidates: review each one before you add it to pyproject.toml\n"
    yield from (one.toml() for one in found if one.correct)
    yield from (one.toml() for one in found if not one.correct)


def _text(text: str) -> str:
    return toml_literal(printable(text))
