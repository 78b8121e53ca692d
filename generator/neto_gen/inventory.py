"""List the operations of the API, the origin of their schemas, and the client's methods for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from neto_gen.build.inputs import named_operations, open_schemas
from neto_gen.catalogue import CatalogueEntry, read_catalogue
from neto_gen.dialect import dialect_named
from neto_gen.python.code import spoken
from neto_gen.python.package import views_of
from neto_gen.sources.lock import read_lock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neto_gen.dialect import Dialect
    from neto_gen.python.package import OperationView, RecordView
    from neto_gen.settings.config import Config
    from neto_gen.sources import OperationSource, SchemaFolder
    from neto_gen.sources.lock import Locked


OWN: Final = "your own"
"""The group of operations that somebody wrote, and the API does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldInfo:
    """A field of a record: its name, its type, its name on the wire, and what may be in it."""

    name: str
    type: str
    wire: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordInfo:
    """A record of a module: its class, where the first of them stands, and its fields."""

    name: str
    path: str
    fields: tuple[FieldInfo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationInfo:
    """An operation or a notification.

    `state` says where its schemas came from, None when they are not here. `why` says why it may be
    repeated, or not. `method` is that of the client, with its arguments; `request` and `response`
    are the names of their classes, and `module` is where all `records` are.
    """

    entry: CatalogueEntry
    state: str | None
    idempotent: bool | None = None
    why: str = ""
    module: str = ""
    method: str = ""
    request: str = ""
    response: str = ""
    records: tuple[RecordInfo, ...] = ()


def list_operations(config: Config) -> list[OperationInfo]:
    """List all operations and notifications by group, with the origin of their schemas.

    The last group has those of the folder that the API does not have. If the settings declare
    operations, only these are listed.
    """
    folder = open_schemas(config)
    locked = read_lock(folder) or {}
    dialect = dialect_named(config.dialect, config.corrections)
    if config.declared:
        return [
            _listed(
                CatalogueEntry(name=source.name, group=OWN, bases=()),
                _state([message.file for message in source.messages], folder, locked),
                dialect,
            )
            for source in sorted(config.declared)
        ]
    catalogue = read_catalogue()
    entries = sorted(catalogue.entries.values(), key=lambda entry: (entry.group, entry.name))
    names = folder.schema_names()
    entries += [
        CatalogueEntry(name=name, group=OWN, bases=())
        for name in sorted(names - catalogue.entries.keys())
        if f"{name}Response" in names
    ]
    return [_listed(entry, _state(entry.files, folder, locked), dialect) for entry in entries]


def describe_operations(config: Config, names: Sequence[str]) -> list[OperationInfo]:
    """Describe operations, or those of groups, with their methods, records and fields.

    Raises Failure for a name that is unknown, or whose schemas are not here.
    """
    known = {listed.entry.name: listed for listed in list_operations(config)}
    folder = open_schemas(config)
    operations = named_operations(config, folder, names)
    views = {v.name.untrusted: v for v in _views(config, folder, operations)}
    return [_described(listed, views[name]) for name, listed in known.items() if name in views]


def methods_of(
    config: Config, folder: SchemaFolder, operations: Sequence[OperationSource]
) -> list[str]:
    """Return the signatures of a client's methods for these operations, in order."""
    return [
        f"{'client' if view.method else view.module}.{_method(view)} -> {view.response.class_name}"
        for view in _views(config, folder, operations)
    ]


def _views(
    config: Config, folder: SchemaFolder, operations: Sequence[OperationSource]
) -> tuple[OperationView, ...]:
    """Return what a client shows of these operations, notifications last."""
    from neto_gen.planning import plan_client  # noqa: PLC0415 - only a plan needs xsdata

    dialect = dialect_named(config.dialect, config.corrections)
    return views_of(plan_client(folder, operations, dialect))


def _listed(entry: CatalogueEntry, state: str | None, dialect: Dialect) -> OperationInfo:
    if entry.file is not None:
        return OperationInfo(entry=entry, state=state)
    verb = dialect.catalogue.verb(entry.name)
    if verb is None:
        return OperationInfo(entry=entry, state=state, idempotent=False)
    return OperationInfo(entry=entry, state=state, idempotent=verb.idempotent, why=verb.why)


def _described(listed: OperationInfo, view: OperationView) -> OperationInfo:
    return replace(
        listed,
        module=str(view.module),
        method=_method(view),
        request="" if view.method is None else str(view.method.request_class),
        response=str(view.response.class_name),
        records=tuple(map(_record, view.records)),
    )


def _method(view: OperationView) -> str:
    method = view.method
    if method is None:
        return "receive(body, headers, *, token)"
    return f"{method.name}({method.argument}{', **fields' if method.fields_class else ''})"


def _record(view: RecordView) -> RecordInfo:
    fields = (
        FieldInfo(
            name=str(field.name),
            type=str(field.held),
            wire=field.wire.untrusted,
            about=spoken(". ".join((field.about, *field.documentation)).rstrip(".")),
        )
        for field in view.fields
        if field.role != "content"
    )
    path = view.path.untrusted
    return RecordInfo(name=str(view.class_name), path=path, fields=tuple(fields))


def _state(files: Sequence[str], folder: SchemaFolder, locked: dict[str, Locked]) -> str | None:
    """Return the origin of an operation's schemas."""
    states: list[str | None] = []
    for file in files:
        content, lock = folder.read(file), locked.get(file)
        if content is None:
            states.append(None)
        elif lock is None:
            states.append("not in the lock")
        elif not lock.matches(content):
            states.append("edited since locked")
        else:
            states.append(lock.origin if lock.date is None else f"{lock.origin} {lock.date}")
    if len(set(states)) == 1:
        return states[0]
    parts = zip(("request", "response"), states, strict=True)
    return ", ".join(f"{part} {state or '-'}" for part, state in parts)
