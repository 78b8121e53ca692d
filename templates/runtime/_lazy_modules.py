"""Modules that others only name, in annotations: each is imported when something of it is asked for."""

from __future__ import annotations

from importlib import import_module
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Module(ModuleType):
    """A module that is imported when something of it is needed."""

    def __getattr__(self, name: str) -> object:
        return getattr(import_module(self.__name__), name)


def lazy(module: str) -> Any:  # noqa: ANN401 - a module
    """Return a module of the package that is imported when something of it is asked for."""
    return _Module(f"{__package__}.{module}")


def provide(names: dict[str, Any]) -> None:
    """Give the modules of all operations, and that of dry runs, the names that they have in a client."""
    names["_dry_run"] = lazy("_dry_run")
    operations = import_module("._catalogue", __package__).OPERATIONS
    for module, _, _ in operations.values():
        names[f"_{module}"] = found = lazy(module)
        names.setdefault(module, found)
    names.setdefault("Options", names["_Options"])


def show_public_names(members: Iterable[object]) -> None:
    """Let the signatures of methods show `get_order.Order`, which a user can import, not `_get_order.Order`.

    The source has an alias, as in a class the name of an operation is its method's.
    """
    for member in members:
        if isinstance(member, FunctionType):
            shown = member.__annotations__
            for name, text in shown.items():
                if "_" in text:
                    shown[name] = text.lstrip("_").replace("[_", "[").replace(" _", " ")
