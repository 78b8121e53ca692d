"""The results as a page of the documentation, and as a plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLOURS = ("#2a6f97", "#61a5c2", "#b08968", "#7f5539")
_BAR, _GAP, _LEFT, _WIDTH = 16, 26, 330, 900


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, with its first column to the left and all others to the right."""
    lines = [
        f"| {' | '.join(head)} |",
        f"|---|{'---:|' * (len(head) - 1)}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    return "\n".join(lines)


def plot(title: str, groups: Sequence[tuple[str, Sequence[tuple[str, float]]]]) -> str:
    """Return grouped bars as SVG: how many times as fast each is, with its figure."""
    most = max(value for _, bars in groups for _, value in bars)
    scale = (_WIDTH - _LEFT - 80) / most
    lines: list[str] = []
    y = 50
    for heading, bars in groups:
        lines.append(f'<text x="10" y="{y + 4}" font-weight="bold">{heading}</text>')
        y += 14
        for number, (name, value) in enumerate(bars):
            colour = _COLOURS[number % len(_COLOURS)]
            lines += [
                f'<text x="{_LEFT - 8}" y="{y + _BAR - 4}" text-anchor="end">{name}</text>',
                f'<rect x="{_LEFT}" y="{y}" width="{value * scale:.1f}" height="{_BAR}" fill="{colour}"/>',
                f'<text x="{_LEFT + value * scale + 6:.1f}" y="{y + _BAR - 4}">{value:.1f} times</text>',
            ]
            y += _BAR + 4
        y += _GAP
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{y}">',
            '<g font-family="sans-serif" font-size="12">',
            f'<rect width="{_WIDTH}" height="{y}" fill="white"/>',
            f'<text x="10" y="24" font-size="16">{title}</text>',
            *lines,
            "</g></svg>\n",
        ]
    )
