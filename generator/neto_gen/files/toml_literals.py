"""Values as they are written in TOML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Sequence


def toml_literal(value: object) -> str:
    """Return a value as it is written in TOML: a text, number, date, list or inline table.

    What JSON writes of a text is TOML too, but for one character. JSON's escapes of two halves are
    not, so all other characters stay as they are.
    """
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        table = cast("Mapping[str, object]", value)
        pairs = (f"{key} = {toml_literal(inner)}" for key, inner in table.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list | tuple):
        items = map(toml_literal, cast("Sequence[object]", value))
        return f"[{', '.join(items)}]"
    return str(value)
