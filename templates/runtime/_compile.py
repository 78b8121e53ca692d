"""Functions that are made of what records declare: their source, and its compilation.

Source is made of fixed fragments, of numbers, and of the names of attributes. Whatever a schema says
(names, facets, values), and whatever else a function needs, is a constant of the function, and never
text in its source. This is the only module that compiles anything.

A text in the source is one of these fragments, too: where it has to be a tag, say, what stands there is
the name of a constant, `'k3'`, and the text takes its place after the source has been compiled. To look
up a global for every tag would make what writes XML slower by a tenth.
"""

from __future__ import annotations

import linecache
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._fields import Declaration

_MOST_SOURCES = 1_000
_sources: dict[str, None] = {}


class Misfit(ValueError):
    """A value does not fit its schema: what is wrong with it, and with others, is to be explained."""


class FunctionBuilder:
    """A function on its way: its lines, and the constants in them."""

    def __init__(self, declared: Declaration, name: str, arguments: str) -> None:
        self.declared = declared
        self.constants: dict[str, Any] = {}
        self._texts: dict[str, str] = {}
        self._name = name
        self._lines = [f"def {name}({arguments}):"]

    def add(self, depth: int, line: str) -> None:
        """Add a line, so deep in the function."""
        self._lines.append(f"{'    ' * depth}{line}")

    def constant(self, value: object) -> str:
        """Add a constant and return its name."""
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name

    def literal(self, value: str) -> str:
        """Add a string and return the placeholder for it between quotes."""
        name = f"k{len(self.constants)}"
        self.constants[name] = self._texts[name] = value
        return name

    def function(self, declared: Declaration, what: str) -> str:
        """Return the name of another record's function, which is compiled at its first call."""
        name, constants = self.constant(None), self.constants

        def first(*arguments: object) -> object:
            constants[name] = getattr(declared, what)
            return constants[name](*arguments)

        constants[name] = vars(declared).get(what, first)
        return name

    def compile(self) -> Any:  # noqa: ANN401 - a function
        """Return the compiled function, with source lines for tracebacks."""
        found: dict[str, Any] = {}
        code = compiled(self.declared, self._name, "".join(f"{line}\n" for line in self._lines))
        code = _with_texts(code, self._texts)
        exec(code, self.constants, found)  # noqa: S102 - of fragments, see above
        return found[self._name]


def _with_texts(code: CodeType, texts: dict[str, str]) -> CodeType:
    """Return code with its placeholders replaced by these texts, also in nested functions."""
    constants: list[object] = []
    for constant in code.co_consts:
        if type(constant) is str:
            constants.append(texts.get(constant, constant))
        elif isinstance(constant, CodeType):
            constants.append(_with_texts(constant, texts))
        else:
            constants.append(constant)
    return code.replace(co_consts=tuple(constants))


def compiled(declared: Declaration, name: str, source: str) -> CodeType:
    """Compile a source, and keep it for tracebacks."""
    record = declared.record
    place = f"<{record.__module__} {name} of {record.__qualname__}>"
    code = compile(source, place, "exec")
    linecache.cache[place] = (len(source), None, source.splitlines(keepends=True), place)
    _sources[place] = None
    if len(_sources) > _MOST_SOURCES:
        oldest = next(iter(_sources))
        del _sources[oldest]
        linecache.cache.pop(oldest, None)
    return code


def make(declared: Declaration, _: str) -> Callable[..., None]:
    """Return the constructor of a record, like that of a dataclass, but compiled at its first use."""
    own = declared.all_fields
    k = "k"
    while any(name.startswith(k) for name in own):
        k += "_"
    parameters, lines = "self, *", list[str]()
    more: list[Any] = [type]  # under a name that no field has
    for number, (name, known) in enumerate(own.items()):
        slot, given = stored(known.slot).replace("record.", "self.", 1), name
        if name in declared.converters:
            of, convert = (f"{k}{len(own) + len(more) + place}" for place in (0, 1))
            more += declared.converters[name]
            given = (
                f"{name} if {name} is None or {k}{len(own)}({name}) is {of} else {convert}({name})"
            )
        if known.container is not None:
            parameters += f", {name}={k}"
            given = f"{k}{number}() if {name} is {k} else {given}"
        else:
            parameters += f", {name}={k}{number}" if known.has_default else f", {name}"
        lines.append(f"        {slot} = {given}\n")
    constants = [known.container or known.default for known in own.values()] + more
    given = ", ".join(f"{k}{number}" for number in range(len(constants)))
    source = f"def make({k}, {given}):\n    def __init__({parameters}):\n{''.join(lines)}"
    found: dict[str, Any] = {}
    code = compiled(declared, "__init__", f"{source}    return __init__\n")
    exec(code, declared.names, found)  # noqa: S102 - of fragments, see above
    init: FunctionType = found["make"](_Made(), *constants)
    init.__qualname__ = f"{declared.record.__qualname__}.__init__"
    # Inherited fields are annotated with names from another module.
    init.__annotations__ = {**declared.annotations, "extra": dict[str, object], "return": None}
    return init


class _Made:
    """The default of what is made for each record."""

    def __repr__(self) -> str:
        return "<factory>"


def stored(name: str) -> str:
    """Return the expression for a field of the record.

    Raises ValueError if the name is not an identifier.
    """
    if not name.isidentifier():
        raise ValueError(f"not the name of a field: {name!r}")
    return f"record.{name}"
