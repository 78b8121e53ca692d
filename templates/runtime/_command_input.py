"""Records from options and files: by the names of fields, or by those on the wire."""

# ruff: noqa: ANN401, SIM115 - values are of any type; files are closed below

from __future__ import annotations

import csv
import io
import json
import re
import sys
from codecs import BOM_UTF8
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, cast

from ._errors import NetoError
from ._root import BatchRequest, Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

_STEP = re.compile(r"([^.\[\]]+)((?:\[[0-9]{1,4}\])?)(?:\.(?=.)|$)")
ERROR, OUTCOME = "_error", "_outcome"
_LINES = (".jsonl", ".ndjson")
_MOST_PROBLEMS, _LONGEST_LINE = 20, 2**31 - 1
# What spreadsheets take for a formula. Numbers and telephone numbers are harmless.
_FORMULA = re.compile(r"'*(?:[=@\t\r]|[-+](?![\d .,()/-]*$))")


class Outcome(StrEnum):
    """What happened to a record that was not saved."""

    REFUSED = "refused"
    UNKNOWN = "unknown"
    UNSENT = "unsent"


class InputError(Exception):
    """Unusable input; nothing was sent."""


class FieldTarget(NamedTuple):
    """The part of a request that options set: its filter, its record, or itself."""

    root: Any
    declared: Any
    steps: tuple[tuple[str, bool], ...]
    is_list: bool

    def request(self, data: dict[str, Any]) -> Any:
        """Return the request with these fields. Raises InputError for an unreadable value."""
        found: Any = data
        for key, is_list in reversed(self.steps):
            found = {key: [found] if is_list else found}
        try:
            read = self.root.from_json(json.dumps(found), unreadable="raise")
        except NetoError as error:
            raise InputError(str(error)) from None
        return read

    def set(self, data: dict[str, Any], text: str) -> None:
        """Set what `path=value` says."""
        path, sign, value = text.partition("=")
        if not sign:
            raise InputError(f"--set {text!a}: write it as PATH=VALUE")
        put(self.declared, data, path, value)

    def records(self, response: Any) -> list[Any]:
        """Return the records of a response, or the response itself if it has no list of them."""
        items: tuple[str, ...] = response._declared.items  # noqa: SLF001 - in the same package
        found: Any = response
        for name in items:
            found = getattr(found, name) if found is not None else None
        return [response] if not items else [*(found or [])]


def place_of(root: Any) -> FieldTarget:
    """Return the part of a request that options set."""
    declared = root._declared  # noqa: SLF001 - in the same package
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


@cache
def _fields_by_name(declared: Any) -> dict[str, Any]:
    """Return the fields of a record by their names on the wire, and by those in Python, which win."""
    known = {name: field for name, field in declared.fields if field.is_in_level}
    return {**{field.key: field for field in known.values()}, **known}


def field_of(declared: Any, name: str, where: str) -> Any:
    """Return a field by its name in Python or on the wire. Raises InputError."""
    known = _fields_by_name(declared)
    found = known.get(name) or known.get(name.replace("-", "_"))
    if found is None:
        near = get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise InputError(f"{where}: there is no field {name!a}{hint}")
    return found


def is_list(value: object) -> bool:
    """Tell whether a JSON value is a list."""
    return type(value) is list


def to_wire(declared: Any, data: Any, where: str) -> dict[str, Any]:
    """Return fields by their names on the wire, at all levels. Raises InputError."""
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
            raise InputError(f"{path}: {step[1]} is not a list")
        is_last = at == len(path)
        items: list[Any] = data.setdefault(field.key, []) if field.repeated else []
        index = int(step[2][1:-1]) if step[2] else len(items) if is_last else 0
        if field.repeated:
            if index > len(items):
                raise InputError(f"{path}: {step[1]}[{len(items)}] must be set first")
            if index == len(items):
                items.append({} if field.kind == "record" else value)
        if is_last:
            if field.kind == "record":
                raise InputError(f"{path}: is a record, so name one of its fields")
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


