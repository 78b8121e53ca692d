"""The pictures of terminals in docs/pictures/: `python -m scripts.pictures` draws them, and `--check` says which are not current.

Each shows a console session of a page. The tests run the sessions of all pages, so that what is shown was
printed; a check compares the text of a picture with the page, and not how it is drawn.
"""

from __future__ import annotations

import re
import sys
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
FOLDER = DOCS / "pictures"
_WIDTH = 118  # characters; longer lines end in …
_LINE = 20
_SECONDS = 2  # seconds between the steps of a cast
_COLOURS = {"$": "#8b949e", "Breaking": "#ff7b72", "  breaking": "#ff7b72", "What": "#79c0ff"}
_APPEAR = (
    "<style>@media (prefers-reduced-motion: no-preference) { g { animation: appear 0.2s both } } "
    "@keyframes appear { from { opacity: 0 } }</style>\n"
)


class Picture(NamedTuple):
    """A picture: what it shows, the page that has its session, and how the commands in it begin.

    A cast shows one command after the other, and then stays as it is.
    """

    title: str
    page: str
    commands: tuple[str, ...]
    is_cast: bool = False


PICTURES: Final = {
    "diff.svg": Picture(
        "A report of neto-gen diff: two changes break code, and the report names the code",
        "guides/review-an-api-change.md",
        ("neto-gen diff",),
    ),
    "first-call.svg": Picture(
        "From an empty folder to a first call: init writes a client, and a program writes a customer log",
        "tutorial.md",
        (
            "neto-gen init",
            "python write_log.py",
            "python too_long.py",
            "neto-gen build --check",
        ),
        is_cast=True,
    ),
}


def steps(picture: Picture) -> list[list[str]]:
    """Return the lines of each command of a picture, with what it printed, as its page shows them.

    Raises ValueError where the page has no such command.
    """
    text = (DOCS / picture.page).read_text(encoding="utf-8")
    sessions = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    shown = [
        f"$ {step}".rstrip("\n").splitlines()
        for session in sessions
        for step in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]
    ]
    found: list[list[str]] = []
    for command in picture.commands:
        step = next((lines for lines in shown if lines[0].startswith(f"$ {command}")), None)
        if step is None:
            message = f"docs/{picture.page} has no console session with $ {command}"
            raise ValueError(message)
        found.append(step)
    return found


def draw(picture: Picture) -> str:
    """Return the SVG of a terminal with the session."""
    drawn: list[str] = []
    line = 0
    shown = steps(picture)
    for number, step in enumerate(shown):
        texts: list[str] = []
        for text in map(fitting, step):
            colour = next((c for start, c in _COLOURS.items() if text.startswith(start)), "#e6edf3")
            place = f'x="16" y="{34 + _LINE * line}" fill="{colour}" xml:space="preserve"'
            texts.append(f"<text {place}>{escape(text)}</text>\n")
            line += 1
        delay = f' style="animation-delay: {_SECONDS * number}s"' if picture.is_cast else ""
        drawn.append(f"<g{delay}>\n{''.join(texts)}</g>\n")
    size = f'viewBox="0 0 {_WIDTH * 8 + 32} {_LINE * line + 36}"'
    style = 'font-family="ui-monospace, monospace" font-size="13"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style} role="img">\n'
        f"<title>{escape(picture.title)}</title>\n{_APPEAR if picture.is_cast else ''}"
        f'<rect width="100%" height="100%" rx="8" fill="#0d1117"/>\n{"".join(drawn)}</svg>\n'
    )


def fitting(line: str) -> str:
    """Return a line that is no longer than the terminal is wide."""
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"


def drawn_lines(svg: str) -> list[str]:
    """Return the lines of text that a picture shows."""
    return [unescape(text) for text in re.findall(r"<text [^>]*>(.*?)</text>", svg)]


def problems(folder: Path = FOLDER) -> Iterator[str]:
    """Yield what is wrong with the pictures: those that show another text than their pages, or are not there."""
    for name, picture in PICTURES.items():
        path = folder / name
        if not path.is_file():
            yield f"docs/pictures/{name} is not there"
        elif drawn_lines(path.read_text(encoding="utf-8")) != [
            fitting(line) for step in steps(picture) for line in step
        ]:
            yield f"docs/pictures/{name} does not show what docs/{picture.page} says"


def written() -> Iterator[tuple[Path, str]]:
    """Yield all pictures with their files."""
    for name, picture in PICTURES.items():
        yield FOLDER / name, draw(picture)


def main(arguments: Sequence[str]) -> str | None:
    """Draw the pictures, or with --check return what is wrong with them."""
    if arguments == ["--check"]:
        found = [*problems()]
        return "\n".join([*found, "python -m scripts.pictures draws them"]) if found else None
    if arguments:
        return "usage: python -m scripts.pictures [--check]"
    FOLDER.mkdir(exist_ok=True)
    for path, text in written():
        path.write_text(text, encoding="utf-8")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
