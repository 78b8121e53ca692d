"""Every file of the package: modules from templates, and the runtime as it is."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from neto_gen import __version__
from neto_gen.python.code import unquoted
from neto_gen.render.environment import make_environment, render
from neto_gen.render.format import format_module, lay_out
from neto_gen.render.guard import check_module
from neto_gen.template_files import TemplateFiles
from neto_gen.tool import package_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from neto_gen.python.package import OperationView, PackageView

RUNTIME = (
    "_answer.py",
    "_auth.py",
    "_batches.py",
    "_base_client.py",
    "_characters.py",
    "_check.py",
    "_coding.py",
    "_compile.py",
    "_content.py",
    "_dialect.py",
    "_document.py",
    "_emit.py",
    "_errors.py",
    "_exchange.py",
    "_explain.py",
    "_exports.py",
    "_fast.py",
    "_fields.py",
    "_http.py",
    "_http_logs.py",
    "_json.py",
    "_levels.py",
    "_limits.py",
    "_model.py",
    "_modules.py",
    "_options.py",
    "_pages.py",
    "_pattern.py",
    "_plain.py",
    "_rate_limit.py",
    "_read.py",
    "_readers.py",
    "_reading.py",
    "_redact.py",
    "_retry.py",
    "_root.py",
    "_scalars.py",
    "_spellings.py",
    "_stream.py",
    "_strict.py",
    "_text.py",
    "_unicode_blocks.py",
    "_webhook.py",
    "_write.py",
    "_writers.py",
    "pytest_plugin.py",
    "testing.py",
)


# What the templates are made of beside themselves.
_INCLUDED: Mapping[str, tuple[str, ...]] = {
    "operation.py.jinja": ("records.py.jinja",),
    "envelope.py.jinja": ("records.py.jinja",),
    "events.py.jinja": ("records.py.jinja",),
    "client.py.jinja": ("methods.py.jinja",),
}


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file of the package: its text, and the hash of what it was made from."""

    text: str
    inputs: str


class ClientChangedError(Exception):
    """The client shows something else than before, so that all operations are needed to make it."""


class _Work(NamedTuple):
    """A file that is to be made: its template with its values, and the hash of all inputs."""

    path: str
    template: str
    values: Mapping[str, object]
    inputs: str


def render_package(
    package: PackageView,
    schema_hashes: Mapping[str, str],
    templates: TemplateFiles | None = None,
    reuse: Callable[[str, str], str | None] | None = None,
    others: Mapping[str, str] | None = None,
) -> dict[str, RenderedFile]:
    """The text of every file of the package, by its path in it.

    Pure: the same package gives the same text. `schema_hashes` are the hashes of the schema files
    by name. `reuse` gives the text of a file that was made from these inputs before, by its path
    and the hash of the inputs, so that it need not be made again. `others` are operations whose
    modules need not be made, with the hashes of their faces. Raises ClientChangedError when these
    are needed all the same, GuardError when a module holds what no template prints, and Failure
    when one of the project's own templates errs.
    """
    renderer = _Renderer(package, schema_hashes, templates or TemplateFiles(), reuse)
    return dict(sorted(renderer.files(others or {}).items()))


def face(operation: OperationView) -> str:
    """The hash of what of an operation the package and its client show."""
    return sha256(repr(_face(operation)).encode()).hexdigest()


