"""Records from options and files: by the names of fields, or by those on the wire."""

# ruff: noqa: ANN401, SIM115, TRY301 - values are of any type; a file is closed below; one handler for all

from __future__ import annotations

import csv
import json
import re
import sys
from contextlib import nullcontext
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ._errors import NetoError
from ._root import BatchRequest, Query

if TYPE_CHECKING:
    from collections.abc import Sequence

_STEP = re.compile(r"([^.\[\]]+)((?:\[[0-9]{1,4}\])?)(?:\.(?=.)|$)")
_ERROR, _OUTCOME = "_error", "_outcome"


class InputError(Exception):
    """What was given cannot be used; nothing was sent."""


class FieldTarget(NamedTuple):
    """Where the fields of a request stand that options set: its filter, its record, or itself."""

    root: Any
    declared: Any
    steps: tuple[tuple[str, bool], ...]
    is_list: bool

    def request(self, data: dict[str, Any]) -> Any:
        """The request that holds these. Raises InputError for a value that cannot be read."""
        found: Any = data
        for key, is_list in reversed(self.steps):
            found = {key: [found] if is_list else found}
        try:
            read = self.root.from_json(json.dumps(found), unreadable="raise")
        except NetoError as error:
            raise InputError(str(error)) from None
        return read

    def whole(self, records: Sequence[Any]) -> Any:
        """The request that holds these records."""
        return self.root.of(records)

    def set(self, data: dict[str, Any], text: str) -> None:
        """Set what `path=value` says."""
        path, sign, value = text.partition("=")
        if not sign:
            raise InputError(f"--set {text!a}: write it as PATH=VALUE")
        put(self.declared, data, path, value)

    def records(self, response: Any) -> list[Any]:
        """The records of an answer, or the answer itself where it has no list of them."""
        items: tuple[str, ...] = response._declared.items  # noqa: SLF001 - of this package
        found: Any = response
        for name in items:
            found = getattr(found, name) if found is not None else None
        return [response] if not items else [*(found or [])]


def place_of(root: Any) -> FieldTarget:
    """Where options of a request go."""
    declared = root._declared  # noqa: SLF001 - of this package
    if issubclass(root, BatchRequest):
        steps = tuple((field.key, field.repeated) for _, _, field in declared.steps)
        return FieldTarget(root, declared.item, steps, is_list=True)
    fields = [field for _, field in declared.fields if field.kind == "record"]
    if issubclass(root, Query) or (
        len(fields) == 1 and len(declared.fields) == 1 + _extra(declared)
    ):
        field = fields[0]
        return FieldTarget(
            root, declared.declared_by(field), ((field.key, field.repeated),), is_list=False
        )
    return FieldTarget(root, declared, (), is_list=False)


def _extra(declared: Any) -> int:
    return sum(field.role == "extra" for _, field in declared.fields)


