"""Show what the stages of a build know about one operation, as plain values for a tree or JSON.

A stage is shown as it is: whatever fields its classes have, without a list of them to keep up to date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, fields, is_dataclass
from typing import TYPE_CHECKING, Any, cast

from neto_gen.contract import read_contract
from neto_gen.contract.corrections import correct
from neto_gen.contract.schema_text import SchemaText
from neto_gen.problems import Location
from neto_gen.python import EVENTS, name_modules
from neto_gen.python.plan import plan_names, plan_operation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neto_gen.contract.model import Operation
    from neto_gen.dialect import Dialect
    from neto_gen.python.code import Code
    from neto_gen.sources import OperationSource, SchemaFolder


def inspect_operation(
    folder: SchemaFolder, source: OperationSource, dialect: Dialect, stage: str
) -> object:
    """Return what a stage holds of an operation: mappings, lists, texts, numbers, truth values and None.

    "contract" is what the schemas say, corrected; "plan" which class each place in a document gets; and "view"
    what the template is given.

    Raises Failure with the problems of its schemas.
    """
    contract = correct(read_contract(folder, [source]), dialect.catalogue.corrections)
    (operation,) = contract.operations
    if stage == "contract":
        return plain(operation)
    module = _module(operation)
    if stage == "view":
        return plain(plan_operation(operation, module, dialect))
    scope = plan_names(operation, module, dialect)
    return {
        "module": str(module),
        "classes": {str(name): path for name, path in scope.paths.items()},
        "accepted_beside_enumerations": {str(k): str(v) for k, v in scope.likes.items()},
    }


def _module(operation: Operation) -> Code:
    """Return the name of the module of an operation that is alone in its client."""
    name = operation.name.untrusted
    modules = name_modules([name] if operation.request is not None else [])
    return modules.get(name, EVENTS)


def plain(value: object) -> object:
    """Return a value of a stage as plain values; fields that have their default are left out."""
    found: object
    if value is None or isinstance(value, bool | int | float):
        found = value
    elif isinstance(value, Location):
        found = str(value)
    elif isinstance(value, SchemaText):
        found = value.untrusted
    elif isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value).items()
        found = {_key(key): plain(inner) for key, inner in items}
    elif isinstance(value, AbstractSet):
        found = sorted(map(plain, cast("AbstractSet[object]", value)), key=str)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        found = [plain(inner) for inner in cast("Sequence[object]", value)]
    elif is_dataclass(value):
        held = {field: getattr(value, field.name) for field in fields(value)}
        found = {f.name: plain(inner) for f, inner in held.items() if inner != _default(f)}
    else:
        found = str(value)
    return found


def tree_lines(value: object, indent: str = "") -> Iterator[str]:
    """Yield the lines of a tree: a name and a value in each, and what is inside below it."""
    for name, inner in _named(value):
        if _named(inner):
            yield f"{indent}{name}"
            yield from tree_lines(inner, f"{indent}  ")
        else:
            yield f"{indent}{name} {_scalar(inner)}"


def _named(value: object) -> list[tuple[str, object]]:
    """Return what is inside a value, with what a tree calls each; a single value has nothing inside."""
    if isinstance(value, dict):
        return [(f"{name}:", inner) for name, inner in cast("dict[str, object]", value).items()]
    if isinstance(value, list):
        return [("-", inner) for inner in cast("list[object]", value)]
    return []


def _scalar(value: object) -> str:
    """Return one value as one line; a text of several lines is quoted."""
    if isinstance(value, str):
        return value if value.isprintable() and value == value.strip() and value else repr(value)
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    return "none" if value in ({}, []) else str(value)


def _default(field: Any) -> object:  # noqa: ANN401 - dataclasses.Field of any class
    factory: Callable[[], object] | Any = field.default_factory
    return field.default if factory is MISSING else factory()


def _key(key: object) -> str:
    return key.untrusted if isinstance(key, SchemaText) else str(key)
