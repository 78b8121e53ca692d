"""Layout by black, the same for everyone: its settings do not come from anybody's project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import black
from black.mode import TargetVersion
from black.parsing import InvalidInput

from neto_gen.python.code import LINE_LENGTH

if TYPE_CHECKING:
    from collections.abc import Callable

# Where it is not there, the other one only takes longer.
_once: Callable[..., str] = getattr(black, "_format_str_once", black.format_str)
_MODE: Final = black.Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})


def format_once(text: str) -> str:
    """The module as black lays it out at first.

    `format_str` lays out again what has changed, as it then may have commas that it did not have
    before: of what gets no new comma at the end of a line, this is all. Raises ValueError when it is
    not Python.
    """
    try:
        return _once(text, mode=_MODE)
    except InvalidInput as error:
        raise ValueError(str(error)) from None


def format_module(text: str) -> str:
    """The module as black lays it out, in lines of up to 100 characters.

    Raises ValueError when it is not Python.
    """
    try:
        return black.format_str(text, mode=_MODE)
    except InvalidInput as error:
        raise ValueError(str(error)) from None
