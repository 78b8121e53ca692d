"""Small faults that can be put into a module, one at a time: a comparison that is off by one, a call left out."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAIRS: tuple[tuple[type[ast.AST], type[ast.AST]], ...] = (
    *((ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Eq, ast.NotEq), (ast.Is, ast.IsNot)),
    *((ast.In, ast.NotIn), (ast.And, ast.Or), (ast.Add, ast.Sub), (ast.Mult, ast.FloorDiv)),
    (ast.BitOr, ast.BitAnd),
)
_OPPOSITES: dict[type[ast.AST], type[ast.AST]] = {
    one: other for pair in _PAIRS for one, other in (pair, pair[::-1])
}
_UNTOUCHED = ("annotation", "returns", "decorator_list", "format_spec", "type_params")
# What is counted is less than that; what is at least so much is a limit, and nobody notices one more or less.
_LARGE = 50
# Only type checkers, or nobody, evaluate these: a fault in them changes nothing.
_DECLARED = ("__slots__", "__all__", "TYPE_CHECKING", "TypeVar", "cast")


@dataclass(frozen=True)
class Fault:
    """One node of a tree, and another that can stand in its place."""

    owner: ast.AST
    field: str
    index: int
    node: ast.AST
    other: ast.AST
    line: int
    function: str
    """The function or class that it is in, with those around it. Empty outside of them."""
    lines: range | None
    """Those of its statement up to it, in a function. None outside of functions."""

    def __str__(self) -> str:
        now, then = (" ".join(ast.unparse(node).split()) for node in (self.node, self.other))
        return f"{now[:60]} → {then[:60]}"

    def put(self) -> None:
        """Change the tree."""
        value = getattr(self.owner, self.field)
        if isinstance(value, list):
            value[self.index] = self.other
        else:
            setattr(self.owner, self.field, self.other)


def mutated(source: bytes, number: int) -> ast.Module:
    """Return the tree of a module with the fault of a number in it; the number -1 stands for none."""
    tree = ast.parse(source)
    for fault in islice(faults(tree), max(number, 0), number + 1):
        fault.put()
    return ast.fix_missing_locations(tree)


def faults(
    node: ast.AST, before: range = range(0), function: str = "", *, in_function: bool = False
) -> Iterator[Fault]:
    """Yield what can be wrong in a tree, in an order that depends on nothing but its text."""
    in_function |= isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        function = f"{function}.{node.name}".lstrip(".")
    for field, value in ast.iter_fields(node):
        if field in _UNTOUCHED:
            continue
        children = cast("list[object]", value) if isinstance(value, list) else [value]
        for index, child in enumerate(children):
            if not isinstance(child, ast.AST) or _is_declaration(child):
                continue
            line = getattr(child, "lineno", before.stop - 1)
            lines = range(line if isinstance(child, ast.stmt) else before.start, line + 1)
            for other in map(ast.copy_location, _others(child), repeat(child)):
                where = lines if in_function else None
                yield Fault(node, field, index, child, other, line, function, where)
            yield from faults(child, lines, function, in_function=in_function)


def _is_declaration(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Expr(ast.Constant()):
            return True
        case ast.keyword("repr"):  # of a dataclass
            return True
        case ast.Assign([ast.Name(name)]) | ast.If(ast.Name(name)) | ast.Call(ast.Name(name)) if (
            name in _DECLARED
        ):
            return True
        case _:
            return False


def _others(node: ast.AST) -> Iterator[ast.AST]:  # noqa: C901, PLR0912 - a list of all kinds
    """Yield what may stand in place of a node."""
    match node:
        case ast.Compare(left, [operator], right):
            yield ast.Compare(left, [_opposite(operator)], right)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(_opposite(operator), values)
        case ast.BinOp(left, operator, right) if type(operator) in _OPPOSITES:
            yield ast.BinOp(left, _opposite(operator), right)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int() | float() as number):
            yield ast.Constant(number + 1 if number < _LARGE else 10 * number)
        case ast.Constant(str(text)):
            yield ast.Constant(f"{text}?")
        case ast.If(ast.Name() | ast.Call() | ast.Attribute() as test, body, orelse):
            yield ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.IfExp(ast.Name() | ast.Call() | ast.Attribute() as test, body, orelse):
            yield ast.IfExp(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.comprehension(target, iterated, [_, *_], is_async):
            yield ast.comprehension(target, iterated, [], is_async)
        case ast.Return(ast.AST() as value) if not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(ast.Call()) | ast.Raise() | ast.AugAssign() | ast.Continue() | ast.Break():
            yield ast.Pass()
        case _:
            pass


def _opposite(operator: ast.AST) -> Any:  # noqa: ANN401 - a node of its own kind
    return _OPPOSITES[type(operator)]()
