"""Which characters XML can carry: https://www.w3.org/TR/xml/#charsets."""

from __future__ import annotations

# In UTF-8: all bytes except control characters, and the two other characters that XML excludes. (Lone
# surrogates, which it excludes too, have no form in UTF-8.)
_BYTES = bytes({*range(0x20, 0x100), *b"\t\n\r"})
_LEFT_OUT = ("\ufffe".encode(), "\uffff".encode())


def has_only_characters(encoded: bytes) -> bool:
    """Tell whether XML can represent a text in UTF-8."""
    return not encoded.translate(None, _BYTES) and has_no_noncharacters(encoded)


def has_no_noncharacters(encoded: bytes) -> bool:
    """Tell whether a text in UTF-8 contains neither U+FFFE nor U+FFFF."""
    return encoded.isascii() or not any(character in encoded for character in _LEFT_OUT)