def field_of(declared: Any, name: str, where: str) -> Any:
    """The field of this name, also that on the wire. Raises InputError."""
    known = {n: f for n, f in declared.fields if f.is_in_level}
    found = known.get(name.replace("-", "_")) or next(
        (f for f in known.values() if f.key == name), None
    )
    if found is None:
        near = get_close_matches(name, [*known, *(f.key for f in known.values())], n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise InputError(f"{where}: there is no field {name!a}{hint}")
    return found


def is_list(value: object) -> bool:
    """Whether a value of JSON is a list."""
    return type(value) is list


def to_wire(declared: Any, data: Any, where: str) -> dict[str, Any]:
    """Fields by their names on the wire, down to the last. Raises InputError."""
    if type(data) is not dict:
        raise InputError(f"{where}: expected an object")
    found: dict[str, Any] = {}
    for name, value in cast("dict[str, Any]", data).items():
        field = field_of(declared, name, where)
        inner = f"{where}: {name}"
        if field.kind != "record" or value is None or value == "":
            found[field.key] = value
            continue
        of = declared.declared_by(field)
        if is_list(value):
            found[field.key] = [to_wire(of, item, inner) for item in value]
        else:
            found[field.key] = to_wire(of, value, inner)
    return found


def put(declared: Any, data: dict[str, Any], path: str, value: str) -> None:
    """Set the field that a path such as `warehouse_quantity[0].quantity` leads to. Raises InputError."""
    at = 0
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None:
            break
        field, at = field_of(declared, step[1], path), step.end()
        if step[2] and not field.repeated:
            raise InputError(f"{path}: {step[1]} is no list")
        is_last = at == len(path)
        items: list[Any] = data.setdefault(field.key, []) if field.repeated else []
        index = int(step[2][1:-1]) if step[2] else len(items) if is_last else 0
        if field.repeated:
            if index > len(items):
                raise InputError(f"{path}: {step[1]}[{len(items)}] comes first")
            if index == len(items):
                items.append({} if field.kind == "record" else value)
        if is_last:
            if field.kind == "record":
                raise InputError(f"{path}: it is a record, so name a field of it")
            if field.repeated:
                items[index] = value
            else:
                data[field.key] = value
            return
        if field.kind != "record":
            raise InputError(f"{path}: {step[1]} has no fields")
        data = items[index] if field.repeated else data.setdefault(field.key, {})
        declared = declared.declared_by(field)
    raise InputError(f"{path!a} is not a path such as warehouse_quantity[0].quantity")


def read_records(
    source: str, place: FieldTarget, *, resend: bool
) -> list[tuple[dict[str, Any], Any]]:
    """The rows of a file, each with its record, all of which fit. Raises InputError with every problem."""
    problems: list[str] = []
    found: list[tuple[dict[str, Any], Any]] = []
    for number, row in _rows(source):
        try:
            if row.get(_OUTCOME) == "unknown" and not resend:
                raise InputError(
                    "the store may have acted on it: look first, then use --resend-unknown"
                )
            own = {n: v for n, v in row.items() if n not in {_ERROR, _OUTCOME}}
            data: dict[str, Any] = {}
            if _is_csv(source):
                for path, value in own.items():
                    if value:
                        put(place.declared, data, path, value)
            else:
                data = to_wire(place.declared, own, "record")
            request = place.request(data)
            request.to_json()  # is checked as when it is sent
            (record,) = request._records()  # noqa: SLF001 - of this package
            found.append((own, record))
        except (InputError, NetoError) as error:
            problems += [f"{source}:{number}: {line}" for line in str(error).splitlines()]
    if problems:
        raise InputError("\n".join(problems[:20]) + "\nnothing was sent")
    return found


def _is_csv(source: str) -> bool:
    return source.lower().endswith(".csv")


def _rows(source: str) -> list[tuple[int, dict[str, Any]]]:
    """The rows of a file with the numbers of their lines. Raises InputError."""
    if source != "-" and not source.lower().endswith((".csv", ".jsonl", ".ndjson")):
        raise InputError(
            f"{source}: a file of records ends in .csv or .jsonl; - is JSON lines on standard input"
        )
    try:
        opened = (
            nullcontext(sys.stdin)
            if source == "-"
            else Path(source).open(encoding="utf-8-sig", newline="")
        )
        with opened as file:
            if _is_csv(source):
                reader = csv.DictReader(file, strict=True)
                if not reader.fieldnames:
                    raise InputError(f"{source}:1: is empty; the first line names the fields")
                rows = [(reader.line_num, row) for row in reader]
            else:
                rows = [(n, json.loads(line)) for n, line in enumerate(file, 1) if line.strip()]
    except OSError as error:
        raise InputError(f"{source}: {error.strerror}") from None
    except (ValueError, csv.Error, RecursionError) as error:
        raise InputError(f"{source}: cannot be read: {error}") from None
    given: list[tuple[int, Any]] = [*rows]
    for number, row in given:
        if not isinstance(row, dict) or None in row or None in row.values():
            raise InputError(
                f"{source}:{number}: is not a row with a value for each column, or an object"
            )
    return given


def report_path(source: str, target: str | None) -> str:
    """Where the records of this file go that fail: no file that is there already."""
    if target:
        if Path(target).exists():
            raise InputError(f"{target} is there already: move it away, or name another file")
        return target
    path = Path("records.jsonl" if source == "-" else source)
    numbers = ("", *(f"-{number}" for number in range(2, 1000)))
    names = (str(path.with_name(f"{path.stem}.failed{n}{path.suffix}")) for n in numbers)
    return next(name for name in names if not Path(name).exists())


def write_failures(named: str, failed: Sequence[tuple[dict[str, Any], str, bool]]) -> None:
    """Put records that failed into a file of the form that its name tells, each with its error."""
    rows = [
        {**row, _ERROR: why, _OUTCOME: "unknown" if unknown else "refused"}
        for row, why, unknown in failed
    ]
    begun = Path(f"{named}.part")
    with begun.open("w", encoding="utf-8", newline="") as file:
        if _is_csv(named):
            writer = csv.DictWriter(file, [*dict.fromkeys(key for row in rows for key in row)])
            writer.writeheader()
            writer.writerows(rows)
        else:
            file.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    begun.replace(named)