class _Renderer:
    def __init__(
        self,
        package: PackageView,
        schema_hashes: Mapping[str, str],
        templates: TemplateFiles,
        reuse: Callable[[str, str], str | None] | None,
    ) -> None:
        self.package = package
        self.schema_hashes = schema_hashes
        self.templates = templates
        self.reuse = reuse
        self.environment = make_environment(templates)
        self.modules = frozenset(
            {operation.module for operation in (*package.operations, *package.notifications)}
            | {name.removesuffix(".py") for name in RUNTIME}
            | {shared.module for shared in package.shared}
            | {"_client", "_async_client", "_dry_run", "_catalogue"}
        )

    def files(self, others: Mapping[str, str]) -> dict[str, RenderedFile]:
        files = {"py.typed": _with_header("", _inputs({}))}
        for name in RUNTIME:
            text = self.runtime(name)
            files[name] = _with_header(text, _inputs({name: sha256(text.encode()).hexdigest()}))
        works: list[_Work] = []
        whole = list(self.package_works(others))
        for work in (*whole, *self.operation_works()):
            made_before = self.reuse(work.path, work.inputs) if self.reuse is not None else None
            if made_before is not None:
                files[work.path] = RenderedFile(made_before, work.inputs)
            elif others and any(work is one for one in whole):
                raise ClientChangedError
            else:
                works.append(work)
        for work in works:
            files[work.path] = RenderedFile(self.render(work), work.inputs)
        return files

    def package_works(self, others: Mapping[str, str]) -> Iterator[_Work]:
        """The files for the package as a whole, in which there are other operations, too."""
        operations = (*self.package.operations, *self.package.notifications)
        faces = {**others, **{unquoted(o.action): face(o) for o in operations}}
        views = {"package": self.package, "version": repr(__version__)}
        for path, template, asynchronous in (
            ("__init__.py", "package.py.jinja", False),
            ("_async_client.py", "client.py.jinja", True),
            ("_catalogue.py", "catalogue.py.jinja", False),
            ("_client.py", "client.py.jinja", False),
            ("_dry_run.py", "dry_run.py.jinja", False),
        ):
            # Ours print of an operation no more than its face; a project's own may print anything.
            own = self.templates.is_own(template)
            seen = self.package if own else tuple(sorted(faces.items()))
            values = {**views, "asynchronous": asynchronous}
            yield self.work(path, template, values, seen)

    def operation_works(self) -> Iterator[_Work]:
        """The modules of operations and notifications, and of what they share.

        Those with the same records are neighbours: what is known of one helps with the next.
        """
        for shared in self.package.shared:
            yield self.work(f"{shared.module}.py", "envelope.py.jinja", {"shared": shared}, shared)
        for template, views in (
            ("events.py.jinja", self.package.notifications),
            ("operation.py.jinja", self.package.operations),
        ):
            for view in sorted(views, key=_subject):
                path, values = f"{view.module}.py", {"operation": view}
                yield self.work(path, template, values, view, view.schema_files)

    def runtime(self, name: str) -> str:
        """A module that every client carries; how values look is that of the dialect."""
        folder = package_folder("neto_gen.templates")
        path = folder / "runtime" / name
        if name == "_dialect.py" and self.package.dialect != "neto":
            path = folder / "dialects" / f"{self.package.dialect}.py"
        return path.read_text(encoding="utf-8")

    def work(
        self,
        path: str,
        template: str,
        values: Mapping[str, object],
        seen: object,
        schemas: tuple[str, ...] = (),
    ) -> _Work:
        """A file that is to be made from a template; `seen` is what of the values it is made from."""
        names = (template, *_INCLUDED.get(template, ()))
        hashes = {name: self.templates.hash(name) for name in names}
        if self.templates.is_own(template):  # which may include any other
            hashes |= self.templates.own_hashes()
        hashes |= {name: self.schema_hashes[name] for name in schemas}
        hashes["values"] = sha256(repr(seen).encode()).hexdigest()
        return _Work(path, template, values, _inputs(hashes))

    def render(self, work: _Work) -> str:
        """The text of a file."""
        templates, template = self.templates, work.template
        values = {"header": _header(work.inputs), **work.values}
        text = render(self.environment, templates, template, values)
        own, where = templates.is_own(template), templates.where(template)
        tree = check_module(text, where, self.modules, own=own)
        # Ours are made of many statements alike; of what a project's own hold, nothing is known.
        return format_module(text) if own else lay_out(text, tree)


def _subject(operation: OperationView) -> str:
    """What an operation is about: its name without the verb, with it after that."""
    verb, _, rest = operation.module.partition("_")
    return f"{rest} {verb}"


def _face(operation: OperationView) -> tuple[object, ...]:
    """What of an operation the package and its client show."""
    query = operation.query
    return (
        *(operation.module, operation.action, operation.method_docstring),
        *(operation.request_class, operation.response.class_name),
        *(operation.argument, operation.argument_annotation, operation.batch, operation.envelope),
        *(operation.repeatable, operation.unless),
        *(operation.wrapped, operation.is_empty, operation.pages, operation.pages_docstring),
        operation.batches_docstring,
        *([query.filter_class, query.fields_class, query.is_paged] if query else []),
    )


def _with_header(text: str, inputs: str) -> RenderedFile:
    return RenderedFile(f"{_header(inputs)}\n{text}", inputs)


def _header(inputs: str) -> str:
    return f"# Generated by neto-gen; do not edit.\n# Inputs: sha256:{inputs}"


def _inputs(hashes: Mapping[str, str]) -> str:
    """One hash for all that a file was made from, and for the version of the tool."""
    lines = [
        f"neto-gen {__version__}",
        *(f"{name} {value}" for name, value in sorted(hashes.items())),
    ]
    return sha256("\n".join(lines).encode()).hexdigest()
