"""Draw docs/pictures/diff.svg: the report of neto-gen diff, as the guide about API changes shows it."""

import re
from html import escape
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_GUIDE = _ROOT / "docs" / "guides" / "review-an-api-change.md"
_PICTURE = _ROOT / "docs" / "pictures" / "diff.svg"
_WIDTH = 118  # characters; what is longer ends in …
_COLOURS = {"$": "#8b949e", "Breaking": "#ff7b72", "  breaking": "#ff7b72", "What": "#79c0ff"}


def draw(lines: list[str]) -> str:
    """Return the lines as a picture of a terminal."""
    texts: list[str] = []
    for number, line in enumerate(lines):
        colour = next((c for start, c in _COLOURS.items() if line.startswith(start)), "#e6edf3")
        shown = line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
        place = f'x="16" y="{34 + 20 * number}" fill="{colour}" xml:space="preserve"'
        texts.append(f"<text {place}>{escape(shown)}</text>\n")
    size = f'viewBox="0 0 {_WIDTH * 8 + 32} {20 * len(lines) + 36}"'
    style = 'font-family="ui-monospace, monospace" font-size="13"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style} role="img">\n'
        "<title>A report of neto-gen diff: two changes break code, and the report names the code</title>\n"
        f'<rect width="100%" height="100%" rx="8" fill="#0d1117"/>\n{"".join(texts)}</svg>\n'
    )


def picture() -> str:
    """Return the picture of the first session of the guide."""
    session = re.search(r"```console\n(.*?)```", _GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    if session is None:
        message = f"{_GUIDE.name} has no console session"
        raise ValueError(message)
    return draw(session[1].rstrip("\n").splitlines())


if __name__ == "__main__":
    _PICTURE.parent.mkdir(exist_ok=True)
    _PICTURE.write_text(picture(), encoding="utf-8")
