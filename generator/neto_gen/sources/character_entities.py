"""The character entities of HTML, which schemas of XHTML take from files of the W3C.

https://www.w3.org/TR/xhtml1/dtds.html#h-A2 says which of the three files declares which.
"""

from __future__ import annotations

import re
from html.entities import name2codepoint
from typing import Final

_PUBLIC: Final = re.compile(
    r"-//W3C//ENTITIES (?:(Latin ?1|Symbols|Special) for XHTML//EN|(Latin1|Symbols|Special)//EN//HTML)"
)
_SYSTEM: Final = re.compile(r"(?:.*[/\\])?xhtml-(lat1|symbol|special)\.ent", re.DOTALL)
_PREDEFINED: Final = frozenset({"quot", "amp", "lt", "gt"})
_LATIN: Final = range(0xA0, 0x100)
_SPECIAL: Final = frozenset(
    [
        "OElig",
        "oelig",
        "Scaron",
        "scaron",
        "Yuml",
        "circ",
        "tilde",
        "ensp",
        "emsp",
        "thinsp",
        "zwnj",
        "zwj",
        "lrm",
        "rlm",
        "ndash",
        "mdash",
        "lsquo",
        "rsquo",
        "sbquo",
        "ldquo",
        "rdquo",
        "bdquo",
        "dagger",
        "Dagger",
        "permil",
        "lsaquo",
        "rsaquo",
        "euro",
    ]
)


def character_entities(public: str, system: str) -> str | None:
    """Return the declarations in the file with these identifiers, or None for another file."""
    match = _PUBLIC.fullmatch(public) or _SYSTEM.fullmatch(system)
    if match is None:
        return None
    wanted = _set(next(filter(None, match.groups())))
    return "".join(
        f'<!ENTITY {name} "{chr(code)}">'
        for name, code in name2codepoint.items()
        if name not in _PREDEFINED and _set_of(name, code) == wanted
    )


def _set(name: str) -> str:
    return name[:2].lower()


def _set_of(name: str, code: int) -> str:
    return "la" if code in _LATIN else "sp" if name in _SPECIAL else "sy"
