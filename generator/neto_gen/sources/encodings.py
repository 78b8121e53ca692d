"""The encodings that schema files are read in: those that mean the same to everyone."""

from __future__ import annotations

import re
from typing import Final

# Python knows many more, among them some that are no encodings of text: rot13, unicode_escape.
_READ: Final = re.compile(
    r"utf-?8|utf-?16(le|be)?|us-ascii|ascii|latin-?1|iso-8859-\d{1,2}|windows-125\d|koi8-r",
    re.IGNORECASE,
)


def is_read(encoding: str | None) -> bool:
    """Whether a file that declares this encoding, or none, is read."""
    return encoding is None or _READ.fullmatch(encoding.replace("_", "-")) is not None
