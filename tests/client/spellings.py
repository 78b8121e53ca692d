"""The ways in which a store may repeat a text: each of them gives it away."""

from __future__ import annotations

import base64
import html
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable

# How single characters are written.
CHARACTERS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "backslash": lambda c: c if c.isalnum() else f"\\{c}",
    "json": lambda c: f"\\u{ord(c):04x}",
    "json, capital": lambda c: f"\\u{ord(c):04X}",
    "javascript": lambda c: f"\\x{ord(c):02x}",
    "octal": lambda c: f"\\{ord(c):03o}",
    "decimal reference": lambda c: f"&#{ord(c)};",
    "hexadecimal reference": lambda c: f"&#x{ord(c):x};",
    "with zeros": lambda c: f"&#X000{ord(c):X};",
    "reference, twice": lambda c: f"&amp;#{ord(c)};",
    "percent": lambda c: f"%{ord(c):02x}",
    "percent, twice": lambda c: f"%25{ord(c):02X}",
    "html": html.escape,
    "json in json": lambda c: f"\\\\u{ord(c):04x}",
}


def divided(text: str, by: str) -> str:
    """The text with something in its middle."""
    return text[: len(text) // 2] + by + text[len(text) // 2 :]


# How whole texts are written: those that a mask can be put over, and others.
TEXTS: dict[str, Callable[[str], str]] = {
    **{name: lambda text, f=f: "".join(map(f, text)) for name, f in CHARACTERS.items()},  # type: ignore[misc]
    "json of php": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "address, twice": lambda text: quote(quote(text, safe=""), safe=""),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64, after one": lambda text: base64.b64encode(f"u{text}".encode()).decode(),
    "base64, after two": lambda text: base64.b64encode(f"u:{text};".encode()).decode(),
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(f"??{text}".encode()).decode(),
    "base64, twice": lambda text: base64.b64encode(base64.b64encode(text.encode())).decode(),
    "base64 of utf-16": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    "hexadecimal": lambda text: text.encode().hex(),
    "HEXADECIMAL": lambda text: text.encode().hex(":").upper(),
    "comment": lambda text: divided(text, "<!-- a > b -->"),
    "instruction": lambda text: divided(text, "<?a b > c?>"),
    "cdata": lambda text: f"<![CDATA[{divided(text, ']]><![CDATA[')}]]>",
    "tag": lambda text: divided(text, '<b class="x">'),
    "lines": lambda text: divided(text, "\\n\\t "),
    "invisible": lambda text: divided(text, "\u200b"),
    "case": str.swapcase,
    "backwards": lambda text: text[::-1],
    "quoted printable": lambda text: "".join(f"={ord(c):02X}" for c in text),
    "mixed": lambda text: html.escape(json.dumps("".join(f"%{ord(c):02x}" for c in text))),
}


def betrays(shown: str, secret: str) -> list[str]:
    """The spellings in which a text shows a secret."""
    return [name for name, spell in TEXTS.items() if spell(secret) in shown]
