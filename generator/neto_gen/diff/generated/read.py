"""From the files of a package to what it offers: by its syntax alone. Nothing of it is run."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from neto_gen.diff.generated.surface import Class, Function, Parameter, Signature, Surface, Value
from neto_gen.problems import ExitCode, Failure, Location, Problem, reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from neto_gen.diff.generated.surface import Member

_INIT = "__init__"
# Special methods that syntax calls; nobody sees the signatures of others.
_SPECIAL = frozenset(
    {_INIT, "__call__", "__enter__", "__exit__", "__aenter__", "__aexit__", "__len__"}
    | {"__iter__", "__aiter__", "__next__", "__anext__", "__getitem__", "__contains__"}
)
_ENUMERATIONS = frozenset({"Enum", "StrEnum", "IntEnum", "OpenEnumeration"})
_DECLARED_BY = frozenset({"record", "document", "dataclass"})


class _Found(NamedTuple):
    """A statement that binds a name, and the module that it stands in."""

    module: str
    node: ast.stmt


class _Module:
    """A module: its statements by the names that they bind, and where its imports lead."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self.name = name
        self.bound: dict[str, list[ast.stmt]] = {}
        # Module and name of an import; the name is None for a whole module.
        self.imported: dict[str, tuple[str, str | None]] = {}
        self.exported: list[str] = []
        for statement in _statements(tree.body):
            self._bind(statement)

    def _bind(self, statement: ast.stmt) -> None:
        match statement:
            case (
                ast.ClassDef(name=name)
                | ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
            ):
                self.bound.setdefault(name, []).append(statement)
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                self.exported = [
                    item.value
                    for item in getattr(value, "elts", ())
                    if isinstance(item, ast.Constant) and isinstance(item.value, str)
                ]
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                self.bound.setdefault(name, [statement])
            case ast.ImportFrom(level=1, module=module, names=names):
                for alias in names:
                    name = alias.asname or alias.name
                    self.imported[name] = (
                        (alias.name, None) if module is None else (module, alias.name)
                    )
                    if alias.asname == alias.name and module is not None:
                        self.exported.append(name)
            case _:
                pass

    @property
    def public(self) -> list[str]:
        """The names that it offers."""
        own = [name for name in self.bound if not name.startswith("_")]
        return [*dict.fromkeys(self.exported if self.name == "" else [*own, *self.exported])]


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield statements, also those in conditions: what type checkers see comes first."""
    for statement in body:
        if isinstance(statement, ast.If):
            yield from _statements([*statement.body, *statement.orelse])
        else:
            yield statement


def read_surface(files: Mapping[str, bytes], shown: str) -> Surface:
    """Read the public surface of a package. Raises Failure when a file is not Python, or none exists."""
    modules: dict[str, _Module] = {}
    for path, content in sorted(files.items()):
        name = path.removesuffix(".py").replace("/", ".")
        name = name.removesuffix(_INIT).rstrip(".")
        try:
            with warnings.catch_warnings():  # about what is in it, which is nobody's here
                warnings.simplefilter("ignore")
                modules[name] = _Module(name, ast.parse(content))
        except SyntaxError as error:
            where = Location(f"{shown}/{path}", error.lineno or 1, error.offset or 1)
            raise Failure(ExitCode.SOURCE, Problem(f"not Python: {error.msg}", where)) from None
        except (ValueError, RecursionError, MemoryError) as error:
            what = f"not Python that can be read: {reason(error)}"
            raise Failure(ExitCode.SOURCE, Problem(what, f"{shown}/{path}")) from None
    if "" not in modules:
        hint = "name the folder of a package, the one with __init__.py in it"
        raise Failure(ExitCode.SOURCE, Problem("no Python package", shown, hint))
    try:
        return _Reader(modules).surface()
    except RecursionError:
        problem = Problem("a module is nested too deeply to be read", shown)
        raise Failure(ExitCode.SOURCE, problem) from None


class _Reader:
    def __init__(self, modules: Mapping[str, _Module]) -> None:
        self.modules = modules
        self.classes: dict[tuple[str, str], Class] = {}

    def surface(self) -> Surface:
        found: dict[str, dict[str, Member]] = {}
        for name, module in self.modules.items():
            if not any(part.startswith("_") for part in name.split(".")):
                members = ((public, self.member(name, public)) for public in module.public)
                found[name] = {public: member for public, member in members if member is not None}
        return Surface(found)

    def find(self, module: str, name: str, depth: int = 10) -> list[_Found]:
        """Return the definitions of a module's name, wherever they are: several for overloads."""
        there = self.modules.get(module)
        if there is None or depth == 0:
            return []
        if name in there.bound:
            return [_Found(module, node) for node in there.bound[name]]
        target, inner = there.imported.get(name, ("", None))
        return [] if inner is None else self.find(target, inner, depth - 1)

    def find_expression(self, module: str, node: ast.expr) -> tuple[list[_Found], str]:
        """Return the definitions that an expression refers to, and its name."""
        if isinstance(node, ast.Subscript):
            return self.find_expression(module, node.value)
        if isinstance(node, ast.Name):
            return self.find(module, node.id), node.id
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            there = self.modules.get(module)
            target, inner = (
                ("", "") if there is None else there.imported.get(node.value.id, ("", ""))
            )
            return ([] if inner is not None else self.find(target, node.attr)), node.attr
        return [], ""

    def member(self, module: str, name: str) -> Member | None:
        found = self.find(module, name)
        if not found:
            return None
        node = found[0].node
        if isinstance(node, ast.ClassDef):
            return self.class_of(found[0].module, node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return self.function(found[0].module, [f.node for f in found], in_class=False)
        return _value(node, "name")

    def class_of(self, module: str, node: ast.ClassDef) -> Class:
        key = (module, node.name)
        if key not in self.classes:
            # A class that inherits from itself gets nothing from there.
            self.classes[key] = Class("class", frozenset(), {}, {})
            self.classes[key] = self.read_class(module, node)
        return self.classes[key]

    def read_class(self, module: str, node: ast.ClassDef) -> Class:
        ancestors: set[str] = set()
        members: dict[str, Member] = {}
        inherited: dict[str, str] = {}
        for base in reversed(node.bases):
            found, name = self.find_expression(module, base)
            ancestors.add(name)
            if found and isinstance(found[0].node, ast.ClassDef):
                parent = self.class_of(found[0].module, found[0].node)
                ancestors |= parent.ancestors
                members |= parent.members
                inherited |= {m: parent.inherited.get(m, name) for m in parent.members}
        style = "class"
        if ancestors & _ENUMERATIONS:
            style = "enumeration"
        elif "TypedDict" in ancestors:
            style = "arguments"
        elif any(_called(decorator) in _DECLARED_BY for decorator in node.decorator_list):
            style = "record"
        own = self.own_members(module, node, style)
        members |= own
        inherited = {name: home for name, home in inherited.items() if name not in own}
        return Class(style, frozenset(ancestors - {""}), members, inherited)

    def own_members(self, module: str, node: ast.ClassDef, style: str) -> dict[str, Member]:
        found: dict[str, Member] = {}
        functions: dict[str, list[ast.stmt]] = {}
        for statement in _statements(node.body):
            match statement:
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    functions.setdefault(name, []).append(statement)
                case ast.ClassDef(name=name):
                    found[name] = self.class_of(module, statement)
                case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                    if _named(annotation) != "ClassVar":
                        found[name] = _value(statement, "field", in_record=style == "record")
                case ast.Assign(targets=[ast.Name(id=name)]):
                    found[name] = _value(statement, "member" if style == "enumeration" else "name")
                case _:
                    pass
        for name, nodes in functions.items():
            found[name] = self.function(module, nodes, in_class=True)
        return {
            name: member
            for name, member in found.items()
            if not name.startswith("_") or name in _SPECIAL
        }

    def function(self, module: str, nodes: list[ast.stmt], *, in_class: bool) -> Function:
        defined = [n for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
        overloads = [n for n in defined if "overload" in map(_called, n.decorator_list)]
        first = defined[0]
        names = {_called(decorator) for decorator in first.decorator_list}
        is_method = in_class and "staticmethod" not in names
        style = "method" if in_class else "function"
        if "property" in names or "cached_property" in names:
            style = "property"
        elif names & {"staticmethod", "classmethod"}:
            style = "static method"
        if isinstance(first, ast.AsyncFunctionDef):
            style = f"async {style}"
        signatures = tuple(
            self.signature(module, n, is_method=is_method) for n in overloads or defined[:1]
        )
        return Function(signatures, style)

    def signature(
        self, module: str, node: ast.FunctionDef | ast.AsyncFunctionDef, *, is_method: bool
    ) -> Signature:
        given = node.args
        positional = [*given.posonlyargs, *given.args]
        defaults = [*[None] * (len(positional) - len(given.defaults)), *given.defaults]
        found = [
            _parameter(argument, default, by_position=True, by_name=argument in given.args)
            for argument, default in zip(positional, defaults, strict=True)
        ][is_method:]
        if given.vararg is not None:
            found.append(_rest(given.vararg, "*"))
        for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
            found.append(_parameter(argument, default, by_position=False, by_name=True))
        if given.kwarg is not None:
            fields = self.unpacked(module, given.kwarg.annotation)
            found += [_rest(given.kwarg, "**")] if fields is None else fields
        return Signature(tuple(found), _type(node.returns))

    def unpacked(self, module: str, annotation: ast.expr | None) -> list[Parameter] | None:
        """Return the parameters that `**fields: Unpack[Fields]` stands for."""
        if not isinstance(annotation, ast.Subscript) or _named(annotation) != "Unpack":
            return None
        found, _ = self.find_expression(module, annotation.slice)
        if not found or not isinstance(found[0].node, ast.ClassDef):
            return None
        fields = self.class_of(found[0].module, found[0].node).members.items()
        return [
            Parameter(name, value.type, "", by_position=False, by_name=True)
            for name, value in fields
            if isinstance(value, Value)
        ]


def _parameter(
    argument: ast.arg, default: ast.expr | None, *, by_position: bool, by_name: bool
) -> Parameter:
    text = None if default is None else ast.unparse(default)
    return Parameter(
        argument.arg, _type(argument.annotation), text, by_position=by_position, by_name=by_name
    )


def _rest(argument: ast.arg, stars: str) -> Parameter:
    name = f"{stars}{argument.arg}"
    return Parameter(name, _type(argument.annotation), "", by_position=stars == "*", by_name=False)


def _value(node: ast.stmt, style: str, *, in_record: bool = False) -> Value:
    """Return a name with a value, or only with a type."""
    assigned = getattr(node, "value", None)
    declared = _type(getattr(node, "annotation", None))
    value = ast.unparse(assigned) if isinstance(assigned, ast.expr) else None
    if style != "field":
        return Value(style, declared, value)
    is_required = in_record and value is None
    wire, facets = None, dict[str, str]()
    call = assigned
    while isinstance(call, ast.Call):
        if _called(call) == "required":
            is_required = True
        facets |= {k.arg: ast.unparse(k.value) for k in call.keywords if k.arg is not None}
        first = call.args[0] if call.args else None
        if isinstance(first, ast.Constant):
            wire = str(first.value)
        call = first
    return Value(style, declared, value, is_required, wire, tuple(sorted(facets.items())))


def _type(annotation: ast.expr | None) -> str:
    """Return a type as readers know it: without the private modules of its names."""
    if annotation is None:
        return "Any"
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return annotation.value
    return annotation.id if isinstance(annotation, ast.Name) else _readable(ast.unparse(annotation))


@lru_cache(maxsize=1024)
def _readable(type_: str) -> str:
    return ast.unparse(_Readable().visit(ast.parse(type_, mode="eval"))) if "_" in type_ else type_


class _Readable(ast.NodeTransformer):
    """Names without the private modules that they are taken from."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:  # noqa: N802 - the name in ast
        """Leave out `_f.`, and the underscore of `_get_item.`."""
        value = node.value
        if isinstance(value, ast.Name) and value.id.startswith("_"):
            module = value.id[1:]
            if "_" not in module:
                return ast.Name(node.attr)
            return ast.Attribute(ast.Name(module), node.attr)
        return node


def _called(node: ast.expr) -> str:
    """Return the last part of the name of a called function or a decorator."""
    return _named(node.func if isinstance(node, ast.Call) else node)


def _named(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        return _named(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
