"""How Jinja is set up: nothing but pieces of Python reaches a module."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined, Undefined

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.resources.abc import Traversable


def templates() -> Traversable:
    """The folder of the templates."""
    return files("neto_gen.templates")


@cache
def make_environment() -> Environment:
    """An environment that knows the templates of this package, and raises where one errs.

    There is one for all builds of a process: a template is compiled again only when it has changed.
    """
    return Environment(
        loader=FunctionLoader(_load),
        undefined=StrictUndefined,
        finalize=_only_text,
        autoescape=False,  # noqa: S701 - Python, not HTML; see neto_gen.python.code
        keep_trailing_newline=True,
    )


def _load(name: str) -> tuple[str, None, Callable[[], bool]]:
    """The text of a template, and whether it is still the same."""
    text = _read(name)
    return text, None, lambda: _read(name) == text


def _read(name: str) -> str:
    return (templates() / name).read_text(encoding="utf-8")


def _only_text(value: object) -> object:
    """Refuse whatever has no business in a module: None, a list, text straight from a schema."""
    if isinstance(value, str | Undefined):  # the latter says by itself what is wrong
        return value
    message = f"a template prints {type(value).__name__}"
    raise TypeError(message)
