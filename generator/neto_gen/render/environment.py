"""Set up Jinja so that nothing but `Code` reaches a module."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    Undefined,
)
from jinja2.meta import find_referenced_templates

from neto_gen.problems import ExitCode, Failure, Problem
from neto_gen.template_files import TemplateFiles, template_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType


def make_environment(templates: TemplateFiles | None = None) -> Environment:
    """Return an environment for these templates, which raises for undefined names."""
    if templates is None or templates.own is None:
        return _our_environment()
    return _make_environment(templates)


@cache
def _our_environment() -> Environment:
    """Return the environment of neto-gen's own templates, which compiles one only if it has changed."""
    return _make_environment(TemplateFiles())


def _make_environment(found: TemplateFiles) -> Environment:
    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        if name not in template_names():
            return None
        content = found.read(name)
        return content.decode(), found.where(name), lambda: found.read(name) == content

    return Environment(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        finalize=_only_text,
        autoescape=False,  # noqa: S701 - Python, not HTML; see neto_gen.python.code
        keep_trailing_newline=True,
    )


def render(
    environment: Environment, templates: TemplateFiles, name: str, values: dict[str, object]
) -> str:
    """Render a template. Raises Failure, with the line, for an error in one of the project's own."""
    given = f"it gets {', '.join(sorted(values))}; neto-gen templates --values says more"
    own = {templates.where(n) for n in template_names() if templates.is_own(n)}
    try:
        return environment.get_template(name).render(values)
    except TemplateSyntaxError as error:
        where = error.filename  # the lexer does not always know it
        if where is None and templates.is_own(name):
            where = templates.where(name)
        if where not in own:
            raise
        raise _failure(str(error.message), f"{where}:{error.lineno}", given) from None
    except TemplateNotFound as error:
        if not own:
            raise
        raise _failure(
            f"there is no template {error.message}", templates.where(name), given
        ) from None
    except Exception as error:
        where = _line(error.__traceback__, own)
        if where is None and templates.is_own(name):  # Jinja fails before it knows a line
            where = templates.where(name)
        if where is None:
            raise
        raise _failure(str(error) or type(error).__name__, where, given) from None


def made_of(environment: Environment, templates: TemplateFiles, name: str) -> list[str]:
    """Return the names of a template and of all that it includes, imports or extends."""
    found = [name]
    for one in found:
        named = {*find_referenced_templates(environment.parse(templates.read(one).decode()))}
        found += [other for other in template_names() if other in named and other not in found]
    return found


def _line(traceback: TracebackType | None, files: set[str]) -> str | None:
    """Return the innermost line of a traceback that is in one of these files."""
    found = None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename in files:
            found = f"{traceback.tb_frame.f_code.co_filename}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return found


def _failure(what: str, where: str, hint: str) -> Failure:
    return Failure(ExitCode.USAGE, Problem(what, where, hint))


def _only_text(value: object) -> object:
    """Refuse whatever has no business in a module: None, a list, text straight from a schema."""
    if isinstance(value, str | Undefined):  # the latter has its own message
        return value
    message = f"a template prints {type(value).__name__}"
    raise TypeError(message)
