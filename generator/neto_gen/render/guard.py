"""The last look at a module before it is written: it holds what our templates print, and no more.

Schemas come from outside. Should a text of one ever get past the literals and docstrings that it
belongs in, what it then says is not in the list of what a generated module may say, and the build
stops. The list is narrow: names that the module itself defines or imports, a few builtins, calls
of these, and nothing at the top but definitions.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

N = TypeVar("N", bound=ast.AST)

_NODES: Final = (
    *(ast.Module, ast.Expr, ast.ImportFrom, ast.alias, ast.ClassDef, ast.FunctionDef),
    *(ast.AsyncFunctionDef, ast.Await, ast.AnnAssign, ast.Assign, ast.Return, ast.If, ast.Raise),
    *(ast.arguments, ast.arg, ast.keyword, ast.Name, ast.Attribute, ast.Call, ast.Constant),
    *(ast.JoinedStr, ast.FormattedValue, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.BinOp),
    *(ast.BitOr, ast.Compare, ast.In, ast.IfExp, ast.Subscript, ast.Starred),
    *(ast.UnaryOp, ast.Not, ast.USub),
)
# The types of nodes that may be inside each type of node.
_CHILDREN: Final[dict[type[ast.AST], tuple[str, ...]]] = {
    node: tuple(name for name in node._fields if name not in {"ctx", "kind", "type_comment"})
    for node in _NODES
}
_BUILTINS: Final = frozenset(
    {"str", "int", "float", "bool", "bytes", "list", "dict", "object", "frozenset"}
    | {
        "property",
        "staticmethod",
        "classmethod",
        "isinstance",
        "type",
        "sorted",
        "globals",
        "AttributeError",
        "__name__",
    }
)
_IMPORTS: Final = {
    "__future__": {"annotations"},
    "collections.abc": {"AsyncIterator", "Iterable", "Iterator"},
    "datetime": {"date", "datetime", "time"},
    "decimal": {"Decimal"},
    "importlib": {"import_module"},
    "typing": {"Any", "Literal", "TYPE_CHECKING", "TypedDict", "Unpack", "overload"},
}
# Calls that run when a module is imported.
_CALLS_OF_DEFINITIONS: Final = frozenset({"float", "frozenset", "Decimal", "_raw", "_dry"})
# Functions that declare records, fields and operations.
_DECLARATIONS: Final = frozenset(
    {"Operation", "any_attributes", "any_elements", "attribute", "base64", "boolean", "choice"}
    | {"content", "date", "date_time", "decimal", "document", "double", "enumeration"}
    | {"hexadecimal", "integer", "list_of", "many", "nested", "own_text", "qname", "raw", "record"}
    | {"required", "text", "time", "token", "union"}
)
_DECORATORS: Final = frozenset({"property", "staticmethod", "classmethod", "overload"})
_PRIVATE_ATTRIBUTES: Final = frozenset({"_send", "_send_all", "_iter_batches", "_pages", "_of"})
# Marks the line number in a problem: see _where.
_LINE: Final = re.compile(r"in line (\d+)$")
_LINES_AROUND: Final = 2
_PIECE: Final = 1_000_000  # characters of a module that are read at once, at least
_BETWEEN: Final = re.compile(r"\n\n\n(?=[@A-Za-z_])")
_SPECIAL_NAMES: Final = frozenset({"__all__", "__name__"})
_SPECIAL_FUNCTIONS: Final = frozenset({"__getattr__", "__dir__"})


class GuardError(Failure):
    """A rendered module holds what no template prints: a mistake of its template.

    It is never one of the schema, which neto-gen should have refused, or coped with.
    """

    def __init__(self, template: str, what: str, *, own: bool = False, lines: str = "") -> None:
        hint = (
            "change your template: a module defines records and functions, and does nothing else"
            if own
            else "please report it with the schema: neto-gen should have refused or supported it"
        )
        what = f"the template produced {what}; nothing was written"
        super().__init__(ExitCode.SCHEMA, Problem(what, template, hint, lines))


def check_module(
    text: str,
    template: str,
    modules: frozenset[str],
    *,
    own: bool = False,
    operation: str = "",
    lay_out: Callable[[str, ast.Module], str] = lambda piece, _: piece,
) -> str:
    """Check that a module holds only what our templates can print, and return it laid out.

    `modules` are the names of the package's own modules, which it may import; `own` says that the
    template is the project's, and `operation` what the module is about, if it is one. `lay_out` is given
    pieces of whole statements with their syntax trees: the tree of a large module would take forty
    times the memory of its text. Raises GuardError, which shows the line, when it holds anything else.
    """
    if not text.replace("\n", "").isprintable():
        at, character = next(
            (n, c) for n, c in enumerate(text) if c != "\n" and not c.isprintable()
        )
        line = text.count("\n", 0, at) + 1
        raise _refusal(
            f"the character U+{ord(character):04X}", line, text, template, operation, own=own
        )
    names, found, problem, above = _Names(), list[str](), "", 0
    for piece in _pieces(text):
        try:
            tree = ast.parse(piece)
            own_problem = next(_problems(tree, modules, names, above), "")
        except (
            SyntaxError,
            ValueError,
            RecursionError,
            MemoryError,
        ) as error:  # the last: of nesting
            line = above + (getattr(error, "lineno", None) or 0)
            what = f"a module that is not Python: {error}"
            raise _refusal(what, line, text, template, operation, own=own) from None
        problem = problem or _moved(own_problem, above)
        if not problem:
            found.append(lay_out(piece, tree))
        above += piece.count("\n")
    problem = next(names.problems(), "") or problem
    if problem:
        place = _LINE.search(problem)
        line = int(place[1]) if place else 0
        raise _refusal(problem, line, text, template, operation, own=own)
    return "".join(found)


def _pieces(text: str) -> Iterator[str]:
    """Yield a module in pieces that begin with a statement after two empty lines.

    What is no Python as a whole is none in pieces either, and the other way round: a piece that ended
    inside a statement or a string would be none.
    """
    start = 0
    while start < len(text):
        found = _BETWEEN.search(text, start + _PIECE)
        end = len(text) if found is None else found.end()
        yield text[start:end]
        start = end


def _moved(problem: str, lines: int) -> str:
    """Return a problem of a piece with the number of its line in the module."""
    return _LINE.sub(lambda found: f"in line {int(found[1]) + lines}", problem)


class _Names:
    """The names that a module binds, and those that it uses, with the first line of each."""

    def __init__(self) -> None:
        self.bound = set[str](_BUILTINS)
        self.used: dict[str, int] = {}

    def add(self, nodes: _Nodes, above: int) -> None:
        """Add the names of a piece of the module, with this many lines above it."""
        self.bound |= _bound_names(nodes)
        for name in nodes.of(ast.Name):
            if isinstance(name.ctx, ast.Load):
                self.used.setdefault(name.id, name.lineno + above)

    def problems(self) -> Iterator[str]:
        """Yield the names that are used and not bound."""
        for name, line in self.used.items():
            if name not in self.bound:
                yield f"the name {name} in line {line}"


def _refusal(
    what: str, line: int, text: str, template: str, operation: str, *, own: bool
) -> GuardError:
    """Return the error for a line of a module, counted from 1, or for the whole module, if it is 0."""
    lines = text.split("\n")
    first = max(line - 1 - _LINES_AROUND, 0)
    shown = enumerate(lines[first : line + _LINES_AROUND] if line else [], first + 1)
    marked = "".join(f"{'>' if n == line else ' '} {n:4} | {content}\n" for n, content in shown)
    about = f"{what}, for {operation}" if operation else what
    return GuardError(template, about, own=own, lines=marked)


def _problems(
    tree: ast.Module, modules: frozenset[str], names: _Names, above: int
) -> Iterator[str]:
    nodes = _Nodes(tree)
    names.add(nodes, above)
    yield from _node_problems(nodes, modules)
    for statement in tree.body:
        yield from _definition_problems(statement)
    for name in _defined_names(tree) & (_BUILTINS | _CALLS_OF_DEFINITIONS | _DECORATORS):
        yield f"a definition of {name}"


class _Nodes(defaultdict[type[ast.AST], list[Any]]):
    """The nodes of a module by what they are; not those within nodes that no template produces."""

    def __init__(self, module: ast.Module) -> None:
        super().__init__(list)
        waiting: list[ast.AST] = [module]
        wait = waiting.append
        for node in waiting:  # grows during the loop
            kind = type(node)
            self[kind].append(node)
            for name in _CHILDREN.get(kind, ()):
                child: object = getattr(node, name)
                if type(child) is list:
                    items = cast("list[object]", child)
                    waiting += [item for item in items if isinstance(item, ast.AST)]
                elif isinstance(child, ast.AST):
                    wait(child)

    def of(self, kind: type[N]) -> list[N]:
        """Return the nodes of a type."""
        return self[kind]


def _node_problems(nodes: _Nodes, modules: frozenset[str]) -> Iterator[str]:
    yield from _name_problems(nodes)
    yield from _bound_twice(nodes)
    for attribute in nodes.of(ast.Attribute):
        if attribute.attr.startswith("_") and attribute.attr not in _PRIVATE_ATTRIBUTES:
            yield f"the attribute {attribute.attr} {_where(attribute)}"
    for call in nodes.of(ast.Call):
        yield from _called_problems(call)
    for expression in nodes.of(ast.Expr):
        if not isinstance(expression.value, ast.Constant | ast.Call):
            yield f"an expression {_where(expression)}"
    for imported in nodes.of(ast.ImportFrom):
        yield from _import_problems(imported, modules)
    for kind in nodes.keys() - _CHILDREN.keys():
        yield f"{kind.__name__} {_where(nodes[kind][0])}"


def _name_problems(nodes: _Nodes) -> Iterator[str]:
    for name in nodes.of(ast.Name):
        if _is_special(name.id) and name.id not in _SPECIAL_NAMES:
            yield f"the name {name.id} {_where(name)}"
    for argument in nodes.of(ast.arg):
        if _is_special(argument.arg):
            yield f"the name {argument.arg} {_where(argument)}"
    functions: list[ast.FunctionDef | ast.AsyncFunctionDef] = [
        *nodes.of(ast.FunctionDef),
        *nodes.of(ast.AsyncFunctionDef),
    ]
    for function in functions:
        if _is_special(function.name) and function.name not in _SPECIAL_FUNCTIONS:
            yield f"the function {function.name} {_where(function)}"


def _called_problems(node: ast.Call) -> Iterator[str]:
    if isinstance(node.func, ast.Name):
        if node.func.id == "_import_module" and not _is_lazy_import(node):
            yield f"an import {_where(node)}"
    elif not isinstance(node.func, ast.Attribute):
        yield f"a call of an expression {_where(node)}"


def _where(node: ast.AST) -> str:
    return f"in line {getattr(node, 'lineno', 0)}"


def _import_problems(node: ast.ImportFrom, modules: frozenset[str]) -> Iterator[str]:
    where = _where(node)
    names = {alias.name for alias in node.names}
    if node.level == 0:
        allowed = _IMPORTS.get(node.module or "", set[str]())
        if not names <= allowed:
            yield f"an import from {node.module} {where}"
    elif node.level > 1 or (names if node.module is None else {node.module}) - modules:
        yield f"an import of another package {where}"


def _definition_problems(statement: ast.stmt) -> Iterator[str]:
    """Yield what a statement does when the module is imported, beyond defining something."""
    runs: list[ast.expr | None] = []
    match statement:
        case ast.FunctionDef(decorator_list=decorators, args=arguments) | ast.AsyncFunctionDef(
            decorator_list=decorators, args=arguments
        ) if all(
            isinstance(decorator, ast.Name) and decorator.id in _DECORATORS
            for decorator in decorators
        ):
            runs = [*decorators, *arguments.defaults, *arguments.kw_defaults]
        case ast.ClassDef(
            decorator_list=decorators, bases=bases, body=body, keywords=keywords
        ) if all(_is_declaration(decorator) for decorator in decorators) and all(
            keyword.arg == "total" and isinstance(keyword.value, ast.Constant)
            for keyword in keywords
        ):
            runs = [*decorators, *bases]
            for inner in body:
                yield from _definition_problems(inner)
        case ast.If(test=test, body=body, orelse=orelse):
            if {node.id for node in ast.walk(test) if isinstance(node, ast.Name)} != {
                "TYPE_CHECKING"
            }:
                yield f"a condition in line {statement.lineno}"
            for inner in (*body, *orelse):
                yield from _definition_problems(inner)
        case ast.Assign(value=value) | ast.AnnAssign(value=value):
            runs = [value]
        case ast.ImportFrom() | ast.Expr(value=ast.Constant(value=str())):
            pass
        case ast.Expr(value=value) if ast.unparse(value) == "_provide(globals())":
            pass
        case _:
            yield f"{type(statement).__name__} in line {statement.lineno}"
    for expression in runs:
        yield from _call_problems(expression)


def _call_problems(expression: ast.expr | None) -> Iterator[str]:
    for node in ast.walk(expression) if expression is not None else ():
        if isinstance(node, ast.Call) and not _is_definition(node.func):
            yield f"a call in line {node.lineno}"


def _is_definition(function: ast.expr) -> bool:
    """Tell whether a call of this function is part of a definition."""
    if isinstance(function, ast.Attribute):
        return _is_declaration(function)
    return isinstance(function, ast.Name) and function.id in _CALLS_OF_DEFINITIONS


def _is_declaration(expression: ast.expr) -> bool:
    """Tell whether this is a declaring function of the client's runtime, or a call of one."""
    function = expression.func if isinstance(expression, ast.Call) else expression
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "_f"
        and function.attr in _DECLARATIONS
    )


