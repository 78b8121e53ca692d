"""From the plan of a client to the pages of its reference.

Long, because it is a list of small views, in the order of the pages.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from neto_gen.catalogue import CatalogueEntry
from neto_gen.diff.reports.report import heading_of
from neto_gen.diff.reports.words import change_of
from neto_gen.examples import Examples
from neto_gen.inventory import OWN, OperationInfo, list_operations
from neto_gen.python.code import spoken
from neto_gen.python.idempotency import changing_element
from neto_gen.python.package import enumerations_of, records_of
from neto_gen.reference.example_texts import plain_example, smallest_example
from neto_gen.reference.notes import notes_on
from neto_gen.reference.safe_markdown import (
    Markdown,
    anchor,
    block,
    code,
    joined,
    link,
    marked,
    prose,
    web_link,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neto_gen.catalogue import Correction
    from neto_gen.contract.model import Operation
    from neto_gen.diff.reports.report import Release
    from neto_gen.python.package import EnumerationView, FieldView, OperationView, RecordView
    from neto_gen.settings.config import Config

_FOLDER: Final = "operations/"
_FEW = 2
"""How many records show without a tree how they belong together."""
_MOST_VALUES = 12
"""How many values of an enumeration stand beside a field; more are in the index alone."""


def reference_pages(
    config: Config, names: Sequence[str], releases: Sequence[Release] = ()
) -> dict[str, str]:
    """Return the pages about these operations and groups, by their paths.

    `releases` are the newest first. Raises Failure for names that are unknown, and with the problems
    of all schemas.
    """
    examples = Examples(config, names)
    known = {listed.entry.name: listed for listed in list_operations(config)}
    pages = [
        _Page(
            view=view,
            read=examples.read[name],
            listed=known.get(name) or _unknown(view),
            examples=examples,
            package=config.package,
            releases=releases,
        )
        for name, view in examples.views.items()
    ]
    pages.sort(key=lambda page: (page.listed.entry.group, page.view.name))
    environment = _environment()
    index = {"groups": _groups(pages), "count": len(pages)}
    found = {"index.md": environment.get_template("index.md.jinja").render(index)}
    template = environment.get_template("operation.md.jinja")
    for page in pages:
        found[page.path] = template.render(page=page)
    fields = environment.get_template("fields.md.jinja")
    found["fields.md"] = fields.render(letters=_index_of_fields(pages))
    enumerations = environment.get_template("enumerations.md.jinja")
    found["enumerations.md"] = enumerations.render(pages=pages)
    return {name: f"{text.rstrip()}\n" for name, text in found.items()}


def _unknown(view: OperationView) -> OperationInfo:
    """Return what is known of an operation that neither the API nor the folder has by its name."""
    entry = CatalogueEntry(name=view.name.untrusted, group=OWN, bases=())
    return OperationInfo(entry=entry, state=None)


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("neto_gen.reference", "."),
        undefined=StrictUndefined,
        finalize=_only_markdown,
        autoescape=False,  # noqa: S701 - Markdown, not HTML; see neto_gen.reference.safe_markdown
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _only_markdown(value: object) -> object:
    """Refuse to print what was not made for a page."""
    if not isinstance(value, Markdown):
        message = f"a page was given {type(value).__name__}, which is not Markdown"
        raise TypeError(message)
    return value


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field as a row of a table."""

    anchor: Markdown
    name: Markdown
    wire: Markdown
    type: Markdown
    about: Markdown


@dataclass(frozen=True, slots=True)
class RecordSection:
    """A record with its fields. `path` is where the first of them stands in a document."""

    anchor: Markdown
    name: Markdown
    path: Markdown
    about: Markdown
    rows: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class MessageSection:
    """A request or a response: the tree of its records, and each of these."""

    title: Markdown
    tree: Markdown
    records: tuple[RecordSection, ...]


