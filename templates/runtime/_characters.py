"""Which characters XML can carry: https://www.w3.org/TR/xml/#charsets."""

from __future__ import annotations

# In UTF-8: all bytes but control characters, and the two others that it leaves out. (Lone surrogates,
# the rest of what it leaves out, have no form in UTF-8.)
_BYTES = bytes({*range(0x20, 0x100), *b"\t\n\r"})
_LEFT_OUT = ("\ufffe".encode(), "\uffff".encode())


def has_only_characters(encoded: bytes) -> bool:
    """Whether XML can carry a text, which is in UTF-8."""
    return not encoded.translate(None, _BYTES) and has_no_noncharacters(encoded)


def has_no_noncharacters(encoded: bytes) -> bool:
    """Whether a text, which is in UTF-8, has neither U+FFFE nor U+FFFF in it."""
    return encoded.isascii() or not any(character in encoded for character in _LEFT_OUT)