class RecordFile:
    """The records of a file, which is read twice: all are looked at before the first is sent.

    What is read is a copy: a pipe cannot be read twice, and a file may change meanwhile. No more than a
    record at a time is in memory.
    """

    def __init__(self, named: str, place: FieldTarget, *, resend: bool) -> None:
        self.named, self.place, self.resend = named, place, resend
        self.is_csv = is_csv(named)
        self.delimiter, self.has_mark, self.columns = ",", False, list[str]()
        self._copy = TemporaryFile()
        try:
            self._read(named)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the copy up."""
        self._copy.close()

    def check(self) -> int:
        """Return the number of records. Raises InputError with the first problems, each with its line."""
        problems: list[str] = []
        count = 0
        for number, row in self._rows():
            count += 1
            try:
                self.request(row).to_json()  # checks it as if it were sent
            except (InputError, NetoError) as error:
                problems += [f"{self.named}:{number}: {line}" for line in str(error).splitlines()]
            if len(problems) > _MOST_PROBLEMS:
                break
        if problems:
            more = ["and more"] if len(problems) > _MOST_PROBLEMS else []
            told = [*problems[:_MOST_PROBLEMS], *more, "nothing was sent"]
            raise InputError("\n".join(told))
        if not count:
            raise InputError(f"{self.named}: has no records; nothing was sent")
        return count

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the records in the file, without the columns that a report adds."""
        for _, row in self._rows():
            yield {name: value for name, value in row.items() if name not in {ERROR, OUTCOME}}

    def record(self, row: dict[str, Any]) -> Any:
        """Return the record of a row. Raises InputError."""
        (record,) = self.request(row)._records()  # noqa: SLF001 - in the same package
        return record

    def request(self, row: dict[str, Any]) -> Any:
        """Return a request with the record of a row. Raises InputError."""
        if row.get(OUTCOME) == Outcome.UNKNOWN and not self.resend:
            raise InputError(
                "the store may have acted on it: check first, then use --resend-unknown"
            )
        own = {name: value for name, value in row.items() if name not in {ERROR, OUTCOME}}
        if not self.is_csv:
            return self.place.request(to_wire(self.place.declared, own, "record"))
        data: dict[str, Any] = {}
        for path, value in own.items():
            if value:
                put(self.place.declared, data, path, value)
        return self.place.request(data)

    def _read(self, named: str) -> None:
        """Take a copy. Raises InputError."""
        if named != "-" and not named.lower().endswith((".csv", *_LINES)):
            raise InputError(
                f"{named}: use a file that ends in .csv or .jsonl, or - for JSON lines on standard input"
            )
        try:
            if named == "-":
                copyfileobj(sys.stdin.buffer, self._copy)
            else:
                with Path(named).open("rb") as file:
                    copyfileobj(file, self._copy)
        except (OSError, AttributeError) as error:  # standard input may be closed
            raise InputError(f"{named}: {getattr(error, 'strerror', 'is closed')}") from None
        self._copy.seek(0)
        first = self._copy.readline(_LONGEST_LINE)
        self.has_mark = first.startswith(BOM_UTF8)
        # No field's name contains one of these.
        self.delimiter = max(",;\t", key=lambda sign: first.count(sign.encode()))

    def _rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield each row with the number of its first line. Raises InputError."""
        self._copy.seek(0)
        text = io.TextIOWrapper(self._copy, encoding="utf-8-sig", newline="")
        try:
            yield from self._rows_of_csv(text) if self.is_csv else self._objects(text)
        except UnicodeDecodeError:
            raise InputError(f"{self.named}: is not in UTF-8: save it in that encoding") from None
        except csv.Error as error:
            raise InputError(f"{self.named}: cannot be read: {error}") from None
        finally:
            if not self._copy.closed:
                text.detach()

    def _rows_of_csv(self, text: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
        csv.field_size_limit(_LONGEST_LINE)
        reader = csv.reader(text, delimiter=self.delimiter, strict=True)
        names = [name.strip() for name in next(reader, list[str]())]
        if not any(names):
            raise InputError(f"{self.named}:1: is empty, but the first line must name the fields")
        twice = [name for at, name in enumerate(names) if name and name in names[:at]]
        if twice:
            raise InputError(f"{self.named}:1: names {twice[0]!a} twice")
        self.columns = [name for name in names if name not in {"", ERROR, OUTCOME}]
        number = reader.line_num + 1
        for row in reader:
            if any(row):
                is_whole = len(row) == len(names)
                if not is_whole or any(v for n, v in zip(names, row, strict=True) if not n):
                    raise InputError(
                        f"{self.named}:{number}: has {len(row)} values, but the first line names"
                        f" {sum(map(bool, names))} fields; put a value that contains the delimiter"
                        f' in "quotes"'
                    )
                values = (
                    value if n == ERROR else _unguarded(value)
                    for n, value in zip(names, row, strict=True)
                )
                yield number, {n: value for n, value in zip(names, values, strict=True) if n}
            number = reader.line_num + 1

    def _objects(self, text: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
        for number, line in enumerate(text, 1):
            if not line.strip():
                continue
            try:
                row = parsed(line)
            except InputError as error:
                raise InputError(f"{self.named}:{number}: {error}") from None
            if type(row) is not dict:
                raise InputError(f"{self.named}:{number}: is not an object")
            yield number, row


def parsed(text: str) -> Any:
    """Parse JSON, and keep fractions as text. Raises InputError."""
    try:
        return json.loads(text, parse_float=str, parse_constant=_no_constant)
    except RecursionError:
        raise InputError("is nested too deeply") from None
    except ValueError as error:
        raise InputError(f"is not JSON: {error}") from None


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number")


def guarded(value: Any) -> Any:
    """Return a CSV cell that no spreadsheet takes for a formula: with an apostrophe before it."""
    return f"'{value}" if type(value) is str and _FORMULA.match(value) else value


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def is_csv(named: str) -> bool:
    """Tell whether a file is CSV, by its name."""
    return named.lower().endswith(".csv")
