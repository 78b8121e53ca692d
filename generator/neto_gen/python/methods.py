"""What the clients print of each operation: a method, and that of a view of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neto_gen.python.code import Code, docstring, literal, prose

if TYPE_CHECKING:
    from neto_gen.contract.text import SchemaText
    from neto_gen.python.package import EnvelopeView, PagesView, RecordView, RootView

_OWN_NAMES = frozenset({"batch", "call", "options", "stop_at_error"})
_INDENT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchesView:
    """A list of any length that a method sends in several requests: of records of `item_class`.

    `annotation` and `docstring` are those of the method that yields what came of each request.
    """

    item_class: Code
    annotation: Code
    docstring: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """A method of the clients: all that they show of an operation.

    `name` is what it and its module are called; `action` the literal for the operation's name.
    `argument` is what it takes, of the type `annotation`, from which the expression `request` makes
    the request. What is a filter has `fields_class`, the class of its fields as arguments, and
    `is_paged` says that the answer comes in pages. `batches` is there where it takes a list, and
    `pages` where the answer comes in pages that can be gone through. `repeatable` is the literal that
    says whether it changes nothing, and `unless` that for the element with which it does.
    """

    name: Code
    action: Code
    docstring: Code
    argument: Code
    annotation: Code
    is_optional: bool
    request: Code
    request_class: Code
    response_class: Code
    fields_class: Code | None
    is_paged: bool
    batches: BatchesView | None
    envelope: EnvelopeView | None
    pages: PagesView | None
    repeatable: Code
    unless: Code | None

    @property
    def alias(self) -> Code:
        """What the client calls the module: its own name is that of the method."""
        return Code(f"_{self.name}")

    @property
    def makes_request(self) -> bool:
        """Whether the method needs the class of the request."""
        return self.request != self.argument


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientView:
    """What the clients and the package show: the methods, and the modules of all operations.

    Nothing else of a package is in these files: while this is equal, they need not be made again.
    """

    methods: tuple[MethodView, ...]
    modules: tuple[Code, ...]

    @property
    def module_literals(self) -> Code:
        """The names of the operations' modules, with commas between them."""
        return Code(", ".join(map(literal, self.modules)))

    @property
    def has_query(self) -> bool:
        """Whether any method takes the fields of a filter."""
        return any(method.fields_class for method in self.methods)

    @property
    def has_pages(self) -> bool:
        """Whether any method goes through pages."""
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
    *,
    pages: PagesView | None,
    repeatable: bool,
    unless: str | None,
) -> MethodView:
    """The method that sends this request."""
    root, own = request.root, request.class_name
    whole = f"_{name}.{own}"
    batch, wrapped, query = (root.batch, root.wrapped, root.query) if root else (None, None, None)
    envelope = response.root.envelope if response.root else None
    argument, annotation, made = Code("request"), Code(whole), Code("request")
    batches: BatchesView | None = None
    is_empty = not request.fields
    if query is not None:
        paging = "page=page, limit=limit, " if query.is_paged else ""
        argument = Code("filter")
        annotation = Code(f"_{name}.{query.filter_class} | {whole} | None")
        made = Code(f"{own}.of(filter, {paging}**fields)")
    elif batch is not None:
        argument = _argument(batch.argument)
        annotation = Code(f"Sequence[_{name}.{batch.item_class}] | {whole}")
        made = Code(f"{own}.of({argument})")
        batches = BatchesView(
            item_class=batch.item_class,
            annotation=Code(f"Iterable[_{name}.{batch.item_class}] | {whole}"),
            docstring=_batches_docstring(action, own, batch.item_class),
        )
    elif wrapped is not None:
        argument = _argument(wrapped.argument)
        annotation = Code(f"_{name}.{wrapped.item_class} | {whole}")
        made = Code(f"{own}.of({argument})")
    elif is_empty:
        annotation = Code(f"{whole} | None")
        made = Code(f"{own}() if request is None else request")
    return MethodView(
        name=name,
        action=literal(action),
        docstring=_docstring(action, request, root, enveloped=envelope is not None),
        argument=argument,
        annotation=annotation,
        is_optional=query is not None or is_empty,
        request=made,
        request_class=own,
        response_class=response.class_name,
        fields_class=query.fields_class if query else None,
        is_paged=query is not None and query.is_paged,
        batches=batches,
        envelope=envelope,
        pages=pages,
        repeatable=Code(repr(repeatable)),
        unless=literal(unless) if unless else None,
    )


def pages_docstring(action: SchemaText) -> Code:
    """What the method says that goes through the pages of an answer."""
    return docstring(
        Code(f"Send `{prose(action)}` for one page after the other, and yield their records."),
        Code(
            "Begins with page 0 or that of the filter, and asks for `limit` records at once. A record "
            "whose key has come before is left out; without a key among the outputs, none is. Ends "
            "with the first page that brings nothing new."
        ),
        indent=_INDENT,
    )


def _batches_docstring(action: SchemaText, request_class: Code, item_class: Code) -> Code:
    return docstring(
        Code(f"Send `{prose(action)}` for `batch` records at a time, and yield what came of each."),
        Code(
            f"Takes any number of `{item_class}`, read when they are needed, or the request, "
            f"`{request_class}`. A request that fails is yielded with its `error`, and does "
            "not stop the others: leave the loop to stop."
        ),
        indent=_INDENT,
    )


def _argument(name: Code) -> Code:
    return Code(f"{name}_") if name in _OWN_NAMES else name


def _docstring(
    action: SchemaText, request: RecordView, root: RootView | None, *, enveloped: bool
) -> Code:
    first = Code(f"Send `{prose(action)}` and return what the store answers.")
    whole = f"the request, `{request.class_name}`"
    takes = f"Takes {whole}."
    if root and root.batch:
        takes = (
            f"Takes a list of `{root.batch.item_class}`, or {whole}. With `batch`, a list of any "
            "length is sent in requests of so many, and what came of each is returned; a request "
            "that fails does not stop the others unless `stop_at_error`."
        )
    elif root and root.query:
        takes = (
            f"Takes the fields of a filter as arguments, or a `{root.query.filter_class}`, or "
            f"{whole}. A store wants one filter at least, and the outputs."
        )
    elif root and root.wrapped:
        takes = f"Takes a `{root.wrapped.item_class}`, or {whole}."
    raises = "Raises RequestError when a value does not fit the schema" + (
        ", and ApiError when the store refuses the request; every error of this client is a "
        "NetoError. Warnings of the store are in `warnings` of what is returned."
        if enveloped
        else "; every error of this client is a NetoError."
    )
    return docstring(first, Code(takes), Code(raises), indent=_INDENT)
