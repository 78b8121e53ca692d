"""The encodings that schema files are read in: those that mean the same to everyone."""

from __future__ import annotations

import re
from typing import Final

# Python has many more, and some, like rot13 and unicode_escape, are not text encodings.
_READ: Final = re.compile(
    r"utf-?8|utf-?16(le|be)?|us-ascii|ascii|latin-?1|iso-8859-\d{1,2}|windows-125\d|koi8-r",
    re.IGNORECASE,
)


def is_read(encoding: str | None) -> bool:
    """Tell whether files that declare this encoding, or none, can be read."""
    return encoding is None or _READ.fullmatch(encoding.replace("_", "-")) is not None
