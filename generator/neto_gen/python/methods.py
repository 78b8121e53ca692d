"""Plan the method that the clients have for each operation, and that of its view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neto_gen.python.code import Code, call, docstring, literal, prose

if TYPE_CHECKING:
    from neto_gen.contract.schema_text import SchemaText
    from neto_gen.python.package import PagesView, RecordView

_OWN_NAMES = frozenset({"batch", "concurrency", "options", "stop_at_error"})
_INDENT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class IterationView:
    """A method `iter_…`, which sends several requests for one call.

    `item_class` is the class of the records that it sends or yields.
    """

    item_class: Code
    parameter: Code
    docstring: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """A method of the clients, for one operation.

    `name` is the name of the method and of its module, and `action` the literal for the operation's
    name. `argument` is the name of its argument, and `parameter` the argument with its type. A method
    with a filter has `fields_class`, the class of its fields as arguments. `is_paged` means that the
    response has pages. `batches` is set if the method takes a list, and `pages` if it can iterate over
    pages.
    """

    name: Code
    action: Code
    docstring: Code
    argument: Code
    parameter: Code
    request_class: Code
    response_class: Code
    fields_class: Code | None
    is_paged: bool
    batches: IterationView | None
    pages: IterationView | None

    @property
    def alias(self) -> Code:
        """The name of the module in the client, since the method has the module's own name."""
        return Code(f"_{self.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientView:
    """The methods of the clients, and the modules of all operations.

    The files of the clients depend on nothing else: if this view is equal, they are still current.
    """

    methods: tuple[MethodView, ...]
    modules: tuple[Code, ...]

    @property
    def module_literals(self) -> Code:
        """The names of the operations' modules, separated by commas."""
        return Code(", ".join(map(literal, self.modules)))

    @property
    def has_query(self) -> bool:
        """Whether any method takes the fields of a filter."""
        return any(method.fields_class for method in self.methods)

    @property
    def has_pages(self) -> bool:
        """Whether any method iterates over pages."""
        return any(method.pages for method in self.methods)

    @property
    def has_batch(self) -> bool:
        """Whether any method takes a list."""
        return any(method.batches for method in self.methods)


def view_method(
    action: SchemaText,
    name: Code,
    request: RecordView,
    response: RecordView,
    pages: PagesView | None,
) -> MethodView:
    """Return the view of the method that sends this request."""
    root, own = request.root, request.class_name
    whole = f"_{name}.{own}"
    batch, wrapped, query = (root.batch, root.wrapped, root.query) if root else (None, None, None)
    argument, parameter = Code("request"), Code(f"request: {whole}")
    batches: IterationView | None = None
    if query is not None:
        argument = Code("filter")
        parameter = Code(f"filter: _{name}.{query.filter_class} | {whole} | None = None")
    elif batch is not None:
        argument = _argument(batch.argument)
        item = f"_{name}.{batch.item_class}"
        parameter = Code(f"{argument}: Many[{item}, {whole}]")
        batches = IterationView(
            item_class=batch.item_class,
            parameter=parameter,
            docstring=_batches_docstring(action, name),
        )
    elif wrapped is not None:
        argument = _argument(wrapped.argument)
        parameter = Code(f"{argument}: _{name}.{wrapped.item_class} | {whole}")
    elif not request.fields:
        parameter = Code(f"request: {whole} | None = None")
    return MethodView(
        name=name,
        action=literal(action),
        docstring=_docstring(action, request),
        argument=argument,
        parameter=parameter,
        request_class=own,
        response_class=response.class_name,
        fields_class=query.fields_class if query else None,
        is_paged=query is not None and query.is_paged,
        batches=batches,
        pages=(
            None
            if pages is None
            else IterationView(
                item_class=pages.item_class,
                parameter=parameter,
                docstring=_pages_docstring(action, name),
            )
        ),
    )


def declared_operation(
    method: MethodView,
    response: RecordView,
    pages: PagesView | None,
    *,
    idempotent: bool,
    not_idempotent_with: str | None,
) -> Code:
    """Return the expression that declares an operation.

    `idempotent` says that it changes nothing, but where the element `not_idempotent_with` is in the request.
    """
    more = {"idempotent": Code(repr(idempotent))}
    if not_idempotent_with is not None:
        more["not_idempotent_with"] = literal(not_idempotent_with)
    if response.root and response.root.envelope:
        more["ack"] = literal(response.root.envelope.ack)
    if pages is not None:
        more |= {"items": literal(pages.items), "keys": pages.keys}
    classes = (method.request_class, method.response_class)
    return call("Operation", method.action, *classes, **more)


def _pages_docstring(action: SchemaText, method: Code) -> Code:
    return docstring(
        Code(f"Send `{prose(action)}` for each page, and yield the records."),
        Code(f"Takes the arguments of `{method}`. Requests `limit` records per page."),
        indent=_INDENT,
    )


def _batches_docstring(action: SchemaText, method: Code) -> Code:
    return docstring(
        Code(f"Send `{prose(action)}` for `batch` records at a time, and yield each `Batch`."),
        Code(f"Takes the arguments of `{method}`, and reads the records as it sends them."),
        indent=_INDENT,
    )


def _argument(name: Code) -> Code:
    return Code(f"{name}_") if name in _OWN_NAMES else name


def _docstring(action: SchemaText, request: RecordView) -> Code:
    root = request.root
    first = Code(f"Send `{prose(action)}` and return the response.")
    whole = f"the request, `{request.class_name}`"
    takes = f"Takes {whole}."
    more: list[Code] = []
    if root and root.batch:
        takes = (
            f"Takes one `{root.batch.item_class}` or any iterable of them, or {whole}. With `batch`, "
            "sends them in requests of that many, and returns `Batches`."
        )
    elif root and root.query:
        takes = (
            f"Takes the fields of a filter as arguments, or a `{root.query.filter_class}`, or "
            f"{whole}. Pass at least one filter, and `output_selector` for the fields to return. "
            "`extra` has undocumented filters, by their names on the wire."
        )
        fields = ", ".join(f"`{name}`" for name, _ in root.query.fields)
        more = [Code(f"The fields of a filter: {fields}.")] if fields else []
    elif root and root.wrapped:
        takes = f"Takes a `{root.wrapped.item_class}`, or {whole}."
    return docstring(first, Code(takes), *more, indent=_INDENT)
