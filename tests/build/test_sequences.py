"""A build that follows others makes what a build from nothing makes, whatever was edited between."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neto_gen.build import build
from neto_gen.dialect import DIALECTS
from neto_gen.fingerprint import package_folder
from neto_gen.settings.config import Config
from tests.soak import IS_LONG
from tests.support import schema, tree, write_files

TEXT = '<xs:element name="{}" type="xs:string" minOccurs="0"/>'
MESSAGES = (
    '<xs:element name="Messages" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="{}" '
    'minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>'
    '<xs:element name="Message" type="xs:string" minOccurs="0"/><xs:element name="SeverityCode" '
    'type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element></xs:sequence>'
    "</xs:complexType></xs:element>"
)
LIST = (
    '<xs:element name="{}" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>'
    f"{TEXT.format('SKU')}</xs:sequence></xs:complexType></xs:element>"
)
FILTER = (
    '<xs:element name="Filter" minOccurs="0"><xs:complexType><xs:sequence>'
    f"{TEXT.format('SKU')}{TEXT.format('Page')}{TEXT.format('Limit')}"
    '<xs:element name="OutputSelector" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>'
    "</xs:sequence></xs:complexType></xs:element>"
)
ACK = TEXT.format("Ack")
# What a message may hold. The last is of a type that stands in a file of its own.
BODIES = (
    "",
    TEXT.format("Name"),
    TEXT.format("Title"),
    f"{TEXT.format('Name')} ",
    LIST.format("Item"),
    LIST.format("Item") + TEXT.format("Name"),
    f"{ACK}{MESSAGES.format('Error')}",
    f"{ACK}{MESSAGES.format('Warning')}{LIST.format('Item')}",
    FILTER,
    '<xs:element name="Common" type="CommonType" minOccurs="0"/>',
)
# Names of which some give modules of one name, and the notification, which is no pair.
ACTIONS = ("AddItem", "GetItem", "GetITEM", "Get_item", "UpdateItem", "Event")
TEMPLATES = ("operation.py.jinja", "client.py.jinja", "methods.py.jinja", "package.py.jinja")


@dataclass
class Project:
    """What a client is built from, and which of its files somebody deleted or edited since."""

    messages: dict[str, int] = field(
        default_factory=lambda: {
            "AddItem": 4,
            "AddItemResponse": 6,
            "GetItem": 8,
            "GetItemResponse": 7,
        }
    )
    common: int = 1
    dialect: str = "neto"
    templates: dict[str, str] = field(default_factory=dict[str, str])
    chosen: tuple[str, ...] = ()
    damage: list[int] = field(default_factory=list[int])

    def apply(self, edit: tuple[str, object, int]) -> None:
        """Make an edit."""
        kind, what, number = edit
        match kind, what:
            case "message", str(name):
                for message in {"Event": ["Event"]}.get(name, [name, f"{name}Response"]):
                    self.messages.setdefault(message, 1)
                self.messages[name] = number
            case "answer", str(name) if f"{name}Response" in self.messages:
                self.messages[f"{name}Response"] = number
            case "remove", str(name) if len(self.messages) > 3:
                self.messages.pop(name, None)
                self.messages.pop(f"{name}Response", None)
            case "common", _:
                self.common = number
            case "dialect", str(name):
                self.dialect = name
            case "template", str(name):
                self.templates[name] = f"{{# {number} #}}" if number else ""
            case "choose", _:
                self.chosen = ("AddItem",) if number % 2 and "AddItem" in self.messages else ()
            case "damage", _:
                self.damage = [number]
            case _:
                pass
        if "AddItem" not in self.messages:
            self.chosen = ()

    def files(self) -> dict[str, str]:
        """Return the schema files."""
        found = {
            f"{'EventSchema' if name == 'Event' else name}.xsd": schema(
                '<xs:include schemaLocation="types/Common.xsd"/>'
                f'<xs:element name="{name}"><xs:complexType><xs:sequence>{BODIES[number]}'
                "</xs:sequence></xs:complexType></xs:element>"
            )
            for name, number in self.messages.items()
        }
        inner = BODIES[self.common]
        common = (
            f'<xs:complexType name="CommonType"><xs:sequence>{inner}</xs:sequence></xs:complexType>'
        )
        return {**found, "types/Common.xsd": schema(common)}

    def build(self, folder: Path) -> dict[str, bytes]:
        """Build in a folder, where it may have been built before."""
        for name in ("schemas", "own"):
            shutil.rmtree(folder / name, ignore_errors=True)
        ours = package_folder("neto_gen.templates")
        own = {n: (ours / n).read_text() + text for n, text in self.templates.items() if text}
        config = Config(
            schemas=write_files(folder / "schemas", self.files()),
            output=folder,
            package="p",
            operations=self.chosen,
            dialect=self.dialect,
            templates=write_files(folder / "own", own) if own else None,
        )
        build(config, overwrite=True)
        assert not build(config, check=True).changes
        return tree(folder / "p")


EDITS = st.one_of(
    st.tuples(st.just("message"), st.sampled_from(ACTIONS), st.integers(0, len(BODIES) - 1)),
    st.tuples(st.just("answer"), st.sampled_from(ACTIONS), st.integers(0, len(BODIES) - 1)),
    st.tuples(st.just("remove"), st.sampled_from(ACTIONS), st.just(0)),
    st.tuples(st.just("common"), st.none(), st.integers(0, len(BODIES) - 2)),
    st.tuples(st.just("dialect"), st.sampled_from(DIALECTS), st.just(0)),
    st.tuples(st.just("template"), st.sampled_from(TEMPLATES), st.integers(0, 2)),
    st.tuples(st.just("choose"), st.none(), st.integers(0, 1)),
    st.tuples(st.just("damage"), st.none(), st.integers(0, 100)),
)


def damage(package: Path, numbers: list[int]) -> None:
    """Delete some files of a package, and edit others."""
    for number in numbers:
        paths = sorted(path for path in package.glob("*.py"))
        path = paths[number % len(paths)]
        if number % 2:
            path.unlink()
        else:
            path.write_bytes(path.read_bytes() + b"# mine\n")


@settings(
    max_examples=25 if IS_LONG else 5,
    derandomize=not IS_LONG,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(EDITS, min_size=2, max_size=8 if IS_LONG else 4))
def test_edits_in_any_order(edits: list[tuple[str, object, int]]) -> None:
    """After any sequence of edits, an incremental build equals one from nothing, to the byte."""
    project = Project()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project.build(folder / "one")
        for number, edit in enumerate(edits):
            project.apply(edit)
            damage(folder / "one" / "p", project.damage)
            project.damage = []
            found = project.build(folder / "one")
            assert found == project.build(folder / f"from nothing {number}")
