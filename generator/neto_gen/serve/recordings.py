"""Requests and answers of real stores in files: recorded, played back, and compared with schemas."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias
from xml.etree import ElementTree as ET

from neto_gen.problems import ExitCode, Failure, Problem, reason
from neto_gen.serve.json_values import is_list, is_record
from neto_gen.serve.masking import Masker, secrets_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from neto_gen.serve.client import Client

Match: TypeAlias = Literal["strict", "shape"]
FORMAT = 1
_KEPT = ("accept", "content-type", "netoapi_action")
_NAME = re.compile(r"([0-9]{6})-.*\.json")
_PARAMETER = re.compile(r";(?!\s*(?:charset|q)\s*=)[^,;]*", re.IGNORECASE)
_UNSAFE = re.compile(r"[^A-Za-z0-9]")
MOST_FILES = 100_000
MOST_BYTES = 16 << 20
# A value in the text of a problem.
_VALUE = re.compile(r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\S+)(?= (?:is not|characters))""")
_PLACE = re.compile(r"\[[0-9]+\]")


class Recording(NamedTuple):
    """A request and its answer; a body that could not be masked is None."""

    name: str
    headers: Mapping[str, str]
    request: str | None
    status: int
    kind: str
    response: str | None

    @property
    def action(self) -> str:
        """The action that was asked for."""
        return self.headers.get("netoapi_action", "")


class Recorder:
    """A writer of recordings, one file for each request."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            taken = [int(f[1]) for p in folder.iterdir() if (f := _NAME.fullmatch(p.name))]
        except OSError as error:
            problem = Problem(f"cannot be written: {reason(error)}", str(folder))
            raise Failure(ExitCode.USAGE, problem) from None
        self._number = max(taken, default=0)

    def record(
        self, headers: Mapping[str, str], request: bytes, status: int, kind: str, response: bytes
    ) -> Path:
        """Write a request and its answer without secrets and personal data, and say where."""
        masker = Masker(secrets_in(headers))
        asked, answered = masker.bodies(request, response)
        kept = {name: masker.text(_told(headers[name])) for name in _KEPT if name in headers}
        content = {
            "format": FORMAT,
            "request": {"headers": kept, "body": asked},
            "response": {
                "status": status,
                "content-type": masker.text(_told(kind)),
                "body": answered,
                "bytes": len(response),
            },
        }
        self._number += 1
        action = _UNSAFE.sub("_", kept.get("netoapi_action", ""))[:60]
        path = self._folder / f"{self._number:06}-{action}.json"
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        return path


def _told(header: str) -> str:
    """Return a header without parameters of which nobody knows what they hold."""
    return _PARAMETER.sub("", header)


def read_recordings(folder: Path) -> list[Recording]:
    """Return all recordings of a folder, in order. Raises Failure."""
    try:
        paths = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    except OSError as error:
        hint = "name a folder that neto-gen serve --record has written"
        problem = Problem(f"cannot be read: {reason(error)}", str(folder), hint)
        raise Failure(ExitCode.SOURCE, problem) from None
    if not paths:
        hint = "neto-gen serve --record DIR --upstream URL writes them"
        raise Failure(ExitCode.SOURCE, Problem("there are no recordings", str(folder), hint))
    found: list[Recording] = []
    problems: list[Problem] = []
    for path in paths[:MOST_FILES]:
        try:
            if path.stat().st_size > MOST_BYTES:
                problems.append(Problem("is too long for a recording", str(path)))
                continue
            found.append(_recording(path.name, json.loads(path.read_text(encoding="utf-8"))))
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            said = reason(error) if isinstance(error, OSError) else "is not a recording"
            problems.append(Problem(said, str(path)))
    if problems:
        raise Failure(ExitCode.SOURCE, *problems)
    return found


def _recording(name: str, content: Any) -> Recording:  # noqa: ANN401 - a JSON value
    if content["format"] != FORMAT:
        raise ValueError
    request, response = content["request"], content["response"]
    headers = {str(key): str(value) for key, value in request["headers"].items()}
    for body in (request["body"], response["body"]):
        if not isinstance(body, str | None):
            raise TypeError
    status, kind = int(response["status"]), str(response["content-type"])
    return Recording(name, headers, request["body"], status, kind, response["body"])


class Player:
    """A player of recordings: each in its turn, and the last of several again and again."""

    def __init__(self, recordings: Iterable[Recording], match: Match) -> None:
        self._match: Match = match
        self._known: defaultdict[str, list[Recording]] = defaultdict(list)
        for recording in recordings:
            # An older version may have masked less than is masked of a request now.
            (asked,) = Masker().bodies((recording.request or "").encode())
            key = self._key(recording.action, recording.headers, asked or "")
            self._known[key].append(recording)
        self._next: dict[str, int] = {}

    def answer(self, headers: Mapping[str, str], body: bytes) -> Recording | None:
        """Return the recording for a request; None if nothing like it was recorded."""
        masker = Masker(secrets_in(headers))
        (asked,) = masker.bodies(body)
        action = masker.text(_told(headers.get("netoapi_action", "")))
        key = self._key(action, headers, asked or "")
        found = self._known.get(key)
        if not found:
            return None
        place = self._next.get(key, 0)
        self._next[key] = min(place + 1, len(found) - 1)
        return found[place]

    def _key(self, action: str, headers: Mapping[str, str], body: str) -> str:
        in_json = "json" in headers.get("accept", "")
        content = content_of(body)
        told = content if self._match == "strict" else sorted(set(_paths(content, "")))
        return json.dumps([action, in_json, told], sort_keys=True)


def content_of(body: str) -> Any:  # noqa: ANN401 - a JSON value
    """Return the content of a body, equal for XML and JSON with the same content."""
    try:
        if body.lstrip()[:1] == "<":
            return _of_element(ET.fromstring(body))  # noqa: S314 - its own, without DTD
        return _simple(json.loads(body)) if body.strip() else {}
    except (ValueError, RecursionError, ET.ParseError):
        return body


def _of_element(element: ET.Element) -> Any:  # noqa: ANN401 - a JSON value
    if not len(element):
        return element.text or ""
    found: dict[str, list[Any]] = {}
    for child in element:
        found.setdefault(child.tag.rpartition("}")[2], []).append(_of_element(child))
    return found


def _simple(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Return a JSON value as it would be in XML: strings, and lists of all named values."""
    if is_record(value):
        items: Mapping[str, Any] = value
        return {
            name: [_simple(one) for one in (inner if is_list(inner) else [inner])]
            for name, inner in items.items()
        }
    if isinstance(value, bool):
        return str(value)
    return "" if value is None else str(value)


