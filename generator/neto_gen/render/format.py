"""Layout by black, the same for everyone: its settings do not come from anybody's project."""

from __future__ import annotations

from typing import Final

import black
from black.mode import TargetVersion
from black.parsing import InvalidInput

from neto_gen.python.code import LINE_LENGTH

_MODE: Final = black.Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})


def format_module(text: str) -> str:
    """The module as black lays it out, in lines of up to 100 characters.

    Raises ValueError when it is not Python.
    """
    try:
        return black.format_str(text, mode=_MODE)
    except InvalidInput as error:
        raise ValueError(str(error)) from None