def _bound_names(nodes: _Nodes) -> frozenset[str]:
    stored = (name.id for name in nodes.of(ast.Name) if isinstance(name.ctx, ast.Store))
    arguments = (argument.arg for argument in nodes.of(ast.arg))
    functions = (found.name for found in nodes.of(ast.FunctionDef))
    asynchronous = (found.name for found in nodes.of(ast.AsyncFunctionDef))
    classes = (found.name for found in nodes.of(ast.ClassDef))
    imported = (alias.asname or alias.name for alias in nodes.of(ast.alias))
    return frozenset(chain(stored, arguments, functions, asynchronous, classes, imported))


def _defined_names(tree: ast.Module) -> frozenset[str]:
    """Return the names that a module defines at its top level."""
    return frozenset(chain.from_iterable(map(_bound_by, tree.body)))


def _bound_twice(nodes: _Nodes) -> Iterator[str]:
    """Yield the names that a class binds more than once, so that one replaces the other."""
    for owner in nodes.of(ast.ClassDef):
        seen: set[str] = set()
        for statement in owner.body:
            for name in _bound_by(statement):
                if name in seen:
                    yield f"{owner.name}.{name} a second time {_where(statement)}"
                seen.add(name)


def _bound_by(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement binds."""
    match statement:
        case (
            ast.FunctionDef(name=name)
            | ast.AsyncFunctionDef(name=name)
            | ast.ClassDef(name=name)
            | ast.AnnAssign(target=ast.Name(id=name))
        ):
            yield name
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        case _:
            pass


def _is_lazy_import(call: ast.AST) -> bool:
    """Tell whether a call imports a module of the package itself, as `__getattr__` does."""
    return ast.unparse(call) == "_import_module(f'{__name__}.{name}')"


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")
