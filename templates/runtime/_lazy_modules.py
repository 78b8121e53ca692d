"""The modules of operations where clients name them: each is imported when it is first used."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


class _Module(ModuleType):
    """A module that is imported when something of it is needed."""

    def __getattr__(self, name: str) -> object:
        return getattr(import_module(self.__name__), name)


def provide(names: dict[str, Any]) -> None:
    """Give the modules of all operations the names that they have in a client."""
    operations = import_module("._catalogue", __package__).OPERATIONS
    for module, _, _ in operations.values():
        names[f"_{module}"] = _Module(f"{__package__}.{module}")
