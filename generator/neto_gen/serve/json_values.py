"""Check the types of JSON values in a way that type checkers understand."""

from __future__ import annotations

from typing import Any, TypeGuard


def is_record(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a value is a JSON object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Tell whether a value is a JSON array."""
    return isinstance(value, list)
