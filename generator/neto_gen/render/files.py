"""Every file of the package: modules from templates, and the runtime as it is."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from neto_gen import __version__
from neto_gen.render.environment import make_environment, render
from neto_gen.render.format import format_module
from neto_gen.render.guard import GuardError, check_module
from neto_gen.render.layout import lay_out
from neto_gen.template_files import TemplateFiles
from neto_gen.tool import package_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from neto_gen.python.package import OperationView, PackageView

RUNTIME = (
    "_answer.py",
    "_auth.py",
    "_batches.py",
    "_base_client.py",
    "_check.py",
    "_content.py",
    "_dialect.py",
    "_document.py",
    "_errors.py",
    "_exchange.py",
    "_exports.py",
    "_fast.py",
    "_http.py",
    "_limits.py",
    "_model.py",
    "_options.py",
    "_pages.py",
    "_pattern.py",
    "_rate_limit.py",
    "_read.py",
    "_reading.py",
    "_retry.py",
    "_root.py",
    "_scalars.py",
    "_stream.py",
    "_strict.py",
    "_text.py",
    "_unicode_blocks.py",
    "_webhook.py",
    "_write.py",
    "pytest_plugin.py",
    "testing.py",
)


# What the templates are made of beside themselves.
_INCLUDED: Mapping[str, tuple[str, ...]] = {
    "operation.py.jinja": ("records.py.jinja",),
    "envelope.py.jinja": ("records.py.jinja",),
    "events.py.jinja": ("records.py.jinja",),
    "client.py.jinja": ("methods.py.jinja",),
    "dry_run.py.jinja": ("methods.py.jinja",),
}


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file of the package: its text, and the hash of what it was made from."""

    text: str
    inputs: str


def render_package(
    package: PackageView,
    schema_hashes: Mapping[str, str],
    templates: TemplateFiles | None = None,
    reuse: Callable[[str, str], str | None] | None = None,
) -> dict[str, RenderedFile]:
    """The text of every file of the package, by its path in it.

    Pure: the same package gives the same text. `schema_hashes` are the hashes of the schema files
    by name. `reuse` gives the text of a file that was made from these inputs before, by its path
    and the hash of the inputs, so that it need not be made again. Raises GuardError when a module
    holds what no template prints, and Failure when one of the project's own templates errs.
    """
    renderer = _Renderer(package, schema_hashes, templates or TemplateFiles(), reuse)
    return dict(sorted(renderer.files().items()))


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

    def files(self) -> dict[str, RenderedFile]:
        files = {"py.typed": _with_header("", _inputs({}))}
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
            seen = self.package if own else tuple(map(_face, self.package.operations))
            values = {**views, "asynchronous": asynchronous}
            files[path] = self.render(path, template, values, seen)
        for name in RUNTIME:
            text = self.runtime(name)
            files[name] = _with_header(text, _inputs({name: sha256(text.encode()).hexdigest()}))
        for operation in self.package.operations:
            files[f"{operation.module}.py"] = self.render(
                f"{operation.module}.py",
                "operation.py.jinja",
                {"operation": operation},
                operation,
                operation.schema_files,
            )
        for notification in self.package.notifications:
            path = f"{notification.module}.py"
            values = {"operation": notification}
            files[path] = self.render(
                path, "events.py.jinja", values, notification, notification.schema_files
            )
        for shared in self.package.shared:
            path = f"{shared.module}.py"
            files[path] = self.render(path, "envelope.py.jinja", {"shared": shared}, shared)
        return files

    def runtime(self, name: str) -> str:
        """A module that every client carries; how values look is that of the dialect."""
        folder = package_folder("neto_gen.templates")
        path = folder / "runtime" / name
        if name == "_dialect.py" and self.package.dialect != "neto":
            path = folder / "dialects" / f"{self.package.dialect}.py"
        return path.read_text(encoding="utf-8")

    def render(
        self,
        path: str,
        template: str,
        values: Mapping[str, object],
        seen: object,
        schemas: tuple[str, ...] = (),
    ) -> RenderedFile:
        """A file from its template; `seen` is what of the values it is made from."""
        names = (template, *_INCLUDED.get(template, ()))
        hashes = {name: self.templates.hash(name) for name in names}
        if self.templates.is_own(template):  # which may include any other
            hashes |= self.templates.own_hashes()
        hashes |= {name: self.schema_hashes[name] for name in schemas}
        hashes["values"] = sha256(repr(seen).encode()).hexdigest()
        inputs = _inputs(hashes)
        made_before = self.reuse(path, inputs) if self.reuse is not None else None
        if made_before is not None:
            return RenderedFile(made_before, inputs)
        text = render(
            self.environment, self.templates, template, {"header": _header(inputs), **values}
        )
        own, where = self.templates.is_own(template), self.templates.where(template)
        try:
            # Ours are made of many statements alike; of what a project's own hold, nothing is known.
            text = format_module(text) if own else lay_out(text)
        except ValueError as error:
            what = f"a module that is not Python: {error}"
            raise GuardError(where, what, own=own) from None
        check_module(text, where, self.modules, own=own)
        return RenderedFile(text, inputs)


def _face(operation: OperationView) -> tuple[object, ...]:
    """What of an operation the package and its client show."""
    return (
        *(operation.module, operation.action, operation.method_docstring),
        *(operation.request_class, operation.response.class_name),
        *(operation.argument, operation.argument_annotation, operation.batch, operation.envelope),
        *(operation.repeatable, operation.unless),
        *(operation.wrapped, operation.query, operation.is_empty, operation.pages),
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
