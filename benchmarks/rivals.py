"""The same records for pydantic, pydantic-xml, msgspec and polyxml, read as tolerantly where that can be had."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import pydantic
import pydantic_xml

if TYPE_CHECKING:
    from enum import Enum

    from benchmarks.shapes import Fields, Shape

_BOOLEANS = {"true": True, "y": True, "yes": True, "1": True} | dict.fromkeys(
    ("false", "n", "no", "0"), False
)


def _present(value: object) -> object:
    """Return a value as every field needs it: unwrap a list of one, and read any empty spelling as None."""
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else value or None
    return None if value in ("", None) else value


def _text(value: object) -> object:
    value = _present(value)
    return value if value is None or isinstance(value, str) else str(value)


def _integer(value: object) -> object:
    value = _present(value)
    if isinstance(value, str):
        whole, _, fraction = value.strip().partition(".")
        return value if fraction.strip("0") else whole
    return value


def _decimal(value: object) -> object:
    value = _present(value)
    return value.strip() if isinstance(value, str) else value


def _boolean(value: object) -> object:
    value = _present(value)
    return _BOOLEANS.get(value.strip().lower(), value) if isinstance(value, str) else value


def _moment(value: object) -> object:
    value = _present(value)
    if isinstance(value, str):
        if value.startswith("0000-00-00"):
            return None
        moment = dt.datetime.fromisoformat(value)
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    return value


def _records(value: object) -> object:
    """Return a list of records: wrap a single one, and drop any empty spelling."""
    if value in ("", None):
        return []
    items = value if isinstance(value, list) else [value]
    return [item for item in items if item not in ("", None, {}, [])]


_TYPES: dict[str, tuple[Any, Any]] = {
    "text": (str, _text),
    "integer": (int, _integer),
    "decimal": (Decimal, _decimal),
    "boolean": (bool, _boolean),
    "moment": (dt.datetime, _moment),
}


def _annotations(fields: Fields, statuses: type[Enum]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, kind in fields:
        if kind == "status":  # unknown values stay texts
            found[name] = Annotated[statuses | str | None, pydantic.BeforeValidator(_text)]
        else:
            of, tolerate = _TYPES[kind]
            found[name] = Annotated[of | None, pydantic.BeforeValidator(tolerate)]
    return found


def pydantic_model(shape: Shape, statuses: type[Enum]) -> Any:
    """Return the root of the shape as a pydantic model."""
    config = pydantic.ConfigDict(extra="allow")

    def model(name: str, columns: dict[str, Any]) -> Any:
        defaults = {key: (annotation, None) for key, annotation in columns.items()}
        return pydantic.create_model(name, __config__=config, **defaults)

    def several(of: Any) -> Any:
        return Annotated[list[of], pydantic.BeforeValidator(_records)]

    columns = _annotations(shape.fields, statuses)
    if shape.lines:
        line = model(shape.line, _annotations(shape.line_fields, statuses))
        columns[shape.line] = several(line)
    listed = {shape.record: several(model(shape.record, columns))}
    if shape.wrapper:
        listed = {shape.wrapper: model(shape.wrapper, listed) | None}
    return model(shape.root, listed)


def pydantic_xml_model(shape: Shape, statuses: type[Enum]) -> Any:
    """Return the root of the shape as a pydantic-xml model, which finds children in any order."""

    def model(name: str, columns: dict[str, Any], **options: Any) -> Any:
        base = type(
            "Base",
            (pydantic_xml.BaseXmlModel,),
            {},
            search_mode="unordered",
            **{"ns": "", **options},
        )
        fields = {
            key: (annotation, pydantic_xml.element(tag=key, default=None))
            for key, annotation in columns.items()
        }
        return pydantic.create_model(name, __base__=base, **fields)

    columns = _annotations(shape.fields, statuses)
    if shape.lines:
        line = model(shape.line, _annotations(shape.line_fields, statuses), tag=shape.line)
        columns[shape.line] = list[line]
    listed = {shape.record: list[model(shape.record, columns, tag=shape.record)]}
    if shape.wrapper:
        listed = {shape.wrapper: model(shape.wrapper, listed, tag=shape.wrapper)}
    return model(shape.root, listed, tag=shape.root)


def msgspec_type(shape: Shape, statuses: type[Enum]) -> Any:
    """Return the root of the shape as a msgspec struct."""

    def struct(name: str, fields: dict[str, Any]) -> Any:
        return msgspec.defstruct(name, [(key, of | None, None) for key, of in fields.items()])

    def columns(fields: Fields) -> dict[str, Any]:
        return {n: statuses if k == "status" else _TYPES[k][0] for n, k in fields}

    record = columns(shape.fields)
    if shape.lines:
        record[shape.line] = list[struct(shape.line, columns(shape.line_fields))]
    listed: dict[str, Any] = {shape.record: list[struct(shape.record, record)]}
    if shape.wrapper:
        listed = {shape.wrapper: struct(shape.wrapper, listed)}
    return struct(shape.root, listed)


def polyxml_type(shape: Shape, statuses: type[Enum]) -> Any:
    """Return the root of the shape as dataclasses for polyxml; dates stay texts."""

    def made(name: str, columns: dict[str, Any]) -> Any:
        def field(key: str, kind: Any) -> tuple[str, Any, Any]:
            metadata = {"name": key, "type": "Element"}
            if kind.__class__ is list:
                own = dataclasses.field(default_factory=list, metadata=metadata)
                return f"{key}_", list[kind[0]], own
            return f"{key}_", kind | None, dataclasses.field(default=None, metadata=metadata)

        return dataclasses.make_dataclass(name, [field(*c) for c in columns.items()], slots=True)

    def columns(fields: Fields) -> dict[str, Any]:
        return {n: statuses if k == "status" else _TYPES[k][0] for n, k in fields}

    record = columns(shape.fields)
    if shape.lines:
        record[shape.line] = [made(shape.line, columns(shape.line_fields))]
    listed: dict[str, Any] = {shape.record: [made(shape.record, record)]}
    if shape.wrapper:
        listed = {shape.wrapper: made(shape.wrapper, listed)}
    return made(shape.root, listed)