@dataclass(frozen=True, slots=True)
class ValuesSection:
    """An enumeration with its values."""

    anchor: Markdown
    name: Markdown
    operation: Markdown
    path: Markdown
    rows: tuple[tuple[Markdown, Markdown], ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class ReleaseSection:
    """The changes of an operation up to a release."""

    title: Markdown
    changes: tuple[tuple[Markdown, Markdown, Markdown], ...]


@dataclass(frozen=True, kw_only=True)
class _Page:
    """The page of one operation."""

    view: OperationView
    read: Operation
    listed: OperationInfo
    examples: Examples
    package: str
    releases: Sequence[Release]

    @property
    def path(self) -> str:
        """The path of the page among the others."""
        return f"{_FOLDER}{self.view.module}.md"

    @property
    def title(self) -> Markdown:
        """The operation's name."""
        return prose(self.view.name)

    @property
    def link(self) -> Markdown:
        """A link from the first page to this one."""
        return link(self.title, self.path)

    @property
    def group(self) -> Markdown:
        """The group of the API that the operation is in."""
        return prose(self.listed.entry.group)

    @property
    def purpose(self) -> Markdown:
        """The purpose of the operation, from the catalogue or the schema."""
        if self.listed.entry.purpose:
            return marked(f"{self.listed.entry.purpose}.")
        said = self.read.request.root.documentation if self.read.request else None
        said = said or self.read.response.root.documentation
        if said is not None and said.untrusted.strip():
            return prose(said)
        sent = "Sends" if self.view.method else "Reads"
        return Markdown(f"{sent} {code(self.view.name)}")

    @property
    def method(self) -> Markdown:
        """The call that sends it, or what reads it."""
        method = self.view.method
        if method is None:
            return code(f"{self.package}.{self.view.module}.receive(body, headers, *, token)")
        more = ", **fields" if method.fields_class else ""
        return code(f"NetoClient.{method.name}({method.argument}{more})")

    @property
    def methods(self) -> tuple[Markdown, ...]:
        """The other methods of the client that send it."""
        method = self.view.method
        if method is None:
            return ()
        return tuple(code(f"iter_{method.name}") for way in (method.batches, method.pages) if way)

    @property
    def idempotent(self) -> Markdown:
        """Whether the client retries it by itself, and why."""
        if self.view.method is None:
            return Markdown("")
        why = f": {prose(self.listed.why)}" if self.listed.why else ""
        if not self.listed.idempotent:
            reason = why or ": it may change something"
            return Markdown(f"**No**{reason}.")
        element = changing_element(self.read, self.examples.dialect.catalogue)
        but = f" A request with {code(element)} is not retried." if element else ""
        return Markdown(f"**Yes**{why}.{but}")

    @property
    def is_idempotent(self) -> Markdown:
        """The same in one word."""
        if self.view.method is None:
            return Markdown("")
        return Markdown("yes" if self.listed.idempotent else "no")

    @property
    def vendor(self) -> Markdown:
        """The vendor's page, if there is one."""
        page = self.listed.entry.page
        return Markdown("") if page is None else web_link(self.title, page)

    @property
    def schemas(self) -> Markdown:
        """The files of the schemas, and where they came from."""
        files = joined(", ", map(code, self.view.schema_files))
        state = f" ({prose(self.listed.state)})" if self.listed.state else ""
        return Markdown(f"{files}{state}")

    @property
    def example(self) -> tuple[tuple[Markdown, Markdown], ...]:
        """A request in all forms, and its response: the name of each, and its block of code."""
        if self.examples.dialect.filters:
            found = plain_example(self.view, self.examples, self.package)
        else:
            found = smallest_example(self.view, self.examples, self.package)
        if found is None:
            return ()
        request = (
            (Markdown("Python"), block(found.python, "python")),
            (Markdown("XML"), block(found.xml, "xml")),
            (Markdown("JSON"), block(found.json, "json")),
            (Markdown("curl"), block(found.curl, "sh")),
        )
        if found.response is None:
            return request
        return (
            *request,
            (Markdown("Response as JSON"), block(found.response.json, "json")),
            (Markdown("Response as XML"), block(found.response.xml, "xml")),
        )

    @cached_property
    def classes(self) -> dict[str, RecordView]:
        """All records of the operation by their classes."""
        return records_of(self.view)

    @cached_property
    def enumerations(self) -> dict[str, EnumerationView]:
        """All enumerations of the operation by their classes."""
        return enumerations_of(self.view)

    @cached_property
    def messages(self) -> tuple[MessageSection, ...]:
        """The request and the response; a record that both have is with the first."""
        known: set[str] = set()
        found: list[MessageSection] = []
        titled = (("Request", self.view.request), ("Response", self.view.response))
        for title, root in titled:
            if root is not None:
                order = self.below(root)
                own = [record for record in order if record.class_name not in known]
                known.update(record.class_name for record in own)
                tree = "\n".join(self.tree(root))
                shown = block(tree, "text") if len(order) > _FEW else Markdown("")
                sections = tuple(self.record(record) for record in own)
                found.append(MessageSection(Markdown(title), shown, sections))
        return tuple(found)

    def below(self, root: RecordView) -> list[RecordView]:
        """Return a record and those that it leads to, in the order of a document."""
        found: dict[str, RecordView] = {}
        waiting = [root.class_name]
        while waiting:
            name = waiting.pop()
            if name not in found and name in self.classes:
                record = self.classes[name]
                found[name] = record
                fields = (*record.fields, *record.parts)
                waiting += reversed([c for field in fields for c in field.classes])
        return [*found.values()]

    def tree(self, root: RecordView) -> Iterator[str]:
        """Return the lines of a tree of records, each with its records below it once."""
        shown: set[str] = set()
        waiting: list[tuple[str, str, str, str]] = [(root.class_name, "", "", "")]
        while waiting:
            name, label, first, rest = waiting.pop()
            again = name in shown
            yield f"{first}{label or name}{' …' if again and self.classes[name].fields else ''}"
            if again:
                continue
            shown.add(name)
            below = [*self.nested(name)]
            for number, (inner, text) in reversed([*enumerate(below)]):
                is_last = number == len(below) - 1
                branch = "└─ " if is_last else "├─ "
                waiting.append((inner, text, rest + branch, rest + ("   " if is_last else "│  ")))

    def nested(self, name: str) -> Iterator[tuple[str, str]]:
        """Return the records right below one, by class, with the fields that hold them."""
        record = self.classes[name]
        for field in (*record.fields, *record.parts):
            for inner in field.classes:
                if inner in self.classes:
                    held = f"list[{inner}]" if field.repeated else inner
                    yield inner, f"{field.name}: {held}"

    def record(self, record: RecordView) -> RecordSection:
        """Return a record as a section."""
        path = record.path.untrusted
        fields = [field for field in record.fields if field.role != "content"]
        rows = [self.row(record, field) for field in (*fields, *record.parts)]
        about = ""
        if record.parts:
            about = "Its elements are in `content`, in the order of the document."
        elif record.any_order:
            about = "Its elements may stand in any order."
        return RecordSection(
            anchor=anchor(record.class_name),
            name=code(record.class_name),
            path=code(path),
            about=Markdown(about),
            rows=tuple(rows),
        )

    def row(self, record: RecordView, field: FieldView) -> FieldRow:
        """Return a field as a row."""
        path = f"{record.path.untrusted}.{field.wire.untrusted}"
        corrections = self.examples.dialect.catalogue.corrections
        notes = [_note(found) for found in notes_on(self.read, path, corrections)]
        about = [Markdown(f"{_capital(marked(field.about))}."), *self.values(field)]
        about += [prose(spoken(paragraph)) for paragraph in field.documentation]
        return FieldRow(
            anchor=anchor(f"{record.class_name}.{field.name}"),
            name=code(field.name),
            wire=code(field.wire),
            type=self.type(field),
            about=joined(" ", (*about, *notes)),
        )

    def type(self, field: FieldView) -> Markdown:
        """Return the type of one value, or of a list of them, with links to records."""
        if not field.classes:
            shown = f"list[{field.value_annotation}]" if field.repeated else field.value_annotation
            return joined(" or ", map(code, shown.split(" | ")))
        held = "list[{}]" if field.repeated else "{}"
        links = (link(code(held.format(name)), f"#{name}") for name in field.classes)
        return joined(" or ", links)

    def values(self, field: FieldView) -> Iterator[Markdown]:
        """Return what values are listed for a field, or where they are."""
        simple = field.simple
        found = [simple, *(simple.parts if simple else ())]
        names = dict.fromkeys(part.class_name for part in found if part and part.class_name)
        for name in names:
            enumeration = self.enumerations.get(name)
            if enumeration is None:
                continue
            if len(enumeration.members) > _MOST_VALUES:
                count = f"{len(enumeration.members)} values"
                target = f"../enumerations.md#{self.view.module}.{name}"
                yield Markdown(f"{link(Markdown(count), target)}.")
            else:
                texts = (code(_text(value)) for _, value in enumeration.members)
                yield Markdown(f"{joined(', ', texts)}.")

    @property
    def value_sections(self) -> Iterator[ValuesSection]:
        """The enumerations of the operation."""
        for enumeration in self.view.enumerations:
            yield ValuesSection(
                anchor=anchor(f"{self.view.module}.{enumeration.class_name}"),
                name=code(f"{self.view.module}.{enumeration.class_name}"),
                operation=self.link,
                path=code(enumeration.path),
                rows=tuple((code(name), code(_text(v))) for name, v in enumeration.members),
                is_open=enumeration.is_open,
            )

    @property
    def history(self) -> Iterator[ReleaseSection]:
        """The changes of the operation, the newest release first."""
        name = self.view.name.untrusted
        for release in self.releases:
            facts = [fact for fact in release.report.facts if name in fact.operations]
            if facts:
                yield ReleaseSection(
                    Markdown(heading_of(prose(release.title), release.day)),
                    tuple(
                        (code(fact.path), prose(change_of(fact)), Markdown(fact.worst.word))
                        for fact in facts
                    ),
                )

    @property
    def has_history(self) -> bool:
        """Whether releases were compared at all."""
        return bool(self.releases)


def _text(value: str) -> str:
    """Return the text that a literal of an enumeration stands for."""
    found = ast.literal_eval(value)
    return found if isinstance(found, str) else str(found)


def _note(correction: Correction) -> Markdown:
    """Return what is said of a field that a correction changes."""
    if correction.is_addition:
        return Markdown(
            f"*Added:* {prose(correction.reason)}. {_capital(prose(correction.evidence))}."
        )
    kind = "*Kept as documented:*" if correction.correct is None else "*Corrected:*"
    return Markdown(f"{kind} {prose(correction.reason)}. {_capital(prose(correction.evidence))}.")


def _capital(text: Markdown) -> Markdown:
    return Markdown(f"{text[:1].upper()}{text[1:]}")


def _groups(pages: Sequence[_Page]) -> list[tuple[Markdown, list[_Page]]]:
    found: dict[str, list[_Page]] = defaultdict(list)
    for page in pages:
        found[page.listed.entry.group].append(page)
    return [(prose(group), several) for group, several in found.items()]


class Indexed(NamedTuple):
    """A name of fields: in Python, on the wire, and links to those that have it."""

    name: Markdown
    wire: Markdown
    places: Markdown


def _index_of_fields(pages: Sequence[_Page]) -> list[tuple[Markdown, list[Indexed]]]:
    """Return all names of fields by their first letter."""
    places: dict[tuple[str, str], list[Markdown]] = defaultdict(list)
    for page in pages:
        for record in page.view.records:
            for field in (*record.fields, *record.parts):
                if field.role in {"element", "attribute"}:
                    shown = joined(": ", (page.title, code(record.class_name)))
                    target = f"{page.path}#{record.class_name}.{field.name}"
                    places[field.name, field.wire.untrusted].append(link(shown, target))
    letters: dict[str, list[Indexed]] = defaultdict(list)
    for (name, wire), links in sorted(places.items()):
        row = Indexed(code(name), code(wire), joined(", ", dict.fromkeys(links)))
        letters[name[0].upper()].append(row)
    return [(prose(letter), rows) for letter, rows in sorted(letters.items())]
