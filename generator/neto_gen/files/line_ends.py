"""How the lines of a text end: as Unix ends them, or as Windows does."""

from __future__ import annotations


def line_end_of(text: str) -> str:
    """Return what ends the lines of a text, which one that is added should end with, too."""
    return "\r\n" if "\r\n" in text else "\n"


def plain_lines(content: bytes) -> bytes:
    """Return a text with its lines ended as neto-gen writes them."""
    return content.replace(b"\r\n", b"\n")


def windows_lines(content: bytes) -> bytes:
    """Return a text with its lines ended as Windows does."""
    return plain_lines(content).replace(b"\n", b"\r\n")
