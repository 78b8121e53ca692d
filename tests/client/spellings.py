"""The ways in which a store may repeat a text: each of them gives it away."""

from __future__ import annotations

import base64
import binascii
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
    """Return the text with something in its middle."""
    return text[: len(text) // 2] + by + text[len(text) // 2 :]


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


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
    "more zeros": lambda text: "".join(f"&#{ord(c):030};" for c in text),
    "more zeros, hexadecimal": lambda text: "".join(f"&#x{ord(c):030x};" for c in text),
    "tag with a sign": lambda text: divided(text, "<b title=\"a > b\" c='>'>"),
    "octal, short": lambda text: "".join(f"\\{ord(c):o}" for c in text),
    "base64 of hexadecimal": lambda text: _base64(text.encode().hex()),
    "hexadecimal of base64": lambda text: _base64(text).encode().hex(),
    "base64, three times": lambda text: _base64(_base64(_base64(text))),
    "base64 of json": lambda text: _base64("".join(f"\\u{ord(c):04x}" for c in text)),
    "base64 of percents": lambda text: _base64("".join(f"%{ord(c):02x}" for c in text)),
    "base64 of html": lambda text: _base64(html.escape(text)),
    "base64 of numbers": lambda text: _base64(", ".join(str(ord(c)) for c in text)),
    "base64 in lines": lambda text: base64.encodebytes(f"{text * 3}".encode())
    .decode()
    .replace("\n", "\\n"),
    "utf-7": lambda text: f"+{base64.b64encode(text.encode('utf-16-be')).decode().rstrip('=')}-",
    "utf-7, by character": lambda text: "".join(
        f"+{base64.b64encode(c.encode('utf-16-be')).decode().rstrip('=')}-" for c in text
    ),
    "hexadecimal dump": lambda text: " ".join(f"0x{ord(c):02x}" for c in text),
    "hexadecimal, listed": lambda text: ",".join(f"0X{ord(c):04X}" for c in text),
    "decimal": lambda text: ", ".join(str(ord(c)) for c in text),
    "decimal, in words": lambda text: " and ".join(str(ord(c)) for c in text),
    "octal, listed": lambda text: " ".join(f"{ord(c):03o}" for c in text),
    "braces": lambda text: "".join(f"\\\\x{{{ord(c):x}}}" for c in text),
    "code points": lambda text: " ".join(f"U+{ord(c):04X}" for c in text),
    "style sheet": lambda text: "".join(f"\\\\{ord(c):06x}" for c in text),
    "style sheet, short": lambda text: "".join(f"\\\\{ord(c):x} " for c in text),
    "base32": lambda text: base64.b32encode(text.encode()).decode(),
    "base32, after three": lambda text: base64.b32encode(f"u: {text};".encode()).decode().lower(),
    "base85": lambda text: base64.b85encode(text.encode()).decode().replace("\\", ""),
    "base85, after two": lambda text: base64.b85encode(f"u:{text}".encode()).decode(),
    "base64 of base32": lambda text: _base64(base64.b32encode(text.encode()).decode()),
    "uuencode": lambda text: json.dumps(
        "".join(
            binascii.b2a_uu(f"{text} "[n : n + 45].encode()).decode()
            for n in range(0, len(text), 45)
        )
    )[1:-1],
    "full width": lambda text: "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text
    ),
    "mathematical": lambda text: "".join(
        chr(ord(c) - 65 + 0x1D400) if "A" <= c <= "Z" else c for c in text
    ),
    "beginning": lambda text: f"{text[:8]}… of a key",
    "beginning, longer": lambda text: text[:-2],
    "beginning in base64": lambda text: _base64(text[:9]),
    "mixed": lambda text: html.escape(json.dumps("".join(f"%{ord(c):02x}" for c in text))),
}


def betrays(shown: str, secret: str) -> list[str]:
    """Return the spellings in which a text shows a secret."""
    return [name for name, spell in TEXTS.items() if spell(secret) in shown]