def _paths(value: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - a JSON value
    if is_record(value):
        items: Mapping[str, Any] = value
        for name, inner in items.items():
            yield from _paths(inner, f"{path}/{name}")
    elif is_list(value):
        for one in value:
            yield from _paths(one, path)
    else:
        yield path


class Deviation(NamedTuple):
    """A way in which recordings differ from a schema, how often, and in which of them."""

    side: str
    what: str
    example: str
    times: int
    recordings: tuple[str, ...]


def deviations(client: Client, recordings: Sequence[Recording]) -> list[Deviation]:
    """Return every way in which recordings differ from the schemas, the most frequent first per side."""
    found: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for recording in recordings:
        for side, line in _lines(client, recording):
            found[side, _general(line)].append((line, recording.name))
    ways = [
        Deviation(
            side, what, places[0][0], len(places), tuple(dict.fromkeys(name for _, name in places))
        )
        for (side, what), places in found.items()
    ]
    return sorted(ways, key=lambda way: (way.side != "response", -way.times, way.what))


def _general(line: str) -> str:
    """Return a problem's line without indexes and values, to compare it with others."""
    path, colon, said = line.partition(": ")
    return f"{_PLACE.sub('[]', path)}{colon}{_VALUE.sub('…', said)}"


def _lines(client: Client, recording: Recording) -> Iterator[tuple[str, str]]:
    operation = client.operations.get(recording.action)
    if operation is None:
        yield "request", f"{recording.action or 'no action'}: is not in the schemas"
        return
    if recording.request is None:
        yield "request", f"{operation.request.Meta.name}: is neither JSON nor XML"
    if not (recording.response or "").strip():
        said = "is neither JSON nor XML" if recording.response is None else "is empty"
        yield "response", f"{operation.response.Meta.name}: {said}"
    for side, kind, body in sides(client, recording):
        is_json = body.lstrip()[:1] in {"{", "["}
        for line in client.wire.deviations(kind, body.encode(), is_json=is_json):
            yield side, line


def sides(client: Client, recording: Recording) -> Iterator[tuple[str, Any, str]]:
    """Yield the sent and the received body, each with its class, if there is anything to read."""
    operation = client.operations.get(recording.action)
    if operation is not None:
        for side, kind, body in (
            ("request", operation.request, recording.request),
            ("response", operation.response, recording.response),
        ):
            if body and body.strip():
                yield side, kind, body
